/* test_summary_threats.c - the rules of a report about who returns, forecasts, alerts, A/B tests and work that stands still, each over a history
 * planted for it, as in test_summary_chances.c. */
#include "planted.h"

#include "domain/measure/spool.h"

/* ---- who returns ---- */

static void plant_returning(struct bench *bench, int before, int here)
{
    happen(bench, WEEK_BEFORE - 7, 60, about("page.viewed", 1, 0));
    happen(bench, WEEK_BEFORE + 1, before, about("page.viewed", 1, 0));
    happen(bench, WEEK_BEGIN + 1, here, about("page.viewed", 1, 0));
}

static void fewer_who_return_are_a_threat(void **state)
{
    plant_returning(*state, 60, 20);
    says(report(*state), "returning", SUMMARY_THREATS, "Returning learners: 20, 66.7 % less than in the period before (60).");
}

static void more_who_return_are_none(void **state)
{
    plant_returning(*state, 20, 60);
    assert_null(find(report(*state), "returning"));
}

static void fewer_who_return_by_chance_are_none(void **state)
{
    plant_returning(*state, 60, 45);
    assert_null(find(report(*state), "returning"));
}

static void too_few_who_return_are_none(void **state)
{
    plant_returning(*state, 29, 0);
    assert_null(find(report(*state), "returning"));
}

/* ---- forecasts ---- */

/* So many enrolments on each of sixty-three days, `less` fewer on each next one. */
static const struct summary *report_of_line(struct bench *bench, int first, int less)
{
    for (int i = 0; i < 63; i++)
        happen(bench, WEEK_BEGIN - 56 + i, first - i * less, about("course.enrolled", 1, 0));
    return report(bench);
}

static const struct summary_outlook *outlook_of(const struct summary *summary, const char *name)
{
    for (int i = 0; i < summary->outlook_count; i++)
        if (text_equal(summary->outlooks[i].figure->name, name))
            return &summary->outlooks[i];
    return NULL;
}

static void a_forecast_below_this_week_is_a_threat(void **state)
{
    const struct summary *summary = report_of_line(*state, 80, 1);
    const struct summary_outlook *enrolments = outlook_of(summary, "enrolments");
    const struct summary_finding *found = NULL;
    for (int i = 0; i < summary->finding_count; i++)
        if (text_equal(summary->findings[i].rule, "outlook") && text_starts(summary->findings[i].sentence, "Enrolments: "))
            found = &summary->findings[i];
    assert_non_null(enrolments);
    assert_non_null(found);
    assert_true(enrolments->trusted);
    assert_true(enrolments->point > 96 && enrolments->high < 100); /* the line goes on: 17 + 16 ... + 11 = 98 */
    struct arena *arena = ((struct bench *)*state)->fixture->arena;
    assert_string_equal(found->sentence, arena_printf(arena, "Enrolments: %s expected next, even at best (80 %% interval) %s; now it was 147.",
                                                      figure_text(arena, "en", FIGURE_COUNT, enrolments->point),
                                                      figure_text(arena, "en", FIGURE_COUNT, enrolments->high)));
    assert_string_equal(found->link, "/admin/analytics/forecasts?figure=enrolments");
}

static void a_forecast_as_this_week_is_none(void **state)
{
    const struct summary *summary = report_of_line(*state, 30, 0);
    assert_non_null(outlook_of(summary, "enrolments"));
    for (int i = 0; i < summary->finding_count; i++)
        assert_string_not_equal(summary->findings[i].rule, "outlook");
}

/* ---- alerts and tests ---- */

static void plant_alert(struct bench *bench, int64_t day)
{
    db_change(bench->fixture->db,
              "INSERT INTO alert (id, title, figure, condition, threshold, recipients, created_at, checked_day) VALUES"
              " (1, 'Few', 'dau', 'below', 5, 'a@b.c', 1, 1) ON CONFLICT DO NOTHING");
    assert_int_equal(db_change(bench->fixture->db, "INSERT INTO alert_fired (alert_id, day, value, at, mailed) VALUES (1, ?1, 3, 1, 1)", day), DB_OK);
    happen(bench, WEEK_BEGIN, 1, about("page.viewed", 0, 0));
}

static void alerts_of_the_week_are_told(void **state)
{
    plant_alert(*state, WEEK_BEGIN - 1);
    plant_alert(*state, WEEK_BEGIN);
    plant_alert(*state, WEEK_BEGIN + 6);
    says(report(*state), "alert", SUMMARY_THREATS, "Alerts that fired: 2; the last on 19 November 2023, “Few”.");
}

static void alerts_of_other_weeks_are_not(void **state)
{
    plant_alert(*state, WEEK_BEGIN - 1);
    plant_alert(*state, WEEK_BEGIN + 7);
    assert_null(find(report(*state), "alert"));
}

static void plant_test(struct bench *bench, const char *reason, int64_t day)
{
    happen(bench, WEEK_BEGIN, 1, about("page.viewed", 0, 0));
    assert_int_equal(db_change(bench->fixture->db,
                               "INSERT INTO experiment (id, name, title, state, salt, goal, base, effect, level, power, started_at, pause_reason, created_at)"
                               " VALUES (1, 'words', 'Words', 'paused', 's', 'course.enrolled', 100, 100, 95, 80, ?1, ?2, 1)",
                               day * CLOCK_DAY, reason),
                     DB_OK);
    db_change(bench->fixture->db, "INSERT INTO experiment_variant (experiment_id, position, name, share) VALUES (1, 0, 'a', 5000), (1, 1, 'b', 5000)");
}

static void a_test_that_was_split_wrongly_is_told(void **state)
{
    plant_test(*state, "split", WEEK_BEGIN + 6);
    says(report(*state), "split", SUMMARY_THREATS, "The A/B test “Words” was stopped: its 2 variants are not split as planned.");
}

static void a_test_that_was_paused_by_hand_is_not(void **state)
{
    plant_test(*state, "", WEEK_BEGIN);
    assert_null(find(report(*state), "split"));
}

static void a_test_that_began_later_is_not(void **state)
{
    plant_test(*state, "split", WEEK_BEGIN + 7);
    assert_null(find(report(*state), "split"));
}

/* ---- work that stands still ---- */

static void plant_waiting(struct bench *bench, size_t bytes)
{
    char *lines = arena_alloc(bench->place->arena, bytes + 1);
    memset(lines, '\n', bytes);
    assert_true(spool_append(&bench->place->config, lines, bytes));
    happen(bench, WEEK_BEGIN, 1, about("page.viewed", 0, 0));
}

static void work_that_stands_still_is_told(void **state)
{
    struct bench *bench = *state;
    happen(bench, WEEK_BEGIN, 1, about("page.viewed", 0, 0));
    db_change(bench->fixture->db, "INSERT INTO job (kind, state, run_at, created_at) VALUES ('sweep', 'failed', 1, 1), ('sweep', 'queued', 1, 1)");
    says(report(bench), "jobs", SUMMARY_THREATS, "Background work that failed for good: 1.");
    assert_null(find(report_later(bench, 92), "jobs")); /* nobody knows how it was then */
    db_change(bench->fixture->db, "UPDATE job SET state = 'done'");
    db_change(bench->fixture->db, "INSERT INTO mail (recipient, subject, body, state, next_at, created_at) VALUES"
                                  " ('a@b.c', 'S', 'B', 'failed', 1, 1), ('b@b.c', 'S', 'B', 'failed', 1, 1), ('c@b.c', 'S', 'B', 'queued', 1, 1)");
    says(report(bench), "jobs", SUMMARY_THREATS, "Mails that could not be sent: 2.");
}

static void events_that_wait_are_told(void **state)
{
    plant_waiting(*state, 1 << 20);
    says(report(*state), "jobs", SUMMARY_THREATS, "Events wait to be counted: 1,024 kB. Does the worker run?");
}

static void a_megabyte_that_waits_is_not(void **state)
{
    plant_waiting(*state, (1 << 20) - 1); /* each piece begins with an empty line */
    assert_null(find(report(*state), "jobs"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLANTED(fewer_who_return_are_a_threat),
        PLANTED(more_who_return_are_none),
        PLANTED(fewer_who_return_by_chance_are_none),
        PLANTED(too_few_who_return_are_none),
        PLANTED(a_forecast_below_this_week_is_a_threat),
        PLANTED(a_forecast_as_this_week_is_none),
        PLANTED(alerts_of_the_week_are_told),
        PLANTED(alerts_of_other_weeks_are_not),
        PLANTED(a_test_that_was_split_wrongly_is_told),
        PLANTED(a_test_that_was_paused_by_hand_is_not),
        PLANTED(a_test_that_began_later_is_not),
        PLANTED(work_that_stands_still_is_told),
        PLANTED(events_that_wait_are_told),
        PLANTED(a_megabyte_that_waits_is_not),
    };
    return cmocka_run_group_tests_name("summary_threats", tests, NULL, NULL);
}
