/* main.c - the analytics program: the reports of admins (/admin/analytics) and instructors (/teach/analytics), and their API. */
#include "core/web/program.h"
#include "programs/analytics/pages.h"
#include "programs/analytics/report.h"
#include "programs/site/site.h"

#include <stddef.h>

static const struct field period_fields[] = {REPORT_PERIOD_FIELDS, {.name = NULL}};

static const struct field forecast_fields[] = {{.name = "figure", .kind = FIELD_TEXT, .most = 40, .help = "Which figure"},
                                               {.name = "horizon", .kind = FIELD_CHOICE, .choices = "30 90", .help = "How many days"},
                                               REPORT_PERIOD_FIELDS,
                                               {.name = NULL}};

static const struct route routes[] = {
    {"GET", "/admin/analytics", overview_page, WHO_ADMIN, "analytics/overview", period_fields, .help = "The key figures of a period beside those of the period before"},
    {"GET", "/admin/analytics/overview.csv", overview_csv, WHO_ADMIN, .fields = period_fields, .help = "The same by the day"},
    {"GET", "/admin/analytics/forecasts", forecasts_page, WHO_ADMIN, "analytics/forecasts", forecast_fields, .help = "What a figure will be"},
    {"GET", "/admin/analytics/forecasts.csv", forecasts_csv, WHO_ADMIN, .fields = forecast_fields, .help = "The same as a table"},
    {"GET", "/api/analytics/predict/:metric", predict_api, WHO_ADMIN, .fields = forecast_fields, .help = "A figure's forecast with intervals, its back-test, and how earlier ones did"},
    {.method = NULL}};

int main(int argc, char **argv)
{
    static const struct program program = {.name = "analytics", .routes = routes, .afterwards = site_afterwards, SITE_HOOKS};
    return program_main(&program, argc, argv);
}
