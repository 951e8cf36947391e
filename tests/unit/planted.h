/* planted.h - a week of a small academy with what a test plants in it, and the report of that week. For the tests of a report's rules. */
#ifndef NEXUS_PLANTED_H
#define NEXUS_PLANTED_H

#include "place.h"

#include "domain/measure/summary.h"

enum { WEEK_BEGIN = DAY0 - 2, WEEK_BEFORE = WEEK_BEGIN - 7, EVENTS_MOST = 8000 }; /* Monday, 13 November 2023 */

struct bench {
    struct place *place;
    struct fixture *fixture;
    struct event list[EVENTS_MOST];
    int count;
};

/* Two courses of three lessons, and ten learners. */
static inline void fill_courses(struct db *db)
{
    db_change(db, "INSERT INTO course (id, slug, title, state, created_at, updated_at) VALUES (1, 'one', 'One', 'published', 1, 1),"
                  " (2, 'two', 'Two', 'published', 1, 1)");
    db_change(db, "INSERT INTO module (id, course_id, slug, title, position) VALUES (1, 1, 'm', 'M', 1), (2, 2, 'm', 'M', 1)");
    db_change(db, "INSERT INTO lesson (id, course_id, module_id, slug, title, kind, position, updated_at) VALUES"
                  " (10, 1, 1, 'loops', 'Loops', 'text', 1, 1), (11, 1, 1, 'b', 'B', 'text', 2, 1), (12, 1, 1, 'c', 'C', 'text', 3, 1),"
                  " (20, 2, 2, 'd', 'D', 'text', 1, 1), (21, 2, 2, 'e', 'E', 'text', 2, 1), (22, 2, 2, 'f', 'F', 'text', 3, 1)");
    for (int64_t id = 1; id <= 10; id++)
        db_change(db, "INSERT INTO person (id, email, name, created_at) VALUES (?1, 'p' || ?1 || '@example.org', 'P', 1)", id);
}

static inline int open_bench(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);
    void *place;
    open_place(&place);
    bench->place = place;
    bench->fixture = fixture_open(fill_courses);
    *state = bench;
    return 0;
}

static inline int close_bench(void **state)
{
    struct bench *bench = *state;
    void *fixture = bench->fixture, *place = bench->place;
    fixture_close(&fixture);
    close_place(&place);
    free(bench);
    return 0;
}

/* An event about a lesson or a course so many times on a day, each by another person. */
static inline void happen(struct bench *bench, int64_t day, int times, struct event what)
{
    for (int i = 0; i < times; i++) {
        assert_true(bench->count < EVENTS_MOST);
        struct event *one = &bench->list[bench->count];
        *one = what;
        one->at = day * CLOCK_DAY + CLOCK_DAY / 2 + i;
        one->actor = i + 1;
        one->position = ++bench->count;
    }
}

static inline struct event about(const char *name, int64_t course_id, int64_t lesson_id)
{
    struct event one = event(0, name, 0);
    one.course_id = course_id;
    one.lesson_id = lesson_id;
    return one;
}

/* The weekly report of everything that was planted, as if made `later` days later. */
static inline const struct summary *report_later(struct bench *bench, int64_t later)
{
    const struct summary_place place = {.arena = bench->fixture->arena, .db = bench->fixture->db, .store = bench->place->store, .config = &bench->place->config,
                                        .zone = "UTC", .language = "en", .now = (WEEK_BEGIN + 8 + later) * CLOCK_DAY};
    assert_true(store_events(bench->place->store, "test", bench->list, (size_t)bench->count, bench->count, NULL));
    fold(bench->place, "UTC");
    const struct summary *summary = summary_make(&place, SUMMARY_WEEKLY, (struct figure_range){WEEK_BEGIN, WEEK_BEGIN + 6});
    assert_non_null(summary);
    return summary;
}

static inline const struct summary *report(struct bench *bench)
{
    return report_later(bench, 0);
}

/* The only finding of a rule; NULL: none. */
static inline const struct summary_finding *find(const struct summary *summary, const char *rule)
{
    const struct summary_finding *found = NULL;
    for (int i = 0; i < summary->finding_count; i++)
        if (text_equal(summary->findings[i].rule, rule)) {
            assert_null(found);
            found = &summary->findings[i];
        }
    return found;
}

static inline void says(const struct summary *summary, const char *rule, enum summary_list list, const char *sentence)
{
    const struct summary_finding *found = find(summary, rule);
    assert_non_null(found);
    assert_string_equal(found->sentence, sentence);
    assert_int_equal(found->list, list);
}

#define PLANTED(test) cmocka_unit_test_setup_teardown(test, open_bench, close_bench)

#endif
