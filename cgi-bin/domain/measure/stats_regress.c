/* stats_regress.c - least squares by QR, with robust errors. See stats_regress.h. */
#include "domain/measure/stats_regress.h"

#include "domain/measure/stats_distribution.h"

#include <math.h>
#include <string.h>

/* ---- group means ---- */

/* Takes the mean of each group off a column of `value`, every `stride`th number; gives how many groups have rows. */
static size_t take_means_off(struct arena *arena, const struct stats_design *design, double *value, size_t stride)
{
    double *sum = arena_alloc(arena, (design->groups + 1) * sizeof *sum), *count = arena_alloc(arena, (design->groups + 1) * sizeof *count);
    size_t used = 0;
    for (size_t i = 0; i < design->rows; i++) {
        used += count[design->group[i]]++ == 0;
        sum[design->group[i]] += value[i * stride];
    }
    for (size_t i = 0; i < design->rows; i++)
        value[i * stride] -= sum[design->group[i]] / count[design->group[i]];
    return used;
}

/* ---- QR ---- */

/* Householder's reflection that clears column j below its diagonal, applied to the columns behind it and to y. False when
 * nearly nothing of the column's `size` is left, as it is a combination of those before it. */
static bool reflect(double *x, double *y, size_t n, size_t k, size_t j, double size)
{
    double norm = 0;
    for (size_t i = j; i < n; i++)
        norm += x[i * k + j] * x[i * k + j];
    norm = sqrt(norm);
    if (!(norm > 1e-10 * size))
        return false;
    double diagonal = x[j * k + j] > 0 ? -norm : norm, first = x[j * k + j] - diagonal, half = -first * diagonal;
    x[j * k + j] = first;
    for (size_t column = j + 1; column <= k; column++) {
        double dot = 0;
        for (size_t i = j; i < n; i++)
            dot += x[i * k + j] * (column < k ? x[i * k + column] : y[i]);
        for (size_t i = j; i < n; i++)
            *(column < k ? &x[i * k + column] : &y[i]) -= dot / half * x[i * k + j];
    }
    x[j * k + j] = diagonal;
    return true;
}

static double column_size(const double *x, size_t n, size_t k, size_t j)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i * k + j] * x[i * k + j];
    return sqrt(sum);
}

/* The inverse of an upper triangle, in place of it; from the last column on, since each needs those before it as they were. */
static void invert_triangle(double *r, size_t k)
{
    for (size_t j = k; j-- > 0;) {
        r[j * k + j] = 1 / r[j * k + j];
        for (size_t i = j; i-- > 0;) {
            double sum = 0;
            for (size_t m = i + 1; m <= j; m++)
                sum += r[i * k + m] * r[m * k + j];
            r[i * k + j] = -sum / r[i * k + i];
        }
    }
}

/* ---- errors ---- */

/* What row i weighs in each coefficient: (X'X)^-1 x_i, where (X'X)^-1 is R^-1 R^-T. */
static void row_weights(const double *inverse, const double *x, size_t k, double *weight)
{
    memset(weight, 0, k * sizeof *weight);
    for (size_t m = 0; m < k; m++) {
        double part = 0;
        for (size_t i = 0; i <= m; i++)
            part += inverse[i * k + m] * x[i];
        for (size_t j = 0; j <= m; j++)
            weight[j] += inverse[j * k + m] * part;
    }
}

struct errors {
    double *ordinary, *hc1, *cluster;
    double df;
};

/* The roots of the sums of squares of rows' (or clusters') influence, each kind with its own correction. */
static double fill_errors(struct arena *arena, const struct stats_design *design, const double *x, const double *inverse,
                          const double *residual, struct errors *errors)
{
    size_t n = design->rows, k = design->columns, clusters = design->cluster == NULL ? 0 : design->clusters;
    double *weight = arena_alloc(arena, k * sizeof *weight), squares = 0, used = 0;
    double *sum = arena_alloc(arena, (clusters * k + 1) * sizeof *sum);
    bool *seen = arena_alloc(arena, clusters + 1);
    for (size_t i = 0; i < n; i++) {
        row_weights(inverse, x + i * k, k, weight);
        squares += residual[i] * residual[i];
        for (size_t j = 0; j < k; j++) {
            errors->hc1[j] += weight[j] * weight[j] * residual[i] * residual[i];
            if (clusters > 0)
                sum[design->cluster[i] * k + j] += weight[j] * residual[i];
        }
        if (clusters > 0)
            seen[design->cluster[i]] = true;
    }
    for (size_t c = 0; c < clusters; c++) {
        used += seen[c];
        for (size_t j = 0; j < k; j++)
            errors->cluster[j] += sum[c * k + j] * sum[c * k + j];
    }
    for (size_t j = 0; j < k; j++) {
        double diagonal = 0;
        for (size_t m = j; m < k; m++)
            diagonal += inverse[j * k + m] * inverse[j * k + m];
        errors->ordinary[j] = sqrt(squares / errors->df * diagonal);
        errors->hc1[j] = sqrt(errors->hc1[j] * (double)n / errors->df);
        errors->cluster[j] = used < 2 ? NAN : sqrt(errors->cluster[j] * used / (used - 1) * ((double)n - 1) / errors->df);
    }
    return used;
}

/* ---- the fit ---- */

/* Beta of the prepared columns; on return `r` is the inverse of R. False when columns depend on each other. */
static bool solve(struct arena *arena, const struct stats_design *design, const double *x, const double *y, double *r, double *beta)
{
    size_t n = design->rows, k = design->columns;
    double *work = arena_alloc_raw(arena, n * k * sizeof *work), *image = arena_alloc_raw(arena, n * sizeof *image);
    memcpy(work, x, n * k * sizeof *work);
    memcpy(image, y, n * sizeof *image);
    for (size_t j = 0; j < k; j++)
        if (!reflect(work, image, n, k, j, column_size(design->x, n, k, j)))
            return false;
    memcpy(r, work, k * k * sizeof *r); /* its rows are the first of the matrix */
    invert_triangle(r, k);
    for (size_t i = 0; i < k; i++)
        for (size_t j = i; j < k; j++)
            beta[i] += r[i * k + j] * image[j];
    return true;
}

bool stats_regress(struct arena *arena, const struct stats_design *design, struct stats_fit *fit)
{
    size_t n = design->rows, k = design->columns, constants = 0;
    if (k == 0 || n <= k)
        return false;
    double *x = arena_alloc_raw(arena, n * k * sizeof *x), *y = arena_alloc_raw(arena, n * sizeof *y);
    double *r = arena_alloc(arena, k * k * sizeof *r), *numbers = arena_alloc(arena, 4 * k * sizeof *numbers);
    memcpy(x, design->x, n * k * sizeof *x);
    memcpy(y, design->y, n * sizeof *y);
    if (design->group != NULL) {
        constants = take_means_off(arena, design, y, 1);
        for (size_t j = 0; j < k; j++)
            take_means_off(arena, design, x + j, k);
    }
    struct errors errors = {numbers + k, numbers + 2 * k, numbers + 3 * k, (double)n - (double)k - (double)constants};
    if (!(errors.df > 0) || !solve(arena, design, x, y, r, numbers))
        return false;
    double left = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < k; j++)
            y[i] -= x[i * k + j] * numbers[j];
        left += y[i] * y[i];
    }
    double clusters = fill_errors(arena, design, x, r, y, &errors);
    *fit = (struct stats_fit){numbers, errors.ordinary, errors.hc1, errors.cluster, errors.df, clusters > 1 ? clusters - 1 : NAN,
                              1 - left / stats_sample_of(design->y, n).squares};
    return true;
}

struct stats_coefficient stats_coefficient_of(double estimate, double error, double df, double confidence)
{
    double t = estimate / error, half = stats_t_quantile((1 + confidence) / 2, df) * error;
    return (struct stats_coefficient){estimate, error, t, stats_t_two_sided(t, df), {estimate - half, estimate + half}};
}
