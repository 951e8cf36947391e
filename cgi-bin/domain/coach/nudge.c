/* nudge.c - whether the coach says something first, and what. Called by programs/learner/nudge.c.
 *
 * Each kind is one query that finds its reason or nothing. */
#include "domain/coach/nudge.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/text.h"

static const char *const kinds[] = {"any", "stuck", "back", "milestone", "browsing"};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* Told today, or in the middle of a quiz. An attempt without a time limit counts for a day: some are never handed in. */
static bool must_be_quiet(struct db *db, int64_t user_id, int64_t now, int64_t today)
{
    return db_integer(db, 1,
                      "SELECT EXISTS (SELECT 1 FROM nudge WHERE user_id = ?1 AND day >= ?2) OR EXISTS (SELECT 1 FROM attempt"
                      " WHERE user_id = ?1 AND submitted_at IS NULL AND coalesce(due_at, started_at + ?4) > ?3)",
                      user_id, today, now, CLOCK_DAY) != 0;
}

/* The kinds that were refused, or put off a short while ago. */
static cJSON *unwanted(struct db *db, int64_t user_id, int64_t now)
{
    return db_rows(db,
                   "SELECT kind FROM nudge_off WHERE user_id = ?1 UNION SELECT kind FROM nudge WHERE user_id = ?1 AND answer = 'later'"
                   " AND answered_at > ?2",
                   user_id, now - NUDGE_LATER_DAYS * CLOCK_DAY);
}

static bool holds(const cJSON *rows, const char *kind)
{
    const cJSON *row;
    cJSON_ArrayForEach(row, rows) if (text_equal(json_string(row, "kind", ""), kind)) return true;
    return false;
}

static cJSON *find_stuck(struct db *db, int64_t user_id, int64_t lesson_id)
{
    if (lesson_id == 0)
        return NULL;
    return db_row(db,
                  "SELECT 'stuck' AS kind, 'stuck:' || l.id AS subject, c.slug AS course, c.title AS course_title, l.slug AS lesson,"
                  " l.title AS lesson_title FROM lesson l JOIN course c ON c.id = l.course_id"
                  " JOIN enrolment e ON e.user_id = ?1 AND e.course_id = c.id AND e.state <> 'left'"
                  " JOIN lesson_progress p ON p.user_id = ?1 AND p.course_id = c.id AND p.lesson_id = l.id"
                  " WHERE l.id = ?2 AND l.removed_at IS NULL AND p.completed_at IS NULL AND p.seconds >= ?3 AND NOT EXISTS"
                  " (SELECT 1 FROM nudge n WHERE n.user_id = ?1 AND n.subject = 'stuck:' || l.id)",
                  user_id, lesson_id, NUDGE_STUCK_SECONDS);
}

/* The last day with anything learned decides, not the last page that was opened: opening this one may have been noted already. */
static cJSON *find_back(struct db *db, int64_t user_id, int64_t today)
{
    return db_row(db,
                  "SELECT 'back' AS kind, 'back:' || d.day AS subject, c.slug AS course, c.title AS course_title, l.slug AS lesson,"
                  " l.title AS lesson_title, ?2 - d.day AS days FROM (SELECT max(day) AS day FROM activity_day WHERE user_id = ?1"
                  " AND seconds + lessons + quizzes > 0) AS d JOIN enrolment e ON e.user_id = ?1 AND e.state = 'active'"
                  " JOIN course c ON c.id = e.course_id AND c.state <> 'draft'"
                  " LEFT JOIN lesson l ON l.id = e.last_lesson_id AND l.removed_at IS NULL"
                  " WHERE d.day <= ?2 - ?3 AND NOT EXISTS (SELECT 1 FROM nudge n WHERE n.user_id = ?1 AND n.subject = 'back:' || d.day)"
                  " ORDER BY e.active_at DESC LIMIT 1",
                  user_id, today, NUDGE_AWAY_DAYS);
}

static cJSON *find_milestone(struct db *db, int64_t user_id, int64_t now)
{
    return db_row(db,
                  "SELECT 'milestone' AS kind, m.subject, m.course, m.course_title, l.slug AS lesson, l.title AS lesson_title,"
                  " m.finished AS \"finished:bool\" FROM (SELECT 'milestone:' || c.id || CASE e.state WHEN 'completed' THEN ':all' ELSE ':half' END"
                  " AS subject, c.slug AS course, c.title AS course_title, CASE e.state WHEN 'completed' THEN 1 ELSE 0 END AS finished,"
                  " e.last_lesson_id, e.active_at FROM enrolment e JOIN course c ON c.id = e.course_id WHERE e.user_id = ?1"
                  " AND ((e.state = 'completed' AND e.completed_at >= ?2) OR (e.state = 'active' AND e.active_at >= ?2"
                  " AND c.lesson_count >= 4 AND e.lessons_done * 2 >= c.lesson_count))) AS m"
                  " LEFT JOIN lesson l ON l.id = m.last_lesson_id AND l.removed_at IS NULL"
                  " WHERE NOT EXISTS (SELECT 1 FROM nudge n WHERE n.user_id = ?1 AND n.subject = m.subject)"
                  " ORDER BY m.finished DESC, m.active_at DESC LIMIT 1",
                  user_id, now - 2 * CLOCK_DAY);
}

#define TEACHES(seen)                                                                                                                      \
    "(s.name = " seen " OR EXISTS (SELECT 1 FROM course c JOIN course_skill k ON k.course_id = c.id AND k.skill_id = s.id"                 \
    " WHERE c.slug = " seen " AND c.state = 'published'))"

static cJSON *find_browsing(struct db *db, int64_t user_id, const struct nudge_signs *signs)
{
    for (int i = 0; i < NUDGE_SEEN; i++)
        if (signs->seen[i] == NULL || *signs->seen[i] == '\0')
            return NULL;
    return db_row(db,
                  "SELECT 'browsing' AS kind, 'browsing:' || s.id AS subject, s.name AS skill FROM skill s WHERE " TEACHES("?2") " AND " TEACHES(
                      "?3") " AND " TEACHES("?4") " AND NOT EXISTS (SELECT 1 FROM enrolment e JOIN course_skill k ON k.course_id = e.course_id"
                                                  " WHERE e.user_id = ?1 AND e.state <> 'left' AND k.skill_id = s.id)"
                                                  " AND NOT EXISTS (SELECT 1 FROM nudge n WHERE n.user_id = ?1 AND n.subject = 'browsing:' || s.id)"
                                                  " ORDER BY s.id LIMIT 1",
                  user_id, signs->seen[0], signs->seen[1], signs->seen[2]);
}

/* Every member is there, so that pages need not ask. */
static cJSON *completed(cJSON *nudge)
{
    static const char *const members[] = {"course", "course_title", "lesson", "lesson_title", "skill", "days"};
    for (size_t i = 0; nudge != NULL && i < sizeof members / sizeof *members; i++)
        if (json_member(nudge, members[i]) == NULL)
            json_set_string(nudge, members[i], NULL);
    if (nudge != NULL && json_member(nudge, "finished") == NULL)
        json_set_bool(nudge, "finished", false);
    return nudge;
}

cJSON *nudge_choose(struct db *db, int64_t user_id, const struct nudge_signs *signs, int64_t now, const char *zone)
{
    int64_t today = clock_day(now, zone);
    if (must_be_quiet(db, user_id, now, today))
        return NULL;
    cJSON *off = unwanted(db, user_id, now), *nudge = NULL;
    if (holds(off, "any"))
        return NULL;
    if (!holds(off, "stuck"))
        nudge = find_stuck(db, user_id, signs->lesson_id);
    if (nudge == NULL && !holds(off, "back"))
        nudge = find_back(db, user_id, today);
    if (nudge == NULL && !holds(off, "milestone"))
        nudge = find_milestone(db, user_id, now);
    if (nudge == NULL && !holds(off, "browsing"))
        nudge = find_browsing(db, user_id, signs);
    return completed(nudge);
}

enum db_result nudge_note(struct db *db, int64_t user_id, const cJSON *nudge, int64_t now, const char *zone, int64_t *id)
{
    return db_insert(db, id, "INSERT INTO nudge (user_id, day, kind, subject, shown_at) VALUES (?1, ?2, ?3, ?4, ?5)", user_id,
                     clock_day(now, zone), json_string(nudge, "kind", ""), json_string(nudge, "subject", ""), now);
}

enum db_result nudge_put_off(struct db *db, int64_t user_id, int64_t id, int64_t now)
{
    return db_change(db, "UPDATE nudge SET answer = 'later', answered_at = ?3 WHERE id = ?2 AND user_id = ?1", user_id, id, now);
}

enum db_result nudge_refuse(struct db *db, int64_t user_id, int64_t id, int64_t now)
{
    const char *kind = db_text(db, "SELECT kind FROM nudge WHERE id = ?2 AND user_id = ?1", user_id, id);
    enum db_result result = db_change(db, "UPDATE nudge SET answer = 'never', answered_at = ?3 WHERE id = ?2 AND user_id = ?1", user_id, id, now);
    return result == DB_OK ? nudge_wish(db, user_id, kind, false) : result;
}

cJSON *nudge_wishes(struct db *db, int64_t user_id)
{
    cJSON *off = db_rows(db, "SELECT kind FROM nudge_off WHERE user_id = ?1", user_id), *wishes = cJSON_CreateObject();
    for (int i = 0; i < KINDS; i++)
        json_set_bool(wishes, kinds[i], !holds(off, kinds[i]));
    return wishes;
}

enum db_result nudge_wish(struct db *db, int64_t user_id, const char *kind, bool wanted)
{
    enum db_result result =
        wanted ? db_change(db, "DELETE FROM nudge_off WHERE user_id = ?1 AND kind = ?2", user_id, kind)
               : db_change(db, "INSERT INTO nudge_off (user_id, kind) VALUES (?1, ?2) ON CONFLICT (user_id, kind) DO NOTHING", user_id, kind);
    return result == DB_NONE ? DB_OK : result;
}
