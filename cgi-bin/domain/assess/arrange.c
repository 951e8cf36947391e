/* arrange.c - questions answered by putting things in their places: matching and ordering. See question.h.
 *
 * Sides and items are always shown in an order drawn from the attempt's seed, and named by their place in it: names from the
 * author ("a", "b", "c" from top to bottom) would tell the answer. */
#include "domain/assess/kinds.h"

#include "core/base/text.h"
#include "domain/assess/shuffle.h"

#include <string.h>

/* ---- matching ---- */

static const cJSON *pairs_of(const struct question *question)
{
    return json_member(question->body, "pairs");
}

static void add_once(cJSON *list, const char *words)
{
    if (!kind_holds(list, words))
        cJSON_AddItemToArray(list, cJSON_CreateString(words));
}

/* The right sides and distractors as shown; equal ones once. */
static cJSON *right_sides(const struct question *question)
{
    cJSON *all = cJSON_CreateArray(), *shuffled = cJSON_CreateArray();
    const cJSON *pair, *words;
    cJSON_ArrayForEach(pair, pairs_of(question)) add_once(all, json_string(pair, "right", ""));
    cJSON_ArrayForEach(words, json_member(question->body, "distractors"))
        if (cJSON_IsString(words))
            add_once(all, words->valuestring);
    size_t count = (size_t)cJSON_GetArraySize(all);
    size_t *order = shuffle_order(question->arena, question->seed, question->id, count);
    for (size_t i = 0; i < count; i++)
        cJSON_AddItemToArray(shuffled, cJSON_CreateString(kind_string_at(all, (int)order[i])));
    return shuffled;
}

/* The pairs in the order in which their left sides are shown. */
static size_t *left_order(const struct question *question, size_t count)
{
    return question->shuffle ? shuffle_order(question->arena, question->seed, ~question->id, count)
                             : shuffle_none(question->arena, count);
}

static cJSON *read_matching(const struct question *question, const cJSON *values)
{
    const cJSON *pairs = pairs_of(question);
    size_t count = (size_t)cJSON_GetArraySize(pairs);
    cJSON *rights = right_sides(question), *response = cJSON_CreateObject();
    size_t *order = left_order(question, count);
    if ((size_t)cJSON_GetArraySize(values) != count)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        const char *value = kind_string_at(values, (int)i);
        int64_t side;
        if (*value == '\0')
            continue;
        if (!text_integer(value, 0, cJSON_GetArraySize(rights) - 1, &side))
            return NULL;
        const cJSON *pair = cJSON_GetArrayItem(pairs, (int)order[i]);
        json_set_string(response, json_string(pair, "id", ""), kind_string_at(rights, (int)side));
    }
    return response;
}

static int place_in(const cJSON *list, const char *words)
{
    for (int i = 0; i < cJSON_GetArraySize(list); i++)
        if (text_equal(kind_string_at(list, i), words))
            return i;
    return -1;
}

static cJSON *matching_values(const struct question *question, const cJSON *response)
{
    if (!cJSON_IsObject(response))
        return NULL;
    const cJSON *pairs = pairs_of(question);
    size_t count = (size_t)cJSON_GetArraySize(pairs);
    size_t *order = left_order(question, count);
    cJSON *rights = right_sides(question), *values = cJSON_CreateArray();
    for (size_t i = 0; i < count; i++) {
        const cJSON *pair = cJSON_GetArrayItem(pairs, (int)order[i]);
        int place = place_in(rights, json_string(response, json_string(pair, "id", ""), NULL));
        cJSON_AddItemToArray(values, cJSON_CreateString(place < 0 ? "" : arena_printf(question->arena, "%d", place)));
    }
    return values;
}

static cJSON *show_choices(const struct question *question, const cJSON *rights, const char *value)
{
    cJSON *choices = cJSON_CreateArray();
    for (int i = 0; i < cJSON_GetArraySize(rights); i++) {
        cJSON *choice = cJSON_CreateObject();
        char *name = arena_printf(question->arena, "%d", i);
        json_set_string(choice, "value", name);
        json_set_string(choice, "text", kind_string_at(rights, i));
        json_set_bool(choice, "chosen", strcmp(name, value) == 0);
        cJSON_AddItemToArray(choices, choice);
    }
    return choices;
}

static void show_matching(const struct question *question, const cJSON *values, cJSON *shown)
{
    const cJSON *pairs = pairs_of(question);
    size_t count = (size_t)cJSON_GetArraySize(pairs);
    size_t *order = left_order(question, count);
    cJSON *rights = right_sides(question), *lefts = cJSON_CreateArray();
    for (size_t i = 0; i < count; i++) {
        cJSON *left = cJSON_CreateObject();
        json_set_integer(left, "part", (int64_t)i);
        json_set_integer(left, "number", (int64_t)i + 1);
        json_set_string(left, "html", json_string(cJSON_GetArrayItem(pairs, (int)order[i]), "left", ""));
        json_set(left, "choices", show_choices(question, rights, kind_string_at(values, (int)i)));
        cJSON_AddItemToArray(lefts, left);
    }
    json_set(shown, "lefts", lefts);
}

static bool pair_right(const cJSON *pair, const cJSON *response)
{
    return text_equal(json_string(response, json_string(pair, "id", ""), NULL), json_string(pair, "right", ""));
}

static double grade_matching(const struct question *question, const cJSON *response)
{
    int count = cJSON_GetArraySize(pairs_of(question)), right = 0;
    const cJSON *pair;
    cJSON_ArrayForEach(pair, pairs_of(question)) right += pair_right(pair, response);
    return count == 0 ? 0 : (double)right / count;
}

static void review_matching(const struct question *question, const cJSON *response, bool key, cJSON *shown)
{
    const cJSON *pairs = pairs_of(question);
    size_t *order = left_order(question, (size_t)cJSON_GetArraySize(pairs));
    size_t i = 0;
    cJSON *left;
    cJSON_ArrayForEach(left, cJSON_GetObjectItemCaseSensitive(shown, "lefts"))
    {
        const cJSON *pair = cJSON_GetArrayItem(pairs, (int)order[i++]);
        json_set_string(left, "given", json_string(response, json_string(pair, "id", ""), NULL));
        json_set_bool(left, "correct", key && pair_right(pair, response));
        json_set_bool(left, "mistaken", key && !pair_right(pair, response));
        json_set_string(left, "answer", key ? json_string(pair, "right", "") : NULL);
    }
}

/* ---- ordering ---- */

static const cJSON *items_of(const struct question *question)
{
    return json_member(question->body, "items");
}

/* Never the right order, so that leaving everything as it is can't be an answer by chance. */
static size_t *item_order(const struct question *question, size_t count)
{
    size_t *order = shuffle_order(question->arena, question->seed, question->id, count);
    size_t in_place = 0;
    while (in_place < count && order[in_place] == in_place)
        in_place++;
    for (size_t i = 0; count > 1 && in_place == count && i < count; i++)
        order[i] = (i + 1) % count;
    return order;
}

static cJSON *read_ordering(const struct question *question, const cJSON *values)
{
    const cJSON *items = items_of(question);
    size_t count = (size_t)cJSON_GetArraySize(items);
    size_t *order = item_order(question, count);
    cJSON *response = cJSON_CreateObject();
    if ((size_t)cJSON_GetArraySize(values) != count)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        const char *value = kind_string_at(values, (int)i);
        int64_t place;
        if (*value == '\0')
            continue;
        if (!text_integer(value, 1, (int64_t)count, &place))
            return NULL;
        json_set_integer(response, json_string(cJSON_GetArrayItem(items, (int)order[i]), "id", ""), place);
    }
    return response;
}

static int64_t place_of(const cJSON *response, const cJSON *item)
{
    return json_integer(response, json_string(item, "id", ""), 0);
}

static cJSON *ordering_values(const struct question *question, const cJSON *response)
{
    if (!cJSON_IsObject(response))
        return NULL;
    const cJSON *items = items_of(question);
    size_t count = (size_t)cJSON_GetArraySize(items);
    size_t *order = item_order(question, count);
    cJSON *values = cJSON_CreateArray();
    for (size_t i = 0; i < count; i++) {
        long long place = place_of(response, cJSON_GetArrayItem(items, (int)order[i]));
        cJSON_AddItemToArray(values, cJSON_CreateString(place == 0 ? "" : arena_printf(question->arena, "%lld", place)));
    }
    return values;
}

static cJSON *show_places(size_t count, int64_t place)
{
    cJSON *places = cJSON_CreateArray();
    for (size_t i = 1; i <= count; i++) {
        cJSON *entry = cJSON_CreateObject();
        json_set_integer(entry, "value", (int64_t)i);
        json_set_bool(entry, "chosen", (int64_t)i == place);
        cJSON_AddItemToArray(places, entry);
    }
    return places;
}

static cJSON *show_item(const cJSON *item, size_t part, size_t count, int64_t place)
{
    cJSON *entry = cJSON_CreateObject();
    json_set_integer(entry, "part", (int64_t)part);
    json_set_integer(entry, "place", place);
    json_set_string(entry, "html", json_string(item, "html", ""));
    json_set(entry, "places", show_places(count, place));
    return entry;
}

/* Items stand in the order given so far; those without a place behind the others. */
static void show_ordering(const struct question *question, const cJSON *values, cJSON *shown)
{
    const cJSON *items = items_of(question);
    size_t count = (size_t)cJSON_GetArraySize(items);
    size_t *order = item_order(question, count);
    cJSON *list = cJSON_CreateArray();
    for (size_t turn = 1; turn <= count + 1; turn++) {
        for (size_t i = 0; i < count; i++) {
            int64_t place = 0;
            text_integer(kind_string_at(values, (int)i), 1, (int64_t)count, &place);
            if (place == (int64_t)(turn <= count ? turn : 0))
                cJSON_AddItemToArray(list, show_item(cJSON_GetArrayItem(items, (int)order[i]), i, count, place));
        }
    }
    json_set(shown, "items", list);
}

static double grade_ordering(const struct question *question, const cJSON *response)
{
    int count = cJSON_GetArraySize(items_of(question)), balance = 0;
    const cJSON *first, *second;
    if (count < 2)
        return count;
    cJSON_ArrayForEach(first, items_of(question))
    {
        for (second = first->next; second != NULL; second = second->next) {
            int64_t a = place_of(response, first), b = place_of(response, second);
            if (a != 0 && b != 0)
                balance += a < b ? 1 : a > b ? -1 : 0;
        }
    }
    return balance / (count * (count - 1) / 2.0);
}

static void review_ordering(const struct question *question, const cJSON *response, bool key, cJSON *shown)
{
    (void)response;
    const cJSON *item;
    cJSON *right = cJSON_CreateArray();
    if (key)
        cJSON_ArrayForEach(item, items_of(question))
        {
            cJSON *entry = cJSON_CreateObject();
            json_set_string(entry, "html", json_string(item, "html", ""));
            cJSON_AddItemToArray(right, entry);
        }
    json_set(shown, "right_order", right);
}

const struct question_kind kind_matching = {"matching", read_matching, matching_values, show_matching, grade_matching, review_matching};
const struct question_kind kind_ordering = {"ordering", read_ordering, ordering_values, show_ordering, grade_ordering, review_ordering};
