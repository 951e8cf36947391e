/* exchange.h - one question to the coach and its answer in the demo, as a program would have stored them then. Called by talks.c. */
#ifndef NEXUS_DEMO_EXCHANGE_H
#define NEXUS_DEMO_EXCHANGE_H

#include "core/base/arena.h"
#include "core/store/database.h"
#include "domain/coach/policy.h"

#include <stdbool.h>
#include <stdint.h>

/* A conversation as it goes on. */
struct talker {
    struct arena *arena;
    struct db *db;
    int64_t user_id, conversation_id; /* 0: it begins with the next exchange */
    int64_t answer_id;                /* the newest */
    int64_t at;                       /* when the next question comes */
    const char *zone, *language, *heading;
    struct coach_place place;
    const char *first; /* the question it began with */
    int rung;          /* of the newest answer */
    bool abstained;    /* the newest answer did not find it */
};

/* Asks and answers: "/quiz" is the button of that name, "/more" the one for the next step of help; a command is confirmed. Needs the write
 * transaction; false when the database refused. */
bool exchange(struct talker *talker, const char *words);

#endif
