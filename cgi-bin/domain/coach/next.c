/* next.c - where a learner goes on, and what they answered wrongly last. Called by answer.c.
 *
 * Mistakes come with the question (sight.h); here they are only said again, with the place to read. What would have been right is not
 * known here. */
#include "domain/coach/answer_parts.h"

#include "core/base/json.h"
#include "domain/learning/dashboard.h"
#include "domain/learning/enrolment.h"

#include <string.h>

enum { MISTAKES_MOST = 3 };

static void say_link(struct composing *composing, const char *title, const char *url)
{
    text_append(&composing->markdown, "\n\n[");
    compose_append(composing, title, strlen(title));
    text_printf(&composing->markdown, "](%s)", url);
}

static void say_lesson(struct composing *composing, const char *title, const char *course, const char *lesson)
{
    say_link(composing, title, arena_printf(composing->arena, "/courses/%s/%s", course, lesson));
}

/* The questions that were answered wrongly, as a list. */
static void say_mistakes(struct composing *composing)
{
    const cJSON *mistake, *mistakes = json_member(composing->question->sight, "mistakes");
    int listed = 0;
    if (cJSON_GetArraySize(mistakes) > 0)
        compose_say(composing, tr_noop("Worth another look, because you answered it wrongly last:"));
    cJSON_ArrayForEach(mistake, mistakes)
    {
        if (listed++ == MISTAKES_MOST)
            return;
        const char *prompt = json_string(mistake, "prompt", "");
        text_append(&composing->markdown, listed == 1 ? "\n\n- " : "\n- ");
        compose_append(composing, prompt, strlen(prompt));
    }
}

/* In the course at hand; false when nothing is known of it, or nothing is left to do there. */
static bool go_on_here(struct composing *composing)
{
    const cJSON *sight = composing->question->sight;
    const char *next = json_string(sight, "next_slug", NULL), *course = json_string(sight, "course", "");
    if (next == NULL)
        return false;
    compose_say_of(composing, tr_noop("You are on the way in %s. Go on here:"), json_string(sight, "title", ""));
    say_lesson(composing, json_string(sight, "next", ""), course, next);
    return true;
}

static bool go_on_elsewhere(struct composing *composing, int64_t user_id)
{
    const cJSON *row, *rows = user_id == 0 ? NULL : enrolment_list(composing->db, user_id, 10);
    cJSON_ArrayForEach(row, rows)
    {
        const char *lesson = json_string(row, "lesson_slug", NULL);
        if (lesson == NULL || strcmp(json_string(row, "state", ""), "active") != 0)
            continue;
        compose_say_of(composing, tr_noop("You are on the way in %s. Go on here:"), json_string(row, "title", ""));
        say_lesson(composing, json_string(row, "lesson_title", ""), json_string(row, "slug", ""), lesson);
        return true;
    }
    return false;
}

static void begin_another(struct composing *composing, int64_t user_id)
{
    const cJSON *course = dashboard_suggestion(composing->db, user_id);
    compose_say(composing, course == NULL
                               ? tr_noop("You have done all there is. Repeat what you learned first: it fades soonest.")
                               : tr_noop("No course is open. This one would be a good next step:"));
    if (course != NULL)
        say_link(composing, json_string(course, "title", ""),
                 arena_printf(composing->arena, "/courses/%s", json_string(course, "slug", "")));
}

void next_step(struct composing *composing)
{
    int64_t user_id = composing->question->user_id;
    composing->kind = "next";
    composing->confidence = 1;
    if (!go_on_here(composing) && !go_on_elsewhere(composing, user_id))
        begin_another(composing, user_id);
    say_mistakes(composing);
}

/* ---- mistakes ---- */

/* Where hints come first the passage is named, else its sentences are quoted. */
static void explain(struct composing *composing, const char *prompt)
{
    enum { SENTENCES = 2 };
    struct extract extracts[SENTENCES];
    struct search_hits hits = answer_search(composing, prompt);
    size_t count = extract_sentences(composing->arena, composing->reader, &hits, prompt, 1, extracts, SENTENCES);
    compose_paragraph(composing);
    text_append(&composing->markdown, "**");
    compose_append(composing, prompt, strlen(prompt));
    text_append(&composing->markdown, "**");
    if (count == 0 || answer_confidence(&hits) < 0.5) {
        compose_say(composing, tr_noop("I did not find this in your courses."));
        return;
    }
    if (composing->question->mode == COACH_HINTS) {
        hint_point(composing, &hits, prompt);
        return;
    }
    compose_paragraph(composing);
    answer_quote(composing, extracts, count);
}

void next_mistakes(struct composing *composing)
{
    const cJSON *mistake, *mistakes = json_member(composing->question->sight, "mistakes");
    int explained = 0;
    composing->kind = "mistakes";
    composing->confidence = 1;
    if (cJSON_GetArraySize(mistakes) == 0) {
        compose_say(composing,
                    tr_noop("I see no mistake of yours: ask me in a course in which you handed in a quiz, and let me know where you are."));
        return;
    }
    compose_say(composing, tr_noop("This is what you answered wrongly last, and where it is explained:"));
    cJSON_ArrayForEach(mistake, mistakes) if (explained++ < MISTAKES_MOST) explain(composing, json_string(mistake, "prompt", ""));
}
