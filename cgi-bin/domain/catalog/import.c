/* import.c - what kind of source it is, who reads it, and the report that is kept meanwhile.
 *
 * Called by `nexus course import` and the loader of the demo academy. Reading and rendering come first, then one short
 * transaction writes. */
#include "domain/catalog/import.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "domain/catalog/import_parts.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const char *import_change_name(enum import_change change)
{
    static const char *const names[IMPORT_CHANGES] = {
        [IMPORT_NEW] = "new",         [IMPORT_CHANGED] = "changed", [IMPORT_UNCHANGED] = "unchanged",
        [IMPORT_REMOVED] = "removed", [IMPORT_REFUSED] = "refused", [IMPORT_NOTE] = "note"};
    return names[change];
}

void import_say(struct import_job *job, enum import_change change, const char *path, int line, const char *format, ...)
{
    struct import_line *said = arena_alloc(job->arena, sizeof *said);
    va_list arguments;
    va_start(arguments, format);
    *said = (struct import_line){.change = change, .path = path, .line = line,
                                 .text = arena_vprintf(job->arena, format, arguments)};
    va_end(arguments);
    if (job->report->last == NULL)
        job->report->first = said;
    else
        job->report->last->next = said;
    job->report->last = said;
    job->report->counts[change]++;
}

char *import_path(struct import_job *job, const char *path)
{
    return *path == '\0' ? arena_strdup(job->arena, job->root) : arena_printf(job->arena, "%s/%s", job->root, path);
}

char *import_read(struct import_job *job, const char *path, size_t *length)
{
    char *text = file_read(job->arena, import_path(job, path), IMPORT_FILE_MOST, length);
    if (text == NULL) {
        import_say(job, IMPORT_REFUSED, path, 0, "can't be read: %s", strerror(errno));
        return NULL;
    }
    if (!utf8_valid(text, *length)) {
        import_say(job, IMPORT_REFUSED, path, 0, "is not UTF-8");
        return NULL;
    }
    size_t kept = 0;
    for (size_t i = 0; i < *length; i++) {
        if (text[i] != '\r' || text[i + 1] != '\n')
            text[kept++] = text[i];
    }
    text[kept] = '\0';
    *length = kept;
    return text;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char **import_list(struct import_job *job, const char *folder, bool folders)
{
    size_t count = 0, room = 64;
    const char **names = arena_alloc(job->arena, (room + 1) * sizeof *names), *path = import_path(job, folder);
    DIR *directory = opendir(path);
    for (struct dirent *entry; directory != NULL && (entry = readdir(directory)) != NULL;) {
        struct stat about;
        if (entry->d_name[0] == '.' || !utf8_valid(entry->d_name, strlen(entry->d_name)) ||
            lstat(arena_printf(job->arena, "%s/%s", path, entry->d_name), &about) != 0 ||
            !(folders ? S_ISDIR(about.st_mode) : S_ISREG(about.st_mode)))
            continue;
        if (count == room) {
            const char **more = arena_alloc(job->arena, (2 * room + 1) * sizeof *more);
            memcpy(more, names, count * sizeof *names);
            names = more;
            room *= 2;
        }
        names[count++] = arena_strdup(job->arena, entry->d_name);
    }
    if (directory != NULL)
        closedir(directory);
    qsort(names, count, sizeof *names, by_name);
    names[count] = NULL;
    return names;
}

static bool has(struct import_job *job, const char *path)
{
    return file_exists(import_path(job, path));
}

/* The reader for what lies below the root. An archive or repository may have all of it in one folder. */
static bool (*reader_for(struct import_job *job))(struct import_job *)
{
    for (int level = 0; level < 3; level++) {
        if (has(job, "course.md") || has(job, "book.md"))
            return import_read_folder;
        if (has(job, "book.toml") || has(job, "SUMMARY.md") || has(job, "src/SUMMARY.md"))
            return import_read_book;
        const char **folders = import_list(job, "", true), **files = import_list(job, "", false);
        if (folders[0] == NULL || folders[1] != NULL || files[0] != NULL)
            break;
        job->root = import_path(job, folders[0]);
    }
    return import_read_pages;
}

static bool find_source(struct import_job *job, const char *path)
{
    struct stat about;
    char *real = realpath(path, NULL);
    if (real == NULL || stat(real, &about) != 0) {
        import_say(job, IMPORT_REFUSED, path, 0, "can't be read: %s", strerror(errno));
        free(real);
        return false;
    }
    job->root = arena_strdup(job->arena, real);
    free(real);
    if (S_ISREG(about.st_mode))
        job->root = import_unpack(job, job->root);
    else if (!S_ISDIR(about.st_mode))
        import_say(job, IMPORT_REFUSED, path, 0, "is neither a folder nor a zip archive");
    return job->root != NULL && (S_ISREG(about.st_mode) || S_ISDIR(about.st_mode));
}

static bool store(struct import_job *job, struct db *db)
{
    enum db_result result = db_begin_write(db);
    if (result == DB_OK)
        result = import_store(job, db, clock_now());
    enum db_result ended = db_end(db, result == DB_OK);
    if (result == DB_OK && ended == DB_OK)
        return true;
    static const char *const reasons[] = {[DB_BUSY] = "another writer holds the database: try again",
                                          [DB_FULL] = "the disk is full", [DB_CONFLICT] = "a constraint said no",
                                          [DB_NONE] = "a row is gone", [DB_FAILED] = "the database failed; see the log"};
    import_say(job, IMPORT_REFUSED, "", 0, "nothing was stored: %s", reasons[result != DB_OK ? result : ended]);
    job->report->course_id = 0;
    return false;
}

bool import_course(struct arena *arena, struct db *db, const struct config *config, const char *path,
                   struct import_report *report)
{
    struct import_job job = {.arena = arena, .config = config, .report = report};
    arena_own_json(arena);
    db_use_arena(db, arena);
    if (!find_source(&job, path) || !reader_for(&job)(&job))
        return false;
    report->slug = job.course.slug;
    import_unique_slugs(&job);
    import_render(&job);
    return store(&job, db);
}
