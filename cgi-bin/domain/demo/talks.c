/* talks.c - what the demo's learners asked the coach in the last weeks: the script is db/demo/questions.yaml, the answers are the coach's.
 *
 * Each wording of a talk is a conversation of a learner who had that lesson open then. Called by `nexus demo`, after the learners. */
#include "domain/demo/demo.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/base/yaml.h"
#include "domain/coach/conversation.h"
#include "domain/coach/faq.h"
#include "domain/coach/handover.h"
#include "domain/coach/index.h"
#include "domain/coach/insight.h"
#include "domain/coach/reminder.h"
#include "domain/coach/sentiment.h"
#include "domain/demo/exchange.h"
#include "domain/demo/life.h"

#include <string.h>

enum { DAYS = 60, HOUR_OF_DAYS = 16 };

/* A talk of the script, and what is drawn for one conversation of it. */
struct telling {
    struct talker talker;
    struct life *life; /* for its chances */
    const cJSON *talk, *reasons;
    int64_t now;
};

/* ---- who asks, and when ---- */

/* Learners who had the lesson open, the latest first, but none who talked about it already: {user_id, at, zone}. */
static cJSON *askers(struct db *db, const char *course, const char *lesson, int64_t now)
{
    return db_rows(db,
                   "SELECT s.user_id, s.opened_at AS at, p.time_zone AS zone FROM lesson_progress s JOIN lesson l ON l.id = s.lesson_id"
                   " JOIN course c ON c.id = s.course_id JOIN person p ON p.id = s.user_id WHERE c.slug = ?1 AND l.slug = ?2"
                   " AND s.opened_at >= ?3 AND s.opened_at < ?4 AND p.roles = 1 AND p.email NOT LIKE 'ada@%' AND NOT EXISTS"
                   " (SELECT 1 FROM conversation v WHERE v.user_id = s.user_id AND v.lesson_id = s.lesson_id) ORDER BY s.opened_at DESC, s.user_id",
                   course, lesson, now - DAYS * CLOCK_DAY, now - 8 * CLOCK_HOUR);
}

static cJSON *ada(struct db *db)
{
    return db_row(db, "SELECT id AS user_id, time_zone AS zone FROM person WHERE email = 'ada@demo.nexus.example'");
}

/* So many days ago, in the afternoon; today: some hours ago. */
static int64_t days_ago(int64_t now, int64_t days)
{
    return days == 0 ? now - 5 * CLOCK_HOUR : (now / CLOCK_DAY - days) * CLOCK_DAY + HOUR_OF_DAYS * CLOCK_HOUR;
}

/* False: nobody had the lesson open. */
static bool choose(struct telling *telling, const char *course, const char *lesson)
{
    struct talker *talker = &telling->talker;
    int64_t days = json_integer(telling->talk, "days", -1);
    bool by_ada = text_equal(json_string(telling->talk, "who", ""), "ada");
    const cJSON *rows = by_ada ? NULL : askers(talker->db, course, lesson, telling->now);
    const cJSON *row = by_ada ? ada(talker->db) : cJSON_GetArrayItem(rows, (int)life_below(telling->life, cJSON_GetArraySize(rows)));
    talker->user_id = json_integer(row, "user_id", 0);
    talker->zone = json_string(row, "zone", "UTC");
    talker->at = (days < 0 ? json_integer(row, "at", 0) : days_ago(telling->now, days)) + 60 + life_below(telling->life, 15 * CLOCK_MINUTE);
    return row != NULL;
}

/* ---- how it ends ---- */

static void go_on(struct telling *telling)
{
    telling->talker.at += 40 + life_below(telling->life, 4 * CLOCK_MINUTE);
}

static const char *drawn_reason(struct telling *telling, bool good)
{
    const cJSON *list = json_member(telling->reasons, good ? "good" : "bad");
    return cJSON_GetStringValue(cJSON_GetArrayItem(list, (int)life_below(telling->life, cJSON_GetArraySize(list))));
}

/* Where the script does not say, a third rate; who was not helped rates low. */
static void rate(struct telling *telling, bool first)
{
    int rating = (int)json_integer(telling->talk, "rating", 0);
    const char *reason = json_string(telling->talk, "reason", NULL);
    bool scripted = rating != 0 && first;
    if (!scripted && life_chance(telling->life) > 0.33)
        return;
    if (!scripted)
        rating = telling->talker.abstained ? (int)(1 + life_below(telling->life, 3)) : (int)(3 + life_below(telling->life, 3));
    if (!scripted || reason == NULL)
        reason = drawn_reason(telling, rating > 3);
    conversation_rate(telling->talker.db, telling->talker.user_id, telling->talker.answer_id, rating, reason == NULL ? "" : reason);
}

static void settle(struct telling *telling, bool first)
{
    struct talker *talker = &telling->talker;
    const char *again = json_string(telling->talk, "again", NULL);
    bool resolved = json_bool(telling->talk, "resolved", false) && (first || life_chance(telling->life) < 0.7);
    if (resolved && !talker->abstained)
        conversation_resolve(talker->db, talker->user_id, talker->conversation_id, talker->at + 30);
    if (again != NULL) {
        talker->at += CLOCK_DAY;
        exchange(talker, again);
    }
}

/* The first who teaches the course reads it some hours later, and answers. */
static void answer_in_person(struct telling *telling, const char *words, bool first)
{
    struct talker *talker = &telling->talker;
    int64_t teacher = db_integer(talker->db, 0, "SELECT min(user_id) FROM course_instructor WHERE course_id = ?1", talker->place.course_id);
    talker->at += 2 * CLOCK_HOUR + life_below(telling->life, 5 * CLOCK_HOUR);
    if (teacher == 0 || talker->at >= telling->now)
        return;
    conversation_note_reader(talker->db, talker->conversation_id, teacher, talker->at - 10 * CLOCK_MINUTE);
    handover_reply(talker->db, talker->conversation_id, teacher, words, talker->at);
    if (first && json_bool(telling->talk, "faq", false))
        faq_add(talker->db, talker->place.course_id, talker->place.lesson_id, talker->first, words, teacher, talker->at);
}

static void end(struct telling *telling, bool first)
{
    struct talker *talker = &telling->talker;
    const char *person = json_string(telling->talk, "person", NULL);
    bool waits = json_bool(telling->talk, "waits", false);
    if (person != NULL || waits)
        handover_ask(talker->db, talker->user_id, talker->conversation_id, talker->at + CLOCK_MINUTE);
    if (!waits)
        rate(telling, first);
    if (person != NULL)
        answer_in_person(telling, person, first);
    settle(telling, first);
}

/* ---- one conversation ---- */

/* True also when nobody can have asked this. */
static bool tell(struct telling *telling, const char *words, bool first)
{
    struct talker *talker = &telling->talker;
    const char *course = json_string(telling->talk, "course", ""), *lesson = json_string(telling->talk, "lesson", "");
    const cJSON *more;
    if (!choose(telling, course, lesson))
        return true;
    talker->language = json_string(telling->talk, "language", "en");
    talker->heading = json_string(telling->talk, "heading", "");
    talker->place = policy_place(talker->db, talker->user_id, false, course, lesson);
    bool done = exchange(talker, words);
    cJSON_ArrayForEach(more, json_member(telling->talk, "then"))
    {
        go_on(telling);
        done = done && exchange(talker, cJSON_GetStringValue(more));
    }
    if (done)
        end(telling, first);
    return done && db_failed(talker->db) == DB_OK;
}

static bool tell_alone(struct db *db, struct life *life, const cJSON *script, const cJSON *talk, const cJSON *words, int64_t now)
{
    struct arena *own = arena_new();
    struct telling telling = {.talker = {.arena = own, .db = db}, .life = life, .talk = talk, .reasons = json_member(script, "reasons"), .now = now};
    arena_own_json(own);
    db_use_arena(db, own);
    bool done = db_begin_write(db) == DB_OK && tell(&telling, cJSON_GetStringValue(words), words == json_member(talk, "words")->child);
    done = db_end(db, done) == DB_OK && done;
    arena_free(own);
    return done;
}

/* ---- before and afterwards ---- */

static bool index_courses(struct arena *arena, struct db *db)
{
    const cJSON *courses = coach_index_courses(db), *course;
    struct coach_indexed indexed;
    bool done = db_begin_write(db) == DB_OK;
    cJSON_ArrayForEach(course, courses) done = done && coach_index_course(arena, db, json_integer(course, "id", 0), &indexed) == DB_OK;
    return db_end(db, done) == DB_OK && done;
}

/* How they felt is looked at at once. Nobody is told by mail of what has waited for days, nor reminded of what was due long ago. */
static bool finish(struct arena *arena, struct db *db, int64_t now)
{
    bool done = db_begin_write(db) == DB_OK;
    insight_feel(arena, db, sentiment_of_message, now, 1000);
    const cJSON *rows = handover_untold(db, now), *row;
    cJSON_ArrayForEach(row, rows) done = done && handover_note_told(db, json_integer(row, "reader_id", 0), now) == DB_OK;
    const cJSON *reminders = reminder_due(db, now, 1000);
    cJSON_ArrayForEach(row, reminders) done = done && reminder_sent(db, json_integer(row, "id", 0), now) == DB_OK;
    return db_end(db, done && db_failed(db) == DB_OK) == DB_OK && done;
}

bool demo_tell_talks(struct arena *arena, struct db *db, const char *yaml, uint64_t seed, int64_t now)
{
    const char *problem = NULL;
    const cJSON *script = yaml_read(arena, yaml, strlen(yaml), 1, &problem), *talk, *words;
    struct life life = {.arena = arena, .db = db, .random = seed};
    if (script == NULL) {
        log_error("the demo's questions", "reason", problem, NULL);
        return false;
    }
    bool done = index_courses(arena, db);
    cJSON_ArrayForEach(talk, json_member(script, "talks"))
        cJSON_ArrayForEach(words, json_member(talk, "words"))
            done = done && tell_alone(db, &life, script, talk, words, now);
    arena_own_json(arena);
    db_use_arena(db, arena);
    return done && finish(arena, db, now);
}
