/* test_passage.c - passages: cutting, sentences, indexing, and above all who may read what. */
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/store/connection.h"
#include "core/store/migrate.h"
#include "core/store/passage.h"
#include "domain/coach/cut.h"
#include "domain/coach/index.h"
#include "domain/coach/search.h"
#include "domain/coach/sentence.h"
#include "domain/coach/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

struct fixture {
    struct arena *arena;
    struct db *db;
};

enum { ADMIN = 1, TEACHER, LEARNER, LEFT, STRANGER };
enum { OPEN = 1, DRAFT, SHUT };

/* Two lessons of text a course (the first a preview), a quiz with the same word, a removed one; "zebra" stands everywhere. */
static const char *const academy =
    "INSERT INTO person (id, email, name, roles, created_at) VALUES (1,'a@x','A',5,0),(2,'t@x','T',3,0),(3,'l@x','L',1,0),(4,'f@x','F',1,0),"
    "(5,'s@x','S',1,0);"
    "INSERT INTO course (id, slug, title, description_html, state, created_at, updated_at) VALUES"
    " (1,'open','Open course','<p>The zebra course, described.</p>','published',0,0),"
    " (2,'draft','Draft course','<p>The zebra draft, described.</p>','draft',0,0),"
    " (3,'shut','Shut course','<p>The zebra archive, described.</p>','archived',0,0);"
    "INSERT INTO course_instructor VALUES (2, 2);"
    "INSERT INTO enrolment (user_id, course_id, state, enrolled_at, active_at) VALUES (3,1,'active',0,0),(3,3,'completed',0,0),(3,2,'active',0,0),"
    " (4,1,'left',0,0);"
    "INSERT INTO module (id, course_id, slug, title, position) VALUES (1,1,'m','M',1),(2,2,'m','M',1),(3,3,'m','M',1);"
    "INSERT INTO lesson (id, course_id, module_id, slug, kind, title, html, preview, position, updated_at, removed_at) VALUES"
    " (11,1,1,'first','text','First','<p>A zebra in the preview.</p>',1,1,0,NULL),"
    " (12,1,1,'second','text','Second','<p>A zebra behind the gate, told in enough words that this part is more than"
    " only a few words long and so is kept on its own.</p><h2 id=\"inside\">Inside</h2><p>More of the zebra inside.</p>',0,2,0,NULL),"
    " (13,1,1,'exam','quiz','Exam','<p>The zebra key is fortytwo.</p>',1,3,0,NULL),"
    " (14,1,1,'gone','text','Gone','<p>A zebra that was removed.</p>',1,4,0,9),"
    " (21,2,2,'first','text','Draft first','<p>A zebra in the draft.</p>',1,1,0,NULL),"
    " (31,3,3,'first','text','Old first','<p>A zebra in the archive.</p>',1,1,0,NULL);"
    "INSERT INTO faq (id, course_id, lesson_id, question, answer, created_at, removed_at) VALUES"
    " (1,1,11,'Why a zebra?','Because the zebra *asked*.',0,NULL), (2,1,NULL,'Old zebra?','Gone zebra.',0,5);";

static void index_all(struct fixture *fixture, struct coach_indexed *indexed)
{
    assert_int_equal(db_begin_write(fixture->db), DB_OK);
    for (int64_t course = 1; course <= 3; course++)
        assert_int_equal(coach_index_course(fixture->arena, fixture->db, course, indexed), DB_OK);
    assert_int_equal(db_end(fixture->db, true), DB_OK);
}

static int open_academy(void **state)
{
    static struct fixture fixture;
    const char *problem = NULL;
    struct coach_indexed indexed;
    fixture.arena = arena_new();
    arena_own_json(fixture.arena);
    fixture.db = db_open(":memory:", DB_CREATE);
    assert_non_null(fixture.db);
    db_use_arena(fixture.db, fixture.arena);
    if (!migrate_apply(fixture.arena, fixture.db, "db", 0, NULL, &problem))
        fail_msg("%s", problem);
    assert_int_equal(db_begin_write(fixture.db), DB_OK);
    assert_int_equal(db_script(fixture.db, academy), DB_OK);
    assert_int_equal(db_end(fixture.db, true), DB_OK);
    index_all(&fixture, &indexed);
    *state = &fixture;
    return 0;
}

static int close_academy(void **state)
{
    struct fixture *fixture = *state;
    db_close(fixture->db);
    arena_own_json(NULL);
    arena_free(fixture->arena);
    return 0;
}

/* The kinds and subjects found, sorted by id. */
static char *found(struct fixture *fixture, const char *words, int64_t user_id, bool admin, int64_t course_id)
{
    struct search_request request = {.words = words, .scope = {.user_id = user_id, .admin = admin, .course_id = course_id}};
    struct search_hits hits = search_passages(fixture->arena, fixture->db, &request);
    struct text list = text_in(fixture->arena);
    for (int64_t id = 1; id < 100; id++)
        for (size_t i = 0; i < hits.count; i++)
            if (hits.hit[i].passage.id == id)
                text_printf(&list, "%s%s", list.length > 0 ? " " : "", search_url(fixture->arena, &hits.hit[i].passage));
    assert_int_equal(db_failed(fixture->db), DB_OK);
    return arena_strdup(fixture->arena, text_string(&list));
}

#define VISITORS "/courses/open /courses/open/first"
#define WHOLE "/courses/open /courses/open/first /courses/open/second /courses/open/second#inside /courses/open#faq"

static void test_who_may_read(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(found(fixture, "zebra", 0, false, 0), VISITORS);
    assert_string_equal(found(fixture, "zebra", STRANGER, false, 0), VISITORS);
    assert_string_equal(found(fixture, "zebra", LEFT, false, 0), VISITORS);
    assert_string_equal(found(fixture, "zebra", LEARNER, false, 0), WHOLE " /courses/shut /courses/shut/first");
    assert_string_equal(found(fixture, "zebra", TEACHER, false, 0), VISITORS " /courses/draft /courses/draft/first");
    assert_string_equal(found(fixture, "zebra", ADMIN, true, 0), WHOLE " /courses/draft /courses/draft/first /courses/shut /courses/shut/first");
    assert_string_equal(found(fixture, "zebra", LEARNER, false, SHUT), "/courses/shut /courses/shut/first");
    assert_string_equal(found(fixture, "zebra", STRANGER, false, DRAFT), "");
}

/* Not by words, not by id, not by lesson: and a lesson that becomes a quiz is shut at once, before it is indexed again. */
static void test_keys_are_nobodys(void **state)
{
    struct fixture *fixture = *state;
    struct passage_row row;
    assert_string_equal(found(fixture, "fortytwo", ADMIN, true, 0), "");
    assert_int_equal(db_integer(fixture->db, -1, "SELECT count(*) FROM passage WHERE lesson_id IN (13, 14)"), 0);
    int64_t id = db_integer(fixture->db, 0, "SELECT id FROM passage WHERE lesson_id = 11 AND kind = 'lesson'");
    struct passage_scope admin = {.admin = true}, lesson = {.admin = true, .lesson_id = 11};
    assert_true(passage_find(fixture->arena, fixture->db, id, &admin, &row));
    assert_int_equal(passage_list(fixture->arena, fixture->db, &lesson).count, 1);
    assert_int_equal(db_begin_write(fixture->db), DB_OK);
    db_change(fixture->db, "UPDATE lesson SET kind = 'quiz' WHERE id = 11");
    assert_false(passage_find(fixture->arena, fixture->db, id, &admin, &row));
    assert_int_equal(passage_list(fixture->arena, fixture->db, &lesson).count, 0);
    assert_string_equal(found(fixture, "preview", ADMIN, true, 0), "");
    db_end(fixture->db, false);
}

static void test_only_what_changed_is_cut(void **state)
{
    struct fixture *fixture = *state;
    struct coach_indexed indexed;
    index_all(fixture, &indexed);
    assert_int_equal(indexed.cut, 0);
    assert_int_equal(db_begin_write(fixture->db), DB_OK);
    db_change(fixture->db, "UPDATE lesson SET html = '<p>Only a giraffe.</p>' WHERE id = 12");
    db_change(fixture->db, "UPDATE lesson SET removed_at = 5 WHERE id = 11");
    assert_int_equal(coach_index_course(fixture->arena, fixture->db, OPEN, &indexed), DB_OK);
    assert_int_equal(indexed.cut, 1);
    assert_int_equal(indexed.removed, 1);
    assert_string_equal(found(fixture, "inside", LEARNER, false, 0), "");
    assert_string_equal(found(fixture, "giraffe", LEARNER, false, 0), "/courses/open/second");
    db_change(fixture->db, "DELETE FROM course WHERE id = 1");
    assert_int_equal(db_integer(fixture->db, -1, "SELECT count(*) FROM passage WHERE course_id = 1"), 0);
    assert_string_equal(found(fixture, "giraffe", ADMIN, true, 0), "");
    assert_int_equal(db_script(fixture->db, "INSERT INTO passage_text (passage_text) VALUES ('integrity-check')"), DB_OK);
    db_end(fixture->db, false);
}

/* The words may be anything: they are never syntax. */
static void test_words_are_words(void **state)
{
    static const char *const words[] = {"", " ", "\"", "zebra\" OR \"", "NEAR(zebra)", "title:zebra", "zebra*", "-zebra", "\xFF\xFE", "the of and",
                                        "what is it?", "' ; DROP TABLE passage"};
    struct fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(words); i++)
        found(fixture, words[i], LEARNER, false, 0);
    assert_string_equal(found(fixture, "zebra\" OR \"", 0, false, 0), VISITORS);
}

static void put_vector(struct fixture *fixture, int64_t id, const char *model, const float *vector, size_t dimensions)
{
    const struct passage_meaning meaning = {model, vector, dimensions};
    const char *text = db_text(fixture->db, "SELECT text FROM passage WHERE id = ?1", id);
    assert_int_equal(passage_vector_put(fixture->db, id, text, &meaning), DB_OK);
}

static size_t nearest(struct fixture *fixture, const struct search_request *request, const int64_t *courses, size_t count)
{
    return passage_nearest(fixture->arena, fixture->db, &request->meaning, &request->scope, courses, count, 5).count;
}

/* Vectors made up: the nearest by meaning comes first of those, and what both find comes before what one finds. */
static void test_vectors_are_fused(void **state)
{
    struct fixture *fixture = *state;
    int64_t first = db_integer(fixture->db, 0, "SELECT id FROM passage WHERE lesson_id = 11 AND kind = 'lesson'");
    int64_t inside = db_integer(fixture->db, 0, "SELECT id FROM passage WHERE anchor = 'inside'");
    int64_t draft = db_integer(fixture->db, 0, "SELECT id FROM passage WHERE lesson_id = 21");
    assert_int_equal(db_begin_write(fixture->db), DB_OK);
    int missing = cJSON_GetArraySize(passage_vector_missing(fixture->db, "m", 100));
    put_vector(fixture, first, "m", (const float[]){1, 0, 0}, 3);
    put_vector(fixture, inside, "m", (const float[]){0, 3, 0.1F}, 3);
    put_vector(fixture, draft, "m", (const float[]){0, 1, 0}, 3);
    const struct passage_meaning late = {"m", (const float[]){0, 1, 0}, 3};
    assert_int_equal(passage_vector_put(fixture->db, 9999, "", &late), DB_NONE);
    assert_int_equal(passage_vector_put(fixture->db, first, "its text before an edit", &late), DB_NONE);
    assert_int_equal(cJSON_GetArraySize(passage_vector_missing(fixture->db, "m", 100)), missing - 3);
    struct search_request request = {.words = "gate", .scope = {.user_id = LEARNER}, .meaning = {"m", (const float[]){0, 2, 0}, 3}};
    struct search_hits hits = search_passages(fixture->arena, fixture->db, &request);
    assert_int_equal(hits.count, 3); /* "gate" by its word; inside and first by their vectors; never the draft */
    bool has_inside = false;
    for (size_t i = 0; i < hits.count; i++) {
        assert_int_not_equal(hits.hit[i].passage.id, draft);
        has_inside = has_inside || hits.hit[i].passage.id == inside;
    }
    assert_true(has_inside && hits.hit[2].passage.id == first);
    request.words = "zebra";
    hits = search_passages(fixture->arena, fixture->db, &request);
    assert_int_equal(hits.hit[0].passage.id, inside);
    assert_int_equal(nearest(fixture, &request, (const int64_t[]){OPEN}, 1), 2);
    assert_int_equal(nearest(fixture, &request, (const int64_t[]){SHUT, DRAFT}, 2), 0);
    request.scope.course_id = SHUT;
    assert_int_equal(nearest(fixture, &request, NULL, 0), 0);
    request.scope.course_id = OPEN;
    assert_int_equal(nearest(fixture, &request, NULL, 0), 2);
    request.meaning.dimensions = 2;
    assert_int_equal(nearest(fixture, &request, NULL, 0), 0);
    db_end(fixture->db, false);
}

/* Another model's vectors are missing, and are not compared with; a text that can have none is not asked for again. */
static void test_models_do_not_mix(void **state)
{
    struct fixture *fixture = *state;
    int64_t first = db_integer(fixture->db, 0, "SELECT id FROM passage WHERE lesson_id = 11 AND kind = 'lesson'");
    assert_int_equal(db_begin_write(fixture->db), DB_OK);
    struct search_request request = {.scope = {.user_id = LEARNER}, .meaning = {"new", (const float[]){1, 0}, 2}};
    put_vector(fixture, first, "old", (const float[]){1, 0}, 2);
    int64_t all = passage_vector_missing_count(fixture->db, "new");
    assert_int_equal(passage_vector_missing_count(fixture->db, "old"), all - 1);
    assert_int_equal(nearest(fixture, &request, NULL, 0), 0);
    put_vector(fixture, first, "new", (const float[]){1, 0}, 2);
    assert_int_equal(passage_vector_missing_count(fixture->db, "new"), all - 1);
    assert_int_equal(passage_vector_missing_count(fixture->db, "old"), all);
    assert_int_equal(nearest(fixture, &request, NULL, 0), 1);
    put_vector(fixture, first, "new", (const float[]){1, 0}, 0);
    assert_int_equal(passage_vector_missing_count(fixture->db, "new"), all - 1);
    assert_int_equal(nearest(fixture, &request, NULL, 0), 0);
    db_end(fixture->db, false);
}

/* ---- cutting ---- */

static const char *cut(struct arena *arena, const char *html)
{
    struct text out = text_in(arena);
    for (const struct cut_passage *passage = cut_passages(arena, html); passage != NULL; passage = passage->next)
        text_printf(&out, "(%s#%s %d) %s\n", passage->heading, passage->anchor, passage->words, passage->text);
    return arena_strdup(arena, text_string(&out));
}

#define TWENTY "one two three four five six seven eight nine ten one two three four five six seven eight nine ten"

static const struct {
    const char *html, *cut;
} cuts[] = {
    {"", ""},
    {"<p></p><hr>", ""},
    {"<p>One &amp; <em>two</em>\nthree &#39;x&#39;.</p>", "(# 5) One & two three 'x'.\n"},
    {"<h2 id=\"a\">A <code>b</code></h2>\n<p>" TWENTY "</p><h3 id=\"c\">C</h3><p>word</p>", "(A `b`#a 20) " TWENTY "\n(C#c 1) word\n"},
    {"<p>few words</p><h2 id=\"a\">A</h2><p>more</p>", "(# 4) few words\nA\nmore\n"},
    {"<p>Do this:</p><pre tabindex=\"0\"><code class=\"language-sh\"><span class=\"hl-f\">ls</span> -a\n</code></pre>",
     "(# 6) Do this:\n```sh\nls -a\n```\n"},
    {"<ul>\n<li>one</li>\n<li><p>two</p></li></ul>", "(# 4) - one\n- two\n"},
    {"<div class=\"table-scroll\"><table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></div>",
     "(# 8) A | B |\n1 | 2 |\n"},
    {"<p>x<sup class=\"footnote-ref\"><a href=\"#fn-1\">1</a></sup></p><section class=\"footnotes\"><p>note</p></section>", "(# 1) x\n"},
    {"<p>a < b <3 &unknown; <", "(# 6) a < b <3 &unknown; <\n"},
};

static void test_cut(void **state)
{
    struct arena *arena = arena_new();
    (void)state;
    for (size_t i = 0; i < COUNT(cuts); i++) {
        const char *got = cut(arena, cuts[i].html);
        if (strcmp(got, cuts[i].cut) != 0)
            fail_msg("%s\n gives %s not %s", cuts[i].html, got, cuts[i].cut);
    }
    arena_free(arena);
}

/* Long texts are cut to size, and no word is lost. */
static void test_cut_sizes(void **state)
{
    struct arena *arena = arena_new();
    struct text html = text_in(arena);
    int words = 0;
    (void)state;
    text_append(&html, "<p>");
    for (int i = 0; i < 60; i++)
        text_printf(&html, "Number %d is one of the many sentences of this paragraph. ", i);
    text_append(&html, "</p>");
    for (int i = 0; i < 60; i++)
        text_printf(&html, "<p>Paragraph %d has some words of its own here.</p>", i);
    for (const struct cut_passage *passage = cut_passages(arena, text_string(&html)); passage != NULL; passage = passage->next) {
        assert_in_range(passage->words, 60, 200);
        words += passage->words;
    }
    assert_int_equal(words, 60 * 11 + 60 * 9);
    arena_free(arena);
}

static const struct {
    const char *text, *sentences;
} splits[] = {
    {"One. Two! Three?", "One.|Two!|Three?"},
    {"It is 3.14 or v1.2. e.g. this, i.e. that. Mr. Smith and J. Doe came.", "It is 3.14 or v1.2. e.g. this, i.e. that.|Mr. Smith and J. Doe came."},
    {"He said \"No.\" Then left (late). End", "He said \"No.\"|Then left (late).|End"},
    {"Run `git log. Then` now. Done.", "Run `git log. Then` now.|Done."},
    {"First line\nSecond line", "First line|Second line"},
    {"Il dit \xC2\xAB Je sais. \xC2\xBB Mme. Curie vint. Puis ?", "Il dit \xC2\xAB Je sais. \xC2\xBB|Mme. Curie vint.|Puis ?"},
    {"So:\n```sh\nls. And\nls\n```\nAfter.", "So:|```sh\nls. And\nls\n```|After."},
    {"- item one. Still one", "item one.|Still one"},
    {"Wait... what? Yes.", "Wait... what?|Yes."},
    {"", ""},
};

static void test_sentences(void **state)
{
    struct arena *arena = arena_new();
    (void)state;
    for (size_t i = 0; i < COUNT(splits); i++) {
        struct sentences sentences = sentences_of(arena, splits[i].text);
        struct text got = text_in(arena);
        for (size_t at = 0; at < sentences.count; at++)
            text_printf(&got, "%s%.*s", at == 0 ? "" : "|", (int)sentences.sentence[at].length, sentences.sentence[at].at);
        if (strcmp(text_string(&got), splits[i].sentences) != 0)
            fail_msg("%s\n gives %s", splits[i].text, text_string(&got));
    }
    arena_free(arena);
}

static void test_stop_words(void **state)
{
    static const char *const stop[] = {"the", "The", "a", "yourself", "quel", "\xC3\xA0", "\xC3\x8ATRE", "meme", "m\xC3\xAAme", "y", "what", "explain"};
    static const char *const other[] = {"branch", "git", "etudier", "thee", "", "wh", "zzz", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    (void)state;
    for (size_t i = 0; i < COUNT(stop); i++)
        if (!words_is_stop(stop[i], strlen(stop[i])))
            fail_msg("%s", stop[i]);
    for (size_t i = 0; i < COUNT(other); i++)
        if (words_is_stop(other[i], strlen(other[i])))
            fail_msg("%s", other[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_who_may_read, open_academy, close_academy),
        cmocka_unit_test_setup_teardown(test_keys_are_nobodys, open_academy, close_academy),
        cmocka_unit_test_setup_teardown(test_only_what_changed_is_cut, open_academy, close_academy),
        cmocka_unit_test_setup_teardown(test_words_are_words, open_academy, close_academy),
        cmocka_unit_test_setup_teardown(test_vectors_are_fused, open_academy, close_academy),
        cmocka_unit_test_setup_teardown(test_models_do_not_mix, open_academy, close_academy),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_cut_sizes),
        cmocka_unit_test(test_sentences),
        cmocka_unit_test(test_stop_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
