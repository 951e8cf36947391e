/* certificate_pdf.c - a certificate on A4: an SVG from a template, made a PDF by rsvg-convert, kept in DATA/certificates. Called
 * by certificates.c when somebody downloads it for the first time. */
#include "programs/learner/pages.h"

#include "core/base/file.h"
#include "core/view/locale.h"
#include "core/view/page.h"
#include "core/view/print.h"
#include "core/view/qr.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINES_MOST = 2, QR_SIDE = 280 };

/* How wide words are, in hundredths of their size: enough to keep them inside the frame in any script. */
static int width_of(const char *words, size_t length)
{
    int width = 0;
    const char *end = words + length;
    while (words < end) {
        uint32_t code = utf8_next(&words, end);
        bool capital = code >= 'A' && code <= 'Z';
        width += code >= 0x1100 ? 100 : code == ' ' ? 25 : capital ? 68 : 47;
    }
    return width;
}

/* Where to break so that the wider half is as narrow as it can be; 0 when there is no space. */
static size_t break_of(const char *words)
{
    size_t best = 0, length = strlen(words);
    int least = INT32_MAX;
    for (size_t i = 1; i + 1 < length; i++) {
        if (words[i] != ' ')
            continue;
        int before = width_of(words, i), behind = width_of(words + i + 1, length - i - 1);
        int wider = before > behind ? before : behind;
        if (wider < least) {
            least = wider;
            best = i;
        }
    }
    return best;
}

/* Room for one text: `size` is wished for, below `small` it is broken into two lines, and then shrinks until it fits. */
struct room {
    const char *lines, *size_name;
    int width, size, small, middle;
};

static void add_line(struct arena *arena, cJSON *lines, const char *words, size_t length, int y)
{
    cJSON *line = cJSON_CreateObject();
    json_set_string(line, "text", arena_strndup(arena, words, length));
    json_set_integer(line, "y", y);
    cJSON_AddItemToArray(lines, line);
}

static int size_for(const struct room *room, int width, int wished)
{
    int fitting = width == 0 ? wished : room->width * 100 / width;
    return fitting < wished ? fitting : wished;
}

static void fit(struct arena *arena, cJSON *model, const char *words, const struct room *room)
{
    cJSON *lines = cJSON_CreateArray();
    size_t length = strlen(words), at = break_of(words);
    int size = size_for(room, width_of(words, length), room->size);
    if (size >= room->small || at == 0) {
        add_line(arena, lines, words, length, room->middle + size * 3 / 10);
    } else {
        int first = size_for(room, width_of(words, at), room->small);
        int second = size_for(room, width_of(words + at + 1, length - at - 1), room->small);
        size = first < second ? first : second;
        add_line(arena, lines, words, at, room->middle - size * 3 / 10);
        add_line(arena, lines, words + at + 1, length - at - 1, room->middle + size * 8 / 10);
    }
    json_set(model, room->lines, lines);
    json_set_integer(model, room->size_name, size);
}

/* Scripts without italics stand upright. */
static const char *style_of(const char *words)
{
    const char *end = words + strlen(words);
    while (words < end)
        if (utf8_next(&words, end) >= 0x590)
            return "normal";
    return "italic";
}

static cJSON *picture_model(struct request *request, const cJSON *certificate, const char *language)
{
    static const struct room name_room = {"name_lines", "name_size", 2250, 190, 112, 870};
    static const struct room title_room = {"title_lines", "title_size", 2250, 124, 90, 1240};
    struct arena *arena = request->arena;
    cJSON *model = cJSON_CreateObject();
    const char *name = json_string(certificate, "name", ""), *code = json_string(certificate, "code", "");
    char *address = arena_printf(arena, "%s/certificates/%s", request->config->base_url, code);
    struct text path = text_in(arena);
    int side = qr_path(&path, address);
    fit(arena, model, name, &name_room);
    fit(arena, model, json_string(certificate, "course_title", ""), &title_room);
    json_set_string(model, "name_style", style_of(name));
    json_set_string(model, "site_name", request->config->site_name);
    json_set_string(model, "date", locale_date(arena, language, json_integer(certificate, "issued_at", 0), "UTC"));
    json_set_string(model, "hours", locale_minutes(arena, json_integer(certificate, "minutes", 0)));
    json_set_string(model, "code", code);
    json_set_string(model, "address", address);
    json_set_string(model, "qr_path", text_string(&path));
    json_set_string(model, "qr_scale", arena_printf(arena, "%.4f", side == 0 ? 1.0 : (double)QR_SIDE / side));
    return model;
}

/* Under a name of its own first: two who ask at the same time don't disturb each other. */
bool certificate_make_pdf(struct request *request, const cJSON *certificate, const char *path)
{
    struct text svg = text_in(request->arena);
    const char *language = json_string(certificate, "language", "en");
    char *draft = config_data_path(request->arena, request->config, arena_printf(request->arena, "temporary/%s", request->id));
    char *picture = arena_printf(request->arena, "%s.svg", draft), *pdf = arena_printf(request->arena, "%s.pdf", draft);
    language = locale_known(language) ? language : "en";
    if (!page_render("learner/certificate_svg", language, picture_model(request, certificate, language), &svg))
        return false;
    bool made = file_write(request->arena, picture, svg.bytes, svg.length) &&
                print_pdf(request->arena, (const char *const[]){picture}, 1, pdf) && rename(pdf, path) == 0;
    unlink(picture);
    if (!made)
        unlink(pdf);
    return made;
}
