/* import_parts.h - what the files import_*.c have between them: the neutral form of a course, filled by the readers
 * (import_folder.c, import_book.c, import_pages.c), rendered by import_render.c, written by import_store.c.
 *
 * Paths are relative to the source's root, with '/', no "." or ".." in them. */
#ifndef NEXUS_IMPORT_PARTS_H
#define NEXUS_IMPORT_PARTS_H

#include "core/base/text.h"
#include "domain/catalog/import.h"

#include <cjson/cJSON.h>

enum {
    IMPORT_FILE_MOST = 2 * 1000 * 1000,   /* bytes of a text file */
    IMPORT_ASSET_MOST = 10 * 1000 * 1000, /* bytes of a picture or download */
    IMPORT_LESSONS_MOST = 2000,
    IMPORT_SLUG_MOST = 80,
    IMPORT_WORDS_A_MINUTE = 200
};

struct imported_asset {
    const char *path, *file; /* file under DATA/assets; NULL: refused */
    int64_t bytes;
    int width, height; /* of a picture, 0: unknown */
    struct imported_asset *next;
};

struct imported_question {
    const char *key, *kind;
    int position;
    int64_t points;
    const char *prompt, *feedback; /* HTML */
    const char *body;              /* JSON, see domain/assess/question.h */
    bool refused;                  /* keep what is there */
    struct imported_question *next;
};

struct imported_quiz {
    int64_t pass_percent, time_limit, attempts_most, shuffle, draw;
    struct imported_question *questions;
};

struct imported_lesson {
    const char *slug, *kind, *title;
    const char *path; /* as links name it: the place in the Nexus form, "01-module/02-lesson.md" */
    const char *place; /* path without numbers and endings, "module/lesson"; NULL: import_unique_slugs sets it */
    const char *file;  /* as the report names it */
    int line;         /* of the file on which the source begins */
    const char *source, *html, *plain;
    int64_t minutes;  /* 0: from the words */
    bool preview;
    bool refused;     /* keep what is there */
    struct imported_quiz *quiz;
    struct imported_lesson *next;
};

struct imported_module {
    const char *slug, *title, *summary, *path;
    struct imported_lesson *lessons;
    struct imported_module *next;
};

struct imported_name {
    const char *name;
    struct imported_name *next;
};

struct imported_course {
    const char *slug, *kind, *title, *subtitle, *level, *language, *currency;
    const char *state;  /* NULL: as it is; a new course is a draft */
    const char *cover;  /* file under DATA/assets, or NULL */
    const char *path;   /* of course.md */
    int line;
    const char *description, *description_html, *description_plain;
    int64_t price, minutes; /* minutes 0: the sum of the lessons' */
    struct imported_name *skills, *prerequisites, *instructors; /* each in alphabetical order */
    struct imported_module *modules;
    struct imported_asset *assets;
};

struct import_job {
    struct arena *arena;
    const struct config *config;
    const char *root;
    struct import_report *report;
    struct imported_course course;
    const char *reading; /* the path against which links are found now */
    const char *file;    /* the file that the report names now */
};

/* import.c: a line of the report; and the path of a file of the source. */
void import_say(struct import_job *job, enum import_change change, const char *path, int line, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
char *import_path(struct import_job *job, const char *path);

/* import.c: a text file of the source, UTF-8, CRLF made LF; NULL after a line of the report. */
char *import_read(struct import_job *job, const char *path, size_t *length);

/* import.c: the names in a folder ("" is the root), sorted, without hidden ones; links are left out. NULL-terminated. */
const char **import_list(struct import_job *job, const char *folder, bool folders);

/* The readers: fill job->course; false (after a line) when there is nothing to store. */
bool import_read_folder(struct import_job *job);
bool import_read_book(struct import_job *job);
bool import_read_pages(struct import_job *job);

/* import_quiz.c: reads a quiz file into its lesson (title, source, html, quiz); false when the lesson is refused. */
bool import_read_quiz(struct import_job *job, struct imported_lesson *lesson);

/* import_render.c: HTML of Markdown in job->reading; NULL after a line of the report. `line` is where it begins. */
char *import_html(struct import_job *job, const char *markdown, int line, bool in_line);
/* Renders description and lessons, reads the quizzes, counts minutes. */
void import_render(struct import_job *job);
/* "../a/./b" seen from the file `from`; NULL when it leaves the root. Percent-encoding is undone. */
char *import_join(struct arena *arena, const char *from, const char *target);
/* "01-what-is-git.md" -> "what-is-git": without number and ending, as a slug. */
char *import_slug(struct arena *arena, const char *name);
/* Makes the slugs of lessons and modules unique in the course, in order, and notes the lessons' places. */
void import_unique_slugs(struct import_job *job);

/* import_pages.c: the title is the first heading (of level 1, or saying what the fallback says), which leaves
 * the source; else the fallback. Sets the line, too. */
void import_take_title(struct import_job *job, struct imported_lesson *lesson, const char *fallback);

/* import_asset.c: the file of the source, stored under DATA/assets; NULL when it is not there or refused (said once). */
const struct imported_asset *import_asset(struct import_job *job, const char *path);

/* import_image.c: the kind of a file by its content ("png", "jpg", ..., "" unknown), the size of a picture, and what is
 * wrong with an SVG (a sentence; NULL: nothing). */
const char *import_image_kind(const char *bytes, size_t length);
void import_image_size(const char *kind, const char *bytes, size_t length, int *width, int *height);
const char *import_svg_problem(const char *bytes, size_t length);

/* import_store.c: writes the course; the caller has begun and ends the transaction. */
enum db_result import_store(struct import_job *job, struct db *db, int64_t now);
/* import_store_quiz.c */
enum db_result import_store_quiz(struct import_job *job, struct db *db, const struct imported_lesson *lesson,
                                 int64_t lesson_id, int64_t now, bool *changed);

/* import_archive.c: unpacks a zip below a folder that is removed with the arena; NULL after a line of the report. */
char *import_unpack(struct import_job *job, const char *path);

#endif
