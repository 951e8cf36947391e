/* builtin.c - the coach's own answer, from what the learner may read. Called by speak.c when no model is set, and when one
 * failed: then it goes on in the same answer. */
#include "programs/coach/speech.h"

#include "core/base/json.h"
#include "domain/coach/blocks.h"

#include <string.h>

/* The question that an exercise began with: "another hint" says nothing by itself. */
static const char *subject_of(const struct speech *speech)
{
    const char *subject = NULL, *asked = NULL;
    const cJSON *message;
    if (speech->rung < 2)
        return speech->exchange->words;
    cJSON_ArrayForEach(message, speech->history)
    {
        bool own = strcmp(json_string(message, "role", ""), "user") == 0;
        if (own)
            asked = json_string(message, "content", "");
        else if (json_integer(message, "rung", 0) == 1 && asked != NULL)
            subject = asked;
    }
    return subject == NULL ? speech->exchange->words : subject;
}

static cJSON *answer(struct speech *speech)
{
    const struct request *request = speech->request;
    const struct coach_place *place = &speech->exchange->place;
    const struct coach_question question = {.user_id = request->identity.user_id,
                                            .admin = (request->identity.roles & ROLE_ADMIN) != 0,
                                            .course_id = place->course_id,
                                            .lesson_id = place->lesson_id,
                                            .heading = speech->exchange->heading,
                                            .sight = speech->sight,
                                            .language = request->language,
                                            .question = subject_of(speech),
                                            .before = speech->rung < 2 ? speech->before : "",
                                            .meaning = speech->meaning,
                                            .action = coach_action_of(speech->exchange->action),
                                            .mode = place->mode,
                                            .rung = speech->rung};
    cJSON *given = NULL;
    if (stream_borrow(speech->stream, request->arena)) {
        if (db_begin_read(request->db))
            given = coach_answer(request->arena, request->db, &question);
        if (db_failed(request->db) != DB_OK)
            given = NULL;
    }
    stream_give_back(speech->stream);
    return given;
}

/* Numbers of citations go on from where those of the model ended. */
static const char *take_citations(struct speech *speech, const cJSON *given)
{
    int by = 0;
    cJSON *citation;
    const cJSON *before;
    cJSON_ArrayForEach(before, speech->citations)
        by = json_integer(before, "n", 0) > by ? (int)json_integer(before, "n", 0) : by;
    cJSON_ArrayForEach(citation, json_member(given, "citations"))
    {
        cJSON *copy = cJSON_Duplicate(citation, true);
        json_set_integer(copy, "n", json_integer(citation, "n", 0) + by);
        cJSON_AddItemToArray(speech->citations, copy);
    }
    return blocks_renumber(speech->request->arena, json_string(given, "markdown", ""), by);
}

/* Where the courses say nothing, lessons to look at are offered as cards that lead there. */
static void offer_nearest(struct speech *speech, const cJSON *given)
{
    const cJSON *lesson;
    cJSON_ArrayForEach(lesson, json_member(given, "nearest"))
    {
        cJSON *card = cJSON_CreateObject();
        json_set_string(card, "action", "look");
        json_set_string(card, "text", json_string(lesson, "title", ""));
        json_set_string(card, "state", "link");
        json_set_string(card, "confirm", NULL);
        json_set_string(card, "undo", NULL);
        json_set_string(card, "url", json_string(lesson, "url", NULL));
        speech_card(speech, card);
    }
}

void builtin_speak(struct speech *speech, bool take_over)
{
    struct request *request = speech->request;
    const cJSON *given = answer(speech);
    speech->source = take_over ? "builtin-after-failure" : "builtin";
    if (given == NULL) {
        speech->state = "failed";
        speech_notice(speech, tr(request, "The academy is busy. Nothing was lost; try again in a moment."));
        return;
    }
    int rung = (int)json_integer(given, "rung", 0);
    speech->rung = rung > 0 ? rung : speech->rung;
    speech->abstained = json_bool(given, "abstained", false);
    const char *markdown = take_citations(speech, given);
    if (take_over && speech->content.length > 0)
        speech_tell(speech, "\n\n");
    speech_tell(speech, markdown);
    if (speech->abstained)
        offer_nearest(speech, given);
}
