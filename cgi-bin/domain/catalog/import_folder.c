/* import_folder.c - reads Nexus's own form: course.md, NN-module/module.md, NN-lesson.md, NN-name.quiz.yaml.
 *
 * Called by import.c. Only the outline and the texts are read here; import_render.c goes on when all lessons are known, so
 * that links between them can be found. The form is described in db/demo/README.md. */
#include "core/base/front_matter.h"
#include "core/base/json.h"
#include "core/base/yaml.h"
#include "domain/catalog/import_parts.h"

#include <stdlib.h>
#include <string.h>

static const char *text_of(const cJSON *values, const char *key, const char *fallback)
{
    const char *text = yaml_text(json_member(values, key));
    return text == NULL ? fallback : text;
}

static bool one_of(const char *value, const char *const *allowed)
{
    for (; *allowed != NULL; allowed++) {
        if (text_equal(value, *allowed))
            return true;
    }
    return false;
}

/* A value out of a list; others are reported, and the fallback is taken. */
static const char *choice_of(struct import_job *job, const cJSON *values, const char *key, const char *fallback,
                             const char *const *allowed)
{
    const char *text = text_of(values, key, fallback);
    if (text == NULL || one_of(text, allowed))
        return text;
    import_say(job, IMPORT_NOTE, job->file, yaml_line(json_member(values, key)), "%s \"%s\" is unknown; taken as %s", key,
               text, fallback == NULL ? "not given" : fallback);
    return fallback;
}

static int64_t number_of(struct import_job *job, const cJSON *values, const char *key, int64_t most)
{
    int64_t number = 0;
    const char *text = text_of(values, key, NULL);
    if (text != NULL && !text_integer(text, 0, most, &number))
        import_say(job, IMPORT_NOTE, job->file, 0, "%s \"%s\" is no whole number; left out", key, text);
    return number;
}

/* "1.5" hours are 90 minutes. */
static int64_t minutes_of(struct import_job *job, const cJSON *values)
{
    const char *text = text_of(values, "hours", "0");
    char *end;
    double hours = strtod(text, &end);
    if (*end == '\0' && hours >= 0 && hours <= 10000)
        return (int64_t)(hours * 60 + 0.5);
    import_say(job, IMPORT_NOTE, job->file, 0, "hours \"%s\" is no number; counted from the lessons", text);
    return 0;
}

/* "499.00" -> 49900. */
static int64_t price_of(struct import_job *job, const cJSON *values)
{
    const char *text = text_of(values, "price", "0"), *point = strchr(text, '.');
    char *whole = arena_strndup(job->arena, text, point == NULL ? strlen(text) : (size_t)(point - text));
    char cents[3] = "00";
    size_t digits = point == NULL ? 0 : strlen(point + 1);
    int64_t units = 0, minor = 0;
    if (digits <= 2 && digits > 0)
        memcpy(cents, point + 1, digits);
    if (digits <= 2 && text_integer(whole, 0, 1000000000, &units) && text_integer(cents[0] == '0' ? cents + 1 : cents, 0, 99, &minor))
        return units * 100 + minor;
    import_say(job, IMPORT_NOTE, job->file, 0, "price \"%s\" is no amount such as 499.00; taken as free", text);
    return 0;
}

/* Into a list in alphabetical order, each name once. */
static void add_name(struct arena *arena, struct imported_name **list, char *name)
{
    while (*list != NULL && strcmp((*list)->name, name) < 0)
        list = &(*list)->next;
    if (*list != NULL && strcmp((*list)->name, name) == 0)
        return;
    struct imported_name *added = arena_alloc(arena, sizeof *added);
    *added = (struct imported_name){.name = name, .next = *list};
    *list = added;
}

static struct imported_name *names_of(struct import_job *job, const cJSON *values, const char *key, bool lower)
{
    struct imported_name *names = NULL;
    const cJSON *list = json_member(values, key), *value;
    if (list != NULL && !cJSON_IsArray(list))
        import_say(job, IMPORT_NOTE, job->file, 0, "%s must be a list such as [a, b]; left out", key);
    if (!cJSON_IsArray(list))
        return NULL;
    cJSON_ArrayForEach(value, list)
    {
        char *name = text_trim(job->arena, yaml_text(value) == NULL ? "" : yaml_text(value));
        for (char *c = name; lower && *c != '\0'; c++)
            *c = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
        if (*name != '\0')
            add_name(job->arena, &names, name);
    }
    return names;
}

static void note_unknown(struct import_job *job, const cJSON *values, const char *const *known)
{
    const cJSON *value;
    cJSON_ArrayForEach(value, values)
    {
        if (!one_of(value->string, known))
            import_say(job, IMPORT_NOTE, job->file, yaml_line(value), "\"%s\" is not known here; left out", value->string);
    }
}

static bool read_parts(struct import_job *job, const char *path, struct front_matter *parts)
{
    size_t length = 0;
    const char *problem = NULL, *text = import_read(job, path, &length);
    job->file = path;
    if (text == NULL)
        return false;
    if (front_matter_read(job->arena, text, length, parts, &problem))
        return true;
    import_say(job, IMPORT_REFUSED, path, 0, "%s", problem);
    return false;
}

static bool read_course(struct import_job *job)
{
    static const char *const known[] = {"kind", "slug", "title", "subtitle", "level", "language", "skills", "prerequisites",
                                        "cover", "price", "currency", "instructors", "state", "hours", NULL};
    static const char *const kinds[] = {"course", "book", NULL};
    static const char *const levels[] = {"beginner", "intermediate", "advanced", NULL};
    static const char *const states[] = {"draft", "review", "published", "archived", NULL};
    struct imported_course *course = &job->course;
    struct front_matter parts;
    const char **files = import_list(job, "", false);
    course->path = "book.md";
    for (; *files != NULL; files++)
        course->path = strcmp(*files, "course.md") == 0 ? *files : course->path;
    if (!read_parts(job, course->path, &parts))
        return false;
    note_unknown(job, parts.values, known);
    const char *folder = strrchr(job->root, '/');
    course->slug = text_slug(job->arena, text_of(parts.values, "slug", folder == NULL ? job->root : folder + 1), IMPORT_SLUG_MOST);
    course->kind = choice_of(job, parts.values, "kind", strcmp(course->path, "book.md") == 0 ? "book" : "course", kinds);
    course->title = text_trim(job->arena, text_of(parts.values, "title", ""));
    course->subtitle = text_of(parts.values, "subtitle", "");
    course->level = choice_of(job, parts.values, "level", "beginner", levels);
    course->language = text_of(parts.values, "language", job->config->language);
    course->currency = text_of(parts.values, "currency", job->config->currency);
    course->state = choice_of(job, parts.values, "state", NULL, states);
    course->price = price_of(job, parts.values);
    course->minutes = minutes_of(job, parts.values);
    course->skills = names_of(job, parts.values, "skills", true);
    course->prerequisites = names_of(job, parts.values, "prerequisites", false);
    course->instructors = names_of(job, parts.values, "instructors", true);
    course->description = text_trim(job->arena, arena_strndup(job->arena, parts.body, parts.length));
    course->line = parts.body_line;
    const char *cover = text_of(parts.values, "cover", NULL);
    const struct imported_asset *asset = cover == NULL ? NULL : import_asset(job, import_join(job->arena, course->path, cover));
    course->cover = asset == NULL ? NULL : asset->file;
    if (*course->title == '\0' || *course->slug == '\0') {
        import_say(job, IMPORT_REFUSED, course->path, 1, "a course needs a title");
        return false;
    }
    return true;
}

static void read_lesson(struct import_job *job, struct imported_lesson *lesson)
{
    static const char *const known[] = {"title", "minutes", "preview", "kind", NULL};
    static const char *const kinds[] = {"text", "video", "assignment", "live", "download", NULL};
    struct front_matter parts;
    lesson->refused = !read_parts(job, lesson->file, &parts);
    if (lesson->refused)
        return;
    note_unknown(job, parts.values, known);
    lesson->title = text_trim(job->arena, text_of(parts.values, "title", ""));
    lesson->kind = choice_of(job, parts.values, "kind", "text", kinds);
    lesson->minutes = number_of(job, parts.values, "minutes", 6000);
    lesson->preview = json_bool(parts.values, "preview", false);
    lesson->source = arena_strndup(job->arena, parts.body, parts.length);
    lesson->line = parts.body_line;
    if (*lesson->title == '\0') {
        import_say(job, IMPORT_REFUSED, lesson->file, 1, "a lesson needs a title");
        lesson->refused = true;
    }
}

static struct imported_lesson *read_lessons(struct import_job *job, const char *folder, int *count)
{
    struct imported_lesson *first = NULL, **next = &first;
    for (const char **names = import_list(job, folder, false); *names != NULL; names++) {
        bool quiz = text_ends(*names, ".quiz.yaml") || text_ends(*names, ".quiz.yml");
        if (strcmp(*names, "module.md") == 0 || (!quiz && !text_ends(*names, ".md")))
            continue;
        if (++*count > IMPORT_LESSONS_MOST) {
            import_say(job, IMPORT_REFUSED, folder, 0, "more than %d lessons", IMPORT_LESSONS_MOST);
            break;
        }
        struct imported_lesson *lesson = arena_alloc(job->arena, sizeof *lesson);
        lesson->path = lesson->file = arena_printf(job->arena, "%s/%s", folder, *names);
        lesson->slug = import_slug(job->arena, *names);
        lesson->title = lesson->source = lesson->html = lesson->plain = "";
        lesson->kind = quiz ? "quiz" : "text";
        if (!quiz)
            read_lesson(job, lesson);
        *next = lesson;
        next = &lesson->next;
    }
    return first;
}

static void read_module(struct import_job *job, struct imported_module *module, const char *folder)
{
    static const char *const known[] = {"title", "summary", NULL};
    struct front_matter parts = {.values = NULL};
    const char *path = arena_printf(job->arena, "%s/module.md", folder);
    bool there = false;
    for (const char **names = import_list(job, folder, false); *names != NULL; names++)
        there = there || strcmp(*names, "module.md") == 0;
    if (there && read_parts(job, path, &parts))
        note_unknown(job, parts.values, known);
    else
        import_say(job, IMPORT_NOTE, path, 0, "is not there or not readable; the module is named after its folder");
    module->slug = import_slug(job->arena, folder);
    module->title = text_trim(job->arena, text_of(parts.values, "title", module->slug));
    module->summary = text_of(parts.values, "summary", "");
    module->path = path;
}

/* A folder of the course that holds lessons is a module; pictures lie in the others. */
bool import_read_folder(struct import_job *job)
{
    if (!read_course(job))
        return false;
    struct imported_module **next = &job->course.modules;
    int count = 0;
    for (const char **folders = import_list(job, "", true); *folders != NULL; folders++) {
        struct imported_lesson *lessons = read_lessons(job, *folders, &count);
        if (lessons == NULL)
            continue;
        struct imported_module *module = arena_alloc(job->arena, sizeof *module);
        read_module(job, module, *folders);
        module->lessons = lessons;
        *next = module;
        next = &module->next;
    }
    if (job->course.modules == NULL)
        import_say(job, IMPORT_NOTE, job->course.path, 0, "the course has no lessons yet");
    return true;
}
