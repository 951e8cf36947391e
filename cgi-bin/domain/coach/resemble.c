/* resemble.c - compares a question with those of a quiz by words, and by what answers them. See resemble.h.
 *
 * The thresholds were chosen on paraphrases of the quizzes on Git in tests/pages/paraphrases.txt; those on other subjects were looked
 * at afterwards. */
#include "domain/coach/resemble.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/store/terms.h"
#include "domain/assess/question.h"
#include "domain/coach/cut.h"
#include "domain/coach/extract.h"
#include "domain/coach/likeness.h"
#include "domain/coach/search.h"

#include <string.h>

enum { HITS = 6, SENTENCES = 4, PASSAGES = 2, SHARED_LEAST = 2 };

/* Shares of the weight of words: of the prompt at least, of the prompt and of the question together; of the question, when it is about
 * what the quiz is about. */
static const double prompt_least = 0.15, both_least = 0.65, question_least = 0.1;

/* A question, with what would answer it. */
struct side {
    const char *words;
    struct search_query query;
    struct search_hits hits;
    struct extract sentences[SENTENCES];
    size_t count;
};

struct comparing {
    struct arena *arena;
    struct db *db;
    struct terms_reader *reader;
    const struct passage_scope *scope;
    bool of_module; /* the question is about what the quiz is about */
};

/* ---- what a question of the quiz shows ---- */

/* Prompt, options, sides, items: all that has these names, wherever it stands. */
static void collect_shown(struct text *out, const cJSON *shown)
{
    const cJSON *member;
    cJSON_ArrayForEach(member, shown)
    {
        bool words = text_equal(member->string, "html") || text_equal(member->string, "text") || text_equal(member->string, "prompt");
        if (words && cJSON_IsString(member))
            text_printf(out, "<p>%s</p>", member->valuestring);
        collect_shown(out, member);
    }
}

static const char *plain(struct arena *arena, const char *html)
{
    struct text words = text_in(arena);
    for (const struct cut_passage *part = cut_passages(arena, html); part != NULL; part = part->next)
        text_printf(&words, "%s\n", part->text);
    return text_string(&words);
}

static const char *shown_words(struct arena *arena, const cJSON *row)
{
    struct text html = text_in(arena);
    const struct question question = question_of(arena, row, 0, false);
    collect_shown(&html, question_show(&question, NULL));
    return plain(arena, text_string(&html));
}

/* ---- by words ---- */

static double shared_weight(const struct search_query *of, const struct search_query *with, int *shared)
{
    double all = 0, both = 0;
    for (size_t i = 0; i < of->count; i++) {
        bool there = search_term_of(with, of->term[i].key) >= 0;
        all += of->term[i].weight;
        both += there ? of->term[i].weight : 0;
        *shared += there;
    }
    return all > 0 ? both / all : 0;
}

/* ---- by answers ---- */

static void find_answers(struct comparing *comparing, struct side *side, const struct passage_meaning *meaning)
{
    const struct search_request request = {.words = side->words, .meaning = *meaning, .scope = *comparing->scope, .limit = HITS};
    side->hits = search_passages(comparing->arena, comparing->db, &request);
    side->count = extract_sentences(comparing->arena, comparing->reader, &side->hits, side->words, SENTENCES, side->sentences, SENTENCES);
}

static bool same_sentence(const struct side *a, const struct side *b)
{
    for (size_t i = 0; i < a->count; i++)
        for (size_t j = 0; j < b->count; j++)
            if (a->sentences[i].passage->id == b->sentences[j].passage->id && a->sentences[i].place == b->sentences[j].place)
                return true;
    return false;
}

/* 2: the best passage of both is the same; 1: one of the best two of each; 0: none. */
static int same_passage(const struct side *a, const struct side *b)
{
    int same = 0;
    for (size_t i = 0; i < a->hits.count && i < PASSAGES; i++)
        for (size_t j = 0; j < b->hits.count && j < PASSAGES; j++)
            if (a->hits.hit[i].passage.id == b->hits.hit[j].passage.id && same < 2)
                same = i == 0 && j == 0 ? 2 : 1;
    return same;
}

/* ---- both ---- */

/* Whether what answers the question stands in the part of the course that the quiz is about. */
static bool is_of_module(struct comparing *comparing, const struct side *asked, int64_t quiz_id)
{
    for (size_t i = 0; i < asked->hits.count && i < PASSAGES; i++)
        if (db_integer(comparing->db, 0,
                       "SELECT 1 FROM quiz z JOIN lesson l ON l.id = z.lesson_id JOIN lesson o ON o.module_id = l.module_id"
                       " WHERE z.id = ?1 AND o.id = ?2",
                       quiz_id, asked->hits.hit[i].passage.lesson_id) != 0)
            return true;
    return false;
}

static bool is_like(struct comparing *comparing, const struct side *asked, const cJSON *row, bool by_meaning)
{
    const struct passage_meaning unknown = {.model = NULL};
    struct side quiz = {.words = shown_words(comparing->arena, row)};
    const char *prompt = plain(comparing->arena, json_string(row, "prompt", ""));
    int shared = 0, ignored = 0;
    quiz.query = search_query_of(comparing->arena, comparing->db, comparing->reader, quiz.words, NULL);
    const struct search_query prompt_query = search_query_of(comparing->arena, comparing->db, comparing->reader, prompt, NULL);
    double of_question = shared_weight(&asked->query, &quiz.query, &shared), of_prompt = shared_weight(&prompt_query, &asked->query, &ignored);
    if (shared >= SHARED_LEAST && of_prompt >= prompt_least && of_prompt + of_question >= both_least)
        return true;
    if (comparing->of_module && shared > 0 && of_question >= question_least)
        return true;
    if (shared == 0 && !by_meaning)
        return false;
    find_answers(comparing, &quiz, &unknown);
    int same = same_passage(asked, &quiz);
    return same_sentence(asked, &quiz) || same == 2 || (same == 1 && shared >= SHARED_LEAST);
}

bool resemble_quiz(struct arena *arena, struct db *db, int64_t quiz_id, const char *words, const struct passage_meaning *meaning,
                   const struct passage_scope *scope)
{
    const cJSON *row, *rows = db_rows(db,
                                      "SELECT id, kind, points, prompt, feedback, body AS \"body:json\" FROM question WHERE quiz_id = ?1",
                                      quiz_id);
    struct comparing comparing = {arena, db, terms_reader(arena, db), scope, false};
    struct side asked = {.words = words};
    cJSON_ArrayForEach(row, rows) if (likeness_same_question(arena, json_string(row, "prompt", ""), words)) return true;
    if (comparing.reader == NULL || *words == '\0')
        return false;
    asked.query = search_query_of(arena, db, comparing.reader, words, NULL);
    find_answers(&comparing, &asked, meaning);
    comparing.of_module = is_of_module(&comparing, &asked, quiz_id);
    cJSON_ArrayForEach(row, rows) if (is_like(&comparing, &asked, row, meaning->model != NULL)) return true;
    return false;
}
