/* routes.c - `nexus routes`: asks every page program for its table (--routes) and shows them as one. */
#include "core/base/config.h"
#include "core/base/json.h"
#include "core/base/process.h"
#include "core/base/text.h"
#include "programs/nexus/commands.h"
#include "core/web/route.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const page_programs[] = {"learner", "coach", "admin", "analytics"};

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

/* Needs no data folder: the build calls it. */
int command_routes(int argc, char **argv)
{
    struct arena *arena = arena_new();
    arena_own_json(arena);
    const char *folder = config_program_folder(arena);
    cJSON *rows = cJSON_CreateArray();
    for (size_t i = 0; i < sizeof page_programs / sizeof *page_programs; i++) {
        const char *path = arena_printf(arena, "%s/%s", folder, page_programs[i]);
        if (access(path, X_OK) == 0)
            add_program(arena, path, rows);
    }
    const cJSON *row;
    if (argc > 1 && text_equal(argv[1], "--openapi"))
        puts(json_write(arena, route_openapi(rows, "Nexus", "/")));
    else
        cJSON_ArrayForEach(row, rows) print_row(row);
    bool found = rows->child != NULL;
    arena_own_json(NULL);
    arena_free(arena);
    return found ? 0 : 1;
}
