/* events_files.c - the tables of GET /admin/analytics/events as files: names, days, weekdays by hour. They are made from the page's own model, so
 * that they can't differ from it. */
#include "programs/analytics/pages.h"

#include "domain/measure/tally.h"
#include "programs/analytics/report.h"

enum http_status events_names_csv(struct request *request)
{
    static const char *const names[] = {"name", "events", "before", "people"};
    enum http_status status = events_page(request);
    return status != HTTP_OK ? status : report_csv(request, "event-names", report_table(json_member(request->model, "names"), names, 4));
}

enum http_status events_days_csv(struct request *request)
{
    static const char *const names[] = {"day", "events"};
    enum http_status status = events_page(request);
    const cJSON *days = json_member(json_member(request->model, "by_day"), "days");
    return status != HTTP_OK ? status : report_csv(request, "event-days", report_table(days, names, 2));
}

enum http_status events_hours_csv(struct request *request)
{
    enum http_status status = events_page(request);
    if (status != HTTP_OK)
        return status;
    const cJSON *chart = json_member(request->model, "by_hour"), *weekday;
    cJSON *rows = cJSON_CreateArray(), *head = cJSON_CreateArray();
    cJSON_AddItemToArray(head, cJSON_CreateString("weekday"));
    for (int hour = 0; hour < TALLY_HOURS; hour++)
        cJSON_AddItemToArray(head, cJSON_CreateNumber(hour));
    cJSON_AddItemToArray(rows, head);
    cJSON_ArrayForEach(weekday, json_member(chart, "weekdays"))
    {
        cJSON *row = cJSON_Duplicate(json_member(weekday, "cells"), true);
        cJSON_InsertItemInArray(row, 0, cJSON_CreateString(json_string(weekday, "weekday", "")));
        cJSON_AddItemToArray(rows, row);
    }
    return report_csv(request, "event-hours", rows);
}
