/* talk.h - what a message wants: a quick action in words, small talk, a definition, help with an exercise. Called by answer.c.
 * Rules for English and French; nothing here reads the database. */
#ifndef NEXUS_TALK_H
#define NEXUS_TALK_H

#include "domain/coach/answer.h"

enum talk_kind { TALK_NONE, TALK_HELLO, TALK_THANKS, TALK_BYE, TALK_WHO, TALK_HELP };

struct talk {
    enum talk_kind small;     /* small talk, when the message is nothing else */
    enum coach_action action; /* COACH_ASK: a question */
    const char *topic;        /* the message without the words that chose the action; "" when nothing is left */
    const char *subject;      /* of "what is X": X, else NULL */
    bool exercise;            /* asks for what an exercise wants to be found */
};

struct talk talk_understand(struct arena *arena, const char *message);

#endif
