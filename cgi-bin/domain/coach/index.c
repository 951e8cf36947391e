/* index.c - cuts what changed and stores its passages. See index.h. */
#include "domain/coach/index.h"

#include "core/base/json.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "domain/coach/cut.h"
#include "domain/coach/faq_render.h"

#include <string.h>

struct source {
    const char *kind, *title, *html;
    int64_t subject, course_id, lesson_id;
};

static void worse(enum db_result *result, enum db_result next)
{
    if (*result == DB_OK && next != DB_NONE)
        *result = next;
}

static enum db_result store_passages(struct db *db, const struct source *source, int64_t source_id,
                                     const struct cut_passage *passage)
{
    enum db_result result = DB_OK;
    for (int position = 1; passage != NULL && result == DB_OK; passage = passage->next, position++)
        result = db_change(
            db,
            "INSERT INTO passage (source_id, course_id, lesson_id, kind, position, title, heading, anchor, text, words)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            source_id, source->course_id, db_reference(source->lesson_id), source->kind, position, source->title,
            passage->heading, passage->anchor, passage->text, passage->words);
    return result;
}

/* False: it is there already, the same. */
static bool differs(struct db *db, const struct source *source, const char *hash)
{
    const char *known =
        db_text(db, "SELECT hash FROM passage_source WHERE kind = ?1 AND subject = ?2", source->kind, source->subject);
    return !text_equal(known, hash);
}

static enum db_result index_source(struct arena *arena, struct db *db, const struct source *source,
                                   struct coach_indexed *indexed)
{
    const char *hash = secret_hash(arena, arena_printf(arena, "%s\n%s", source->title, source->html));
    if (!differs(db, source, hash)) {
        indexed->same++;
        return DB_OK;
    }
    struct cut_passage *passages = cut_passages(arena, source->html);
    int count = 0, words = 0;
    for (const struct cut_passage *passage = passages; passage != NULL; passage = passage->next, count++)
        words += passage->words;
    int64_t id = 0;
    enum db_result result = DB_OK;
    worse(&result,
          db_change(db, "DELETE FROM passage_source WHERE kind = ?1 AND subject = ?2", source->kind, source->subject));
    worse(&result, db_insert(db, &id,
                             "INSERT INTO passage_source (kind, subject, course_id, lesson_id, hash, passages, words)"
                             " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                             source->kind, source->subject, source->course_id, db_reference(source->lesson_id), hash,
                             count, words));
    if (result == DB_OK)
        result = store_passages(db, source, id, passages);
    indexed->cut++;
    return result;
}

static enum db_result index_rows(struct arena *arena, struct db *db, const char *kind, int64_t course_id,
                                 const cJSON *rows, struct coach_indexed *indexed)
{
    enum db_result result = DB_OK;
    const cJSON *row;
    cJSON_ArrayForEach(row, rows) {
        struct source source = {.kind = kind,
                                .title = json_string(row, "title", ""),
                                .html = json_string(row, "html", ""),
                                .subject = json_integer(row, "id", 0),
                                .course_id = course_id,
                                .lesson_id = json_integer(row, "lesson_id", 0)};
        worse(&result, index_source(arena, db, &source, indexed));
    }
    return result;
}

static enum db_result remove_gone(struct db *db, int64_t course_id, struct coach_indexed *indexed)
{
    const cJSON *row,
        *rows = db_rows(db,
                        "SELECT s.id FROM passage_source s LEFT JOIN lesson l ON s.kind = 'lesson' AND l.id = s.subject"
                        " LEFT JOIN faq f ON s.kind = 'faq' AND f.id = s.subject WHERE s.course_id = ?1"
                        " AND ((s.kind = 'lesson' AND (l.removed_at IS NOT NULL OR l.kind = 'quiz')) OR (s.kind = "
                        "'faq' AND f.removed_at IS NOT NULL))",
                        course_id);
    enum db_result result = DB_OK;
    cJSON_ArrayForEach(row, rows) {
        worse(&result, db_change(db, "DELETE FROM passage_source WHERE id = ?1", json_integer(row, "id", 0)));
        indexed->removed++;
    }
    return result;
}

enum db_result coach_index_course(struct arena *arena, struct db *db, int64_t course_id, struct coach_indexed *indexed)
{
    enum db_result result = DB_OK;
    *indexed = (struct coach_indexed){0};
    worse(&result, remove_gone(db, course_id, indexed));
    worse(&result,
          index_rows(arena, db, "course", course_id,
                     db_rows(db, "SELECT id, title, description_html AS html, 0 AS lesson_id FROM course WHERE id = ?1",
                             course_id),
                     indexed));
    worse(&result,
          index_rows(arena, db, "lesson", course_id,
                     db_rows(db,
                             "SELECT id, title, html, id AS lesson_id FROM lesson"
                             " WHERE course_id = ?1 AND removed_at IS NULL AND kind <> 'quiz' ORDER BY position",
                             course_id),
                     indexed));
    worse(&result, faq_render_course(arena, db, course_id));
    worse(&result,
          index_rows(arena, db, "faq", course_id,
                     db_rows(db,
                             "SELECT id, question AS title, html, lesson_id FROM faq"
                             " WHERE course_id = ?1 AND removed_at IS NULL ORDER BY id",
                             course_id),
                     indexed));
    return result != DB_OK ? result : db_failed(db);
}

enum db_result coach_forget_course(struct db *db, int64_t course_id)
{
    enum db_result result = db_change(db, "DELETE FROM passage_source WHERE course_id = ?1", course_id);
    return result == DB_NONE ? DB_OK : result;
}

cJSON *coach_index_courses(struct db *db)
{
    return db_rows(db, "SELECT id, slug FROM course ORDER BY id");
}
