/* routes.c - `nexus routes`: asks every page program for its table (--routes) and shows them as one. */
#include "core/base/json.h"
#include "core/base/process.h"
#include "core/base/text.h"
#include "programs/nexus/commands.h"
#include "programs/nexus/installation.h"
#include "core/web/route.h"

#include <stdio.h>
#include <string.h>

static const char *const page_programs[] = {"learner", "coach", "teach", "admin", "api"};

static void add_program(struct arena *arena, const char *path, cJSON *rows)
{
    char *said = NULL;
    const char *problem = NULL;
    if (process_run(arena, (const char *const[]){path, "--routes", NULL}, NULL, 10, &said) != 0)
        return;
    const cJSON *list = json_read(arena, said, strlen(said), &problem), *row;
    cJSON_ArrayForEach(row, list) cJSON_AddItemToArray(rows, cJSON_Duplicate(row, true));
}

static void print_row(const cJSON *row)
{
    printf("%-6s %-44s %-10s %-8s %s\n", json_string(row, "method", ""), json_string(row, "path", ""),
           json_string(row, "who", ""), json_string(row, "program", ""), json_string(row, "help", ""));
}

int command_routes(int argc, char **argv)
{
    struct arena *arena = arena_new();
    arena_own_json(arena);
    const struct config *config = installation_open(arena, false);
    cJSON *rows = cJSON_CreateArray();
    for (size_t i = 0; config != NULL && i < sizeof page_programs / sizeof *page_programs; i++) {
        const char *path = installation_program(arena, config, page_programs[i]);
        if (path != NULL)
            add_program(arena, path, rows);
    }
    const cJSON *row;
    if (config != NULL && argc > 1 && text_equal(argv[1], "--openapi"))
        puts(json_write(arena, route_openapi(rows, config->site_name, config->base_url)));
    else
        cJSON_ArrayForEach(row, rows) print_row(row);
    arena_own_json(NULL);
    arena_free(arena);
    return config != NULL ? 0 : 1;
}
