/* action_kinds.c - the four things that the coach can change for a learner: checked, done and undone by the rooms they belong
 * to. Called by action.c. */
#include "domain/coach/action_rows.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/view/locale.h"
#include "domain/coach/reminder.h"
#include "domain/learning/enrolment.h"
#include "domain/learning/note.h"
#include "domain/learning/progress.h"

#include <string.h>

const char *action_words(const struct action_asker *asker, const char *english)
{
    return locale_words(asker->language, english);
}

/* ---- complete_lesson {lesson_id, lesson} ---- */

static const char *check_lesson(struct arena *arena, struct db *db, const struct action_asker *asker, cJSON *arguments)
{
    const cJSON *row = db_row(db,
                              "SELECT l.kind, p.completed_at IS NOT NULL AS \"done:bool\" FROM lesson l"
                              " JOIN enrolment e ON e.course_id = l.course_id AND e.user_id = ?1 AND e.state <> 'left'"
                              " LEFT JOIN lesson_progress p ON p.user_id = ?1 AND p.course_id = l.course_id AND p.lesson_id = l.id"
                              " WHERE l.id = ?2 AND l.removed_at IS NULL",
                              asker->user_id, json_integer(arguments, "lesson_id", 0));
    (void)arena;
    if (row == NULL)
        return action_words(asker, tr_noop("Open a lesson of a course you take, then ask me again."));
    if (strcmp(json_string(row, "kind", ""), "quiz") == 0)
        return action_words(asker, tr_noop("A quiz is complete when you have passed it."));
    return json_bool(row, "done", false) ? action_words(asker, tr_noop("This lesson is complete already.")) : NULL;
}

static enum db_result complete(struct arena *arena, struct db *db, const struct action_asker *asker, const cJSON *arguments, int64_t *result_id)
{
    struct progress_change change = {0};
    (void)arena, (void)result_id;
    return progress_complete(db, asker->user_id, json_integer(arguments, "lesson_id", 0), asker->now, asker->zone, &change);
}

static enum db_result reopen(struct arena *arena, struct db *db, const struct action_asker *asker, const cJSON *arguments, int64_t result_id)
{
    struct progress_change change = {0};
    (void)arena, (void)result_id;
    return progress_reopen(db, asker->user_id, json_integer(arguments, "lesson_id", 0), asker->now, asker->zone, &change);
}

static char *tell_completion(struct arena *arena, const struct action_asker *asker, const cJSON *arguments)
{
    return arena_printf(arena, action_words(asker, tr_noop("Mark “%s” as complete")), json_string(arguments, "lesson", ""));
}

/* ---- create_note {lesson_id, lesson, text} ---- */

static const char *check_note(struct arena *arena, struct db *db, const struct action_asker *asker, cJSON *arguments)
{
    int64_t taken = db_integer(db, 0,
                               "SELECT count(*) FROM lesson l JOIN enrolment e ON e.course_id = l.course_id AND e.user_id = ?1 AND e.state <> 'left'"
                               " WHERE l.id = ?2 AND l.removed_at IS NULL",
                               asker->user_id, json_integer(arguments, "lesson_id", 0));
    const char *text = text_trim(arena, json_string(arguments, "text", ""));
    if (taken == 0)
        return action_words(asker, tr_noop("Open a lesson of a course you take, then ask me again."));
    if (*text == '\0' || utf8_count(text) > NOTE_CHARACTERS_MOST)
        return action_words(asker, tr_noop("Tell me what the note shall say."));
    return NULL;
}

static enum db_result note(struct arena *arena, struct db *db, const struct action_asker *asker, const cJSON *arguments, int64_t *result_id)
{
    (void)arena;
    return note_add(db, asker->user_id, json_integer(arguments, "lesson_id", 0), json_string(arguments, "text", ""), asker->now, result_id);
}

static enum db_result remove_note(struct arena *arena, struct db *db, const struct action_asker *asker, const cJSON *arguments, int64_t result_id)
{
    (void)arena, (void)arguments;
    return note_delete(db, asker->user_id, result_id, asker->now);
}

static char *tell_note(struct arena *arena, const struct action_asker *asker, const cJSON *arguments)
{
    return arena_printf(arena, action_words(asker, tr_noop("Add a note to “%s”: %s")), json_string(arguments, "lesson", ""),
                        json_string(arguments, "text", ""));
}

/* ---- enrol {course_id, course_title} ---- */

/* The rule of the course's own button: free, or theirs in another way; never a way round paying. */
static const char *check_enrolment(struct arena *arena, struct db *db, const struct action_asker *asker, cJSON *arguments)
{
    const cJSON *row = db_row(db,
                              "SELECT c.price, e.state, i.user_id IS NOT NULL AS \"teaches:bool\" FROM course c"
                              " LEFT JOIN enrolment e ON e.course_id = c.id AND e.user_id = ?1"
                              " LEFT JOIN course_instructor i ON i.course_id = c.id AND i.user_id = ?1"
                              " WHERE c.id = ?2 AND c.state = 'published'",
                              asker->user_id, json_integer(arguments, "course_id", 0));
    const char *state = json_string(row, "state", NULL);
    (void)arena;
    if (row == NULL)
        return action_words(asker, tr_noop("Tell me which course, by its title."));
    if (state != NULL && strcmp(state, "left") != 0)
        return action_words(asker, tr_noop("You take this course already."));
    if (json_integer(row, "price", 0) > 0 && state == NULL && !asker->admin && !json_bool(row, "teaches", false))
        return action_words(asker, tr_noop("This course has a price: the academy enrols you once it has your payment."));
    return NULL;
}

static enum db_result enrol(struct arena *arena, struct db *db, const struct action_asker *asker, const cJSON *arguments, int64_t *result_id)
{
    (void)arena, (void)result_id;
    return enrolment_begin(db, asker->user_id, json_integer(arguments, "course_id", 0), asker->now, asker->zone);
}

static enum db_result leave(struct arena *arena, struct db *db, const struct action_asker *asker, const cJSON *arguments, int64_t result_id)
{
    (void)arena, (void)result_id;
    return enrolment_leave(db, asker->user_id, json_integer(arguments, "course_id", 0), asker->now, asker->zone);
}

static char *tell_enrolment(struct arena *arena, const struct action_asker *asker, const cJSON *arguments)
{
    return arena_printf(arena, action_words(asker, tr_noop("Enrol in “%s”")), json_string(arguments, "course_title", ""));
}

/* ---- remind {text, due_at, lesson_id} ---- */

static const char *check_reminder(struct arena *arena, struct db *db, const struct action_asker *asker, cJSON *arguments)
{
    (void)arena, (void)db;
    if (json_integer(arguments, "due_at", 0) <= asker->now)
        return action_words(asker, tr_noop("Tell me when: for instance “remind me tomorrow at 18:00”."));
    return NULL;
}

static enum db_result remind(struct arena *arena, struct db *db, const struct action_asker *asker, const cJSON *arguments, int64_t *result_id)
{
    (void)arena;
    return reminder_add(db, asker->user_id, json_integer(arguments, "lesson_id", 0), json_string(arguments, "text", ""),
                        json_integer(arguments, "due_at", 0), asker->now, result_id);
}

static enum db_result forget(struct arena *arena, struct db *db, const struct action_asker *asker, const cJSON *arguments, int64_t result_id)
{
    (void)arena, (void)arguments;
    return reminder_delete(db, asker->user_id, result_id, asker->now);
}

static char *tell_reminder(struct arena *arena, const struct action_asker *asker, const cJSON *arguments)
{
    const char *when = locale_time(arena, asker->language, json_integer(arguments, "due_at", 0), asker->zone);
    const char *text = json_string(arguments, "text", "");
    if (*text == '\0')
        return arena_printf(arena, action_words(asker, tr_noop("Send you a reminder on %s")), when);
    return arena_printf(arena, action_words(asker, tr_noop("Send you a reminder on %s: %s")), when, text);
}

static const struct action_kind kinds[] = {
    {"complete_lesson", check_lesson, complete, reopen, tell_completion},
    {"create_note", check_note, note, remove_note, tell_note},
    {"enrol", check_enrolment, enrol, leave, tell_enrolment},
    {"remind", check_reminder, remind, forget, tell_reminder},
};

const struct action_kind *action_kind_of(const char *name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}
