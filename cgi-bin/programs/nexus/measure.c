/* measure.c - `nexus measure METHOD FOLDER`: the methods of the analytics on labelled sets, so that anyone can compare their
 * numbers with those of other programs. `make measure-eval` does.
 *
 * A command of main.c; the methods are the measure_*.c files of this folder. */
#include "programs/nexus/measure.h"

#include "programs/nexus/commands.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    cJSON *(*run)(struct arena *arena, const char *folder); /* one of the two */
    bool (*predict)(const char *path);
    const char *help;
} methods[] = {
    {"stats", measure_stats, NULL, "tests, intervals, sample sizes on two experiments (cookie_cats.csv.gz, star_kindergarten.csv.gz)"},
    {"forecast", NULL, measure_forecast, "of a FILE of series (id,period,horizon,values): what comes next, as CSV"},
    {"anomaly", NULL, measure_anomaly, "of a FILE of series (series,i,value): how surprising each value is, as CSV"},
};

static int usage(void)
{
    fputs("Usage: nexus measure METHOD FOLDER|FILE    results as JSON, predictions as CSV\n\n", stderr);
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        fprintf(stderr, "  %-9s %s\n", methods[i].name, methods[i].help);
    return 2;
}

int command_measure(int argc, char **argv)
{
    for (size_t i = 0; argc == 3 && i < sizeof methods / sizeof *methods; i++) {
        if (strcmp(methods[i].name, argv[1]) != 0)
            continue;
        if (methods[i].predict != NULL)
            return !methods[i].predict(argv[2]);
        struct arena *arena = arena_new();
        arena_own_json(arena);
        const cJSON *results = methods[i].run(arena, argv[2]);
        if (results != NULL)
            puts(cJSON_Print(results));
        arena_own_json(NULL);
        arena_free(arena);
        return results == NULL;
    }
    return usage();
}
