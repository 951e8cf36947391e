/* process.c - fork, exec, a pipe each way, a deadline. Called by the operator's commands and by the worker; never by a
 * program that answers pages. */
#include "core/base/process.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OUTPUT_MOST = 1024 * 1024, NOT_FOUND = 127 };

struct pipes {
    int input[2], output[2];
};

static bool pipes_open(struct pipes *pipes)
{
    if (pipe2(pipes->input, O_CLOEXEC) != 0)
        return false;
    if (pipe2(pipes->output, O_CLOEXEC) == 0)
        return true;
    close(pipes->input[0]);
    close(pipes->input[1]);
    return false;
}

_Noreturn static void become(const char *path, const char *const *argv, const struct pipes *pipes)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    dup2(pipes->input[0], STDIN_FILENO);
    dup2(pipes->output[1], STDOUT_FILENO);
    dup2(pipes->output[1], STDERR_FILENO);
    execv(path, (char *const *)argv);
    _exit(NOT_FOUND);
}

/* The input fits into the pipe, so writing it before reading can't block for ever; who does not read it is not killed by
 * us either. */
static void give_input(int descriptor, const char *input)
{
    struct sigaction ignored = {.sa_handler = SIG_IGN}, before;
    sigaction(SIGPIPE, &ignored, &before);
    if (input != NULL && write(descriptor, input, strlen(input)) < 0)
        errno = 0;
    close(descriptor);
    sigaction(SIGPIPE, &before, NULL);
}

/* Reads to the end; false when the deadline came first. */
static bool take_output(int descriptor, int64_t deadline, struct text *said)
{
    for (;;) {
        int64_t left = deadline - clock_microseconds();
        struct pollfd waiting = {.fd = descriptor, .events = POLLIN};
        int ready = left <= 0 ? 0 : poll(&waiting, 1, (int)(left / 1000) + 1);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return false;
        char bytes[16384];
        ssize_t got = read(descriptor, bytes, sizeof bytes);
        if (got <= 0)
            return true;
        if (said->length + (size_t)got <= OUTPUT_MOST)
            text_append_bytes(said, bytes, (size_t)got);
    }
}

int process_run(struct arena *arena, const char *const *argv, const char *input, int seconds, char **output)
{
    const char *path = process_find(arena, argv[0]);
    struct pipes pipes;
    if (output != NULL)
        *output = arena_strdup(arena, path == NULL ? arena_printf(arena, "the program %s is not installed", argv[0]) : "");
    if (path == NULL || !pipes_open(&pipes))
        return PROCESS_FAILED;
    pid_t child = fork();
    if (child == 0)
        become(path, argv, &pipes);
    close(pipes.input[0]);
    close(pipes.output[1]);
    struct text said = text_in(arena);
    give_input(pipes.input[1], child < 0 ? NULL : input);
    bool ended = take_output(pipes.output[0], clock_microseconds() + (int64_t)seconds * 1000000, &said);
    close(pipes.output[0]);
    int status = -1;
    if (child > 0 && !ended)
        kill(child, SIGKILL);
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    if (output != NULL)
        *output = arena_strdup(arena, text_string(&said));
    return child > 0 && ended && WIFEXITED(status) && WEXITSTATUS(status) != NOT_FOUND ? WEXITSTATUS(status) : PROCESS_FAILED;
}

const char *process_find(struct arena *arena, const char *name)
{
    if (strchr(name, '/') != NULL)
        return access(name, X_OK) == 0 ? name : NULL;
    const char *path = getenv("PATH");
    const char *at = arena_printf(arena, "%s:/usr/local/sbin:/usr/sbin:/sbin", path == NULL ? "/usr/local/bin:/usr/bin:/bin" : path);
    while (*at != '\0') {
        size_t length = strcspn(at, ":");
        const char *candidate = arena_printf(arena, "%.*s/%s", (int)length, at, name);
        if (length > 0 && access(candidate, X_OK) == 0)
            return candidate;
        at += length + (at[length] == ':');
    }
    return NULL;
}
