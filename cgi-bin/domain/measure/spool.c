/* spool.c - appending under a shared lock, taking away under an exclusive one. Called by the pages' last hook and by the worker.
 *
 * A writer opens the file by name, locks it shared and looks whether the name still leads to it; the worker renames it, locks it
 * exclusively (so every writer that was in time has finished) and reads. Every piece begins with an empty line, so that one cut by
 * a full disk spoils only itself. */
#include "domain/measure/spool.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "core/base/text.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { CHUNK = 1 << 20, PATH_BYTES = 1024 };

/* Some fifteen million events: a worker that is away must not cost the disk, and a position has 32 bits for the place in a file. */
static const off_t FILE_MOST = (off_t)2 << 30;

static const char *path_of(const struct config *config, char path[PATH_BYTES])
{
    snprintf(path, PATH_BYTES, "%s/events/incoming", config->data);
    return path;
}

/* What went in before the disk was full becomes empty lines, so that none of it counts: the worker can't have read it, the lock
 * is still held. */
static void take_back(int descriptor, size_t length)
{
    char empty[4096];
    memset(empty, '\n', sizeof empty);
    off_t at = lseek(descriptor, 0, SEEK_CUR) - (off_t)length;
    fcntl(descriptor, F_SETFL, 0); /* on Linux pwrite appends, too, where a file is open for appending */
    for (ssize_t done = 1; done > 0 && length > 0; at += done, length -= (size_t)done)
        done = pwrite(descriptor, empty, length < sizeof empty ? length : sizeof empty, at);
}

/* The file, locked, when its name still leads to it after the lock was had; -1 with errno. */
static int open_incoming(const char *path)
{
    for (;;) {
        struct stat mine, named;
        int descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
        if (descriptor < 0)
            return -1;
        bool ours = flock(descriptor, LOCK_SH) == 0 && fstat(descriptor, &mine) == 0 && stat(path, &named) == 0 &&
                    mine.st_ino == named.st_ino && mine.st_dev == named.st_dev;
        if (ours && mine.st_size < FILE_MOST)
            return descriptor;
        close(descriptor);
        if (ours) {
            errno = EDQUOT;
            return -1;
        }
    }
}

bool spool_append(const struct config *config, const char *lines, size_t length)
{
    char path[PATH_BYTES];
    int descriptor = open_incoming(path_of(config, path));
    if (descriptor < 0 && errno == ENOENT) {
        *strrchr(path, '/') = '\0';
        if (file_make_folder(path))
            descriptor = open_incoming(path_of(config, path));
    }
    if (descriptor < 0)
        return false;
    static char new_line[] = "\n";
    struct iovec pieces[] = {{new_line, 1}, {(void *)(uintptr_t)lines, length}};
    ssize_t written = writev(descriptor, pieces, 2);
    bool whole = written == (ssize_t)(length + 1);
    if (written >= 0 && !whole)
        take_back(descriptor, (size_t)written);
    int reason = written >= 0 ? ENOSPC : errno;
    close(descriptor);
    errno = reason;
    return whole;
}

int64_t spool_waiting(struct arena *arena, const struct config *config)
{
    char *folder = config_data_path(arena, config, "events");
    DIR *entries = opendir(folder);
    int64_t bytes = 0;
    for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;) {
        struct stat status;
        if (text_starts(entry->d_name, "incoming") && fstatat(dirfd(entries), entry->d_name, &status, 0) == 0)
            bytes += status.st_size;
    }
    if (entries != NULL)
        closedir(entries);
    return bytes;
}

/* ---- taking away ---- */

/* "incoming.123" -> 123; 0 for any other name. */
static int64_t number_of(const char *name)
{
    int64_t number = 0;
    bool taken = text_starts(name, "incoming.") && text_integer(name + strlen("incoming."), 1, INT32_MAX, &number);
    return taken ? number : 0;
}

static int by_number(const struct dirent **a, const struct dirent **b)
{
    return number_of((*a)->d_name) < number_of((*b)->d_name) ? -1 : 1;
}

static int only_taken(const struct dirent *entry)
{
    return number_of(entry->d_name) > 0;
}

/* Gives what waits a number behind all that were before; 0 when nothing waits. */
static int64_t rotate(struct arena *arena, const struct config *config, int64_t after)
{
    char *path = config_data_path(arena, config, "events/incoming");
    struct stat status;
    if (stat(path, &status) != 0 || status.st_size == 0)
        return 0;
    int64_t number = (after >> 32) + 1;
    return rename(path, arena_printf(arena, "%s.%lld", path, (long long)number)) == 0 ? number : 0;
}

struct reading {
    const struct spool_reader *reader;
    int64_t taken, since_flush, last;
    int most, error; /* errno of a file that can't be read */
};

/* Full lines of a buffer; gives how many bytes they had. */
static size_t take_lines(struct reading *reading, char *bytes, size_t length, int64_t position, bool *good)
{
    size_t begin = 0;
    for (char *end; *good && (end = memchr(bytes + begin, '\n', length - begin)) != NULL;) {
        *end = '\0';
        reading->last = position + (int64_t)begin;
        if (end > bytes + begin) {
            reading->reader->take(reading->reader->context, bytes + begin, reading->last);
            reading->taken++;
            if (++reading->since_flush >= reading->most) {
                *good = reading->reader->flush(reading->reader->context, reading->last);
                reading->since_flush = 0;
            }
        }
        begin = (size_t)(end - bytes) + 1;
    }
    return begin;
}

/* A line longer than the buffer is no event: its beginning is dropped, and its rest is a line that can't be read. */
static bool read_file(struct reading *reading, int descriptor, int64_t number)
{
    char *buffer = malloc(CHUNK);
    assert(buffer != NULL);
    size_t held = 0;
    int64_t offset = 0;
    bool good = true;
    ssize_t got = 0;
    while (good && (got = read(descriptor, buffer + held, CHUNK - held)) > 0) {
        held += (size_t)got;
        size_t used = take_lines(reading, buffer, held, (number << 32) + offset, &good);
        if (used == 0 && held == CHUNK)
            used = held;
        memmove(buffer, buffer + used, held - used);
        held -= used;
        offset += (int64_t)used;
    }
    reading->error = got < 0 ? errno : 0;
    free(buffer);
    reading->since_flush = 0;
    return good && reading->reader->flush(reading->reader->context, reading->last);
}

/* What will be no more readable the next time, and must not keep everything behind it waiting. */
static bool stays_unreadable(int error)
{
    return error == EIO || error == EISDIR || error == EACCES || error == EPERM || error == ELOOP;
}

/* It is kept under another name: somebody may still get something out of it. */
static bool set_aside(struct arena *arena, const char *folder, const char *path, int error)
{
    const char *aside = arena_printf(arena, "%s/unreadable-%lld%s", folder, (long long)clock_now(), strrchr(path, '.'));
    log_error("a file of the event spool can't be read", "reason", strerror(error), "kept", aside, NULL);
    return rename(path, aside) == 0;
}

static bool take_file(struct reading *reading, struct arena *arena, const char *folder, const char *name)
{
    const char *path = arena_printf(arena, "%s/%s", folder, name);
    int64_t number = number_of(name);
    int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0)
        return stays_unreadable(errno) && set_aside(arena, folder, path, errno);
    reading->last = number << 32;
    bool good = flock(descriptor, LOCK_EX) == 0 && read_file(reading, descriptor, number);
    if (good && reading->error != 0)
        good = stays_unreadable(reading->error) && set_aside(arena, folder, path, reading->error);
    else if (good)
        unlink(path);
    close(descriptor);
    return good;
}

int64_t spool_take(struct arena *arena, const struct config *config, int64_t after, int most, const struct spool_reader *reader)
{
    char *folder = config_data_path(arena, config, "events");
    struct dirent **entries;
    struct reading reading = {.reader = reader, .most = most};
    bool good = true;
    for (int round = 0; round < 2 && good; round++) { /* what a killed worker left, then what waits */
        int64_t newest = after;
        int count = scandir(folder, &entries, only_taken, by_number);
        for (int i = 0; i < count; i++) {
            good = good && take_file(&reading, arena, folder, entries[i]->d_name);
            newest = reading.last > newest ? reading.last : newest;
            free(entries[i]);
        }
        if (count >= 0)
            free(entries);
        if (round == 0 && good && rotate(arena, config, newest) == 0)
            break;
        after = newest;
    }
    return good ? reading.taken : -1;
}
