/* secret.h - random tokens, hashes, passwords, sealed secrets and one-time codes; all from libsodium, but for the
 * HMAC-SHA1 that authenticator apps want, from nettle. */
#ifndef NEXUS_SECRET_H
#define NEXUS_SECRET_H

#include "core/base/arena.h"
#include "core/base/config.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A random token of 256 bits, 43 characters of URL-safe base64. */
char *secret_token(struct arena *arena);

/* A random code of `length` characters from an alphabet without look-alikes (no 0 O 1 I L), upper case. */
char *secret_code(struct arena *arena, size_t length);

/* A random integer from 0 to 2^53 - 1: it passes through JSON unharmed. */
int64_t secret_integer(void);

/* Hex of BLAKE2b-256 of a string; how tokens are stored. */
char *secret_hash(struct arena *arena, const char *string);

/* Hex of BLAKE2b-256 of bytes; names files by content. */
char *secret_hash_bytes(struct arena *arena, const void *bytes, size_t length);

/* Hex of a keyed BLAKE2b-256 of `purpose` and `message`: form tokens, hashed addresses. */
char *secret_sign(struct arena *arena, const struct config *config, const char *purpose, const char *message);

/* Compares without telling by time where they differ. NULL is equal to nothing. */
bool secret_equal(const char *a, const char *b);

/* argon2id, 19 MiB and 2 passes (OWASP), as a string with salt and parameters. NULL when memory is short. */
char *secret_password_hash(struct arena *arena, const struct config *config, const char *password);

/* Whether the password fits. A NULL hash takes as long and never fits, so that nobody learns who has an account. */
bool secret_password_fits(const struct config *config, const char *hash, const char *password);

/* Encrypts and authenticates with the installation's key (XSalsa20-Poly1305), and back; NULL when forged. */
unsigned char *secret_seal(struct arena *arena, const struct config *config, const void *bytes, size_t length, size_t *sealed);
unsigned char *secret_open(struct arena *arena, const struct config *config, const void *bytes, size_t length, size_t *opened);

/* TOTP (RFC 6238: HMAC-SHA1, 30 s, 6 digits). The step that `code` fits at `now` or one step aside and that is newer
 * than `last_step`; 0 when none. */
int64_t secret_totp_step(const void *secret, size_t length, const char *code, int64_t now, int64_t last_step);

/* The code of a step, six digits with NUL. */
void secret_totp_code(const void *secret, size_t length, int64_t step, char code[7]);

/* RFC 4648 base32 without padding, for the otpauth URL. */
char *secret_base32(struct arena *arena, const void *bytes, size_t length);

#endif
