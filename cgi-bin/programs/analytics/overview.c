/* overview.c - GET /admin/analytics: the key figures of a period beside those of the period before. */
#include "programs/analytics/pages.h"
#include "programs/analytics/report.h"

#include "core/base/clock.h"
#include "core/view/locale.h"

#include <math.h>

/* "12 % more than before"; NULL where there is nothing to compare with. */
static const char *change_text(struct request *request, double now, double before)
{
    if (isnan(now) || isnan(before) || before == 0)
        return NULL;
    double change = 100 * (now - before) / before;
    const char *share = locale_decimal(request->arena, request->language, round(fabs(change) * 10) / 10);
    if (fabs(change) < 0.05)
        return tr(request, "as before");
    return arena_printf(request->arena, change > 0 ? tr(request, "%s %% more") : tr(request, "%s %% less"), share);
}

static cJSON *figure_of(struct request *request, const struct figure *figure, const struct sheet *now, const struct sheet *before)
{
    cJSON *told = cJSON_CreateObject();
    double value = sheet_total(now, figure), earlier = sheet_total(before, figure);
    json_set_string(told, "name", figure->name);
    json_set_string(told, "label", locale_words(request->language, figure->label));
    json_set_string(told, "definition", locale_words(request->language, figure->means));
    json_set_string(told, "value", report_value(request, figure->unit, value));
    json_set(told, "number", report_number(value));
    json_set(told, "before", report_number(earlier));
    json_set_string(told, "before_text", report_value(request, figure->unit, earlier));
    json_set_string(told, "change", change_text(request, value, earlier));
    return told;
}

enum http_status overview_page(struct request *request)
{
    struct report_period period = report_period(request);
    struct store *store = report_store(request);
    cJSON *list = cJSON_CreateArray();
    report_give_period(request, &period, "/admin/analytics");
    request_give(request, "figures", list);
    request_give_bool(request, "any", store != NULL);
    if (store == NULL)
        return HTTP_OK;
    struct sheet *now = sheet_read(request->arena, store, report_zone(request), &period.filter, period.from, period.to);
    struct sheet *before = sheet_read(request->arena, store, report_zone(request), &period.filter, period.before_from, period.before_to);
    if (now == NULL || before == NULL)
        return HTTP_FAILED;
    for (const struct figure *figure = figures; figure->name != NULL; figure++)
        cJSON_AddItemToArray(list, figure_of(request, figure, now, before));
    return HTTP_OK;
}

static cJSON *csv_head(void)
{
    cJSON *row = cJSON_CreateArray();
    cJSON_AddItemToArray(row, cJSON_CreateString("day"));
    for (const struct figure *figure = figures; figure->name != NULL; figure++)
        cJSON_AddItemToArray(row, cJSON_CreateString(figure->name));
    return row;
}

enum http_status overview_csv(struct request *request)
{
    struct report_period period = report_period(request);
    struct store *store = report_store(request);
    cJSON *rows = cJSON_CreateArray();
    cJSON_AddItemToArray(rows, csv_head());
    struct sheet *sheet = store == NULL ? NULL : sheet_read(request->arena, store, report_zone(request), &period.filter, period.from, period.to);
    for (int64_t day = period.from; sheet != NULL && day <= period.to; day++) {
        cJSON *row = cJSON_CreateArray();
        cJSON_AddItemToArray(row, cJSON_CreateString(clock_day_text(request->arena, day)));
        for (const struct figure *figure = figures; figure->name != NULL; figure++)
            cJSON_AddItemToArray(row, report_number(sheet_day(sheet, figure, day)));
        cJSON_AddItemToArray(rows, row);
    }
    return report_csv(request, "overview", rows);
}
