/* mail.c - composing and sending. Called by the worker for each message of the outbox. */
#include "core/net/mail.h"

#include "core/base/file.h"
#include "core/base/text.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { LINE_MOST = 76, WORD_BYTES = 18, SECONDS_MOST = 30 };

static bool is_plain(const char *string)
{
    size_t column = 0;
    for (const unsigned char *c = (const unsigned char *)string; *c != '\0'; c++) {
        column = *c == '\n' ? 0 : column + 1;
        if (*c >= 0x7f || column > 900)
            return false;
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

/* RFC 2045, section 6.7. */
static void append_quoted_printable(struct text *out, const char *body)
{
    size_t column = 0;
    for (const unsigned char *c = (const unsigned char *)body; *c != '\0'; c++) {
        if (*c == '\n') {
            text_append(out, "\r\n");
            column = 0;
            continue;
        }
        bool literal = *c >= 0x20 && *c < 0x7f && *c != '=' && !(*c == ' ' && (c[1] == '\n' || c[1] == '\0'));
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

char *mail_compose(struct arena *arena, const struct config *config, int64_t id, const char *recipient, const char *subject,
                   const char *body, int64_t now)
{
    struct text out = text_in(arena);
    append_date(&out, now);
    text_printf(&out, "From: %s\r\nTo: <%s>\r\n", one_line(arena, config->mail_from), one_line(arena, recipient));
    append_subject(&out, one_line(arena, subject));
    text_printf(&out, "Message-ID: <%lld.%lld@%s>\r\n", (long long)now, (long long)id, own_host(arena, config));
    text_append(&out, "MIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\nContent-Type: text/plain; charset=utf-8\r\n");
    bool plain = is_plain(body);
    text_printf(&out, "Content-Transfer-Encoding: %s\r\n\r\n", plain ? "7bit" : "quoted-printable");
    if (plain)
        append_lines(&out, body);
    else
        append_quoted_printable(&out, body);
    if (!text_ends(out.bytes, "\r\n"))
        text_append(&out, "\r\n");
    return out.bytes;
}

/* "Nexus <noreply@x>" -> "<noreply@x>" */
static char *in_brackets(struct arena *arena, const char *address)
{
    const char *bracket = strchr(address, '<');
    return bracket != NULL ? arena_strdup(arena, bracket) : arena_printf(arena, "<%s>", address);
}

struct source {
    const char *at;
    size_t left;
};

static size_t read_message(char *buffer, size_t size, size_t count, void *context)
{
    struct source *source = context;
    size_t length = size * count < source->left ? size * count : source->left;
    memcpy(buffer, source->at, length);
    source->at += length;
    source->left -= length;
    return length;
}

static CURLcode send_with_curl(CURL *curl, struct arena *arena, const struct config *config, const char *recipient, const char *message,
                               char *reason)
{
    struct source source = {message, strlen(message)};
    struct curl_slist *recipients = curl_slist_append(NULL, in_brackets(arena, recipient));
    curl_easy_setopt(curl, CURLOPT_URL, config->smtp_url);
    if (*config->smtp_user != '\0') {
        curl_easy_setopt(curl, CURLOPT_USERNAME, config->smtp_user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, config->smtp_password);
    }
    bool must_encrypt = *config->smtp_user != '\0'; /* never a password in clear */
    curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(must_encrypt ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, in_brackets(arena, config->mail_from));
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_message);
    curl_easy_setopt(curl, CURLOPT_READDATA, &source);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)SECONDS_MOST);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason);
    CURLcode code = curl_easy_perform(curl);
    curl_slist_free_all(recipients);
    return code;
}

static bool send_by_smtp(struct arena *arena, const struct config *config, const char *recipient, const char *message, const char **problem)
{
    char reason[CURL_ERROR_SIZE] = "";
    CURL *curl = curl_easy_init();
    CURLcode code = curl == NULL ? CURLE_FAILED_INIT : send_with_curl(curl, arena, config, recipient, message, reason);
    curl_easy_cleanup(curl);
    if (code != CURLE_OK)
        *problem = arena_strdup(arena, *reason != '\0' ? reason : curl_easy_strerror(code));
    return code == CURLE_OK;
}

bool mail_send(struct arena *arena, const struct config *config, int64_t id, const char *recipient, const char *message,
               const char **problem)
{
    if (*config->smtp_url != '\0')
        return send_by_smtp(arena, config, recipient, message, problem);
    char *path = config_data_path(arena, config, arena_printf(arena, "mail/%lld.eml", (long long)id));
    if (file_write(arena, path, message, strlen(message)))
        return true;
    *problem = arena_printf(arena, "%s: %s", path, strerror(errno));
    return false;
}
