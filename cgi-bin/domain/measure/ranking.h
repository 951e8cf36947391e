/* ranking.h - which courses learners were in, and how many of them; for the overview and its page of courses. */
#ifndef NEXUS_RANKING_H
#define NEXUS_RANKING_H

#include "domain/measure/crowd.h"
#include "domain/measure/figure.h"

struct ranked {
    int64_t course_id;
    struct crowd people, people_before; /* different people with any event about it, in the period and before it */
    int64_t enrolments, enrolments_before;
    int64_t completions, completions_before;
};
struct ranking {
    struct ranked *courses; /* the one with most people first */
    size_t count;
};

/* Every course that anything was recorded about in either range (`before` ends where `now` begins), as far as the filter lets through. Two
 * queries of the rows of days; by country, device or cohort one pass over the packs. Memory in `arena`. False on failure (logged). */
bool ranking_read(struct arena *arena, struct store *store, const char *zone, const struct figure_filter *filter, struct figure_range now,
                  struct figure_range before, struct ranking *ranking);

/* Different people of the period in any of these courses. */
int64_t ranking_people(struct arena *arena, const struct ranking *ranking, const int64_t *course_ids, size_t count);

/* A course of the ranking; NULL: not in it. */
const struct ranked *ranking_find(const struct ranking *ranking, int64_t course_id);

#endif
