/* import_quiz.c - reads NN-name.quiz.yaml: the quiz's settings and its questions, each checked by its kind.
 *
 * Called by import_render.c. A question with a fault is refused by line and key; the one in the database stays. */
#include "core/base/json.h"
#include "core/base/yaml.h"
#include "core/view/markdown.h"
#include "domain/catalog/import_parts.h"

#include <math.h>
#include <string.h>

enum { QUESTIONS_MOST = 500, OPTIONS_MOST = 26 };

struct reading {
    struct import_job *job;
    struct imported_lesson *lesson;
    struct imported_question *question;
    const cJSON *values; /* the question's */
    int line;
    bool problem;
};

static bool refuse(struct reading *reading, const cJSON *at, const char *why)
{
    int line = yaml_line(at) > 0 ? yaml_line(at) : reading->line;
    import_say(reading->job, IMPORT_REFUSED, reading->lesson->file, line, "question \"%s\": %s", reading->question->key, why);
    reading->problem = true;
    return false;
}

/* A scalar of a question as HTML, without <p> where it is one paragraph. "" when absent. */
static const char *html_of(struct reading *reading, const cJSON *value, bool in_line)
{
    const char *text = yaml_text(value);
    if (text == NULL)
        return "";
    int line = yaml_line(value) > 0 ? yaml_line(value) : reading->line;
    const char *html = import_html(reading->job, text, line, in_line);
    reading->problem = reading->problem || html == NULL;
    return html == NULL ? "" : html;
}

static const cJSON *list_of(struct reading *reading, const char *key, int least)
{
    const cJSON *list = json_member(reading->values, key);
    int count = cJSON_IsArray(list) ? cJSON_GetArraySize(list) : 0;
    if (count >= least && count <= OPTIONS_MOST)
        return list;
    refuse(reading, list, arena_printf(reading->job->arena, "%s must be a list of %d to %d", key, least, OPTIONS_MOST));
    return NULL;
}

static void set_letter(cJSON *row, int position)
{
    char letter[2] = {(char)('a' + position), '\0'};
    json_set_string(row, "id", letter);
}

static void read_options(struct reading *reading, cJSON *body)
{
    const cJSON *option, *list = list_of(reading, "options", 2);
    cJSON *options = cJSON_AddArrayToObject(body, "options");
    int right = 0, position = 0;
    cJSON_ArrayForEach(option, list)
    {
        cJSON *row = cJSON_CreateObject();
        bool correct = json_bool(option, "correct", false);
        set_letter(row, position++);
        if (yaml_text(json_member(option, "text")) == NULL)
            refuse(reading, option, "an option needs a text");
        json_set_string(row, "html", html_of(reading, json_member(option, "text"), true));
        json_set_bool(row, "correct", correct);
        json_set_string(row, "feedback", html_of(reading, json_member(option, "feedback"), true));
        cJSON_AddItemToArray(options, row);
        right += correct;
    }
    if (list != NULL && right == 0)
        refuse(reading, list, "no option is correct");
    if (right > 1 && strcmp(reading->question->kind, "single") == 0)
        refuse(reading, list, "more than one option is correct; its kind is \"multiple\" then");
}

static void read_true_false(struct reading *reading, cJSON *body)
{
    const cJSON *answer = json_member(reading->values, "answer");
    if (!cJSON_IsBool(answer))
        refuse(reading, answer, "answer must be true or false");
    json_set_bool(body, "answer", cJSON_IsTrue(answer));
}

/* Strings of a list as they were written. */
static cJSON *texts_of(const cJSON *list)
{
    cJSON *texts = cJSON_CreateArray();
    const cJSON *value;
    cJSON_ArrayForEach(value, list)
    {
        if (yaml_text(value) != NULL && *yaml_text(value) != '\0')
            cJSON_AddItemToArray(texts, cJSON_CreateString(yaml_text(value)));
    }
    return texts;
}

#define GAP "____"
#define GAP_MARK "\xEE\x80\x80" /* U+E000 */

/* The prompt with every ____ as the marker, in code as well: done before Markdown, where underscores mean emphasis. */
static char *with_gaps(struct arena *arena, const char *prompt, int *gaps)
{
    struct text text = text_in(arena);
    for (const char *found; (found = strstr(prompt, GAP)) != NULL; ++*gaps) {
        text_append_bytes(&text, prompt, (size_t)(found - prompt));
        text_append(&text, GAP_MARK);
        prompt = found + strspn(found, "_");
    }
    text_append(&text, prompt);
    return arena_strdup(arena, text_string(&text));
}

static void read_blanks(struct reading *reading, cJSON *body)
{
    const cJSON *gap, *list = list_of(reading, "blanks", 1), *prompt = json_member(reading->values, "prompt");
    cJSON *blanks = cJSON_AddArrayToObject(body, "blanks");
    int gaps = 0;
    cJSON_ArrayForEach(gap, list)
    {
        cJSON *accepted = cJSON_IsArray(gap) ? texts_of(gap) : cJSON_CreateArray();
        if (!cJSON_IsArray(gap) && yaml_text(gap) != NULL)
            cJSON_AddItemToArray(accepted, cJSON_CreateString(yaml_text(gap)));
        if (cJSON_GetArraySize(accepted) == 0)
            refuse(reading, list, "a blank needs at least one accepted word");
        cJSON_AddItemToArray(blanks, accepted);
    }
    char *marked = with_gaps(reading->job->arena, yaml_text(prompt) == NULL ? "" : yaml_text(prompt), &gaps);
    if (list != NULL && gaps != cJSON_GetArraySize(list))
        refuse(reading, list, arena_printf(reading->job->arena, "the prompt has %d gaps (____) and blanks has %d", gaps,
                                           cJSON_GetArraySize(list)));
    const char *html = import_html(reading->job, marked, reading->line, false);
    reading->question->prompt = html == NULL ? "" : html;
    reading->problem = reading->problem || html == NULL;
}

static void read_numeric(struct reading *reading, cJSON *body)
{
    const cJSON *answer = json_member(reading->values, "answer"), *tolerance = json_member(reading->values, "tolerance");
    if (!cJSON_IsNumber(answer))
        refuse(reading, answer, "answer must be a number");
    if (tolerance != NULL && (!cJSON_IsNumber(tolerance) || tolerance->valuedouble < 0))
        refuse(reading, tolerance, "tolerance must be a number, 0 or more");
    json_set(body, "answer", cJSON_CreateNumber(cJSON_IsNumber(answer) ? answer->valuedouble : 0));
    json_set(body, "tolerance", cJSON_CreateNumber(cJSON_IsNumber(tolerance) ? tolerance->valuedouble : 0));
    const char *unit = yaml_text(json_member(reading->values, "unit"));
    json_set_string(body, "unit", unit == NULL ? "" : unit);
}

static void read_matching(struct reading *reading, cJSON *body)
{
    const cJSON *pair, *list = list_of(reading, "pairs", 2);
    cJSON *pairs = cJSON_AddArrayToObject(body, "pairs");
    int position = 0;
    cJSON_ArrayForEach(pair, list)
    {
        const char *right = yaml_text(json_member(pair, "right"));
        cJSON *row = cJSON_CreateObject();
        if (right == NULL || yaml_text(json_member(pair, "left")) == NULL)
            refuse(reading, pair, "a pair needs left and right");
        set_letter(row, position++);
        json_set_string(row, "left", html_of(reading, json_member(pair, "left"), true));
        json_set_string(row, "right", right == NULL ? "" : right);
        cJSON_AddItemToArray(pairs, row);
    }
    json_set(body, "distractors", texts_of(json_member(reading->values, "distractors")));
}

static void read_ordering(struct reading *reading, cJSON *body)
{
    const cJSON *item, *list = list_of(reading, "items", 2);
    cJSON *items = cJSON_AddArrayToObject(body, "items");
    int position = 0;
    cJSON_ArrayForEach(item, list)
    {
        cJSON *row = cJSON_CreateObject();
        if (yaml_text(item) == NULL)
            refuse(reading, item, "an item must be a text");
        set_letter(row, position++);
        json_set_string(row, "html", html_of(reading, item, true));
        cJSON_AddItemToArray(items, row);
    }
}

static void read_short(struct reading *reading, cJSON *body)
{
    cJSON *accept = texts_of(list_of(reading, "accept", 1));
    json_set(body, "accept", accept);
}

static const struct {
    const char *kind;
    void (*read)(struct reading *reading, cJSON *body);
} kinds[] = {{"single", read_options},    {"multiple", read_options}, {"true_false", read_true_false},
             {"blank", read_blanks},      {"numeric", read_numeric},  {"matching", read_matching},
             {"ordering", read_ordering}, {"short", read_short}};

static bool read_body(struct reading *reading)
{
    size_t i = 0, count = sizeof kinds / sizeof *kinds;
    while (i < count && !text_equal(reading->question->kind, kinds[i].kind))
        i++;
    if (i == count)
        return refuse(reading, json_member(reading->values, "kind"),
                      "kind must be single, multiple, true_false, blank, numeric, matching, ordering or short");
    if (yaml_text(json_member(reading->values, "prompt")) == NULL)
        return refuse(reading, reading->values, "needs a prompt");
    cJSON *body = cJSON_CreateObject();
    kinds[i].read(reading, body);
    if (reading->question->prompt == NULL)
        reading->question->prompt = html_of(reading, json_member(reading->values, "prompt"), false);
    reading->question->feedback = html_of(reading, json_member(reading->values, "feedback"), false);
    reading->question->body = json_write(reading->job->arena, body);
    return !reading->problem;
}

static bool key_taken(const struct imported_quiz *quiz, const char *key)
{
    for (const struct imported_question *question = quiz->questions; question != NULL; question = question->next) {
        if (strcmp(question->key, key) == 0)
            return true;
    }
    return false;
}

/* NULL when it has no usable key: then nothing of it can be known in the database. */
static struct imported_question *read_question(struct import_job *job, struct imported_lesson *lesson,
                                               const cJSON *values, int position)
{
    struct imported_question *question = arena_alloc(job->arena, sizeof *question);
    const char *key = yaml_text(json_member(values, "key")), *points = yaml_text(json_member(values, "points"));
    int line = yaml_line(values);
    if (!cJSON_IsObject(values) || key == NULL || *key == '\0' || strlen(key) > 100 || key_taken(lesson->quiz, key)) {
        import_say(job, IMPORT_REFUSED, lesson->file, line, "question %d needs a key of its own", position);
        return NULL;
    }
    const char *kind = yaml_text(json_member(values, "kind"));
    *question = (struct imported_question){.key = key, .kind = kind == NULL ? "" : kind, .position = position, .points = 1};
    struct reading reading = {.job = job, .lesson = lesson, .question = question, .values = values, .line = line};
    if (points != NULL && !text_integer(points, 1, 1000, &question->points))
        refuse(&reading, values, "points must be a whole number from 1 to 1000");
    question->refused = !read_body(&reading) || reading.problem;
    return question;
}

static int64_t setting(struct import_job *job, struct imported_lesson *lesson, const cJSON *values, const char *key,
                       int64_t most, int64_t fallback)
{
    int64_t number = fallback;
    const char *text = yaml_text(json_member(values, key));
    if (text != NULL && !text_integer(text, 0, most, &number)) {
        import_say(job, IMPORT_NOTE, lesson->file, 0, "%s \"%s\" is no whole number from 0 to %d; taken as %d", key, text,
                   (int)most, (int)fallback);
        number = fallback;
    }
    return number;
}

static void read_settings(struct import_job *job, struct imported_lesson *lesson, const cJSON *values)
{
    struct imported_quiz *quiz = lesson->quiz = arena_alloc(job->arena, sizeof *quiz);
    const char *title = yaml_text(json_member(values, "title")), *intro = yaml_text(json_member(values, "intro"));
    lesson->title = title == NULL ? lesson->slug : text_trim(job->arena, title);
    lesson->plain = markdown_plain(job->arena, intro == NULL ? "" : intro, intro == NULL ? 0 : strlen(intro));
    lesson->preview = json_bool(values, "preview", false);
    quiz->pass_percent = setting(job, lesson, values, "pass", 100, 70);
    quiz->time_limit = setting(job, lesson, values, "minutes", 600, 0) * 60;
    quiz->attempts_most = setting(job, lesson, values, "attempts", 1000, 0);
    quiz->draw = setting(job, lesson, values, "draw", QUESTIONS_MOST, 0);
    quiz->shuffle = json_bool(values, "shuffle", false) ? 1 : 0;
}

bool import_read_quiz(struct import_job *job, struct imported_lesson *lesson)
{
    size_t length = 0;
    const char *problem = NULL, *text = import_read(job, lesson->file, &length);
    cJSON *values = text == NULL ? NULL : yaml_read(job->arena, text, length, 1, &problem);
    const cJSON *list = json_member(values, "questions"), *row;
    if (text == NULL)
        return false;
    if (values == NULL || !cJSON_IsArray(list) || cJSON_GetArraySize(list) > QUESTIONS_MOST) {
        import_say(job, IMPORT_REFUSED, lesson->file, 0, "%s", problem != NULL ? problem : "questions must be a list");
        return false;
    }
    read_settings(job, lesson, values);
    lesson->source = text; /* whole: the database keeps questions as HTML, and an export wants what the author wrote */
    const char *intro = yaml_text(json_member(values, "intro"));
    const char *html = import_html(job, intro == NULL ? "" : intro, yaml_line(json_member(values, "intro")), false);
    lesson->html = html == NULL ? "" : html;
    struct imported_question **next = &lesson->quiz->questions;
    int position = 0;
    cJSON_ArrayForEach(row, list)
    {
        struct imported_question *question = read_question(job, lesson, row, ++position);
        if (question == NULL)
            continue;
        *next = question;
        next = &question->next;
    }
    return true;
}
