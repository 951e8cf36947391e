/* stream.h - answers that come piece by piece (server-sent events), from a route like any other.
 *
 * The handler does what every handler does - reads fields, calls the domain, changes rows - and returns request_stream()
 * with a speaker. The dispatcher commits; only then is the speaker called, with no transaction open and no connection held.
 * Asked with Accept: text/event-stream the events go out as they are said. Asked otherwise the speaker is called all the
 * same, its events go nowhere, and the status it returns is answered as always: its model as JSON, or a redirect.
 *
 *     if (!stream_admit(r)) return HTTP_UNAVAILABLE;
 *     ... store the question ...
 *     return request_stream(r, speak, answer); */
#ifndef NEXUS_STREAM_H
#define NEXUS_STREAM_H

#include "core/web/io.h"
#include "core/web/request.h"

struct service;
struct stream;

typedef enum http_status (*stream_speaker)(struct request *request, struct stream *stream, void *context);

/* Takes one of the program's places for streams (struct program, streams_most) until the request has ended. False: all are
 * taken; return HTTP_UNAVAILABLE, which says when to come again. */
bool stream_admit(struct request *request);

/* How many are taken now. */
int stream_count(void);

/* For the handler's return: what speaks after the commit. */
enum http_status request_stream(struct request *request, stream_speaker speak, void *context);

/* ---- for the speaker ---- */

/* Sends an event with one line of JSON; a NULL event is a comment that keeps the line open. False when nobody listens any
 * more. */
bool stream_event(struct stream *stream, const char *event, const cJSON *data);

/* Whether the browser has gone, or the program has to end: stop as soon as you can, what was said must be stored. */
bool stream_gone(struct stream *stream);

/* The socket that becomes readable when the browser goes, for polling beside another; -1: there is none. */
int stream_socket(const struct stream *stream);

/* Sets request->db for a short piece of work, with rows in `arena`, and takes it away again (rolling back what was not
 * committed). False: there is no database now. Never keep it while waiting for anything but the database. */
bool stream_borrow(struct stream *stream, struct arena *arena);
void stream_give_back(struct stream *stream);

/* ---- for the core ---- */

/* Runs the speaker of a request. The status to answer with; *written: the answer has gone out already. */
enum http_status stream_run(struct service *service, struct request *request, const struct io *io, bool *written);

/* From now on stream_gone is true for all: the program ends. */
void stream_end_all(void);

#endif
