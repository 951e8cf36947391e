/* alert.h - figures that are watched: the rules that admins make, what they found, and looking at the days that are over. Called by
 * the alert pages and, every hour, by the worker. */
#ifndef NEXUS_ALERT_H
#define NEXUS_ALERT_H

#include "domain/measure/figure.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

enum { ALERT_TITLE_MOST = 100, ALERT_DAYS_BACK = 7, ALERTS_MOST = 100, ALERT_TWICE_SECONDS = 60 };

struct alert {
    int64_t id, course_id;      /* course 0: the whole academy */
    const char *title, *figure;
    const char *condition;      /* "above", "below", "unusual" */
    double threshold;           /* NAN for unusual */
    const char *recipients;     /* addresses, one a line */
};

/* All of them, newest first: [{id, title, figure, course_id, course_title, condition, threshold, recipients, created_at, snoozed_until,
 * fired_day (the last, null never)}]. */
cJSON *alert_list(struct db *db);

/* One of them with the same members; NULL: none, or deleted. */
cJSON *alert_find(struct db *db, int64_t id);

/* Whether some alert has this web address among its recipients. */
bool alert_calls(struct db *db, const char *address);

/* What it found, newest day first: [{day, value, low, high, cause, at, mailed: bool}]. */
cJSON *alert_history(struct db *db, int64_t id, int limit);

/* What all of them found on days `from` to `to`, newest first: [{id, title, figure, day, value}]; how often. */
cJSON *alert_fired_between(struct db *db, int64_t from, int64_t to, int limit);
int64_t alert_fired_count(struct db *db, int64_t from, int64_t to);

/* Adds, changes (looks again from `day` on: what the old rule found stays), deletes, restores, lets mails sleep until a moment (0: wakes
 * them). DB_NONE: there is none; DB_CONFLICT from alert_add and alert_restore: there are ALERTS_MOST. Need the write transaction. The same
 * again by the same person within ALERT_TWICE_SECONDS is the one that is there: they pressed twice. */
enum db_result alert_add(struct db *db, const struct alert *alert, int64_t user_id, int64_t day, int64_t now, int64_t *id);
enum db_result alert_change(struct db *db, const struct alert *alert, int64_t day);
enum db_result alert_delete(struct db *db, int64_t id, int64_t now);
enum db_result alert_restore(struct db *db, int64_t id);
enum db_result alert_snooze(struct db *db, int64_t id, int64_t until);

/* ---- looking ---- */

/* Whether a day of a figure is what a rule waits for. `past` holds the days up to it. */
struct alert_finding {
    bool found;
    double value, low, high; /* the band, NAN for a threshold */
};
struct alert_finding alert_look(struct arena *arena, const char *condition, double threshold, const struct sheet *past, const struct figure *figure,
                                int64_t day);

/* Notes that a day was looked at, and what was found (found: once a day). Needs the write transaction. */
enum db_result alert_note(struct db *db, int64_t id, int64_t day, const struct alert_finding *finding, const char *cause, bool mailed, int64_t now);

#endif
