/* fuzz_picture.c - any bytes: the header of a picture is read without a step beyond them, and sizes are never zero. */
#include "core/base/picture.h"
#include "fuzz.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned char *exact = malloc(size + (size == 0)); /* so that a sanitizer sees the end */
    if (exact == NULL)
        return 0;
    memcpy(exact, data, size);
    struct picture_size picture;
    if (picture_look(exact, size, &picture))
        assert(picture.width > 0 && picture.height > 0 && picture.orientation >= 1 && picture.orientation <= 8);
    free(exact);
    return 0;
}
