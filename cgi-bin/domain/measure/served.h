/* served.h - how long answers take and how many fail, from the access lines that every program writes into the log.
 *
 * The worker reads the log (served_take); the page of the system's health asks (served_read). Times are counted in classes, four to
 * a doubling, so that a percentile is within a tenth of the true one. */
#ifndef NEXUS_SERVED_H
#define NEXUS_SERVED_H

#include "domain/measure/store.h"

enum { SERVED_PROGRAMS_MOST = 12, SERVED_DAYS_KEPT = 90 };

/* Counts the lines that were written since the last call, at most `most` bytes of them; a file that was renamed by rotation
 * (nexus.log.1) is read to its end first. Each line counts once, also when this is killed between. Gives bytes read, 0 when there is
 * nothing new, -1 on failure (logged). */
int64_t served_take(struct arena *arena, const struct config *config, struct store *store, int64_t most);

/* Forgets what is older than SERVED_DAYS_KEPT days. */
bool served_sweep(struct store *store, int64_t now);

struct served {
    const char *program;
    int64_t answers, failed;
    double p50, p95, p99; /* microseconds; NAN without answers */
};

/* Hours `from` to `to` (since 1970, both in), program by program in order of their names, the last entry `all` of them together. */
struct served_report {
    struct served programs[SERVED_PROGRAMS_MOST], all;
    int count;
    int64_t *answers, *failed; /* by hour */
    double *p95;               /* by hour; NAN without answers */
    int64_t hours;
};
bool served_read(struct arena *arena, struct store *store, int64_t from, int64_t to, struct served_report *report);

/* The class of a time, and its lower end: class n is from 2^(n/4) to 2^((n+1)/4) microseconds. */
int served_bucket(int64_t microseconds);
double served_bucket_start(int bucket);

/* What an access line says; false for any other line. `program` is at most 23 bytes and a NUL. */
bool served_read_line(const char *line, int64_t *hour, char program[24], int *status, int64_t *microseconds);

#endif
