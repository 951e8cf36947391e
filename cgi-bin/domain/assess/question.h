/* question.h - what a question is: its kinds, what an answer looks like, how it is shown, graded and reviewed.
 *
 * A question is a row {id, kind, points, prompt, feedback, body}. The body by kind (written by the importer; html is safe):
 *   single, multiple  {"options": [{"id": "a", "html": "...", "correct": true, "feedback": "html"}, ...]}
 *   true_false        {"answer": true}
 *   blank             {"blanks": [["HEAD", "head"], ...]}; the prompt has U+E000 in the place of each
 *   numeric           {"answer": 3.14, "tolerance": 0.01, "unit": "kB"}
 *   matching          {"pairs": [{"id": "a", "left": "html", "right": "text"}, ...], "distractors": ["text", ...]}
 *   ordering          {"items": [{"id": "a", "html": "..."}, ...]} in the right order
 *   short             {"accept": ["...", ...]}
 *
 * Values are what a browser sends for one question, an array of strings:
 *   single ["a"]; multiple ["a", "c"]; true_false ["true"]; numeric, short ["words"]; blank one a gap;
 *   matching one a left side as shown: the number of the chosen right side as shown; ordering one an item as shown: its place
 *   from 1. All empty means: no answer. The numbers mean nothing without the attempt's seed, so that a page tells nothing.
 * A response is what is stored, in terms of the body: single "a"; multiple ["a", "c"]; true_false true; numeric, short
 * "words"; blank ["words", ...]; matching {"a": "text", ...}; ordering {"a": 1, "b": 2, ...}; null for no answer.
 *
 * Points are hundredths of a point wherever they are stored or counted; question.points alone is whole points. */
#ifndef NEXUS_QUESTION_H
#define NEXUS_QUESTION_H

#include "core/base/arena.h"
#include "core/base/json.h"

#include <stdbool.h>
#include <stdint.h>

enum { POINT = 100, ANSWER_CHARACTERS_MOST = 1000 };

/* A question in one attempt. */
struct question {
    struct arena *arena;
    const cJSON *row, *body;
    int64_t id, seed;
    bool shuffle; /* whether options change places too; right sides and items to order always do */
};
struct question question_of(struct arena *arena, const cJSON *row, int64_t seed, bool shuffle);

/* The response for values; JSON null when all are empty; NULL when they don't fit the question or are too long. */
cJSON *question_read(const struct question *question, const cJSON *values);

/* Values for a response, so that what was saved can be put into a page again. Never NULL. */
cJSON *question_values(const struct question *question, const cJSON *response);

/* What a page of an open attempt may know: {id, name, kind, partial, prompt, points, answered} and by kind `options`,
 * `pieces`, `lefts`, `items`, `value`, `unit`, with the response filled in. Holds nothing of the key. */
cJSON *question_show(const struct question *question, const cJSON *response);

/* What a review shows: as question_show, with the verdict as one of the true members `right`, `part_right`, `wrong`, `none`, and,
 * when `key` says so, what would have been right. */
cJSON *question_review(const struct question *question, const cJSON *response, bool key);

/* Hundredths of a point for a response, 0 ... 100 * points:
 *   single, true_false, numeric, short: all or nothing;
 *   multiple: (right ones chosen - wrong ones chosen) / right ones, not below 0;
 *   blank, matching: the share of gaps or pairs that are right;
 *   ordering: (pairs of items in the right order - pairs in the wrong order) / all pairs, not below 0 (Kendall's tau): one
 *   swap of neighbours costs little, guessing gives little, the reverse order gives nothing. */
int64_t question_grade(const struct question *question, const cJSON *response);
int64_t question_points_most(const cJSON *row);

#endif
