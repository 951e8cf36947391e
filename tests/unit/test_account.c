/* test_account.c - passwords, links, second factors, waits, export and erasure, on a fresh database. */
#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/secret.h"
#include "core/store/migrate.h"
#include "core/base/text.h"
#include "domain/account/device.h"
#include "domain/account/erase.h"
#include "domain/account/export.h"
#include "domain/account/factor.h"
#include "domain/account/link.h"
#include "domain/account/password.h"
#include "domain/account/person.h"
#include "domain/account/setup.h"
#include "domain/account/signin.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))
enum { NOW = 1800000000 };

struct fixture {
    struct arena *arena;
    struct db *db;
    struct config config;
    char folder[32];
    int64_t ada;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    const char *problem = NULL;
    assert_true(sodium_init() >= 0);
    f->arena = arena_new();
    arena_own_json(f->arena);
    f->config = (struct config){.base_url = "https://academy.example", .no_password_hash_cost = true, .key = {1, 2, 3}};
    memcpy(f->folder, "/tmp/nexus-test-XXXXXX", 23);
    assert_non_null(mkdtemp(f->folder));
    f->db = db_open(arena_printf(f->arena, "%s/test.db", f->folder), DB_CREATE);
    db_use_arena(f->db, f->arena);
    if (!migrate_apply(f->arena, f->db, "db", 0, NULL, &problem))
        fail_msg("%s", problem);
    assert_int_equal(db_begin_write(f->db), DB_OK);
    assert_int_equal(person_add(f->db, &f->ada, "ada@example.com", "Ada", "hash", "UTC", "en", PERSON_LEARNER, 0, NOW), DB_OK);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    static const char *const endings[] = {"test.db", "test.db-wal", "test.db-shm"};
    struct fixture *f = *state;
    db_end(f->db, false);
    db_close(f->db);
    for (size_t i = 0; i < COUNT(endings); i++)
        unlink(arena_printf(f->arena, "%s/%s", f->folder, endings[i]));
    rmdir(f->folder);
    arena_own_json(NULL);
    arena_free(f->arena);
    free(f);
    return 0;
}

static void test_passwords(void **state)
{
    static const struct { const char *password; bool fine; } cases[] = {
        {"four unrelated words", true}, {"Tr0ub4dor&3xkcd", true}, {"correct horse battery", true}, {"zwölf große Äpfel", true},
        {"password1234", false},        {"PassWord!!!!", false},   {"1234567890", false},           {"0987654321", false},
        {"aaaaaaaaaaaa", false},        {"ababababab", false},     {"abcdefghijkl", false},         {"qwertyuiop1", false},
        {"motdepasse2024", false},      {"ada.lovelace@example.com", false}, {"adalovelace1843", false}, {"Ada-Lovelace!", false}};
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(cases); i++)
        if ((password_problem(f->arena, cases[i].password, "ada.lovelace@example.com", "Ada Lovelace") == NULL) != cases[i].fine)
            fail_msg("%s should be %s", cases[i].password, cases[i].fine ? "accepted" : "refused");
}

static void test_links(void **state)
{
    struct fixture *f = *state;
    struct link link;
    const char *first = link_make(f->arena, f->db, f->ada, LINK_RESET, "ada@example.com", NOW);
    assert_non_null(first);
    assert_int_equal(db_integer(f->db, -1, "SELECT count(*) FROM email_token WHERE token_hash = ?1", first), 0);
    assert_true(link_find(f->arena, f->db, first, LINK_RESET, NOW + CLOCK_HOUR - 1, &link));
    assert_false(link_find(f->arena, f->db, first, LINK_RESET, NOW + CLOCK_HOUR, &link));
    assert_false(link_find(f->arena, f->db, first, LINK_VERIFY, NOW, &link));
    const char *second = link_make(f->arena, f->db, f->ada, LINK_RESET, "ada@example.com", NOW);
    assert_false(link_find(f->arena, f->db, first, LINK_RESET, NOW, &link));
    assert_true(link_find(f->arena, f->db, second, NULL, NOW, &link));
    assert_int_equal(link.user_id, f->ada);
    assert_int_equal(link_use(f->db, &link, NOW), DB_OK);
    assert_int_equal(link_use(f->db, &link, NOW), DB_NONE);
    assert_false(link_find(f->arena, f->db, second, LINK_RESET, NOW, &link));
}

static void test_factor(void **state)
{
    struct fixture *f = *state;
    unsigned char secret[FACTOR_SECRET_BYTES];
    char code[7], next[7];
    bool recovery;
    char *offer = factor_offer(f->arena, &f->config, f->ada, NOW);
    assert_true(factor_offer_open(f->arena, &f->config, offer, f->ada, NOW, secret));
    assert_false(factor_offer_open(f->arena, &f->config, offer, f->ada + 1, NOW, secret));
    assert_false(factor_offer_open(f->arena, &f->config, offer, f->ada, NOW + CLOCK_HOUR, secret));
    offer[60] = offer[60] == '0' ? '1' : '0';
    assert_false(factor_offer_open(f->arena, &f->config, offer, f->ada, NOW, secret));
    secret_totp_code(secret, sizeof secret, NOW / 30, code);
    secret_totp_code(secret, sizeof secret, NOW / 30 + 1, next);
    int64_t step = factor_first_step(secret, code, NOW);
    assert_int_equal(step, NOW / 30);
    assert_int_equal(factor_set(f->arena, f->db, &f->config, f->ada, secret, step), DB_OK);
    assert_false(factor_take(f->arena, f->db, &f->config, f->ada, code, NOW, &recovery));
    assert_true(factor_take(f->arena, f->db, &f->config, f->ada, arena_printf(f->arena, "%.3s %s", next, next + 3), NOW, &recovery));
    assert_false(recovery);
    assert_false(factor_take(f->arena, f->db, &f->config, f->ada, next, NOW, &recovery));
    cJSON *codes = factor_new_codes(f->arena, f->db, f->ada);
    assert_int_equal(cJSON_GetArraySize(codes), FACTOR_CODES);
    const char *one = cJSON_GetArrayItem(codes, 4)->valuestring;
    assert_true(factor_take(f->arena, f->db, &f->config, f->ada, one, NOW, &recovery));
    assert_true(recovery);
    assert_false(factor_take(f->arena, f->db, &f->config, f->ada, one, NOW, &recovery));
    assert_int_equal(factor_codes_left(f->db, f->ada), FACTOR_CODES - 1);
    assert_int_equal(factor_clear(f->db, f->ada), DB_OK);
    assert_int_equal(factor_codes_left(f->db, f->ada), 0);
}

static struct signin attempt(struct fixture *f, const char *email, const char *network, const char *device, int64_t now)
{
    return (struct signin){f->arena, f->db, &f->config, "password", email, network, device, now};
}

static void fail_times(struct signin signin, int times)
{
    for (int i = 0; i < times; i++)
        signin_failed(&signin);
}

static void test_waits_grow(void **state)
{
    struct fixture *f = *state;
    struct signin guess = attempt(f, "ada@example.com", "10.0.0.1", NULL, NOW);
    fail_times(guess, 5);
    assert_int_equal(signin_wait(&guess), 0);
    fail_times(guess, 1);
    assert_int_equal(signin_wait(&guess), 10);
    fail_times(guess, 1);
    assert_int_equal(signin_wait(&guess), 20);
    fail_times(guess, 60);
    assert_int_equal(signin_wait(&guess), 15 * 60);
    guess.now = NOW + 15 * 60;
    assert_int_equal(signin_wait(&guess), 0);
}

/* From everywhere: strangers wait, the owner's device and the owner's network do not. */
static void test_owner_is_not_locked_out(void **state)
{
    struct fixture *f = *state;
    struct signin home = attempt(f, "ada@example.com", "10.9.9.9", NULL, NOW);
    const char *device = signin_succeeded(&home);
    for (int i = 0; i < 40; i++)
        fail_times(attempt(f, "ada@example.com", arena_printf(f->arena, "10.0.1.%d", i), NULL, NOW), 1);
    struct signin stranger = attempt(f, "ada@example.com", "10.0.2.1", NULL, NOW);
    assert_true(signin_wait(&stranger) > 0);
    assert_int_equal(signin_wait(&home), 0);
    struct signin travelling = attempt(f, "ada@example.com", "10.0.2.1", device, NOW);
    assert_int_equal(signin_wait(&travelling), 0);
    struct signin forged = attempt(f, "ada@example.com", "10.0.2.1", "nonce.0123456789abcdef", NOW);
    assert_true(signin_wait(&forged) > 0);
    struct signin other = attempt(f, "grace@example.com", "10.0.2.1", device, NOW);
    assert_int_equal(signin_wait(&other), 0);
    fail_times(travelling, 6);
    assert_int_equal(signin_wait(&travelling), 10);
    signin_succeeded(&travelling);
    assert_int_equal(signin_wait(&travelling), 0);
}

static void test_network_waits(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 31; i++)
        fail_times(attempt(f, arena_printf(f->arena, "somebody%d@example.com", i), "10.0.0.7", NULL, NOW), 1);
    struct signin next = attempt(f, "untouched@example.com", "10.0.0.7", NULL, NOW);
    assert_int_equal(signin_wait(&next), 10);
    assert_int_equal(db_integer(f->db, -1, "SELECT count(*) FROM throttle WHERE name LIKE '%example%' OR name LIKE '%10.0.0%'"), 0);
}

/* Each column that refers to a person is exported or has a reason not to be. */
static void test_export_is_complete(void **state)
{
    struct fixture *f = *state;
    cJSON *rows = db_rows(f->db, "SELECT m.name AS \"table\", k.\"from\" AS \"column\" FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) k"
                                 " WHERE m.type = 'table' AND k.\"table\" = 'person'"
                                 " UNION SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
                                 " AND c.name IN ('user_id', 'person_id', 'actor_id', 'acting_id', 'author_id', 'owner_id')"), *row;
    assert_true(cJSON_GetArraySize(rows) > 12);
    cJSON_ArrayForEach(row, rows)
    {
        const struct export_column *column = export_columns;
        while (column->table != NULL && !(text_equal(column->table, json_string(row, "table", "")) &&
                                          text_equal(column->column, json_string(row, "column", ""))))
            column++;
        if (column->table == NULL)
            fail_msg("%s.%s refers to a person: add it to export_columns", json_string(row, "table", ""), json_string(row, "column", ""));
        if (column->sql == NULL)
            assert_true(strlen(column->reason) > 10);
        else
            assert_non_null(strstr(column->sql, column->column));
    }
}

static void fill(struct fixture *f)
{
    db_change(f->db, "INSERT INTO course (id, slug, title, minutes, learner_count, created_at, updated_at) VALUES (2, 's', 'Git', 90, 1, 1, 1)");
    db_change(f->db, "INSERT INTO enrolment (user_id, course_id, enrolled_at, active_at) VALUES (?1, 2, 1, 1)", f->ada);
    db_change(f->db, "INSERT INTO goal (id, user_id, title, created_at) VALUES (1, ?1, 'Learn', 1)", f->ada);
    db_change(f->db, "INSERT INTO certificate (code, user_id, course_id, name, course_title, minutes, issued_at)"
                     " VALUES ('CODE', ?1, 2, 'Ada', 'Git', 90, 1)", f->ada);
}

static void test_export(void **state)
{
    struct fixture *f = *state;
    fill(f);
    db_change(f->db, "INSERT INTO alert (title, figure, condition, recipients, created_at, created_by, checked_day)"
                     " VALUES ('Fewer', 'dau', 'unusual', 'https://chat.example/hooks/key', 1, ?1, 1)", f->ada);
    cJSON *data = export_person(f->db, f->ada);
    assert_int_equal(db_failed(f->db), DB_OK);
    assert_string_equal(json_string(json_member(data, "person"), "email", ""), "ada@example.com");
    assert_int_equal(cJSON_GetArraySize(json_member(data, "enrolment")), 1);
    assert_int_equal(cJSON_GetArraySize(json_member(data, "certificate")), 1);
    assert_int_equal(cJSON_GetArraySize(json_member(data, "alert")), 1);
    assert_null(strstr(json_write(f->arena, data), "hooks/key")); /* another admin may have put it there */
    assert_null(strstr(json_write(f->arena, data), "hash"));
}

static int64_t microseconds_of_fits(const struct config *config, const char *hash)
{
    int64_t before = clock_microseconds();
    assert_false(secret_password_fits(config, hash, "not the right one"));
    return clock_microseconds() - before;
}

/* A hash that could not even be read would be done in no time. */
static void test_nobody_takes_as_long(void **state)
{
    struct fixture *f = *state;
    struct config config = f->config;
    config.no_password_hash_cost = false;
    const char *hash = secret_password_hash(f->arena, &config, "four unrelated words");
    int64_t somebody = INT64_MAX, nobody = INT64_MAX, taken;
    for (int i = 0; i < 5; i++) {
        taken = microseconds_of_fits(&config, hash);
        somebody = taken < somebody ? taken : somebody;
        taken = microseconds_of_fits(&config, NULL);
        nobody = taken < nobody ? taken : nobody;
    }
    assert_true(nobody * 2 > somebody && somebody * 2 > nobody);
    assert_true(secret_password_fits(&config, hash, "four unrelated words"));
}

static void test_erase(void **state)
{
    struct fixture *f = *state;
    struct person person;
    int64_t again = 0;
    fill(f);
    db_change(f->db, "INSERT INTO report_schedule (kind, recipients, language, told_day, set_at) VALUES ('daily', ?1, 'en', 1, 1), ('weekly', ?2, 'en', 1, 1)",
              "Ada@example.com\nb@example.com\nada@example.com\nada@example.com", "ADA@example.com");
    db_change(f->db, "INSERT INTO alert (title, figure, condition, recipients, created_at, checked_day) VALUES ('A', 'dau', 'unusual', ?1, 1, 1)",
              "xada@example.com\nAda@example.com\nhttps://chat.example/hooks/T0kEn\nada@example.company");
    db_change(f->db, "INSERT INTO mail (recipient, subject, body, next_at, created_at) VALUES ('Ada@example.com', 'S', 'B', 1, 1), ('b@example.com', 'S', 'B', 1, 1)");
    assert_int_equal(erase_person(f->db, f->ada, NOW), DB_OK);
    assert_false(person_by_id(f->db, f->ada, &person));
    assert_int_equal(db_integer(f->db, -1, "SELECT count(*) FROM enrolment"), 0);
    assert_int_equal(db_integer(f->db, -1, "SELECT count(*) FROM goal"), 0);
    assert_int_equal(db_integer(f->db, -1, "SELECT learner_count FROM course"), 0);
    assert_string_equal(db_text(f->db, "SELECT name FROM certificate WHERE code = 'CODE' AND user_id IS NULL"), "");
    assert_int_equal(db_integer(f->db, -1, "SELECT count(*) FROM person WHERE id = ?1 AND state = 'erased' AND email IS NULL AND name = ''", f->ada), 1);
    assert_string_equal(db_text(f->db, "SELECT recipients FROM report_schedule"), "b@example.com"); /* the other one had nobody left */
    assert_string_equal(db_text(f->db, "SELECT recipients FROM alert"), "xada@example.com\nhttps://chat.example/hooks/T0kEn\nada@example.company"); /* to the letter */
    assert_string_equal(db_text(f->db, "SELECT group_concat(recipient) FROM mail"), "b@example.com");
    assert_int_equal(erase_person(f->db, f->ada, NOW), DB_NONE);
    assert_int_equal(person_add(f->db, &again, "ada@example.com", "Ada", NULL, "UTC", "en", 1, 0, NOW), DB_OK);
    assert_int_not_equal(again, f->ada);
}

static void test_setup_link(void **state)
{
    struct fixture *f = *state;
    int64_t admin = 0;
    const char *first = setup_link(f->arena, f->db, &f->config, NOW);
    assert_true(text_starts(first, "https://academy.example/setup/"));
    struct link link;
    assert_true(link_find(f->arena, f->db, strrchr(first, '/') + 1, LINK_SETUP, NOW + 7 * CLOCK_DAY - 1, &link));
    assert_non_null(setup_link(f->arena, f->db, &f->config, NOW));
    assert_false(link_find(f->arena, f->db, strrchr(first, '/') + 1, LINK_SETUP, NOW, &link));
    assert_int_equal(person_add(f->db, &admin, "root@example.com", "Root", NULL, "UTC", "en", 5, 0, NOW), DB_OK);
    assert_null(setup_link(f->arena, f->db, &f->config, NOW));
}

static void test_devices(void **state)
{
    static const struct { const char *agent, *browser, *system; } cases[] = {
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge", "Windows"},
        {"Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox", "Linux"},
        {"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile/15E148 Safari/604.1", "Safari", "iPhone"},
        {"Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", "Chrome", "Android"},
        {"something else", "", ""}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_string_equal(device_browser(cases[i].agent), cases[i].browser);
        assert_string_equal(device_system(cases[i].agent), cases[i].system);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_passwords, setup, teardown),
        cmocka_unit_test_setup_teardown(test_links, setup, teardown),
        cmocka_unit_test_setup_teardown(test_factor, setup, teardown),
        cmocka_unit_test_setup_teardown(test_waits_grow, setup, teardown),
        cmocka_unit_test_setup_teardown(test_owner_is_not_locked_out, setup, teardown),
        cmocka_unit_test_setup_teardown(test_network_waits, setup, teardown),
        cmocka_unit_test_setup_teardown(test_export_is_complete, setup, teardown),
        cmocka_unit_test_setup_teardown(test_export, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nobody_takes_as_long, setup, teardown),
        cmocka_unit_test_setup_teardown(test_erase, setup, teardown),
        cmocka_unit_test_setup_teardown(test_setup_link, setup, teardown),
        cmocka_unit_test(test_devices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
