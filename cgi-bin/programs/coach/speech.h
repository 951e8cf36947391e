/* speech.h - one answer while it is said: words go to the browser, to the scribe, and at the end to the database. */
#ifndef NEXUS_COACH_SPEECH_H
#define NEXUS_COACH_SPEECH_H

#include "core/base/text.h"
#include "core/store/passage.h"
#include "core/web/stream.h"
#include "domain/coach/conversation.h"
#include "domain/coach/policy.h"
#include "programs/coach/draft.h"

/* What was asked, as the handler stored it; the speaker's context. */
struct exchange {
    int64_t conversation_id, question_id, answer_id;
    const char *words, *title, *heading, *action; /* title: what a quick action without words is shown as */
    struct coach_place place;
    int64_t begun_lesson_id; /* where the conversation was begun */
    int rung_wanted;
    int64_t started;         /* microseconds */
};

struct speech {
    struct request *request;
    struct stream *stream;
    const struct exchange *exchange;
    struct draft *draft;
    struct arena *scratch;   /* of one piece */
    struct text content;     /* Markdown */
    size_t shown;            /* bytes of it that went out as HTML */
    cJSON *history;          /* the messages before this one */
    const char *before;      /* the question of them that this one leans on; "": none */
    const cJSON *sight;      /* the learner's way in the course (sight.h); NULL: nothing, or it is switched off */
    struct passage_meaning meaning; /* of the question, where there are embeddings */
    cJSON *citations, *cards, *notices;
    const char *sent;        /* what went to a model: JSON text */
    const char *state, *source, *problem, *model;
    int rung;
    bool abstained;
    int64_t tokens_in, tokens_out, cost, first_ms, kept_at, beat_at;
    size_t kept;
};

struct speech *speech_new(struct request *request, struct stream *stream, const struct exchange *exchange);

/* Says something. False: nobody listens, or the answer is to stop. */
bool speech_say(struct speech *speech, const char *markdown, size_t length);

/* Says a whole text in small pieces. */
bool speech_tell(struct speech *speech, const char *markdown);

/* A sentence about the answer, beside it. */
void speech_notice(struct speech *speech, const char *sentence);
void speech_card(struct speech *speech, cJSON *card);

/* Whether to go on; keeps the line open. For whoever waits. */
bool speech_listened(struct speech *speech);

/* Stores the answer and says that this was all; the status for the dispatcher. */
enum http_status speech_end(struct speech *speech);

/* A text without what names a person, where the operator does not say otherwise: for all that leaves. Needs the borrowed database. */
const char *speech_clean(const struct speech *speech, struct arena *arena, const char *text);

/* meaning.c: the question's vector, when there is an endpoint that makes it in time. */
void meaning_find(struct speech *speech);

/* builtin.c: the answer of the coach itself, after what has been said so far. `take_over`: a model failed before. */
void builtin_speak(struct speech *speech, bool take_over);

/* endpoint.c: the answer of a model; false when the built-in coach has to take over. */
bool endpoint_set(const struct request *request);
bool endpoint_speak(struct speech *speech, const cJSON *history);

/* wishes.c: offers what a wish asks for, aloud when `aloud`. */
void wish_offer(struct speech *speech, const cJSON *wish, const cJSON *history, bool aloud);

/* chat.c's speaker, in speak.c. */
enum http_status chat_speak(struct request *request, struct stream *stream, void *context);

#endif
