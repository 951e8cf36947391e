/* yaml.c - turns libyaml's events into cJSON, with a stack of open collections instead of recursion.
 *
 * Called by front_matter.c and the importer. cJSON has fields that a value of another type does not use; two of them
 * carry what the importer wants to know: valueint the line, valuestring the spelling of numbers and booleans. */
#include "core/base/yaml.h"

#include "core/base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

struct reader {
    struct arena *arena;
    int first_line;
    const char *problem;
    cJSON *root;
    cJSON *open[YAML_DEPTH_MOST];
    int members[YAML_DEPTH_MOST];
    char *key[YAML_DEPTH_MOST]; /* the key that waits for its value */
    int depth;
};

static int line_of(const struct reader *reader, const yaml_mark_t *mark)
{
    return (int)mark->line + reader->first_line;
}

static bool refuse(struct reader *reader, const yaml_mark_t *mark, const char *why)
{
    reader->problem = arena_printf(reader->arena, "line %d: %s", line_of(reader, mark), why);
    return false;
}

static bool spelled(const char *text, const char *const *spellings)
{
    for (; *spellings != NULL; spellings++) {
        if (strcmp(text, *spellings) == 0)
            return true;
    }
    return false;
}

static bool is_number(const char *text)
{
    const char *at = text + (*text == '-' || *text == '+');
    size_t whole = strspn(at, "0123456789"), part = 0;
    at += whole;
    if (*at == '.') {
        part = strspn(at + 1, "0123456789");
        at += 1 + part;
    }
    if (whole + part == 0)
        return false;
    if (*at == 'e' || *at == 'E') {
        at += 1 + (at[1] == '-' || at[1] == '+');
        size_t digits = strspn(at, "0123456789");
        if (digits == 0)
            return false;
        at += digits;
    }
    return *at == '\0';
}

static bool is_coded(const char *text)
{
    return text[0] == '0' && text[2] != '\0' &&
           ((text[1] == 'x' && text[2 + strspn(text + 2, "0123456789abcdefABCDEF")] == '\0') ||
            (text[1] == 'o' && text[2 + strspn(text + 2, "01234567")] == '\0'));
}

static cJSON *plain_value(const char *text)
{
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};
    static const char *const trues[] = {"true", "True", "TRUE", NULL};
    static const char *const falses[] = {"false", "False", "FALSE", NULL};
    if (spelled(text, nulls))
        return cJSON_CreateNull();
    if (spelled(text, trues) || spelled(text, falses))
        return cJSON_CreateBool(spelled(text, trues));
    if (is_coded(text))
        return cJSON_CreateNumber((double)strtoull(text + 2, NULL, text[1] == 'x' ? 16 : 8));
    if (is_number(text) && isfinite(strtod(text, NULL)))
        return cJSON_CreateNumber(strtod(text, NULL));
    return cJSON_CreateString(text);
}

static cJSON *scalar(struct reader *reader, const yaml_event_t *event)
{
    const char *text = (const char *)event->data.scalar.value;
    if (event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE) {
        cJSON *string = cJSON_CreateString(text);
        string->valueint = line_of(reader, &event->start_mark);
        return string;
    }
    cJSON *value = plain_value(text);
    if (cJSON_IsNumber(value) || cJSON_IsBool(value)) {
        cJSON *spelling = cJSON_CreateString(text);
        value->valuestring = spelling->valuestring;
        spelling->valuestring = NULL;
        cJSON_Delete(spelling);
    }
    if (!cJSON_IsNumber(value))
        value->valueint = line_of(reader, &event->start_mark);
    return value;
}

/* Puts a finished value, or a collection that begins, where it belongs. */
static bool place(struct reader *reader, cJSON *value, const yaml_mark_t *mark)
{
    if (reader->depth == 0) {
        reader->root = value;
        return true;
    }
    int top = reader->depth - 1;
    if (++reader->members[top] > YAML_MEMBERS_MOST)
        return refuse(reader, mark, "too many members");
    if (cJSON_IsArray(reader->open[top]))
        return cJSON_AddItemToArray(reader->open[top], value);
    bool added = cJSON_AddItemToObject(reader->open[top], reader->key[top], value);
    reader->key[top] = NULL;
    return added;
}

static bool awaits_key(const struct reader *reader)
{
    return reader->depth > 0 && cJSON_IsObject(reader->open[reader->depth - 1]) &&
           reader->key[reader->depth - 1] == NULL;
}

static bool read_scalar(struct reader *reader, const yaml_event_t *event)
{
    const char *text = (const char *)event->data.scalar.value;
    if (event->data.scalar.anchor != NULL || event->data.scalar.tag != NULL)
        return refuse(reader, &event->start_mark, "anchors (&) and tags (!) are not read; quote the text");
    if (strlen(text) != event->data.scalar.length)
        return refuse(reader, &event->start_mark, "a NUL character");
    if (!awaits_key(reader))
        return place(reader, scalar(reader, event), &event->start_mark);
    int top = reader->depth - 1;
    if (cJSON_GetObjectItemCaseSensitive(reader->open[top], text) != NULL)
        return refuse(reader, &event->start_mark, arena_printf(reader->arena, "\"%s\" stands here twice", text));
    reader->key[top] = arena_strdup(reader->arena, text);
    return true;
}

static bool begin(struct reader *reader, const yaml_event_t *event, bool mapping)
{
    const yaml_char_t *anchor = mapping ? event->data.mapping_start.anchor : event->data.sequence_start.anchor;
    const yaml_char_t *tag = mapping ? event->data.mapping_start.tag : event->data.sequence_start.tag;
    if (anchor != NULL || tag != NULL)
        return refuse(reader, &event->start_mark, "anchors (&) and tags (!) are not read; quote the text");
    if (awaits_key(reader))
        return refuse(reader, &event->start_mark, "a key must be a word, no list or mapping");
    if (reader->depth == YAML_DEPTH_MOST)
        return refuse(reader, &event->start_mark, "nested too deeply");
    cJSON *collection = mapping ? cJSON_CreateObject() : cJSON_CreateArray();
    collection->valueint = line_of(reader, &event->start_mark);
    if (!place(reader, collection, &event->start_mark))
        return false;
    reader->open[reader->depth] = collection;
    reader->members[reader->depth] = 0;
    reader->key[reader->depth++] = NULL;
    return true;
}

static bool read_event(struct reader *reader, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return read_scalar(reader, event);
    case YAML_SEQUENCE_START_EVENT:
        return begin(reader, event, false);
    case YAML_MAPPING_START_EVENT:
        return begin(reader, event, true);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        reader->depth--;
        return true;
    case YAML_ALIAS_EVENT:
        return refuse(reader, &event->start_mark, "aliases (*) are not read; quote the text");
    case YAML_DOCUMENT_START_EVENT:
        return reader->root == NULL || refuse(reader, &event->start_mark, "a second document begins");
    default:
        return true;
    }
}

static void read_events(struct reader *reader, yaml_parser_t *parser)
{
    for (bool more = true; more;) {
        yaml_event_t event;
        if (!yaml_parser_parse(parser, &event)) {
            refuse(reader, &parser->problem_mark, parser->problem == NULL ? "no YAML" : parser->problem);
            return;
        }
        more = read_event(reader, &event) && event.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
}

cJSON *yaml_read(struct arena *arena, const char *text, size_t length, int first_line, const char **problem)
{
    struct reader reader = {.arena = arena, .first_line = first_line};
    yaml_mark_t begin_mark = {0};
    yaml_parser_t parser;
    if (length > YAML_BYTES_MOST)
        refuse(&reader, &begin_mark, "larger than 1 MB");
    else if (!utf8_valid(text, length))
        refuse(&reader, &begin_mark, "the text is not UTF-8");
    else if (!yaml_parser_initialize(&parser))
        refuse(&reader, &begin_mark, "no memory");
    if (reader.problem == NULL) {
        yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
        yaml_parser_set_input_string(&parser, (const unsigned char *)text, length);
        read_events(&reader, &parser);
        yaml_parser_delete(&parser);
    }
    *problem = reader.problem;
    if (reader.problem != NULL) {
        cJSON_Delete(reader.root);
        return NULL;
    }
    return reader.root != NULL ? reader.root : cJSON_CreateNull();
}

int yaml_line(const cJSON *value)
{
    bool has_line = cJSON_IsString(value) || cJSON_IsBool(value) || cJSON_IsArray(value) || cJSON_IsObject(value);
    return has_line ? value->valueint : 0;
}

const char *yaml_text(const cJSON *value)
{
    return value == NULL || cJSON_IsNull(value) ? NULL : value->valuestring;
}
