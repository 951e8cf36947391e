/* test_anomaly.c - planted spikes, shifts and missing days are found, a plain week is not; scores know the past only; what moved. */
#include "domain/measure/anomaly.h"
#include "fixture.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static double uniform(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return ((double)(*seed >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(uint64_t *seed)
{
    double radius = sqrt(-2 * log(uniform(seed)));
    return radius * cos(6.283185307179586 * uniform(seed));
}

/* ---- days ---- */

enum { DAYS = 140 };

/* Learners a day: many from Monday to Thursday, few at the weekend. */
static void fill_weeks(uint64_t *seed, double *y, size_t n)
{
    static const double week[] = {420, 450, 440, 400, 300, 90, 70};
    for (size_t t = 0; t < n; t++)
        y[t] = round(week[t % 7] + sqrt(week[t % 7]) * normal(seed));
}

static size_t outside_in(const struct anomaly_day *day, size_t from, size_t to)
{
    size_t count = 0;
    for (size_t t = from; t < to; t++)
        count += day[t].outside;
    return count;
}

static void test_plain_weeks(void **state)
{
    enum { SERIES = 40 };
    struct anomaly_day day[DAYS];
    double y[DAYS];
    uint64_t seed = 2;
    size_t outside = 0;
    for (int i = 0; i < SERIES; i++) {
        fill_weeks(&seed, y, DAYS);
        assert_int_equal(anomaly_band(y, DAYS, 7, ANOMALY_COUNTS, day, *state), DAYS - 21);
        outside += outside_in(day, 0, DAYS);
        for (size_t t = 21; t < DAYS; t++)
            assert_true(day[t].low <= day[t].expected && day[t].expected <= day[t].high);
        for (size_t t = 63; t < DAYS; t++) /* the band knows the weekend */
            assert_true(fabs(day[t].expected - y[t]) < 100 && day[t].high - day[t].low < 200);
    }
    assert_in_range(outside, 10, SERIES * (DAYS - 21) * 2 / 100);
}

static void test_planted(void **state)
{
    struct anomaly_day day[DAYS];
    double y[DAYS];
    uint64_t seed = 4;
    fill_weeks(&seed, y, DAYS);
    y[70] = 700;  /* a busy Monday */
    y[85] = 0;    /* nobody on a Tuesday */
    y[96] = 420;  /* a Saturday like a Monday */
    y[108] = NAN; /* not known */
    anomaly_band(y, DAYS, 7, ANOMALY_COUNTS, day, *state);
    assert_true(day[70].outside && day[85].outside && day[96].outside);
    assert_true(day[70].severity > 5 && day[85].severity > 10 && day[96].severity > 5);
    assert_false(day[108].outside);
    assert_true(day[108].severity == 0 && isfinite(day[108].expected));
    assert_true(outside_in(day, 21, DAYS) <= 5);
    assert_true(fabs(day[77].expected - 420) < 60 && fabs(day[92].expected - 450) < 60); /* a week later they are forgotten */
}

static void test_new_level(void **state)
{
    struct anomaly_day day[DAYS];
    double y[DAYS];
    uint64_t seed = 6;
    fill_weeks(&seed, y, DAYS);
    for (size_t t = 70; t < DAYS; t++)
        y[t] *= 1.6;
    anomaly_band(y, DAYS, 7, ANOMALY_COUNTS, day, *state);
    assert_true(day[70].outside && day[71].outside);
    assert_true(outside_in(day, 91, DAYS) <= 3);
    assert_true(fabs(day[126].expected - 1.6 * 420) < 100);
}

/* What comes later changes nothing. */
static void test_days_know_the_past_only(void **state)
{
    struct anomaly_day day[DAYS], earlier[DAYS];
    double y[DAYS];
    uint64_t seed = 8;
    fill_weeks(&seed, y, DAYS);
    anomaly_band(y, 60, 7, ANOMALY_AMOUNTS, earlier, *state);
    for (size_t t = 60; t < DAYS; t++)
        y[t] = -1e9;
    anomaly_band(y, DAYS, 7, ANOMALY_AMOUNTS, day, *state);
    for (size_t t = 21; t < 60; t++)
        assert_true(day[t].expected == earlier[t].expected && day[t].high == earlier[t].high && day[t].outside == earlier[t].outside);
    assert_true(day[60].outside && day[60].low >= 0);
}

static void test_too_few_days(void **state)
{
    struct anomaly_day day[40];
    double y[40];
    uint64_t seed = 8;
    fill_weeks(&seed, y, 40);
    assert_int_equal(anomaly_band(y, 0, 7, ANOMALY_COUNTS, day, *state), 0);
    assert_int_equal(anomaly_band(y, 21, 7, ANOMALY_COUNTS, day, *state), 0);
    for (size_t t = 0; t < 21; t++)
        assert_true(isnan(day[t].expected) && isnan(day[t].low) && !day[t].outside && day[t].severity == 0);
    assert_int_equal(anomaly_band(y, 22, 7, ANOMALY_COUNTS, day, *state), 1);
    assert_true(isfinite(day[21].expected));
    assert_int_equal(anomaly_band(y, 15, 1, ANOMALY_COUNTS, day, *state), 1);
    assert_int_equal(anomaly_band(y, 40, 24, ANOMALY_COUNTS, day, *state), 0);
}

static void test_odd_days(void **state)
{
    static const double sizes[] = {0, 1, 1e300, DBL_MAX, 1e-300, -5, -1e300};
    struct anomaly_day day[100];
    double y[100];
    uint64_t seed = 9;
    for (size_t i = 0; i < 3 * COUNT(sizes) * 3; i++) {
        enum anomaly_kind kind = (enum anomaly_kind)(i % 3);
        for (size_t t = 0; t < COUNT(y); t++) {
            y[t] = sizes[i / 3 % COUNT(sizes)] * (i < 3 * COUNT(sizes) ? 1 : uniform(&seed));
            if (i >= 6 * COUNT(sizes))
                y[t] = uniform(&seed) < 0.6 ? NAN : uniform(&seed) < 0.1 ? INFINITY : y[t];
        }
        anomaly_band(y, COUNT(y), 7, kind, day, *state);
        for (size_t t = 21; t < COUNT(y); t++)
            if (isnan(day[t].expected) || isnan(day[t].low) || isnan(day[t].high) || !(day[t].severity >= 0 && day[t].severity <= 99) ||
                (i < 3 * COUNT(sizes) && day[t].outside))
                fail_msg("case %zu, day %zu: %g in %g to %g, severity %g", i, t, y[t], day[t].low, day[t].high, day[t].severity);
    }
    for (size_t t = 0; t < COUNT(y); t++)
        y[t] = t == 60 ? 6 : 5;
    anomaly_band(y, COUNT(y), 7, ANOMALY_AMOUNTS, day, *state);
    assert_int_equal(outside_in(day, 0, COUNT(y)), 1);
    assert_true(day[60].outside && day[60].severity == 99);
}

/* ---- a stream ---- */

enum { LEARNING = 300, VALUES = 3000 };

/* The value at a quarter of an hour of a day with a night. */
static double quarter(uint64_t *seed, size_t t)
{
    return 100 + 50 * sin(6.283185307179586 * (double)(t % 96) / 96) + 4 * normal(seed);
}

static void test_stream(void **state)
{
    struct anomaly *anomaly = anomaly_new(*state, LEARNING);
    uint64_t seed = 12;
    double most = 0, score[VALUES];
    for (size_t t = 0; t < VALUES; t++) {
        double value = quarter(&seed, t);
        score[t] = anomaly_score(anomaly, t == 1500 ? 400 : t == 1510 ? 250 : t >= 2000 && t < 2100 ? value - 150 : t >= 2500 ? value + 300 : value);
        if (t < 1500)
            most = fmax(most, score[t]);
    }
    for (size_t t = 0; t < LEARNING; t++)
        assert_true(score[t] == 0);
    assert_true(most < 3.8);
    assert_true(score[1500] > 6 && score[2000] > 6);
    assert_true(score[1510] == 0); /* new as well, but one alarm is enough */
    assert_true(score[2500] < score[1500]);     /* seen before, if only twice */
}

/* Noon at midnight: the value is an old one, but not in this place. */
static void test_stream_steps(void **state)
{
    struct anomaly *anomaly = anomaly_new(*state, LEARNING);
    uint64_t seed = 14;
    double usual = 0, found = 0;
    for (size_t t = 0; t < 96 * 20; t++) {
        double score = anomaly_score(anomaly, quarter(&seed, t));
        usual = t >= 96 * 10 ? fmax(usual, score) : 0;
    }
    for (size_t t = 96 * 20 + 24; t < 96 * 20 + 24 + 4; t++)
        found = fmax(found, anomaly_score(anomaly, quarter(&seed, t % 2 == 0 ? t : t + 48)));
    assert_true(found > 2 && found > 1.5 * usual);
}

static void test_odd_streams(void **state)
{
    static const double odd[] = {NAN, INFINITY, -INFINITY, DBL_MAX, -DBL_MAX, 0, -0.0, 1e-320, 1e300, 7};
    static const size_t learning[] = {1, 2, 50};
    uint64_t seed = 13;
    for (size_t i = 0; i < COUNT(learning) * COUNT(odd); i++) {
        struct anomaly *anomaly = anomaly_new(*state, learning[i % COUNT(learning)]);
        double always = odd[i / COUNT(learning)];
        for (size_t t = 0; t < 100; t++)
            assert_true(anomaly_score(anomaly, always) == 0); /* what never changes never surprises */
        for (size_t t = 0; t < 300; t++) {
            double score = anomaly_score(anomaly, odd[(size_t)(uniform(&seed) * COUNT(odd))]);
            assert_true(score >= 0 && score < 1.5 * log(500));
        }
    }
    struct anomaly *anomaly = anomaly_new(*state, 50);
    for (size_t t = 0; t < 200; t++)
        assert_true(anomaly_score(anomaly, 7) == 0);
    assert_true(anomaly_score(anomaly, NAN) == 0);
    assert_true(anomaly_score(anomaly, 9) > 5);
}

/* ---- what moved ---- */

static void test_explain(void **state)
{
    struct anomaly_part part[] = {
        {.dimension = "device", .value = "phone", .expected = 600, .actual = 520},
        {.dimension = "country", .value = "ZA", .expected = 300, .actual = 90},
        {.dimension = "country", .value = "FR", .expected = 200, .actual = 230},
        {.dimension = "device", .value = "desk", .expected = 400, .actual = 300},
        {.dimension = "country", .value = "KE", .expected = 500, .actual = 500},
    };
    (void)state;
    anomaly_explain(part, COUNT(part));
    assert_string_equal(part[0].value, "ZA");
    assert_true(part[0].change == -210);
    assert_true(fabs(part[0].explained - 210 / 180.0) < 1e-12);
    /* p = .3, q = 90/820: (p log(p/m) + q log(q/m)) / 2, m their mean */
    assert_true(fabs(part[0].surprise - 0.0229528) < 1e-6);
    assert_string_equal(part[1].dimension, "device");
    assert_string_equal(part[3].value, "FR"); /* moved the other way */
    assert_true(part[3].explained < 0);
    assert_string_equal(part[4].value, "KE"); /* did not move, though its share did */
    assert_true(part[4].explained == 0);
}

static void test_explain_edges(void **state)
{
    struct anomaly_part alike[] = {
        {.dimension = "course", .value = "small", .expected = 10, .actual = 5},
        {.dimension = "course", .value = "big", .expected = 100, .actual = 50},
    };
    struct anomaly_part fresh[] = {
        {.dimension = "event", .value = "old", .expected = 0, .actual = 0},
        {.dimension = "event", .value = "new", .expected = 0, .actual = 7},
    };
    (void)state;
    anomaly_explain(alike, 2);
    assert_string_equal(alike[0].value, "big");
    assert_true(alike[0].surprise < 1e-12);
    anomaly_explain(fresh, 2);
    assert_string_equal(fresh[0].value, "new");
    assert_true(fresh[0].explained == 1 && isfinite(fresh[0].surprise) && fresh[1].explained == 0);
    anomaly_explain(fresh, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_plain_weeks, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_planted, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_new_level, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_days_know_the_past_only, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_too_few_days, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_odd_days, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_stream, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_stream_steps, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_odd_streams, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test(test_explain),
        cmocka_unit_test(test_explain_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
