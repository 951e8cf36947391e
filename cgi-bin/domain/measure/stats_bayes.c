/* stats_bayes.c - the best of several beta distributions, by integration. See stats_bayes.h. */
#include "domain/measure/stats_bayes.h"

#include "domain/measure/stats_describe.h"
#include "domain/measure/stats_distribution.h"

#include <math.h>

/* Each arm cuts the stretch where its density is above e^-NEGLIGIBLE of its peak into CUTS pieces. */
enum { CUTS = 32, NEGLIGIBLE = 40 };

struct density {
    double a, b; /* of the beta distribution */
};

static double log_density(struct density arm, double logit)
{
    /* a log x + b log(1 - x): concave in the logit, highest at log(a/b) */
    return logit < 0 ? arm.a * logit - (arm.a + arm.b) * log1p(exp(logit)) : -arm.b * logit - (arm.a + arm.b) * log1p(exp(-logit));
}

/* The place on one side of the peak where the density is negligible. */
static double edge(struct density arm, double side)
{
    double peak = log(arm.a / arm.b), floor = log_density(arm, peak) - NEGLIGIBLE, near = 0, far = 1e-6;
    for (; log_density(arm, peak + side * far) > floor; far *= 2)
        near = far;
    for (int i = 0; i < 20; i++) {
        double middle = (near + far) / 2;
        *(log_density(arm, peak + side * middle) > floor ? &near : &far) = middle;
    }
    return peak + side * far;
}

struct places {
    const struct density *arm;
    size_t arms;
    double *weight, *below, *beyond; /* of each arm at a place: f x (1 - x), F, 1 - F */
};

/* What one place adds to every arm's integrals. `width` is that of the place in the logit. */
static void add_place(struct places *at, double logit, double width, struct stats_best *best)
{
    double x = 1 / (1 + exp(-logit)), y = 1 / (1 + exp(logit));
    for (size_t i = 0; i < at->arms; i++) {
        at->weight[i] = stats_beta_weight(at->arm[i].a, at->arm[i].b, x, y);
        at->below[i] = stats_beta(at->arm[i].a, at->arm[i].b, x, y);
        at->beyond[i] = stats_beta(at->arm[i].b, at->arm[i].a, y, x);
    }
    for (size_t i = 0; i < at->arms; i++) {
        double all_below = 1, log_all_below = 0;
        for (size_t j = 0; j < at->arms; j++) {
            all_below *= i == j ? 1 : at->below[j];
            log_all_below += i == j ? 0 : log1p(-at->beyond[j]);
        }
        best[i].chance += width * at->weight[i] * all_below;
        best[i].loss += width * x * y * at->below[i] * -expm1(log_all_below);
    }
}

/* Gauss and Legendre's rule with eight places. */
static void add_stretch(struct places *at, double from, double to, struct stats_best *best)
{
    static const double place[] = {0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363};
    static const double weight[] = {0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763};
    double middle = (from + to) / 2, half = (to - from) / 2;
    for (int i = 0; i < 4; i++) {
        add_place(at, middle - half * place[i], half * weight[i], best);
        add_place(at, middle + half * place[i], half * weight[i], best);
    }
}

void stats_best_of(struct arena *arena, const struct stats_hits *arm, size_t arms, struct stats_best *best)
{
    struct density *density = arena_alloc(arena, (arms + 1) * sizeof *density);
    double *cut = arena_alloc(arena, (arms * (CUTS + 1) + 1) * sizeof *cut), *scratch = arena_alloc(arena, (3 * arms + 1) * sizeof *scratch);
    struct places at = {density, arms, scratch, scratch + arms, scratch + 2 * arms};
    size_t cuts = 0;
    for (size_t i = 0; i < arms; i++) {
        density[i] = (struct density){1 + arm[i].hits, 1 + arm[i].count - arm[i].hits};
        double low = edge(density[i], -1), high = edge(density[i], 1);
        for (int k = 0; k <= CUTS; k++)
            cut[cuts++] = low + (high - low) * k / CUTS;
        best[i] = (struct stats_best){0};
    }
    stats_sort(cut, cuts);
    for (size_t i = 0; i + 1 < cuts; i++)
        if (cut[i] < cut[i + 1])
            add_stretch(&at, cut[i], cut[i + 1], best);
}
