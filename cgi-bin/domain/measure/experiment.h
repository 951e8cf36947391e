/* experiment.h - A/B tests: what is tried in which variants, their states, and which variant a person gets.
 *
 * draft -> running <-> paused -> completed. Only a draft can be changed or deleted: while people meet variants, their shares
 * stay, or the numbers would compare people of different days. Whoever wants other shares pauses and begins a copy.
 * Changing functions need a write transaction and give DB_NONE when there is no such experiment in a fitting state. */
#ifndef NEXUS_EXPERIMENT_H
#define NEXUS_EXPERIMENT_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    EXPERIMENT_WHOLE = 10000,   /* shares are parts of it */
    EXPERIMENT_ARMS_LEAST = 2,
    EXPERIMENT_ARMS_MOST = 4,
    EXPERIMENT_NAME_MOST = 40,
    EXPERIMENT_TITLE_MOST = 120,
    EXPERIMENT_TEXT_MOST = 2000
};

enum experiment_state { EXPERIMENT_DRAFT, EXPERIMENT_RUNNING, EXPERIMENT_PAUSED, EXPERIMENT_COMPLETED, EXPERIMENT_STATES };

struct experiment_arm {
    const char *name;
    int64_t share;
};

struct experiment {
    int64_t id;
    const char *name, *title, *hypothesis, *salt, *goal, *winner, *conclusion, *pause_reason;
    enum experiment_state state;
    int64_t course_id;                  /* 0 everywhere */
    int64_t base, effect, level, power; /* base and effect in 1/10000, level and power in percent */
    int64_t started_at, ended_at, created_at, created_by; /* 0 none */
    size_t arm_count;
    struct experiment_arm arms[EXPERIMENT_ARMS_MOST]; /* the first is the control */
};

/* The goal of experiments whose success the page or a program reports itself. */
#define EXPERIMENT_OWN_GOAL "experiment.converted"

/* Places of the product that ask for a variant: an experiment of this name with these variants has an effect there at once. Ended
 * by one without name; words in English, for translation. */
struct experiment_place {
    const char *name, *where, *variants, *goal;
};
extern const struct experiment_place experiment_places[];

/* "draft", "running", "paused", "completed". */
const char *experiment_state_name(enum experiment_state state);

/* Whether a word may name a variant: 1 to EXPERIMENT_NAME_MOST of a-z 0-9 -, beginning with a letter; and an experiment: not one that
 * addresses use ("new", "plan"). */
bool experiment_word_fits(const char *word);
bool experiment_name_fits(const char *name);

/* Why these variants can't be (an English sentence, for translation), or NULL: two to four different names that fit, shares of
 * at least 1 that are at most EXPERIMENT_WHOLE together. */
const char *experiment_arms_problem(const struct experiment_arm *arms, size_t count);

/* One by its name, with copies in `arena`; false when there is none (a deleted draft counts as none). */
bool experiment_find(struct arena *arena, struct db *db, const char *name, struct experiment *experiment);

/* All that are not deleted, newest first; in `arena`. */
struct experiment *experiment_list(struct arena *arena, struct db *db, size_t *count);

/* A number that differs after every change: whoever keeps the list asks for it now and then. */
int64_t experiment_version(struct db *db);

/* Adds a draft of the wish's name, title, hypothesis, goal, course, plan, arms and creator; DB_CONFLICT when the name is taken. Changes
 * a draft likewise. */
enum db_result experiment_add(struct arena *arena, struct db *db, const struct experiment *wish, int64_t now, int64_t *id);
enum db_result experiment_change(struct db *db, int64_t id, const struct experiment *wish);

/* From draft or paused to running; from running to paused, with a reason ("" a person's wish, "split"). */
enum db_result experiment_start(struct db *db, int64_t id, int64_t now);
enum db_result experiment_pause(struct db *db, int64_t id, const char *reason);

/* From running or paused to completed, with what was learned; winner "" for none. */
enum db_result experiment_complete(struct db *db, int64_t id, const char *winner, const char *conclusion, int64_t now);

/* Deletes a draft; and takes the last deletion of this name back (DB_CONFLICT when the name was taken meanwhile). */
enum db_result experiment_remove(struct db *db, int64_t id, int64_t now);
enum db_result experiment_restore(struct db *db, const char *name);

/* Which arm an actor has (a person's id, or a visitor's number of the day): always the same one, since it is only a hash of name, salt
 * and actor; -1 for those outside all shares. */
int experiment_assign(const struct experiment *experiment, int64_t actor);

/* The arm called so, or -1. */
int experiment_arm_find(const struct experiment *experiment, const char *name);

#endif
