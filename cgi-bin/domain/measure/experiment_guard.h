/* experiment_guard.h - guardrails of an experiment: events that must not become rarer, or more frequent, in a variant, whatever the goal does. */
#ifndef NEXUS_EXPERIMENT_GUARD_H
#define NEXUS_EXPERIMENT_GUARD_H

#include "domain/measure/experiment_result.h"

/* Reads "lesson.completed:fall course.left:rise" into the guards, with copies in `arena`, as many as fit; and the same text of them. */
void experiment_guards_read(struct arena *arena, const char *text, struct experiment *experiment);
char *experiment_guards_text(struct arena *arena, const struct experiment *experiment);

/* Why these guards can't be (an English sentence, for translation), or NULL: different events, none of them the goal or an exposure. */
const char *experiment_guards_problem(const struct experiment *experiment);

/* A guard's event as if it were the goal: each arm's share of people who did it after they met the experiment. */
struct experiment_guarded {
    struct experiment_results results; /* its `always` intervals may be looked at any day */
    bool worse;                        /* some arm, or level of a factor, surely does harm */
};

/* For each guard of the experiment; `people` are its own. Cost: a pass over the packs of each event since the start. */
void experiment_guards_look(struct arena *arena, struct store *store, const struct experiment *experiment, const struct experiment_people *people,
                            int64_t now, struct experiment_guarded *guarded);

/* Whether an interval of a difference shows harm for sure. */
bool experiment_guard_broken(const struct experiment_guard *guard, struct stats_interval difference);

#endif
