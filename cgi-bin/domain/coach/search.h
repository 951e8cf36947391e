/* search.h - search_passages(): the one way to what the coach may say. Finds passages that a person may read, ranked.
 *
 * Called by answer.c (the built-in coach), the program that prompts a model, and `nexus coach`. The ranking: FTS5 chooses
 * candidates; each is weighed by BM25 over title, heading and text with parameters of our own, with query words that
 * stand together, and with how well its whole lesson matches. Measured by `make coach-eval`; the constants are in
 * search.c with what they were chosen on. */
#ifndef NEXUS_COACH_SEARCH_H
#define NEXUS_COACH_SEARCH_H

#include "core/base/arena.h"
#include "core/store/database.h"
#include "core/store/passage.h"
#include "core/store/terms.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SEARCH_TERMS_MOST = 32, SEARCH_CANDIDATES = 200 };

/* What is asked, as terms: without words that carry no subject, each once, with its weight. */
struct search_term {
    const char *word, *name; /* as written, as indexed */
    uint64_t key;
    double weight; /* inverse document frequency */
    int64_t with;  /* in how many passages it stands */
    bool asks;     /* "long" of "how long", words of the question before: they rank, but an answer need not have them */
};
struct search_query {
    struct search_term term[SEARCH_TERMS_MOST];
    size_t count;
    double weight; /* of all together but those that only ask */
};

struct search_hit {
    struct passage_row passage;
    double score;    /* for the order; comparable only within one search */
    double words;    /* the part that is BM25 of the passage itself */
    double coverage; /* 0..1: the share of the query's weight whose words are in the passage, its heading or title */
};
struct search_hits {
    struct search_query query;
    struct search_hit *hit; /* best first */
    size_t count;
    int64_t passages; /* how many there are, readable or not: the scale of weights */
};

struct search_request {
    const char *words;
    const char *before; /* the question that this one leans on (followup.h): ranks a little; NULL or "": none */
    struct passage_scope scope;
    int64_t near_course_id, near_lesson_id; /* where the reader is: preferred a little; 0: nowhere */
    int limit;
    struct passage_meaning meaning; /* of the words, when there are embeddings: both orders are fused by reciprocal rank */
};

/* The best passages in scope. No hits when the words have no term or nothing matches; db_failed() tells of failures. */
struct search_hits search_passages(struct arena *arena, struct db *db, const struct search_request *request);

/* The terms of a question, weighed by this database, and of the one before it (NULL: none). */
struct search_query search_query_of(struct arena *arena, struct db *db, struct terms_reader *reader, const char *words,
                                    const char *before);

/* Which term of the query a key is; -1: none. */
int search_term_of(const struct search_query *query, uint64_t key);

/* The address of a passage: "/courses/git/blobs#inside". */
const char *search_url(struct arena *arena, const struct passage_row *passage);

#endif
