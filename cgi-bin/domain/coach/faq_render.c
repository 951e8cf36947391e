/* faq_render.c - see faq_render.h. Called by index.c. */
#include "domain/coach/faq_render.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "domain/coach/blocks.h"

#include <string.h>

static bool is_heading(const char *name)
{
    return name[0] == 'h' && name[1] >= '1' && name[1] <= '6';
}

/* A tag without its angle brackets; in what the reader writes, values are quoted and have none. */
static void append_tag(struct text *out, int64_t id, const char *tag, size_t length)
{
    static const char *const places[] = {" id=\"", "href=\"#"};
    text_append_char(out, '<');
    for (size_t at = 0; at < length;) {
        size_t place = 0;
        while (place < 2 && (length - at < strlen(places[place]) || strncmp(tag + at, places[place], strlen(places[place])) != 0))
            place++;
        if (place < 2) {
            text_printf(out, "%sfaq-%lld-", places[place], (long long)id);
            at += strlen(places[place]);
        } else {
            text_append_char(out, tag[at++]);
        }
    }
    text_append_char(out, '>');
}

static char *fitted(struct arena *arena, int64_t id, const char *html)
{
    struct text out = text_in(arena);
    while (*html != '\0') {
        size_t plain = strcspn(html, "<"), length;
        text_append_bytes(&out, html, plain);
        html += plain;
        if (*html == '\0')
            break;
        length = strcspn(html + 1, ">");
        if (is_heading(html + 1))
            text_append(&out, "<p><strong>");
        else if (html[1] == '/' && is_heading(html + 2))
            text_append(&out, "</strong></p>");
        else
            append_tag(&out, id, html + 1, length);
        html += 1 + length + (html[1 + length] == '>');
    }
    return arena_strdup(arena, text_string(&out));
}

static char *lines(struct arena *arena, const char *words)
{
    struct text html = text_in(arena);
    while (*words != '\0') {
        size_t length = strcspn(words, "\n");
        text_append(&html, "<p>");
        text_append_html(&html, words, length);
        text_append(&html, "</p>");
        words += length + (words[length] == '\n');
    }
    return arena_strdup(arena, text_string(&html));
}

char *faq_html(struct arena *arena, int64_t id, const char *markdown)
{
    const char *html = blocks_html(arena, markdown, strlen(markdown), NULL);
    return html == NULL ? lines(arena, markdown) : fitted(arena, id, html);
}

enum db_result faq_render_course(struct arena *arena, struct db *db, int64_t course_id)
{
    enum db_result result = DB_OK;
    const cJSON *rows = db_rows(db, "SELECT id, answer FROM faq WHERE course_id = ?1 AND html IS NULL", course_id), *row;
    cJSON_ArrayForEach(row, rows)
    {
        int64_t id = json_integer(row, "id", 0);
        const char *html = faq_html(arena, id, json_string(row, "answer", ""));
        if (result == DB_OK)
            result = db_change(db, "UPDATE faq SET html = ?2 WHERE id = ?1", id, html);
    }
    return result;
}
