/* validate.c - checks the fields of a request against its route's row, before the handler sees them.
 *
 * Called by dispatch. What is wrong goes to request->errors, a sentence a field; what is right is put in its normal form
 * (trimmed, lower-cased address). */
#include "core/web/validate.h"

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/web/program.h"

#include <string.h>

static struct parameter *find_parameter(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->parameter_count; i++)
        if (strcmp(request->parameters[i].name, name) == 0)
            return &request->parameters[i];
    return NULL;
}

/* Control characters, those of U+0080 to U+009F, too. */
static bool has_control(const char *value, bool lines)
{
    for (const unsigned char *c = (const unsigned char *)value; *c != '\0'; c++)
        if ((*c < 0x20 && !(lines && (*c == '\n' || *c == '\t'))) || *c == 0x7f || (*c == 0xC2 && c[1] < 0xA0))
            return true;
    return false;
}

/* U+2028 to U+202E and U+2066 to U+2069 end lines and turn the direction of what follows: in a name they would turn the page
 * round it. */
static bool turns_text(const char *at)
{
    const unsigned char *c = (const unsigned char *)at;
    return c[0] == 0xE2 && ((c[1] == 0x80 && c[2] >= 0xA8 && c[2] <= 0xAE) || (c[1] == 0x81 && c[2] >= 0xA6 && c[2] <= 0xA9));
}

static char *without_turns(struct arena *arena, const char *value)
{
    char *copy = arena_strdup(arena, value), *to = copy;
    for (const char *from = copy; *from != '\0'; from++) {
        if (turns_text(from))
            from += 2;
        else
            *to++ = *from;
    }
    *to = '\0';
    return copy;
}

/* Browsers send CR LF; we keep LF. */
static char *unix_lines(struct arena *arena, const char *value)
{
    char *copy = arena_strdup(arena, value);
    char *to = copy;
    for (const char *from = copy; *from != '\0'; from++)
        if (!(from[0] == '\r' && from[1] == '\n'))
            *to++ = *from == '\r' ? '\n' : *from;
    *to = '\0';
    return copy;
}

/* One @ with something before it and a domain of letters, digits, dots and hyphens behind it; the mail to verify it is the
 * real test. */
bool validate_email(const char *value)
{
    const char *at = strrchr(value, '@');
    if (has_control(value, false) || at == NULL || at == value || strlen(value) > 254)
        return false;
    if (strpbrk(value, " \t<>()[],;:\"\\") != NULL || strchr(value, '@') != at)
        return false;
    const char *domain = at + 1;
    if (*domain == '\0' || *domain == '.' || *domain == '-' || text_ends(domain, ".") || strstr(domain, "..") != NULL)
        return false;
    return strspn(domain, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-") == strlen(domain);
}

static bool is_choice(const char *choices, const char *value)
{
    size_t length = strlen(value);
    for (const char *word = choices; *word != '\0'; word += strspn(word, " ")) {
        size_t word_length = strcspn(word, " ");
        if (word_length == length && memcmp(word, value, length) == 0)
            return true;
        word += word_length;
    }
    return false;
}

static const char *check_length(struct request *request, const struct field *field, const char *value)
{
    size_t count = utf8_count(value);
    if (field->most > 0 && count > (size_t)field->most)
        return arena_printf(request->arena, tr(request, "This is too long: at most %d characters."), field->most);
    if (count < (size_t)field->least)
        return arena_printf(request->arena, tr(request, "This is too short: at least %d characters."), field->least);
    return NULL;
}

static const char *check_text(struct request *request, const struct field *field, struct parameter *parameter)
{
    bool lines = field->kind == FIELD_LINES;
    char *value = lines ? unix_lines(request->arena, parameter->value) : without_turns(request->arena, parameter->value);
    parameter->value = text_trim(request->arena, value);
    if (has_control(parameter->value, lines))
        return tr(request, "This has characters that can't be used here.");
    if (*parameter->value == '\0')
        return field->required ? tr(request, "Please fill this in.") : NULL;
    return check_length(request, field, parameter->value);
}

static const char *check_integer(struct request *request, const struct field *field, struct parameter *parameter)
{
    int64_t value;
    parameter->value = text_trim(request->arena, parameter->value);
    if (*parameter->value == '\0')
        return field->required ? tr(request, "Please fill this in.") : NULL;
    if (!text_integer(parameter->value, field->least, field->most, &value))
        return arena_printf(request->arena, tr(request, "Enter a whole number between %d and %d."), field->least, field->most);
    return NULL;
}

static const char *check_email(struct request *request, const struct field *field, struct parameter *parameter)
{
    char *value = text_trim(request->arena, parameter->value);
    for (char *c = value; *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c + 'a' - 'A');
    parameter->value = value;
    if (*value == '\0' && !field->required)
        return NULL;
    return validate_email(value) ? NULL : tr(request, "Enter an e-mail address, such as name@example.com.");
}

static const char *check_day(struct request *request, const struct field *field, struct parameter *parameter)
{
    int64_t day;
    if (*parameter->value == '\0')
        return field->required ? tr(request, "Please fill this in.") : NULL;
    return clock_day_read(parameter->value, &day) ? NULL : tr(request, "Enter a date as year-month-day, such as 2027-03-31.");
}

static const char *check_month(struct request *request, const struct field *field, struct parameter *parameter)
{
    int64_t day;
    if (*parameter->value == '\0')
        return field->required ? tr(request, "Please fill this in.") : NULL;
    bool month = clock_day_read(arena_printf(request->arena, "%s-01", parameter->value), &day);
    return month ? NULL : tr(request, "Enter a month as year-month, such as 2027-03.");
}

static const char *check_country(struct request *request, const struct field *field, struct parameter *parameter)
{
    char *value = text_trim(request->arena, parameter->value);
    for (char *c = value; *c != '\0'; c++)
        if (*c >= 'a' && *c <= 'z')
            *c = (char)(*c + 'A' - 'a');
    parameter->value = value;
    if (*value == '\0')
        return field->required ? tr(request, "Please fill this in.") : NULL;
    bool two = strlen(value) == 2 && strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 2;
    return two ? NULL : tr(request, "Enter a country by its two letters, such as ZA.");
}

static const char *check_list(struct request *request, const struct field *field)
{
    for (size_t i = 0; i < request->parameter_count; i++) {
        struct parameter *parameter = &request->parameters[i];
        if (strcmp(parameter->name, field->name) == 0 && field->most > 0 && utf8_count(parameter->value) > (size_t)field->most)
            return arena_printf(request->arena, tr(request, "This is too long: at most %d characters."), field->most);
    }
    return NULL;
}

static const char *check_file(struct request *request, const struct field *field, const struct parameter *parameter)
{
    if (parameter->upload == NULL)
        return field->required ? tr(request, "Choose a file first.") : NULL;
    if (parameter->upload->length > (size_t)field->most)
        return arena_printf(request->arena, tr(request, "This file is too large: at most %d kB."), field->most / 1024);
    return NULL;
}

static const char *check(struct request *request, const struct field *field, struct parameter *parameter)
{
    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_LINES:
        return check_text(request, field, parameter);
    case FIELD_INTEGER:
        return check_integer(request, field, parameter);
    case FIELD_EMAIL:
        return check_email(request, field, parameter);
    case FIELD_PASSWORD:
        return check_length(request, field, parameter->value);
    case FIELD_CHOICE:
        if (*parameter->value == '\0' && !field->required)
            return NULL;
        return is_choice(field->choices, parameter->value) ? NULL : tr(request, "Choose one of the offered values.");
    case FIELD_DAY:
        return check_day(request, field, parameter);
    case FIELD_MONTH:
        return check_month(request, field, parameter);
    case FIELD_COUNTRY:
        return check_country(request, field, parameter);
    case FIELD_LIST:
        return check_list(request, field);
    case FIELD_FILE:
        return check_file(request, field, parameter);
    case FIELD_CHECK:
        break;
    }
    return NULL;
}

bool validate_fields(struct request *request)
{
    for (const struct field *field = request->route->fields; field != NULL && field->name != NULL; field++) {
        struct parameter *parameter = find_parameter(request, field->name);
        const char *problem = NULL;
        if (parameter != NULL)
            problem = check(request, field, parameter);
        else if (field->required)
            problem = tr(request, "Please fill this in.");
        if (problem != NULL)
            request_refuse(request, field->name, problem);
    }
    return request->errors == NULL;
}

static void fill_field(const struct request *request, cJSON *entry, const struct field *field)
{
    if (field->kind == FIELD_PASSWORD || field->kind == FIELD_FILE)
        return;
    if (field->kind == FIELD_LIST)
        json_set(entry, "value", request_list(request, field->name));
    else if (field->kind == FIELD_CHECK)
        json_set_bool(entry, "checked", request_has(request, field->name));
    else
        json_set_string(entry, "value", request_text(request, field->name));
}

static void add_fields(const struct request *request, cJSON *form, const struct route *route, bool typed)
{
    for (const struct field *field = route->fields; field != NULL && field->name != NULL; field++) {
        cJSON *entry = cJSON_CreateObject();
        json_set_string(entry, "value", NULL);
        json_set_bool(entry, "checked", false);
        json_set_bool(entry, "typed", typed);
        json_set_string(entry, "error", typed ? json_string(request->errors, field->name, NULL) : NULL);
        if (typed)
            fill_field(request, entry, field);
        json_set(form, field->name, entry);
    }
}

cJSON *validate_form(const struct request *request, handler page, bool typed)
{
    cJSON *form = cJSON_CreateObject();
    for (const struct route *route = request->program->routes; route->method != NULL; route++)
        if (route->again == page && route->fields != NULL && route != request->route)
            add_fields(request, form, route, false);
    if (typed)
        add_fields(request, form, request->route, true);
    return form;
}
