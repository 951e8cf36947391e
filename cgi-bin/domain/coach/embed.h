/* embed.h - gives passages their vectors, when an endpoint makes them. Called by the worker's job 'coach.embed' (queued after
 * 'coach.index', and a duty that comes again) and by `nexus coach reindex`. */
#ifndef NEXUS_COACH_EMBED_H
#define NEXUS_COACH_EMBED_H

#include "core/net/model.h"
#include "core/store/database.h"
#include "domain/coach/limit.h"

#include <stdbool.h>
#include <stdint.h>

enum embed_outcome {
    EMBED_DONE,   /* some were stored: ask again */
    EMBED_ALL,    /* no passage is without a vector */
    EMBED_SPENT,  /* the month's budget is used up */
    EMBED_FAILED, /* the endpoint did not answer, or the database refused */
    EMBED_STOPPED /* the listener had enough */
};

struct embed_round {
    enum embed_outcome outcome;
    int stored;
    struct model_answer answer; /* of the endpoint, when it failed; its outcome is MODEL_DONE when the database refused */
};

/* A few of the passages that have no vector of this model: reads them, asks the endpoint with no transaction open, and stores what
 * came in a short one, with what it cost. Texts that changed meanwhile are left for the next time; one that the endpoint refuses by
 * itself is marked as having none. The words of the answer live in `arena`, which must own cJSON; the database uses it again. */
struct embed_round embed_some(struct arena *arena, struct db *db, const struct model_endpoint *endpoint, const struct coach_limits *limits,
                              const struct model_listener *listener, int64_t now);

/* Queues the job for the worker, once however often it is asked for before it is done. Needs the write transaction. */
enum db_result embed_later(struct db *db, int64_t now);

#endif
