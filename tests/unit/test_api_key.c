/* test_api_key.c - keys of programs: only their hash is stored, they expire, are revoked, sleep with their account, go with it; and
 * which scope a row of a route table asks for. */
#include "fixture.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/web/route.h"
#include "domain/account/api_key.h"
#include "domain/account/erase.h"
#include "domain/account/export.h"
#include "domain/operate/sweep.h"

#include <string.h>

enum { NOW = 1800000000, ADA = 1, BOB = 2 };

static void fill(struct db *db)
{
    db_change(db, "INSERT INTO person (id, name, email, roles, language, created_at) VALUES (?1, 'Ada', 'ada@example.com', 5, 'fr', 1)", ADA);
    db_change(db, "INSERT INTO person (id, name, email, roles, created_at) VALUES (?1, 'Bob', 'bob@example.com', 1, 1)", BOB);
}

static int open_fixture(void **state)
{
    *state = fixture_open(fill);
    return 0;
}

static const char *make(struct fixture *f, int scopes, int64_t expires_at)
{
    const char *token = NULL;
    const struct api_key_wish wish = {.user_id = ADA, .name = "Report", .scopes = scopes, .expires_at = expires_at};
    assert_int_equal(api_key_make(f->arena, f->db, &wish, NOW, &token), DB_OK);
    return token;
}

static enum api_key_state find(struct fixture *f, const char *token, int64_t now)
{
    struct api_key key = {0};
    enum api_key_state state = api_key_find(f->arena, f->db, token, now, &key);
    assert_int_equal(key.id != 0, state == API_KEY_GOOD);
    return state;
}

static void test_found(void **state)
{
    struct fixture *f = *state;
    struct api_key key;
    const char *token = make(f, API_KEY_READ | API_KEY_COACH, 0);
    assert_true(text_starts(token, "nxk_"));
    assert_int_equal(api_key_find(f->arena, f->db, token, NOW, &key), API_KEY_GOOD);
    assert_int_equal(key.user_id, ADA);
    assert_int_equal(key.scopes, API_KEY_READ | API_KEY_COACH);
    assert_int_equal(key.roles, 5);
    assert_string_equal(key.name, "Ada");
    assert_string_equal(key.language, "fr");
    assert_memory_equal(key.prefix, token + 4, 8);
    assert_false(key.uncounted || key.verified);
    db_change(f->db, "UPDATE person SET roles = 1, uncounted = 1, email_verified_at = 1 WHERE id = ?1", ADA);
    api_key_find(f->arena, f->db, token, NOW, &key);
    assert_int_equal(key.roles, 1); /* of this moment */
    assert_true(key.uncounted && key.verified);
}

static void test_only_a_hash_is_stored(void **state)
{
    struct fixture *f = *state;
    const char *token = make(f, API_KEY_READ, 0), *secret = strchr(token + 4, '_') + 1;
    assert_int_equal(strlen(secret), 43);
    cJSON *row = db_row(f->db, "SELECT * FROM api_key");
    assert_null(strstr(json_write(f->arena, row), secret));
    assert_int_equal(strlen(json_string(row, "token_hash", "")), 64);
    assert_string_not_equal(strchr(make(f, API_KEY_READ, 0) + 4, '_') + 1, secret);
}

static void test_wrong(void **state)
{
    struct fixture *f = *state;
    char *token = arena_strdup(f->arena, make(f, API_KEY_READ, 0)), *other = arena_strdup(f->arena, make(f, API_KEY_READ, 0));
    const char *const odd[] = {"", "nxk_", "nxk__", "x", "nxk_ABCDEFGH_", arena_strndup(f->arena, token, strlen(token) - 1),
                               arena_printf(f->arena, "%sA", token), arena_printf(f->arena, " %s", token)};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        assert_int_equal(find(f, odd[i], NOW), API_KEY_UNKNOWN);
    char *last = token + strlen(token) - 1, kept = *last;
    *last = kept == 'A' ? 'B' : 'A';
    assert_int_equal(find(f, token, NOW), API_KEY_UNKNOWN);
    *last = kept;
    memcpy(other + 4, token + 4, 8); /* one's prefix, another's secret */
    assert_int_equal(find(f, other, NOW), API_KEY_UNKNOWN);
    assert_int_equal(find(f, token, NOW), API_KEY_GOOD);
}

static void test_ends(void **state)
{
    struct fixture *f = *state;
    const char *token = make(f, API_KEY_READ, NOW + CLOCK_DAY);
    int64_t id = db_integer(f->db, 0, "SELECT id FROM api_key");
    assert_int_equal(find(f, token, NOW + CLOCK_DAY - 1), API_KEY_GOOD);
    assert_int_equal(find(f, token, NOW + CLOCK_DAY), API_KEY_EXPIRED);
    db_change(f->db, "UPDATE person SET state = 'suspended' WHERE id = ?1", ADA);
    assert_int_equal(find(f, token, NOW), API_KEY_SUSPENDED);
    db_change(f->db, "UPDATE person SET state = 'active' WHERE id = ?1", ADA);
    assert_int_equal(api_key_revoke(f->db, BOB, id, NOW), DB_NONE); /* not his */
    assert_int_equal(find(f, token, NOW), API_KEY_GOOD);
    assert_int_equal(api_key_revoke(f->db, ADA, id, NOW), DB_OK);
    assert_int_equal(find(f, token, NOW), API_KEY_REVOKED);
    assert_int_equal(api_key_revoke(f->db, ADA, id, NOW + 9), DB_NONE);
    assert_string_equal(api_key_name(f->db, ADA, id), "Report");
    assert_null(api_key_name(f->db, BOB, id));
}

/* Those that ended make room; a person's do not count for another. */
static void test_at_most_twenty(void **state)
{
    struct fixture *f = *state;
    const char *token = NULL;
    struct api_key_wish wish = {.user_id = ADA, .name = "One more", .scopes = API_KEY_WRITE};
    make(f, API_KEY_READ, NOW);
    for (int i = 0; i < API_KEYS_MOST; i++)
        make(f, API_KEY_READ, 0);
    assert_int_equal(api_key_make(f->arena, f->db, &wish, NOW, &token), DB_CONFLICT);
    assert_null(token);
    assert_int_equal(api_key_revoke(f->db, ADA, db_integer(f->db, 0, "SELECT max(id) FROM api_key"), NOW), DB_OK);
    assert_int_equal(api_key_make(f->arena, f->db, &wish, NOW, &token), DB_OK);
    assert_int_equal(api_key_make(f->arena, f->db, &wish, NOW, &token), DB_CONFLICT);
    wish.user_id = BOB;
    assert_int_equal(api_key_make(f->arena, f->db, &wish, NOW, &token), DB_OK);
}

static void test_touched_once_a_minute(void **state)
{
    struct fixture *f = *state;
    struct api_key key;
    const char *token = make(f, API_KEY_READ, 0);
    db_end(f->db, true);
    static const struct { int after, noted; } steps[] = {{0, 0}, {59, 0}, {60, 60}, {61, 60}, {120, 120}};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        assert_int_equal(api_key_find(f->arena, f->db, token, NOW, &key), API_KEY_GOOD);
        api_key_touch(f->db, &key, NOW + steps[i].after);
        assert_int_equal(db_integer(f->db, -1, "SELECT last_used_at FROM api_key"), NOW + steps[i].noted);
    }
    api_key_touch(f->db, &(struct api_key){0}, NOW + CLOCK_DAY); /* nobody's */
    assert_int_equal(db_integer(f->db, -1, "SELECT last_used_at FROM api_key"), NOW + 120);
    assert_int_equal(db_begin_write(f->db), DB_OK);
}

static void test_listed(void **state)
{
    struct fixture *f = *state;
    make(f, API_KEY_READ, 0);
    make(f, API_KEY_COACH, NOW + 1);
    make(f, API_KEY_ADMIN, 0);
    api_key_revoke(f->db, ADA, db_integer(f->db, 0, "SELECT max(id) FROM api_key"), NOW);
    cJSON *keys = api_key_list(f->db, ADA, NOW + 2);
    static const struct { int scopes; bool live, revoked; } expected[] = {
        {API_KEY_READ, true, false}, {API_KEY_ADMIN, false, true}, {API_KEY_COACH, false, false}};
    assert_int_equal(cJSON_GetArraySize(keys), 3);
    for (int i = 0; i < 3; i++) {
        const cJSON *key = cJSON_GetArrayItem(keys, i);
        assert_int_equal(json_integer(key, "scopes", 0), expected[i].scopes);
        assert_int_equal(json_bool(key, "live", false), expected[i].live);
        assert_int_equal(json_bool(key, "revoked", false), expected[i].revoked);
        assert_null(json_member(key, "token_hash"));
    }
    assert_int_equal(cJSON_GetArraySize(api_key_list(f->db, BOB, NOW)), 0);
}

/* Ended ones are kept for a while, so that their owner sees what there was. */
static void test_forgotten(void **state)
{
    struct fixture *f = *state;
    make(f, API_KEY_READ, 0);
    make(f, API_KEY_READ, NOW + 1);
    make(f, API_KEY_READ, 0);
    api_key_revoke(f->db, ADA, db_integer(f->db, 0, "SELECT max(id) FROM api_key"), NOW + 2);
    db_end(f->db, true);
    static const struct { int64_t after, left; } steps[] = {{0, 3}, {1, 2}, {2, 1}, {CLOCK_DAY, 1}};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        assert_true(sweep(f->db, NOW + API_KEY_KEPT_DAYS * CLOCK_DAY + steps[i].after));
        assert_int_equal(db_integer(f->db, -1, "SELECT count(*) FROM api_key"), steps[i].left);
    }
    assert_int_equal(db_begin_write(f->db), DB_OK);
}

static void test_goes_with_its_person(void **state)
{
    struct fixture *f = *state;
    const char *token = make(f, API_KEY_READ, 0);
    cJSON *rows = cJSON_GetObjectItemCaseSensitive(export_person(f->db, ADA), "api_key");
    assert_int_equal(cJSON_GetArraySize(rows), 1);
    assert_string_equal(json_string(cJSON_GetArrayItem(rows, 0), "name", ""), "Report");
    assert_null(strstr(json_write(f->arena, rows), "hash"));
    assert_int_equal(erase_person(f->db, ADA, NOW), DB_OK);
    assert_int_equal(db_integer(f->db, -1, "SELECT count(*) FROM api_key"), 0);
    assert_int_equal(find(f, token, NOW), API_KEY_UNKNOWN);
}

static void test_scope_of_a_row(void **state)
{
    (void)state;
    static const struct { struct route route; int scope; } cases[] = {
        {{.method = "GET", .path = "/dashboard", .who = WHO_USER}, SCOPE_READ},
        {{.method = "POST", .path = "/goals", .who = WHO_USER}, SCOPE_WRITE},
        {{.method = "DELETE", .path = "/goals/:id", .who = WHO_USER}, SCOPE_WRITE},
        {{.method = "GET", .path = "/courses", .who = WHO_ANYONE}, SCOPE_READ},
        {{.method = "POST", .path = "/teach/inbox/:id/reply", .who = WHO_INSTRUCTOR}, SCOPE_WRITE},
        {{.method = "POST", .path = "/api/ai/chat", .who = WHO_USER}, SCOPE_COACH},
        {{.method = "GET", .path = "/api/ai/status", .who = WHO_USER}, SCOPE_COACH},
        {{.method = "GET", .path = "/api/aircraft", .who = WHO_USER}, SCOPE_READ},
        {{.method = "POST", .path = "/api/analytics/track", .who = WHO_USER}, SCOPE_ANALYTICS},
        {{.method = "GET", .path = "/api/analytics/report/:type", .who = WHO_ADMIN}, SCOPE_ANALYTICS},
        {{.method = "GET", .path = "/admin/users", .who = WHO_ADMIN}, SCOPE_ADMIN},
        {{.method = "POST", .path = "/teach/reports/:id/close", .who = WHO_ADMIN}, SCOPE_ADMIN},
        {{.method = "GET", .path = "/api/admin/ai/insights", .who = WHO_ADMIN}, SCOPE_ADMIN},
        {{.method = "POST", .path = "/profile/keys", .who = WHO_USER, .no_key = true}, 0},
        {{.method = "POST", .path = "/api/ai/chat", .who = WHO_USER, .no_key = true}, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (route_scope(&cases[i].route) != cases[i].scope)
            fail_msg("%s %s: %d", cases[i].route.method, cases[i].route.path, route_scope(&cases[i].route));
    assert_string_equal(route_scope_name(SCOPE_ANALYTICS), "analytics");
    assert_null(route_scope_name(0));
}

#define WITH_DATABASE(test) cmocka_unit_test_setup_teardown(test, open_fixture, fixture_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_DATABASE(test_found),          WITH_DATABASE(test_only_a_hash_is_stored), WITH_DATABASE(test_wrong),
        WITH_DATABASE(test_ends),           WITH_DATABASE(test_at_most_twenty),        WITH_DATABASE(test_touched_once_a_minute),
        WITH_DATABASE(test_listed),         WITH_DATABASE(test_forgotten),             WITH_DATABASE(test_goes_with_its_person),
        cmocka_unit_test(test_scope_of_a_row)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
