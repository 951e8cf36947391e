/* mail.h - one message with its files, by SMTP, or as a file where no server is set. Only the worker links this (libcurl). */
#ifndef NEXUS_MAIL_H
#define NEXUS_MAIL_H

#include "core/base/arena.h"
#include "core/base/config.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MAIL_FILES_MOST = 4 };

/* A file that a message carries; its bytes must stay where they are until the message has gone. */
struct mail_file {
    const char *name, *media_type;
    const void *bytes;
    size_t length;
};

struct mail {
    int64_t id, written_at; /* the Message-ID is made of them: a mail that is sent a second time is known again */
    const char *recipient, *subject, *body;
    const struct mail_file *files;
    size_t file_count; /* at most MAIL_FILES_MOST */
};

/* The message as it goes over the wire (RFC 5322, CR LF), UTF-8 as quoted-printable where it is needed; with files multipart/mixed (RFC 2046),
 * they as base64. Line breaks in the subject, address or type become spaces, names of files are encoded (RFC 2231), so that nobody adds headers.
 * In `arena`, but for the files' bytes. */
struct mail_message;
struct mail_message *mail_compose(struct arena *arena, const struct config *config, const struct mail *mail);

/* How many bytes it has; the next of them, at most `room`, into `into`: how many, 0 at the end. A file is encoded line by line here: the message
 * is never held as a whole. */
size_t mail_length(const struct mail_message *message);
size_t mail_read(struct mail_message *message, char *into, size_t room);

/* Hands a message of which nothing was read to the SMTP server of the configuration (TLS where offered, always when smtps://), or writes
 * DATA/mail/<id>.eml. False with *problem (in the arena). Takes at most 30 seconds, and one more for every 64 KiB. */
bool mail_send(struct arena *arena, const struct config *config, int64_t id, const char *recipient, struct mail_message *message,
               const char **problem);

#endif
