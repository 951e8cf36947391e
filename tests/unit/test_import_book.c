/* test_import_book.c - mdBooks and archives: the outline, includes, hidden lines and links on their own, then a small book
 * as a folder and as a zip, and zips that must be refused. */
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/store/migrate.h"
#include "domain/catalog/import_book.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

struct fixture {
    struct arena *arena;
    struct db *db;
    struct config config;
    char folder[64];
    struct import_report report;
    struct import_job job;
    struct book book;
};

static char *in_folder(struct fixture *fixture, const char *name)
{
    return arena_printf(fixture->arena, "%s/%s", fixture->folder, name);
}

static void put(struct fixture *fixture, const char *name, const char *content)
{
    const char *path = in_folder(fixture, name);
    assert_true(file_make_folder(arena_strndup(fixture->arena, path, (size_t)(strrchr(path, '/') - path))));
    assert_true(file_write(fixture->arena, path, content, strlen(content)));
}

static int open_all(void **state)
{
    static struct fixture fixture;
    static struct book_chapter chapters[] = {{"guide/b.md", "part/guide-b.md", NULL}, {"guide/README.md", "part/guide.md", NULL},
                                             {"a.md", "intro/a.md", NULL}};
    const char *problem = NULL;
    memset(&fixture, 0, sizeof fixture);
    chapters[0].next = &chapters[1];
    chapters[1].next = &chapters[2];
    fixture.arena = arena_new();
    memcpy(fixture.folder, "/tmp/nexus-book-XXXXXX", 23);
    assert_non_null(mkdtemp(fixture.folder));
    fixture.config = (struct config){.data = fixture.folder, .language = "en", .currency = "ZAR"};
    assert_true(file_make_folder(in_folder(&fixture, "assets")) && file_make_folder(in_folder(&fixture, "temporary")));
    fixture.db = db_open(":memory:", DB_CREATE);
    arena_own_json(fixture.arena);
    db_use_arena(fixture.db, fixture.arena);
    assert_true(migrate_apply(fixture.arena, fixture.db, "db", 0, NULL, &problem));
    fixture.job = (struct import_job){.arena = fixture.arena, .config = &fixture.config, .report = &fixture.report,
                                      .root = in_folder(&fixture, "book/src")};
    fixture.book = (struct book){.job = &fixture.job, .folder = in_folder(&fixture, "book"), .chapters = chapters};
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

static void test_summary(void **state)
{
    static const char summary[] = "# Summary\n\n[Intro](./README.md)\n\n# Part *one*\n\n- [A `b` [c]](a.md)\n    * [B](<b c.md>)\n"
                                  "    - [Draft]()\n- [C](c%20d.md \"t\")\n---\n<!--\n- [no](no.md)\n-->\nodd\n[End](../x.md)\n";
    struct fixture *fixture = *state;
    struct text text = text_in(fixture->arena);
    for (struct summary_entry *entry = summary_read(fixture->arena, summary, strlen(summary)); entry != NULL; entry = entry->next)
        text_printf(&text, "%d%d %s|%s|%d\n", entry->kind, entry->level, entry->title, entry->path == NULL ? "-" : entry->path, entry->line);
    assert_string_equal(text_string(&text), "20 Intro|README.md|3\n00 Part one|-|5\n10 A b [c]|a.md|7\n11 B|b c.md|8\n"
                                            "11 Draft|-|9\n10 C|c d.md|10\n30 odd|-|15\n20 End|-|16\n");
}

static const struct {
    const char *text, *included;
} includes[] = {
    {"a {{#include x.txt}} b", "a 1\n2\n3\n4 b"}, {"{{#include x.txt:2}}", "2"}, {"{{#include x.txt:2:3}}", "2\n3"},
    {"{{#include x.txt::2}}", "1\n2"}, {"{{#include x.txt:3:}}", "3\n4"}, {"{{#rustdoc_include ../../code/y.rs:one}}", "let a;"},
    {"{{#include ../../code/y.rs}}", "fn main() {\nlet a;\n}"}, {"\\{{#include x.txt}}", "{{#include x.txt}}"},
    {"{{#title T}}x", "x"}, {"{{#include}}", "{{#include}}"}, {"{{#unknown z}}", "{{#unknown z}}"}, {"{{#include x", "{{#include x"},
    {"{{#include none.txt}}", ""}, {"{{#include ../../../secret.txt}}", ""}, {"{{#playground x.txt:1}}", "```rust\n1\n```"},
    {"{{#include loop.txt}}", ""},
};

static void test_includes(void **state)
{
    struct fixture *fixture = *state;
    put(fixture, "book/src/guide/x.txt", "1\n2\n3\n4\n");
    put(fixture, "book/src/guide/loop.txt", "{{#include loop.txt}}");
    put(fixture, "book/code/y.rs", "fn main() {\n// ANCHOR: one\nlet a;\n// ANCHOR_END: one\n}\n");
    put(fixture, "secret.txt", "secret");
    for (size_t i = 0; i < COUNT(includes); i++)
        assert_string_equal(book_include(&fixture->book, "guide/b.md", includes[i].text), includes[i].included);
}

static void test_hidden_lines(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(book_unhide(fixture->arena, "# T\n```rust,ignore\n# use a;\n#\n#[b]\n    # c\n## d\ne\n```\n# f\n```sh\n# g\n```\n"),
                        "# T\n```rust,ignore\n#[b]\n# d\ne\n```\n# f\n```sh\n# g\n```\n");
}

static const struct {
    const char *text, *relinked;
} relinks[] = {
    {"[x](../a.md#t) ![p](img/p.png)", "[x](../intro/a.md#t) ![p](../guide/img/p.png)"},
    {"[x](README.md) [y](./) [z](../guide/index.html)", "[x](../part/guide.md) [y](../part/guide.md) [z](../part/guide.md)"},
    {"[x](b.html) [y](https://e.org/a.md) [z](#t) [w](/a.md)", "[x](../part/guide-b.md) [y](https://e.org/a.md) [z](#t) [w](/a.md)"},
    {"`[x](../a.md)` \\[x](../a.md)", "`[x](../a.md)` \\[x](../intro/a.md)"},
    {"```\n[x](../a.md)\n```\n[x](../a.md)\n", "```\n[x](../a.md)\n```\n[x](../intro/a.md)\n"},
    {"[l]: ../a.md \"T\"\n[^n]: ../a.md\n", "[l]: ../intro/a.md \"T\"\n[^n]: ../a.md\n"},
    {"<img src=\"i.png\" alt=\"a\">", "<img src=\"../guide/i.png\" alt=\"a\">"},
    {"[x](<img (1).png>)", "[x](../guide/img%20%281%29.png)"}, {"[x](../../../y.md)", "[x](../../../y.md)"}, {"[x](", "[x]("},
};

static void test_relinks(void **state)
{
    struct fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(relinks); i++)
        assert_string_equal(book_relink(&fixture->book, "guide/b.md", relinks[i].text), relinks[i].relinked);
}

static void put_book(struct fixture *fixture)
{
    put(fixture, "book/book.toml", "[book]\ntitle = \"A \\\"small\\\" book\" # x\nlanguage = 'fr'\n[other]\ntitle = \"no\"\n");
    put(fixture, "book/src/SUMMARY.md", "# Summary\n[Intro](intro.md)\n- [One](one/README.md)\n  - [Inner](one/inner.md)\n- [Two](two.md)\n- [Two](two.md)\n");
    put(fixture, "book/src/intro.md", "# Intro\nSee [inner](one/inner.html#deep-down).\n");
    put(fixture, "book/src/one/README.md", "# One\n![p](../p.svg)\n");
    put(fixture, "book/src/one/inner.md", "# Another title\n\n## Deep down\n");
    put(fixture, "book/src/two.md", "## two\nText.\n");
    put(fixture, "book/src/p.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"4\"/>");
}

static bool import(struct fixture *fixture, const char *name)
{
    fixture->report = (struct import_report){0};
    return import_course(fixture->arena, fixture->db, &fixture->config, in_folder(fixture, name), &fixture->report);
}

static void check_book(struct fixture *fixture)
{
    assert_string_equal(json_write(fixture->arena, db_rows(fixture->db,
        "SELECT m.slug AS module, l.slug AS lesson, l.title AS title FROM lesson l JOIN module m ON m.id = l.module_id ORDER BY l.position")),
        "[{\"module\":\"intro\",\"lesson\":\"intro\",\"title\":\"Intro\"},{\"module\":\"one\",\"lesson\":\"one\",\"title\":\"One\"},"
        "{\"module\":\"one\",\"lesson\":\"one-inner\",\"title\":\"Inner\"},{\"module\":\"two\",\"lesson\":\"two\",\"title\":\"Two\"}]");
    assert_string_equal(json_write(fixture->arena, db_row(fixture->db, "SELECT slug, kind, title, language, state FROM course")),
        "{\"slug\":\"a-small-book\",\"kind\":\"book\",\"title\":\"A \\\"small\\\" book\",\"language\":\"fr\",\"state\":\"draft\"}");
    assert_string_equal(db_text(fixture->db, "SELECT html FROM lesson WHERE slug = 'intro'"),
                        "<p>See <a href=\"/courses/a-small-book/one-inner#deep-down\">inner</a>.</p>\n");
    assert_string_equal(db_text(fixture->db, "SELECT html FROM lesson WHERE slug = 'two'"), "<p>Text.</p>\n");
    assert_non_null(strstr(db_text(fixture->db, "SELECT html FROM lesson WHERE slug = 'one'"), "width=\"8\" height=\"4\""));
}

static void test_book(void **state)
{
    struct fixture *fixture = *state;
    put_book(fixture);
    assert_true(import(fixture, "book"));
    check_book(fixture);
    assert_true(import(fixture, "book"));
    assert_int_equal(fixture->report.counts[IMPORT_UNCHANGED], 9);
    assert_int_equal(fixture->report.counts[IMPORT_NOTE], 1);
}

static void add_entry(zip_t *archive, const char *name, const char *content, zip_uint32_t mode)
{
    zip_int64_t index = zip_file_add(archive, name, zip_source_buffer(archive, content, strlen(content), 0), ZIP_FL_ENC_UTF_8);
    assert_true(index >= 0);
    zip_file_set_external_attributes(archive, (zip_uint64_t)index, 0, ZIP_OPSYS_UNIX, mode << 16);
}

static void put_zip(struct fixture *fixture, const char *extra, const char *content, zip_uint32_t mode)
{
    static const char *const names[] = {"book.toml", "src/SUMMARY.md", "src/intro.md", "src/one/README.md", "src/one/inner.md", "src/two.md", "src/p.svg"};
    int code = 0;
    zip_t *archive = zip_open(in_folder(fixture, "x.zip"), ZIP_CREATE | ZIP_TRUNCATE, &code);
    for (size_t i = 0; i < COUNT(names); i++) {
        const char *path = in_folder(fixture, arena_printf(fixture->arena, "book/%s", names[i]));
        add_entry(archive, arena_printf(fixture->arena, "top-main/%s", names[i]), file_read(fixture->arena, path, 10000, NULL), S_IFREG | 0644);
    }
    add_entry(archive, extra, content, mode);
    assert_int_equal(zip_close(archive), 0);
}

static void test_zip(void **state)
{
    struct fixture *fixture = *state;
    put_book(fixture);
    put_zip(fixture, "top-main/.git/config", "x", S_IFREG | 0644);
    assert_true(import(fixture, "x.zip"));
    check_book(fixture);
}

static const struct {
    const char *name;
    zip_uint32_t mode;
} hostile[] = {{"../out.md", S_IFREG | 0644}, {"a/../../out.md", S_IFREG | 0644}, {"/out.md", S_IFREG | 0644},
               {"link.md", S_IFLNK | 0777}, {"a\\..\\out.md", S_IFREG | 0644}};

static void test_hostile_zips(void **state)
{
    struct fixture *fixture = *state;
    put_book(fixture);
    for (size_t i = 0; i < COUNT(hostile); i++) {
        put_zip(fixture, hostile[i].name, "/etc/passwd", hostile[i].mode);
        assert_false(import(fixture, "x.zip"));
        assert_int_equal(fixture->report.counts[IMPORT_REFUSED], 1);
    }
    put(fixture, "x.zip", "no zip at all");
    assert_false(import(fixture, "x.zip"));
    assert_false(file_exists(in_folder(fixture, "out.md")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_summary, open_all, close_all),
        cmocka_unit_test_setup_teardown(test_includes, open_all, close_all),
        cmocka_unit_test_setup_teardown(test_hidden_lines, open_all, close_all),
        cmocka_unit_test_setup_teardown(test_relinks, open_all, close_all),
        cmocka_unit_test_setup_teardown(test_book, open_all, close_all),
        cmocka_unit_test_setup_teardown(test_zip, open_all, close_all),
        cmocka_unit_test_setup_teardown(test_hostile_zips, open_all, close_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
