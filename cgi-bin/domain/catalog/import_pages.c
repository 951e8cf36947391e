/* import_pages.c - reads a plain folder of Markdown: pages at the top are the first module, each folder is another.
 *
 * Called by import.c for a source that is neither Nexus's own form nor an mdBook. Titles are the first heading, which the page
 * then shows itself; the order is that of the names. */
#include "core/base/json.h"
#include "core/view/markdown.h"
#include "domain/catalog/import_parts.h"

#include <string.h>

enum { FOLDERS_DEEP = 4 };

struct pages {
    struct import_job *job;
    struct imported_module **next;
    int modules, lessons;
};

/* "getting-started" -> "Getting started". */
static char *title_of_name(struct arena *arena, const char *name)
{
    char *title = import_slug(arena, name);
    for (char *c = title; *c != '\0'; c++)
        *c = *c == '-' ? ' ' : *c;
    if (*title >= 'a' && *title <= 'z')
        *title = (char)(*title - 'a' + 'A');
    return title;
}

/* The first heading of all is the title when it is of the first level, or says the same. */
void import_take_title(struct import_job *job, struct imported_lesson *lesson, const char *fallback)
{
    const char *text = lesson->source + strspn(lesson->source, " \n\t");
    size_t length = strcspn(text, "\n");
    const cJSON *outline = *text == '#' ? markdown_outline(job->arena, text, length) : NULL;
    const char *title = json_string(cJSON_GetArrayItem(outline, 0), "title", NULL);
    bool taken = title != NULL && *title != '\0' &&
                 (text_starts(text, "# ") || strcmp(text_fold(job->arena, title), text_fold(job->arena, fallback)) == 0);
    lesson->title = taken ? title : fallback;
    lesson->line = 1;
    if (!taken)
        return;
    for (const char *c = lesson->source; c < text + length; c++)
        lesson->line += *c == '\n';
    lesson->source = text + length + strspn(text + length, "\n");
    lesson->line += (int)strspn(text + length, "\n");
}

static struct imported_lesson *read_page(struct pages *pages, const char *path, const char *name)
{
    size_t length = 0;
    struct import_job *job = pages->job;
    const char *text = import_read(job, path, &length);
    if (text == NULL)
        return NULL;
    struct imported_lesson *lesson = arena_alloc(job->arena, sizeof *lesson);
    *lesson = (struct imported_lesson){.slug = import_slug(job->arena, name), .kind = "text", .path = path, .file = path,
                                       .source = text, .html = "", .plain = ""};
    import_take_title(job, lesson, title_of_name(job->arena, name));
    return lesson;
}

static void read_folder(struct pages *pages, const char *folder, int depth)
{
    struct import_job *job = pages->job;
    struct imported_lesson *first = NULL, **next = &first;
    for (const char **names = import_list(job, folder, false); *names != NULL; names++) {
        const char *path = *folder == '\0' ? *names : arena_printf(job->arena, "%s/%s", folder, *names);
        if ((!text_ends(*names, ".md") && !text_ends(*names, ".markdown")) || ++pages->lessons > IMPORT_LESSONS_MOST)
            continue;
        struct imported_lesson *lesson = read_page(pages, path, *names);
        if (lesson == NULL)
            continue;
        *next = lesson;
        next = &lesson->next;
    }
    if (first != NULL) {
        const char *title = *folder == '\0' ? job->course.title : title_of_name(job->arena, folder);
        struct imported_module *module = *pages->next = arena_alloc(job->arena, sizeof *module);
        *module = (struct imported_module){.slug = text_slug(job->arena, title, IMPORT_SLUG_MOST), .title = title,
                                           .summary = "", .path = folder, .lessons = first};
        pages->next = &module->next;
    }
    for (const char **folders = import_list(job, folder, true); depth < FOLDERS_DEEP && *folders != NULL; folders++)
        read_folder(pages, *folder == '\0' ? *folders : arena_printf(job->arena, "%s/%s", folder, *folders), depth + 1);
}

bool import_read_pages(struct import_job *job)
{
    const char *name = strrchr(job->root, '/');
    struct imported_course *course = &job->course;
    name = name == NULL ? job->root : name + 1;
    *course = (struct imported_course){.slug = import_slug(job->arena, name), .kind = "course", .subtitle = "",
                                       .title = title_of_name(job->arena, name), .level = "beginner",
                                       .language = job->config->language, .currency = job->config->currency,
                                       .path = "", .description = ""};
    struct pages pages = {.job = job, .next = &course->modules};
    read_folder(&pages, "", 0);
    if (course->modules == NULL)
        import_say(job, IMPORT_REFUSED, name, 0, "there is no Markdown in it");
    return course->modules != NULL;
}
