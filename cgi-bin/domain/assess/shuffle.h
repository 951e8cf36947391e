/* shuffle.h - the order of questions and options in an attempt: drawn from its seed, the same at every look.
 *
 * The generator is splitmix64 (Steele, Lea, Flood 2014: a counter with step 0x9e3779b97f4a7c15 and a mixing function), small
 * enough to be the same on every machine for ever. It is for variety, not for secrecy: seeds come from core/base/secret. */
#ifndef NEXUS_SHUFFLE_H
#define NEXUS_SHUFFLE_H

#include "core/base/arena.h"

#include <stddef.h>
#include <stdint.h>

/* The next number of the sequence whose state is *state. */
uint64_t shuffle_next(uint64_t *state);

/* The numbers 0 ... count-1 in an order that depends only on `seed` and `salt` (Fisher-Yates); count 0 gives an empty one. */
size_t *shuffle_order(struct arena *arena, int64_t seed, int64_t salt, size_t count);

/* 0 ... count-1 in order. */
size_t *shuffle_none(struct arena *arena, size_t count);

#endif
