/* mail.c - mails written from templates, in the reader's language, and put into the outbox.
 *
 * templates/mail/<name>.mustache: the first line is the subject, a blank line, then the plain text. */
#include "programs/site/site.h"

#include "core/view/page.h"
#include "domain/outbox/outbox.h"

#include <string.h>

/* Templates escape for HTML, mails are plain text: the few references are turned back. */
static char *unescaped(struct arena *arena, const char *html)
{
    static const struct { const char *reference; char character; } all[] = {
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
    struct text plain = text_in(arena);
    while (*html != '\0') {
        size_t i = 0;
        while (i < sizeof all / sizeof *all && !text_starts(html, all[i].reference))
            i++;
        if (i < sizeof all / sizeof *all) {
            text_append_char(&plain, all[i].character);
            html += strlen(all[i].reference);
        } else {
            text_append_char(&plain, *html++);
        }
    }
    return arena_strdup(arena, text_string(&plain));
}

enum db_result site_mail(struct request *request, int64_t user_id, const char *recipient, const char *language, const char *template,
                         cJSON *model)
{
    const struct site_letter letter = {user_id, recipient, language, template, model, NULL};
    return site_send(request->arena, request->db, request->config, &letter, request->now);
}

bool site_write(struct arena *arena, const struct config *config, const struct site_letter *letter, const char **subject, const char **body)
{
    struct text rendered = text_in(arena);
    json_set_string(letter->model, "site_name", config->site_name);
    json_set_string(letter->model, "base_url", config->base_url);
    if (!page_render(letter->template, letter->language, letter->model, &rendered))
        return false;
    char *head = unescaped(arena, text_string(&rendered)), *rest = strchr(head, '\n');
    if (rest == NULL)
        return false;
    *rest++ = '\0';
    *subject = text_trim(arena, head);
    *body = rest + strspn(rest, "\n");
    return true;
}

enum db_result site_send(struct arena *arena, struct db *db, const struct config *config, const struct site_letter *letter, int64_t now)
{
    const char *subject, *body;
    if (!site_write(arena, config, letter, &subject, &body))
        return DB_FAILED;
    return outbox_put(db, letter->user_id, letter->recipient, subject, body, letter->files, now);
}

const char *site_contact(struct request *request)
{
    const char *named = config_value(request->config, "contact", NULL);
    const char *bracket = strchr(request->config->mail_from, '<');
    if (named != NULL)
        return named;
    return bracket == NULL ? request->config->mail_from : arena_strndup(request->arena, bracket + 1, strcspn(bracket + 1, ">"));
}
