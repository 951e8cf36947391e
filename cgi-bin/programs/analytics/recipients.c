/* recipients.c - reading addresses, one a line. See recipients.h. */
#include "programs/analytics/recipients.h"

#include "core/net/hook.h"
#include "core/web/validate.h"

#include <string.h>

/* Mails go to other machines: their names have a dot. */
static bool looks_like_mail(const char *line)
{
    return validate_email(line) && strchr(strchr(line, '@'), '.') != NULL;
}

/* NULL when the line may stand there, else a sentence. */
static const char *problem_of(struct request *request, const char *line, bool web)
{
    if (web && hook_is_address(line))
        return hook_address_fits(line, hook_private(request->config)) ? NULL : tr(request, "“%s” is no web address that begins with https://.");
    return looks_like_mail(line) ? NULL : tr(request, "“%s” is no mail address.");
}

/* Whether the text begins with an address, up to a line's end, a comma or a semicolon. */
static bool begins_address(struct arena *arena, const char *text)
{
    text += strspn(text, " \t\r");
    return hook_is_address(text) || looks_like_mail(text_trim(arena, arena_strndup(arena, text, strcspn(text, "\n,;"))));
}

/* The next piece up to a line's end, a comma or a semicolon. These two may stand in a web address: there they count where another one follows. */
static char *next_address(struct arena *arena, char **rest)
{
    if (*rest == NULL)
        return NULL;
    bool web = hook_is_address(*rest + strspn(*rest, " \t\r"));
    char *piece = *rest, *end = piece + strcspn(piece, "\n,;");
    while (web && *end != '\0' && *end != '\n' && !begins_address(arena, end + 1))
        end += 1 + strcspn(end + 1, "\n,;");
    *rest = *end == '\0' ? NULL : end + 1;
    *end = '\0';
    return piece;
}

int recipients_read(struct request *request, bool web, const char **recipients, const char **problem)
{
    char *rest = arena_strdup(request->arena, request_text(request, "recipients")), *line;
    struct text kept = text_in(request->arena);
    int count = 0;
    while ((line = next_address(request->arena, &rest)) != NULL) {
        line = text_trim(request->arena, line);
        if (*line == '\0')
            continue;
        const char *words = problem_of(request, line, web);
        if (words != NULL) {
            *problem = arena_printf(request->arena, words, line);
            return -1;
        }
        if (++count > RECIPIENTS_MOST) {
            *problem = arena_printf(request->arena, tr(request, "At most %d addresses."), RECIPIENTS_MOST);
            return -1;
        }
        text_printf(&kept, "%s%s", kept.length == 0 ? "" : "\n", line);
    }
    *recipients = text_string(&kept);
    return count;
}

const char *recipients_shown(struct request *request, const char *recipients)
{
    char *rest = arena_strdup(request->arena, recipients), *line;
    struct text shown = text_in(request->arena);
    while ((line = strsep(&rest, "\n")) != NULL)
        text_printf(&shown, "%s%s", shown.length == 0 ? "" : "\n", hook_shown(request->arena, line));
    return text_string(&shown);
}
