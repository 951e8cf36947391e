/* endpoint.c - the answer of a model: what it is told, what it says, what it wishes to be done. Called by speak.c.
 *
 * What a model says is words, and what it wishes is an offer: nothing here changes anything for the learner. */
#include "programs/coach/speech.h"

#include "core/base/json.h"
#include "core/base/log.h"
#include "core/net/model.h"
#include "domain/coach/action.h"
#include "domain/coach/limit.h"
#include "domain/coach/prompt.h"
#include "domain/coach/search.h"

#include <string.h>

bool endpoint_set(const struct request *request)
{
    struct model_endpoint endpoint = model_configured(request->arena, request->config);
    return endpoint.url != NULL || endpoint.replay != NULL;
}

/* ---- what it is told ---- */

static cJSON *passage_of(struct arena *arena, const struct passage_row *row, int number)
{
    cJSON *passage = cJSON_CreateObject();
    json_set_integer(passage, "n", number);
    json_set_string(passage, "title", row->title);
    json_set_string(passage, "heading", row->heading);
    json_set_string(passage, "text", row->text);
    json_set_string(passage, "url", search_url(arena, row));
    json_set_string(passage, "course", row->course_title);
    json_set_integer(passage, "passage_id", row->id);
    return passage;
}

/* What a citation shows: the beginning of the passage, whole words. In the arena that outlives the passages. */
static void add_citation(struct arena *arena, cJSON *citations, const cJSON *passage)
{
    enum { QUOTE_BYTES = 160 };
    const char *text = json_string(passage, "text", ""), *heading = json_string(passage, "heading", "");
    size_t length = strcspn(text, "\n");
    if (length > QUOTE_BYTES)
        for (length = QUOTE_BYTES; length > 0 && text[length] != ' '; length--)
            ;
    cJSON *citation = cJSON_CreateObject();
    json_set_integer(citation, "n", json_integer(passage, "n", 0));
    json_set_integer(citation, "passage_id", json_integer(passage, "passage_id", 0));
    json_set_string(citation, "course", json_string(passage, "course", ""));
    json_set_string(citation, "title", *heading != '\0' ? heading : json_string(passage, "title", ""));
    json_set_string(citation, "url", json_string(passage, "url", ""));
    json_set_string(citation, "quote", arena_strndup(arena, text, length));
    cJSON_AddItemToArray(citations, citation);
}

/* The lesson on screen, for a quick action that names nothing; else what is found. */
static cJSON *passages_for(struct speech *speech, struct arena *arena)
{
    struct request *request = speech->request;
    const struct coach_place *place = &speech->exchange->place;
    struct passage_scope scope = {.user_id = request->identity.user_id, .admin = (request->identity.roles & ROLE_ADMIN) != 0};
    cJSON *passages = cJSON_CreateArray();
    int number = 0;
    if (*speech->exchange->action != '\0' && strcmp(speech->exchange->action, "ask") != 0 && place->lesson_id != 0) {
        scope.course_id = place->course_id;
        scope.lesson_id = place->lesson_id;
        struct passage_rows rows = passage_list(arena, request->db, &scope);
        for (size_t i = 0; i < rows.count && i < PROMPT_PASSAGES; i++)
            cJSON_AddItemToArray(passages, passage_of(arena, &rows.row[i], ++number));
        return passages;
    }
    const struct search_request wanted = {.words = speech->exchange->words, .before = speech->before, .scope = scope, .meaning = speech->meaning,
                                          .near_course_id = place->course_id, .near_lesson_id = place->lesson_id, .limit = PROMPT_PASSAGES};
    struct search_hits hits = search_passages(arena, request->db, &wanted);
    for (size_t i = 0; i < hits.count; i++)
        cJSON_AddItemToArray(passages, passage_of(arena, &hits.hit[i].passage, ++number));
    return passages;
}

static cJSON *messages_for(struct speech *speech, struct arena *arena, const cJSON *history, const cJSON *passages)
{
    const struct request *request = speech->request;
    cJSON *past = cJSON_CreateArray();
    const cJSON *message;
    cJSON_ArrayForEach(message, history)
    {
        cJSON *copy = cJSON_CreateObject();
        json_set_string(copy, "role", json_string(message, "role", ""));
        json_set_string(copy, "content", speech_clean(speech, arena, json_string(message, "content", "")));
        cJSON_AddItemToArray(past, copy);
    }
    const struct prompt prompt = {.site_name = request->config->site_name,
                                  .language = request->language,
                                  .place = &speech->exchange->place,
                                  .sight = speech->sight,
                                  .rung = speech->rung,
                                  .action = coach_action_of(speech->exchange->action),
                                  .question = speech_clean(speech, arena, speech->exchange->words),
                                  .heading = speech_clean(speech, arena, speech->exchange->heading),
                                  .history = past,
                                  .passages = passages};
    return prompt_messages(arena, &prompt);
}

/* The request as it is sent; NULL when the database can't be read. All that went into it - candidates of the search, copies -
 * goes before the model speaks: hundreds of streams wait at a time, and each keeps only what it needs. */
static char *prepare(struct speech *speech, const struct model_endpoint *endpoint, const cJSON *history)
{
    struct request *request = speech->request;
    struct arena *bench = arena_new();
    char *body = NULL;
    arena_own_json(bench);
    if (stream_borrow(speech->stream, bench) && db_begin_read(request->db)) {
        const cJSON *passages = passages_for(speech, bench), *messages = messages_for(speech, bench, history, passages), *passage;
        if (db_failed(request->db) == DB_OK) {
            speech->sent = arena_strdup(request->arena, json_write(bench, messages));
            body = arena_strdup(request->arena, model_request(bench, endpoint, messages, action_tools()));
        }
        arena_own_json(request->arena);
        cJSON_ArrayForEach(passage, passages) add_citation(request->arena, speech->citations, passage);
    }
    stream_give_back(speech->stream);
    arena_free(bench);
    arena_own_json(request->arena);
    return body;
}

/* ---- what it says ---- */

static bool said(void *context, const char *words, size_t length)
{
    return speech_say(context, words, length);
}

static bool idle(void *context)
{
    return speech_listened(context);
}

static void offer_calls(struct speech *speech, const struct model_answer *answer, const cJSON *history)
{
    const cJSON *call;
    cJSON_ArrayForEach(call, answer->calls)
    {
        const char *name = json_string(call, "name", "");
        const cJSON *wish = action_of_call(speech->request->arena, name, json_string(call, "arguments", ""));
        if (wish == NULL)
            log_note("a model asked for what there is not", "tool", name, NULL);
        else
            wish_offer(speech, wish, history, speech->content.length == 0);
    }
}

static const char *failure_words(const struct request *request, const struct speech *speech)
{
    if (speech->content.length > 0)
        return tr(request, "The language model broke off; the coach goes on from your courses.");
    return tr(request, "The language model does not answer now; this is the coach's own answer from your courses.");
}

bool endpoint_speak(struct speech *speech, const cJSON *history)
{
    struct request *request = speech->request;
    struct model_endpoint endpoint = model_configured(request->arena, request->config);
    const struct coach_limits limits = limit_configured(request->config);
    const struct model_listener listener = {.context = speech, .said = said, .idle = idle, .socket = stream_socket(speech->stream)};
    const char *body = prepare(speech, &endpoint, history);
    if (body == NULL)
        return false;
    speech->model = endpoint.name;
    speech->source = "model";
    struct model_answer answer = model_chat(request->arena, &endpoint, body, &listener);
    speech->tokens_in += answer.tokens_in;
    speech->tokens_out = answer.tokens_out;
    speech->cost += limit_cost(&limits, answer.tokens_in, answer.tokens_out);
    speech->problem = model_outcome_word(answer.outcome);
    if (answer.outcome == MODEL_DONE)
        offer_calls(speech, &answer, history);
    if (answer.outcome == MODEL_STOPPED || (answer.outcome == MODEL_DONE && speech->content.length + (size_t)cJSON_GetArraySize(speech->cards) > 0))
        return true;
    if (answer.outcome == MODEL_DONE)
        speech->problem = "garbage"; /* not a word */
    log_error("the model did not answer", "outcome", speech->problem, "reason", answer.problem, NULL);
    speech_notice(speech, failure_words(request, speech));
    return false;
}
