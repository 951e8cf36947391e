/* import_render.c - slugs, links and HTML: turns what the readers found into what pages show.
 *
 * Called by import.c when all modules and lessons are known. A link is found by its place in the Nexus form: to a lesson by
 * module and name without numbers, to anything else as a file of the source. */
#include "core/view/markdown.h"
#include "domain/catalog/import_parts.h"

#include <string.h>

char *import_slug(struct arena *arena, const char *name)
{
    size_t digits = strspn(name, "0123456789");
    if (digits > 0 && (name[digits] == '-' || name[digits] == '_') && name[digits + 1] != '\0')
        name += digits + 1;
    size_t length = strlen(name);
    static const char *const endings[] = {".quiz.yaml", ".quiz.yml", ".markdown", ".md"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (text_ends(name, endings[i])) {
            length -= strlen(endings[i]);
            break;
        }
    }
    char *slug = text_slug(arena, arena_strndup(arena, name, length), IMPORT_SLUG_MOST);
    return *slug == '\0' ? arena_strdup(arena, "lesson") : slug;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static char *decoded(struct arena *arena, const char *target)
{
    struct text text = text_in(arena);
    for (; *target != '\0'; target++) {
        int high = *target == '%' ? hex_digit(target[1]) : -1, low = high < 0 ? -1 : hex_digit(target[2]);
        if (low >= 0 && high * 16 + low > 0) {
            text_append_char(&text, (char)(high * 16 + low));
            target += 2;
        } else {
            text_append_char(&text, *target);
        }
    }
    return arena_strdup(arena, text_string(&text));
}

char *import_join(struct arena *arena, const char *from, const char *target)
{
    const char *slash = strrchr(from, '/');
    char *path = arena_strdup(arena, ""), *at = decoded(arena, target);
    if (slash != NULL)
        path = arena_strndup(arena, from, (size_t)(slash - from));
    for (char *next; at != NULL; at = next) {
        next = strchr(at, '/');
        if (next != NULL)
            *next++ = '\0';
        if (*at == '\0' || strcmp(at, ".") == 0)
            continue;
        if (strcmp(at, "..") != 0) {
            path = *path == '\0' ? at : arena_printf(arena, "%s/%s", path, at);
            continue;
        }
        if (*path == '\0')
            return NULL;
        slash = strrchr(path, '/');
        path = arena_strndup(arena, path, slash == NULL ? 0 : (size_t)(slash - path));
    }
    return path;
}

/* "01-objects/02-blobs.md" -> "objects/blobs". */
static char *place_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = import_slug(arena, slash == NULL ? path : slash + 1);
    if (slash == NULL)
        return arena_strdup(arena, name);
    return arena_printf(arena, "%s/%s", import_slug(arena, arena_strndup(arena, path, (size_t)(slash - path))), name);
}

/* "objects/2018-edition.md" may name a lesson whose own name begins with a number. */
static const struct imported_lesson *find_lesson(struct import_job *job, const char *path)
{
    const char *place = place_of(job->arena, path), *name = strrchr(place, '/');
    const char *whole = arena_strndup(job->arena, path, strlen(path) - (text_ends(path, ".md") ? 3 : 0));
    const struct imported_lesson *named = NULL;
    for (const struct imported_module *module = job->course.modules; module != NULL; module = module->next) {
        for (const struct imported_lesson *lesson = module->lessons; lesson != NULL; lesson = lesson->next) {
            if (strcmp(lesson->path, path) == 0 || strcmp(lesson->place, place) == 0 ||
                strcmp(lesson->place, whole) == 0)
                return lesson;
            if (strcmp(lesson->slug, name == NULL ? place : name + 1) == 0)
                named = lesson;
        }
    }
    return named;
}

static const char *lesson_address(struct import_job *job, const char *path)
{
    const char *base = strrchr(path, '/');
    base = base == NULL ? path : base + 1;
    if (strcmp(base, "course.md") == 0 || strcmp(base, "book.md") == 0)
        return arena_printf(job->arena, "/courses/%s", job->course.slug);
    for (const struct imported_module *module = job->course.modules; module != NULL; module = module->next) {
        if (text_equal(module->path, path) && module->lessons != NULL)
            return arena_printf(job->arena, "/courses/%s/%s", job->course.slug, module->lessons->slug);
    }
    const struct imported_lesson *lesson = find_lesson(job, path);
    return lesson == NULL ? NULL : arena_printf(job->arena, "/courses/%s/%s", job->course.slug, lesson->slug);
}

static bool is_page(const char *path)
{
    return text_ends(path, ".md") || text_ends(path, ".markdown") || text_ends(path, ".quiz.yaml") ||
           text_ends(path, ".quiz.yml");
}

static bool resolve(void *context, const char *target, bool picture, struct markdown_target *found)
{
    struct import_job *job = context;
    size_t length = strcspn(target, "?#");
    const char *path = import_join(job->arena, job->reading, arena_strndup(job->arena, target, length));
    const char *fragment = strchr(target, '#'), *address = NULL;
    const struct imported_asset *asset = NULL;
    if (path != NULL && length > 0 && !picture && is_page(path))
        address = lesson_address(job, path);
    else if (path != NULL && length > 0 && (asset = import_asset(job, path)) != NULL)
        address = arena_printf(job->arena, "/assets/%s", asset->file);
    if (address == NULL) {
        import_say(job, IMPORT_NOTE, job->file, 0, "%s \"%s\" leads nowhere", picture ? "the picture" : "the link", target);
        return false;
    }
    found->url = asset != NULL || fragment == NULL ? address : arena_printf(job->arena, "%s%s", address, fragment);
    if (asset != NULL) {
        found->width = asset->width;
        found->height = asset->height;
    }
    return true;
}

char *import_html(struct import_job *job, const char *markdown, int line, bool in_line)
{
    const struct markdown_links links = {resolve, job};
    const char *problem = NULL;
    size_t length = strlen(markdown);
    char *html = in_line ? markdown_inline(job->arena, markdown, length, &links, &problem)
                         : markdown_html(job->arena, markdown, length, &links, &problem);
    if (html == NULL)
        import_say(job, IMPORT_REFUSED, job->file, line, "%s", problem);
    return html;
}

static int64_t count_words(const char *plain)
{
    int64_t words = 0;
    for (; *plain != '\0'; words++) {
        plain += strspn(plain, " \n\t");
        if (*plain == '\0')
            break;
        plain += strcspn(plain, " \n\t");
    }
    return words;
}

static void render_lesson(struct import_job *job, struct imported_lesson *lesson)
{
    job->reading = lesson->path;
    job->file = lesson->file;
    if (strcmp(lesson->kind, "quiz") == 0) {
        lesson->refused = !import_read_quiz(job, lesson);
    } else {
        lesson->html = import_html(job, lesson->source, lesson->line, false);
        lesson->refused = lesson->html == NULL;
    }
    if (lesson->refused)
        return;
    if (lesson->quiz == NULL)
        lesson->plain = markdown_plain(job->arena, lesson->source, strlen(lesson->source));
    int64_t questions = 0;
    for (const struct imported_question *question = lesson->quiz == NULL ? NULL : lesson->quiz->questions; question != NULL;
         question = question->next)
        questions++;
    if (lesson->quiz != NULL)
        lesson->minutes = lesson->quiz->time_limit > 0 ? lesson->quiz->time_limit / 60 : questions < 2 ? 2 : questions;
    if (lesson->minutes == 0)
        lesson->minutes = (count_words(lesson->plain) + IMPORT_WORDS_A_MINUTE - 1) / IMPORT_WORDS_A_MINUTE;
    lesson->minutes = lesson->minutes < 1 ? 1 : lesson->minutes;
}

void import_render(struct import_job *job)
{
    struct imported_course *course = &job->course;
    job->reading = job->file = course->path;
    course->description_html = import_html(job, course->description, course->line, false);
    if (course->description_html == NULL)
        course->description_html = "";
    course->description_plain = markdown_plain(job->arena, course->description, strlen(course->description));
    for (struct imported_module *module = course->modules; module != NULL; module = module->next) {
        for (struct imported_lesson *lesson = module->lessons; lesson != NULL; lesson = lesson->next) {
            if (!lesson->refused)
                render_lesson(job, lesson);
        }
    }
}

static char *unique(struct import_job *job, cJSON *taken, const char *slug, const char *prefix)
{
    char *candidate = arena_strdup(job->arena, slug);
    if (cJSON_GetObjectItemCaseSensitive(taken, candidate) != NULL && prefix != NULL)
        candidate = text_slug(job->arena, arena_printf(job->arena, "%s-%s", prefix, slug), IMPORT_SLUG_MOST);
    for (int number = 2; cJSON_GetObjectItemCaseSensitive(taken, candidate) != NULL; number++)
        candidate = arena_printf(job->arena, "%s-%d", slug, number);
    cJSON_AddTrueToObject(taken, candidate);
    return candidate;
}

/* The same name in two modules: the second is called after its module, too. */
void import_unique_slugs(struct import_job *job)
{
    cJSON *modules = cJSON_CreateObject(), *lessons = cJSON_CreateObject();
    for (struct imported_module *module = job->course.modules; module != NULL; module = module->next) {
        module->slug = unique(job, modules, module->slug, NULL);
        for (struct imported_lesson *lesson = module->lessons; lesson != NULL; lesson = lesson->next) {
            lesson->slug = unique(job, lessons, lesson->slug, module->slug);
            lesson->place = lesson->place == NULL ? place_of(job->arena, lesson->path) : lesson->place;
        }
    }
}
