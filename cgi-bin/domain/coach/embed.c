/* embed.c - one round of giving passages their vectors. See embed.h. */
#include "domain/coach/embed.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/store/passage.h"
#include "domain/operate/job.h"

#include <string.h>

/* About 500 tokens: what the smallest models read. A passage seldom has more. */
enum { BATCH = 32, TEXT_BYTES_MOST = 2000 };

static cJSON *text_of(struct arena *arena, const cJSON *passage)
{
    const char *whole = arena_printf(arena, "%s\n%s\n%s", json_string(passage, "title", ""), json_string(passage, "heading", ""),
                                     json_string(passage, "text", ""));
    size_t length = strlen(whole) < TEXT_BYTES_MOST ? strlen(whole) : TEXT_BYTES_MOST;
    while (length > 0 && ((unsigned char)whole[length] & 0xc0) == 0x80)
        length--;
    return cJSON_CreateString(arena_strndup(arena, whole, length));
}

/* Refused because of what was sent, not because of who sent it. */
static bool dislikes_text(const struct model_answer *answer)
{
    return answer->status == 400 || answer->status == 413 || answer->status == 422;
}

static struct model_vectors ask(struct arena *arena, const struct model_endpoint *endpoint, const cJSON *passages, int count,
                                const struct model_listener *listener)
{
    cJSON *texts = cJSON_CreateArray();
    for (int i = 0; i < count; i++)
        cJSON_AddItemToArray(texts, text_of(arena, cJSON_GetArrayItem(passages, i)));
    return model_embed(arena, endpoint, texts, listener);
}

/* When a batch is refused its first text goes alone: if that is refused, too, it is the one, and gets a vector of no dimensions. */
static struct model_vectors ask_patiently(struct arena *arena, const struct model_endpoint *endpoint, const cJSON *passages,
                                          const struct model_listener *listener)
{
    struct model_vectors vectors = ask(arena, endpoint, passages, cJSON_GetArraySize(passages), listener);
    if (!dislikes_text(&vectors.answer))
        return vectors;
    vectors = ask(arena, endpoint, passages, 1, listener);
    if (dislikes_text(&vectors.answer))
        vectors = (struct model_vectors){.number = arena_alloc(arena, sizeof *vectors.number), .count = 1};
    return vectors;
}

static bool store(struct db *db, const struct model_endpoint *endpoint, const struct coach_limits *limits, const cJSON *passages,
                  const struct model_vectors *vectors, int64_t now)
{
    enum db_result result = db_begin_write(db);
    for (size_t i = 0; i < vectors->count && (result == DB_OK || result == DB_NONE); i++) {
        const cJSON *passage = cJSON_GetArrayItem(passages, (int)i);
        const struct passage_meaning meaning = {endpoint->name, vectors->number + i * vectors->dimensions, vectors->dimensions};
        result = passage_vector_put(db, json_integer(passage, "id", 0), json_string(passage, "text", ""), &meaning);
    }
    int64_t tokens = vectors->answer.tokens_in;
    if ((result == DB_OK || result == DB_NONE) && tokens > 0)
        result = limit_spend(db, 0, tokens, 0, limit_cost_of_vectors(limits, tokens), now);
    bool good = result == DB_OK || result == DB_NONE;
    return db_end(db, good) == DB_OK && good;
}

static struct embed_round round_of(struct arena *arena, struct db *db, const struct model_endpoint *endpoint,
                                   const struct coach_limits *limits, const struct model_listener *listener, int64_t now)
{
    struct embed_round round = {.outcome = EMBED_FAILED};
    if (limit_budget(db, limits, now) == BUDGET_SPENT) {
        round.outcome = EMBED_SPENT;
        return round;
    }
    const cJSON *passages = passage_vector_missing(db, endpoint->name, BATCH);
    if (passages->child == NULL) {
        round.outcome = db_failed(db) == DB_OK ? EMBED_ALL : EMBED_FAILED;
        return round;
    }
    struct model_vectors vectors = ask_patiently(arena, endpoint, passages, listener);
    round.answer = vectors.answer;
    if (vectors.count > 0 && store(db, endpoint, limits, passages, &vectors, now)) {
        round.outcome = EMBED_DONE;
        round.stored = (int)vectors.count;
    } else if (vectors.answer.outcome == MODEL_STOPPED) {
        round.outcome = EMBED_STOPPED;
    }
    return round;
}

struct embed_round embed_some(struct arena *arena, struct db *db, const struct model_endpoint *endpoint, const struct coach_limits *limits,
                              const struct model_listener *listener, int64_t now)
{
    struct arena *bench = arena_new(); /* thousands of numbers as JSON: gone after each round */
    arena_own_json(bench);
    db_use_arena(db, bench);
    struct embed_round round = round_of(bench, db, endpoint, limits, listener, now);
    round.answer.problem = arena_strdup(arena, round.answer.problem);
    db_use_arena(db, arena);
    arena_own_json(arena);
    arena_free(bench);
    return round;
}

enum db_result embed_later(struct db *db, int64_t now)
{
    if (db_integer(db, 0, "SELECT id FROM job WHERE kind = 'coach.embed' AND every = 0 AND state = 'queued'") != 0)
        return DB_OK;
    return job_put(db, "coach.embed", "{}", now);
}
