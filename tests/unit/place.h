/* place.h - an event store of its own in a folder of its own, and a random history, for the tests of the reports. */
#ifndef NEXUS_PLACE_H
#define NEXUS_PLACE_H

#include "fixture.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "domain/assess/shuffle.h"
#include "domain/measure/day.h"
#include "domain/measure/figure.h"
#include "domain/measure/fold.h"
#include "domain/measure/store.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOON = 1700049600, DAY0 = NOON / 86400 }; /* 15 November 2023, 12:00 UTC */

struct place {
    struct arena *arena;
    struct config config;
    struct store *store;
};

static inline int open_place(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    char folder[] = "/tmp/nexus-events-XXXXXX";
    place->arena = arena_new();
    arena_own_json(place->arena);
    place->config.data = arena_strdup(place->arena, mkdtemp(folder));
    place->config.home = ".";
    place->store = store_open(place->arena, &place->config, true);
    assert_non_null(place->store);
    *state = place;
    return 0;
}

static inline int close_place(void **state)
{
    struct place *place = *state;
    store_close(place->store);
    pid_t child = fork();
    if (child == 0) {
        execlp("rm", "rm", "-rf", place->config.data, (char *)NULL);
        _exit(1);
    }
    waitpid(child, NULL, 0);
    arena_own_json(NULL);
    arena_free(place->arena);
    free(place);
    return 0;
}

static inline struct event event(int64_t at, const char *name, int64_t actor)
{
    return (struct event){.at = at, .name = name, .actor = actor, .country = "", .page = "", .referrer = "", .properties = "", .key = ""};
}

static inline void put(struct place *place, struct event one, int64_t position)
{
    one.position = position;
    assert_true(store_events(place->store, "test", &one, 1, position, NULL));
}

static inline void fold(struct place *place, const char *zone)
{
    while (fold_events(place->store, zone, 1000) > 0)
        ;
    while (fold_days(place->store, zone, 100) > 0)
        ;
}

static inline int64_t total(struct place *place, const char *column, int64_t dimension, int64_t value, int64_t day)
{
    struct db *db = store_rollup(place->store);
    cJSON *row = db_row(db, "SELECT users, visitors, events, sessions, seconds FROM day_total WHERE dimension = ?1 AND value = ?2 AND day = ?3",
                        dimension, value, day);
    return row == NULL ? -1 : (int64_t)cJSON_GetObjectItem(row, column)->valuedouble;
}

enum { MANY = 4000, PEOPLE = 40, DAYS = 20 };
static const char *const some_names[] = {"a.one", "b.two", "lesson.viewed", "lesson.completed"};

static inline void make_history(struct event *list, uint64_t seed)
{
    uint64_t random = seed;
    for (int i = 0; i < MANY; i++) {
        int64_t at = NOON + (int64_t)(shuffle_next(&random) % (DAYS * CLOCK_DAY));
        list[i] = event(at, some_names[shuffle_next(&random) % 4], (int64_t)(shuffle_next(&random) % (PEOPLE + 10)) - 10);
        list[i].course_id = (int64_t)(shuffle_next(&random) % 3);
        list[i].lesson_id = list[i].course_id * 10;
        list[i].device = (enum event_device)(shuffle_next(&random) % 4);
        list[i].country = shuffle_next(&random) % 2 == 0 ? "FR" : "";
        list[i].position = i;
    }
}

/* ---- the obvious way to filter one ---- */

static inline int64_t history_month(int64_t day)
{
    struct clock_parts parts = clock_parts(day * CLOCK_DAY, "UTC");
    return parts.year * 12 + parts.month - 1;
}

static inline int64_t history_first_day(const struct event *list, int64_t actor)
{
    int64_t first = INT64_MAX;
    for (int i = 0; i < MANY; i++)
        if (list[i].actor == actor && list[i].at / CLOCK_DAY < first)
            first = list[i].at / CLOCK_DAY;
    return first;
}

/* `firsts`: the first day of each person. */
static inline bool history_fits(const struct event *one, const struct figure_filter *filter, const int64_t *firsts)
{
    return (filter->course_id == 0 || one->course_id == filter->course_id) &&
           (filter->country == 0 || event_country_number(one->country) == filter->country) &&
           (filter->device == 0 || (int64_t)one->device == filter->device) &&
           (filter->cohort == 0 || (one->actor > 0 && history_month(firsts[one->actor]) == filter->cohort));
}

#endif
