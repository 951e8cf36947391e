/* test_experiment.c - A/B tests: who gets which variant, exposures and conversions folded in any order, results of a history whose
 * numbers were worked out by hand, and how often a test without any difference claims one. */
#include "place.h"

#include "domain/measure/experiment.h"
#include "domain/measure/experiment_fold.h"
#include "domain/measure/experiment_people.h"
#include "domain/measure/experiment_plan.h"
#include "domain/measure/experiment_result.h"
#include "domain/measure/forget.h"

#include <math.h>

static const struct experiment halves = {.name = "words", .title = "Words", .hypothesis = "", .salt = "salt", .goal = "course.enrolled",
                                         .level = 95, .power = 80, .base = 3000, .effect = 1000, .state = EXPERIMENT_RUNNING, .started_at = NOON,
                                         .arm_count = 2, .arms = {{"old", 5000}, {"new", 5000}}};

/* ---- assignment ---- */

enum { IDS = 100000 };

static void everybody_falls_evenly_and_stays(void **state)
{
    (void)state;
    struct experiment four = {.name = "four", .salt = "x", .arm_count = 4, .arms = {{"a", 4000}, {"b", 3000}, {"c", 2000}, {"d", 1000}}};
    double counts[2][4] = {{0}}, shares[4] = {4, 3, 2, 1}, same[2] = {1, 1};
    for (int64_t id = 1; id <= IDS; id++) {
        int arm = experiment_assign(&halves, id), other = experiment_assign(&four, -id);
        assert_int_equal(arm, experiment_assign(&halves, id));
        assert_in_range(other, 0, 3);
        counts[0][arm]++;
        counts[1][other]++;
    }
    assert_true(stats_split_test(counts[0], same, 2).test.p > 0.01);
    assert_true(stats_split_test(counts[1], shares, 4).test.p > 0.01);
}

static void the_rest_takes_no_part(void **state)
{
    (void)state;
    struct experiment tenth = halves;
    tenth.arms[0].share = tenth.arms[1].share = 500;
    double counts[2] = {0}, shares[2] = {1, 9};
    for (int64_t id = 1; id <= IDS; id++)
        counts[experiment_assign(&tenth, id) < 0]++;
    assert_true(stats_split_test(counts, shares, 2).test.p > 0.01);
}

/* A person's arm in one experiment tells nothing of their arm in another, or in a copy with another salt. */
static void experiments_are_independent(void **state)
{
    (void)state;
    struct experiment other = halves, copy = halves;
    other.name = "other";
    copy.salt = "pepper";
    double by_name[4] = {0}, by_salt[4] = {0};
    for (int64_t id = 1; id <= IDS; id++) {
        by_name[2 * experiment_assign(&halves, id) + experiment_assign(&other, id)]++;
        by_salt[2 * experiment_assign(&halves, id) + experiment_assign(&copy, id)]++;
    }
    assert_true(stats_chi2_table(by_name, 2, 2).p > 0.01);
    assert_true(stats_chi2_table(by_salt, 2, 2).p > 0.01);
}

/* As it was in the first version: whoever changes the hash moves people between arms while they are counted. */
static void nobody_is_moved_by_a_new_version(void **state)
{
    (void)state;
    char arms[17] = {0};
    for (int64_t id = 1; id <= 16; id++)
        arms[id - 1] = (char)('0' + experiment_assign(&halves, id));
    assert_string_equal(arms, "1100111001011001");
}

static void variants_that_cannot_be_are_named(void **state)
{
    (void)state;
    struct experiment_arm good[] = {{"old", 3333}, {"new", 3333}, {"newer", 3334}}, twice[] = {{"old", 10}, {"old", 10}},
                          much[] = {{"old", 9000}, {"new", 1001}}, none[] = {{"old", 9000}, {"new", 0}}, odd[] = {{"old", 1}, {"New", 1}};
    assert_null(experiment_arms_problem(good, 3));
    assert_non_null(experiment_arms_problem(good, 1));
    assert_non_null(experiment_arms_problem(twice, 2));
    assert_non_null(experiment_arms_problem(much, 2));
    assert_non_null(experiment_arms_problem(none, 2));
    assert_non_null(experiment_arms_problem(odd, 2));
    assert_false(experiment_name_fits("new"));
    assert_false(experiment_name_fits("a b"));
    assert_false(experiment_name_fits("-a"));
    assert_true(experiment_name_fits("enrol-words"));
}

/* ---- states ---- */

static void nothing(struct db *db)
{
    (void)db;
}

static int open_database(void **state)
{
    *state = fixture_open(nothing);
    return 0;
}

static void an_experiment_goes_its_way(void **state)
{
    struct fixture *fixture = *state;
    struct db *db = fixture->db;
    struct experiment found, wish = halves;
    int64_t id = 0, other = 0, version = experiment_version(db);
    assert_int_equal(experiment_add(fixture->arena, db, &wish, 100, &id), DB_OK);
    assert_int_equal(experiment_add(fixture->arena, db, &wish, 100, &other), DB_CONFLICT);
    assert_int_not_equal(experiment_version(db), version);
    wish.title = "Other words";
    wish.arms[1] = (struct experiment_arm){"newest", 100};
    assert_int_equal(experiment_change(fixture->arena, db, id, &wish), DB_OK);
    assert_int_equal(experiment_pause(db, id, ""), DB_NONE);
    assert_int_equal(experiment_complete(db, id, "", "", 150), DB_NONE);
    assert_int_equal(experiment_start(db, id, 200), DB_OK);
    assert_int_equal(experiment_change(fixture->arena, db, id, &wish), DB_NONE); /* shares stay while it runs */
    assert_int_equal(experiment_remove(db, id, 250), DB_NONE);
    assert_int_equal(experiment_pause(db, id, "split"), DB_OK);
    assert_true(experiment_find(fixture->arena, db, "words", &found));
    assert_string_equal(found.pause_reason, "split");
    assert_int_equal(experiment_change(fixture->arena, db, id, &wish), DB_NONE); /* nor after a pause */
    assert_int_equal(experiment_start(db, id, 300), DB_OK);
    version = experiment_version(db);
    assert_int_equal(experiment_complete(db, id, "newest", "It helped.", 400), DB_OK);
    assert_int_not_equal(experiment_version(db), version);
    assert_int_equal(experiment_start(db, id, 500), DB_NONE);
    assert_true(experiment_find(fixture->arena, db, "words", &found));
    assert_int_equal(found.state, EXPERIMENT_COMPLETED);
    assert_int_equal(found.started_at, 200); /* the first time */
    assert_int_equal(found.ended_at, 400);
    assert_string_equal(found.arms[1].name, "newest");
    assert_string_equal(found.winner, "newest");
    assert_true(strlen(found.salt) > 20);
}

static void a_deleted_draft_comes_back_unless_its_name_is_taken(void **state)
{
    struct fixture *fixture = *state;
    struct db *db = fixture->db;
    struct experiment found;
    int64_t id = 0, other = 0;
    size_t count;
    assert_int_equal(experiment_add(fixture->arena, db, &halves, 100, &id), DB_OK);
    assert_int_equal(experiment_remove(db, id, 110), DB_OK);
    assert_false(experiment_find(fixture->arena, db, "words", &found));
    experiment_list(fixture->arena, db, &count);
    assert_int_equal(count, 0);
    assert_int_equal(experiment_restore(db, "words"), DB_OK);
    assert_true(experiment_find(fixture->arena, db, "words", &found));
    assert_int_equal(experiment_remove(db, id, 120), DB_OK);
    assert_int_equal(experiment_add(fixture->arena, db, &halves, 130, &other), DB_OK);
    assert_int_equal(experiment_restore(db, "words"), DB_CONFLICT);
}

/* ---- folding ---- */

static struct event exposed(struct arena *arena, int64_t at, int64_t actor, const char *variant)
{
    struct event one = event(at, "experiment.exposed", actor);
    one.properties = arena_printf(arena, "{\"experiment\":\"words\",\"variant\":\"%s\"}", variant);
    return one;
}

static struct event converted(struct arena *arena, int64_t at, int64_t actor, const char *value)
{
    struct event one = event(at, "experiment.converted", actor);
    one.properties = arena_printf(arena, "{\"experiment\":\"words\",\"value\":%s}", value);
    return one;
}

static void odd_properties_are_passed_over(void **state)
{
    struct place *place = *state;
    static const char *const odd[] = {"", "x", "[]", "{\"experiment\":7}", "{\"experiment\":\"A b\",\"variant\":\"c\"}", "{\"experiment\":\"words\"}"};
    for (int64_t i = 0; i < 6; i++) {
        struct event one = event(NOON + i, "experiment.exposed", 1);
        one.properties = odd[i];
        put(place, one, i + 1);
    }
    struct event plain = event(NOON, "experiment.converted", 5);
    plain.properties = "{\"experiment\":\"words\"}"; /* worth one */
    put(place, plain, 10);
    put(place, plain, 11);
    fold(place, "UTC");
    struct db *db = store_rollup(place->store);
    assert_int_equal(db_integer(db, -1, "SELECT count(*) FROM exposure"), 0);
    assert_int_equal(db_integer(db, -1, "SELECT times FROM conversion WHERE actor = 5 AND value = 1"), 2);
}

static void whoever_met_two_variants_is_known_in_any_order(void **state)
{
    struct place *place = *state;
    struct db *db = store_rollup(place->store);
    put(place, exposed(place->arena, NOON + 20, 1, "new"), 1);
    put(place, exposed(place->arena, NOON + 30, 2, "new"), 2);
    fold(place, "UTC");
    put(place, exposed(place->arena, NOON + 10, 1, "old"), 3); /* earlier, and late */
    put(place, exposed(place->arena, NOON + 5, 2, "new"), 4);
    fold(place, "UTC");
    put(place, exposed(place->arena, NOON + 40, 1, "new"), 5);
    fold(place, "UTC");
    assert_string_equal(db_text(db, "SELECT variant FROM exposure WHERE actor = 1"), "old");
    assert_int_equal(db_integer(db, -1, "SELECT several FROM exposure WHERE actor = 1"), 1);
    assert_int_equal(db_integer(db, -1, "SELECT first_at FROM exposure WHERE actor = 1"), NOON + 10);
    assert_int_equal(db_integer(db, -1, "SELECT several FROM exposure WHERE actor = 2"), 0);
    assert_int_equal(db_integer(db, -1, "SELECT first_at FROM exposure WHERE actor = 2"), NOON + 5);
}

/* ---- results by hand ---- */

/* Old: 1 2 3 4 5, of whom 1 and 2 enrol after they met it, 3 only before, 4 in another course. New: 11 to 15, of whom 11, 12 and 13 enrol,
 * 13 twice. 20 met both. 21 met it before it started. */
static void put_history(struct place *place, const char *goal)
{
    bool own = strcmp(goal, EXPERIMENT_OWN_GOAL) == 0;
    struct arena *arena = place->arena;
    struct event list[40];
    size_t count = 0;
    for (int64_t actor = 1; actor <= 5; actor++) {
        list[count++] = exposed(arena, NOON + CLOCK_DAY + actor, actor, "old");
        list[count++] = exposed(arena, NOON + CLOCK_DAY + actor, actor + 10, "new");
    }
    list[count++] = exposed(arena, NOON + 50, 20, "old");
    list[count++] = exposed(arena, NOON + 60, 20, "new");
    list[count++] = exposed(arena, NOON - 60, 21, "new");
    static const int64_t done[][3] = {{1, 1, 7}, {2, 2, 7}, {3, -1, 7}, {4, 2, 8}, {11, 0, 7}, {12, 1, 7}, {13, 1, 7}, {13, 2, 7}, {20, 2, 7}, {21, 2, 7}, {99, 2, 7}};
    for (size_t i = 0; i < sizeof done / sizeof *done; i++) {
        int64_t at = NOON + CLOCK_DAY + done[i][0] % 10 + done[i][1] * CLOCK_DAY; /* 11 in the second in which they met it */
        if (own && done[i][2] == 8)
            continue;
        list[count] = own ? converted(arena, at, done[i][0], "2.5") : event(at, goal, done[i][0]);
        list[count++].course_id = done[i][2];
    }
    for (size_t i = count; i-- > 0;) /* the last first */
        put(place, list[i], (int64_t)(count - i));
    for (int64_t day = -3; day <= 0; day++) /* 1 was there on four days before, 11 on two */
        put(place, event(NOON + day * CLOCK_DAY, "page.viewed", 1), 100 + day);
    put(place, event(NOON - CLOCK_DAY, "page.viewed", 11), 110);
    put(place, event(NOON - 13 * CLOCK_DAY, "page.viewed", 11), 111); /* 14 days before */
    put(place, event(NOON - 14 * CLOCK_DAY, "page.viewed", 11), 112); /* 15: too early */
    fold(place, "UTC");
}

static void a_history_gives_the_numbers_worked_out_by_hand(void **state)
{
    struct place *place = *state;
    struct experiment experiment = halves;
    struct experiment_results results;
    experiment.course_id = 7;
    put_history(place, "course.enrolled");
    struct experiment_people people = experiment_people_read(place->arena, place->store, "UTC", &experiment, NOON + 30 * CLOCK_DAY);
    assert_int_equal(people.count, 10);
    assert_int_equal(people.several, 1);
    assert_true(people.list[0].actor == 1 && people.list[0].prior == 4);
    assert_true(people.list[5].actor == 11 && people.list[5].prior == 2);
    experiment_compare(place->arena, &experiment, &people, &results);
    const struct experiment_outcome *old = &results.arms[0], *fresh = &results.arms[1];
    assert_true(old->participants == 5 && fresh->participants == 5);
    assert_true(old->conversions == 2 && fresh->conversions == 3);
    assert_true(old->value.mean * 5 == 2 && fabs(fresh->value.mean * 5 - 4) < 1e-12);
    assert_true(fabs(fresh->shares.difference - 0.2) < 1e-12);
    assert_true(fabs(fresh->shares.z - 0.6324555320336759) < 1e-12); /* 0.2 / sqrt(0.25 * 2/5) */
    assert_int_equal(fresh->level_reached, 0);
    /* Beta(3,4) against Beta(4,3): the chance that the second is higher is 331/462 */
    assert_true(fabs(fresh->best.chance - 331.0 / 462) < 1e-9);
    assert_true(results.split.test.p == 1 && results.split_p == 1 && !results.mismatch);
    assert_true(isinf(fresh->always.interval.high)); /* too few to say anything at any time */
    assert_int_equal(results.verdict, EXPERIMENT_EARLY);
    /* days before: 4 0 1 0 0 and 2 0 0 0 0 (3 enrolled on the day before) beside 1 1 0 0 0 and 1 1 1 0 0: r^2 = 2.5^2 / (16.1 * 2.5) */
    assert_true(fabs(results.cut_rate - 2.5 / 16.1) < 1e-12);
    double rates[5];
    experiment_rate_days(&people, "UTC", 1, DAY0 + 1, DAY0 + 5, rates);
    assert_true(rates[0] == 0 && rates[1] == 0.2 && rates[2] == 0.4 && rates[4] == 0.4);
    experiment.ended_at = NOON + CLOCK_DAY + 3600; /* had it ended then */
    people = experiment_people_read(place->arena, place->store, "UTC", &experiment, NOON + 30 * CLOCK_DAY);
    experiment_compare(place->arena, &experiment, &people, &results);
    assert_true(results.arms[0].conversions == 0 && results.arms[1].conversions == 1);
}

static void own_conversions_carry_their_value(void **state)
{
    struct place *place = *state;
    struct experiment experiment = halves;
    struct experiment_results results;
    experiment.goal = EXPERIMENT_OWN_GOAL;
    put_history(place, EXPERIMENT_OWN_GOAL);
    struct experiment_people people = experiment_people_read(place->arena, place->store, "UTC", &experiment, NOON + 30 * CLOCK_DAY);
    experiment_compare(place->arena, &experiment, &people, &results);
    assert_true(results.arms[0].conversions == 2 && results.arms[1].conversions == 3);
    assert_true(results.arms[0].value.mean * 5 == 5 && results.arms[1].value.mean * 5 == 10);
    double counts[EXPERIMENT_ARMS_MOST], expected[EXPERIMENT_ARMS_MOST];
    experiment_people_count(store_rollup(place->store), &experiment, counts, expected);
    assert_true(counts[0] == 5 && counts[1] == 5);
}

static void whoever_is_erased_leaves_the_experiments(void **state)
{
    struct place *place = *state;
    struct db *db = store_rollup(place->store);
    put_history(place, EXPERIMENT_OWN_GOAL);
    assert_true(forget_person(place->store, "UTC", 12));
    for (int round = 0; round < 2; round++) {
        assert_int_equal(db_integer(db, -1, "SELECT count(*) FROM exposure WHERE actor = 12"), 0);
        assert_int_equal(db_integer(db, -1, "SELECT count(*) FROM conversion WHERE actor = 12"), 0);
        assert_int_equal(db_integer(db, -1, "SELECT count(*) FROM exposure"), 11);
        assert_true(fold_forget(place->store)); /* and does not come back */
        fold(place, "UTC");
    }
}

/* ---- claims ---- */

enum { TRIALS = 200, LOOKS = 10, A_LOOK = 200 };

/* One experiment that is looked at LOOKS times; whether it ever claimed a difference. */
static bool claims(uint64_t *random, const struct experiment *experiment, double rate_old, double rate_new, enum experiment_verdict *last)
{
    static struct experiment_person list[LOOKS * A_LOOK];
    struct experiment_people people = {.list = list};
    struct experiment_results results;
    bool claimed = false;
    for (int look = 0; look < LOOKS; look++) {
        struct arena *arena = arena_new();
        for (int i = 0; i < A_LOOK; i++) {
            int arm = (int)(shuffle_next(random) % 2);
            bool hit = (double)(shuffle_next(random) >> 11) / 9007199254740992.0 < (arm == 0 ? rate_old : rate_new);
            list[people.count++] = (struct experiment_person){.actor = (int64_t)people.count, .arm = arm, .converted_at = hit ? NOON : 0, .value = hit};
        }
        experiment_compare(arena, experiment, &people, &results);
        claimed = claimed || results.verdict == EXPERIMENT_BETTER || results.verdict == EXPERIMENT_WORSE;
        *last = results.verdict;
        arena_free(arena);
    }
    return claimed;
}

static void tests_without_a_difference_seldom_claim_one_though_looked_at_every_day(void **state)
{
    (void)state;
    uint64_t random = 20261121;
    struct experiment experiment = halves;
    enum experiment_verdict last;
    int false_claims = 0, found = 0;
    for (int i = 0; i < TRIALS; i++)
        false_claims += claims(&random, &experiment, 0.3, 0.3, &last);
    for (int i = 0; i < TRIALS / 10; i++)
        found += claims(&random, &experiment, 0.3, 0.42, &last) && last == EXPERIMENT_BETTER;
    assert_true(false_claims <= TRIALS * 5 / 100);
    assert_true(found >= TRIALS / 10 * 9 / 10);
}

static void a_bad_split_silences_the_rest(void **state)
{
    (void)state;
    static struct experiment_person list[1000];
    struct arena *arena = arena_new();
    struct experiment_people people = {.list = list, .count = 1000};
    struct experiment_results results;
    for (int i = 0; i < 1000; i++)
        list[i] = (struct experiment_person){.actor = i, .arm = i >= 440, .converted_at = i % 5 == 0 || (i >= 440 && i % 2 == 0)};
    experiment_compare(arena, &halves, &people, &results);
    assert_true(results.split.test.p < EXPERIMENT_STOP_P && results.mismatch);
    assert_int_equal(results.verdict, EXPERIMENT_MISMATCH);
    people.count = 0;
    experiment_compare(arena, &halves, &people, &results);
    assert_int_equal(results.verdict, EXPERIMENT_NOBODY);
    assert_true(isnan(results.arms[0].rate));
    arena_free(arena);
}

/* ---- the plan ---- */

static void traffic_is_counted_from_the_last_thirty_days(void **state)
{
    struct place *place = *state;
    int64_t today = DAY0 + 40, position = 0;
    for (int64_t actor = 1; actor <= 10; actor++) {
        struct event seen = event(NOON + (40 - actor * 4) * CLOCK_DAY, "page.viewed", actor); /* 8, 9 and 10 were there earlier */
        put(place, seen, ++position);
        seen.name = "course.enrolled";
        seen.course_id = actor % 2 + 1;
        if (actor > 5)
            put(place, seen, ++position);
    }
    fold(place, "UTC");
    struct experiment_traffic traffic = experiment_traffic_of(place->arena, place->store, "UTC", "course.enrolled", 0, today);
    assert_int_equal(traffic.people, 7);
    assert_int_equal(traffic.doers, 2);
    traffic = experiment_traffic_of(place->arena, place->store, "UTC", "course.enrolled", 1, today);
    assert_int_equal(traffic.people, 1); /* of the course: 6 */
    assert_int_equal(traffic.doers, 1);
}

static void a_plan_says_how_many_and_how_long(void **state)
{
    (void)state;
    struct experiment_plan plan = {.base = 0.3, .effect = 0.1, .level = 95, .power = 80, .arms = 2, .comparisons = 1, .side = 1, .share = 0.5};
    struct experiment_need need = experiment_plan_of(&plan, 10);
    assert_true(need.an_arm == 356 && need.all == 712); /* R: power.prop.test(p1 = .3, p2 = .4, power = .8) n = 355.95 */
    assert_true(need.days == 143);                      /* 712 / 5 */
    experiment_plan_shape(&plan, "3");                               /* the level is shared by two comparisons: sig.level = .025, n = 431.2 */
    assert_true(experiment_plan_of(&plan, 10).an_arm == 432);
    assert_true(isinf(experiment_plan_of(&plan, 0).days));
    plan.effect = 0.8;
    assert_true(isnan(experiment_plan_of(&plan, 10).an_arm));
}

int main(void)
{
    if (sodium_init() < 0)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_falls_evenly_and_stays),
        cmocka_unit_test(the_rest_takes_no_part),
        cmocka_unit_test(experiments_are_independent),
        cmocka_unit_test(nobody_is_moved_by_a_new_version),
        cmocka_unit_test(variants_that_cannot_be_are_named),
        cmocka_unit_test_setup_teardown(an_experiment_goes_its_way, open_database, fixture_close),
        cmocka_unit_test_setup_teardown(a_deleted_draft_comes_back_unless_its_name_is_taken, open_database, fixture_close),
        cmocka_unit_test_setup_teardown(odd_properties_are_passed_over, open_place, close_place),
        cmocka_unit_test_setup_teardown(whoever_met_two_variants_is_known_in_any_order, open_place, close_place),
        cmocka_unit_test_setup_teardown(a_history_gives_the_numbers_worked_out_by_hand, open_place, close_place),
        cmocka_unit_test_setup_teardown(own_conversions_carry_their_value, open_place, close_place),
        cmocka_unit_test_setup_teardown(whoever_is_erased_leaves_the_experiments, open_place, close_place),
        cmocka_unit_test(tests_without_a_difference_seldom_claim_one_though_looked_at_every_day),
        cmocka_unit_test(a_bad_split_silences_the_rest),
        cmocka_unit_test_setup_teardown(traffic_is_counted_from_the_last_thirty_days, open_place, close_place),
        cmocka_unit_test(a_plan_says_how_many_and_how_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
