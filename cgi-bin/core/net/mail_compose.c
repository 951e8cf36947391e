/* mail_compose.c - a message as it goes over the wire: headers, words, files. See mail.h. Called by the worker.
 *
 * A message is a row of pieces; those of files stay where their caller has them and are encoded while they are read. */
#include "core/net/mail.h"

#include "core/base/text.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { LINE_MOST = 76, WORD_BYTES = 18, LINE_BYTES = LINE_MOST / 4 * 3 };

struct piece {
    const char *bytes;
    size_t length;
    bool file; /* goes as base64 */
};

struct mail_message {
    struct piece pieces[2 * MAIL_FILES_MOST + 1]; /* headers and words, then a file and what stands behind it */
    size_t count, piece, offset;                  /* offset: in the piece, what was taken of it */
    char line[LINE_MOST + 3];                     /* of a file, encoded */
    const char *at;                               /* what is there to be read at once */
    size_t left;
};

static bool is_plain(const char *string)
{
    size_t column = 0;
    for (const unsigned char *c = (const unsigned char *)string; *c != '\0'; c++) {
        if (*c >= 0x7f || column > 900 || (*c == '.' && column == 0))
            return false;
        column = *c == '\n' ? 0 : column + 1;
    }
    return true;
}

static char *one_line(struct arena *arena, const char *string)
{
    char *copy = arena_strdup(arena, string);
    for (char *c = copy; *c != '\0'; c++)
        if ((unsigned char)*c < 0x20)
            *c = ' ';
    return copy;
}

/* RFC 2047: encoded words of at most 75 characters, never cut inside a code point. */
static void append_encoded_words(struct text *out, const char *words)
{
    const char *at = words, *end = words + strlen(words);
    while (at < end) {
        const char *stop = at;
        while (stop < end && stop - at < WORD_BYTES)
            utf8_next(&stop, end);
        text_append(out, at == words ? "=?utf-8?Q?" : "\r\n =?utf-8?Q?");
        for (; at < stop; at++)
            text_printf(out, "=%02X", (unsigned char)*at);
        text_append(out, "?=");
    }
}

static void append_subject(struct text *out, const char *subject)
{
    text_append(out, "Subject: ");
    if (is_plain(subject))
        text_append(out, subject);
    else
        append_encoded_words(out, subject);
    text_append(out, "\r\n");
}

static void append_lines(struct text *out, const char *body)
{
    for (; *body != '\0'; body++) {
        if (*body == '\n')
            text_append(out, "\r\n");
        else if (*body != '\r')
            text_append_char(out, *body);
    }
}

/* RFC 2045, section 6.7. No line begins with a dot: SMTP would have to double it, and the length would not be what it was said to be. */
static void append_quoted_printable(struct text *out, const char *body)
{
    size_t column = 0;
    for (const unsigned char *c = (const unsigned char *)body; *c != '\0'; c++) {
        if (*c == '\n') {
            text_append(out, "\r\n");
            column = 0;
            continue;
        }
        bool literal = *c >= 0x20 && *c < 0x7f && *c != '=' && !(*c == '.' && (column == 0 || column == LINE_MOST - 1)) &&
                       !(*c == ' ' && (c[1] == '\n' || c[1] == '\0'));
        if (column + (literal ? 1 : 3) > LINE_MOST - 1) {
            text_append(out, "=\r\n");
            column = 0;
        }
        if (literal)
            text_append_char(out, (char)*c);
        else
            text_printf(out, "=%02X", *c);
        column += literal ? 1 : 3;
    }
}

static void append_date(struct text *out, int64_t now)
{
    char date[64];
    time_t seconds = (time_t)now;
    struct tm parts;
    gmtime_r(&seconds, &parts);
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S +0000", &parts);
    text_printf(out, "Date: %s\r\n", date);
}

/* The host of base_url, for the Message-ID. */
static char *own_host(struct arena *arena, const struct config *config)
{
    const char *host = strstr(config->base_url, "://");
    host = host == NULL ? "localhost" : host + 3;
    return arena_strndup(arena, host, strcspn(host, ":/"));
}

/* ---- files ---- */

/* "=_" never comes out of quoted-printable and "_" never out of base64 (RFC 2045, section 6.7): no part can have it in it, so that nobody's words
 * end a part. */
static char *boundary_of(struct arena *arena, const struct mail *mail)
{
    return arena_printf(arena, "=_%lld.%lld", (long long)mail->written_at, (long long)mail->id);
}

static bool is_plain_name(const char *name)
{
    for (const char *c = name; *c != '\0'; c++)
        if ((unsigned char)*c < 0x20 || (unsigned char)*c >= 0x7f || strchr("\"\\%/", *c) != NULL)
            return false;
    return *name != '\0';
}

/* RFC 2183; a name of other characters as RFC 2231 has it. Not both: some programs would take the poorer one. */
static void append_name(struct text *out, const char *name)
{
    text_append(out, "Content-Disposition: attachment;\r\n filename");
    if (is_plain_name(name)) {
        text_printf(out, "=\"%s\"\r\n", name);
        return;
    }
    text_append(out, "*=UTF-8''");
    text_append_url(out, name);
    text_append(out, "\r\n");
}

static void append_part(struct text *out, const char *boundary, const char *media_type, const char *encoding)
{
    text_printf(out, "--%s\r\nContent-Type: %s\r\nContent-Transfer-Encoding: %s\r\n", boundary, media_type, encoding);
}

static void add_piece(struct mail_message *message, const char *bytes, size_t length, bool file)
{
    message->pieces[message->count++] = (struct piece){bytes, length, file};
}

static void add_text(struct mail_message *message, const struct text *text)
{
    add_piece(message, text_string(text), text->length, false);
}

/* ---- the message ---- */

static void append_head(struct arena *arena, struct text *out, const struct config *config, const struct mail *mail)
{
    append_date(out, mail->written_at);
    text_printf(out, "From: %s\r\nTo: <%s>\r\n", one_line(arena, config->mail_from), one_line(arena, mail->recipient));
    append_subject(out, one_line(arena, mail->subject));
    text_printf(out, "Message-ID: <%lld.%lld@%s>\r\n", (long long)mail->written_at, (long long)mail->id, own_host(arena, config));
    text_append(out, "MIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\n");
}

static void append_words(struct text *out, const char *body, bool plain)
{
    text_append(out, "\r\n");
    if (plain)
        append_lines(out, body);
    else
        append_quoted_printable(out, body);
    if (!text_ends(out->bytes, "\r\n"))
        text_append(out, "\r\n");
}

static void compose_words(struct mail_message *message, struct text *out, const struct mail *mail)
{
    bool plain = is_plain(mail->body);
    text_printf(out, "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: %s\r\n", plain ? "7bit" : "quoted-printable");
    append_words(out, mail->body, plain);
    add_text(message, out);
}

static void compose_parts(struct arena *arena, struct mail_message *message, struct text *out, const struct mail *mail)
{
    const char *boundary = boundary_of(arena, mail);
    text_printf(out, "Content-Type: multipart/mixed; boundary=\"%s\"\r\n\r\n", boundary);
    append_part(out, boundary, "text/plain; charset=utf-8", "quoted-printable");
    append_words(out, mail->body, false);
    for (size_t i = 0; i < mail->file_count; i++) {
        const struct mail_file *file = &mail->files[i];
        append_part(out, boundary, one_line(arena, file->media_type), "base64");
        append_name(out, file->name);
        text_append(out, "\r\n");
        add_text(message, out);
        add_piece(message, file->bytes, file->length, true);
        *out = text_in(arena);
    }
    text_printf(out, "--%s--\r\n", boundary);
    add_text(message, out);
}

struct mail_message *mail_compose(struct arena *arena, const struct config *config, const struct mail *mail)
{
    struct mail_message *message = arena_alloc(arena, sizeof *message);
    struct text out = text_in(arena);
    assert(mail->file_count <= MAIL_FILES_MOST);
    append_head(arena, &out, config, mail);
    if (mail->file_count == 0)
        compose_words(message, &out, mail);
    else
        compose_parts(arena, message, &out, mail);
    return message;
}

/* ---- reading it ---- */

size_t mail_length(const struct mail_message *message)
{
    size_t sum = 0;
    for (size_t i = 0; i < message->count; i++) {
        size_t length = message->pieces[i].length, lines = (length + LINE_BYTES - 1) / LINE_BYTES;
        sum += message->pieces[i].file ? (length + 2) / 3 * 4 + 2 * lines : length;
    }
    return sum;
}

/* The next piece, or the next line of a file; false at the end. */
static bool fill(struct mail_message *message)
{
    while (message->piece < message->count && message->offset == message->pieces[message->piece].length) {
        message->piece++;
        message->offset = 0;
    }
    if (message->piece == message->count)
        return false;
    const struct piece *piece = &message->pieces[message->piece];
    const char *from = piece->bytes + message->offset;
    size_t taken = piece->length - message->offset;
    if (piece->file && taken > LINE_BYTES)
        taken = LINE_BYTES;
    message->offset += taken;
    message->at = from;
    message->left = taken;
    if (!piece->file)
        return true;
    sodium_bin2base64(message->line, sizeof message->line, (const unsigned char *)from, taken, sodium_base64_VARIANT_ORIGINAL);
    message->left = strlen(message->line);
    memcpy(message->line + message->left, "\r\n", 2);
    message->at = message->line;
    message->left += 2;
    return true;
}

size_t mail_read(struct mail_message *message, char *into, size_t room)
{
    size_t got = 0;
    while (got < room && (message->left > 0 || fill(message))) {
        size_t taken = message->left < room - got ? message->left : room - got;
        memcpy(into + got, message->at, taken);
        message->at += taken;
        message->left -= taken;
        got += taken;
    }
    return got;
}
