/* experiment_people.h - who took part in an experiment and what they did: read from the roll-ups for its results. */
#ifndef NEXUS_EXPERIMENT_PEOPLE_H
#define NEXUS_EXPERIMENT_PEOPLE_H

#include "core/base/arena.h"
#include "domain/measure/experiment.h"
#include "domain/measure/store.h"

#include <stddef.h>
#include <stdint.h>

enum { EXPERIMENT_PRIOR_DAYS = 14 };

struct experiment_person {
    int64_t actor, first_at;
    int64_t converted_at; /* the first time at or after first_at; 0 never */
    double value;         /* all conversions from first_at on; an ordinary event counts 1 each time */
    double prior;         /* different days active in the EXPERIMENT_PRIOR_DAYS before the day of first_at; 0 for visitors */
    int arm;
};

struct experiment_people {
    struct experiment_person *list; /* by actor, each once */
    size_t count;
    int64_t several;                /* met more than one variant, and are not in the list */
};

/* Everybody who met the experiment since it started and before it ended, and what they did until it ended, or `now`. What was
 * done before somebody met it does not count. Cost: those who met it, the packs of the goal and the sets of people of the days since. */
struct experiment_people experiment_people_read(struct arena *arena, struct store *store, const char *zone, const struct experiment *experiment,
                                                int64_t now);

/* The same people, with what they did of another goal: the experiment's, not their own. */
struct experiment_people experiment_people_again(struct arena *arena, struct store *store, const struct experiment *experiment,
                                                 const struct experiment_people *people, int64_t now);

/* People by arm, and as many as there should be by the shares of the days on which they came, before anything else is read: what the
 * worker looks at for the split. Both have EXPERIMENT_ARMS_MOST places. */
void experiment_people_count(struct db *rollup, const struct experiment *experiment, double *counts, double *expected);

#endif
