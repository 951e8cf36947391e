/* scope.h - what a filter lets through, made ready once for reading many packs: the contexts by their number, the people of a
 * cohort as bits. For whatever counts from packs: funnels, retention, the rows of days. */
#ifndef NEXUS_SCOPE_H
#define NEXUS_SCOPE_H

#include "domain/measure/crowd.h"
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
    struct crowd people; /* of the cohort; without one everybody passes, visitors too */
};

/* Reads it from the roll-ups; lives in `arena`. */
struct event_scope scope_read(struct arena *arena, struct db *rollup, const struct figure_filter *filter);

/* Whether somebody belongs to the cohort; without one everybody does. */
bool scope_has(const struct event_scope *scope, int64_t actor);

/* Whether an event about this passes: it is of the course, the country, the device. */
bool scope_passes(const struct event_scope *scope, const struct context *context);

/* The same for whoever takes what is unknown for fitting: facts have no device, a registration no course. */
bool scope_may_pass(const struct event_scope *scope, const struct context *context);

/* Days of a zone, and what happened in them: of one name or two, NULL for all. */
struct scope_walk {
    const char *zone;
    struct figure_range range;
    const char *name, *other;
};

struct scope_event {
    int64_t at, actor, day;
    uint32_t name_id, context; /* context: its number in the scope */
};

/* One pass over the packs: everything that the scope lets through; of all names hour by hour, of one or two name by name in
 * order of time. One query; costs what
 * these days have of such events. */
void scope_walk(const struct event_scope *scope, struct db *rollup, const struct scope_walk *walk,
                void (*take)(void *context, const struct scope_event *event), void *context);

/* The number of an event's name in the roll-ups; -1: it never occurred. */
int64_t scope_name_id(struct db *rollup, const char *name);

/* The names of all events that ever occurred, by the alphabet: ["course.viewed", ...]. */
cJSON *scope_names(struct db *rollup);

#endif
