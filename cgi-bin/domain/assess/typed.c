/* typed.c - questions answered by typing: gaps to fill, a number, a few words. See question.h. */
#include "domain/assess/kinds.h"

#include "core/base/text.h"
#include "domain/assess/compare.h"

#include <string.h>

static const char GAP[] = "\xee\x80\x80"; /* U+E000 in the prompt */

static double number_of(const cJSON *object, const char *name)
{
    const cJSON *member = json_member(object, name);
    return cJSON_IsNumber(member) ? member->valuedouble : 0;
}

static cJSON *read_words(const struct question *question, const cJSON *values)
{
    return cJSON_GetArraySize(values) == 1 ? cJSON_CreateString(text_trim(question->arena, kind_string_at(values, 0))) : NULL;
}

static cJSON *words_values(const struct question *question, const cJSON *response)
{
    (void)question;
    if (!cJSON_IsString(response))
        return NULL;
    cJSON *values = cJSON_CreateArray();
    cJSON_AddItemToArray(values, cJSON_CreateString(response->valuestring));
    return values;
}

static void show_words(const struct question *question, const cJSON *values, cJSON *shown)
{
    json_set_string(shown, "value", kind_string_at(values, 0));
    json_set_string(shown, "unit", json_string(question->body, "unit", NULL));
}

static bool is_accepted(const struct question *question, const cJSON *accepted, const char *given)
{
    const cJSON *words;
    cJSON_ArrayForEach(words, accepted)
        if (cJSON_IsString(words) && compare_words(question->arena, given, words->valuestring))
            return true;
    return false;
}

static double grade_short(const struct question *question, const cJSON *response)
{
    return cJSON_IsString(response) && is_accepted(question, json_member(question->body, "accept"), response->valuestring) ? 1 : 0;
}

static void review_short(const struct question *question, const cJSON *response, bool key, cJSON *shown)
{
    (void)response;
    json_set_string(shown, "answer", key ? kind_string_at(json_member(question->body, "accept"), 0) : NULL);
}

static double grade_numeric(const struct question *question, const cJSON *response)
{
    double given;
    if (!cJSON_IsString(response) ||
        !compare_read_number(question->arena, response->valuestring, json_string(question->body, "unit", NULL), &given))
        return 0;
    return compare_numbers(given, number_of(question->body, "answer"), number_of(question->body, "tolerance")) ? 1 : 0;
}

static void review_numeric(const struct question *question, const cJSON *response, bool key, cJSON *shown)
{
    (void)response;
    struct text answer = text_in(question->arena);
    text_append_number(&answer, number_of(question->body, "answer"));
    const char *unit = json_string(question->body, "unit", "");
    if (*unit != '\0')
        text_printf(&answer, " %s", unit);
    double tolerance = number_of(question->body, "tolerance");
    if (tolerance > 0) {
        text_append(&answer, " (± ");
        text_append_number(&answer, tolerance);
        text_append(&answer, ")");
    }
    json_set_string(shown, "answer", key ? text_string(&answer) : NULL);
}

static const cJSON *gaps_of(const struct question *question)
{
    return json_member(question->body, "blanks");
}

static cJSON *read_gaps(const struct question *question, const cJSON *values)
{
    if (cJSON_GetArraySize(values) != cJSON_GetArraySize(gaps_of(question)))
        return NULL;
    cJSON *response = cJSON_CreateArray();
    const cJSON *value;
    cJSON_ArrayForEach(value, values)
        cJSON_AddItemToArray(response, cJSON_CreateString(text_trim(question->arena, value->valuestring)));
    return response;
}

static cJSON *gaps_values(const struct question *question, const cJSON *response)
{
    (void)question;
    return cJSON_IsArray(response) ? cJSON_Duplicate(response, true) : NULL;
}

/* The prompt falls into pieces, each but the last followed by a gap. A gap that the prompt forgot stands at the end. */
static void show_gaps(const struct question *question, const cJSON *values, cJSON *shown)
{
    const char *prompt = json_string(question->row, "prompt", "");
    int count = cJSON_GetArraySize(gaps_of(question));
    cJSON *pieces = cJSON_CreateArray();
    for (int i = 0; i <= count; i++) {
        const char *gap = i < count ? strstr(prompt, GAP) : NULL;
        size_t length = gap != NULL ? (size_t)(gap - prompt) : strlen(prompt);
        cJSON *piece = cJSON_CreateObject(), *blank = i < count ? cJSON_CreateObject() : cJSON_CreateNull();
        json_set_string(piece, "html", arena_strndup(question->arena, prompt, length));
        if (i < count) {
            json_set_integer(blank, "number", i + 1);
            json_set_integer(blank, "part", i);
            json_set_string(blank, "value", kind_string_at(values, i));
        }
        json_set(piece, "blank", blank);
        cJSON_AddItemToArray(pieces, piece);
        prompt = gap != NULL ? gap + strlen(GAP) : prompt + length;
    }
    json_set(shown, "pieces", pieces);
    json_set_string(shown, "prompt", NULL);
}

static bool gap_right(const struct question *question, const cJSON *response, int i)
{
    return is_accepted(question, cJSON_GetArrayItem(gaps_of(question), i), kind_string_at(response, i));
}

static double grade_gaps(const struct question *question, const cJSON *response)
{
    int count = cJSON_GetArraySize(gaps_of(question)), right = 0;
    for (int i = 0; i < count; i++)
        right += gap_right(question, response, i);
    return count == 0 ? 0 : (double)right / count;
}

static void review_gaps(const struct question *question, const cJSON *response, bool key, cJSON *shown)
{
    int i = 0;
    cJSON *piece;
    cJSON_ArrayForEach(piece, cJSON_GetObjectItemCaseSensitive(shown, "pieces"))
    {
        cJSON *blank = cJSON_GetObjectItemCaseSensitive(piece, "blank");
        if (!cJSON_IsObject(blank))
            continue;
        bool right = gap_right(question, response, i);
        json_set_bool(blank, "correct", key && right);
        json_set_bool(blank, "mistaken", key && !right);
        json_set_string(blank, "answer", key ? kind_string_at(cJSON_GetArrayItem(gaps_of(question), i), 0) : NULL);
        i++;
    }
}

const struct question_kind kind_blank = {"blank", read_gaps, gaps_values, show_gaps, grade_gaps, review_gaps};
const struct question_kind kind_numeric = {"numeric", read_words, words_values, show_words, grade_numeric, review_numeric};
const struct question_kind kind_short = {"short", read_words, words_values, show_words, grade_short, review_short};
