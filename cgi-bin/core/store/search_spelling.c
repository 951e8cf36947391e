/* search_spelling.c - words of a query and their correction from the vocabulary of what was put in. For search.c.
 *
 * A word is looked for as it is first (stemmed, or as a beginning); only one that occurs nowhere is compared with the
 * vocabulary: with words of the same first letter, which nearly every slip leaves alone, then with all. */
#include "core/store/search_spelling.h"

#include "core/base/text.h"

#include <string.h>

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* General punctuation (dashes, curly quotes) and the no-break space are not of a word either. */
static size_t word_length(const char *at)
{
    size_t length = 0;
    while (is_word_byte(at[length]) && strncmp(at + length, "\xE2\x80", 2) != 0 && strncmp(at + length, "\xC2\xA0", 2) != 0)
        length++;
    return length;
}

struct search_words search_words_of(struct arena *arena, const char *query)
{
    struct search_words words = {.count = 0};
    if (query == NULL || !utf8_valid(query, strlen(query)))
        return words;
    while (*query != '\0' && words.count < SEARCH_WORDS_MOST) {
        size_t length = word_length(query);
        if (length == 0) {
            query += strncmp(query, "\xE2\x80", 2) == 0 ? 3 : strncmp(query, "\xC2\xA0", 2) == 0 ? 2 : 1;
            continue;
        }
        const char *word = arena_strndup(arena, query, length);
        query += length;
        size_t letters = utf8_count(word);
        if (letters > SEARCH_WORD_LETTERS_MOST)
            continue;
        words.last_is_prefix = *query == '\0' && letters >= 3;
        words.word[words.count++] = word;
    }
    return words;
}

char *search_words_join(struct arena *arena, const struct search_words *words)
{
    struct text joined = text_in(arena);
    for (size_t i = 0; i < words->count; i++)
        text_printf(&joined, "%s%s", i == 0 ? "" : " ", words->word[i]);
    return arena_strdup(arena, text_string(&joined));
}

static size_t letters_of(const char *word, uint32_t letters[SEARCH_WORD_LETTERS_MOST])
{
    size_t count = 0;
    const char *end = word + strlen(word);
    while (word < end && count < SEARCH_WORD_LETTERS_MOST)
        letters[count++] = utf8_next(&word, end);
    return count;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned search_distance(const char *a, const char *b, unsigned most)
{
    uint32_t left[SEARCH_WORD_LETTERS_MOST], right[SEARCH_WORD_LETTERS_MOST];
    size_t rows = letters_of(a, left), columns = letters_of(b, right);
    if (rows > columns + most || columns > rows + most)
        return most + 1;
    unsigned cost[3][SEARCH_WORD_LETTERS_MOST + 1];
    for (size_t j = 0; j <= columns; j++)
        cost[0][j] = (unsigned)j;
    for (size_t i = 1; i <= rows; i++) {
        unsigned *now = cost[i % 3], *before = cost[(i + 2) % 3], *earlier = cost[(i + 1) % 3], best = now[0] = (unsigned)i;
        for (size_t j = 1; j <= columns; j++) {
            now[j] = least(before[j - 1] + (left[i - 1] != right[j - 1]), least(before[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                now[j] = least(now[j], earlier[j - 2] + 1);
            best = least(best, now[j]);
        }
        if (best > most)
            return most + 1;
    }
    return least(cost[rows % 3][columns], most + 1);
}

static bool occurs(struct arena *arena, struct db *db, const char *word, bool prefix)
{
    const char *match = arena_printf(arena, prefix ? "\"%s\" *" : "\"%s\"", word);
    return db_integer(db, 0, "SELECT rowid FROM search_text WHERE search_text MATCH ?1 LIMIT 1", match) != 0;
}

struct nearest {
    const char *word; /* folded: what to come near to */
    unsigned most;
    char *best;
    unsigned distance;
    int64_t count;
};

/* Looks through the vocabulary from `first` up to before `last`. */
static void look_through(struct arena *arena, struct db *db, struct nearest *nearest, const char *first, const char *last)
{
    struct db_steps *steps =
        db_steps(db, "SELECT term, doc FROM search_vocabulary WHERE term >= ?1 AND term < ?2", first, last);
    while (db_steps_next(steps)) {
        const char *term = db_step_text(steps, 0);
        unsigned distance = search_distance(nearest->word, term, nearest->most);
        if (distance > nearest->most || distance > nearest->distance)
            continue;
        int64_t count = db_step_integer(steps, 1);
        if (distance == nearest->distance && count <= nearest->count)
            continue;
        nearest->best = arena_strdup(arena, term);
        nearest->distance = distance;
        nearest->count = count;
    }
    db_steps_end(steps);
}

static const char *find_nearest(struct arena *arena, struct db *db, const char *word)
{
    const char *folded = text_fold(arena, word);
    size_t letters = utf8_count(folded);
    if (letters < 4)
        return NULL;
    struct nearest nearest = {.word = folded, .most = letters <= 7 ? 1 : 2, .distance = 3};
    const char *next = folded;
    uint32_t initial = utf8_next(&next, folded + strlen(folded));
    struct text last = text_in(arena);
    text_append_utf8(&last, initial + 1);
    look_through(arena, db, &nearest, arena_strndup(arena, folded, (size_t)(next - folded)), text_string(&last));
    if (nearest.best == NULL)
        look_through(arena, db, &nearest, "", "\xF4\x8F\xBF\xBF");
    return nearest.best;
}

bool search_correct(struct arena *arena, struct db *db, struct search_words *words)
{
    bool corrected = false;
    for (size_t i = 0; i < words->count; i++) {
        bool last = i + 1 == words->count;
        if (occurs(arena, db, words->word[i], last && words->last_is_prefix))
            continue;
        const char *nearest = find_nearest(arena, db, words->word[i]);
        if (nearest == NULL)
            continue;
        words->word[i] = nearest;
        words->last_is_prefix = words->last_is_prefix && !last;
        corrected = true;
    }
    return corrected;
}
