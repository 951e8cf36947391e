/* secret.c - thin wrappers that fix the choices in one place. Called by the account room and the web core. */
#include "core/base/secret.h"

#include "core/base/text.h"

#include <nettle/hmac.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { HASH_BYTES = 32, TOTP_SECONDS = 30, ARGON_PASSES = 2, ARGON_BYTES = 19456 * 1024 };

char *secret_token(struct arena *arena)
{
    unsigned char random[32];
    randombytes_buf(random, sizeof random);
    size_t size = sodium_base64_ENCODED_LEN(sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *token = arena_alloc(arena, size);
    return sodium_bin2base64(token, size, random, sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

char *secret_code(struct arena *arena, size_t length)
{
    static const char alphabet[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    char *code = arena_alloc(arena, length + 1);
    for (size_t i = 0; i < length; i++)
        code[i] = alphabet[randombytes_uniform(sizeof alphabet - 1)];
    return code;
}

char *secret_hash_bytes(struct arena *arena, const void *bytes, size_t length)
{
    unsigned char hash[HASH_BYTES];
    crypto_generichash(hash, sizeof hash, bytes, length, NULL, 0);
    return text_hex(arena, hash, sizeof hash);
}

int64_t secret_integer(void)
{
    uint64_t random;
    randombytes_buf(&random, sizeof random);
    return (int64_t)(random >> 11);
}

char *secret_hash(struct arena *arena, const char *string)
{
    return secret_hash_bytes(arena, string, strlen(string));
}

char *secret_sign(struct arena *arena, const struct config *config, const char *purpose, const char *message)
{
    unsigned char hash[HASH_BYTES];
    crypto_generichash_state state;
    crypto_generichash_init(&state, config->key, CONFIG_KEY_BYTES, sizeof hash);
    crypto_generichash_update(&state, (const unsigned char *)purpose, strlen(purpose) + 1);
    crypto_generichash_update(&state, (const unsigned char *)message, strlen(message));
    crypto_generichash_final(&state, hash, sizeof hash);
    return text_hex(arena, hash, sizeof hash);
}

bool secret_equal(const char *a, const char *b)
{
    if (a == NULL || b == NULL || strlen(a) != strlen(b))
        return false;
    return sodium_memcmp(a, b, strlen(a)) == 0;
}

static size_t argon_bytes(const struct config *config)
{
    return config->no_password_hash_cost ? crypto_pwhash_MEMLIMIT_MIN : ARGON_BYTES;
}

static unsigned long long argon_passes(const struct config *config)
{
    return config->no_password_hash_cost ? 1 : ARGON_PASSES;
}

char *secret_password_hash(struct arena *arena, const struct config *config, const char *password)
{
    char *hash = arena_alloc(arena, crypto_pwhash_STRBYTES);
    if (crypto_pwhash_str_alg(hash, password, strlen(password), argon_passes(config), argon_bytes(config),
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        return NULL;
    return hash;
}

bool secret_password_fits(const struct config *config, const char *hash, const char *password)
{
    if (hash != NULL)
        return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
    unsigned char unused[32], salt[crypto_pwhash_SALTBYTES] = {0};
    if (crypto_pwhash(unused, sizeof unused, password, strlen(password), salt, argon_passes(config),
                      argon_bytes(config), crypto_pwhash_ALG_ARGON2ID13) != 0)
        return false;
    return false;
}

unsigned char *secret_seal(struct arena *arena, const struct config *config, const void *bytes, size_t length, size_t *sealed)
{
    *sealed = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + length;
    unsigned char *box = arena_alloc(arena, *sealed);
    randombytes_buf(box, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(box + crypto_secretbox_NONCEBYTES, bytes, length, box, config->key);
    return box;
}

unsigned char *secret_open(struct arena *arena, const struct config *config, const void *bytes, size_t length, size_t *opened)
{
    size_t overhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
    if (bytes == NULL || length < overhead)
        return NULL;
    *opened = length - overhead;
    unsigned char *plain = arena_alloc(arena, *opened + 1);
    const unsigned char *box = bytes;
    if (crypto_secretbox_open_easy(plain, box + crypto_secretbox_NONCEBYTES, length - crypto_secretbox_NONCEBYTES, box,
                                   config->key) != 0)
        return NULL;
    return plain;
}

/* RFC 4226, section 5.3: dynamic truncation of the HMAC of the counter. */
void secret_totp_code(const void *secret, size_t length, int64_t step, char code[7])
{
    uint8_t counter[8], digest[SHA1_DIGEST_SIZE];
    for (int i = 0; i < 8; i++)
        counter[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
    struct hmac_sha1_ctx context;
    hmac_sha1_set_key(&context, length, secret);
    hmac_sha1_update(&context, sizeof counter, counter);
    hmac_sha1_digest(&context, sizeof digest, digest);
    const uint8_t *at = digest + (digest[sizeof digest - 1] & 0x0f);
    uint32_t number = (uint32_t)(at[0] & 0x7f) << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    snprintf(code, 7, "%06u", (unsigned)(number % 1000000));
}

int64_t secret_totp_step(const void *secret, size_t length, const char *code, int64_t now, int64_t last_step)
{
    for (int64_t step = now / TOTP_SECONDS - 1; step <= now / TOTP_SECONDS + 1; step++) {
        char expected[7];
        secret_totp_code(secret, length, step, expected);
        if (step > last_step && secret_equal(expected, code))
            return step;
    }
    return 0;
}

char *secret_base32(struct arena *arena, const void *bytes, size_t length)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const unsigned char *data = bytes;
    struct text text = text_in(arena);
    uint32_t bits = 0;
    int count = 0;
    for (size_t i = 0; i < length; i++) {
        bits = bits << 8 | data[i];
        for (count += 8; count >= 5; count -= 5)
            text_append_char(&text, alphabet[bits >> (count - 5) & 31]);
    }
    if (count > 0)
        text_append_char(&text, alphabet[bits << (5 - count) & 31]);
    return (char *)(uintptr_t)text_string(&text);
}
