/* import_image.c - what a file is by its first bytes, how large a picture is, and whether an SVG only draws.
 *
 * Called by import_asset.c. SVGs are refused rather than cleaned: what is shown is then exactly what the author drew. */
#include "domain/catalog/import_parts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool begins(const char *bytes, size_t length, const char *what, size_t what_length)
{
    return length >= what_length && memcmp(bytes, what, what_length) == 0;
}

static bool is_svg(const char *bytes, size_t length)
{
    return utf8_valid(bytes, length) && memmem(bytes, length < 4096 ? length : 4096, "<svg", 4) != NULL;
}

const char *import_image_kind(const char *bytes, size_t length)
{
    if (begins(bytes, length, "\x89PNG\r\n\x1A\n", 8))
        return "png";
    if (begins(bytes, length, "\xFF\xD8\xFF", 3))
        return "jpg";
    if (begins(bytes, length, "GIF87a", 6) || begins(bytes, length, "GIF89a", 6))
        return "gif";
    if (length >= 16 && begins(bytes, length, "RIFF", 4) && memcmp(bytes + 8, "WEBP", 4) == 0)
        return "webp";
    if (begins(bytes, length, "%PDF-", 5))
        return "pdf";
    if (begins(bytes, length, "PK\x03\x04", 4) || begins(bytes, length, "PK\x05\x06", 4))
        return "zip";
    if (is_svg(bytes, length))
        return "svg";
    return utf8_valid(bytes, length) ? "txt" : "";
}

static int number(const char *bytes, int count, bool big)
{
    unsigned value = 0;
    for (int i = 0; i < count; i++)
        value = value << 8 | (unsigned char)bytes[big ? i : count - 1 - i];
    return value > 100000 ? 0 : (int)value;
}

/* Segment by segment to the frame header. */
static void jpeg_size(const char *bytes, size_t length, int *width, int *height)
{
    for (size_t at = 2; at + 9 < length && bytes[at] == '\xFF';) {
        unsigned char marker = (unsigned char)bytes[at + 1];
        if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
            *height = number(bytes + at + 5, 2, true);
            *width = number(bytes + at + 7, 2, true);
            return;
        }
        at += 2 + (size_t)number(bytes + at + 2, 2, true);
    }
}

static void webp_size(const char *bytes, size_t length, int *width, int *height)
{
    if (length >= 30 && memcmp(bytes + 12, "VP8X", 4) == 0) {
        *width = number(bytes + 24, 3, false) + 1;
        *height = number(bytes + 27, 3, false) + 1;
    } else if (length >= 30 && memcmp(bytes + 12, "VP8 ", 4) == 0) {
        *width = number(bytes + 26, 2, false) & 0x3FFF;
        *height = number(bytes + 28, 2, false) & 0x3FFF;
    } else if (length >= 25 && memcmp(bytes + 12, "VP8L", 4) == 0) {
        const unsigned char *bits = (const unsigned char *)bytes + 21;
        *width = (bits[0] | (bits[1] & 0x3F) << 8) + 1;
        *height = (bits[1] >> 6 | bits[2] << 2 | (bits[3] & 0x0F) << 10) + 1;
    }
}

/* An attribute of the <svg> tag; NULL when it has none. `text` ends with a NUL. */
static const char *svg_attribute(const char *text, const char *name)
{
    const char *tag = strstr(text, "<svg"), *end = tag == NULL ? NULL : strchr(tag, '>');
    size_t length = strlen(name);
    for (const char *at = tag; end != NULL && (at = strstr(at + 1, name)) != NULL && at < end;) {
        if (strchr(" \t\n\r", at[-1]) != NULL && at[length] == '=' && (at[length + 1] == '"' || at[length + 1] == '\''))
            return at + length + 2;
    }
    return NULL;
}

static void svg_size(const char *text, int *width, int *height)
{
    const char *wide = svg_attribute(text, "width"), *high = svg_attribute(text, "height");
    const char *box = svg_attribute(text, "viewBox");
    char *end;
    double w = wide == NULL ? 0 : strtod(wide, &end);
    double points = wide != NULL && strncmp(end, "pt", 2) == 0 ? 4.0 / 3 : 1;
    bool share = wide != NULL && *end == '%';
    double h = high == NULL ? 0 : strtod(high, NULL);
    if (box != NULL && (share || w <= 0 || h <= 0)) {
        strtod(box, &end);
        strtod(end + strspn(end, " ,"), &end);
        w = strtod(end + strspn(end, " ,"), &end);
        h = strtod(end + strspn(end, " ,"), &end);
        points = 1;
    }
    if (w >= 1 && h >= 1 && w < 100000 && h < 100000) {
        *width = (int)(w * points + 0.5);
        *height = (int)(h * points + 0.5);
    }
}

void import_image_size(const char *kind, const char *bytes, size_t length, int *width, int *height)
{
    *width = *height = 0;
    if (strcmp(kind, "png") == 0 && length >= 24) {
        *width = number(bytes + 16, 4, true);
        *height = number(bytes + 20, 4, true);
    } else if (strcmp(kind, "gif") == 0 && length >= 10) {
        *width = number(bytes + 6, 2, false);
        *height = number(bytes + 8, 2, false);
    } else if (strcmp(kind, "jpg") == 0) {
        jpeg_size(bytes, length, width, height);
    } else if (strcmp(kind, "webp") == 0) {
        webp_size(bytes, length, width, height);
    } else if (strcmp(kind, "svg") == 0) {
        svg_size(bytes, width, height);
    }
}

static bool has_word(const char *text, const char *word)
{
    return strcasestr(text, word) != NULL;
}

/* Blanks and a quote skipped; a reference may point into the picture itself, or be a picture inside it. */
static bool points_inside(const char *value)
{
    value += strspn(value, " \t\n\r\"'");
    return *value == '#' || strncasecmp(value, "data:image/png", 14) == 0 || strncasecmp(value, "data:image/jpeg", 15) == 0;
}

static const char *svg_references(const char *text)
{
    for (const char *at = text; (at = strcasestr(at, "href")) != NULL; at += 4) {
        const char *value = at + 4 + strspn(at + 4, " \t\n\r");
        if (*value == '=' && !points_inside(value + 1))
            return "an SVG may not refer to anything outside itself";
    }
    for (const char *at = text; (at = strcasestr(at, "url(")) != NULL; at += 4) {
        if (!points_inside(at + 4))
            return "an SVG may not load anything by url()";
    }
    return NULL;
}

/* on...= in any tag; words between tags do not count. */
static bool has_handler(const char *text)
{
    bool tag = false;
    char quote = '\0';
    for (; *text != '\0'; text++) {
        if (quote != '\0') {
            quote = *text == quote ? '\0' : quote;
        } else if (tag && (*text == '"' || *text == '\'')) {
            quote = *text;
        } else if (*text == '<' || *text == '>') {
            tag = *text == '<';
        } else if (tag && strncasecmp(text, "on", 2) == 0 && strchr(" \t\n\r/\"'", text[-1]) != NULL) {
            size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
            if (text[length + strspn(text + length, " \t\n\r")] == '=')
                return true;
        }
    }
    return false;
}

const char *import_svg_problem(const char *bytes, size_t length)
{
    static const char *const forbidden[] = {"<script", "<foreignobject", "<iframe", "<embed", "<object", "<handler",
                                            "<audio", "<video", "javascript:", "<!entity", "<!attlist", "@import",
                                            "<?xml-stylesheet", "attributename=\"href", "attributename=\"on", ":script"};
    if (!utf8_valid(bytes, length))
        return "an SVG must be UTF-8";
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++) {
        if (has_word(bytes, forbidden[i]))
            return "an SVG may not hold scripts, entities or foreign content";
    }
    return has_handler(bytes) ? "an SVG may not hold event handlers" : svg_references(bytes);
}
