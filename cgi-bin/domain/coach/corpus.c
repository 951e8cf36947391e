/* corpus.c - stores foreign texts as courses, lessons and passages. See corpus.h. */
#include "domain/coach/corpus.h"

#include "core/store/search.h"

#include <string.h>

int64_t corpus_add_course(struct db *db, const char *slug, const char *title)
{
    int64_t id = 0;
    db_insert(db, &id,
              "INSERT INTO course (slug, title, state, created_at, updated_at, published_at) VALUES (?1, ?2, "
              "'published', 0, 0, 0)",
              slug, title);
    db_change(db, "INSERT INTO module (id, course_id, slug, title, position) VALUES (?1, ?1, 'all', 'All', 1)", id);
    return id;
}

int64_t corpus_add_lesson(struct db *db, int64_t course_id, const char *slug, const char *title, const char *whole)
{
    int64_t id = 0;
    db_insert(db, &id,
              "INSERT INTO lesson (course_id, module_id, slug, title, preview, position, updated_at)"
              " VALUES (?1, ?1, ?2, ?3, 1, 1, 0)",
              course_id, slug, title);
    db_change(db,
              "INSERT INTO passage_source (kind, subject, course_id, lesson_id, hash, passages, words) VALUES "
              "('lesson', ?1, ?2, ?1, '', 0, 0)",
              id, course_id);
    search_put(db, "lesson", id, course_id, "en", title, whole);
    return id;
}

static int64_t count_words(const char *text)
{
    int64_t words = 0;
    for (; *text != '\0'; text += strcspn(text, " \n")) {
        text += strspn(text, " \n");
        words += *text != '\0';
    }
    return words;
}

int64_t corpus_add_passage(struct db *db, int64_t course_id, int64_t lesson_id, const char *title, const char *heading,
                           const char *text)
{
    int64_t id = 0, words = count_words(text);
    db_insert(
        db, &id,
        "INSERT INTO passage (source_id, course_id, lesson_id, kind, position, title, heading, anchor, text, words)"
        " SELECT id, ?1, ?2, 'lesson', passages + 1, ?3, ?4, '', ?5, ?6 FROM passage_source WHERE kind = 'lesson' AND "
        "subject = ?2",
        course_id, lesson_id, title, heading, text, words);
    db_change(
        db,
        "UPDATE passage_source SET passages = passages + 1, words = words + ?2 WHERE kind = 'lesson' AND subject = ?1",
        lesson_id, words);
    return id;
}

int64_t corpus_find_lesson(struct db *db, const char *slug)
{
    return db_integer(db, 0, "SELECT id FROM lesson WHERE slug = ?1 LIMIT 1", slug);
}
