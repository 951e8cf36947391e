/* markdown_write.c - walks the tree that cmark made and writes its HTML, in one pass and without recursion.
 *
 * Called by markdown.c. It is written here and not by cmark because nearly every element wants something of its own:
 * ids, levels, sized pictures, marked code, tables that scroll, labels for task lists. */
#include "core/view/highlight.h"
#include "core/view/markdown_parts.h"

#include <cmark-gfm-core-extensions.h>
#include <string.h>
#include <strings.h>

struct writer {
    struct arena *arena;
    struct text out;
    const struct markdown_links *links;
    struct markdown_headings headings;
    cmark_iter *iterator;
    cmark_node *loose;        /* the one paragraph that is written without <p> */
    bool link_open;
    int heading_level;        /* of the heading that is open; 0: none */
    char tag[8];              /* the raw tag that is open ("kbd"), and in which node */
    cmark_node *tag_parent;
    const uint8_t *alignments;
    bool table_body;
    int column, notes;
    unsigned *note_uses;      /* how often footnote n was referred to */
    int note_count;
};

static bool is_kind(cmark_node *node, const char *kind)
{
    return strcmp(cmark_node_get_type_string(node), kind) == 0;
}

static void line(struct writer *writer)
{
    if (writer->out.length > 0 && writer->out.bytes[writer->out.length - 1] != '\n')
        text_append_char(&writer->out, '\n');
}

static void escape(struct writer *writer, const char *string)
{
    text_append_html(&writer->out, string, strlen(string));
}

/* An address in an attribute: what can't stand there is percent-encoded, what is encoded stays. */
static void append_address(struct writer *writer, const char *url)
{
    struct text encoded = text_in(writer->arena);
    for (; *url != '\0'; url++) {
        unsigned char c = (unsigned char)*url;
        if (c <= ' ' || c >= 0x7F || strchr("\"<>\\^`{|}", c) != NULL)
            text_printf(&encoded, "%%%02X", c);
        else
            text_append_char(&encoded, (char)c);
    }
    escape(writer, text_string(&encoded));
}

static bool has_scheme(const char *url)
{
    size_t length = strspn(url, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");
    return length > 1 && url[length] == ':';
}

static bool is_outside(const char *url)
{
    return strncasecmp(url, "https://", 8) == 0 || strncasecmp(url, "http://", 7) == 0 ||
           strncasecmp(url, "mailto:", 7) == 0;
}

/* Where an address leads, or NULL when it leads nowhere that is allowed. */
static const char *find_target(struct writer *writer, const char *url, bool picture, struct markdown_target *found)
{
    *found = (struct markdown_target){.url = url};
    if (*url == '#' && url[1] != '\0' && !picture)
        return url;
    if (*url == '/' && url[1] != '/' && !picture)
        return url;
    if (is_outside(url))
        return picture && strncasecmp(url, "mailto:", 7) == 0 ? NULL : url;
    if (*url == '\0' || *url == '/' || *url == '#' || has_scheme(url) || writer->links == NULL)
        return NULL;
    return writer->links->resolve(writer->links->context, url, picture, found) ? found->url : NULL;
}

static void open_link(struct writer *writer, const char *url, const char *title)
{
    struct markdown_target found;
    const char *address = find_target(writer, url, false, &found);
    writer->link_open = address != NULL;
    if (address == NULL)
        return;
    text_append(&writer->out, "<a href=\"");
    append_address(writer, address);
    text_append_char(&writer->out, '"');
    if (title != NULL && *title != '\0') {
        text_append(&writer->out, " title=\"");
        escape(writer, title);
        text_append_char(&writer->out, '"');
    }
    text_append(&writer->out, is_outside(address) ? " rel=\"noopener noreferrer\">" : ">");
}

/* Pictures of other hosts are not fetched by the page; they become a link. */
static void write_outside_picture(struct writer *writer, const char *url, const char *words)
{
    text_append(&writer->out, writer->link_open ? "" : "<a href=\"");
    if (!writer->link_open) {
        append_address(writer, url);
        text_append(&writer->out, "\" rel=\"noopener noreferrer\">");
    }
    escape(writer, *words == '\0' ? url : words);
    text_append(&writer->out, writer->link_open ? "" : "</a>");
}

static void write_picture(struct writer *writer, const char *url, const char *words, const char *title)
{
    struct markdown_target found;
    const char *address = find_target(writer, url, true, &found);
    if (address == NULL) {
        escape(writer, words);
        return;
    }
    if (is_outside(address)) {
        write_outside_picture(writer, address, words);
        return;
    }
    text_append(&writer->out, "<img src=\"");
    append_address(writer, address);
    text_append(&writer->out, "\" alt=\"");
    escape(writer, words);
    if (title != NULL && *title != '\0') {
        text_append(&writer->out, "\" title=\"");
        escape(writer, title);
    }
    text_append_char(&writer->out, '"');
    if (found.width > 0 && found.height > 0)
        text_printf(&writer->out, " width=\"%d\" height=\"%d\"", found.width, found.height);
    text_append(&writer->out, " loading=\"lazy\" decoding=\"async\">");
}

static void write_raw_picture(struct writer *writer, const struct markdown_tag *tag)
{
    const char *url = markdown_tag_attribute(writer->arena, tag, "src");
    const char *words = markdown_tag_attribute(writer->arena, tag, "alt");
    if (url != NULL)
        write_picture(writer, url, words == NULL ? "" : words, NULL);
}

/* <a id="x"></a> marks a place that links know. */
static void write_anchor(struct writer *writer, const struct markdown_tag *tag)
{
    const char *id = tag->closing ? NULL : markdown_tag_attribute(writer->arena, tag, "id");
    if (id == NULL && !tag->closing && strcmp(tag->name, "a") == 0)
        id = markdown_tag_attribute(writer->arena, tag, "name");
    if (id != NULL && markdown_heading_claim(&writer->headings, id))
        text_printf(&writer->out, "<span id=\"%s\"></span>", id);
}

static void close_tag(struct writer *writer)
{
    if (writer->tag_parent != NULL)
        text_printf(&writer->out, "</%s>", writer->tag);
    writer->tag_parent = NULL;
}

/* One tag between words: a picture, a line break, or <kbd> and its like, one at a time. */
static void write_raw_inline(struct writer *writer, cmark_node *node)
{
    const char *html = cmark_node_get_literal(node);
    struct markdown_tag tag = markdown_tag_read(html, html + strlen(html));
    bool simple = strcmp(tag.name, "kbd") == 0 || strcmp(tag.name, "sub") == 0 || strcmp(tag.name, "sup") == 0 ||
                  strcmp(tag.name, "mark") == 0;
    if (strcmp(tag.name, "img") == 0) {
        write_raw_picture(writer, &tag);
    } else if (strcmp(tag.name, "br") == 0) {
        text_append(&writer->out, "<br>");
    } else if (simple && !tag.closing && writer->tag_parent == NULL) {
        memcpy(writer->tag, tag.name, strlen(tag.name) + 1);
        writer->tag_parent = cmark_node_parent(node);
        text_printf(&writer->out, "<%s>", writer->tag);
    } else if (simple && tag.closing && writer->tag_parent == cmark_node_parent(node) &&
               strcmp(writer->tag, tag.name) == 0) {
        close_tag(writer);
    } else if (strcmp(tag.name, "a") == 0 || strcmp(tag.name, "span") == 0) {
        write_anchor(writer, &tag);
    }
}

static void write_raw_block(struct writer *writer, const char *html)
{
    const char *end = html + strlen(html);
    for (const char *at = html; (at = memchr(at, '<', (size_t)(end - at))) != NULL;) {
        struct markdown_tag tag = markdown_tag_read(at, end);
        at = tag.end;
        write_anchor(writer, &tag);
        if (strcmp(tag.name, "img") != 0)
            continue;
        line(writer);
        text_append(&writer->out, "<p>");
        write_raw_picture(writer, &tag);
        text_append(&writer->out, "</p>\n");
    }
    const char *words = markdown_tag_words(writer->arena, html);
    if (*words == '\0')
        return;
    line(writer);
    text_append(&writer->out, "<p>");
    escape(writer, words);
    text_append(&writer->out, "</p>\n");
}

/* "rust,ignore" and "python title=x" are rust and python. */
static void write_code_block(struct writer *writer, cmark_node *node)
{
    const char *info = cmark_node_get_fence_info(node), *code = cmark_node_get_literal(node);
    size_t length = info == NULL ? 0 : strcspn(info, " ,{\t");
    char *language = arena_strndup(writer->arena, info == NULL ? "" : info, length);
    line(writer);
    text_append(&writer->out, "<pre tabindex=\"0\"><code");
    if (length > 0) {
        text_append(&writer->out, " class=\"language-");
        escape(writer, language);
        text_append_char(&writer->out, '"');
    }
    text_append_char(&writer->out, '>');
    highlight_append(&writer->out, language, code, strlen(code));
    text_append(&writer->out, "</code></pre>\n");
}

static void write_code(struct writer *writer, const char *code)
{
    text_append(&writer->out, "<code>");
    escape(writer, code);
    text_append(&writer->out, "</code>");
}

static void write_heading(struct writer *writer, cmark_node *node, bool entering)
{
    if (!entering) {
        text_printf(&writer->out, "</h%d>\n", writer->heading_level);
        writer->heading_level = 0;
        return;
    }
    char *id, *title;
    line(writer);
    writer->heading_level = markdown_heading_next(&writer->headings, node, &id, &title);
    text_printf(&writer->out, "<h%d id=\"", writer->heading_level);
    escape(writer, id);
    text_append(&writer->out, "\">");
}

/* The words of a text node; the {#id} at the end of a heading is none of them. */
static void write_words(struct writer *writer, cmark_node *node)
{
    const char *words = cmark_node_get_literal(node), *id;
    size_t length = strlen(words), id_length;
    if (writer->heading_level > 0 && cmark_node_next(node) == NULL)
        length = markdown_own_id(words, &id, &id_length);
    text_append_html(&writer->out, words, length);
}

static bool in_tight_list(cmark_node *paragraph)
{
    cmark_node *item = cmark_node_parent(paragraph);
    cmark_node *list = item == NULL ? NULL : cmark_node_parent(item);
    return list != NULL && cmark_node_get_type(list) == CMARK_NODE_LIST && cmark_node_get_list_tight(list);
}

static bool begins_task(cmark_node *paragraph)
{
    cmark_node *item = cmark_node_parent(paragraph);
    return item != NULL && is_kind(item, "tasklist") && cmark_node_previous(paragraph) == NULL;
}

static void write_note_return(struct writer *writer, cmark_node *paragraph)
{
    cmark_node *note = cmark_node_parent(paragraph);
    if (note == NULL || cmark_node_get_type(note) != CMARK_NODE_FOOTNOTE_DEFINITION || cmark_node_next(paragraph) != NULL)
        return;
    text_printf(&writer->out, " <a href=\"#fnref-%d\" class=\"footnote-back\" aria-label=\"%d\">\xE2\x86\xA9</a>",
                writer->notes, writer->notes);
}

/* Only places to link to, nothing to see: no paragraph. */
static bool only_anchors(cmark_node *paragraph)
{
    for (cmark_node *node = cmark_node_first_child(paragraph); node != NULL; node = cmark_node_next(node)) {
        const char *html = cmark_node_get_type(node) == CMARK_NODE_HTML_INLINE ? cmark_node_get_literal(node) : NULL;
        if (cmark_node_get_type(node) != CMARK_NODE_SOFTBREAK &&
            (html == NULL || (strncmp(html, "<a", 2) != 0 && strncmp(html, "</a", 3) != 0 && strncmp(html, "<!--", 4) != 0)))
            return false;
    }
    return true;
}

static void write_paragraph(struct writer *writer, cmark_node *node, bool entering)
{
    bool bare = node == writer->loose || in_tight_list(node) || only_anchors(node), task = begins_task(node);
    if (entering) {
        if (!bare)
            line(writer);
        text_append(&writer->out, bare ? "" : "<p>");
        if (task)
            text_printf(&writer->out, "<label><input type=\"checkbox\" disabled%s> ",
                        cmark_gfm_extensions_get_tasklist_item_checked(cmark_node_parent(node)) ? " checked" : "");
        return;
    }
    text_append(&writer->out, task ? "</label>" : "");
    write_note_return(writer, node);
    text_append(&writer->out, bare ? "" : "</p>\n");
}

static void write_list(struct writer *writer, cmark_node *node, bool entering)
{
    bool ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
    int start = cmark_node_get_list_start(node);
    line(writer);
    if (!entering)
        text_append(&writer->out, ordered ? "</ol>\n" : "</ul>\n");
    else if (ordered && start != 1)
        text_printf(&writer->out, "<ol start=\"%d\">\n", start);
    else
        text_append(&writer->out, ordered ? "<ol>\n" : "<ul>\n");
}

static void write_item(struct writer *writer, cmark_node *node, bool entering)
{
    if (entering)
        line(writer);
    text_append(&writer->out, !entering                     ? "</li>\n"
                              : is_kind(node, "tasklist") ? "<li class=\"task\">"
                                                          : "<li>");
}

static void write_table(struct writer *writer, cmark_node *node, bool entering)
{
    if (entering) {
        line(writer);
        writer->alignments = cmark_gfm_extensions_get_table_alignments(node);
        writer->table_body = false;
        text_append(&writer->out, "<div class=\"table-scroll\" tabindex=\"0\"><table>\n");
        return;
    }
    text_append(&writer->out, writer->table_body ? "</tbody>\n</table></div>\n" : "</table></div>\n");
}

static void write_row(struct writer *writer, cmark_node *node, bool entering)
{
    bool head = cmark_gfm_extensions_get_table_row_is_header(node);
    writer->column = 0;
    if (entering && !head && !writer->table_body) {
        text_append(&writer->out, "<tbody>\n");
        writer->table_body = true;
    }
    text_append(&writer->out, entering ? (head ? "<thead>\n<tr>" : "<tr>") : (head ? "</tr>\n</thead>\n" : "</tr>\n"));
}

static void write_cell(struct writer *writer, cmark_node *node, bool entering)
{
    /* An empty head is no head: readers of the page by ear would hear a nameless column. */
    bool head = cmark_gfm_extensions_get_table_row_is_header(cmark_node_parent(node)) &&
                cmark_node_first_child(node) != NULL;
    if (!entering) {
        text_append(&writer->out, head ? "</th>" : "</td>");
        return;
    }
    uint8_t alignment = writer->alignments == NULL ? 0 : writer->alignments[writer->column++];
    text_append(&writer->out, head ? "<th scope=\"col\"" : "<td");
    if (alignment == 'c' || alignment == 'r')
        text_printf(&writer->out, " class=\"align-%s\"", alignment == 'c' ? "center" : "right");
    text_append_char(&writer->out, '>');
}

static void write_note_reference(struct writer *writer, cmark_node *node)
{
    int64_t number = 0;
    if (!text_integer(cmark_node_get_literal(node), 1, writer->note_count, &number))
        return;
    unsigned use = ++writer->note_uses[number];
    text_printf(&writer->out, "<sup class=\"footnote-ref\"><a href=\"#fn-%d\" id=\"fnref-%d", (int)number, (int)number);
    if (use > 1)
        text_printf(&writer->out, "-%u", use);
    text_printf(&writer->out, "\">%d</a></sup>", (int)number);
}

static void write_note(struct writer *writer, bool entering)
{
    line(writer);
    if (!entering) {
        text_append(&writer->out, writer->notes == writer->note_count ? "</li>\n</ol></section>\n" : "</li>\n");
        return;
    }
    if (++writer->notes == 1)
        text_append(&writer->out, "<section class=\"footnotes\"><ol>\n");
    text_printf(&writer->out, "<li id=\"fn-%d\">", writer->notes);
}

static void write_link(struct writer *writer, cmark_node *node, bool entering)
{
    if (entering) {
        open_link(writer, cmark_node_get_url(node), cmark_node_get_title(node));
        return;
    }
    text_append(&writer->out, writer->link_open ? "</a>" : "");
    writer->link_open = false;
}

static void write_quote(struct writer *writer, bool entering)
{
    line(writer);
    text_append(&writer->out, entering ? "<blockquote>\n" : "</blockquote>\n");
}

/* What extensions brought has no constant, only a name. */
static void write_extension(struct writer *writer, cmark_node *node, bool entering)
{
    if (is_kind(node, "table"))
        write_table(writer, node, entering);
    else if (is_kind(node, "table_header") || is_kind(node, "table_row"))
        write_row(writer, node, entering);
    else if (is_kind(node, "table_cell"))
        write_cell(writer, node, entering);
    else if (is_kind(node, "strikethrough"))
        text_append(&writer->out, entering ? "<del>" : "</del>");
    else if (is_kind(node, "tasklist"))
        write_item(writer, node, entering);
}

static bool write_container(struct writer *writer, cmark_node *node, bool entering)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_BLOCK_QUOTE: write_quote(writer, entering); return true;
    case CMARK_NODE_LIST: write_list(writer, node, entering); return true;
    case CMARK_NODE_ITEM: write_item(writer, node, entering); return true;
    case CMARK_NODE_PARAGRAPH: write_paragraph(writer, node, entering); return true;
    case CMARK_NODE_HEADING: write_heading(writer, node, entering); return true;
    case CMARK_NODE_FOOTNOTE_DEFINITION: write_note(writer, entering); return true;
    case CMARK_NODE_EMPH: text_append(&writer->out, entering ? "<em>" : "</em>"); return true;
    case CMARK_NODE_STRONG: text_append(&writer->out, entering ? "<strong>" : "</strong>"); return true;
    case CMARK_NODE_LINK: write_link(writer, node, entering); return true;
    default: return false;
    }
}

static bool write_leaf(struct writer *writer, cmark_node *node)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT: write_words(writer, node); return true;
    case CMARK_NODE_SOFTBREAK: text_append_char(&writer->out, '\n'); return true;
    case CMARK_NODE_LINEBREAK: text_append(&writer->out, "<br>\n"); return true;
    case CMARK_NODE_CODE: write_code(writer, cmark_node_get_literal(node)); return true;
    case CMARK_NODE_CODE_BLOCK: write_code_block(writer, node); return true;
    case CMARK_NODE_HTML_INLINE: write_raw_inline(writer, node); return true;
    case CMARK_NODE_HTML_BLOCK: write_raw_block(writer, cmark_node_get_literal(node)); return true;
    case CMARK_NODE_THEMATIC_BREAK: line(writer); text_append(&writer->out, "<hr>\n"); return true;
    case CMARK_NODE_FOOTNOTE_REFERENCE: write_note_reference(writer, node); return true;
    default: return false;
    }
}

static void write_node(struct writer *writer, cmark_node *node, bool entering)
{
    if (!entering && writer->tag_parent == node)
        close_tag(writer);
    if (cmark_node_get_type(node) == CMARK_NODE_IMAGE) {
        if (!entering)
            return;
        write_picture(writer, cmark_node_get_url(node), markdown_words(writer->arena, node), cmark_node_get_title(node));
        cmark_iter_reset(writer->iterator, node, CMARK_EVENT_EXIT);
    } else if (!write_container(writer, node, entering) && !(entering && write_leaf(writer, node))) {
        write_extension(writer, node, entering);
    }
}

static int count_notes(cmark_node *document)
{
    int count = 0;
    for (cmark_node *node = cmark_node_first_child(document); node != NULL; node = cmark_node_next(node))
        count += cmark_node_get_type(node) == CMARK_NODE_FOOTNOTE_DEFINITION;
    return count;
}

char *markdown_write(struct arena *arena, cmark_node *document, const struct markdown_links *links, bool bare)
{
    struct writer writer = {.arena = arena, .out = text_in(arena), .links = links,
                            .headings = markdown_headings(arena), .note_count = count_notes(document)};
    cmark_node *first = cmark_node_first_child(document);
    if (bare && first != NULL && cmark_node_next(first) == NULL)
        writer.loose = first;
    writer.note_uses = arena_alloc(arena, ((size_t)writer.note_count + 1) * sizeof *writer.note_uses);
    writer.iterator = cmark_iter_new(document);
    for (cmark_event_type event; (event = cmark_iter_next(writer.iterator)) != CMARK_EVENT_DONE;)
        write_node(&writer, cmark_iter_get_node(writer.iterator), event == CMARK_EVENT_ENTER);
    cmark_iter_free(writer.iterator);
    return arena_strdup(arena, text_string(&writer.out));
}
