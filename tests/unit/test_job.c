/* test_job.c - the queue of background work: what is due, also after the clock was set back. */
#include "fixture.h"

#include "core/base/json.h"
#include "domain/operate/job.h"

enum { NOW = 1700000000, YEAR = 365 * 86400 };

static void nothing(struct db *db)
{
    (void)db;
}

static int open_all(void **state)
{
    *state = fixture_open(nothing);
    return 0;
}

static int64_t claim(struct db *db, int64_t now)
{
    return json_integer(job_claim(db, now), "id", 0);
}

static void a_duty_comes_again_after_its_time(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(job_put_duty(fixture->db, "sweep", 3600, NOW), DB_OK);
    cJSON *job = job_claim(fixture->db, NOW);
    assert_string_equal(json_string(job, "kind", ""), "sweep");
    assert_int_equal(claim(fixture->db, NOW + 1), 0);
    assert_int_equal(job_end(fixture->db, job, NULL, NOW + 1), DB_OK);
    assert_int_equal(claim(fixture->db, NOW + 3600), 0);
    assert_true(claim(fixture->db, NOW + 3601) != 0);
}

static void a_clock_that_was_set_back_stops_nothing(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(job_put_duty(fixture->db, "sweep", 3600, NOW + YEAR), DB_OK);
    cJSON *job = job_claim(fixture->db, NOW + YEAR);
    assert_int_equal(job_end(fixture->db, job, NULL, NOW + YEAR), DB_OK);
    assert_int_equal(job_put(fixture->db, "once", "", NOW + YEAR), DB_OK);
    cJSON *first = job_claim(fixture->db, NOW), *second = job_claim(fixture->db, NOW);
    assert_non_null(first);
    assert_non_null(second);
    assert_int_equal(job_end(fixture->db, first, NULL, NOW), DB_OK);
    assert_int_equal(job_end(fixture->db, second, NULL, NOW), DB_OK);
    assert_false(job_is_due(fixture->db, NOW + 1));
}

static void what_is_owed_is_tried_again_each_day(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(job_put(fixture->db, "events.forget", "", NOW), DB_OK);
    int64_t now = NOW;
    for (int i = 0; i < 5; i++, now += 86400 / 10)
        assert_int_equal(job_end(fixture->db, job_claim(fixture->db, now), "no room", now), DB_OK);
    assert_int_equal(claim(fixture->db, now + 86400), 0);
    assert_int_equal(job_owe(fixture->db, "events.forget", now), DB_NONE);
    assert_int_equal(job_owe(fixture->db, "other", now + 86400), DB_NONE);
    assert_int_equal(job_owe(fixture->db, "events.forget", now + 86400), DB_OK);
    assert_true(claim(fixture->db, now + 86400) != 0);
}

/* A worker that died had it from a clock of next year. */
static void a_claim_of_the_future_ends(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(job_put(fixture->db, "once", "", NOW), DB_OK);
    assert_true(claim(fixture->db, NOW + YEAR) != 0);
    assert_true(claim(fixture->db, NOW) != 0);
    assert_int_equal(claim(fixture->db, NOW), 0);
}

static void what_is_postponed_counts_as_not_tried(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(job_put(fixture->db, "once", "", NOW), DB_OK);
    for (int i = 0; i < 10; i++)
        assert_int_equal(job_postpone(fixture->db, job_claim(fixture->db, NOW + i * 3), NOW + i * 3 + 3), DB_OK);
    assert_int_equal(claim(fixture->db, NOW + 29), 0);
    assert_int_equal(json_integer(job_claim(fixture->db, NOW + 30), "attempts", 0), 1);
}

static void a_job_that_ends_its_worker_is_not_tried_for_ever(void **state)
{
    struct fixture *fixture = *state;
    int64_t now = NOW;
    assert_int_equal(job_put(fixture->db, "once", "", NOW), DB_OK);
    for (int i = 0; i < 5; i++, now += 601) {
        job_give_up_deadly(fixture->db, now);
        assert_true(claim(fixture->db, now) != 0);
    }
    job_give_up_deadly(fixture->db, now);
    assert_int_equal(claim(fixture->db, now), 0);
    assert_int_equal(job_count(fixture->db, "failed"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_duty_comes_again_after_its_time, open_all, fixture_close),
        cmocka_unit_test_setup_teardown(a_clock_that_was_set_back_stops_nothing, open_all, fixture_close),
        cmocka_unit_test_setup_teardown(what_is_owed_is_tried_again_each_day, open_all, fixture_close),
        cmocka_unit_test_setup_teardown(a_job_that_ends_its_worker_is_not_tried_for_ever, open_all, fixture_close),
        cmocka_unit_test_setup_teardown(what_is_postponed_counts_as_not_tried, open_all, fixture_close),
        cmocka_unit_test_setup_teardown(a_claim_of_the_future_ends, open_all, fixture_close),
    };
    return cmocka_run_group_tests_name("job", tests, NULL, NULL);
}
