/* paper.c - see paper.h. How wide words are is estimated generously (DejaVu Sans): what is cut or broken is never too long. */
#include "programs/site/paper.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { BODY_SIZE = 30, SMALL_SIZE = 26, LEADING = 44, ROW_HEIGHT = 48, HEAD_ROOM = 150, BULLET = 34 };

/* In hundredths of the size. */
static int width_of(const char *words, size_t length)
{
    int width = 0;
    const char *end = words + length;
    while (words < end) {
        uint32_t code = utf8_next(&words, end);
        bool wide = (code >= 'A' && code <= 'Z') || code == 'm' || code == 'w' || code == '%';
        width += code >= 0x1100 && code < 0x2000 ? 100 : code >= 0x2e80 ? 100 : wide ? 78 : code == ' ' ? 33 : 62;
    }
    return width;
}

static int size_of(const char *style)
{
    return strcmp(style, "body") == 0 ? BODY_SIZE : SMALL_SIZE;
}

static void next_page(struct paper *paper)
{
    paper->page = cJSON_CreateObject();
    json_set(paper->page, "texts", cJSON_CreateArray());
    json_set(paper->page, "rules", cJSON_CreateArray());
    json_set(paper->page, "paths", cJSON_CreateArray());
    cJSON_AddItemToArray(paper->pages, paper->page);
    paper->y = PAPER_TOP;
}

struct paper paper_new(struct arena *arena)
{
    struct paper paper = {.arena = arena, .pages = cJSON_CreateArray()};
    next_page(&paper);
    return paper;
}

void paper_need(struct paper *paper, int height)
{
    if (paper->y + height > PAPER_BOTTOM)
        next_page(paper);
}

static void add(struct paper *paper, const char *list, cJSON *thing)
{
    cJSON_AddItemToArray(cJSON_GetObjectItem(paper->page, list), thing);
}

void paper_words(struct paper *paper, int x, int y, const char *style, const char *anchor, const char *words)
{
    cJSON *text = cJSON_CreateObject();
    json_set_integer(text, "x", x);
    json_set_integer(text, "y", y);
    json_set_string(text, "style", style);
    json_set_string(text, "anchor", anchor);
    json_set_string(text, "text", words);
    add(paper, "texts", text);
}

static void add_rule(struct paper *paper, int y)
{
    cJSON *rule = cJSON_CreateObject();
    json_set_integer(rule, "y", y);
    json_set_integer(rule, "left", PAPER_LEFT);
    json_set_integer(rule, "right", PAPER_RIGHT);
    add(paper, "rules", rule);
}

void paper_heading(struct paper *paper, const char *words)
{
    paper_need(paper, HEAD_ROOM + 2 * ROW_HEIGHT);
    paper->y += 84;
    paper_words(paper, PAPER_LEFT, paper->y, "head", "start", words);
    paper->y += 26;
}

/* How many bytes of the words fit, cut at a space where there is one. */
static size_t fitting(const char *words, int width, int size)
{
    const char *at = words, *end = words + strlen(words), *space = NULL;
    while (at < end) {
        const char *next = at;
        utf8_next(&next, end);
        if (width_of(words, (size_t)(next - words)) * size > width * 100)
            return space != NULL && space > words ? (size_t)(space - words) : at > words ? (size_t)(at - words) : (size_t)(next - words);
        if (*at == ' ')
            space = at;
        at = next;
    }
    return (size_t)(end - words);
}

void paper_paragraph(struct paper *paper, const char *style, const char *words, const char *behind, bool bullet)
{
    int left = PAPER_LEFT + (bullet ? BULLET : 0), size = size_of(style);
    int right = PAPER_RIGHT - (behind == NULL ? 0 : width_of(behind, strlen(behind)) * SMALL_SIZE / 100 + BULLET);
    for (bool first = true; *words != '\0'; first = false) {
        size_t length = fitting(words, right - left, size);
        paper_need(paper, LEADING);
        paper->y += LEADING;
        if (first && bullet)
            paper_words(paper, PAPER_LEFT, paper->y, style, "start", "•");
        if (first && behind != NULL)
            paper_words(paper, PAPER_RIGHT, paper->y, "label", "end", behind);
        paper_words(paper, left, paper->y, style, "start", arena_strndup(paper->arena, words, length));
        words += length;
        words += strspn(words, " ");
    }
    paper->y += LEADING / 5;
}

/* ---- tables ---- */

/* Up to the column behind it. */
static int room_of(const struct paper_column *columns, size_t count, size_t at)
{
    if (columns[at].number)
        return columns[at].x - (at == 0 ? PAPER_LEFT : columns[at - 1].x) - (at > 0 && !columns[at - 1].number ? 200 : 20);
    if (at + 1 == count)
        return PAPER_RIGHT - columns[at].x;
    return columns[at + 1].x - columns[at].x - (columns[at + 1].number ? 210 : 20);
}

static const char *cut(struct paper *paper, const char *words, int room)
{
    size_t length = fitting(words, room, SMALL_SIZE);
    return words[length] == '\0' ? words : arena_printf(paper->arena, "%.*s…", (int)length, words);
}

static void add_row(struct paper *paper, const struct paper_column *columns, size_t count, const cJSON *row)
{
    paper->y += ROW_HEIGHT;
    for (size_t i = 0; i < count; i++) {
        const cJSON *cell = row == NULL ? NULL : json_member(row, columns[i].member);
        struct text number = text_in(paper->arena);
        if (cJSON_IsNumber(cell))
            text_append_number(&number, cell->valuedouble);
        const char *told = cJSON_IsNumber(cell) ? text_string(&number) : cJSON_IsString(cell) ? cell->valuestring : "–";
        const char *words = row == NULL ? columns[i].title : told;
        const char *mood = i + 1 < count || row == NULL ? NULL : json_string(row, "mood", NULL);
        const char *style = row == NULL ? "label" : mood != NULL ? mood : "small";
        paper_words(paper, columns[i].x, paper->y, style, columns[i].number ? "end" : "start", cut(paper, words, room_of(columns, count, i)));
    }
    add_rule(paper, paper->y + 14);
}

void paper_table(struct paper *paper, const struct paper_column *columns, size_t count, const cJSON *rows)
{
    const cJSON *row;
    bool head = true;
    cJSON_ArrayForEach(row, rows)
    {
        const cJSON *page = paper->page;
        paper_need(paper, 2 * ROW_HEIGHT);
        if (head || page != paper->page)
            add_row(paper, columns, count, NULL);
        add_row(paper, columns, count, row);
        head = false;
    }
}

/* ---- a line ---- */

void paper_line(struct paper *paper, int x, int y, int width, int height, const cJSON *points)
{
    struct text path = text_in(paper->arena);
    int count = cJSON_GetArraySize(points), at = 0;
    double most = 0, last_x = 0, last_y = 0;
    bool open = false;
    const cJSON *point;
    cJSON_ArrayForEach(point, points) if (cJSON_IsNumber(point) && point->valuedouble > most) most = point->valuedouble;
    cJSON_ArrayForEach(point, points)
    {
        bool there = cJSON_IsNumber(point);
        last_x = x + (count < 2 ? 0 : (double)width * at / (count - 1));
        last_y = y + height - (most == 0 || !there ? 0 : height * fmax(0, point->valuedouble) / most);
        if (there)
            text_printf(&path, "%s%.1f %.1f", open ? "L" : "M", last_x, last_y);
        open = there;
        at++;
    }
    cJSON *line = cJSON_CreateObject();
    json_set_string(line, "d", text_string(&path));
    json_set_string(line, "base", arena_printf(paper->arena, "M%d %dH%d", x, y + height, x + width));
    json_set(line, "end", !open ? cJSON_CreateNull() : cJSON_CreateObject());
    if (open) {
        json_set_string(cJSON_GetObjectItem(line, "end"), "cx", arena_printf(paper->arena, "%.1f", last_x));
        json_set_string(cJSON_GetObjectItem(line, "end"), "cy", arena_printf(paper->arena, "%.1f", last_y));
    }
    add(paper, "paths", line);
}
