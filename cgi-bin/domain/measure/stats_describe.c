/* stats_describe.c - samples, quantiles and intervals. See stats_describe.h. */
#include "domain/measure/stats_describe.h"

#include "domain/measure/stats_distribution.h"

#include <math.h>
#include <stdlib.h>

/* ---- samples ---- */

struct stats_sample stats_sample_of(const double *value, size_t count)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++)
        sum += value[i];
    double mean = sum / (double)count;
    for (size_t i = 0; i < count; i++)
        squares += (value[i] - mean) * (value[i] - mean);
    return (struct stats_sample){(double)count, mean, squares};
}

struct stats_sample stats_sample_of_sums(double count, double sum, double sum_of_squares)
{
    double mean = sum / count;
    return (struct stats_sample){count, mean, fmax(0, sum_of_squares - sum * mean)};
}

struct stats_sample stats_sample_join(struct stats_sample a, struct stats_sample b)
{
    if (a.count == 0 || b.count == 0)
        return a.count == 0 ? b : a;
    double count = a.count + b.count, apart = b.mean - a.mean;
    return (struct stats_sample){count, a.mean + apart * b.count / count,
                                 a.squares + b.squares + apart * apart * a.count * b.count / count};
}

struct stats_pairs stats_pairs_of(const double *x, const double *y, size_t count)
{
    struct stats_pairs pairs = {.x = stats_sample_of(x, count), .y = stats_sample_of(y, count)};
    for (size_t i = 0; i < count; i++)
        pairs.products += (x[i] - pairs.x.mean) * (y[i] - pairs.y.mean);
    return pairs;
}

struct stats_pairs stats_pairs_join(struct stats_pairs a, struct stats_pairs b)
{
    if (a.x.count == 0 || b.x.count == 0)
        return a.x.count == 0 ? b : a;
    double between = (b.x.mean - a.x.mean) * (b.y.mean - a.y.mean) * a.x.count * b.x.count / (a.x.count + b.x.count);
    return (struct stats_pairs){stats_sample_join(a.x, b.x), stats_sample_join(a.y, b.y), a.products + b.products + between};
}

double stats_variance(struct stats_sample sample)
{
    return sample.count < 2 ? NAN : sample.squares / (sample.count - 1);
}

double stats_deviation(struct stats_sample sample)
{
    return sqrt(stats_variance(sample));
}

double stats_covariance(struct stats_pairs pairs)
{
    return pairs.x.count < 2 ? NAN : pairs.products / (pairs.x.count - 1);
}

/* ---- quantiles ---- */

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

void stats_sort(double *value, size_t count)
{
    if (count > 1)
        qsort(value, count, sizeof *value, by_value);
}

double stats_quantile(const double *sorted, size_t count, double probability)
{
    if (count == 0 || !(probability >= 0 && probability <= 1))
        return NAN;
    double position = (double)(count - 1) * probability, below = floor(position);
    size_t at = (size_t)below;
    return at + 1 < count ? sorted[at] + (position - below) * (sorted[at + 1] - sorted[at]) : sorted[at];
}

/* ---- intervals ---- */

struct stats_interval stats_mean_interval(struct stats_sample sample, double confidence)
{
    double half = stats_t_quantile((1 + confidence) / 2, sample.count - 1) * stats_deviation(sample) / sqrt(sample.count);
    return (struct stats_interval){sample.mean - half, sample.mean + half};
}

struct stats_interval stats_share_interval(double hits, double count, double confidence)
{
    if (!(count > 0))
        return (struct stats_interval){NAN, NAN};
    double z = stats_normal_quantile((1 + confidence) / 2), share = hits / count, scale = 1 + z * z / count;
    double centre = (share + z * z / (2 * count)) / scale;
    double half = z / scale * sqrt(share * (1 - share) / count + z * z / (4 * count * count));
    return (struct stats_interval){hits <= 0 ? 0 : fmax(0, centre - half), hits >= count ? 1 : fmin(1, centre + half)};
}

struct stats_correlation stats_correlation_of(struct stats_pairs pairs)
{
    double spread = sqrt(pairs.x.squares) * sqrt(pairs.y.squares), df = pairs.x.count - 2;
    if (!(spread > 0))
        return (struct stats_correlation){NAN, NAN};
    double r = fmax(-1, fmin(1, pairs.products / spread));
    return (struct stats_correlation){r, df > 0 ? stats_t_two_sided(r * sqrt(df / (1 - r * r)), df) : NAN};
}
