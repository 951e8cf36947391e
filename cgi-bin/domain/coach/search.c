/* search.c - candidates from the index, weighed in C. See search.h.
 *
 * BM25 is Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009), over fields (title and heading count as
 * more of the same text); FTS5's own bm25() has its constants fixed, so it only chooses the candidates. Reciprocal rank
 * fusion: Cormack, Clarke and Buettcher (2009), k = 60. */
#include "domain/coach/search.h"

#include "core/base/text.h"
#include "domain/coach/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Chosen on the dev parts of the sets in `make coach-eval`. */
static const double saturation = 1.0, length_share = 0.5, title_weight = 3, heading_weight = 1, pair_weight = 0.3,
                    lesson_weight = 0.7, cover_weight = 0.3, window_weight = 0.4;
/* In an academy of one subject its word stands everywhere, and still it is what is asked about. */
static const double common_least = 0.25;
static const double near_lesson = 1.15, near_course = 1.06, fusion_rank = 60;
/* Words of the question before name the subject that "it" stands for; what is asked of it is in the question itself. */
static const double before_share = 0.5;

enum { LESSONS_MOST = 300, POSTINGS_MOST = 10000, TERMS_LEAST = 2, PAIR_SPAN = 3, VECTORS_MOST = 20000, COURSES_MOST = 8 };

/* ---- the query ---- */

int search_term_of(const struct search_query *query, uint64_t key)
{
    for (size_t i = 0; i < query->count; i++)
        if (query->term[i].key == key)
            return (int)i;
    return -1;
}

/* "How long", "how often": the second word asks, too. */
static bool is_measure(const struct term *before, const struct term *term)
{
    static const char *const measures[] = {"long", "often", "far"};
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++)
        if (strcmp(before->name, "how") == 0 && strcmp(term->name, measures[i]) == 0)
            return true;
    return false;
}

static void add_terms(struct arena *arena, struct search_query *query, const char *words, struct terms terms, bool all)
{
    for (size_t i = 0; i < terms.count && query->count < SEARCH_TERMS_MOST; i++) {
        const struct term *term = &terms.term[i];
        if ((!all && words_is_stop(words + term->from, term->to - term->from)) ||
            search_term_of(query, term->key) >= 0 || (!all && i > 0 && is_measure(&terms.term[i - 1], term)))
            continue;
        query->term[query->count++] =
            (struct search_term){.word = arena_strndup(arena, words + term->from, term->to - term->from),
                                 .name = term->name,
                                 .asks = i > 0 && is_measure(&terms.term[i - 1], term),
                                 .key = term->key};
    }
}

/* The words of both questions; those of the one before count in full where the question has none of its own ("Why?"). Gives how
 * many come first that count in full. */
static size_t read_query(struct arena *arena, struct search_query *query, struct terms_reader *reader, const char *words,
                         const char *before)
{
    struct terms terms = terms_read(reader, words, strlen(words));
    add_terms(arena, query, words, terms, false);
    size_t own = query->count;
    if (before != NULL)
        add_terms(arena, query, before, terms_read(reader, before, strlen(before)), false);
    if (query->count == 0)
        add_terms(arena, query, words, terms, true);
    return own == 0 ? query->count : own;
}

struct search_query search_query_of(struct arena *arena, struct db *db, struct terms_reader *reader, const char *words,
                                    const char *before)
{
    struct search_query query = {.count = 0};
    int64_t passages, total;
    passage_totals(db, &passages, &total);
    size_t own = read_query(arena, &query, reader, words, before);
    for (size_t i = 0; i < query.count; i++) {
        struct search_term *term = &query.term[i];
        term->with = passage_frequency(db, term->name);
        double with = (double)term->with;
        term->weight = fmax(log(1 + ((double)passages - with + 0.5) / (with + 0.5)), common_least * log(1 + (double)passages));
        if (i >= own) {
            term->asks = true;
            term->weight *= before_share;
        }
        query.weight += term->asks ? 0 : term->weight;
    }
    return query;
}

/* Which terms choose candidates: the rarest first, as long as they stand in few enough passages together. The others are only
 * weighed; so a long question costs no more than a short one, however large the index. */
static void choose_terms(const struct search_query *query, bool *chosen)
{
    int64_t postings = 0;
    for (size_t round = 0; round < query->count; round++) {
        int rarest = -1;
        for (int i = 0; i < (int)query->count; i++)
            if (!chosen[i] && (rarest < 0 || query->term[i].with < query->term[rarest].with))
                rarest = i;
        postings += query->term[rarest].with;
        if (postings > POSTINGS_MOST && round >= TERMS_LEAST)
            return;
        chosen[rarest] = true;
    }
}

/* The chosen words, quoted one by one: nothing of them is syntax. */
static char *match_of(struct arena *arena, const struct search_query *query)
{
    struct text match = text_in(arena);
    bool chosen[SEARCH_TERMS_MOST] = {false};
    choose_terms(query, chosen);
    for (size_t i = 0; i < query->count; i++)
        if (chosen[i])
            text_printf(&match, "%s\"%s\"", match.length == 0 ? "" : " OR ", query->term[i].word);
    return arena_strdup(arena, text_string(&match));
}

/* ---- weighing ---- */

enum { MATCHES_MOST = 256, WINDOW = 20 };

struct weighing {
    const struct search_query *query;
    struct terms_reader *reader;
    double mean_words;
    double often[SEARCH_TERMS_MOST];
    double pairs;
    struct {
        int term;
        size_t at; /* which word of the text */
    } match[MATCHES_MOST]; /* of the field counted last, in order */
    size_t matches;
};

/* Counts the query's terms in a field, and neighbours of the query that are near each other in the field's order, too. Notes where
 * they stand. */
static void count_field(struct weighing *weighing, const char *text, double weight)
{
    struct terms terms = terms_read(weighing->reader, text, strlen(text));
    int last = -1;
    size_t last_at = 0;
    weighing->matches = 0;
    for (size_t i = 0; i < terms.count; i++) {
        int term = search_term_of(weighing->query, terms.term[i].key);
        if (term < 0)
            continue;
        weighing->often[term] += weight;
        if (weighing->matches < MATCHES_MOST) {
            weighing->match[weighing->matches].term = term;
            weighing->match[weighing->matches++].at = i;
        }
        if (last >= 0 && term == last + 1 && i - last_at <= PAIR_SPAN)
            weighing->pairs += fmin(weighing->query->term[term].weight, weighing->query->term[last].weight) * weight;
        last = term;
        last_at = i;
    }
}

/* The most weight of different terms that stand within a window, about a sentence: a passage in which they stand together says more
 * than one in which they are scattered (Tao and Zhai, "An Exploration of Proximity Measures", 2007). Of the field counted last. */
static double best_window(const struct weighing *weighing)
{
    double best = 0;
    for (size_t from = 0; from < weighing->matches; from++) {
        bool there[SEARCH_TERMS_MOST] = {false};
        double sum = 0;
        for (size_t i = from; i < weighing->matches && weighing->match[i].at - weighing->match[from].at < WINDOW; i++) {
            int term = weighing->match[i].term;
            sum += there[term] ? 0 : weighing->query->term[term].weight;
            there[term] = true;
        }
        best = fmax(best, sum);
    }
    return best;
}

static void weigh(struct weighing *weighing, struct search_hit *hit)
{
    const struct search_query *query = weighing->query;
    double norm = saturation * (1 - length_share + length_share * (double)hit->passage.words / weighing->mean_words),
           pairs_most = 0;
    memset(weighing->often, 0, sizeof weighing->often);
    weighing->pairs = 0;
    count_field(weighing, hit->passage.heading, heading_weight);
    count_field(weighing, hit->passage.title, title_weight);
    count_field(weighing, hit->passage.text, 1);
    for (size_t i = 0; i < query->count; i++) {
        double often = weighing->often[i];
        hit->words += query->term[i].weight * often * (saturation + 1) / (often + norm);
        hit->coverage += often > 0 && !query->term[i].asks ? query->term[i].weight : 0;
        pairs_most = fmax(pairs_most, query->term[i].weight);
    }
    hit->coverage = query->weight > 0 ? hit->coverage / query->weight : 0;
    hit->score = hit->words * (1 + cover_weight * hit->coverage) +
                 pair_weight * weighing->pairs * 2 / (1 + weighing->pairs / (pairs_most + 1e-9)) +
                 window_weight * best_window(weighing);
}

/* A lesson's own score, scaled so that it weighs as much as its passages' BM25 at lesson_weight 1. */
static void add_lessons(struct arena *arena, struct db *db, const char *match, struct search_hits *hits)
{
    struct passage_lesson *lessons = arena_alloc(arena, LESSONS_MOST * sizeof *lessons);
    size_t count = passage_match_lessons(db, match, lessons, LESSONS_MOST);
    double least = count == LESSONS_MOST ? lessons[count - 1].score * 0.9 : 0;
    for (size_t i = 0; i < hits->count; i++) {
        double score = least;
        for (size_t lesson = 0; lesson < count; lesson++)
            if (lessons[lesson].lesson_id == hits->hit[i].passage.lesson_id)
                score = lessons[lesson].score;
        hits->hit[i].score += lesson_weight * score;
    }
}

static int by_score(const void *a, const void *b)
{
    const struct search_hit *left = a, *right = b;
    if (left->score != right->score)
        return left->score < right->score ? 1 : -1;
    return left->passage.id < right->passage.id ? -1 : left->passage.id > right->passage.id;
}

static void sort(struct search_hits *hits)
{
    if (hits->count > 1)
        qsort(hits->hit, hits->count, sizeof *hits->hit, by_score);
}

/* ---- with vectors ---- */

/* In a large academy not all vectors are looked at: those of the course at hand, and of the courses that the words point to. */
static struct passage_rows search_nearest(struct arena *arena, struct db *db, const struct search_request *request,
                                          const struct search_hits *hits)
{
    int64_t courses[COURSES_MOST];
    size_t count = 0;
    if (request->near_course_id != 0)
        courses[count++] = request->near_course_id;
    for (size_t i = 0; i < hits->count && count < COURSES_MOST; i++) {
        size_t known = 0;
        while (known < count && courses[known] != hits->hit[i].passage.course_id)
            known++;
        if (known == count)
            courses[count++] = hits->hit[i].passage.course_id;
    }
    return passage_nearest(arena, db, &request->meaning, &request->scope, courses, hits->passages > VECTORS_MOST ? count : 0,
                           SEARCH_CANDIDATES);
}

static struct search_hit *find_hit(struct search_hits *hits, int64_t id)
{
    for (size_t i = 0; i < hits->count; i++)
        if (hits->hit[i].passage.id == id)
            return &hits->hit[i];
    return NULL;
}

/* What only the vectors found is weighed by words too, so that its coverage is true. */
static void fuse(struct search_hits *hits, struct weighing *weighing, const struct passage_rows *nearest)
{
    for (size_t i = 0; i < hits->count; i++)
        hits->hit[i].score = 1 / (fusion_rank + (double)i + 1);
    for (size_t i = 0; i < nearest->count; i++) {
        struct search_hit *hit = find_hit(hits, nearest->row[i].id);
        if (hit == NULL) {
            hit = &hits->hit[hits->count++];
            *hit = (struct search_hit){.passage = nearest->row[i]};
            weigh(weighing, hit);
            hit->score = 0;
        }
        hit->score += 1 / (fusion_rank + (double)i + 1);
    }
    sort(hits);
}

/* ---- all together ---- */

static void prefer_near(struct search_hits *hits, const struct search_request *request)
{
    for (size_t i = 0; i < hits->count; i++) {
        const struct passage_row *passage = &hits->hit[i].passage;
        if (request->near_lesson_id != 0 && passage->lesson_id == request->near_lesson_id)
            hits->hit[i].score *= near_lesson;
        else if (request->near_course_id != 0 && passage->course_id == request->near_course_id)
            hits->hit[i].score *= near_course;
    }
}

static void weigh_all(struct arena *arena, struct db *db, const struct search_request *request,
                      struct weighing *weighing, struct search_hits *hits)
{
    const char *match = match_of(arena, &hits->query);
    struct passage_rows rows = passage_match(arena, db, match, &request->scope, SEARCH_CANDIDATES);
    hits->hit = arena_alloc(arena, 2 * SEARCH_CANDIDATES * sizeof *hits->hit);
    for (; hits->count < rows.count; hits->count++) {
        hits->hit[hits->count].passage = rows.row[hits->count];
        weigh(weighing, &hits->hit[hits->count]);
    }
    add_lessons(arena, db, match, hits);
    prefer_near(hits, request);
    sort(hits);
}

struct search_hits search_passages(struct arena *arena, struct db *db, const struct search_request *request)
{
    struct search_hits hits = {.count = 0};
    struct terms_reader *reader = terms_reader(arena, db);
    int64_t passages, words;
    passage_totals(db, &passages, &words);
    hits.passages = passages;
    if (reader == NULL || passages == 0)
        return hits;
    hits.query = search_query_of(arena, db, reader, request->words, request->before);
    if (hits.query.count == 0)
        return hits;
    struct weighing weighing = {.query = &hits.query, .reader = reader, .mean_words = (double)words / (double)passages};
    weigh_all(arena, db, request, &weighing, &hits);
    if (request->meaning.model != NULL) {
        struct passage_rows nearest = search_nearest(arena, db, request, &hits);
        fuse(&hits, &weighing, &nearest);
    }
    if (request->limit > 0 && hits.count > (size_t)request->limit)
        hits.count = (size_t)request->limit;
    return hits;
}

const char *search_url(struct arena *arena, const struct passage_row *passage)
{
    struct text url = text_in(arena);
    text_printf(&url, "/courses/%s", passage->course_slug);
    if (text_equal(passage->kind, "faq")) {
        text_append(&url, "#faq"); /* they all stand on the course's page, also those about a lesson */
        return text_string(&url);
    }
    if (*passage->lesson_slug != '\0')
        text_printf(&url, "/%s", passage->lesson_slug);
    if (*passage->anchor != '\0')
        text_append(&url, "#");
    text_append_url(&url, passage->anchor);
    return text_string(&url);
}
