/* funnel_walk.h - the run over the packs that every question about a funnel makes; for funnel.c alone. */
#ifndef NEXUS_FUNNEL_WALK_H
#define NEXUS_FUNNEL_WALK_H

#include "domain/measure/funnel.h"
#include "domain/measure/scope.h"

/* How far somebody got in the end: steps reached, the seconds after `from` of each, and the context of the first. */
struct funnel_end {
    int64_t actor;
    int level;
    const uint32_t *times; /* of `level` steps */
    uint32_t context;
};

/* Calls `take` once for everybody who began (`only` != 0: for this actor alone). False on failure (logged). */
bool funnel_walk(struct arena *arena, struct db *rollup, const struct funnel_question *question, const struct event_scope *scope, int64_t only,
                 void (*take)(void *context, const struct funnel_end *end), void *context);

#endif
