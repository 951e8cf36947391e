/* pack.c - writing and reading packs and sets. Called by the fold, the days, funnels and retention. */
#include "domain/measure/pack.h"

#include <stdlib.h>

enum { HOUR = 3600 };

static void append_number(struct text *out, uint64_t number)
{
    while (number >= 0x80) {
        text_append_char(out, (char)(number | 0x80));
        number >>= 7;
    }
    text_append_char(out, (char)number);
}

/* False at the end of the bytes, and for a number that no 64 bits hold. */
static inline bool read_number(const unsigned char **at, const unsigned char *end, uint64_t *number)
{
    uint64_t sum = 0;
    for (int shift = 0; *at < end && shift < 64; shift += 7) {
        unsigned char byte = *(*at)++;
        sum |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *number = sum;
            return true;
        }
    }
    return false;
}

static int by_time(const void *left, const void *right)
{
    const struct occurrence *a = left, *b = right;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    if (a->actor != b->actor)
        return a->actor < b->actor ? -1 : 1;
    if (a->context != b->context)
        return a->context < b->context ? -1 : 1;
    return a->name_id < b->name_id ? -1 : a->name_id > b->name_id;
}

void occurrences_sort(struct occurrence *list, size_t count)
{
    if (count > 1)
        qsort(list, count, sizeof *list, by_time);
}

void pack_write(struct text *out, int64_t hour, const struct occurrence *list, size_t count)
{
    int64_t time = hour * HOUR;
    text_reserve(out, count * 7);
    for (size_t i = 0; i < count; i++) {
        int64_t actor = list[i].actor;
        append_number(out, (uint64_t)(list[i].at - time));
        append_number(out, (uint64_t)actor << 1 ^ (uint64_t)(actor >> 63));
        append_number(out, list[i].context);
        time = list[i].at;
    }
}

struct pack_reader pack_read(const void *bytes, size_t length, int64_t hour)
{
    return (struct pack_reader){.at = bytes, .end = (const unsigned char *)bytes + length, .time = hour * HOUR};
}

bool pack_next(struct pack_reader *reader, struct occurrence *occurrence)
{
    uint64_t later, actor, context;
    if (!read_number(&reader->at, reader->end, &later) || !read_number(&reader->at, reader->end, &actor) ||
        !read_number(&reader->at, reader->end, &context) || later >= HOUR)
        return false;
    reader->time += (int64_t)later;
    occurrence->at = reader->time;
    occurrence->actor = (int64_t)(actor >> 1) ^ -(int64_t)(actor & 1);
    occurrence->context = (uint32_t)context;
    return true;
}

void people_write(struct text *out, const int64_t *ids, size_t count)
{
    int64_t before = 0;
    for (size_t i = 0; i < count; i++) {
        append_number(out, (uint64_t)(ids[i] - before));
        before = ids[i];
    }
}

struct people_reader people_read(const void *bytes, size_t length)
{
    return (struct people_reader){.at = bytes, .end = (const unsigned char *)bytes + length};
}

bool people_next_far(struct people_reader *reader, int64_t *id)
{
    uint64_t more;
    if (!read_number(&reader->at, reader->end, &more))
        return false;
    *id = reader->id = (int64_t)((uint64_t)reader->id + more); /* damaged bytes may lead anywhere, but lead on */
    return true;
}
