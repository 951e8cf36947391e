/* freeze.c - a report as it is now, as a piece of HTML that stays: its own page is made once more, then everything one could press is taken
 * out. Called by snapshots.c. */
#include "programs/analytics/snapshots.h"

#include "core/view/page.h"
#include "core/web/program.h"

#include <string.h>

/* The pages of which a copy can be kept. None of them, frozen, names a person. */
static const char *const kept[] = {"analytics/overview", "analytics/metric", "analytics/courses", "analytics/retention", "analytics/funnel",
                                   "analytics/tests_results", "analytics/forecasts", "analytics/unusual"};

bool freeze_may(const char *template)
{
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (text_equal(kept[i], template))
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

const char *freeze_page(struct request *request, const char *target, const char **template)
{
    struct request like;
    struct text page = text_in(request->arena);
    if (!request_like(request, target, &like) || !freeze_may(like.route->template) || like.route->handle(&like) != HTTP_OK)
        return NULL;
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
