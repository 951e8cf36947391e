/* action.h - the little that the coach can do for a learner, in one table; nothing else can be done, whatever a text says.
 *
 *     complete_lesson  create_note  enrol  remind      change something: offered as a card, done when its learner confirms
 *     start_quiz  next_step                            lead somewhere: a card with an address
 *
 * A wish comes from rules over the learner's own words (en, fr), or from a tool call of a model: {action, text, course,
 * lesson, when}, all but the first optional. Offering checks it against the database, confirming checks it again.
 *
 * A card: {id, action, text, state ("offered", "done", "undone"), confirm, undo (paths to POST to, or null), url (to look at,
 * or null)}; a card that only leads somewhere has no id and the state "link". */
#ifndef NEXUS_COACH_ACTION_H
#define NEXUS_COACH_ACTION_H

#include "core/base/arena.h"
#include "core/store/database.h"
#include "domain/coach/policy.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

struct action_asker {
    int64_t user_id;
    bool admin;
    const char *language, *zone;
    int64_t now;
    const struct coach_place *place; /* where they are; NULL when confirming */
};

/* The wish in the learner's words; NULL when there is none. */
cJSON *action_recognise(struct arena *arena, const char *words);

/* The same table for a model: OpenAI's "tools". */
cJSON *action_tools(void);

/* The wish of a tool call; NULL when no such tool exists or its arguments are none. */
cJSON *action_of_call(struct arena *arena, const char *name, const char *arguments);

/* The card of a wish, with its row when it changes something; NULL with *reason (a sentence in the asker's language) when it
 * can't be. `note` is what a note without words is made of. Needs the write transaction. */
cJSON *action_offer(struct arena *arena, struct db *db, const struct action_asker *asker, int64_t message_id, const cJSON *wish,
                    const char *note, const char **reason);

enum action_outcome {
    ACTION_DONE,
    ACTION_NONE,    /* no such card of this person */
    ACTION_BEFORE,  /* it was done (or undone) before: the card tells */
    ACTION_REFUSED, /* it can't be done any more */
    ACTION_FAILED   /* db_failed() tells */
};

/* Does what a card offers, once; takes it back, once. *card as it is then. Needs the write transaction. */
enum action_outcome action_confirm(struct arena *arena, struct db *db, const struct action_asker *asker, int64_t id, cJSON **card);
enum action_outcome action_undo(struct arena *arena, struct db *db, const struct action_asker *asker, int64_t id, cJSON **card);

/* The name of an action that was confirmed or undone, for the audit line; "" when unknown. */
const char *action_name(struct db *db, int64_t user_id, int64_t id);

#endif
