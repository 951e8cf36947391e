/* overtaken.c - marks of what a form showed. See overtaken.h. Called by the forms of alerts, annotations, funnels,
 * snapshots, built reports and drafts of A/B tests. */
#include "programs/analytics/overtaken.h"

#include "core/base/secret.h"

#include <string.h>

enum { MARK_DIGITS = 16 };

static const char *mark_of(struct request *request, const cJSON *row, const char *names)
{
    struct text text = text_in(request->arena);
    for (size_t length; *names != '\0'; names += length + strspn(names + length, " ")) {
        length = strcspn(names, " ");
        const cJSON *member = json_member(row, arena_strndup(request->arena, names, length));
        text_printf(&text, "%s\n", member == NULL ? "" : json_write(request->arena, member));
    }
    return arena_strndup(request->arena, secret_hash(request->arena, text_string(&text)), MARK_DIGITS);
}

void overtaken_give(struct request *request, const cJSON *row, const char *names, const char *path)
{
    const char *typed = request_text(request, "seen");
    bool told = json_bool(request->model, "overtaken", false), keeps = *typed != '\0' && !told;
    request_give_text(request, "seen", row == NULL ? "" : keeps ? typed : mark_of(request, row, names));
    request_give_text(request, "saved_url", told ? path : NULL);
}

bool overtaken(struct request *request, const cJSON *before, const cJSON *after, const char *names)
{
    const char *typed = request_text(request, "seen"), *mark = mark_of(request, before, names);
    return *typed != '\0' && before != NULL && !text_equal(typed, mark) && !text_equal(mark, mark_of(request, after, names));
}

enum http_status overtaken_refuse(struct request *request)
{
    request_give_bool(request, "overtaken", true);
    return request_refuse(request, NULL, tr(request, "Somebody changed this meanwhile. Save once more to put yours in its place."));
}

enum http_status overtaken_gone(struct request *request)
{
    if (request->wants_json)
        return HTTP_NOT_FOUND;
    return request_refuse(request, NULL, tr(request, "Somebody deleted this meanwhile. Saved now, it becomes a new one."));
}

bool overtaken_is_new(const struct request *request)
{
    return json_member(request->model, "errors") != NULL;
}
