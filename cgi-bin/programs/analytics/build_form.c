/* build_form.c - putting a report together without a script: the source first, then its columns, filters, groups and order in one form. */
#include "programs/analytics/build.h"

#include "core/view/locale.h"
#include "programs/analytics/overtaken.h"
#include "programs/analytics/pages.h"
#include "programs/analytics/report.h"
#include "programs/site/site.h"

#include <string.h>

#define PATH "/admin/analytics/builder"
#define CHANGED "name definition"

enum { PREVIEW_ROWS = 20 };

static const struct { const char *key, *name, *definition; } examples[] = {
    {"quiet", tr_noop("Who has not come for 14 days"),
     "{\"source\":\"people\",\"columns\":[\"name\",\"email\",\"seen\",\"courses\"],"
     "\"filters\":[{\"column\":\"seen\",\"op\":\"before\",\"value\":\"14\"},"
     "{\"column\":\"courses\",\"op\":\"more\",\"value\":\"0\"}],\"sort\":\"seen\"}"},
    {"pass", tr_noop("Score by course and month"),
     "{\"source\":\"attempts\",\"group\":\"course\",\"second\":\"submitted\",\"unit\":\"month\","
     "\"measure\":\"mean\",\"measured\":\"score\"}"},
    {"enrolments", tr_noop("Enrolments by week"),
     "{\"source\":\"enrolments\",\"group\":\"enrolled\",\"unit\":\"week\",\"measure\":\"count\"}"},
    {"courses", tr_noop("Completed courses, the most first"),
     "{\"source\":\"enrolments\",\"filters\":[{\"column\":\"state\",\"op\":\"is\",\"value\":\"completed\"}],"
     "\"group\":\"course\",\"measure\":\"count\",\"falling\":true}"},
    {"busy", tr_noop("What happened in the last 30 days, by event"),
     "{\"source\":\"events\",\"filters\":[{\"column\":\"day\",\"op\":\"within\",\"value\":\"30\"}],"
     "\"group\":\"event\",\"measure\":\"sum\",\"measured\":\"events\",\"falling\":true}"},
    {"lessons", tr_noop("Lessons opened most in the last 30 days"),
     "{\"source\":\"lessons\",\"filters\":[{\"column\":\"day\",\"op\":\"within\",\"value\":\"30\"}],"
     "\"group\":\"lesson\",\"measure\":\"sum\",\"measured\":\"views\",\"falling\":true}"},
    {"time", tr_noop("Minutes learned, by week"),
     "{\"source\":\"days\",\"group\":\"day\",\"unit\":\"week\",\"measure\":\"sum\",\"measured\":\"minutes\",\"chart\":\"columns\"}"},
    {"coach", tr_noop("Conversations passed on, by course"),
     "{\"source\":\"conversations\",\"filters\":[{\"column\":\"handed\",\"op\":\"is\",\"value\":\"yes\"}],"
     "\"group\":\"course\",\"measure\":\"count\"}"}};

cJSON *build_examples(struct request *request)
{
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        cJSON *example = cJSON_CreateObject();
        json_set_string(example, "key", examples[i].key);
        json_set_string(example, "name", locale_words(request->language, examples[i].name));
        cJSON_AddItemToArray(list, example);
    }
    return list;
}

static const struct { const char *value, *name; } operators[] = {{"is", tr_noop("is")},
                                                                {"not", tr_noop("is not")},
                                                                {"has", tr_noop("contains")},
                                                                {"more", tr_noop("more than")},
                                                                {"less", tr_noop("less than")},
                                                                {"within", tr_noop("in the last … days")},
                                                                {"before", tr_noop("before … days ago")}},
    units[] = {{"day", tr_noop("day")}, {"week", tr_noop("week")}, {"month", tr_noop("month")}},
    charts[] = {{"auto", tr_noop("What fits")}, {"none", tr_noop("None")},       {"line", tr_noop("Line")},
                {"bars", tr_noop("Bars")},      {"columns", tr_noop("Columns")}, {"pie", tr_noop("Pie")}};

/* ---- the form's model: from a definition, or from what was typed ---- */

static cJSON *column_options(struct request *request, const struct builder_source *source, const char *none, const char *chosen)
{
    cJSON *options = cJSON_CreateArray();
    report_add_option(options, "", none, chosen);
    for (int i = 0; i < BUILDER_COLUMNS_MOST && source->columns[i].name != NULL; i++)
        report_add_option(options, source->columns[i].name, locale_words(request->language, source->columns[i].label), chosen);
    return options;
}

#define CHOICES(request, list, chosen) choices((request), &(list)[0].value, sizeof (list) / sizeof *(list), (chosen))
static cJSON *choices(struct request *request, const char *const *pairs, size_t count, const char *chosen)
{
    cJSON *options = cJSON_CreateArray();
    for (size_t i = 0; i < count; i++)
        report_add_option(options, pairs[2 * i], locale_words(request->language, pairs[2 * i + 1]), chosen);
    return options;
}

static void give_columns(struct request *request, const struct builder_source *source, const cJSON *definition)
{
    cJSON *list = cJSON_CreateArray();
    for (int i = 0; i < BUILDER_COLUMNS_MOST && source->columns[i].name != NULL; i++) {
        cJSON *column = cJSON_CreateObject();
        const cJSON *name;
        bool shown = false;
        cJSON_ArrayForEach(name, json_member(definition, "columns"))
            shown = shown || text_equal(name->valuestring, source->columns[i].name);
        json_set_string(column, "name", source->columns[i].name);
        json_set_string(column, "label", locale_words(request->language, source->columns[i].label));
        json_set_bool(column, "checked", shown);
        cJSON_AddItemToArray(list, column);
    }
    request_give(request, "columns", list);
}

static void give_filters(struct request *request, const struct builder_source *source, const cJSON *definition)
{
    cJSON *list = cJSON_CreateArray();
    for (int i = 0; i < BUILDER_FILTERS_MOST; i++) {
        const cJSON *filter = cJSON_GetArrayItem(json_member(definition, "filters"), i);
        cJSON *row = cJSON_CreateObject();
        json_set_integer(row, "number", i + 1);
        json_set(row, "column_options", column_options(request, source, tr(request, "No filter"), json_string(filter, "column", "")));
        json_set(row, "op_options", CHOICES(request, operators, json_string(filter, "op", "is")));
        json_set_string(row, "value", json_string(filter, "value", ""));
        cJSON_AddItemToArray(list, row);
    }
    request_give(request, "filters", list);
}

static void give_measures(struct request *request, const char *chosen)
{
    static const char *const measures[] = {"count", "sum", "mean", "most", "least"};
    cJSON *options = cJSON_CreateArray();
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++)
        report_add_option(options, measures[i], site_built_measure(request->language, measures[i]), chosen);
    request_give(request, "measure_options", options);
}

static void give_form(struct request *request, const cJSON *definition, const char *name)
{
    const struct builder_source *source = builder_source_find(json_string(definition, "source", ""));
    cJSON *sources = cJSON_CreateArray();
    for (const struct builder_source *one = builder_sources; one->name != NULL; one++)
        report_add_option(sources, one->name, locale_words(request->language, one->label), source == NULL ? "" : source->name);
    request_give(request, "source_options", sources);
    request_give_bool(request, "chosen", source != NULL);
    request_give_text(request, "report_name", name);
    if (source == NULL)
        return;
    request_give_text(request, "source", source->name);
    request_give_text(request, "source_label", locale_words(request->language, source->label));
    request_give_text(request, "source_means", locale_words(request->language, source->means));
    give_columns(request, source, definition);
    give_filters(request, source, definition);
    const char *rows = tr(request, "No groups: row by row");
    request_give(request, "group_options", column_options(request, source, rows, json_string(definition, "group", "")));
    request_give(request, "second_options", column_options(request, source, tr(request, "Nothing more"), json_string(definition, "second", "")));
    request_give(request, "measured_options", column_options(request, source, tr(request, "The rows"), json_string(definition, "measured", "")));
    request_give(request, "sort_options", column_options(request, source, tr(request, "The newest first"), json_string(definition, "sort", "")));
    give_measures(request, json_string(definition, "measure", "count"));
    request_give(request, "chart_options", CHOICES(request, charts, json_string(definition, "chart", "auto")));
    request_give(request, "unit_options", CHOICES(request, units, json_string(definition, "unit", "month")));
    request_give_bool(request, "falling", json_bool(definition, "falling", false));
}

/* What the form says, as a definition. */
static cJSON *typed(struct request *request)
{
    static const char *const texts[] = {"source", "group", "second", "unit", "measure", "measured", "sort", "chart"};
    cJSON *definition = cJSON_CreateObject(), *filters = cJSON_CreateArray();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (*request_text(request, texts[i]) != '\0')
            json_set_string(definition, texts[i], request_text(request, texts[i]));
    json_set(definition, "columns", request_list(request, "column"));
    json_set_bool(definition, "falling", request_has(request, "falling"));
    cJSON *columns = request_list(request, "filter"), *ops = request_list(request, "op"), *values = request_list(request, "value");
    for (int i = 0; i < BUILDER_FILTERS_MOST; i++) {
        const cJSON *column = cJSON_GetArrayItem(columns, i), *op = cJSON_GetArrayItem(ops, i), *value = cJSON_GetArrayItem(values, i);
        if (column == NULL || *column->valuestring == '\0')
            continue;
        cJSON *filter = cJSON_CreateObject();
        json_set_string(filter, "column", column->valuestring);
        json_set_string(filter, "op", op == NULL ? "is" : op->valuestring);
        json_set_string(filter, "value", value == NULL ? "" : text_trim(request->arena, value->valuestring));
        cJSON_AddItemToArray(filters, filter);
    }
    json_set(definition, "filters", filters);
    return definition;
}

static cJSON *read_text(struct request *request, const char *text)
{
    return json_read(request->arena, text, strlen(text), NULL);
}

enum http_status build_new_page(struct request *request)
{
    const char *key = request_text(request, "example"), *name = "";
    cJSON *definition = typed(request);
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
        if (text_equal(examples[i].key, key)) {
            definition = read_text(request, examples[i].definition);
            name = locale_words(request->language, examples[i].name);
        }
    request_give_integer(request, "id", 0);
    overtaken_give(request, NULL, CHANGED, "");
    give_form(request, definition, json_member(request->model, "errors") == NULL ? name : request_text(request, "name"));
    return HTTP_OK;
}

enum http_status build_edit_page(struct request *request)
{
    const cJSON *report = builder_find(request->db, request_integer(request, "id", 0));
    if (report == NULL)
        return overtaken_is_new(request) ? build_new_page(request) : HTTP_NOT_FOUND;
    bool again = json_member(request->model, "errors") != NULL;
    request_give_integer(request, "id", json_integer(report, "id", 0));
    overtaken_give(request, report, CHANGED, arena_printf(request->arena, PATH "/%lld", (long long)json_integer(report, "id", 0)));
    give_form(request, again ? typed(request) : read_text(request, json_string(report, "definition", "{}")),
              again ? request_text(request, "name") : json_string(report, "name", ""));
    return HTTP_OK;
}

enum http_status build_save(struct request *request)
{
    int64_t id = request_integer(request, "id", 0);
    const cJSON *definition = typed(request);
    struct builder builder;
    const char *problem = NULL, *name = request_text(request, "name");
    if (!builder_read(definition, &builder, &problem))
        return request_refuse(request, NULL, locale_words(request->language, problem));
    const char *text = json_write(request->arena, definition);
    if (!request_begin_write(request))
        return request_failed(request);
    const cJSON *shown = id == 0 ? NULL : builder_find(request->db, id);
    enum db_result result = id == 0 ? builder_add(request->db, name, text, request->identity.user_id, request->now, &id)
                                    : builder_change(request->db, id, name, text);
    if (result == DB_OK && shown != NULL && overtaken(request, shown, builder_find(request->db, id), CHANGED))
        return overtaken_refuse(request);
    if (result == DB_CONFLICT)
        return request_refuse(request, NULL, tr(request, "There are as many reports as there may be. Delete one first."));
    if (result == DB_NONE)
        return overtaken_gone(request);
    if (result == DB_OK)
        result = site_audit(request, "builder.save", "built_report", id, name);
    return result == DB_OK ? request_redirect_to(request, PATH "/%lld", (long long)id) : request_result(request, result);
}

/* ---- a look before it is kept ---- */

/* The form as it was typed, with the mark that it came with: who saved meanwhile is still noticed. */
enum http_status build_preview_again(struct request *request)
{
    int64_t id = request_integer(request, "report", 0);
    if (id != 0 && builder_find(request->db, id) == NULL)
        return HTTP_NOT_FOUND;
    request_give_integer(request, "id", id);
    request_give_text(request, "seen", request_text(request, "seen"));
    request_give_text(request, "saved_url", NULL);
    give_form(request, typed(request), request_text(request, "name"));
    return HTTP_OK;
}

enum http_status build_preview(struct request *request)
{
    struct builder builder;
    const char *problem = NULL;
    if (!builder_read(typed(request), &builder, &problem))
        return request_refuse(request, NULL, locale_words(request->language, problem));
    const struct builder_result *result =
        builder_run(request->arena, request->db, report_store(request), &builder, report_zone(request), request->now);
    if (result == NULL)
        return HTTP_FAILED;
    request_give_bool(request, "previewed", true);
    request_give_text(request, "name", tr(request, "Preview"));
    build_give_rows(request, &builder, result, PREVIEW_ROWS);
    return build_preview_again(request);
}
