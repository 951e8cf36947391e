/* crowd.c - bits that grow. See crowd.h. */
#include "domain/measure/crowd.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void grow(struct crowd *crowd, int64_t id)
{
    int64_t ids = (crowd->ids * 2 > id ? crowd->ids * 2 : id + 4096) / 8 * 8 + 8;
    unsigned char *bits = arena_alloc(crowd->arena, (size_t)ids / 8);
    if (crowd->ids > 0)
        memcpy(bits, crowd->bits, (size_t)crowd->ids / 8);
    crowd->bits = bits;
    crowd->ids = ids;
}

bool crowd_add_far(struct crowd *crowd, int64_t id)
{
    if (id <= 0 || id >= CROWD_IDS_MOST)
        return false;
    grow(crowd, id);
    return crowd_add(crowd, id);
}

void crowd_join(struct crowd *crowd, const struct crowd *other)
{
    for (int64_t at = 0; at < other->ids / 8; at++)
        for (int bit = 0; other->bits[at] >> bit != 0; bit++)
            if ((other->bits[at] >> bit & 1) != 0)
                crowd_add(crowd, at * 8 + bit);
}

void crowd_clear(struct crowd *crowd)
{
    if (crowd->count > 0)
        memset(crowd->bits, 0, (size_t)crowd->ids / 8);
    crowd->count = 0;
}

void *crowd_room(void *list, int64_t *ids, int64_t id, size_t each)
{
    int64_t grown = *ids * 2 > id + 1 ? *ids * 2 : id + 1024;
    unsigned char *more = realloc(list, (size_t)grown * each);
    assert(more != NULL);
    memset(more + (size_t)*ids * each, 0, (size_t)(grown - *ids) * each);
    *ids = grown;
    return more;
}
