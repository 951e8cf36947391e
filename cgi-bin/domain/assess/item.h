/* item.h - how questions do: what share of points they give, and whether those who know more get them. Called by the pages of a
 * course's teachers.
 *
 * Counted are each learner's first handed-in attempts, the newest ITEM_ATTEMPTS_MOST of a quiz; a question without an answer gave 0. As in
 * Moodle's quiz statistics (docs.moodle.org, "Quiz statistics calculations"): the facility index is the mean share of a question's points,
 * the discrimination index the correlation (Pearson) of that share with the share of all other points of the same attempt. */
#ifndef NEXUS_ITEM_H
#define NEXUS_ITEM_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <stdbool.h>
#include <stdint.h>

enum { ITEM_ATTEMPTS_MOST = 5000, ITEM_COURSE_ATTEMPTS_MOST = 100000, ITEM_ATTEMPTS_LEAST = 10 };

struct item {
    int64_t question_id;
    const char *prompt;      /* safe HTML */
    const char *kind;
    int64_t attempts, blank; /* attempts that had it; those of them without an answer */
    double facility;         /* percent; NAN: no attempt */
    double discrimination;   /* -100 to 100, percent; NAN: fewer than ITEM_ATTEMPTS_LEAST attempts, or all the same */
};

struct item_quiz {
    int64_t quiz_id, lesson_id, attempts;
    const char *title, *slug;    /* of its lesson */
    double mean, passed;         /* percent of points, and of attempts that passed; NAN: none */
    struct item *items;          /* present questions, in their order */
    int count;
};

/* The quizzes of a course in the order of its lessons, in `arena`; their number goes to *count. Of each the newest ITEM_ATTEMPTS_MOST first
 * attempts are read; of a course with many quizzes fewer, so that it is ITEM_COURSE_ATTEMPTS_MOST in all: half a second. */
struct item_quiz *item_quizzes(struct arena *arena, struct db *db, int64_t course_id, int *count);

#endif
