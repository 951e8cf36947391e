/* builder.h - reports that admins put together: a source of rows, which columns, filters, grouping, order. Called by the builder's
 * pages.
 *
 * A source is one literal statement and a table of its columns; choosing, filtering and grouping happen here, row by row, so that no SQL
 * is ever put together and only what is shown is held in memory. At most BUILDER_READ_MOST rows of a source are read, the newest, and
 * for no longer than BUILDER_TIME_MOST. */
#ifndef NEXUS_BUILDER_H
#define NEXUS_BUILDER_H

#include "core/base/arena.h"
#include "core/store/database.h"
#include "domain/measure/store.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BUILDER_COLUMNS_MOST = 12, BUILDER_FILTERS_MOST = 3, BUILDER_READ_MOST = 200000, BUILDER_ROWS_MOST = 20000, BUILDER_NAME_MOST = 100,
       BUILDER_KEPT_MOST = 500, BUILDER_TWICE_SECONDS = 60, BUILDER_TIME_MOST = 5000000 };

/* A date is a moment, a day is one of the academy's. */
/* A month stands in results only: what dates are grouped by. */
enum builder_type { BUILDER_TEXT, BUILDER_NUMBER, BUILDER_PERCENT, BUILDER_DATE, BUILDER_DAY, BUILDER_MONTH, BUILDER_FLAG };
enum builder_chart { BUILDER_AUTO, BUILDER_NO_CHART, BUILDER_LINE, BUILDER_BARS, BUILDER_COLUMNS, BUILDER_PIE, BUILDER_CHARTS };
extern const char *const builder_charts[BUILDER_CHARTS]; /* "auto", "none", "line", "bars", "columns", "pie" */

struct builder_column {
    const char *name, *label; /* label in English, for translation */
    enum builder_type type;
};
struct builder_source {
    const char *name, *label, *means;
    const char *people; /* the columns that name people, by their names: "person email" */
    struct builder_column columns[BUILDER_COLUMNS_MOST]; /* ended by one without name; in the order of the statement */
};
extern const struct builder_source builder_sources[]; /* ended by one without name */
const struct builder_source *builder_source_find(const char *name);
int builder_column_find(const struct builder_source *source, const char *name); /* -1: none */

struct builder_filter {
    int column; /* -1: none */
    const char *op; /* "is", "not", "has" (contains), "more", "less", "within" (the last so many days), "before" (so many days ago) */
    const char *value;
};

struct builder {
    const struct builder_source *source;
    bool shown[BUILDER_COLUMNS_MOST];
    struct builder_filter filters[BUILDER_FILTERS_MOST];
    int group, second;     /* -1: none */
    const char *unit;      /* of dates that are grouped by: "day", "week", "month" */
    const char *measure;   /* with a group: "count", "sum", "mean", "most", "least" */
    int measured;          /* the column; -1 with count */
    int sort;              /* a shown column, without a group; -1: as the source has it */
    bool falling;          /* the largest first; else by size, groups by their names */
    enum builder_chart chart;
    int64_t time_most;     /* microseconds that reading its rows may take: BUILDER_TIME_MOST */
};

/* From and to JSON {source, columns: [name], filters: [{column, op, value}], group, second, unit, measure, measured, sort, falling, chart}. False
 * with a sentence in English in *problem (static) when it makes no report. Texts are the JSON's. */
bool builder_read(const cJSON *json, struct builder *builder, const char **problem);

/* Whether it names people: shows a column that does, groups or filters by it. */
bool builder_names_people(const struct builder *builder);

struct builder_result {
    cJSON *rows;      /* arrays of text, number or null; dates as day numbers in the zone, flags as true and false */
    int64_t matched;  /* rows of the source that passed the filters */
    bool cut;         /* more rows or groups than BUILDER_ROWS_MOST: the others are left out */
    int64_t read;     /* rows of the source that were looked at */
    bool read_all;    /* false: the source has more than that: BUILDER_READ_MOST, or the time was over */
};
/* Whether a type has days: in results they are day numbers. */
bool builder_is_date(enum builder_type type);

/* What comes out, in the academy's zone; of events from the roll-ups (`store` NULL: nothing was recorded yet). NULL on failure (logged). Lives
 * in `arena`. */
struct builder_result *builder_run(struct arena *arena, struct db *db, struct store *store, const struct builder *builder, const char *zone,
                                   int64_t now);

/* The kept ones: [{id, name, definition, made_at, made_by_name}]; one (NULL: none). Changes need the write transaction. The same
 * again by the same person within BUILDER_TWICE_SECONDS is the one that is there. DB_CONFLICT: there are BUILDER_KEPT_MOST. */
cJSON *builder_list(struct db *db);
cJSON *builder_find(struct db *db, int64_t id);
enum db_result builder_add(struct db *db, const char *name, const char *definition, int64_t user_id, int64_t now, int64_t *id);
enum db_result builder_change(struct db *db, int64_t id, const char *name, const char *definition);
enum db_result builder_delete(struct db *db, int64_t id, int64_t now);
enum db_result builder_restore(struct db *db, int64_t id);

#endif
