/* model_embed.c - vectors of texts from the endpoint: asked, checked, made into plain numbers. See model.h. */
#include "core/net/model_parts.h"

#include "core/base/file.h"
#include "core/base/json.h"

#include <math.h>
#include <string.h>

/* Puts one vector into its row; false when it is none, or its length is not that of the others. */
static bool take_vector(const cJSON *vector, float *row, size_t dimensions)
{
    const cJSON *number;
    size_t at = 0;
    if ((size_t)cJSON_GetArraySize(vector) != dimensions)
        return false;
    cJSON_ArrayForEach(number, vector)
    {
        if (!cJSON_IsNumber(number) || !isfinite((float)number->valuedouble))
            return false;
        row[at++] = (float)number->valuedouble;
    }
    return true;
}

/* In the order of their "index", whichever way they came; no vectors when one is missing, comes twice or is none. */
static bool take_all(struct arena *arena, const cJSON *data, size_t wanted, struct model_vectors *vectors)
{
    size_t dimensions = (size_t)cJSON_GetArraySize(json_member(data == NULL ? NULL : data->child, "embedding")), at = 0;
    if (wanted == 0 || dimensions == 0 || dimensions > MODEL_DIMENSIONS_MOST || (size_t)cJSON_GetArraySize(data) != wanted)
        return false;
    float *number = arena_alloc_raw(arena, wanted * dimensions * sizeof *number);
    bool *there = arena_alloc(arena, wanted * sizeof *there);
    const cJSON *entry;
    cJSON_ArrayForEach(entry, data)
    {
        size_t index = (size_t)json_integer(entry, "index", (int64_t)at++);
        if (index >= wanted || there[index] || !take_vector(json_member(entry, "embedding"), number + index * dimensions, dimensions))
            return false;
        there[index] = true;
    }
    vectors->number = number;
    vectors->count = wanted;
    vectors->dimensions = dimensions;
    return true;
}

static struct model_answer ask(struct arena *arena, const struct model_endpoint *endpoint, const char *body,
                               const struct model_listener *listener, struct text *said)
{
    if (endpoint->replay == NULL)
        return model_post(arena, endpoint, "/embeddings", body, listener, said);
    size_t length = 0;
    const char *recorded = file_read(arena, model_record_path(arena, endpoint->replay, body), JSON_BYTES_MOST, &length);
    if (recorded == NULL)
        return (struct model_answer){.outcome = MODEL_UNREACHABLE, .problem = "this answer was not recorded"};
    text_append_bytes(said, recorded, length);
    return (struct model_answer){.outcome = MODEL_DONE, .status = 200};
}

struct model_vectors model_embed(struct arena *arena, const struct model_endpoint *endpoint, const cJSON *texts,
                                 const struct model_listener *listener)
{
    enum { BYTES_A_TOKEN = 4 };
    struct model_vectors vectors = {.count = 0};
    struct text said = text_in(arena);
    cJSON *request = cJSON_CreateObject();
    json_set_string(request, "model", endpoint->name);
    cJSON_AddItemReferenceToObject(request, "input", (cJSON *)texts);
    const char *body = json_write(arena, request);
    vectors.answer = ask(arena, endpoint, body, listener, &said);
    if (vectors.answer.outcome != MODEL_DONE)
        return vectors;
    const cJSON *answer = json_read(arena, text_string(&said), said.length, NULL);
    int64_t tokens = json_integer(json_member(answer, "usage"), "prompt_tokens", 0);
    vectors.answer.estimated = tokens <= 0 || tokens >= INT32_MAX;
    vectors.answer.tokens_in = vectors.answer.estimated ? (int64_t)(strlen(body) / BYTES_A_TOKEN) : tokens;
    if (!take_all(arena, json_member(answer, "data"), (size_t)cJSON_GetArraySize(texts), &vectors)) {
        vectors.answer.outcome = MODEL_GARBAGE;
        vectors.answer.problem = "no list of as many vectors of one length as there were texts";
    }
    return vectors;
}
