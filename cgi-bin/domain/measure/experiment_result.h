/* experiment_result.h - what an experiment shows: each arm beside the control, how sure that is, and whether it can be trusted.
 *
 * The verdict may be asked for every day: it comes from intervals that hold at all times at once (stats_sequential.h), for
 * several variants at level alpha / variants. The z-test and Welch's are for one look, at the planned end. Of a multivariate
 * experiment the factors' effects decide in the same way. Of an adaptive one the usual tests do not hold, as its shares follow its
 * numbers; the interval of any day is then one of rates that are weighed by the shares of each day, which does. */
#ifndef NEXUS_EXPERIMENT_RESULT_H
#define NEXUS_EXPERIMENT_RESULT_H

#include "domain/measure/experiment_effect.h"
#include "domain/measure/experiment_people.h"
#include "domain/measure/stats_bayes.h"
#include "domain/measure/stats_mean.h"
#include "domain/measure/stats_sequential.h"
#include "domain/measure/stats_share.h"

/* An arm. What compares it with the control is zero for the control itself. */
struct experiment_outcome {
    double participants, conversions;
    double rate;                      /* conversions to participants; NaN for nobody */
    struct stats_interval rate_interval; /* Wilson, with the experiment's level */
    struct stats_sample value;        /* a value of each participant, 0 where there was nothing; total = mean * count */
    struct stats_shares shares;       /* rates; intervals with the level */
    struct stats_means means;         /* values */
    struct stats_sequential always;   /* of the difference of rates; adaptive: of the weighed rates */
    double p_adjusted;                /* of shares.p, for several variants (Benjamini and Hochberg) */
    int level_reached;                /* by p_adjusted: 99, 95, 90, 80, or 0 */
    struct stats_best best;           /* among all arms */
    double expected;                  /* participants by the shares of the days on which they came */
    double weighed_rate;              /* each participant counts 1 / share of their arm on their day (Hajek): no day counts more in one arm than in */
    struct stats_interval weighed_interval; /* another. Wilson, of as many as these weights are worth (Kish 1965): (sum w)^2 / sum w^2 */
    double weighed_count, weighed_error; /* that many; and the standard error by linearisation */
    struct stats_means rate_sharper, value_sharper; /* with CUPED */
};

enum experiment_verdict {
    EXPERIMENT_NOBODY,    /* nobody took part yet */
    EXPERIMENT_MISMATCH,  /* the arms are not split as planned: nothing can be said */
    EXPERIMENT_EARLY,     /* nothing is sure yet, and the planned number is not reached */
    EXPERIMENT_BETTER,    /* `best` is surely better than the control */
    EXPERIMENT_WORSE,     /* every variant is surely worse: the control stays */
    EXPERIMENT_EQUAL      /* the planned number is reached, and no difference has shown */
};

struct experiment_results {
    size_t arm_count;
    struct experiment_outcome arms[EXPERIMENT_ARMS_MOST];
    double participants;
    struct stats_split split; /* for one look */
    double split_p;           /* may be looked at on any day (stats_sequential_split) */
    bool mismatch;            /* by that */
    double confidence;     /* of the intervals: level / 100 */
    double tuning;         /* N* of `always`: the planned number of all arms */
    double planned;        /* participants an arm; inf or NaN when the plan can't be computed */
    double missing;        /* how many more the arm needs that lacks most of them; 0 when reached */
    double cut_rate, cut_value; /* by which share CUPED cuts the variance; 0 where nothing was known before */
    enum experiment_verdict verdict;
    int best;              /* of EXPERIMENT_BETTER: the arm */
    double gain;           /* adaptive: conversions more than the first shares would have brought, by the weighed rates; else 0 */
    size_t effect_count, pair_count; /* multivariate */
    struct experiment_effect effects[EXPERIMENT_EFFECTS_MOST];
    struct experiment_pair pairs[EXPERIMENT_PAIRS_MOST];
};

/* Compares everybody in `people`. Pure: no database. The experiment has its arms, two at least. */
void experiment_compare(struct arena *arena, const struct experiment *experiment, const struct experiment_people *people,
                        struct experiment_results *results);

/* The rates of some arms together (bits: 1 << arm), cumulated: of everybody who met them until the end of each day, the share that had
 * converted by then. values[day - from]; NaN while nobody had met them. */
void experiment_rate_days(const struct experiment_people *people, const char *zone, unsigned arms, int64_t from, int64_t to, double *values);

/* How many days until the planned number is reached, when people come as they came in the `days` it has run: 0 when it is reached, NaN
 * when an arm has nobody, or the plan can't be computed. */
double experiment_days_left(const struct experiment *experiment, const struct experiment_results *results, double days);

/* A split, by its p of any day, that is so unlikely that the worker pauses the experiment; and how many must have taken part. */
#define EXPERIMENT_STOP_P 0.001
#define EXPERIMENT_STOP_LEAST 100.0

#endif
