/* export.c - writes course.md, NN-module/module.md, lessons, quizzes and files as import_folder.c reads them.
 *
 * Called by `nexus course export`. Texts were kept as the author wrote them, so they are written as they are; only headers
 * are made anew. Strings in headers are JSON strings, which are YAML, too. */
#include "domain/catalog/export.h"

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/text.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

enum { ASSET_MOST = 32 * 1000 * 1000 };

struct exporting {
    struct arena *arena;
    struct db *db;
    const struct config *config;
    const char *folder;
    const cJSON *course;
    cJSON *slugs;     /* of the lessons written so far */
    const char **problem;
};

static bool fail(struct exporting *exporting, const char *path)
{
    *exporting->problem = arena_printf(exporting->arena, "%s can't be written: %s", path, strerror(errno));
    return false;
}

static bool write_file(struct exporting *exporting, const char *name, const void *bytes, size_t length)
{
    const char *path = arena_printf(exporting->arena, "%s/%s", exporting->folder, name), *slash = strrchr(path, '/');
    if (!file_make_folder(arena_strndup(exporting->arena, path, (size_t)(slash - path))))
        return fail(exporting, path);
    return file_write(exporting->arena, path, bytes, length) || fail(exporting, path);
}

static void add_string(struct exporting *exporting, struct text *header, const char *name, const char *value)
{
    text_printf(header, "%s: %s\n", name, json_write(exporting->arena, cJSON_CreateString(value)));
}

static void add_column(struct exporting *exporting, struct text *header, const char *name)
{
    const char *value = json_string(exporting->course, name, "");
    if (*value != '\0')
        add_string(exporting, header, name, value);
}

static void add_list(struct exporting *exporting, struct text *header, const char *name, const cJSON *rows)
{
    cJSON *names = cJSON_CreateArray();
    const cJSON *row;
    cJSON_ArrayForEach(row, rows)
        cJSON_AddItemToArray(names, cJSON_CreateString(json_string(row, "name", "")));
    if (cJSON_GetArraySize(names) > 0)
        text_printf(header, "%s: %s\n", name, json_write(exporting->arena, names));
}

static void add_lists(struct exporting *exporting, struct text *header, int64_t id)
{
    add_list(exporting, header, "skills", db_rows(exporting->db,
        "SELECT s.name AS name FROM course_skill c JOIN skill s ON s.id = c.skill_id WHERE c.course_id = ?1 ORDER BY s.name", id));
    add_list(exporting, header, "prerequisites", db_rows(exporting->db,
        "SELECT r.slug AS name FROM course_prerequisite p JOIN course r ON r.id = p.requires_id WHERE p.course_id = ?1"
        " ORDER BY r.slug", id));
    add_list(exporting, header, "instructors", db_rows(exporting->db,
        "SELECT p.email AS name FROM course_instructor i JOIN person p ON p.id = i.user_id WHERE i.course_id = ?1"
        " AND p.email IS NOT NULL ORDER BY p.email", id));
}

static bool write_course(struct exporting *exporting, int64_t id)
{
    struct text text = text_in(exporting->arena);
    int64_t price = json_integer(exporting->course, "price", 0), minutes = json_integer(exporting->course, "minutes", 0);
    static const char *const columns[] = {"kind", "slug", "title", "subtitle", "level", "language"};
    text_append(&text, "---\n");
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        add_column(exporting, &text, columns[i]);
    add_lists(exporting, &text, id);
    add_column(exporting, &text, "cover");
    text_printf(&text, "price: \"%lld.%02d\"\n", (long long)(price / 100), (int)(price % 100));
    add_column(exporting, &text, "currency");
    add_column(exporting, &text, "state");
    if (minutes != json_integer(exporting->course, "summed", 0)) {
        text_append(&text, "hours: ");
        text_append_number(&text, (double)minutes / 60);
        text_append_char(&text, '\n');
    }
    text_printf(&text, "---\n%s\n", json_string(exporting->course, "description", ""));
    return write_file(exporting, "course.md", text.bytes, text.length);
}

/* A lesson called "module-name" because another "name" came before it is written as "name": its links say so. */
static const char *name_of_lesson(struct exporting *exporting, const cJSON *lesson, const char *module)
{
    const char *slug = json_string(lesson, "slug", ""), *rest = slug + strlen(module) + 1;
    bool prefixed = text_starts(slug, arena_printf(exporting->arena, "%s-", module));
    const char *name = prefixed && json_member(exporting->slugs, rest) != NULL ? rest : slug;
    json_set_bool(exporting->slugs, slug, true);
    return name;
}

static bool write_lesson(struct exporting *exporting, const cJSON *lesson, const char *module, const char *folder, int number)
{
    const char *source = json_string(lesson, "source", ""), *kind = json_string(lesson, "kind", "text");
    const char *name = name_of_lesson(exporting, lesson, module);
    if (strcmp(kind, "quiz") == 0)
        return write_file(exporting, arena_printf(exporting->arena, "%s/%03d-%s.quiz.yaml", folder, number, name), source,
                          strlen(source));
    struct text text = text_in(exporting->arena);
    text_append(&text, "---\n");
    add_string(exporting, &text, "title", json_string(lesson, "title", ""));
    text_printf(&text, "minutes: %d\n", (int)json_integer(lesson, "minutes", 0));
    if (strcmp(kind, "text") != 0)
        add_string(exporting, &text, "kind", kind);
    if (json_integer(lesson, "preview", 0) == 1)
        text_append(&text, "preview: true\n");
    text_printf(&text, "---\n%s", source);
    return write_file(exporting, arena_printf(exporting->arena, "%s/%03d-%s.md", folder, number, name), text.bytes, text.length);
}

static bool write_module(struct exporting *exporting, const cJSON *module, int number)
{
    const char *slug = json_string(module, "slug", "");
    const char *folder = arena_printf(exporting->arena, "%03d-%s", number, slug);
    struct text text = text_in(exporting->arena);
    text_append(&text, "---\n");
    add_string(exporting, &text, "title", json_string(module, "title", ""));
    if (*json_string(module, "summary", "") != '\0')
        add_string(exporting, &text, "summary", json_string(module, "summary", ""));
    text_append(&text, "---\n");
    if (!write_file(exporting, arena_printf(exporting->arena, "%s/module.md", folder), text.bytes, text.length))
        return false;
    const cJSON *lesson, *lessons = db_rows(exporting->db,
        "SELECT slug, kind, title, source, minutes, preview FROM lesson WHERE module_id = ?1 AND removed_at IS NULL"
        " ORDER BY position", json_integer(module, "id", 0));
    int count = 0;
    cJSON_ArrayForEach(lesson, lessons)
    {
        if (!write_lesson(exporting, lesson, slug, folder, ++count))
            return false;
    }
    return true;
}

static bool write_assets(struct exporting *exporting, int64_t id)
{
    const cJSON *asset, *assets = db_rows(exporting->db, "SELECT path, file FROM asset WHERE course_id = ?1 ORDER BY path", id);
    cJSON_ArrayForEach(asset, assets)
    {
        size_t length = 0;
        const char *file = json_string(asset, "file", ""), *path = json_string(asset, "path", "");
        const char *place = config_data_path(exporting->arena, exporting->config, arena_printf(exporting->arena, "assets/%s", file));
        char *bytes = file_name_plain(file) && strstr(path, "..") == NULL
                          ? file_read(exporting->arena, place, ASSET_MOST, &length) : NULL;
        if (bytes == NULL) {
            *exporting->problem = arena_printf(exporting->arena, "%s (of %s) can't be read: %s", place, path, strerror(errno));
            return false;
        }
        if (!write_file(exporting, path, bytes, length))
            return false;
    }
    return true;
}

static bool folder_is_empty(const char *folder)
{
    DIR *directory = opendir(folder);
    if (directory == NULL)
        return errno == ENOENT;
    int entries = 0;
    while (readdir(directory) != NULL)
        entries++;
    closedir(directory);
    return entries <= 2; /* . and .. */
}

static bool write_all(struct exporting *exporting)
{
    int64_t id = json_integer(exporting->course, "id", 0);
    if (!write_course(exporting, id) || !write_assets(exporting, id))
        return false;
    const cJSON *module, *modules = db_rows(exporting->db,
        "SELECT id, slug, title, summary FROM module WHERE course_id = ?1 AND removed_at IS NULL ORDER BY position", id);
    int count = 0;
    cJSON_ArrayForEach(module, modules)
    {
        if (!write_module(exporting, module, ++count))
            return false;
    }
    return true;
}

bool export_course(struct arena *arena, struct db *db, const struct config *config, const char *slug, const char *folder,
                   const char **problem)
{
    arena_own_json(arena);
    db_use_arena(db, arena);
    struct exporting exporting = {.arena = arena, .db = db, .config = config, .folder = folder, .problem = problem,
                                  .slugs = cJSON_CreateObject()};
    exporting.course = db_row(db,
        "SELECT c.id AS id, c.kind AS kind, c.slug AS slug, c.title AS title, c.subtitle AS subtitle, c.level AS level,"
        " c.language AS language, (SELECT path FROM asset WHERE course_id = c.id AND file = c.cover LIMIT 1) AS cover,"
        " c.price AS price, c.currency AS currency, c.state AS state, c.description AS description, c.minutes AS minutes,"
        " (SELECT COALESCE(sum(l.minutes), 0) FROM lesson l WHERE l.course_id = c.id AND l.removed_at IS NULL) AS summed"
        " FROM course c WHERE c.slug = ?1", slug);
    if (exporting.course == NULL) {
        *problem = arena_printf(arena, "there is no course \"%s\"; `nexus course list` names them", slug);
        return false;
    }
    if (!folder_is_empty(folder)) {
        *problem = arena_printf(arena, "%s is not an empty folder", folder);
        return false;
    }
    return write_all(&exporting);
}

cJSON *export_summaries(struct db *db)
{
    return db_rows(db, "SELECT slug, title, kind, state, lesson_count AS lessons, learner_count AS learners FROM course"
                       " ORDER BY slug");
}
