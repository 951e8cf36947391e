/* study_quiz.c - a small quiz out of a lesson's own sentences: a blank, and choices among the lesson's other terms. Called by
 * answer.c. The graded quizzes are never read here, so nothing of them can be in it. */
#include "domain/coach/answer_parts.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "domain/coach/keyterm.h"

#include <stdlib.h>
#include <string.h>

enum { TERMS = 24, QUESTIONS = 4, OPTIONS = 4, SHORTEST = 40, LONGEST = 260 };

/* The sentence with the term gone; NULL when it is not there as it is written, or nothing is left to think with. */
static const char *with_blank(struct arena *arena, const char *sentence, const char *term)
{
    const char *at = strcasestr(sentence, term);
    size_t length = strlen(sentence), gone = strlen(term);
    if (at == NULL || length < SHORTEST || length > LONGEST)
        return NULL;
    struct text text = text_in(arena);
    while (at != NULL) {
        text_append_bytes(&text, sentence, (size_t)(at - sentence));
        text_append(&text, "_____");
        sentence = at + gone + strspn(at + gone, "s");
        at = strcasestr(sentence, term);
    }
    text_append(&text, sentence);
    return text_string(&text);
}

static int by_text(const void *a, const void *b)
{
    return strcasecmp(*(const char *const *)a, *(const char *const *)b);
}

/* Other terms of the lesson, of as many words where there are such, that the sentence does not have. Sorted with the right one. */
static size_t options_for(const struct keyterm *terms, size_t count, size_t right, const char *sentence,
                          const char **options)
{
    size_t found = 1;
    options[0] = terms[right].term;
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < count && found < OPTIONS; i++) {
            bool fits = (terms[i].words > 1) == (terms[right].words > 1);
            bool other = i != right && strcasestr(sentence, terms[i].term) == NULL &&
                         strcasestr(terms[i].term, terms[right].term) == NULL;
            if (other && fits == (round == 0))
                options[found++] = terms[i].term;
        }
    qsort(options, found, sizeof *options, by_text);
    return found;
}

static void write_options(struct composing *composing, cJSON *question, const char **options, size_t count,
                          const char *right, struct text *key)
{
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < count; i++) {
        text_printf(&composing->markdown, "\n   - %c: ", (char)('a' + i));
        compose_append(composing, options[i], strlen(options[i]));
        cJSON_AddItemToArray(list, cJSON_CreateString(options[i]));
        if (strcmp(options[i], right) == 0)
            text_printf(key, "%c: ", (char)('a' + i));
    }
    json_set(question, "options", list);
}

/* One question; false when the term does not make one. */
static bool write_question(struct composing *composing, const struct keyterm *terms, size_t count, size_t at,
                           int number, cJSON *questions, struct text *key)
{
    const char *sentence = extract_plain(composing->arena, &terms[at].sentence), *options[OPTIONS];
    const char *prompt = with_blank(composing->arena, sentence, terms[at].term);
    if (prompt == NULL || terms[at].sentence.code || terms[at].sentence.item || compose_cite(composing, terms[at].passage, sentence) == 0)
        return false;
    size_t choices = options_for(terms, count, at, sentence, options);
    bool single = number % 2 == 1 && choices == OPTIONS;
    cJSON *question = cJSON_CreateObject();
    json_set_string(question, "kind", single ? "single" : "blank");
    json_set_string(question, "prompt", prompt);
    json_set_string(question, "answer", terms[at].term);
    json_set_integer(question, "citation", compose_cite(composing, terms[at].passage, sentence));
    compose_paragraph(composing);
    text_printf(&composing->markdown, "%d. ", number);
    compose_append(composing, prompt, strlen(prompt));
    text_printf(key, "%d. ", number);
    if (single)
        write_options(composing, question, options, choices, terms[at].term, key);
    text_printf(key, "%s [%d]\n", terms[at].term, compose_cite(composing, terms[at].passage, sentence));
    cJSON_AddItemToArray(questions, question);
    return true;
}

/* What was answered wrongly is asked about first: its terms come to the front, in their order. */
static bool was_mistaken(const struct composing *composing, const struct keyterm *term)
{
    const cJSON *mistake;
    cJSON_ArrayForEach(mistake, json_member(composing->question->sight, "mistakes"))
        if (strcasestr(json_string(mistake, "prompt", ""), term->term) != NULL)
            return true;
    return false;
}

static void prefer_mistaken(const struct composing *composing, struct keyterm *terms, size_t count)
{
    size_t front = 0;
    for (size_t i = 0; i < count; i++) {
        if (!was_mistaken(composing, &terms[i]))
            continue;
        struct keyterm term = terms[i];
        memmove(&terms[front + 1], &terms[front], (i - front) * sizeof *terms);
        terms[front] = term;
        terms[front++].defined = true; /* these are asked in the first round */
    }
}

void study_quiz(struct composing *composing, const char *topic)
{
    struct keyterm terms[TERMS];
    struct passage_rows passages = study_passages(composing, topic);
    size_t count = passages.count == 0
                       ? 0
                       : keyterms_of(composing->arena, composing->db, composing->reader, &passages, terms, TERMS);
    prefer_mistaken(composing, terms, count);
    cJSON *questions = cJSON_CreateArray();
    struct text key = text_in(composing->arena);
    compose_say(composing, tr_noop("Without looking: what belongs in the gaps? The answers stand below."));
    int number = 1;
    for (int defined = 1; defined >= 0; defined--)
        for (size_t i = 0; i < count && number <= QUESTIONS; i++)
            if (terms[i].defined == defined)
                number += write_question(composing, terms, count, i, number, questions, &key);
    if (number == 1) {
        composing->markdown = text_in(composing->arena);
        answer_abstain(composing, NULL);
        return;
    }
    composing->kind = "quiz";
    composing->confidence = 1;
    composing->quiz = questions;
    compose_say(composing, tr_noop("Answers:"));
    compose_paragraph(composing);
    text_append(&composing->markdown, text_string(&key));
}
