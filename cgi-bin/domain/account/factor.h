/* factor.h - the second factor: a code from an authenticator app (TOTP), or one of ten recovery codes for a lost phone. */
#ifndef NEXUS_FACTOR_H
#define NEXUS_FACTOR_H

#include "core/base/arena.h"
#include "core/base/config.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

enum { FACTOR_SECRET_BYTES = 20, FACTOR_CODES = 10 };

/* A secret that is offered and not yet in force travels in the form, sealed for this person and for half an hour; nothing is
 * stored before the first right code. factor_offer_open gives false for a foreign, old or forged one. */
char *factor_offer(struct arena *arena, const struct config *config, int64_t user_id, int64_t now);
bool factor_offer_open(struct arena *arena, const struct config *config, const char *offer, int64_t user_id, int64_t now,
                       unsigned char secret[FACTOR_SECRET_BYTES]);

/* What the app scans: otpauth://totp/... with issuer and account. */
char *factor_address(struct arena *arena, const unsigned char secret[FACTOR_SECRET_BYTES], const char *issuer, const char *account);

/* The step of the code when it fits the offered secret now, else 0; then factor_set puts it in force. */
int64_t factor_first_step(const unsigned char secret[FACTOR_SECRET_BYTES], const char *code, int64_t now);
enum db_result factor_set(struct arena *arena, struct db *db, const struct config *config, int64_t user_id,
                          const unsigned char secret[FACTOR_SECRET_BYTES], int64_t step);

/* Switches it off and drops the recovery codes. */
enum db_result factor_clear(struct db *db, int64_t user_id);

/* Ten fresh recovery codes ("ABCDE-FGHJK") in place of the old; shown now and never again. NULL on failure. */
cJSON *factor_new_codes(struct arena *arena, struct db *db, int64_t user_id);
int64_t factor_codes_left(struct db *db, int64_t user_id);

/* Whether the code is right, and uses it up: a code of the app counts once, a recovery code is gone. Spaces, hyphens and
 * case don't matter. *recovery says which it was. Needs a write transaction. */
bool factor_take(struct arena *arena, struct db *db, const struct config *config, int64_t user_id, const char *code, int64_t now,
                 bool *recovery);

#endif
