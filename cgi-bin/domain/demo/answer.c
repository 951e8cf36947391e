/* answer.c - what a demo learner answers: the key, with the person's skill, else something plausible and wrong. */
#include "core/base/json.h"
#include "core/base/text.h"
#include "domain/assess/question.h"
#include "domain/demo/life.h"

/* Options that are right (or, for a wrong answer, one that is not and perhaps one that is). */
static cJSON *choose(struct life *life, const cJSON *body, bool several, bool right)
{
    cJSON *chosen = cJSON_CreateArray();
    const cJSON *options = json_member(body, "options"), *option;
    int64_t wrong = 0, pick = 0;
    cJSON_ArrayForEach(option, options) wrong += !json_bool(option, "correct", false);
    pick = life_below(life, wrong);
    cJSON_ArrayForEach(option, options)
    {
        bool correct = json_bool(option, "correct", false);
        bool take = right ? correct : correct ? several && life_chance(life) < 0.5 : pick-- == 0;
        if (take)
            cJSON_AddItemToArray(chosen, cJSON_CreateString(json_string(option, "id", "")));
    }
    if (several)
        return chosen;
    return cJSON_CreateString(cJSON_GetArraySize(chosen) > 0 ? cJSON_GetArrayItem(chosen, 0)->valuestring : "a");
}

static cJSON *fill_blanks(const cJSON *body, bool right)
{
    cJSON *words = cJSON_CreateArray();
    const cJSON *blank;
    cJSON_ArrayForEach(blank, json_member(body, "blanks"))
        cJSON_AddItemToArray(words, cJSON_CreateString(right && cJSON_IsArray(blank) ? cJSON_GetStringValue(cJSON_GetArrayItem(blank, 0)) : "?"));
    return words;
}

/* All pairs right, or the first two the wrong way round. */
static cJSON *match(const cJSON *body, bool right)
{
    cJSON *pairs = cJSON_CreateObject();
    const cJSON *list = json_member(body, "pairs");
    int count = cJSON_GetArraySize(list);
    for (int i = 0; i < count; i++) {
        int from = !right && count > 1 && i < 2 ? 1 - i : i;
        json_set_string(pairs, json_string(cJSON_GetArrayItem(list, i), "id", ""), json_string(cJSON_GetArrayItem(list, from), "right", ""));
    }
    return pairs;
}

static cJSON *put_in_order(const cJSON *body, bool right)
{
    cJSON *places = cJSON_CreateObject();
    const cJSON *list = json_member(body, "items");
    int count = cJSON_GetArraySize(list);
    for (int i = 0; i < count; i++)
        json_set_integer(places, json_string(cJSON_GetArrayItem(list, i), "id", ""), right ? i + 1 : (i + 1) % count + 1);
    return places;
}

static cJSON *response_for(struct life *life, const char *kind, const cJSON *body, bool right)
{
    if (text_equal(kind, "single") || text_equal(kind, "multiple"))
        return choose(life, body, text_equal(kind, "multiple"), right);
    if (text_equal(kind, "true_false"))
        return cJSON_CreateBool(json_bool(body, "answer", true) == right);
    if (text_equal(kind, "blank"))
        return fill_blanks(body, right);
    if (text_equal(kind, "matching"))
        return match(body, right);
    if (text_equal(kind, "ordering"))
        return put_in_order(body, right);
    if (text_equal(kind, "numeric")) {
        double answer = json_member(body, "answer") != NULL ? json_member(body, "answer")->valuedouble : 0;
        return cJSON_CreateString(arena_printf(life->arena, "%.10g", right ? answer : answer * 10 + 1));
    }
    const cJSON *accepted = cJSON_GetArrayItem(json_member(body, "accept"), 0);
    return cJSON_CreateString(right && cJSON_IsString(accepted) ? accepted->valuestring : "I don't know");
}

cJSON *life_answer(struct life *life, const cJSON *row, int64_t seed, bool shuffle)
{
    struct question question = question_of(life->arena, row, seed, shuffle);
    bool right = life_chance(life) < life->skill;
    return question_values(&question, response_for(life, json_string(row, "kind", ""), question.body, right));
}
