/* measure_json.h - the little that the files behind `nexus measure stats` share: numbers and intervals into their results. */
#ifndef NEXUS_MEASURE_JSON_H
#define NEXUS_MEASURE_JSON_H

#include "domain/measure/stats_describe.h"
#include "programs/nexus/measure_data.h"

#include <cjson/cJSON.h>

struct measure_number {
    const char *name;
    double value;
};

/* Adds each number of a list that ends with the name NULL; what is not finite becomes null. */
static inline void measure_numbers(cJSON *object, const struct measure_number *number)
{
    for (; number->name != NULL; number++)
        cJSON_AddNumberToObject(object, number->name, number->value);
}

/* Adds [low, high]. */
static inline void measure_interval(cJSON *object, const char *name, struct stats_interval interval)
{
    cJSON_AddItemToObject(object, name, cJSON_CreateDoubleArray((double[]){interval.low, interval.high}, 2));
}

/* measure_star.c: adds what the classes of struct star show. */
void measure_star(struct arena *arena, cJSON *results, const struct star *star);

#endif
