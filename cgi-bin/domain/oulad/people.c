/* people.c - courses, lessons, learners and enrolments of the main database, in one transaction a course and one for the people.
 * What is there already stays. Called by oulad.c. */
#include "domain/oulad/parts.h"

#include "core/base/clock.h"
#include "core/base/text.h"
#include "domain/account/person.h"

#include <stdlib.h>
#include <string.h>

/* ---- courses ---- */

static int by_order(const void *left, const void *right)
{
    const struct oulad_lesson *const *a = left, *const *b = right;
    if ((*a)->order != (*b)->order)
        return (*a)->order < (*b)->order ? -1 : 1;
    return strcmp((*a)->slug, (*b)->slug);
}

static int64_t section_of(struct db *db, int64_t course_id, const struct oulad_lesson *lesson, int *position)
{
    int64_t id = db_integer(db, 0, "SELECT id FROM module WHERE course_id = ?1 AND slug = ?2", course_id, lesson->section);
    if (id == 0)
        db_insert(db, &id, "INSERT INTO module (course_id, slug, title, position) VALUES (?1, ?2, ?3, ?4)", course_id, lesson->section,
                  lesson->section_title, ++*position);
    return id;
}

static void store_lessons(struct oulad *oulad, struct db *db, int course, int64_t now)
{
    int64_t course_id = oulad->courses[course].id;
    struct oulad_lesson **own = arena_alloc(oulad->arena, ((size_t)oulad->lesson_count + 1) * sizeof *own);
    int count = 0, sections = 0;
    for (int i = 0; i < oulad->lesson_count; i++)
        if (oulad->lessons[i].course == course)
            own[count++] = &oulad->lessons[i];
    qsort(own, (size_t)count, sizeof *own, by_order);
    for (int i = 0; i < count; i++) {
        int64_t section_id = section_of(db, course_id, own[i], &sections);
        db_change(db,
                  "INSERT INTO lesson (course_id, module_id, slug, kind, title, position, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
                  " ON CONFLICT (course_id, slug) DO NOTHING",
                  course_id, section_id, own[i]->slug, own[i]->kind, own[i]->title, i + 1, now);
        own[i]->id = db_integer(db, 0, "SELECT id FROM lesson WHERE course_id = ?1 AND slug = ?2", course_id, own[i]->slug);
    }
    db_change(db, "UPDATE course SET lesson_count = ?2, minutes = ?2 * 5 WHERE id = ?1 AND lesson_count <> ?2", course_id, count);
}

static bool store_course(struct oulad *oulad, struct db *db, int at, int64_t now)
{
    struct oulad_course *course = &oulad->courses[at];
    int64_t start = course->start * CLOCK_DAY;
    const char *subtitle = arena_printf(oulad->arena, "%d days from %s", (int)course->length, clock_day_text(oulad->arena, course->start));
    if (db_begin_write(db) != DB_OK)
        return false;
    db_change(db,
              "INSERT INTO course (slug, title, subtitle, state, created_at, updated_at, published_at, description, description_html)"
              " VALUES (?1, ?2, ?3, 'archived', ?4, ?5, ?4, ?6, ?7) ON CONFLICT (slug) DO NOTHING",
              course->slug, course->title, subtitle, start, now, "A run of the Open University, from its published data (CC BY 4.0).",
              "<p>A run of the Open University, from its published data (CC BY 4.0).</p>");
    course->id = db_integer(db, 0, "SELECT id FROM course WHERE slug = ?1", course->slug);
    store_lessons(oulad, db, at, now);
    return db_end(db, db_failed(db) == DB_OK) == DB_OK && db_failed(db) == DB_OK;
}

/* ---- people ---- */

static void store_student(struct oulad *oulad, struct db *db, struct oulad_student *student)
{
    const char *email = arena_printf(oulad->arena, "oulad-%lld@invalid.example", (long long)student->number);
    student->id = db_integer(db, 0, "SELECT id FROM person WHERE email = ?1", email);
    if (student->id != 0)
        return;
    const char *name = arena_printf(oulad->arena, "Learner %lld", (long long)student->number);
    if (person_add(db, &student->id, email, name, NULL, "Europe/London", "en", PERSON_LEARNER, 0, student->joined * CLOCK_DAY) == DB_OK)
        db_change(db, "UPDATE person SET country = 'GB' WHERE id = ?1", student->id);
}

static void store_enrolment(struct oulad *oulad, struct db *db, const struct oulad_enrolment *one)
{
    const struct oulad_course *course = &oulad->courses[one->course];
    int64_t at = (course->start + (one->registered == OULAD_NO_DAY ? 0 : one->registered)) * CLOCK_DAY;
    int64_t end = (course->start + course->length) * CLOCK_DAY;
    int64_t active = one->left == OULAD_NO_DAY ? at : (course->start + one->left) * CLOCK_DAY; /* the last that is known of them */
    const char *state = one->left != OULAD_NO_DAY ? "left" : one->completed ? "completed" : "active";
    db_change(db,
              "INSERT INTO enrolment (user_id, course_id, state, enrolled_at, active_at, completed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
              " ON CONFLICT (user_id, course_id) DO NOTHING",
              oulad->students[one->student].id, course->id, state, at, active,
              strcmp(state, "completed") == 0 ? db_value_integer(end) : DB_NULL);
}

static bool store_people(struct oulad *oulad, struct db *db)
{
    if (db_begin_write(db) != DB_OK)
        return false;
    for (int i = 0; i < oulad->student_count; i++)
        store_student(oulad, db, &oulad->students[i]);
    for (int i = 0; i < oulad->enrolment_count; i++)
        store_enrolment(oulad, db, &oulad->enrolments[i]);
    for (int i = 0; i < oulad->course_count; i++)
        db_change(db,
                  "UPDATE course SET learner_count = (SELECT count(*) FROM enrolment WHERE course_id = ?1 AND state <> 'left') WHERE id = ?1",
                  oulad->courses[i].id);
    return db_end(db, db_failed(db) == DB_OK) == DB_OK && db_failed(db) == DB_OK;
}

bool oulad_store(struct oulad *oulad, struct db *db, int64_t now)
{
    for (int i = 0; i < oulad->course_count; i++)
        if (!store_course(oulad, db, i, now))
            return false;
    return store_people(oulad, db);
}
