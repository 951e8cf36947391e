/* form.c - see form.h. Called by dispatch for every request, and by the fuzzers. */
#include "core/web/form.h"

#include "core/base/text.h"
#include "core/web/request.h"

#include <string.h>
#include <strings.h>

void form_add(struct form *form, const char *name, const char *value, struct upload *upload)
{
    if (form->count == form->capacity) {
        size_t capacity = form->capacity == 0 ? 16 : form->capacity * 2;
        struct parameter *grown = arena_alloc(form->arena, capacity * sizeof *grown);
        if (form->count > 0)
            memcpy(grown, form->parameters, form->count * sizeof *grown);
        form->parameters = grown;
        form->capacity = capacity;
    }
    form->parameters[form->count++] = (struct parameter){name, value, upload};
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

size_t form_decode(char *bytes, size_t length, bool plus)
{
    size_t to = 0;
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == '%' && i + 2 < length && hex_digit(bytes[i + 1]) >= 0 && hex_digit(bytes[i + 2]) >= 0) {
            bytes[to++] = (char)(hex_digit(bytes[i + 1]) * 16 + hex_digit(bytes[i + 2]));
            i += 2;
        } else {
            bytes[to++] = bytes[i] == '+' && plus ? ' ' : bytes[i];
        }
    }
    return to;
}

static char *decoded(struct arena *arena, const char *bytes, size_t length, bool *valid)
{
    char *copy = arena_strndup(arena, bytes, length);
    size_t shorter = form_decode(copy, length, true);
    copy[shorter] = '\0';
    *valid = *valid && utf8_valid(copy, shorter);
    return copy;
}

bool form_read_urlencoded(struct form *form, const char *bytes, size_t length)
{
    const char *end = bytes + length;
    bool valid = true;
    while (bytes < end && valid) {
        const char *next = memchr(bytes, '&', (size_t)(end - bytes));
        const char *stop = next == NULL ? end : next;
        const char *equals = memchr(bytes, '=', (size_t)(stop - bytes));
        const char *name_end = equals == NULL ? stop : equals;
        const char *value = equals == NULL ? stop : equals + 1;
        if (stop > bytes) {
            char *name = decoded(form->arena, bytes, (size_t)(name_end - bytes), &valid);
            form_add(form, name, decoded(form->arena, value, (size_t)(stop - value), &valid), NULL);
        }
        valid = valid && form->count <= FORM_FIELDS_MOST;
        bytes = next == NULL ? end : next + 1;
    }
    return valid;
}

/* The quoted or plain value of `key` in a header such as: form-data; name="a"; filename="b" */
static char *header_value(struct arena *arena, const char *header, size_t length, const char *key)
{
    size_t key_length = strlen(key);
    const char *end = header + length;
    for (const char *at = header; at < end; at++) {
        if (*at != ';')
            continue;
        do
            at++;
        while (at < end && (*at == ' ' || *at == '\t'));
        if ((size_t)(end - at) <= key_length || strncasecmp(at, key, key_length) != 0 || at[key_length] != '=') {
            at--;
            continue;
        }
        at += key_length + 1;
        bool quoted = at < end && *at == '"';
        const char *start = quoted ? ++at : at;
        while (at < end && (quoted ? *at != '"' : *at != ';' && *at != ' '))
            at++;
        return arena_strndup(arena, start, (size_t)(at - start));
    }
    return NULL;
}

struct part {
    const char *head, *body, *end;
};

static const char *find(const char *bytes, const char *end, const char *needle, size_t length)
{
    return bytes > end ? NULL : memmem(bytes, (size_t)(end - bytes), needle, length);
}

/* The value of one header line of a part, or NULL. */
static const char *part_header(const struct part *part, const char *name, size_t *length)
{
    size_t name_length = strlen(name);
    for (const char *line = part->head; line < part->body;) {
        const char *line_end = find(line, part->body, "\r\n", 2);
        if (line_end == NULL)
            line_end = part->body;
        if ((size_t)(line_end - line) > name_length && strncasecmp(line, name, name_length) == 0 && line[name_length] == ':') {
            *length = (size_t)(line_end - line) - name_length - 1;
            return line + name_length + 1;
        }
        line = line_end + 2;
    }
    return NULL;
}

static bool add_part(struct form *form, const struct part *part)
{
    size_t length = 0;
    const char *disposition = part_header(part, "Content-Disposition", &length);
    char *name = disposition == NULL ? NULL : header_value(form->arena, disposition, length, "name");
    if (name == NULL || !utf8_valid(name, strlen(name)) || form->count >= FORM_FIELDS_MOST)
        return false;
    size_t size = (size_t)(part->end - part->body);
    char *file_name = header_value(form->arena, disposition, length, "filename");
    if (file_name == NULL) {
        form_add(form, name, arena_strndup(form->arena, part->body, size), NULL);
        return utf8_valid(part->body, size);
    }
    size_t type_length = 0;
    const char *type = part_header(part, "Content-Type", &type_length);
    struct upload *upload = arena_alloc(form->arena, sizeof *upload);
    *upload = (struct upload){.bytes = part->body,
                              .length = size,
                              .file_name = utf8_valid(file_name, strlen(file_name)) ? file_name : "",
                              .type = type == NULL ? "" : text_trim(form->arena, arena_strndup(form->arena, type, type_length))};
    form_add(form, name, upload->file_name, size > 0 ? upload : NULL);
    return true;
}

bool form_read_multipart(struct form *form, const char *content_type, const char *bytes, size_t length)
{
    char *boundary = header_value(form->arena, content_type, strlen(content_type), "boundary");
    if (boundary == NULL || *boundary == '\0' || strlen(boundary) > 200)
        return false;
    char *delimiter = arena_printf(form->arena, "\r\n--%s", boundary);
    size_t delimiter_length = strlen(delimiter);
    const char *end = bytes + length;
    const char *at = bytes;
    if (length < delimiter_length - 2 || memcmp(bytes, delimiter + 2, delimiter_length - 2) != 0)
        return false;
    at += delimiter_length - 2;
    while (end - at >= 2 && memcmp(at, "\r\n", 2) == 0) {
        struct part part = {.head = at + 2};
        const char *blank = find(at, end, "\r\n\r\n", 4);
        part.body = blank == NULL ? end : blank + 4;
        part.end = find(part.body - 2, end, delimiter, delimiter_length);
        if (blank == NULL || part.end == NULL)
            return false;
        at = part.end + delimiter_length;
        if (part.end < part.body)
            part.end = part.body;
        if (!add_part(form, &part))
            return false;
    }
    return end - at >= 2 && memcmp(at, "--", 2) == 0;
}

char *form_cookie(struct arena *arena, const char *header, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = header; at != NULL && *at != '\0';) {
        while (*at == ' ' || *at == ';')
            at++;
        const char *stop = strchrnul(at, ';');
        if ((size_t)(stop - at) > length && strncmp(at, name, length) == 0 && at[length] == '=')
            return arena_strndup(arena, at + length + 1, (size_t)(stop - at) - length - 1);
        at = stop;
    }
    return NULL;
}
