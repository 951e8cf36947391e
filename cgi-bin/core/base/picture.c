/* picture.c - headers of PNG, GIF, WebP and JPEG, with the one tag of EXIF that turns a picture. Called by the avatar program, and by its
 * fuzz target: these are bytes of strangers. */
#include "core/base/picture.h"

#include <string.h>

struct reader {
    const unsigned char *bytes;
    size_t length;
};

static uint32_t big(const unsigned char *at, int count)
{
    uint32_t value = 0;
    for (int i = 0; i < count; i++)
        value = value << 8 | at[i];
    return value;
}

static uint32_t little(const unsigned char *at, int count)
{
    uint32_t value = 0;
    for (int i = count - 1; i >= 0; i--)
        value = value << 8 | at[i];
    return value;
}

static uint32_t number(const unsigned char *at, int count, bool is_little)
{
    return is_little ? little(at, count) : big(at, count);
}

static bool look_png(struct reader in, struct picture_size *size)
{
    if (in.length < 24 || memcmp(in.bytes, "\x89PNG\r\n\x1a\n", 8) != 0 || memcmp(in.bytes + 12, "IHDR", 4) != 0)
        return false;
    *size = (struct picture_size){PICTURE_PNG, big(in.bytes + 16, 4), big(in.bytes + 20, 4), 1};
    return true;
}

static bool look_gif(struct reader in, struct picture_size *size)
{
    if (in.length < 10 || (memcmp(in.bytes, "GIF87a", 6) != 0 && memcmp(in.bytes, "GIF89a", 6) != 0))
        return false;
    *size = (struct picture_size){PICTURE_GIF, little(in.bytes + 6, 2), little(in.bytes + 8, 2), 1};
    return true;
}

/* Lossy, lossless and extended files say their size in three ways. */
static bool look_webp(struct reader in, struct picture_size *size)
{
    const unsigned char *at = in.bytes;
    if (in.length < 30 || memcmp(at, "RIFF", 4) != 0 || memcmp(at + 8, "WEBP", 4) != 0)
        return false;
    *size = (struct picture_size){PICTURE_WEBP, 0, 0, 1};
    if (memcmp(at + 12, "VP8 ", 4) == 0) {
        size->width = little(at + 26, 2) & 0x3fff;
        size->height = little(at + 28, 2) & 0x3fff;
    } else if (memcmp(at + 12, "VP8L", 4) == 0) {
        uint32_t bits = little(at + 21, 4);
        size->width = (bits & 0x3fff) + 1;
        size->height = (bits >> 14 & 0x3fff) + 1;
    } else if (memcmp(at + 12, "VP8X", 4) == 0) {
        size->width = little(at + 24, 3) + 1;
        size->height = little(at + 27, 3) + 1;
    }
    return true;
}

/* Tag 0x0112 of the first directory of a TIFF block; 1 when it isn't there. */
static int orientation_of(struct reader tiff)
{
    if (tiff.length < 8)
        return 1;
    bool is_little = memcmp(tiff.bytes, "II", 2) == 0;
    uint32_t at = number(tiff.bytes + 4, 4, is_little);
    if (at > tiff.length - 2 || tiff.length - at < 2)
        return 1;
    uint32_t count = number(tiff.bytes + at, 2, is_little);
    for (size_t entry = (size_t)at + 2; count > 0 && entry + 12 <= tiff.length; entry += 12, count--) {
        if (number(tiff.bytes + entry, 2, is_little) != 0x0112)
            continue;
        uint32_t value = number(tiff.bytes + entry + 8, 2, is_little);
        return value >= 1 && value <= 8 ? (int)value : 1;
    }
    return 1;
}

static bool is_frame(unsigned char marker)
{
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/* Segments of marker, length, content up to the frame's header. */
static bool look_jpeg(struct reader in, struct picture_size *size)
{
    if (in.length < 4 || memcmp(in.bytes, "\xff\xd8\xff", 3) != 0)
        return false;
    *size = (struct picture_size){PICTURE_JPEG, 0, 0, 1};
    size_t at = 2;
    while (at + 9 < in.length && in.bytes[at] == 0xff) {
        unsigned char marker = in.bytes[at + 1];
        if (marker == 0xff) {
            at++;
            continue;
        }
        size_t segment = big(in.bytes + at + 2, 2);
        if (is_frame(marker)) {
            size->height = big(in.bytes + at + 5, 2);
            size->width = big(in.bytes + at + 7, 2);
            return true;
        }
        if (marker == 0xe1 && segment >= 8 && at + 2 + segment <= in.length && memcmp(in.bytes + at + 4, "Exif\0\0", 6) == 0)
            size->orientation = orientation_of((struct reader){in.bytes + at + 10, segment - 8});
        at += 2 + segment;
    }
    return false;
}

bool picture_look(const unsigned char *bytes, size_t length, struct picture_size *size)
{
    struct reader in = {bytes, length};
    bool known = look_png(in, size) || look_gif(in, size) || look_webp(in, size) || look_jpeg(in, size);
    return known && size->width > 0 && size->height > 0;
}
