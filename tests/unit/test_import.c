/* test_import.c - courses into the real schema, in a temporary folder: what a first import makes, that a second changes
 * nothing, that progress outlives edits, what is refused, and that an export comes back the same. */
#include "domain/catalog/import.h"

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/store/migrate.h"
#include "core/store/search.h"
#include "domain/catalog/export.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
    struct arena *arena;
    struct db *db;
    struct config config;
    char folder[64];
    struct import_report report;
};

static void put(struct fixture *fixture, const char *name, const char *content)
{
    const char *path = arena_printf(fixture->arena, "%s/%s", fixture->folder, name);
    assert_true(file_make_folder(arena_strndup(fixture->arena, path, (size_t)(strrchr(path, '/') - path))));
    assert_true(file_write(fixture->arena, path, content, strlen(content)));
}

static void drop(struct fixture *fixture, const char *name)
{
    assert_int_equal(remove(arena_printf(fixture->arena, "%s/%s", fixture->folder, name)), 0);
}

#define LESSON_ONE "---\ntitle: One\nminutes: 4\npreview: true\n---\nText with ![a picture](../images/a.svg) and [two](02-two.md#x).\n"
#define LESSON_TWO "---\ntitle: Two\n---\n## X\n\nThe zebra. [quiz](03-test.quiz.yaml) [gone](nowhere.md) [m](../02-more/01-one.md)\n"
#define SVG "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 20\"><path d=\"M0 0\"/></svg>"
#define COURSE                                                                                                         \
    "---\ntitle: A course\nsubtitle: Small\nlevel: advanced\nlanguage: en\nskills: [Zeal, art]\ncover: images/a.svg\n" \
    "price: \"12.50\"\ncurrency: EUR\ninstructors: [teacher@example.org]\nstate: published\n---\nWelcome, **all**.\n"
#define QUIZ                                                                                                           \
    "title: Test\nintro: |\n  An intro.\npass: 60\nshuffle: true\nquestions:\n"                                        \
    "  - key: one\n    kind: single\n    prompt: Which?\n    options:\n"                                              \
    "      - {text: 'This `one`', correct: true}\n      - {text: That, feedback: No.}\n"                               \
    "  - key: two\n    kind: true_false\n    points: 2\n    prompt: So?\n    answer: true\n    feedback: Yes.\n"        \
    "  - key: three\n    kind: blank\n    prompt: |\n      Type `git ____ x` and ____.\n    blanks: [[log, Log], [1.10]]\n" \
    "  - {key: four, kind: numeric, prompt: How many?, answer: 3.5, tolerance: 0.1, unit: kB}\n"                       \
    "  - {key: five, kind: matching, prompt: Match, pairs: [{left: a, right: b}, {left: c, right: d}], distractors: [e]}\n" \
    "  - {key: six, kind: ordering, prompt: Order, items: [first, second]}\n"                                          \
    "  - {key: seven, kind: short, prompt: Say, accept: [yes, true]}\n"

static void put_course(struct fixture *fixture)
{
    put(fixture, "tiny/course.md", COURSE);
    put(fixture, "tiny/01-start/module.md", "---\ntitle: Start\nsummary: The start.\n---\n");
    put(fixture, "tiny/01-start/01-one.md", LESSON_ONE);
    put(fixture, "tiny/01-start/02-two.md", LESSON_TWO);
    put(fixture, "tiny/01-start/03-test.quiz.yaml", QUIZ);
    put(fixture, "tiny/02-more/module.md", "---\ntitle: More\n---\n");
    put(fixture, "tiny/02-more/01-one.md", "---\ntitle: One again\n---\n[first](../01-start/01-one.md)\n");
    put(fixture, "tiny/images/a.svg", SVG);
}

static int open_all(void **state)
{
    static struct fixture fixture;
    const char *problem = NULL;
    int64_t id = 0;
    memset(&fixture, 0, sizeof fixture);
    fixture.arena = arena_new();
    memcpy(fixture.folder, "/tmp/nexus-import-XXXXXX", 25);
    assert_non_null(mkdtemp(fixture.folder));
    fixture.config = (struct config){.data = fixture.folder, .language = "en", .currency = "ZAR"};
    assert_true(file_make_folder(arena_printf(fixture.arena, "%s/assets", fixture.folder)));
    assert_true(file_make_folder(arena_printf(fixture.arena, "%s/temporary", fixture.folder)));
    fixture.db = db_open(":memory:", DB_CREATE);
    arena_own_json(fixture.arena);
    db_use_arena(fixture.db, fixture.arena);
    assert_true(migrate_apply(fixture.arena, fixture.db, "db", 0, NULL, &problem));
    db_begin_write(fixture.db);
    assert_int_equal(db_insert(fixture.db, &id, "INSERT INTO person (email, name, created_at) VALUES ('teacher@example.org', 'T', 0)"), DB_OK);
    db_end(fixture.db, true);
    put_course(&fixture);
    *state = &fixture;
    return 0;
}

static int remove_one(const char *path, const struct stat *about, int flag, struct FTW *walk)
{
    (void)about, (void)flag, (void)walk;
    return remove(path);
}

static int close_all(void **state)
{
    struct fixture *fixture = *state;
    db_close(fixture->db);
    arena_own_json(NULL);
    arena_free(fixture->arena);
    nftw(fixture->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return 0;
}

static bool import(struct fixture *fixture, const char *name)
{
    fixture->report = (struct import_report){0};
    return import_course(fixture->arena, fixture->db, &fixture->config,
                         arena_printf(fixture->arena, "%s/%s", fixture->folder, name), &fixture->report);
}

/* "new changed unchanged removed refused notes" */
static const char *counts(struct fixture *fixture)
{
    const unsigned *count = fixture->report.counts;
    return arena_printf(fixture->arena, "%u %u %u %u %u %u", count[IMPORT_NEW], count[IMPORT_CHANGED], count[IMPORT_UNCHANGED],
                        count[IMPORT_REMOVED], count[IMPORT_REFUSED], count[IMPORT_NOTE]);
}

static bool said(struct fixture *fixture, enum import_change change, const char *path, int line, const char *text)
{
    for (const struct import_line *said = fixture->report.first; said != NULL; said = said->next) {
        if (said->change == change && strstr(said->path, path) != NULL && said->line == line && strstr(said->text, text) != NULL)
            return true;
    }
    return false;
}

static const char *one(struct fixture *fixture, cJSON *row)
{
    return row == NULL ? "none" : json_write(fixture->arena, row);
}

static void test_first_import(void **state)
{
    struct fixture *fixture = *state;
    assert_true(import(fixture, "tiny"));
    assert_string_equal(counts(fixture), "8 0 0 0 0 1"); /* course, file, 2 modules, 3 lessons, quiz; the link to nowhere */
    assert_true(said(fixture, IMPORT_NOTE, "01-start/02-two.md", 0, "nowhere.md"));
    assert_string_equal(one(fixture, db_row(fixture->db,
        "SELECT slug, kind, title, level, price, currency, state, lesson_count, minutes, description_html FROM course")),
        "{\"slug\":\"tiny\",\"kind\":\"course\",\"title\":\"A course\",\"level\":\"advanced\",\"price\":1250,"
        "\"currency\":\"EUR\",\"state\":\"published\",\"lesson_count\":4,\"minutes\":13,"
        "\"description_html\":\"<p>Welcome, <strong>all</strong>.</p>\\n\"}");
    const char *html = db_text(fixture->db, "SELECT html FROM lesson WHERE slug = 'one'");
    assert_non_null(strstr(html, "width=\"40\" height=\"20\""));
    assert_non_null(strstr(html, "<a href=\"/courses/tiny/two#x\">two</a>"));
    html = db_text(fixture->db, "SELECT html FROM lesson WHERE slug = 'two'");
    assert_non_null(strstr(html, "<a href=\"/courses/tiny/test\">quiz</a> gone <a href=\"/courses/tiny/more-one\">m</a>"));
    assert_non_null(strstr(db_text(fixture->db, "SELECT html FROM lesson WHERE slug = 'more-one'"), "/courses/tiny/one\""));
    assert_int_equal(db_integer(fixture->db, 0, "SELECT count(*) FROM course_skill"), 2);
    assert_int_equal(db_integer(fixture->db, 0, "SELECT count(*) FROM course_instructor"), 1);
    cJSON *found = search_find(fixture->arena, fixture->db, "zebra", NULL, 5, 0);
    assert_int_equal(cJSON_GetArraySize(json_member(found, "rows")), 1);
}

static const struct {
    const char *key, *body;
} bodies[] = {
    {"one", "{\"options\":[{\"id\":\"a\",\"html\":\"This <code>one</code>\",\"correct\":true,\"feedback\":\"\"},"
            "{\"id\":\"b\",\"html\":\"That\",\"correct\":false,\"feedback\":\"No.\"}]}"},
    {"two", "{\"answer\":true}"},
    {"three", "{\"blanks\":[[\"log\",\"Log\"],[\"1.10\"]]}"},
    {"four", "{\"answer\":3.5,\"tolerance\":0.1,\"unit\":\"kB\"}"},
    {"five", "{\"pairs\":[{\"id\":\"a\",\"left\":\"a\",\"right\":\"b\"},{\"id\":\"b\",\"left\":\"c\",\"right\":\"d\"}],"
             "\"distractors\":[\"e\"]}"},
    {"six", "{\"items\":[{\"id\":\"a\",\"html\":\"first\"},{\"id\":\"b\",\"html\":\"second\"}]}"},
    {"seven", "{\"accept\":[\"yes\",\"true\"]}"},
};

static void test_questions(void **state)
{
    struct fixture *fixture = *state;
    assert_true(import(fixture, "tiny"));
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        assert_string_equal(db_text(fixture->db, "SELECT body FROM question WHERE key = ?1", bodies[i].key), bodies[i].body);
    assert_string_equal(db_text(fixture->db, "SELECT prompt FROM question WHERE key = 'three'"),
                        "<p>Type <code>git \xEE\x80\x80 x</code> and \xEE\x80\x80.</p>\n");
    assert_string_equal(one(fixture, db_row(fixture->db, "SELECT pass_percent, time_limit, attempts_most, shuffle, draw FROM quiz")),
                        "{\"pass_percent\":60,\"time_limit\":0,\"attempts_most\":0,\"shuffle\":1,\"draw\":0}");
}

static void test_again_changes_nothing(void **state)
{
    struct fixture *fixture = *state;
    assert_true(import(fixture, "tiny"));
    assert_true(import(fixture, "tiny"));
    assert_string_equal(counts(fixture), "0 0 8 0 0 1");
}

static void test_one_edit_is_one_change(void **state)
{
    struct fixture *fixture = *state;
    assert_true(import(fixture, "tiny"));
    put(fixture, "tiny/01-start/01-one.md", "---\ntitle: One\n---\nOther words.\n");
    assert_true(import(fixture, "tiny"));
    assert_string_equal(counts(fixture), "0 1 7 0 0 1"); /* the picture is still the cover */
}

static void learn(struct fixture *fixture, const char *slug)
{
    int64_t lesson = db_integer(fixture->db, 0, "SELECT id FROM lesson WHERE slug = ?1", slug);
    assert_int_equal(db_change(fixture->db,
        "INSERT INTO lesson_progress (user_id, lesson_id, course_id, opened_at, seen_at, completed_at) VALUES (1, ?1, 1, 5, 5, 7)",
        lesson), DB_OK);
}

static const char *enrolment(struct fixture *fixture)
{
    return one(fixture, db_row(fixture->db, "SELECT state, lessons_done, completed_at FROM enrolment"));
}

static void test_progress_stays(void **state)
{
    struct fixture *fixture = *state;
    assert_true(import(fixture, "tiny"));
    db_begin_write(fixture->db);
    assert_int_equal(db_change(fixture->db, "INSERT INTO enrolment (user_id, course_id, lessons_done, enrolled_at, active_at)"
                                            " VALUES (1, 1, 3, 0, 0)"), DB_OK);
    learn(fixture, "one");
    learn(fixture, "two");
    learn(fixture, "test");
    assert_int_equal(db_end(fixture->db, true), DB_OK);
    int64_t two = db_integer(fixture->db, 0, "SELECT id FROM lesson WHERE slug = 'two'");
    drop(fixture, "tiny/01-start/02-two.md");
    put(fixture, "tiny/01-start/01-one.md", "---\ntitle: One, better\n---\nText.\n");
    assert_true(import(fixture, "tiny"));
    assert_string_equal(enrolment(fixture), "{\"state\":\"active\",\"lessons_done\":2,\"completed_at\":null}");
    assert_true(said(fixture, IMPORT_REMOVED, "two", 0, "Two"));
    assert_int_equal(db_integer(fixture->db, 0, "SELECT lesson_count FROM course"), 3);
    put(fixture, "tiny/01-start/09-two.md", LESSON_TWO);
    drop(fixture, "tiny/02-more/01-one.md");
    assert_true(import(fixture, "tiny"));
    assert_int_equal(db_integer(fixture->db, 0, "SELECT id FROM lesson WHERE slug = 'two' AND removed_at IS NULL"), two);
    assert_string_equal(enrolment(fixture), "{\"state\":\"completed\",\"lessons_done\":3,\"completed_at\":7}");
    assert_int_equal(db_integer(fixture->db, 0, "SELECT count(*) FROM module WHERE removed_at IS NOT NULL"), 1);
}

static void test_question_versions(void **state)
{
    struct fixture *fixture = *state;
    assert_true(import(fixture, "tiny"));
    put(fixture, "tiny/01-start/03-test.quiz.yaml",
        "title: Test\nquestions:\n  - {key: two, kind: true_false, points: 2, prompt: So then?, answer: true}\n"
        "  - {key: four, kind: numeric, prompt: How many?, answer: many}\n");
    assert_true(import(fixture, "tiny"));
    assert_true(said(fixture, IMPORT_REFUSED, "03-test.quiz.yaml", 4, "\"four\": answer must be a number"));
    assert_int_equal(db_integer(fixture->db, 0, "SELECT version FROM question WHERE key = 'two' AND retired_at IS NULL"), 2);
    assert_int_equal(db_integer(fixture->db, 0, "SELECT version FROM question WHERE key = 'four' AND retired_at IS NULL"), 1);
    assert_int_equal(db_integer(fixture->db, 0, "SELECT count(*) FROM question WHERE retired_at IS NULL"), 2);
    put(fixture, "tiny/01-start/03-test.quiz.yaml", QUIZ);
    assert_true(import(fixture, "tiny"));
    assert_int_equal(db_integer(fixture->db, 0, "SELECT count(*) FROM question WHERE retired_at IS NULL"), 7);
    assert_int_equal(db_integer(fixture->db, 0, "SELECT version FROM question WHERE key = 'one' AND retired_at IS NULL"), 1);
}

static const struct {
    const char *name, *content, *said;
    int line;
} faults[] = {
    {"01-start/01-one.md", "---\ntitle: One\ntitle: Two\n---\n", "stands here twice", 0},
    {"01-start/01-one.md", "---\nminutes: 3\n---\n", "needs a title", 1},
    {"01-start/01-one.md", "---\ntitle: a\xFF\n---\n", "UTF-8", 0},
    {"images/a.svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "event handlers", 0},
    {"images/a.svg", "<svg><script>1</script></svg>", "scripts", 0},
    {"images/a.svg", "<svg><image href=\"https://example.org/x.png\"/></svg>", "outside", 0},
    {"images/a.svg", "<svg><style>a{fill:url(http://x)}</style></svg>", "url()", 0},
    {"images/a.svg", "GIF89a", "not what its ending says", 0},
    {"01-start/03-test.quiz.yaml", "title: x\n", "must be a list", 0},
    {"01-start/03-test.quiz.yaml", "questions:\n  - {kind: single}\n", "needs a key", 2},
    {"01-start/03-test.quiz.yaml", "questions:\n  - {key: a, kind: odd, prompt: b}\n", "kind must be", 2},
    {"01-start/03-test.quiz.yaml", "questions:\n  - {key: a, kind: blank, prompt: b, blanks: [x]}\n", "0 gaps", 2},
    {"01-start/03-test.quiz.yaml", "questions:\n  - key: a\n    kind: single\n    prompt: b\n    options: [{text: c}, {text: d}]\n",
     "no option is correct", 5},
};

static void test_faults(void **state)
{
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        const char *path = arena_printf(fixture->arena, "tiny/%s", faults[i].name);
        put_course(fixture);
        put(fixture, path, faults[i].content);
        import(fixture, "tiny");
        if (!said(fixture, IMPORT_REFUSED, faults[i].name, faults[i].line, faults[i].said))
            fail_msg("%s: \"%s\" was not said", faults[i].name, faults[i].said);
    }
    assert_false(import(fixture, "nothing"));
    put(fixture, "tiny/course.md", "---\nsubtitle: x\n---\n");
    assert_false(import(fixture, "tiny"));
}

static void test_nothing_from_outside(void **state)
{
    struct fixture *fixture = *state;
    put(fixture, "secret.txt", "secret");
    put(fixture, "tiny/01-start/01-one.md", "---\ntitle: One\n---\n[a](../../secret.txt) ![b](../images/link.svg) [c](%2e%2e/%2e%2e/secret.txt)\n");
    assert_int_equal(symlink("../../secret.txt", arena_printf(fixture->arena, "%s/tiny/images/link.svg", fixture->folder)), 0);
    assert_true(import(fixture, "tiny"));
    assert_string_equal(db_text(fixture->db, "SELECT html FROM lesson WHERE slug = 'one'"), "<p>a b c</p>\n");
}

static void test_round_trip(void **state)
{
    struct fixture *fixture = *state;
    const char *problem = NULL, *folder = arena_printf(fixture->arena, "%s/copy", fixture->folder);
    assert_true(import(fixture, "tiny"));
    if (!export_course(fixture->arena, fixture->db, &fixture->config, "tiny", folder, &problem))
        fail_msg("%s", problem);
    assert_true(import(fixture, "copy"));
    assert_string_equal(counts(fixture), "0 0 8 0 0 1");
    assert_false(export_course(fixture->arena, fixture->db, &fixture->config, "tiny", folder, &problem));
    assert_false(export_course(fixture->arena, fixture->db, &fixture->config, "none", "x", &problem));
}

static void test_pages(void **state)
{
    struct fixture *fixture = *state;
    put(fixture, "my-notes/01-intro.md", "# The *intro*\n\nSee [b](deep/b.md).\n");
    put(fixture, "my-notes/deep/b.md", "No heading. ![x](../pic.svg)\n");
    put(fixture, "my-notes/pic.svg", SVG);
    assert_true(import(fixture, "my-notes"));
    assert_string_equal(one(fixture, db_row(fixture->db, "SELECT slug, title, state, lesson_count FROM course")),
                        "{\"slug\":\"my-notes\",\"title\":\"My notes\",\"state\":\"draft\",\"lesson_count\":2}");
    assert_string_equal(one(fixture, db_row(fixture->db, "SELECT title, html FROM lesson WHERE slug = 'intro'")),
                        "{\"title\":\"The intro\",\"html\":\"<p>See <a href=\\\"/courses/my-notes/b\\\">b</a>.</p>\\n\"}");
    assert_non_null(strstr(db_text(fixture->db, "SELECT html FROM lesson WHERE slug = 'b'"), "<img src=\"/assets/"));
    assert_true(import(fixture, "my-notes"));
    assert_string_equal(counts(fixture), "0 0 6 0 0 0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_first_import, open_all, close_all),
        cmocka_unit_test_setup_teardown(test_questions, open_all, close_all),
        cmocka_unit_test_setup_teardown(test_again_changes_nothing, open_all, close_all),
        cmocka_unit_test_setup_teardown(test_one_edit_is_one_change, open_all, close_all),
        cmocka_unit_test_setup_teardown(test_progress_stays, open_all, close_all),
        cmocka_unit_test_setup_teardown(test_question_versions, open_all, close_all),
        cmocka_unit_test_setup_teardown(test_faults, open_all, close_all),
        cmocka_unit_test_setup_teardown(test_nothing_from_outside, open_all, close_all),
        cmocka_unit_test_setup_teardown(test_round_trip, open_all, close_all),
        cmocka_unit_test_setup_teardown(test_pages, open_all, close_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
