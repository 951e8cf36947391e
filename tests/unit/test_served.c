/* test_served.c - the access lines of the log, each counted once whatever happens to the file; percentiles within a tenth. */
#include "place.h"

#include "core/base/file.h"
#include "domain/measure/served.h"

#include <math.h>
#include <stdio.h>

static void lines_of_others_count_for_nothing(void **state)
{
    (void)state;
    int64_t hour, microseconds;
    char program[24];
    int status;
    const char *good = "{\"time\":\"2026-11-21T01:18:41Z\",\"level\":\"access\",\"program\":\"learner\",\"request\":\"f1\",\"method\":\"POST\",\"path\":\"/signin\",\"status\":303,\"us\":145862,\"queries\":19,\"user\":1}\n";
    assert_true(served_read_line(good, &hour, program, &status, &microseconds));
    assert_int_equal(hour, 498673); /* 20778 days and an hour */
    assert_string_equal(program, "learner");
    assert_int_equal(status, 303);
    assert_int_equal(microseconds, 145862);
    /* What stands in a path is quoted, and what stands last counts. */
    const char *sly = "{\"time\":\"2026-11-21T23:59:59Z\",\"level\":\"access\",\"program\":\"admin\",\"path\":\"/x,\\\"status\\\":599,\\\"us\\\":1\",\"status\":200,\"us\":7}\n";
    assert_true(served_read_line(sly, &hour, program, &status, &microseconds));
    assert_int_equal(status, 200);
    assert_int_equal(microseconds, 7);
    static const char *const others[] = {
        "", "\n", "{}", "learner: an assertion failed", "{\"time\":\"2026-11-21T01:18:41Z\",\"level\":\"error\",\"program\":\"learner\",\"status\":200,\"us\":7}",
        "{\"time\":\"2026-13-21T01:18:41Z\",\"level\":\"access\",\"program\":\"learner\",\"status\":200,\"us\":7}",
        "{\"time\":\"2026-11-21T25:18:41Z\",\"level\":\"access\",\"program\":\"learner\",\"status\":200,\"us\":7}",
        "{\"time\":\"2026-11-21T01:18:41Z\",\"level\":\"access\",\"program\":\"learner\",\"status\":20,\"us\":7}",
        "{\"time\":\"2026-11-21T01:18:41Z\",\"level\":\"access\",\"program\":\"learner\",\"status\":200,\"us\":-7}",
        "{\"time\":\"2026-11-21T01:18:41Z\",\"level\":\"access\",\"program\":\"learner\",\"status\":200}",
        "{\"time\":\"2026-11-21T01:18:41Z\",\"level\":\"access\",\"program\":\"a-name-of-more-than-its-room\",\"status\":200,\"us\":7}"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(served_read_line(others[i], &hour, program, &status, &microseconds));
}

static void write_log(struct place *place, const char *name, const char *mode, int lines, int status, int64_t microseconds)
{
    file_make_folder(config_data_path(place->arena, &place->config, "log"));
    FILE *file = fopen(config_data_path(place->arena, &place->config, name), mode);
    assert_non_null(file);
    for (int i = 0; i < lines; i++)
        fprintf(file, "{\"time\":\"2023-11-15T12:00:%02dZ\",\"level\":\"access\",\"program\":\"learner\",\"path\":\"/\",\"status\":%d,\"us\":%lld}\n", i % 60,
                status, (long long)microseconds);
    fclose(file);
}

static int64_t answers(struct place *place, int64_t *failed)
{
    struct served_report report;
    while (served_take(place->arena, &place->config, place->store, 1000) > 0)
        ;
    assert_true(served_read(place->arena, place->store, NOON / 3600 - 1, NOON / 3600 + 1, &report));
    *failed = report.all.failed;
    assert_int_equal(report.answers[1], report.all.answers);
    return report.all.answers;
}

static void every_line_counts_once(void **state)
{
    struct place *place = *state;
    int64_t failed;
    assert_int_equal(served_take(place->arena, &place->config, place->store, 1000), 0); /* no log at all */
    write_log(place, "log/nexus.log", "w", 70, 200, 900);
    assert_int_equal(answers(place, &failed), 70);
    assert_int_equal(answers(place, &failed), 70);
    write_log(place, "log/nexus.log", "a", 3, 500, 900);
    FILE *file = fopen(config_data_path(place->arena, &place->config, "log/nexus.log"), "a");
    fputs("{\"time\":\"2023-11-15T12:00:00Z\",\"level\":\"acc", file); /* half a line */
    fclose(file);
    assert_int_equal(answers(place, &failed), 73);
    assert_int_equal(failed, 3);
    file = fopen(config_data_path(place->arena, &place->config, "log/nexus.log"), "a");
    fputs("ess\",\"program\":\"admin\",\"status\":200,\"us\":5}\n", file); /* and the other half */
    fclose(file);
    assert_int_equal(answers(place, &failed), 74);
    /* Rotated while lines were still to be read, and a new file begun. */
    write_log(place, "log/nexus.log", "a", 5, 200, 900);
    rename(config_data_path(place->arena, &place->config, "log/nexus.log"), config_data_path(place->arena, &place->config, "log/nexus.log.1"));
    write_log(place, "log/nexus.log", "w", 11, 200, 900);
    assert_int_equal(answers(place, &failed), 90);
    /* Emptied in place, and something shorter written. */
    write_log(place, "log/nexus.log", "w", 2, 503, 900);
    assert_int_equal(answers(place, &failed), 92);
    assert_int_equal(failed, 5);
    assert_true(served_sweep(place->store, NOON + 91 * CLOCK_DAY));
    assert_int_equal(answers(place, &failed), 0);
}

static void percentiles_are_within_a_tenth(void **state)
{
    struct place *place = *state;
    struct served_report report;
    for (int i = 0; i < 100; i++) /* 1 to 100 milliseconds */
        write_log(place, "log/nexus.log", "a", 1, 200, (i + 1) * 1000);
    while (served_take(place->arena, &place->config, place->store, 1 << 20) > 0)
        ;
    assert_true(served_read(place->arena, place->store, NOON / 3600, NOON / 3600, &report));
    assert_true(fabs(report.programs[0].p50 / 50000 - 1) < 0.1);
    assert_true(fabs(report.all.p95 / 95000 - 1) < 0.1);
    assert_true(fabs(report.all.p99 / 99000 - 1) < 0.1);
    assert_true(fabs(report.p95[0] - report.all.p95) < 1e-9);
    for (int64_t time = 1; time < 100000000; time = time * 3 / 2 + 1) {
        int bucket = served_bucket(time);
        assert_true(served_bucket_start(bucket) <= (double)time * 1.000001 && served_bucket_start(bucket + 1) > (double)time);
    }
    assert_true(served_read(place->arena, place->store, 10, 11, &report));
    assert_true(report.count == 0 && isnan(report.all.p50) && isnan(report.p95[1]));
}

/* What a power cut leaves: a piece of zeros, and the log goes on behind it. */
static void zeros_in_the_log_keep_nothing_waiting(void **state)
{
    struct place *place = *state;
    int64_t failed;
    write_log(place, "log/nexus.log", "w", 10, 200, 900);
    FILE *file = fopen(config_data_path(place->arena, &place->config, "log/nexus.log"), "a");
    assert_non_null(file);
    fwrite("\0\0\0\0\0\0\0\0{\"time\n\0\n", 1, 17, file);
    fclose(file);
    write_log(place, "log/nexus.log", "a", 10, 500, 900);
    assert_int_equal(answers(place, &failed), 20);
    assert_int_equal(failed, 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_of_others_count_for_nothing),
        cmocka_unit_test_setup_teardown(every_line_counts_once, open_place, close_place),
        cmocka_unit_test_setup_teardown(zeros_in_the_log_keep_nothing_waiting, open_place, close_place),
        cmocka_unit_test_setup_teardown(percentiles_are_within_a_tenth, open_place, close_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
