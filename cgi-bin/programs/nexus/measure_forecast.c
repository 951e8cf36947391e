/* measure_forecast.c - `nexus measure forecast FILE`: every series of a CSV file (id, period, horizon, values separated by spaces; NA
 * is a missing one) forecast by the analytics' method. Prints CSV: id, values. */
#include "programs/nexus/measure.h"
#include "programs/nexus/measure_data.h"

#include "core/base/text.h"
#include "domain/measure/forecast.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VALUES_MOST = 20000 };
enum { ID, PERIOD, HORIZON, VALUES };

/* The numbers of a cell; 0: there are none, or something else is in it. */
static size_t read_values(const char *at, double *y)
{
    size_t count = 0;
    for (; *at != '\0' && count < VALUES_MOST; at += strspn(at, " ")) {
        char *end = NULL;
        bool missing = strncmp(at, "NA", 2) == 0;
        y[count++] = missing ? NAN : strtod(at, &end);
        at = missing ? at + 2 : end;
        if (!missing && (end == NULL || (*end != ' ' && *end != '\0')))
            return 0;
    }
    return *at == '\0' ? count : 0;
}

static bool forecast_row(void *into, const char *const *cell)
{
    static double y[VALUES_MOST];
    double point[FORECAST_HORIZON_MOST];
    int64_t period, horizon;
    size_t n = read_values(cell[VALUES], y);
    if (n == 0 || !text_integer(cell[PERIOD], 1, VALUES_MOST, &period) || !text_integer(cell[HORIZON], 1, FORECAST_HORIZON_MOST, &horizon))
        return false;
    struct arena *arena = arena_new();
    bool made = forecast_points(arena, y, n, (size_t)period, (size_t)horizon, point);
    printf("%s,", cell[ID]);
    for (int64_t h = 0; h < horizon && made; h++)
        printf("%s%.9g", h > 0 ? " " : "", point[h]);
    putchar('\n');
    arena_free(arena);
    if (++*(int *)into % 100 == 0)
        fprintf(stderr, "forecast: %d series\n", *(int *)into);
    return true;
}

bool measure_forecast(const char *path)
{
    static const char *const name[] = {"id", "period", "horizon", "values", NULL};
    int count = 0;
    puts("id,values");
    return measure_read_rows(path, name, forecast_row, &count);
}
