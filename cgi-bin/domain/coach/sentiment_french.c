/* sentiment_french.c - see sentiment_french.h. Words are folded: lower case, without accents. */
#include "domain/coach/sentiment_french.h"

#include "core/base/text.h"

#include <math.h>
#include <string.h>

enum { WORDS_MOST = 1000, NEGATES_BEFORE = 2 };

/* With a star: any word that begins so. */
static const struct {
    const char *word;
    int value;
} lexicon[] = {
    {"ador*", 3},     {"affreu*", -3},   {"agac*", -2},      {"aim*", 2},       {"aide*", 1},      {"ambigu*", -1},    {"angoiss*", -2},
    {"bien", 1},      {"bloque*", -2},   {"bravo", 2},       {"clair*", 1},     {"complique*", -1}, {"confus*", -2},   {"content*", 2},
    {"comprends", 1}, {"compris", 1},    {"decourage*", -2}, {"decu*", -2},     {"deteste*", -3},  {"desesper*", -3},  {"difficile*", -1},
    {"dommage", -1},  {"dur", -1},       {"efficace*", 2},   {"ennuy*", -2},    {"enerv*", -2},    {"epuis*", -2},     {"excellent*", 3},
    {"facile*", 1},   {"fantastique*", 3}, {"faux", -1},     {"formidable*", 3}, {"frustr*", -2},  {"genial*", 3},     {"hais", -3},
    {"heureu*", 2},   {"horrible*", -3}, {"impossible*", -2}, {"incomprehensible*", -2}, {"inquiet*", -2}, {"insupportable*", -3}, {"inutile*", -2},
    {"magnifique*", 3}, {"marre", -3},   {"mauvais*", -2},   {"merci", 2},      {"mieux", 1},      {"nul", -2},        {"nulle", -2},
    {"obscur*", -1},  {"parfait*", 3},   {"penible*", -2},   {"perdu*", -2},    {"peur", -2},      {"pire*", -2},      {"plaisir", 2},
    {"probleme*", -1}, {"ravi*", 2},     {"reussi*", 2},     {"stress*", -2},   {"super", 2},      {"terrible*", -3},  {"triste*", -2},
    {"utile*", 2},
};

static bool is_one_of(const char *word, const char *const *list)
{
    for (; *list != NULL; list++)
        if (text_equal(word, *list))
            return true;
    return false;
}

static int value_of(const char *word)
{
    for (size_t i = 0; i < sizeof lexicon / sizeof *lexicon; i++) {
        size_t length = strlen(lexicon[i].word);
        bool beginning = lexicon[i].word[length - 1] == '*';
        if (beginning ? strncmp(word, lexicon[i].word, length - 1) == 0 : strcmp(word, lexicon[i].word) == 0)
            return lexicon[i].value;
    }
    return 0;
}

/* Runs of letters; an elided "n'" or "j'" is a word of its own. */
static size_t read_words(struct arena *arena, const char *text, const char **words)
{
    size_t count = 0;
    for (const char *at = text_fold(arena, text); *at != '\0' && count < WORDS_MOST;) {
        size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyz");
        if (length > 0)
            words[count++] = arena_strndup(arena, at, length);
        at += length > 0 ? length : 1;
    }
    return count;
}

bool sentiment_is_french(struct arena *arena, const char *text)
{
    static const char *const french[] = {"je", "j", "c", "est", "le", "la", "les", "un", "une", "des", "du", "et", "ne", "pas", "mais", "ce",
                                         "cette", "que", "qui", "vous", "suis", "tres", "trop", "merci", "ca", "en", "pour", "rien", NULL};
    static const char *const english[] = {"i",  "the", "a",    "an",  "is",  "it", "this", "that", "and", "to",   "of",  "not",
                                          "my", "you", "with", "for", "but", "in", "was",  "am",   "are", "have", "thanks", NULL};
    const char **words = arena_alloc(arena, WORDS_MOST * sizeof *words);
    size_t count = read_words(arena, text, words), more = 0, less = 0;
    for (size_t i = 0; i < count; i++) {
        more += is_one_of(words[i], french);
        less += is_one_of(words[i], english);
    }
    return more > less;
}

static bool is_negated(const char *const *words, size_t count, size_t at)
{
    static const char *const negations[] = {"pas", "jamais", "aucun", "aucune", "sans", "guere", NULL};
    for (size_t back = 1; back <= NEGATES_BEFORE && back <= at; back++)
        if (is_one_of(words[at - back], negations))
            return true;
    return at + 1 < count && is_one_of(words[at + 1], negations);
}

double sentiment_of_french(struct arena *arena, const char *text)
{
    static const double slope = 0.35;
    const char **words = arena_alloc(arena, WORDS_MOST * sizeof *words);
    size_t count = read_words(arena, text, words);
    int sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += is_negated(words, count, i) ? -value_of(words[i]) : value_of(words[i]);
    return tanh(slope * sum);
}
