/* push.c - one POST over the web server's socket. See push.h. */
#include "core/net/push.h"

#include "core/base/arena.h"
#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/base/text.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum { MICROSECONDS_MOST = 200 * 1000, ANSWER_BYTES = 64 };

static const char *socket_path(struct arena *arena, const struct config *config)
{
    return config_data_path(arena, config, "run/push.sock");
}

bool push_ready(const struct config *config)
{
    struct arena *arena = arena_new();
    bool ready = access(socket_path(arena, config), F_OK) == 0;
    arena_free(arena);
    return ready;
}

/* -1 with errno when nobody listens there. */
static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const struct timeval most = {.tv_usec = MICROSECONDS_MOST};
    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(address.sun_path, path, strlen(path) + 1);
    int peer = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (peer < 0)
        return -1;
    setsockopt(peer, SOL_SOCKET, SO_SNDTIMEO, &most, sizeof most); /* connect() waits no longer either */
    setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
    if (connect(peer, (const struct sockaddr *)&address, sizeof address) == 0)
        return peer;
    int reason = errno;
    close(peer);
    errno = reason;
    return -1;
}

/* 201: somebody heard it; 202: nobody is there. */
static bool is_taken(int peer)
{
    char answer[ANSWER_BYTES] = "";
    ssize_t length = recv(peer, answer, sizeof answer - 1, MSG_WAITALL);
    errno = length < 0 ? errno : EPROTO;
    return length > 0 && (text_starts(answer, "HTTP/1.1 201") || text_starts(answer, "HTTP/1.1 202"));
}

static bool post(int peer, const char *request, size_t length)
{
    for (ssize_t sent; length > 0; request += sent, length -= (size_t)sent)
        if ((sent = send(peer, request, length, MSG_NOSIGNAL)) <= 0)
            return false;
    return is_taken(peer);
}

static bool is_word(const char *text)
{
    return *text != '\0' && text[strspn(text, "abcdefghijklmnopqrstuvwxyz")] == '\0';
}

static void complain(const char *path, const char *reason)
{
    static int64_t complained;
    int64_t now = clock_now();
    if (now - complained < CLOCK_MINUTE)
        return;
    complained = now;
    log_note("a live event was not taken by the web server", "socket", path, "reason", reason, NULL);
}

bool push_publish(const struct config *config, const char *channel, const char *event, const char *json)
{
    assert(is_word(channel) && is_word(event)); /* they stand in the head of a request */
    struct arena *arena = arena_new();
    struct text request = text_in(arena);
    const char *path = socket_path(arena, config);
    text_printf(&request, "POST /publish?channel=%s HTTP/1.1\r\nHost: push\r\nX-EventSource-Event: %s\r\nContent-Type: application/json\r\n"
                "Content-Length: %zu\r\nConnection: close\r\n\r\n%s", channel, event, strlen(json), json);
    int peer = connect_to(path);
    bool absent = peer < 0 && errno == ENOENT, taken = peer >= 0 && post(peer, text_string(&request), request.length);
    if (!taken && !absent)
        complain(path, strerror(errno));
    if (peer >= 0)
        close(peer);
    arena_free(arena);
    return taken;
}
