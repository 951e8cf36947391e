/* sight.c - progress and mistakes of one learner in one course, of which the database gives only what may be known. See sight.h. */
#include "domain/coach/sight.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "domain/coach/cut.h"

#include <string.h>

enum { MISTAKES_MOST = 3, PROMPT_BYTES_MOST = 200 };

#define GAP "\xEE\x80\x80" /* U+E000, as db/0004 has it */

/* Without the marks of code, and with gaps that can be read. */
static void append_line(struct text *words, const char *line, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text_starts(line + i, GAP)) {
            text_append(words, "___");
            i += strlen(GAP) - 1;
        } else if (line[i] != '`')
            text_append_char(words, line[i]);
    text_append_char(words, ' ');
}

/* A prompt is HTML; here it is one line of words. */
static const char *words_of(struct arena *arena, const char *html)
{
    struct text words = text_in(arena);
    for (const struct cut_passage *part = cut_passages(arena, html); part != NULL; part = part->next)
        for (const char *at = part->text; *at != '\0' && words.length < PROMPT_BYTES_MOST;) {
            size_t length = strcspn(at, "\n");
            if (!text_starts(at, "```"))
                append_line(&words, at, length);
            at += length + (at[length] == '\n');
        }
    if (words.length <= PROMPT_BYTES_MOST)
        return text_trim(arena, text_string(&words));
    size_t length = PROMPT_BYTES_MOST;
    while (length > 0 && words.bytes[length] != ' ')
        length--;
    return arena_printf(arena, "%.*s \xE2\x80\xA6", (int)length, words.bytes);
}

static cJSON *mistake_of(struct arena *arena, const cJSON *row)
{
    cJSON *mistake = cJSON_CreateObject();
    json_set_string(mistake, "prompt", words_of(arena, json_string(row, "prompt", "")));
    json_set_string(mistake, "lesson", json_string(row, "quiz", ""));
    json_set_string(mistake, "slug", json_string(row, "quiz_slug", ""));
    return mistake;
}

/* One question to the database, for pages ask it: a row a mistake, or one without. The key stands in question.body and
 * question.feedback, which are not read; what was answered is not read either. */
static cJSON *read_rows(struct db *db, int64_t user_id, int64_t course_id)
{
    return db_rows(db,
                   "WITH mistake AS (SELECT q.prompt, q.position, l.title, l.slug, a.submitted_at FROM attempt a JOIN quiz z ON z.id = a.quiz_id"
                   " JOIN lesson l ON l.id = z.lesson_id JOIN answer r ON r.attempt_id = a.id JOIN question q ON q.id = r.question_id"
                   " WHERE a.user_id = ?1 AND l.course_id = ?2 AND l.removed_at IS NULL AND a.submitted_at IS NOT NULL"
                   " AND r.response <> 'null' AND r.points < q.points * 100"
                   " AND a.number = (SELECT max(b.number) FROM attempt b WHERE b.user_id = ?1 AND b.quiz_id = a.quiz_id)"
                   " AND NOT EXISTS (SELECT 1 FROM attempt o WHERE o.user_id = ?1 AND o.submitted_at IS NULL)),"
                   " left_over AS (SELECT n.title, n.slug FROM lesson n WHERE n.course_id = ?2 AND n.removed_at IS NULL AND NOT EXISTS"
                   " (SELECT 1 FROM lesson_progress p WHERE p.user_id = ?1 AND p.course_id = ?2 AND p.lesson_id = n.id"
                   " AND p.completed_at IS NOT NULL) ORDER BY n.position, n.id LIMIT 1)"
                   " SELECT c.title, c.slug AS course, e.lessons_done AS done, c.lesson_count AS lessons, l.title AS next, l.slug AS next_slug,"
                   " m.prompt, m.title AS quiz, m.slug AS quiz_slug FROM enrolment e JOIN course c ON c.id = e.course_id"
                   " LEFT JOIN left_over l ON 1 = 1 LEFT JOIN mistake m ON 1 = 1"
                   " WHERE e.user_id = ?1 AND e.course_id = ?2 AND e.state <> 'left'"
                   " ORDER BY m.submitted_at DESC, m.position LIMIT ?3",
                   user_id, course_id, (int)MISTAKES_MOST);
}

cJSON *sight_of(struct arena *arena, struct db *db, int64_t user_id, int64_t course_id)
{
    static const char *const of_mistakes[] = {"prompt", "quiz", "quiz_slug"};
    const cJSON *row, *rows = read_rows(db, user_id, course_id);
    if (rows->child == NULL)
        return NULL;
    cJSON *sight = cJSON_Duplicate(rows->child, true), *mistakes = cJSON_CreateArray();
    for (size_t i = 0; i < sizeof of_mistakes / sizeof *of_mistakes; i++)
        cJSON_DeleteItemFromObjectCaseSensitive(sight, of_mistakes[i]);
    cJSON_ArrayForEach(row, rows) if (json_string(row, "prompt", NULL) != NULL) cJSON_AddItemToArray(mistakes, mistake_of(arena, row));
    json_set(sight, "mistakes", mistakes);
    return sight;
}
