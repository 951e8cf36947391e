/* story.h - the demo academy's past as the reports see it: visitors who came and looked, learners who opened pages. */
#ifndef NEXUS_STORY_H
#define NEXUS_STORY_H

#include "core/base/arena.h"
#include "core/base/config.h"
#include "core/store/database.h"

#include <stdbool.h>
#include <stdint.h>

/* So many days before the demo was made (the setting demo_made), two things happened that a report should show: a newsletter brought
 * several times the visitors and many learners back for a day; and the academy could not be reached for most of a day. */
enum { STORY_DAYS = 150, STORY_NEWSLETTER_DAYS = 41, STORY_OUTAGE_DAYS = 73 };

/* Whether `day` (UTC) is the day of the outage, for those who live through it. */
bool story_outage(int64_t day, int64_t now);

/* Stores the events of the last STORY_DAYS days up to `now`, takes the facts of the main database along, and makes the roll-ups. The
 * views of learners follow from what they did (lesson_progress); visitors are in proportion to the learners, more from month to
 * month, fewer on weekends. The same people give the same story. False when a database refused (logged). `db` not in a transaction. */
bool story_tell(struct arena *arena, const struct config *config, struct db *db, uint64_t seed, int64_t now);

#endif
