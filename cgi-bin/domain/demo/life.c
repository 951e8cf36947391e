/* life.c - opening, reading, completing, failing and passing, as real learners do. Called by demo.c. */
#include "domain/demo/life.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "domain/assess/attempt.h"
#include "domain/assess/shuffle.h"
#include "domain/demo/story.h"
#include "domain/learning/enrolment.h"
#include "domain/learning/progress.h"

double life_chance(struct life *life)
{
    return (double)(shuffle_next(&life->random) >> 11) / 9007199254740992.0; /* 2^53 */
}

int64_t life_below(struct life *life, int64_t limit)
{
    return limit <= 0 ? 0 : (int64_t)(shuffle_next(&life->random) % (uint64_t)limit);
}

/* Reads for as long as the author thought, give or take half, in beats as a browser would report them. */
static int64_t read_lesson(struct life *life, int64_t lesson_id, int64_t minutes, int64_t at)
{
    int64_t seconds = (int64_t)((double)minutes * 60 * (0.5 + life_chance(life)));
    for (int64_t left = seconds; left > 0; left -= 60) {
        at += left < 60 ? left : 60;
        progress_count_time(life->db, life->user_id, lesson_id, left < 60 ? left : 60, at, life->zone);
    }
    return at;
}

/* One attempt at a quiz, each answer after some thought. Gives the time when it was handed in. */
static int64_t take_quiz(struct life *life, int64_t quiz_id, int64_t at)
{
    int64_t id = 0;
    const char *path = NULL;
    enum attempt_outcome outcome = attempt_start(life->arena, life->db, life->user_id, quiz_id, at, &id, &path);
    if (outcome != ATTEMPT_STARTED && outcome != ATTEMPT_RESUMED)
        return at;
    cJSON *attempt = attempt_find(life->db, life->user_id, id), *question;
    cJSON *questions = attempt_questions(life->db, attempt);
    cJSON_ArrayForEach(question, questions)
    {
        at += 15 + life_below(life, 45);
        cJSON *values = life_answer(life, question, json_integer(attempt, "seed", 0), json_bool(attempt, "shuffle", false));
        attempt_save(life->arena, life->db, attempt, questions, json_integer(question, "id", 0), values, at * 1000, at);
    }
    attempt_submit(life->arena, life->db, attempt, questions, at, life->zone);
    return at + 30;
}

static bool has_passed(struct life *life, int64_t quiz_id)
{
    return db_integer(life->db, 0, "SELECT max(passed) FROM attempt WHERE user_id = ?1 AND quiz_id = ?2", life->user_id, quiz_id) == 1;
}

/* Gives the time when the lesson was done, or 0 when it was left for another day (a failed quiz, a tired reader). */
static int64_t do_lesson(struct life *life, const cJSON *lesson, int64_t course_id, int64_t at, int64_t *ended)
{
    int64_t id = json_integer(lesson, "id", 0), quiz_id = json_integer(lesson, "quiz_id", 0);
    progress_open(life->db, life->user_id, course_id, id, at);
    if (quiz_id != 0) {
        *ended = take_quiz(life, quiz_id, at);
        return has_passed(life, quiz_id) ? *ended : 0;
    }
    *ended = read_lesson(life, id, json_integer(lesson, "minutes", 5), at);
    if (life_chance(life) < 0.06)
        return 0;
    struct progress_change change;
    progress_complete(life->db, life->user_id, id, *ended, life->zone, &change);
    return *ended;
}

/* A sitting: up to so many lessons, one after the other. Gives the first lesson that is still to do. */
static const cJSON *learn_for_a_day(struct life *life, const cJSON *lesson, int64_t course_id, int64_t at, int *left)
{
    int64_t count = 1 + life_below(life, life->lessons_a_day);
    while (lesson != NULL && count-- > 0 && *left > 0) {
        int64_t ended = at;
        if (do_lesson(life, lesson, course_id, at, &ended) == 0)
            break;
        --*left;
        lesson = lesson->next;
        at = ended + 30 + life_below(life, 240);
    }
    return lesson;
}

static cJSON *lessons_of(struct life *life, int64_t course_id)
{
    return db_rows(life->db,
                   "SELECT l.id, l.minutes, coalesce(q.id, 0) AS quiz_id FROM lesson l LEFT JOIN quiz q ON q.lesson_id = l.id"
                   " WHERE l.course_id = ?1 AND l.removed_at IS NULL ORDER BY l.position",
                   course_id);
}

int64_t life_take_course(struct life *life, int64_t course_id, int64_t start, int64_t now, int most)
{
    const cJSON *lesson = lessons_of(life, course_id)->child;
    enrolment_begin(life->db, life->user_id, course_id, start, life->zone);
    int64_t day = start;
    for (; lesson != NULL && most > 0 && day + CLOCK_DAY / 2 < now; day += CLOCK_DAY) {
        bool weekend = clock_weekday(day / CLOCK_DAY) >= 6;
        bool learns = life_chance(life) <= life->diligence * (weekend ? 0.6 : 1.0);
        if (!learns || story_outage(day / CLOCK_DAY, now))
            continue;
        int64_t at = day - day % CLOCK_DAY + life->hour * CLOCK_HOUR + life_below(life, 2 * CLOCK_HOUR);
        if (at <= start)
            at = start + 60;
        if (at + 3 * CLOCK_HOUR > now)
            break;
        lesson = learn_for_a_day(life, lesson, course_id, at, &most);
        if (life_chance(life) < life->weariness)
            break;
    }
    return day < now ? day : now;
}
