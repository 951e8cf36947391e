/* stats_mean.c - tests of means on samples' summaries. See stats_mean.h. */
#include "domain/measure/stats_mean.h"

#include "domain/measure/stats_distribution.h"

#include <math.h>
#include <stdbool.h>

struct stats_means stats_means_compare(struct stats_sample a, struct stats_sample b, double confidence)
{
    double part_a = stats_variance(a) / a.count, part_b = stats_variance(b) / b.count, both = part_a + part_b;
    struct stats_means result = {.difference = b.mean - a.mean, .error = sqrt(both)};
    result.df = both * both / (part_a * part_a / (a.count - 1) + part_b * part_b / (b.count - 1));
    if (both == 0)
        result.df = a.count + b.count - 2;
    result.t = both == 0 && result.difference == 0 ? 0 : result.difference / result.error;
    result.p = stats_t_two_sided(result.t, result.df);
    double half = stats_t_quantile((1 + confidence) / 2, result.df) * result.error;
    result.interval = (struct stats_interval){result.difference - half, result.difference + half};
    return result;
}

struct stats_anova stats_anova_of(const struct stats_sample *arm, size_t arms)
{
    struct stats_sample all = {0};
    double within = 0, used = 0;
    for (size_t i = 0; i < arms; i++) {
        all = stats_sample_join(all, arm[i]);
        within += arm[i].count > 0 ? arm[i].squares : 0;
        used += arm[i].count > 0;
    }
    double between = 0;
    for (size_t i = 0; i < arms; i++)
        between += arm[i].count > 0 ? arm[i].count * (arm[i].mean - all.mean) * (arm[i].mean - all.mean) : 0;
    struct stats_anova result = {.df_between = used - 1, .df_within = all.count - used};
    bool defined = used > 1 && all.count > used && between + within > 0;
    result.f = defined ? between / result.df_between / (within / result.df_within) : NAN;
    result.p = stats_f_beyond(result.f, result.df_between, result.df_within);
    result.eta_squared = defined ? between / (between + within) : NAN;
    return result;
}

struct stats_cuped stats_cuped_adjust(const struct stats_pairs *arm, size_t arms, struct stats_sample *adjusted)
{
    struct stats_pairs all = {0};
    for (size_t i = 0; i < arms; i++)
        all = stats_pairs_join(all, arm[i]);
    struct stats_cuped cuped = {0};
    if (all.x.squares > 0)
        cuped.theta = all.products / all.x.squares;
    if (all.x.squares > 0 && all.y.squares > 0)
        cuped.cut = all.products / all.x.squares * (all.products / all.y.squares);
    for (size_t i = 0; i < arms; i++) {
        double theta = cuped.theta;
        adjusted[i] = arm[i].y;
        adjusted[i].mean -= theta * (arm[i].x.mean - all.x.mean);
        adjusted[i].squares = fmax(0, arm[i].y.squares - 2 * theta * arm[i].products + theta * theta * arm[i].x.squares);
    }
    return cuped;
}
