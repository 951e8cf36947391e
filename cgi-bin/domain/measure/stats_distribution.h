/* stats_distribution.h - the distributions that tests and intervals stand on. For the other stats files of this room.
 *
 * Relative accuracy is about 1e-12, also far out in the tails, which is why tails are asked for as such ("beyond") and
 * never as one less the rest. What lies outside a distribution's parameters gives NaN. */
#ifndef NEXUS_STATS_DISTRIBUTION_H
#define NEXUS_STATS_DISTRIBUTION_H

/* The normal distribution: the probability below z, by erfc, and the z below which a probability lies (Abramowitz and
 * Stegun 26.2.23, made exact by Halley's steps; -inf and inf for 0 and 1). */
double stats_normal_below(double z);
double stats_normal_quantile(double probability);

/* Both tails beyond |z| together: the two-sided p of a z-test. */
double stats_normal_two_sided(double z);

/* The probability beyond x of chi-square with `df` degrees of freedom: Q(df/2, x/2). */
double stats_chi2_beyond(double x, double df);

/* Student's t with `df` degrees (any positive number; inf: the normal distribution): the probability beyond t, both tails
 * beyond |t|, and the t below which a probability lies (by bisection). I_x(df/2, 1/2) with x = df/(df + t^2). */
double stats_t_beyond(double t, double df);
double stats_t_two_sided(double t, double df);
double stats_t_quantile(double probability, double df);

/* The probability beyond f of Fisher's F with df_1 and df_2 degrees: I_x(df_2/2, df_1/2), x = df_2/(df_2 + df_1 f). */
double stats_f_beyond(double f, double df_1, double df_2);

/* The regularized incomplete gamma functions P(a, x) and Q(a, x) = 1 - P, each computed where it is the smaller or by its own
 * continued fraction (DLMF 8.7.1, 8.9.2). */
double stats_gamma_p(double a, double x);
double stats_gamma_q(double a, double x);

/* The regularized incomplete beta function I_x(a, b) (continued fraction DLMF 8.17.22). The complement y = 1 - x is given as
 * well, since that is what keeps accuracy where x is almost 1. */
double stats_beta(double a, double b, double x, double y);

/* x^a y^b / B(a, b) for x + y = 1: the density of the beta distribution times xy, which is its density in log(x/y). By
 * the saddle point (C. Loader, Fast and Accurate Computation of Binomial Probabilities, 2000), exact for large a and b. */
double stats_beta_weight(double a, double b, double x, double y);

#endif
