/* filter.c - posix_spawn, two pipes, poll, and a clock. Called by the pages that take uploads. */
#include "core/base/filter.h"

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* One run; a descriptor is -1 once closed. */
struct run {
    pid_t child;
    int to, from;
    const char *input;
    size_t left, output_most;
    struct text *output;
};

static void close_end(int *descriptor)
{
    if (*descriptor >= 0)
        close(*descriptor);
    *descriptor = -1;
}

static bool start(struct run *run, const char *const *argv)
{
    static char *const no_environment[] = {NULL};
    int in[2], out[2];
    if (pipe2(in, O_CLOEXEC) != 0)
        return false;
    if (pipe2(out, O_CLOEXEC) != 0) {
        close(in[0]);
        close(in[1]);
        return false;
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    int failed = posix_spawn(&run->child, argv[0], &actions, NULL, (char *const *)(uintptr_t)argv, no_environment);
    posix_spawn_file_actions_destroy(&actions);
    close(in[0]);
    close(out[1]);
    run->to = in[1];
    run->from = out[0];
    fcntl(run->to, F_SETFL, O_NONBLOCK);
    if (failed != 0)
        log_error("a helper can't be started", "program", argv[0], "reason", strerror(failed), NULL);
    return failed == 0;
}

static void give(struct run *run)
{
    ssize_t wrote = write(run->to, run->input, run->left);
    if (wrote < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (wrote > 0) {
        run->input += wrote;
        run->left -= (size_t)wrote;
    }
    if (wrote <= 0 || run->left == 0)
        close_end(&run->to);
}

static void take(struct run *run)
{
    char bytes[16384];
    ssize_t got = read(run->from, bytes, sizeof bytes);
    if (got < 0 && errno == EINTR)
        return;
    if (got > 0)
        text_append_bytes(run->output, bytes, (size_t)got);
    if (got <= 0 || run->output->length > run->output_most)
        close_end(&run->from);
}

/* Moves bytes both ways until the helper has closed its output; false when time is up. */
static bool pump(struct run *run, int timeout_ms)
{
    int64_t end = clock_microseconds() + (int64_t)timeout_ms * 1000;
    while (run->from >= 0) {
        if (run->left == 0)
            close_end(&run->to);
        struct pollfd ends[2] = {{.fd = run->from, .events = POLLIN}, {.fd = run->to, .events = POLLOUT}};
        int64_t wait = (end - clock_microseconds()) / 1000;
        if (wait <= 0)
            return false;
        if (poll(ends, 2, (int)wait) < 0 && errno != EINTR)
            return false;
        if (ends[1].revents != 0)
            give(run);
        if (ends[0].revents != 0)
            take(run);
    }
    return true;
}

/* Who has closed its output gets a second to end by itself. */
static void end_child(const struct run *run, bool at_once, int *status)
{
    static const struct timespec pause = {.tv_nsec = 1000 * 1000};
    for (int i = 0; i < 1000 && !at_once; i++) {
        pid_t ended = waitpid(run->child, status, WNOHANG);
        if (ended == run->child || (ended < 0 && errno != EINTR))
            return;
        nanosleep(&pause, NULL);
    }
    kill(run->child, SIGKILL);
    while (waitpid(run->child, status, 0) < 0 && errno == EINTR)
        continue;
}

static int finish(struct run *run, bool in_time)
{
    int status = -1;
    close_end(&run->to);
    close_end(&run->from);
    bool fine = in_time && run->output->length <= run->output_most;
    end_child(run, !fine, &status);
    return fine && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int filter_run(struct arena *arena, const char *const *argv, const char *input, size_t length, size_t output_most, int timeout_ms,
               char **output, size_t *output_length)
{
    struct text text = text_in(arena);
    struct run run = {.to = -1, .from = -1, .input = input, .left = length, .output_most = output_most, .output = &text};
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
    sigaction(SIGPIPE, &ignore, &before);
    int status = -1;
    if (start(&run, argv))
        status = finish(&run, pump(&run, timeout_ms));
    close_end(&run.to);
    close_end(&run.from);
    sigaction(SIGPIPE, &before, NULL);
    *output = arena_strndup(arena, text_string(&text), text.length);
    *output_length = text.length;
    return status;
}
