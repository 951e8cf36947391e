/* freeze.c - a report as it is now, as a piece of HTML that stays: its own page is made once more, then everything one could press is taken
 * out. Called by snapshots.c. */
#include "programs/analytics/snapshots.h"

#include "core/base/json.h"
#include "core/view/page.h"
#include "core/view/locale.h"
#include "core/web/program.h"
#include "programs/analytics/pages.h"

#include <string.h>

/* The pages of which a copy can be kept. None of them, frozen, names a person: what does stands in {{^frozen}}, or the page gives
 * `names_people`. */
static const handler kept[] = {overview_page, metric_page, courses_page, retention_page, funnel_page,   tests_results_page, forecasts_page,
                               unusual_page,  report_page, events_page,  health_page,    alerts_page,   alert_page,         built_page,
                               teach_course_page};

static bool may_be_kept(handler page)
{
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (kept[i] == page)
            return true;
    return false;
}

/* Addresses that the page would show as links, and files, become nothing: what stands behind them moves on. */
static void take_addresses(cJSON *value)
{
    static const char *const names[] = {"url", "csv", "json", "people_url", "definition"};
    cJSON *member;
    cJSON_ArrayForEach(member, value)
    {
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (text_equal(member->string, names[i]) && cJSON_IsString(member)) {
                member->type = cJSON_NULL;
                member->valuestring = NULL;
            }
        take_addresses(member);
    }
}

/* Whether the tag at `at` is called `name`. */
static bool is_tag(const char *at, const char *name)
{
    size_t length = strlen(name);
    return strncmp(at, name, length) == 0 && strchr(" >\t\n", at[length]) != NULL;
}

/* What begins at `at` and is to go whole: forms, navigation, and buttons, also those that are links. The place behind it, or NULL. */
static const char *behind_control(const char *at)
{
    static const struct { const char *begin, *end; } whole[] = {{"<form", "</form>"}, {"<nav", "</nav>"}, {"<button", "</button>"}};
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
        const char *end = is_tag(at, whole[i].begin) ? strstr(at, whole[i].end) : NULL;
        if (end != NULL)
            return end + strlen(whole[i].end);
    }
    const char *end = is_tag(at, "<a") ? strchr(at, '>') : NULL;
    const char *button = end == NULL ? NULL : strstr(at, "class=\"button");
    end = button != NULL && button < end ? strstr(at, "</a>") : NULL;
    return end == NULL ? NULL : end + strlen("</a>");
}

/* The page's HTML is ours and valid: tags are found by their angle brackets. Words of links stay. */
static char *without_controls(struct arena *arena, const char *from, const char *end)
{
    struct text out = text_in(arena);
    while (from < end) {
        const char *tag = memchr(from, '<', (size_t)(end - from)), *behind;
        text_append_bytes(&out, from, (size_t)((tag == NULL ? end : tag) - from));
        if (tag == NULL)
            break;
        if ((behind = behind_control(tag)) != NULL) {
            from = behind;
            continue;
        }
        const char *close = strchr(tag, '>') + 1;
        if (!is_tag(tag, "<a") && strncmp(tag, "</a>", 4) != 0)
            text_append_bytes(&out, tag, (size_t)(close - tag));
        from = close;
    }
    return out.bytes;
}

const char *freeze_page(struct request *request, const char *target, const char **template, const char **problem)
{
    struct request like;
    struct text page = text_in(request->arena);
    *problem = tr(request, "Of this page no snapshot can be kept.");
    if (!request_like(request, target, &like) || !may_be_kept(like.route->handle) || like.route->handle(&like) != HTTP_OK)
        return NULL;
    if (json_bool(like.model, "names_people", false)) {
        *problem = tr(request,
                      "This report names people, and whoever has a link to a snapshot can read it. Take their names and addresses out of its"
                      " columns, groups and filters first.");
        return NULL;
    }
    *template = like.template;
    request_give_bool(&like, "frozen", true);
    take_addresses(like.model);
    like.program->furnish(&like);
    if (!page_render(like.template, like.language, like.model, &page))
        return NULL;
    const char *begin = strstr(page.bytes, "<main"), *end = begin == NULL ? NULL : strstr(begin, "</main>");
    begin = end == NULL ? NULL : strchr(begin, '>');
    return begin == NULL ? NULL : without_controls(request->arena, begin + 1, end);
}
