/* keep.h - what is kept of the events and for how long: looking at the months, moving one away, dropping what is old.
 *
 * The roll-ups stay when a month goes: reports over its days go on working. What can't be done any more is making those days
 * again. Called by `nexus events` and the worker. */
#ifndef NEXUS_KEEP_H
#define NEXUS_KEEP_H

#include "domain/measure/store.h"

#include <cjson/cJSON.h>

enum { KEEP_ASIDE_MOST = 10 };
enum { KEEP_MONTHS = 25 }; /* where events_keep_months is not set: two years can be compared */

/* events_keep_months of the configuration; 0: for ever. */
int64_t keep_months_wanted(const struct config *config);

/* {months: [{month, events, folded, bytes, whole}], packed, newest, dirty, bytes}: events of each month in its file and in the
 * roll-ups; bytes with the log; `whole`: from its first event on. A month without file has events and bytes 0. `packed`: events
 * in the roll-ups; `newest`: the end of the last hour that has any (0 none); `dirty`: days to be made again; bytes of the roll-ups. */
cJSON *keep_status(struct store *store);

/* The last day (UTC) of the newest month that the roll-ups have and that has no file any more; -1: there is none. Who, when and about what
 * is still known of its events, but not their pages, properties and sessions. Opens no file. */
int64_t keep_gone_until(struct store *store);

/* How many months the roll-ups have that no file has whole and sound: rebuilding would lose their days. Reads all of them. */
int keep_lost(struct store *store);

/* Moves a month's file into a folder, or (NULL) deletes it, after its last events were folded. Programs that run notice. False
 * with *problem (a sentence, in the store's arena); then the month is where it was. */
bool keep_move(struct store *store, const char *zone, const char *month, const char *folder, const char **problem);

/* A month that store_refused tells of and whose file is damaged is kept under another name (damaged-...), for whoever can get something
 * out of it, and begins anew: one broken file must not keep all events waiting. What the roll-ups have of it stays. So do damaged
 * roll-ups, when all that they were made of is there: store_use_arena opens new ones, and folding makes them again. Where KEEP_ASIDE_MOST
 * lie already, the disk is what is broken, and all stays as it is. */
void keep_set_aside(struct store *store);

/* How many such files there are, months and pieces of the spool. */
int keep_aside_count(struct store *store);

/* Whether the clock went on as it should since this was asked last, at most three days ago; notes the moment. What a clock that is years
 * ahead for a minute deletes does not come back: who deletes by age asks every day, and waits for the next when the answer is no. */
bool keep_clock_went_on(struct store *store, int64_t now);

/* Deletes the months that are more than `wanted` months before the month of `now`, but for those that have imported events (of any
 * source but the spool and the facts); 0 deletes none. Gives how many, -1 on failure (logged). */
int keep_drop_old(struct store *store, const char *zone, int64_t wanted, int64_t now);

/* A month's events from `from` to before `until`, in order of arrival, one after another: `take` gives false to end. The texts
 * last until the next. False when the month can't be read or was ended. */
bool keep_read(struct store *store, const char *month, int64_t from, int64_t until, bool (*take)(void *context, const struct event *event),
               void *context);

#endif
