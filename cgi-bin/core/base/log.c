/* log.c - builds each line in a buffer on the stack and writes it with one write(2), so that lines of several
 * processes never mix. Too long a detail is cut; the line stays valid JSON. */
#include "core/base/log.h"

#include "core/base/clock.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE_MOST = 4096, TAIL = 16 };

struct line {
    char bytes[LINE_MOST];
    size_t length;
};

static const char *program = "nexus";
static _Thread_local const char *request;

void log_program(const char *name)
{
    program = name;
}

void log_request(const char *id)
{
    request = id;
}

static void line_raw(struct line *line, const char *text)
{
    size_t length = strlen(text);
    if (line->length + length > LINE_MOST - TAIL)
        return;
    memcpy(line->bytes + line->length, text, length);
    line->length += length;
}

static void line_quoted(struct line *line, const char *text)
{
    line_raw(line, "\"");
    for (const unsigned char *c = (const unsigned char *)(text == NULL ? "" : text); *c != '\0'; c++) {
        if (line->length > LINE_MOST - 4 * TAIL)
            break;
        char piece[8] = {(char)*c, '\0'};
        if (*c == '"' || *c == '\\')
            snprintf(piece, sizeof piece, "\\%c", *c);
        else if (*c < 0x20)
            snprintf(piece, sizeof piece, "\\u%04x", *c);
        line_raw(line, piece);
    }
    line_raw(line, "\"");
}

static void line_member(struct line *line, const char *name, const char *value)
{
    line_raw(line, ",");
    line_quoted(line, name);
    line_raw(line, ":");
    line_quoted(line, value);
}

/* Many lines fall into one second: its text is made once. */
static const char *stamp_now(void)
{
    static _Thread_local char stamp[96];
    static _Thread_local time_t stamped = -1;
    time_t now = (time_t)clock_now();
    if (now != stamped) {
        struct tm parts;
        gmtime_r(&now, &parts);
        snprintf(stamp, sizeof stamp, "{\"time\":\"%04d-%02d-%02dT%02d:%02d:%02dZ\"", parts.tm_year + 1900, parts.tm_mon + 1,
                 parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec); /* not strftime, which looks at the time zone */
        stamped = now;
    }
    return stamp;
}

static void line_start(struct line *line, const char *level)
{
    line->length = 0;
    line_raw(line, stamp_now());
    line_member(line, "level", level);
    line_member(line, "program", program);
    if (request != NULL)
        line_member(line, "request", request);
}

static void line_write(struct line *line)
{
    memcpy(line->bytes + line->length, "}\n", 2);
    line->length += 2;
    if (write(STDERR_FILENO, line->bytes, line->length) < 0)
        return; /* nowhere left to say it */
}

static void log_line(const char *level, const char *message, va_list details)
{
    struct line line;
    line_start(&line, level);
    line_member(&line, "message", message);
    for (const char *name = va_arg(details, const char *); name != NULL; name = va_arg(details, const char *))
        line_member(&line, name, va_arg(details, const char *));
    line_write(&line);
}

void log_error(const char *message, ...)
{
    va_list details;
    va_start(details, message);
    log_line("error", message, details);
    va_end(details);
}

void log_note(const char *message, ...)
{
    va_list details;
    va_start(details, message);
    log_line("note", message, details);
    va_end(details);
}

void log_access(const char *method, const char *path, int status, int64_t microseconds, unsigned queries, int64_t user_id)
{
    struct line line;
    char numbers[160];
    line_start(&line, "access");
    line_member(&line, "method", method);
    line_member(&line, "path", path);
    snprintf(numbers, sizeof numbers, ",\"status\":%d,\"us\":%lld,\"queries\":%u,\"user\":%lld", status,
             (long long)microseconds, queries, (long long)user_id);
    line_raw(&line, numbers);
    line_write(&line);
}
