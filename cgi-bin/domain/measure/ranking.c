/* ranking.c - the people of courses from the sets of days, their enrolments and completions from the counts; or both from the packs.
 * See ranking.h. */
#include "domain/measure/ranking.h"

#include "domain/measure/pack.h"
#include "domain/measure/scope.h"

#include <stdlib.h>
#include <string.h>

/* A ranking while it is read. */
struct work {
    struct arena *arena;
    struct db *rollup;
    struct figure_range now, before;
    int64_t only; /* course; 0: all */
    struct ranking *ranking;
    size_t room;
};

static struct ranked *course_of(struct work *work, int64_t course_id)
{
    struct ranking *ranking = work->ranking;
    for (size_t i = ranking->count; i-- > 0;) /* rows come course by course */
        if (ranking->courses[i].course_id == course_id)
            return &ranking->courses[i];
    if (ranking->count == work->room) {
        struct ranked *before = ranking->courses;
        work->room = work->room == 0 ? 32 : work->room * 2;
        ranking->courses = arena_alloc(work->arena, work->room * sizeof *before);
        if (ranking->count > 0)
            memcpy(ranking->courses, before, ranking->count * sizeof *before);
    }
    ranking->courses[ranking->count] =
        (struct ranked){.course_id = course_id, .people = {.arena = work->arena}, .people_before = {.arena = work->arena}};
    return &ranking->courses[ranking->count++];
}

/* ---- from the rows of days ---- */

static void read_people(struct work *work)
{
    struct db_steps *row = db_steps(work->rollup,
                                    "SELECT value, day, people FROM day_people WHERE dimension = ?1 AND day BETWEEN ?2 AND ?3"
                                    " AND (?4 = 0 OR value = ?4) ORDER BY value, day",
                                    (int64_t)DAY_COURSE, work->before.from, work->now.to, work->only);
    while (db_steps_next(row)) {
        size_t length;
        int64_t id;
        struct ranked *course = course_of(work, db_step_integer(row, 0));
        struct crowd *people = db_step_integer(row, 1) >= work->now.from ? &course->people : &course->people_before;
        const void *bytes = db_step_blob(row, 2, &length);
        for (struct people_reader reader = people_read(bytes, length); people_next(&reader, &id);)
            crowd_add(people, id);
    }
}

static void read_events(struct work *work)
{
    struct db_steps *row = db_steps(work->rollup,
                                    "SELECT e.value, n.name = 'course.completed', sum(CASE WHEN e.day >= ?3 THEN e.events ELSE 0 END),"
                                    " sum(CASE WHEN e.day < ?3 THEN e.events ELSE 0 END) FROM name n JOIN day_event e ON e.name_id = n.id"
                                    " WHERE n.name IN ('course.enrolled', 'course.completed') AND e.dimension = ?1 AND e.day BETWEEN ?2 AND ?4"
                                    " AND (?5 = 0 OR e.value = ?5) GROUP BY e.value, n.name",
                                    (int64_t)DAY_COURSE, work->before.from, work->now.from, work->now.to, work->only);
    while (db_steps_next(row)) {
        struct ranked *course = course_of(work, db_step_integer(row, 0));
        bool completed = db_step_integer(row, 1) != 0;
        *(completed ? &course->completions : &course->enrolments) = db_step_integer(row, 2);
        *(completed ? &course->completions_before : &course->enrolments_before) = db_step_integer(row, 3);
    }
}

/* ---- from the packs ---- */

struct pass {
    struct work *work;
    const struct event_scope *scope;
    size_t *places; /* by the context's number: which course of the ranking, from 1; 0: not looked up yet */
    int64_t enrolled, completed; /* numbers of names */
};

static void take(void *context, const struct scope_event *event)
{
    struct pass *pass = context;
    int64_t course_id = pass->scope->contexts[event->context].course_id;
    if (course_id == 0)
        return;
    size_t *place = &pass->places[event->context];
    if (*place == 0)
        *place = (size_t)(course_of(pass->work, course_id) - pass->work->ranking->courses) + 1;
    struct ranked *course = &pass->work->ranking->courses[*place - 1];
    bool is_now = event->day >= pass->work->now.from;
    crowd_add(is_now ? &course->people : &course->people_before, event->actor);
    *(is_now ? &course->enrolments : &course->enrolments_before) += event->name_id == pass->enrolled;
    *(is_now ? &course->completions : &course->completions_before) += event->name_id == pass->completed;
}

static void read_packs(struct work *work, const char *zone, const struct figure_filter *filter)
{
    struct event_scope scope = scope_read(work->arena, work->rollup, filter);
    struct pass pass = {.work = work,
                        .scope = &scope,
                        .places = arena_alloc(work->arena, scope.context_count * sizeof *pass.places),
                        .enrolled = scope_name_id(work->rollup, "course.enrolled"),
                        .completed = scope_name_id(work->rollup, "course.completed")};
    scope_walk(&scope, work->rollup, &(struct scope_walk){.zone = zone, .range = {work->before.from, work->now.to}}, take, &pass);
}

static int most_first(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    if (a->people.count != b->people.count)
        return a->people.count > b->people.count ? -1 : 1;
    if (a->enrolments != b->enrolments)
        return a->enrolments > b->enrolments ? -1 : 1;
    return (a->course_id > b->course_id) - (a->course_id < b->course_id);
}

bool ranking_read(struct arena *arena, struct store *store, const char *zone, const struct figure_filter *filter, struct figure_range now,
                  struct figure_range before, struct ranking *ranking)
{
    *ranking = (struct ranking){0};
    struct work work = {.arena = arena, .rollup = store_rollup(store), .now = now, .before = before, .only = filter->course_id, .ranking = ranking};
    if (filter->country != 0 || filter->device != 0 || filter->cohort != 0) {
        read_packs(&work, zone, filter);
    } else {
        read_people(&work);
        read_events(&work);
    }
    if (ranking->count > 1)
        qsort(ranking->courses, ranking->count, sizeof *ranking->courses, most_first);
    return db_failed(work.rollup) == DB_OK;
}

const struct ranked *ranking_find(const struct ranking *ranking, int64_t course_id)
{
    for (size_t i = 0; i < ranking->count; i++)
        if (ranking->courses[i].course_id == course_id)
            return &ranking->courses[i];
    return NULL;
}

int64_t ranking_people(struct arena *arena, const struct ranking *ranking, const int64_t *course_ids, size_t count)
{
    struct crowd all = {.arena = arena};
    for (size_t i = 0; i < count; i++) {
        const struct ranked *course = ranking_find(ranking, course_ids[i]);
        if (course != NULL)
            crowd_join(&all, &course->people);
    }
    return all.count;
}
