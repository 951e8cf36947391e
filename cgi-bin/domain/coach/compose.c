/* compose.c - writes the answer's Markdown and its citations. See compose.h. */
#include "domain/coach/compose.h"

#include "core/base/json.h"
#include "core/view/locale.h"
#include "domain/coach/extract.h"
#include "domain/coach/search.h"

#include <string.h>

enum { QUOTE_BYTES_MOST = 300 };

const char *compose_words(const struct composing *composing, const char *english)
{
    return locale_words(composing->question->language == NULL ? "en" : composing->question->language, english);
}

void compose_paragraph(struct composing *composing)
{
    struct text *text = &composing->markdown;
    while (text->length > 0 && text->bytes[text->length - 1] == '\n')
        text->bytes[--text->length] = '\0';
    if (text->length > 0)
        text_append(text, "\n\n");
}

void compose_say(struct composing *composing, const char *english)
{
    compose_paragraph(composing);
    text_append(&composing->markdown, compose_words(composing, english));
}

void compose_say_of(struct composing *composing, const char *english, const char *name)
{
    const char *phrase = compose_words(composing, english), *place = strstr(phrase, "%s");
    compose_paragraph(composing);
    if (place == NULL) {
        text_append(&composing->markdown, phrase);
        return;
    }
    text_append_bytes(&composing->markdown, phrase, (size_t)(place - phrase));
    compose_append(composing, name, strlen(name));
    text_append(&composing->markdown, place + 2);
}

/* At a line's beginning a few more characters mean something. */
static bool begins_line(const struct text *text)
{
    return text->length == 0 || text->bytes[text->length - 1] == '\n';
}

void compose_append(struct composing *composing, const char *words, size_t length)
{
    struct text *text = &composing->markdown;
    bool code = false;
    for (size_t i = 0; i < length; i++) {
        char c = words[i];
        bool closes = c == '`' && (code || memchr(words + i + 1, '`', length - i - 1) != NULL);
        if (closes)
            code = !code;
        else if (!code && (strchr("\\`*_[]<>|~&", c) != NULL || (begins_line(text) && strchr("#+-=>", c) != NULL)))
            text_append_char(text, '\\');
        else if (!code && (c == '.' || c == ')') && i > 0 && i < 4 && strspn(words, "0123456789") == i)
            text_append_char(text, '\\');
        text_append_char(text, c == '\n' ? ' ' : c);
    }
}

static cJSON *citation_of(struct composing *composing, const struct passage_row *passage, const char *quote)
{
    cJSON *citation = cJSON_CreateObject();
    size_t length = strlen(quote);
    if (length > QUOTE_BYTES_MOST)
        for (length = QUOTE_BYTES_MOST; length > 0 && quote[length] != ' '; length--)
            ;
    json_set_integer(citation, "n", composing->cited_count);
    json_set_integer(citation, "passage_id", passage->id);
    json_set_string(citation, "course", passage->course_title);
    json_set_string(citation, "lesson", passage->lesson_id == 0 ? passage->course_title : passage->title);
    json_set_string(citation, "title", *passage->heading != '\0' ? passage->heading : passage->title);
    json_set_string(citation, "url", search_url(composing->arena, passage));
    json_set_string(citation, "quote", arena_strndup(composing->arena, quote, length));
    return citation;
}

int compose_cite(struct composing *composing, const struct passage_row *passage, const char *quote)
{
    for (int i = 0; i < composing->cited_count; i++)
        if (composing->cited[i] == passage->id)
            return i + 1;
    if (composing->cited_count == COMPOSE_CITATIONS_MOST)
        return 0;
    composing->cited[composing->cited_count++] = passage->id;
    cJSON_AddItemToArray(composing->citations, citation_of(composing, passage, quote));
    return composing->cited_count;
}

static void append_number(struct composing *composing, int number)
{
    if (number > 0)
        text_printf(&composing->markdown, " [%d]", number);
}

void compose_quote(struct composing *composing, const struct passage_row *passage, const struct sentence *sentence)
{
    const char *plain = extract_plain(composing->arena, sentence);
    int number = compose_cite(composing, passage, plain);
    if (sentence->code) {
        compose_paragraph(composing);
        text_append_bytes(&composing->markdown, sentence->at, sentence->length);
        text_append(&composing->markdown, "\n\n");
        return;
    }
    struct text *text = &composing->markdown;
    if (!begins_line(text) && text->bytes[text->length - 1] != ' ')
        text_append_char(text, ' ');
    bool table = sentence->item &&
                 strcmp(plain, arena_strndup(composing->arena, sentence->at, sentence->length)) != 0 &&
                 memmem(sentence->at, sentence->length, " |", 2) != NULL;
    if (table)
        compose_append(composing, plain, strlen(plain));
    else
        compose_append(composing, sentence->at, sentence->length);
    append_number(composing, number);
}

struct passage_scope compose_scope(const struct composing *composing)
{
    const struct coach_question *question = composing->question;
    return (struct passage_scope){.user_id = question->user_id,
                                  .admin = question->admin,
                                  .course_id = question->only_course ? question->course_id : 0};
}

cJSON *compose_finish(struct composing *composing)
{
    cJSON *answer = cJSON_CreateObject();
    json_set_string(answer, "markdown", text_trim(composing->arena, text_string(&composing->markdown)));
    json_set(answer, "citations", composing->citations);
    json_set_string(answer, "kind", composing->kind);
    json_set_bool(answer, "abstained", composing->abstained);
    json_set(answer, "confidence", cJSON_CreateNumber(composing->confidence));
    json_set(answer, "nearest", composing->nearest);
    json_set(answer, "quiz", composing->quiz == NULL ? cJSON_CreateNull() : composing->quiz);
    json_set_integer(answer, "rung", composing->rung);
    json_set_integer(answer, "rungs", composing->rung > 0 ? 3 : 0);
    return answer;
}
