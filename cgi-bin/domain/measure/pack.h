/* pack.h - the two compact forms of the roll-ups: occurrences of one hour, and sets of people.
 *
 * A pack is the occurrences of one event name in one UTC hour, in order of (at, actor, context), each as three variable-length
 * integers (LEB128): seconds since the one before (the first: since the hour began), the actor (zigzag), the context. Five to
 * seven bytes an event. A set is ids in rising order, each as the distance from the one before. */
#ifndef NEXUS_PACK_H
#define NEXUS_PACK_H

#include "core/base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct occurrence {
    int64_t at, actor;
    uint32_t context; /* of table context */
    uint32_t name_id; /* not in the pack: for whoever mixes names */
};

/* Puts into the order of a pack: (at, actor, context, name). */
void occurrences_sort(struct occurrence *list, size_t count);

/* Appends the pack of `count` occurrences in order, all within `hour`. */
void pack_write(struct text *out, int64_t hour, const struct occurrence *list, size_t count);

/* Reads one after another: pack_next gives false at the end, or where the bytes are damaged. */
struct pack_reader {
    const unsigned char *at, *end;
    int64_t time;
};
struct pack_reader pack_read(const void *bytes, size_t length, int64_t hour);
bool pack_next(struct pack_reader *reader, struct occurrence *occurrence);

/* Appends a set: `ids` rising, each once, not negative. */
void people_write(struct text *out, const int64_t *ids, size_t count);

/* Reads a set one after another. */
struct people_reader {
    const unsigned char *at, *end;
    int64_t id;
};
struct people_reader people_read(const void *bytes, size_t length);
bool people_next_far(struct people_reader *reader, int64_t *id);
static inline bool people_next(struct people_reader *reader, int64_t *id)
{
    if (reader->at >= reader->end || *reader->at >= 0x80)
        return people_next_far(reader, id);
    *id = reader->id = (int64_t)((uint64_t)reader->id + *reader->at++); /* nearly all: the next id is less than 128 away */
    return true;
}

#endif
