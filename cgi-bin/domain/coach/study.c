/* study.c - summary, simple words, example and translation of a lesson, made of its own sentences. Called by answer.c.
 *
 * The weight of a sentence is its centrality: PageRank over the likeness of sentences (Mihalcea and Tarau, "TextRank", 2004;
 * cosine of weighed terms), and a little for standing first in its passage. */
#include "domain/coach/answer_parts.h"

#include "core/base/text.h"
#include "domain/coach/keyterm.h"
#include "domain/coach/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SENTENCES_MOST = 240, TERMS_MOST = 48, ROUNDS = 20, SUMMARY_MOST = 6, SIMPLE_MOST = 4 };

struct point {
    struct extract extract; /* score: its centrality */
    struct {
        uint64_t key;
        double weight;
    } term[TERMS_MOST];
    size_t terms;
    double length; /* of the vector */
    double rarity; /* mean weight of its words */
    int words;
};

struct points {
    struct point *point;
    size_t count;
};

/* ---- the lesson that is meant ---- */

struct passage_rows study_passages(struct composing *composing, const char *topic)
{
    struct passage_scope scope = compose_scope(composing);
    scope.course_id = 0;
    scope.lesson_id = composing->question->lesson_id;
    struct terms terms = terms_read(composing->reader, topic, strlen(topic));
    bool named = false;
    for (size_t i = 0; i < terms.count; i++) /* "this lesson please" names none */
        named = named || !(words_is_stop(topic + terms.term[i].from, terms.term[i].to - terms.term[i].from) ||
                           strstr(" lesson lecon page chapter chapitre section ", terms.term[i].name) != NULL);
    if (named || scope.lesson_id == 0) {
        struct search_hits hits = answer_search(composing, topic);
        if (hits.count > 0 && answer_confidence(&hits) >= 0.5)
            scope.lesson_id = hits.hit[0].passage.lesson_id;
        else if (named)
            return (struct passage_rows){NULL, 0};
        if (scope.lesson_id == 0)
            scope.course_id = hits.count > 0 ? hits.hit[0].passage.course_id : composing->question->course_id;
    }
    if (scope.lesson_id == 0 && scope.course_id == 0)
        return (struct passage_rows){NULL, 0};
    return passage_list(composing->arena, composing->db, &scope);
}

/* ---- centrality ---- */

static void add_term(struct composing *composing, struct point *point, const struct term *term)
{
    for (size_t i = 0; i < point->terms; i++)
        if (point->term[i].key == term->key)
            return;
    if (point->terms == TERMS_MOST)
        return;
    double weight = 1 / log(3 + (double)passage_frequency(composing->db, term->name));
    point->term[point->terms].key = term->key;
    point->term[point->terms++].weight = weight;
    point->length += weight * weight;
    point->rarity += weight;
}

static void add_point(struct composing *composing, struct points *points, const struct passage_row *passage,
                      const struct sentence *sentence, size_t rank, size_t place)
{
    struct terms terms = terms_read(composing->reader, sentence->at, sentence->length);
    if (points->count == SENTENCES_MOST || sentence->code || terms.count < 5)
        return;
    struct point *point = &points->point[points->count++];
    point->extract = (struct extract){.sentence = *sentence, .passage = passage, .rank = rank, .place = place};
    point->words = (int)terms.count;
    for (size_t i = 0; i < terms.count; i++)
        if (!words_is_stop(sentence->at + terms.term[i].from, terms.term[i].to - terms.term[i].from))
            add_term(composing, point, &terms.term[i]);
    point->rarity /= (double)point->terms + 1e-9;
    point->length = sqrt(point->length);
}

static double likeness(const struct point *a, const struct point *b)
{
    double product = 0;
    for (size_t i = 0; i < a->terms; i++)
        for (size_t j = 0; j < b->terms; j++)
            if (a->term[i].key == b->term[j].key)
                product += a->term[i].weight * b->term[j].weight;
    return a->length * b->length > 0 ? product / (a->length * b->length) : 0;
}

/* "So:" says little without what follows. */
static bool announces(const struct sentence *sentence)
{
    return sentence->at[sentence->length - 1] == ':';
}

static void rank_points(struct arena *arena, struct points *points)
{
    size_t count = points->count;
    double *like = arena_alloc(arena, (count * count + 1) * sizeof *like),
           *out = arena_alloc(arena, (count + 1) * sizeof *out);
    double *now = arena_alloc(arena, (count + 1) * sizeof *now), *next = arena_alloc(arena, (count + 1) * sizeof *next);
    for (size_t i = 0; i < count; i++) {
        now[i] = 1;
        for (size_t j = 0; j < count; j++)
            out[i] += like[i * count + j] = i == j ? 0 : likeness(&points->point[i], &points->point[j]);
    }
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < count; i++) {
            next[i] = 0.15;
            for (size_t j = 0; j < count; j++)
                next[i] += out[j] > 0 ? 0.85 * now[j] * like[j * count + i] / out[j] : 0;
        }
        double *swap = now;
        now = next;
        next = swap;
    }
    for (size_t i = 0; i < count; i++)
        points->point[i].extract.score = now[i] * (points->point[i].extract.place == 0 ? 1.25 : 1) *
                                         (points->point[i].extract.sentence.item ? 0.4 : 1) *
                                         (points->point[i].words > 45 ? 0.7 : 1) *
                                         (announces(&points->point[i].extract.sentence) ? 0.3 : 1);
}

static struct points points_of(struct composing *composing, const struct passage_rows *passages)
{
    struct points points = {arena_alloc(composing->arena, SENTENCES_MOST * sizeof *points.point), 0};
    for (size_t rank = 0; rank < passages->count; rank++) {
        struct sentences sentences = sentences_of(composing->arena, passages->row[rank].text);
        for (size_t place = 0; place < sentences.count; place++)
            add_point(composing, &points, &passages->row[rank], &sentences.sentence[place], rank, place);
    }
    rank_points(composing->arena, &points);
    return points;
}

/* The best that are unlike those before (maximal marginal relevance). */
static size_t take_best(struct points *points, struct extract *chosen, size_t most)
{
    bool *taken = calloc(points->count + 1, sizeof *taken);
    size_t count = 0, last[SUMMARY_MOST] = {0};
    while (taken != NULL && count < most) {
        int best = -1;
        double best_value = 0;
        for (size_t i = 0; i < points->count; i++) {
            double same = 0;
            for (size_t k = 0; k < count; k++)
                same = fmax(same, likeness(&points->point[i], &points->point[last[k]]));
            double value = taken[i] ? 0 : points->point[i].extract.score * (1 - same);
            if (value > best_value) {
                best = (int)i;
                best_value = value;
            }
        }
        if (best < 0)
            break;
        taken[best] = true;
        last[count] = (size_t)best;
        chosen[count++] = points->point[best].extract;
    }
    free(taken);
    return count;
}

/* ---- what the quick actions say ---- */

static const char *lesson_title(const struct passage_rows *passages)
{
    const struct passage_row *first = &passages->row[0];
    return first->lesson_id == 0 ? first->course_title : first->title;
}

void study_summarise(struct composing *composing, const char *topic)
{
    struct passage_rows passages = study_passages(composing, topic);
    if (passages.count == 0) {
        answer_abstain(composing, NULL);
        return;
    }
    struct extract chosen[SUMMARY_MOST];
    struct points points = points_of(composing, &passages);
    size_t wanted = points.count / 6 + 2;
    size_t count = take_best(&points, chosen, wanted < SUMMARY_MOST ? wanted : SUMMARY_MOST);
    composing->kind = "summary";
    composing->confidence = 1;
    compose_say_of(composing, tr_noop("The main sentences of %s:"), lesson_title(&passages));
    for (size_t i = 0; i < count; i++)
        chosen[i].sentence.item = true; /* each a line of its own */
    answer_quote(composing, chosen, count);
}

static bool has_cue(struct arena *arena, const struct sentence *sentence, const char *const *cues)
{
    const char *folded = text_fold(arena, arena_strndup(arena, sentence->at, sentence->length));
    for (; *cues != NULL; cues++)
        if (strstr(folded, *cues) != NULL)
            return true;
    return false;
}

/* Short sentences of common words, and a comparison when the text has one. */
void study_simple(struct composing *composing, const char *topic)
{
    static const char *const comparisons[] = {" like a ",   " like an ",         "think of ", "imagine ", " as if ",
                                              "is just a ", "nothing more than", " comme un", "imaginez", "imagine",
                                              "pensez a ",  "n'est qu'un",       NULL};
    struct passage_rows passages = study_passages(composing, topic);
    if (passages.count == 0) {
        answer_abstain(composing, NULL);
        return;
    }
    struct extract chosen[SIMPLE_MOST];
    struct points points = points_of(composing, &passages);
    for (size_t i = 0; i < points.count; i++) {
        struct point *point = &points.point[i];
        double shortness = 1 / (1 + exp((point->words - 17) / 4.0));
        bool compares = has_cue(composing->arena, &point->extract.sentence, comparisons);
        point->extract.score *= (0.2 + shortness) * (compares ? 1.8 : 1) / (0.3 + point->rarity);
    }
    composing->kind = "simple";
    composing->confidence = 1;
    compose_say_of(composing, tr_noop("In the simplest sentences of %s:"), lesson_title(&passages));
    compose_paragraph(composing);
    answer_quote(composing, chosen, take_best(&points, chosen, SIMPLE_MOST));
}

static bool is_example(struct arena *arena, const struct sentence *sentence)
{
    static const char *const cues[] = {"for example", "for instance", "e.g.",    "such as",   "suppose ",
                                       "par exemple", "supposons",    "tel que", "telle que", "tels que",
                                       "example",     "exemple",      NULL};
    return !sentence->code && has_cue(arena, sentence, cues);
}

/* Sentences that say they are an example, with what follows; else pieces of code with the sentence before. */
static size_t find_examples(struct composing *composing, const struct passage_rows *passages, bool code,
                            struct extract *chosen, size_t most)
{
    size_t count = 0;
    for (size_t rank = 0; rank < passages->count; rank++) {
        struct sentences sentences = sentences_of(composing->arena, passages->row[rank].text);
        for (size_t i = 0; i < sentences.count && count + 2 <= most; i++) {
            const struct sentence *sentence = &sentences.sentence[i];
            if (code ? !sentence->code : !is_example(composing->arena, sentence))
                continue;
            size_t from = code && i > 0 && !sentences.sentence[i - 1].code ? i - 1 : i;
            size_t to = code || i + 1 >= sentences.count || sentences.sentence[i + 1].item ? i : i + 1;
            for (size_t at = from; at <= to; at++)
                chosen[count++] = (struct extract){
                    .sentence = sentences.sentence[at], .passage = &passages->row[rank], .rank = rank, .place = at};
            i = to;
        }
    }
    return count;
}

void study_example(struct composing *composing, const char *topic)
{
    enum { EXAMPLES = 4 };
    struct extract chosen[EXAMPLES];
    struct passage_rows passages = study_passages(composing, topic);
    size_t count = find_examples(composing, &passages, false, chosen, EXAMPLES);
    if (count == 0)
        count = find_examples(composing, &passages, true, chosen, EXAMPLES - 2);
    if (count == 0) {
        answer_abstain(composing, NULL);
        return;
    }
    composing->kind = "example";
    composing->confidence = 1;
    compose_say_of(composing, tr_noop("An example from %s:"), lesson_title(&passages));
    compose_paragraph(composing);
    answer_quote(composing, chosen, count);
}

/* Without a model nothing is translated, and it says so: the terms with their own sentences are what there is. */
void study_translate(struct composing *composing)
{
    enum { TERMS = 4 };
    struct keyterm terms[TERMS];
    struct passage_rows passages = study_passages(composing, "");
    composing->kind = "translation";
    compose_say(composing,
                tr_noop("I cannot translate: that takes a language model, and this academy has none set up."));
    size_t count = passages.count == 0
                       ? 0
                       : keyterms_of(composing->arena, composing->db, composing->reader, &passages, terms, TERMS);
    if (count == 0)
        return;
    compose_say(composing, tr_noop("These are the words to look up first, with the sentences that explain them:"));
    for (size_t i = 0; i < count; i++) {
        compose_paragraph(composing);
        text_append(&composing->markdown, "**");
        compose_append(composing, terms[i].term, strlen(terms[i].term));
        text_append(&composing->markdown, "**:");
        compose_quote(composing, terms[i].passage, &terms[i].sentence);
    }
}
