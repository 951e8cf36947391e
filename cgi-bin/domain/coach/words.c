/* words.c - the lists, sorted. Words are folded: lower case, no accents. See words.h. */
#include "domain/coach/words.h"

#include "core/base/arena.h"
#include "core/base/text.h"

#include <stdlib.h>
#include <string.h>

static const char *const stop_words[] = {
    "a",       "about",   "above",  "after",    "again",  "against", "ai",      "ain",      "all",        "alors",
    "also",    "am",      "among",  "an",       "and",    "any",     "are",     "aren",     "as",         "at",
    "au",      "aucun",   "aussi",  "autre",    "autres", "aux",     "avait",   "avant",    "avec",       "avez",
    "avoir",   "avons",   "be",     "because",  "been",   "before",  "being",   "below",    "between",    "both",
    "but",     "by",      "c",      "ca",       "called", "can",     "car",     "ce",       "cela",       "celle",
    "celui",   "ces",     "cet",    "cette",    "ceux",   "chaque",  "ci",      "combien",  "comme",      "comment",
    "contre",  "could",   "couldn", "d",        "dans",   "de",      "des",     "describe", "did",        "didn",
    "do",      "does",    "doesn",  "doing",    "don",    "donc",    "done",    "dont",     "down",       "du",
    "during",  "each",    "either", "elle",     "elles",  "en",      "encore",  "entre",    "es",         "est",
    "et",      "etaient", "etait",  "ete",      "etes",   "etre",    "eu",      "eux",      "explain",    "faire",
    "fait",    "few",     "font",   "for",      "from",   "further", "give",    "had",      "hadn",       "has",
    "hasn",    "have",    "haven",  "having",   "he",     "her",     "here",    "hers",     "herself",    "him",
    "himself", "his",     "how",    "i",        "if",     "il",      "ils",     "in",       "into",       "is",
    "isn",     "it",      "its",    "itself",   "j",      "je",      "just",    "l",        "la",         "le",
    "les",     "leur",    "leurs",  "ll",       "lui",    "m",       "ma",      "mais",     "many",       "may",
    "me",      "mean",    "means",  "meme",     "mes",    "might",   "moi",     "mon",      "more",       "most",
    "much",    "must",    "my",     "myself",   "n",      "ne",      "ni",      "no",       "nor",        "nos",
    "not",     "notre",   "nous",   "now",      "o",      "of",      "off",     "on",       "once",       "only",
    "ont",     "or",      "other",  "ou",       "our",    "ours",    "out",     "over",     "own",        "par",
    "parce",   "pas",     "peut",   "peux",     "plus",   "please",  "pour",    "pourquoi", "qu",         "quand",
    "que",     "quel",    "quelle", "quelles",  "quels",  "qui",     "quoi",    "re",       "s",          "sa",
    "same",    "sans",    "se",     "ses",      "shall",  "she",     "should",  "shouldn",  "si",         "so",
    "some",    "son",     "sont",   "sous",     "such",   "suis",    "sur",     "t",        "ta",         "te",
    "tell",    "tes",     "than",   "that",     "the",    "their",   "theirs",  "them",     "themselves", "then",
    "there",   "these",   "they",   "this",     "those",  "through", "to",      "toi",      "ton",        "too",
    "tous",    "tout",    "toute",  "toutes",   "tres",   "tu",      "un",      "une",      "under",      "until",
    "up",      "upon",    "us",     "ve",       "very",   "vos",     "votre",   "vous",     "was",        "wasn",
    "we",      "were",    "weren",  "what",     "when",   "where",   "whether", "which",    "while",      "who",
    "whom",    "whose",   "why",    "will",     "with",   "within",  "without", "would",    "wouldn",     "y",
    "you",     "your",    "yours",  "yourself",
};

static int compare(const void *a, const void *b)
{
    return strcmp(a, *(const char *const *)b);
}

bool words_is_stop(const char *word, size_t length)
{
    enum { LONGEST = 24 };
    char folded[LONGEST + 1];
    if (length > LONGEST)
        return false;
    size_t plain = 0;
    for (size_t i = 0; i < length && (unsigned char)word[i] < 0x80; i++)
        folded[plain++] = (char)(word[i] >= 'A' && word[i] <= 'Z' ? word[i] + 32 : word[i]);
    if (plain < length) {
        struct arena *arena = arena_new();
        const char *text = text_fold(arena, arena_strndup(arena, word, length));
        plain = strlen(text);
        if (plain <= LONGEST)
            memcpy(folded, text, plain);
        arena_free(arena);
    }
    if (plain > LONGEST)
        return false;
    folded[plain] = '\0';
    return bsearch(folded, stop_words, sizeof stop_words / sizeof *stop_words, sizeof *stop_words, compare) != NULL;
}
