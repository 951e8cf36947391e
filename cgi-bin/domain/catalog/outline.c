/* outline.c - a course's contents in one walk. Called by the course page and, for every lesson read, the lesson page: the
 * rows become model entries directly, with references to constant words, because a book may have two hundred of them. */
#include "domain/catalog/outline.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <stdlib.h>
#include <string.h>

enum { LESSON_ID, LESSON_SLUG, LESSON_TITLE, LESSON_KIND, LESSON_MINUTES, LESSON_PREVIEW, MODULE_ID, MODULE_TITLE, MODULE_SUMMARY };

static void add_string(struct arena *arena, cJSON *object, const char *key, const char *value)
{
    cJSON_AddItemToObjectCS(object, key, cJSON_CreateStringReference(arena_strdup(arena, value)));
}

static void add_bool(cJSON *object, const char *key, bool value)
{
    cJSON_AddItemToObjectCS(object, key, cJSON_CreateBool(value));
}

/* The word that the templates name icons by. */
static const char *icon_of(const char *kind)
{
    return strcmp(kind, "assignment") == 0 ? "work" : strcmp(kind, "live") == 0 ? "calendar" : kind;
}

static cJSON *add_module(struct arena *arena, cJSON *modules, struct db_steps *steps)
{
    cJSON *module = cJSON_CreateObject(), *lessons = cJSON_CreateArray();
    add_string(arena, module, "title", db_step_text(steps, MODULE_TITLE));
    add_string(arena, module, "summary", db_step_text(steps, MODULE_SUMMARY));
    cJSON_AddItemToObjectCS(module, "lessons", lessons);
    cJSON_AddItemToArray(modules, module);
    return lessons;
}

/* The lessons of a course that a person has done, by id. */
struct done {
    int64_t *ids;
    size_t count;
};

/* One walk along the primary key is cheaper than a look-up for every lesson. */
static struct done done_of(struct arena *arena, struct db *db, int64_t course_id, int64_t user_id)
{
    struct done done = {0};
    size_t room = 0;
    struct db_steps *steps = db_steps(db,
                                      "SELECT lesson_id FROM lesson_progress WHERE user_id = ?1 AND course_id = ?2"
                                      " AND completed_at IS NOT NULL ORDER BY lesson_id",
                                      user_id, course_id);
    while (db_steps_next(steps)) {
        if (done.count == room) {
            int64_t *grown = arena_alloc(arena, (room = room * 2 + 64) * sizeof *grown);
            if (done.count > 0)
                memcpy(grown, done.ids, done.count * sizeof *grown);
            done.ids = grown;
        }
        done.ids[done.count++] = db_step_integer(steps, 0);
    }
    return done;
}

static int compare_ids(const void *a, const void *b)
{
    int64_t first = *(const int64_t *)a, second = *(const int64_t *)b;
    return (first > second) - (first < second);
}

static bool is_done(const struct done *done, int64_t lesson_id)
{
    return done->count > 0 && bsearch(&lesson_id, done->ids, done->count, sizeof lesson_id, compare_ids) != NULL;
}

static cJSON *lesson_of(struct arena *arena, struct db_steps *steps, const char *course_slug, int64_t current_id, bool open, bool done)
{
    cJSON *lesson = cJSON_CreateObject();
    bool preview = db_step_integer(steps, LESSON_PREVIEW) != 0;
    struct text url = text_in(arena);
    text_append(&url, "/courses/");
    text_append(&url, course_slug);
    text_append(&url, "/");
    text_append(&url, db_step_text(steps, LESSON_SLUG));
    add_string(arena, lesson, "title", db_step_text(steps, LESSON_TITLE));
    cJSON_AddItemToObjectCS(lesson, "url", cJSON_CreateStringReference(text_string(&url)));
    add_string(arena, lesson, "kind", icon_of(db_step_text(steps, LESSON_KIND)));
    cJSON_AddItemToObjectCS(lesson, "minutes", cJSON_CreateNumber((double)db_step_integer(steps, LESSON_MINUTES)));
    add_bool(lesson, "done", done);
    add_bool(lesson, "current", db_step_integer(steps, LESSON_ID) == current_id);
    add_bool(lesson, "preview", preview);
    add_bool(lesson, "locked", !open && !preview);
    return lesson;
}

/* Where the walk is: the lesson before this one, whether the current one has come by, what was open on either side. */
struct walk {
    cJSON *last, *open_before, *open_behind;
    bool behind;
};

/* Keeps the figures and neighbours up to date as the lessons come by. */
static void count_lesson(struct outline *outline, struct walk *walk, cJSON *lesson, struct db_steps *steps, bool done)
{
    bool current = json_bool(lesson, "current", false);
    cJSON **open = walk->behind ? &walk->open_behind : &walk->open_before;
    outline->lessons++;
    outline->done += done;
    outline->quizzes += strcmp(db_step_text(steps, LESSON_KIND), "quiz") == 0;
    outline->previews += db_step_integer(steps, LESSON_PREVIEW) != 0;
    if (outline->first == NULL)
        outline->first = lesson;
    if (current)
        outline->previous = walk->last;
    else if (walk->behind && outline->next == NULL)
        outline->next = lesson;
    if (!current && !done && *open == NULL)
        *open = lesson;
    walk->behind = walk->behind || current;
    walk->last = lesson;
}

struct outline outline_read(struct arena *arena, struct db *db, int64_t course_id, const char *course_slug, int64_t user_id,
                            int64_t current_id, bool open)
{
    struct outline outline = {.modules = cJSON_CreateArray()};
    struct done done = user_id == 0 ? (struct done){0} : done_of(arena, db, course_id, user_id);
    struct db_steps *steps = db_steps(
        db,
        "SELECT l.id, l.slug, l.title, l.kind, l.minutes, l.preview, m.id, m.title, m.summary"
        " FROM lesson l JOIN module m ON m.id = l.module_id WHERE l.course_id = ?1 AND l.removed_at IS NULL ORDER BY l.position",
        course_id);
    int64_t module_id = 0;
    cJSON *lessons = NULL;
    struct walk walk = {0};
    while (db_steps_next(steps)) {
        if (lessons == NULL || db_step_integer(steps, MODULE_ID) != module_id)
            lessons = add_module(arena, outline.modules, steps);
        module_id = db_step_integer(steps, MODULE_ID);
        bool over = is_done(&done, db_step_integer(steps, LESSON_ID));
        cJSON *lesson = lesson_of(arena, steps, course_slug, current_id, open, over);
        cJSON_AddItemToArray(lessons, lesson);
        count_lesson(&outline, &walk, lesson, steps, over);
    }
    outline.open = walk.open_behind != NULL ? walk.open_behind : walk.open_before;
    return outline;
}

cJSON *outline_find_lesson(struct db *db, const char *course_slug, const char *lesson_slug, int64_t user_id)
{
    return db_row(db,
                  "SELECT l.id, l.slug, l.kind, l.title, l.html, l.minutes, l.position AS number, l.preview AS \"preview:bool\","
                  " l.removed_at IS NOT NULL AS \"removed:bool\", l.course_id, c.slug AS course_slug, c.title AS course_title, c.language,"
                  " c.kind AS course_kind, c.state, c.price, e.state AS enrolment, c.lesson_count AS lessons, e.lessons_done,"
                  " e.last_lesson_id, p.opened_at, p.completed_at, b.lesson_id IS NOT NULL AS \"bookmarked:bool\","
                  " EXISTS (SELECT 1 FROM course_instructor i WHERE i.course_id = c.id AND i.user_id = ?3) AS \"teaches:bool\""
                  " FROM course c JOIN lesson l ON l.course_id = c.id AND l.slug = ?2"
                  " LEFT JOIN enrolment e ON e.user_id = ?3 AND e.course_id = c.id"
                  " LEFT JOIN lesson_progress p ON p.user_id = ?3 AND p.course_id = c.id AND p.lesson_id = l.id"
                  " LEFT JOIN bookmark b ON b.user_id = ?3 AND b.lesson_id = l.id WHERE c.slug = ?1",
                  course_slug, lesson_slug, user_id);
}

cJSON *outline_find_id(struct db *db, int64_t lesson_id, int64_t user_id)
{
    return db_row(db,
                  "SELECT l.id, l.kind, l.course_id, l.slug, c.slug AS course_slug FROM lesson l JOIN course c ON c.id = l.course_id"
                  " WHERE l.id = ?1"
                  " AND (c.state IN ('published', 'archived')"
                  " OR EXISTS (SELECT 1 FROM enrolment e WHERE e.user_id = ?2 AND e.course_id = c.id))",
                  lesson_id, user_id);
}

cJSON *outline_all(struct db *db, int limit)
{
    return db_rows(db,
                   "SELECT l.id, l.title, c.title AS course, c.id AS course_id FROM lesson l JOIN course c ON c.id = l.course_id"
                   " WHERE l.removed_at IS NULL ORDER BY c.title, c.id, l.position, l.id LIMIT ?1",
                   limit);
}

cJSON *outline_name(struct db *db, int64_t lesson_id)
{
    return db_row(db, "SELECT l.id, l.title, c.title AS course, c.id AS course_id FROM lesson l JOIN course c ON c.id = l.course_id WHERE l.id = ?1",
                  lesson_id);
}

cJSON *outline_named(struct db *db, const int64_t *ids, size_t count)
{
    return db_rows_of(db, "SELECT id, title FROM lesson WHERE id IN (" DB_IDS ")", ids, count);
}

cJSON *outline_lessons(struct db *db, int64_t course_id)
{
    return db_rows(db,
                   "SELECT l.id AS lesson_id, c.id AS course_id, c.slug AS course_slug, c.title AS course_title, l.slug, l.title, l.position"
                   " FROM course c JOIN lesson l ON l.course_id = c.id WHERE l.removed_at IS NULL"
                   " AND (c.id = ?1 OR (?1 = 0 AND c.state = 'published')) ORDER BY c.id, l.position",
                   course_id);
}
