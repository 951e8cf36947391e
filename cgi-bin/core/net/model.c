/* model.c - one request to the endpoint by libcurl: sent, read as it streams, ended early when nobody listens any more.
 *
 * Called by the coach program for answers, by `nexus coach check`, by model_embed.c for vectors. Times are watched here and not
 * left to libcurl alone, because an endpoint may be slow in three ways: to connect, to begin, to go on. */
#include "core/net/model_parts.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/log.h"

#include <curl/curl.h>
#include <string.h>

enum { TICK_MS = 100, MILLISECOND = 1000, SECOND = 1000000, HEAD_BYTES = 2000, RECEIVE_BYTES = 8192 };

/* A request under way. */
struct transfer {
    const struct model_endpoint *endpoint;
    const struct model_listener *listener;
    struct model_hearing *hearing; /* NULL: the answer is one JSON text */
    struct text body;              /* of an answer that does not stream, or of an error */
    struct text *record;
    size_t bytes;
    int64_t started, heard_at;
    CURL *easy;
    long status;
    bool huge, stopped, slow;
};

bool model_begin(void)
{
    return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

static const char *setting(const struct config *config, const char *name)
{
    const char *value = config_value(config, name, NULL);
    return value == NULL || *value == '\0' ? NULL : value;
}

static int seconds_of(const struct config *config, const char *name, int fallback)
{
    int64_t seconds = fallback;
    text_integer(config_value(config, name, ""), 1, 600, &seconds);
    return (int)seconds;
}

static const char *without_slashes(struct arena *arena, const char *url)
{
    size_t length = url == NULL ? 0 : strlen(url);
    while (length > 0 && url[length - 1] == '/')
        length--;
    return url == NULL ? NULL : arena_strndup(arena, url, length);
}

struct model_endpoint model_configured(struct arena *arena, const struct config *config)
{
    return (struct model_endpoint){.url = without_slashes(arena, setting(config, "coach_url")),
                                   .key = setting(config, "coach_key"),
                                   .name = config_value(config, "coach_model", "default"),
                                   .record = setting(config, "coach_record"),
                                   .replay = setting(config, "coach_replay"),
                                   .connect_seconds = 5,
                                   .first_seconds = seconds_of(config, "coach_first_seconds", 20),
                                   .silent_seconds = seconds_of(config, "coach_silent_seconds", 15),
                                   .bytes_most = 256 * 1024};
}

struct model_endpoint model_embedder(struct arena *arena, const struct config *config)
{
    struct model_endpoint endpoint = model_configured(arena, config);
    const char *url = setting(config, "coach_embed_url"), *key = setting(config, "coach_embed_key");
    endpoint.name = setting(config, "coach_embedder");
    if (url != NULL) {
        endpoint.url = without_slashes(arena, url);
        endpoint.key = key; /* that of the answers is no business of another host */
    }
    if (endpoint.url == NULL && endpoint.replay == NULL)
        endpoint.name = NULL;
    return endpoint;
}

const char *model_outcome_word(enum model_outcome outcome)
{
    static const char *const words[] = {"", "stopped", "unreachable", "slow", "cut", "garbage", "huge", "busy", "refused", "broken"};
    return words[outcome];
}

/* ---- receiving ---- */

static bool take(struct transfer *transfer, const char *bytes, size_t length)
{
    if (transfer->status == 0)
        curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &transfer->status);
    if (transfer->record != NULL)
        text_append_bytes(transfer->record, bytes, length);
    if (transfer->hearing != NULL && transfer->status == 200)
        return sse_feed(&transfer->hearing->sse, bytes, length);
    size_t most = transfer->hearing == NULL ? transfer->endpoint->bytes_most : HEAD_BYTES; /* an error's text is read a little */
    text_append_bytes(&transfer->body, bytes, transfer->body.length + length > most ? 0 : length);
    return true;
}

/* Bytes past all use are counted as sent by the wire; the words in them are a fraction, hence the factor. */
static size_t receive(char *bytes, size_t size, size_t count, void *context)
{
    enum { WIRE_PER_WORD_BYTE = 64 };
    struct transfer *transfer = context;
    size_t length = size * count;
    transfer->bytes += length;
    transfer->huge = transfer->bytes > transfer->endpoint->bytes_most * (transfer->hearing == NULL ? 1 : WIRE_PER_WORD_BYTE) ||
                     (transfer->hearing != NULL && transfer->hearing->words > transfer->endpoint->bytes_most);
    transfer->heard_at = clock_microseconds();
    if (transfer->huge)
        return 0;
    return take(transfer, bytes, length) ? length : 0;
}

/* ---- sending ---- */

static struct curl_slist *headers_of(struct arena *arena, const struct model_endpoint *endpoint, bool streams)
{
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    headers = curl_slist_append(headers, streams ? "Accept: text/event-stream" : "Accept: application/json");
    headers = curl_slist_append(headers, "Expect:");
    if (endpoint->key != NULL)
        headers = curl_slist_append(headers, arena_printf(arena, "Authorization: Bearer %s", endpoint->key));
    return headers;
}

static void prepare(struct transfer *transfer, const char *url, const char *body, struct curl_slist *headers)
{
    CURL *easy = transfer->easy;
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)strlen(body));
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1); /* one stream a connection: nothing to multiplex */
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long)transfer->endpoint->connect_seconds);
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, (long)RECEIVE_BYTES);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* giving up does not wait for the names of hosts */
    curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
}

/* Whether the endpoint keeps us waiting, altogether or between words, or nobody waits any more. */
static bool must_end(struct transfer *transfer)
{
    int64_t now = clock_microseconds();
    bool begun = transfer->bytes > 0;
    int64_t patience = (int64_t)(begun ? transfer->endpoint->silent_seconds : transfer->endpoint->first_seconds) * SECOND;
    int64_t whole = (int64_t)transfer->endpoint->whole_ms * MILLISECOND;
    transfer->slow = now - transfer->heard_at > patience || (whole > 0 && now - transfer->started > whole);
    transfer->stopped = !transfer->listener->idle(transfer->listener->context);
    return transfer->slow || transfer->stopped;
}

/* Runs the transfer to its end or until it must end; what libcurl says of it. */
static CURLcode run(struct transfer *transfer, CURLM *multi)
{
    struct curl_waitfd browser = {.fd = transfer->listener->socket, .events = CURL_WAIT_POLLIN};
    unsigned extra = transfer->listener->socket >= 0;
    for (int running = 1; running > 0;) {
        if (curl_multi_perform(multi, &running) != CURLM_OK)
            return CURLE_FAILED_INIT;
        if (must_end(transfer))
            return CURLE_ABORTED_BY_CALLBACK;
        if (running > 0)
            curl_multi_poll(multi, &browser, extra, TICK_MS, NULL);
    }
    int left;
    const CURLMsg *message = curl_multi_info_read(multi, &left);
    return message == NULL ? CURLE_FAILED_INIT : message->data.result;
}

static CURLcode send_body(struct arena *arena, struct transfer *transfer, const char *path, const char *body)
{
    CURLcode code = CURLE_FAILED_INIT;
    CURLM *multi = curl_multi_init();
    transfer->easy = curl_easy_init();
    struct curl_slist *headers = headers_of(arena, transfer->endpoint, transfer->hearing != NULL);
    transfer->started = transfer->heard_at = clock_microseconds();
    if (multi != NULL && transfer->easy != NULL) {
        prepare(transfer, arena_printf(arena, "%s%s", transfer->endpoint->url, path), body, headers);
        if (curl_multi_add_handle(multi, transfer->easy) == CURLM_OK) {
            code = run(transfer, multi);
            curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &transfer->status);
            curl_multi_remove_handle(multi, transfer->easy);
        }
    }
    curl_easy_cleanup(transfer->easy);
    curl_multi_cleanup(multi);
    curl_slist_free_all(headers);
    return code;
}

/* ---- what it came to ---- */

static enum model_outcome outcome_of_status(long status)
{
    return status == 429 ? MODEL_BUSY : status >= 500 ? MODEL_BROKEN : MODEL_REFUSED;
}

static enum model_outcome outcome_of(const struct transfer *transfer, CURLcode code)
{
    const struct model_hearing *hearing = transfer->hearing;
    if (transfer->stopped || (hearing != NULL && hearing->stopped))
        return MODEL_STOPPED;
    if (transfer->huge || (hearing != NULL && hearing->sse.too_large))
        return MODEL_HUGE;
    if (transfer->slow || code == CURLE_OPERATION_TIMEDOUT)
        return transfer->status == 0 && transfer->bytes == 0 && code == CURLE_OPERATION_TIMEDOUT ? MODEL_UNREACHABLE : MODEL_SLOW;
    if (transfer->status == 0)
        return MODEL_UNREACHABLE;
    if (transfer->status != 200)
        return outcome_of_status(transfer->status);
    if (hearing == NULL)
        return code == CURLE_OK ? MODEL_DONE : MODEL_CUT;
    if (hearing->garbage || (!hearing->spoke && code == CURLE_OK))
        return MODEL_GARBAGE;
    if (hearing->complaint != NULL)
        return MODEL_BROKEN;
    return hearing->finished ? MODEL_DONE : MODEL_CUT;
}

static const char *problem_of(struct arena *arena, const struct transfer *transfer, enum model_outcome outcome, CURLcode code)
{
    if (outcome == MODEL_DONE || outcome == MODEL_STOPPED)
        return NULL;
    if (transfer->hearing != NULL && transfer->hearing->complaint != NULL)
        return transfer->hearing->complaint;
    if (outcome == MODEL_UNREACHABLE || outcome == MODEL_CUT)
        return code == CURLE_OK ? "the answer ended in the middle" : curl_easy_strerror(code);
    if (transfer->status != 0 && transfer->status != 200)
        return arena_printf(arena, "HTTP %ld: %s", transfer->status, text_string(&transfer->body));
    return outcome == MODEL_SLOW ? "no words in time" : outcome == MODEL_HUGE ? "far too long an answer" : "no stream of completions";
}

static void keep_record(struct arena *arena, const struct model_endpoint *endpoint, const char *body, const struct text *record)
{
    char *path = model_record_path(arena, endpoint->record, body);
    if (!file_make_folder(endpoint->record) || !file_write(arena, path, text_string(record), record->length))
        log_error("an answer of the model can't be recorded", "file", path, NULL);
}

char *model_request(struct arena *arena, const struct model_endpoint *endpoint, const cJSON *messages, const cJSON *tools)
{
    cJSON *body = cJSON_CreateObject(), *options = cJSON_CreateObject();
    json_set_string(body, "model", endpoint->name);
    json_set_bool(body, "stream", true);
    json_set_bool(options, "include_usage", true);
    json_set(body, "stream_options", options);
    json_set(body, "messages", cJSON_Duplicate(messages, true));
    if (cJSON_GetArraySize(tools) > 0)
        json_set(body, "tools", cJSON_Duplicate(tools, true));
    return json_write(arena, body);
}

/* A token is about four bytes of English; better a rough count than none. */
static void count_tokens(struct model_answer *answer, const struct model_hearing *hearing, size_t body_bytes)
{
    enum { BYTES_A_TOKEN = 4 };
    answer->estimated = hearing->tokens_in == 0;
    answer->tokens_in = answer->estimated ? (int64_t)(body_bytes / BYTES_A_TOKEN) : hearing->tokens_in;
    answer->tokens_out = hearing->tokens_out > 0 ? hearing->tokens_out : (int64_t)(hearing->words / BYTES_A_TOKEN);
    if (answer->outcome == MODEL_UNREACHABLE || answer->outcome == MODEL_BUSY || answer->outcome == MODEL_REFUSED)
        answer->tokens_in = answer->tokens_out = 0; /* nothing was worked on */
}

static struct model_answer replay(struct arena *arena, const struct model_endpoint *endpoint, struct model_hearing *hearing, const char *body)
{
    struct transfer transfer = {.endpoint = endpoint, .hearing = hearing, .status = 200};
    struct model_answer answer = {.outcome = MODEL_UNREACHABLE, .problem = "this answer was not recorded"};
    if (!model_replay(hearing, model_record_path(arena, endpoint->replay, body)))
        return answer;
    answer.status = 200;
    answer.outcome = outcome_of(&transfer, CURLE_OK);
    answer.problem = problem_of(arena, &transfer, answer.outcome, CURLE_OK);
    return answer;
}

struct model_answer model_chat(struct arena *arena, const struct model_endpoint *endpoint, const char *request,
                               const struct model_listener *listener)
{
    struct model_hearing hearing;
    struct text record = text_in(arena);
    struct model_answer answer;
    model_hear(&hearing, arena, listener);
    if (endpoint->replay != NULL) {
        answer = replay(arena, endpoint, &hearing, request);
    } else {
        struct transfer transfer = {.endpoint = endpoint, .listener = listener, .hearing = &hearing, .body = text_in(arena),
                                    .record = endpoint->record == NULL ? NULL : &record};
        CURLcode code = send_body(arena, &transfer, "/chat/completions", request);
        enum model_outcome outcome = outcome_of(&transfer, code);
        answer = (struct model_answer){.outcome = outcome, .status = transfer.status, .problem = problem_of(arena, &transfer, outcome, code)};
        if (endpoint->record != NULL && outcome == MODEL_DONE)
            keep_record(arena, endpoint, request, &record);
    }
    answer.calls = model_calls(&hearing);
    count_tokens(&answer, &hearing, strlen(request));
    return answer;
}

/* ---- answers that do not stream ---- */

static bool go_on(void *nothing)
{
    (void)nothing;
    return true;
}

struct model_answer model_post(struct arena *arena, const struct model_endpoint *endpoint, const char *path, const char *body,
                               const struct model_listener *listener, struct text *said)
{
    static const struct model_listener patient = {.idle = go_on, .socket = -1};
    struct model_endpoint large = *endpoint;
    large.bytes_most = JSON_BYTES_MOST;
    struct transfer transfer = {.endpoint = &large, .listener = listener == NULL ? &patient : listener, .body = text_in(arena)};
    CURLcode code = send_body(arena, &transfer, path, body);
    struct model_answer answer = {.outcome = outcome_of(&transfer, code), .status = transfer.status};
    answer.problem = problem_of(arena, &transfer, answer.outcome, code);
    *said = transfer.body;
    if (endpoint->record != NULL && answer.outcome == MODEL_DONE)
        keep_record(arena, endpoint, body, said);
    return answer;
}
