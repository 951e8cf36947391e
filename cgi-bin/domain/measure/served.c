/* served.c - reading the log behind the last place, and percentiles from classes of times. See served.h. */
#include "domain/measure/served.h"

#include "core/base/clock.h"
#include "core/base/log.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUCKETS = 160, KINDS_MOST = 4096, LINE_MOST = 8192 };

int served_bucket(int64_t microseconds)
{
    int bucket = microseconds < 1 ? 0 : (int)floor(4 * log2((double)microseconds) + 1e-9);
    return bucket < BUCKETS ? bucket : BUCKETS - 1;
}

double served_bucket_start(int bucket)
{
    return exp2(bucket / 4.0);
}

/* The number behind the last `name` of the line: what the path says stands before it. */
static bool number_behind(const char *line, const char *name, int64_t *number)
{
    const char *found = NULL;
    for (const char *at = strstr(line, name); at != NULL; at = strstr(at + 1, name))
        found = at;
    char *end = NULL;
    if (found == NULL)
        return false;
    *number = strtoll(found + strlen(name), &end, 10);
    return end > found + strlen(name);
}

bool served_read_line(const char *line, int64_t *hour, char program[24], int *status, int64_t *microseconds)
{
    int year, month, day, hours, used = 0;
    int64_t code;
    if (sscanf(line, "{\"time\":\"%4d-%2d-%2dT%2d:%*2d:%*2dZ\",\"level\":\"access\",\"program\":\"%23[a-z]\"%n", &year, &month, &day,
               &hours, program, &used) != 5 ||
        used == 0 || month < 1 || month > 12 || day < 1 || day > 31 || hours < 0 || hours > 23)
        return false;
    if (!number_behind(line, ",\"status\":", &code) || !number_behind(line, ",\"us\":", microseconds) || code < 100 || code > 599 ||
        *microseconds < 0)
        return false;
    *hour = clock_day_of(year, month, day) * 24 + hours;
    *status = (int)code;
    return true;
}

/* ---- taking ---- */

struct kind {
    int64_t hour, answers, failed;
    char program[24];
    int bucket;
};

struct taking {
    struct kind *kinds;
    int count;
};

static void count_line(struct taking *taking, const char *line)
{
    struct kind kind = {.answers = 1};
    int64_t microseconds;
    int status;
    if (!served_read_line(line, &kind.hour, kind.program, &status, &microseconds))
        return;
    kind.bucket = served_bucket(microseconds);
    kind.failed = status >= 500;
    for (int i = taking->count; i-- > 0;) {
        struct kind *known = &taking->kinds[i];
        if (known->hour == kind.hour && known->bucket == kind.bucket && strcmp(known->program, kind.program) == 0) {
            known->answers++;
            known->failed += kind.failed;
            return;
        }
    }
    taking->kinds[taking->count++] = kind;
}

/* Counts whole lines from `offset` on; gives where the last one ended. Stops when the kinds are full: the next call goes on. A power cut
 * may leave zeros in a file: a line's length is what was read, not where its text ends. */
static int64_t count_file(struct taking *taking, int descriptor, int64_t offset, int64_t most)
{
    FILE *file = fdopen(descriptor, "r");
    char *line = NULL;
    size_t room = 0;
    int64_t end = offset;
    if (file == NULL || fseeko(file, offset, SEEK_SET) != 0) {
        file == NULL ? close(descriptor) : fclose(file);
        return offset;
    }
    while (end - offset < most && taking->count < KINDS_MOST) {
        ssize_t length = getline(&line, &room, file);
        if (length <= 0 || (line[length - 1] != '\n' && length < LINE_MOST))
            break; /* being written */
        end += length;
        count_line(taking, line);
    }
    free(line);
    fclose(file);
    return end;
}

static bool store_kinds(struct db *rollup, const struct taking *taking, int64_t file, int64_t offset)
{
    if (db_begin_write(rollup) != DB_OK)
        return false;
    bool good = db_change(rollup,
                          "INSERT INTO log_read (name, file, offset) VALUES ('nexus', ?1, ?2) ON CONFLICT (name) DO UPDATE SET"
                          " file = excluded.file, offset = excluded.offset",
                          file, offset) == DB_OK;
    for (int i = 0; good && i < taking->count; i++) {
        const struct kind *kind = &taking->kinds[i];
        good = db_change(rollup,
                         "INSERT INTO served (hour, program, bucket, answers, failed) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (hour, program,"
                         " bucket) DO UPDATE SET answers = served.answers + excluded.answers, failed = served.failed + excluded.failed",
                         kind->hour, kind->program, kind->bucket, kind->answers, kind->failed) == DB_OK;
    }
    return db_end(rollup, good) == DB_OK && good;
}

/* The file that was being read: the log, or, when it was renamed since, what it is called now. -1: gone. */
static int open_known(struct arena *arena, const struct config *config, int64_t known, struct stat *facts)
{
    static const char *const names[] = {"log/nexus.log", "log/nexus.log.1"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        int descriptor = open(config_data_path(arena, config, names[i]), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        if (descriptor >= 0 && fstat(descriptor, facts) == 0 && S_ISREG(facts->st_mode) && (int64_t)facts->st_ino == known)
            return descriptor;
        if (descriptor >= 0)
            close(descriptor);
    }
    return -1;
}

static int open_log(struct arena *arena, const struct config *config, struct stat *facts)
{
    int descriptor = open(config_data_path(arena, config, "log/nexus.log"), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (descriptor >= 0 && (fstat(descriptor, facts) != 0 || !S_ISREG(facts->st_mode))) {
        close(descriptor);
        return -1;
    }
    return descriptor;
}

int64_t served_take(struct arena *arena, const struct config *config, struct store *store, int64_t most)
{
    struct db *rollup = store_rollup(store);
    struct stat facts = {0};
    int64_t offset = db_integer(rollup, 0, "SELECT offset FROM log_read WHERE name = 'nexus'");
    int64_t known = db_integer(rollup, 0, "SELECT file FROM log_read WHERE name = 'nexus'");
    int descriptor = open_known(arena, config, known, &facts);
    if (descriptor >= 0 && facts.st_size == offset) { /* read to its end: is there a newer one? */
        struct stat newer = {0};
        int other = open_log(arena, config, &newer);
        if (other >= 0 && newer.st_ino != facts.st_ino) {
            close(descriptor);
            descriptor = other;
            facts = newer;
            offset = 0;
        } else if (other >= 0)
            close(other);
    } else if (descriptor < 0 || facts.st_size < offset) { /* gone, or emptied in place */
        if (descriptor < 0)
            descriptor = open_log(arena, config, &facts);
        offset = 0;
    }
    if (descriptor < 0)
        return 0; /* hosting that has no log of ours */
    struct taking taking = {.kinds = arena_alloc_raw(arena, KINDS_MOST * sizeof *taking.kinds)};
    int64_t end = count_file(&taking, descriptor, offset, most);
    if (end == offset && (int64_t)facts.st_ino == known)
        return 0;
    return store_kinds(rollup, &taking, (int64_t)facts.st_ino, end) ? end - offset : -1;
}

bool served_sweep(struct store *store, int64_t now)
{
    struct db *rollup = store_rollup(store);
    if (db_begin_write(rollup) != DB_OK)
        return false;
    db_change(rollup, "DELETE FROM served WHERE hour < ?1", now / CLOCK_HOUR - SERVED_DAYS_KEPT * 24);
    return db_end(rollup, true) == DB_OK;
}

/* ---- asking ---- */

/* The time that a share of the answers did not exceed, between the ends of its class. */
static double percentile(const int64_t *counts, double share)
{
    int64_t all = 0, below = 0;
    for (int i = 0; i < BUCKETS; i++)
        all += counts[i];
    double wanted = share * (double)all;
    for (int i = 0; i < BUCKETS; below += counts[i++])
        if (counts[i] > 0 && (double)(below + counts[i]) >= wanted) {
            double part = (wanted - (double)below) / (double)counts[i];
            return served_bucket_start(i) + part * (served_bucket_start(i + 1) - served_bucket_start(i));
        }
    return NAN;
}

struct tally {
    int64_t counts[SERVED_PROGRAMS_MOST][BUCKETS], all[BUCKETS];
};

static int program_of(struct arena *arena, struct served_report *report, const char *name)
{
    for (int i = 0; i < report->count; i++)
        if (strcmp(report->programs[i].program, name) == 0)
            return i;
    if (report->count == SERVED_PROGRAMS_MOST)
        return -1;
    report->programs[report->count] = (struct served){.program = arena_strdup(arena, name)};
    return report->count++;
}

static void add_times(struct served *served, const int64_t *counts)
{
    served->p50 = percentile(counts, 0.5);
    served->p95 = percentile(counts, 0.95);
    served->p99 = percentile(counts, 0.99);
}

bool served_read(struct arena *arena, struct store *store, int64_t from, int64_t to, struct served_report *report)
{
    struct db *rollup = store_rollup(store);
    struct tally *tally = arena_alloc(arena, sizeof *tally);
    size_t hours = (size_t)(to - from + 1);
    int64_t(*by_hour)[BUCKETS] = arena_alloc(arena, hours * sizeof *by_hour);
    *report = (struct served_report){.hours = (int64_t)hours, .all = {.program = ""}};
    report->answers = arena_alloc(arena, hours * sizeof *report->answers);
    report->failed = arena_alloc(arena, hours * sizeof *report->failed);
    report->p95 = arena_alloc(arena, hours * sizeof *report->p95);
    struct db_steps *row = db_steps(
        rollup, "SELECT hour, program, bucket, answers, failed FROM served WHERE hour BETWEEN ?1 AND ?2 ORDER BY program", from, to);
    while (db_steps_next(row)) {
        int program = program_of(arena, report, db_step_text(row, 1)), bucket = (int)db_step_integer(row, 2);
        int64_t hour = db_step_integer(row, 0) - from, answers = db_step_integer(row, 3), failed = db_step_integer(row, 4);
        if (program < 0 || bucket < 0 || bucket >= BUCKETS)
            continue;
        tally->counts[program][bucket] += answers;
        tally->all[bucket] += answers;
        by_hour[hour][bucket] += answers;
        report->programs[program].answers += answers;
        report->programs[program].failed += failed;
        report->all.answers += answers;
        report->all.failed += failed;
        report->answers[hour] += answers;
        report->failed[hour] += failed;
    }
    for (int i = 0; i < report->count; i++)
        add_times(&report->programs[i], tally->counts[i]);
    add_times(&report->all, tally->all);
    for (size_t i = 0; i < hours; i++)
        report->p95[i] = percentile(by_hour[i], 0.95);
    return db_failed(rollup) == DB_OK;
}
