/* test_experiment_kinds.c - multivariate and adaptive A/B tests: combinations of levels, effects of factors against numbers of numpy, shares
 * that follow success in simulated academies, and that nobody is moved by them. */
#include "place.h"

#include "domain/measure/experiment_adapt.h"
#include "domain/measure/experiment_factor.h"
#include "domain/measure/experiment_guard.h"
#include "domain/measure/experiment_plan.h"

#include <math.h>

static const struct experiment blank = {.name = "card", .title = "Card", .hypothesis = "", .salt = "salt", .goal = "course.enrolled", .level = 95,
                                        .power = 80, .base = 1000, .effect = 500, .state = EXPERIMENT_RUNNING, .started_at = NOON};

/* ---- contrasts ---- */

static void near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9 * fabs(expected)))
        fail_msg("%.17g instead of %.17g", value, expected);
}

/* python, numpy 1.24 and scipy 1.10: p = h / n, q = (h + 1) / (n + 2), V = diag(q (1 - q) / (n + 2)), e = C p,
 * w = e (C V C')^-1 e; sqrt(diag(C V C')), 2 * norm.sf(abs(e) / error), chi2.sf(w, len(e)) */
static void contrasts_are_those_of_weighted_least_squares(void **state)
{
    (void)state;
    const double hits[] = {30, 42, 36, 75}, count[] = {300, 310, 290, 305}, first[] = {-.5, -.5, .5, .5}, both[] = {1, -1, -1, 1};
    struct stats_contrast main_effect = stats_contrast_of(hits, count, first, 4, 0.95);
    assert_true(fabs(main_effect.estimate - 0.06727785) < 1e-8);
    assert_true(fabs(main_effect.error - 0.02044242) < 1e-8);
    near(main_effect.p, 0.000998001010501458);
    struct stats_chi2 interaction = stats_contrasts_test(hits, count, both, 1, 4);
    near(interaction.chi2, 4.453422160898491);
    near(interaction.p, 0.03483138003960702);
    const double hits6[] = {20, 30, 25, 0, 44, 31}, count6[] = {200, 210, 190, 205, 220, 180};
    const double rows[] = {1, -1, 0, -1, 1, 0, 1, 0, -1, -1, 0, 1};
    interaction = stats_contrasts_test(hits6, count6, rows, 2, 6);
    near(interaction.chi2, 19.208759323134945);
    near(interaction.p, 6.743275616656739e-05);
    assert_true(interaction.df == 2);
    const double nobody[] = {300, 310, 0, 305}, none[] = {30, 42, 0, 75};
    assert_true(isnan(stats_contrast_of(none, nobody, first, 4, 0.95).p));
}

/* ---- factors ---- */

static struct experiment of_factors(struct arena *arena, const char *text)
{
    struct experiment experiment = blank;
    experiment_factors_read(arena, text, &experiment);
    if (experiment_factors_problem(&experiment) == NULL)
        experiment_combine(arena, &experiment, EXPERIMENT_WHOLE);
    return experiment;
}

static void all_combinations_of_levels_are_variants(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const char *text = "words:enrol,start-now note:none,free,soon";
    struct experiment experiment = of_factors(arena, text);
    static const char *const names[] = {"enrol-none", "enrol-free", "enrol-soon", "start-now-none", "start-now-free", "start-now-soon"};
    assert_int_equal(experiment.arm_count, 6);
    for (size_t arm = 0; arm < 6; arm++) {
        assert_string_equal(experiment.arms[arm].name, names[arm]);
        assert_int_equal(experiment.arms[arm].share, 1666);
        assert_int_equal(experiment_level(&experiment, arm, 0), arm / 3);
        assert_int_equal(experiment_level(&experiment, arm, 1), arm % 3);
    }
    assert_string_equal(experiment_factors_text(arena, &experiment), text);
    assert_int_equal(experiment_effect_count(&experiment), 3);
    assert_int_equal(experiment_levels_most(&experiment), 3);
    assert_int_equal(of_factors(arena, "a:x,y b:x,y c:x,y").arm_count, 8);
    assert_int_equal(of_factors(arena, "").factor_count, 0);
    arena_free(arena);
}

static void factors_that_cannot_be_are_named(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    static const char *const wrong[] = {"words:a,b", "words:a b:c,d", "words:a,a b:c,d", "words:a,b words:c,d", "Words:a,b b:c,d", "words:a,B b:c,d",
                                        "words:a,b,c b:d,e,f", "words b", "a:b,c d:e,f g:h,i,j",
                                        "a:abcdefghijklmnopqrstuvwxyz,b c:abcdefghijklmnopqrstuvwxyz,d"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct experiment experiment = blank;
        experiment_factors_read(arena, wrong[i], &experiment);
        if (experiment_factors_problem(&experiment) == NULL)
            fail_msg("\"%s\" has no problem", wrong[i]);
    }
    arena_free(arena);
}

/* `hits` of `count` people of each arm did it. */
static struct experiment_people people_of(struct arena *arena, const int *hits, const int *count, size_t arms)
{
    struct experiment_people people = {0};
    size_t all = 0;
    for (size_t arm = 0; arm < arms; arm++)
        all += (size_t)count[arm];
    people.list = arena_alloc(arena, all * sizeof *people.list);
    for (size_t arm = 0; arm < arms; arm++)
        for (int i = 0; i < count[arm]; i++, people.count++)
            people.list[people.count] = (struct experiment_person){.actor = (int64_t)people.count + 1, .first_at = NOON, .arm = (int)arm,
                                                                   .converted_at = i < hits[arm] ? NOON + 60 : 0};
    return people;
}

static void a_factor_is_found_whatever_the_other_does(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct experiment experiment = of_factors(arena, "words:enrol,start-now note:none,free");
    struct experiment_results results;
    const int hits[] = {100, 104, 180, 178}, count[] = {1000, 1000, 1000, 1000};
    struct experiment_people people = people_of(arena, hits, count, 4);
    experiment_compare(arena, &experiment, &people, &results);
    assert_int_equal(results.effect_count, 2);
    assert_int_equal(results.pair_count, 1);
    near(results.effects[0].rate, 0.179);
    near(results.effects[0].first_rate, 0.102);
    near(results.effects[0].contrast.estimate, 0.077);
    assert_true(results.effects[0].always.interval.low > 0);
    assert_int_equal(results.effects[0].level_reached, 99);
    assert_true(results.effects[1].always.interval.low < 0 && results.effects[1].always.interval.high > 0);
    assert_int_equal(results.effects[1].level_reached, 0);
    assert_true(results.pairs[0].test.p > 0.5);
    assert_int_equal(results.verdict, EXPERIMENT_BETTER);
    assert_string_equal(experiment.arms[results.best].name, "start-now-none");
    arena_free(arena);
}

static void factors_that_depend_on_each_other_are_said_to(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct experiment experiment = of_factors(arena, "words:enrol,start-now note:none,free place:top,side");
    struct experiment_results results;
    const int hits[] = {100, 100, 200, 200, 200, 200, 100, 100}; /* words help only without the note, which helps only with the old words */
    const int count[] = {1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000};
    struct experiment_people people = people_of(arena, hits, count, 8);
    experiment_compare(arena, &experiment, &people, &results);
    assert_int_equal(results.pair_count, 3);
    assert_true(results.pairs[0].first == 0 && results.pairs[0].second == 1 && results.pairs[0].test.p < 1e-6);
    assert_true(results.pairs[1].test.p > 0.9 && results.pairs[2].test.p > 0.9);
    assert_true(results.pairs[0].always_p < 1e-5 && results.pairs[0].always_p > results.pairs[0].test.p && results.pairs[1].always_p == 1);
    for (size_t i = 0; i < 3; i++)
        assert_true(fabs(results.effects[i].contrast.estimate) < 1e-12);
    assert_int_equal(results.verdict, EXPERIMENT_EQUAL);
    arena_free(arena);
}

static void a_plan_of_factors_needs_as_many_as_its_widest(void **state)
{
    (void)state;
    struct experiment_plan plan = {.base = 0.3, .effect = 0.1, .level = 95, .power = 80, .share = 1};
    experiment_plan_shape(&plan, "2x2");
    assert_true(plan.arms == 4 && plan.comparisons == 2 && plan.side == 2);
    assert_true(experiment_plan_of(&plan, 0).an_arm == 216); /* R: power.prop.test(p1 = .3, p2 = .4, sig.level = .025, power = .8) n = 431.2, in two arms */
    experiment_plan_shape(&plan, "2x4");
    assert_true(plan.arms == 8 && plan.comparisons == 4 && plan.side == 2);
    struct arena *arena = arena_new();
    struct experiment experiment = of_factors(arena, "words:enrol,start-now note:none,free");
    experiment.base = 3000;
    experiment.effect = 1000;
    assert_true(experiment_size_of(&experiment) == 216);
    arena_free(arena);
}

/* Factors that do not depend on each other, looked at on each of 28 days: one p in many says at some time that they do. */
static void factors_are_seldom_said_to_depend_by_mistake(void **state)
{
    (void)state;
    enum { TRIED = 200, LOOKS = 28, A_LOOK = 60 };
    struct arena *arena = arena_new();
    const struct experiment experiment = of_factors(arena, "words:enrol,start-now note:none,free");
    uint64_t random = 28;
    int usual = 0, always = 0;
    for (int i = 0; i < TRIED; i++) {
        double hits[4] = {0}, count[4] = {0}, least_usual = 1, least_always = 1;
        for (int look = 0; look < LOOKS; look++) {
            for (int who = 0; who < A_LOOK; who++) {
                size_t arm = shuffle_next(&random) % 4;
                count[arm]++;
                hits[arm] += (double)(shuffle_next(&random) % 1000) < (arm < 2 ? 100 : 150);
            }
            struct experiment_pair pair;
            assert_int_equal(experiment_pairs_of(&experiment, hits, count, 5000, &pair), 1);
            least_usual = fmin(least_usual, pair.test.p);
            least_always = fmin(least_always, pair.always_p);
        }
        usual += least_usual < 0.05;
        always += least_always < 0.05;
    }
    assert_true(usual >= TRIED * 10 / 100);
    assert_true(always <= TRIED * 5 / 100);
    arena_free(arena);
}

/* ---- shares that follow success ---- */

enum { LIVED = 40, A_DAY = 200, ACADEMIES = 40 };

static double chance(uint64_t *random)
{
    return (double)(shuffle_next(random) >> 11) / 9007199254740992.0;
}

static struct experiment bandit(size_t arms)
{
    static const char *const names[] = {"old", "new", "newer"};
    struct experiment experiment = blank;
    experiment.adaptive = true;
    experiment.arm_count = arms;
    for (size_t i = 0; i < arms; i++)
        experiment.arms[i] = (struct experiment_arm){names[i], 9000 / (int64_t)arms};
    return experiment;
}

struct course {
    struct experiment experiment;
    struct experiment_shares days[LIVED + 1];
    struct experiment_person list[LIVED * A_DAY];
    struct experiment_people people;
    struct experiment_results results;
    bool claimed; /* on any day */
};

/* A day of people who come by the shares in force and do it at their arm's rate; then tomorrow's shares. */
static void live_a_day(struct course *course, uint64_t *random, const double *rates, int64_t day)
{
    struct arena *arena = arena_new();
    struct experiment *experiment = &course->experiment;
    struct experiment held = experiment_hold(arena, experiment, day * CLOCK_DAY);
    for (int taken = 0; taken < A_DAY;) {
        int arm = experiment_assign(&held, (int64_t)(shuffle_next(random) >> 1));
        if (arm < 0)
            continue;
        taken++;
        bool did = chance(random) < rates[arm];
        course->list[course->people.count++] = (struct experiment_person){.actor = (int64_t)course->people.count, .arm = arm, .value = did,
                                                                          .first_at = day * CLOCK_DAY + 600, .converted_at = did ? day * CLOCK_DAY + 900 : 0};
    }
    struct experiment_shares *tomorrow = &course->days[experiment->day_count];
    experiment_compare(arena, experiment, &course->people, &course->results);
    tomorrow->day = day + 1;
    experiment_learn(experiment, &course->results, day * CLOCK_DAY, tomorrow->share);
    experiment->day_count++;
    course->claimed = course->claimed || course->results.verdict == EXPERIMENT_BETTER || course->results.verdict == EXPERIMENT_WORSE;
    arena_free(arena);
}

static void live(struct course *course, uint64_t *random, const double *rates, size_t arms)
{
    *course = (struct course){.experiment = bandit(arms)};
    course->experiment.days = course->days;
    course->people.list = course->list;
    for (int64_t day = DAY0; day < DAY0 + LIVED; day++) {
        live_a_day(course, random, rates, day);
        int64_t sum = 0;
        for (size_t arm = 0; arm < arms; arm++) {
            int64_t share = course->days[day - DAY0].share[arm];
            assert_true(share >= 9000 * EXPERIMENT_FLOOR / EXPERIMENT_WHOLE);
            sum += share;
        }
        assert_int_equal(sum, 9000 / arms * arms);
    }
}

static void new_people_go_to_what_succeeds(void **state)
{
    (void)state;
    static struct course course;
    const double rates[] = {0.10, 0.10, 0.16};
    uint64_t random = 20261121;
    int followed = 0, found = 0, mismatched = 0, covered = 0;
    double gain = 0;
    for (int i = 0; i < ACADEMIES; i++) {
        live(&course, &random, rates, 3);
        followed += course.days[LIVED - 1].share[2] > 9000 * 7 / 10;
        found += course.results.verdict == EXPERIMENT_BETTER && course.results.best == 2;
        mismatched += course.results.mismatch;
        struct stats_interval interval = course.results.arms[2].weighed_interval;
        covered += interval.low < 0.16 && interval.high > 0.16;
        gain += course.results.gain / ACADEMIES;
    }
    assert_true(followed >= ACADEMIES * 9 / 10);
    assert_true(found >= ACADEMIES * 9 / 10);
    assert_true(mismatched <= ACADEMIES / 10);
    assert_true(covered >= ACADEMIES * 85 / 100);
    assert_true(gain > 100); /* of 8,000 people: with all on the best from the first day there would be 320 more */
}

static void an_arm_is_never_given_nothing(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct experiment experiment = bandit(3);
    struct experiment_results results;
    int64_t shares[EXPERIMENT_ARMS_MOST];
    for (size_t i = 0; i < 3; i++)
        experiment.arms[i].share = 1; /* of 10,000 */
    struct experiment_people people = people_of(arena, (const int[]){5, 5, 90}, (const int[]){100, 100, 100}, 3);
    experiment_compare(arena, &experiment, &people, &results);
    experiment_learn(&experiment, &results, NOON, shares);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(shares[i], 1);
    arena_free(arena);
}

static void without_a_difference_no_arm_is_favoured(void **state)
{
    (void)state;
    static struct course course;
    const double rates[] = {0.2, 0.2};
    uint64_t random = 7;
    double first = 0;
    int claims = 0;
    for (int i = 0; i < ACADEMIES; i++) {
        live(&course, &random, rates, 2);
        claims += course.claimed; /* on any of the days, at 95 % */
        first += course.results.arms[0].participants / course.results.participants / ACADEMIES;
    }
    assert_true(first > 0.4 && first < 0.6);
    assert_true(claims <= ACADEMIES * 5 / 100);
}

/* Both arms are the same, but the second day is a better one, and by then most people are given the second arm. */
static void a_good_day_does_not_count_more_in_one_arm(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct experiment experiment = bandit(2);
    const struct experiment_shares days[] = {{DAY0 + 1, {1000, 9000}}};
    static struct experiment_person list[400];
    struct experiment_people people = {.list = list};
    struct experiment_results results;
    const struct { int arm, count, hits; } cells[] = {{0, 100, 10}, {1, 100, 10}, {0, 20, 8}, {1, 180, 72}};
    experiment.days = days;
    experiment.day_count = 1;
    for (int cell = 0; cell < 4; cell++)
        for (int i = 0; i < cells[cell].count; i++)
            list[people.count++] = (struct experiment_person){.actor = (int64_t)people.count, .arm = cells[cell].arm, .first_at = NOON + cell / 2 * CLOCK_DAY,
                                                              .converted_at = i < cells[cell].hits ? NOON + 3 * CLOCK_DAY : 0};
    experiment_compare(arena, &experiment, &people, &results);
    near(results.arms[0].rate, 18.0 / 120);
    near(results.arms[1].rate, 82.0 / 280);
    near(results.arms[0].weighed_rate, 0.25);
    near(results.arms[1].weighed_rate, 0.25);
    near(results.arms[0].weighed_count, 400.0 * 400 / (100 * 4 + 20 * 100));
    near(results.arms[0].expected, 120);
    assert_true(results.split.test.chi2 < 1e-9);
    assert_true(fabs(results.gain) < 1e-9);
    assert_true(results.arms[0].best.chance > 0.45 && results.arms[0].best.chance < 0.55);
    arena_free(arena);
}

/* ---- what must not get worse ---- */

static void guards_are_read_and_written(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct experiment experiment = blank;
    experiment_guards_read(arena, "lesson.completed:fall course.left:rise", &experiment);
    assert_int_equal(experiment.guard_count, 2);
    assert_string_equal(experiment.guards[0].event, "lesson.completed");
    assert_true(!experiment.guards[0].rise && experiment.guards[1].rise);
    assert_string_equal(experiment_guards_text(arena, &experiment), "lesson.completed:fall course.left:rise");
    assert_null(experiment_guards_problem(&experiment));
    static const char *const wrong[] = {"course.enrolled:fall", "experiment.exposed", "experiment.converted", "a<b:fall", "x:fall x:rise"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        experiment_guards_read(arena, wrong[i], &experiment);
        if (experiment_guards_problem(&experiment) == NULL)
            fail_msg("\"%s\" has no problem", wrong[i]);
    }
    arena_free(arena);
}

/* 400 people an arm: with the new words fewer complete a lesson afterwards (80 instead of 200), as many leave; what they did before they met
 * the test does not count. */
static void harm_beside_the_goal_is_seen(void **state)
{
    struct place *place = *state;
    struct experiment experiment = bandit(2);
    struct experiment_guarded guarded[EXPERIMENT_GUARDS_MOST];
    int64_t position = 0;
    experiment.adaptive = false;
    experiment_guards_read(place->arena, "lesson.completed:fall course.left:rise lesson.viewed:rise", &experiment);
    for (int64_t actor = 1; actor <= 800; actor++) {
        bool new_words = actor > 400;
        struct event met = event(NOON + 60, "experiment.exposed", actor), did = event(NOON + 120, "lesson.completed", actor);
        met.properties = new_words ? "{\"experiment\":\"card\",\"variant\":\"new\"}" : "{\"experiment\":\"card\",\"variant\":\"old\"}";
        put(place, met, ++position);
        if (actor % 400 < (new_words ? 80 : 200))
            put(place, did, ++position);
        did.name = "course.left";
        if (actor % 4 == 0)
            put(place, did, ++position);
        did.name = "lesson.viewed";
        did.at = NOON + (new_words ? 30 : 120);
        put(place, did, ++position);
    }
    fold(place, "UTC");
    struct experiment_people people = experiment_people_read(place->arena, place->store, "UTC", &experiment, NOON + 3600);
    experiment_guards_look(place->arena, place->store, &experiment, &people, NOON + 3600, guarded);
    assert_true(guarded[0].worse);
    near(guarded[0].results.arms[0].rate, 0.5);
    near(guarded[0].results.arms[1].rate, 0.2);
    assert_false(guarded[1].worse);
    near(guarded[1].results.arms[1].rate, 0.25);
    assert_false(guarded[2].worse);
    near(guarded[2].results.arms[1].rate, 0);
    near(guarded[2].results.arms[0].rate, 1);
    experiment.guards[0].rise = true;  /* that fewer do it would be welcome */
    experiment.guards[2].rise = false; /* nobody did it any more: that is harm, though no share can be told from none */
    experiment_guards_look(place->arena, place->store, &experiment, &people, NOON + 3600, guarded);
    assert_false(guarded[0].worse);
    assert_true(guarded[2].worse);
}

/* Where something is broken nobody succeeds: that must not wait for ten who do. */
static void an_arm_where_nobody_succeeds_is_worse(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct experiment experiment = bandit(2);
    struct experiment_results results;
    struct experiment_people people = people_of(arena, (const int[]){60, 0}, (const int[]){1000, 1000}, 2);
    experiment_compare(arena, &experiment, &people, &results);
    assert_int_equal(results.verdict, EXPERIMENT_WORSE);
    experiment.adaptive = false;
    experiment_compare(arena, &experiment, &people, &results);
    assert_int_equal(results.verdict, EXPERIMENT_WORSE);
    people = people_of(arena, (const int[]){15, 0}, (const int[]){1000, 1000}, 2); /* of fewer it might be chance */
    experiment_compare(arena, &experiment, &people, &results);
    assert_true(isinf(results.arms[1].always.interval.high));
    experiment = of_factors(arena, "words:enrol,start-now note:none,free");
    people = people_of(arena, (const int[]){60, 55, 0, 0}, (const int[]){1000, 1000, 1000, 1000}, 4);
    experiment_compare(arena, &experiment, &people, &results);
    assert_true(results.effects[0].always.interval.high < 0);
    assert_true(results.effects[1].always.interval.high > 0);
    arena_free(arena);
}

/* ---- nobody is moved ---- */

static void nothing(struct db *db)
{
    db_change(db, "INSERT INTO person (id, email, name, password_hash, created_at) VALUES (7, 'ada@example.com', 'Ada', '', 0)");
}

static int open_database(void **state)
{
    *state = fixture_open(nothing);
    return 0;
}

static void who_has_a_seat_keeps_it(void **state)
{
    struct fixture *fixture = *state;
    struct experiment wish = bandit(2);
    int64_t id = 0;
    assert_int_equal(experiment_add(fixture->arena, fixture->db, &wish, 100, &id), DB_OK);
    assert_int_equal(experiment_seat(fixture->db, id, 7), -1);
    assert_int_equal(experiment_sit(fixture->db, id, 7, 1), DB_OK);
    assert_int_equal(experiment_sit(fixture->db, id, 7, 0), DB_OK); /* too late */
    assert_int_equal(experiment_seat(fixture->db, id, 7), 1);
    db_change(fixture->db, "DELETE FROM person WHERE id = 7");
    assert_int_equal(experiment_seat(fixture->db, id, 7), -1);
}

static void shares_move_at_midnight_and_only_while_it_runs(void **state)
{
    struct fixture *fixture = *state;
    struct experiment wish = bandit(2), found, held;
    const int64_t shares[] = {1000, 8000}, later[] = {2000, 7000};
    int64_t id = 0, midnight = (DAY0 + 1) * CLOCK_DAY;
    experiment_add(fixture->arena, fixture->db, &wish, NOON, &id);
    assert_true(experiment_find(fixture->arena, fixture->db, "card", &found) && found.adaptive);
    assert_false(experiment_learns(&found, NOON));
    assert_int_equal(experiment_share_tomorrow(fixture->db, &found, shares, NOON), DB_NONE); /* a draft */
    experiment_start(fixture->db, id, NOON);
    assert_true(experiment_find(fixture->arena, fixture->db, "card", &found) && experiment_learns(&found, NOON));
    int64_t version = experiment_version(fixture->db);
    assert_int_equal(experiment_share_tomorrow(fixture->db, &found, shares, NOON), DB_OK);
    assert_int_equal(experiment_share_tomorrow(fixture->db, &found, later, NOON + 3600), DB_OK); /* of the same day: the later ones */
    assert_int_not_equal(experiment_version(fixture->db), version);
    assert_true(experiment_find(fixture->arena, fixture->db, "card", &found));
    assert_false(experiment_learns(&found, NOON + 3700));
    assert_true(experiment_learns(&found, NOON + 7200));
    assert_false(experiment_learns(&found, midnight - 30)); /* the pages might see it too late */
    held = experiment_hold(fixture->arena, &found, midnight - 1);
    assert_int_equal(held.arms[0].share, 4500);
    held = experiment_hold(fixture->arena, &found, midnight);
    assert_int_equal(held.arms[0].share, 2000);
    assert_int_equal(held.arms[1].share, 7000);
    assert_int_equal(found.arms[0].share, 4500); /* what it began with is still known */
}

int main(void)
{
    if (sodium_init() < 0)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contrasts_are_those_of_weighted_least_squares),
        cmocka_unit_test(all_combinations_of_levels_are_variants),
        cmocka_unit_test(factors_that_cannot_be_are_named),
        cmocka_unit_test(a_factor_is_found_whatever_the_other_does),
        cmocka_unit_test(factors_that_depend_on_each_other_are_said_to),
        cmocka_unit_test(factors_are_seldom_said_to_depend_by_mistake),
        cmocka_unit_test(a_plan_of_factors_needs_as_many_as_its_widest),
        cmocka_unit_test(new_people_go_to_what_succeeds),
        cmocka_unit_test(an_arm_is_never_given_nothing),
        cmocka_unit_test(without_a_difference_no_arm_is_favoured),
        cmocka_unit_test(a_good_day_does_not_count_more_in_one_arm),
        cmocka_unit_test(guards_are_read_and_written),
        cmocka_unit_test_setup_teardown(harm_beside_the_goal_is_seen, open_place, close_place),
        cmocka_unit_test(an_arm_where_nobody_succeeds_is_worse),
        cmocka_unit_test_setup_teardown(who_has_a_seat_keeps_it, open_database, fixture_close),
        cmocka_unit_test_setup_teardown(shares_move_at_midnight_and_only_while_it_runs, open_database, fixture_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
