/* test_store.c - the store on a real file: values, rows, transactions, conflicts, read-only views, migrations, backup. */
#include "core/store/database.h"
#include "core/base/json.h"
#include "core/store/migrate.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
    struct arena *arena;
    struct db *db;
    char folder[64], path[80];
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    snprintf(f->folder, sizeof f->folder, "/tmp/nexus-store-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    snprintf(f->path, sizeof f->path, "%s/test.db", f->folder);
    f->arena = arena_new();
    arena_own_json(f->arena);
    f->db = db_open(f->path, DB_CREATE);
    assert_non_null(f->db);
    db_use_arena(f->db, f->arena);
    assert_int_equal(db_begin_write(f->db), DB_OK);
    assert_int_equal(db_script(f->db, "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT UNIQUE, size REAL, flag INTEGER, "
                                      "note TEXT, raw BLOB) STRICT"),
                     DB_OK);
    assert_int_equal(db_end(f->db, true), DB_OK);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    db_close(f->db);
    arena_own_json(NULL);
    arena_free(f->arena);
    char *command = NULL;
    assert_true(asprintf(&command, "rm -rf %s", f->folder) > 0);
    assert_int_equal(system(command), 0);
    free(command);
    free(f);
    return 0;
}

static void add(struct fixture *f, const char *name)
{
    assert_int_equal(db_begin_write(f->db), DB_OK);
    assert_int_equal(db_change(f->db, "INSERT INTO item (name) VALUES (?1)", name), DB_OK);
    assert_int_equal(db_end(f->db, true), DB_OK);
}

static void test_values_come_back_as_they_went(void **state)
{
    struct fixture *f = *state;
    int64_t id = 0;
    const char *none = NULL;
    assert_int_equal(db_begin_write(f->db), DB_OK);
    assert_int_equal(db_insert(f->db, &id, "INSERT INTO item (name, size, flag, note, raw) VALUES (?1, ?2, ?3, ?4, ?5)", "a'b\"c",
                               2.5, true, none, db_blob("\x00\xff", 2)),
                     DB_OK);
    assert_int_equal(db_end(f->db, true), DB_OK);
    cJSON *row = db_row(f->db, "SELECT id, name, size, flag AS \"flag:bool\", note, raw, '[1,2]' AS \"list:json\" FROM item WHERE id = ?1", id);
    assert_non_null(row);
    assert_string_equal(json_string(row, "name", NULL), "a'b\"c");
    assert_true(json_member(row, "size")->valuedouble == 2.5);
    assert_true(cJSON_IsTrue(json_member(row, "flag")));
    assert_true(cJSON_IsNull(cJSON_GetObjectItem(row, "note")));
    assert_string_equal(json_string(row, "raw", NULL), "00ff");
    assert_int_equal(cJSON_GetArraySize(json_member(row, "list")), 2);
}

static void test_empty_answers(void **state)
{
    struct fixture *f = *state;
    assert_null(db_row(f->db, "SELECT * FROM item"));
    assert_int_equal(cJSON_GetArraySize(db_rows(f->db, "SELECT * FROM item")), 0);
    assert_int_equal(db_integer(f->db, 7, "SELECT max(id) FROM item"), 7);
    assert_null(db_text(f->db, "SELECT name FROM item"));
    assert_int_equal(db_failed(f->db), DB_OK);
}

static void test_conflict_is_an_answer(void **state)
{
    struct fixture *f = *state;
    add(f, "once");
    assert_int_equal(db_begin_write(f->db), DB_OK);
    assert_int_equal(db_change(f->db, "INSERT INTO item (name) VALUES (?1)", "once"), DB_CONFLICT);
    assert_int_equal(db_failed(f->db), DB_OK);
    assert_int_equal(db_change(f->db, "INSERT INTO item (name) VALUES (?1)", "twice"), DB_OK); /* the transaction lives */
    assert_int_equal(db_change(f->db, "DELETE FROM item WHERE name = ?1", "never"), DB_NONE);
    assert_int_equal(db_end(f->db, true), DB_OK);
    assert_int_equal(db_integer(f->db, 0, "SELECT count(*) FROM item"), 2);
}

static void test_rolled_back(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(db_begin_write(f->db), DB_OK);
    assert_int_equal(db_change(f->db, "INSERT INTO item (name) VALUES ('gone')"), DB_OK);
    assert_true(db_is_writing(f->db));
    assert_int_equal(db_end(f->db, false), DB_OK);
    assert_int_equal(db_integer(f->db, 0, "SELECT count(*) FROM item"), 0);
}

static void test_reading_can_not_write(void **state)
{
    struct fixture *f = *state;
    assert_true(db_begin_read(f->db));
    assert_int_not_equal(db_script(f->db, "INSERT INTO item (name) VALUES ('sneaky')"), DB_OK);
    db_end(f->db, true);
    db_use_arena(f->db, f->arena);
    assert_int_equal(db_integer(f->db, 0, "SELECT count(*) FROM item"), 0);
}

static void test_a_view_is_one_moment(void **state)
{
    struct fixture *f = *state;
    struct db *other = db_open(f->path, DB_SERVE);
    db_use_arena(other, f->arena);
    assert_true(db_begin_read(other));
    assert_int_equal(db_integer(other, -1, "SELECT count(*) FROM item"), 0);
    add(f, "later");
    assert_int_equal(db_integer(other, -1, "SELECT count(*) FROM item"), 0);
    db_end(other, true);
    assert_int_equal(db_integer(other, -1, "SELECT count(*) FROM item"), 1);
    db_close(other);
}

static void test_queries_are_counted_but_not_begin(void **state)
{
    struct fixture *f = *state;
    db_use_arena(f->db, f->arena);
    assert_true(db_begin_read(f->db));
    db_integer(f->db, 0, "SELECT 1");
    db_integer(f->db, 0, "SELECT 2");
    db_end(f->db, true);
    assert_int_equal(db_query_count(f->db), 2);
}

/* Four processes add one at a time to the same counter: nobody's addition is lost, nobody is refused. */
static void test_writers_queue(void **state)
{
    struct fixture *f = *state;
    enum { WRITERS = 4, EACH = 50 };
    add(f, "counter");
    pid_t children[WRITERS];
    for (int i = 0; i < WRITERS; i++) {
        children[i] = fork();
        if (children[i] != 0)
            continue;
        struct db *db = db_open(f->path, DB_SERVE);
        db_use_arena(db, f->arena);
        int failed = 0;
        for (int n = 0; n < EACH; n++) {
            failed |= db_begin_write(db) != DB_OK;
            int64_t flag = db_integer(db, 0, "SELECT flag FROM item WHERE name = 'counter'");
            failed |= db_change(db, "UPDATE item SET flag = ?1 WHERE name = 'counter'", flag + 1) != DB_OK;
            failed |= db_end(db, true) != DB_OK;
        }
        _exit(failed);
    }
    for (int i = 0; i < WRITERS; i++) {
        int status = 0;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    assert_int_equal(db_integer(f->db, 0, "SELECT flag FROM item WHERE name = 'counter'"), WRITERS * EACH);
}

static void test_steps(void **state)
{
    struct fixture *f = *state;
    add(f, "a");
    add(f, "b");
    struct db_steps *steps = db_steps(f->db, "SELECT id, name FROM item ORDER BY name");
    assert_true(db_steps_next(steps));
    assert_string_equal(db_step_text(steps, 1), "a");
    assert_true(db_steps_next(steps));
    assert_int_equal(db_step_integer(steps, 0), 2);
    assert_false(db_steps_next(steps));
}

static void test_backup_is_whole(void **state)
{
    struct fixture *f = *state;
    add(f, "kept");
    const char *problem = NULL;
    char copy[96];
    snprintf(copy, sizeof copy, "%s/copy.db", f->folder);
    assert_true(db_backup(f->db, copy, &problem));
    struct db *other = db_open(copy, DB_SERVE);
    db_use_arena(other, f->arena);
    assert_string_equal(db_text(other, "SELECT name FROM item"), "kept");
    db_close(other);
    assert_false(db_backup(f->db, "/nonexistent/folder/copy.db", &problem));
    assert_non_null(problem);
}

/* Another connection changes something all the time: the copy is of the moment it began, and ends. */
static void test_backup_ends_among_changes(void **state)
{
    struct fixture *f = *state;
    const char *problem = NULL;
    char copy[96];
    snprintf(copy, sizeof copy, "%s/copy.db", f->folder);
    assert_int_equal(db_begin_write(f->db), DB_OK);
    assert_true(db_change(f->db, "INSERT INTO item (raw) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
                                 " SELECT zeroblob(6000) FROM n") == DB_OK);
    assert_int_equal(db_end(f->db, true), DB_OK);
    pid_t child = fork();
    if (child == 0) {
        alarm(60);
        struct db *own = db_open(f->path, DB_SERVE);
        db_use_arena(own, f->arena);
        for (int64_t i = 0;; i++) {
            db_begin_write(own);
            db_change(own, "UPDATE item SET size = ?1 WHERE id = 1", (double)i);
            db_end(own, true);
        }
    }
    while (db_real(f->db, 0, "SELECT size FROM item WHERE id = 1") < 1)
        ;
    alarm(30); /* else it would not end at all */
    assert_true(db_backup(f->db, copy, &problem));
    alarm(0);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    struct db *other = db_open(copy, DB_SERVE);
    db_use_arena(other, f->arena);
    assert_int_equal(db_integer(other, 0, "SELECT count(*) FROM item"), 2000);
    db_close(other);
}

/* The project's own migrations, first to the first schema with a person in it, then to the newest. */
static void test_migrations(void **state)
{
    struct fixture *f = *state;
    const char *problem = NULL;
    char path[96];
    snprintf(path, sizeof path, "%s/nexus.db", f->folder);
    struct db *db = db_open(path, DB_CREATE);
    db_use_arena(db, f->arena);
    assert_true(migrate_apply(f->arena, db, "db", 1, NULL, &problem));
    assert_int_equal(migrate_version(db), 1);
    assert_int_equal(db_begin_write(db), DB_OK);
    assert_int_equal(db_change(db, "INSERT INTO person (email, name, created_at) VALUES ('a@b.example', 'A', 1)"), DB_OK);
    assert_int_equal(db_end(db, true), DB_OK);
    assert_true(migrate_apply(f->arena, db, "db", 0, NULL, &problem));
    assert_int_equal(migrate_version(db), migrate_newest("db"));
    assert_string_equal(db_text(db, "SELECT name FROM person"), "A");
    assert_true(migrate_apply(f->arena, db, "db", 0, NULL, &problem)); /* again: nothing to do */
    assert_false(migrate_apply(f->arena, db, f->folder, 0, NULL, &problem)); /* an older program */
    assert_non_null(strstr(problem, "newer program"));
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_values_come_back_as_they_went, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_empty_answers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_conflict_is_an_answer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_rolled_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_reading_can_not_write, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_view_is_one_moment, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_queries_are_counted_but_not_begin, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_writers_queue, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_steps, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_backup_is_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_backup_ends_among_changes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_migrations, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
