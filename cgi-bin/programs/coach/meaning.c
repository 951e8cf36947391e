/* meaning.c - the vector of a question, where an endpoint makes them. Called by speak.c before the search.
 *
 * A question waits a second for it at most; without one it is searched by its words alone, and nobody needs to know. An endpoint that
 * failed is left in peace for a while, so that one that hangs costs that second once and not with every question. */
#include "programs/coach/speech.h"

#include "core/base/log.h"
#include "core/net/model.h"
#include "domain/coach/limit.h"

#include <stdatomic.h>
#include <string.h>

enum { WAIT_MS = 1000, PEACE_SECONDS = 30 };
static _Atomic int64_t peace_until;

static bool goes_on(void *context)
{
    return speech_listened(context);
}

static const char *words_of(struct speech *speech, struct arena *arena)
{
    const char *words = NULL;
    if (stream_borrow(speech->stream, arena) && db_begin_read(speech->request->db)) {
        words = speech_clean(speech, arena, text_trim(arena, arena_printf(arena, "%s\n%s", speech->before, speech->exchange->words)));
        words = db_failed(speech->request->db) == DB_OK ? words : NULL;
    }
    stream_give_back(speech->stream);
    return words;
}

static void ask(struct speech *speech, struct arena *bench, struct model_endpoint *endpoint)
{
    struct request *request = speech->request;
    const struct coach_limits limits = limit_configured(request->config);
    const struct model_listener listener = {.context = speech, .idle = goes_on, .socket = stream_socket(speech->stream)};
    const char *words = words_of(speech, bench);
    cJSON *texts = cJSON_CreateArray();
    if (words == NULL)
        return;
    endpoint->whole_ms = WAIT_MS;
    cJSON_AddItemToArray(texts, cJSON_CreateString(words));
    const struct model_vectors vectors = model_embed(bench, endpoint, texts, &listener);
    speech->tokens_in += vectors.answer.tokens_in;
    speech->cost += limit_cost_of_vectors(&limits, vectors.answer.tokens_in);
    if (vectors.count == 1) {
        float *kept = arena_alloc_raw(request->arena, vectors.dimensions * sizeof *kept);
        memcpy(kept, vectors.number, vectors.dimensions * sizeof *kept);
        speech->meaning = (struct passage_meaning){endpoint->name, kept, vectors.dimensions};
    } else if (vectors.answer.outcome != MODEL_STOPPED) {
        atomic_store(&peace_until, request->now + PEACE_SECONDS);
        log_note("no vector for a question", "outcome", model_outcome_word(vectors.answer.outcome), "reason", vectors.answer.problem, NULL);
    }
}

void meaning_find(struct speech *speech)
{
    struct request *request = speech->request;
    struct model_endpoint endpoint = model_embedder(request->arena, request->config);
    if (endpoint.name == NULL || *speech->exchange->words == '\0' || request->now < atomic_load(&peace_until))
        return;
    struct arena *bench = arena_new();
    arena_own_json(bench);
    ask(speech, bench, &endpoint);
    arena_free(bench);
    arena_own_json(request->arena);
}
