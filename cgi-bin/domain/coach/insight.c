/* insight.c - figures about conversations, and the conversations behind them: one definition of each measure for both. Called by the
 * pages of /admin/coach; how people felt is in insight_feel.c, what was asked most in insight_group.c. */
#include "domain/coach/insight.h"

/* The conversations that fit, with what was said in them counted. */
#define CHOSEN                                                                                                            \
    "WITH spoken AS (SELECT c.id, count(*) FILTER (WHERE m.role = 'user') AS questions,"                                  \
    " count(*) FILTER (WHERE m.role = 'instructor') AS persons, count(*) FILTER (WHERE m.abstained = 1) AS abstentions,"  \
    " count(*) FILTER (WHERE m.model <> '') AS models, coalesce(sum(m.cost), 0) AS cost"                                  \
    " FROM conversation c LEFT JOIN message m ON m.conversation_id = c.id"                                                \
    " WHERE c.deleted_at IS NULL AND c.created_at >= ?1 AND c.created_at < ?2 AND (?4 = 0 OR c.course_id = ?4)"           \
    " AND (?6 = 0 OR c.rating = ?6) AND (?9 IS NULL OR ?9 LIKE '%,' || c.id || ',%')"                                     \
    " AND (?7 = 0 OR EXISTS (SELECT 1 FROM message q WHERE q.conversation_id = c.id AND q.role = 'user'"                  \
    " AND q.lesson_id = ?7 AND (?8 IS NULL OR q.heading = ?8))) GROUP BY c.id),"

/* What came next: null without an attempt. */
#define TRIED                                                                                                             \
    " tried AS (SELECT s.*, c.user_id, c.title, c.course_id, c.lesson_id, c.created_at, c.updated_at, c.resolved_at,"     \
    " c.reopened_at, c.handed_over_at, c.rating, c.sentiment,"                                                            \
    " CASE WHEN c.handed_over_at IS NULL AND s.persons = 0 THEN 1 ELSE 0 END AS alone,"                                   \
    " (SELECT coalesce(a.passed, 0) FROM lesson here JOIN lesson there ON there.id = here.id"                             \
    " OR (here.kind <> 'quiz' AND there.module_id = here.module_id) JOIN quiz z ON z.lesson_id = there.id"                \
    " JOIN attempt a ON a.quiz_id = z.id AND a.user_id = c.user_id AND a.submitted_at IS NOT NULL"                        \
    " AND a.started_at >= c.created_at WHERE here.id = c.lesson_id ORDER BY a.started_at, a.id LIMIT 1) AS passed"        \
    " FROM spoken s JOIN conversation c ON c.id = s.id),"

/* The measures, each a flag. ?3 is now. */
#define FLAGS                                                                                                             \
    " fact AS (SELECT t.*, CASE WHEN alone = 1 AND resolved_at IS NOT NULL THEN 1 ELSE 0 END AS resolved,"                \
    " CASE WHEN reopened_at IS NOT NULL THEN 1 ELSE 0 END AS reopened,"                                                   \
    " CASE WHEN resolved_at IS NOT NULL OR reopened_at IS NOT NULL THEN 1 ELSE 0 END AS closed,"                          \
    " CASE WHEN alone = 1 AND (resolved_at <= ?3 - 604800 OR reopened_at IS NOT NULL) THEN 1 ELSE 0 END AS settled,"      \
    " CASE WHEN alone = 1 AND resolved_at <= ?3 - 604800 THEN 1 ELSE 0 END AS durable,"                                   \
    " CASE WHEN passed IS NOT NULL THEN 1 ELSE 0 END AS tested, coalesce(passed, 0) AS learned,"                          \
    " CASE WHEN rating IS NOT NULL THEN 1 ELSE 0 END AS rated, CASE WHEN abstentions > 0 THEN 1 ELSE 0 END AS abstained,"  \
    " CASE WHEN handed_over_at IS NOT NULL THEN 1 ELSE 0 END AS handed, CASE WHEN models > 0 THEN 1 ELSE 0 END AS paid,"  \
    " CASE WHEN sentiment IS NOT NULL THEN 1 ELSE 0 END AS felt FROM tried t)"

#define WITH_MEASURE                                                                                                      \
    " WHERE CASE ?5 WHEN 'resolved' THEN resolved WHEN 'reopened' THEN reopened WHEN 'closed' THEN closed"                \
    " WHEN 'settled' THEN settled WHEN 'durable' THEN durable WHEN 'tested' THEN tested WHEN 'learned' THEN learned"      \
    " WHEN 'rated' THEN rated WHEN 'abstained' THEN abstained WHEN 'handed' THEN handed WHEN 'paid' THEN paid"            \
    " WHEN 'felt' THEN felt ELSE 1 END = 1"

#define FACTS CHOSEN TRIED FLAGS

_Static_assert(INSIGHT_DURABLE == 604800, "FLAGS names the seconds of seven days");

#define FILTER_VALUES(filter, now)                                                                                        \
    (filter)->from, (filter)->to, (now), (filter)->course_id, (filter)->measure, (filter)->rating, (filter)->lesson_id,   \
        (filter)->section, (filter)->among

cJSON *insight_totals(struct db *db, const struct insight_filter *filter, int64_t now)
{
    cJSON *totals =
        db_row(db,
               FACTS " SELECT count(*) AS conversations, count(DISTINCT user_id) AS askers, coalesce(sum(questions), 0) AS questions,"
                     " coalesce(sum(resolved), 0) AS resolved,"
                     " coalesce(sum(questions) FILTER (WHERE resolved = 1), 0) AS resolved_questions,"
                     " coalesce(sum(reopened), 0) AS reopened, coalesce(sum(closed), 0) AS closed,"
                     " coalesce(sum(settled), 0) AS settled, coalesce(sum(durable), 0) AS durable,"
                     " coalesce(sum(tested), 0) AS tested, coalesce(sum(learned), 0) AS learned,"
                     " coalesce(sum(rated), 0) AS rated, avg(rating) AS rating,"
                     " count(*) FILTER (WHERE rating = 1) AS rating_1, count(*) FILTER (WHERE rating = 2) AS rating_2,"
                     " count(*) FILTER (WHERE rating = 3) AS rating_3, count(*) FILTER (WHERE rating = 4) AS rating_4,"
                     " count(*) FILTER (WHERE rating = 5) AS rating_5, coalesce(sum(abstained), 0) AS abstained,"
                     " coalesce(sum(abstentions), 0) AS abstentions, coalesce(sum(handed), 0) AS handed,"
                     " coalesce(sum(paid), 0) AS paid, coalesce(sum(cost), 0) AS cost, coalesce(sum(felt), 0) AS felt,"
                     " avg(sentiment) AS sentiment FROM fact" WITH_MEASURE,
               FILTER_VALUES(filter, now));
    return totals == NULL ? cJSON_CreateObject() : totals;
}

cJSON *insight_list(struct db *db, const struct insight_filter *filter, int64_t now, int64_t limit, int64_t offset)
{
    return db_rows(db,
                   FACTS " SELECT f.id, f.user_id AS asker, f.title, k.slug AS course, k.title AS course_title, l.slug AS lesson,"
                         " l.title AS lesson_title, f.created_at, f.updated_at, f.questions, f.resolved AS \"resolved:bool\","
                         " f.reopened AS \"reopened:bool\", f.durable AS \"durable:bool\", f.tested AS \"tested:bool\","
                         " f.learned AS \"learned:bool\", f.abstentions, f.handed AS \"handed:bool\", f.rating, f.sentiment, f.cost"
                         " FROM fact f LEFT JOIN course k ON k.id = f.course_id LEFT JOIN lesson l ON l.id = f.lesson_id" WITH_MEASURE
                         " ORDER BY f.created_at DESC, f.id DESC LIMIT ?10 OFFSET ?11",
                   FILTER_VALUES(filter, now), limit, offset);
}

/* What was answered is looked at only for the newest, when they are chosen. */
cJSON *insight_questions(struct db *db, const struct insight_filter *filter)
{
    return db_rows(db,
                   "WITH newest AS (SELECT m.id, m.conversation_id, c.user_id, c.course_id, c.created_at >= ?1 AS current, c.resolved_at, m.content,"
                   " m.action, m.created_at, m.lesson_id FROM conversation c JOIN message m ON m.conversation_id = c.id"
                   " WHERE c.deleted_at IS NULL AND c.created_at >= ?1 - (?2 - ?1) AND c.created_at < ?2"
                   " AND (?3 = 0 OR c.course_id = ?3) AND m.role = 'user' ORDER BY m.id DESC LIMIT ?4)"
                   " SELECT q.id, q.conversation_id AS conversation, q.user_id AS asker, substr(q.content, 1, 400) AS content, q.action,"
                   " q.created_at AS at, q.current AS \"current:bool\", coalesce(n.abstained, 0) AS \"unanswered:bool\","
                   " EXISTS (SELECT 1 FROM coach_action a WHERE a.message_id = n.id AND a.state = 'done') AS \"confirmed:bool\","
                   " q.resolved_at IS NOT NULL AS \"resolved:bool\", l.slug AS lesson, l.title AS lesson_title,"
                   " k.slug AS course, k.title AS course_title FROM newest q LEFT JOIN message n ON n.id = (SELECT min(a.id) FROM message a"
                   " WHERE a.conversation_id = q.conversation_id AND a.id > q.id) LEFT JOIN lesson l ON l.id = q.lesson_id"
                   " LEFT JOIN course k ON k.id = coalesce(l.course_id, q.course_id) ORDER BY q.id",
                   filter->from, filter->to, filter->course_id, INSIGHT_QUESTIONS_MOST);
}

cJSON *insight_confusion(struct db *db, const struct insight_filter *filter, int limit)
{
    return db_rows(db,
                   "WITH asked AS (SELECT m.lesson_id, m.heading, count(*) AS questions, count(DISTINCT c.id) AS conversations"
                   " FROM conversation c JOIN message m ON m.conversation_id = c.id WHERE c.deleted_at IS NULL AND c.created_at >= ?1"
                   " AND c.created_at < ?2 AND (?3 = 0 OR c.course_id = ?3) AND m.role = 'user' AND m.lesson_id IS NOT NULL"
                   " GROUP BY m.lesson_id, m.heading), seen AS (SELECT a.*, (SELECT count(*) FROM lesson_progress p"
                   " WHERE p.lesson_id = a.lesson_id AND p.opened_at < ?2 AND p.seen_at >= ?1) AS views FROM asked a)"
                   " SELECT s.lesson_id, l.slug AS lesson, l.title AS lesson_title, k.slug AS course, k.title AS course_title,"
                   " s.heading AS section, s.questions, s.conversations, s.views, 100.0 * s.questions / NULLIF(s.views, 0) AS rate"
                   " FROM seen s JOIN lesson l ON l.id = s.lesson_id JOIN course k ON k.id = l.course_id"
                   " ORDER BY s.views = 0, 100.0 * s.questions / NULLIF(s.views, 0) DESC, s.questions DESC, s.lesson_id, s.heading LIMIT ?4",
                   filter->from, filter->to, filter->course_id, limit);
}

cJSON *insight_moods(struct db *db, const struct insight_filter *filter, int limit)
{
    return db_rows(db,
                   "SELECT c.id, c.title, c.sentiment, coalesce(m.content, '') AS content FROM conversation c"
                   " LEFT JOIN message m ON m.id = c.sentiment_message_id WHERE c.deleted_at IS NULL AND c.created_at >= ?1"
                   " AND c.created_at < ?2 AND (?3 = 0 OR c.course_id = ?3) AND c.sentiment < 0 ORDER BY c.sentiment, c.id LIMIT ?4",
                   filter->from, filter->to, filter->course_id, limit);
}

cJSON *insight_conversation(struct db *db, int64_t id)
{
    return db_row(db,
                  "SELECT c.id, c.user_id, p.name, p.email, p.language, c.title, c.course_id, k.slug AS course, k.title AS course_title,"
                  " l.slug AS lesson, l.title AS lesson_title, c.created_at, c.updated_at, c.resolved_at, c.reopened_at,"
                  " c.handed_over_at, c.rating, c.rating_reason, c.sentiment"
                  " FROM conversation c JOIN person p ON p.id = c.user_id LEFT JOIN course k ON k.id = c.course_id"
                  " LEFT JOIN lesson l ON l.id = c.lesson_id WHERE c.id = ?1 AND c.deleted_at IS NULL",
                  id);
}
