/* test_base.c - arena, clock, secrets: days across time zones and DST, RFC vectors of TOTP, sealed secrets. */
#include "core/base/arena.h"
#include "core/base/clock.h"
#include "core/base/secret.h"
#include "core/base/zone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sodium.h>

#include <cmocka.h>

static struct arena *arena;
static const struct config config = {.no_password_hash_cost = true, .base_url = "https://academy.example", .mail_from = "Academy <a@academy.example>", .smtp_url = "", .key = {1, 2, 3}};

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    return sodium_init() < 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static int order[3], ran;

static void note(void *what)
{
    order[ran++] = *(int *)what;
}

static void test_deferred_runs_newest_first(void **state)
{
    (void)state;
    struct arena *own = arena_new();
    int one = 1, two = 2;
    arena_defer(own, note, &one);
    arena_defer(own, note, &two);
    memset(arena_alloc(own, 1000000), 1, 1000000);
    arena_reset(own);
    assert_int_equal(ran, 2);
    assert_int_equal(order[0], 2);
    assert_int_equal(order[1], 1);
    arena_free(own);
    assert_int_equal(ran, 2);
}

static void test_days(void **state)
{
    (void)state;
    static const struct { int64_t time; const char *zone; const char *day; } cases[] = {
        {0, "UTC", "1970-01-01"},
        {-1, "UTC", "1969-12-31"},
        {1767218399, "Africa/Johannesburg", "2025-12-31"}, /* 23:59:59 +02:00 */
        {1767218400, "Africa/Johannesburg", "2026-01-01"},
        {1774745999, "Europe/Paris", "2026-03-29"}, /* the second before clocks go forward */
        {1774746000, "Europe/Paris", "2026-03-29"},
        {1767225600, "Pacific/Kiritimati", "2026-01-01"}, /* +14 */
        {1767225600, "America/Los_Angeles", "2025-12-31"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(clock_day_text(arena, clock_day(cases[i].time, cases[i].zone)), cases[i].day);
    assert_int_equal(clock_weekday(0), 4);
    assert_int_equal(clock_weekday(clock_day_of(2026, 11, 20)), 5);
    assert_int_equal(clock_weekday(-1), 3);
}

static void test_reading_days(void **state)
{
    (void)state;
    int64_t day = 0;
    assert_true(clock_day_read("2024-02-29", &day));
    assert_string_equal(clock_day_text(arena, day), "2024-02-29");
    static const char *const wrong[] = {"2023-02-29", "2024-2-29", "2024-13-01", "2024-02-29x", "", "yesterday", "99999-01-01", "2024-00-10"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(clock_day_read(wrong[i], &day));
}

static void test_stamps(void **state)
{
    (void)state;
    static const char *const same[] = {"2026-11-20T21:05:00Z", "2026-11-20T23:05:00+02:00", "2026-11-20T15:35:00.123456-05:30", "2026-11-20t21:05:00.5z"};
    static const char *const wrong[] = {"", "2026-11-20", "2026-11-20T21:05:00", "2026-11-20 21:05:00Z", "2026-11-20T1::05:00Z", "2026-11-20T24:05:00Z",
                                        "2026-02-30T21:05:00Z", "2026-11-20T21:05:00Zz", "2026-11-20T21:05:00+2:00", "2026-11-20T21:05:00+02:60", "x"};
    int64_t time;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        assert_true(clock_stamp_read(same[i], &time));
        assert_string_equal(clock_stamp(arena, time), same[0]);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(clock_stamp_read(wrong[i], &time));
    assert_false(clock_stamp_read(NULL, &time));
}

static void test_zones(void **state)
{
    (void)state;
    assert_true(clock_zone_known("Africa/Johannesburg"));
    assert_true(clock_zone_known("UTC"));
    static const char *const wrong[] = {"America", "zone.tab", "Europe/", "", "Mars/Olympus", "../../etc/passwd", "/etc/passwd", "Europe/Paris; rm"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(clock_zone_known(wrong[i]));
}

/* RFC 6238, appendix B, the SHA-1 rows, their last six digits. */
static void test_countries(void **state)
{
    (void)state;
    static const struct { const char *header, *country; } cases[] = {
        {"en-ZA,en;q=0.5", "ZA"}, {"fr-fr", "FR"}, {"zh-Hant-TW", "TW"}, {"en", ""}, {"", ""}, {"en-ZZ", ""}, {"xx-QQ", ""}, {"en-1A", ""}, {"de-#c", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(zone_country_of_language(arena, cases[i].header), cases[i].country);
    int countries = 0;
    for (char code[] = "en-AA"; code[3] <= 'Z'; code[4]++, code[3] += code[4] > 'Z', code[4] = code[4] > 'Z' ? 'A' : code[4])
        countries += *zone_country_of_language(arena, code) != '\0';
    assert_in_range(countries, 240, 260); /* of 676: whoever sends the header can't make up more */
    assert_string_equal(zone_country(arena, "Africa/Johannesburg"), "ZA");
    assert_string_equal(zone_country(arena, "UTC"), "");
    assert_string_equal(zone_country(arena, "Africa/Nowhere"), "");
}

static void test_totp(void **state)
{
    (void)state;
    static const char secret[] = "12345678901234567890";
    static const struct { int64_t time; const char *code; } vectors[] = {
        {59, "287082"}, {1111111109, "081804"}, {1111111111, "050471"}, {1234567890, "005924"}, {2000000000, "279037"}};
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        int64_t step = vectors[i].time / 30;
        assert_int_equal(secret_totp_step(secret, 20, vectors[i].code, vectors[i].time, 0), step);
        assert_int_equal(secret_totp_step(secret, 20, vectors[i].code, vectors[i].time + 30, 0), step); /* a slow clock */
        assert_int_equal(secret_totp_step(secret, 20, vectors[i].code, vectors[i].time, step), 0);      /* used once */
        assert_int_equal(secret_totp_step(secret, 20, vectors[i].code, vectors[i].time + 90, 0), 0);
    }
    assert_string_equal(secret_base32(arena, "foobar", 6), "MZXW6YTBOI"); /* RFC 4648, section 10 */
}

static void test_secrets(void **state)
{
    (void)state;
    char *hash = secret_password_hash(arena, &config, "correct horse");
    assert_true(secret_password_fits(&config, hash, "correct horse"));
    assert_false(secret_password_fits(&config, hash, "wrong horse"));
    assert_false(secret_password_fits(&config, NULL, "correct horse"));
    size_t sealed = 0, opened = 0;
    unsigned char *box = secret_seal(arena, &config, "hidden", 6, &sealed);
    unsigned char *plain = secret_open(arena, &config, box, sealed, &opened);
    assert_int_equal(opened, 6);
    assert_memory_equal(plain, "hidden", 6);
    box[sealed - 1] ^= 1;
    assert_null(secret_open(arena, &config, box, sealed, &opened));
    assert_null(secret_open(arena, &config, box, 3, &opened));
    assert_string_not_equal(secret_sign(arena, &config, "a", "bc"), secret_sign(arena, &config, "ab", "c"));
    assert_int_equal(strlen(secret_token(arena)), 43);
    assert_false(secret_equal(NULL, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_deferred_runs_newest_first), cmocka_unit_test(test_days), cmocka_unit_test(test_reading_days),
                                       cmocka_unit_test(test_stamps),
                                       cmocka_unit_test(test_zones), cmocka_unit_test(test_countries), cmocka_unit_test(test_totp), cmocka_unit_test(test_secrets)};
    return cmocka_run_group_tests_name("base", tests, set_up, tear_down);
}
