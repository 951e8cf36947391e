/* keyterm.c - candidates are runs of one to four words without function words; weighed by how often they stand in the lesson,
 * how seldom elsewhere, their length, and cues of a definition. See keyterm.h.
 *
 * The shape of TF-IDF over phrases with definition cues that the README of the labelled set calls the best; constants chosen on its dev
 * sections. */
#include "domain/coach/keyterm.h"

#include "core/base/text.h"
#include "domain/coach/words.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MOST = 4, BUCKETS = 4096, WEIGHED_MOST = 4000 };

struct candidate {
    struct candidate *next; /* of the bucket */
    uint64_t key;
    const char *text;
    const struct passage_row *passage;
    struct sentence sentence;
    double best_cue, cues;
    int often, capital, words, inside; /* inside: of a longer candidate */
    bool heading;
    double rarity, score;
};

struct gathering {
    struct arena *arena;
    struct terms_reader *reader;
    struct candidate *bucket[BUCKETS];
    struct candidate **all;
    size_t count, room;
    const struct passage_row *passage;
    const struct sentence *sentence;
    bool heading;
};

/* ---- cues ---- */

static bool follows(const char *at, const char *const *phrases)
{
    for (; *phrases != NULL; phrases++)
        if (strncmp(at, *phrases, strlen(*phrases)) == 0)
            return true;
    return false;
}

static bool precedes(const char *from, const char *to, const char *const *phrases)
{
    for (; *phrases != NULL; phrases++) {
        size_t length = strlen(*phrases);
        if ((size_t)(to - from) >= length && memcmp(to - length, *phrases, length) == 0)
            return true;
    }
    return false;
}

/* How much the words round a candidate look like a definition of it. */
static double cue_of(const char *text, const char *from, const char *to)
{
    static const char *const strong[] = {" refers to", " is defined as", " are defined as",  " is the term",
                                         " means ",    " is known as",   " describes ",      " occurs when",
                                         " designe ",  " signifie ",     " d\xC3\xA9signe ", " is called",
                                         NULL};
    static const char *const weak[] = {" is a ", " is an ", " is the ",   " are ",      " is ",   " (",
                                       ", or ",  " est un", " est une",   " est l",     " sont ", ", which ",
                                       ", the ", ", a ",    " involves ", " consists ", NULL};
    static const char *const before[] = {"called ",
                                         "called the ",
                                         "called a ",
                                         "called an ",
                                         "known as ",
                                         "known as the ",
                                         "termed ",
                                         "referred to as ",
                                         "refer to as ",
                                         "the term ",
                                         "the concept of ",
                                         "appelle ",
                                         "appel\xC3\xA9 ",
                                         "appel\xC3\xA9"
                                         "e ",
                                         "nomm\xC3\xA9 ",
                                         "call this ",
                                         "call it ",
                                         "is called ",
                                         "defined as ",
                                         NULL};
    double cue = follows(to, strong) ? 2 : follows(to, weak) ? 0.6 : 0;
    cue += precedes(text, from, before) ? 2 : 0;
    if (from - text < 10 && cue > 0)
        cue *= 1.3; /* at the beginning of the sentence it is the subject */
    return cue;
}

/* ---- gathering ---- */

static struct candidate *candidate_of(struct gathering *gathering, uint64_t key)
{
    struct candidate **bucket = &gathering->bucket[key % BUCKETS], *candidate = *bucket;
    while (candidate != NULL && candidate->key != key)
        candidate = candidate->next;
    if (candidate != NULL)
        return candidate;
    if (gathering->count == gathering->room) {
        gathering->room = gathering->room * 2 + 256;
        struct candidate **grown = arena_alloc_raw(gathering->arena, gathering->room * sizeof(struct candidate *));
        if (gathering->count > 0)
            memcpy(grown, gathering->all, gathering->count * sizeof(struct candidate *));
        gathering->all = grown;
    }
    candidate = arena_alloc(gathering->arena, sizeof *candidate);
    candidate->key = key;
    candidate->next = *bucket;
    *bucket = candidate;
    return gathering->all[gathering->count++] = candidate;
}

static void note(struct gathering *gathering, const struct term *first, const struct term *last, int words,
                 uint64_t key)
{
    const char *text = gathering->sentence->at, *from = text + first->from, *to = text + last->to;
    struct candidate *candidate = candidate_of(gathering, key);
    double cue = gathering->heading ? 0 : cue_of(text, from, to);
    candidate->often++;
    candidate->words = words;
    candidate->capital += isupper((unsigned char)*from) && first->from > 2;
    candidate->heading = candidate->heading || gathering->heading;
    candidate->cues += cue;
    bool better = candidate->passage == NULL || (!gathering->heading && cue > candidate->best_cue);
    if (candidate->text == NULL || better) {
        candidate->text = arena_strndup(gathering->arena, from, (size_t)(to - from));
        candidate->passage = gathering->heading ? candidate->passage : gathering->passage;
        candidate->sentence = *gathering->sentence;
        candidate->best_cue = cue;
    }
}

/* Whether two neighbours belong to one run: nothing but a blank or a hyphen between. */
static bool joined(const char *text, const struct term *left, const struct term *right)
{
    return right->from - left->to == 1 && (text[left->to] == ' ' || text[left->to] == '-');
}

static bool can_stand(const char *text, const struct term *term)
{
    size_t length = term->to - term->from;
    const char *word = text + term->from;
    if (length < 3 || words_is_stop(word, length) || isdigit((unsigned char)*word))
        return false;
    return !(length > 4 && memcmp(word + length - 2, "ly", 2) == 0);
}

static void gather_sentence(struct gathering *gathering)
{
    const char *text = gathering->sentence->at;
    struct terms terms = terms_read(gathering->reader, text, gathering->sentence->length);
    for (size_t from = 0; from < terms.count; from++) {
        uint64_t key = 0;
        if (!can_stand(text, &terms.term[from]))
            continue;
        for (size_t to = from; to < terms.count && to < from + WORDS_MOST; to++) {
            if (to > from && !joined(text, &terms.term[to - 1], &terms.term[to]))
                break;
            bool of = terms.term[to].to - terms.term[to].from == 2 && memcmp(text + terms.term[to].from, "of", 2) == 0;
            if (to > from && !of && !can_stand(text, &terms.term[to]) && !(text[terms.term[to].from - 1] == '-'))
                break;
            key = (key ^ terms.term[to].key) * UINT64_C(0x9E3779B97F4A7C15);
            if (!of)
                note(gathering, &terms.term[from], &terms.term[to], (int)(to - from) + 1, key);
        }
    }
}

/* ---- weighing ---- */

static double rarity_of(struct gathering *gathering, struct db *db, const char *text, double passages)
{
    struct terms terms = terms_read(gathering->reader, text, strlen(text));
    double sum = 0;
    int counted = 0;
    for (size_t i = 0; i < terms.count; i++) {
        if (words_is_stop(text + terms.term[i].from, terms.term[i].to - terms.term[i].from))
            continue;
        sum += log((passages + 1) / ((double)passage_frequency(db, terms.term[i].name) + 0.5));
        counted++;
    }
    return counted == 0 ? 0 : sum / counted;
}

static const double length_power = 0.5, cue_weight = 0.6, heading_weight = 0.4, name_loss = 0.6, often_power = 0.6;

static void weigh(struct candidate *candidate)
{
    double names = (double)candidate->capital / candidate->often;
    candidate->score = pow(candidate->often, often_power) * candidate->rarity * pow(candidate->words, length_power) *
                       (1 + cue_weight * fmin(candidate->cues, 4)) * (candidate->heading ? 1 + heading_weight : 1) *
                       (1 - name_loss * names);
    if (candidate->words > 1 && candidate->often < 2 && candidate->cues < 1 && !candidate->heading)
        candidate->score *= 0.4;
}

static int by_score(const void *a, const void *b)
{
    const struct candidate *left = *(struct candidate *const *)a, *right = *(struct candidate *const *)b;
    if (left->score != right->score)
        return left->score < right->score ? 1 : -1;
    return strcmp(left->text, right->text);
}

static bool has_words(const char *longer, const char *shorter)
{
    const char *at = strcasestr(longer, shorter);
    size_t length = strlen(shorter);
    return at != NULL && (at == longer || at[-1] == ' ' || at[-1] == '-') &&
           (at[length] == '\0' || strchr(" -s", at[length]) != NULL);
}

/* A piece of a better term is only its echo, and so is a better one with a word more. */
static bool is_echo(const struct keyterm *terms, size_t count, const struct candidate *candidate)
{
    for (size_t i = 0; i < count; i++)
        if (has_words(terms[i].term, candidate->text) ||
            (has_words(candidate->text, terms[i].term) && candidate->cues < 1.5))
            return true;
    return false;
}

static const char *shown(struct arena *arena, const struct candidate *candidate)
{
    char *text = arena_strdup(arena, candidate->text);
    if (candidate->capital * 2 <= candidate->often && isupper((unsigned char)text[0]) &&
        !isupper((unsigned char)text[1]))
        text[0] = (char)tolower((unsigned char)text[0]);
    return text;
}

static void gather(struct gathering *gathering, const struct passage_rows *passages)
{
    const char *heading = "";
    for (size_t i = 0; i < passages->count; i++) {
        gathering->passage = &passages->row[i];
        struct sentences sentences = sentences_of(gathering->arena, gathering->passage->text);
        for (size_t at = 0; at < sentences.count; at++) {
            gathering->sentence = &sentences.sentence[at];
            gathering->heading = false;
            if (!gathering->sentence->code)
                gather_sentence(gathering);
        }
        if (strcmp(heading, gathering->passage->heading) != 0) {
            heading = gathering->passage->heading;
            gathering->heading = true;
            gathering->sentence = &(struct sentence){.at = heading, .length = strlen(heading)};
            gather_sentence(gathering);
        }
    }
}

size_t keyterms_of(struct arena *arena, struct db *db, struct terms_reader *reader, const struct passage_rows *passages,
                   struct keyterm *terms, size_t most)
{
    struct gathering *gathering = arena_alloc(arena, sizeof *gathering);
    gathering->arena = arena;
    gathering->reader = reader;
    gather(gathering, passages);
    int64_t total, words;
    size_t count = 0;
    passage_totals(db, &total, &words);
    for (size_t i = 0; i < gathering->count; i++) {
        struct candidate *candidate = gathering->all[i];
        candidate->rarity = candidate->often > 1 || candidate->cues > 0 || candidate->heading
                                ? rarity_of(gathering, db, candidate->text, (double)total)
                                : 0;
        weigh(candidate);
    }
    if (gathering->count > 1)
        qsort(gathering->all, gathering->count, sizeof *gathering->all, by_score);
    for (size_t i = 0; i < gathering->count && count < most; i++) {
        const struct candidate *candidate = gathering->all[i];
        if (candidate->score <= 0 || candidate->passage == NULL || is_echo(terms, count, candidate))
            continue;
        terms[count++] = (struct keyterm){.term = shown(arena, candidate),
                                          .score = candidate->score,
                                          .passage = candidate->passage,
                                          .sentence = candidate->sentence,
                                          .defined = candidate->best_cue >= 0.6,
                                          .words = candidate->words};
    }
    return count;
}
