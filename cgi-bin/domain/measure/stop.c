/* stop.c - the outline of courses beside the rows of lessons by the day. See stop.h. */
#include "domain/measure/stop.h"

#include "core/base/json.h"
#include "domain/catalog/outline.h"

#include <stdlib.h>
#include <string.h>

struct seen {
    int64_t lesson_id, views, viewers, completed;
};

static struct seen *read_seen(struct arena *arena, struct db *rollup, int64_t course_id, struct figure_range range, size_t *count)
{
    size_t room = 256;
    struct seen *list = arena_alloc(arena, room * sizeof *list);
    struct db_steps *row = db_steps(rollup,
                                    "SELECT lesson_id, sum(views), sum(learners), sum(completed) FROM day_lesson WHERE day BETWEEN ?1 AND ?2"
                                    " AND (?3 = 0 OR course_id = ?3) GROUP BY lesson_id ORDER BY lesson_id",
                                    range.from, range.to, course_id);
    for (*count = 0; db_steps_next(row); ++*count) {
        if (*count == room) {
            struct seen *before = list;
            list = arena_alloc(arena, (room *= 2) * sizeof *list);
            memcpy(list, before, *count * sizeof *list);
        }
        list[*count] = (struct seen){db_step_integer(row, 0), db_step_integer(row, 1), db_step_integer(row, 2), db_step_integer(row, 3)};
    }
    return list;
}

static int by_lesson(const void *key, const void *element)
{
    int64_t id = *(const int64_t *)key, other = ((const struct seen *)element)->lesson_id;
    return (id > other) - (id < other);
}

static void add_seen(cJSON *row, const struct seen *list, size_t count)
{
    int64_t id = json_integer(row, "lesson_id", 0);
    const struct seen *seen = bsearch(&id, list, count, sizeof *list, by_lesson);
    json_set_integer(row, "views", seen == NULL ? 0 : seen->views);
    json_set_integer(row, "viewers", seen == NULL ? 0 : seen->viewers);
    json_set_integer(row, "completed", seen == NULL ? 0 : seen->completed);
}

/* What of a lesson's viewers the next one did not have. */
static void compare(cJSON *row, const cJSON *next)
{
    int64_t viewers = json_integer(row, "viewers", 0), behind = next == NULL ? 0 : json_integer(next, "viewers", 0);
    bool last = next == NULL || json_integer(next, "course_id", 0) != json_integer(row, "course_id", 0) || viewers == 0;
    int64_t lost = viewers > behind ? viewers - behind : 0;
    json_set(row, "next_viewers", last ? cJSON_CreateNull() : cJSON_CreateNumber((double)behind));
    json_set(row, "lost", last ? cJSON_CreateNull() : cJSON_CreateNumber((double)lost));
    json_set(row, "lost_share", last ? cJSON_CreateNull() : cJSON_CreateNumber(100 * (double)lost / (double)viewers));
}

cJSON *stop_list(struct arena *arena, struct db *db, struct store *store, int64_t course_id, struct figure_range range)
{
    size_t count;
    cJSON *rows = outline_lessons(db, course_id), *row;
    const struct seen *list = read_seen(arena, store_rollup(store), course_id, range, &count);
    cJSON_ArrayForEach(row, rows) add_seen(row, list, count);
    cJSON_ArrayForEach(row, rows) compare(row, row->next);
    return rows;
}

cJSON *stop_most(cJSON *list, int most)
{
    cJSON *chosen = cJSON_CreateArray();
    for (int i = 0; i < most; i++) {
        cJSON *row, *worst = NULL;
        cJSON_ArrayForEach(row, list) if (json_integer(row, "lost", 0) > (worst == NULL ? 0 : json_integer(worst, "lost", 0))) worst = row;
        if (worst == NULL)
            break;
        cJSON_AddItemToArray(chosen, cJSON_DetachItemViaPointer(list, worst));
    }
    return chosen;
}
