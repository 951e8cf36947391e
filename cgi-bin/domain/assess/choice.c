/* choice.c - questions answered by choosing: single choice, multiple choice, true or false. See question.h. */
#include "domain/assess/kinds.h"

#include "core/base/text.h"
#include "domain/assess/shuffle.h"

#include <string.h>

static const cJSON *options_of(const struct question *question)
{
    return json_member(question->body, "options");
}

static bool is_option(const struct question *question, const char *id)
{
    const cJSON *option;
    cJSON_ArrayForEach(option, options_of(question))
        if (text_equal(json_string(option, "id", NULL), id))
            return true;
    return false;
}

static cJSON *read_single(const struct question *question, const cJSON *values)
{
    const char *id = kind_string_at(values, 0);
    return cJSON_GetArraySize(values) == 1 && is_option(question, id) ? cJSON_CreateString(id) : NULL;
}

static cJSON *read_multiple(const struct question *question, const cJSON *values)
{
    cJSON *response = cJSON_CreateArray();
    const cJSON *value;
    cJSON_ArrayForEach(value, values)
    {
        if (!is_option(question, value->valuestring))
            return NULL;
        if (!kind_holds(response, value->valuestring))
            cJSON_AddItemToArray(response, cJSON_CreateString(value->valuestring));
    }
    return response;
}

static cJSON *one_value(const struct question *question, const cJSON *response)
{
    (void)question;
    if (!cJSON_IsString(response))
        return NULL;
    cJSON *values = cJSON_CreateArray();
    cJSON_AddItemToArray(values, cJSON_CreateString(response->valuestring));
    return values;
}

static cJSON *all_values(const struct question *question, const cJSON *response)
{
    (void)question;
    return cJSON_IsArray(response) ? cJSON_Duplicate(response, true) : NULL;
}

static void show_options(const struct question *question, const cJSON *values, cJSON *shown)
{
    const cJSON *options = options_of(question);
    size_t count = (size_t)cJSON_GetArraySize(options);
    size_t *order = question->shuffle ? shuffle_order(question->arena, question->seed, question->id, count)
                                      : shuffle_none(question->arena, count);
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < count; i++) {
        const cJSON *option = cJSON_GetArrayItem(options, (int)order[i]);
        cJSON *entry = cJSON_CreateObject();
        const char *id = json_string(option, "id", "");
        json_set_string(entry, "value", id);
        json_set_string(entry, "html", json_string(option, "html", ""));
        json_set_bool(entry, "chosen", kind_holds(values, id));
        cJSON_AddItemToArray(list, entry);
    }
    json_set(shown, "options", list);
}

/* Single choice is all or nothing: one chosen, one right (or one of several that count as right). */
static double grade_single(const struct question *question, const cJSON *response)
{
    const cJSON *option;
    cJSON_ArrayForEach(option, options_of(question))
        if (cJSON_IsString(response) && text_equal(json_string(option, "id", NULL), response->valuestring))
            return json_bool(option, "correct", false) ? 1 : 0;
    return 0;
}

static double grade_multiple(const struct question *question, const cJSON *response)
{
    int right = 0, hits = 0, misses = 0;
    const cJSON *option;
    cJSON_ArrayForEach(option, options_of(question))
    {
        bool correct = json_bool(option, "correct", false), chosen = kind_holds(response, json_string(option, "id", ""));
        right += correct;
        hits += correct && chosen;
        misses += !correct && chosen;
    }
    return right == 0 ? 0 : (double)(hits - misses) / right;
}

static const cJSON *option_with(const struct question *question, const char *id)
{
    const cJSON *option;
    cJSON_ArrayForEach(option, options_of(question))
        if (text_equal(json_string(option, "id", NULL), id))
            return option;
    return NULL;
}

/* Without the key a review says nothing about single options: what was chosen is known, and the verdict is the question's. */
static void review_options(const struct question *question, const cJSON *response, bool key, cJSON *shown)
{
    (void)response;
    cJSON *entry;
    cJSON_ArrayForEach(entry, cJSON_GetObjectItemCaseSensitive(shown, "options"))
    {
        const cJSON *option = option_with(question, json_string(entry, "value", ""));
        bool correct = json_bool(option, "correct", false), chosen = json_bool(entry, "chosen", false);
        json_set_bool(entry, "correct", key && correct);
        json_set_bool(entry, "mistaken", key && chosen && !correct);
        json_set_string(entry, "feedback", chosen || key ? json_string(option, "feedback", "") : "");
    }
}

static cJSON *read_truth(const struct question *question, const cJSON *values)
{
    (void)question;
    const char *value = kind_string_at(values, 0);
    if (cJSON_GetArraySize(values) != 1 || (strcmp(value, "true") != 0 && strcmp(value, "false") != 0))
        return NULL;
    return cJSON_CreateBool(strcmp(value, "true") == 0);
}

static cJSON *truth_values(const struct question *question, const cJSON *response)
{
    (void)question;
    if (!cJSON_IsBool(response))
        return NULL;
    cJSON *values = cJSON_CreateArray();
    cJSON_AddItemToArray(values, cJSON_CreateString(cJSON_IsTrue(response) ? "true" : "false"));
    return values;
}

static void show_truth(const struct question *question, const cJSON *values, cJSON *shown)
{
    (void)question;
    json_set_bool(shown, "says_true", kind_holds(values, "true"));
    json_set_bool(shown, "says_false", kind_holds(values, "false"));
}

static double grade_truth(const struct question *question, const cJSON *response)
{
    return cJSON_IsBool(response) && cJSON_IsTrue(response) == json_bool(question->body, "answer", false) ? 1 : 0;
}

static void review_truth(const struct question *question, const cJSON *response, bool key, cJSON *shown)
{
    (void)response;
    bool answer = json_bool(question->body, "answer", false);
    json_set_bool(shown, "true_correct", key && answer);
    json_set_bool(shown, "false_correct", key && !answer);
    json_set_bool(shown, "true_mistaken", key && !answer && json_bool(shown, "says_true", false));
    json_set_bool(shown, "false_mistaken", key && answer && json_bool(shown, "says_false", false));
}

const struct question_kind kind_single = {"single", read_single, one_value, show_options, grade_single, review_options};
const struct question_kind kind_multiple = {"multiple", read_multiple, all_values, show_options, grade_multiple, review_options};
const struct question_kind kind_true_false = {"true_false", read_truth, truth_values, show_truth, grade_truth, review_truth};
