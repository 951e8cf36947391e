/* figure.h - the key figures: what each means, and their values by the day and for a period, read from the roll-ups.
 *
 * A sheet is read once for a period and a filter (a few queries, whatever the figures), then gives every figure. With one
 * filter by course, country or device it reads that dimension's rows; with several, or a cohort, it counts the packs of the
 * period again: exact, but its cost grows with the events of the period. */
#ifndef NEXUS_FIGURE_H
#define NEXUS_FIGURE_H

#include "domain/measure/day.h"
#include "domain/measure/store.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

enum figure_unit { FIGURE_COUNT, FIGURE_PERCENT, FIGURE_SECONDS };
enum figure_better { FIGURE_MORE_IS_BETTER, FIGURE_LESS_IS_BETTER, FIGURE_NEUTRAL };

/* How a period's number comes from its days. */
enum figure_kind {
    FIGURE_ACTIVE,     /* different people in the `window` days that end with each day; of a period: the mean of its days */
    FIGURE_RATIO_ACTIVE, /* people of the day to people of 30 days, in percent; of a period: mean to mean */
    FIGURE_NEW,        /* people whose first day this is; summed */
    FIGURE_RETURNING,  /* people of the day who are not new; of a period: different people of it who came before it */
    FIGURE_VISITORS, FIGURE_EVENTS, FIGURE_SESSIONS, /* summed */
    FIGURE_SESSION_LENGTH, /* seconds to sessions */
    FIGURE_NAME,       /* events called `name`, summed */
    FIGURE_NAME_RATE,  /* events called `name` to those called `base`, in percent */
    FIGURE_PEOPLE,     /* different people of the period */
    FIGURE_LOST        /* of the people of the 30 days before the last 30 those who were not there since, in percent; of a period: mean to mean */
};

/* Where a figure stands on the overview; a group without figures is not shown. */
enum figure_group { FIGURE_LEARNERS, FIGURE_LEARNING, FIGURE_COACH, FIGURE_VISITS, FIGURE_MONEY, FIGURE_GROUPS };
extern const char *const figure_group_names[FIGURE_GROUPS]; /* English, for translation */

struct figure {
    const char *name;  /* in addresses: "dau" */
    const char *label, *means; /* English, for translation; `means` is the definition with its formula */
    enum figure_unit unit;
    enum figure_better better;
    enum figure_kind kind;
    int window;
    const char *event, *base;
    enum figure_group group;
    int version; /* of the definition: one more when its numbers would no longer compare with those of before */
};
extern const struct figure figures[]; /* ended by one without name */
const struct figure *figure_find(const char *name);

/* How a day's number comes about, as a formula, and the statement on the roll-ups that it is read by; for people who check. In `arena`. */
const char *figure_formula(struct arena *arena, const struct figure *figure);
const char *figure_source(struct arena *arena, const struct figure *figure);

/* Whether the number of a period is the sum of its days (so that a target of a month is thirty times that of a day). */
bool figure_adds(const struct figure *figure);

/* A value as people read it: "1,234", "12.3 %", "4 min 5 s"; "–" for NAN. In `arena`. */
char *figure_text(struct arena *arena, const char *language, enum figure_unit unit, double value);

struct figure_filter {
    int64_t course_id;
    int64_t country;   /* event_country_number */
    int64_t device;    /* enum event_device */
    int64_t cohort;    /* people whose first day lies in this month: year * 12 + month - 1; 0 all */
};

bool figure_filter_any(const struct figure_filter *filter);
extern const struct figure_filter figure_everybody; /* the filter that lets everything through */

struct sheet;

/* Reads days `from` to `to` (both in). Lives in `arena`. NULL on failure (logged). */
struct sheet *sheet_read(struct arena *arena, struct store *store, const char *zone, const struct figure_filter *filter, int64_t from,
                         int64_t to);

/* The same, knowing beforehand which parts of the period will be asked for, so that different people of each are counted as well: the
 * period and the one before it, its weeks, its months. Ranges lie within the sheet; in order of their last day. */
struct figure_range {
    int64_t from, to;
};
struct sheet *sheet_read_ranges(struct arena *arena, struct store *store, const char *zone, const struct figure_filter *filter,
                                const struct figure_range *ranges, int count);

/* The value of a day, of the whole period, and of a range that was named when the sheet was read (of another one only what is not
 * different people); NAN where there is none (a ratio to nothing). */
double sheet_day(const struct sheet *sheet, const struct figure *figure, int64_t day);
double sheet_total(const struct sheet *sheet, const struct figure *figure);
double sheet_range(const struct sheet *sheet, const struct figure *figure, struct figure_range range);

/* Events called `name` on a day, and on all. */
int64_t sheet_events(const struct sheet *sheet, const char *name, int64_t day);

/* The names that occurred, most first: `count` of them in an array in the sheet's arena, with events and their sum of daily users. */
struct sheet_name {
    const char *name;
    int64_t events, users;
};
const struct sheet_name *sheet_names(const struct sheet *sheet, int *count);

/* What one can filter by: countries that occurred (["FR", ...]), months in which somebody was new (["2026-11", ...], newest first). */
cJSON *sheet_countries(struct arena *arena, struct store *store);
cJSON *sheet_cohorts(struct arena *arena, struct store *store);

#endif
