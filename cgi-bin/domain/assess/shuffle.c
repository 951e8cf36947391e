/* shuffle.c - a small generator and a shuffle. Called when an attempt is started and whenever its questions are shown. */
#include "domain/assess/shuffle.h"

uint64_t shuffle_next(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

size_t *shuffle_none(struct arena *arena, size_t count)
{
    size_t *order = arena_alloc(arena, (count + 1) * sizeof *order);
    for (size_t i = 0; i < count; i++)
        order[i] = i;
    return order;
}

size_t *shuffle_order(struct arena *arena, int64_t seed, int64_t salt, size_t count)
{
    uint64_t state = (uint64_t)salt;
    state = (uint64_t)seed ^ shuffle_next(&state);
    size_t *order = shuffle_none(arena, count);
    for (size_t left = count; left > 1; left--) {
        size_t other = (size_t)(shuffle_next(&state) % left);
        size_t kept = order[left - 1];
        order[left - 1] = order[other];
        order[other] = kept;
    }
    return order;
}
