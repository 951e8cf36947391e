/* stop.c - the outline of courses beside what was counted of their lessons: the rows of days, or the packs. See stop.h. */
#include "domain/measure/stop.h"

#include "core/base/json.h"
#include "domain/catalog/outline.h"
#include "domain/measure/scope.h"

#include <stdlib.h>
#include <string.h>

struct seen {
    int64_t lesson_id, views, viewers, completed;
    struct crowd today; /* while packs are read: who viewed it on the day under way */
};

/* Lessons in any order. */
struct seen_list {
    struct arena *arena;
    struct seen *rows;
    size_t count, room;
};

static struct seen *add_row(struct seen_list *list, int64_t lesson_id)
{
    if (list->count == list->room) {
        struct seen *before = list->rows;
        list->room = list->room == 0 ? 256 : list->room * 2;
        list->rows = arena_alloc(list->arena, list->room * sizeof *before);
        if (list->count > 0)
            memcpy(list->rows, before, list->count * sizeof *before);
    }
    list->rows[list->count] = (struct seen){.lesson_id = lesson_id, .today = {.arena = list->arena}};
    return &list->rows[list->count++];
}

static void read_rows(struct seen_list *list, struct db *rollup, int64_t course_id, struct figure_range range)
{
    struct db_steps *row = db_steps(rollup,
                                    "SELECT lesson_id, sum(views), sum(learners), sum(completed) FROM day_lesson WHERE day BETWEEN ?1 AND ?2"
                                    " AND (?3 = 0 OR course_id = ?3) GROUP BY lesson_id",
                                    range.from, range.to, course_id);
    while (db_steps_next(row)) {
        struct seen *seen = add_row(list, db_step_integer(row, 0));
        seen->views = db_step_integer(row, 1);
        seen->viewers = db_step_integer(row, 2);
        seen->completed = db_step_integer(row, 3);
    }
}

/* ---- from the packs ---- */

struct pass {
    struct seen_list *list;
    const struct event_scope *scope;
    size_t *places; /* by the context's number: which row, from 1; 0: not looked up yet */
    int64_t viewed; /* number of the name */
    int64_t day;
};

static struct seen *row_of(struct seen_list *list, int64_t lesson_id)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->rows[i].lesson_id == lesson_id)
            return &list->rows[i];
    return add_row(list, lesson_id);
}

static void take(void *context, const struct scope_event *event)
{
    struct pass *pass = context;
    int64_t lesson_id = pass->scope->contexts[event->context].lesson_id;
    if (lesson_id == 0)
        return;
    for (size_t i = 0; event->day != pass->day && i < pass->list->count; i++)
        crowd_clear(&pass->list->rows[i].today);
    pass->day = event->day;
    size_t *place = &pass->places[event->context];
    if (*place == 0)
        *place = (size_t)(row_of(pass->list, lesson_id) - pass->list->rows) + 1;
    struct seen *seen = &pass->list->rows[*place - 1];
    if (event->name_id != pass->viewed) {
        seen->completed++;
        return;
    }
    seen->views++;
    seen->viewers += crowd_add(&seen->today, event->actor);
}

static void read_packs(struct seen_list *list, struct db *rollup, const char *zone, const struct figure_filter *filter, struct figure_range range)
{
    struct event_scope scope = scope_read(list->arena, rollup, filter);
    struct pass pass = {.list = list,
                        .scope = &scope,
                        .places = arena_alloc(list->arena, scope.context_count * sizeof *pass.places),
                        .viewed = scope_name_id(rollup, "lesson.viewed")};
    struct scope_walk walk = {.zone = zone, .range = range, .name = "lesson.viewed", .other = "lesson.completed"};
    scope_walk(&scope, rollup, &walk, take, &pass);
}

/* ---- beside the outline ---- */

static int by_id(const void *left, const void *right)
{
    const struct seen *a = left, *b = right;
    return (a->lesson_id > b->lesson_id) - (a->lesson_id < b->lesson_id);
}

static void add_seen(cJSON *row, const struct seen_list *list)
{
    struct seen key = {.lesson_id = json_integer(row, "lesson_id", 0)};
    const struct seen *seen = list->count == 0 ? NULL : bsearch(&key, list->rows, list->count, sizeof key, by_id);
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

cJSON *stop_list(struct arena *arena, struct db *db, struct store *store, const char *zone, const struct figure_filter *filter,
                 struct figure_range range)
{
    struct seen_list list = {.arena = arena};
    cJSON *rows = outline_lessons(db, filter->course_id), *row;
    if (filter->country != 0 || filter->device != 0 || filter->cohort != 0)
        read_packs(&list, store_rollup(store), zone, filter, range);
    else
        read_rows(&list, store_rollup(store), filter->course_id, range);
    if (list.count > 1)
        qsort(list.rows, list.count, sizeof *list.rows, by_id);
    cJSON_ArrayForEach(row, rows) add_seen(row, &list);
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
