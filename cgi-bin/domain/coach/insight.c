/* insight.c - figures about conversations, and the conversations behind them: one definition of each measure for both. Called by the
 * pages of /admin/coach; how people felt is in insight_feel.c, what was asked most in insight_group.c. */
#include "domain/coach/insight.h"

/* The conversations that fit. What was said in them, and what came next, the database counts where it is stored (db/0014-insight.sql). */
#define CHOSEN                                                                                                            \
    "WITH chosen AS (SELECT c.*, CASE WHEN c.handed_over_at IS NULL AND c.persons = 0 THEN 1 ELSE 0 END AS alone"         \
    " FROM conversation c"                                                                                                \
    " WHERE c.deleted_at IS NULL AND c.created_at >= ?1 AND c.created_at < ?2 AND (?4 = 0 OR c.course_id = ?4)"           \
    " AND (?6 = 0 OR c.rating = ?6) AND (?9 IS NULL OR ?9 LIKE '%,' || c.id || ',%')"                                     \
    " AND (?7 = 0 OR EXISTS (SELECT 1 FROM message q WHERE q.conversation_id = c.id AND q.role = 'user'"                  \
    " AND q.lesson_id = ?7 AND (?8 IS NULL OR q.heading = ?8)))),"

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
    " CASE WHEN sentiment IS NOT NULL THEN 1 ELSE 0 END AS felt FROM chosen t)"

#define WITH_MEASURE                                                                                                      \
    " WHERE CASE ?5 WHEN 'resolved' THEN resolved WHEN 'reopened' THEN reopened WHEN 'closed' THEN closed"                \
    " WHEN 'settled' THEN settled WHEN 'durable' THEN durable WHEN 'tested' THEN tested WHEN 'learned' THEN learned"      \
    " WHEN 'rated' THEN rated WHEN 'abstained' THEN abstained WHEN 'handed' THEN handed WHEN 'paid' THEN paid"            \
    " WHEN 'felt' THEN felt ELSE 1 END = 1"

#define FACTS CHOSEN FLAGS

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

/* The conversations are bounded first, then what was asked in them; what was answered is looked at only for those that are chosen. */
cJSON *insight_questions(struct db *db, const struct insight_filter *filter)
{
    return db_rows(db,
                   "WITH talk AS (SELECT c.id, c.user_id, c.course_id, c.created_at, c.resolved_at, c.abstentions FROM conversation c"
                   " WHERE c.deleted_at IS NULL AND c.created_at >= ?1 - (?2 - ?1) AND c.created_at < ?2 AND (?3 = 0 OR c.course_id = ?3)"
                   " ORDER BY c.created_at DESC, c.id DESC LIMIT ?4),"
                   " newest AS (SELECT m.id, t.id AS conversation, t.user_id AS asker, t.course_id, t.created_at >= ?1 AS current, t.resolved_at,"
                   " t.abstentions FROM talk t CROSS JOIN message m ON m.conversation_id = t.id WHERE m.role = 'user'"
                   " ORDER BY m.id DESC LIMIT ?4),"
                   " followed AS (SELECT q.*, (SELECT min(n.id) FROM message n WHERE n.conversation_id = q.conversation AND n.id > q.id) AS next"
                   " FROM newest q)"
                   " SELECT q.id, q.conversation, q.asker, substr(m.content, 1, 400) AS content, m.action, m.created_at AS at,"
                   " q.current AS \"current:bool\", CASE WHEN q.abstentions = 0 THEN 0"
                   " ELSE coalesce((SELECT n.abstained FROM message n WHERE n.id = q.next), 0) END AS \"unanswered:bool\","
                   " EXISTS (SELECT 1 FROM coach_action a WHERE a.message_id = q.next AND a.state = 'done') AS \"confirmed:bool\","
                   " q.resolved_at IS NOT NULL AS \"resolved:bool\", l.slug AS lesson, l.title AS lesson_title,"
                   " k.slug AS course, k.title AS course_title FROM followed q CROSS JOIN message m ON m.id = q.id"
                   " LEFT JOIN lesson l ON l.id = m.lesson_id LEFT JOIN course k ON k.id = coalesce(l.course_id, q.course_id) ORDER BY q.id",
                   filter->from, filter->to, filter->course_id, INSIGHT_QUESTIONS_MOST);
}

cJSON *insight_confusion(struct db *db, const struct insight_filter *filter, int limit)
{
    return db_rows(db,
                   "WITH asked AS MATERIALIZED (SELECT m.lesson_id, m.heading, count(*) AS questions, count(DISTINCT c.id) AS conversations"
                   " FROM conversation c JOIN message m ON m.conversation_id = c.id WHERE c.deleted_at IS NULL AND c.created_at >= ?1"
                   " AND c.created_at < ?2 AND (?3 = 0 OR c.course_id = ?3) AND m.role = 'user' AND m.lesson_id IS NOT NULL"
                   " GROUP BY m.lesson_id, m.heading), viewed AS MATERIALIZED (SELECT a.lesson_id, (SELECT count(*) FROM lesson_progress p"
                   " WHERE p.lesson_id = a.lesson_id AND p.opened_at < ?2 AND p.seen_at >= ?1) AS views"
                   " FROM (SELECT DISTINCT lesson_id FROM asked) a), seen AS (SELECT a.*, v.views FROM asked a JOIN viewed v"
                   " ON v.lesson_id = a.lesson_id)"
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

cJSON *insight_ratings(struct db *db, int64_t from, int64_t to)
{
    return db_rows(db,
                   "SELECT course_id, count(*) AS rated, sum(rating) AS stars FROM conversation WHERE rating IS NOT NULL AND course_id IS NOT NULL"
                   " AND deleted_at IS NULL AND created_at >= ?1 AND created_at < ?2 GROUP BY course_id",
                   from, to);
}
