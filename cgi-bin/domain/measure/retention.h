/* retention.h - who comes back: people by the period of their first day, and how many of them were there again so many periods later.
 *
 * Periods are days, weeks from Monday or calendar months in the academy's time zone; period 0 is the one of the first day. Bounded: was
 * there in exactly that period; unbounded: in that one or any later. With filters a day counts for somebody when each of them holds for
 * something they did on it, and their first day is the first such day. Read from the sets of people of each day, so that the cost
 * grows with the people of the days, never with events. */
#ifndef NEXUS_RETENTION_H
#define NEXUS_RETENTION_H

#include "domain/measure/figure.h"
#include "domain/measure/store.h"

#include <stdbool.h>
#include <stdint.h>

enum retention_unit { RETENTION_DAY, RETENTION_WEEK, RETENTION_MONTH };
enum { RETENTION_COHORTS_MOST = 60, RETENTION_PERIODS_MOST = 31, RETENTION_CURVE_DAYS = 31 };

struct retention_question {
    enum retention_unit unit;
    int64_t from, to; /* first days; widened to whole periods */
    int64_t today;    /* what is not over by it is marked so */
    bool unbounded;
    struct figure_filter filter;
};

struct retention_cohort {
    int64_t first, last; /* its days */
    int64_t people;
    int64_t kept[RETENTION_PERIODS_MOST];
    int periods; /* of these, how many have begun */
    int over;    /* and how many are over */
};

struct retention_share {
    int64_t kept, people; /* of everybody for whom it is over */
};

struct retention_result {
    struct retention_cohort *cohorts; /* the earliest first */
    int count;
    bool cut;                         /* there were more than RETENTION_COHORTS_MOST: the earliest are left out */
    int periods;                      /* the most of any cohort */
    struct retention_share mean[RETENTION_PERIODS_MOST]; /* over all cohorts whose period is over */
    struct retention_share curve[RETENTION_CURVE_DAYS];  /* by the day after the first, whatever the unit */
};

/* NULL on failure (logged). Lives in `arena`. */
struct retention_result *retention_measure(struct arena *arena, struct store *store, const struct retention_question *question);

/* The people of the cohort that begins on day `first` who were there `period` periods later (`kept`), or were not: ids, rising, from
 * `offset` on, at most `limit`. NULL on failure. */
int64_t *retention_people(struct arena *arena, struct store *store, const struct retention_question *question, int64_t first, int period,
                          bool kept, int64_t offset, int limit, int *count, int64_t *total);

/* The first day of the period that a day lies in, and of the period so many later. */
int64_t retention_start(enum retention_unit unit, int64_t day);
int64_t retention_later(enum retention_unit unit, int64_t first, int periods);

#endif
