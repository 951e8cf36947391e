/* eval_answer.c - the sets that judge what the coach makes of what it found: the answer's sentence, whether the texts answer at
 * all, key terms, choosing an option. Called by coach.c. */
#include "programs/nexus/eval.h"

#include "core/base/text.h"
#include "domain/coach/answer_parts.h"
#include "domain/coach/corpus.h"
#include "domain/coach/extract.h"
#include "domain/coach/keyterm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the sentence with the answer ---- */

enum { WORDS_COUNTED = 60, EXTRACTS = 12, PASSAGES_READ = 6 };

static size_t count_words(const char *text)
{
    size_t words = 0;
    for (text += strspn(text, " \n"); *text != '\0'; words++) {
        text += strcspn(text, " \n");
        text += strspn(text, " \n");
    }
    return words;
}

/* As the coach answers: the best sentence, and the next ones as long as there is room. */
static const char *answer_sentences(struct eval *eval, struct arena *arena, const char *question, size_t *first)
{
    struct search_request request = {.words = question, .limit = PASSAGES_READ};
    struct search_hits hits = search_passages(arena, eval->db, &request);
    struct extract extracts[EXTRACTS];
    size_t count = extract_sentences(arena, terms_reader(arena, eval->db), &hits, question, PASSAGES_READ, extracts, EXTRACTS), words = 0;
    struct text answer = text_in(arena);
    for (size_t i = 0; i < count; i++) {
        const char *sentence = extract_plain(arena, &extracts[i].sentence);
        size_t more = count_words(sentence);
        if (i > 0 && words + more > WORDS_COUNTED)
            continue;
        words += more;
        text_printf(&answer, "%s%s", i == 0 ? "" : " ", sentence);
        if (i == 0)
            *first = answer.length;
    }
    return text_string(&answer);
}

/* Whether one of the variants ("a||b") stands in the first 60 words, whatever the case. */
static bool has_answer(struct arena *arena, const char *text, const char *variants)
{
    size_t length = 0;
    for (size_t words = 0; text[length] != '\0' && words < WORDS_COUNTED; words++) {
        length += strspn(text + length, " \n");
        length += strcspn(text + length, " \n");
    }
    const char *counted = text_fold(arena, arena_strndup(arena, text, length));
    while (*variants != '\0') {
        const char *end = strstr(variants, "||");
        size_t variant = end == NULL ? strlen(variants) : (size_t)(end - variants);
        if (variant > 0 && strstr(counted, text_fold(arena, arena_strndup(arena, variants, variant))) != NULL)
            return true;
        variants += variant + (end == NULL ? 0 : 2);
    }
    return false;
}

bool eval_xquad_sentence(struct eval *eval)
{
    struct table questions, answers;
    double good = 0, good_first = 0, asked = 0;
    if (!table_read(eval, "questions.csv.gz", &questions) || !table_read(eval, "dev_answers.csv.gz", &answers) ||
        !eval_load_xquad(eval))
        return false;
    const struct table_index *index = table_index(eval->arena, &answers, "id");
    puts("id,sentence");
    for (size_t row = 0; row < questions.rows; row++) {
        struct arena *arena = arena_new();
        db_use_arena(eval->db, arena);
        const char *id = table_cell(&questions, row, "id");
        size_t first = 0;
        const char *answer = answer_sentences(eval, arena, table_cell(&questions, row, "question"), &first);
        printf("%s,", id);
        table_write(answer);
        puts("");
        long known = table_find(index, id);
        if (known >= 0) {
            const char *variants = table_cell(&answers, (size_t)known, "answer");
            good += has_answer(arena, answer, variants);
            good_first += has_answer(arena, arena_strndup(arena, answer, first), variants);
            asked++;
        }
        db_use_arena(eval->db, eval->arena);
        arena_free(arena);
    }
    eval_say("coach_xquad_sentence_dev", good / asked, "share");
    eval_say("coach_xquad_sentence_first_dev", good_first / asked, "share");
    return true;
}

/* ---- refusing ---- */

struct refusals {
    double *score;
    bool *label;
    size_t count;
};

static void score_questions(struct eval *eval, const struct table *questions, bool answered, struct refusals *refusals)
{
    for (size_t row = 0; row < questions->rows; row++) {
        struct arena *arena = arena_new();
        db_use_arena(eval->db, arena);
        struct search_request request = {.words = table_cell(questions, row, "question"), .limit = 20};
        struct search_hits hits = search_passages(arena, eval->db, &request);
        double score = answer_confidence(&hits);
        printf("%s,%.6f\n", table_cell(questions, row, "id"), score);
        if (strcmp(table_cell(questions, row, "part"), "dev") == 0) {
            refusals->score[refusals->count] = score;
            refusals->label[refusals->count++] = answered;
        }
        db_use_arena(eval->db, eval->arena);
        arena_free(arena);
    }
}

bool eval_textbook_refuse(struct eval *eval)
{
    struct table own, foreign;
    const char **section_of;
    struct eval other = *eval;
    other.folder = arena_printf(eval->arena, "%s/../xquad", eval->folder);
    if (!table_read(eval, "questions.csv.gz", &own) || !table_read(&other, "questions.csv.gz", &foreign) ||
        !eval_load_textbook(eval, 0, &section_of))
        return false;
    size_t most = own.rows + foreign.rows;
    struct refusals refusals = {arena_alloc(eval->arena, most * sizeof(double)), arena_alloc(eval->arena, most), 0};
    puts("id,score");
    score_questions(eval, &own, true, &refusals);
    score_questions(eval, &foreign, false, &refusals);
    double answered = 0, refused = 0, positives = 0;
    for (size_t i = 0; i < refusals.count; i++) {
        positives += refusals.label[i];
        answered += refusals.label[i] && refusals.score[i] >= 0.5;
        refused += !refusals.label[i] && refusals.score[i] < 0.5;
    }
    eval_say("coach_refuse_auc_dev", eval_auc(eval->arena, refusals.score, refusals.label, refusals.count), "area");
    eval_say("coach_refuse_answered_dev", answered / positives, "share");
    eval_say("coach_refuse_refused_dev", refused / ((double)refusals.count - positives), "share");
    return true;
}

/* ---- key terms ---- */

enum { TERMS_WRITTEN = 20, TERMS_COUNTED = 10 };

static bool same_term(struct terms_reader *reader, const char *a, const char *b)
{
    struct terms left = terms_read(reader, a, strlen(a)), right = terms_read(reader, b, strlen(b));
    if (left.count != right.count || left.count == 0)
        return false;
    for (size_t i = 0; i < left.count; i++)
        if (left.term[i].key != right.term[i].key)
            return false;
    return true;
}

struct keyterm_figures {
    double precision, r_precision, recall, sections;
};

static void judge_terms(struct terms_reader *reader, const struct table *gold, const struct table_index *index, const char *section,
                        const struct keyterm *terms, size_t count, struct keyterm_figures *figures)
{
    size_t relevant = 0, at_ten = 0, at_all = 0, at_gold = 0;
    for (long row = table_find(index, section); row >= 0; row = table_next(index, row))
        relevant++;
    if (relevant == 0)
        return;
    for (size_t i = 0; i < count; i++) {
        bool good = false;
        for (long row = table_find(index, section); row >= 0 && !good; row = table_next(index, row))
            good = same_term(reader, terms[i].term, table_cell(gold, (size_t)row, "term"));
        at_ten += good && i < TERMS_COUNTED;
        at_gold += good && i < relevant;
        at_all += good;
    }
    figures->sections++;
    figures->precision += (double)at_ten / (double)(relevant < TERMS_COUNTED ? relevant : TERMS_COUNTED);
    figures->r_precision += (double)at_gold / (double)relevant;
    figures->recall += (double)at_all / (double)relevant;
}

bool eval_textbook_keyterms(struct eval *eval)
{
    struct table sections, gold;
    const char **section_of;
    struct keyterm_figures figures = {0};
    if (!table_read(eval, "sections.csv", &sections) || !table_read(eval, "glossary_dev.csv.gz", &gold) ||
        !eval_load_textbook(eval, 0, &section_of))
        return false;
    const struct table_index *index = table_index(eval->arena, &gold, "section");
    puts("section,rank,term");
    for (size_t row = 0; row < sections.rows; row++) {
        struct arena *arena = arena_new();
        db_use_arena(eval->db, arena);
        const char *section = table_cell(&sections, row, "section");
        struct passage_scope scope = {.lesson_id = corpus_find_lesson(eval->db, section)};
        struct passage_rows passages = passage_list(arena, eval->db, &scope);
        struct terms_reader *reader = terms_reader(arena, eval->db);
        struct keyterm terms[TERMS_WRITTEN];
        size_t count = keyterms_of(arena, eval->db, reader, &passages, terms, TERMS_WRITTEN);
        for (size_t i = 0; i < count; i++) {
            printf("%s,%zu,", section, i + 1);
            table_write(terms[i].term);
            puts("");
        }
        judge_terms(reader, &gold, index, section, terms, count, &figures);
        db_use_arena(eval->db, eval->arena);
        arena_free(arena);
    }
    eval_say("coach_keyterms_p10_dev", figures.precision / figures.sections, "share");
    eval_say("coach_keyterms_rprecision_dev", figures.r_precision / figures.sections, "share");
    eval_say("coach_keyterms_recall20_dev", figures.recall / figures.sections, "share");
    return true;
}
