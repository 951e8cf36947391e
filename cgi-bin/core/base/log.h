/* log.h - one JSON object a line on standard error: time, level, program, request, message, and named details.
 *
 * The place that sees a failure logs it, once. Secrets (passwords, tokens, keys) are never details. */
#ifndef NEXUS_LOG_H
#define NEXUS_LOG_H

#include <stdint.h>

/* Names the program in every line that follows; the request id appears while one is set (NULL: none). Both are kept
 * as pointers. */
void log_program(const char *name);
void log_request(const char *id);

/* Writes a line. After the message come pairs (const char *name, const char *value), ended by NULL:
 *     log_error("can't open the database", "path", path, "reason", strerror(errno), NULL); */
void log_error(const char *message, ...) __attribute__((sentinel));
void log_note(const char *message, ...) __attribute__((sentinel));

/* The access line of an answered request. */
void log_access(const char *method, const char *path, int status, int64_t microseconds, unsigned queries, int64_t user_id);

#endif
