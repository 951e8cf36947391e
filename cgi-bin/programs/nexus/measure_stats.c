/* measure_stats.c - `nexus measure stats`: a game's experiment with the place of a gate (cookie_cats.csv.gz), and one with the size
 * of school classes (measure_star.c), through the statistics of the analytics. Differences are b - a. */
#include "domain/measure/stats_bayes.h"
#include "domain/measure/stats_mean.h"
#include "domain/measure/stats_plan.h"
#include "domain/measure/stats_rank.h"
#include "domain/measure/stats_sequential.h"
#include "domain/measure/stats_share.h"
#include "programs/nexus/measure.h"
#include "programs/nexus/measure_data.h"
#include "programs/nexus/measure_json.h"

#include <stdio.h>

/* ---- who came back ---- */

static cJSON *retention(struct arena *arena, double n_a, double x_a, double n_b, double x_b)
{
    struct stats_shares test = stats_shares_compare(x_a, n_a, x_b, n_b, 0.95);
    struct stats_chi2 chi2 = stats_chi2_table((double[]){x_a, n_a - x_a, x_b, n_b - x_b}, 2, 2);
    struct stats_best best[2];
    stats_best_of(arena, (struct stats_hits[]){{x_a, n_a}, {x_b, n_b}}, 2, best);
    struct stats_sequential always = stats_sequential_shares(x_a, n_a, x_b, n_b, 0.05, STATS_SEQUENTIAL_TUNING);
    cJSON *object = cJSON_CreateObject();
    measure_numbers(object, (struct measure_number[]){
        {"n_a", n_a}, {"x_a", x_a}, {"n_b", n_b}, {"x_b", x_b}, {"p_a", test.share_a}, {"p_b", test.share_b},
        {"diff", test.difference}, {"z_pooled", test.z}, {"p_two_sided", test.p}, {"chi2", chi2.chi2}, {"chi2_p", chi2.p},
        {"fisher_p", stats_shares_fisher(x_a, n_a, x_b, n_b)}, {"rel_lift", test.relative}, {"level", test.level},
        {"bayes_prob_b_better_mc", best[1].chance}, {"bayes_expected_loss_a", best[0].loss},
        {"bayes_expected_loss_b", best[1].loss}, {"sequential_p", always.p}, {NULL, 0}});
    cJSON_AddStringToObject(object, "bayes_exact_note", "beta(1,1) priors");
    measure_interval(object, "wald_ci95", test.wald);
    measure_interval(object, "newcombe_ci95", test.newcombe);
    measure_interval(object, "wilson_a", stats_share_interval(x_a, n_a, 0.95));
    measure_interval(object, "wilson_b", stats_share_interval(x_b, n_b, 0.95));
    measure_interval(object, "sequential_ci95", always.interval);
    return object;
}

/* ---- whether the arms are what was planned ---- */

static cJSON *split(struct arena *arena, double n_a, double n_b)
{
    struct stats_split test = stats_split_test((double[]){n_a, n_b}, (double[]){1, 1}, 2);
    cJSON *object = cJSON_CreateObject();
    measure_numbers(object, (struct measure_number[]){{"chi2", test.test.chi2}, {"p", test.test.p}, {NULL, 0}});
    cJSON_AddBoolToObject(object, "mismatch", test.mismatch);
    if (test.mismatch) {
        const char *warning = arena_printf(arena, "The arms have %.0f and %.0f players, but half and half was planned. Chance alone "
            "makes so uneven a split in %.2f %% of experiments: players were probably lost or counted twice in one arm. Find out "
            "why before you trust any result below.", n_a, n_b, 100 * test.test.p);
        cJSON_AddStringToObject(object, "warning", warning);
        fprintf(stderr, "nexus: %s\n", warning);
    }
    return object;
}

/* ---- how much they played ---- */

static cJSON *welch(struct stats_sample a, struct stats_sample b, struct stats_means test)
{
    cJSON *object = cJSON_CreateObject();
    measure_numbers(object, (struct measure_number[]){
        {"mean_a", a.mean}, {"mean_b", b.mean}, {"sd_a", stats_deviation(a)}, {"sd_b", stats_deviation(b)},
        {"diff", test.difference}, {"se", test.error}, {"t", test.t}, {"df", test.df}, {"p", test.p}, {NULL, 0}});
    measure_interval(object, "ci95", test.interval);
    return object;
}

static cJSON *ranks(struct stats_rank test, double pairs)
{
    cJSON *object = cJSON_CreateObject();
    measure_numbers(object, (struct measure_number[]){
        {"u_a", test.u}, {"u_b", pairs - test.u}, {"z", test.z}, {"p", test.p}, {NULL, 0}});
    return object;
}

static cJSON *smirnov(struct stats_smirnov test)
{
    cJSON *object = cJSON_CreateObject();
    measure_numbers(object, (struct measure_number[]){{"d", test.d}, {"p", test.p}, {NULL, 0}});
    return object;
}

/* ---- several tests at once, and planning ---- */

static cJSON *adjusted(struct arena *arena, const double *p, const char *const *name, size_t count)
{
    double *holm = arena_alloc(arena, 3 * count * sizeof *holm), *fdr = holm + count, *bonferroni = fdr + count;
    stats_adjust_holm(arena, p, count, holm);
    stats_adjust_benjamini_hochberg(arena, p, count, fdr);
    stats_adjust_bonferroni(p, count, bonferroni);
    cJSON *object = cJSON_CreateObject();
    cJSON_AddItemToObject(object, "tests", cJSON_CreateStringArray(name, (int)count));
    cJSON_AddItemToObject(object, "p", cJSON_CreateDoubleArray(p, (int)count));
    cJSON_AddItemToObject(object, "bonferroni", cJSON_CreateDoubleArray(bonferroni, (int)count));
    cJSON_AddItemToObject(object, "holm", cJSON_CreateDoubleArray(holm, (int)count));
    cJSON_AddItemToObject(object, "bh", cJSON_CreateDoubleArray(fdr, (int)count));
    return object;
}

static cJSON *sizes(struct arena *arena)
{
    static const struct {
        double share, difference;
    } plan[] = {{0.05, 0.005}, {0.19, 0.01}, {0.4482, 0.01}, {0.02, 0.002}};
    cJSON *object = cJSON_CreateObject();
    for (size_t i = 0; i < sizeof plan / sizeof *plan; i++)
        cJSON_AddNumberToObject(object, arena_printf(arena, "p=%g,mde=%g", plan[i].share, plan[i].difference),
                                stats_share_size(plan[i].share, plan[i].share + plan[i].difference, 0.05, 0.8));
    return object;
}

static void add_cookie(struct arena *arena, cJSON *results, const struct cookie_arm *a, const struct cookie_arm *b)
{
    static const char *const name[] = {"retention_1", "retention_7", "rounds_welch", "rounds_mannwhitney", "rounds_ks"};
    double n_a = (double)a->count, n_b = (double)b->count;
    struct stats_values values_a = {a->rounds, a->count}, values_b = {b->rounds, b->count};
    struct stats_sample sample_a = stats_sample_of(a->rounds, a->count), sample_b = stats_sample_of(b->rounds, b->count);
    struct stats_means means = stats_means_compare(sample_a, sample_b, 0.95);
    struct stats_rank rank = stats_rank_compare(arena, values_a, values_b);
    struct stats_smirnov distance = stats_smirnov_compare(arena, values_a, values_b);
    double p[] = {stats_shares_compare(a->back_1, n_a, b->back_1, n_b, 0.95).p,
                  stats_shares_compare(a->back_7, n_a, b->back_7, n_b, 0.95).p, means.p, rank.p, distance.p};
    cJSON_AddItemToObject(results, "cookie_srm", split(arena, n_a, n_b));
    cJSON_AddItemToObject(results, "cookie_retention_1", retention(arena, n_a, a->back_1, n_b, b->back_1));
    cJSON_AddItemToObject(results, "cookie_retention_7", retention(arena, n_a, a->back_7, n_b, b->back_7));
    cJSON_AddItemToObject(results, "cookie_rounds_welch", welch(sample_a, sample_b, means));
    cJSON_AddItemToObject(results, "cookie_rounds_mannwhitney", ranks(rank, n_a * n_b));
    cJSON_AddItemToObject(results, "cookie_rounds_ks", smirnov(distance));
    cJSON_AddItemToObject(results, "cookie_multiple_testing", adjusted(arena, p, name, sizeof p / sizeof *p));
}

cJSON *measure_stats(struct arena *arena, const char *folder)
{
    struct cookie_arm arm[2];
    struct star star;
    if (!measure_read_cookie(arena, folder, arm) || !measure_read_star(arena, folder, &star))
        return NULL;
    cJSON *results = cJSON_CreateObject();
    add_cookie(arena, results, &arm[0], &arm[1]);
    measure_star(arena, results, &star);
    cJSON_AddItemToObject(results, "sample_size_per_arm", sizes(arena));
    return results;
}
