/* test_search.c - full-text search on the real schema: ranking, marks, prefixes, slips, filters, and that a query is
 * never syntax. */
#include "core/store/search.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/store/migrate.h"
#include "core/store/search_spelling.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

struct fixture {
    struct arena *arena;
    struct db *db;
};

static void add_course(struct db *db, int64_t id, const char *slug, const char *state)
{
    int64_t inserted = 0;
    assert_int_equal(db_insert(db, &inserted,
                               "INSERT INTO course (id, slug, title, state, created_at, updated_at)"
                               " VALUES (?1, ?2, ?2, ?3, 0, 0)", id, slug, state), DB_OK);
}

static int open_search(void **state)
{
    static struct fixture fixture;
    const char *problem = NULL;
    fixture.arena = arena_new();
    arena_own_json(fixture.arena);
    fixture.db = db_open(":memory:", DB_CREATE);
    assert_non_null(fixture.db);
    db_use_arena(fixture.db, fixture.arena);
    if (!migrate_apply(fixture.arena, fixture.db, "db", 0, NULL, &problem))
        fail_msg("%s", problem);
    assert_int_equal(db_begin_write(fixture.db), DB_OK);
    add_course(fixture.db, 1, "git", "published");
    add_course(fixture.db, 2, "sql", "draft");
    assert_int_equal(search_put(fixture.db, "course", 1, 1, "en", "Git from the inside", "Branches, merging and a caf\xC3\xA9"), DB_OK);
    assert_int_equal(search_put(fixture.db, "lesson", 1, 1, "en", "Branching", "A branch is a pointer <b>\x02x & y"), DB_OK);
    assert_int_equal(search_put(fixture.db, "lesson", 2, 1, "en", "Repositories", "The repository is a folder, the pointer moves"), DB_OK);
    assert_int_equal(search_put(fixture.db, "lesson", 3, 2, "fr", "Jointures", "La jointure et le pointer"), DB_OK);
    assert_int_equal(db_end(fixture.db, true), DB_OK);
    *state = &fixture;
    return 0;
}

static int close_search(void **state)
{
    struct fixture *fixture = *state;
    db_close(fixture->db);
    arena_own_json(NULL);
    arena_free(fixture->arena);
    return 0;
}

static char *found(struct fixture *fixture, const char *query, const struct search_filter *filter)
{
    cJSON *result = search_find(fixture->arena, fixture->db, query, filter, 10, 0), *row;
    struct text text = text_in(fixture->arena);
    cJSON_ArrayForEach(row, json_member(result, "rows"))
        text_printf(&text, "%s%s%d", text.length > 0 ? " " : "", json_string(row, "kind", ""),
                    (int)json_integer(row, "subject", 0));
    const char *corrected = json_string(result, "corrected", NULL);
    if (corrected != NULL)
        text_printf(&text, " (%s)", corrected);
    assert_int_equal(db_failed(fixture->db), DB_OK);
    return arena_strdup(fixture->arena, text_string(&text));
}

static const struct {
    const char *query, *found;
} cases[] = {
    {"branch", "lesson1 course1"}, {"branching", "lesson1 course1"}, {"BRANCHES!", "lesson1 course1"},
    {"pointer", "lesson1 lesson2"}, {"pointer folder", "lesson2"}, {"cafe", "course1"}, {"caf\xC3\xA9", "course1"},
    {"repo", "lesson2"}, {"re", ""}, {"repo folder", ""}, {"repositry", "lesson2 (repository)"},
    {"repsoitory", "lesson2 (repository)"}, {"piontre folder", ""}, {"poitner folder", "lesson2 (pointer folder)"},
    {"xointer", "lesson1 lesson2 (pointer)"}, {"zzzzzz", ""}, {"", ""}, {"  ", ""}, {"\"", ""}, {"*", ""},
    {"title:git", ""}, {"git OR nothing", ""}, {"git AND inside", "course1"}, {"git AND branch", "course1"}, {"NEAR(git inside)", ""}, {"git*", "course1"},
    {"-git", "course1"}, {"^git", "course1"}, {"\"git", "course1"}, {"git'; DROP", ""}, {"{git}", "course1"},
    {"inside git", "course1"}, {"\xFF", ""}, {"\xE2\x80\x9Cgit\xE2\x80\x9D", "course1"}, {"jointure", ""},
};

static void test_found(void **state)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *got = found(*state, cases[i].query, NULL);
        if (strcmp(got, cases[i].found) != 0)
            fail_msg("%s: %s, expected %s", cases[i].query, got, cases[i].found);
    }
}

static void test_marks_are_the_only_html(void **state)
{
    struct fixture *fixture = *state;
    cJSON *result = search_find(fixture->arena, fixture->db, "branch", NULL, 10, 0);
    const cJSON *first = cJSON_GetArrayItem(json_member(result, "rows"), 0);
    assert_string_equal(json_string(first, "title_html", ""), "<mark>Branching</mark>");
    assert_string_equal(json_string(first, "snippet_html", ""),
                        "A <mark>branch</mark> is a pointer &lt;b&gt; x &amp; y");
    assert_true(cJSON_GetNumberValue(json_member(first, "score")) > 0);
}

static void test_filters(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(found(fixture, "pointer", &(struct search_filter){.unpublished = true}), "lesson3 lesson1 lesson2");
    assert_string_equal(found(fixture, "pointer", &(struct search_filter){.unpublished = true, .language = "fr"}), "lesson3");
    assert_string_equal(found(fixture, "pointer", &(struct search_filter){.course_id = 2}), "");
    assert_string_equal(found(fixture, "branch", &(struct search_filter){.kind = "course"}), "course1");
    cJSON *page = search_find(fixture->arena, fixture->db, "pointer", NULL, 1, 0);
    assert_true(json_bool(page, "more", false));
    assert_int_equal(cJSON_GetArraySize(json_member(page, "rows")), 1);
    page = search_find(fixture->arena, fixture->db, "pointer", NULL, 1, 1);
    assert_false(json_bool(page, "more", true));
}

static void test_replaced_and_removed(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(db_begin_write(fixture->db), DB_OK);
    assert_int_equal(search_put(fixture->db, "lesson", 2, 1, "en", "Repositories", "nothing more"), DB_OK);
    assert_int_equal(search_remove(fixture->db, "lesson", 1), DB_OK);
    assert_int_equal(search_remove(fixture->db, "lesson", 1), DB_NONE);
    assert_int_equal(db_end(fixture->db, true), DB_OK);
    assert_string_equal(found(fixture, "folder", NULL), "");
    assert_string_equal(found(fixture, "pointer", NULL), "");
    assert_string_equal(found(fixture, "nothing", NULL), "lesson2");
}

static const struct {
    const char *a, *b;
    unsigned distance;
} distances[] = {
    {"", "", 0}, {"a", "", 1}, {"git", "git", 0}, {"git", "gti", 1}, {"git", "got", 1}, {"git", "gits", 1},
    {"kitten", "sitting", 3}, {"ca", "abc", 3}, {"repository", "repsoitry", 2}, {"caf\xC3\xA9", "cafe", 1},
};

static void test_distance(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(distances); i++)
        assert_int_equal(search_distance(distances[i].a, distances[i].b, 3), distances[i].distance);
    assert_int_equal(search_distance("kitten", "sitting", 1), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_found, open_search, close_search),
        cmocka_unit_test_setup_teardown(test_marks_are_the_only_html, open_search, close_search),
        cmocka_unit_test_setup_teardown(test_filters, open_search, close_search),
        cmocka_unit_test_setup_teardown(test_replaced_and_removed, open_search, close_search),
        cmocka_unit_test(test_distance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
