/* who.h - people, courses and lessons as the analytics pages name them. */
#ifndef NEXUS_ANALYTICS_WHO_H
#define NEXUS_ANALYTICS_WHO_H

#include "core/web/request.h"

/* {id, name, email, url (the account), timeline_url}; name says so where the account is gone. */
cJSON *who_is(struct request *request, int64_t user_id);

/* The same of many, in the order of the ids; a query for sixteen. */
cJSON *who_list(struct request *request, const int64_t *ids, size_t count);

/* The title of a course or lesson, "3" where there is none with this number any more, "" for 0. */
const char *who_course(struct request *request, int64_t course_id);
const char *who_lesson(struct request *request, int64_t lesson_id);

/* Options of a select: courses, the chosen one marked: [{value, text, selected}]. */
cJSON *who_courses(struct request *request, int64_t chosen);

/* Writes down that somebody's own events are looked at; HTTP_OK, or why not: then they must not be shown. */
enum http_status who_note_reading(struct request *request, int64_t user_id, const char *what);

/* Writes down that a file that names people is taken away: which and with how many rows. And report_csv of such a file, so noted. */
enum http_status who_note_file(struct request *request, const char *name, int64_t rows);
enum http_status who_csv(struct request *request, const char *name, const cJSON *rows);

/* The same of these people: user_id, name, email. */
enum http_status who_people_csv(struct request *request, const char *name, const int64_t *ids, size_t count);

#endif
