/* json.c - JSON read strictly, written exactly, and the helpers round cJSON.
 *
 * Called for request bodies, imports, models and answers; see json.h for the contracts. Writing is our own, because
 * cJSON rounds integers past fifteen digits; the checking is in json_check.c. */
#include "core/base/json.h"

#include "core/base/json_check.h"
#include "core/base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool json_valid(struct arena *arena, const char *bytes, size_t length, const char **problem, size_t *at)
{
    struct json_findings found = json_check(arena, bytes, length);
    if (found.problem == NULL)
        return true;
    if (problem != NULL)
        *problem = found.problem;
    if (at != NULL)
        *at = found.at;
    return false;
}

/* A valid text again, but numbers that are too long for cJSON as short as they go. */
static struct text shorten_numbers(struct arena *arena, const char *bytes, size_t length)
{
    struct text text = text_in(arena);
    const char *at = bytes, *end = bytes + length;
    while (at < end) {
        const char *first = at++;
        if (*first == '"') {
            for (; *at != '"'; at++)
                at += *at == '\\';
            at++;
        } else if (*first == '-' || (*first >= '0' && *first <= '9')) {
            while (at < end && *at != '\0' && strchr("0123456789+-.eE", *at) != NULL)
                at++;
        }
        if (*first != '"' && at - first > JSON_NUMBER_BYTES_SHORT)
            text_append_number(&text, strtod(arena_strndup(arena, first, (size_t)(at - first)), NULL));
        else
            text_append_bytes(&text, first, (size_t)(at - first));
    }
    return text;
}

cJSON *json_read(struct arena *arena, const char *bytes, size_t length, const char **problem)
{
    struct json_findings found = json_check(arena, bytes, length);
    cJSON *value = NULL;
    if (found.problem == NULL && found.nul_escapes)
        found.problem = "A string has a NUL character.";
    if (found.problem == NULL && found.long_numbers) {
        struct text shortened = shorten_numbers(arena, bytes, length);
        value = cJSON_ParseWithLength(shortened.bytes, shortened.length);
    } else if (found.problem == NULL) {
        value = cJSON_ParseWithLength(bytes, length);
    }
    if (value == NULL && problem != NULL)
        *problem = found.problem != NULL ? found.problem : "The text could not be read.";
    return value;
}

static cJSON *find_member(const cJSON *object, const char *key)
{
    for (cJSON *member = object->child; member != NULL; member = member->next)
        if (member->string[0] == key[0] && strcmp(member->string, key) == 0) /* most differ in their first letter */
            return member;
    return NULL;
}

const cJSON *json_member(const cJSON *object, const char *key)
{
    return cJSON_IsObject(object) ? find_member(object, key) : NULL;
}

const char *json_string(const cJSON *object, const char *key, const char *fallback)
{
    const cJSON *member = json_member(object, key);
    return cJSON_IsString(member) ? member->valuestring : fallback;
}

int64_t json_integer(const cJSON *object, const char *key, int64_t fallback)
{
    const double bound = 9223372036854775808.0; /* 2^63 */
    const cJSON *member = json_member(object, key);
    if (!cJSON_IsNumber(member) || !(member->valuedouble >= -bound && member->valuedouble < bound))
        return fallback;
    return member->valuedouble == floor(member->valuedouble) ? (int64_t)member->valuedouble : fallback;
}

bool json_bool(const cJSON *object, const char *key, bool fallback)
{
    const cJSON *member = json_member(object, key);
    return cJSON_IsBool(member) ? cJSON_IsTrue(member) : fallback;
}

void json_set(cJSON *object, const char *key, cJSON *value)
{
    if (value == NULL)
        value = cJSON_CreateNull();
    cJSON *old = cJSON_IsObject(object) ? find_member(object, key) : NULL;
    if (old == NULL) {
        cJSON_AddItemToObject(object, key, value);
        return;
    }
    value->string = old->string; /* the key changes hands */
    value->type |= old->type & cJSON_StringIsConst;
    old->string = NULL;
    cJSON_ReplaceItemViaPointer(object, old, value);
}

void json_set_string(cJSON *object, const char *key, const char *value)
{
    json_set(object, key, value == NULL ? NULL : cJSON_CreateString(value));
}

void json_set_integer(cJSON *object, const char *key, int64_t value)
{
    json_set(object, key, cJSON_CreateNumber((double)value));
}

void json_set_bool(cJSON *object, const char *key, bool value)
{
    json_set(object, key, cJSON_CreateBool(value));
}

static void write_escape(struct text *out, char character)
{
    static const char named[] = "\b\f\n\r\t\"\\", letters[] = "bfnrt\"\\";
    const char *found = strchr(named, character);
    if (found != NULL)
        text_append_bytes(out, (char[]){'\\', letters[found - named]}, 2);
    else
        text_printf(out, "\\u%04x", (unsigned)character);
}

void json_append_string(struct text *out, const char *string)
{
    text_append_char(out, '"');
    const char *run = string;
    for (; *string != '\0'; string++) {
        if ((unsigned char)*string >= 0x20 && *string != '"' && *string != '\\')
            continue;
        text_append_bytes(out, run, (size_t)(string - run));
        write_escape(out, *string);
        run = string + 1;
    }
    text_append_bytes(out, run, (size_t)(string - run));
    text_append_char(out, '"');
}

static void write_value(struct text *out, const cJSON *value);

static void write_children(struct text *out, const cJSON *value, const char *brackets)
{
    text_append_char(out, brackets[0]);
    for (const cJSON *child = value->child; child != NULL; child = child->next) {
        if (child != value->child)
            text_append_char(out, ',');
        if (cJSON_IsObject(value)) {
            json_append_string(out, child->string);
            text_append_char(out, ':');
        }
        write_value(out, child);
    }
    text_append_char(out, brackets[1]);
}

static void write_value(struct text *out, const cJSON *value)
{
    if (cJSON_IsObject(value))
        write_children(out, value, "{}");
    else if (cJSON_IsArray(value))
        write_children(out, value, "[]");
    else if (cJSON_IsString(value))
        json_append_string(out, value->valuestring);
    else if (cJSON_IsNumber(value) && isfinite(value->valuedouble))
        text_append_number(out, value->valuedouble);
    else if (cJSON_IsRaw(value))
        text_append(out, value->valuestring);
    else
        text_append(out, cJSON_IsTrue(value) ? "true" : cJSON_IsFalse(value) ? "false" : "null");
}

char *json_write(struct arena *arena, const cJSON *value)
{
    struct text out = text_in(arena);
    write_value(&out, value);
    return out.bytes;
}
