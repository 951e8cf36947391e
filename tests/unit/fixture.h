/* fixture.h - a fresh database of the newest schema in memory's arena, in a write transaction, for tests of the domain.
 *
 * A test fills it and closes it again. Tests that need no database take the arena alone. */
#ifndef NEXUS_FIXTURE_H
#define NEXUS_FIXTURE_H

#include "core/base/arena.h"
#include "core/store/database.h"
#include "core/store/migrate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sodium.h>

#include <cmocka.h>

struct fixture {
    struct arena *arena;
    struct db *db;
};

/* For tests that need no database: the state is an arena that owns the JSON. */
static inline int fixture_arena_open(void **state)
{
    *state = arena_new();
    arena_own_json(*state);
    return 0;
}

static inline int fixture_arena_close(void **state)
{
    arena_own_json(NULL);
    arena_free(*state);
    return 0;
}

static inline struct fixture *fixture_open(void (*fill)(struct db *db))
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    const char *problem = NULL;
    assert_true(sodium_init() >= 0);
    fixture->arena = arena_new();
    arena_own_json(fixture->arena);
    fixture->db = db_open(":memory:", DB_CREATE);
    db_use_arena(fixture->db, fixture->arena);
    if (!migrate_apply(fixture->arena, fixture->db, "db", 0, NULL, &problem))
        fail_msg("%s", problem);
    assert_int_equal(db_begin_write(fixture->db), DB_OK);
    fill(fixture->db);
    return fixture;
}

static inline int fixture_close(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(db_failed(fixture->db), DB_OK);
    db_end(fixture->db, false);
    db_close(fixture->db);
    arena_own_json(NULL);
    arena_free(fixture->arena);
    free(fixture);
    return 0;
}

#endif
