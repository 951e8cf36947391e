/* stats_rank.c - Mann-Whitney, Kruskal-Wallis and Kolmogorov-Smirnov. See stats_rank.h. */
#include "domain/measure/stats_rank.h"

#include "domain/measure/stats_describe.h"
#include "domain/measure/stats_distribution.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* ---- ranks ---- */

struct ranked {
    double value;
    size_t sample;
};

static int by_value(const void *a, const void *b)
{
    double left = ((const struct ranked *)a)->value, right = ((const struct ranked *)b)->value;
    return (left > right) - (left < right);
}

/* The sum of the ranks of each sample in rank_sum[], equal values sharing the mean of theirs; gives the sum of t^3 - t over the
 * runs of t equal values. */
static double rank_all(struct arena *arena, const struct stats_values *sample, size_t samples, double *rank_sum)
{
    size_t all = 0, at = 0;
    double ties = 0;
    for (size_t i = 0; i < samples; i++)
        all += sample[i].count;
    struct ranked *ranked = arena_alloc_raw(arena, (all + 1) * sizeof *ranked);
    for (size_t i = 0; i < samples; i++)
        for (size_t j = 0; j < sample[i].count; j++)
            ranked[at++] = (struct ranked){sample[i].value[j], i};
    qsort(ranked, all, sizeof *ranked, by_value);
    for (size_t from = 0, to; from < all; from = to) {
        for (to = from; to < all && ranked[to].value == ranked[from].value; to++)
            continue;
        double equal = (double)(to - from);
        ties += equal * equal * equal - equal;
        for (size_t i = from; i < to; i++)
            rank_sum[ranked[i].sample] += ((double)(from + to) + 1) / 2;
    }
    return ties;
}

struct stats_rank stats_rank_compare(struct arena *arena, struct stats_values a, struct stats_values b)
{
    double rank_sum[2] = {0}, ties = rank_all(arena, (struct stats_values[]){a, b}, 2, rank_sum);
    double n_a = (double)a.count, n_b = (double)b.count, n = n_a + n_b, u = rank_sum[0] - n_a * (n_a + 1) / 2;
    if (a.count == 0 || b.count == 0)
        return (struct stats_rank){NAN, NAN, NAN};
    double spread = sqrt(n_a * n_b / 12 * (n + 1 - ties / (n * (n - 1))));
    double z = (fmax(u, n_a * n_b - u) - n_a * n_b / 2 - 0.5) / spread;
    if (!(spread > 0)) /* all are equal */
        return (struct stats_rank){u, 0, 1};
    return (struct stats_rank){u, fmax(0, z), fmin(1, 2 * stats_normal_below(-z))};
}

struct stats_kruskal stats_kruskal_of(struct arena *arena, const struct stats_values *sample, size_t samples)
{
    double *rank_sum = arena_alloc(arena, (samples + 1) * sizeof *rank_sum), n = 0, sum = 0, used = 0;
    double ties = rank_all(arena, sample, samples, rank_sum);
    for (size_t i = 0; i < samples; i++) {
        double count = (double)sample[i].count;
        n += count;
        used += count > 0;
        sum += count > 0 ? rank_sum[i] * rank_sum[i] / count : 0;
    }
    double corrected = 1 - ties / (n * n * n - n);
    struct stats_kruskal result = {NAN, used - 1, NAN};
    if (used < 2 || !(corrected > 0))
        return result;
    result.h = (12 / (n * (n + 1)) * sum - 3 * (n + 1)) / corrected;
    result.p = stats_chi2_beyond(result.h, result.df);
    return result;
}

/* ---- Kolmogorov and Smirnov ---- */

/* Twice the one-sided probability; the terms are positive, so that logarithms lose nothing. */
static double birnbaum_tingey(double d, double n)
{
    double sum = 0, last = floor(n * (1 - d));
    for (double j = 0; j <= last; j++) {
        double rest = 1 - d - j / n;
        if (rest <= 0)
            break;
        sum += exp(lgamma(n + 1) - lgamma(j + 1) - lgamma(n - j + 1) + (j - 1) * log(d + j / n) + (n - j) * log(rest));
    }
    return fmin(1, 2 * d * sum);
}

/* The probability within d, for z = d sqrt(n): four terms in powers of 1/sqrt(n), each a sum over odd multiples of pi/2
 * (k0..k3 below), the last two with one more over whole multiples of pi. */
static double pelz_good(double z, double n)
{
    double root = sqrt(n), z2 = z * z, z4 = z2 * z2, z6 = z4 * z2, k0 = 0, k1 = 0, k2 = 0, k3 = 0;
    for (int k = 20; k >= 0; k--) {
        double m = (k + 0.5) * M_PI, m2 = m * m, m4 = m2 * m2, weight = exp(-m2 / (2 * z2));
        k0 += weight;
        k1 += (m2 - z2) * weight;
        k2 += (6 * z6 + 2 * z4 + m2 * (2 * z4 - 5 * z2) + m4 * (1 - 2 * z2)) * weight;
        k3 += (-30 * z6 - 90 * z6 * z2 + m2 * (135 * z4 - 96 * z6) + m4 * (212 * z4 - 60 * z2) +
               m4 * m2 * (5 - 30 * z2)) * weight;
    }
    double whole_2 = 0, whole_3 = 0;
    for (int k = 20; k > 0; k--) {
        double m2 = k * k * M_PI * M_PI, weight = exp(-m2 / (2 * z2));
        whole_2 += m2 * weight;
        whole_3 += m2 * (3 * z2 - m2) * weight;
    }
    double scale = sqrt(2 * M_PI);
    return scale * (k0 / z + k1 / (6 * z4 * root) + (k2 / (72 * z6 * z) - whole_2 / (36 * z2 * z)) / n +
                    (k3 / (6480 * z6 * z4) + whole_3 / (216 * z6)) / (n * root));
}

double stats_kolmogorov_beyond(double d, double n)
{
    if (!(n >= 1) || isnan(d))
        return NAN;
    if (n * d <= 0.5 || d >= 1)
        return d < 1;
    if (n * d * d >= 2.2 || d >= 0.5)
        return birnbaum_tingey(d, n);
    return fmin(1, fmax(0, 1 - pelz_good(d * sqrt(n), n)));
}

/* All orders of both samples are equally likely: a walk from (0, 0) to (n_a, n_b), each next step with the share of what is
 * left. The probability of ever meeting |i/n_a - j/n_b| >= d is gathered where the walk first does. Distances are compared
 * as whole numbers, in steps of 1/(n_a n_b). */
static double paths_outside(struct arena *arena, size_t n_a, size_t n_b, double steps)
{
    double *at = arena_alloc(arena, (n_b + 1) * sizeof *at), outside = 0;
    at[0] = 1;
    for (size_t i = 0; i <= n_a; i++) {
        double reached = 0; /* what came up the row to (i, j) */
        for (size_t j = 0; j <= n_b; j++) {
            double here = at[j] + reached, left_a = (double)(n_a - i), left_b = (double)(n_b - j);
            reached = at[j] = 0;
            if (here == 0)
                continue;
            if (fabs((double)i * (double)n_b - (double)j * (double)n_a) > steps - 0.5) {
                outside += here;
            } else if (left_a + left_b > 0) {
                at[j] = here * left_a / (left_a + left_b);
                reached = here - at[j];
            }
        }
    }
    return fmin(1, outside);
}

static double *sorted_copy(struct arena *arena, struct stats_values values)
{
    double *copy = arena_alloc_raw(arena, (values.count + 1) * sizeof *copy);
    memcpy(copy, values.value, values.count * sizeof *copy);
    stats_sort(copy, values.count);
    return copy;
}

struct stats_smirnov stats_smirnov_compare(struct arena *arena, struct stats_values a, struct stats_values b)
{
    if (a.count == 0 || b.count == 0)
        return (struct stats_smirnov){NAN, NAN};
    const double *left = sorted_copy(arena, a), *right = sorted_copy(arena, b);
    double n_a = (double)a.count, n_b = (double)b.count, steps = 0;
    for (size_t i = 0, j = 0; i < a.count && j < b.count;) {
        double value = fmin(left[i], right[j]);
        for (; i < a.count && left[i] == value; i++)
            continue;
        for (; j < b.count && right[j] == value; j++)
            continue;
        steps = fmax(steps, fabs((double)i * n_b - (double)j * n_a));
    }
    double d = steps / (n_a * n_b);
    if (steps == 0)
        return (struct stats_smirnov){0, 1};
    bool exact = n_a * n_b <= STATS_SMIRNOV_EXACT;
    return (struct stats_smirnov){d, exact ? paths_outside(arena, a.count, b.count, steps)
                                           : stats_kolmogorov_beyond(d, rint(n_a * n_b / (n_a + n_b)))};
}
