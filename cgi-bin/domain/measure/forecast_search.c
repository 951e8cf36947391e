/* forecast_search.c - the simplex search of Nelder and Mead, for the few parameters of a forecasting model. See forecast_parts.h. */
#include "domain/measure/forecast_parts.h"

#include <math.h>
#include <string.h>

struct simplex {
    double (*cost)(const double *x, void *context);
    void *context;
    size_t count;
    int left; /* evaluations */
    double at[SEARCH_MOST + 1][SEARCH_MOST], value[SEARCH_MOST + 1];
    size_t best, second, worst;
};

static double evaluate(struct simplex *simplex, const double *x)
{
    double value = simplex->cost(x, simplex->context);
    simplex->left--;
    return isnan(value) ? HUGE_VAL : value;
}

static void rank(struct simplex *simplex)
{
    const double *value = simplex->value;
    simplex->best = value[0] <= value[1] ? 0 : 1;
    simplex->worst = 1 - simplex->best;
    simplex->second = simplex->best;
    for (size_t i = 2; i <= simplex->count; i++) {
        if (value[i] < value[simplex->best])
            simplex->best = i;
        if (value[i] >= value[simplex->worst]) {
            simplex->second = simplex->worst;
            simplex->worst = i;
        } else if (simplex->second == simplex->best || value[i] > value[simplex->second]) {
            simplex->second = i;
        }
    }
}

/* The point on the line from the worst corner through the middle of the others: -1 is the worst itself, 1 its reflection. */
static double try_at(struct simplex *simplex, double where, double *x)
{
    size_t count = simplex->count;
    for (size_t j = 0; j < count; j++) {
        double sum = 0;
        for (size_t i = 0; i <= count; i++)
            sum += i == simplex->worst ? 0 : simplex->at[i][j];
        x[j] = sum / (double)count + where * (sum / (double)count - simplex->at[simplex->worst][j]);
    }
    return evaluate(simplex, x);
}

static void replace_worst(struct simplex *simplex, const double *x, double value)
{
    memcpy(simplex->at[simplex->worst], x, sizeof simplex->at[0]);
    simplex->value[simplex->worst] = value;
}

static void shrink(struct simplex *simplex)
{
    for (size_t i = 0; i <= simplex->count; i++) {
        if (i == simplex->best)
            continue;
        for (size_t j = 0; j < simplex->count; j++)
            simplex->at[i][j] = (simplex->at[i][j] + simplex->at[simplex->best][j]) / 2;
        simplex->value[i] = evaluate(simplex, simplex->at[i]);
    }
}

static void step_once(struct simplex *simplex)
{
    double x[SEARCH_MOST] = {0}, further[SEARCH_MOST] = {0};
    double value = try_at(simplex, 1, x);
    if (value < simplex->value[simplex->best]) {
        double expanded = try_at(simplex, 2, further);
        bool better = expanded < value;
        replace_worst(simplex, better ? further : x, better ? expanded : value);
        return;
    }
    if (value < simplex->value[simplex->second]) {
        replace_worst(simplex, x, value);
        return;
    }
    bool outside = value < simplex->value[simplex->worst];
    double contracted = try_at(simplex, outside ? 0.5 : -0.5, further);
    if (contracted < (outside ? value : simplex->value[simplex->worst]))
        replace_worst(simplex, further, contracted);
    else
        shrink(simplex);
}

double search_minimum(double (*cost)(const double *x, void *context), void *context, double *x, const double *step, size_t count, double near,
                      int evaluations)
{
    struct simplex simplex = {.cost = cost, .context = context, .count = count, .left = evaluations};
    if (count == 0)
        return cost(x, context);
    for (size_t i = 0; i <= count; i++) {
        memcpy(simplex.at[i], x, count * sizeof *x);
        if (i > 0)
            simplex.at[i][i - 1] += step[i - 1];
        simplex.value[i] = evaluate(&simplex, simplex.at[i]);
    }
    for (rank(&simplex); simplex.left > 0; rank(&simplex)) {
        if (simplex.value[simplex.worst] - simplex.value[simplex.best] <= near)
            break;
        step_once(&simplex);
    }
    memcpy(x, simplex.at[simplex.best], count * sizeof *x);
    return simplex.value[simplex.best];
}
