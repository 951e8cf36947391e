/* stop.h - lessons where learners stop: who of those signed in viewed a lesson, and who the one behind it. */
#ifndef NEXUS_STOP_H
#define NEXUS_STOP_H

#include "domain/measure/figure.h"

/* The lessons that a course has now, in their order, with what was recorded of them in a range of days: {lesson_id, course_id,
 * course_slug, course_title, slug, title, position, views, viewers (people signed in, each once a day, summed), completed, next_viewers,
 * lost, lost_share}. The last three are null for the last lesson of a course, and where nobody viewed; lost = viewers - next_viewers,
 * never below 0. Of the filter's course, of all published courses without one; counted is what the filter lets through. Two
 * queries; by country, device or cohort from the packs. */
cJSON *stop_list(struct arena *arena, struct db *db, struct store *store, const char *zone, const struct figure_filter *filter,
                 struct figure_range range);

/* Only those that lose most viewers, the most first: at most `most`, none that loses nobody. Takes the rows out of `list`. */
cJSON *stop_most(cJSON *list, int most);

#endif
