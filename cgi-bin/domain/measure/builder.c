/* builder.c - the sources of the builder, reading a definition, and the table of kept reports. Running one is in builder_run.c. */
#include "domain/measure/builder.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/view/locale.h"

#include <stdlib.h>
#include <string.h>

const struct builder_source builder_sources[] = {
    {"people", tr_noop("People"), tr_noop("Everybody with an account."), "name email",
     {{"name", tr_noop("Name"), BUILDER_TEXT}, {"email", tr_noop("E-mail address"), BUILDER_TEXT}, {"state", tr_noop("State"), BUILDER_TEXT},
      {"time_zone", tr_noop("Time zone"), BUILDER_TEXT}, {"language", tr_noop("Language"), BUILDER_TEXT},
      {"registered", tr_noop("Registered"), BUILDER_DATE}, {"seen", tr_noop("Last seen"), BUILDER_DATE},
      {"courses", tr_noop("Courses"), BUILDER_NUMBER}, {"completed", tr_noop("Courses completed"), BUILDER_NUMBER}}},
    {"enrolments", tr_noop("Enrolments"), tr_noop("Each learner in each course."), "person email",
     {{"person", tr_noop("Name"), BUILDER_TEXT}, {"email", tr_noop("E-mail address"), BUILDER_TEXT}, {"course", tr_noop("Course"), BUILDER_TEXT},
      {"state", tr_noop("State"), BUILDER_TEXT}, {"enrolled", tr_noop("Enrolled"), BUILDER_DATE}, {"active", tr_noop("Last active"), BUILDER_DATE},
      {"completed", tr_noop("Completed"), BUILDER_DATE}, {"lessons", tr_noop("Lessons done"), BUILDER_NUMBER}}},
    {"attempts", tr_noop("Quiz attempts"), tr_noop("Each attempt that was handed in."), "person",
     {{"person", tr_noop("Name"), BUILDER_TEXT}, {"course", tr_noop("Course"), BUILDER_TEXT}, {"quiz", tr_noop("Quiz"), BUILDER_TEXT},
      {"number", tr_noop("Attempt"), BUILDER_NUMBER}, {"submitted", tr_noop("Handed in"), BUILDER_DATE}, {"score", tr_noop("Score"), BUILDER_PERCENT},
      {"passed", tr_noop("Passed"), BUILDER_FLAG}, {"minutes", tr_noop("Minutes"), BUILDER_NUMBER}}},
    {"certificates", tr_noop("Certificates"), tr_noop("Each certificate that was issued."), "person",
     {{"person", tr_noop("Name"), BUILDER_TEXT}, {"course", tr_noop("Course"), BUILDER_TEXT}, {"issued", tr_noop("Issued"), BUILDER_DATE},
      {"revoked", tr_noop("Revoked"), BUILDER_FLAG}}},
    {"conversations", tr_noop("Conversations with the coach"), tr_noop("Each conversation, without what was said."), "",
     {{"course", tr_noop("Course"), BUILDER_TEXT}, {"began", tr_noop("Began"), BUILDER_DATE}, {"resolved", tr_noop("Resolved"), BUILDER_FLAG},
      {"handed", tr_noop("Passed on to a person"), BUILDER_FLAG}, {"rating", tr_noop("Rating"), BUILDER_NUMBER}}},
    {"events", tr_noop("Events by day"),
     tr_noop("How often each event happened on each day, and by how many learners; in a sum they count on each of their days."), "",
     {{"event", tr_noop("Event"), BUILDER_TEXT}, {"day", tr_noop("Day"), BUILDER_DAY}, {"events", tr_noop("Events"), BUILDER_NUMBER},
      {"people", tr_noop("Learners"), BUILDER_NUMBER}}},
    {"lessons", tr_noop("Lessons by day"),
     tr_noop("How often each lesson was opened and completed on each day, and by how many learners; in a sum they count on each of their days."), "",
     {{"lesson", tr_noop("Lesson"), BUILDER_TEXT}, {"course", tr_noop("Course"), BUILDER_TEXT}, {"day", tr_noop("Day"), BUILDER_DAY},
      {"views", tr_noop("Opened"), BUILDER_NUMBER}, {"people", tr_noop("Learners"), BUILDER_NUMBER},
      {"completed", tr_noop("Completed"), BUILDER_NUMBER}}},
    {"days", tr_noop("Days"), tr_noop("Each day of the academy as a whole."), "",
     {{"day", tr_noop("Day"), BUILDER_DAY}, {"people", tr_noop("Learners"), BUILDER_NUMBER}, {"visitors", tr_noop("Visitors"), BUILDER_NUMBER},
      {"events", tr_noop("Events"), BUILDER_NUMBER}, {"sessions", tr_noop("Sessions"), BUILDER_NUMBER},
      {"minutes", tr_noop("Minutes"), BUILDER_NUMBER}}},
    {.name = NULL}};

const char *const builder_charts[BUILDER_CHARTS] = {"auto", "none", "line", "bars", "columns", "pie"};

bool builder_is_date(enum builder_type type)
{
    return type == BUILDER_DATE || type == BUILDER_DAY || type == BUILDER_MONTH;
}

const struct builder_source *builder_source_find(const char *name)
{
    for (const struct builder_source *source = builder_sources; source->name != NULL; source++)
        if (text_equal(source->name, name))
            return source;
    return NULL;
}

int builder_column_find(const struct builder_source *source, const char *name)
{
    for (int i = 0; i < BUILDER_COLUMNS_MOST && source->columns[i].name != NULL; i++)
        if (text_equal(source->columns[i].name, name))
            return i;
    return -1;
}

/* ---- definitions ---- */

static bool one_of(const char *word, const char *words)
{
    size_t length = strlen(word);
    for (const char *at = words; length > 0 && (at = strstr(at, word)) != NULL; at++)
        if ((at == words || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

static int column_in(const struct builder_source *source, const cJSON *json, const char *key)
{
    return builder_column_find(source, json_string(json, key, ""));
}

/* Whether a comparison is one for texts, numbers or yes and no. */
static const char *misfit(enum builder_type type, const char *op, const char *value)
{
    char *end = NULL;
    bool number = type == BUILDER_NUMBER || type == BUILDER_PERCENT;
    if (!number && one_of(op, "more less"))
        return tr_noop("“More than” and “less than” are for numbers.");
    if (type != BUILDER_TEXT && text_equal(op, "has"))
        return tr_noop("“Contains” is for texts.");
    if (number && *value != '\0' && (strtod(value, &end), *end != '\0'))
        return tr_noop("Give a number to compare with.");
    return number && *value == '\0' && one_of(op, "more less") ? tr_noop("Give a number to compare with.") : NULL;
}

static const char *read_filters(const cJSON *json, struct builder *builder)
{
    const cJSON *filter;
    int count = 0;
    for (int i = 0; i < BUILDER_FILTERS_MOST; i++)
        builder->filters[i].column = -1;
    cJSON_ArrayForEach(filter, json_member(json, "filters"))
    {
        int column = column_in(builder->source, filter, "column");
        const char *op = json_string(filter, "op", ""), *value = json_string(filter, "value", "");
        int64_t days;
        if (*json_string(filter, "column", "") == '\0')
            continue;
        if (column < 0)
            return tr_noop("There is no such column.");
        if (count == BUILDER_FILTERS_MOST)
            return tr_noop("At most three filters.");
        bool date = builder_is_date(builder->source->columns[column].type);
        if (!one_of(op, "is not has more less within before"))
            return tr_noop("Choose how a filter compares.");
        if (date != one_of(op, "within before") && !(date && (text_equal(op, "is") || text_equal(op, "not")) && *value == '\0'))
            return date ? tr_noop("A date is compared by days: “in the last … days” or “before … days ago”; “is” and “is not” with nothing"
                                  " ask whether there is one.")
                        : tr_noop("“In the last … days” and “before … days ago” are for dates.");
        if (date && *value != '\0' && !text_integer(value, 0, 36500, &days))
            return tr_noop("Give a number of days.");
        const char *problem = date ? NULL : misfit(builder->source->columns[column].type, op, value);
        if (problem != NULL)
            return problem;
        builder->filters[count++] = (struct builder_filter){column, op, value};
    }
    return NULL;
}

/* A chart needs groups by one column, columns and lines may stand for two; a line goes from day to day. */
static const char *read_chart(const cJSON *json, struct builder *builder)
{
    const char *name = json_string(json, "chart", "auto");
    for (builder->chart = BUILDER_AUTO; builder->chart < BUILDER_CHARTS && !text_equal(name, builder_charts[builder->chart]);)
        builder->chart++;
    if (builder->chart == BUILDER_CHARTS)
        return tr_noop("Choose one of the offered values.");
    if (builder->chart <= BUILDER_NO_CHART)
        return NULL;
    if (builder->group < 0)
        return tr_noop("A chart shows groups: choose what to group by, or no chart.");
    if (builder->second >= 0 && builder->chart != BUILDER_COLUMNS && builder->chart != BUILDER_LINE)
        return tr_noop("Groups by two columns are drawn as columns or lines.");
    if (builder->chart == BUILDER_LINE && !builder_is_date(builder->source->columns[builder->group].type))
        return tr_noop("A line goes from day to day: group by a date, or choose another chart.");
    bool adds = text_equal(builder->measure, "count") || text_equal(builder->measure, "sum");
    return builder->chart == BUILDER_PIE && !adds ? tr_noop("A pie shows parts of a whole: counts or sums.") : NULL;
}

static const char *read_shape(const cJSON *json, struct builder *builder)
{
    const struct builder_source *source = builder->source;
    const cJSON *name;
    int shown = 0;
    cJSON_ArrayForEach(name, json_member(json, "columns"))
    {
        int column = cJSON_IsString(name) ? builder_column_find(source, name->valuestring) : -1;
        if (column < 0)
            return tr_noop("There is no such column.");
        if (!builder->shown[column])
            shown += builder->shown[column] = true;
    }
    static const char *const keys[] = {"group", "second", "measured", "sort"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (*json_string(json, keys[i], "") != '\0' && column_in(source, json, keys[i]) < 0)
            return tr_noop("There is no such column.");
    builder->group = column_in(source, json, "group");
    builder->second = builder->group < 0 ? -1 : column_in(source, json, "second");
    builder->measured = column_in(source, json, "measured");
    builder->sort = column_in(source, json, "sort");
    builder->falling = json_bool(json, "falling", false);
    builder->unit = json_string(json, "unit", "month");
    builder->measure = json_string(json, "measure", "count");
    if (!one_of(builder->unit, "day week month") || !one_of(builder->measure, "count sum mean most least"))
        return tr_noop("Choose one of the offered values.");
    if (builder->group < 0 && shown == 0)
        return tr_noop("Choose at least one column, or what to group by.");
    if (builder->second == builder->group && builder->group >= 0)
        return tr_noop("Group by two different columns.");
    if (builder->group < 0 || text_equal(builder->measure, "count"))
        return NULL;
    enum builder_type type = builder->measured < 0 ? BUILDER_TEXT : source->columns[builder->measured].type;
    return type == BUILDER_TEXT || builder_is_date(type) ? tr_noop("Sum, mean and the like need a column of numbers.") : NULL;
}

bool builder_read(const cJSON *json, struct builder *builder, const char **problem)
{
    *builder = (struct builder){.source = builder_source_find(json_string(json, "source", "")), .time_most = BUILDER_TIME_MOST};
    *problem = builder->source == NULL ? tr_noop("Choose where the rows come from.") : read_filters(json, builder);
    if (*problem == NULL)
        *problem = read_shape(json, builder);
    if (*problem == NULL)
        *problem = read_chart(json, builder);
    return *problem == NULL;
}

static bool names_people(const struct builder *builder, int column)
{
    return column >= 0 && one_of(builder->source->columns[column].name, builder->source->people);
}

bool builder_names_people(const struct builder *builder)
{
    bool found = names_people(builder, builder->group) || names_people(builder, builder->second);
    for (int i = 0; i < BUILDER_FILTERS_MOST; i++)
        found = found || names_people(builder, builder->filters[i].column);
    for (int i = 0; i < BUILDER_COLUMNS_MOST && builder->group < 0; i++)
        found = found || (builder->shown[i] && names_people(builder, i));
    return found;
}

/* ---- the kept ones ---- */

#define KEPT                                                                                                                 \
    "SELECT b.id, b.name, b.definition, b.made_at, p.name AS made_by_name FROM built_report b" \
    " LEFT JOIN person p ON p.id = b.made_by WHERE b.deleted_at IS NULL"

cJSON *builder_list(struct db *db)
{
    return db_rows(db, KEPT " ORDER BY lower(b.name), b.id LIMIT ?1", (int64_t)BUILDER_KEPT_MOST);
}

cJSON *builder_find(struct db *db, int64_t id)
{
    return db_row(db, KEPT " AND b.id = ?1", id);
}

static bool has_room(struct db *db)
{
    return db_integer(db, 0, "SELECT count(*) FROM built_report WHERE deleted_at IS NULL") < BUILDER_KEPT_MOST;
}

enum db_result builder_add(struct db *db, const char *name, const char *definition, int64_t user_id, int64_t now, int64_t *id)
{
    int64_t same = db_integer(db, 0,
                              "SELECT max(id) FROM built_report WHERE deleted_at IS NULL AND name = ?1 AND definition = ?2 AND made_by = ?3"
                              " AND made_at > ?4",
                              name, definition, user_id, now - BUILDER_TWICE_SECONDS);
    if (same != 0) {
        *id = same;
        return DB_OK;
    }
    if (!has_room(db))
        return DB_CONFLICT;
    return db_insert(db, id, "INSERT INTO built_report (name, definition, made_by, made_at) VALUES (?1, ?2, ?3, ?4)", name, definition, user_id, now);
}

enum db_result builder_change(struct db *db, int64_t id, const char *name, const char *definition)
{
    return db_change(db, "UPDATE built_report SET name = ?2, definition = ?3 WHERE id = ?1 AND deleted_at IS NULL", id, name, definition);
}

enum db_result builder_delete(struct db *db, int64_t id, int64_t now)
{
    return db_change(db, "UPDATE built_report SET deleted_at = ?2 WHERE id = ?1 AND deleted_at IS NULL", id, now);
}

enum db_result builder_restore(struct db *db, int64_t id)
{
    if (!has_room(db))
        return DB_CONFLICT;
    return db_change(db, "UPDATE built_report SET deleted_at = NULL WHERE id = ?1 AND deleted_at IS NOT NULL", id);
}
