/* listeners.c - binds the sockets or takes them from systemd; looks whether the port is free. Called by serve.c. */
#include "programs/nexus/listeners.h"

#include "core/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 4096, FIRST_PASSED = 3, PASSED_MOST = 16 };

/* The protocol of sd_listen_fds(3): LISTEN_PID is us, LISTEN_FDS how many from 3 on, LISTEN_FDNAMES their names. */
static int passed_by_systemd(const char *name)
{
    int64_t count = 0, owner = 0;
    const char *names = getenv("LISTEN_FDNAMES");
    if (names == NULL || !text_integer(getenv("LISTEN_PID"), 1, INT32_MAX, &owner) || owner != getpid() ||
        !text_integer(getenv("LISTEN_FDS"), 1, PASSED_MOST, &count))
        return -1;
    for (int i = 0; i < (int)count && *names != '\0'; i++) {
        size_t length = strcspn(names, ":");
        if (length == strlen(name) && strncmp(names, name, length) == 0) {
            fcntl(FIRST_PASSED + i, F_SETFD, FD_CLOEXEC);
            return FIRST_PASSED + i;
        }
        names += length + (names[length] == ':');
    }
    return -1;
}

static int bind_unix(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, path, strlen(path) + 1);
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    unlink(path);
    mode_t before = umask(0117);
    bool bound = listener >= 0 && bind(listener, (struct sockaddr *)&address, sizeof address) == 0 &&
                 listen(listener, BACKLOG) == 0;
    umask(before);
    if (bound)
        return listener;
    int reason = errno;
    if (listener >= 0)
        close(listener);
    errno = reason;
    return -1;
}

int listener_open(struct arena *arena, const struct config *config, const char *name, const char **problem)
{
    int listener = passed_by_systemd(name);
    if (listener >= 0)
        return listener;
    const char *path = config_data_path(arena, config, arena_printf(arena, "run/%s.sock", name));
    const size_t most = sizeof((struct sockaddr_un *)NULL)->sun_path - 1;
    if (strlen(path) > most) {
        *problem = arena_printf(arena, "the path %s is too long for a socket (at most %zu bytes): choose a shorter DATA", path, most);
        return -1;
    }
    listener = bind_unix(path);
    if (listener < 0)
        *problem = arena_printf(arena, "the socket %s can't be made: %s", path, strerror(errno));
    return listener;
}

bool listener_has_ipv6(void)
{
    struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    int probe = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool has = probe >= 0 && bind(probe, (struct sockaddr *)&address, sizeof address) == 0;
    if (probe >= 0)
        close(probe);
    return has;
}

const char *listener_port_problem(struct arena *arena, int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    uid_t user = geteuid();
    bool root = getuid() == 0 && user != 0 && seteuid(0) == 0; /* as nginx will be */
    bool free_port = bind(probe, (struct sockaddr *)&address, sizeof address) == 0;
    int reason = errno;
    if (root && seteuid(user) != 0)
        abort();
    close(probe);
    if (free_port)
        return NULL;
    if (reason == EADDRINUSE)
        return arena_printf(arena, "port %d is in use by another program: stop it, or choose another port, for example "
                                   "PORT=%d", port, port < 60000 ? port + 1000 : 8443);
    if (reason == EACCES)
        return arena_printf(arena, "port %d is reserved to root: choose one from 1024 on, for example PORT=8443", port);
    return arena_printf(arena, "port %d can't be used: %s", port, strerror(reason));
}
