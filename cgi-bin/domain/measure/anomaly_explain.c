/* anomaly_explain.c - which part of the whole moved it. See anomaly.h. */
#include "domain/measure/anomaly.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One share's part of the divergence of Jensen and Shannon between the expected shares and the actual ones. */
static double divergence(double expected, double actual)
{
    double middle = (expected + actual) / 2, sum = 0;
    if (expected > 0)
        sum += expected * log(expected / middle);
    if (actual > 0)
        sum += actual * log(actual / middle);
    return fmax(0, sum / 2);
}

static void fill(struct anomaly_part *part, double expected, double actual)
{
    double moved = actual - expected;
    part->change = part->actual - part->expected;
    part->explained = moved != 0 ? part->change / moved : 0;
    part->surprise = divergence(expected > 0 ? part->expected / expected : 0, actual > 0 ? part->actual / actual : 0);
}

static int by_surprise(const void *a, const void *b)
{
    const struct anomaly_part *left = a, *right = b;
    bool with = left->explained > 0, other = right->explained > 0;
    if (with != other)
        return with ? -1 : 1;
    if (left->surprise != right->surprise)
        return left->surprise > right->surprise ? -1 : 1;
    if (fabs(left->change) != fabs(right->change))
        return fabs(left->change) > fabs(right->change) ? -1 : 1;
    int order = strcmp(left->dimension, right->dimension);
    return order != 0 ? order : strcmp(left->value, right->value);
}

static void total(const struct anomaly_part *part, size_t count, const char *dimension, double *expected, double *actual)
{
    *expected = *actual = 0;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(part[i].dimension, dimension) != 0)
            continue;
        *expected += part[i].expected;
        *actual += part[i].actual;
    }
}

void anomaly_explain(struct anomaly_part *part, size_t count)
{
    double expected = 0, actual = 0;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || strcmp(part[i].dimension, part[i - 1].dimension) != 0)
            total(part, count, part[i].dimension, &expected, &actual);
        fill(&part[i], expected, actual);
    }
    qsort(part, count, sizeof *part, by_surprise);
}
