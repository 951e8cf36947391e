/* crowd.h - different people, a bit for each id: who of them was counted already. For one pass over packs or sets of people. */
#ifndef NEXUS_CROWD_H
#define NEXUS_CROWD_H

#include "core/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

enum { CROWD_IDS_MOST = 1 << 26 }; /* people with larger ids are not counted: 8 MiB is what a set may cost */

/* Begins as {.arena = arena}; lives there. */
struct crowd {
    struct arena *arena;
    unsigned char *bits;
    int64_t ids, count; /* ids that it has bits for; people in it */
};

static inline bool crowd_has(const struct crowd *crowd, int64_t id)
{
    return id > 0 && id < crowd->ids && (crowd->bits[id / 8] >> (id % 8) & 1) != 0;
}

/* Adds somebody; true when they were not in it. Visitors and events of nobody (ids of 0 and less) never are. */
bool crowd_add_far(struct crowd *crowd, int64_t id);
static inline bool crowd_add(struct crowd *crowd, int64_t id)
{
    if (id <= 0 || id >= crowd->ids)
        return crowd_add_far(crowd, id);
    unsigned char *byte = &crowd->bits[(uint64_t)id / 8], bit = (unsigned char)(1 << (uint64_t)id % 8);
    bool fresh = (*byte & bit) == 0;
    *byte |= bit;
    crowd->count += fresh;
    return fresh;
}

/* Adds all of another one. */
void crowd_join(struct crowd *crowd, const struct crowd *other);

/* Empties it; the room stays. */
void crowd_clear(struct crowd *crowd);

/* A list by id that grows, for whoever keeps more than a bit of each: where `id` is *ids or more, gives it with room for that, `each` bytes for one,
 * zero where it is new, and sets *ids to its new size. Begins as NULL and 0; is the caller's to free. */
void *crowd_room(void *list, int64_t *ids, int64_t id, size_t each);

#endif
