/* markdown.c - reads Markdown with cmark-gfm, refuses what is too large or too deep, and gives words and outline.
 *
 * Called by the importer and its tests. The tree is turned into HTML by markdown_write.c. */
#include "core/view/markdown.h"

#include "core/base/json.h"
#include "core/view/markdown_parts.h"

#include <cmark-gfm-core-extensions.h>
#include <pthread.h>
#include <string.h>

/* cmark's extensions mark their special characters in a table of the process while they parse: threads take turns. */
static pthread_mutex_t parser_turn = PTHREAD_MUTEX_INITIALIZER;

static cmark_node *parse(const char *markdown, size_t length)
{
    static const char *const extensions[] = {"table", "strikethrough", "autolink", "tasklist"};
    pthread_mutex_lock(&parser_turn);
    cmark_gfm_core_extensions_ensure_registered();
    cmark_parser *parser = cmark_parser_new(CMARK_OPT_FOOTNOTES | CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE);
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
        cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(extensions[i]));
    cmark_parser_feed(parser, markdown, length);
    cmark_node *document = cmark_parser_finish(parser);
    cmark_parser_free(parser);
    pthread_mutex_unlock(&parser_turn);
    cmark_consolidate_text_nodes(document);
    return document;
}

/* Blocks and inlines alike: what is nested deeper than this was not written by a person. */
static bool too_deep(cmark_node *document)
{
    int depth = 0, deepest = 0;
    cmark_iter *iterator = cmark_iter_new(document);
    for (cmark_event_type event; (event = cmark_iter_next(iterator)) != CMARK_EVENT_DONE;) {
        if (cmark_node_first_child(cmark_iter_get_node(iterator)) == NULL)
            continue;
        depth += event == CMARK_EVENT_ENTER ? 1 : -1;
        deepest = depth > deepest ? depth : deepest;
    }
    cmark_iter_free(iterator);
    return deepest > MARKDOWN_DEPTH_MOST;
}

/* Each row of a table gets as many cells as its head has, said or not: a wide head above many short rows is a small text that
 * takes gigabytes. Counted roughly, and before anything is built. */
static bool too_many_cells(const char *markdown, size_t length)
{
    size_t rows = 0, bars = 0, widest = 0;
    for (size_t i = 0; i < length; i++) {
        rows += markdown[i] == '\n';
        bars = markdown[i] == '\n' ? 0 : bars + (markdown[i] == '|');
        widest = bars > widest ? bars : widest;
    }
    return rows * widest > MARKDOWN_CELLS_MOST;
}

static cmark_node *read_document(struct arena *arena, const char *markdown, size_t length, const char **problem)
{
    *problem = NULL;
    if (length > MARKDOWN_BYTES_MOST)
        *problem = arena_printf(arena, "the text has %zu kB, and at most %d kB are read: split it", length / 1000,
                                MARKDOWN_BYTES_MOST / 1000);
    else if (!utf8_valid(markdown, length))
        *problem = "the text is not UTF-8";
    else if (too_many_cells(markdown, length))
        *problem = "a table has too many columns for so many lines: split it";
    if (*problem != NULL)
        return NULL;
    cmark_node *document = parse(markdown, length);
    if (too_deep(document)) {
        *problem = arena_printf(arena, "quotes, lists or emphasis are nested more than %d deep", MARKDOWN_DEPTH_MOST);
        cmark_node_free(document);
        return NULL;
    }
    return document;
}

static char *to_html(struct arena *arena, const char *markdown, size_t length, const struct markdown_links *links,
                     bool bare, const char **problem)
{
    cmark_node *document = read_document(arena, markdown, length, problem);
    if (document == NULL)
        return NULL;
    char *html = markdown_write(arena, document, links, bare);
    cmark_node_free(document);
    return html;
}

char *markdown_html(struct arena *arena, const char *markdown, size_t length, const struct markdown_links *links,
                    const char **problem)
{
    return to_html(arena, markdown, length, links, false, problem);
}

char *markdown_inline(struct arena *arena, const char *markdown, size_t length, const struct markdown_links *links,
                      const char **problem)
{
    return to_html(arena, markdown, length, links, true, problem);
}

static void append_words(struct arena *arena, struct text *words, cmark_node *node)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
    case CMARK_NODE_CODE:
    case CMARK_NODE_CODE_BLOCK:
        text_append(words, cmark_node_get_literal(node));
        break;
    case CMARK_NODE_HTML_BLOCK:
        text_append(words, markdown_tag_words(arena, cmark_node_get_literal(node)));
        break;
    case CMARK_NODE_SOFTBREAK:
    case CMARK_NODE_LINEBREAK:
        text_append_char(words, ' ');
        break;
    default:
        break;
    }
}

static bool ends_words(cmark_node *node, cmark_event_type event)
{
    if (strcmp(cmark_node_get_type_string(node), "table_cell") == 0)
        return event == CMARK_EVENT_EXIT;
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_PARAGRAPH:
    case CMARK_NODE_HEADING:
        return event == CMARK_EVENT_EXIT;
    case CMARK_NODE_HTML_BLOCK:
    case CMARK_NODE_CODE_BLOCK:
        return true;
    default:
        return false;
    }
}

char *markdown_words(struct arena *arena, cmark_node *node)
{
    struct text words = text_in(arena);
    cmark_iter *iterator = cmark_iter_new(node);
    for (cmark_event_type event; (event = cmark_iter_next(iterator)) != CMARK_EVENT_DONE;) {
        cmark_node *here = cmark_iter_get_node(iterator);
        if (event == CMARK_EVENT_ENTER)
            append_words(arena, &words, here);
        if (here != node && ends_words(here, event) && words.length > 0 && words.bytes[words.length - 1] != '\n')
            text_append_char(&words, '\n');
    }
    cmark_iter_free(iterator);
    return text_trim(arena, text_string(&words));
}

char *markdown_plain(struct arena *arena, const char *markdown, size_t length)
{
    const char *problem;
    cmark_node *document = read_document(arena, markdown, length, &problem);
    if (document == NULL)
        return arena_strdup(arena, "");
    char *words = markdown_words(arena, document);
    cmark_node_free(document);
    return words;
}

struct markdown_headings markdown_headings(struct arena *arena)
{
    return (struct markdown_headings){
        .arena = arena, .taken = arena_alloc(arena, MARKDOWN_ID_BUCKETS * sizeof(struct markdown_id *))};
}

size_t markdown_own_id(const char *words, const char **id, size_t *id_length)
{
    size_t length = strlen(words);
    const char *open = strrchr(words, '{');
    if (open == NULL || words[length - 1] != '}' || open[1] != '#' || words + length - open < 4 ||
        strcspn(open, " \"'<>&.") != (size_t)(words + length - open))
        return length;
    *id = open + 2;
    *id_length = (size_t)(words + length - 1 - *id);
    for (length = (size_t)(open - words); length > 0 && words[length - 1] == ' '; length--)
        ;
    return length;
}

/* Letters and digits (all beyond ASCII), - and _ stay, blanks become -, the rest goes: the ids that links to
 * "page.md#a-heading" expect. */
static char *id_of_title(struct arena *arena, const char *title)
{
    struct text id = text_in(arena);
    for (; *title != '\0'; title++) {
        unsigned char c = (unsigned char)*title;
        if (c >= 'A' && c <= 'Z')
            text_append_char(&id, (char)(c - 'A' + 'a'));
        else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c >= 0x80)
            text_append_char(&id, (char)c);
        else if (c == ' ')
            text_append_char(&id, '-');
    }
    return arena_strdup(arena, id.length == 0 ? "section" : text_string(&id));
}

/* Ids of the page round the text are taken already. */
static bool is_reserved(const char *id)
{
    static const char *const reserved[] = {"main", "content", "top", "search", "menu", "notes", "note", "outline",
                                           "progress", "header", "footer", "nav", "theme", "quiz", "lesson"};
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++) {
        if (strcmp(id, reserved[i]) == 0)
            return true;
    }
    return false;
}

struct markdown_id {
    struct markdown_id *next;
    const char *id;
    unsigned count; /* the number behind the next one of this name; 0: not there yet */
};

static struct markdown_id *find_id(struct markdown_headings *headings, const char *id)
{
    unsigned hash = 5381;
    for (const char *c = id; *c != '\0'; c++)
        hash = hash * 33 + (unsigned char)*c;
    struct markdown_id **bucket = &headings->taken[hash % MARKDOWN_ID_BUCKETS];
    for (struct markdown_id *known = *bucket; known != NULL; known = known->next) {
        if (strcmp(known->id, id) == 0)
            return known;
    }
    struct markdown_id *fresh = arena_alloc(headings->arena, sizeof *fresh);
    *fresh = (struct markdown_id){.next = *bucket, .id = id, .count = is_reserved(id)};
    return *bucket = fresh;
}

static char *unique_id(struct markdown_headings *headings, char *id)
{
    struct markdown_id *plain = find_id(headings, id);
    if (plain->count == 0) {
        plain->count = 1;
        return id;
    }
    for (;;) {
        char *numbered = arena_printf(headings->arena, "%s-%u", id, plain->count++);
        struct markdown_id *known = find_id(headings, numbered);
        if (known->count == 0) {
            known->count = 1;
            return numbered;
        }
    }
}

bool markdown_heading_claim(struct markdown_headings *headings, const char *id)
{
    size_t length = strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
    struct markdown_id *known = length > 0 && id[length] == '\0' ? find_id(headings, id) : NULL;
    if (known == NULL || known->count > 0)
        return false;
    known->count = 1;
    return true;
}

int markdown_heading_next(struct markdown_headings *headings, cmark_node *heading, char **id, char **title)
{
    int level = cmark_node_get_heading_level(heading);
    while (headings->depth > 0 && headings->open[headings->depth - 1] >= level)
        headings->depth--;
    headings->open[headings->depth++] = level;
    const char *words = markdown_words(headings->arena, heading), *own = NULL;
    size_t own_length = 0, length = markdown_own_id(words, &own, &own_length);
    *title = arena_strndup(headings->arena, words, length);
    *id = unique_id(headings, own == NULL ? id_of_title(headings->arena, *title)
                                          : arena_strndup(headings->arena, own, own_length));
    return headings->depth + 1 > 6 ? 6 : headings->depth + 1;
}

cJSON *markdown_outline(struct arena *arena, const char *markdown, size_t length)
{
    const char *problem;
    cJSON *outline = cJSON_CreateArray();
    cmark_node *document = read_document(arena, markdown, length, &problem);
    if (document == NULL)
        return outline;
    struct markdown_headings headings = markdown_headings(arena);
    cmark_iter *iterator = cmark_iter_new(document);
    for (cmark_event_type event; (event = cmark_iter_next(iterator)) != CMARK_EVENT_DONE;) {
        cmark_node *node = cmark_iter_get_node(iterator);
        if (event != CMARK_EVENT_ENTER || cmark_node_get_type(node) != CMARK_NODE_HEADING)
            continue;
        char *id, *title;
        cJSON *row = cJSON_CreateObject();
        json_set_integer(row, "level", markdown_heading_next(&headings, node, &id, &title));
        json_set_string(row, "id", id);
        json_set_string(row, "title", title);
        cJSON_AddItemToArray(outline, row);
    }
    cmark_iter_free(iterator);
    cmark_node_free(document);
    return outline;
}
