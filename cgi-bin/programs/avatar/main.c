/* main.c - `avatar`: a picture of a stranger on standard input becomes a square JPEG of 256 points on standard output.
 *
 * A process of its own because decoders have holes: it opens no file, has little memory and time, and gives back only what it
 * painted anew, so that neither hidden content nor place and camera survive. Exit 1 with a line of the log on standard error
 * when the bytes are no PNG, JPEG, WebP or GIF, or are too large. Started by the learner program for each upload. */
#include "core/base/log.h"
#include "core/base/picture.h"

#include <errno.h>
#include <gd.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum { SIDE = 256, QUALITY = 85, INPUT_MOST = 8 * 1024 * 1024, POINTS_MOST = 40 * 1000 * 1000, SIDE_MOST = 30000 };
enum { MEMORY_MOST = 512 * 1024 * 1024, SECONDS_MOST = 5 };

static int refuse(const char *why)
{
    log_note("a picture was refused", "reason", why, NULL);
    return 1;
}

/* No files, 512 MB, five seconds. The sanitizers of the tests need an address space without bounds. */
static bool limit_rights(void)
{
    const struct rlimit seconds = {SECONDS_MOST, SECONDS_MOST}, none = {0, 0};
#ifndef __SANITIZE_ADDRESS__
    const struct rlimit memory = {MEMORY_MOST, MEMORY_MOST};
    if (setrlimit(RLIMIT_AS, &memory) != 0)
        return false;
#endif
    return setrlimit(RLIMIT_CPU, &seconds) == 0 && setrlimit(RLIMIT_NOFILE, &none) == 0 && setrlimit(RLIMIT_CORE, &none) == 0;
}

#ifdef __SANITIZE_ADDRESS__
/* The leak checker wants to open files at the end, and this program may open none. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}
#endif

static unsigned char *read_input(size_t *length)
{
    unsigned char *bytes = malloc(INPUT_MOST + 1);
    *length = 0;
    while (bytes != NULL && *length <= INPUT_MOST) {
        ssize_t got = read(STDIN_FILENO, bytes + *length, INPUT_MOST + 1 - *length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        *length += (size_t)got;
    }
    return bytes;
}

static gdImagePtr decode(const struct picture_size *size, unsigned char *bytes, size_t length)
{
    int count = (int)length;
    switch (size->kind) {
    case PICTURE_PNG: return gdImageCreateFromPngPtr(count, bytes);
    case PICTURE_JPEG: return gdImageCreateFromJpegPtr(count, bytes);
    case PICTURE_WEBP: return gdImageCreateFromWebpPtr(count, bytes);
    case PICTURE_GIF: return gdImageCreateFromGifPtr(count, bytes);
    case PICTURE_UNKNOWN: break;
    }
    return NULL;
}

/* The square in the middle, on white where it is transparent. */
static gdImagePtr cut_square(gdImagePtr picture)
{
    int width = gdImageSX(picture), height = gdImageSY(picture), side = width < height ? width : height;
    gdImagePtr square = gdImageCreateTrueColor(SIDE, SIDE);
    if (square == NULL)
        return NULL;
    gdImageFilledRectangle(square, 0, 0, SIDE - 1, SIDE - 1, gdTrueColor(255, 255, 255));
    gdImageAlphaBlending(square, 1);
    gdImageCopyResampled(square, picture, 0, 0, (width - side) / 2, (height - side) / 2, SIDE, SIDE, side, side);
    return square;
}

/* EXIF's eight ways to hold a camera: first turned (gd turns counter-clockwise), then mirrored. Turning the small square is the
 * same as turning the picture. */
static gdImagePtr turn_upright(gdImagePtr square, int orientation)
{
    static const struct { float angle; bool mirror; } ways[] = {{0, false},   {0, false},   {0, true},  {180, false}, {180, true},
                                                                {270, true}, {270, false}, {90, true}, {90, false}};
    gdImagePtr turned = ways[orientation].angle == 0 ? square : gdImageRotateInterpolated(square, ways[orientation].angle, 0);
    if (turned != NULL && ways[orientation].mirror)
        gdImageFlipHorizontal(turned);
    return turned;
}

static bool write_all(const unsigned char *bytes, int length)
{
    for (int at = 0; at < length;) {
        ssize_t wrote = write(STDOUT_FILENO, bytes + at, (size_t)(length - at));
        if (wrote < 0 && errno != EINTR)
            return false;
        at += wrote > 0 ? (int)wrote : 0;
    }
    return true;
}

static void stay_silent(int priority, const char *format, va_list arguments)
{
    (void)priority, (void)format, (void)arguments;
}

int main(void)
{
    size_t length = 0;
    int made_length = 0;
    struct picture_size size;
    log_program("avatar");
    gdSetErrorMethod(stay_silent);
    if (!limit_rights())
        return refuse("the limits can't be set");
    unsigned char *bytes = read_input(&length);
    if (bytes == NULL || length > INPUT_MOST)
        return refuse("too many bytes");
    if (!picture_look(bytes, length, &size))
        return refuse("no PNG, JPEG, WebP or GIF");
    if (size.width > SIDE_MOST || size.height > SIDE_MOST || (uint64_t)size.width * size.height > POINTS_MOST)
        return refuse("too many points");
    gdImagePtr picture = decode(&size, bytes, length);
    gdImagePtr square = picture == NULL ? NULL : cut_square(picture);
    gdImagePtr upright = square == NULL ? NULL : turn_upright(square, size.orientation);
    unsigned char *made = upright == NULL ? NULL : gdImageJpegPtr(upright, &made_length, QUALITY);
    if (made == NULL)
        return refuse("the picture can't be decoded");
    return write_all(made, made_length) ? 0 : refuse("the result can't be written");
}
