/* measure_star.c - the part of `nexus measure stats` on the STAR experiment: do pupils of small classes learn more? By analysis
 * of variance, by regression with four kinds of errors, and with the first grade's scores freed of the kindergarten's. */
#include "domain/measure/stats_mean.h"
#include "domain/measure/stats_rank.h"
#include "domain/measure/stats_regress.h"
#include "programs/nexus/measure_json.h"

#include <math.h>
#include <string.h>

/* ---- three arms ---- */

/* The scores of one class, of pupils who have both. */
struct scores {
    double *kindergarten, *first;
    size_t count;
};

static struct scores scores_of(struct arena *arena, const struct star *star, enum star_class class, bool need_first)
{
    struct scores scores = {.kindergarten = arena_alloc_raw(arena, star->count * sizeof(double)),
                            .first = arena_alloc_raw(arena, star->count * sizeof(double))};
    for (size_t i = 0; i < star->count; i++) {
        if (star->class[i] != class || (need_first && isnan(star->first[i])))
            continue;
        scores.kindergarten[scores.count] = star->kindergarten[i];
        scores.first[scores.count++] = star->first[i];
    }
    return scores;
}

static cJSON *anova(struct arena *arena, const struct star *star)
{
    struct stats_sample sample[STAR_CLASSES];
    struct stats_values values[STAR_CLASSES];
    double mean[STAR_CLASSES], count[STAR_CLASSES];
    for (int i = 0; i < STAR_CLASSES; i++) {
        struct scores scores = scores_of(arena, star, (enum star_class)i, false);
        values[i] = (struct stats_values){scores.kindergarten, scores.count};
        sample[i] = stats_sample_of(scores.kindergarten, scores.count);
        mean[i] = sample[i].mean;
        count[i] = sample[i].count;
    }
    struct stats_anova test = stats_anova_of(sample, STAR_CLASSES);
    struct stats_kruskal kruskal = stats_kruskal_of(arena, values, STAR_CLASSES);
    cJSON *object = cJSON_CreateObject();
    measure_numbers(object, (struct measure_number[]){
        {"F", test.f}, {"p", test.p}, {"df_between", test.df_between}, {"df_within", test.df_within},
        {"eta_squared", test.eta_squared}, {"kruskal_h", kruskal.h}, {"kruskal_p", kruskal.p}, {NULL, 0}});
    cJSON_AddItemToObject(object, "means", cJSON_CreateDoubleArray(mean, STAR_CLASSES));
    cJSON_AddItemToObject(object, "ns", cJSON_CreateDoubleArray(count, STAR_CLASSES));
    return object;
}

/* ---- regression ---- */

static void add_coefficient(cJSON *object, const char *name, double estimate, double error, double df)
{
    struct stats_coefficient test = stats_coefficient_of(estimate, error, df, 0.95);
    cJSON *member = cJSON_AddObjectToObject(object, name);
    measure_numbers(member, (struct measure_number[]){
        {"coef", test.estimate}, {"se", test.error}, {"t", test.t}, {"p", test.p}, {NULL, 0}});
    measure_interval(member, "ci95", test.interval);
}

/* The effect of the column `column`, as statsmodels gives it: ordinary errors by Student, robust ones by the normal distribution. */
static cJSON *effect(const struct stats_fit *fit, size_t column)
{
    cJSON *object = cJSON_CreateObject();
    add_coefficient(object, "ols", fit->beta[column], fit->error[column], fit->df);
    add_coefficient(object, "hc1", fit->beta[column], fit->error_hc1[column], INFINITY);
    add_coefficient(object, "cluster_school", fit->beta[column], fit->error_cluster[column], INFINITY);
    measure_numbers(object, (struct measure_number[]){{"df", fit->df}, {"r_squared", fit->r_squared}, {NULL, 0}});
    return object;
}

/* Scores of the kindergarten on small and aide against regular classes; without the aides when `two`, and with a constant for
 * each school instead of one for all when `fixed`. */
static cJSON *regression(struct arena *arena, const struct star *star, bool two, bool fixed)
{
    size_t columns = 1 + !two + !fixed, rows = 0;
    double *x = arena_alloc(arena, star->count * columns * sizeof *x), *y = arena_alloc_raw(arena, star->count * sizeof *y);
    size_t *school = arena_alloc_raw(arena, star->count * sizeof *school);
    for (size_t i = 0; i < star->count; i++) {
        if (two && star->class[i] == STAR_AIDE)
            continue;
        double *row = x + rows * columns;
        row[0] = star->class[i] == STAR_SMALL;
        if (!two)
            row[1] = star->class[i] == STAR_AIDE;
        if (!fixed)
            row[columns - 1] = 1;
        y[rows] = star->kindergarten[i];
        school[rows++] = star->school[i];
    }
    struct stats_design design = {rows, columns, x, y, fixed ? school : NULL, school, star->schools, star->schools};
    struct stats_fit fit;
    if (!stats_regress(arena, &design, &fit))
        return cJSON_CreateNull();
    cJSON *object = cJSON_CreateObject();
    cJSON_AddItemToObject(object, "small", effect(&fit, 0));
    if (!two)
        cJSON_AddItemToObject(object, "aide", effect(&fit, 1));
    cJSON_AddNumberToObject(object, "n", (double)rows);
    return object;
}

/* ---- CUPED ---- */

static cJSON *cuped(struct arena *arena, const struct star *star, size_t arms)
{
    struct stats_pairs pairs[STAR_CLASSES] = {0};
    struct stats_sample adjusted[STAR_CLASSES] = {0};
    double mean[STAR_CLASSES], sharper[STAR_CLASSES];
    for (size_t i = 0; i < arms; i++) {
        struct scores scores = scores_of(arena, star, (enum star_class)i, true);
        pairs[i] = stats_pairs_of(scores.kindergarten, scores.first, scores.count);
    }
    struct stats_cuped result = stats_cuped_adjust(pairs, arms, adjusted);
    for (size_t i = 0; i < arms; i++) {
        mean[i] = pairs[i].y.mean;
        sharper[i] = adjusted[i].mean;
    }
    struct stats_means before = stats_means_compare(pairs[STAR_REGULAR].y, pairs[STAR_SMALL].y, 0.95);
    struct stats_means after = stats_means_compare(adjusted[STAR_REGULAR], adjusted[STAR_SMALL], 0.95);
    cJSON *object = cJSON_CreateObject();
    measure_numbers(object, (struct measure_number[]){
        {"theta", result.theta}, {"variance_reduction", result.cut}, {"diff", before.difference}, {"se", before.error},
        {"diff_adjusted", after.difference}, {"se_adjusted", after.error}, {"p", before.p}, {"p_adjusted", after.p}, {NULL, 0}});
    cJSON_AddItemToObject(object, "means", cJSON_CreateDoubleArray(mean, (int)arms));
    cJSON_AddItemToObject(object, "means_adjusted", cJSON_CreateDoubleArray(sharper, (int)arms));
    return object;
}

void measure_star(struct arena *arena, cJSON *results, const struct star *star)
{
    cJSON_AddItemToObject(results, "star_anova_3arms", anova(arena, star));
    cJSON_AddItemToObject(results, "star_effect", regression(arena, star, false, false));
    cJSON_AddItemToObject(results, "star_effect_school_fe", regression(arena, star, false, true));
    cJSON_AddItemToObject(results, "star_effect_2arms", regression(arena, star, true, false));
    cJSON_AddItemToObject(results, "star_effect_2arms_school_fe", regression(arena, star, true, true));
    cJSON_AddItemToObject(results, "star_cuped", cuped(arena, star, STAR_CLASSES));
    cJSON_AddItemToObject(results, "star_cuped_2arms", cuped(arena, star, 2));
}
