/* ranking.c - the people of courses from the sets of days, their enrolments and completions from the counts. See ranking.h. */
#include "domain/measure/ranking.h"

#include "domain/measure/pack.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { IDS_MOST = 1 << 26 };

/* By id, the last mark that was put on it. */
struct marks {
    int32_t *last;
    int64_t ids;
};

/* Whether somebody has not this mark yet; then they have. */
static inline bool mark(struct marks *marks, int64_t id, int32_t mark)
{
    if (id <= 0 || id >= IDS_MOST)
        return false;
    if (id >= marks->ids) {
        int64_t grown = marks->ids * 2 > id + 1 ? marks->ids * 2 : id + 1024;
        marks->last = realloc(marks->last, (size_t)grown * sizeof *marks->last);
        assert(marks->last != NULL);
        memset(marks->last + marks->ids, 0, (size_t)(grown - marks->ids) * sizeof *marks->last);
        marks->ids = grown;
    }
    bool first = marks->last[id] != mark;
    marks->last[id] = mark;
    return first;
}

static struct ranked *course_of(struct arena *arena, struct ranking *ranking, size_t *room, int64_t course_id)
{
    for (size_t i = ranking->count; i-- > 0;) /* rows come course by course */
        if (ranking->courses[i].course_id == course_id)
            return &ranking->courses[i];
    if (ranking->count == *room) {
        struct ranked *before = ranking->courses;
        *room = *room == 0 ? 32 : *room * 2;
        ranking->courses = arena_alloc(arena, *room * sizeof *before);
        if (ranking->count > 0)
            memcpy(ranking->courses, before, ranking->count * sizeof *before);
    }
    ranking->courses[ranking->count] = (struct ranked){.course_id = course_id};
    return &ranking->courses[ranking->count++];
}

/* The ids of one course while its days are read. */
struct gathered {
    int64_t *ids;
    size_t count, room;
};

static void gather(struct gathered *gathered, int64_t id)
{
    if (gathered->count == gathered->room) {
        gathered->room = gathered->room == 0 ? 1024 : gathered->room * 2;
        gathered->ids = realloc(gathered->ids, gathered->room * sizeof *gathered->ids);
        assert(gathered->ids != NULL);
    }
    gathered->ids[gathered->count++] = id;
}

static void keep(struct arena *arena, struct ranked *course, struct gathered *gathered)
{
    course->people = (int64_t)gathered->count;
    course->ids = arena_alloc_raw(arena, (gathered->count + 1) * sizeof *course->ids);
    if (gathered->count > 0)
        memcpy(course->ids, gathered->ids, gathered->count * sizeof *course->ids);
    gathered->count = 0;
}

static void read_people(struct arena *arena, struct db *rollup, struct ranking *ranking, size_t *room, struct figure_range now,
                        struct figure_range before)
{
    struct marks marks = {0};
    struct gathered gathered = {0};
    struct ranked *course = NULL;
    int32_t of_before = 1; /* the mark of the course under way in the range before, the next one is that of the period: days come in order */
    struct db_steps *row = db_steps(rollup,
                                    "SELECT value, day, people FROM day_people WHERE dimension = ?1 AND day BETWEEN ?2 AND ?3"
                                    " ORDER BY value, day",
                                    (int64_t)DAY_COURSE, before.from, now.to);
    while (db_steps_next(row)) {
        size_t length;
        int64_t id, course_id = db_step_integer(row, 0);
        bool is_now = db_step_integer(row, 1) >= now.from;
        const void *bytes = db_step_blob(row, 2, &length);
        if (course == NULL || course->course_id != course_id) {
            if (course != NULL)
                keep(arena, course, &gathered);
            course = course_of(arena, ranking, room, course_id);
            of_before += 2;
        }
        for (struct people_reader reader = people_read(bytes, length); people_next(&reader, &id);) {
            if (!mark(&marks, id, of_before + is_now))
                continue;
            course->people_before += !is_now;
            if (is_now)
                gather(&gathered, id);
        }
    }
    if (course != NULL)
        keep(arena, course, &gathered);
    free(gathered.ids);
    free(marks.last);
}

static void read_events(struct arena *arena, struct db *rollup, struct ranking *ranking, size_t *room, struct figure_range now,
                        struct figure_range before)
{
    struct db_steps *row = db_steps(rollup,
                                    "SELECT e.value, n.name = 'course.completed', sum(CASE WHEN e.day >= ?3 THEN e.events ELSE 0 END),"
                                    " sum(CASE WHEN e.day < ?3 THEN e.events ELSE 0 END) FROM name n JOIN day_event e ON e.name_id = n.id"
                                    " WHERE n.name IN ('course.enrolled', 'course.completed') AND e.dimension = ?1 AND e.day BETWEEN ?2 AND ?4"
                                    " GROUP BY e.value, n.name",
                                    (int64_t)DAY_COURSE, before.from, now.from, now.to);
    while (db_steps_next(row)) {
        struct ranked *course = course_of(arena, ranking, room, db_step_integer(row, 0));
        bool completed = db_step_integer(row, 1) != 0;
        *(completed ? &course->completions : &course->enrolments) = db_step_integer(row, 2);
        *(completed ? &course->completions_before : &course->enrolments_before) = db_step_integer(row, 3);
    }
}

static int most_first(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    if (a->people != b->people)
        return a->people > b->people ? -1 : 1;
    if (a->enrolments != b->enrolments)
        return a->enrolments > b->enrolments ? -1 : 1;
    return (a->course_id > b->course_id) - (a->course_id < b->course_id);
}

bool ranking_read(struct arena *arena, struct store *store, struct figure_range now, struct figure_range before, struct ranking *ranking)
{
    struct db *rollup = store_rollup(store);
    size_t room = 0;
    *ranking = (struct ranking){0};
    read_people(arena, rollup, ranking, &room, now, before);
    read_events(arena, rollup, ranking, &room, now, before);
    if (ranking->count > 1)
        qsort(ranking->courses, ranking->count, sizeof *ranking->courses, most_first);
    return db_failed(rollup) == DB_OK;
}

const struct ranked *ranking_find(const struct ranking *ranking, int64_t course_id)
{
    for (size_t i = 0; i < ranking->count; i++)
        if (ranking->courses[i].course_id == course_id)
            return &ranking->courses[i];
    return NULL;
}

int64_t ranking_people(const struct ranking *ranking, const int64_t *course_ids, size_t count)
{
    struct marks marks = {0};
    int64_t people = 0;
    for (size_t i = 0; i < count; i++) {
        const struct ranked *course = ranking_find(ranking, course_ids[i]);
        for (int64_t at = 0; course != NULL && at < course->people; at++)
            people += mark(&marks, course->ids[at], 1);
    }
    free(marks.last);
    return people;
}
