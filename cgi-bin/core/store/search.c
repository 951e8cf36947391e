/* search.c - puts texts into the full-text tables and finds them by words. Spelling is search_spelling.c's.
 *
 * The words of a query are quoted one by one, so nothing of it is FTS5 syntax. Ranking needs every match, marking only
 * those shown: the inner query sorts, the outer one makes snippets. */
#include "core/store/search.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/store/search_spelling.h"

#include <string.h>

/* Round a match, until the text is escaped; search_put takes them out of what it is given. */
enum { SCORED_MOST = 2000 };

#define MARK_OPEN "\x02"
#define MARK_CLOSE "\x03"

static char *without_marks(struct arena *arena, const char *text)
{
    char *copy = arena_strdup(arena, text);
    for (char *at = copy; (at = strpbrk(at, MARK_OPEN MARK_CLOSE)) != NULL;)
        *at = ' ';
    return copy;
}

static int64_t find_document(struct db *db, const char *kind, int64_t subject)
{
    return db_integer(db, 0, "SELECT id FROM search_document WHERE kind = ?1 AND subject = ?2", kind, subject);
}

/* The words for spelling hold no text of their own; they are taken out by showing them what was put in. */
static enum db_result remove_words(struct db *db, int64_t id)
{
    enum db_result result = db_change(db,
        "INSERT INTO search_word (search_word, rowid, words) SELECT 'delete', rowid, title || char(10) || body"
        " FROM search_text WHERE rowid = ?1", id);
    return result == DB_OK ? db_change(db, "DELETE FROM search_text WHERE rowid = ?1", id) : result;
}

enum db_result search_remove(struct db *db, const char *kind, int64_t subject)
{
    int64_t id = find_document(db, kind, subject);
    if (id == 0)
        return DB_NONE;
    enum db_result result = remove_words(db, id);
    return result == DB_OK ? db_change(db, "DELETE FROM search_document WHERE id = ?1", id) : result;
}

enum db_result search_put(struct db *db, const char *kind, int64_t subject, int64_t course_id, const char *language,
                          const char *title, const char *body)
{
    enum db_result result = search_remove(db, kind, subject);
    int64_t id = 0;
    if (result != DB_OK && result != DB_NONE)
        return result;
    result = db_insert(db, &id, "INSERT INTO search_document (kind, subject, course_id, language) VALUES (?1, ?2, ?3, ?4)",
                       kind, subject, course_id, language);
    if (result != DB_OK)
        return result;
    struct arena *arena = arena_new();
    const char *clean_title = without_marks(arena, title), *clean_body = without_marks(arena, body);
    result = db_change(db, "INSERT INTO search_text (rowid, title, body) VALUES (?1, ?2, ?3)", id, clean_title, clean_body);
    if (result == DB_OK)
        result = db_change(db, "INSERT INTO search_word (rowid, words) VALUES (?1, ?2)", id,
                           (const char *)arena_printf(arena, "%s\n%s", clean_title, clean_body));
    arena_free(arena);
    return result;
}

/* Escapes everything but the marks, which become <mark>. */
static char *marked_html(struct arena *arena, const char *text)
{
    struct text html = text_in(arena);
    while (*text != '\0') {
        size_t length = strcspn(text, MARK_OPEN MARK_CLOSE);
        text_append_html(&html, text, length);
        text += length;
        if (*text == '\0')
            break;
        text_append(&html, *text++ == MARK_OPEN[0] ? "<mark>" : "</mark>");
    }
    return arena_strdup(arena, text_string(&html));
}

static char *match_of(struct arena *arena, const struct search_words *words, const char *column)
{
    struct text match = text_in(arena);
    text_printf(&match, "%s(", column);
    for (size_t i = 0; i < words->count; i++) {
        text_printf(&match, "%s\"%s\"", i == 0 ? "" : " AND ", words->word[i]);
        if (i + 1 == words->count && words->last_is_prefix)
            text_append(&match, " *");
    }
    text_append_char(&match, ')');
    return arena_strdup(arena, text_string(&match));
}

#define CANDIDATES(match)                                                                                              \
    "SELECT id, rank FROM (SELECT t.rowid AS id, t.rank AS rank FROM search_text t"                                    \
    " JOIN search_document f ON f.id = t.rowid JOIN course c ON c.id = f.course_id"                                    \
    " WHERE search_text MATCH " match " AND t.rank MATCH 'bm25(10.0, 1.0)'"                                            \
    " AND (?3 IS NULL OR f.kind = ?3) AND (?4 IS NULL OR f.language = ?4)"                                             \
    " AND (?5 = 0 OR f.course_id = ?5) AND (?6 = 1 OR c.state = 'published') LIMIT ?9)"

/* A score costs a look at the match, so for a word that is everywhere the first few thousand get one. Titles, few and
 * weighty, are looked through on their own, so that the course called by that word is among them. */
static cJSON *matching_rows(struct arena *arena, struct db *db, const struct search_words *words,
                            const struct search_filter *filter, int limit, int offset)
{
    return db_rows(db,
                   "SELECT d.kind AS kind, d.subject AS subject, d.course_id AS course_id, -found.rank AS score,"
                   " highlight(search_text, 0, char(2), char(3)) AS title,"
                   " snippet(search_text, 1, char(2), char(3), '\xE2\x80\xA6', 24) AS snippet"
                   " FROM (SELECT id, min(rank) AS rank FROM (" CANDIDATES("?1") " UNION ALL " CANDIDATES("?2") ")"
                   "       GROUP BY id ORDER BY min(rank), id LIMIT ?7 OFFSET ?8) AS found"
                   " JOIN search_document d ON d.id = found.id"
                   " JOIN search_text ON search_text.rowid = found.id AND search_text MATCH ?1"
                   " ORDER BY found.rank, found.id",
                   match_of(arena, words, ""), match_of(arena, words, "title : "), filter->kind, filter->language,
                   filter->course_id, filter->unpublished ? 1 : 0, limit, offset, SCORED_MOST);
}

static void finish_row(struct arena *arena, cJSON *row)
{
    json_set_string(row, "title_html", marked_html(arena, json_string(row, "title", "")));
    json_set_string(row, "snippet_html", marked_html(arena, json_string(row, "snippet", "")));
    cJSON_DeleteItemFromObjectCaseSensitive(row, "title");
    cJSON_DeleteItemFromObjectCaseSensitive(row, "snippet");
}

cJSON *search_find(struct arena *arena, struct db *db, const char *query, const struct search_filter *filter, int limit,
                   int offset)
{
    static const struct search_filter everything = {0};
    cJSON *found = cJSON_CreateObject(), *rows = NULL;
    struct search_words words = search_words_of(arena, query);
    bool corrected = search_correct(arena, db, &words);
    if (words.count > 0)
        rows = matching_rows(arena, db, &words, filter == NULL ? &everything : filter, limit + 1, offset);
    bool more = rows != NULL && cJSON_GetArraySize(rows) > limit;
    if (more)
        cJSON_DeleteItemFromArray(rows, limit);
    cJSON *row;
    cJSON_ArrayForEach(row, rows)
        finish_row(arena, row);
    json_set(found, "rows", rows == NULL ? cJSON_CreateArray() : rows);
    json_set_bool(found, "more", more);
    json_set_string(found, "corrected", corrected ? search_words_join(arena, &words) : NULL);
    return found;
}
