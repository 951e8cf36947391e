/* prompt.h - what a model is told: policy, the learner's place and way, numbered passages, the conversation so far, the question. */
#ifndef NEXUS_COACH_PROMPT_H
#define NEXUS_COACH_PROMPT_H

#include "core/base/arena.h"
#include "domain/coach/policy.h"

#include <cjson/cJSON.h>

enum { PROMPT_PASSAGES = 6, PROMPT_HISTORY = 10, PROMPT_HISTORY_BYTES = 6000, PROMPT_PASSAGE_BYTES = 2400 };

struct prompt {
    const char *site_name, *language;
    const struct coach_place *place;
    const cJSON *sight;      /* sight.h; NULL: nothing is known */
    int rung;
    enum coach_action action;
    const char *question;    /* stripped, as are the history and the heading */
    const char *heading;
    const cJSON *history;    /* [{role, content}], oldest first */
    const cJSON *passages;   /* [{n, title, heading, text}] */
};

/* OpenAI's "messages". */
cJSON *prompt_messages(struct arena *arena, const struct prompt *prompt);

#endif
