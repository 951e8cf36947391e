/* text_fold.c - text made comparable: lower case, Latin letters without their marks, and the slugs made of it.
 *
 * Called for keys, search, tags and addresses; see text.h for the contracts. Two sorted tables of ranges hold what is
 * known: Latin letters (Latin-1, Extended-A, the Romanian, Vietnamese and Pinyin ones beyond) become ASCII, Greek,
 * Cyrillic and Armenian capitals become small letters. Combining marks go, so that both Unicode forms of a letter
 * fold alike. Everything else is kept as it is. */
#include "core/base/text.h"

#include <string.h>

struct plain_letter {
    uint16_t first, last;
    char plain[3];
};

static const struct plain_letter plain_letters[] = {
    /* Latin-1 */
    {0x00C0, 0x00C5, "a"}, {0x00C6, 0x00C6, "ae"}, {0x00C7, 0x00C7, "c"}, {0x00C8, 0x00CB, "e"},
    {0x00CC, 0x00CF, "i"}, {0x00D0, 0x00D0, "d"}, {0x00D1, 0x00D1, "n"}, {0x00D2, 0x00D6, "o"},
    {0x00D8, 0x00D8, "o"}, {0x00D9, 0x00DC, "u"}, {0x00DD, 0x00DD, "y"}, {0x00DE, 0x00DE, "th"},
    {0x00DF, 0x00DF, "ss"}, {0x00E0, 0x00E5, "a"}, {0x00E6, 0x00E6, "ae"}, {0x00E7, 0x00E7, "c"},
    {0x00E8, 0x00EB, "e"}, {0x00EC, 0x00EF, "i"}, {0x00F0, 0x00F0, "d"}, {0x00F1, 0x00F1, "n"},
    {0x00F2, 0x00F6, "o"}, {0x00F8, 0x00F8, "o"}, {0x00F9, 0x00FC, "u"}, {0x00FD, 0x00FD, "y"},
    {0x00FE, 0x00FE, "th"}, {0x00FF, 0x00FF, "y"},
    /* Latin Extended-A */
    {0x0100, 0x0105, "a"}, {0x0106, 0x010D, "c"}, {0x010E, 0x0111, "d"}, {0x0112, 0x011B, "e"},
    {0x011C, 0x0123, "g"}, {0x0124, 0x0127, "h"}, {0x0128, 0x0131, "i"}, {0x0132, 0x0133, "ij"},
    {0x0134, 0x0135, "j"}, {0x0136, 0x0138, "k"}, {0x0139, 0x0142, "l"}, {0x0143, 0x014B, "n"},
    {0x014C, 0x0151, "o"}, {0x0152, 0x0153, "oe"}, {0x0154, 0x0159, "r"}, {0x015A, 0x0161, "s"},
    {0x0162, 0x0167, "t"}, {0x0168, 0x0173, "u"}, {0x0174, 0x0175, "w"}, {0x0176, 0x0178, "y"},
    {0x0179, 0x017E, "z"}, {0x017F, 0x017F, "s"},
    /* horned O and U, Pinyin, Romanian S and T, combining marks */
    {0x01A0, 0x01A1, "o"}, {0x01AF, 0x01B0, "u"}, {0x01CD, 0x01CE, "a"}, {0x01CF, 0x01D0, "i"},
    {0x01D1, 0x01D2, "o"}, {0x01D3, 0x01DC, "u"}, {0x0218, 0x0219, "s"}, {0x021A, 0x021B, "t"},
    {0x0300, 0x036F, ""},
    /* Latin Extended Additional */
    {0x1E00, 0x1E01, "a"}, {0x1E02, 0x1E07, "b"}, {0x1E08, 0x1E09, "c"}, {0x1E0A, 0x1E13, "d"},
    {0x1E14, 0x1E1D, "e"}, {0x1E1E, 0x1E1F, "f"}, {0x1E20, 0x1E21, "g"}, {0x1E22, 0x1E2B, "h"},
    {0x1E2C, 0x1E2F, "i"}, {0x1E30, 0x1E35, "k"}, {0x1E36, 0x1E3D, "l"}, {0x1E3E, 0x1E43, "m"},
    {0x1E44, 0x1E4B, "n"}, {0x1E4C, 0x1E53, "o"}, {0x1E54, 0x1E57, "p"}, {0x1E58, 0x1E5F, "r"},
    {0x1E60, 0x1E69, "s"}, {0x1E6A, 0x1E71, "t"}, {0x1E72, 0x1E7B, "u"}, {0x1E7C, 0x1E7F, "v"},
    {0x1E80, 0x1E89, "w"}, {0x1E8A, 0x1E8D, "x"}, {0x1E8E, 0x1E8F, "y"}, {0x1E90, 0x1E95, "z"},
    {0x1E9E, 0x1E9E, "ss"}, {0x1EA0, 0x1EB7, "a"}, {0x1EB8, 0x1EC7, "e"}, {0x1EC8, 0x1ECB, "i"},
    {0x1ECC, 0x1EE3, "o"}, {0x1EE4, 0x1EF1, "u"}, {0x1EF2, 0x1EF9, "y"},
};

struct capital {
    uint16_t first, last, distance; /* to the small letter */
    bool pairs;                     /* capitals are the even ones, each with its small letter behind it */
};

static const struct capital capitals[] = {
    {0x0386, 0x0386, 0x26, false}, {0x0388, 0x038A, 0x25, false}, {0x038C, 0x038C, 0x40, false},
    {0x038E, 0x038F, 0x3F, false}, {0x0391, 0x03A1, 0x20, false}, {0x03A3, 0x03AB, 0x20, false},
    {0x03C2, 0x03C2, 1, false} /* the sigma at a word's end */, {0x0400, 0x040F, 0x50, false},
    {0x0410, 0x042F, 0x20, false}, {0x0460, 0x0481, 1, true}, {0x048A, 0x04BF, 1, true}, {0x04D0, 0x052F, 1, true},
    {0x0531, 0x0556, 0x30, false},
};

static const char *plain_letter(uint32_t code)
{
    size_t low = 0, high = sizeof plain_letters / sizeof *plain_letters;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (code > plain_letters[middle].last)
            low = middle + 1;
        else if (code < plain_letters[middle].first)
            high = middle;
        else
            return plain_letters[middle].plain;
    }
    return NULL;
}

static uint32_t small_letter(uint32_t code)
{
    for (size_t i = 0; i < sizeof capitals / sizeof *capitals; i++) {
        const struct capital *range = &capitals[i];
        if (code >= range->first && code <= range->last)
            return range->pairs && code % 2 == 1 ? code : code + range->distance;
    }
    return code;
}

char *text_fold(struct arena *arena, const char *string)
{
    if (string == NULL)
        return NULL;
    size_t length = strlen(string);
    const char *at = string, *end = string + length;
    struct text folded = text_in(arena);
    text_reserve(&folded, length);
    while (at < end) {
        uint32_t code = utf8_next(&at, end);
        if (code < 0x80) {
            text_append_char(&folded, (char)(code >= 'A' && code <= 'Z' ? code + 32 : code));
            continue;
        }
        const char *plain = plain_letter(code);
        if (plain != NULL)
            text_append(&folded, plain);
        else
            text_append_utf8(&folded, small_letter(code));
    }
    return folded.bytes;
}

char *text_slug(struct arena *arena, const char *string, size_t most)
{
    if (string == NULL)
        return arena_strdup(arena, "");
    char *slug = text_fold(arena, string);
    size_t length = 0;
    for (const char *at = slug; *at != '\0' && length < most; at++) {
        bool kept = (*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9');
        if (kept)
            slug[length++] = *at;
        else if (length > 0 && slug[length - 1] != '-')
            slug[length++] = '-';
    }
    if (length > 0 && slug[length - 1] == '-')
        length--;
    slug[length] = '\0';
    return slug;
}
