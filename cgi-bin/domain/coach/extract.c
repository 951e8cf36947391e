/* extract.c - weighs sentences by the question's words in them, what stands before them, and cues of a fitting answer (a number
 * for "how many", a name for "who"). See extract.h. */
#include "domain/coach/extract.h"

#include "core/base/text.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Chosen on the dev part of xquad by `make coach-eval`. */
static const double context_share = 0.35, cue_weight = 0.2, pair_weight = 0.25, code_share = 0.5, row_share = 0.75;
static const double rank_loss = 0.03;

enum { SENTENCES_MOST = 600 };

/* ---- what kind of answer is wanted ---- */

enum wanted { WANTED_ANY, WANTED_NUMBER, WANTED_TIME, WANTED_NAME, WANTED_REASON };

static enum wanted wanted_by(struct arena *arena, const char *question)
{
    static const struct {
        const char *words;
        enum wanted wanted;
    } cues[] = {{"how many", WANTED_NUMBER}, {"how much", WANTED_NUMBER},      {"combien", WANTED_NUMBER},
                {"percent", WANTED_NUMBER},  {"when ", WANTED_TIME},           {"what year", WANTED_TIME},
                {"which year", WANTED_TIME}, {"quand ", WANTED_TIME},          {"how long", WANTED_NUMBER},
                {"what date", WANTED_TIME},  {"en quelle annee", WANTED_TIME}, {"who ", WANTED_NAME},
                {"whom ", WANTED_NAME},      {"whose ", WANTED_NAME},          {"where ", WANTED_NAME},
                {"qui ", WANTED_NAME},       {"which ", WANTED_ANY},           {"why ", WANTED_REASON},
                {"pourquoi ", WANTED_REASON}};
    const char *folded = text_fold(arena, question);
    for (size_t i = 0; i < sizeof cues / sizeof *cues; i++)
        if (strstr(folded, cues[i].words) != NULL)
            return cues[i].wanted;
    return WANTED_ANY;
}

static bool has_digits(const char *text, size_t length, size_t least)
{
    size_t run = 0;
    for (size_t i = 0; i < length; i++) {
        run = isdigit((unsigned char)text[i]) ? run + 1 : 0;
        if (run >= least)
            return true;
    }
    return false;
}

static bool has_any(const char *text, size_t length, const char *const *words)
{
    for (; *words != NULL; words++)
        if (memmem(text, length, *words, strlen(*words)) != NULL)
            return true;
    return false;
}

/* A capital that does not begin the sentence, of a word that the question does not have. */
static bool has_new_name(const struct terms *terms, const struct sentence *sentence, const struct search_query *query)
{
    for (size_t i = 1; i < terms->count; i++)
        if (isupper((unsigned char)sentence->at[terms->term[i].from]) && search_term_of(query, terms->term[i].key) < 0)
            return true;
    return false;
}

static bool fits(enum wanted wanted, const struct terms *terms, const struct sentence *sentence,
                 const struct search_query *query)
{
    static const char *const numbers[] = {" two ",    " three ",  " four ",   " five ", " six ",   " seven ",
                                          " eight ",  " nine ",   " ten ",    " dozen", " half",   " hundred",
                                          " million", " billion", " percent", " deux ", " trois ", NULL};
    static const char *const reasons[] = {"ecause",    " since ",   " due to", " so that", "herefore",
                                          " order to", " in order", " reason", " to ",     "parce que",
                                          " car ",     "afin ",     " pour ",  NULL};
    switch (wanted) {
    case WANTED_NUMBER:
        return has_digits(sentence->at, sentence->length, 1) || has_any(sentence->at, sentence->length, numbers);
    case WANTED_TIME: return has_digits(sentence->at, sentence->length, 3);
    case WANTED_NAME: return has_new_name(terms, sentence, query);
    case WANTED_REASON: return has_any(sentence->at, sentence->length, reasons);
    default: return false;
    }
}

/* ---- weighing ---- */

/* Marks which terms of the query are there; adds neighbours in the query's order to *pairs. */
static void mark(const struct search_query *query, const struct terms *terms, bool *there, double *pairs)
{
    int last = -1;
    size_t last_at = 0;
    for (size_t i = 0; i < terms->count; i++) {
        int term = search_term_of(query, terms->term[i].key);
        if (term < 0)
            continue;
        there[term] = true;
        if (last >= 0 && term == last + 1 && i - last_at <= 3)
            *pairs += fmin(query->term[term].weight, query->term[last].weight);
        last = term;
        last_at = i;
    }
}

static double share(const struct search_query *query, const bool *there, const bool *unless)
{
    double sum = 0;
    for (size_t i = 0; i < query->count; i++)
        sum += there[i] && !query->term[i].asks && (unless == NULL || !unless[i]) ? query->term[i].weight : 0;
    return query->weight > 0 ? sum / query->weight : 0;
}

struct weighing {
    struct arena *arena;
    struct terms_reader *reader;
    const struct search_hits *hits;
    enum wanted wanted;
    struct extract *out;
    size_t count, room;
};

static bool is_row(const struct sentence *sentence)
{
    return sentence->item && memmem(sentence->at, sentence->length, " |", 2) != NULL;
}

/* A sentence may lean on the one before it, on the heading and on the title: "It was built in 1889." */
static void weigh_passage(struct weighing *weighing, size_t rank)
{
    const struct search_query *query = &weighing->hits->query;
    const struct search_hit *hit = &weighing->hits->hit[rank];
    struct sentences sentences = sentences_of(weighing->arena, hit->passage.text);
    bool titles[SEARCH_TERMS_MOST] = {false}, before[SEARCH_TERMS_MOST] = {false};
    double ignored = 0, best = weighing->hits->hit[0].score;
    struct terms terms = terms_read(weighing->reader, hit->passage.heading, strlen(hit->passage.heading));
    mark(query, &terms, titles, &ignored);
    terms = terms_read(weighing->reader, hit->passage.title, strlen(hit->passage.title));
    mark(query, &terms, titles, &ignored);
    for (size_t i = 0; i < sentences.count && weighing->count < weighing->room; i++) {
        const struct sentence *sentence = &sentences.sentence[i];
        bool there[SEARCH_TERMS_MOST] = {false}, context[SEARCH_TERMS_MOST];
        double pairs = 0;
        terms = terms_read(weighing->reader, sentence->at, sentence->length);
        mark(query, &terms, there, &pairs);
        for (size_t term = 0; term < query->count; term++)
            context[term] = titles[term] || before[term];
        double coverage = share(query, there, NULL);
        double score =
            coverage + context_share * share(query, context, there) + pair_weight * pairs / (query->weight + 1e-9);
        score += coverage > 0 && fits(weighing->wanted, &terms, sentence, query) ? cue_weight : 0;
        score *= (sentence->code ? code_share : is_row(sentence) ? row_share : 1) * (terms.count < 4 ? 0.6 : 1);
        score -= rank_loss * (double)rank + (best > 0 ? 0.6 * (1 - hit->score / best) : 0);
        weighing->out[weighing->count++] = (struct extract){*sentence, &hit->passage, rank, i, score, coverage};
        memcpy(before, there, sizeof before);
    }
}

static int by_score(const void *a, const void *b)
{
    const struct extract *left = a, *right = b;
    if (left->score != right->score)
        return left->score < right->score ? 1 : -1;
    if (left->rank != right->rank)
        return left->rank < right->rank ? -1 : 1;
    return left->place < right->place ? -1 : left->place > right->place;
}

size_t extract_sentences(struct arena *arena, struct terms_reader *reader, const struct search_hits *hits,
                         const char *question, size_t passages, struct extract *extracts, size_t most)
{
    struct weighing weighing = {
        .arena = arena, .reader = reader, .hits = hits, .wanted = wanted_by(arena, question), .room = SENTENCES_MOST};
    weighing.out = arena_alloc_raw(arena, SENTENCES_MOST * sizeof *weighing.out);
    for (size_t rank = 0; rank < hits->count && rank < passages; rank++)
        weigh_passage(&weighing, rank);
    if (weighing.count > 1)
        qsort(weighing.out, weighing.count, sizeof *weighing.out, by_score);
    size_t count = weighing.count < most ? weighing.count : most;
    if (count > 0)
        memcpy(extracts, weighing.out, count * sizeof *extracts);
    return count;
}

/* ---- definitions ---- */

static bool starts_with_one(const char *text, const char *const *beginnings)
{
    for (; *beginnings != NULL; beginnings++)
        if (strncmp(text, *beginnings, strlen(*beginnings)) == 0)
            return true;
    return false;
}

/* What stands behind the subject. */
static int clearness(const char *behind, bool first)
{
    static const char *const clear[] = {" is a ",      " is an ",   " is the ",   " are ",        " means ",
                                        " refers to ", " is when ", " is what ",  " est un ",     " est une ",
                                        " est le ",    " est la ",  " est l'",    " sont ",       " designe ",
                                        " signifie ",  ", c'est",   " consiste ", " consists of", NULL};
    static const char *const vague[] = {" is ",    " was ",       " est ",    ": ",      " returns ", " keeps ",
                                        " gives ", " makes ",     " shows ",  " holds ", " does ",    " lets ",
                                        " joins ", " describes ", " permet ", " rend ",  " donne ",   NULL};
    return starts_with_one(behind, clear) ? 2 : first && starts_with_one(behind, vague) ? 1 : 0;
}

static bool is_named_here(const char *text, const char *at)
{
    static const char *const naming[] = {
        "is called ", "is called a ", "is called an ", "is called the ", "are called ", "call this ", "call it a ",
        "known as ",  "s'appelle ",   "s'appelle un ", "s'appelle une ", "on appelle ", NULL};
    for (const char *const *phrase = naming; *phrase != NULL; phrase++) {
        size_t length = strlen(*phrase);
        if ((size_t)(at - text) >= length && memcmp(at - length, *phrase, length) == 0)
            return true;
    }
    return false;
}

int extract_defines(struct arena *arena, const struct sentence *sentence, const char *subject)
{
    enum { ARTICLE = 5, FAR = 40 };
    const char *text = text_fold(arena, extract_plain(arena, sentence)), *wanted = text_fold(arena, subject);
    size_t length = strlen(wanted);
    int best = 0;
    for (const char *at = length == 0 ? NULL : strstr(text, wanted); at != NULL && best < 2;
         at = strstr(at + 1, wanted)) {
        bool begins = at == text || !isalnum((unsigned char)at[-1]);
        const char *behind = at + length + (at[length] == 's');
        int clear = !begins                   ? 0
                    : is_named_here(text, at) ? 2
                    : at - text > FAR         ? 0
                                              : clearness(behind, at - text <= ARTICLE);
        best = clear > best ? clear : best;
    }
    return best;
}

const char *extract_plain(struct arena *arena, const struct sentence *sentence)
{
    struct text plain = text_in(arena);
    const char *at = sentence->at, *end = at + sentence->length;
    if (sentence->code) {
        const char *line = memchr(at, '\n', sentence->length);
        at = line == NULL ? at : line + 1;
        end -= end - at >= 3 ? 3 : 0;
    }
    for (; at < end; at++) {
        if (end - at >= 2 && at[0] == ' ' && at[1] == '|' && !sentence->code) {
            text_append(&plain, end - at > 3 ? " \xC2\xB7" : "");
            at++;
        } else if (*at != '`' || sentence->code)
            text_append_char(&plain, *at);
    }
    return text_trim(arena, text_string(&plain));
}
