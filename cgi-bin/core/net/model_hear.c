/* model_hear.c - what a completion says, event by event: words, pieces of tool calls, the use of tokens. Called by model.c
 * and model_replay.c through the reader of events. */
#include "core/net/model_parts.h"

#include "core/base/json.h"

#include <string.h>

static void take_usage(struct model_hearing *hearing, const cJSON *usage)
{
    int64_t in = json_integer(usage, "prompt_tokens", 0), out = json_integer(usage, "completion_tokens", 0);
    hearing->tokens_in = in > 0 && in < INT32_MAX ? in : hearing->tokens_in;
    hearing->tokens_out = out > 0 && out < INT32_MAX ? out : hearing->tokens_out;
}

/* The name comes once, the arguments in pieces, each with the number of its call. */
static void take_call(struct model_hearing *hearing, const cJSON *piece)
{
    int64_t index = json_integer(piece, "index", 0);
    if (index < 0 || index >= MODEL_CALLS_MOST)
        return;
    struct model_call *call = &hearing->calls[index];
    if (index >= hearing->call_count)
        hearing->call_count = (int)index + 1;
    const cJSON *function = json_member(piece, "function");
    const char *name = json_string(function, "name", ""), *arguments = json_string(function, "arguments", "");
    if (*name != '\0' && strlen(name) < sizeof call->name)
        memcpy(call->name, name, strlen(name) + 1);
    if (call->arguments.arena == NULL)
        call->arguments = text_in(hearing->arena);
    if (call->arguments.length + strlen(arguments) <= CALL_ARGUMENTS_BYTES)
        text_append(&call->arguments, arguments);
}

static bool say(struct model_hearing *hearing, const char *words)
{
    size_t length = strlen(words);
    if (length == 0)
        return true;
    hearing->words += length;
    arena_own_json(hearing->arena);
    bool goes_on = hearing->listener->said(hearing->listener->context, words, length);
    arena_own_json(hearing->scratch);
    return goes_on;
}

static bool take_choice(struct model_hearing *hearing, const cJSON *choice)
{
    const cJSON *delta = json_member(choice, "delta"), *piece;
    cJSON_ArrayForEach(piece, json_member(delta, "tool_calls")) take_call(hearing, piece);
    if (json_string(choice, "finish_reason", NULL) != NULL)
        hearing->finished = true;
    return say(hearing, json_string(delta, "content", ""));
}

static bool take_chunk(struct model_hearing *hearing, const cJSON *chunk)
{
    const cJSON *choices = json_member(chunk, "choices"), *error = json_member(chunk, "error");
    if (error != NULL && !cJSON_IsNull(error)) {
        hearing->complaint = arena_strdup(hearing->arena, json_string(error, "message", "the endpoint reported an error"));
        return false;
    }
    if (!cJSON_IsArray(choices)) {
        hearing->garbage = true;
        return false;
    }
    hearing->spoke = true;
    if (cJSON_IsObject(json_member(chunk, "usage")))
        take_usage(hearing, json_member(chunk, "usage"));
    if (choices->child == NULL || take_choice(hearing, choices->child))
        return true;
    hearing->stopped = true;
    return false;
}

static bool heard(void *context, const char *type, const char *data, size_t length)
{
    struct model_hearing *hearing = context;
    (void)type;
    if (strcmp(data, "[DONE]") == 0) {
        hearing->finished = true;
        return false;
    }
    arena_own_json(hearing->scratch);
    cJSON *chunk = json_read(hearing->scratch, data, length, NULL);
    bool goes_on = chunk != NULL && take_chunk(hearing, chunk);
    if (chunk == NULL)
        hearing->garbage = true;
    arena_own_json(hearing->arena);
    arena_reset(hearing->scratch);
    return goes_on;
}

static void free_scratch(void *scratch)
{
    arena_free(scratch);
}

void model_hear(struct model_hearing *hearing, struct arena *arena, const struct model_listener *listener)
{
    *hearing = (struct model_hearing){.arena = arena, .scratch = arena_new_small(), .listener = listener};
    arena_defer(arena, free_scratch, hearing->scratch);
    hearing->sse = sse_new(arena, heard, hearing);
}

cJSON *model_calls(struct model_hearing *hearing)
{
    cJSON *calls = cJSON_CreateArray();
    for (int i = 0; i < hearing->call_count; i++) {
        cJSON *call = cJSON_CreateObject();
        json_set_string(call, "name", hearing->calls[i].name);
        json_set_string(call, "arguments", text_string(&hearing->calls[i].arguments));
        cJSON_AddItemToArray(calls, call);
    }
    return calls;
}
