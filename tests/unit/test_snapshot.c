/* test_snapshot.c - reports kept as they were: what is signed, what a link opens and when it no longer does. */
#include "fixture.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "domain/measure/snapshot.h"

#include <string.h>

static struct config config;

static void fill(struct db *db)
{
    db_change(db, "INSERT INTO person (id, email, name, created_at) VALUES (1, 'root@example.org', 'Root', 1)");
}

static int open_it(void **state)
{
    *state = fixture_open(fill);
    return 0;
}

static int64_t keep(struct fixture *at, const char *model)
{
    int64_t id = 0;
    struct snapshot one = {"Autumn", "", "analytics/overview", "/admin/analytics?days=30", model, 1, 100};
    assert_int_equal(snapshot_add(at->arena, at->db, &config, &one, &id), DB_OK);
    return id;
}

static void what_was_kept_comes_back(void **state)
{
    struct fixture *at = *state;
    int64_t id = keep(at, "{\"value\":42}");
    const cJSON *found = snapshot_find(at->arena, at->db, &config, id);
    assert_int_equal(json_integer(json_member(found, "model"), "value", 0), 42);
    assert_null(json_member(found, "signature"));
    assert_int_equal(snapshot_delete(at->db, id, 200), DB_OK);
    assert_null(snapshot_find(at->arena, at->db, &config, id));
    assert_int_equal(snapshot_restore(at->db, id), DB_OK);
    assert_non_null(snapshot_find(at->arena, at->db, &config, id));
}

static void a_changed_row_is_refused(void **state)
{
    struct fixture *at = *state;
    int64_t id = keep(at, "{\"svg\":\"<svg/>\"}");
    db_change(at->db, "UPDATE snapshot SET template = 'analytics/metric' WHERE id = ?1", id);
    assert_null(snapshot_find(at->arena, at->db, &config, id));
    db_change(at->db, "UPDATE snapshot SET template = 'analytics/overview', model = '{\"svg\":\"<script>\"}' WHERE id = ?1", id);
    assert_null(snapshot_find(at->arena, at->db, &config, id));
}

static void a_model_has_a_size(void **state)
{
    struct fixture *at = *state;
    int64_t id = 0;
    char *model = arena_alloc(at->arena, SNAPSHOT_BYTES_MOST + 2);
    memset(model, ' ', SNAPSHOT_BYTES_MOST + 1);
    struct snapshot large = {"Large", "", "analytics/overview", "/admin/analytics", model, 1, 100};
    assert_int_equal(snapshot_add(at->arena, at->db, &config, &large, &id), DB_CONFLICT);
}

static void a_link_ends(void **state)
{
    struct fixture *at = *state;
    int64_t id = keep(at, "{}"), opened = 0;
    const char *token = NULL, *second = NULL;
    assert_int_equal(snapshot_share(at->arena, at->db, id, 100, 200, &token), DB_OK);
    assert_int_equal(snapshot_share(at->arena, at->db, id, 100, 200, &second), DB_OK);
    assert_int_equal(snapshot_share(at->arena, at->db, id + 1, 100, 200, &token), DB_NONE);
    assert_int_equal(snapshot_open(at->arena, at->db, token, 199, &opened), SNAPSHOT_OPEN);
    assert_int_equal(opened, id);
    assert_int_equal(snapshot_open(at->arena, at->db, token, 200, &opened), SNAPSHOT_ENDED);
    assert_int_equal(snapshot_open(at->arena, at->db, "wrong", 150, &opened), SNAPSHOT_UNKNOWN);
    assert_int_equal(snapshot_count_view(at->arena, at->db, token), DB_OK);
    int64_t share = db_integer(at->db, 0, "SELECT id FROM snapshot_share WHERE views = 1");
    assert_int_equal(snapshot_revoke(at->db, id + 1, share, 150), DB_NONE);
    assert_int_equal(snapshot_revoke(at->db, id, share, 150), DB_OK);
    assert_int_equal(snapshot_open(at->arena, at->db, token, 150, &opened), SNAPSHOT_ENDED);
    assert_int_equal(snapshot_open(at->arena, at->db, second, 150, &opened), SNAPSHOT_OPEN);
    for (int i = 2; i < SNAPSHOT_LINKS_MOST; i++)
        assert_int_equal(snapshot_share(at->arena, at->db, id, 100, 200, &token), DB_OK);
    assert_int_equal(snapshot_share(at->arena, at->db, id, 100, 200, &token), DB_CONFLICT);
    assert_int_equal(cJSON_GetArraySize(snapshot_shares(at->db, id)), SNAPSHOT_LINKS_MOST); /* each can be revoked */
    assert_int_equal(snapshot_delete(at->db, id, 160), DB_OK);
    assert_int_equal(snapshot_open(at->arena, at->db, second, 170, &opened), SNAPSHOT_ENDED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_kept_comes_back, open_it, fixture_close),
        cmocka_unit_test_setup_teardown(a_changed_row_is_refused, open_it, fixture_close),
        cmocka_unit_test_setup_teardown(a_model_has_a_size, open_it, fixture_close),
        cmocka_unit_test_setup_teardown(a_link_ends, open_it, fixture_close),
    };
    return cmocka_run_group_tests_name("snapshot", tests, NULL, NULL);
}
