/* model.h - the client of any OpenAI-compatible endpoint: chat completions that stream, with tools, and embeddings.
 *
 * One call is one connection of libcurl in the calling thread; the caller is asked again and again whether to go on, so that
 * a browser that has gone ends the request upstream at once. Never called while a transaction is open.
 *
 * With `record` set every answer is also written to a file of that folder, named by the hash of the request; with `replay`
 * answers come from those files and nothing is sent: for tests and demos. */
#ifndef NEXUS_MODEL_H
#define NEXUS_MODEL_H

#include "core/base/arena.h"
#include "core/base/config.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct model_endpoint {
    const char *url;                   /* "https://host/v1"; NULL: no model is set */
    const char *key, *name;            /* name: of the model */
    const char *record, *replay;       /* folders, or NULL */
    int connect_seconds;               /* for the connection */
    int first_seconds;                 /* until the first words */
    int silent_seconds;                /* between words */
    int whole_ms;                      /* until all is there; 0: as long as words come */
    size_t bytes_most;                 /* of an answer */
};

/* coach_url, coach_key, coach_model, coach_record, coach_replay, coach_first_seconds (20), coach_silent_seconds (15) of the
 * configuration. Strings live as long as the arena. */
struct model_endpoint model_configured(struct arena *arena, const struct config *config);

/* The endpoint that makes vectors: coach_embedder is the model's name (NULL: there is none), coach_embed_url and coach_embed_key
 * where it is another endpoint than that of the answers. */
struct model_endpoint model_embedder(struct arena *arena, const struct config *config);

enum model_outcome {
    MODEL_DONE,        /* all was said */
    MODEL_STOPPED,     /* the caller had enough */
    MODEL_UNREACHABLE, /* no connection, no such host, TLS failed, nothing recorded */
    MODEL_SLOW,        /* no first word, or no next one, in time */
    MODEL_CUT,         /* the connection ended in the middle */
    MODEL_GARBAGE,     /* what came was not a stream of completions */
    MODEL_HUGE,        /* more than bytes_most */
    MODEL_BUSY,        /* 429 */
    MODEL_REFUSED,     /* any other 4xx: key, name of the model, request */
    MODEL_BROKEN       /* 5xx */
};

/* "unreachable", "slow", "cut" ...: for the database and the log. */
const char *model_outcome_word(enum model_outcome outcome);

struct model_listener {
    void *context;
    bool (*said)(void *context, const char *words, size_t length); /* a piece of the answer, whole UTF-8 characters; false: enough */
    bool (*idle)(void *context);                                   /* at least ten times a second; false: enough */
    int socket;                                                    /* wakes the call when it becomes readable; -1: none */
};

struct model_answer {
    enum model_outcome outcome;
    long status;               /* of HTTP; 0: there was no answer */
    const char *problem;       /* what went wrong, for the operator, in the arena; NULL: nothing */
    cJSON *calls;              /* tool calls: [{name, arguments (text)}], at most MODEL_CALLS_MOST */
    int64_t tokens_in, tokens_out; /* as the endpoint says; estimated when it does not */
    bool estimated;
};
enum { MODEL_CALLS_MOST = 4 };

/* The request for a chat completion: `messages` and `tools` (NULL: none) in OpenAI's form. */
char *model_request(struct arena *arena, const struct model_endpoint *endpoint, const cJSON *messages, const cJSON *tools);

/* Sends it. JSON and strings of the answer live in `arena`, which must own cJSON (arena_own_json). */
struct model_answer model_chat(struct arena *arena, const struct model_endpoint *endpoint, const char *request,
                               const struct model_listener *listener);

/* The vectors of texts (an array of strings), in their order: that of text i begins at number[i * dimensions]. No vectors (count 0)
 * with answer.outcome telling why. `listener`: who is asked whether to go on; NULL: nobody. All lives in `arena`, which must own cJSON. */
struct model_vectors {
    const float *number;
    size_t count, dimensions;
    struct model_answer answer;
};
enum { MODEL_DIMENSIONS_MOST = 8192 };
struct model_vectors model_embed(struct arena *arena, const struct model_endpoint *endpoint, const cJSON *texts,
                                 const struct model_listener *listener);

/* Once, before threads begin. */
bool model_begin(void);

#endif
