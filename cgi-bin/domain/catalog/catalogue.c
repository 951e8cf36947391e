/* catalogue.c - the catalogue's list. Called by the catalogue page.
 *
 * One statement serves every combination of filters: a parameter that is '' lets everything through. An academy has
 * hundreds of courses, not millions, so the published ones are walked. */
#include "domain/catalog/catalogue.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <stdbool.h>

enum { FOUND_MOST = 200 };

/* `ids` is '' or ",3,14,15,". */
static cJSON *list(struct db *db, const struct catalogue_filter *filter, const char *ids, int64_t user_id, int64_t limit, int64_t offset)
{
    return db_rows(db,
                   "SELECT c.id, c.slug, c.kind, c.title, c.subtitle, c.level, c.language, c.cover, c.price, c.currency,"
                   " c.lesson_count AS lessons, c.minutes, c.learner_count AS learners, e.id IS NOT NULL AS \"enrolled:bool\","
                   " CASE WHEN c.lesson_count > 0 THEN e.lessons_done * 100 / c.lesson_count WHEN e.id IS NOT NULL THEN 0 END AS progress,"
                   " count(*) OVER () AS total"
                   " FROM course c LEFT JOIN enrolment e ON e.user_id = ?1 AND e.course_id = c.id AND e.state <> 'left'"
                   " WHERE c.state = 'published' AND (?2 = '' OR c.level = ?2) AND (?3 = '' OR c.language = ?3)"
                   " AND (?4 = '' OR c.kind = ?4) AND (?5 = '' OR (?5 = 'free') = (c.price = 0))"
                   " AND (?6 = '' OR EXISTS (SELECT 1 FROM course_skill cs JOIN skill s ON s.id = cs.skill_id"
                   "   WHERE cs.course_id = c.id AND s.name = ?6))"
                   " AND (?7 = '' OR ?7 LIKE '%,' || CAST(c.id AS TEXT) || ',%')"
                   " ORDER BY CASE WHEN ?8 = 'popular' THEN c.learner_count END DESC, CASE WHEN ?8 = 'title' THEN lower(c.title) END,"
                   " CASE WHEN ?8 = 'length' THEN c.minutes END, c.published_at DESC, c.id DESC LIMIT ?9 OFFSET ?10",
                   user_id, filter->level, filter->language, filter->kind, filter->price, filter->skill, ids, filter->sort, limit, offset);
}

cJSON *catalogue_list(struct db *db, const struct catalogue_filter *filter, int64_t user_id, int64_t *total)
{
    cJSON *rows = list(db, filter, "", user_id, CATALOGUE_PAGE, (filter->page - 1) * CATALOGUE_PAGE);
    *total = json_integer(rows->child, "total", 0);
    return rows;
}

static const char *id_list(struct arena *arena, const cJSON *hits)
{
    struct text ids = text_in(arena);
    const cJSON *hit;
    text_append(&ids, ",");
    cJSON_ArrayForEach(hit, hits)
    {
        text_append_integer(&ids, json_integer(hit, "course_id", 0));
        text_append(&ids, ",");
    }
    return text_string(&ids);
}

/* Moves the row of a course from one array to the end of another, when it is there. */
static void move_course(cJSON *from, cJSON *to, int64_t course_id)
{
    cJSON *row;
    cJSON_ArrayForEach(row, from) if (json_integer(row, "id", 0) == course_id)
    {
        cJSON_AddItemToArray(to, cJSON_DetachItemViaPointer(from, row));
        return;
    }
}

static cJSON *page_of(cJSON *rows, int64_t page)
{
    cJSON *part = cJSON_CreateArray();
    int64_t first = (page - 1) * CATALOGUE_PAGE, at = 0;
    for (cJSON *row = rows->child, *next; row != NULL; row = next, at++) {
        next = row->next;
        if (at >= first && at < first + CATALOGUE_PAGE)
            cJSON_AddItemToArray(part, cJSON_DetachItemViaPointer(rows, row));
    }
    return part;
}

cJSON *catalogue_found(struct arena *arena, struct db *db, const struct catalogue_filter *filter, const cJSON *hits, bool by_rank,
                       int64_t user_id, int64_t *total)
{
    cJSON *rows = list(db, filter, id_list(arena, hits), user_id, FOUND_MOST, 0);
    *total = cJSON_GetArraySize(rows);
    if (by_rank) {
        cJSON *ranked = cJSON_CreateArray();
        const cJSON *hit;
        cJSON_ArrayForEach(hit, hits) move_course(rows, ranked, json_integer(hit, "course_id", 0));
        rows = ranked;
    }
    return page_of(rows, filter->page);
}

cJSON *catalogue_facets(struct db *db)
{
    return db_rows(db,
                   "SELECT 'level' AS facet, level AS value, count(*) AS count FROM course WHERE state = 'published' GROUP BY level"
                   " UNION ALL SELECT 'language', language, count(*) FROM course WHERE state = 'published' GROUP BY language"
                   " UNION ALL SELECT 'kind', kind, count(*) FROM course WHERE state = 'published' GROUP BY kind"
                   " UNION ALL SELECT 'skill', s.name, count(*) FROM skill s JOIN course_skill cs ON cs.skill_id = s.id"
                   " JOIN course c ON c.id = cs.course_id AND c.state = 'published' GROUP BY s.name ORDER BY 1, 3 DESC, 2 LIMIT 200");
}

cJSON *catalogue_titles(struct db *db)
{
    return db_rows(db, "SELECT id, title FROM course WHERE state = 'published' ORDER BY lower(title) LIMIT 500");
}

/* The ids of one kind among the rows, the others 0. */
static void collect(const cJSON *rows, const char *kind, const char *member, int64_t ids[CATALOGUE_FOUND])
{
    const cJSON *row;
    int at = 0;
    cJSON_ArrayForEach(row, rows)
    {
        bool wanted = kind == NULL || text_equal(json_string(row, "kind", ""), kind);
        if (at < CATALOGUE_FOUND)
            ids[at++] = wanted ? json_integer(row, member, 0) : 0;
    }
}

static const cJSON *by_id(const cJSON *rows, int64_t id)
{
    const cJSON *row;
    cJSON_ArrayForEach(row, rows) if (json_integer(row, "id", 0) == id) return row;
    return NULL;
}

cJSON *catalogue_address(struct db *db, cJSON *rows, int64_t user_id)
{
    int64_t c[CATALOGUE_FOUND] = {0}, l[CATALOGUE_FOUND] = {0};
    collect(rows, NULL, "course_id", c);
    collect(rows, "lesson", "subject", l);
    cJSON *courses = db_rows(db,
                             "SELECT id, slug, title, kind FROM course WHERE state = 'published'"
                             " AND id IN (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
                             c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10], c[11], c[12], c[13]);
    cJSON *lessons = db_rows(db,
                             "SELECT l.id, l.slug, l.preview = 1 OR EXISTS (SELECT 1 FROM enrolment e WHERE e.user_id = ?15"
                             " AND e.course_id = l.course_id AND e.state <> 'left') OR EXISTS (SELECT 1 FROM course_instructor i"
                             " WHERE i.course_id = l.course_id AND i.user_id = ?15) OR EXISTS (SELECT 1 FROM person p WHERE p.id = ?15"
                             " AND (p.roles & 4) <> 0) AS \"open:bool\" FROM lesson l WHERE l.removed_at IS NULL"
                             " AND l.id IN (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
                             l[0], l[1], l[2], l[3], l[4], l[5], l[6], l[7], l[8], l[9], l[10], l[11], l[12], l[13], user_id);
    cJSON *found = cJSON_CreateArray();
    for (cJSON *row = rows == NULL ? NULL : rows->child, *next; row != NULL; row = next) {
        next = row->next;
        bool is_lesson = text_equal(json_string(row, "kind", ""), "lesson");
        const cJSON *course = by_id(courses, json_integer(row, "course_id", 0));
        const cJSON *lesson = is_lesson ? by_id(lessons, json_integer(row, "subject", 0)) : NULL;
        if (course == NULL || (is_lesson && lesson == NULL))
            continue;
        json_set_string(row, "slug", json_string(course, "slug", ""));
        json_set_string(row, "course_title", json_string(course, "title", ""));
        json_set_string(row, "course_kind", json_string(course, "kind", ""));
        json_set_string(row, "lesson_slug", json_string(lesson, "slug", NULL));
        if (is_lesson && !json_bool(lesson, "open", false))
            json_set_string(row, "snippet_html", "");
        cJSON_AddItemToArray(found, cJSON_DetachItemViaPointer(rows, row));
    }
    return found;
}
