/* qr.c - a QR code drawn as one path of horizontal runs: small, and sharp at any size. */
#include "core/view/qr.h"

#include <qrencode.h>
#include <string.h>

enum { QUIET = 4 };

static void append_row(struct text *out, const unsigned char *row, int width, int y)
{
    for (int x = 0; x < width; x++) {
        int length = 0;
        while (x + length < width && (row[x + length] & 1) != 0)
            length++;
        if (length > 0)
            text_printf(out, "M%d %dh%dv1h-%dz", x, y, length, length);
        x += length;
    }
}

int qr_path(struct text *out, const char *words)
{
    QRcode *code = QRcode_encodeString8bit(words, 0, QR_ECLEVEL_M);
    if (code == NULL)
        return 0;
    int width = code->width;
    for (int y = 0; y < width; y++)
        append_row(out, code->data + (size_t)y * (size_t)width, width, y);
    QRcode_free(code);
    return width;
}

bool qr_svg(struct text *out, const char *words, const char *label)
{
    struct text path = text_in(out->arena);
    int width = qr_path(&path, words);
    if (width == 0)
        return false;
    int side = width + 2 * QUIET;
    text_append(out, "<svg class=\"qr\" role=\"img\" aria-label=\"");
    text_append_html(out, label, strlen(label));
    text_printf(out, "\" viewBox=\"-%d -%d %d %d\" shape-rendering=\"crispEdges\">", QUIET, QUIET, side, side);
    text_printf(out, "<path fill=\"#fff\" d=\"M-%d -%dh%dv%dh-%dz\"/><path fill=\"#000\" d=\"%s\"/></svg>", QUIET, QUIET,
                side, side, side, text_string(&path));
    return true;
}
