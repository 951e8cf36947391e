/* builder_rows.c - where the rows of the builder's reports come from: each source's statement, and a row's values. Called by builder_run.c. */
#include "domain/measure/builder_parts.h"

#include "core/base/text.h"

#include <math.h>
#include <stdlib.h>

enum { LESSON_TITLE, LESSON_COURSE }; /* columns of lessons whose titles are the main database's */

/* Of the roll-ups. */
static struct db_steps *days_of(struct db *rollup, const char *source)
{
    int64_t most = BUILDER_READ_MOST + 1;
    if (text_equal(source, "events"))
        return db_steps(rollup,
                        "SELECT n.name, e.day, e.events, e.users FROM day_event e JOIN name n ON n.id = e.name_id"
                        " WHERE e.dimension = 0 AND e.value = 0 ORDER BY e.day DESC, n.name LIMIT ?1",
                        most);
    if (text_equal(source, "lessons"))
        return db_steps(rollup,
                        "SELECT lesson_id, course_id, day, views, learners, completed FROM day_lesson ORDER BY day DESC, lesson_id LIMIT ?1", most);
    return db_steps(rollup,
                    "SELECT day, users, visitors, events, sessions, seconds / 60 FROM day_total WHERE dimension = 0 AND value = 0"
                    " ORDER BY day DESC LIMIT ?1",
                    most);
}

static bool is_of_days(const char *source)
{
    return text_equal(source, "events") || text_equal(source, "lessons") || text_equal(source, "days");
}

/* Each source's statement: literals, the newest rows first; ?1 is how many. */
static struct db_steps *rows_of(struct db *db, const char *source)
{
    int64_t most = BUILDER_READ_MOST + 1;
    if (text_equal(source, "people"))
        return db_steps(db,
                        "SELECT p.name, p.email, p.state, p.time_zone, p.language, p.created_at, p.last_seen_at,"
                        " (SELECT count(*) FROM enrolment e WHERE e.user_id = p.id AND e.state <> 'left'),"
                        " (SELECT count(*) FROM enrolment e WHERE e.user_id = p.id AND e.state = 'completed')"
                        " FROM person p WHERE p.state <> 'erased' ORDER BY p.id DESC LIMIT ?1",
                        most);
    if (text_equal(source, "enrolments"))
        return db_steps(db,
                        "SELECT p.name, p.email, c.title, e.state, e.enrolled_at, e.active_at, e.completed_at, e.lessons_done FROM enrolment e"
                        " JOIN person p ON p.id = e.user_id JOIN course c ON c.id = e.course_id ORDER BY e.id DESC LIMIT ?1",
                        most);
    if (text_equal(source, "attempts"))
        return db_steps(db,
                        "SELECT p.name, c.title, l.title, a.number, a.submitted_at,"
                        " CASE WHEN a.points_most > 0 THEN 100.0 * a.points / a.points_most END, a.passed, (a.submitted_at - a.started_at) / 60"
                        " FROM attempt a JOIN person p ON p.id = a.user_id JOIN quiz q ON q.id = a.quiz_id JOIN lesson l ON l.id = q.lesson_id"
                        " JOIN course c ON c.id = l.course_id WHERE a.submitted_at IS NOT NULL ORDER BY a.id DESC LIMIT ?1",
                        most);
    if (text_equal(source, "certificates"))
        return db_steps(db,
                        "SELECT name, course_title, issued_at, revoked_at IS NOT NULL FROM certificate ORDER BY id DESC LIMIT ?1", most);
    return db_steps(db,
                    "SELECT k.title, c.created_at, c.resolved_at IS NOT NULL, c.handed_over_at IS NOT NULL,"
                    " (SELECT m.rating FROM message m WHERE m.conversation_id = c.id AND m.rating IS NOT NULL ORDER BY m.id DESC LIMIT 1)"
                    " FROM conversation c LEFT JOIN course k ON k.id = c.course_id WHERE c.deleted_at IS NULL ORDER BY c.id DESC LIMIT ?1",
                    most);
}

/* ---- titles of another database ---- */

struct builder_title {
    int64_t id;
    const char *title;
};

static int by_id(const void *left, const void *right)
{
    const struct builder_title *a = left, *b = right;
    return (a->id > b->id) - (a->id < b->id);
}

static struct builder_titles read_titles(struct arena *arena, const cJSON *rows)
{
    struct builder_titles titles = {.count = 0};
    const cJSON *row;
    titles.list = arena_alloc(arena, ((size_t)cJSON_GetArraySize(rows) + 1) * sizeof *titles.list);
    cJSON_ArrayForEach(row, rows)
        titles.list[titles.count++] = (struct builder_title){json_integer(row, "id", 0), json_string(row, "title", "")};
    return titles;
}

static const char *title_of(const struct builder_titles *titles, int64_t id)
{
    const struct builder_title key = {id, NULL}, *found = titles->count == 0 ? NULL : bsearch(&key, titles->list, titles->count, sizeof key, by_id);
    return found == NULL ? "" : found->title; /* deleted since */
}

/* ---- rows ---- */

bool builder_rows_open(struct arena *arena, struct db *db, struct store *store, const char *source, struct builder_rows *rows)
{
    bool days = is_of_days(source);
    *rows = (struct builder_rows){.of_lessons = text_equal(source, "lessons")};
    if (days && store == NULL)
        return false;
    if (rows->of_lessons) {
        rows->lessons = read_titles(arena, db_rows(db, "SELECT id, title FROM lesson ORDER BY id"));
        rows->courses = read_titles(arena, db_rows(db, "SELECT id, title FROM course ORDER BY id"));
    }
    rows->from = days ? store_rollup(store) : db;
    rows->steps = days ? days_of(rows->from, source) : rows_of(rows->from, source);
    return true;
}

const char *builder_rows_text(const struct builder_rows *rows, int column)
{
    if (rows->of_lessons)
        return title_of(column == LESSON_TITLE ? &rows->lessons : &rows->courses, db_step_integer(rows->steps, column));
    return db_step_text(rows->steps, column);
}

double builder_rows_number(const struct builder_rows *rows, int column)
{
    size_t length;
    bool null = db_step_blob(rows->steps, column, &length) == NULL && *db_step_text(rows->steps, column) == '\0';
    return null ? NAN : db_step_real(rows->steps, column);
}
