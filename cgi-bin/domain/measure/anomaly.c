/* anomaly.c - novelty on grids: how surprising the next value of a stream is. See anomaly.h.
 *
 * The values are cut into levels by several grids, coarse and fine, each at several offsets. On each grid a level that was never seen
 * surprises by the log of how many values were; a step between levels never seen by half the log of how often the first was left. The
 * mean over the grids is near 0 for what is close to the known, and grows with the distance, without any shape being assumed. */
#include "domain/measure/anomaly.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

enum { WIDTHS = 5, OFFSETS = 4, LEVELS = 128, BELOW = 44 };

struct grid {
    double per_range, offset;     /* levels in the range of the learning time; a part of a level */
    uint32_t seen[LEVELS];        /* how often each level was there */
    uint32_t left[LEVELS];        /* and had another value behind it */
    uint8_t steps[LEVELS][LEVELS / 8]; /* bit: this step was seen */
    int last;                     /* level; -1: not known */
};

struct anomaly {
    struct grid grid[WIDTHS * OFFSETS];
    size_t learning, known, at;
    double *learned, least, range;
    double *recent; /* ring of the last surprises, for the quiet behind an alarm */
    size_t quiet;
};

struct anomaly *anomaly_new(struct arena *arena, size_t learning)
{
    static const double coarsest = 4, finer = 1.5;
    struct anomaly *anomaly = arena_alloc(arena, sizeof *anomaly);
    assert(learning >= 1 && learning <= ANOMALY_LEARNING_MOST);
    anomaly->learning = learning;
    anomaly->quiet = learning / 3 > 0 ? learning / 3 : 1;
    anomaly->learned = arena_alloc(arena, learning * sizeof *anomaly->learned);
    anomaly->recent = arena_alloc(arena, anomaly->quiet * sizeof *anomaly->recent);
    for (int i = 0; i < WIDTHS * OFFSETS; i++) {
        anomaly->grid[i].per_range = coarsest * pow(finer, i / OFFSETS);
        anomaly->grid[i].offset = (double)(i % OFFSETS) / OFFSETS;
        anomaly->grid[i].last = -1;
    }
    return anomaly;
}

/* Where a value lies: 0 to 1 in the range of the learning time, beyond it by the logarithm. */
static double place(const struct anomaly *anomaly, double value)
{
    double at = value / anomaly->range - anomaly->least / anomaly->range;
    return at > 1 ? 1 + log(at) : at < 0 ? -log(1 - at) : at;
}

static int level_of(const struct grid *grid, double at)
{
    double level = floor(at * grid->per_range + grid->offset) + BELOW;
    return level < 0 ? 0 : level > LEVELS - 1 ? LEVELS - 1 : (int)level;
}

/* The surprise of the value on this grid, which knows it from now on. */
static double meet(struct grid *grid, double at, size_t known)
{
    int level = level_of(grid, at), last = grid->last;
    double surprise = grid->seen[level] == 0 ? log(1 + (double)known) : 0;
    if (last >= 0) {
        uint8_t *steps = &grid->steps[last][level / 8], bit = (uint8_t)(1 << level % 8);
        surprise += *steps & bit ? 0 : 0.5 * log(1 + (double)grid->left[last]);
        *steps |= bit;
        grid->left[last]++;
    }
    grid->seen[level]++;
    grid->last = level;
    return surprise;
}

static double surprise_of(struct anomaly *anomaly, double value)
{
    double sum = 0, at = place(anomaly, value);
    for (int i = 0; i < WIDTHS * OFFSETS; i++)
        sum += meet(&anomaly->grid[i], at, anomaly->known);
    anomaly->known++;
    return sum / (WIDTHS * OFFSETS);
}

/* The range of what was learned; where there is none, a tenth of the value. */
static void take_range(struct anomaly *anomaly)
{
    double least = INFINITY, most = -INFINITY;
    for (size_t i = 0; i < anomaly->learning; i++) {
        least = fmin(least, anomaly->learned[i]); /* of a NAN the other */
        most = fmax(most, anomaly->learned[i]);
    }
    anomaly->least = isfinite(least) ? least : 0;
    anomaly->range = isfinite(most - least) && most > least ? most - least : fabs(anomaly->least) * 0.1 + 1e-6;
}

static void forget_last(struct anomaly *anomaly)
{
    for (int i = 0; i < WIDTHS * OFFSETS; i++)
        anomaly->grid[i].last = -1;
}

/* Keeps the surprise; gives it when it is above all of the quiet time. */
static double above_recent(struct anomaly *anomaly, double surprise)
{
    static const double clearly = 1.02; /* the log alone grows a little meanwhile */
    double most = 0;
    for (size_t i = 0; i < anomaly->quiet; i++)
        most = fmax(most, anomaly->recent[i]);
    anomaly->recent[anomaly->at % anomaly->quiet] = surprise;
    return surprise > clearly * most ? surprise : 0;
}

static double take(struct anomaly *anomaly, double value)
{
    double surprise = 0;
    if (isfinite(value))
        surprise = surprise_of(anomaly, value);
    else
        forget_last(anomaly);
    double score = above_recent(anomaly, surprise);
    anomaly->at++;
    return score;
}

double anomaly_score(struct anomaly *anomaly, double value)
{
    if (anomaly->learned != NULL) {
        anomaly->learned[anomaly->at++] = isfinite(value) ? value : NAN;
        if (anomaly->at < anomaly->learning)
            return 0;
        take_range(anomaly);
        anomaly->at = 0;
        for (size_t i = 0; i < anomaly->learning; i++)
            take(anomaly, anomaly->learned[i]);
        anomaly->learned = NULL;
        return 0;
    }
    return take(anomaly, value);
}
