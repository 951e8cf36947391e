/* funnel_list.c - the table of kept funnels, and a few to begin with. See funnel_list.h. */
#include "domain/measure/funnel_list.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/view/locale.h"

#include <string.h>

enum { WEEK = 7 * 24 * 60, MONTH = 30 * 24 * 60 };

const struct funnel_template funnel_templates[] = {
    {"completion", tr_noop("From the account to a completed course"),
     tr_noop("Who makes an account, and how far they get in 30 days. Visitors are counted"
             " without being recognised, so the way begins with the account."),
     MONTH, false, {"account.registered", "course.enrolled", "lesson.completed", "course.completed", NULL}},
    {"visitor", tr_noop("From a page to a course"),
     tr_noop("Who looks round, opens a course and begins to read, on one day. Visitors are in."),
     24 * 60, true, {"page.viewed", "course.viewed", "lesson.viewed", NULL}},
    {"pass", tr_noop("From the beginning of a course to a passed quiz"),
     tr_noop("Who enrols, reads, tries a quiz and passes it, in 30 days."),
     MONTH, false, {"course.enrolled", "lesson.viewed", "quiz.started", "quiz.submitted", "quiz.passed", NULL}},
    {"return", tr_noop("From the first lesson to the next"),
     tr_noop("Who completes a lesson, and then another, and a third, in a week."),
     WEEK, false, {"lesson.completed", "lesson.completed", "lesson.completed", NULL}},
    {.key = NULL}};

const struct funnel_template *funnel_template_find(const char *key)
{
    for (const struct funnel_template *template = funnel_templates; template->key != NULL; template++)
        if (text_equal(template->key, key))
            return template;
    return NULL;
}

cJSON *funnel_all(struct db *db)
{
    return db_rows(db,
                   "SELECT f.id, f.name, f.steps AS \"steps:json\", f.window_minutes, f.visitors AS \"visitors:bool\", p.name AS created_by,"
                   " f.created_at, f.updated_at FROM funnel f LEFT JOIN person p ON p.id = f.created_by WHERE f.deleted_at IS NULL"
                   " ORDER BY f.name, f.id");
}

cJSON *funnel_find(struct db *db, int64_t id)
{
    return db_row(db,
                  "SELECT f.id, f.name, f.steps AS \"steps:json\", f.window_minutes, f.visitors AS \"visitors:bool\", p.name AS created_by,"
                  " f.created_at, f.updated_at FROM funnel f LEFT JOIN person p ON p.id = f.created_by"
                  " WHERE f.deleted_at IS NULL AND f.id = ?1",
                  id);
}

bool funnel_read(const cJSON *row, struct funnel *funnel)
{
    *funnel = (struct funnel){.minutes = json_integer(row, "window_minutes", 0), .visitors = json_bool(row, "visitors", false)};
    const cJSON *step;
    cJSON_ArrayForEach(step, json_member(row, "steps"))
    {
        const char *name = json_string(step, "event", "");
        if (funnel->count == FUNNEL_STEPS_MOST || !event_name_fits(name))
            return false;
        funnel->steps[funnel->count++] =
            (struct funnel_step){.name = name, .course_id = json_integer(step, "course", 0), .lesson_id = json_integer(step, "lesson", 0)};
    }
    return funnel->count >= FUNNEL_STEPS_LEAST && funnel->minutes > 0;
}

static const char *write_steps(struct arena *arena, const struct funnel *funnel)
{
    cJSON *steps = cJSON_CreateArray();
    for (int i = 0; i < funnel->count; i++) {
        cJSON *step = cJSON_CreateObject();
        json_set_string(step, "event", funnel->steps[i].name);
        json_set_integer(step, "course", funnel->steps[i].course_id);
        json_set_integer(step, "lesson", funnel->steps[i].lesson_id);
        cJSON_AddItemToArray(steps, step);
    }
    return json_write(arena, steps);
}

static bool has_room(struct db *db)
{
    return db_integer(db, 0, "SELECT count(*) FROM funnel WHERE deleted_at IS NULL") < FUNNELS_MOST;
}

enum db_result funnel_add(struct arena *arena, struct db *db, const char *name, const struct funnel *funnel, int64_t user_id, int64_t now,
                          int64_t *id)
{
    const char *steps = write_steps(arena, funnel);
    int64_t same = db_integer(db, 0,
                              "SELECT max(id) FROM funnel WHERE deleted_at IS NULL AND name = ?1 AND steps = ?2 AND window_minutes = ?3"
                              " AND visitors = ?4 AND created_by = ?5 AND updated_at = created_at AND created_at > ?6",
                              name, steps, funnel->minutes, (int64_t)funnel->visitors, user_id, now - FUNNEL_TWICE_SECONDS);
    if (same != 0) {
        *id = same;
        return DB_OK;
    }
    if (!has_room(db))
        return DB_CONFLICT;
    return db_insert(db, id,
                     "INSERT INTO funnel (name, steps, window_minutes, visitors, created_by, created_at, updated_at)"
                     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
                     name, steps, funnel->minutes, (int64_t)funnel->visitors, user_id, now);
}

enum db_result funnel_change(struct arena *arena, struct db *db, int64_t id, const char *name, const struct funnel *funnel, int64_t now)
{
    return db_change(db,
                     "UPDATE funnel SET name = ?2, steps = ?3, window_minutes = ?4, visitors = ?5, updated_at = ?6"
                     " WHERE id = ?1 AND deleted_at IS NULL",
                     id, name, write_steps(arena, funnel), funnel->minutes, (int64_t)funnel->visitors, now);
}

enum db_result funnel_delete(struct db *db, int64_t id, int64_t now)
{
    return db_change(db, "UPDATE funnel SET deleted_at = ?2 WHERE id = ?1 AND deleted_at IS NULL", id, now);
}

enum db_result funnel_restore(struct db *db, int64_t id, int64_t now)
{
    if (!has_room(db))
        return DB_CONFLICT;
    return db_change(db, "UPDATE funnel SET deleted_at = NULL, updated_at = ?2 WHERE id = ?1 AND deleted_at IS NOT NULL", id, now);
}
