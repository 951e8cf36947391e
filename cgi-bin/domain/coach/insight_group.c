/* insight_group.c - brings together questions that ask the same; insight_group.h says how. Called by the pages of /admin/coach.
 *
 * Terms are numbered once; each term keeps the groups whose first question has it, so that a question is compared only with
 * those it shares a word with. */
#include "domain/coach/insight_group.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "domain/coach/insight_deed.h"
#include "domain/coach/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TERMS_MOST = 24, BUCKETS = 4096 };

struct group;

struct listed {
    struct group *group;
    struct listed *next;
};

struct term {
    const char *word;
    int64_t count; /* questions that have it */
    double weight;
    struct listed *groups;
    struct term *next; /* in its bucket */
};

struct question {
    const cJSON *row;
    struct term *terms[TERMS_MOST];
    size_t count;
    double weight;
    struct question *next; /* of its group, oldest first */
};

struct group {
    struct question *first, *last;
    int64_t number, current, before, newest;
    double shared; /* with the question on hand */
    struct group *next;
};

struct groups {
    struct arena *arena;
    struct term *buckets[BUCKETS];
    struct group *first, **end;
    int64_t count;
};

/* ---- terms ---- */

static struct term *term_of(struct groups *groups, const char *word)
{
    uint32_t hash = 2166136261u;
    for (const char *c = word; *c != '\0'; c++)
        hash = (hash ^ (unsigned char)*c) * 16777619u;
    struct term **at = &groups->buckets[hash % BUCKETS];
    for (; *at != NULL; at = &(*at)->next)
        if (strcmp((*at)->word, word) == 0)
            return *at;
    *at = arena_alloc(groups->arena, sizeof **at);
    (*at)->word = word;
    return *at;
}

static bool is_word_byte(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte >= 0x80;
}

static void add_term(struct groups *groups, struct question *question, const char *word, size_t length)
{
    if (length < 2 || question->count == TERMS_MOST || words_is_stop(word, length))
        return;
    if (length > 3 && word[length - 1] == 's' && word[length - 2] != 's')
        length--;
    struct term *term = term_of(groups, arena_strndup(groups->arena, word, length));
    for (size_t i = 0; i < question->count; i++)
        if (question->terms[i] == term)
            return;
    question->terms[question->count++] = term;
    term->count++;
}

static void read_terms(struct groups *groups, struct question *question)
{
    const char *at = text_fold(groups->arena, json_string(question->row, "content", ""));
    while (*at != '\0') {
        size_t length = 0;
        while (is_word_byte((unsigned char)at[length]))
            length++;
        add_term(groups, question, at, length);
        at += length + (at[length] != '\0');
    }
}

static void weigh(struct question *questions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < questions[i].count; k++) {
            struct term *term = questions[i].terms[k];
            term->weight = log(1 + (double)count / (double)term->count);
            questions[i].weight += term->weight;
        }
    }
}

/* ---- one pass ---- */

static struct group *most_alike(struct question *question)
{
    struct group *best = NULL;
    double most = 0;
    for (size_t i = 0; i < question->count; i++)
        for (struct listed *listed = question->terms[i]->groups; listed != NULL; listed = listed->next)
            listed->group->shared += question->terms[i]->weight;
    for (size_t i = 0; i < question->count; i++) {
        for (struct listed *listed = question->terms[i]->groups; listed != NULL; listed = listed->next) {
            struct group *group = listed->group;
            double alike = 2 * group->shared / (question->weight + group->first->weight);
            if (alike > most || (best != NULL && alike == most && group->number < best->number)) {
                most = alike;
                best = group;
            }
        }
    }
    for (size_t i = 0; i < question->count; i++)
        for (struct listed *listed = question->terms[i]->groups; listed != NULL; listed = listed->next)
            listed->group->shared = 0;
    return most >= INSIGHT_ALIKE - 1e-9 ? best : NULL;
}

static struct group *begin_group(struct groups *groups, struct question *question)
{
    struct group *group = arena_alloc(groups->arena, sizeof *group);
    *group = (struct group){.first = question, .number = groups->count++};
    *groups->end = group;
    groups->end = &group->next;
    for (size_t i = 0; i < question->count; i++) {
        struct listed *listed = arena_alloc(groups->arena, sizeof *listed);
        *listed = (struct listed){.group = group, .next = question->terms[i]->groups};
        question->terms[i]->groups = listed;
    }
    return group;
}

static void place(struct groups *groups, struct question *question)
{
    struct group *group = most_alike(question);
    if (group == NULL)
        group = begin_group(groups, question);
    if (group->last != NULL)
        group->last->next = question;
    group->last = question;
    if (json_bool(question->row, "current", false)) {
        group->current++;
        group->newest = json_integer(question->row, "id", 0);
    } else {
        group->before++;
    }
}

/* ---- what is told about a group ---- */

static bool has_value(const cJSON *numbers, int64_t value)
{
    const cJSON *number;
    cJSON_ArrayForEach(number, numbers) if ((int64_t)number->valuedouble == value)
        return true;
    return false;
}

static void add_once(cJSON *numbers, int64_t value)
{
    if (!has_value(numbers, value))
        cJSON_AddItemToArray(numbers, cJSON_CreateNumber((double)value));
}

static bool has_wording(const cJSON *examples, const char *words)
{
    const cJSON *example;
    cJSON_ArrayForEach(example, examples) if (text_equal(json_string(example, "text", ""), words))
        return true;
    return false;
}

/* Newest first, and each wording once: walked from the oldest, so the list is filled from the front and cut at the end. */
static void add_example(cJSON *examples, const cJSON *row)
{
    const char *words = json_string(row, "content", "");
    if (has_wording(examples, words))
        return;
    cJSON *example = cJSON_CreateObject();
    json_set_string(example, "text", words);
    json_set_integer(example, "conversation", json_integer(row, "conversation", 0));
    cJSON_InsertItemInArray(examples, 0, example);
    if (cJSON_GetArraySize(examples) > INSIGHT_EXAMPLES_MOST)
        cJSON_DeleteItemFromArray(examples, INSIGHT_EXAMPLES_MOST);
}

/* The lesson where most of the group were asked, the first one at a tie. */
static const cJSON *place_of(const struct group *group)
{
    const cJSON *best = NULL;
    int64_t most = 0;
    for (const struct question *question = group->first; question != NULL; question = question->next) {
        const char *lesson = json_string(question->row, "lesson", NULL), *course = json_string(question->row, "course", NULL);
        int64_t count = 0;
        if (course == NULL || !json_bool(question->row, "current", false))
            continue;
        for (const struct question *other = question; other != NULL; other = other->next)
            count += json_bool(other->row, "current", false) && text_equal(json_string(other->row, "course", NULL), course) &&
                     (lesson == NULL || text_equal(json_string(other->row, "lesson", NULL), lesson));
        count = 2 * count - (lesson == NULL); /* a lesson says more than a course */
        if (count > most) {
            most = count;
            best = question->row;
        }
    }
    return best;
}

static void tell_place(cJSON *told, const struct group *group)
{
    static const char *const names[] = {"lesson", "lesson_title", "course", "course_title"};
    const cJSON *row = place_of(group);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        json_set_string(told, names[i], json_string(row, names[i], NULL));
}

static char *listed_ids(struct arena *arena, const cJSON *numbers)
{
    struct text ids = text_in(arena);
    text_append_char(&ids, ',');
    const cJSON *number;
    cJSON_ArrayForEach(number, numbers) text_printf(&ids, "%lld,", (long long)number->valuedouble);
    return ids.bytes;
}

static cJSON *tell(struct arena *arena, const struct group *group)
{
    cJSON *told = cJSON_CreateObject(), *examples = cJSON_CreateArray(), *askers = cJSON_CreateArray(), *conversations = cJSON_CreateArray();
    int64_t unanswered = 0;
    bool resolved = true;
    for (const struct question *question = group->first; question != NULL; question = question->next) {
        if (!json_bool(question->row, "current", false))
            continue;
        add_once(askers, json_integer(question->row, "asker", 0));
        add_once(conversations, json_integer(question->row, "conversation", 0));
        add_example(examples, question->row);
        unanswered += json_bool(question->row, "unanswered", false);
        resolved = resolved && json_bool(question->row, "resolved", false);
    }
    json_set_integer(told, "id", json_integer(group->first->row, "id", 0));
    json_set_string(told, "question", json_string(group->first->row, "content", ""));
    json_set_integer(told, "count", group->current);
    json_set_integer(told, "before", group->before);
    json_set_integer(told, "askers", cJSON_GetArraySize(askers));
    json_set_integer(told, "conversations", cJSON_GetArraySize(conversations));
    json_set_string(told, "among", listed_ids(arena, conversations));
    json_set_integer(told, "unanswered", unanswered);
    json_set_bool(told, "resolved", resolved);
    json_set(told, "examples", examples);
    tell_place(told, group);
    return told;
}

static int by_size(const void *left, const void *right)
{
    const struct group *a = *(struct group *const *)left, *b = *(struct group *const *)right;
    if (a->current != b->current)
        return a->current > b->current ? -1 : 1;
    return a->newest == b->newest ? 0 : a->newest > b->newest ? -1 : 1;
}

static cJSON *tell_all(struct groups *groups)
{
    struct group **ordered = arena_alloc(groups->arena, sizeof *ordered * (size_t)(groups->count + 1));
    size_t count = 0;
    for (struct group *group = groups->first; group != NULL; group = group->next)
        if (group->current > 0)
            ordered[count++] = group;
    qsort(ordered, count, sizeof *ordered, by_size);
    cJSON *told = cJSON_CreateArray();
    for (size_t i = 0; i < count; i++)
        cJSON_AddItemToArray(told, tell(groups->arena, ordered[i]));
    return told;
}

cJSON *insight_group(struct arena *arena, cJSON *rows)
{
    struct groups *groups = arena_alloc(arena, sizeof *groups);
    struct question *questions = arena_alloc(arena, sizeof *questions * (size_t)(cJSON_GetArraySize(rows) + 1));
    size_t count = 0;
    cJSON *row;
    groups->arena = arena;
    groups->end = &groups->first;
    cJSON_ArrayForEach(row, rows)
    {
        if (insight_deed_of(arena, row) != NULL)
            continue;
        questions[count].row = row;
        read_terms(groups, &questions[count]);
        count += questions[count].count > 0;
    }
    weigh(questions, count);
    for (size_t i = 0; i < count; i++)
        place(groups, &questions[i]);
    return tell_all(groups);
}

const cJSON *insight_group_of(const cJSON *groups, int64_t message_id)
{
    const cJSON *group;
    cJSON_ArrayForEach(group, groups) if (json_integer(group, "id", 0) == message_id)
        return group;
    return NULL;
}
