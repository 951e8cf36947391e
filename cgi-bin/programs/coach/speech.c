/* speech.c - saying, storing, ending. Called by the three that speak: builtin.c, endpoint.c, wishes.c; and by speak.c. */
#include "programs/coach/speech.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/log.h"
#include "domain/coach/limit.h"
#include "domain/coach/privacy.h"
#include "domain/coach/blocks.h"

#include <string.h>

enum { PIECE_BYTES = 24, KEEP_BYTES = 200, KEEP_MICROSECONDS = 250000, BEAT_MICROSECONDS = 15000000, MILLISECOND = 1000 };

static void free_scratch(void *scratch)
{
    arena_free(scratch);
}

struct speech *speech_new(struct request *request, struct stream *stream, const struct exchange *exchange)
{
    struct speech *speech = arena_alloc(request->arena, sizeof *speech);
    *speech = (struct speech){.request = request, .stream = stream, .exchange = exchange, .scratch = arena_new_small(),
                              .content = text_in(request->arena), .citations = cJSON_CreateArray(), .cards = cJSON_CreateArray(),
                              .notices = cJSON_CreateArray(), .state = "complete", .source = "builtin", .problem = "", .model = "", .before = ""};
    arena_defer(request->arena, free_scratch, speech->scratch);
    speech->kept_at = speech->beat_at = clock_microseconds();
    speech->draft = draft_open(exchange->answer_id, request->identity.user_id);
    return speech;
}

/* Without a scribe (plain CGI) the answer stores itself now and then. */
static void keep_now(struct speech *speech)
{
    int64_t now = clock_microseconds();
    bool due = speech->content.length - speech->kept >= KEEP_BYTES || now - speech->kept_at >= KEEP_MICROSECONDS;
    if (speech->draft != NULL || !due)
        return;
    speech->kept = speech->content.length;
    speech->kept_at = now;
    if (!stream_borrow(speech->stream, speech->scratch))
        return;
    if (request_begin_write(speech->request) && conversation_keep(speech->request->db, speech->exchange->answer_id,
                                                                  text_string(&speech->content), clock_now()) == DB_OK)
        db_end(speech->request->db, true);
    stream_give_back(speech->stream);
}

/* The event of a piece; blocks that it finished go along as HTML. */
static bool send_piece(struct speech *speech, const char *markdown, size_t length)
{
    const char *tail = speech->content.bytes + speech->shown;
    size_t finished = blocks_finished(tail, speech->content.length - speech->shown);
    arena_own_json(speech->scratch);
    cJSON *delta = cJSON_CreateObject();
    json_set_string(delta, "text", arena_strndup(speech->scratch, markdown, length));
    char *html = finished == 0 ? NULL : blocks_html(speech->scratch, tail, finished, speech->citations);
    if (html != NULL) {
        json_set_string(delta, "html", html);
        json_set_string(delta, "rest", tail + finished);
        speech->shown += finished;
    }
    bool heard = stream_event(speech->stream, "delta", delta);
    arena_own_json(speech->request->arena);
    arena_reset(speech->scratch);
    return heard;
}

bool speech_say(struct speech *speech, const char *markdown, size_t length)
{
    if (length == 0)
        return speech_listened(speech);
    if (speech->content.length == 0)
        speech->first_ms = (clock_microseconds() - speech->exchange->started) / MILLISECOND;
    text_append_bytes(&speech->content, markdown, length);
    draft_append(speech->draft, markdown, length);
    bool heard = send_piece(speech, markdown, length);
    keep_now(speech);
    speech->beat_at = clock_microseconds();
    return heard && speech_listened(speech);
}

/* A few words at a time, cut behind a blank. */
bool speech_tell(struct speech *speech, const char *markdown)
{
    while (*markdown != '\0') {
        size_t length = strlen(markdown) < PIECE_BYTES ? strlen(markdown) : PIECE_BYTES;
        length += strcspn(markdown + length, " \n");
        length += markdown[length] != '\0';
        if (!speech_say(speech, markdown, length))
            return false;
        markdown += length;
    }
    return true;
}

bool speech_listened(struct speech *speech)
{
    int64_t now = clock_microseconds();
    if (now - speech->beat_at > BEAT_MICROSECONDS) {
        stream_event(speech->stream, NULL, NULL);
        speech->beat_at = now;
    }
    if (stream_gone(speech->stream) || draft_stopped(speech->draft))
        speech->state = "cut";
    return strcmp(speech->state, "complete") == 0;
}

const char *speech_clean(const struct speech *speech, struct arena *arena, const char *text)
{
    const struct request *request = speech->request;
    if (strcmp(config_value(request->config, "coach_pii", "strip"), "keep") == 0)
        return text;
    return privacy_strip(arena, text, privacy_names(arena, request->db, request->identity.name, text));
}

void speech_notice(struct speech *speech, const char *sentence)
{
    cJSON *notice = cJSON_CreateObject();
    json_set_string(notice, "text", sentence);
    stream_event(speech->stream, "notice", notice);
    cJSON_AddItemToArray(speech->notices, cJSON_CreateString(sentence));
}

void speech_card(struct speech *speech, cJSON *card)
{
    stream_event(speech->stream, "card", card);
    cJSON_AddItemToArray(speech->cards, card);
}

/* ---- the end ---- */

static bool store(struct speech *speech, const char *html)
{
    struct request *request = speech->request;
    const struct answer_given given = {.content = text_string(&speech->content), .html = html, .state = speech->state, .source = speech->source,
                                       .problem = speech->problem, .model = speech->model, .citations = speech->citations,
                                       .cards = speech->cards, .sent = speech->sent, .rung = speech->rung, .abstained = speech->abstained,
                                       .tokens_in = speech->tokens_in, .tokens_out = speech->tokens_out, .cost = speech->cost,
                                       .first_ms = speech->first_ms};
    if (!stream_borrow(speech->stream, request->arena))
        return false;
    bool stored = request_begin_write(request) &&
                  conversation_close(request->arena, request->db, speech->exchange->answer_id, &given, clock_now()) == DB_OK &&
                  (speech->tokens_in + speech->tokens_out == 0 ||
                   limit_spend(request->db, request->identity.user_id, speech->tokens_in, speech->tokens_out, speech->cost, clock_now()) == DB_OK) &&
                  db_end(request->db, true) == DB_OK;
    stream_give_back(speech->stream);
    return stored;
}

static cJSON *summary_of(struct speech *speech, const char *html)
{
    cJSON *done = cJSON_CreateObject(), *usage = cJSON_CreateObject();
    json_set_integer(usage, "tokens_in", speech->tokens_in);
    json_set_integer(usage, "tokens_out", speech->tokens_out);
    json_set_integer(usage, "cost", speech->cost);
    json_set_integer(done, "message", speech->exchange->answer_id);
    json_set_string(done, "state", speech->state);
    json_set_string(done, "source", speech->source);
    json_set_string(done, "html", html);
    json_set_integer(done, "rung", speech->rung);
    json_set_bool(done, "abstained", speech->abstained);
    json_set_string(done, "problem", speech->problem);
    json_set(done, "usage", usage);
    return done;
}

/* The model of an answer that nobody listened to while it was said. */
static void give_all(struct speech *speech, cJSON *done)
{
    struct request *request = speech->request;
    while (done->child != NULL) {
        cJSON *member = cJSON_DetachItemViaPointer(done, done->child);
        json_set(request->model, member->string, member);
    }
    request_give_text(request, "content", text_string(&speech->content));
    request_give(request, "citations", speech->citations);
    request_give(request, "cards", speech->cards);
    request_give(request, "notices", speech->notices);
}

enum http_status speech_end(struct speech *speech)
{
    struct request *request = speech->request;
    speech_listened(speech);
    draft_close(speech->draft);
    speech->draft = NULL;
    speech->citations = blocks_cited(text_string(&speech->content), speech->citations);
    char *html = blocks_html(request->arena, text_string(&speech->content), speech->content.length, speech->citations);
    bool stored = store(speech, html);
    if (!stored)
        log_error("an answer could not be stored", NULL);
    cJSON *citations = cJSON_CreateObject(), *done = summary_of(speech, html);
    cJSON_AddItemReferenceToObject(citations, "citations", speech->citations);
    stream_event(speech->stream, "citations", citations);
    stream_event(speech->stream, stored ? "done" : "error", done);
    give_all(speech, done);
    if (!stored)
        return HTTP_UNAVAILABLE;
    return request->wants_json ? HTTP_OK : request_redirect_to(request, "/chat/%lld", (long long)speech->exchange->conversation_id);
}
