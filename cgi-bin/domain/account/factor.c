/* factor.c - TOTP secrets sealed with the installation's key, recovery codes hashed. Called by sign-in and security pages. */
#include "domain/account/factor.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/secret.h"
#include "core/base/text.h"

#include <sodium.h>
#include <string.h>

enum { OFFER_SECONDS = 30 * 60, CODE_LENGTH = 10, BOX_MOST = 256 };

/* What an offer holds; sealed, so only we ever read it back, on the same kind of machine. */
struct offer {
    int64_t user_id, until;
    unsigned char secret[FACTOR_SECRET_BYTES];
};

char *factor_offer(struct arena *arena, const struct config *config, int64_t user_id, int64_t now)
{
    struct offer offer;
    memset(&offer, 0, sizeof offer);
    offer.user_id = user_id;
    offer.until = now + OFFER_SECONDS;
    randombytes_buf(offer.secret, sizeof offer.secret);
    size_t length = 0;
    unsigned char *box = secret_seal(arena, config, &offer, sizeof offer, &length);
    return text_hex(arena, box, length);
}

bool factor_offer_open(struct arena *arena, const struct config *config, const char *text, int64_t user_id, int64_t now,
                       unsigned char secret[FACTOR_SECRET_BYTES])
{
    unsigned char box[BOX_MOST];
    size_t length = strlen(text) / 2, opened = 0;
    if (length > sizeof box || !text_unhex(text, box, length))
        return false;
    const unsigned char *plain = secret_open(arena, config, box, length, &opened);
    struct offer offer;
    if (plain == NULL || opened != sizeof offer)
        return false;
    memcpy(&offer, plain, sizeof offer);
    memcpy(secret, offer.secret, FACTOR_SECRET_BYTES);
    return offer.user_id == user_id && offer.until > now;
}

char *factor_address(struct arena *arena, const unsigned char secret[FACTOR_SECRET_BYTES], const char *issuer, const char *account)
{
    struct text address = text_in(arena);
    text_append(&address, "otpauth://totp/");
    text_append_url(&address, issuer);
    text_append(&address, ":");
    text_append_url(&address, account);
    text_printf(&address, "?secret=%s&issuer=", secret_base32(arena, secret, FACTOR_SECRET_BYTES));
    text_append_url(&address, issuer);
    return arena_strdup(arena, text_string(&address));
}

/* Without what people type between: "123 456", "abcde-fghjk". */
static char *plain_code(struct arena *arena, const char *code)
{
    char *copy = arena_strdup(arena, code), *to = copy;
    for (const char *from = copy; *from != '\0'; from++)
        if (*from != ' ' && *from != '-')
            *to++ = *from >= 'a' && *from <= 'z' ? (char)(*from - 'a' + 'A') : *from;
    *to = '\0';
    return copy;
}

int64_t factor_first_step(const unsigned char secret[FACTOR_SECRET_BYTES], const char *code, int64_t now)
{
    struct arena *arena = arena_new();
    int64_t step = secret_totp_step(secret, FACTOR_SECRET_BYTES, plain_code(arena, code), now, 0);
    arena_free(arena);
    return step;
}

enum db_result factor_set(struct arena *arena, struct db *db, const struct config *config, int64_t user_id,
                          const unsigned char secret[FACTOR_SECRET_BYTES], int64_t step)
{
    size_t length = 0;
    unsigned char *box = secret_seal(arena, config, secret, FACTOR_SECRET_BYTES, &length);
    return db_change(db, "UPDATE person SET totp_secret = ?2, totp_last_step = ?3 WHERE id = ?1", user_id, db_blob(box, length), step);
}

enum db_result factor_clear(struct db *db, int64_t user_id)
{
    db_change(db, "DELETE FROM recovery_code WHERE user_id = ?1", user_id);
    return db_change(db, "UPDATE person SET totp_secret = NULL, totp_last_step = 0 WHERE id = ?1", user_id);
}

/* 10 characters of 31 are 49 bits: too many to try even with the table in hand, for each person has their own. */
static char *code_hash(struct arena *arena, int64_t user_id, const char *plain)
{
    return secret_hash(arena, arena_printf(arena, "%lld %s", (long long)user_id, plain));
}

cJSON *factor_new_codes(struct arena *arena, struct db *db, int64_t user_id)
{
    cJSON *codes = cJSON_CreateArray();
    db_change(db, "DELETE FROM recovery_code WHERE user_id = ?1", user_id);
    for (int i = 0; i < FACTOR_CODES; i++) {
        const char *code = secret_code(arena, CODE_LENGTH);
        if (db_change(db, "INSERT INTO recovery_code (user_id, code_hash) VALUES (?1, ?2)", user_id, code_hash(arena, user_id, code)) != DB_OK)
            return NULL;
        cJSON_AddItemToArray(codes, cJSON_CreateString(arena_printf(arena, "%.5s-%s", code, code + 5)));
    }
    return codes;
}

int64_t factor_codes_left(struct db *db, int64_t user_id)
{
    return db_integer(db, 0, "SELECT count(*) FROM recovery_code WHERE user_id = ?1 AND used_at IS NULL", user_id);
}

static bool take_app_code(struct arena *arena, struct db *db, const struct config *config, int64_t user_id, const char *plain, int64_t now)
{
    cJSON *row = db_row(db, "SELECT totp_secret, totp_last_step FROM person WHERE id = ?1", user_id);
    const char *hex = json_string(row, "totp_secret", "");
    unsigned char box[BOX_MOST];
    size_t length = strlen(hex) / 2, opened = 0;
    if (length == 0 || length > sizeof box || !text_unhex(hex, box, length))
        return false;
    const unsigned char *secret = secret_open(arena, config, box, length, &opened);
    if (secret == NULL)
        return false;
    int64_t step = secret_totp_step(secret, opened, plain, now, json_integer(row, "totp_last_step", 0));
    return step != 0 && db_change(db, "UPDATE person SET totp_last_step = ?2 WHERE id = ?1 AND totp_last_step < ?2", user_id, step) == DB_OK;
}

bool factor_take(struct arena *arena, struct db *db, const struct config *config, int64_t user_id, const char *code, int64_t now,
                 bool *recovery)
{
    const char *plain = plain_code(arena, code);
    *recovery = strlen(plain) == CODE_LENGTH;
    if (!*recovery)
        return strlen(plain) == 6 && take_app_code(arena, db, config, user_id, plain, now);
    return db_change(db, "UPDATE recovery_code SET used_at = ?3 WHERE user_id = ?1 AND code_hash = ?2 AND used_at IS NULL", user_id,
                     code_hash(arena, user_id, plain), now) == DB_OK;
}
