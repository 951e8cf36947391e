/* import_events.c - `nexus import events FILE`: events that another program recorded. What is imported is known by the file's
 * content: begun again, after whatever, it goes on where it ended. Called by import.c. */
#include "programs/nexus/import.h"

#include "core/base/clock.h"
#include "core/base/text.h"
#include "domain/measure/collect.h"
#include "programs/nexus/events.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SHOWN_MOST = 20, HASH_BYTES = 16, ROWS_A_PIECE = 20000, ROWS_A_LOOK = 1000 };

struct task {
    const char *path, *report_path;
    struct import_columns columns;
    struct bulk_rules rules;
    FILE *report;
    int64_t refused;
};

/* ---- words ---- */

static bool take_option(struct task *task, const char *word)
{
    const char *equal = strchr(word, '=');
    if (strcmp(word, "--ids") == 0)
        return task->rules.ids = true;
    if (strcmp(word, "--create") == 0)
        return task->rules.create = true;
    if (strcmp(word, "--rest") == 0)
        return task->columns.rest = true;
    if (equal == NULL)
        return false;
    if (text_starts(word, "--report="))
        return *(task->report_path = equal + 1) != '\0';
    if (text_starts(word, "--zone="))
        return clock_zone_known(task->rules.zone = equal + 1);
    for (int field = 0; field < BULK_FIELDS; field++)
        if (strncmp(word + 2, bulk_field_names[field], (size_t)(equal - word) - 2) == 0 &&
            strlen(bulk_field_names[field]) == (size_t)(equal - word) - 2)
            return *(task->columns.names[field] = equal + 1) != '\0';
    return false;
}

static bool take_words(struct task *task, int count, char **words)
{
    for (int i = 0; i < count; i++) {
        bool option = text_starts(words[i], "--");
        if (option ? !take_option(task, words[i]) : task->path != NULL) {
            fprintf(stderr, "nexus: \"%s\" is not understood; `nexus import` lists the options.\n", words[i]);
            return false;
        }
        if (!option)
            task->path = words[i];
    }
    return task->path != NULL;
}

/* ---- the file's name in the store ---- */

static const char *source_of(struct arena *arena, const char *path)
{
    unsigned char hash[HASH_BYTES], buffer[65536];
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = -1;
    while (descriptor >= 0 && (got = read(descriptor, buffer, sizeof buffer)) > 0)
        crypto_generichash_update(&state, buffer, (unsigned long long)got);
    if (descriptor >= 0)
        close(descriptor);
    crypto_generichash_final(&state, hash, sizeof hash);
    return got < 0 ? NULL : arena_printf(arena, "file %s", text_hex(arena, hash, sizeof hash));
}

/* ---- rows ---- */

static void refuse(struct task *task, int64_t line, const char *why)
{
    if (task->refused++ < SHOWN_MOST) {
        import_progress_end();
        fprintf(stderr, "%s:%lld: %s\n", task->path, (long long)line, why);
    }
    if (task->report != NULL)
        fprintf(task->report, "%lld\t%s\n", (long long)line, why);
}

/* Gives the last line that was read; -1 when it could not be finished. */
static int64_t take_rows(struct task *task, struct bulk *bulk, struct import_file *file)
{
    int64_t done = bulk_done(bulk), last = done, rows = 0;
    struct import_row row;
    int result;
    while ((result = import_file_next(file, bulk_arena(bulk), done, &row)) != 0) {
        if (result == -2) {
            fprintf(stderr, "nexus: %s can't be read behind line %lld.\n", task->path, (long long)last);
            return -1;
        }
        const char *why = result < 0 ? row.problem : bulk_take(bulk, row.line, row.fields, row.extras, row.extra_count);
        if (why != NULL)
            refuse(task, row.line, why);
        if (bulk_failed(bulk))
            return -1;
        last = row.line;
        if (++rows % ROWS_A_PIECE == 0 && !bulk_flush(bulk, last)) /* what refused rows needed goes, too */
            return -1;
        if (rows % ROWS_A_LOOK == 0)
            import_progress(task->path, rows, import_file_part(file));
    }
    return last;
}

static void tell(const struct task *task, const struct bulk_counts *counts, int64_t done)
{
    if (done > 0)
        printf("Up to line %lld it had been imported before.\n", (long long)done);
    printf("%lld events are new; %lld rows were taken, %lld refused.\n", (long long)counts->stored, (long long)counts->rows,
           (long long)task->refused);
    printf("People: %lld known here, %lld accounts made, %lld pseudonyms (counted as visitors; the same text is the same number).\n",
           (long long)counts->found, (long long)counts->created, (long long)counts->pseudonyms);
    if (counts->unplaced > 0)
        printf("%lld events name a course or lesson that is not here: it is kept in their properties.\n", (long long)counts->unplaced);
    if (task->refused > SHOWN_MOST && task->report == NULL)
        printf("Only the first %d refusals are shown: --report=FILE writes all.\n", SHOWN_MOST);
}

static int run(struct import *import, struct task *task)
{
    const char *source = source_of(import->arena, task->path);
    struct import_file *file = source == NULL ? NULL : import_file_open(import->arena, task->path, &task->columns);
    if (source == NULL)
        fprintf(stderr, "nexus: %s can't be read: %s.\n", task->path, strerror(errno));
    if (file == NULL)
        return 1;
    struct bulk *bulk = bulk_open(import->config, import->db, import->store, source, &task->rules);
    int64_t done = bulk_done(bulk), last = take_rows(task, bulk, file);
    bool good = last >= 0 && bulk_flush(bulk, last);
    import_progress_end();
    struct bulk_counts counts = bulk_counts(bulk);
    bulk_close(bulk);
    import_file_close(file);
    db_use_arena(import->db, import->arena);
    store_use_arena(import->store, import->arena);
    good = good && events_fold(import->store, collect_zone(import->config));
    if (good)
        tell(task, &counts, done);
    else
        fputs("nexus: the import was not finished; begin it again, it goes on where it ended.\n", stderr);
    return !good ? 1 : task->refused > 0 ? 3 : 0;
}

int import_events(struct import *import, int count, char **words)
{
    struct task task = {.rules = {.zone = "UTC"}};
    if (!take_words(&task, count, words))
        return 2;
    if (task.report_path != NULL && (task.report = fopen(task.report_path, "we")) == NULL) {
        fprintf(stderr, "nexus: %s can't be written: %s.\n", task.report_path, strerror(errno));
        return 1;
    }
    int code = run(import, &task);
    if (task.report != NULL)
        fclose(task.report);
    return code;
}
