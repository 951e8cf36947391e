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

static const char *remedy_of(struct arena *arena, const struct model_answer *answer, const struct model_endpoint *endpoint)
{
    switch (answer->outcome) {
    case MODEL_UNREACHABLE:
        return arena_printf(arena, "look at coach_url (%s) in nexus.conf: is the host right, does it answer from this machine, is its certificate "
                                   "valid? `curl -v %s/models` shows more", endpoint->url, endpoint->url);
    case MODEL_SLOW:
        return "the endpoint takes too long: choose a smaller model, or raise coach_first_seconds and coach_silent_seconds";
    case MODEL_BUSY:
        return "the endpoint refuses for now (429): wait, or raise the limits of your account there";
    case MODEL_REFUSED:
        if (answer->status == 401 || answer->status == 403)
            return "the key is not taken: put the right one into coach_key";
        if (answer->status == 404)
            return "there is no such path or model: coach_url must end where /chat/completions follows (often /v1), and coach_model "
               "must be a name it knows";
        return "the endpoint does not like the request: is it OpenAI-compatible, with streams and tools?";
    case MODEL_BROKEN:
        return "the endpoint itself fails: look at its log, or try again later";
    case MODEL_GARBAGE:
        return "what came is no stream of chat completions: coach_url must end where /chat/completions follows (often /v1)";
    case MODEL_CUT:
    case MODEL_HUGE:
        return "the endpoint breaks off or does not end: look at what stands between (a proxy?)";
    case MODEL_DONE:
    case MODEL_STOPPED:
        break;
    }
    return "";
}

static bool tell(const char *what, struct arena *arena, const struct model_answer *answer, const struct model_endpoint *endpoint)
{
    if (answer->outcome == MODEL_DONE)
        return true;
    printf("WRONG  %-10s %s%s%s\n       remedy: %s\n", what, model_outcome_word(answer->outcome), answer->problem == NULL ? "" : ": ",
           answer->problem == NULL ? "" : answer->problem, remedy_of(arena, answer, endpoint));
    return false;
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
    if (!tell("chat", arena, &answer, endpoint))
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

static bool check_embeddings(struct arena *arena, const struct model_endpoint *endpoint)
{
    struct model_answer answer;
    cJSON *texts = cJSON_CreateArray();
    if (endpoint->embedder == NULL) {
        printf("note   %-10s coach_embedder is not set: passages are found by words alone, which works\n", "embeddings");
        return true;
    }
    cJSON_AddItemToArray(texts, cJSON_CreateString("ready"));
    const cJSON *vectors = model_embed(arena, endpoint, texts, &answer);
    if (!tell("embeddings", arena, &answer, endpoint))
        return false;
    printf("ok     %-10s %s gives vectors of %d numbers\n", "embeddings", endpoint->embedder, cJSON_GetArraySize(cJSON_GetArrayItem(vectors, 0)));
    return true;
}

int coach_check(struct arena *arena)
{
    const struct config *config = installation_open(arena, false);
    if (config == NULL)
        return 1;
    struct model_endpoint endpoint = model_configured(arena, config);
    if (endpoint.url == NULL) {
        puts("note   No model is set (coach_url in nexus.conf): the coach answers from the academy's own courses.");
        return 0;
    }
    bool chat = check_chat(arena, config, &endpoint);
    return check_embeddings(arena, &endpoint) && chat ? 0 : 1;
}
