/* sentiment.c - a lexicon with negation and emphasis, and a linear model of words, added. See sentiment.h.
 *
 * Both tables are made by tests/train/sentiment.mjs, which reads words by the same rules as here. */
#include "domain/coach/sentiment.h"

#include "core/base/text.h"
#include "domain/coach/sentence.h"
#include "domain/coach/sentiment_french.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct valued {
    const char *word; /* lexicon: "happi*" is any word that begins so; learned: "!good" is good behind a negation */
    signed char value;
};

#include "domain/coach/sentiment_words.inc"

enum { WORD_BYTES = 40, WORDS_MOST = 2000, NEGATED = 4 };

struct word {
    char text[WORD_BYTES + 2]; /* behind one byte kept for '!' */
};

static const char *spelled(const struct word *word)
{
    return word->text + 1;
}

/* ---- words ---- */

static size_t emoticon_length(const char *at)
{
    if (strncmp(at, "<3", 2) == 0)
        return 2;
    if (strchr(":;=8", *at) == NULL)
        return 0;
    size_t nose = at[1] != '\0' && strchr("-o*'", at[1]) != NULL;
    char mouth = (char)tolower((unsigned char)at[1 + nose]);
    if (mouth != '\0' && strchr(")](["
                                "dp/\\|",
                                mouth) != NULL)
        return 2 + nose;
    mouth = (char)tolower((unsigned char)at[1]);
    return mouth != '\0' && strchr(")](["
                                   "dp/\\|",
                                   mouth) != NULL
               ? 2
               : 0;
}

static size_t letters(const char *at)
{
    size_t length = 0;
    while (isalpha((unsigned char)at[length]) && (unsigned char)at[length] < 0x80)
        length++;
    return length;
}

/* The length of the word at `at`; 0: none begins here. */
static size_t word_length(const char *at)
{
    size_t length = letters(at);
    if (length > 0)
        return at[length] == '\'' && letters(at + length + 1) > 0 ? length + 1 + letters(at + length + 1) : length;
    if (isdigit((unsigned char)*at) && !(*at == '8' && emoticon_length(at) > 0))
        return strspn(at, "0123456789");
    if (*at == '!' || *at == '?')
        return strspn(at, "!?");
    if ((length = emoticon_length(at)) > 0)
        return length;
    return strchr(".,;:", *at) != NULL;
}

static size_t read_words(struct arena *arena, const char *text, struct word *words)
{
    struct text plain = text_in(arena);
    size_t count = 0;
    for (; *text != '\0'; text++) { /* a typographic apostrophe is the plain one */
        bool quote = strncmp(text, "\xE2\x80\x99", 3) == 0;
        text_append_char(&plain, quote ? '\'' : *text);
        text += quote ? 2 : 0;
    }
    for (const char *at = text_string(&plain); *at != '\0' && count < WORDS_MOST;) {
        size_t length = word_length(at), kept = length < WORD_BYTES ? length : WORD_BYTES;
        struct word *word = &words[count];
        for (size_t i = 0; i < kept; i++)
            word->text[1 + i] = (char)tolower((unsigned char)at[i]);
        word->text[1 + kept] = '\0';
        count += length > 0;
        at += length > 0 ? length : 1;
    }
    return count;
}

/* ---- tables ---- */

static int compare(const void *key, const void *entry)
{
    return strcmp(key, ((const struct valued *)entry)->word);
}

static const struct valued *find(const struct valued *table, size_t count, const char *word)
{
    return bsearch(word, table, count, sizeof *table, compare);
}

/* The whole word, else its longest beginning with a star. */
static double feeling_of(const char *word)
{
    char beginning[WORD_BYTES + 2];
    const struct valued *found = find(lexicon, sizeof lexicon / sizeof *lexicon, word);
    for (size_t length = strlen(word); found == NULL && length > 2; length--) {
        memcpy(beginning, word, length);
        memcpy(beginning + length, "*", 2);
        found = find(lexicon, sizeof lexicon / sizeof *lexicon, beginning);
    }
    return found == NULL ? 0 : found->value;
}

static bool is_one_of(const char *word, const char *const *list)
{
    for (; *list != NULL; list++)
        if (strcmp(word, *list) == 0)
            return true;
    return false;
}

static bool is_negation(const char *word)
{
    static const char *const negations[] = {"not",      "no",   "never",  "none",    "nothing", "nobody",
                                            "neither",  "nor",  "cannot", "without", "hardly",  "barely",
                                            "scarcely", "lack", "lacks",  "lacking", NULL};
    return is_one_of(word, negations);
}

/* ---- the lexicon's part: negation turns, emphasis strengthens, what follows "but" weighs more ---- */

static double by_lexicon(const struct word *words, size_t count)
{
    static const char *const strong[] = {"very", "really", "so",     "extremely", "absolutely", "totally", "incredibly",
                                         "too",  "truly",  "highly", "super",     "most",       NULL};
    double sum = 0;
    int negated = 0;
    size_t but = 0;
    for (size_t i = 0; i < count; i++)
        but = strcmp(spelled(&words[i]), "but") == 0 ? i : but;
    for (size_t i = 0; i < count; i++) {
        const char *word = spelled(&words[i]);
        bool negation = is_negation(word) || text_ends(word, "n't");
        if (negation)
            negated = NEGATED;
        else if (strchr(".,;:", *word) != NULL && word[1] == '\0')
            negated = 0;
        double value = is_negation(word) ? 0 : feeling_of(word);
        value *= i > 0 && is_one_of(spelled(&words[i - 1]), strong) ? 1.3 : 1;
        value *= negated > 0 ? -0.7 : 1;
        value *= but == 0 ? 1 : i < but ? 0.6 : 1.4;
        sum += value;
        negated -= negated > 0;
    }
    return sum / sqrt((double)count + 4);
}

/* ---- the learned part ---- */

struct learning {
    bool seen[sizeof learned / sizeof *learned]; /* a word counts once */
    double sum;
    int known;
};

static void add_learned(struct learning *learning, const char *word)
{
    const struct valued *found = find(learned, sizeof learned / sizeof *learned, word);
    if (found == NULL || learning->seen[found - learned])
        return;
    learning->seen[found - learned] = true;
    learning->sum += (double)found->value / LEARNED_UNITS;
    learning->known++;
}

static double by_learned(struct arena *arena, struct word *words, size_t count)
{
    struct learning *learning = arena_alloc(arena, sizeof *learning);
    int negated = 0;
    for (size_t i = 0; i < count; i++) {
        const char *word = spelled(&words[i]);
        if (is_negation(word) || text_ends(word, "n't"))
            negated = NEGATED;
        else if (strchr(".,;:!?", *word) != NULL || strcmp(word, "but") == 0)
            negated = 0;
        add_learned(learning, word);
        words[i].text[0] = '!';
        if (negated > 0 && !is_negation(word))
            add_learned(learning, words[i].text);
        negated -= negated > 0;
    }
    return learning->known == 0 ? 0 : learned_bias + learning->sum / sqrt(learning->known);
}

double sentiment_of(struct arena *arena, const char *text)
{
    static const double slope = 0.6, least = 0.05;
    size_t room = strlen(text) < WORDS_MOST ? strlen(text) : WORDS_MOST;
    struct word *words = arena_alloc_raw(arena, (room + 1) * sizeof *words); /* a word has a byte at least */
    size_t count = read_words(arena, text, words);
    double sum = by_lexicon(words, count) + by_learned(arena, words, count);
    return sum == 0 ? 0 : copysign(least + (1 - least) * tanh(slope * fabs(sum)), sum);
}

/* "greedy star, what is that", "NOT IN returns nothing, why": the word that asks comes late. */
static bool asks_late(const char *text)
{
    static const char *const late[] = {", what is", ": what is", ", what's", ", how ", ", why ", ", which ", NULL};
    for (const char *const *phrase = late; *phrase != NULL; phrase++)
        if (strstr(text, *phrase) != NULL)
            return true;
    return text_ends(text, " why");
}

/* A question mark, a beginning that asks or orders, or an end that asks. */
static bool is_question(struct arena *arena, const struct sentence *sentence)
{
    static const char *const asking[] = {"what ", "what's ", "how ",     "why ",     "when ",     "where ", "who ",  "which ",
                                         "can ",  "could ",   "would ",   "is ",       "are ",   "do ",   "does ",
                                         "did ",  "should ",  "explain ", "show ",     "tell ",  "give ", "define ",
                                         "find ", "comment ", "quel",     "pourquoi ", "qu'",    "est-ce ", "combien ", NULL};
    const char *text = text_fold(arena, arena_strndup(arena, sentence->at, sentence->length));
    for (const char *const *phrase = asking; *phrase != NULL; phrase++)
        if (text_starts(text, *phrase))
            return true;
    return strchr(text, '?') != NULL || asks_late(text);
}

double sentiment_of_message(struct arena *arena, const char *text)
{
    static const double weakest = 0.3;
    struct sentences sentences = sentences_of(arena, text);
    struct text told = text_in(arena);
    for (size_t i = 0; i < sentences.count; i++)
        if (!sentences.sentence[i].code && !is_question(arena, &sentences.sentence[i]))
            text_printf(&told, "%.*s ", (int)sentences.sentence[i].length, sentences.sentence[i].at);
    bool french = sentiment_is_french(arena, text_string(&told));
    double score = french ? sentiment_of_french(arena, text_string(&told)) : sentiment_of(arena, text_string(&told));
    return fabs(score) < weakest ? 0 : score;
}

double sentiment_shown(struct arena *arena, const char *text, const char **at, size_t *length)
{
    double whole = sentiment_of(arena, text), most = 0;
    struct sentences sentences = sentences_of(arena, text);
    *at = NULL;
    *length = 0;
    for (size_t i = 0; i < sentences.count; i++) {
        const struct sentence *sentence = &sentences.sentence[i];
        double score = sentiment_of(arena, arena_strndup(arena, sentence->at, sentence->length)) * (whole < 0 ? -1 : 1);
        if (score <= most)
            continue;
        most = score;
        *at = sentence->at;
        *length = sentence->length;
    }
    return whole;
}
