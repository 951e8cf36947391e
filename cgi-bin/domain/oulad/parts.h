/* parts.h - what the files of this room share: the small tables in memory, and finding rows of them by number. */
#ifndef NEXUS_OULAD_PARTS_H
#define NEXUS_OULAD_PARTS_H

#include "domain/oulad/oulad.h"

#include "core/base/csv.h"

enum { OULAD_NO_DAY = INT32_MIN, OULAD_FIRST_DAY = -400, OULAD_DAYS = 1200, OULAD_PASSES = 40 };

struct oulad_course {
    const char *module, *presentation, *slug, *title;
    int64_t id, start, length; /* start: a day number */
    int64_t *rows, *told;      /* by day from OULAD_FIRST_DAY: rows of clicks, and how many of them became events */
};

struct oulad_lesson {
    int course;
    const char *slug, *title, *kind, *section, *section_title, *path;
    int64_t order, id;
};

/* A site or an assessment: by its number, in which course it is and to which lesson it belongs. */
struct oulad_site {
    int64_t number;
    int course, lesson;
};

struct oulad_student {
    int64_t number, id;
    int64_t joined; /* first day of a registration */
};

struct oulad_enrolment {
    int course, student;
    int64_t registered, left; /* days of the run, OULAD_NO_DAY: none */
    bool completed;
};

/* Numbers to places in an array. */
struct oulad_index {
    struct { int64_t number; int place; } *slots;
    size_t size, used;
};
int oulad_find(const struct oulad_index *index, int64_t number); /* -1: not there */
void oulad_put(struct oulad_index *index, int64_t number, int place);

struct oulad {
    struct arena *arena;
    const char *folder, *problem; /* NULL: none */
    struct oulad_course *courses;
    struct oulad_lesson *lessons;
    struct oulad_site *sites, *assessments;
    struct oulad_student *students;
    struct oulad_enrolment *enrolments;
    int course_count, lesson_count, site_count, assessment_count, student_count, enrolment_count;
    struct oulad_index by_site, by_assessment, by_student, by_enrolment; /* the last: course * 2^40 + student's number */
    struct oulad_report *report;
};

/* One CSV file of the folder, its columns by name. */
enum { OULAD_COLUMNS = 6 };
struct oulad_table {
    struct csv *csv;
    struct csv_row row;
    int column[OULAD_COLUMNS];
};

/* Opens NAME.csv or NAME.csv.gz; false sets the problem. */
bool oulad_open(struct oulad *oulad, struct oulad_table *table, const char *name, const char *const *columns);
bool oulad_next(struct oulad_table *table);
void oulad_close(struct oulad_table *table);
const char *oulad_text(const struct oulad_table *table, int column);
int64_t oulad_number(const struct oulad_table *table, int column); /* OULAD_NO_DAY for an empty one */

int64_t oulad_day(const struct oulad_table *table, int column);    /* likewise for one that lies years from the run */

/* Which course a row's first two columns name; -1: none. */
int oulad_course_of(const struct oulad *oulad, const struct oulad_table *table);

/* tables.c: reads all but the clicks. */
bool oulad_read(struct oulad *oulad);

/* people.c: courses, lessons, people and enrolments of the main database; sets their ids. */
bool oulad_store(struct oulad *oulad, struct db *db, int64_t now);

/* history.c: the events. `source` names these files. */
bool oulad_tell(struct oulad *oulad, const struct config *config, struct store *store, const char *source,
                void (*progress)(int64_t done, int64_t all));

#endif
