/* test_insight.c - figures about a small history of conversations made by hand, each asserted by itself; that a figure and the list
 * behind it count the same; groups of questions; moods; and what is handed over to whom. */
#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "domain/coach/conversation.h"
#include "domain/coach/faq.h"
#include "domain/coach/faq_render.h"
#include "domain/coach/handover.h"
#include "domain/coach/insight.h"
#include "domain/coach/insight_deed.h"
#include "domain/coach/insight_group.h"
#include "domain/coach/mode.h"
#include "fixture.h"

#include <math.h>
#include <string.h>

#define DAYS(n) ((int64_t)(n) * CLOCK_DAY)
enum { ADA = 1, EVE = 2, TOM = 3, IRA = 4, ROOT = 5, GIT = 1, SQL = 2 };
#define NOW DAYS(20000)

static void conversation(struct db *db, int64_t id, int64_t user_id, int64_t course_id, int64_t lesson_id, int64_t at)
{
    assert_int_equal(db_change(db,
                               "INSERT INTO conversation (id, user_id, title, course_id, lesson_id, created_at, updated_at)"
                               " VALUES (?1, ?2, 'about it', ?3, ?4, ?5, ?5)",
                               id, user_id, db_reference(course_id), db_reference(lesson_id), at),
                     DB_OK);
}

/* A question and its answer, a minute after the conversation began. */
static void ask(struct db *db, int64_t conversation_id, const char *words, int64_t lesson_id, const char *heading, bool abstained)
{
    int64_t at = db_integer(db, 0, "SELECT updated_at FROM conversation WHERE id = ?1", conversation_id);
    assert_int_equal(db_change(db,
                               "INSERT INTO message (conversation_id, role, content, lesson_id, heading, created_at)"
                               " VALUES (?1, 'user', ?2, ?3, ?4, ?5)",
                               conversation_id, words, db_reference(lesson_id), heading, at),
                     DB_OK);
    assert_int_equal(db_change(db,
                               "INSERT INTO message (conversation_id, role, content, source, abstained, created_at)"
                               " VALUES (?1, 'assistant', 'It is so.', 'builtin', ?2, ?3)",
                               conversation_id, abstained, at),
                     DB_OK);
}

static void attempt(struct db *db, int64_t user_id, int64_t quiz_id, int64_t number, int64_t at, bool passed)
{
    assert_int_equal(db_change(db,
                               "INSERT INTO attempt (user_id, quiz_id, number, questions, seed, started_at) VALUES (?1, ?2, ?3, '[]', 1, ?4)", user_id,
                               quiz_id, number, at),
                     DB_OK);
    assert_int_equal(db_change(db,
                               "UPDATE attempt SET submitted_at = ?4 + 60, passed = ?5 WHERE user_id = ?1 AND quiz_id = ?2 AND number = ?3",
                               user_id, quiz_id, number, at, passed),
                     DB_OK);
}

static void fill_courses(struct db *db)
{
    db_change(db, "INSERT INTO person (id, email, name, created_at, roles) VALUES (1, 'a@b.c', 'Ada', 1, 0), (2, 'e@b.c', 'Eve', 1, 0),"
                  " (3, 't@b.c', 'Tom', 1, 0), (4, 'i@b.c', 'Ira', 1, 2), (5, 'r@b.c', 'Root', 1, 4)");
    db_change(db, "INSERT INTO course (id, slug, title, state, created_at, updated_at) VALUES (1, 'git', 'Git', 'published', 1, 1),"
                  " (2, 'sql', 'Sql', 'published', 1, 1)");
    db_change(db, "INSERT INTO course_instructor (course_id, user_id) VALUES (1, 4)");
    db_change(db, "INSERT INTO module (id, course_id, slug, title, position) VALUES (1, 1, 'a', 'A', 1), (2, 1, 'b', 'B', 2), (3, 2, 'c', 'C', 1)");
    db_change(db, "INSERT INTO lesson (id, course_id, module_id, slug, kind, title, position, updated_at) VALUES"
                  " (1, 1, 1, 'one', 'text', 'One', 1, 1), (2, 1, 1, 'two', 'quiz', 'Two', 2, 1),"
                  " (3, 1, 2, 'three', 'text', 'Three', 3, 1), (4, 2, 3, 'four', 'text', 'Four', 1, 1)");
    db_change(db, "INSERT INTO quiz (id, lesson_id) VALUES (1, 2)");
    db_change(db, "INSERT INTO lesson_progress (user_id, lesson_id, course_id, opened_at, seen_at) VALUES (1, 1, 1, ?1, ?2), (2, 1, 1, ?3, ?3),"
                  " (3, 1, 1, ?1, ?1), (1, 3, 1, ?2, ?2)",
              NOW - DAYS(50), NOW - DAYS(9), NOW - DAYS(10));
}

/* 1 resolved for good, learned   2 resolved two days ago, failed   3 opened again, not found twice   4 handed over   5 just asked
 * 6 deleted   7 before the period */
static void fill(struct db *db)
{
    fill_courses(db);
    conversation(db, 1, ADA, GIT, 1, NOW - DAYS(20));
    conversation(db, 2, EVE, GIT, 1, NOW - DAYS(10));
    conversation(db, 3, ADA, GIT, 3, NOW - DAYS(9));
    conversation(db, 4, EVE, GIT, 0, NOW - DAYS(3));
    conversation(db, 5, ADA, SQL, 0, NOW - DAYS(1));
    conversation(db, 6, TOM, GIT, 1, NOW - DAYS(1));
    conversation(db, 7, TOM, GIT, 1, NOW - DAYS(40));
    ask(db, 1, "What is a commit?", 1, "Commits", false);
    ask(db, 1, "And a branch?", 1, "", false);
    ask(db, 2, "what is a commit", 1, "Commits", false);
    ask(db, 3, "How do I undo a merge conflict?", 3, "", true);
    ask(db, 3, "Undo the merge conflict, how?", 3, "", true);
    ask(db, 3, "thanks", 0, "", false);
    ask(db, 4, "Can I get an extension?", 0, "", false);
    ask(db, 5, "Explain commits", 0, "", false);
    ask(db, 6, "What is a commit?", 1, "Commits", false);
    ask(db, 7, "What is a commit?", 1, "Commits", false);
    db_change(db, "UPDATE conversation SET resolved_at = ?1, rating = 5 WHERE id = 1", NOW - DAYS(19));
    db_change(db, "UPDATE conversation SET resolved_at = ?1, sentiment = -0.5 WHERE id = 2", NOW - DAYS(2));
    db_change(db, "UPDATE conversation SET reopened_at = ?1, sentiment = 0.1 WHERE id = 3", NOW - DAYS(5));
    db_change(db, "UPDATE conversation SET resolved_at = ?1, handed_over_at = ?2, rating = 2 WHERE id = 4", NOW - DAYS(1), NOW - DAYS(2));
    db_change(db, "UPDATE conversation SET deleted_at = ?1 WHERE id = 6", NOW - 60);
    db_change(db, "UPDATE message SET model = 'm', source = 'model', cost = 3000 WHERE conversation_id = 2 AND role = 'assistant'");
    attempt(db, ADA, 1, 1, NOW - DAYS(21), false); /* before it: does not count */
    attempt(db, ADA, 1, 2, NOW - DAYS(18), true);
    attempt(db, EVE, 1, 1, NOW - DAYS(8), false);
    attempt(db, EVE, 1, 2, NOW - DAYS(7), true); /* not the next one */
}

static int setup(void **state)
{
    *state = fixture_open(fill);
    return 0;
}

static struct insight_filter month(const char *measure)
{
    return (struct insight_filter){.from = NOW - DAYS(30), .to = NOW + 1, .measure = measure};
}

/* ---- figures ---- */

static const struct { const char *name; int64_t value; } figures[] = {
    {"conversations", 5}, {"askers", 2},   {"questions", 8}, {"resolved", 2}, {"resolved_questions", 3}, {"reopened", 1}, {"closed", 4},
    {"settled", 2},       {"durable", 1},  {"tested", 2},    {"learned", 1},  {"rated", 2},              {"rating_5", 1}, {"rating_2", 1},
    {"rating_3", 0},      {"abstained", 1}, {"abstentions", 2}, {"handed", 1}, {"paid", 1},              {"cost", 3000},  {"felt", 2}};

static void test_each_figure(void **state)
{
    struct fixture *f = *state;
    struct insight_filter filter = month("");
    cJSON *totals = insight_totals(f->db, &filter, NOW);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        if (json_integer(totals, figures[i].name, -1) != figures[i].value)
            fail_msg("%s is %lld, expected %lld", figures[i].name, (long long)json_integer(totals, figures[i].name, -1), (long long)figures[i].value);
    assert_true(fabs(json_member(totals, "rating")->valuedouble - 3.5) < 1e-9);
    assert_true(fabs(json_member(totals, "sentiment")->valuedouble + 0.2) < 1e-9);
}

static void assert_behind(struct fixture *f, const char *measure, const char *ids)
{
    struct insight_filter all = month(""), filter = month(measure);
    const cJSON *rows = insight_list(f->db, &filter, NOW, 100, 0), *row;
    struct text found = text_in(f->arena);
    cJSON_ArrayForEach(row, rows) text_printf(&found, "%lld ", (long long)json_integer(row, "id", 0));
    assert_string_equal(text_string(&found), ids);
    assert_int_equal(cJSON_GetArraySize(rows), json_integer(insight_totals(f->db, &all, NOW), measure, -1));
    assert_int_equal(cJSON_GetArraySize(rows), json_integer(insight_totals(f->db, &filter, NOW), "conversations", -1));
}

static void test_figure_is_list(void **state)
{
    struct fixture *f = *state;
    assert_behind(f, "resolved", "2 1 ");
    assert_behind(f, "reopened", "3 ");
    assert_behind(f, "closed", "4 3 2 1 ");
    assert_behind(f, "settled", "3 1 ");
    assert_behind(f, "durable", "1 ");
    assert_behind(f, "tested", "2 1 ");
    assert_behind(f, "learned", "1 ");
    assert_behind(f, "rated", "4 1 ");
    assert_behind(f, "abstained", "3 ");
    assert_behind(f, "handed", "4 ");
    assert_behind(f, "paid", "2 ");
    assert_behind(f, "felt", "3 2 ");
}

static void test_filters(void **state)
{
    struct fixture *f = *state;
    struct insight_filter filter = month("");
    filter.course_id = SQL;
    assert_int_equal(json_integer(insight_totals(f->db, &filter, NOW), "conversations", 0), 1);
    filter = month("");
    filter.rating = 2;
    assert_int_equal(json_integer(insight_list(f->db, &filter, NOW, 9, 0)->child, "id", 0), 4);
    filter = month("");
    filter.lesson_id = 1;
    filter.section = "Commits";
    assert_int_equal(json_integer(insight_totals(f->db, &filter, NOW), "conversations", 0), 2);
    filter.section = "";
    assert_int_equal(json_integer(insight_totals(f->db, &filter, NOW), "conversations", 0), 1);
    filter = month("");
    filter.among = ",1,5,";
    assert_int_equal(json_integer(insight_totals(f->db, &filter, NOW), "conversations", 0), 2);
    filter = month("");
    filter.to = filter.from;
    cJSON *nothing = insight_totals(f->db, &filter, NOW);
    assert_int_equal(json_integer(nothing, "conversations", -1), 0);
    assert_int_equal(json_integer(nothing, "cost", -1), 0);
    assert_true(cJSON_IsNull(json_member(nothing, "rating")));
}

/* What is counted where it is stored is what would be counted anew: after asking, answering, correcting and deleting. */
static void test_counted(void **state)
{
    struct fixture *f = *state;
    db_change(f->db, "UPDATE message SET abstained = 1, cost = cost + 7, model = 'n' WHERE conversation_id = 1 AND role = 'assistant'");
    db_change(f->db, "UPDATE message SET abstained = 0, model = '' WHERE conversation_id IN (1, 3) AND role = 'assistant' AND id % 4 = 0");
    handover_reply(f->db, 4, IRA, "Yes.", NOW);
    assert_int_equal(db_integer(f->db, -1,
                                "SELECT count(*) FROM conversation c WHERE (c.questions, c.persons, c.abstentions, c.models, c.cost) <>"
                                " (SELECT count(*) FILTER (WHERE m.role = 'user'), count(*) FILTER (WHERE m.role = 'instructor'),"
                                " sum(m.abstained), count(*) FILTER (WHERE m.model <> ''), sum(m.cost) FROM message m WHERE m.conversation_id = c.id)"),
                     0);
    assert_int_equal(db_integer(f->db, 0, "SELECT cost FROM conversation WHERE id = 1"), 14);
    assert_int_equal(db_integer(f->db, 0, "SELECT persons FROM conversation WHERE id = 4"), 1);
}

/* A person wrote: the coach did not do it alone, although nobody handed it over. An attempt that is open is none yet. */
static void test_edges(void **state)
{
    struct fixture *f = *state;
    struct insight_filter filter = month("");
    assert_int_equal(handover_reply(f->db, 1, IRA, "Well done.", NOW), DB_OK);
    assert_int_equal(json_integer(insight_totals(f->db, &filter, NOW), "resolved", 0), 1);
    assert_int_equal(json_integer(insight_totals(f->db, &filter, NOW), "durable", 0), 0);
    db_change(f->db, "UPDATE attempt SET submitted_at = NULL WHERE user_id = 2 AND number = 1");
    assert_int_equal(json_integer(insight_totals(f->db, &filter, NOW), "learned", 0), 2);
    db_change(f->db, "UPDATE conversation SET resolved_at = ?1 WHERE id = 2", NOW - DAYS(7));
    assert_int_equal(json_integer(insight_totals(f->db, &filter, NOW), "durable", 0), 1);
    db_change(f->db, "UPDATE conversation SET resolved_at = ?1 WHERE id = 2", NOW - DAYS(7) + 1);
    assert_int_equal(json_integer(insight_totals(f->db, &filter, NOW), "durable", 0), 0);
}

static void test_confusion(void **state)
{
    struct fixture *f = *state;
    struct insight_filter filter = month("");
    const cJSON *rows = insight_confusion(f->db, &filter, 10), *row = rows->child;
    assert_int_equal(cJSON_GetArraySize(rows), 3);
    assert_string_equal(json_string(row, "lesson", ""), "three"); /* 2 questions of 1 view */
    assert_int_equal(json_integer(row, "views", 0), 1);
    assert_int_equal((int)json_member(row, "rate")->valuedouble, 200);
    row = row->next;
    assert_string_equal(json_string(row, "section", ""), "Commits"); /* 2 of 2: Tom was last there before the period */
    assert_int_equal(json_integer(row, "questions", 0), 2);
    assert_int_equal(json_integer(row, "conversations", 0), 2);
    assert_int_equal(json_integer(row, "views", 0), 2);
    assert_int_equal((int)json_member(row, "rate")->valuedouble, 100);
    assert_int_equal((int)json_member(row->next, "rate")->valuedouble, 50);
    db_change(f->db, "DELETE FROM lesson_progress WHERE lesson_id = 3");
    rows = insight_confusion(f->db, &filter, 10);
    assert_true(cJSON_IsNull(json_member(cJSON_GetArrayItem(rows, 2), "rate")));
}

/* ---- groups ---- */

static void test_groups(void **state)
{
    struct fixture *f = *state;
    struct insight_filter filter = month("");
    cJSON *groups = insight_group(f->arena, insight_questions(f->db, &filter));
    const cJSON *first = groups->child, *second = first->next;
    assert_int_equal(json_integer(first, "count", 0), 3); /* two of Git's, and "Explain commits"; the one before leads */
    assert_int_equal(json_integer(first, "before", 0), 1);
    assert_int_equal(json_integer(first, "askers", 0), 2);
    assert_int_equal(json_integer(first, "conversations", 0), 3);
    assert_string_equal(json_string(first, "among", ""), ",1,2,5,");
    assert_string_equal(json_string(first, "lesson", ""), "one");
    assert_int_equal(cJSON_GetArraySize(json_member(first, "examples")), 3);
    assert_string_equal(json_string(json_member(first, "examples")->child, "text", ""), "Explain commits");
    assert_int_equal(json_integer(second, "count", 0), 2);
    assert_int_equal(json_integer(second, "unanswered", 0), 2);
    assert_int_equal(json_integer(second, "conversations", 0), 1);
    assert_string_equal(json_string(second, "question", ""), "How do I undo a merge conflict?");
    assert_ptr_equal(insight_group_of(groups, json_integer(second, "id", 0)), second);
    assert_null(insight_group_of(groups, 99999));
    filter.among = json_string(first, "among", "");
    assert_int_equal(json_integer(insight_totals(f->db, &filter, NOW), "conversations", 0), 3);
}

/* One word in common does not make two questions the same; word order, plurals, accents and stop words don't part them. */
static void test_alike(void **state)
{
    static const struct { const char *words; int group; } cases[] = {
        {"What is a merge conflict?", 0},     {"How do I write a good commit message?", 1}, {"merge conflicts: what are they", 0},
        {"Where does git keep its objects?", 2}, {"Comment écrire un résumé ?", 3},          {"ecrire un resume, comment ?", 3},
        {"Please, what is the merge", 4},     {"A good message for a commit, how do I write it?", 1}};
    struct fixture *f = *state;
    cJSON *rows = cJSON_CreateArray();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cJSON *row = cJSON_CreateObject();
        json_set_integer(row, "id", (int64_t)i + 1);
        json_set_integer(row, "conversation", cases[i].group);
        json_set_string(row, "content", cases[i].words);
        json_set_bool(row, "current", true);
        cJSON_AddItemToArray(rows, row);
    }
    cJSON *groups = insight_group(f->arena, rows), *group;
    assert_int_equal(cJSON_GetArraySize(groups), 5);
    cJSON_ArrayForEach(group, groups) assert_int_equal(json_integer(group, "conversations", 0), 1);
}

/* Commands are no questions: they are counted by what they had the coach do, a button and the same words alike. */
static void test_deeds(void **state)
{
    static const struct { const char *words, *action, *deed; } cases[] = {
        {"Make a note: a blob has no name", "", "create_note"}, {"Remind me tomorrow at 9 to read on", "ask", "remind"},
        {"Quiz me", "quiz", "quiz"},                            {"quiz me on commits", "", "quiz"},
        {"Merci beaucoup !", "", "talk"},                       {"mark this lesson as done", "", "complete_lesson"},
        {"How do I make a note?", "", NULL},                    {"Give me an example of a blob", "", NULL},
        {"What is a tree?", "ask", NULL},                       {"Explain simply", "simple", "simple"}};
    enum { COUNT = sizeof cases / sizeof *cases };
    struct fixture *f = *state;
    cJSON *rows = cJSON_CreateArray();
    for (size_t i = 0; i < COUNT; i++) {
        cJSON *row = cJSON_CreateObject();
        json_set_integer(row, "id", (int64_t)i + 1);
        json_set_integer(row, "conversation", (int64_t)i / 2);
        json_set_string(row, "content", cases[i].words);
        json_set_string(row, "action", cases[i].action);
        json_set_bool(row, "current", true);
        cJSON_AddItemToArray(rows, row);
        const char *deed = insight_deed_of(f->arena, row);
        if (cases[i].deed == NULL)
            assert_null(deed);
        else
            assert_string_equal(deed, cases[i].deed);
    }
    cJSON *deeds = insight_deeds(f->arena, rows);
    const cJSON *quiz = deeds->child, *group, *groups = insight_group(f->arena, rows);
    assert_int_equal(cJSON_GetArraySize(deeds), 6);
    assert_string_equal(json_string(quiz, "deed", ""), "quiz");
    assert_int_equal(json_integer(quiz, "count", 0), 2);
    assert_int_equal(json_integer(quiz, "conversations", 0), 1);
    assert_string_equal(json_string(quiz, "among", ""), ",1,");
    assert_null(insight_deed_named(deeds, "enrol"));
    assert_int_equal(cJSON_GetArraySize(groups), 3);
    cJSON_ArrayForEach(group, groups) assert_null(cases[json_integer(group, "id", 0) - 1].deed);
}

static void test_groups_of_nothing(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(cJSON_GetArraySize(insight_group(f->arena, cJSON_CreateArray())), 0);
    cJSON *rows = cJSON_CreateArray(), *row = cJSON_CreateObject();
    json_set_string(row, "content", "why? what is this?");
    json_set_bool(row, "current", true);
    cJSON_AddItemToArray(rows, row);
    assert_int_equal(cJSON_GetArraySize(insight_group(f->arena, rows)), 0);
}

/* ---- moods ---- */

static double mood(struct arena *arena, const char *words)
{
    (void)arena;
    return strstr(words, "terrible") != NULL ? -0.9 : strstr(words, "commit") != NULL ? 0.3 : 0;
}

static void test_moods(void **state)
{
    struct fixture *f = *state;
    db_change(f->db, "UPDATE conversation SET sentiment = NULL");
    ask(f->db, 1, "This is clear. This branch is terrible! Why?", 1, "", false);
    assert_int_equal(insight_feel(f->arena, f->db, mood, NOW, 4), 4);
    assert_int_equal(insight_feel(f->arena, f->db, mood, NOW, 4), 3); /* the last of the round comes again */
    assert_int_equal(insight_feel(f->arena, f->db, mood, NOW, 4), 0);
    struct insight_filter filter = month("");
    const cJSON *worst = insight_moods(f->db, &filter, 5)->child;
    assert_int_equal(json_integer(worst, "id", 0), 1);
    assert_true(fabs(json_member(worst, "sentiment")->valuedouble + 0.2) < 1e-9); /* 0.3, 0, -0.9 */
    assert_string_equal(insight_sentence(f->arena, json_string(worst, "content", ""), mood), "This branch is terrible!");
    assert_string_equal(insight_sentence(f->arena, "One. Two.", NULL), "One.");
    assert_string_equal(insight_sentence(f->arena, "", mood), "");
}

/* ---- handing over ---- */

/* The ids of what a reader is still to be told, as "4 5 ". */
static const char *untold(struct fixture *f, int64_t reader_id, int64_t now)
{
    struct text ids = text_in(f->arena);
    const cJSON *rows = handover_untold(f->db, now), *row;
    cJSON_ArrayForEach(row, rows)
        if (json_integer(row, "reader_id", 0) == reader_id)
            text_printf(&ids, "%lld ", (long long)json_integer(row, "id", 0));
    return text_string(&ids);
}

/* An answer of a FAQ is Markdown, safe, and fits below other headings and beside other entries. */
static void test_faq_html(void **state)
{
    static const struct { const char *markdown, *html; } cases[] = {
        {"Use **git log**, and `-p`.", "<p>Use <strong>git log</strong>, and <code>-p</code>.</p>\n"},
        {"# Main\n\nWords.", "<p><strong>Main</strong></p>\n<p>Words.</p>\n"},
        {"See <b onclick=\"x()\">this</b><script>alert(1)</script>", "<p>See thisalert(1)</p>\n"},
        {"[x](javascript:alert(1)) 1 < 2 > 0 \" id=\"q", "<p>x 1 &lt; 2 &gt; 0 &quot; id=&quot;q</p>\n"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(faq_html(f->arena, 7, cases[i].markdown), cases[i].html);
    const char *noted = faq_html(f->arena, 7, "One[^a].\n\n[^a]: A note.");
    assert_non_null(strstr(noted, "href=\"#faq-7-fn-1\""));
    assert_non_null(strstr(noted, "id=\"faq-7-fn-1\""));
    assert_null(strstr(noted, "\"#fn-"));
    assert_string_equal(faq_html(f->arena, 7, "\xff<i>\nno text"), "<p>\xff&lt;i&gt;</p><p>no text</p>");
    assert_int_equal(faq_add(f->db, GIT, 0, "How?", "*So.*", IRA, NOW), DB_OK);
    assert_null(json_string(faq_list(f->db, GIT)->child, "html", NULL));
    assert_int_equal(faq_render_course(f->arena, f->db, GIT), DB_OK);
    assert_string_equal(json_string(faq_list(f->db, GIT)->child, "html", ""), "<p><em>So.</em></p>\n");
}

/* Who teaches is told once, at most once an hour, and not of what was answered meanwhile; admins hear of courses nobody teaches. */
static void test_told(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(handover_ask(f->db, ADA, 5, NOW), DB_OK);
    assert_string_equal(untold(f, IRA, NOW + 1), "4 ");
    assert_string_equal(untold(f, ROOT, NOW), ""); /* that second is not over */
    assert_string_equal(untold(f, ROOT, NOW + 1), "5 ");
    assert_int_equal(handover_note_told(f->db, IRA, NOW + 1), DB_OK);
    assert_string_equal(untold(f, IRA, NOW + 2), "");
    assert_string_equal(untold(f, ROOT, NOW + 2), "5 ");
    handover_ask(f->db, ADA, 1, NOW + 60);
    handover_ask(f->db, EVE, 2, NOW + 70);
    handover_ask(f->db, ADA, 3, NOW + 80);
    assert_string_equal(untold(f, IRA, NOW + 61), ""); /* within the hour */
    handover_reply(f->db, 2, IRA, "Seen.", NOW + 90);
    assert_string_equal(untold(f, IRA, NOW + 1 + HANDOVER_QUIET), "1 3 ");
    db_change(f->db, "UPDATE person SET state = 'suspended' WHERE id = ?1", (int64_t)IRA);
    assert_string_equal(untold(f, IRA, NOW + 1 + HANDOVER_QUIET), "");
    assert_string_equal(untold(f, ROOT, NOW + 1 + HANDOVER_QUIET), "4 5 1 3 ");
    handover_reply(f->db, 5, ROOT, "Gone.", NOW + 100);
    db_change(f->db, "UPDATE conversation SET user_id = ?1 WHERE id = 1", (int64_t)ROOT);
    assert_string_equal(untold(f, ROOT, NOW + 1 + HANDOVER_QUIET), "4 3 "); /* not of one's own question */
}

static void test_handover(void **state)
{
    struct fixture *f = *state;
    struct handover_reader ira = {IRA, false}, root = {ROOT, true}, eve = {EVE, false};
    assert_int_equal(handover_count(f->db, &ira, false), 1);
    assert_int_equal(handover_ask(f->db, ADA, 5, NOW), DB_OK);
    assert_int_equal(handover_ask(f->db, EVE, 5, NOW), DB_NONE);
    assert_int_equal(handover_ask(f->db, TOM, 6, NOW), DB_NONE);
    assert_int_equal(handover_count(f->db, &ira, false), 1); /* Sql is not hers */
    assert_int_equal(handover_count(f->db, &root, false), 2);
    assert_int_equal(handover_count(f->db, &eve, false), 0);
    assert_true(handover_reaches(f->db, &ira, 4));
    assert_false(handover_reaches(f->db, &ira, 1)); /* hers, but never handed over */
    assert_false(handover_reaches(f->db, &root, 6));
    assert_int_equal(json_integer(handover_list(f->db, &root, false, 9, 0)->child, "id", 0), 4); /* waits longest */
    assert_int_equal(handover_ask(f->db, EVE, 4, NOW), DB_OK);
    assert_int_equal(json_integer(handover_list(f->db, &ira, false, 9, 0)->child, "handed_over_at", 0), NOW - DAYS(2)); /* keeps its age */
    assert_int_equal(handover_reply(f->db, 4, IRA, "Yes, two days.", NOW + 5), DB_OK);
    assert_int_equal(handover_count(f->db, &ira, false), 0);
    assert_string_equal(json_string(handover_list(f->db, &ira, true, 9, 0)->child, "answerer", ""), "Ira");
    assert_int_equal(handover_ask(f->db, EVE, 4, NOW + 9), DB_OK);
    assert_int_equal(json_integer(handover_list(f->db, &ira, false, 9, 0)->child, "handed_over_at", 0), NOW + 9);
    assert_int_equal(handover_reply(f->db, 6, IRA, "Gone.", NOW), DB_NONE);
}

static void test_readers(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(conversation_note_reader(f->db, 4, IRA, NOW), DB_OK);
    assert_int_equal(conversation_note_reader(f->db, 4, IRA, NOW + 60), DB_OK); /* once an hour */
    assert_int_equal(conversation_note_reader(f->db, 4, ROOT, NOW + 90), DB_OK);
    const cJSON *readers = json_member(conversation_find(f->db, EVE, 4), "readers");
    assert_int_equal(cJSON_GetArraySize(readers), 2);
    assert_string_equal(json_string(readers->child, "role", ""), "admin");
    assert_string_equal(json_string(readers->child->next, "role", ""), "instructor");
    assert_string_equal(json_string(readers->child->next, "name", ""), "Ira");
}

static void test_faq(void **state)
{
    struct fixture *f = *state;
    handover_reply(f->db, 4, IRA, "Yes, two days.", NOW);
    const cJSON *draft = faq_draft(f->db, db_integer(f->db, 0, "SELECT max(id) FROM message WHERE conversation_id = 4"));
    assert_string_equal(json_string(draft, "question", ""), "Can I get an extension?");
    assert_string_equal(json_string(draft, "answer", ""), "Yes, two days.");
    int64_t question = db_integer(f->db, 0, "SELECT min(id) FROM message WHERE conversation_id = 4");
    assert_string_equal(json_string(faq_draft(f->db, question), "answer", ""), "Yes, two days.");
    assert_null(faq_draft(f->db, db_integer(f->db, 0, "SELECT min(id) FROM message WHERE conversation_id = 6")));
    assert_int_equal(faq_add(f->db, GIT, 4, "An extension?", "Two days.", IRA, NOW), DB_OK);
    const cJSON *entry = faq_list(f->db, GIT)->child;
    assert_null(json_string(entry, "lesson", NULL)); /* lesson 4 is Sql's */
    int64_t id = json_integer(entry, "id", 0);
    assert_int_equal(db_integer(f->db, 0, "SELECT count(*) FROM job WHERE kind = 'coach.index'"), 1);
    assert_int_equal(faq_remove(f->db, SQL, id, NOW), DB_NONE);
    assert_int_equal(faq_remove(f->db, GIT, id, NOW), DB_OK);
    assert_int_equal(cJSON_GetArraySize(faq_list(f->db, GIT)), 0);
    assert_int_equal(faq_restore(f->db, GIT, id, NOW), DB_OK);
}

static void test_modes(void **state)
{
    struct fixture *f = *state;
    assert_string_equal(mode_of_course(f->db, GIT), "hints");
    assert_int_equal(mode_set_course(f->db, GIT, "direct"), DB_OK);
    assert_int_equal(mode_set_course(f->db, GIT, "off"), DB_OK);
    assert_string_equal(mode_of_course(f->db, GIT), "off");
    assert_int_equal(mode_set_lesson(f->db, GIT, 3, "direct"), DB_OK);
    assert_int_equal(mode_set_lesson(f->db, GIT, 4, "direct"), DB_NONE);
    assert_int_equal(mode_set_lesson(f->db, GIT, 3, "anything"), DB_CONFLICT);
    assert_string_equal(json_string(cJSON_GetArrayItem(mode_lessons(f->db, GIT), 2), "mode", ""), "direct");
    assert_int_equal(mode_set_lesson(f->db, GIT, 3, ""), DB_OK);
    assert_null(json_string(cJSON_GetArrayItem(mode_lessons(f->db, GIT), 2), "mode", NULL));
}

static void test_reports(void **state)
{
    struct fixture *f = *state;
    int64_t answer = db_integer(f->db, 0, "SELECT min(id) FROM message WHERE conversation_id = 3 AND role = 'assistant'");
    assert_int_equal(conversation_report(f->db, ADA, answer, "wrong", NOW), DB_OK);
    assert_int_equal(handover_report_count(f->db), 1);
    const cJSON *report = handover_reports(f->db, 9, 0)->child;
    assert_string_equal(json_string(report, "reason", ""), "wrong");
    assert_int_equal(json_integer(report, "conversation_id", 0), 3);
    assert_int_equal(handover_close_report(f->db, json_integer(report, "id", 0), NOW), DB_OK);
    assert_int_equal(handover_close_report(f->db, json_integer(report, "id", 0), NOW), DB_NONE);
    assert_int_equal(handover_report_count(f->db), 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, fixture_close)

int main(void)
{
    const struct CMUnitTest tests[] = {CASE(test_each_figure), CASE(test_figure_is_list), CASE(test_filters), CASE(test_edges),
                                       CASE(test_confusion),   CASE(test_groups),         CASE(test_groups_of_nothing), CASE(test_deeds), CASE(test_told), CASE(test_counted), CASE(test_faq_html), CASE(test_alike), CASE(test_moods),
                                       CASE(test_handover),    CASE(test_readers),        CASE(test_faq),     CASE(test_modes),
                                       CASE(test_reports)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
