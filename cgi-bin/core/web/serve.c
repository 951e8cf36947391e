/* serve.c - main of every page program: FastCGI on a socket that the master gave, or one request as plain CGI.
 *
 * A worker waits with signals open only while it waits, so that SIGTERM never cuts a request and is never lost; it accepts
 * the connection itself and hands it to libfcgi. It leaves when its master is gone. */
#include "core/web/program.h"

#include "core/base/ending.h"
#include "core/base/log.h"
#include "core/store/migrate.h"
#include "core/view/page.h"
#include "core/web/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

bool service_schema_fits(struct arena *arena, const struct config *config, struct db *db)
{
    return migrate_version(db) == migrate_newest(config_home_path(arena, config, "db"));
}

bool service_open(struct service *service, const struct program *program, struct arena *arena)
{
    const char *problem = NULL;
    *service = (struct service){.program = program, .config = config_load(arena, false, &problem), .arena = arena_new()};
    if (service->config == NULL) {
        log_error("configuration", "reason", problem, NULL);
        return false;
    }
    const char *strict = getenv("NEXUS_STRICT_TEMPLATES");
    page_use_templates(config_home_path(arena, service->config, "templates"), text_equal(strict, "1"));
    return true;
}

static void open_database(struct service *service, struct arena *arena, enum db_mode mode)
{
    service->db = db_open(service->config->database, mode);
    if (service->db == NULL)
        return;
    db_use_arena(service->db, service->arena);
    service->schema_fits = service_schema_fits(arena, service->config, service->db);
}

int serve_next(int poll, int listener, const sigset_t *open_signals)
{
    while (!ending_asked()) {
        struct epoll_event event;
        int ready = epoll_pwait(poll, &event, 1, -1, open_signals);
        if (ready <= 0)
            continue;
        int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (connection >= 0)
            return connection;
        if (errno == EMFILE || errno == ENFILE)
            log_error("no more file descriptors", NULL);
    }
    return -1;
}

/* libfcgi serves a connection that it finds in its request, instead of accepting one, if it believes it to be kept. */
void serve_connection(struct service *service, FCGX_Request *fastcgi, int connection)
{
    fastcgi->ipcFd = connection;
    fastcgi->keepConnection = 1;
    if (FCGX_Accept_r(fastcgi) != 0) {
        FCGX_Free(fastcgi, 1);
        return;
    }
    struct io io = {.fastcgi = fastcgi};
    dispatch(service, &io);
}

int serve_listen(int listener)
{
    struct epoll_event wanted = {.events = EPOLLIN | EPOLLEXCLUSIVE};
    fcntl(listener, F_SETFL, fcntl(listener, F_GETFL) | O_NONBLOCK);
    int poll = epoll_create1(EPOLL_CLOEXEC);
    if (poll >= 0 && epoll_ctl(poll, EPOLL_CTL_ADD, listener, &wanted) == 0 && FCGX_Init() == 0)
        return poll;
    log_error("the socket can't be served", "reason", strerror(errno), NULL);
    return -1;
}

static int serve_socket(const struct program *program, int listener)
{
    sigset_t open_signals;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    ending_watch(&open_signals);
    if (program->streams_most > 0)
        return serve_threads(program, listener, &open_signals);
    struct arena *arena = arena_new();
    struct service service;
    if (!service_open(&service, program, arena))
        return EXIT_FAILURE;
    open_database(&service, arena, DB_SERVE);
    int poll = serve_listen(listener);
    FCGX_Request fastcgi;
    if (poll < 0 || FCGX_InitRequest(&fastcgi, listener, FCGI_FAIL_ACCEPT_ON_INTR) != 0)
        return EXIT_FAILURE;
    for (int connection; (connection = serve_next(poll, listener, &open_signals)) >= 0;)
        serve_connection(&service, &fastcgi, connection);
    close(poll);
    db_close(service.db);
    arena_free(service.arena);
    arena_free(arena);
    return EXIT_SUCCESS;
}

static int serve_cgi(const struct program *program)
{
    struct arena *arena = arena_new();
    struct service service;
    if (!service_open(&service, program, arena))
        return EXIT_FAILURE;
    open_database(&service, arena, DB_CGI);
    struct io io = {0};
    dispatch(&service, &io);
    db_close(service.db);
    arena_free(service.arena);
    arena_free(arena);
    return EXIT_SUCCESS;
}

static int print_routes(const struct program *program)
{
    struct arena *arena = arena_new();
    arena_own_json(arena);
    puts(json_write(arena, route_list(program->routes, program->name)));
    arena_own_json(NULL);
    arena_free(arena);
    return EXIT_SUCCESS;
}

int program_main(const struct program *program, int argc, char **argv)
{
    log_program(program->name);
    if (argc == 2 && strcmp(argv[1], "--routes") == 0)
        return print_routes(program);
    if (argc == 3 && strcmp(argv[1], "--worker") == 0)
        return serve_socket(program, (int)strtol(argv[2], NULL, 10));
    return FCGX_IsCGI() ? serve_cgi(program) : serve_socket(program, STDIN_FILENO);
}
