/* file.c - reading and writing whole files. Called by templates, imports, avatars, configuration. */
#include "core/base/file.h"

#include "core/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *file_read_all(struct arena *arena, int descriptor, size_t most, size_t *length)
{
    struct text content = text_in(arena);
    text_reserve(&content, 4096);
    for (;;) {
        char buffer[16384];
        ssize_t got = read(descriptor, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return NULL;
        if (got == 0)
            break;
        if (content.length + (size_t)got > most) {
            errno = EFBIG;
            return NULL;
        }
        text_append_bytes(&content, buffer, (size_t)got);
    }
    text_append_bytes(&content, "", 1);
    if (length != NULL)
        *length = content.length - 1;
    return content.bytes;
}

char *file_read(struct arena *arena, const char *path, size_t most, size_t *length)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return NULL;
    struct stat status;
    char *content = NULL;
    if (fstat(descriptor, &status) == 0 && !S_ISREG(status.st_mode))
        errno = EISDIR;
    else
        content = file_read_all(arena, descriptor, most, length);
    int reason = errno;
    close(descriptor);
    errno = reason;
    return content;
}

static bool write_all(int descriptor, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t wrote = write(descriptor, bytes, length);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return false;
        bytes += wrote;
        length -= (size_t)wrote;
    }
    return true;
}

static int open_draft(const char *temporary)
{
    return open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
}

/* The draft takes the file's name, when all of it was `written` and is on disk. */
static bool finish_draft(int descriptor, const char *temporary, const char *path, bool written)
{
    bool done = written && fsync(descriptor) == 0;
    done = close(descriptor) == 0 && done;
    done = done && rename(temporary, path) == 0;
    if (!done) {
        int reason = errno;
        unlink(temporary);
        errno = reason;
    }
    return done;
}

bool file_write(struct arena *arena, const char *path, const void *bytes, size_t length)
{
    char *temporary = arena_printf(arena, "%s.%ld.tmp", path, (long)getpid());
    int descriptor = open_draft(temporary);
    return descriptor >= 0 && finish_draft(descriptor, temporary, path, write_all(descriptor, bytes, length));
}

bool file_write_from(struct arena *arena, const char *path, size_t (*read)(void *from, char *into, size_t room), void *from)
{
    char *temporary = arena_printf(arena, "%s.%ld.tmp", path, (long)getpid()), buffer[16384];
    int descriptor = open_draft(temporary);
    if (descriptor < 0)
        return false;
    bool written = true;
    for (size_t got; written && (got = read(from, buffer, sizeof buffer)) > 0;)
        written = write_all(descriptor, buffer, got);
    return finish_draft(descriptor, temporary, path, written);
}

bool file_make_folder(const char *path)
{
    char partial[4096];
    size_t length = strlen(path);
    if (length == 0 || length >= sizeof partial)
        return false;
    memcpy(partial, path, length + 1);
    for (size_t i = 1; i <= length; i++) {
        if (partial[i] != '/' && partial[i] != '\0')
            continue;
        char kept = partial[i];
        partial[i] = '\0';
        if (mkdir(partial, 0750) != 0 && errno != EEXIST)
            return false;
        partial[i] = kept;
    }
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

bool file_name_plain(const char *name)
{
    size_t length = name == NULL ? 0 : strlen(name);
    return length > 0 && length < 200 && name[0] != '.' &&
           strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") == length;
}
