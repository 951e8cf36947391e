/* events.c - `nexus events`: the event store for the operator. While the academy runs, too: the worker waits where it must.
 *
 * A command of main.c. Writing events out is in events_export.c. */
#include "programs/nexus/events.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "domain/measure/collect.h"
#include "domain/measure/fold.h"
#include "domain/measure/keep.h"
#include "domain/measure/spool.h"
#include "programs/nexus/commands.h"
#include "programs/nexus/installation.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { KILOBYTE = 1024, FOLD_AT_ONCE = 1000000, DAYS_AT_ONCE = 5 };

static int status(struct events_command *command)
{
    const cJSON *month, *state = keep_status(command->store);
    cJSON_ArrayForEach(month, json_member(state, "months"))
    {
        long long events = json_integer(month, "events", 0), folded = json_integer(month, "folded", 0);
        printf("%s  %11lld events %9lld kB", json_string(month, "month", ""), events, (long long)json_integer(month, "bytes", 0) / KILOBYTE);
        if (json_integer(month, "bytes", 0) == 0)
            printf("  no file any more; its days stay in the roll-ups");
        else if (!json_bool(month, "whole", false))
            printf("  only what came after the file was moved away");
        printf(folded < events ? "  %lld not in the roll-ups yet\n" : "\n", events - folded);
    }
    int64_t newest = json_integer(state, "newest", 0);
    printf("roll-ups %11lld events %9lld kB; %s%s; %lld days to be made\n", (long long)json_integer(state, "packed", 0),
           (long long)json_integer(state, "bytes", 0) / KILOBYTE, newest == 0 ? "nothing" : "up to the hour before ",
           newest == 0 ? "" : clock_stamp(command->arena, newest), (long long)json_integer(state, "dirty", 0));
    printf("spool    %lld bytes wait for the worker\n", (long long)spool_waiting(command->arena, command->config));
    return 0;
}

bool events_fold(struct store *store, const char *zone)
{
    bool watched = isatty(STDERR_FILENO) == 1;
    int64_t folded = 0, made = 0, more;
    while ((more = fold_events(store, zone, FOLD_AT_ONCE)) > 0) {
        folded += more;
        if (watched)
            fprintf(stderr, "\r%lld events in the roll-ups ", (long long)folded);
    }
    int64_t days = more;
    while (days == 0 && (more = fold_days(store, zone, DAYS_AT_ONCE)) != 0) {
        days = more < 0 ? more : 0;
        made += more;
        if (watched)
            fprintf(stderr, "\r%lld events in the roll-ups, %lld days made ", (long long)folded, (long long)made);
    }
    if (watched)
        fputc('\n', stderr);
    if (*store_refused(store) != '\0')
        fprintf(stderr, "nexus: the events of %s can't be read to their end; the reason is above.\n", store_refused(store));
    return days == 0 && *store_refused(store) == '\0';
}

static int rebuild(struct events_command *command)
{
    int lost = keep_lost(command->store);
    bool without = command->count == 1 && strcmp(command->words[0], "--without-lost-months") == 0;
    if (lost > 0 && !without) {
        fprintf(stderr, "nexus: %d months are in the roll-ups that no file has whole and sound any more (nexus events status): their days could "
                        "not be made again.\nPut their files back, or give them up: nexus events rebuild --without-lost-months\n", lost);
        return 1;
    }
    bool done = fold_forget(command->store) && events_fold(command->store, command->zone);
    store_checkpoint(command->store);
    done ? puts("The roll-ups are made again.") : fputs("nexus: the roll-ups could not be made; the reason is above.\n", stderr);
    return done ? 0 : 1;
}

static bool is_month(const char *text)
{
    int64_t day;
    char first[16];
    snprintf(first, sizeof first, "%s-01", text);
    return strlen(text) == STORE_MONTH_BYTES - 1 && clock_day_read(first, &day);
}

static int move(struct events_command *command, const char *folder)
{
    const char *month = command->words[0], *problem = NULL;
    if (!is_month(month)) {
        fprintf(stderr, "nexus: a month is written like 2026-01, not \"%s\".\n", month);
        return 2;
    }
    if (folder != NULL && access(folder, W_OK | X_OK) != 0) {
        fprintf(stderr, "nexus: %s is no folder that can be written to.\n", folder);
        return 1;
    }
    if (!keep_move(command->store, command->zone, month, folder, &problem)) {
        fprintf(stderr, "nexus: %s stays where it is: %s.\n", month, problem);
        return 1;
    }
    printf(folder == NULL ? "%s is deleted; its days stay in the roll-ups.\n" : "%s is moved to %s; its days stay in the roll-ups.\n"
           "People who are erased from now on are not taken out of that file.\n", month, folder);
    return 0;
}

static int archive(struct events_command *command)
{
    return move(command, command->words[1]);
}

static int drop(struct events_command *command)
{
    return move(command, NULL);
}

static const struct {
    const char *name;
    int (*run)(struct events_command *command);
    int least, most; /* words behind the name */
    const char *arguments, *help;
} verbs[] = {
    {"status", status, 0, 0, "", "each month's events, what waits, what is not in the reports yet"},
    {"rebuild", rebuild, 0, 1, "[--without-lost-months]", "make all roll-ups again from the months"},
    {"archive", archive, 2, 2, "YYYY-MM FOLDER", "move a month's file away; the roll-ups stay"},
    {"drop", drop, 1, 1, "YYYY-MM", "delete a month's file; the roll-ups stay"},
    {"export", events_export, 3, 3, "FROM TO FILE.jsonl.gz", "write the events of days (YYYY-MM-DD, both included) as JSON lines"},
};

static int usage(void)
{
    fputs("Usage:\n", stderr);
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        fprintf(stderr, "  nexus events %-8s %-24s %s\n", verbs[i].name, verbs[i].arguments, verbs[i].help);
    return 2;
}

static int run(int (*verb)(struct events_command *command), int count, char **words)
{
    struct arena *arena = arena_new();
    const struct config *config = installation_open(arena, false);
    struct events_command command = {.arena = arena, .config = config, .words = words, .count = count};
    int code = 1;
    command.store = config == NULL ? NULL : store_open(arena, config, true);
    if (command.store != NULL) {
        command.zone = collect_zone(config);
        arena_own_json(arena);
        code = verb(&command);
        arena_own_json(NULL);
    }
    store_close(command.store);
    arena_free(arena);
    return code;
}

int command_events(int argc, char **argv)
{
    for (size_t i = 0; argc > 1 && i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(verbs[i].name, argv[1]) == 0 && argc - 2 >= verbs[i].least && argc - 2 <= verbs[i].most)
            return run(verbs[i].run, argc - 2, argv + 2);
    return usage();
}
