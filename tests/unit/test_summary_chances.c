/* test_summary_chances.c - the rules of a report about lessons, courses, devices, questions and the coach, each over a history planted for it:
 * it fires with the figures that were planted, and not just below its least difference or its least number. */
#include "planted.h"

/* ---- lessons ---- */

static void plant_viewers(struct bench *bench, int first, int second)
{
    happen(bench, WEEK_BEGIN + 3, first, about("lesson.viewed", 1, 10));
    happen(bench, WEEK_BEGIN + 3, second, about("lesson.viewed", 1, 11));
    happen(bench, WEEK_BEGIN + 3, second, about("lesson.viewed", 1, 12));
    happen(bench, WEEK_BEFORE, 100, about("lesson.viewed", 1, 10)); /* not of this week */
}

static void a_lesson_that_loses_many_is_told(void **state)
{
    plant_viewers(*state, 20, 13);
    const struct summary *summary = report(*state);
    says(summary, "lesson", SUMMARY_CHANCES, "“Loops” (One) loses most: of 20 viewers, 7 did not open the next lesson.");
    assert_string_equal(find(summary, "lesson")->link, "/courses/one/loops");
}

static void a_lesson_that_loses_30_percent_is_not(void **state)
{
    plant_viewers(*state, 20, 14);
    assert_null(find(report(*state), "lesson"));
}

static void a_lesson_of_19_viewers_is_not(void **state)
{
    plant_viewers(*state, 19, 0);
    assert_null(find(report(*state), "lesson"));
}

/* ---- courses ---- */

static void plant_enrolments(struct bench *bench, int views, int enrolled, int views_elsewhere, int enrolled_elsewhere)
{
    happen(bench, WEEK_BEGIN, views, about("course.viewed", 1, 0));
    happen(bench, WEEK_BEGIN + 6, enrolled, about("course.enrolled", 1, 0));
    happen(bench, WEEK_BEGIN, views_elsewhere, about("course.viewed", 2, 0));
    happen(bench, WEEK_BEGIN + 1, enrolled_elsewhere, about("course.enrolled", 2, 0));
    happen(bench, WEEK_BEGIN - 1, 60, about("course.viewed", 1, 0));
}

static void a_course_that_is_looked_at_only_is_told(void **state)
{
    plant_enrolments(*state, 50, 4, 100, 40);
    says(report(*state), "enrol", SUMMARY_CHANCES, "“One”: 8 % of 50 views of its page became an enrolment, elsewhere 40 %.");
}

static void a_course_of_49_views_is_not(void **state)
{
    plant_enrolments(*state, 49, 0, 100, 40);
    assert_null(find(report(*state), "enrol"));
}

/* 20 and 40 percent of these differ by more than chance (p 0.014), but half as many is not less than half. */
static void a_course_with_half_as_many_is_not(void **state)
{
    plant_enrolments(*state, 50, 10, 100, 40);
    assert_null(find(report(*state), "enrol"));
}

static void a_course_that_may_be_chance_is_not(void **state)
{
    plant_enrolments(*state, 50, 4, 5, 1);
    assert_null(find(report(*state), "enrol"));
}

/* ---- devices and countries ---- */

static struct event on_device(const char *name, enum event_device device)
{
    struct event one = about(name, 1, 10);
    one.device = device;
    return one;
}

static struct event in_country(const char *name, const char *country)
{
    struct event one = about(name, 1, 10);
    one.country = country;
    return one;
}

static void plant_devices(struct bench *bench, int opened, int went_on)
{
    happen(bench, WEEK_BEGIN, opened, on_device("lesson.viewed", EVENT_PHONE));
    happen(bench, WEEK_BEGIN, went_on, on_device("next.pressed", EVENT_PHONE));
    happen(bench, WEEK_BEGIN + 6, 1000, on_device("lesson.viewed", EVENT_DESKTOP));
    happen(bench, WEEK_BEGIN + 6, 800, on_device("next.pressed", EVENT_DESKTOP));
}

static void a_device_on_which_few_go_on_is_told(void **state)
{
    plant_devices(*state, 100, 60);
    says(report(*state), "device", SUMMARY_CHANCES,
         "On phones, after 60 % of 100 opened lessons somebody went on to the next, elsewhere 80 %.");
}

static void a_device_of_99_lessons_is_not(void **state)
{
    plant_devices(*state, 99, 50);
    assert_null(find(report(*state), "device"));
}

/* Surely no chance, but less than a fifth below. */
static void a_device_that_is_a_little_worse_is_not(void **state)
{
    plant_devices(*state, 1000, 650);
    assert_null(find(report(*state), "device"));
}

static void a_country_where_few_go_on_is_told(void **state)
{
    struct bench *bench = *state;
    happen(bench, WEEK_BEGIN, 100, in_country("lesson.viewed", "FR"));
    happen(bench, WEEK_BEGIN, 40, in_country("next.pressed", "FR"));
    happen(bench, WEEK_BEGIN, 200, in_country("lesson.viewed", "DE"));
    happen(bench, WEEK_BEGIN, 160, in_country("next.pressed", "DE"));
    happen(bench, WEEK_BEGIN, 99, in_country("lesson.viewed", "ES")); /* too few */
    const struct summary *summary = report(bench);
    says(summary, "device", SUMMARY_CHANCES, "In FR, after 40 % of 100 opened lessons somebody went on to the next, elsewhere 53.5 %.");
    assert_string_equal(find(summary, "device")->link, "/admin/analytics/metric/dau?from=2023-11-13&to=2023-11-19&country=FR");
}

/* ---- what learners ask ---- */

/* Conversations that began on a day, one question each: the first ones without an answer, the last ones passed on. */
static void talk(struct bench *bench, int64_t day, int count, int without, int handed, const char *words)
{
    struct db *db = bench->fixture->db;
    for (int i = 0; i < count; i++) {
        int64_t id, at = day * CLOCK_DAY + i;
        assert_int_equal(db_insert(db, &id,
                                   "INSERT INTO conversation (user_id, title, course_id, lesson_id, created_at, updated_at, handed_over_at)"
                                   " VALUES (?1, 'T', 1, 10, ?2, ?2, CASE WHEN ?3 = 1 THEN ?2 END)",
                                   (int64_t)(i % 10 + 1), at, (int64_t)(i >= count - handed)),
                         DB_OK);
        db_change(db, "INSERT INTO message (conversation_id, role, content, lesson_id, created_at) VALUES (?1, 'user', ?2, 10, ?3)", id, words, at);
        db_change(db, "INSERT INTO message (conversation_id, role, content, abstained, created_at) VALUES (?1, 'assistant', 'So.', ?2, ?3)", id,
                  (int64_t)(i < without), at);
    }
    happen(bench, day, 1, about("coach.asked", 1, 10));
}

static void a_question_without_answers_is_told(void **state)
{
    talk(*state, WEEK_BEGIN + 1, 3, 1, 0, "How do I undo a merge?");
    talk(*state, WEEK_BEGIN + 2, 1, 1, 0, "how do I undo a merge");
    says(report(*state), "question", SUMMARY_CHANCES,
         "3 learners asked the coach the same at “Loops”, and 2 of 4 times it found no answer: an entry in the FAQ would help.");
}

static void a_question_of_two_learners_is_not(void **state)
{
    talk(*state, WEEK_BEGIN + 1, 2, 2, 0, "How do I undo a merge?");
    talk(*state, WEEK_BEGIN + 2, 2, 2, 0, "How do I undo a merge?");
    talk(*state, WEEK_BEFORE, 4, 4, 0, "How do I undo a merge?"); /* not of this week */
    assert_null(find(report(*state), "question"));
}

static void a_question_that_is_mostly_answered_is_not(void **state)
{
    talk(*state, WEEK_BEGIN + 1, 5, 2, 0, "How do I undo a merge?");
    assert_null(find(report(*state), "question"));
}

/* The FAQ has it in the words of any of them. */
static void a_question_of_the_faq_is_not(void **state)
{
    struct bench *bench = *state;
    talk(bench, WEEK_BEGIN + 1, 3, 3, 0, "How do I undo a merge?");
    talk(bench, WEEK_BEGIN + 2, 1, 1, 0, "Undo a merge - how?");
    db_change(bench->fixture->db, "INSERT INTO faq (course_id, question, answer, created_at) VALUES (2, 'How do I undo a merge?', 'So.', 1)");
    assert_non_null(find(report(bench), "question")); /* of another course */
    db_change(bench->fixture->db, "INSERT INTO faq (course_id, question, answer, created_at) VALUES (1, 'undo a merge - HOW?', 'So.', 1)");
    assert_null(find(report(bench), "question"));
}

/* ---- the coach ---- */

static void plant_talks(struct bench *bench, int before, int without_before, int count, int without)
{
    talk(bench, WEEK_BEFORE, before, without_before, 0, "Why?");
    talk(bench, WEEK_BEGIN, count, without, 0, "Why?");
}

static void a_coach_that_finds_less_is_told(void **state)
{
    plant_talks(*state, 20, 2, 20, 12);
    says(report(*state), "coach", SUMMARY_FAILS, "The coach did not find an answer in 60 % of 20 conversations, before in 10 %: more often.");
}

static void a_coach_that_finds_more_is_told(void **state)
{
    plant_talks(*state, 20, 12, 20, 2);
    says(report(*state), "coach", SUMMARY_WORKS, "The coach did not find an answer in 10 % of 20 conversations, before in 60 %: less often.");
}

static void a_coach_of_19_conversations_is_not(void **state)
{
    plant_talks(*state, 20, 2, 19, 19);
    assert_null(find(report(*state), "coach"));
}

static void a_coach_of_19_conversations_before_is_not(void **state)
{
    plant_talks(*state, 19, 0, 20, 20);
    assert_null(find(report(*state), "coach"));
}

static void a_coach_that_changed_by_chance_is_not(void **state)
{
    plant_talks(*state, 20, 5, 20, 8);
    assert_null(find(report(*state), "coach"));
}

static void a_coach_that_passes_on_more_is_told(void **state)
{
    talk(*state, WEEK_BEFORE, 40, 0, 4, "Why?");
    talk(*state, WEEK_BEGIN + 6, 40, 0, 20, "Why?");
    says(report(*state), "coach", SUMMARY_FAILS, "The coach passed on 50 % of 40 conversations to a person, before 10 %: more often.");
}

/* Nothing is compared with a week that was not recorded from its beginning. */
static void a_coach_without_a_whole_week_before_is_not(void **state)
{
    talk(*state, WEEK_BEFORE + 1, 20, 0, 0, "Why?");
    talk(*state, WEEK_BEGIN, 20, 20, 0, "Why?");
    assert_null(find(report(*state), "coach"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLANTED(a_lesson_that_loses_many_is_told),
        PLANTED(a_lesson_that_loses_30_percent_is_not),
        PLANTED(a_lesson_of_19_viewers_is_not),
        PLANTED(a_course_that_is_looked_at_only_is_told),
        PLANTED(a_course_of_49_views_is_not),
        PLANTED(a_course_with_half_as_many_is_not),
        PLANTED(a_course_that_may_be_chance_is_not),
        PLANTED(a_device_on_which_few_go_on_is_told),
        PLANTED(a_device_of_99_lessons_is_not),
        PLANTED(a_device_that_is_a_little_worse_is_not),
        PLANTED(a_country_where_few_go_on_is_told),
        PLANTED(a_question_without_answers_is_told),
        PLANTED(a_question_of_two_learners_is_not),
        PLANTED(a_question_that_is_mostly_answered_is_not),
        PLANTED(a_question_of_the_faq_is_not),
        PLANTED(a_coach_that_finds_less_is_told),
        PLANTED(a_coach_that_finds_more_is_told),
        PLANTED(a_coach_of_19_conversations_is_not),
        PLANTED(a_coach_of_19_conversations_before_is_not),
        PLANTED(a_coach_that_changed_by_chance_is_not),
        PLANTED(a_coach_that_passes_on_more_is_told),
        PLANTED(a_coach_without_a_whole_week_before_is_not),
    };
    return cmocka_run_group_tests_name("summary_chances", tests, NULL, NULL);
}
