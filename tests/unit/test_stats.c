/* test_stats.c - the statistics of the analytics against R 4.2 and scipy 1.10 / statsmodels 0.13, at their edges, and in
 * simulated experiments. The comment above each table has the command that made its numbers (R unless it says python). */
#include "domain/measure/stats_bayes.h"
#include "domain/measure/stats_describe.h"
#include "domain/measure/stats_distribution.h"
#include "domain/measure/stats_mean.h"
#include "domain/measure/stats_plan.h"
#include "domain/measure/stats_rank.h"
#include "domain/measure/stats_regress.h"
#include "domain/measure/stats_sequential.h"
#include "domain/measure/stats_share.h"
#include "fixture.h"

#include <math.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static void expect(double value, double expected, double tolerance, const char *what)
{
    if (!(fabs(value - expected) <= tolerance * fabs(expected)))
        fail_msg("%s: %.17g instead of %.17g", what, value, expected);
}

#define EXPECT(value, expected) expect(value, expected, 1e-9, #value)

/* ---- distributions ---- */

struct tail {
    double at, df, p;
};

/* pchisq(at, df, lower.tail = FALSE) */
static const struct tail chi2_tails[] = {
    {3.84, 1, 0.050043521248705224}, {0.001, 3, 0.99999159208094202}, {1e-08, 2, 0.99999999500000003}, {200, 100, 1.178450072097942e-08},
    {1200, 1000, 1.2255942330622908e-05}, {900, 1000, 0.98928276190871023}, {1400, 2, 9.8596765437597708e-305},
    {50, 0.5, 3.3298347276499373e-13}, {0, 5, 1}, {-1, 5, 1}, {INFINITY, 5, 0},
};

/* pt(at, df, lower.tail = FALSE) */
static const struct tail t_tails[] = {
    {1, 1, 0.25}, {-2.5, 3, 0.95614667649596718}, {40, 5, 9.2059810858864758e-08}, {1e-09, 7, 0.49999999961500852},
    {2.1, 0.5, 0.21773463773300653}, {3, 58595.48, 0.0013504653548880759}, {37, 1000000, 9.1498654309004522e-300},
    {1e10, 2, 4.9999999999999997e-21}, {0, 4, 0.5}, {INFINITY, 4, 0}, {-INFINITY, 4, 1}, {1.959963984540054, INFINITY, 0.025},
};

/* qt(p, df); here `at` is the result */
static const struct tail t_quantiles[] = {
    {12.706204736174694, 1, 0.975}, {2.1691859427125411, 12.5, 0.975}, {-1316.0727465592572, 4, 1e-12},
    {-0.25368437919014764, 200, 0.4}, {2.5758784699083743, 100000, 0.995}, {-36.611415031588322, 0.7, 0.025}, {0, 9, 0.5},
    {1.9599639845400536, INFINITY, 0.975},
};

/* pf(f, a, b, lower.tail = FALSE); pbeta(x, a, b) */
static const struct {
    double a, b, x, p;
} f_tails[] = {
    {1, 1, 1, 0.5}, {2, 5783, 21.263107798780833, 6.2999568750239517e-10}, {3, 7, 0.01, 0.99849524704011172},
    {30, 12, 4.5, 0.0042018552320951972}, {5000, 90000, 1.05, 0.0082443602684651642}, {4, 50, 300, 2.8147497671065668e-34},
    {5, 5, 0, 1}, {5, 5, INFINITY, 0},
}, betas[] = {
    {0.5, 0.5, 0.5, 0.5}, {2, 3, 0.1, 0.0523}, {0.001, 5, 0.2, 0.99978344564642763}, {20035, 24667, 0.4482, 0.5017868248405124},
    {1000000, 1000000, 0.499, 0.0023388494069315189}, {50, 0.5, 0.99, 0.31730439787419762}, {3, 100000, 0.0001, 0.9972319660398864},
};

/* pnorm(z); qnorm(p) */
static const struct {
    double z, p;
} normals[] = {
    {-37.047096299361201, 1e-300}, {-10, 7.6198530241605269e-24}, {-6.3613409024040557, 1e-10}, {-1.9599639845400538, 0.025},
    {-0.52440051270804067, 0.3}, {0, 0.5}, {0.84162123357291441, 0.8}, {1.9599639845400536, 0.975},
};

static void test_distributions(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(normals); i++) {
        expect(stats_normal_below(normals[i].z), normals[i].p, 1e-12, "normal below");
        expect(stats_normal_quantile(normals[i].p), normals[i].z, 1e-14, "normal quantile");
    }
    for (size_t i = 0; i < COUNT(chi2_tails); i++)
        expect(stats_chi2_beyond(chi2_tails[i].at, chi2_tails[i].df), chi2_tails[i].p, 2e-12, "chi-square");
    for (size_t i = 0; i < COUNT(t_tails); i++)
        expect(stats_t_beyond(t_tails[i].at, t_tails[i].df), t_tails[i].p, 2e-12, "t");
    for (size_t i = 0; i < COUNT(t_quantiles); i++)
        expect(stats_t_quantile(t_quantiles[i].p, t_quantiles[i].df), t_quantiles[i].at, 2e-12, "t quantile");
    for (size_t i = 0; i < COUNT(f_tails); i++)
        expect(stats_f_beyond(f_tails[i].x, f_tails[i].a, f_tails[i].b), f_tails[i].p, 2e-12, "F");
    for (size_t i = 0; i < COUNT(betas); i++)
        expect(stats_beta(betas[i].a, betas[i].b, betas[i].x, 1 - betas[i].x), betas[i].p, 2e-12, "beta");
    /* pgamma(x, a) */
    expect(stats_gamma_p(0.5, 1e-5), 0.00356823633818045, 1e-12, "gamma");
    expect(stats_gamma_p(1000, 900), 0.00054990226571178331, 1e-12, "gamma");
    expect(stats_gamma_p(0.01, 0.1), 0.98186468394901261, 1e-12, "gamma");
    assert_true(isinf(stats_normal_quantile(0)) && isinf(stats_normal_quantile(1)) && isnan(stats_normal_quantile(1.1)));
    assert_true(isnan(stats_chi2_beyond(1, 0)) && isnan(stats_t_two_sided(1, 0)) && isnan(stats_f_beyond(1, 0, 3)));
    assert_true(isnan(stats_t_beyond(NAN, 3)) && isnan(stats_beta(0, 1, 0.5, 0.5)) && isnan(stats_gamma_p(1, -1)));
}

/* ---- describing ---- */

static const double v[] = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5}, w[] = {2, 7, 1, 8, 2, 8, 1, 8, 2, 8};

static void test_describe(void **state)
{
    (void)state;
    struct stats_sample sample = stats_sample_of(v, 11), sums = stats_sample_of_sums(11, 44, 232);
    double sorted[11];
    memcpy(sorted, v, sizeof v);
    stats_sort(sorted, 11);
    /* mean(v), var(v), sd(v), quantile(v, c(.1, .25, .9)), t.test(v)$conf.int */
    EXPECT(sample.mean, 4);
    EXPECT(stats_variance(sample), 5.6);
    EXPECT(stats_deviation(sums), 2.3664319132398464);
    EXPECT(stats_quantile(sorted, 11, 0.1), 1);
    EXPECT(stats_quantile(sorted, 11, 0.25), 2.5);
    EXPECT(stats_quantile(sorted, 11, 0.9), 6);
    EXPECT(stats_quantile(sorted, 11, 1), 9);
    EXPECT(stats_quantile(sorted, 2, 0.3), 1);
    EXPECT(stats_mean_interval(sample, 0.95).low, 2.4102094087329968);
    EXPECT(stats_mean_interval(sample, 0.95).high, 5.5897905912670032);
    struct stats_sample joined = stats_sample_join(stats_sample_of(v, 4), stats_sample_of(v + 4, 7));
    EXPECT(joined.squares, sample.squares);
    EXPECT(stats_sample_join((struct stats_sample){0, NAN, 0}, sample).mean, 4);
    /* prop.test(8, 40, correct = FALSE)$conf.int; 0 of 10; 10 of 10; 1 of 1 with conf.level = .9 */
    EXPECT(stats_share_interval(8, 40, 0.95).low, 0.10499989725437703);
    EXPECT(stats_share_interval(8, 40, 0.95).high, 0.34757306346399497);
    EXPECT(stats_share_interval(0, 10, 0.95).low, 0);
    EXPECT(stats_share_interval(0, 10, 0.95).high, 0.27753279986288915);
    EXPECT(stats_share_interval(10, 10, 0.95).high, 1);
    EXPECT(stats_share_interval(1, 1, 0.9).low, 0.26986594878405434);
    /* cor.test(v, c(v[2:11], 7)) */
    const double shifted[] = {1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 7};
    struct stats_pairs pairs = stats_pairs_join(stats_pairs_of(v, shifted, 5), stats_pairs_of(v + 5, shifted + 5, 6));
    EXPECT(stats_correlation_of(pairs).r, -0.10138165121291824);
    EXPECT(stats_correlation_of(pairs).p, 0.76677093682887543);
    EXPECT(stats_correlation_of(stats_pairs_of(v, v, 11)).r, 1);
    EXPECT(stats_correlation_of(stats_pairs_of(v, v, 11)).p, 0);
}

static void test_describe_nothing(void **state)
{
    (void)state;
    double three[] = {3, 3, 3};
    assert_true(isnan(stats_sample_of(v, 0).mean) && isnan(stats_variance(stats_sample_of(v, 1))) && isnan(stats_quantile(v, 0, 0.5)));
    assert_true(isnan(stats_mean_interval(stats_sample_of(v, 1), 0.95).low) && isnan(stats_share_interval(0, 0, 0.95).low));
    assert_true(isnan(stats_correlation_of(stats_pairs_of(three, v, 3)).r) && isnan(stats_correlation_of(stats_pairs_of(v, w, 2)).p));
    assert_true(isnan(stats_covariance(stats_pairs_of(v, w, 1))));
}

/* ---- shares ---- */

static void test_shares(void **state)
{
    (void)state;
    struct stats_shares test = stats_shares_compare(18, 200, 24, 190, 0.95);
    /* q <- prop.test(c(18, 24), c(200, 190), correct = FALSE); sqrt(q$statistic), q$p.value, q$conf.int; python:
     * confint_proportions_2indep(24, 190, 18, 200, method="newcomb"); the prop.test with conf.level = .8; fisher.test(matrix(c(18, 24, 182, 166), 2)) */
    EXPECT(test.z, 1.1563926547669534);
    EXPECT(test.p, 0.24752058466443458);
    EXPECT(test.difference, 0.036315789473684218);
    EXPECT(test.relative, 0.036315789473684218 / 0.09);
    EXPECT(test.wald.low, -0.02536371000557705);
    EXPECT(test.wald.high, 0.097995288952945486);
    EXPECT(test.newcombe.low, -0.02595000358094704);
    EXPECT(test.newcombe.high, 0.099893544650867402);
    EXPECT(stats_shares_compare(18, 200, 24, 190, 0.8).wald.low, -0.0040142674779512152);
    EXPECT(stats_shares_fisher(18, 200, 24, 190), 0.25773151892333701);
    assert_int_equal(test.level, 0);
    /* fisher.test(matrix(c(3, 17, 9, 11), 2)); (c(0, 12, 7, 5), 2): column by column */
    EXPECT(stats_shares_fisher(3, 20, 9, 20), 0.08235877701951097);
    EXPECT(stats_shares_fisher(0, 12, 7, 12), 0.0045766590389016088);
    EXPECT(stats_shares_fisher(5, 10, 5, 10), 1);
    /* chisq.test(matrix(c(20, 30, 50, 25, 25, 40), 2, byrow = TRUE)) */
    struct stats_chi2 chi2 = stats_chi2_table((double[]){20, 30, 50, 25, 25, 40}, 2, 3);
    EXPECT(chi2.chi2, 1.5993265993265999);
    EXPECT(chi2.p, 0.44948027880315228);
    chi2 = stats_chi2_table((double[]){20, 30, 0, 50, 25, 25, 0, 40, 0, 0, 0, 0}, 3, 4); /* with an empty row and column */
    EXPECT(chi2.df, 2);
    EXPECT(chi2.p, 0.44948027880315228);
}

static void test_levels(void **state)
{
    (void)state;
    const struct {
        double p;
        int level;
    } cases[] = {{0, 99}, {0.0099, 99}, {0.0101, 95}, {0.0499, 95}, {0.0501, 90}, {0.0999, 90}, {0.15, 80}, {0.21, 0}, {1, 0}, {NAN, 0}};
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(stats_level(cases[i].p), cases[i].level);
}

static void test_split(void **state)
{
    (void)state;
    /* chisq.test(c(5050, 4900, 10300), p = c(.25, .25, .5)) */
    struct stats_split split = stats_split_test((double[]){5050, 4900, 10300}, (double[]){1, 1, 2}, 3);
    EXPECT(split.test.chi2, 8.2716049382716044);
    EXPECT(split.test.p, 0.015989828636095802);
    assert_false(split.mismatch);
    assert_true(stats_split_test((double[]){44700, 45489}, (double[]){50, 50}, 2).mismatch);
    assert_false(stats_split_test((double[]){500, 500}, (double[]){1, 1}, 2).mismatch);
    assert_true(isnan(stats_split_test((double[]){500}, (double[]){1}, 1).test.p));
    assert_true(isnan(stats_split_test((double[]){0, 0}, (double[]){1, 1}, 2).test.p));
    assert_true(isnan(stats_chi2_table((double[]){5, 5, 0, 0}, 2, 2).p) && isnan(stats_chi2_table(NULL, 0, 0).p));
}

static void test_shares_edges(void **state)
{
    (void)state;
    struct stats_shares none = stats_shares_compare(0, 50, 0, 60, 0.95), all = stats_shares_compare(5, 5, 1, 1, 0.95);
    assert_true(none.z == 0 && none.p == 1 && none.level == 0 && isnan(none.relative) && none.wald.low == 0);
    assert_true(all.z == 0 && all.p == 1 && all.relative == 0);
    struct stats_shares first = stats_shares_compare(0, 50, 5, 50, 0.95), nobody = stats_shares_compare(0, 0, 5, 50, 0.95);
    assert_true(first.z > 2 && isnan(first.relative));
    assert_true(isnan(nobody.z) && isnan(nobody.p) && isnan(nobody.difference) && nobody.level == 0);
    struct stats_shares equal = stats_shares_compare(7, 50, 7, 50, 0.95);
    assert_true(equal.z == 0 && equal.p == 1 && equal.difference == 0);
}

/* ---- means ---- */

static void test_means(void **state)
{
    (void)state;
    /* t.test(w, v) */
    struct stats_means test = stats_means_compare(stats_sample_of(v, 11), stats_sample_of(w, 10), 0.95);
    EXPECT(test.t, 0.55355587306512188);
    EXPECT(test.df, 16.191455489199292);
    EXPECT(test.p, 0.58744623604247193);
    EXPECT(test.interval.low, -1.9781558776341097);
    EXPECT(test.interval.high, 3.3781558776341098);
    /* anova(lm(y ~ g)) of v, w and c(6, 7, 8, 9.5) */
    const double third[] = {6, 7, 8, 9.5};
    struct stats_sample arm[] = {stats_sample_of(v, 11), {0, NAN, 0}, stats_sample_of(w, 10), stats_sample_of(third, 4)};
    struct stats_anova anova = stats_anova_of(arm, 4);
    EXPECT(anova.f, 2.6662364922646349);
    EXPECT(anova.p, 0.09187160135079761);
    EXPECT(anova.eta_squared, 0.19509661593912694);
    assert_true(anova.df_between == 2 && anova.df_within == 22);
    assert_true(isnan(stats_anova_of(arm, 1).p) && isnan(stats_anova_of(arm, 2).f) && isnan(stats_anova_of(NULL, 0).p));
    double five[] = {5, 5, 5}, six[] = {6, 6};
    struct stats_sample fives = stats_sample_of(five, 3), sixes = stats_sample_of(six, 2);
    assert_true(stats_means_compare(fives, fives, 0.95).p == 1 && stats_means_compare(fives, sixes, 0.95).p == 0);
    assert_true(isnan(stats_means_compare(fives, stats_sample_of(six, 1), 0.95).p));
    assert_true(isnan(stats_anova_of((struct stats_sample[]){fives, fives}, 2).p));
    assert_true(stats_anova_of((struct stats_sample[]){fives, sixes}, 2).p == 0);
}

/* y - theta (x - mean of x), value by value, gives the same as the summaries. */
static void test_cuped(void **state)
{
    (void)state;
    const double x[] = {1, 2, 3, 4, 5, 6, 2, 9}, y[] = {2.1, 3.9, 6.2, 8.1, 9.7, 12.5, 3.2, 19};
    struct stats_pairs arm[] = {stats_pairs_of(x, y, 5), stats_pairs_of(x + 5, y + 5, 3)};
    struct stats_sample adjusted[2];
    struct stats_cuped cuped = stats_cuped_adjust(arm, 2, adjusted);
    struct stats_pairs all = stats_pairs_of(x, y, 8);
    double theta = stats_covariance(all) / stats_variance(all.x), value[8];
    for (size_t i = 0; i < 8; i++)
        value[i] = y[i] - theta * (x[i] - all.x.mean);
    EXPECT(cuped.theta, theta);
    EXPECT(1 - cuped.cut, stats_variance(stats_sample_of(value, 8)) / stats_variance(all.y));
    EXPECT(adjusted[0].mean, stats_sample_of(value, 5).mean);
    EXPECT(adjusted[1].mean, stats_sample_of(value + 5, 3).mean);
    expect(adjusted[0].squares, stats_sample_of(value, 5).squares, 1e-7, "spread");
    double same[8] = {0};
    arm[0] = stats_pairs_of(same, y, 8);
    cuped = stats_cuped_adjust(arm, 1, adjusted);
    assert_true(cuped.theta == 0 && cuped.cut == 0 && adjusted[0].squares == arm[0].y.squares);
    assert_true(stats_cuped_adjust(arm, 0, adjusted).theta == 0);
}

/* ---- ranks ---- */

static void test_ranks(void **state)
{
    struct stats_values a = {v, 11}, b = {w, 10}, third = {(const double[]){6, 7, 8, 9.5}, 4}, none = {v, 0};
    /* wilcox.test(v, w, exact = FALSE) */
    struct stats_rank rank = stats_rank_compare(*state, a, b);
    EXPECT(rank.u, 50.5);
    EXPECT(rank.p, 0.77569934797476892);
    EXPECT(stats_rank_compare(*state, b, a).u, 110 - 50.5);
    EXPECT(stats_rank_compare(*state, b, a).p, rank.p);
    EXPECT(stats_rank_compare(*state, a, a).p, 1);
    assert_true(isnan(stats_rank_compare(*state, a, none).p));
    struct stats_values fives = {(const double[]){5, 5, 5}, 3};
    assert_true(stats_rank_compare(*state, fives, fives).p == 1);
    /* kruskal.test(y ~ g) */
    struct stats_kruskal kruskal = stats_kruskal_of(*state, (struct stats_values[]){a, b, none, third}, 4);
    EXPECT(kruskal.h, 4.3608161521204858);
    EXPECT(kruskal.p, 0.11299541050888309);
    assert_true(isnan(stats_kruskal_of(*state, &a, 1).p) && isnan(stats_kruskal_of(*state, (struct stats_values[]){fives, fives}, 2).p));
}

/* python: ks_2samp(np.arange(n_a) % turn, factor * np.arange(n_b) % turn + shift) */
static const struct {
    size_t n_a, n_b;
    double factor, turn, shift, d, p;
} smirnovs[] = {
    {300, 400, 0.7, 1e9, 20.25, 0.07, 0.35609104143555326},
    {3000, 2500, 1.13, 1e9, 20.25, 0.051933333333333331, 0.0012300192643751196},
    {12000, 15000, 7, 9973, 150, 0.1411833333333333, 2.0838473198182186e-116},
};

static double *ramp(struct arena *arena, size_t count, double factor, double turn, double shift)
{
    double *value = arena_alloc(arena, count * sizeof *value);
    for (size_t i = 0; i < count; i++)
        value[i] = fmod(factor * (double)i, turn) + shift;
    return value;
}

static void test_smirnov(void **state)
{
    struct stats_values a = {v, 11}, b = {w, 10};
    /* python: ks_2samp(v, w); ks_2samp([1.5, 2, 3], [2, 2.5, 7, 8]) */
    EXPECT(stats_smirnov_compare(*state, a, b).d, 0.40909090909090912);
    EXPECT(stats_smirnov_compare(*state, a, b).p, 0.28689086970820715);
    EXPECT(stats_smirnov_compare(*state, b, a).p, 0.28689086970820715);
    struct stats_values few = {(const double[]){1.5, 2, 3}, 3}, more = {(const double[]){2, 2.5, 7, 8}, 4};
    EXPECT(stats_smirnov_compare(*state, few, more).p, 0.65714285714285714);
    EXPECT(stats_smirnov_compare(*state, a, a).p, 1);
    EXPECT(stats_smirnov_compare(*state, (struct stats_values){v, 1}, (struct stats_values){v + 1, 1}).p, 1);
    assert_true(isnan(stats_smirnov_compare(*state, a, (struct stats_values){v, 0}).p));
    for (size_t i = 0; i < COUNT(smirnovs); i++) {
        struct stats_values left = {ramp(*state, smirnovs[i].n_a, 1, smirnovs[i].turn, 0), smirnovs[i].n_a};
        struct stats_values right = {ramp(*state, smirnovs[i].n_b, smirnovs[i].factor, smirnovs[i].turn, smirnovs[i].shift), smirnovs[i].n_b};
        struct stats_smirnov test = stats_smirnov_compare(*state, left, right);
        EXPECT(test.d, smirnovs[i].d);
        expect(test.p, smirnovs[i].p, 1e-8, "Smirnov's p");
    }
}

static void test_kolmogorov(void **state)
{
    (void)state;
    /* python: kstwo.sf(d, n) */
    const struct {
        double n, d, p;
    } cases[] = {{200, 0.05, 0.68026254958717036}, {200, 0.2, 1.7317874617308334e-07}, {5000, 0.012, 0.4639912166690191},
                 {22545, 0.0102, 0.018226497583494299}, {22545, 0.006, 0.38996452721946895}, {1000000, 0.001, 0.26982107442589376}};
    for (size_t i = 0; i < COUNT(cases); i++)
        expect(stats_kolmogorov_beyond(cases[i].d, cases[i].n), cases[i].p, 1e-10, "Kolmogorov");
    assert_true(stats_kolmogorov_beyond(0, 100) == 1 && stats_kolmogorov_beyond(1, 100) == 0);
}

/* ---- regression ---- */

/* python: smf.ols("y ~ x + z" or "y ~ x + z + C(school)").fit(cov_type=...): x, z of params and bse; df_resid, rsquared */
static const struct {
    bool fixed;
    double beta[2], ols[2], hc1[2], cluster[2], df, r_squared;
} fits[] = {
    {false, {1.6062146892655418, 0.7728813559322032}, {0.2931774579871706, 0.056191262188277316},
     {0.28730938271662149, 0.052852991276331529}, {0.34896448894608345, 0.052051849638331101}, 9, 0.95643188021850123},
    {true, {1.8308868501529045, 0.5305810397553431}, {0.20542842382622378, 0.087594974239109794},
     {0.20730145334178837, 0.092383682860758695}, {0.296759326243065, 0.13730390448479468}, 6, 0.98777513350025459},
};

static void test_regress(void **state)
{
    const size_t school[] = {1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4};
    const double x[] = {0, 1, 1, 0, 0, 1, 1, 0, 1, 0, 1, 0}, z[] = {2, 4, 3, 8, 6, 7, 1, 2, 5, 9, 8, 7};
    const double y[] = {5.1, 7.2, 6.9, 9, 8.1, 10.4, 6.2, 4.9, 8.8, 10.1, 11.9, 9.2};
    for (size_t i = 0; i < COUNT(fits); i++) {
        size_t columns = fits[i].fixed ? 2 : 3;
        double rows[36];
        for (size_t j = 0; j < 12; j++)
            memcpy(rows + j * columns, (double[]){x[j], z[j], 1}, columns * sizeof *rows);
        struct stats_design design = {12, columns, rows, y, fits[i].fixed ? school : NULL, school, 7, 7};
        struct stats_fit fit;
        assert_true(stats_regress(*state, &design, &fit));
        for (int j = 0; j < 2; j++) {
            EXPECT(fit.beta[j], fits[i].beta[j]);
            EXPECT(fit.error[j], fits[i].ols[j]);
            EXPECT(fit.error_hc1[j], fits[i].hc1[j]);
            EXPECT(fit.error_cluster[j], fits[i].cluster[j]);
        }
        EXPECT(fit.df, fits[i].df);
        EXPECT(fit.df_cluster, 3);
        EXPECT(fit.r_squared, fits[i].r_squared);
    }
    /* pvalues, conf_int of the first, ordinary and HC1 */
    struct stats_coefficient ols = stats_coefficient_of(fits[0].beta[0], fits[0].ols[0], 9, 0.95);
    EXPECT(ols.p, 0.0003908512212322188);
    EXPECT(ols.interval.low, 0.94300120272566768);
    EXPECT(stats_coefficient_of(fits[0].beta[0], fits[0].hc1[0], INFINITY, 0.95).p, 2.2636410896460632e-08);
}

static void test_regress_refuses(void **state)
{
    const double x[] = {1, 2, 1, 4, 1, 6, 1, 8}, y[] = {1, 2, 3, 5};
    const double twice[] = {1, 2, 2, 4, 3, 6, 4, 8};
    const size_t group[] = {0, 0, 1, 1};
    struct stats_fit fit;
    assert_true(stats_regress(*state, &(struct stats_design){.rows = 4, .columns = 2, .x = x, .y = y}, &fit));
    assert_true(isnan(fit.error_cluster[0]) && isnan(fit.df_cluster));
    assert_false(stats_regress(*state, &(struct stats_design){.rows = 4, .columns = 2, .x = twice, .y = y}, &fit));
    assert_false(stats_regress(*state, &(struct stats_design){.rows = 2, .columns = 2, .x = x, .y = y}, &fit));
    assert_false(stats_regress(*state, &(struct stats_design){.rows = 4, .columns = 0, .x = x, .y = y}, &fit));
    /* a constant beside the groups' own */
    assert_false(stats_regress(*state, &(struct stats_design){.rows = 4, .columns = 2, .x = x, .y = y, .group = group, .groups = 2}, &fit));
}

/* ---- planning ---- */

static void test_plan(void **state)
{
    (void)state;
    /* power.prop.test(p1 = .05, p2 = .055, power = .8)$n; (n = 1000, p1 = .1, p2 = .13)$power; (n = 1000, p1 = .1, power = .8)$p2 - .1;
     * (n = 500, p1 = .3, p2 = .2, sig.level = .01)$power; all with tol = 1e-12 */
    EXPECT(stats_share_size(0.05, 0.055, 0.05, 0.8), 31233.437940130039);
    EXPECT(stats_share_power(0.1, 0.13, 0.05, 1000), 0.55682912556324682);
    EXPECT(stats_share_detectable(0.1, 0.05, 0.8, 1000), 0.040745154311822962);
    EXPECT(stats_share_power(0.3, 0.2, 0.01, 500), 0.86057314105028326);
    /* 2 * ((qnorm(.975) + qnorm(.8)) * 15 / 3)^2; pnorm(3 / (15 * sqrt(2 / 400)) - qnorm(.975)); (qnorm(.975) + qnorm(.9)) * 15 * sqrt(2 / 250) */
    EXPECT(stats_mean_size(3, 15, 0.05, 0.8), 392.44398671745427);
    EXPECT(stats_mean_power(3, 15, 0.05, 400), 0.80742957881382127);
    EXPECT(stats_mean_detectable(15, 0.05, 0.9, 250), 4.3489494720671464);
    assert_true(isinf(stats_share_size(0.2, 0.2, 0.05, 0.8)) && isnan(stats_share_size(0.2, 1.2, 0.05, 0.8)));
    assert_true(isinf(stats_mean_size(0, 1, 0.05, 0.8)) && isnan(stats_share_detectable(0.5, 0.05, 0.8, 2)));
    assert_true(stats_share_power(0, 1, 0.05, 100) == 1 && stats_share_power(0, 0, 0.05, 100) == 0);
}

static void test_adjust(void **state)
{
    /* p.adjust(p, "holm"), p.adjust(p, "BH"), p.adjust(p, "bonferroni") */
    const double p[] = {0.01, 0.04, 0.03, 0.005, 0.5, 0.04}, holm[] = {0.05, 0.12, 0.12, 0.03, 0.5, 0.12};
    const double fdr[] = {0.03, 0.048, 0.048, 0.03, 0.5, 0.048}, bonferroni[] = {0.06, 0.24, 0.18, 0.03, 1, 0.24};
    double got[3][6];
    stats_adjust_holm(*state, p, 6, got[0]);
    stats_adjust_benjamini_hochberg(*state, p, 6, got[1]);
    stats_adjust_bonferroni(p, 6, got[2]);
    for (size_t i = 0; i < 6; i++) {
        EXPECT(got[0][i], holm[i]);
        EXPECT(got[1][i], fdr[i]);
        EXPECT(got[2][i], bonferroni[i]);
    }
    stats_adjust_holm(*state, p, 0, got[0]);
    stats_adjust_holm(*state, p, 1, got[0]);
    EXPECT(got[0][0], 0.01);
}

/* ---- chance to be best ---- */

/* Miller's closed form: the sum over i below 1 + hits_b of B(a_a + i, b_a + b_b) / ((b_b + i) B(1 + i, b_b) B(a_a, b_a)). */
static double chance_closed(struct stats_hits a, struct stats_hits b)
{
    double a_a = 1 + a.hits, b_a = 1 + a.count - a.hits, b_b = 1 + b.count - b.hits, sum = 0;
    for (double i = 0; i < 1 + b.hits; i++)
        sum += exp(lgamma(a_a + i) + lgamma(b_a + b_b) - lgamma(a_a + b_a + i + b_b) - log(b_b + i) - lgamma(1 + i) - lgamma(b_b) +
                   lgamma(1 + i + b_b) - lgamma(a_a) - lgamma(b_a) + lgamma(a_a + b_a));
    return sum;
}

static void test_best(void **state)
{
    const struct stats_hits pairs[][2] = {
        {{18, 200}, {24, 190}}, {{0, 0}, {3, 4}}, {{0, 1000}, {0, 10}}, {{50, 50}, {7, 9}}, {{20034, 44700}, {20119, 45489}},
        {{3, 10}, {30000, 100000}}, {{5, 1000000}, {1, 3}}, {{100, 1000}, {300, 1000}},
    };
    for (size_t i = 0; i < COUNT(pairs); i++) {
        struct stats_best best[2];
        stats_best_of(*state, pairs[i], 2, best);
        expect(best[1].chance, chance_closed(pairs[i][0], pairs[i][1]), 1e-8, "chance to be best");
        expect(best[0].chance + best[1].chance, 1, 1e-10, "chances of both");
        /* what is lost with one less what is lost with the other is the difference of the means */
        double mean_a = (1 + pairs[i][0].hits) / (2 + pairs[i][0].count), mean_b = (1 + pairs[i][1].hits) / (2 + pairs[i][1].count);
        assert_true(best[0].loss >= 0 && best[1].loss >= 0 && fabs(best[0].loss - best[1].loss - (mean_b - mean_a)) < 1e-11);
    }
    struct stats_best best[4];
    stats_best_of(*state, (struct stats_hits[]){{10, 100}, {10, 100}, {10, 100}, {10, 100}}, 4, best);
    for (int i = 0; i < 4; i++)
        EXPECT(best[i].chance, 0.25);
    stats_best_of(*state, (struct stats_hits[]){{0, 0}, {0, 0}, {0, 0}}, 3, best);
    EXPECT(best[2].chance, 1.0 / 3);
    EXPECT(best[2].loss, 0.75 - 0.5); /* the highest of three uniform numbers has the mean 3/4 */
    stats_best_of(*state, (struct stats_hits[]){{3, 5}}, 1, best);
    EXPECT(best[0].chance, 1);
    assert_true(best[0].loss == 0);
    stats_best_of(*state, NULL, 0, best);
}

/* ---- simulated experiments ---- */

/* A small generator (Marsaglia's xorshift64*): the same numbers on every machine. */
static double uniform(uint64_t *seed)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return (double)((*seed * 2685821657736338717ULL) >> 11) / 9007199254740992.0;
}

static double hits_of(uint64_t *seed, int count, double share)
{
    double hits = 0;
    for (int i = 0; i < count; i++)
        hits += uniform(seed) < share;
    return hits;
}

enum { TESTS = 1000, DAYS = 28, DAILY = 60 };

struct found {
    int always, peeking, end; /* by the sequential interval on any day, by a z-test on any day, by the one on the last day */
};

static struct found simulate(double share_a, double share_b, uint64_t seed)
{
    struct found found = {0};
    for (int test = 0; test < TESTS; test++) {
        double a = 0, b = 0, count = 0;
        bool always = false, peeking = false, end = false;
        for (int day = 0; day < DAYS; day++) {
            a += hits_of(&seed, DAILY, share_a);
            b += hits_of(&seed, DAILY, share_b);
            count += DAILY;
            struct stats_interval interval = stats_sequential_shares(a, count, b, count, 0.05, STATS_SEQUENTIAL_TUNING).interval;
            end = stats_shares_compare(a, count, b, count, 0.95).level >= 95;
            always = always || interval.low > 0 || interval.high < 0;
            peeking = peeking || end;
        }
        found.always += always;
        found.peeking += peeking;
        found.end += end;
    }
    return found;
}

/* Nothing to be found: looking every day fools the z-test, not the sequential interval. */
static void test_looking_every_day(void **state)
{
    (void)state;
    const double share[] = {0.3, 0.05};
    for (size_t i = 0; i < COUNT(share); i++) {
        struct found found = simulate(share[i], share[i], 88172645463325252ULL + i);
        assert_in_range(found.always, 0, TESTS * 5 / 100);
        assert_in_range(found.end, TESTS * 3 / 100, TESTS * 7 / 100);
        assert_in_range(found.peeking, TESTS * 15 / 100, TESTS);
    }
}

/* Nor a split that is as planned: the usual p of some day is below 0.01 in many tests, the one of any day in hardly any. */
static void test_looking_at_the_split_every_day(void **state)
{
    (void)state;
    uint64_t seed = 20261121;
    const double planned[] = {1, 9};
    int always = 0, usual = 0;
    for (int test = 0; test < TESTS; test++) {
        double count[2] = {0}, expected[2] = {0};
        bool always_now = false, usual_now = false;
        for (int day = 1; day <= 2 * DAYS; day++) {
            double small = hits_of(&seed, DAILY, 0.1);
            count[0] += small;
            count[1] += DAILY - small;
            expected[0] = 0.1 * DAILY * day;
            expected[1] = 0.9 * DAILY * day;
            usual_now = usual_now || stats_split_test(count, planned, 2).mismatch;
            always_now = always_now || stats_sequential_split(count, expected, 2) < STATS_MISMATCH;
        }
        always += always_now;
        usual += usual_now;
    }
    assert_in_range(usual, TESTS * 5 / 100, TESTS);
    assert_in_range(always, 0, TESTS / 100);
    /* python: e = g^(-df / 2) exp((g - 1) chi2 / (2 g)), g = n r^2 + 1, r^2 by equation 161 with 0.01 and 1000 */
    EXPECT(stats_sequential_split((double[]){440, 560}, (double[]){500, 500}, 2), 0.004694618351536573);
    EXPECT(stats_sequential_split((double[]){300, 340, 420}, (double[]){350, 350, 360}, 3), 0.004197644310171213);
    assert_true(stats_sequential_split((double[]){97, 3}, (double[]){99.9, 0.1}, 2) == 1); /* too few expected: chi-square is none */
    assert_true(stats_sequential_split((double[]){0, 0}, (double[]){0, 0}, 2) == 1);
}

/* An effect that the planned size finds in 80 %: so it is found, and by most sequential intervals of twice the effect. */
static void test_planned_power(void **state)
{
    (void)state;
    double effect = stats_share_detectable(0.2, 0.05, 0.8, DAYS * DAILY);
    struct found found = simulate(0.2, 0.2 + effect, 123456789ULL), twice = simulate(0.2, 0.2 + 2 * effect, 987654321ULL);
    assert_in_range(found.end, TESTS * 77 / 100, TESTS * 83 / 100);
    assert_in_range(found.always, TESTS * 25 / 100, TESTS * 80 / 100);
    assert_in_range(twice.always, TESTS * 99 / 100, TESTS);
}

static void test_sequential(void **state)
{
    (void)state;
    /* python, by the two equations: difference .02, error .01, n 4000, alpha .05, tuning 5000 */
    struct stats_sequential always = stats_sequential_of(0.02, 0.01, 4000, 0.05, 5000);
    EXPECT(always.interval.high - 0.02, 0.030403737124620411);
    EXPECT(always.p, 0.48163227488317772);
    /* p crosses alpha where the interval leaves 0 */
    double half = always.interval.high - 0.02;
    EXPECT(stats_sequential_of(half, 0.01, 4000, 0.05, 5000).p, 0.05);
    /* narrowest in units of the fixed interval at the tuning */
    double ratio[3], size[] = {2500, 5000, 10000};
    for (int i = 0; i < 3; i++)
        ratio[i] = stats_sequential_of(0, 1, size[i], 0.05, 5000).interval.high;
    assert_true(ratio[1] < ratio[0] && ratio[1] < ratio[2]);
    struct stats_sequential none = stats_sequential_shares(0, 0, 0, 0, 0.05, 5000), few = stats_sequential_shares(0, 500, 9, 500, 0.05, 5000);
    assert_true(isinf(none.interval.low) && none.p == 1 && isinf(few.interval.high) && few.p == 1);
    /* nobody in one arm, where 75 would be: by the error of both together, sqrt(.025 * .975 * 2 / 3000) */
    EXPECT(stats_sequential_shares(150, 3000, 0, 3000, 0.05, 5000).interval.high,
           stats_sequential_of(-0.05, 0.004031128874149275, 6000, 0.05, 5000).interval.high);
    assert_true(isinf(stats_sequential_shares(18, 900, 0, 100, 0.05, 5000).interval.high)); /* two would be */
    struct stats_sample arm = stats_sample_of(v, 11);
    EXPECT(stats_sequential_means(arm, arm, 0.05, 5000).interval.high, stats_sequential_of(0, sqrt(11.2 / 11), 22, 0.05, 5000).interval.high);
    assert_true(isinf(stats_sequential_means(arm, stats_sample_of(v, 1), 0.05, 5000).interval.low));
}

#define IN_ARENA(test) cmocka_unit_test_setup_teardown(test, fixture_arena_open, fixture_arena_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_distributions), cmocka_unit_test(test_describe), cmocka_unit_test(test_describe_nothing),
        cmocka_unit_test(test_shares), cmocka_unit_test(test_levels), cmocka_unit_test(test_split), cmocka_unit_test(test_shares_edges),
        cmocka_unit_test(test_means), cmocka_unit_test(test_cuped), IN_ARENA(test_ranks), IN_ARENA(test_smirnov),
        cmocka_unit_test(test_kolmogorov), IN_ARENA(test_regress), IN_ARENA(test_regress_refuses), cmocka_unit_test(test_plan),
        IN_ARENA(test_adjust), IN_ARENA(test_best), cmocka_unit_test(test_sequential), cmocka_unit_test(test_looking_every_day),
        cmocka_unit_test(test_looking_at_the_split_every_day),
        cmocka_unit_test(test_planned_power),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
