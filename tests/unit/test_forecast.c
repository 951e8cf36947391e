/* test_forecast.c - the models beside R's, the intervals on simulated series, the back-test, and series that are hardly ones.
 *
 * What R says comes from R 4.2 with its package forecast 8.20; the call stands beside each value. Nile and AirPassengers are R's. */
#include "domain/measure/forecast.h"
#include "domain/measure/forecast_parts.h"
#include "fixture.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const double nile[] = {
    1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140, 1100, 1210, 1150, 1250, 1260,
    1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821,
    768, 845, 864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801,
    1040, 860, 874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740};

static const double passengers[] = {
    112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141, 135, 125, 149, 170, 170, 158, 133, 114, 140, 145, 150, 178, 163, 172,
    178, 199, 199, 184, 162, 146, 166, 171, 180, 193, 181, 183, 218, 230, 242, 209, 191, 172, 194, 196, 196, 236, 235, 229, 243, 264, 272, 237, 211,
    180, 201, 204, 188, 235, 227, 234, 264, 302, 293, 259, 229, 203, 229, 242, 233, 267, 269, 270, 315, 364, 347, 312, 274, 237, 278, 284, 277, 317,
    313, 318, 374, 413, 405, 355, 306, 271, 306, 315, 301, 356, 348, 355, 422, 465, 467, 404, 347, 305, 336, 340, 318, 362, 348, 363, 435, 491, 505,
    404, 359, 310, 337, 360, 342, 406, 396, 420, 472, 548, 559, 463, 407, 362, 405, 417, 391, 419, 461, 472, 535, 622, 606, 508, 461, 390, 432};

/* The series as the models want it. */
static struct series scaled(struct arena *arena, const double *y, size_t n, size_t period, double scale)
{
    double *copy = arena_alloc(arena, n * sizeof *copy);
    for (size_t t = 0; t < n; t++)
        copy[t] = y[t] / scale;
    return (struct series){arena, copy, n, period};
}

static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.6f instead of %.6f", value, expected);
}

/* ---- parts ---- */

static double banana(const double *x, void *context)
{
    (void)context;
    return 100 * (x[1] - x[0] * x[0]) * (x[1] - x[0] * x[0]) + (1 - x[0]) * (1 - x[0]);
}

static void test_search(void **state)
{
    double x[] = {-1.2, 1}, steps[] = {0.5, 0.5};
    (void)state;
    assert_true(search_minimum(banana, NULL, x, steps, 2, 1e-12, 1000) < 1e-8);
    assert_near(x[0], 1, 1e-3);
    assert_near(x[1], 1, 1e-3);
}

static void test_classical_season(void **state)
{
    /* decompose(AirPassengers, "multiplicative")$figure; decompose(AirPassengers)$figure */
    static const double factor[] = {.91023037, .88362532, 1.0073663, .97590601, .98137803, 1.1127758,
                                    1.2265555, 1.219911,  1.0604919, .92175724, .80117808, .89882439};
    static const double term[] = {-24.748737, -36.188131, -2.2411616, -8.0366162, -4.5063131, 35.402778,
                                  63.830808,  62.823232,  16.520202,  -20.642677, -53.593434, -28.619949};
    struct series series = scaled(*state, passengers, COUNT(passengers), 12, 1);
    double figure[12];
    season_classical(&series, true, figure);
    for (size_t i = 0; i < 12; i++)
        assert_near(figure[i], factor[i], 1e-6);
    season_classical(&series, false, figure);
    for (size_t i = 0; i < 12; i++)
        assert_near(figure[i], term[i], 1e-5);
    assert_true(season_is_there(&series));
    assert_false(season_is_there(&(struct series){*state, nile, COUNT(nile), 7}));
    assert_true(season_strength(&series) > 0.64);
    assert_true(season_strength(&(struct series){*state, nile, COUNT(nile), 7}) < 0.2);
}

static void test_stl(void **state)
{
    /* stl(sqrt(AirPassengers), s.window = 13, s.degree = 1)$time.series[, 1], first and last year. R joins up every second point. */
    static const double first[] = {-.46434873, -.064975722, .5215842,  .1466254,   -.16493893, .31675565,
                                   .80658919,  .83470381,   .32783153, -.48570326, -1.233371,  -.48505101};
    static const double last[] = {-.98201607, -1.7121882, -.58746507, -.40834516, -.065463991, 1.4833175,
                                  3.0940352,  2.9981309,  .6634447,   -.73173814, -2.2965365,  -1.3716788};
    double root[COUNT(passengers)], seasonal[COUNT(passengers)];
    for (size_t t = 0; t < COUNT(root); t++)
        root[t] = sqrt(passengers[t]);
    season_stl(&(struct series){*state, root, COUNT(root), 12}, 13, seasonal);
    for (size_t i = 0; i < 12; i++) {
        assert_near(seasonal[i], first[i], 0.05);
        assert_near(seasonal[COUNT(root) - 12 + i], last[i], 0.05);
    }
}

static void test_ets_beside_r(void **state)
{
    /* forecast(ets(Nile, model, damped = ...), h = 5, level = 80): alpha, first and fifth mean, half widths through qnorm(.9), AICc
     * (less that of the first). The likelihood is flat: with other means, ours has to be as likely as R's. */
    static const struct {
        enum ets_trend trend;
        double alpha, first, fifth, deviation, deviation_fifth, aicc;
    } cases[] = {
        {TREND_NONE, .24553, 805.381, 805.381, 144.232, 160.684, 0},
        {TREND_ADDITIVE, .20949, 802.916, 790.268, 145.095, 157.341, 3.5194},
        {TREND_DAMPED, .25617, 801.817, 801.752, 146.655, 164.802, 6.8763},
    };
    struct series series = scaled(*state, nile, COUNT(nile), 1, 1000);
    double first = 0;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct ets ets = {.trend = cases[i].trend};
        double point[5], deviation[5];
        assert_true(ets_fit(&series, &ets));
        ets_forecast(&series, &ets, 5, point, deviation);
        assert_near(ets.alpha, cases[i].alpha, 0.03);
        assert_near(1000 * point[0], cases[i].first, 12);
        assert_near(1000 * point[4], cases[i].fifth, 12);
        first = i == 0 ? ets.aicc : first;
        assert_true(ets.aicc - first <= cases[i].aicc + 0.1);
        assert_near(1000 * deviation[0], cases[i].deviation, 1);
        assert_near(1000 * deviation[4], cases[i].deviation_fifth, 4);
    }
}

static void test_ets_selection(void **state)
{
    /* ets(AirPassengers): ETS(M,Ad,M); forecast(..., h = 12)$mean */
    static const double expected[] = {441.80, 434.12, 496.63, 483.24, 483.99, 551.02, 613.18, 609.36, 530.54, 463.03, 402.75, 451.97};
    struct series series = scaled(*state, passengers, COUNT(passengers), 12, 280);
    struct ets ets;
    double point[12];
    ets_select(&series, &ets);
    assert_true(ets.relative_error && ets.trend != TREND_NONE && ets.season == SEASON_MULTIPLICATIVE);
    ets_forecast(&series, &ets, 12, point, NULL);
    for (size_t h = 0; h < 12; h++)
        assert_near(280 * point[h], expected[h], 0.02 * expected[h]);
    series = scaled(*state, nile, COUNT(nile), 1, 1000);
    ets_select(&series, &ets);
    assert_true(ets.trend == TREND_NONE && ets.season == SEASON_NONE);
}

static void test_arima_beside_r(void **state)
{
    /* forecast(auto.arima(sqrt(AirPassengers)), h = 12)$mean^2 */
    static const double expected[] = {447.49, 423.52, 465.68, 490.35, 505.92, 571.48, 656.25, 649.74, 548.10, 495.64, 429.81, 473.37};
    double root[COUNT(passengers)], point[12], flat[30] = {0};
    for (size_t t = 0; t < COUNT(root); t++)
        root[t] = sqrt(passengers[t] / 280);
    assert_true(arima_forecast(&(struct series){*state, root, COUNT(root), 12}, 12, point));
    for (size_t h = 0; h < 12; h++)
        assert_near(280 * point[h] * point[h], expected[h], 0.01 * expected[h]);
    assert_false(arima_forecast(&(struct series){*state, flat, COUNT(flat), 1}, 12, point));
    assert_false(arima_forecast(&(struct series){*state, root, 9, 1}, 12, point));
}

static void test_theta(void **state)
{
    double line[40], point[5];
    for (size_t t = 0; t < COUNT(line); t++)
        line[t] = 1 + 0.1 * (double)t;
    theta_forecast(&(struct series){*state, line, COUNT(line), 1}, 5, point);
    for (size_t h = 0; h < 5; h++) /* a line goes on */
        assert_near(point[h], 1 + 0.1 * (double)(COUNT(line) + h), 0.02);
    /* thetaf(Nile, h = 5)$mean: 799.81 to 794.38, by the theta 2 that is fixed there */
    struct series series = scaled(*state, nile, COUNT(nile), 1, 1000);
    theta_forecast(&series, 5, point);
    assert_near(1000 * point[0], 799.81, 15);
    assert_near(1000 * point[4], 794.38, 15);
}

/* ---- the whole ---- */

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

/* Days with a weekly pattern, a slow level and noise. */
static void simulate(uint64_t *seed, double *y, size_t n)
{
    static const double week[] = {40, 50, 45, 42, 30, -60, -80};
    double level = 300;
    for (size_t t = 0; t < n; t++) {
        level += 2 * normal(seed);
        y[t] = level + week[t % 7] + 15 * normal(seed);
    }
}

static void test_intervals_cover(void **state)
{
    enum { SERIES = 60, PAST = 140, AHEAD = 14 };
    uint64_t seed = 11;
    double in80 = 0, in95 = 0, width = 0, beats = 0, y[PAST + AHEAD];
    for (int i = 0; i < SERIES; i++) {
        struct forecast forecast;
        simulate(&seed, y, PAST + AHEAD);
        assert_true(forecast_make(*state, y, PAST, 7, AHEAD, &forecast));
        assert_int_equal(forecast.origins, 3);
        beats += forecast.beats_naive;
        for (size_t h = 0; h < AHEAD; h++) {
            const struct forecast_step *step = &forecast.steps[h];
            in80 += y[PAST + h] >= step->low80 && y[PAST + h] <= step->high80;
            in95 += y[PAST + h] >= step->low95 && y[PAST + h] <= step->high95;
            width += step->high95 - step->low95;
        }
    }
    assert_true(beats >= 0.9 * SERIES);
    assert_near(in80 / (SERIES * AHEAD), 0.80, 0.06);
    assert_near(in95 / (SERIES * AHEAD), 0.95, 0.03);
    assert_true(width / (SERIES * AHEAD) < 4 * 1.3 * sqrt(15 * 15 + 4 * 7)); /* and are not just wide */
}

/* Each weekday wanders by itself: then the last week is all that there is to know, and the caller is told. */
static void test_naive_may_win(void **state)
{
    uint64_t seed = 3;
    double y[210];
    int lost = 0;
    for (int i = 0; i < 10; i++) {
        struct forecast forecast;
        for (size_t t = 0; t < COUNT(y); t++)
            y[t] = t < 7 ? 500 + 100 * normal(&seed) : y[t - 7] + 20 * normal(&seed);
        assert_true(forecast_make(*state, y, COUNT(y), 7, 7, &forecast));
        assert_int_equal(forecast.beats_naive, forecast.error.mase <= forecast.naive_error.mase);
        lost += !forecast.beats_naive;
    }
    assert_in_range(lost, 1, 10);
}

/* What comes last is a surprise for the origin before it, and for no other. */
static void test_origins_know_the_past_only(void **state)
{
    uint64_t seed = 7;
    double y[140];
    struct forecast forecast;
    simulate(&seed, y, COUNT(y));
    for (size_t t = COUNT(y) - 14; t < COUNT(y); t++)
        y[t] += 1000;
    assert_true(forecast_make(*state, y, COUNT(y), 7, 14, &forecast));
    assert_int_equal(forecast.origins, 3);
    assert_near(forecast.error.smape, (125 + 5 + 5) / 3.0, 10);
    assert_near(forecast.naive_error.smape, (125 + 8 + 8) / 3.0, 10);
}

static void test_gaps(void **state)
{
    uint64_t seed = 5;
    double y[140], whole[140], point[14], with_gaps[14], weekday[14];
    simulate(&seed, whole, COUNT(whole));
    memcpy(y, whole, sizeof y);
    for (size_t t = 0; t < COUNT(y); t++)
        y[t] = t % 11 == 3 ? NAN : y[t];
    assert_true(forecast_points(*state, whole, COUNT(whole), 7, 14, point));
    assert_true(forecast_points(*state, y, COUNT(y), 7, 14, with_gaps));
    for (size_t t = 0; t < COUNT(y); t++)
        y[t] = t % 7 == 2 ? NAN : whole[t]; /* never open on Wednesdays */
    assert_true(forecast_points(*state, y, COUNT(y), 7, 14, weekday));
    for (size_t h = 0; h < 14; h++) {
        assert_near(with_gaps[h], point[h], 15);
        if (h % 7 != 2)
            assert_near(weekday[h], point[h], 20);
    }
}

/* No step is anything but finite and in order. */
static void assert_sane(struct arena *arena, const double *y, size_t n, size_t period, size_t horizon, bool negative)
{
    struct forecast forecast;
    assert_true(forecast_make(arena, y, n, period, horizon, &forecast));
    assert_int_equal(forecast.horizon, horizon);
    assert_true(strlen(forecast.method) > 0);
    for (size_t h = 0; h < horizon; h++) {
        const struct forecast_step *step = &forecast.steps[h];
        if (!isfinite(step->low95) || !isfinite(step->high95) || step->low95 > step->low80 || step->low80 > step->point || step->point > step->high80 ||
            step->high80 > step->high95 || (!negative && step->low95 < 0))
            fail_msg("n %zu, period %zu, step %zu: %g %g %g %g %g", n, period, h, step->low95, step->low80, step->point, step->high80, step->high95);
    }
}

static void test_odd_series(void **state)
{
    static const size_t lengths[] = {1, 2, 3, 4, 5, 6, 7, 8, 10, 14, 15, 22, 30, 50}, periods[] = {1, 2, 7, 12, 24, 52};
    static const double sizes[] = {1, 0, -3, 1e300, -1e300, 1e-300, 5e-324, DBL_MAX};
    uint64_t seed = 1;
    double y[60];
    for (size_t i = 0; i < COUNT(lengths) * COUNT(periods); i++) {
        size_t n = lengths[i % COUNT(lengths)], period = periods[i / COUNT(lengths)];
        for (size_t k = 0; k < COUNT(sizes); k++) {
            for (size_t t = 0; t < n; t++)
                y[t] = sizes[k];
            assert_sane(*state, y, n, period, 9, sizes[k] < 0);
            for (size_t t = 0; t < n; t++)
                y[t] = sizes[k] * uniform(&seed);
            assert_sane(*state, y, n, period, 9, sizes[k] < 0);
        }
        for (size_t t = 0; t < n; t++)
            y[t] = t % 3 == 1 ? NAN : t % 5 == 4 ? INFINITY : uniform(&seed) < 0.7 ? 0 : 1;
        assert_sane(*state, y, n, period, 9, false);
    }
}

static void test_constants(void **state)
{
    struct forecast forecast;
    double y[50];
    for (size_t t = 0; t < COUNT(y); t++)
        y[t] = 42;
    assert_true(forecast_make(*state, y, COUNT(y), 7, 3, &forecast));
    assert_near(forecast.steps[2].point, 42, 1e-6);
    assert_near(forecast.steps[2].high95, 42, 1e-3);
    assert_true(forecast.beats_naive && isnan(forecast.error.mase) && forecast.error.smape < 1e-6);
    memset(y, 0, sizeof y);
    assert_true(forecast_make(*state, y, COUNT(y), 7, 3, &forecast));
    assert_true(forecast.steps[2].point == 0 && forecast.steps[2].high95 == 0);
}

/* A line leaves no errors to learn from: the intervals stay narrow all the same, and hold what comes within a step. */
static void test_lines(void **state)
{
    static const double slopes[] = {-1, 1, 5, -0.25};
    struct forecast forecast;
    double y[63];
    for (size_t i = 0; i < COUNT(slopes); i++) {
        for (size_t t = 0; t < COUNT(y); t++)
            y[t] = 80 + slopes[i] * (double)t;
        assert_true(forecast_make(*state, y, COUNT(y), 7, 7, &forecast));
        double step = 7 * fabs(slopes[i]), comes = 80 + slopes[i] * 69;
        assert_true(forecast.beats_naive);
        assert_near(forecast.steps[6].point, comes, step);
        assert_true(forecast.steps[6].high95 < comes + step && forecast.steps[6].low95 > comes - step);
    }
}

static void test_too_little(void **state)
{
    struct forecast forecast;
    double y[] = {NAN, NAN, INFINITY}, point[2];
    assert_false(forecast_make(*state, y, 3, 7, 2, &forecast));
    assert_false(forecast_make(*state, y, 0, 7, 2, &forecast));
    assert_false(forecast_points(*state, y, 3, 7, 2, point));
    y[0] = 5;
    y[1] = 7;
    assert_true(forecast_make(*state, y, 3, 1, 2, &forecast));
    assert_true(forecast.origins == 0 && !forecast.beats_naive && isnan(forecast.error.mase));
    assert_string_equal(forecast.method, "seasonal naive");
    assert_true(forecast.steps[0].high80 > forecast.steps[0].low80);
    assert_sane(*state, passengers, COUNT(passengers), 12, FORECAST_HORIZON_MOST, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_search),
        cmocka_unit_test_setup_teardown(test_classical_season, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_stl, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_ets_beside_r, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_ets_selection, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_arima_beside_r, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_theta, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_intervals_cover, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_naive_may_win, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_origins_know_the_past_only, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_gaps, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_odd_series, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_constants, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_lines, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_too_little, fixture_arena_open, fixture_arena_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
