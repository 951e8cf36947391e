/* main.c - the analytics program: the reports of admins (/admin/analytics) and instructors (/teach/analytics), and their API. */
#include "core/web/program.h"
#include "programs/analytics/pages.h"
#include "programs/analytics/report.h"
#include "programs/site/site.h"

#include <stddef.h>

static const struct field period_fields[] = {REPORT_PERIOD_FIELDS, {.name = NULL}};

static const struct route routes[] = {
    {"GET", "/admin/analytics", overview_page, WHO_ADMIN, "analytics/overview", period_fields, .help = "The key figures of a period beside those of the period before"},
    {"GET", "/admin/analytics/overview.csv", overview_csv, WHO_ADMIN, .fields = period_fields, .help = "The same by the day"},
    {.method = NULL}};

int main(int argc, char **argv)
{
    static const struct program program = {.name = "analytics", .routes = routes, .afterwards = site_afterwards, SITE_HOOKS};
    return program_main(&program, argc, argv);
}
