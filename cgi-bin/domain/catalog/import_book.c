/* import_book.c - reads an mdBook: book.toml for its title, SUMMARY.md for its outline, the chapters for lessons.
 *
 * Called by import.c. Parts are modules; a book without parts has a module for each chapter with chapters below it, and
 * one for each run of chapters between those. Texts are turned into the Nexus form (includes done, links rewritten), so all
 * that follows, the export too, knows only that form. */
#include "domain/catalog/import_book.h"

#include "core/base/file.h"
#include "core/view/markdown_parts.h"

#include <string.h>

/* A string of the [book] table. Only what books have there is read: one line, "basic" or 'literal'. */
static const char *setting(struct arena *arena, const char *toml, const char *table, const char *key)
{
    bool inside = false;
    for (const char *at = toml; *at != '\0'; at += strcspn(at, "\n"), at += *at == '\n') {
        const char *line = text_trim(arena, arena_strndup(arena, at, strcspn(at, "\n")));
        if (*line == '[')
            inside = strncmp(line + 1, table, strlen(table)) == 0 && line[1 + strlen(table)] == ']';
        size_t length = strcspn(line, " \t=");
        if (!inside || length != strlen(key) || strncmp(line, key, length) != 0)
            continue;
        const char *value = line + length + strspn(line + length, " \t=");
        struct text text = text_in(arena);
        for (const char *c = value + 1; (*value == '"' || *value == '\'') && *c != '\0' && *c != *value; c++) {
            if (*value == '"' && *c == '\\' && (c[1] == '"' || c[1] == '\\'))
                c++;
            text_append_char(&text, *c);
        }
        return arena_strdup(arena, text_string(&text));
    }
    return NULL;
}

static const char *or_else(const char *value, const char *fallback)
{
    return value == NULL || *value == '\0' ? fallback : value;
}

static bool has(struct import_job *job, const char *path)
{
    return file_exists(import_path(job, path));
}

/* Names the course and moves the root to the folder of SUMMARY.md. */
static bool begin_book(struct book *book)
{
    struct import_job *job = book->job;
    struct arena *arena = job->arena;
    size_t length = 0;
    const char *toml = has(job, "book.toml") ? import_read(job, "book.toml", &length) : "";
    if (toml == NULL)
        return false;
    const char *slash = strrchr(job->root, '/'), *title = setting(arena, toml, "book", "title");
    const char *source = has(job, "book.toml") ? or_else(setting(arena, toml, "book", "src"), "src") : has(job, "SUMMARY.md") ? "" : "src";
    const char *inside = import_join(arena, "", source);
    title = or_else(title, slash == NULL ? job->root : slash + 1);
    job->course = (struct imported_course){
        .slug = text_slug(arena, title, IMPORT_SLUG_MOST), .kind = "book", .title = title, .subtitle = "", .level = "beginner",
        .language = or_else(setting(arena, toml, "book", "language"), job->config->language),
        .currency = job->config->currency, .path = "SUMMARY.md",
        .description = or_else(setting(arena, toml, "book", "description"), "")};
    book->folder = job->root;
    if (inside == NULL) {
        import_say(job, IMPORT_REFUSED, "book.toml", 0, "src \"%s\" lies outside of the book", source);
        return false;
    }
    job->root = *inside == '\0' ? job->root : import_path(job, inside);
    return true;
}

/* "cli/init.md" -> "cli-init", "cli/README.md" -> "cli", "README.md" -> the title's slug. */
static char *slug_of_chapter(struct arena *arena, const struct summary_entry *entry)
{
    size_t length = strlen(entry->path);
    length -= text_ends(entry->path, ".md") ? 3 : 0;
    const char *stem = arena_strndup(arena, entry->path, length), *slash = strrchr(stem, '/');
    const char *name = slash == NULL ? stem : slash + 1;
    if (strcmp(name, "README") == 0 || strcmp(name, "index") == 0)
        stem = slash == NULL ? entry->title : arena_strndup(arena, stem, (size_t)(slash - stem));
    char *slug = text_slug(arena, stem, IMPORT_SLUG_MOST);
    return *slug == '\0' ? arena_strdup(arena, "chapter") : slug;
}

/* Which chapters lie together. */
struct grouping {
    struct book *book;
    struct imported_module **next_module, *module;
    struct imported_lesson **next_lesson;
    cJSON *slugs; /* of modules and, behind "/", of lessons */
    enum { RUN_NONE, RUN_LOOSE, RUN_CHILDLESS } run;
    bool parts, nested;
    int lessons;
};

static char *unused(struct grouping *grouping, const char *slug, const char *prefix)
{
    struct arena *arena = grouping->book->job->arena;
    char *candidate = arena_strdup(arena, *slug == '\0' ? "part" : slug);
    for (int number = 2; cJSON_GetObjectItemCaseSensitive(grouping->slugs, arena_printf(arena, "%s%s", prefix, candidate)) != NULL; number++)
        candidate = arena_printf(arena, "%s-%d", slug, number);
    cJSON_AddTrueToObject(grouping->slugs, arena_printf(arena, "%s%s", prefix, candidate));
    return candidate;
}

static void begin_module(struct grouping *grouping, const char *title)
{
    struct arena *arena = grouping->book->job->arena;
    /* A part without a chapter leaves nothing behind. */
    if (grouping->module == NULL || grouping->module->lessons != NULL) {
        grouping->module = *grouping->next_module = arena_alloc(arena, sizeof *grouping->module);
        grouping->next_module = &grouping->module->next;
    }
    *grouping->module = (struct imported_module){.title = title, .summary = "", .path = "SUMMARY.md",
        .slug = unused(grouping, text_slug(arena, title, IMPORT_SLUG_MOST), "")};
    grouping->next_lesson = &grouping->module->lessons;
    grouping->run = RUN_NONE;
}

static bool has_children(const struct summary_entry *entry)
{
    return entry->next != NULL && entry->next->kind == SUMMARY_NUMBERED && entry->next->level > entry->level;
}

static void choose_module(struct grouping *grouping, const struct summary_entry *entry)
{
    int run = entry->kind == SUMMARY_LOOSE ? RUN_LOOSE : RUN_CHILDLESS;
    bool top = entry->kind == SUMMARY_LOOSE || entry->level == 0;
    if (!grouping->parts && !grouping->nested) {
        if (grouping->module == NULL)
            begin_module(grouping, grouping->book->job->course.title);
    } else if (entry->kind == SUMMARY_PART) {
        begin_module(grouping, entry->title);
    } else if (entry->kind == SUMMARY_LOOSE || !grouping->parts) {
        bool fresh = grouping->module == NULL || (top && (has_children(entry) || (int)grouping->run != run));
        if (fresh)
            begin_module(grouping, entry->title);
        if (fresh && !has_children(entry))
            grouping->run = run;
    } else if (grouping->module == NULL || grouping->run == RUN_LOOSE) {
        begin_module(grouping, entry->title);
    }
}

static void add_chapter(struct grouping *grouping, const struct summary_entry *entry)
{
    struct book *book = grouping->book;
    struct arena *arena = book->job->arena;
    for (const struct book_chapter *chapter = book->chapters; chapter != NULL; chapter = chapter->next) {
        if (strcmp(chapter->path, entry->path) == 0) {
            import_say(book->job, IMPORT_NOTE, "SUMMARY.md", entry->line, "%s stands here twice; taken once", entry->path);
            return;
        }
    }
    if (++grouping->lessons > IMPORT_LESSONS_MOST)
        return;
    struct imported_lesson *lesson = *grouping->next_lesson = arena_alloc(arena, sizeof *lesson);
    grouping->next_lesson = &lesson->next;
    const char *slug = unused(grouping, slug_of_chapter(arena, entry), "/");
    *lesson = (struct imported_lesson){.slug = slug, .kind = "text", .title = entry->title, .file = entry->path,
        .html = "", .plain = "", .source = "", .place = arena_printf(arena, "%s/%s", grouping->module->slug, slug)};
    lesson->path = arena_printf(arena, "%s.md", lesson->place);
    struct book_chapter *chapter = arena_alloc(arena, sizeof *chapter);
    *chapter = (struct book_chapter){.path = entry->path, .link = lesson->path, .next = book->chapters};
    book->chapters = chapter;
}

static void group(struct grouping *grouping, const struct summary_entry *first)
{
    struct import_job *job = grouping->book->job;
    for (const struct summary_entry *entry = first; entry != NULL; entry = entry->next) {
        grouping->parts = grouping->parts || entry->kind == SUMMARY_PART;
        grouping->nested = grouping->nested || entry->level > 0;
    }
    for (const struct summary_entry *entry = first; entry != NULL; entry = entry->next) {
        if (entry->kind == SUMMARY_ODD) {
            import_say(job, IMPORT_NOTE, "SUMMARY.md", entry->line, "is neither a heading nor a link: \"%.60s\"", entry->title);
            continue;
        }
        choose_module(grouping, entry);
        if (entry->path != NULL)
            add_chapter(grouping, entry);
        else if (entry->kind != SUMMARY_PART)
            import_say(job, IMPORT_NOTE, "SUMMARY.md", entry->line, "\"%s\" is a draft or lies outside; left out", entry->title);
    }
    /* The last module may have stayed empty. */
    struct imported_module **last = &job->course.modules;
    while (*last != NULL && (*last)->lessons != NULL)
        last = &(*last)->next;
    *last = NULL;
}

/* Some books wrap examples in <Listing number="" caption="" file-name="">...</Listing>: the file's name is put above, number and
 * caption below. */
static char *show_listings(struct arena *arena, const char *text)
{
    struct text out = text_in(arena);
    const char *caption = "";
    for (const char *found; (found = strchr(text, '<')) != NULL;) {
        struct markdown_tag tag = {.end = found + 1};
        if (strncmp(found, "<Listing", 8) == 0 || strncmp(found, "</Listing>", 10) == 0)
            tag = markdown_tag_read(found, found + strlen(found));
        text_append_bytes(&out, text, (size_t)(found - text) + (tag.name[0] == '\0'));
        text = tag.end;
        if (tag.name[0] == '\0')
            continue;
        if (tag.closing) {
            text_printf(&out, "\n%s\n", caption);
            continue;
        }
        const char *file = markdown_tag_attribute(arena, &tag, "file-name");
        const char *number = markdown_tag_attribute(arena, &tag, "number");
        const char *words = markdown_tag_attribute(arena, &tag, "caption");
        caption = number == NULL && words == NULL ? "" : arena_printf(arena, "*%s%s* %s", number == NULL ? "" : "Listing ",
                                                                      number == NULL ? "" : number, words == NULL ? "" : words);
        if (file != NULL)
            text_printf(&out, "`%s`\n", file);
    }
    text_append(&out, text);
    return arena_strdup(arena, text_string(&out));
}

static void read_chapter(struct book *book, struct imported_lesson *lesson)
{
    size_t length = 0;
    struct arena *arena = book->job->arena;
    const char *text = import_read(book->job, lesson->file, &length), *title = lesson->title;
    lesson->refused = text == NULL;
    if (text == NULL)
        return;
    text = book_include(book, lesson->file, text);
    text = show_listings(arena, book_unhide(arena, text));
    lesson->source = book_relink(book, lesson->file, text);
    import_take_title(book->job, lesson, title);
    lesson->title = title;
    lesson->line = 0; /* lines moved */
}

bool import_read_book(struct import_job *job)
{
    struct book book = {.job = job};
    size_t length = 0;
    if (!begin_book(&book))
        return false;
    const char *text = import_read(job, "SUMMARY.md", &length);
    if (text == NULL)
        return false;
    struct grouping grouping = {.book = &book, .next_module = &job->course.modules, .slugs = cJSON_CreateObject()};
    group(&grouping, summary_read(job->arena, text, length));
    for (struct imported_module *module = job->course.modules; module != NULL; module = module->next) {
        for (struct imported_lesson *lesson = module->lessons; lesson != NULL; lesson = lesson->next)
            read_chapter(&book, lesson);
    }
    if (job->course.modules == NULL)
        import_say(job, IMPORT_REFUSED, "SUMMARY.md", 0, "names no chapter");
    return job->course.modules != NULL;
}
