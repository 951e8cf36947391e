/* embed.c - vectors for passages that have none, when an embedder is configured: the job 'coach.embed'. Called by duties.c.
 *
 * Everything else waits while this worker waits for the endpoint, so it does not wait long, and after some seconds lets others go
 * first. What failed is tried again by the table of jobs. */
#include "core/base/clock.h"
#include "core/net/model.h"
#include "domain/coach/embed.h"
#include "programs/worker/worker.h"

#include <signal.h>

enum { ANSWER_SECONDS = 10, AT_WORK_SECONDS = 5, MILLISECONDS = 1000 };

/* The signal to end is heard when this work is over (ending.h); it ends sooner when one waits. */
static bool goes_on(void *nothing)
{
    sigset_t waiting;
    (void)nothing;
    return sigpending(&waiting) != 0 || sigismember(&waiting, SIGTERM) != 1;
}

static const char *go_on_later(struct worker *worker, int64_t now)
{
    if (db_begin_write(worker->db) != DB_OK)
        return "the database is busy";
    return db_end(worker->db, embed_later(worker->db, now + 1) == DB_OK) == DB_OK ? NULL : "the database refused; the log has the reason";
}

static const char *problem_of(struct worker *worker, const struct embed_round *round)
{
    const char *reason = round->answer.problem == NULL ? "" : round->answer.problem;
    if (round->answer.outcome == MODEL_DONE)
        return "the database refused; the log has the reason";
    return arena_printf(worker->arena, "the endpoint of embeddings: %s: %.200s", model_outcome_word(round->answer.outcome), reason);
}

const char *worker_embed(struct worker *worker, int64_t now)
{
    struct model_endpoint endpoint = model_embedder(worker->arena, worker->config);
    const struct coach_limits limits = limit_configured(worker->config);
    const struct model_listener listener = {.idle = goes_on, .socket = -1};
    endpoint.whole_ms = ANSWER_SECONDS * MILLISECONDS;
    while (endpoint.name != NULL) {
        struct embed_round round = embed_some(worker->arena, worker->db, &endpoint, &limits, &listener, clock_now());
        if (round.outcome == EMBED_FAILED)
            return problem_of(worker, &round);
        if (round.outcome == EMBED_ALL || round.outcome == EMBED_SPENT)
            return NULL;
        if (round.outcome == EMBED_STOPPED || clock_now() >= now + AT_WORK_SECONDS)
            return go_on_later(worker, clock_now());
    }
    return NULL;
}
