/* stats_contrast.c - weighted sums of shares. See stats_contrast.h. */
#include "domain/measure/stats_contrast.h"

#include "domain/measure/stats_distribution.h"

#include <assert.h>
#include <math.h>

static double variance_of(double hits, double count)
{
    double share = (hits + 1) / (count + 2);
    return share * (1 - share) / (count + 2);
}

/* The sum, and the covariance of the sums of two rows. */
static double sum_of(const double *hits, const double *count, const double *weight, size_t cells)
{
    double sum = 0;
    for (size_t i = 0; i < cells; i++)
        sum += weight[i] == 0 ? 0 : weight[i] * hits[i] / count[i];
    return sum;
}

static double covariance_of(const double *hits, const double *count, const double *left, const double *right, size_t cells)
{
    double sum = 0;
    for (size_t i = 0; i < cells; i++)
        sum += left[i] * right[i] * variance_of(hits[i], count[i]);
    return sum;
}

struct stats_contrast stats_contrast_of(const double *hits, const double *count, const double *weight, size_t cells, double confidence)
{
    struct stats_contrast contrast = {.estimate = sum_of(hits, count, weight, cells),
                                      .error = sqrt(covariance_of(hits, count, weight, weight, cells))};
    double half = stats_normal_quantile(1 - (1 - confidence) / 2) * contrast.error;
    contrast.z = contrast.estimate / contrast.error;
    contrast.p = stats_normal_two_sided(contrast.z);
    contrast.interval = (struct stats_interval){contrast.estimate - half, contrast.estimate + half};
    return contrast;
}

/* b' A^-1 b by Cholesky's A = L L': the square of L^-1 b. NaN when A is not positive definite. */
static double quadratic(double matrix[][STATS_CONTRASTS_MOST], double *b, size_t rows)
{
    double square = 0;
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j <= i; j++) {
            double sum = matrix[i][j];
            for (size_t k = 0; k < j; k++)
                sum -= matrix[i][k] * matrix[j][k];
            matrix[i][j] = i == j ? sqrt(sum) : sum / matrix[j][j];
        }
        for (size_t k = 0; k < i; k++)
            b[i] -= matrix[i][k] * b[k];
        b[i] /= matrix[i][i];
        square += b[i] * b[i];
    }
    return square;
}

struct stats_chi2 stats_contrasts_test(const double *hits, const double *count, const double *weight, size_t rows, size_t cells)
{
    double matrix[STATS_CONTRASTS_MOST][STATS_CONTRASTS_MOST], sum[STATS_CONTRASTS_MOST];
    assert(rows <= STATS_CONTRASTS_MOST);
    for (size_t i = 0; i < rows; i++) {
        sum[i] = sum_of(hits, count, weight + i * cells, cells);
        for (size_t j = 0; j <= i; j++)
            matrix[i][j] = covariance_of(hits, count, weight + i * cells, weight + j * cells, cells);
    }
    double chi2 = quadratic(matrix, sum, rows);
    return (struct stats_chi2){chi2, (double)rows, stats_chi2_beyond(chi2, (double)rows)};
}
