/* test_funnel.c - funnels of histories made by hand, and of random ones against a count that tries every chain of events. */
#include "place.h"

#include "domain/measure/funnel.h"

#include <math.h>

enum { MINUTE = 60 };

/* "a0 b5 c9": an event of each name so many seconds after noon; `actor`'s. */
static void live(struct place *place, int64_t actor, const char *story)
{
    static int64_t position;
    for (const char *at = story; *at != '\0';) {
        char name[] = {'s', '.', *at, '\0'}, *end;
        long seconds = strtol(at + 1, &end, 10);
        put(place, event(NOON + seconds, name, actor), ++position);
        at = end + strspn(end, " ");
    }
}

static struct funnel funnel_of(const char *letters, int64_t minutes)
{
    static char names[FUNNEL_STEPS_MOST][4];
    struct funnel funnel = {.count = (int)strlen(letters), .minutes = minutes};
    for (int i = 0; i < funnel.count; i++) {
        snprintf(names[i], sizeof names[i], "s.%c", letters[i]);
        funnel.steps[i].name = names[i];
    }
    return funnel;
}

static struct funnel_question question_of(const struct funnel *funnel)
{
    return (struct funnel_question){.funnel = funnel, .from = NOON, .until = NOON + CLOCK_DAY};
}

struct story {
    const char *letters;
    int64_t minutes;
    const char *story;
    int level;
    int64_t at[4];
};

/* What one person did, and how far that is. */
static const struct story stories[] = {
    {"ab", 1, "a0", 1, {0}},
    {"ab", 1, "b0", 0, {0}},
    {"ab", 1, "a0 b10", 2, {0, 10}},
    {"ab", 1, "b0 a10", 1, {10}},
    {"ab", 1, "a0 b60", 2, {0, 60}},                      /* the last second of the window is in */
    {"ab", 1, "a0 b61", 1, {0}},
    {"abc", 1, "a0 b30 c60", 3, {0, 30, 60}},             /* the window is counted from the first step */
    {"abc", 1, "a0 b30 c61", 2, {0, 30}},
    {"abc", 1, "a0 c10 b20", 2, {0, 20}},
    {"abc", 1, "a0 x1 b2 x3 c4", 3, {0, 2, 4}},           /* others may lie between */
    {"ab", 1, "a0 a50 b100", 2, {50, 100}},               /* the later beginning is in time */
    {"ab", 1, "a0 a5 b10", 2, {5, 10}},
    {"abc", 1, "a0 b10 a50 c55", 3, {0, 10, 55}},         /* the first attempt gets there first */
    {"abc", 1, "a0 b10 a50 b60 c90", 3, {50, 60, 90}},    /* the first is over, the second is not */
    {"abc", 1, "a0 b10 a50 c90", 2, {0, 10}},             /* b belongs to the attempt that is over */
    {"abc", 1, "a0 b10 a20 b30", 2, {0, 10}},             /* nobody gets further: the first that got so far */
    {"ab", 1, "a0 b0", 2, {0, 0}},                        /* the same second */
    {"ab", 1, "b5 a5", 2, {5, 5}},
    {"abc", 1, "a0 c0 b0", 3, {0, 0, 0}},
    {"abc", 1, "a0 c5 b5", 3, {0, 5, 5}},
    {"aa", 1, "a0", 1, {0}},                              /* an event counts once */
    {"aa", 1, "a0 a0", 2, {0, 0}},
    {"aa", 1, "a0 a7", 2, {0, 7}},
    {"aba", 1, "a0 b0", 2, {0, 0}},
    {"aba", 1, "a0 b0 a0", 3, {0, 0, 0}},
    {"aaa", 1, "a0 a0 a30", 3, {0, 0, 30}},
    {"aab", 1, "a0 a40 a80 b100", 3, {40, 80, 100}},
    {"abab", 1, "a0 b1 a2 b3", 4, {0, 1, 2, 3}},
    {"abcd", 60, "a0 b1 c2 d3599", 4, {0, 1, 2, 3599}},   /* over the hour */
    {"abcd", 1440, "a0 b3600 c7200 d86400", 4, {0, 3600, 7200, 86400}},
    {"ab", 2880, "a86399 b100000", 2, {86399, 100000}},   /* begun in the period's last second, done after it */
    {"ab", 2880, "a86400 b86401", 0, {0}},                /* begun too late */
};

static void histories_go_as_far_as_they_should(void **state)
{
    struct place *place = *state;
    size_t count = sizeof stories / sizeof *stories;
    for (size_t i = 0; i < count; i++)
        live(place, (int64_t)i + 1, stories[i].story);
    fold(place, "UTC");
    for (size_t i = 0; i < count; i++) {
        struct funnel funnel = funnel_of(stories[i].letters, stories[i].minutes);
        struct funnel_question question = question_of(&funnel);
        int64_t at[FUNNEL_STEPS_MOST];
        int level = funnel_journey(place->arena, place->store, &question, (int64_t)i + 1, at);
        if (level != stories[i].level)
            fail_msg("%s of %s: %d steps, not %d", stories[i].letters, stories[i].story, level, stories[i].level);
        for (int step = 0; step < level; step++)
            if (at[step] - NOON != stories[i].at[step])
                fail_msg("%s of %s: step %d after %lld s", stories[i].letters, stories[i].story, step + 1, (long long)(at[step] - NOON));
    }
}

static void figures_of_a_funnel(void **state)
{
    struct place *place = *state;
    live(place, 1, "a0 b10 c40");
    live(place, 2, "a0 b20");
    live(place, 3, "a0 b60 c65");
    live(place, 4, "a5");
    live(place, 5, "b5 c6");
    live(place, -7, "a0 b1 c2");
    live(place, 0, "a0 b1 c2"); /* nobody */
    fold(place, "UTC");
    struct funnel funnel = funnel_of("abc", 5);
    struct funnel_question question = question_of(&funnel);
    struct funnel_result *result = funnel_measure(place->arena, place->store, &question);
    assert_int_equal(result->count, 3);
    assert_int_equal(result->steps[0].users, 4);
    assert_int_equal(result->steps[1].users, 3);
    assert_int_equal(result->steps[2].users, 2);
    assert_true(isnan(result->steps[0].median));
    assert_true(result->steps[1].median == 20);
    assert_true(result->steps[2].median == 17.5); /* of 30 and 5 */
    assert_int_equal(result->bottleneck, 2);      /* one is lost at each: the first of them */
    assert_int_equal(result->visitors, 0);
    funnel.visitors = true;
    result = funnel_measure(place->arena, place->store, &question);
    assert_int_equal(result->steps[0].users, 5);
    assert_int_equal(result->steps[2].users, 3);
    assert_int_equal(result->visitors, 1);
}

static void people_of_a_step_newest_first(void **state)
{
    struct place *place = *state;
    live(place, 1, "a0 b10");
    live(place, 2, "a0 b30");
    live(place, 3, "a0 b20");
    live(place, 4, "a0 b1 c2");
    live(place, -4, "a0 b1");
    fold(place, "UTC");
    struct funnel funnel = funnel_of("abc", 5);
    funnel.visitors = true;
    struct funnel_question question = question_of(&funnel);
    int count;
    int64_t total;
    struct funnel_person *people = funnel_people(place->arena, place->store, &question, 2, 0, 2, &count, &total);
    assert_int_equal(total, 3);
    assert_int_equal(count, 2);
    assert_int_equal(people[0].user_id, 2);
    assert_int_equal(people[0].began, NOON);
    assert_int_equal(people[0].arrived, NOON + 30);
    assert_int_equal(people[1].user_id, 3);
    people = funnel_people(place->arena, place->store, &question, 2, 2, 2, &count, &total);
    assert_int_equal(count, 1);
    assert_int_equal(people[0].user_id, 1);
    people = funnel_people(place->arena, place->store, &question, 3, 0, 2, &count, &total);
    assert_int_equal(total, 1);
    assert_int_equal(people[0].user_id, 4);
}

/* ---- filters and segments ---- */

static void put_about(struct place *place, int64_t position, int64_t seconds, const char *name, int64_t actor, int64_t course, int device,
                      const char *country)
{
    struct event one = event(NOON + seconds, name, actor);
    one.course_id = course;
    one.lesson_id = course * 10;
    one.device = (enum event_device)device;
    one.country = country;
    put(place, one, position);
}

static void steps_and_reports_can_be_narrowed(void **state)
{
    struct place *place = *state;
    put_about(place, 1, 0, "s.a", 1, 1, EVENT_PHONE, "FR");
    put_about(place, 2, 1, "s.b", 1, 2, EVENT_DEVICE_NONE, "");
    put_about(place, 3, 0, "s.a", 2, 1, EVENT_DESKTOP, "FR");
    put_about(place, 4, 1, "s.b", 2, 1, EVENT_DEVICE_NONE, "");
    put_about(place, 5, 0, "s.a", 3, 0, EVENT_PHONE, "DE");
    fold(place, "UTC");
    struct funnel funnel = funnel_of("ab", 5);
    struct funnel_question question = question_of(&funnel);
    funnel.steps[1].course_id = 2;
    struct funnel_result *result = funnel_measure(place->arena, place->store, &question);
    assert_int_equal(result->steps[0].users, 3);
    assert_int_equal(result->steps[1].users, 1);
    funnel.steps[1] = (struct funnel_step){.name = "s.b", .lesson_id = 10};
    assert_int_equal(funnel_measure(place->arena, place->store, &question)->steps[1].users, 1);
    funnel.steps[1].lesson_id = 11;
    assert_int_equal(funnel_measure(place->arena, place->store, &question)->steps[1].users, 0);
    funnel.steps[1].lesson_id = 0;
    question.filter.device = EVENT_PHONE; /* of step 2 the device is unknown: it counts */
    result = funnel_measure(place->arena, place->store, &question);
    assert_int_equal(result->steps[0].users, 2);
    assert_int_equal(result->steps[1].users, 1);
    question.filter = (struct figure_filter){.course_id = 1}; /* person 3's has none: it counts; person 1's second is of another */
    result = funnel_measure(place->arena, place->store, &question);
    assert_int_equal(result->steps[0].users, 3);
    assert_int_equal(result->steps[1].users, 1);
    question.filter = (struct figure_filter){.cohort = 2023 * 12 + 10};
    assert_int_equal(funnel_measure(place->arena, place->store, &question)->steps[0].users, 3);
    question.filter.cohort++;
    assert_int_equal(funnel_measure(place->arena, place->store, &question)->steps[0].users, 0);
    funnel.steps[0].name = "s.never";
    question.filter.cohort = 0;
    assert_int_equal(funnel_measure(place->arena, place->store, &question)->steps[0].users, 0);
}

static void segments_are_those_of_the_first_step(void **state)
{
    struct place *place = *state;
    for (int i = 0; i < 20; i++) {
        put_about(place, 2 * i + 1, 0, "s.a", i + 1, i, i < 15 ? EVENT_PHONE : EVENT_DESKTOP, "");
        put_about(place, 2 * i + 2, 1, "s.b", i + 1, i < 16 ? 99 : 0, EVENT_TABLET, "");
    }
    fold(place, "UTC");
    struct funnel funnel = funnel_of("ab", 5);
    struct funnel_question question = question_of(&funnel);
    funnel.steps[1].course_id = 99;
    question.by = FUNNEL_BY_DEVICE;
    struct funnel_result *result = funnel_measure(place->arena, place->store, &question);
    assert_int_equal(result->segment_count, 2);
    assert_int_equal(result->segment_others, 0);
    assert_int_equal(result->segments[0].value, EVENT_PHONE);
    assert_int_equal(result->segments[0].users[0], 15);
    assert_int_equal(result->segments[0].users[1], 15);
    assert_int_equal(result->segments[1].value, EVENT_DESKTOP);
    assert_int_equal(result->segments[1].users[0], 5);
    assert_int_equal(result->segments[1].users[1], 1);
    question.by = FUNNEL_BY_COURSE;
    result = funnel_measure(place->arena, place->store, &question);
    assert_int_equal(result->segment_count, FUNNEL_SEGMENTS_MOST);
    assert_int_equal(result->segment_others, 20 - FUNNEL_SEGMENTS_MOST);
}

/* ---- random histories ---- */

enum { FEW = 9 };

struct attempt {
    int level;
    int64_t at[FUNNEL_STEPS_MOST];
};

/* Further; else there earlier; else begun later; else each step earlier. */
static bool is_better(const struct attempt *a, const struct attempt *b)
{
    if (a->level != b->level)
        return a->level > b->level;
    if (a->at[a->level - 1] != b->at[a->level - 1])
        return a->at[a->level - 1] < b->at[a->level - 1];
    if (a->at[0] != b->at[0])
        return a->at[0] > b->at[0];
    for (int i = 1; i < a->level; i++)
        if (a->at[i] != b->at[i])
            return a->at[i] < b->at[i];
    return false;
}

/* Every chain of different events in time, each as long as it can be. */
static void try_chains(const struct funnel_question *question, const struct event *list, unsigned used, struct attempt attempt, struct attempt *best)
{
    const struct funnel *funnel = question->funnel;
    if (attempt.level > 0 && (best->level == 0 || is_better(&attempt, best)))
        *best = attempt;
    if (attempt.level == funnel->count)
        return;
    for (int i = 0; i < FEW; i++) {
        const struct funnel_step *step = &funnel->steps[attempt.level];
        bool fits = strcmp(list[i].name, step->name) == 0 && (step->course_id == 0 || step->course_id == list[i].course_id);
        bool in_time = attempt.level == 0 ? list[i].at >= question->from && list[i].at < question->until
                                          : list[i].at >= attempt.at[attempt.level - 1] && list[i].at - attempt.at[0] <= funnel->minutes * MINUTE;
        if ((used >> i & 1) != 0 || !fits || !in_time)
            continue;
        struct attempt longer = attempt;
        longer.at[longer.level++] = list[i].at;
        try_chains(question, list, used | 1u << i, longer, best);
    }
}

static void check_random(struct place *place, const struct funnel_question *question, struct event (*lives)[FEW], int people)
{
    struct funnel_result *result = funnel_measure(place->arena, place->store, question);
    int64_t users[FUNNEL_STEPS_MOST] = {0};
    for (int person = 1; person < people; person++) {
        struct attempt best = {0};
        int64_t at[FUNNEL_STEPS_MOST];
        try_chains(question, lives[person], 0, (struct attempt){0}, &best);
        assert_int_equal(funnel_journey(place->arena, place->store, question, person, at), best.level);
        for (int step = 0; step < best.level; step++) {
            users[step]++;
            assert_int_equal(at[step], best.at[step]);
        }
    }
    for (int step = 0; step < question->funnel->count; step++)
        assert_int_equal(result->steps[step].users, users[step]);
}

static void random_histories_are_as_if_every_chain_were_tried(void **state)
{
    enum { SOME = 160 };
    static struct event lives[SOME][FEW];
    static const char *const names[] = {"s.a", "s.b", "s.c"};
    static const int spans[] = {4, 30, 400, 9000}; /* seconds that a life lasts */
    struct place *place = *state;
    uint64_t random = 5;
    int64_t position = 0;
    for (int person = 1; person < SOME; person++)
        for (int i = 0; i < FEW; i++) {
            lives[person][i] = event(NOON + (int64_t)(shuffle_next(&random) % (uint64_t)spans[person % 4]), names[shuffle_next(&random) % 3], person);
            lives[person][i].course_id = (int64_t)(shuffle_next(&random) % 3);
            put(place, lives[person][i], ++position);
        }
    fold(place, "UTC");
    static const char *const funnels[] = {"ab", "abc", "aba", "aabb", "abcabc", "aaa"};
    for (size_t i = 0; i < sizeof funnels / sizeof *funnels; i++)
        for (int64_t minutes = 1; minutes < 200; minutes *= 12)
            for (int narrow = 0; narrow < 3; narrow++) {
                struct funnel funnel = funnel_of(funnels[i], minutes);
                struct funnel_question question = question_of(&funnel);
                question.until = NOON + (narrow == 2 ? 200 : CLOCK_DAY);
                funnel.steps[0].course_id = narrow == 1 ? 1 : 0; /* the same name, some of it fitting two steps */
                check_random(place, &question, lives, SOME);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(histories_go_as_far_as_they_should, open_place, close_place),
        cmocka_unit_test_setup_teardown(figures_of_a_funnel, open_place, close_place),
        cmocka_unit_test_setup_teardown(people_of_a_step_newest_first, open_place, close_place),
        cmocka_unit_test_setup_teardown(steps_and_reports_can_be_narrowed, open_place, close_place),
        cmocka_unit_test_setup_teardown(segments_are_those_of_the_first_step, open_place, close_place),
        cmocka_unit_test_setup_teardown(random_histories_are_as_if_every_chain_were_tried, open_place, close_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
