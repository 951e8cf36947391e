/* main.c - the learner program: everything a visitor and a learner can do. The table below is its contract. */
#include "core/web/program.h"
#include "programs/learner/pages.h"
#include "programs/site/site.h"

#include <stddef.h>

static const struct field preferences_fields[] = {
    {.name = "theme", .kind = FIELD_CHOICE, .choices = "auto light dark", .help = "Appearance"},
    {.name = "lang", .kind = FIELD_TEXT, .most = 7, .help = "Language code"},
    {.name = "back", .kind = FIELD_TEXT, .most = 1000, .help = "Path to return to"},
    {.name = NULL}};

static const struct field file_fields[] = {{.name = "file", .kind = FIELD_TEXT, .most = 200, .required = true, .help = "File name"}, {.name = NULL}};

static const struct route routes[] = {
    /* the front door */
    {"GET", "/", landing_page, WHO_ANYONE, "learner/landing", .help = "Landing page of visitors; learners go to their dashboard"},
    {"GET", "/styleguide", styleguide_page, WHO_ANYONE, "learner/styleguide", .help = "The design system (demo mode)"},
    {"POST", "/preferences", preferences_change, WHO_ANYONE, .fields = preferences_fields, .no_token = true, .help = "Theme and language of this browser"},
    {"GET", "/assets/:file", asset_file, WHO_ANYONE, .fields = file_fields, .help = "A picture or download of a course"},
    {"GET", "/avatars/:file", avatar_file, WHO_USER, .fields = file_fields, .help = "A person's picture"},
    {"GET", "/api/openapi.json", openapi_document, WHO_ANYONE, .help = "This description of all routes"},
    {"GET", "/healthz", site_health, WHO_ANYONE, .help = "Whether the program runs"},
    {"GET", "/readyz", site_ready, WHO_ANYONE, .help = "Whether it can work: writes a row"},
    {.method = NULL}};

int main(int argc, char **argv)
{
    static const struct program program = {.name = "learner",
                                           .routes = routes,
                                           .identify = site_identify,
                                           .furnish = site_furnish,
                                           .within_rate = site_within_rate,
                                           .afterwards = site_afterwards,
                                           .forbidden = "learner/forbidden",
                                           .not_found = "learner/not_found",
                                           .failed = "learner/failed"};
    return program_main(&program, argc, argv);
}
