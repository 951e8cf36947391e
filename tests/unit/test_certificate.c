/* test_certificate.c - certificates are issued once, keep what they said, and are found as people type their codes. */
#include "core/base/json.h"
#include "domain/learning/certificate.h"
#include "fixture.h"

#include <stdio.h>
#include <string.h>

static void fill(struct db *db)
{
    db_change(db, "INSERT INTO person (id, email, name, created_at) VALUES (1, 'a@b.c', 'Ada', 1)");
    db_change(db, "INSERT INTO course (id, slug, title, minutes, created_at, updated_at) VALUES (2, 's', 'Git', 90, 1, 1)");
}

static int setup(void **state)
{
    *state = fixture_open(fill);
    return 0;
}

static void test_issue_once(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(certificate_issue(f->db, 1, 2, 1000), DB_OK);
    db_change(f->db, "UPDATE person SET name = 'Grace' WHERE id = 1");
    assert_int_equal(certificate_issue(f->db, 1, 2, 2000), DB_OK);
    cJSON *list = certificate_list(f->db, 1);
    assert_int_equal(cJSON_GetArraySize(list), 1);
    const cJSON *row = cJSON_GetArrayItem(list, 0);
    assert_string_equal(json_string(row, "name", ""), "Ada");
    assert_int_equal(json_integer(row, "issued_at", 0), 1000);
    assert_int_equal(certificate_issue(f->db, 1, 99, 1000), DB_NONE);
    assert_int_equal(certificate_issue(f->db, 99, 2, 1000), DB_NONE);
}

static void test_find(void **state)
{
    struct fixture *f = *state;
    certificate_issue(f->db, 1, 2, 1000);
    char *code = arena_strdup(f->arena, json_string(cJSON_GetArrayItem(certificate_list(f->db, 1), 0), "code", ""));
    assert_int_equal(strlen(code), 14);
    assert_int_equal(code[4], '-');
    char typed[16];
    snprintf(typed, sizeof typed, "%.4s %.4s%.4s", code, code + 5, code + 10);
    for (char *c = typed; *c != '\0'; c++)
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
    assert_string_equal(json_string(certificate_find(f->arena, f->db, typed), "code", ""), code);
    assert_null(certificate_find(f->arena, f->db, "AAAA-AAAA-AAAA"));
    assert_null(certificate_find(f->arena, f->db, "AAAA-AAAA-AAA"));
    assert_null(certificate_find(f->arena, f->db, "AAAA-AAAA-AAAAA"));
    assert_null(certificate_find(f->arena, f->db, "../../../../etc"));
}

static void test_revoke(void **state)
{
    struct fixture *f = *state;
    certificate_issue(f->db, 1, 2, 1000);
    char *code = arena_strdup(f->arena, json_string(cJSON_GetArrayItem(certificate_list(f->db, 1), 0), "code", ""));
    int64_t id = json_integer(certificate_find(f->arena, f->db, code), "id", 0);
    assert_int_equal(certificate_revoke(f->db, id, "copied", 3000), DB_OK);
    assert_int_equal(certificate_revoke(f->db, id, "again", 4000), DB_NONE);
    cJSON *row = certificate_find(f->arena, f->db, code);
    assert_true(json_bool(row, "revoked", false));
    assert_string_equal(json_string(row, "revoke_reason", ""), "copied");
    assert_int_equal(certificate_issue(f->db, 1, 2, 5000), DB_OK);
    assert_true(json_bool(certificate_find(f->arena, f->db, code), "revoked", false));
    assert_int_equal(certificate_restore(f->db, id), DB_OK);
    assert_false(json_bool(certificate_find(f->arena, f->db, code), "revoked", true));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(test_issue_once, setup, fixture_close),
                                       cmocka_unit_test_setup_teardown(test_find, setup, fixture_close),
                                       cmocka_unit_test_setup_teardown(test_revoke, setup, fixture_close)};
    return cmocka_run_group_tests_name("certificate", tests, NULL, NULL);
}
