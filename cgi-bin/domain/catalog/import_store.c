/* import_store.c - writes the neutral form of a course: what is the same stays untouched, what is known by its slug is
 * changed in place, what is gone is hidden and kept.
 *
 * Called by import.c within one transaction. Every UPDATE names what must differ, so the database itself tells whether
 * something changed. Any result but DB_OK ends the import; the caller rolls back. */
#include "core/base/json.h"
#include "core/store/search.h"
#include "domain/catalog/import_parts.h"
#include "domain/operate/job.h"

#include <string.h>

struct storing {
    struct import_job *job;
    struct db *db;
    int64_t now, course_id;
    bool fresh;    /* the course was not there */
    bool relabel;  /* its language changed: all lessons are put into the search again */
    bool reshaped; /* lessons came or went: progress is counted again */
    enum db_result result; /* the first that was neither DB_OK nor DB_NONE, else DB_OK */
};

/* Keeps the first failure; true when the row changed. */
static bool changed(struct storing *storing, enum db_result result)
{
    if (result != DB_OK && result != DB_NONE && storing->result == DB_OK)
        storing->result = result;
    return result == DB_OK;
}

static void say(struct storing *storing, bool fresh, bool differs, const char *path, const char *what, const char *title)
{
    enum import_change change = fresh ? IMPORT_NEW : differs ? IMPORT_CHANGED : IMPORT_UNCHANGED;
    import_say(storing->job, change, path, 0, "%s \"%s\"", what, title);
}

static void insert_course(struct storing *storing)
{
    const struct imported_course *course = &storing->job->course;
    storing->fresh = changed(storing, db_insert(storing->db, &storing->course_id,
        "INSERT INTO course (slug, kind, title, subtitle, description, description_html, level, language, cover, price,"
        " currency, state, created_at, updated_at)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 'draft', ?12, ?12)",
        course->slug, course->kind, course->title, course->subtitle, course->description, course->description_html,
        course->level, course->language, course->cover, course->price, course->currency, storing->now));
}

static bool update_course(struct storing *storing)
{
    const struct imported_course *course = &storing->job->course;
    return changed(storing, db_change(storing->db,
        "UPDATE course SET kind = ?2, title = ?3, subtitle = ?4, description = ?5, description_html = ?6, level = ?7,"
        " language = ?8, cover = ?9, price = ?10, currency = ?11, updated_at = ?12"
        " WHERE id = ?1 AND (kind <> ?2 OR title <> ?3 OR subtitle <> ?4 OR description <> ?5 OR description_html <> ?6"
        " OR level <> ?7 OR language <> ?8 OR COALESCE(cover, '') <> COALESCE(?9, '') OR price <> ?10 OR currency <> ?11)",
        storing->course_id, course->kind, course->title, course->subtitle, course->description, course->description_html,
        course->level, course->language, course->cover, course->price, course->currency, storing->now));
}

static bool set_state(struct storing *storing)
{
    const char *state = storing->job->report->publish ? "published" : storing->job->course.state;
    return state != NULL && changed(storing, db_change(storing->db,
        "UPDATE course SET state = ?2, updated_at = ?3,"
        " published_at = CASE WHEN ?2 = 'published' THEN COALESCE(published_at, ?3) ELSE published_at END"
        " WHERE id = ?1 AND state <> ?2", storing->course_id, state, storing->now));
}

/* The names as one string to compare. */
static char *joined(struct arena *arena, const struct imported_name *name)
{
    struct text text = text_in(arena);
    for (; name != NULL; name = name->next)
        text_printf(&text, "%s\n", name->name);
    return arena_strdup(arena, text_string(&text));
}

static char *joined_rows(struct arena *arena, const cJSON *rows)
{
    struct text text = text_in(arena);
    const cJSON *row;
    cJSON_ArrayForEach(row, rows)
        text_printf(&text, "%s\n", json_string(row, "name", ""));
    return arena_strdup(arena, text_string(&text));
}

static bool store_skills(struct storing *storing)
{
    struct arena *arena = storing->job->arena;
    const char *before = joined_rows(arena, db_rows(storing->db,
        "SELECT s.name AS name FROM course_skill c JOIN skill s ON s.id = c.skill_id WHERE c.course_id = ?1 ORDER BY s.name",
        storing->course_id));
    if (strcmp(before, joined(arena, storing->job->course.skills)) == 0)
        return false;
    changed(storing, db_change(storing->db, "DELETE FROM course_skill WHERE course_id = ?1", storing->course_id));
    for (const struct imported_name *skill = storing->job->course.skills; skill != NULL; skill = skill->next) {
        changed(storing, db_change(storing->db, "INSERT INTO skill (name) VALUES (?1) ON CONFLICT DO NOTHING", skill->name));
        changed(storing, db_change(storing->db,
            "INSERT INTO course_skill (course_id, skill_id) SELECT ?1, id FROM skill WHERE name = ?2 ON CONFLICT DO NOTHING",
            storing->course_id, skill->name));
    }
    return true;
}

/* Those of the required courses that are there. */
static struct imported_name *known_prerequisites(struct storing *storing)
{
    struct imported_name *known = NULL, **next = &known;
    for (const struct imported_name *name = storing->job->course.prerequisites; name != NULL; name = name->next) {
        int64_t id = db_integer(storing->db, 0, "SELECT id FROM course WHERE slug = ?1", name->name);
        if (id == 0 || id == storing->course_id) {
            import_say(storing->job, IMPORT_NOTE, storing->job->course.path, 0,
                       "there is no other course \"%s\" yet to require; import again when there is", name->name);
            continue;
        }
        *next = arena_alloc(storing->job->arena, sizeof **next);
        (*next)->name = name->name;
        next = &(*next)->next;
    }
    return known;
}

static bool store_prerequisites(struct storing *storing)
{
    struct arena *arena = storing->job->arena;
    const struct imported_name *names = known_prerequisites(storing);
    const char *before = joined_rows(arena, db_rows(storing->db,
        "SELECT r.slug AS name FROM course_prerequisite p JOIN course r ON r.id = p.requires_id WHERE p.course_id = ?1"
        " ORDER BY r.slug", storing->course_id));
    if (strcmp(before, joined(arena, names)) == 0)
        return false;
    changed(storing, db_change(storing->db, "DELETE FROM course_prerequisite WHERE course_id = ?1", storing->course_id));
    for (; names != NULL; names = names->next)
        changed(storing, db_change(storing->db,
            "INSERT INTO course_prerequisite (course_id, requires_id) SELECT ?1, id FROM course WHERE slug = ?2",
            storing->course_id, names->name));
    return true;
}

/* Only adds: who teaches may also be settled on the site. */
static bool store_instructors(struct storing *storing)
{
    bool added = false;
    for (const struct imported_name *name = storing->job->course.instructors; name != NULL; name = name->next) {
        int64_t person = db_integer(storing->db, 0, "SELECT id FROM person WHERE email = ?1", name->name);
        if (person == 0)
            import_say(storing->job, IMPORT_NOTE, storing->job->course.path, 0, "nobody has the address %s; no instructor",
                       name->name);
        else
            added |= changed(storing, db_change(storing->db,
                "INSERT INTO course_instructor (course_id, user_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                storing->course_id, person));
    }
    return added;
}

static void store_course(struct storing *storing)
{
    const struct imported_course *course = &storing->job->course;
    const cJSON *known = db_row(storing->db, "SELECT id, language FROM course WHERE slug = ?1", course->slug);
    if (db_failed(storing->db) != DB_OK) {
        changed(storing, db_failed(storing->db));
        return;
    }
    storing->course_id = json_integer(known, "id", 0);
    storing->relabel = known != NULL && strcmp(json_string(known, "language", ""), course->language) != 0;
    bool differs = false;
    if (known == NULL)
        insert_course(storing);
    else
        differs = update_course(storing);
    differs |= set_state(storing);
    differs |= store_skills(storing);
    differs |= store_prerequisites(storing);
    differs |= store_instructors(storing);
    say(storing, storing->fresh, differs, course->path, course->kind, course->title);
    if (storing->fresh || differs)
        changed(storing, search_put(storing->db, "course", storing->course_id, storing->course_id, course->language,
                                    course->title, arena_printf(storing->job->arena, "%s\n%s\n%s", course->subtitle,
                                    joined(storing->job->arena, course->skills), course->description_plain)));
}

static void store_assets(struct storing *storing)
{
    for (const struct imported_asset *asset = storing->job->course.assets; asset != NULL; asset = asset->next) {
        if (asset->file == NULL)
            continue;
        bool known = db_integer(storing->db, 0, "SELECT id FROM asset WHERE course_id = ?1 AND path = ?2", storing->course_id,
                                asset->path) != 0;
        bool differs = changed(storing, db_change(storing->db,
            "INSERT INTO asset (course_id, path, file, bytes) VALUES (?1, ?2, ?3, ?4)"
            " ON CONFLICT (course_id, path) DO UPDATE SET file = excluded.file, bytes = excluded.bytes"
            " WHERE asset.file <> excluded.file", storing->course_id, asset->path, asset->file, asset->bytes));
        say(storing, !known, differs, asset->path, "file", asset->path);
    }
}

static bool asset_remains(const struct imported_course *course, const char *path)
{
    for (const struct imported_asset *asset = course->assets; asset != NULL; asset = asset->next) {
        if (strcmp(asset->path, path) == 0)
            return true;
    }
    return false;
}

/* The file itself stays for a while: pages and mails may still show it. */
static void remove_assets(struct storing *storing)
{
    const cJSON *row, *rows = db_rows(storing->db, "SELECT id, path FROM asset WHERE course_id = ?1", storing->course_id);
    cJSON_ArrayForEach(row, rows)
    {
        const char *path = json_string(row, "path", "");
        if (asset_remains(&storing->job->course, path))
            continue;
        changed(storing, db_change(storing->db, "DELETE FROM asset WHERE id = ?1", json_integer(row, "id", 0)));
        import_say(storing->job, IMPORT_REMOVED, path, 0, "file \"%s\"", path);
    }
}

static void put_lesson(struct storing *storing, const struct imported_lesson *lesson, int64_t id)
{
    changed(storing, search_put(storing->db, "lesson", id, storing->course_id, storing->job->course.language, lesson->title,
                                lesson->plain));
}

static void insert_lesson(struct storing *storing, const struct imported_lesson *lesson, int64_t module_id, int position)
{
    int64_t id = 0;
    bool ignored;
    changed(storing, db_insert(storing->db, &id,
        "INSERT INTO lesson (course_id, module_id, slug, kind, title, source, html, plain, minutes, preview, position,"
        " updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        storing->course_id, module_id, lesson->slug, lesson->kind, lesson->title, lesson->source, lesson->html,
        lesson->plain, lesson->minutes, lesson->preview, position, storing->now));
    storing->reshaped = true;
    if (storing->result == DB_OK)
        put_lesson(storing, lesson, id);
    if (storing->result == DB_OK && lesson->quiz != NULL)
        changed(storing, import_store_quiz(storing->job, storing->db, lesson, id, storing->now, &ignored));
    say(storing, true, false, lesson->file, lesson->quiz == NULL ? "lesson" : "quiz", lesson->title);
}

static void update_lesson(struct storing *storing, const struct imported_lesson *lesson, const cJSON *known,
                          int64_t module_id, int position)
{
    int64_t id = json_integer(known, "id", 0);
    bool back = !cJSON_IsNull(json_member(known, "removed_at")), quiz_differs = false;
    bool differs = changed(storing, db_change(storing->db,
        "UPDATE lesson SET module_id = ?2, kind = ?3, title = ?4, source = ?5, html = ?6, plain = ?7, minutes = ?8,"
        " preview = ?9, position = ?10, updated_at = ?11, removed_at = NULL"
        " WHERE id = ?1 AND (module_id <> ?2 OR kind <> ?3 OR title <> ?4 OR source <> ?5 OR html <> ?6 OR plain <> ?7"
        " OR minutes <> ?8 OR preview <> ?9 OR position <> ?10 OR removed_at IS NOT NULL)",
        id, module_id, lesson->kind, lesson->title, lesson->source, lesson->html, lesson->plain, lesson->minutes,
        lesson->preview, position, storing->now));
    storing->reshaped = storing->reshaped || back;
    if (differs || storing->relabel)
        put_lesson(storing, lesson, id);
    if (lesson->quiz != NULL)
        changed(storing, import_store_quiz(storing->job, storing->db, lesson, id, storing->now, &quiz_differs));
    say(storing, back, differs || quiz_differs, lesson->file, lesson->quiz == NULL ? "lesson" : "quiz", lesson->title);
}

static void store_lesson(struct storing *storing, const struct imported_lesson *lesson, int64_t module_id, int position)
{
    const cJSON *known = db_row(storing->db, "SELECT id, removed_at FROM lesson WHERE course_id = ?1 AND slug = ?2",
                                storing->course_id, lesson->slug);
    if (lesson->refused)
        return;
    if (known == NULL)
        insert_lesson(storing, lesson, module_id, position);
    else
        update_lesson(storing, lesson, known, module_id, position);
}

static int64_t store_module(struct storing *storing, const struct imported_module *module, int position)
{
    int64_t id = db_integer(storing->db, 0, "SELECT id FROM module WHERE course_id = ?1 AND slug = ?2", storing->course_id,
                            module->slug);
    bool fresh = id == 0, differs = false;
    if (fresh)
        changed(storing, db_insert(storing->db, &id,
            "INSERT INTO module (course_id, slug, title, summary, position) VALUES (?1, ?2, ?3, ?4, ?5)",
            storing->course_id, module->slug, module->title, module->summary, position));
    else
        differs = changed(storing, db_change(storing->db,
            "UPDATE module SET title = ?2, summary = ?3, position = ?4, removed_at = NULL WHERE id = ?1"
            " AND (title <> ?2 OR summary <> ?3 OR position <> ?4 OR removed_at IS NOT NULL)",
            id, module->title, module->summary, position));
    say(storing, fresh, differs, module->path, "module", module->title);
    return id;
}

static bool lesson_remains(const struct imported_course *course, const char *slug)
{
    for (const struct imported_module *module = course->modules; module != NULL; module = module->next) {
        for (const struct imported_lesson *lesson = module->lessons; lesson != NULL; lesson = lesson->next) {
            if (strcmp(lesson->slug, slug) == 0)
                return true;
        }
    }
    return false;
}

static void remove_lessons(struct storing *storing)
{
    const cJSON *row, *rows = db_rows(storing->db,
        "SELECT id, slug, title FROM lesson WHERE course_id = ?1 AND removed_at IS NULL ORDER BY position", storing->course_id);
    cJSON_ArrayForEach(row, rows)
    {
        if (lesson_remains(&storing->job->course, json_string(row, "slug", "")))
            continue;
        int64_t id = json_integer(row, "id", 0);
        changed(storing, db_change(storing->db, "UPDATE lesson SET removed_at = ?2 WHERE id = ?1", id, storing->now));
        changed(storing, search_remove(storing->db, "lesson", id));
        storing->reshaped = true;
        import_say(storing->job, IMPORT_REMOVED, json_string(row, "slug", ""), 0, "lesson \"%s\"", json_string(row, "title", ""));
    }
    changed(storing, db_change(storing->db,
        "UPDATE module SET removed_at = ?2 WHERE course_id = ?1 AND removed_at IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM lesson WHERE lesson.module_id = module.id AND lesson.removed_at IS NULL)",
        storing->course_id, storing->now));
}

/* Progress follows the lessons that exist. Who has now done all of them has completed the course, at the moment of the last;
 * who had completed it keeps that, whatever was added since. */
static void count_again(struct storing *storing)
{
    changed(storing, db_change(storing->db,
        "UPDATE course SET lesson_count = (SELECT count(*) FROM lesson WHERE course_id = ?1 AND removed_at IS NULL),"
        " minutes = CASE WHEN ?2 > 0 THEN ?2 ELSE"
        " (SELECT COALESCE(sum(minutes), 0) FROM lesson WHERE course_id = ?1 AND removed_at IS NULL) END WHERE id = ?1",
        storing->course_id, storing->job->course.minutes));
    if (!storing->reshaped || storing->fresh)
        return;
    changed(storing, db_change(storing->db,
        "UPDATE enrolment SET lessons_done = (SELECT count(*) FROM lesson_progress p JOIN lesson l ON l.id = p.lesson_id"
        " WHERE p.user_id = enrolment.user_id AND p.course_id = ?1 AND p.completed_at IS NOT NULL"
        " AND l.removed_at IS NULL) WHERE course_id = ?1", storing->course_id));
    changed(storing, db_change(storing->db,
        "UPDATE enrolment SET state = 'completed', completed_at = COALESCE(completed_at, (SELECT max(p.completed_at)"
        " FROM lesson_progress p WHERE p.user_id = enrolment.user_id AND p.course_id = ?1), ?2)"
        " WHERE course_id = ?1 AND state = 'active' AND lessons_done > 0"
        " AND lessons_done >= (SELECT lesson_count FROM course WHERE id = ?1)", storing->course_id, storing->now));
}

/* The coach's passages follow what changed; the worker cuts them. */
static void queue_index(struct storing *storing)
{
    const unsigned *counts = storing->job->report->counts;
    if (counts[IMPORT_NEW] + counts[IMPORT_CHANGED] + counts[IMPORT_REMOVED] > 0)
        changed(storing, job_put(storing->db, "coach.index",
                                 arena_printf(storing->job->arena, "{\"course\":%d}", (int)storing->course_id), storing->now));
}

enum db_result import_store(struct import_job *job, struct db *db, int64_t now)
{
    struct storing storing = {.job = job, .db = db, .now = now, .result = DB_OK};
    int module_position = 0, lesson_position = 0;
    store_course(&storing);
    if (storing.result == DB_OK)
        store_assets(&storing);
    for (const struct imported_module *module = job->course.modules; module != NULL && storing.result == DB_OK; module = module->next) {
        int64_t module_id = store_module(&storing, module, ++module_position);
        for (const struct imported_lesson *lesson = module->lessons; lesson != NULL && storing.result == DB_OK; lesson = lesson->next)
            store_lesson(&storing, lesson, module_id, ++lesson_position);
    }
    if (storing.result == DB_OK) {
        remove_lessons(&storing);
        remove_assets(&storing);
        count_again(&storing);
        queue_index(&storing);
    }
    job->report->course_id = storing.course_id;
    return storing.result;
}
