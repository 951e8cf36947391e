/* test_push.c - telling the web server: what goes over its socket, and that nobody there, or nobody who answers, costs little. */
#include "fixture.h"

#include "core/base/config.h"
#include "core/net/push.h"

#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

struct house {
    struct arena *arena;
    struct config config;
    const char *path;
    int listener;
    const char *answer; /* NULL: never */
    char heard[4096];
    pthread_t server;
};

static int open_house(void **state)
{
    struct house *house = calloc(1, sizeof *house);
    char folder[] = "/tmp/nexus-push-XXXXXX";
    house->arena = arena_new();
    house->config.data = arena_strdup(house->arena, mkdtemp(folder));
    house->path = arena_printf(house->arena, "%s/run/push.sock", house->config.data);
    assert_int_equal(mkdir(arena_printf(house->arena, "%s/run", house->config.data), 0700), 0);
    house->listener = -1;
    *state = house;
    return 0;
}

static int close_house(void **state)
{
    struct house *house = *state;
    if (house->listener >= 0)
        close(house->listener);
    unlink(house->path);
    rmdir(arena_printf(house->arena, "%s/run", house->config.data));
    rmdir(house->config.data);
    arena_free(house->arena);
    free(house);
    return 0;
}

/* Takes one connection, reads until the body is whole, answers. */
static void *serve(void *context)
{
    struct house *house = context;
    int peer = accept(house->listener, NULL, NULL);
    size_t length = 0;
    while (length < sizeof house->heard - 1) {
        ssize_t got = recv(peer, house->heard + length, sizeof house->heard - 1 - length, 0);
        if (got <= 0)
            break;
        length += (size_t)got;
        if (house->answer != NULL && house->heard[length - 1] == '}') {
            send(peer, house->answer, strlen(house->answer), MSG_NOSIGNAL);
            break;
        }
    }
    close(peer);
    return NULL;
}

static void begin_to_listen(struct house *house, const char *answer)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, house->path, strlen(house->path) + 1);
    house->answer = answer;
    house->listener = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(house->listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(house->listener, 4), 0);
    assert_int_equal(pthread_create(&house->server, NULL, serve, house), 0);
}

static void without_a_socket_it_is_off(void **state)
{
    struct house *house = *state;
    assert_false(push_ready(&house->config));
    assert_false(push_publish(&house->config, "analytics", "now", "{}"));
}

static void a_message_is_one_request_whatever_is_in_it(void **state)
{
    struct house *house = *state;
    const char *json = "{\"words\":\"a\\r\\n\\r\\nDELETE / HTTP/1.1 \xc3\xa9\"}";
    begin_to_listen(house, "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
    assert_true(push_ready(&house->config));
    assert_true(push_publish(&house->config, "analytics", "now", json));
    pthread_join(house->server, NULL);
    const char *body = strstr(house->heard, "\r\n\r\n");
    assert_memory_equal(house->heard, "POST /publish?channel=analytics HTTP/1.1\r\n", 42);
    assert_non_null(strstr(house->heard, "\r\nX-EventSource-Event: now\r\n"));
    assert_non_null(strstr(house->heard, arena_printf(house->arena, "\r\nContent-Length: %zu\r\n", strlen(json))));
    assert_string_equal(body + 4, json);
}

static void a_refusal_is_no_success(void **state)
{
    struct house *house = *state;
    begin_to_listen(house, "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
    assert_false(push_publish(&house->config, "analytics", "now", "{}"));
    pthread_join(house->server, NULL);
}

/* Not for ever: each step waits a fifth of a second at most. The limit here is far off, so that a busy machine passes. */
static void who_never_answers_is_left(void **state)
{
    struct house *house = *state;
    struct timespec from, until;
    begin_to_listen(house, NULL);
    clock_gettime(CLOCK_MONOTONIC, &from);
    assert_false(push_publish(&house->config, "analytics", "now", "{}"));
    clock_gettime(CLOCK_MONOTONIC, &until);
    assert_true(until.tv_sec - from.tv_sec < 5);
    pthread_join(house->server, NULL);
}

static void a_dead_socket_is_no_success(void **state)
{
    struct house *house = *state;
    begin_to_listen(house, "HTTP/1.1 201 Created\r\n\r\n");
    assert_true(push_publish(&house->config, "analytics", "now", "{}"));
    pthread_join(house->server, NULL);
    close(house->listener); /* its file stays, as after a kill */
    house->listener = -1;
    assert_true(push_ready(&house->config));
    assert_false(push_publish(&house->config, "analytics", "now", "{}"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(without_a_socket_it_is_off, open_house, close_house),
        cmocka_unit_test_setup_teardown(a_message_is_one_request_whatever_is_in_it, open_house, close_house),
        cmocka_unit_test_setup_teardown(a_refusal_is_no_success, open_house, close_house),
        cmocka_unit_test_setup_teardown(who_never_answers_is_left, open_house, close_house),
        cmocka_unit_test_setup_teardown(a_dead_socket_is_no_success, open_house, close_house),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
