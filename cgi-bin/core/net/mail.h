/* mail.h - one message by SMTP, or as a file where no server is set. Only the worker links this (libcurl). */
#ifndef NEXUS_MAIL_H
#define NEXUS_MAIL_H

#include "core/base/arena.h"
#include "core/base/config.h"

#include <stdbool.h>
#include <stdint.h>

/* The message as it goes over the wire (RFC 5322, CR LF), UTF-8 as quoted-printable where it is needed. Line breaks in the
 * subject or address become spaces, so that nobody adds headers. */
char *mail_compose(struct arena *arena, const struct config *config, int64_t id, const char *recipient, const char *subject,
                   const char *body, int64_t now);

/* Hands it to the SMTP server of the configuration (TLS where offered, always when smtps://), or writes DATA/mail/<id>.eml.
 * False with *problem (in the arena). Takes at most 30 seconds. */
bool mail_send(struct arena *arena, const struct config *config, int64_t id, const char *recipient, const char *message,
               const char **problem);

#endif
