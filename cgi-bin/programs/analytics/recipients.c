/* recipients.c - reading mail addresses, one a line. See recipients.h. */
#include "programs/analytics/recipients.h"

#include "core/web/validate.h"

#include <string.h>

/* Mails go to other machines: their names have a dot. */
static bool looks_like_mail(const char *line)
{
    return validate_email(line) && strchr(strchr(line, '@'), '.') != NULL;
}

int recipients_read(struct request *request, const char **recipients, const char **problem)
{
    char *rest = arena_strdup(request->arena, request_text(request, "recipients")), *line;
    struct text kept = text_in(request->arena);
    int count = 0;
    while ((line = strsep(&rest, "\n,;")) != NULL) {
        line = text_trim(request->arena, line);
        if (*line == '\0')
            continue;
        if (!looks_like_mail(line)) {
            *problem = arena_printf(request->arena, tr(request, "“%s” is no mail address."), line);
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
