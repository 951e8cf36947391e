/* action_words.c - what a learner wishes to be done, in their own words, by rules; and the same table for a model's tools.
 *
 * Called by the coach program before any model is asked. A rule is a few beginnings of words that must all be there, in
 * text without accents; a question about a thing ("how do I enrol?") has none of the forms that ask for it. */
#include "domain/coach/action.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <string.h>

/* Phrases that ask for an action; the first found decides. `tail`: what follows is the text of the note or reminder. */
static const struct {
    const char *phrase, *action;
    bool tail;
} rules[] = {
    {"make a note", "create_note", true},       {"take a note", "create_note", true},      {"create a note", "create_note", true},
    {"add a note", "create_note", true},        {"write a note", "create_note", true},     {"note:", "create_note", true},
    {"prends une note", "create_note", true},   {"prends note", "create_note", true},      {"ajoute une note", "create_note", true},
    {"cree une note", "create_note", true},     {"fais une note", "create_note", true},    {"ecris une note", "create_note", true},
    {"remind me", "remind", true},              {"set a reminder", "remind", true},        {"rappelle-moi", "remind", true},
    {"rappelle moi", "remind", true},           {"rappelez-moi", "remind", true},          {"un rappel", "remind", true},
    {"enrol me", "enrol", false},               {"enroll me", "enrol", false},             {"sign me up", "enrol", false},
    {"inscris-moi", "enrol", false},            {"inscris moi", "enrol", false},           {"inscrivez-moi", "enrol", false},
    {"start the quiz", "start_quiz", false},    {"start this quiz", "start_quiz", false},  {"begin the quiz", "start_quiz", false},
    {"take the quiz", "start_quiz", false},     {"commence le quiz", "start_quiz", false}, {"lance le quiz", "start_quiz", false},
    {"demarre le quiz", "start_quiz", false},   {"commencer le quiz", "start_quiz", false},
    {"what should i do next", "next_step", false}, {"what do i do next", "next_step", false}, {"what next", "next_step", false},
    {"what's next", "next_step", false},        {"que faire ensuite", "next_step", false}, {"que dois-je faire", "next_step", false},
    {"et maintenant ?", "next_step", false},    {"quelle est la suite", "next_step", false},
};

static bool any(const char *folded, const char *const *list)
{
    for (; *list != NULL; list++)
        if (strstr(folded, *list) != NULL)
            return true;
    return false;
}

/* "How do I make a note?" asks for words, not for deeds. */
static bool asks_how(const char *folded)
{
    static const char *const starts[] = {"how ", "why ", "what is ", "what does ", "comment ", "pourquoi ", "qu'est-ce "};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (text_starts(folded, starts[i]))
            return true;
    return false;
}

/* "Mark this lesson (as) complete", "marque la lecon comme terminee": a verb at the start of a word, a lesson, a state. */
static bool wants_completion(const char *folded)
{
    static const char *const verbs[] = {"mark ", "tick ", "marque", "coche", NULL};
    static const char *const things[] = {"lesson", "lecon", "this", "it ", "cette", NULL};
    static const char *const states[] = {"complete", "done", "finished", "termine", "fini", "faite", "acheve", NULL};
    return any(folded, verbs) && any(folded, things) && any(folded, states);
}

/* The learner's words behind a phrase, whose place is known in the folded text: folding may change lengths, so the place is
 * found by counting words. */
static const char *words_behind(struct arena *arena, const char *words, const char *folded, const char *phrase)
{
    const char *end = strstr(folded, phrase) + strlen(phrase);
    size_t spaces = 0;
    for (const char *at = folded; at < end; at++)
        spaces += *at == ' ';
    const char *at = words;
    for (; spaces > 0 && *at != '\0'; at++)
        spaces -= *at == ' ';
    at += strcspn(at, " :\n");
    static const char *const joints[] = {":", "that ", "saying ", "to ", "about this", "of this", "que ", "de ", "d'", "qui dit "};
    at += strspn(at, " \n");
    for (size_t i = 0; i < sizeof joints / sizeof *joints; i++) {
        if (text_starts(at, joints[i])) {
            at += strlen(joints[i]);
            at += strspn(at, " \n");
        }
    }
    return text_trim(arena, at);
}

static cJSON *wish_of(const char *action, const char *text, const char *words)
{
    cJSON *wish = cJSON_CreateObject();
    json_set_string(wish, "action", action);
    json_set_string(wish, "text", text);
    json_set_string(wish, "when", words);
    json_set_string(wish, "words", words);
    return wish;
}

cJSON *action_recognise(struct arena *arena, const char *words)
{
    enum { WISH_BYTES_MOST = 1200 };
    const char *folded = text_fold(arena, words);
    if (strlen(words) > WISH_BYTES_MOST || asks_how(folded))
        return NULL;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        const char *found = strstr(folded, rules[i].phrase);
        if (found == NULL || (found > folded && found[-1] != ' '))
            continue;
        return wish_of(rules[i].action, rules[i].tail ? words_behind(arena, words, folded, rules[i].phrase) : "", words);
    }
    return wants_completion(folded) ? wish_of("complete_lesson", "", words) : NULL;
}

/* ---- tools ---- */

static const struct {
    const char *name, *help;
    const char *parameters[3]; /* "name: what it is" */
} tools[] = {
    {"complete_lesson", "Offer to mark the lesson on screen as complete.", {NULL}},
    {"create_note", "Offer to save a note on the lesson on screen.", {"text: the words of the note", NULL}},
    {"enrol", "Offer to enrol the learner in a course.", {"course: the title of the course", NULL}},
    {"remind", "Offer to send the learner a reminder by mail.",
     {"text: what to remind of", "when: local date and time, YYYY-MM-DD HH:MM", NULL}},
    {"start_quiz", "Show the way to the next quiz of the course on screen.", {NULL}},
    {"next_step", "Show the way to the next lesson of the learner.", {NULL}},
};

static cJSON *parameters_of(const char *const *parameters)
{
    cJSON *schema = cJSON_CreateObject(), *properties = cJSON_CreateObject(), *required = cJSON_CreateArray();
    for (; *parameters != NULL; parameters++) {
        char name[16] = "";
        size_t length = strcspn(*parameters, ":");
        memcpy(name, *parameters, length < sizeof name ? length : sizeof name - 1);
        cJSON *property = cJSON_CreateObject();
        json_set_string(property, "type", "string");
        json_set_string(property, "description", *parameters + length + 2);
        cJSON_AddItemToObject(properties, name, property);
        cJSON_AddItemToArray(required, cJSON_CreateString(name));
    }
    json_set_string(schema, "type", "object");
    json_set(schema, "properties", properties);
    json_set(schema, "required", required);
    json_set_bool(schema, "additionalProperties", false);
    return schema;
}

cJSON *action_tools(void)
{
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < sizeof tools / sizeof *tools; i++) {
        cJSON *tool = cJSON_CreateObject(), *function = cJSON_CreateObject();
        json_set_string(tool, "type", "function");
        json_set_string(function, "name", tools[i].name);
        json_set_string(function, "description", tools[i].help);
        json_set(function, "parameters", parameters_of(tools[i].parameters));
        json_set(tool, "function", function);
        cJSON_AddItemToArray(list, tool);
    }
    return list;
}

cJSON *action_of_call(struct arena *arena, const char *name, const char *arguments)
{
    for (size_t i = 0; i < sizeof tools / sizeof *tools; i++) {
        if (strcmp(tools[i].name, name) != 0)
            continue;
        const cJSON *given = *arguments == '\0' ? NULL : json_read(arena, arguments, strlen(arguments), NULL);
        cJSON *wish = wish_of(tools[i].name, json_string(given, "text", ""), json_string(given, "when", ""));
        json_set_string(wish, "words", json_string(given, "course", ""));
        return wish;
    }
    return NULL;
}
