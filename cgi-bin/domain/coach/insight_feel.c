/* insight_feel.c - how learners felt in their conversations, looked at after they wrote. Called by the worker. */
#include "domain/coach/insight.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "domain/coach/sentence.h"
#include "domain/operate/setting.h"

#define LOOKED_UNTIL "coach_felt_until"

static enum db_result store(struct db *db, int64_t conversation_id, double sum, int64_t count, int64_t lowest_id)
{
    if (count == 0)
        return DB_NONE;
    double mean = sum / (double)count;
    mean = mean < -1 ? -1 : mean > 1 ? 1 : mean;
    return db_change(db, "UPDATE conversation SET sentiment = ?2, sentiment_message_id = ?3 WHERE id = ?1", conversation_id, mean, lowest_id);
}

/* Only what was typed: a quick action says nothing about a mood. */
static void feel_one(struct arena *arena, struct db *db, double (*score)(struct arena *, const char *), int64_t conversation_id)
{
    cJSON *written = db_rows(db,
                             "SELECT id, content FROM message WHERE conversation_id = ?1 AND role = 'user' AND action IN ('', 'ask')"
                             " AND content <> '' ORDER BY id",
                             conversation_id),
          *message;
    double sum = 0, lowest = 2;
    int64_t count = 0, lowest_id = 0;
    cJSON_ArrayForEach(message, written)
    {
        double felt = score(arena, json_string(message, "content", ""));
        sum += felt;
        count++;
        if (felt < lowest) {
            lowest = felt;
            lowest_id = json_integer(message, "id", 0);
        }
    }
    store(db, conversation_id, sum, count, lowest_id);
}

int insight_feel(struct arena *arena, struct db *db, double (*score)(struct arena *arena, const char *words), int64_t now, int most)
{
    /* Up to the second that is over: nothing can be added to it behind our back. */
    int64_t until = setting_integer(db, LOOKED_UNTIL, 0);
    cJSON *changed = db_rows(db,
                             "SELECT id, updated_at FROM conversation WHERE updated_at >= ?1 AND updated_at < ?2 AND deleted_at IS NULL"
                             " ORDER BY updated_at, id LIMIT ?3",
                             until, now, most),
          *row;
    int count = cJSON_GetArraySize(changed);
    int64_t reached = now;
    if (count == 0)
        return 0;
    cJSON_ArrayForEach(row, changed)
    {
        feel_one(arena, db, score, json_integer(row, "id", 0));
        if (count == most)
            reached = json_integer(row, "updated_at", 0);
    }
    /* A whole round of one and the same second would come again for ever. */
    setting_set_integer(db, LOOKED_UNTIL, reached > until ? reached : until + (count == most));
    return count;
}

char *insight_sentence(struct arena *arena, const char *words, double (*score)(struct arena *arena, const char *words))
{
    struct sentences sentences = sentences_of(arena, words);
    char *chosen = NULL;
    double lowest = 2;
    for (size_t i = 0; i < sentences.count; i++) {
        char *sentence = text_trim(arena, arena_strndup(arena, sentences.sentence[i].at, sentences.sentence[i].length));
        double felt = score == NULL ? 0 : score(arena, sentence);
        if (*sentence != '\0' && felt < lowest) {
            lowest = felt;
            chosen = sentence;
        }
    }
    return chosen == NULL ? arena_strdup(arena, "") : chosen;
}
