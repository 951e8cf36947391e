/* picture.h - what kind of picture some bytes are and how large it is, read from the header alone, before anything is decoded. */
#ifndef NEXUS_PICTURE_H
#define NEXUS_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum picture_kind { PICTURE_UNKNOWN, PICTURE_PNG, PICTURE_JPEG, PICTURE_WEBP, PICTURE_GIF };

struct picture_size {
    enum picture_kind kind;
    uint32_t width, height;
    int orientation; /* as EXIF says: 1 upright ... 8 */
};

/* False when it is none of the four kinds, or its header is cut or makes no sense. */
bool picture_look(const unsigned char *bytes, size_t length, struct picture_size *size);

#endif
