/* metric_split.c - a key figure by course, country or device: bars, and the same as rows that lead to the filtered page. */
#include "programs/analytics/metric.h"

#include "core/view/locale.h"
#include "domain/catalog/course.h"
#include "domain/measure/breakdown.h"

#include <math.h>

static const struct split {
    const char *name, *title;
    enum day_dimension dimension;
} splits[] = {{"course", tr_noop("By course"), DAY_COURSE},
              {"country", tr_noop("By country"), DAY_COUNTRY},
              {"device", tr_noop("By device"), DAY_DEVICE}};

static const struct split *split_asked(const struct request *request)
{
    for (size_t i = 1; i < sizeof splits / sizeof *splits; i++)
        if (text_equal(request_text(request, "split"), splits[i].name))
            return &splits[i];
    return &splits[0];
}

static void give_splits(struct request *request, const struct figure *figure, const struct split *chosen)
{
    const char *query = report_period_query(request);
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < sizeof splits / sizeof *splits; i++) {
        cJSON *way = cJSON_CreateObject();
        json_set_string(way, "text", locale_words(request->language, splits[i].title));
        json_set_string(way, "url",
                        arena_printf(request->arena, "/admin/analytics/metric/%s?split=%s%s%s#split", figure->name, splits[i].name,
                                     *query == '\0' ? "" : "&", query));
        json_set_bool(way, "current", &splits[i] == chosen);
        cJSON_AddItemToArray(list, way);
    }
    request_give(request, "splits", list);
}

/* What a value of the dimension is called, and how a filter names it. */
static const char *name_of(struct request *request, enum day_dimension dimension, int64_t value, const char **filter)
{
    static const char *const devices[] = {"", tr_noop("Phone"), tr_noop("Tablet"), tr_noop("Computer")};
    if (dimension == DAY_COUNTRY)
        return *filter = event_country_text(request->arena, value);
    if (dimension == DAY_DEVICE) {
        *filter = event_device_name((enum event_device)value);
        return locale_words(request->language, devices[value > 0 && value < EVENT_DEVICES ? value : 0]);
    }
    *filter = arena_printf(request->arena, "%lld", (long long)value);
    const char *title = course_title(request->db, value);
    return title == NULL ? tr(request, "A course that is gone") : title;
}

static cJSON *row_of(struct request *request, const struct figure *figure, const struct split *split, const struct breakdown_row *row, double all)
{
    const char *filter, *query = report_period_query_but(request, split->name);
    cJSON *told = cJSON_CreateObject();
    bool shared = figure->unit == FIGURE_COUNT && all > 0;
    json_set_string(told, "text", name_of(request, split->dimension, row->value, &filter));
    json_set_string(told, "value", report_value(request, figure->unit, row->number));
    json_set(told, "number", report_number(row->number));
    json_set_string(told, "share", shared ? report_value(request, FIGURE_PERCENT, 100 * row->number / all) : NULL);
    struct text url = text_in(request->arena);
    text_printf(&url, "/admin/analytics/metric/%s?%s%s%s=", figure->name, query, *query == '\0' ? "" : "&", split->name);
    text_append_url(&url, filter);
    json_set_string(told, "url", text_string(&url));
    return told;
}

bool metric_give_split(struct request *request, const struct look *look, const struct figure *figure)
{
    const struct split *split = split_asked(request);
    struct breakdown breakdown;
    if (!breakdown_read(request->arena, report_store(request), report_zone(request), figure, &look->period.filter, split->dimension, look->now,
                        &breakdown))
        return false;
    give_splits(request, figure, split);
    struct chart_bar bars[BREAKDOWN_MOST];
    struct text svg = text_in(request->arena);
    cJSON *rows = cJSON_CreateArray();
    double all = sheet_range(look->sheet, figure, look->now);
    for (int i = 0; i < breakdown.count; i++) {
        cJSON *row = row_of(request, figure, split, &breakdown.rows[i], all);
        double number = breakdown.rows[i].number;
        bars[i] = (struct chart_bar){json_string(row, "text", ""), json_string(row, "value", ""), isnan(number) ? 0 : number, false};
        cJSON_AddItemToArray(rows, row);
    }
    struct chart_about about = {.id = "bars",
                                .title = locale_words(request->language, split->title),
                                .description = tr(request, "The table beside the chart has the same figures."),
                                .language = request->language};
    chart_rows(&svg, &about, bars, (size_t)breakdown.count);
    request_give_bool(request, "any_split", breakdown.count > 0);
    request_give_bool(request, "shares", figure->unit == FIGURE_COUNT && all > 0);
    request_give_text(request, "split_title", locale_words(request->language, split->title));
    request_give_text(request, "chart", text_string(&svg));
    request_give(request, "split_rows", rows);
    return true;
}
