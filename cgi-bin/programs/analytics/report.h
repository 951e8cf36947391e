/* report.h - what the analytics pages share: the event store, the period and the filters, how figures are written. */
#ifndef NEXUS_ANALYTICS_REPORT_H
#define NEXUS_ANALYTICS_REPORT_H

#include "core/web/request.h"
#include "domain/measure/figure.h"
#include "domain/measure/store.h"

enum { REPORT_DAYS = 30, REPORT_DAYS_MOST = 800 };

/* The fields of a page that has a period, and of one that has filters as well, for its row in the route table. */
#define REPORT_DAYS_FIELDS                                                                                                       \
    {.name = "days", .kind = FIELD_CHOICE, .choices = "7 30 90", .help = "The last so many days, today included"},               \
        {.name = "from", .kind = FIELD_DAY, .help = "From this day of the academy's time zone"},                                 \
        {.name = "to", .kind = FIELD_DAY, .help = "To this day, itself included"}
#define REPORT_PERIOD_FIELDS                                                                                                     \
    REPORT_DAYS_FIELDS,                                                                                                          \
        {.name = "course", .kind = FIELD_INTEGER, .least = 1, .most = 2000000000, .help = "Only events about this course (id)"}, \
        {.name = "country", .kind = FIELD_COUNTRY, .help = "Only from this country (two letters)"},                      \
        {.name = "device", .kind = FIELD_CHOICE, .choices = "phone tablet desktop", .help = "Only on such a device"},            \
        {.name = "cohort", .kind = FIELD_MONTH, .help = "Only people whose first day lies in this month (YYYY-MM)"}

/* The store, for reading, with rows in the request's arena; NULL while nothing was ever recorded: show the page empty. One a process,
 * opened when it is first asked for. */
struct store *report_store(struct request *request);

/* The academy's time zone, and today in it. */
const char *report_zone(const struct request *request);
int64_t report_today(const struct request *request);

struct report_period {
    int64_t from, to;               /* days, both in */
    int64_t before_from, before_to; /* as many days before them */
    bool cut;                       /* more days were asked for */
    struct figure_filter filter;
};

/* What the request asks for: `from` and `to`, else the last `days` (30). A range the wrong way round is turned, one of more than
 * REPORT_DAYS_MOST is cut at its beginning. */
struct report_period report_period(struct request *request);

/* The same as a query, "days=30&course=3": for links that keep it; report_period_query_but leaves one name out. */
const char *report_period_query(struct request *request);
const char *report_period_query_but(struct request *request, const char *name);

/* This page's model, for a link: the same address with format=json. */
const char *report_json_url(struct request *request);

/* Gives the model the days of a page: from, to, from_text, to_text, periods [{text, url, current}], filtered: other days, filters: false,
 * cut_days (at most so many, 0: all are shown that were asked for), kept_fields [{name, value}: what else the page was asked for],
 * period_query, here (the path), json_url. */
void report_give_days(struct request *request, const struct report_period *period, const char *path);

/* And what else partials/analytics-period shows: courses, countries, devices, cohorts [{value, text, selected}], any_filter: bool,
 * filtered: bool (or other days), filters: true. */
void report_give_period(struct request *request, const struct report_period *period, const char *path);

/* A figure's value as people read it: "1,234", "12.3 %", "4 min 5 s"; "–" for NAN. */
char *report_value(struct request *request, enum figure_unit unit, double value);

/* A number for CSV and JSON: NAN gives null / an empty field. */
cJSON *report_number(double value);

/* What partials/chart shows: {id, title, svg, csv, json}; the addresses of its files, NULL for none. Its table's rows are the caller's to add. */
cJSON *report_chart(const char *id, const char *title, const char *svg, const char *csv, const char *json);

/* 100 * part / whole, NAN of nothing. */
double report_percent(double part, double whole);

/* One choice of a select: {value, text, selected}. `chosen` NULL: the form will know (request_form_options). */
void report_add_option(cJSON *options, const char *value, const char *text, const char *chosen);

/* Gives the model of a form that has an hour of the day: hour, hour_text ("06:00"), hour_options. */
void report_give_hours(struct request *request, int64_t hour);

/* The end of a change: 404 for DB_NONE; else a line in the audit log, and on to `path`. In the write transaction that the change is in. */
enum http_status report_finish(struct request *request, enum db_result result, const char *action, const char *kind, int64_t id, const char *detail,
                               const char *path);

/* Answers with CSV: a row is an array of strings and numbers; the first names the columns (core/base/csv_write.h). `name` is the file's.
 * And with one that is written already. */
enum http_status report_csv(struct request *request, const char *name, const cJSON *rows);
enum http_status report_csv_text(struct request *request, const char *name, const struct text *csv);

/* Rows for it: of each object the members that the columns name, under a head of them. And the cells of one, at the end of a row: empty
 * where it lacks a member. */
cJSON *report_table(const cJSON *objects, const char *const *columns, int count);
void report_add_cells(cJSON *row, const cJSON *object, const char *const *columns, int count);

#endif
