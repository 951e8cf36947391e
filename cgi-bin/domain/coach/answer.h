/* answer.h - the built-in coach: answers from what the asker may read, without a model. Called by the coach program, by
 * `nexus coach ask`, and as the fallback when an endpoint fails.
 *
 * Nothing is invented: every sentence is quoted from a passage (with its citation) or is a fixed phrase of core/view/locale
 * in the asker's language. The same question on the same database gives the same answer. Texts of lessons are data: whatever
 * they or the question say, nothing is done but searching and quoting. */
#ifndef NEXUS_COACH_ANSWER_H
#define NEXUS_COACH_ANSWER_H

#include "core/base/arena.h"
#include "core/store/database.h"
#include "core/store/passage.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

enum coach_action {
    COACH_ASK, /* whatever the question says; recognised words choose one of the others */
    COACH_SUMMARISE,
    COACH_QUIZ,
    COACH_SIMPLE,
    COACH_EXAMPLE,
    COACH_TRANSLATE,
    COACH_NEXT,
    COACH_MISTAKES /* what was answered wrongly; recognised by words alone */
};

enum coach_mode { COACH_HINTS, COACH_DIRECT, COACH_OFF };

struct coach_question {
    int64_t user_id; /* 0: a visitor */
    bool admin;
    int64_t course_id, lesson_id; /* where the asker is; 0: nowhere */
    bool only_course;             /* search nothing but course_id */
    const cJSON *sight;           /* the learner's way in course_id (sight.h); NULL: nothing is known */
    const char *heading;          /* the section on screen, "" or NULL: unknown */
    const char *language;         /* of the answer: "en", "fr" */
    const char *question;         /* what was typed; "" for a quick action */
    const char *before;           /* the question that this one leans on (followup.h); NULL or "": none */
    struct passage_meaning meaning; /* of both, where there are embeddings */
    enum coach_action action;
    enum coach_mode mode;
    int rung; /* 0: first time; 1, 2, 3: the rung that is asked for now, of a question about an exercise */
};

/* The answer:
 *   markdown    what to show, with [1] [2] where a citation belongs
 *   citations   [{n, passage_id, course, lesson (titles), title (heading, or the lesson's title), url ("/courses/x/y#anchor"),
 *               quote (plain words that stand on that page)}]
 *   kind        "answer", "hint", "summary", "quiz", "glossary", "simple", "example", "translation", "next",
 *               "mistakes", "talk", "abstention", "off"
 *   abstained   bool: the courses do not say
 *   confidence  0..1 that the courses answer this
 *   nearest     [{title, course, url}]: lessons to look at, when abstained
 *   quiz        null, or [{kind: "single" or "blank", prompt, options (single), answer, citation (its n)}]
 *   rung        0, or 1..3 for a hint; rungs: 3 while there are more of them
 * Never NULL; db_failed() tells when it could not be read. Made as arena_own_json says. */
cJSON *coach_answer(struct arena *arena, struct db *db, const struct coach_question *question);

/* The action of a name ("ask", "summarise", "quiz", "simple", "example", "translate", "next"); COACH_ASK for others. */
enum coach_action coach_action_of(const char *name);

/* The mode of a name ("hints", "direct", "off"); COACH_HINTS for others. */
enum coach_mode coach_mode_of(const char *name);

#endif
