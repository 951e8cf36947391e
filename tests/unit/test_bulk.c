/* test_bulk.c - how others write moments. The rest of an import is tested with the command, in tests/pages/import.test.mjs. */
#include "fixture.h"

#include "domain/measure/bulk.h"

static void moments_are_read(void **state)
{
    (void)state;
    static const struct { const char *text, *zone; int64_t at; } cases[] = {
        {"1700049600", "Europe/Berlin", 1700049600}, {"1700049600.75", "UTC", 1700049600}, {"1700049600123", "UTC", 1700049600},
        {"1700049600123456", "UTC", 1700049600}, {"2023-11-15T12:00:00Z", "Asia/Tokyo", 1700049600},
        {"2023-11-15 12:00:00 UTC", "Asia/Tokyo", 1700049600}, {"2023-11-15 14:00:00.5+02:00", "Asia/Tokyo", 1700049600},
        {"2023-11-15 13:00", "Europe/Berlin", 1700049600}, {"2023-11-15T13:00:00.999", "Europe/Berlin", 1700049600},
        {"2023-11-15", "Europe/Berlin", 1700002800}, {"2024-03-31 01:59:59", "Europe/Berlin", 1711846799},
        {"2024-03-31 03:00:00", "Europe/Berlin", 1711846800}, {"2024-03-31 02:30:00", "Europe/Berlin", 1711848600},
        {"2024-10-27 03:00:00", "Europe/Berlin", 1729994400},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t at = -1;
        if (!bulk_time(cases[i].text, cases[i].zone, &at) || at != cases[i].at)
            fail_msg("%s in %s is %lld", cases[i].text, cases[i].zone, (long long)at);
    }
}

static void what_is_no_moment_is_refused(void **state)
{
    (void)state;
    static const char *const cases[] = {"", "now", "2023-13-01", "2023-02-30", "2023-11-15 25:00", "2023-11-15 12:60", "12/11/2023", "1e9", "-", ".",
                                        "2023-11-15T12", "2023-11-15 12:00:00 CET", "99999999999999999999", "2023-11-15 12:00:00+2"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t at;
        if (bulk_time(cases[i], "UTC", &at))
            fail_msg("%s is %lld", cases[i], (long long)at);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_are_read),
        cmocka_unit_test(what_is_no_moment_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
