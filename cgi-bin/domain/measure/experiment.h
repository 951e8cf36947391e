/* experiment.h - A/B tests: what is tried in which variants, their states, and which variant a person gets.
 *
 * draft -> running <-> paused -> completed. Only a draft can be changed or deleted: while people meet variants, their shares
 * stay, or the numbers would compare people of different days. Whoever wants other shares pauses and begins a copy. An adaptive
 * experiment (a bandit) is the exception: its shares move once a day (experiment_adapt.h), and its results know of it.
 * The variants of a multivariate one are all combinations of the levels of its factors (experiment_factor.h).
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
    EXPERIMENT_ARMS_MOST = 8,
    EXPERIMENT_VARIANTS_MOST = 4, /* arms of an experiment without factors */
    EXPERIMENT_FACTORS_MOST = 3,
    EXPERIMENT_LEVELS_MOST = 4,
    EXPERIMENT_GUARDS_MOST = 3,
    EXPERIMENT_NAME_MOST = 40,
    EXPERIMENT_TITLE_MOST = 120,
    EXPERIMENT_TEXT_MOST = 2000
};

enum experiment_state { EXPERIMENT_DRAFT, EXPERIMENT_RUNNING, EXPERIMENT_PAUSED, EXPERIMENT_COMPLETED, EXPERIMENT_STATES };

struct experiment_arm {
    const char *name;
    int64_t share;
};

struct experiment_factor {
    const char *name;
    size_t level_count;
    const char *levels[EXPERIMENT_LEVELS_MOST]; /* the first is what people have today */
};

/* An event that must not fall, or not rise (experiment_guard.h). */
struct experiment_guard {
    const char *event;
    bool rise; /* that would be harm */
};

/* The shares in force from the beginning of a day (UTC, since 1970) on. */
struct experiment_shares {
    int64_t day, share[EXPERIMENT_ARMS_MOST];
};

struct experiment {
    int64_t id;
    const char *name, *title, *hypothesis, *salt, *goal, *winner, *conclusion, *pause_reason;
    enum experiment_state state;
    int64_t course_id;                  /* 0 everywhere */
    int64_t base, effect, level, power; /* base and effect in 1/10000, level and power in percent */
    int64_t started_at, ended_at, created_at, created_by; /* 0 none */
    size_t arm_count;
    struct experiment_arm arms[EXPERIMENT_ARMS_MOST]; /* the first is the control; shares that it begins with */
    size_t factor_count;                              /* 0: the arms are just variants */
    struct experiment_factor factors[EXPERIMENT_FACTORS_MOST];
    size_t guard_count;
    struct experiment_guard guards[EXPERIMENT_GUARDS_MOST];
    bool adaptive;
    int64_t learned_at;
    size_t day_count;
    const struct experiment_shares *days; /* of an adaptive one, upwards */
};

/* The goal of experiments whose success the page or a program reports itself. */
#define EXPERIMENT_OWN_GOAL "experiment.converted"

/* Places of the product that ask for a variant: an experiment of this name with these variants, or factors, has an effect there at once.
 * Ended by one without name; words in English, for translation. */
struct experiment_place {
    const char *name, *where, *variants, *goal;
    int64_t held_out; /* the share of the last variant, in 1/10000; 0: each has the same */
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

/* Adds a draft of the wish's name, title, hypothesis, goal, course, plan, kind, factors, guards, arms and creator; DB_CONFLICT when the name is
 * taken. Changes a draft likewise. */
enum db_result experiment_add(struct arena *arena, struct db *db, const struct experiment *wish, int64_t now, int64_t *id);
enum db_result experiment_change(struct arena *arena, struct db *db, int64_t id, const struct experiment *wish);

/* From draft or paused to running; from running to paused, with a reason ("" a person's wish, "split"). */
enum db_result experiment_start(struct db *db, int64_t id, int64_t now);
enum db_result experiment_pause(struct db *db, int64_t id, const char *reason);

/* From running or paused to completed, with what was learned; winner "" for none. */
enum db_result experiment_complete(struct db *db, int64_t id, const char *winner, const char *conclusion, int64_t now);

/* Deletes a draft; and takes the last deletion of this name back (DB_CONFLICT when the name was taken meanwhile). */
enum db_result experiment_remove(struct db *db, int64_t id, int64_t now);
enum db_result experiment_restore(struct db *db, const char *name);

/* Which arm an actor has (a person's id, or a visitor's number of the day) by the shares that stand in `arms`: only a hash of name, salt
 * and actor, so always the same one while the shares stay; -1 for those outside all shares. */
int experiment_assign(const struct experiment *experiment, int64_t actor);

/* The shares in force on a day (UTC), or NULL while the arms have those that they began with. */
const int64_t *experiment_shares_on(const struct experiment *experiment, int64_t day);

/* Adds to expected[] how many of `people` who came on a day the arms should have, by the shares of that day. */
void experiment_expect(const struct experiment *experiment, int64_t day, double people, double *expected);

/* The arm called so, or -1. */
int experiment_arm_find(const struct experiment *experiment, const char *name);

#endif
