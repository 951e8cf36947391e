/* scope.h - what a filter lets through, made ready once for reading many packs: the contexts by their number, the people of a
 * cohort as bits. For funnels, retention and counts. */
#ifndef NEXUS_SCOPE_H
#define NEXUS_SCOPE_H

#include "domain/measure/figure.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct context {
    int64_t course_id, lesson_id, country;
    int device;
};

struct event_scope {
    struct figure_filter filter;
    const struct context *contexts; /* by number */
    size_t context_count;
    const unsigned char *people; /* a bit an id; NULL: everybody, visitors too */
    int64_t people_most;
};

/* Reads it from the roll-ups; lives in `arena`. */
struct event_scope scope_read(struct arena *arena, struct db *rollup, const struct figure_filter *filter);

/* Whether somebody belongs to the cohort; without one everybody does. */
bool scope_has(const struct event_scope *scope, int64_t actor);

/* Whether an event about this passes: it is of the course, the country, the device. */
bool scope_passes(const struct event_scope *scope, const struct context *context);

/* The same for whoever takes what is unknown for fitting: facts have no device, a registration no course. */
bool scope_may_pass(const struct event_scope *scope, const struct context *context);

/* The names of all events that ever occurred, by the alphabet: ["course.viewed", ...]. */
cJSON *scope_names(struct db *rollup);

#endif
