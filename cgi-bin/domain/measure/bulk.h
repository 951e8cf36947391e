/* bulk.h - events from elsewhere: rows of text, many of them, into the event store, each exactly once, however often it is begun.
 *
 * Called by `nexus import events`. Texts are looked up (people, courses, lessons) and remembered; memory grows with their number, not
 * with that of the rows. */
#ifndef NEXUS_BULK_H
#define NEXUS_BULK_H

#include "core/base/config.h"
#include "core/store/database.h"
#include "domain/measure/store.h"

#include <cjson/cJSON.h>

enum bulk_field {
    BULK_TIME,     /* see bulk_time */
    BULK_NAME,     /* spaces become _ */
    BULK_USER,     /* an address of somebody here, else any text: see bulk_rules */
    BULK_VISITOR,  /* a number below 0, as `nexus events export` writes it; only without user */
    BULK_COURSE,   /* slug or id */
    BULK_LESSON,   /* "course/lesson", or the lesson's slug beside a course, or id */
    BULK_DEVICE,   /* phone (mobile), tablet, desktop */
    BULK_COUNTRY,  /* two letters */
    BULK_PAGE,     /* path or address; host and query go */
    BULK_REFERRER, /* host, path or address */
    BULK_PROPERTIES, /* a JSON object */
    BULK_KEY,      /* what has the same key is stored once */
    BULK_FIELDS
};
extern const char *const bulk_field_names[BULK_FIELDS];

struct bulk_rules {
    const char *zone; /* of times that name none */
    bool ids;         /* a number as user, course or lesson is this academy's own */
    bool create;      /* unknown people get accounts, without password; else they are pseudonyms: numbers below 0, the same for the
                       * same text by a hash with the academy's key, counted as visitors */
};

/* Members that are added to the properties. */
struct bulk_extra {
    const char *name;
    cJSON *value; /* is taken over */
};

struct bulk_counts {
    int64_t rows, stored; /* taken; new in the store */
    int64_t found, created, pseudonyms; /* people, each once */
    int64_t unplaced; /* events whose course or lesson is not here: kept in the properties as "course" and "lesson" */
};

struct bulk;

/* `source` names what is read: rows of it that are stored are known by it. The arenas of both databases and of JSON are the bulk's
 * until bulk_close. */
struct bulk *bulk_open(const struct config *config, struct db *db, struct store *store, const char *source, const struct bulk_rules *rules);
void bulk_close(struct bulk *bulk);

/* Up to which position everything is stored already: those may be left out. */
int64_t bulk_done(struct bulk *bulk);

/* Takes a row; fields are "" where there are none. Positions rise. NULL, or why it was refused (until the next call). */
const char *bulk_take(struct bulk *bulk, int64_t position, const char *const fields[BULK_FIELDS], const struct bulk_extra *extras, size_t count);

/* Where values for extras are made. */
struct arena *bulk_arena(struct bulk *bulk);

/* Stores what was taken; called by itself every 5,000 rows, and by the caller at the end, with the last position read. False when a
 * database refused several times (logged): begin again later. */
bool bulk_flush(struct bulk *bulk, int64_t position);
bool bulk_failed(const struct bulk *bulk);

struct bulk_counts bulk_counts(const struct bulk *bulk);

/* A moment: seconds, milliseconds or microseconds since 1970; RFC 3339, also with a space for the T; without zone, without seconds,
 * or only a day: in `zone`. False for anything else. */
bool bulk_time(const char *text, const char *zone, int64_t *at);

#endif
