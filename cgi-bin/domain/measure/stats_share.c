/* stats_share.c - tests of proportions. See stats_share.h. */
#include "domain/measure/stats_share.h"

#include "domain/measure/stats_distribution.h"

#include <math.h>

int stats_level(double p)
{
    static const int level[] = {99, 95, 90, 80};
    for (size_t i = 0; i < sizeof level / sizeof *level; i++)
        if (p * 100 < 100 - level[i])
            return level[i];
    return 0;
}

/* Newcombe's method 10: the distances of both shares from the ends of their Wilson intervals, added as squares. */
static struct stats_interval newcombe(double hits_a, double count_a, double hits_b, double count_b, double confidence)
{
    struct stats_interval a = stats_share_interval(hits_a, count_a, confidence);
    struct stats_interval b = stats_share_interval(hits_b, count_b, confidence);
    double share_a = hits_a / count_a, share_b = hits_b / count_b, difference = share_b - share_a;
    return (struct stats_interval){difference - hypot(share_b - b.low, a.high - share_a),
                                   difference + hypot(b.high - share_b, share_a - a.low)};
}

struct stats_shares stats_shares_compare(double hits_a, double count_a, double hits_b, double count_b, double confidence)
{
    double a = hits_a / count_a, b = hits_b / count_b, pooled = (hits_a + hits_b) / (count_a + count_b);
    double error = sqrt(pooled * (1 - pooled) * (1 / count_a + 1 / count_b));
    double half = stats_normal_quantile((1 + confidence) / 2) * sqrt(a * (1 - a) / count_a + b * (1 - b) / count_b);
    struct stats_shares result = {.share_a = a, .share_b = b, .difference = b - a, .relative = (b - a) / a};
    result.z = error > 0 || isnan(b - a) ? (b - a) / error : 0;
    result.p = stats_normal_two_sided(result.z);
    result.wald = (struct stats_interval){b - a - half, b - a + half};
    result.newcombe = newcombe(hits_a, count_a, hits_b, count_b, confidence);
    result.level = stats_level(result.p);
    if (!(a > 0))
        result.relative = NAN;
    return result;
}

/* ---- Fisher ---- */

static double log_choose(double n, double k)
{
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1);
}

double stats_shares_fisher(double hits_a, double count_a, double hits_b, double count_b)
{
    double hits = hits_a + hits_b, all = log_choose(count_a + count_b, hits);
    double least = fmax(0, hits - count_b), most = fmin(hits, count_a), sum = 0, seen = NAN;
    seen = log_choose(count_a, hits_a) + log_choose(count_b, hits_b) - all;
    for (double x = least; x <= most; x++) {
        double log_p = log_choose(count_a, x) + log_choose(count_b, hits - x) - all;
        if (log_p <= seen + 1e-7)
            sum += exp(log_p);
    }
    return fmin(1, sum);
}

/* ---- tables ---- */

static double sum_of(const double *count, size_t length, size_t stride)
{
    double sum = 0;
    for (size_t i = 0; i < length; i++)
        sum += count[i * stride];
    return sum;
}

struct stats_chi2 stats_chi2_table(const double *count, size_t rows, size_t columns)
{
    double all = sum_of(count, rows * columns, 1), used_rows = 0, used_columns = 0;
    struct stats_chi2 result = {0};
    for (size_t row = 0; row < rows; row++)
        used_rows += sum_of(count + row * columns, columns, 1) > 0;
    for (size_t column = 0; column < columns; column++)
        used_columns += sum_of(count + column, rows, columns) > 0;
    for (size_t row = 0; row < rows; row++)
        for (size_t column = 0; column < columns; column++) {
            double expected = sum_of(count + row * columns, columns, 1) * sum_of(count + column, rows, columns) / all;
            double apart = count[row * columns + column] - expected;
            result.chi2 += expected > 0 ? apart * apart / expected : 0;
        }
    result.df = fmax(0, used_rows - 1) * fmax(0, used_columns - 1);
    result.p = result.df > 0 ? stats_chi2_beyond(result.chi2, result.df) : NAN;
    return result;
}

struct stats_split stats_split_test(const double *count, const double *weight, size_t arms)
{
    double all = sum_of(count, arms, 1), weights = sum_of(weight, arms, 1);
    struct stats_split split = {.test = {0, arms > 0 ? (double)arms - 1 : 0, NAN}};
    for (size_t i = 0; i < arms; i++) {
        double expected = all * weight[i] / weights;
        split.test.chi2 += (count[i] - expected) * (count[i] - expected) / expected;
    }
    if (arms > 1 && all > 0)
        split.test.p = stats_chi2_beyond(split.test.chi2, split.test.df);
    split.mismatch = split.test.p < STATS_MISMATCH;
    return split;
}
