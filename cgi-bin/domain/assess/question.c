/* question.c - what all kinds of questions have in common. Called by attempts and reviews; see question.h. */
#include "domain/assess/question.h"

#include "core/base/text.h"
#include "domain/assess/kinds.h"

#include <math.h>
#include <string.h>

static const struct question_kind *const kinds[] = {&kind_single,  &kind_multiple, &kind_true_false, &kind_blank,
                                                    &kind_numeric, &kind_matching, &kind_ordering,   &kind_short};

static const struct question_kind *kind_of(const struct question *question)
{
    const char *name = json_string(question->row, "kind", "");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i]->name, name) == 0)
            return kinds[i];
    return NULL;
}

struct question question_of(struct arena *arena, const cJSON *row, int64_t seed, bool shuffle)
{
    return (struct question){.arena = arena,
                             .row = row,
                             .body = json_member(row, "body"),
                             .id = json_integer(row, "id", 0),
                             .seed = seed,
                             .shuffle = shuffle};
}

const char *kind_string_at(const cJSON *array, int index)
{
    const cJSON *element = cJSON_GetArrayItem(array, index);
    return cJSON_IsString(element) ? element->valuestring : "";
}

bool kind_holds(const cJSON *array, const char *string)
{
    const cJSON *element;
    cJSON_ArrayForEach(element, array)
        if (cJSON_IsString(element) && strcmp(element->valuestring, string) == 0)
            return true;
    return false;
}

/* Strings of a bearable length; *empty tells whether nothing was said. */
static bool values_fit(const cJSON *values, bool *empty)
{
    const cJSON *value;
    *empty = true;
    cJSON_ArrayForEach(value, values)
    {
        if (!cJSON_IsString(value) || utf8_count(value->valuestring) > ANSWER_CHARACTERS_MOST)
            return false;
        *empty = *empty && strspn(value->valuestring, " \t\r\n") == strlen(value->valuestring);
    }
    return cJSON_IsArray(values);
}

cJSON *question_read(const struct question *question, const cJSON *values)
{
    bool empty;
    const struct question_kind *kind = kind_of(question);
    if (kind == NULL || !values_fit(values, &empty))
        return NULL;
    return empty ? cJSON_CreateNull() : kind->read(question, values);
}

cJSON *question_values(const struct question *question, const cJSON *response)
{
    const struct question_kind *kind = kind_of(question);
    cJSON *values = kind == NULL || response == NULL || cJSON_IsNull(response) ? NULL : kind->values(question, response);
    return values != NULL ? values : cJSON_CreateArray();
}

cJSON *question_show(const struct question *question, const cJSON *response)
{
    const struct question_kind *kind = kind_of(question);
    cJSON *shown = cJSON_CreateObject(), *values = question_values(question, response);
    json_set_integer(shown, "id", question->id);
    json_set_string(shown, "name", arena_printf(question->arena, "q%lld", (long long)question->id));
    json_set_string(shown, "kind", json_string(question->row, "kind", ""));
    json_set_string(shown, "prompt", json_string(question->row, "prompt", ""));
    json_set_integer(shown, "points", json_integer(question->row, "points", 1));
    json_set_bool(shown, "answered", cJSON_GetArraySize(values) > 0);
    if (kind != NULL)
        kind->show(question, values, shown);
    return shown;
}

cJSON *question_review(const struct question *question, const cJSON *response, bool key)
{
    const struct question_kind *kind = kind_of(question);
    cJSON *shown = question_show(question, response);
    bool answered = json_bool(shown, "answered", false);
    int64_t points = question_grade(question, response), most = question_points_most(question->row);
    json_set_bool(shown, "right", answered && points == most);
    json_set_bool(shown, "part_right", answered && points > 0 && points < most);
    json_set_bool(shown, "wrong", answered && points == 0);
    json_set_bool(shown, "none", !answered);
    json_set_bool(shown, "key", key);
    if (kind != NULL)
        kind->review(question, response, key, shown);
    return shown;
}

int64_t question_points_most(const cJSON *row)
{
    return POINT * json_integer(row, "points", 1);
}

int64_t question_grade(const struct question *question, const cJSON *response)
{
    const struct question_kind *kind = kind_of(question);
    if (kind == NULL || response == NULL || cJSON_IsNull(response))
        return 0;
    double share = kind->grade(question, response);
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    return llround(share * (double)question_points_most(question->row));
}
