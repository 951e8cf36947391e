/* exchange.c - see exchange.h. The built-in coach answers, from what the learner may read, with the steps of help of the course. */
#include "domain/demo/exchange.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/view/locale.h"
#include "domain/coach/action.h"
#include "domain/coach/answer.h"
#include "domain/coach/blocks.h"
#include "domain/coach/conversation.h"
#include "domain/coach/followup.h"
#include "domain/coach/limit.h"

#include <string.h>

enum { HISTORY = 12 };

/* What is asked now, and how. */
struct asking {
    const char *words, *action;
    int rung;
};

static const char *button(const struct talker *talker, const char *action)
{
    const char *text = text_equal(action, "summarise") ? "Summarise this"
                       : text_equal(action, "quiz")    ? "Quiz me"
                       : text_equal(action, "simple")  ? "Explain simply"
                       : text_equal(action, "example") ? "Give an example"
                                                       : "What next?";
    return locale_words(talker->language, text);
}

static struct asking asking_of(const struct talker *talker, const char *words)
{
    if (text_equal(words, "/more"))
        return (struct asking){talker->first, "ask", talker->rung + 1};
    if (*words == '/')
        return (struct asking){button(talker, words + 1), words + 1, 0};
    return (struct asking){words, "ask", 0};
}

/* ---- the answer ---- */

static cJSON *given_answer(struct talker *talker, const struct asking *asking, const cJSON *history)
{
    bool asks = text_equal(asking->action, "ask");
    int rung = asks ? policy_rung(talker->arena, talker->db, &talker->place, asking->words, history, asking->rung) : 0;
    const struct coach_question question = {.user_id = talker->user_id,
                                            .course_id = talker->place.course_id,
                                            .lesson_id = talker->place.lesson_id,
                                            .heading = talker->heading,
                                            .language = talker->language,
                                            .question = asks ? asking->words : "",
                                            .before = rung < 2 ? followup_of(talker->arena, asking->words, history) : "",
                                            .action = coach_action_of(asking->action),
                                            .mode = talker->place.mode,
                                            .rung = rung};
    cJSON *given = coach_answer(talker->arena, talker->db, &question);
    if (json_integer(given, "rung", 0) == 0)
        json_set_integer(given, "rung", rung);
    return given;
}

static void add_link(cJSON *cards, const cJSON *lesson)
{
    cJSON *card = cJSON_CreateObject();
    json_set_string(card, "action", "look");
    json_set_string(card, "text", json_string(lesson, "title", ""));
    json_set_string(card, "state", "link");
    json_set_string(card, "confirm", NULL);
    json_set_string(card, "undo", NULL);
    json_set_string(card, "url", json_string(lesson, "url", NULL));
    cJSON_AddItemToArray(cards, card);
}

static bool close_answer(struct talker *talker, const char *markdown, const cJSON *citations, const cJSON *cards)
{
    const struct answer_given closed = {.content = markdown,
                                        .html = blocks_html(talker->arena, markdown, strlen(markdown), citations),
                                        .state = "complete",
                                        .source = "builtin",
                                        .problem = "",
                                        .model = "",
                                        .citations = citations,
                                        .cards = cards,
                                        .rung = talker->rung,
                                        .abstained = talker->abstained};
    return conversation_close(talker->arena, talker->db, talker->answer_id, &closed, talker->at) == DB_OK;
}

static bool answer(struct talker *talker, const struct asking *asking, const cJSON *history)
{
    const cJSON *given = given_answer(talker, asking, history), *lesson;
    cJSON *cards = cJSON_CreateArray();
    const char *markdown = json_string(given, "markdown", "");
    talker->rung = (int)json_integer(given, "rung", 0);
    talker->abstained = json_bool(given, "abstained", false);
    if (talker->abstained)
        cJSON_ArrayForEach(lesson, json_member(given, "nearest")) add_link(cards, lesson);
    return close_answer(talker, markdown, blocks_cited(markdown, json_member(given, "citations")), cards);
}

/* ---- a command ---- */

static const char *last_answer(const cJSON *history)
{
    const char *last = "";
    const cJSON *message;
    cJSON_ArrayForEach(message, history) if (text_equal(json_string(message, "role", ""), "assistant")) last = json_string(message, "content", "");
    return last;
}

static bool obey(struct talker *talker, const cJSON *wish, const cJSON *history)
{
    const struct action_asker asker = {
        .user_id = talker->user_id, .language = talker->language, .zone = talker->zone, .now = talker->at, .place = &talker->place};
    const char *reason = NULL;
    cJSON *card = action_offer(talker->arena, talker->db, &asker, talker->answer_id, wish, last_answer(history), &reason);
    cJSON *cards = cJSON_CreateArray(), *done = NULL;
    talker->rung = 0;
    if (card == NULL)
        return close_answer(talker, reason == NULL ? locale_words(talker->language, "I can't do that now.") : reason, NULL, NULL);
    int64_t id = json_integer(card, "id", 0);
    cJSON_AddItemToArray(cards, card);
    if (!close_answer(talker, locale_words(talker->language, "I can do that. It is done when you confirm it:"), NULL, cards))
        return false;
    return id == 0 || action_confirm(talker->arena, talker->db, &asker, id, &done) == ACTION_DONE;
}

bool exchange(struct talker *talker, const char *said)
{
    const struct asking asking = asking_of(talker, said);
    const struct coach_limits limits = {0};
    const struct question_asked asked = {.user_id = talker->user_id,
                                         .conversation_id = talker->conversation_id,
                                         .course_id = talker->place.course_id,
                                         .lesson_id = talker->place.lesson_id,
                                         .words = asking.words,
                                         .action = asking.action,
                                         .heading = talker->heading};
    int64_t question_id = 0;
    if (limit_take(talker->db, &limits, talker->user_id, talker->at) != DB_OK ||
        conversation_ask(talker->arena, talker->db, &asked, talker->at, &talker->conversation_id, &question_id, &talker->answer_id) != DB_OK)
        return false;
    if (talker->first == NULL)
        talker->first = asking.words;
    const cJSON *history = conversation_history(talker->db, talker->user_id, talker->conversation_id, question_id, HISTORY);
    const cJSON *wish = text_equal(asking.action, "ask") ? action_recognise(talker->arena, asking.words) : NULL;
    talker->abstained = false;
    return wish == NULL ? answer(talker, &asking, history) : obey(talker, wish, history);
}
