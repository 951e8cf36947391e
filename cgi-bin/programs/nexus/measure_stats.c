/* measure_stats.c - `nexus measure stats`: the experiments of measure_data.h through the statistics of the analytics. */
#include "programs/nexus/measure.h"
#include "programs/nexus/measure_data.h"

static void add(cJSON *object, const char *name, double value)
{
    cJSON_AddNumberToObject(object, name, value);
}

/* How many of n players of each arm came back. */
static cJSON *retention(double n_a, double x_a, double n_b, double x_b)
{
    cJSON *object = cJSON_CreateObject();
    add(object, "n_a", n_a);
    add(object, "x_a", x_a);
    add(object, "n_b", n_b);
    add(object, "x_b", x_b);
    add(object, "p_a", x_a / n_a);
    add(object, "p_b", x_b / n_b);
    return object;
}

cJSON *measure_stats(struct arena *arena, const char *folder)
{
    struct cookie_arm arm[2];
    if (!measure_read_cookie(arena, folder, arm))
        return NULL;
    double a = (double)arm[0].count, b = (double)arm[1].count;
    cJSON *results = cJSON_CreateObject();
    cJSON_AddItemToObject(results, "cookie_retention_1", retention(a, arm[0].back_1, b, arm[1].back_1));
    cJSON_AddItemToObject(results, "cookie_retention_7", retention(a, arm[0].back_7, b, arm[1].back_7));
    return results;
}
