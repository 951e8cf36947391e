/* stats_distribution.c - normal, chi-square, t and F by the incomplete gamma and beta functions. See stats_distribution.h. */
#include "domain/measure/stats_distribution.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

#define LOG_ROOT_2PI 0.918938533204672741780329736406

enum { STEPS_MOST = 1000000 }; /* of a series or fraction; it takes about the root of its parameter */

/* ---- the normal distribution ---- */

double stats_normal_below(double z)
{
    return 0.5 * erfc(-z * M_SQRT1_2);
}

double stats_normal_two_sided(double z)
{
    return erfc(fabs(z) * M_SQRT1_2);
}

double stats_normal_quantile(double probability)
{
    if (!(probability >= 0 && probability <= 1))
        return NAN;
    if (probability > 0.5)
        return -stats_normal_quantile(1 - probability);
    if (probability == 0 || probability == 0.5)
        return probability == 0 ? -INFINITY : 0;
    double t = sqrt(-2 * log(probability));
    double z = -t + (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    for (int i = 0; i < 3; i++) { /* from 4.5e-4, and each step triples the digits */
        double step = (stats_normal_below(z) - probability) * exp(z * z / 2 + LOG_ROOT_2PI);
        z -= step / (1 + z * step / 2);
    }
    return z;
}

/* ---- Loader's saddle point ---- */

/* What Stirling's formula lacks: log(n!) - log(sqrt(2 pi n) (n/e)^n). */
static double stirling_error(double n)
{
    if (n < 16)
        return lgamma(n + 1) - (n + 0.5) * log(n) + n - LOG_ROOT_2PI;
    double square = n * n;
    return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / square) / square) / square) / square) / n;
}

/* x log(x/m) + m - x without cancellation. */
static double deviance(double x, double m)
{
    double v = (x - m) / (x + m);
    if (fabs(v) > 0.1)
        return x * log(x / m) + m - x;
    double sum = (x - m) * v, term = 2 * x * v;
    for (int j = 1; j < 1000; j++) {
        term *= v * v;
        double next = sum + term / (2 * j + 1);
        if (next == sum)
            break;
        sum = next;
    }
    return sum;
}

/* x^a e^-x / Gamma(a + 1). */
static double poisson_weight(double a, double x)
{
    return exp(-stirling_error(a) - deviance(a, x)) / sqrt(2 * M_PI * a);
}

double stats_beta_weight(double a, double b, double x, double y)
{
    double n = a + b;
    if (x <= 0 || y <= 0)
        return 0;
    double exponent = stirling_error(n) - stirling_error(a) - stirling_error(b) - deviance(a, n * x) - deviance(b, n * y);
    return sqrt(a * b / (2 * M_PI * n)) * exp(exponent);
}

/* ---- incomplete gamma ---- */

/* P(a, x) where x is below a + 1: the series in powers of x. */
static double gamma_series(double a, double x)
{
    double sum = 1, term = 1;
    for (int i = 1; i < STEPS_MOST && term > sum * DBL_EPSILON / 4; i++) {
        term *= x / (a + i);
        sum += term;
    }
    return sum * poisson_weight(a, x);
}

/* Never 0, for a fraction that is evaluated from its beginning (Lentz). */
static double nonzero(double value)
{
    return fabs(value) < DBL_MIN * 4 ? DBL_MIN * 4 : value;
}

/* Q(a, x) where x is above a + 1: the continued fraction, by the modified method of Lentz. */
static double gamma_fraction(double a, double x)
{
    double b = x + 1 - a, c = 1 / DBL_MIN, d = 1 / nonzero(b), result = d;
    for (int i = 1; i < STEPS_MOST; i++) {
        double factor = -i * (i - a);
        b += 2;
        d = 1 / nonzero(factor * d + b);
        c = nonzero(b + factor / c);
        result *= d * c;
        if (fabs(d * c - 1) < DBL_EPSILON)
            break;
    }
    return result * poisson_weight(a, x) * a;
}

static bool gamma_defined(double a, double x)
{
    return a > 0 && x >= 0;
}

double stats_gamma_p(double a, double x)
{
    if (!gamma_defined(a, x))
        return NAN;
    if (x == 0 || isinf(x))
        return x > 0;
    return x < a + 1 ? gamma_series(a, x) : 1 - gamma_fraction(a, x);
}

double stats_gamma_q(double a, double x)
{
    if (!gamma_defined(a, x))
        return NAN;
    if (x == 0 || isinf(x))
        return x == 0;
    return x < a + 1 ? 1 - gamma_series(a, x) : gamma_fraction(a, x);
}

double stats_chi2_beyond(double x, double df)
{
    return x <= 0 && df > 0 ? 1 : stats_gamma_q(df / 2, x / 2);
}

/* ---- incomplete beta ---- */

/* The fraction behind the weight, for x below its mean; by the modified method of Lentz. */
static double beta_fraction(double a, double b, double x)
{
    double c = 1, d = 1 / nonzero(1 - (a + b) * x / (a + 1)), result = d;
    for (int m = 1; m < STEPS_MOST; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / nonzero(1 + even * d);
        c = nonzero(1 + even / c);
        result *= d * c;
        d = 1 / nonzero(1 + odd * d);
        c = nonzero(1 + odd / c);
        result *= d * c;
        if (fabs(d * c - 1) < DBL_EPSILON)
            break;
    }
    return result;
}

double stats_beta(double a, double b, double x, double y)
{
    if (!(a > 0 && b > 0 && x >= 0 && y >= 0))
        return NAN;
    if (x == 0 || y == 0)
        return y == 0;
    double weight = stats_beta_weight(a, b, x, y);
    return x < (a + 1) / (a + b + 2) ? weight * beta_fraction(a, b, x) / a : 1 - weight * beta_fraction(b, a, y) / b;
}

/* ---- Student and Fisher ---- */

double stats_t_two_sided(double t, double df)
{
    if (isinf(df) && df > 0)
        return stats_normal_two_sided(t);
    if (isinf(t))
        return df > 0 ? 0 : NAN;
    return stats_beta(df / 2, 0.5, df / (df + t * t), t * t / (df + t * t));
}

double stats_t_beyond(double t, double df)
{
    double tail = stats_t_two_sided(t, df) / 2;
    return t < 0 ? 1 - tail : tail;
}

double stats_t_quantile(double probability, double df)
{
    if (!(probability >= 0 && probability <= 1 && df > 0))
        return NAN;
    if (isinf(df))
        return stats_normal_quantile(probability);
    if (probability >= 0.5)
        return probability == 0.5 ? 0 : -stats_t_quantile(1 - probability, df);
    if (probability == 0)
        return -INFINITY;
    double low = 0, high = 1;
    for (; stats_t_beyond(high, df) > probability && high < DBL_MAX / 4; high *= 2)
        low = high;
    for (double middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2)
        *(stats_t_beyond(middle, df) > probability ? &low : &high) = middle;
    return -(low + high) / 2;
}

double stats_f_beyond(double f, double df_1, double df_2)
{
    if (!(df_1 > 0 && df_2 > 0) || isnan(f))
        return NAN;
    if (f <= 0 || isinf(f))
        return f <= 0;
    return stats_beta(df_2 / 2, df_1 / 2, df_2 / (df_2 + df_1 * f), df_1 * f / (df_2 + df_1 * f));
}
