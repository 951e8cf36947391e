/* life.h - one learner's life in the demo: what kind of person, and living it day by day. */
#ifndef NEXUS_LIFE_H
#define NEXUS_LIFE_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>
#include <stdint.h>

struct life {
    struct arena *arena;
    struct db *db;
    uint64_t random;     /* state of the generator */
    int64_t user_id;
    const char *zone;
    double skill;        /* chance of a right answer, 0 to 1 */
    double diligence;    /* chance of learning on a day */
    double weariness;    /* chance of giving up at the end of a day of learning */
    int hour;            /* when they like to learn, UTC */
    int lessons_a_day;   /* at most */
};

/* A number from 0 to below 1, and a whole one from 0 to below `limit`. */
double life_chance(struct life *life);
int64_t life_below(struct life *life, int64_t limit);

/* Enrols at `start` and learns a course's lessons in order, day by day until `now`, at most `most` lessons. Gives the time
 * when it ended (given up, finished, or now). */
int64_t life_take_course(struct life *life, int64_t course_id, int64_t start, int64_t now, int most);

/* Answers for a question of an attempt, right with the person's skill. */
cJSON *life_answer(struct life *life, const cJSON *row, int64_t seed, bool shuffle);

#endif
