/* followup.c - tells a question that leans on the one before by its words, English and French. See followup.h. */
#include "domain/coach/followup.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "domain/coach/words.h"

#include <stdbool.h>
#include <string.h>

/* With more words of its own a question says what it is about, whatever pronoun is in it. */
enum { OWN_WORDS_MOST = 3 };

/* Folded, as what they are compared with. */
static const char *const beginnings[] = {"and ", "but ",  "or ",    "so ",    "then ", "what about ", "how about ", "what if ",     "in ",
                                         "on ",  "with ", "without ", "for ", "et ",   "mais ",       "ou ",        "donc ",        "alors ",
                                         "dans ", "sur ", "avec ",  "sans ",  "pour ", "qu'en est-il "};
static const char *const pronouns[] = {"it",   "its", "this", "that", "these", "those", "they",   "them",   "their", "one", "ones",
                                       "same", "ca",  "cela", "ceci", "celui", "celle", "ceux",   "celles", "eux",   "ils", "elle",
                                       "elles"};

static bool is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;
}

static bool is_pronoun(const char *word, size_t length)
{
    for (size_t i = 0; i < sizeof pronouns / sizeof *pronouns; i++)
        if (strlen(pronouns[i]) == length && memcmp(pronouns[i], word, length) == 0)
            return true;
    return false;
}

static bool begins_with_one(const char *folded)
{
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (text_starts(folded, beginnings[i]))
            return true;
    return false;
}

static bool leans(struct arena *arena, const char *question)
{
    const char *folded = text_trim(arena, text_fold(arena, question));
    int own = 0;
    bool back = begins_with_one(folded);
    for (const char *at = folded; *at != '\0';) {
        size_t length = 0;
        while (is_letter((unsigned char)at[length]))
            length++;
        own += length > 0 && !words_is_stop(at, length) && !is_pronoun(at, length);
        back = back || is_pronoun(at, length);
        at += length > 0 ? length : 1;
    }
    return own == 0 || (back && own <= OWN_WORDS_MOST);
}

const char *followup_of(struct arena *arena, const char *question, const cJSON *history)
{
    if (*question == '\0' || !leans(arena, question))
        return "";
    for (int i = cJSON_GetArraySize(history) - 1; i >= 0; i--) {
        const cJSON *message = cJSON_GetArrayItem(history, i);
        const char *words = json_string(message, "content", "");
        if (text_equal(json_string(message, "role", ""), "user") && !leans(arena, words))
            return arena_strdup(arena, words);
    }
    return "";
}
