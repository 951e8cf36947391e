/* store.h - the event databases: a file a month with the events themselves, one with the roll-ups.
 *
 * Not for threads; a program has one struct store. The worker and the importer write, everybody else reads. */
#ifndef NEXUS_STORE_H
#define NEXUS_STORE_H

#include "core/base/arena.h"
#include "core/base/config.h"
#include "core/store/database.h"
#include "domain/measure/event.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store;

enum {
    STORE_MONTH_BYTES = 8, /* "2026-11" with its NUL */
    STORE_MONTHS_MOST = 600
};

/* `create` makes the folder and the roll-ups where they are absent (writers). NULL when there are none yet, or they have
 * another schema, or can't be opened (logged): reports then show that nothing was recorded. Rows are made in `arena`, which
 * store_use_arena changes. */
struct store *store_open(struct arena *arena, const struct config *config, bool create);
void store_close(struct store *store);
void store_use_arena(struct store *store, struct arena *arena);

/* The roll-ups. */
struct db *store_rollup(struct store *store);

/* The months that there are, oldest first, into `months`; gives their number. */
int store_months(struct store *store, char (*months)[STORE_MONTH_BYTES], int most);

/* A month's database; NULL when there is none. A few stay open; the pointer is good until three others were asked for. */
struct db *store_month(struct store *store, const char *month);

/* The month that could not be opened, written or read the last time for another reason than a full disk or a busy database; "" when
 * there was none. Whoever meets one notes it; store_use_arena begins anew. */
const char *store_refused(const struct store *store);
void store_refuse(struct store *store, const char *month);

/* Where a month's database lies, in the arena. */
char *store_month_path(struct store *store, const char *month);

/* A number that is another one after the month was written to; 0 when that was only now. Costs no opening. */
int64_t store_month_stamp(struct store *store, const char *month);

/* For writers: while one holds the store, nobody is alone with it; who is alone may move months away. Storing and folding hold it
 * themselves. Calls may be nested. Waits. */
bool store_hold(struct store *store, bool alone);
void store_let_go(struct store *store);

/* Closes a month here; other programs notice by themselves that its file went. */
void store_forget_open(struct store *store, const char *month);

/* Moves what the logs of open databases hold into their files: no program does it on closing, for a file may have been moved. */
void store_checkpoint(struct store *store);

/* The month of a moment (UTC). */
void store_month_of(int64_t at, char month[STORE_MONTH_BYTES]);

/* Stores events of one source, in the order of their positions, each exactly once: what a month's file already has of this
 * source is passed over, and so is an event whose key is there. Each month is a transaction of its own. *stored (may be NULL) is
 * the number of new rows. False when a month could not be written (logged): repeat it all later. */
bool store_events(struct store *store, const char *source, const struct event *events, size_t count, int64_t position, int64_t *stored);

/* Up to where a source is stored in all months: there reading goes on. 0 when nowhere; a batch whose storing was cut short is
 * behind it, and is passed over where it is there already. */
int64_t store_complete(struct store *store, const char *source);

/* The largest position of a source in any month; 0 when none. Numbers behind it are fresh. For whoever alone stores this source, and
 * until a batch that could not be stored whole was repeated. The name of the source has at most 15 bytes. */
int64_t store_position(struct store *store, const char *source);

#endif
