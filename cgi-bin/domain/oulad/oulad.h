/* oulad.h - course runs as the Open University published them (Kuzilek, Hlosta, Zdrahal 2017, Scientific Data 4:170171), or anybody
 * in the same seven CSV files: courses, vle, assessments, studentInfo, studentRegistration, studentAssessment, studentVle (.gz or not).
 *
 * What becomes what:
 * - a module's presentation (AAA 2013J) is a course, aaa-2013j, archived: it is over. J begins on 1 October, B on 1 February.
 * - its sites of one activity type and one week are one lesson (a run may have over a thousand sites), in a section a week; those
 *   without a week are in a section of their own. Assessments are lessons that nobody can answer: there are no questions.
 * - a student is an account "Learner 11391", oulad-11391@invalid.example, which no mail reaches and no password opens.
 * - a registration is an enrolment; it is left on the day of unregistration, completed at the end for Pass and Distinction.
 * - events: account.registered with the first registration, course.enrolled, course.left, course.completed; quiz.submitted with
 *   {percent, passed} for each assessment handed in (40 passes; banked results of earlier runs are not events); and lesson.viewed for
 *   each row of studentVle with {clicks, site}: the sums of clicks can be had again, and one row counts once. There are only days:
 *   a day's rows are spread evenly over it, in their order; registrations stand at its first second, leaving at its last, what was
 *   handed in at 20:00. Days are those of the academy's own zone. */
#ifndef NEXUS_OULAD_H
#define NEXUS_OULAD_H

#include "core/base/arena.h"
#include "core/base/config.h"
#include "core/store/database.h"
#include "domain/measure/store.h"

#include <stdbool.h>
#include <stdint.h>

struct oulad_report {
    int64_t courses, lessons, learners, enrolments; /* that the files have */
    int64_t facts, clicks, unplaced;                /* rows of clicks; of courses, sites or students that the other files lack */
    int64_t fresh;                                  /* events that were not there yet */
};

/* Reads the folder and stores all of it; what is there already stays as it is. `progress` (may be NULL) is told how many rows of clicks
 * are done. False with *problem, a sentence in the arena; begun again it goes on. The databases are in no transaction. */
bool oulad_import(struct arena *arena, const struct config *config, struct db *db, struct store *store, const char *folder,
                  void (*progress)(int64_t done, int64_t all), struct oulad_report *report, const char **problem);

#endif
