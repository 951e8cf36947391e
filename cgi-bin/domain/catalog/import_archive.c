/* import_archive.c - unpacks a zip of a course below DATA/temporary, with limits that a hostile one can't pass: files, bytes
 * as they are really unpacked, names that stay inside, no links. Called by import.c; the folder goes with the arena. */
#include "core/base/file.h"
#include "domain/catalog/import_parts.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

enum { ARCHIVE_FILES_MOST = 20000, ARCHIVE_NAME_MOST = 400 };
#define ARCHIVE_BYTES_MOST (200 * 1000 * 1000)

struct unpacking {
    struct import_job *job;
    zip_t *archive;
    const char *folder;
    size_t bytes;
};

static int remove_one(const char *path, const struct stat *about, int flag, struct FTW *walk)
{
    (void)about, (void)flag, (void)walk;
    return remove(path);
}

static void remove_folder(void *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Below DATA/temporary, named after the archive inside: a folder's name may become the course's. */
static const char *make_folder(struct import_job *job, const char *path)
{
    char *folder = config_data_path(job->arena, job->config, "temporary/import-XXXXXX");
    if (mkdtemp(folder) == NULL) {
        import_say(job, IMPORT_REFUSED, path, 0, "can't be unpacked: %s: %s", folder, strerror(errno));
        return NULL;
    }
    arena_defer(job->arena, remove_folder, folder);
    const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1;
    size_t length = strlen(name) - (text_ends(name, ".zip") ? 4 : 0);
    const char *inner = text_slug(job->arena, arena_strndup(job->arena, name, length), IMPORT_SLUG_MOST);
    inner = arena_printf(job->arena, "%s/%s", folder, *inner == '\0' ? "course" : inner);
    return file_make_folder(inner) ? inner : NULL;
}

static bool is_link(struct unpacking *unpacking, zip_uint64_t index)
{
    zip_uint8_t system = 0;
    zip_uint32_t attributes = 0;
    if (zip_file_get_external_attributes(unpacking->archive, index, 0, &system, &attributes) != 0)
        return true;
    unsigned kind = (attributes >> 16) & S_IFMT;
    return system == ZIP_OPSYS_UNIX && kind != 0 && kind != S_IFREG && kind != S_IFDIR;
}

/* A relative path with plain parts; hidden ones (.git, __MACOSX) are passed over without a word. */
static bool is_hidden(const char *name)
{
    return *name == '.' || strstr(name, "/.") != NULL || text_starts(name, "__MACOSX/");
}

static bool is_safe(const char *name)
{
    size_t length = strlen(name);
    if (length == 0 || length > ARCHIVE_NAME_MOST || *name == '/' || strchr(name, '\\') != NULL || !utf8_valid(name, length))
        return false;
    for (const char *part = name; part != NULL; part = strchr(part, '/')) {
        part += *part == '/';
        size_t part_length = strcspn(part, "/");
        if (part_length > 200 || (part_length == 2 && strncmp(part, "..", 2) == 0))
            return false;
    }
    return true;
}

static char *read_entry(struct unpacking *unpacking, zip_uint64_t index, size_t *length)
{
    zip_file_t *file = zip_fopen_index(unpacking->archive, index, 0);
    struct text content = text_in(unpacking->job->arena);
    char buffer[16384];
    zip_int64_t got = file == NULL ? -1 : 0;
    while (file != NULL && (got = zip_fread(file, buffer, sizeof buffer)) > 0) {
        text_append_bytes(&content, buffer, (size_t)got);
        if (content.length > IMPORT_ASSET_MOST || unpacking->bytes + content.length > ARCHIVE_BYTES_MOST)
            break;
    }
    if (file != NULL)
        zip_fclose(file);
    *length = content.length;
    unpacking->bytes += content.length;
    return got == 0 ? arena_strndup(unpacking->job->arena, text_string(&content), content.length) : NULL;
}

/* False when the whole archive is refused. */
static bool unpack_entry(struct unpacking *unpacking, zip_uint64_t index)
{
    struct import_job *job = unpacking->job;
    const char *name = zip_get_name(unpacking->archive, index, 0);
    size_t length = 0;
    if (name == NULL || !is_safe(name) || is_link(unpacking, index)) {
        import_say(job, IMPORT_REFUSED, name == NULL ? "" : arena_strdup(job->arena, name), 0,
                   "is a link or leads out of the archive; nothing of it is read");
        return false;
    }
    if (is_hidden(name) || text_ends(name, "/"))
        return true;
    /* Its own arena: two hundred megabytes need not lie in memory at once. */
    struct arena *whole = job->arena;
    job->arena = arena_new();
    const char *path = arena_printf(job->arena, "%s/%s", unpacking->folder, name), *slash = strrchr(path, '/');
    char *content = read_entry(unpacking, index, &length);
    bool done = content != NULL && file_make_folder(arena_strndup(job->arena, path, (size_t)(slash - path))) &&
                file_write(job->arena, path, content, length);
    arena_free(job->arena);
    job->arena = whole;
    bool room = unpacking->bytes <= ARCHIVE_BYTES_MOST;
    if (!done || !room)
        import_say(job, IMPORT_REFUSED, arena_strdup(whole, name), 0, "%s", room ? "is damaged, too large or can't be written"
                                                                               : "the archive unpacks to more than 200 MB");
    return room;
}

char *import_unpack(struct import_job *job, const char *path)
{
    int code = 0;
    struct unpacking unpacking = {.job = job, .archive = zip_open(path, ZIP_RDONLY, &code)};
    zip_int64_t count = unpacking.archive == NULL ? 0 : zip_get_num_entries(unpacking.archive, 0);
    bool good = unpacking.archive != NULL && count <= ARCHIVE_FILES_MOST;
    if (unpacking.archive == NULL)
        import_say(job, IMPORT_REFUSED, path, 0, "is neither a folder nor a readable zip archive");
    else if (!good)
        import_say(job, IMPORT_REFUSED, path, 0, "has more than %d files", ARCHIVE_FILES_MOST);
    unpacking.folder = good ? make_folder(job, path) : NULL;
    good = unpacking.folder != NULL;
    for (zip_int64_t i = 0; good && i < count; i++)
        good = unpack_entry(&unpacking, (zip_uint64_t)i);
    if (unpacking.archive != NULL)
        zip_discard(unpacking.archive);
    return good ? arena_strdup(job->arena, unpacking.folder) : NULL;
}
