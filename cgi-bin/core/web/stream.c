/* stream.c - places for streams, events, and noticing that the browser has gone. Called by dispatch.c and by speakers. */
#include "core/web/stream.h"

#include "core/base/log.h"
#include "core/store/pool.h"
#include "core/web/dispatch.h"
#include "core/web/reply.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>

struct stream {
    struct service *service;
    struct request *request;
    const struct io *io;
    struct arena *scratch; /* of one event */
    bool loud, gone;
};

static atomic_int places_taken;
static atomic_bool ending;

static void leave(void *nothing)
{
    (void)nothing;
    atomic_fetch_sub(&places_taken, 1);
}

bool stream_admit(struct request *request)
{
    int most = request->program->streams_most;
    if (atomic_fetch_add(&places_taken, 1) < most || most == 0) {
        arena_defer(request->arena, leave, NULL);
        return true;
    }
    leave(NULL);
    return false;
}

int stream_count(void)
{
    return atomic_load(&places_taken);
}

void stream_end_all(void)
{
    atomic_store(&ending, true);
}

enum http_status request_stream(struct request *request, stream_speaker speak, void *context)
{
    request->reply->speak = speak;
    request->reply->speak_context = context;
    return HTTP_OK;
}

static bool wants_events(const struct io *io)
{
    const char *accept = io_variable(io, "HTTP_ACCEPT");
    return accept != NULL && strstr(accept, "text/event-stream") != NULL;
}

/* X-Accel-Buffering: nginx passes every flush on at once. */
static void write_head(struct request *request, const struct io *io)
{
    request->reply->type = "text/event-stream; charset=utf-8";
    request->reply->cache = "no-store";
    request_add_header(request, "X-Accel-Buffering", "no");
    reply_write(request, io);
    io_flush(io);
}

enum http_status stream_run(struct service *service, struct request *request, const struct io *io, bool *written)
{
    struct stream stream = {.service = service, .request = request, .io = io, .scratch = arena_new_small(), .loud = wants_events(io)};
    request->db = NULL;
    if (stream.loud)
        write_head(request, io);
    enum http_status status = request->reply->speak(request, &stream, request->reply->speak_context);
    stream_give_back(&stream);
    arena_free(stream.scratch);
    *written = stream.loud;
    return status;
}

bool stream_event(struct stream *stream, const char *event, const cJSON *data)
{
    if (!stream->loud)
        return !stream->gone;
    struct text lines = text_in(stream->scratch);
    if (event == NULL)
        text_append(&lines, ":\n\n");
    else
        text_printf(&lines, "event: %s\ndata: %s\n\n", event, json_write(stream->scratch, data));
    if (!io_write(stream->io, lines.bytes, lines.length) || !io_flush(stream->io))
        stream->gone = true;
    arena_reset(stream->scratch);
    return !stream->gone;
}

/* The whole body has been read, so that all that may still come is the end of it, or that the web server gives up (a record
 * of type 2): both may be thrown away. End of file: it has given up. */
static bool has_left(int socket)
{
    enum { ABORT_RECORD = 2 };
    unsigned char record[64];
    for (;;) {
        ssize_t got = recv(socket, record, sizeof record, MSG_DONTWAIT);
        if (got == 0 || (got > 1 && record[1] == ABORT_RECORD))
            return true;
        if (got < 0)
            return errno != EAGAIN && errno != EINTR;
    }
}

int stream_socket(const struct stream *stream)
{
    return stream->io->fastcgi != NULL ? stream->io->fastcgi->ipcFd : -1;
}

bool stream_gone(struct stream *stream)
{
    if (!stream->gone && stream_socket(stream) >= 0)
        stream->gone = has_left(stream_socket(stream));
    return stream->gone || atomic_load(&ending);
}

bool stream_borrow(struct stream *stream, struct arena *arena)
{
    struct service *service = stream->service;
    if (service->db == NULL && service->pool != NULL)
        service->db = pool_take(service->pool);
    stream->request->db = service->db;
    if (service->db != NULL)
        db_use_arena(service->db, arena);
    return service->db != NULL;
}

void stream_give_back(struct stream *stream)
{
    struct service *service = stream->service;
    stream->request->db = NULL;
    if (service->db == NULL)
        return;
    db_end(service->db, false);
    if (service->pool == NULL)
        return;
    pool_give(service->pool, service->db);
    service->db = NULL;
}
