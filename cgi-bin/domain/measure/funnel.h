/* funnel.h - how many went from step to step, where they were lost, and how long it took.
 *
 * Who does step 1 in the period begins; step 2 must follow within the window counted from that first step, then step 3, and so
 * on, also after the period has ended. Each step comes after the one before; of events in the same second the order is not known,
 * so they count in the order that leads furthest, but each for one step only. Who begins several times counts once, by the
 * attempt that got furthest, and of those by the one that got there first. Exact: every event of the steps' names is read, in
 * order of time; for each person the latest beginning that reached each step is kept (as ClickHouse's windowFunnel does). */
#ifndef NEXUS_FUNNEL_H
#define NEXUS_FUNNEL_H

#include "domain/measure/figure.h"
#include "domain/measure/store.h"

#include <stdbool.h>
#include <stdint.h>

enum { FUNNEL_STEPS_LEAST = 2, FUNNEL_STEPS_MOST = 8, FUNNEL_MINUTES_MOST = 366 * 24 * 60, FUNNEL_SEGMENTS_MOST = 12 };

struct funnel_step {
    const char *name;              /* of the event */
    int64_t course_id, lesson_id;  /* 0: any */
};

struct funnel {
    struct funnel_step steps[FUNNEL_STEPS_MOST];
    int count;
    int64_t minutes;  /* the window; its last second is in */
    bool visitors;    /* also who is not signed in, each day anew */
};

enum funnel_segment_by { FUNNEL_BY_NONE, FUNNEL_BY_DEVICE, FUNNEL_BY_COUNTRY, FUNNEL_BY_COURSE };

struct funnel_question {
    const struct funnel *funnel;
    int64_t from, until;         /* step 1 happens from <= at < until, UTC seconds */
    struct figure_filter filter; /* events known to be of another course, country or device do not count; what is unknown does */
    enum funnel_segment_by by;   /* of the event that was step 1 */
};

struct funnel_figure {
    int64_t users;
    double median; /* seconds from the step before, of those who came so far; NAN for step 1 and where nobody came */
};

struct funnel_segment {
    int64_t value; /* device, country number, course; 0 unknown */
    int64_t users[FUNNEL_STEPS_MOST];
};

struct funnel_result {
    struct funnel_figure steps[FUNNEL_STEPS_MOST];
    int count;
    int bottleneck; /* the step (from 1) at whose door most were lost; 0 when nobody was */
    int64_t visitors; /* of those who began, how many were not signed in */
    struct funnel_segment *segments; /* the largest first, at most FUNNEL_SEGMENTS_MOST */
    int segment_count, segment_others; /* how many more there were */
};

/* NULL on failure (logged). Lives in `arena`. */
struct funnel_result *funnel_measure(struct arena *arena, struct store *store, const struct funnel_question *question);

/* Who got to step `step` (from 1) and no further - with the last one: who finished. Newest arrival first. People only. `total` is
 * how many there are. NULL on failure. */
struct funnel_person {
    int64_t user_id;
    int64_t began, arrived; /* at step 1, at this step */
};
struct funnel_person *funnel_people(struct arena *arena, struct store *store, const struct funnel_question *question, int step, int64_t offset,
                                    int limit, int *count, int64_t *total);

/* How far one person got: the number of steps reached, and when each. -1 on failure. */
int funnel_journey(struct arena *arena, struct store *store, const struct funnel_question *question, int64_t user_id,
                   int64_t at[FUNNEL_STEPS_MOST]);

#endif
