/* coach_check.c - one short question to the configured endpoint, and what its answer means for the operator. */
#include "programs/nexus/coach_check.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/net/model.h"
#include "domain/coach/action.h"
#include "domain/coach/limit.h"
#include "programs/nexus/installation.h"

#include <stdio.h>
#include <string.h>

enum { MILLISECOND = 1000, QUESTION_MS = 1000 };

struct trial {
    int64_t started, first;
    size_t bytes;
};

static bool said(void *context, const char *words, size_t length)
{
    struct trial *trial = context;
    (void)words;
    if (trial->first == 0)
        trial->first = clock_microseconds();
    trial->bytes += length;
    return true;
}

static bool idle(void *context)
{
    (void)context;
    return true;
}

/* What the settings of an endpoint are called, and what it is asked for. */
struct named {
    const char *what, *url, *key, *model, *path, *answers;
};
static const struct named answers = {"chat", "coach_url", "coach_key", "coach_model", "/chat/completions", "stream of chat completions"},
                          embeddings = {"embeddings", "coach_embed_url (else coach_url)", "coach_embed_key (else coach_key)",
                                        "coach_embedder", "/embeddings", "list of vectors"};

static const char *remedy_of_refusal(struct arena *arena, const struct named *named, long status)
{
    if (status == 401 || status == 403)
        return arena_printf(arena, "the key is not taken: put the right one into %s", named->key);
    if (status == 404)
        return arena_printf(arena, "there is no such path or model: %s must end where %s follows (often /v1), and %s must be a name it knows",
                            named->url, named->path, named->model);
    return arena_printf(arena, "the endpoint does not like the request: does it have OpenAI's %s%s?", named->path,
                        named == &answers ? ", with streams and tools" : "");
}

static const char *remedy_of(struct arena *arena, const struct named *named, const struct model_answer *answer, const char *url)
{
    switch (answer->outcome) {
    case MODEL_UNREACHABLE:
        return arena_printf(arena, "look at %s (%s) in nexus.conf: is the host right, does it answer from this machine, is its certificate "
                                   "valid? `curl -v %s/models` shows more", named->url, url, url);
    case MODEL_SLOW: return "the endpoint takes too long: choose a smaller model, or raise coach_first_seconds and coach_silent_seconds";
    case MODEL_BUSY: return "the endpoint refuses for now (429): wait, or raise the limits of your account there";
    case MODEL_REFUSED: return remedy_of_refusal(arena, named, answer->status);
    case MODEL_BROKEN: return "the endpoint itself fails: look at its log, or try again later";
    case MODEL_GARBAGE:
        return arena_printf(arena, "what came is no %s: %s must end where %s follows (often /v1)", named->answers, named->url, named->path);
    case MODEL_CUT:
    case MODEL_HUGE: return "the endpoint breaks off or does not end: look at what stands between (a proxy?)";
    case MODEL_DONE:
    case MODEL_STOPPED: break;
    }
    return "";
}

static bool tell(struct arena *arena, const struct named *named, const struct model_answer *answer, const struct model_endpoint *endpoint)
{
    if (answer->outcome == MODEL_DONE)
        return true;
    printf("WRONG  %-10s %s%s%s\n       remedy: %s\n", named->what, model_outcome_word(answer->outcome), answer->problem == NULL ? "" : ": ",
           answer->problem == NULL ? "" : answer->problem, remedy_of(arena, named, answer, endpoint->url == NULL ? "" : endpoint->url));
    return false;
}

bool coach_tell_embedder(struct arena *arena, const struct model_answer *answer, const struct model_endpoint *endpoint)
{
    return tell(arena, &embeddings, answer, endpoint);
}

static cJSON *question(void)
{
    cJSON *messages = cJSON_CreateArray(), *message = cJSON_CreateObject();
    json_set_string(message, "role", "user");
    json_set_string(message, "content", "Answer with the one word: ready.");
    cJSON_AddItemToArray(messages, message);
    return messages;
}

static bool check_chat(struct arena *arena, const struct config *config, const struct model_endpoint *endpoint)
{
    struct trial trial = {.started = clock_microseconds()};
    const struct model_listener listener = {.context = &trial, .said = said, .idle = idle, .socket = -1};
    const struct coach_limits limits = limit_configured(config);
    const char *request = model_request(arena, endpoint, question(), action_tools());
    struct model_answer answer = model_chat(arena, endpoint, request, &listener);
    if (!tell(arena, &answers, &answer, endpoint))
        return false;
    int64_t first = trial.first == 0 ? 0 : (trial.first - trial.started) / 1000;
    printf("ok     %-10s %s answers, first words after %lld ms, %lld tokens in, %lld out%s\n", "chat", endpoint->name, (long long)first,
           (long long)answer.tokens_in, (long long)answer.tokens_out, answer.estimated ? " (estimated: the endpoint does not say)" : "");
    if (limits.price_in + limits.price_out > 0)
        printf("ok     %-10s this question cost %.6f %s\n", "price", (double)limit_cost(&limits, answer.tokens_in, answer.tokens_out) / 1e6,
               config->currency);
    else
        printf("note   %-10s coach_price_in and coach_price_out are not set: costs are counted as 0, the budget never ends\n", "price");
    return true;
}

static bool check_embeddings(struct arena *arena, const struct config *config)
{
    const struct model_endpoint endpoint = model_embedder(arena, config);
    const struct coach_limits limits = limit_configured(config);
    cJSON *texts = cJSON_CreateArray();
    if (endpoint.name == NULL) {
        printf("note   %-10s coach_embedder is not set: passages are found by words alone, which works\n", "embeddings");
        return true;
    }
    cJSON_AddItemToArray(texts, cJSON_CreateString("What is this course about?"));
    int64_t started = clock_microseconds();
    const struct model_vectors vectors = model_embed(arena, &endpoint, texts, NULL);
    long long took = (long long)(clock_microseconds() - started) / MILLISECOND;
    if (!tell(arena, &embeddings, &vectors.answer, &endpoint))
        return false;
    printf("ok     %-10s %s gives vectors of %zu numbers after %lld ms, %lld tokens%s\n", "embeddings", endpoint.name, vectors.dimensions, took,
           (long long)vectors.answer.tokens_in, vectors.answer.estimated ? " (estimated: the endpoint does not say)" : "");
    if (took > QUESTION_MS)
        printf("note   %-10s a question waits %d ms for its vector at most: most will be searched by words alone\n", "embeddings", QUESTION_MS);
    if (limits.monthly >= 0 && limits.price_embed <= 0)
        printf("note   %-10s coach_price_embed is not set: vectors are counted as costing 0\n", "price");
    return true;
}

/* The endpoint of the answers; where there is none, that is no mistake. */
static bool check_answers(struct arena *arena, const struct config *config)
{
    struct model_endpoint endpoint = model_configured(arena, config);
    if (endpoint.url != NULL)
        return check_chat(arena, config, &endpoint);
    puts("note   No model is set (coach_url in nexus.conf): the coach answers from the academy's own courses.");
    return true;
}

int coach_check(struct arena *arena)
{
    const struct config *config = installation_open(arena, false);
    if (config == NULL)
        return 1;
    bool good = check_answers(arena, config);
    return check_embeddings(arena, config) && good ? 0 : 1;
}
