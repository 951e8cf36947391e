/* completion.h - how long a course takes: the share that had completed it so many days after they enrolled, and how fast those go who are
 * under way. For the pages of a course.
 *
 * From the enrolments themselves, not from events: they also have those who came by an import. */
#ifndef NEXUS_COMPLETION_H
#define NEXUS_COMPLETION_H

#include "core/store/database.h"
#include "domain/measure/stats_describe.h"

#include <stdbool.h>
#include <stdint.h>

enum { COMPLETION_LEAST = 20, COMPLETION_POINTS_MOST = 61 };

struct completion_point {
    int64_t day;     /* since enrolment */
    int64_t at_risk; /* neither completed nor away nor too new before it */
    double share;    /* percent that had completed by its end */
    double low, high; /* where that lies with 95 %; NAN while nobody has, and once all have */
};

struct completion {
    bool ever;       /* fewer than COMPLETION_LEAST enrolled in the range: everybody counts */
    int64_t people, completed, left, under_way;
    double median;   /* days until half have completed; NAN: fewer have */
    struct stats_interval median_interval;
    double velocity; /* lessons a week since they enrolled: the median of those at it; NAN of nobody */
    int64_t at_it;   /* under way, enrolled a week ago or earlier, and not still for two weeks */
    struct completion_point *points; /* by the day up to 60, else by 7 or 28, up to the last completion */
    int count;       /* 0: nobody enrolled, or all of them just now */
};

/* Of those who enrolled in [from, until), or ever, as known at `now`: Kaplan and Meier's estimate with Greenwood's band (stats_survival.h), who
 * left censored when they left and who is under way now. Days are of 24 hours. One query. Lives in `arena`; failures: db_failed. */
struct completion *completion_measure(struct arena *arena, struct db *db, int64_t course_id, int64_t from, int64_t until, int64_t now);

#endif
