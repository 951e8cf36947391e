/* eval_retrieve.c - the sets that ask for a ranked list of documents: textbook, xquad, squad_sentences, scifact.
 *
 * Called by coach.c. Each loads its texts into the empty database and asks search_passages(), as an academy does. */
#include "programs/nexus/eval.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "domain/coach/corpus.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { RANKS = 10, RANKS_WRITTEN = 20 };

/* Documents of a set by passage. */
struct documents {
    const char **of; /* by passage id */
    size_t room;
};

static void name_document(struct arena *arena, struct documents *documents, int64_t passage_id, const char *name)
{
    if ((size_t)passage_id >= documents->room) {
        size_t room = (size_t)passage_id * 2 + 1024;
        const char **grown = arena_alloc(arena, room * sizeof *grown);
        if (documents->room > 0)
            memcpy(grown, documents->of, documents->room * sizeof *grown);
        *documents = (struct documents){grown, room};
    }
    documents->of[passage_id] = name;
}

/* ---- figures ---- */

struct figures {
    double hit, reciprocal, gain, questions;
};

/* Binary relevance, as TREC: gain 1 / log2(rank + 1) over that of the ideal order. */
static void judge(struct figures *figures, const struct table *answers, const struct table_index *index, const char *id,
                  const char *column, const char *const *ranked, size_t count)
{
    double gain = 0, ideal = 0, reciprocal = 0;
    int relevant = 0;
    for (long row = table_find(index, id); row >= 0; row = table_next(index, row))
        relevant++;
    if (relevant == 0)
        return;
    for (size_t rank = 0; rank < RANKS; rank++) {
        bool good = false;
        for (long row = rank < count ? table_find(index, id) : -1; row >= 0 && !good; row = table_next(index, row))
            good = strcmp(table_cell(answers, (size_t)row, column), ranked[rank]) == 0;
        gain += good ? 1 / log2((double)rank + 2) : 0;
        ideal += rank < (size_t)relevant ? 1 / log2((double)rank + 2) : 0;
        reciprocal = good && reciprocal == 0 ? 1 / ((double)rank + 1) : reciprocal;
        figures->hit += rank == 0 && good;
    }
    figures->questions++;
    figures->reciprocal += reciprocal;
    figures->gain += gain / ideal;
}

static void say_figures(const struct eval *eval, const char *name, const struct figures *figures)
{
    double count = figures->questions;
    eval_say(arena_printf(eval->arena, "coach_%s_hit1_dev", name), figures->hit / count, "share");
    eval_say(arena_printf(eval->arena, "coach_%s_mrr10_dev", name), figures->reciprocal / count, "share");
    eval_say(arena_printf(eval->arena, "coach_%s_ndcg10_dev", name), figures->gain / count, "share");
}

/* ---- asking ---- */

/* The best documents, each once. */
static size_t rank_documents(const struct eval *eval, struct arena *arena, const struct documents *documents,
                             const char *question, const char **ranked)
{
    struct search_request request = {.words = question};
    struct search_hits hits = search_passages(arena, eval->db, &request);
    size_t count = 0;
    for (size_t i = 0; i < hits.count && count < RANKS_WRITTEN; i++) {
        const char *name = documents->of[hits.hit[i].passage.id];
        size_t known = 0;
        while (known < count && strcmp(ranked[known], name) != 0)
            known++;
        if (known == count)
            ranked[count++] = name;
    }
    return count;
}

struct asking {
    const char *name, *question_column, *answers_file, *answer_column;
};

static bool ask_all(struct eval *eval, const struct asking *asking, const struct table *questions,
                    const struct documents *documents)
{
    struct table answers;
    struct figures figures = {0};
    if (!table_read(eval, asking->answers_file, &answers))
        return false;
    const struct table_index *index = table_index(eval->arena, &answers, "id");
    puts("id,rank,doc");
    for (size_t row = 0; row < questions->rows; row++) {
        const char *id = table_cell(questions, row, "id"), *ranked[RANKS_WRITTEN];
        struct arena *arena = arena_new();
        db_use_arena(eval->db, arena);
        size_t count =
            rank_documents(eval, arena, documents, table_cell(questions, row, asking->question_column), ranked);
        for (size_t i = 0; i < count; i++)
            printf("%s,%zu,%s\n", id, i + 1, ranked[i]);
        judge(&figures, &answers, index, id, asking->answer_column, ranked, count);
        db_use_arena(eval->db, eval->arena);
        arena_free(arena);
    }
    say_figures(eval, asking->name, &figures);
    return true;
}

/* ---- textbook ---- */

static const char *whole_section(struct eval *eval, const struct table *passages, size_t from, size_t *to)
{
    struct text whole = text_in(eval->arena);
    const char *section = table_cell(passages, from, "section");
    for (*to = from; *to < passages->rows && strcmp(table_cell(passages, *to, "section"), section) == 0; (*to)++)
        text_printf(&whole, "%s\n", table_cell(passages, *to, "text"));
    return text_string(&whole);
}

bool eval_load_textbook(struct eval *eval, int copy, const char ***section_of)
{
    struct table passages;
    struct documents documents = {0};
    const char *book = "";
    int64_t course_id = 0;
    if (!table_read(eval, "passages.csv.gz", &passages) || db_begin_write(eval->db) != DB_OK)
        return false;
    for (size_t row = 0, to; row < passages.rows; row = to) {
        const char *section = table_cell(&passages, row, "section"),
                   *title = table_cell(&passages, row, "section_title");
        if (strcmp(book, table_cell(&passages, row, "book")) != 0) {
            book = table_cell(&passages, row, "book");
            course_id = corpus_add_course(eval->db, arena_printf(eval->arena, copy == 0 ? "%s" : "%s-%d", book, copy), book);
        }
        int64_t lesson_id =
            corpus_add_lesson(eval->db, course_id, section, title, whole_section(eval, &passages, row, &to));
        for (size_t i = row; i < to; i++) {
            const char *heading = table_cell(&passages, i, "heading");
            int64_t id =
                corpus_add_passage(eval->db, course_id, lesson_id, title, strcmp(heading, title) == 0 ? "" : heading,
                                   table_cell(&passages, i, "text"));
            name_document(eval->arena, &documents, id, section);
        }
    }
    *section_of = documents.of;
    return db_end(eval->db, true) == DB_OK;
}

bool eval_textbook_retrieve(struct eval *eval)
{
    static const struct asking asking = {"textbook", "question", "dev_answers.csv.gz", "section"};
    struct table questions;
    struct documents documents = {0};
    return table_read(eval, "questions.csv.gz", &questions) && eval_load_textbook(eval, 0, &documents.of) &&
           ask_all(eval, &asking, &questions, &documents);
}

int64_t eval_passages(const struct eval *eval)
{
    int64_t passages, words;
    passage_totals(eval->db, &passages, &words);
    return passages;
}

/* ---- sets whose documents are single passages ---- */

struct loading {
    const char *file, *id, *title, *text, *lesson; /* columns; `lesson`: rows of equal value are one lesson */
};

static bool load_documents(struct eval *eval, const struct loading *loading, struct documents *documents)
{
    struct table table;
    if (!table_read(eval, loading->file, &table) || db_begin_write(eval->db) != DB_OK)
        return false;
    int64_t course_id = corpus_add_course(eval->db, eval->set, eval->set), lesson_id = 0;
    for (size_t row = 0, to = 0; row < table.rows; row++) {
        const char *id = table_cell(&table, row, loading->id), *title = table_cell(&table, row, loading->title);
        const char *lesson = table_cell(&table, row, loading->lesson);
        if (row == to) {
            struct text whole = text_in(eval->arena);
            for (; to < table.rows && strcmp(table_cell(&table, to, loading->lesson), lesson) == 0; to++)
                text_printf(&whole, "%s\n", table_cell(&table, to, loading->text));
            lesson_id =
                corpus_add_lesson(eval->db, course_id, *lesson == '\0' ? "all" : lesson, title, text_string(&whole));
        }
        int64_t passage_id =
            corpus_add_passage(eval->db, course_id, lesson_id, title, "", table_cell(&table, row, loading->text));
        name_document(eval->arena, documents, passage_id, id);
    }
    return db_end(eval->db, true) == DB_OK;
}

static bool eval_documents(struct eval *eval, const struct loading *loading, const char *file,
                           const struct asking *asking)
{
    struct table questions;
    struct documents documents = {0};
    return table_read(eval, file, &questions) && load_documents(eval, loading, &documents) &&
           ask_all(eval, asking, &questions, &documents);
}

static const struct loading xquad = {"passages.csv.gz", "pid", "", "text", "article"};

bool eval_load_xquad(struct eval *eval)
{
    struct documents documents = {0};
    return load_documents(eval, &xquad, &documents);
}

bool eval_xquad_retrieve(struct eval *eval)
{
    static const struct asking asking = {"xquad", "question", "dev_answers.csv.gz", "pid"};
    return eval_documents(eval, &xquad, "questions.csv.gz", &asking);
}

bool eval_squad_sentences(struct eval *eval)
{
    static const struct loading loading = {"sentences.csv.gz", "sid", "", "text", ""};
    static const struct asking asking = {"squad_sentences", "question", "dev_answers.csv.gz", "sid"};
    return eval_documents(eval, &loading, "questions.csv.gz", &asking);
}

bool eval_scifact(struct eval *eval)
{
    static const struct loading loading = {"docs.csv.gz", "did", "title", "text", "did"};
    static const struct asking asking = {"scifact", "query", "dev_qrels.csv.gz", "did"};
    return eval_documents(eval, &loading, "queries.csv.gz", &asking);
}
