/* speak.c - who answers a question: nobody (switched off, an exam), the table of actions, a model, or the coach itself.
 *
 * The speaker of POST /api/ai/chat; runs after the question is on disk, with no transaction open. */
#include "programs/coach/speech.h"

#include "core/base/json.h"
#include "domain/coach/action.h"
#include "domain/coach/followup.h"
#include "domain/coach/limit.h"
#include "domain/coach/prompt.h"
#include "domain/coach/sight.h"

#include <string.h>

/* What decides: all of it from the database. */
struct grounds {
    const char *exam; /* the quiz that forbids help; NULL: none */
    enum coach_budget budget;
    bool known;
};

/* Whether passages are looked for: quick actions work on what is on screen. */
static bool searches(const struct exchange *exchange)
{
    return *exchange->action == '\0' || strcmp(exchange->action, "ask") == 0;
}

/* What was before, and what the learner lets be seen. */
static struct grounds look_back(struct speech *speech)
{
    struct request *request = speech->request;
    const struct exchange *exchange = speech->exchange;
    const struct coach_limits limits = limit_configured(request->config);
    struct grounds grounds = {.known = false};
    if (stream_borrow(speech->stream, request->arena) && db_begin_read(request->db)) {
        int64_t user_id = request->identity.user_id;
        speech->history = conversation_history(request->db, user_id, exchange->conversation_id, exchange->question_id, PROMPT_HISTORY);
        if (exchange->place.enrolled)
            speech->sight = sight_of(request->arena, request->db, user_id, exchange->place.course_id);
        speech->before = followup_of(request->arena, exchange->words, speech->history);
        grounds.budget = limit_budget(request->db, &limits, request->now);
        grounds.known = db_failed(request->db) == DB_OK;
    }
    stream_give_back(speech->stream);
    return grounds;
}

/* Whether there is an exam, and how far help goes. What is read for it goes at once: prompts of quizzes stay with nobody. */
static void decide(struct speech *speech, struct grounds *grounds)
{
    struct request *request = speech->request;
    const struct exchange *exchange = speech->exchange;
    struct arena *bench = arena_new();
    arena_own_json(bench);
    if (stream_borrow(speech->stream, bench) && db_begin_read(request->db)) {
        const struct exam_question asked = {.user_id = request->identity.user_id,
                                            .lesson_id = exchange->place.lesson_id,
                                            .begun_lesson_id = exchange->begun_lesson_id,
                                            .words = text_trim(bench, arena_printf(bench, "%s\n%s", exchange->words, speech->before)),
                                            .meaning = &speech->meaning};
        grounds->exam = arena_strdup(request->arena, policy_exam(bench, request->db, &asked, request->now));
        if (searches(exchange))
            speech->rung = policy_rung(bench, request->db, &exchange->place, exchange->words, speech->history, exchange->rung_wanted);
        grounds->known = db_failed(request->db) == DB_OK;
    } else {
        grounds->known = false;
    }
    stream_give_back(speech->stream);
    arena_free(bench);
    arena_own_json(request->arena);
}

static struct grounds look(struct speech *speech)
{
    struct grounds grounds = look_back(speech);
    if (!grounds.known)
        return grounds;
    if (searches(speech->exchange) && grounds.budget != BUDGET_SPENT)
        meaning_find(speech);
    decide(speech, &grounds);
    return grounds;
}

static const char *mode_word(enum coach_mode mode)
{
    return mode == COACH_DIRECT ? "direct" : mode == COACH_OFF ? "off" : "hints";
}

static void start(struct speech *speech)
{
    struct request *request = speech->request;
    const struct exchange *exchange = speech->exchange;
    request_give_integer(request, "conversation", exchange->conversation_id);
    request_give_integer(request, "question", exchange->question_id);
    request_give_integer(request, "message", exchange->answer_id);
    request_give_integer(request, "rung", speech->rung);
    request_give_text(request, "mode", mode_word(exchange->place.mode));
    stream_event(speech->stream, "start", request->model);
}

/* A model, unless there is none or no money; the coach itself, where it has to. */
static void answer(struct speech *speech, enum coach_budget budget)
{
    const struct request *request = speech->request;
    bool set = endpoint_set(request), take_over = false;
    if (set && budget == BUDGET_SPENT) {
        speech->problem = "budget";
        speech_notice(speech, tr(request, "The budget of this month is used up; this is the coach's own answer from your courses."));
        take_over = true;
    } else if (set) {
        if (endpoint_speak(speech, speech->history))
            return;
        take_over = true;
    }
    builtin_speak(speech, take_over);
}

static void speak(struct speech *speech, const struct grounds *grounds)
{
    struct request *request = speech->request;
    const struct exchange *exchange = speech->exchange;
    const cJSON *wish = action_recognise(request->arena, exchange->words);
    if (!grounds->known) {
        speech->state = "failed";
        speech_notice(speech, tr(request, "The academy is busy. Nothing was lost; try again in a moment."));
    } else if (grounds->exam != NULL) {
        const char *words = tr(request, "You have the quiz “%s” open. I help with that again when it is handed in.");
        speech->problem = "exam";
        speech_tell(speech, arena_printf(request->arena, words, grounds->exam));
    } else if (wish != NULL) {
        speech->rung = 0;
        wish_offer(speech, wish, speech->history, true);
    } else if (exchange->place.mode == COACH_OFF) {
        speech->problem = "off";
        speech_tell(speech, tr(request, "Your instructor has switched the coach off here."));
    } else {
        answer(speech, grounds->budget);
    }
}

enum http_status chat_speak(struct request *request, struct stream *stream, void *context)
{
    struct speech *speech = speech_new(request, stream, context);
    struct grounds grounds = look(speech);
    start(speech);
    speak(speech, &grounds);
    return speech_end(speech);
}
