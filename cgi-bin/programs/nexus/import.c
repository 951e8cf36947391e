/* import.c - `nexus import`: histories from elsewhere. A command of main.c; each kind is a file of this folder. */
#include "programs/nexus/import.h"

#include "programs/nexus/commands.h"
#include "programs/nexus/installation.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    int (*run)(struct import *import, int count, char **words);
    const char *arguments, *help;
} kinds[] = {
    {"events", import_events, "FILE [OPTIONS]", "events as CSV with a heading or lines of JSON (.jsonl), .gz or not"},
    {"oulad", import_oulad, "FOLDER", "courses, learners and clicks from the Open University's seven CSV files"},
};

static const char options[] =
    "  --time=COLUMN --name=COLUMN ...  which column is which: time name user visitor course lesson device country page referrer\n"
    "                                   properties key; a column of such a name needs no option\n"
    "  --zone=Europe/Berlin             of times that name no zone (UTC)\n"
    "  --rest                           all other columns go into the properties\n"
    "  --ids                            a number as user, course or lesson is this academy's own\n"
    "  --create                         unknown people get an account without password; else they are pseudonyms, counted as visitors\n"
    "  --report=FILE                    every refused line, and why\n"
    "Times: seconds, milliseconds or microseconds since 1970, or 2026-03-01T12:30:00+02:00 and less. Exit status 3: some were refused.\n"
    "Begun again with the same file it goes on where it ended; nothing is stored twice.\n";

static int usage(void)
{
    fputs("Usage:\n", stderr);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        fprintf(stderr, "  nexus import %-7s %-16s %s\n", kinds[i].name, kinds[i].arguments, kinds[i].help);
    fprintf(stderr, "\nOptions of events:\n%s", options);
    return 2;
}

static int run(int (*kind)(struct import *import, int count, char **words), int count, char **words)
{
    struct arena *arena = arena_new();
    struct import import = {.arena = arena, .config = installation_open(arena, false)};
    import.db = import.config == NULL ? NULL : installation_database(arena, import.config);
    import.store = import.db == NULL ? NULL : store_open(arena, import.config, true);
    int code = import.store == NULL ? 1 : kind(&import, count, words);
    if (import.store != NULL)
        store_checkpoint(import.store);
    store_close(import.store);
    db_close(import.db);
    arena_free(arena);
    return code;
}

int command_import(int argc, char **argv)
{
    for (size_t i = 0; argc > 2 && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].name, argv[1]) == 0)
            return run(kinds[i].run, argc - 2, argv + 2);
    return usage();
}
