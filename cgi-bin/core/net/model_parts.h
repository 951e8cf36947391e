/* model_parts.h - what the files of the model's client share; nobody else includes it. */
#ifndef NEXUS_MODEL_PARTS_H
#define NEXUS_MODEL_PARTS_H

#include "core/net/model.h"
#include "core/net/sse.h"

enum { CALL_NAME_BYTES = 64, CALL_ARGUMENTS_BYTES = 4000 };

/* A tool call as its pieces come in. */
struct model_call {
    char name[CALL_NAME_BYTES];
    struct text arguments;
};

/* An answer as it comes in. */
struct model_hearing {
    struct arena *arena, *scratch; /* scratch: of one event */
    const struct model_listener *listener;
    struct sse sse;
    struct model_call calls[MODEL_CALLS_MOST];
    int call_count;
    int64_t tokens_in, tokens_out;
    size_t words;       /* bytes of the answer */
    bool spoke;         /* at least one event was a piece of a completion */
    bool finished;      /* the endpoint said that this was all */
    bool stopped, garbage;
    const char *complaint; /* an error that came as an event */
};

/* model.c: sends a body whose answer is one text, at most JSON_BYTES_MOST of it. `listener` NULL: nobody is asked. */
struct model_answer model_post(struct arena *arena, const struct model_endpoint *endpoint, const char *path, const char *body,
                               const struct model_listener *listener, struct text *said);

/* model_hear.c: begins, and what it came to. */
void model_hear(struct model_hearing *hearing, struct arena *arena, const struct model_listener *listener);
cJSON *model_calls(struct model_hearing *hearing);

/* model_replay.c: the file of a request; reads one back; keeps one. */
char *model_record_path(struct arena *arena, const char *folder, const char *body);
bool model_replay(struct model_hearing *hearing, const char *path);

#endif
