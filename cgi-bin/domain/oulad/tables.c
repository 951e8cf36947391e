/* tables.c - the six small files into memory. Called by oulad.c. */
#include "domain/oulad/parts.h"

#include "core/base/clock.h"
#include "core/base/csv_gz.h"
#include "core/base/file.h"
#include "core/base/text.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- numbers to places ---- */

static size_t slot_of(const struct oulad_index *index, int64_t number)
{
    size_t at = (size_t)((uint64_t)number * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (index->size - 1);
    while (index->slots[at].place >= 0 && index->slots[at].number != number)
        at = (at + 1) & (index->size - 1);
    return at;
}

int oulad_find(const struct oulad_index *index, int64_t number)
{
    return index->size == 0 ? -1 : index->slots[slot_of(index, number)].place;
}

void oulad_put(struct oulad_index *index, int64_t number, int place)
{
    if (index->used * 2 >= index->size) {
        struct oulad_index grown = {.size = index->size == 0 ? 1024 : index->size * 2};
        grown.slots = malloc(grown.size * sizeof *grown.slots);
        assert(grown.slots != NULL);
        for (size_t i = 0; i < grown.size; i++)
            grown.slots[i].place = -1;
        for (size_t i = 0; i < index->size; i++)
            if (index->slots[i].place >= 0)
                oulad_put(&grown, index->slots[i].number, index->slots[i].place);
        free(index->slots);
        *index = grown;
    }
    size_t at = slot_of(index, number);
    index->used += index->slots[at].place < 0;
    index->slots[at].number = number;
    index->slots[at].place = place;
}

/* ---- a file ---- */

bool oulad_open(struct oulad *oulad, struct oulad_table *table, const char *name, const char *const *columns)
{
    const char *path = arena_printf(oulad->arena, "%s/%s.csv", oulad->folder, name);
    *table = (struct oulad_table){.csv = csv_gz_open(file_exists(path) ? path : arena_printf(oulad->arena, "%s.gz", path))};
    if (table->csv == NULL || csv_next(table->csv, &table->row) != CSV_ROW) {
        oulad->problem = arena_printf(oulad->arena, "there is no %s.csv or %s.csv.gz that can be read", name, name);
        oulad_close(table);
        return false;
    }
    for (int i = 0; columns[i] != NULL; i++)
        if ((table->column[i] = csv_column(&table->row, columns[i])) < 0) {
            oulad->problem = arena_printf(oulad->arena, "%s.csv has no column %s", name, columns[i]);
            oulad_close(table);
            return false;
        }
    return true;
}

/* Rows that are none are passed over: the published files have none. */
bool oulad_next(struct oulad_table *table)
{
    enum csv_result result;
    do
        result = csv_next(table->csv, &table->row);
    while (result == CSV_BAD_ROW);
    return result == CSV_ROW;
}

void oulad_close(struct oulad_table *table)
{
    csv_free(table->csv);
    table->csv = NULL;
}

const char *oulad_text(const struct oulad_table *table, int column)
{
    size_t at = (size_t)table->column[column];
    return at < table->row.count ? table->row.field[at] : "";
}

/* "-159.0" is -159. */
int64_t oulad_number(const struct oulad_table *table, int column)
{
    char *end;
    const char *text = oulad_text(table, column);
    double number = strtod(text, &end);
    return end == text || !(number > -1e12 && number < 1e12) ? OULAD_NO_DAY : (int64_t)number;
}

int64_t oulad_day(const struct oulad_table *table, int column)
{
    int64_t day = oulad_number(table, column);
    return day < OULAD_FIRST_DAY || day >= OULAD_FIRST_DAY + OULAD_DAYS ? OULAD_NO_DAY : day;
}

int oulad_course_of(const struct oulad *oulad, const struct oulad_table *table)
{
    for (int i = 0; i < oulad->course_count; i++)
        if (strcmp(oulad->courses[i].module, oulad_text(table, 0)) == 0 && strcmp(oulad->courses[i].presentation, oulad_text(table, 1)) == 0)
            return i;
    return -1;
}

/* A list that doubles: room for one more at the end. */
static void *more(void *list, int count, size_t size)
{
    if ((count & (count - 1)) == 0) {
        list = realloc(list, (size_t)(count == 0 ? 1 : count * 2) * size);
        assert(list != NULL);
    }
    return list;
}

/* ---- courses ---- */

/* "2013J": 1 October 2013; "2013B": 1 February. */
static bool start_of(const char *presentation, int64_t *day)
{
    int64_t year;
    char digits[5] = "";
    if (strlen(presentation) != 5 || (presentation[4] != 'J' && presentation[4] != 'B'))
        return false;
    memcpy(digits, presentation, 4);
    if (!text_integer(digits, 1990, 2100, &year))
        return false;
    *day = clock_day_of((int)year, presentation[4] == 'J' ? 10 : 2, 1);
    return true;
}

static bool read_courses(struct oulad *oulad)
{
    static const char *const columns[] = {"code_module", "code_presentation", "module_presentation_length", NULL};
    struct oulad_table table;
    if (!oulad_open(oulad, &table, "courses", columns))
        return false;
    while (oulad->problem == NULL && oulad_next(&table)) {
        struct oulad_course course = {.module = arena_strdup(oulad->arena, oulad_text(&table, 0)),
                                      .presentation = arena_strdup(oulad->arena, oulad_text(&table, 1)),
                                      .length = oulad_number(&table, 2)};
        course.title = arena_printf(oulad->arena, "%s %s", course.module, course.presentation);
        course.slug = text_slug(oulad->arena, course.title, 60);
        course.rows = arena_alloc(oulad->arena, OULAD_DAYS * sizeof *course.rows);
        course.told = arena_alloc(oulad->arena, OULAD_DAYS * sizeof *course.told);
        if (!start_of(course.presentation, &course.start) || course.length < 1 || course.length > 1000 || *course.slug == '\0')
            oulad->problem = arena_printf(oulad->arena, "courses.csv: %s is no presentation like 2013J or 2013B, with a length", course.title);
        oulad->courses = more(oulad->courses, oulad->course_count, sizeof course);
        oulad->courses[oulad->course_count++] = course;
    }
    oulad_close(&table);
    return oulad->problem == NULL;
}

/* ---- lessons ---- */

static const char *words_of(const char *type)
{
    static const char *const words[][2] = {
        {"homepage", "Home page"}, {"oucontent", "Course content"}, {"forumng", "Forum"}, {"resource", "Resources"}, {"subpage", "Subpages"},
        {"url", "Links"}, {"quiz", "Quizzes"}, {"glossary", "Glossary"}, {"dataplus", "Data"}, {"oucollaborate", "Online rooms"},
        {"ouelluminate", "Online lectures"}, {"sharedsubpage", "Shared subpages"}, {"ouwiki", "Wiki"}, {"page", "Pages"},
        {"externalquiz", "External quizzes"}, {"questionnaire", "Questionnaires"}, {"dualpane", "Side by side"},
        {"repeatactivity", "Repeated activities"}, {"folder", "Folders"}, {"htmlactivity", "Activities"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i][0], type) == 0)
            return words[i][1];
    return type;
}

static int lesson_of(struct oulad *oulad, struct oulad_lesson lesson)
{
    for (int i = oulad->lesson_count - 1; i >= 0 && oulad->lessons[i].course == lesson.course; i--)
        if (strcmp(oulad->lessons[i].slug, lesson.slug) == 0)
            return i;
    lesson.path = arena_printf(oulad->arena, "/courses/%s/%s", oulad->courses[lesson.course].slug, lesson.slug);
    oulad->lessons = more(oulad->lessons, oulad->lesson_count, sizeof lesson);
    oulad->lessons[oulad->lesson_count] = lesson;
    return oulad->lesson_count++;
}

static struct oulad_lesson lesson_of_site(struct oulad *oulad, int course, const char *type, int64_t week)
{
    struct oulad_lesson lesson = {.course = course, .kind = "text", .order = week == OULAD_NO_DAY ? -1 : week};
    bool weekly = week != OULAD_NO_DAY;
    lesson.section = weekly ? arena_printf(oulad->arena, "week-%d", (int)week) : "all-along";
    lesson.section_title = weekly ? arena_printf(oulad->arena, "Week %d", (int)week) : "All along";
    const char *words = words_of(type);
    lesson.title = weekly ? arena_printf(oulad->arena, "%s, week %d", words, (int)week) : words;
    lesson.slug = text_slug(oulad->arena, weekly ? arena_printf(oulad->arena, "%s week %d", type, (int)week) : type, 80);
    return lesson;
}

static bool read_sites(struct oulad *oulad)
{
    static const char *const columns[] = {"code_module", "code_presentation", "id_site", "activity_type", "week_from", NULL};
    struct oulad_table table;
    if (!oulad_open(oulad, &table, "vle", columns))
        return false;
    while (oulad_next(&table)) {
        struct oulad_site site = {.number = oulad_number(&table, 2), .course = oulad_course_of(oulad, &table)};
        if (site.course < 0)
            continue;
        const char *type = arena_strdup(oulad->arena, oulad_text(&table, 3));
        site.lesson = lesson_of(oulad, lesson_of_site(oulad, site.course, type, oulad_day(&table, 4)));
        oulad->sites = more(oulad->sites, oulad->site_count, sizeof site);
        oulad_put(&oulad->by_site, site.number, oulad->site_count);
        oulad->sites[oulad->site_count++] = site;
    }
    oulad_close(&table);
    return true;
}

static bool read_assessments(struct oulad *oulad)
{
    enum { BEHIND_ALL_WEEKS = 1000 };
    static const char *const columns[] = {"code_module", "code_presentation", "id_assessment", "assessment_type", "date", NULL};
    struct oulad_table table;
    if (!oulad_open(oulad, &table, "assessments", columns))
        return false;
    while (oulad_next(&table)) {
        struct oulad_site one = {.number = oulad_number(&table, 2), .course = oulad_course_of(oulad, &table)};
        int64_t day = oulad_day(&table, 4);
        if (one.course < 0)
            continue;
        const char *title = arena_printf(oulad->arena, "%s %lld", oulad_text(&table, 3), (long long)one.number);
        struct oulad_lesson lesson = {.course = one.course, .kind = "assignment", .title = title, .slug = text_slug(oulad->arena, title, 80),
                                      .section = "assessments", .section_title = "Assessments",
                                      .order = BEHIND_ALL_WEEKS + (day == OULAD_NO_DAY ? oulad->courses[one.course].length : day)};
        one.lesson = lesson_of(oulad, lesson);
        oulad->assessments = more(oulad->assessments, oulad->assessment_count, sizeof one);
        oulad_put(&oulad->by_assessment, one.number, oulad->assessment_count);
        oulad->assessments[oulad->assessment_count++] = one;
    }
    oulad_close(&table);
    return true;
}

/* ---- students ---- */

static int64_t enrolment_key(int course, int64_t student)
{
    return ((int64_t)course << 40) + student;
}

static bool read_registrations(struct oulad *oulad)
{
    static const char *const columns[] = {"code_module", "code_presentation", "id_student", "date_registration", "date_unregistration", NULL};
    struct oulad_table table;
    if (!oulad_open(oulad, &table, "studentRegistration", columns))
        return false;
    while (oulad_next(&table)) {
        struct oulad_enrolment one = {.course = oulad_course_of(oulad, &table), .registered = oulad_day(&table, 3),
                                      .left = oulad_day(&table, 4)};
        int64_t number = oulad_number(&table, 2);
        if (one.course < 0 || number <= 0)
            continue;
        int64_t day = oulad->courses[one.course].start + (one.registered == OULAD_NO_DAY ? 0 : one.registered);
        one.student = oulad_find(&oulad->by_student, number);
        if (one.student < 0) {
            oulad->students = more(oulad->students, oulad->student_count, sizeof *oulad->students);
            oulad->students[one.student = oulad->student_count++] = (struct oulad_student){.number = number, .joined = day};
            oulad_put(&oulad->by_student, number, one.student);
        }
        struct oulad_student *student = &oulad->students[one.student];
        student->joined = day < student->joined ? day : student->joined;
        oulad->enrolments = more(oulad->enrolments, oulad->enrolment_count, sizeof one);
        oulad_put(&oulad->by_enrolment, enrolment_key(one.course, number), oulad->enrolment_count);
        oulad->enrolments[oulad->enrolment_count++] = one;
    }
    oulad_close(&table);
    return true;
}

static bool read_results(struct oulad *oulad)
{
    static const char *const columns[] = {"code_module", "code_presentation", "id_student", "final_result", NULL};
    struct oulad_table table;
    if (!oulad_open(oulad, &table, "studentInfo", columns))
        return false;
    while (oulad_next(&table)) {
        int course = oulad_course_of(oulad, &table);
        int at = course < 0 ? -1 : oulad_find(&oulad->by_enrolment, enrolment_key(course, oulad_number(&table, 2)));
        const char *result = oulad_text(&table, 3);
        if (at >= 0)
            oulad->enrolments[at].completed = strcmp(result, "Pass") == 0 || strcmp(result, "Distinction") == 0;
    }
    oulad_close(&table);
    return true;
}

bool oulad_read(struct oulad *oulad)
{
    return read_courses(oulad) && read_sites(oulad) && read_assessments(oulad) && read_registrations(oulad) && read_results(oulad);
}
