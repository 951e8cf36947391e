/* course.c - `nexus course import PATH... [--publish]`, `nexus course export SLUG FOLDER`, `nexus course list`.
 *
 * A command of main.c. An import prints what it took, line by line; unchanged things only as a number. */
#include "programs/nexus/commands.h"
#include "programs/nexus/installation.h"

#include "core/base/json.h"
#include "domain/catalog/export.h"
#include "domain/catalog/import.h"

#include <stdio.h>
#include <string.h>

static void print_line(const struct import_line *line)
{
    if (line->change == IMPORT_UNCHANGED)
        return;
    printf("%-8s ", import_change_name(line->change));
    if (*line->path != '\0')
        printf(line->line > 0 ? "%s:%d: " : "%s: ", line->path, line->line);
    puts(line->text);
}

static void print_report(const char *path, const struct import_report *report)
{
    for (const struct import_line *line = report->first; line != NULL; line = line->next)
        print_line(line);
    printf("%s: ", report->course_id == 0 ? path : report->slug);
    for (int i = 0; i < IMPORT_CHANGES; i++)
        printf("%s%u %s", i == 0 ? "" : ", ", report->counts[i], import_change_name((enum import_change)i));
    printf(report->course_id == 0 ? "; nothing was stored\n" : "\n");
}

/* 0 when all was taken, 1 when something was refused, 2 when a course was not stored. */
static int import_all(const struct config *config, struct db *db, int count, char **paths, bool publish)
{
    int worst = 0;
    for (int i = 0; i < count; i++) {
        if (paths[i][0] == '-')
            continue;
        struct arena *arena = arena_new();
        struct import_report report = {.publish = publish};
        bool stored = import_course(arena, db, config, paths[i], &report);
        print_report(paths[i], &report);
        int outcome = !stored ? 2 : report.counts[IMPORT_REFUSED] > 0;
        worst = outcome > worst ? outcome : worst;
        arena_own_json(NULL);
        arena_free(arena);
    }
    return worst;
}

static int list(struct arena *arena, struct db *db)
{
    arena_own_json(arena);
    const cJSON *row, *rows = export_summaries(db);
    cJSON_ArrayForEach(row, rows)
        printf("%-36s %-9s %-6s %3d lessons %5d learners  %s\n", json_string(row, "slug", ""), json_string(row, "state", ""),
               json_string(row, "kind", ""), (int)json_integer(row, "lessons", 0), (int)json_integer(row, "learners", 0),
               json_string(row, "title", ""));
    arena_own_json(NULL);
    return 0;
}

static int export(struct arena *arena, struct db *db, const struct config *config, const char *slug, const char *folder)
{
    const char *problem = NULL;
    if (export_course(arena, db, config, slug, folder, &problem)) {
        printf("%s is written to %s.\n", slug, folder);
        return 0;
    }
    fprintf(stderr, "nexus: %s\n", problem);
    return 1;
}

static int usage(void)
{
    fputs("Usage: nexus course import PATH... [--publish]\n"
          "       nexus course export SLUG FOLDER\n"
          "       nexus course list\n", stderr);
    return 2;
}

int command_course(int argc, char **argv)
{
    const char *verb = argc > 1 ? argv[1] : "";
    bool importing = strcmp(verb, "import") == 0 && argc > 2, exporting = strcmp(verb, "export") == 0 && argc == 4;
    bool publish = false;
    if (!importing && !exporting && strcmp(verb, "list") != 0)
        return usage();
    for (int i = 2; i < argc; i++) {
        publish = publish || strcmp(argv[i], "--publish") == 0;
        if (argv[i][0] == '-' && !(importing && strcmp(argv[i], "--publish") == 0))
            return usage();
    }
    struct arena *arena = arena_new();
    const struct config *config = installation_open(arena, importing);
    struct db *db = config == NULL ? NULL : installation_database(arena, config);
    int code = db == NULL   ? 1
               : importing ? import_all(config, db, argc - 2, argv + 2, publish)
               : exporting ? export(arena, db, config, argv[2], argv[3])
                           : list(arena, db);
    db_close(db);
    arena_free(arena);
    return code;
}
