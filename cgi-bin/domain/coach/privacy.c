/* privacy.c - names, addresses, numbers. Called by the coach program for everything a learner wrote that goes to a model. */
#include "domain/coach/privacy.h"

#include "core/base/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { PAIRS_MOST = 24, NAME_BYTES_MOST = 120, PART_LEAST = 3, PHONE_DIGITS_LEAST = 9, PHONE_DIGITS_MOST = 15 };

static bool in_word(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

static size_t word_length(const char *at)
{
    size_t length = 0;
    while (in_word(at[length]) || ((at[length] == '-' || at[length] == '\'') && length > 0 && in_word(at[length + 1])))
        length++;
    return length;
}

static bool is_capital(const char *at)
{
    return isupper((unsigned char)*at) || (unsigned char)*at == 0xc3;
}

static void add(cJSON *names, struct arena *arena, const char *name, size_t length)
{
    cJSON_AddItemToArray(names, cJSON_CreateString(arena_strndup(arena, name, length)));
}

/* Two or three capitalised words in a row may be somebody of the academy. */
static void add_known(struct arena *arena, struct db *db, cJSON *names, const char *text)
{
    int pairs = 0;
    for (const char *at = text; *at != '\0' && pairs < PAIRS_MOST;) {
        size_t first = word_length(at);
        const char *second = at + first + 1;
        if (first > 0 && is_capital(at) && at[first] == ' ' && is_capital(second) && word_length(second) > 0) {
            size_t two = first + 1 + word_length(second), three = two;
            if (at[two] == ' ' && is_capital(at + two + 1))
                three = two + 1 + word_length(at + two + 1);
            const char *name = three < NAME_BYTES_MOST
                                   ? db_text(db, "SELECT name FROM person WHERE name = ?1 OR name = ?2 ORDER BY length(name) DESC LIMIT 1",
                                             arena_strndup(arena, at, two), arena_strndup(arena, at, three))
                                   : NULL;
            if (name != NULL)
                add(names, arena, name, strlen(name));
            pairs++;
        }
        at += first > 0 ? first : 1;
    }
}

static void add_introduced(struct arena *arena, cJSON *names, const char *text)
{
    static const char *const phrases[] = {"my name is ",  "i am called ", "i'm called ", "call me ", "je m'appelle ",
                                          "mon nom est ", "my friend ",   "mon ami ",    "mon amie "};
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        const char *found = strcasestr(text, phrases[i]);
        if (found == NULL)
            continue;
        found += strlen(phrases[i]);
        for (size_t length; is_capital(found) && (length = word_length(found)) > 0; found += length + (found[length] == ' '))
            add(names, arena, found, length);
    }
}

cJSON *privacy_names(struct arena *arena, struct db *db, const char *own_name, const char *text)
{
    cJSON *names = cJSON_CreateArray();
    if (own_name != NULL && *own_name != '\0')
        add(names, arena, own_name, strlen(own_name));
    add_known(arena, db, names, text);
    add_introduced(arena, names, text);
    return names;
}

/* The length of a part of a name that stands here as a whole word, in any case; 0 when none does. */
static size_t name_here(const char *at, size_t length, const cJSON *names)
{
    const cJSON *name;
    cJSON_ArrayForEach(name, names)
    {
        for (const char *part = name->valuestring; *part != '\0';) {
            size_t part_length = word_length(part);
            if (part_length >= PART_LEAST && part_length == length && strncasecmp(part, at, length) == 0)
                return length;
            part += part_length > 0 ? part_length : 1;
        }
    }
    return 0;
}

/* "x.y+z@host.example" that begins here; 0 when none does. */
static size_t email_here(const char *at)
{
    static const char before[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.!#$%&'*+/=?^_`{|}~-";
    static const char behind[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-";
    size_t local = strspn(at, before);
    if (local == 0 || at[local] != '@')
        return 0;
    size_t host = strspn(at + local + 1, behind);
    return memchr(at + local + 1, '.', host) == NULL ? 0 : local + 1 + host;
}

static bool is_date(const char *at)
{
    return strlen(at) >= 10 && strspn(at, "0123456789") == 4 && at[4] == '-' && at[7] == '-';
}

/* "+27 21 555 0100", "06 12 34 56 78", "(021) 555-0100" that begins here; 0 when none does. A plain number is none. */
static size_t phone_here(const char *at)
{
    bool starts = *at == '+' || *at == '(' || isdigit((unsigned char)*at);
    size_t length = starts ? strspn(at, "+0123456789 ().-/\t") : 0, digits = 0;
    while (length > 0 && !isdigit((unsigned char)at[length - 1]))
        length--;
    for (size_t i = 0; i < length; i++)
        digits += isdigit((unsigned char)at[i]) != 0;
    bool written_so = *at == '+' || *at == '0' || *at == '(' || strcspn(at, " ().-/") < length;
    return digits >= PHONE_DIGITS_LEAST && digits <= PHONE_DIGITS_MOST && written_so && !is_date(at) ? length : 0;
}

char *privacy_strip(struct arena *arena, const char *text, const cJSON *names)
{
    struct text out = text_in(arena);
    while (*text != '\0') {
        size_t length = email_here(text), word = word_length(text);
        const char *put = "[e-mail]";
        if (length == 0) {
            length = phone_here(text);
            put = "[phone]";
        }
        if (length == 0 && word > 0) {
            length = name_here(text, word, names);
            put = "[name]";
        }
        if (length > 0)
            text_append(&out, put);
        else
            text_append_bytes(&out, text, length = word > 0 ? word : 1);
        text += length;
    }
    return arena_strdup(arena, text_string(&out));
}
