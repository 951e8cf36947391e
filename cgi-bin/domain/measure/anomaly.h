/* anomaly.h - what in a series was not to be expected: value by value (a stream), day by day with a band (the admin's pages, the
 * digest), and which part of the whole moved it.
 *
 * Only the past decides about a value. `nexus measure anomaly` measures the stream. Pure computing: no database. */
#ifndef NEXUS_ANOMALY_H
#define NEXUS_ANOMALY_H

#include "core/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* ---- a stream of values ---- */

enum { ANOMALY_LEARNING_MOST = 100000 };

/* Watches values of any kind as they come, minutes or days apart, in 60 kB and about 20 table look-ups a value: its surprise is how long
 * such a value, or such a step from the value before, has not been seen. The first `learning` values (at least 1) say what is usual; a few
 * hundred are good. Memory is the arena's. */
struct anomaly;
struct anomaly *anomaly_new(struct arena *arena, size_t learning);

/* The score of the next value: 0 for what is expected, and while learning; about 4 is worth a look, up to 1.5 log(values seen) for
 * what was never near. An alarm quiets what follows: within a third of the learning time a score is given only to what is more
 * surprising than all before it. NAN or infinite: a value is missing, 0. */
double anomaly_score(struct anomaly *anomaly, double value);

/* ---- days, each with what was expected ---- */

enum anomaly_kind {
    ANOMALY_COUNTS,  /* of single events, not negative: chance alone moves n by sqrt(n) */
    ANOMALY_AMOUNTS, /* not negative: sums, durations, shares */
    ANOMALY_ANY      /* may be negative */
};

struct anomaly_day {
    double expected, low, high; /* NAN where it is too early to say */
    double severity;            /* 0 inside the band; else by how many standard deviations the value is off, from 2.58 up, at most 99 */
    bool outside;
};

/* What each of y[0..n) was expected to be from the values before it, with a band that holds 99 % of ordinary ones, into day[0..n).
 * NAN is a missing value (never outside; the expectation stands). `period` is 7 for days, 24 or 168 for hours, 1 without a season.
 * The first three periods (at least 14 values) only teach; in the next few weeks the band holds 96 % to 98 %. Gives the number of
 * values that were judged: 0 when there are too few. Source: robust Holt-Winters smoothing (Gelper, Fried, Croux 2010): a value
 * outside moves the expectation only a little, a new level is taken over in one to three periods. */
size_t anomaly_band(const double *y, size_t n, size_t period, enum anomaly_kind kind, struct anomaly_day *day, struct arena *arena);

/* ---- what moved it ---- */

/* One value of one dimension: {"country", "ZA", 120, 30}. The last three are results. */
struct anomaly_part {
    const char *dimension, *value;
    double expected, actual; /* not negative */
    double change;           /* actual - expected */
    double explained;        /* of the change of the dimension's total; 1 is all of it; 0 when the total did not change */
    double surprise;         /* how much its share of the total changed, 0 to log 2 (its part of the divergence of Jensen and Shannon) */
};

/* Fills the results and sorts: first what moved the way its total did, by surprise, then by size of change. So the first part is the
 * dimension and the value that moved most out of proportion; when even its surprise is small (below .001), everything moved alike.
 * Parts of a dimension need not stand together. Source: Bhagwan and others, "Adtributor" (NSDI 2014), section 3. */
void anomaly_explain(struct anomaly_part *part, size_t count);

#endif
