/* action.c - offering, confirming and undoing. Called by the coach program; what a kind does is in action_kinds.c. */
#include "domain/coach/action.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/view/locale.h"
#include "domain/coach/action_rows.h"
#include "domain/coach/reminder.h"
#include "domain/coach/when.h"
#include "domain/learning/note.h"

#include <string.h>

enum { OFFER_SECONDS = 7 * 86400 };

/* At most so many characters, never cut inside one. */
static char *shortened(struct arena *arena, const char *text, size_t most)
{
    const char *at = text, *end = text + strlen(text);
    for (size_t count = 0; count < most && at < end; count++)
        utf8_next(&at, end);
    return arena_strndup(arena, text, (size_t)(at - text));
}

/* The published course whose title stands in the words, the longest one; else the course on screen. */
static const cJSON *course_named(struct arena *arena, struct db *db, const struct action_asker *asker, const char *words)
{
    const cJSON *rows = db_rows(db, "SELECT id, title, slug FROM course WHERE state = 'published' ORDER BY length(title) DESC, id"), *row;
    const char *folded = text_fold(arena, words);
    cJSON_ArrayForEach(row, rows)
        if (strstr(folded, text_fold(arena, json_string(row, "title", ""))) != NULL)
            return row;
    cJSON_ArrayForEach(row, rows)
        if (asker->place != NULL && json_integer(row, "id", 0) == asker->place->course_id)
            return row;
    return NULL;
}

static cJSON *arguments_of(struct arena *arena, struct db *db, const struct action_asker *asker, const cJSON *wish, const char *note)
{
    const char *action = json_string(wish, "action", ""), *text = json_string(wish, "text", "");
    cJSON *arguments = cJSON_CreateObject();
    json_set_integer(arguments, "lesson_id", asker->place->lesson_id);
    json_set_string(arguments, "lesson", asker->place->lesson_title);
    if (strcmp(action, "enrol") == 0) {
        const cJSON *course = course_named(arena, db, asker, json_string(wish, "words", ""));
        json_set_integer(arguments, "course_id", json_integer(course, "id", 0));
        json_set_string(arguments, "course_title", json_string(course, "title", ""));
        json_set_string(arguments, "url", arena_printf(arena, "/courses/%s", json_string(course, "slug", "")));
    } else if (strcmp(action, "create_note") == 0) {
        json_set_string(arguments, "text", shortened(arena, *text == '\0' ? note : text, NOTE_CHARACTERS_MOST));
        json_set_string(arguments, "url", "/notes");
    } else if (strcmp(action, "remind") == 0) {
        int64_t due = 0;
        when_read(arena, json_string(wish, "when", ""), asker->now, asker->zone, &due);
        json_set_string(arguments, "text", shortened(arena, text, REMINDER_TEXT_MOST));
        json_set_integer(arguments, "due_at", due);
    }
    return arguments;
}

static cJSON *card_of(struct arena *arena, const struct action_asker *asker, int64_t id, const char *action, const char *state,
                      const cJSON *arguments)
{
    cJSON *card = cJSON_CreateObject();
    bool offered = strcmp(state, "offered") == 0, done = strcmp(state, "done") == 0;
    const struct action_kind *kind = action_kind_of(action);
    json_set_integer(card, "id", id);
    json_set_string(card, "action", action);
    json_set_string(card, "text", kind == NULL ? "" : kind->tell(arena, asker, arguments));
    json_set_string(card, "state", state);
    json_set_string(card, "confirm", offered ? arena_printf(arena, "/api/ai/actions/%lld/confirm", (long long)id) : NULL);
    json_set_string(card, "undo", done ? arena_printf(arena, "/api/ai/actions/%lld/undo", (long long)id) : NULL);
    json_set_string(card, "url", json_string(arguments, "url", NULL));
    return card;
}

/* ---- cards that only lead somewhere ---- */

static cJSON *link_card(struct arena *arena, const struct action_asker *asker, const char *action, const char *english, const cJSON *row)
{
    cJSON *card = cJSON_CreateObject();
    json_set_string(card, "action", action);
    json_set_string(card, "text", arena_printf(arena, action_words(asker, english), json_string(row, "title", "")));
    json_set_string(card, "state", "link");
    json_set_string(card, "confirm", NULL);
    json_set_string(card, "undo", NULL);
    json_set_string(card, "url", arena_printf(arena, "/courses/%s/%s", json_string(row, "course", ""), json_string(row, "lesson", "")));
    return card;
}

/* The quiz on screen, or the next one of this course that is not passed. */
static cJSON *quiz_card(struct arena *arena, struct db *db, const struct action_asker *asker, const char **reason)
{
    const cJSON *row = db_row(db,
                              "SELECT l.title, c.slug AS course, l.slug AS lesson FROM lesson l JOIN course c ON c.id = l.course_id"
                              " LEFT JOIN lesson h ON h.id = ?3"
                              " LEFT JOIN lesson_progress p ON p.user_id = ?1 AND p.course_id = l.course_id AND p.lesson_id = l.id"
                              " WHERE l.course_id = ?2 AND l.kind = 'quiz' AND l.removed_at IS NULL ORDER BY l.id <> ?3,"
                              " p.completed_at IS NOT NULL, l.position < coalesce(h.position, 0), l.position LIMIT 1",
                              asker->user_id, asker->place->course_id, asker->place->lesson_id);
    if (row == NULL)
        *reason = action_words(asker, tr_noop("There is no quiz here. Open a course first."));
    return row == NULL ? NULL : link_card(arena, asker, "start_quiz", tr_noop("Go to the quiz “%s”"), row);
}

/* The first lesson that is not done: of the course on screen when they take it, else of the one they were at last. */
static cJSON *next_card(struct arena *arena, struct db *db, const struct action_asker *asker, const char **reason)
{
    const cJSON *row = db_row(db,
                              "SELECT l.title, c.slug AS course, l.slug AS lesson FROM enrolment e JOIN course c ON c.id = e.course_id"
                              " JOIN lesson l ON l.course_id = c.id AND l.removed_at IS NULL LEFT JOIN lesson h ON h.id = ?3"
                              " LEFT JOIN lesson_progress p ON p.user_id = ?1 AND p.course_id = c.id AND p.lesson_id = l.id"
                              " WHERE e.user_id = ?1 AND e.state <> 'left' AND p.completed_at IS NULL AND l.id <> ?3"
                              " ORDER BY c.id <> ?2, e.active_at DESC, l.position < coalesce(h.position, 0), l.position LIMIT 1",
                              asker->user_id, asker->place->course_id, asker->place->lesson_id);
    if (row == NULL)
        *reason = action_words(asker, tr_noop("All you took is done. Have a look at the catalogue."));
    return row == NULL ? NULL : link_card(arena, asker, "next_step", tr_noop("Go on with “%s”"), row);
}

/* ---- offering ---- */

cJSON *action_offer(struct arena *arena, struct db *db, const struct action_asker *asker, int64_t message_id, const cJSON *wish,
                    const char *note, const char **reason)
{
    const char *action = json_string(wish, "action", "");
    *reason = NULL;
    if (strcmp(action, "start_quiz") == 0)
        return quiz_card(arena, db, asker, reason);
    if (strcmp(action, "next_step") == 0)
        return next_card(arena, db, asker, reason);
    const struct action_kind *kind = action_kind_of(action);
    cJSON *arguments = kind == NULL ? NULL : arguments_of(arena, db, asker, wish, note);
    *reason = kind == NULL ? "" : kind->check(arena, db, asker, arguments);
    if (*reason != NULL)
        return NULL;
    int64_t id = 0;
    enum db_result result = db_insert(db, &id,
                                      "INSERT INTO coach_action (user_id, message_id, kind, arguments, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
                                      asker->user_id, message_id, action, json_write(arena, arguments), asker->now);
    if (result != DB_OK)
        *reason = "";
    return result == DB_OK ? card_of(arena, asker, id, action, "offered", arguments) : NULL;
}

/* ---- confirming and undoing ---- */

static cJSON *find(struct db *db, int64_t user_id, int64_t id)
{
    return db_row(db,
                  "SELECT id, kind, arguments AS \"arguments:json\", state, result_id, created_at FROM coach_action"
                  " WHERE id = ?2 AND user_id = ?1",
                  user_id, id);
}

static enum action_outcome outcome_of(enum db_result result)
{
    return result == DB_OK ? ACTION_DONE : result == DB_NONE || result == DB_CONFLICT ? ACTION_REFUSED : ACTION_FAILED;
}

enum action_outcome action_confirm(struct arena *arena, struct db *db, const struct action_asker *asker, int64_t id, cJSON **card)
{
    cJSON *row = find(db, asker->user_id, id), *arguments = cJSON_GetObjectItemCaseSensitive(row, "arguments");
    const struct action_kind *kind = row == NULL ? NULL : action_kind_of(json_string(row, "kind", ""));
    int64_t result_id = 0;
    if (kind == NULL)
        return ACTION_NONE;
    *card = card_of(arena, asker, id, kind->name, json_string(row, "state", ""), arguments);
    if (strcmp(json_string(row, "state", ""), "offered") != 0)
        return ACTION_BEFORE;
    if (json_integer(row, "created_at", 0) < asker->now - OFFER_SECONDS || kind->check(arena, db, asker, arguments) != NULL)
        return ACTION_REFUSED;
    enum action_outcome outcome = outcome_of(kind->act(arena, db, asker, arguments, &result_id));
    if (outcome == ACTION_DONE)
        outcome = outcome_of(db_change(db, "UPDATE coach_action SET state = 'done', done_at = ?3, result_id = ?4 WHERE id = ?2 AND user_id = ?1",
                                       asker->user_id, id, asker->now, db_reference(result_id)));
    *card = card_of(arena, asker, id, kind->name, outcome == ACTION_DONE ? "done" : "offered", arguments);
    return outcome;
}

enum action_outcome action_undo(struct arena *arena, struct db *db, const struct action_asker *asker, int64_t id, cJSON **card)
{
    cJSON *row = find(db, asker->user_id, id), *arguments = cJSON_GetObjectItemCaseSensitive(row, "arguments");
    const struct action_kind *kind = row == NULL ? NULL : action_kind_of(json_string(row, "kind", ""));
    if (kind == NULL)
        return ACTION_NONE;
    *card = card_of(arena, asker, id, kind->name, json_string(row, "state", ""), arguments);
    if (strcmp(json_string(row, "state", ""), "done") != 0)
        return ACTION_BEFORE;
    enum action_outcome outcome = outcome_of(kind->take_back(arena, db, asker, arguments, json_integer(row, "result_id", 0)));
    if (outcome == ACTION_DONE)
        outcome = outcome_of(db_change(db, "UPDATE coach_action SET state = 'undone', undone_at = ?3 WHERE id = ?2 AND user_id = ?1",
                                       asker->user_id, id, asker->now));
    *card = card_of(arena, asker, id, kind->name, outcome == ACTION_DONE ? "undone" : "done", arguments);
    return outcome;
}

const char *action_name(struct db *db, int64_t user_id, int64_t id)
{
    const char *name = db_text(db, "SELECT kind FROM coach_action WHERE id = ?2 AND user_id = ?1", user_id, id);
    return name == NULL ? "" : name;
}
