/* import_asset.c - pictures and downloads of a course: looked at, then kept under DATA/assets by the hash of their content.
 *
 * Called by import_render.c for what lessons show or link to, and by the readers for the cover. The same file in two
 * courses is there once; a changed one gets another name, so pages may keep it for ever. */
#include "core/base/file.h"
#include "core/base/secret.h"
#include "domain/catalog/import_parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <limits.h>

/* The endings that are taken, and what their content must look like. */
static const struct {
    const char *ending, *content;
} kinds[] = {{".png", "png"}, {".jpg", "jpg"}, {".jpeg", "jpg"}, {".gif", "gif"}, {".webp", "webp"}, {".svg", "svg"},
             {".pdf", "pdf"}, {".zip", "zip"}, {".txt", "txt"},  {".csv", "txt"}};

static bool ends_with(const char *path, const char *ending)
{
    size_t length = strlen(path), tail = strlen(ending);
    return length > tail && strcasecmp(path + length - tail, ending) == 0;
}

static int kind_of(const char *path)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (ends_with(path, kinds[i].ending))
            return (int)i;
    }
    return -1;
}

/* The path on disk, when it is a file below the root after every link was followed. */
static const char *path_inside(struct import_job *job, const char *path)
{
    char real[PATH_MAX], root[PATH_MAX];
    if (realpath(import_path(job, path), real) == NULL || realpath(job->root, root) == NULL)
        return NULL;
    size_t length = strlen(root);
    return strncmp(real, root, length) == 0 && real[length] == '/' ? arena_strdup(job->arena, real) : NULL;
}

static bool fits(struct import_job *job, const char *path, int kind, const char *bytes, size_t length)
{
    const char *content = import_image_kind(bytes, length), *expected = kinds[kind].content;
    bool words = strcmp(expected, "txt") == 0 && strcmp(content, "svg") == 0; /* a text that speaks of <svg> */
    if (strcmp(content, expected) != 0 && !words) {
        import_say(job, IMPORT_REFUSED, path, 0, "is not what its ending says (%s)", kinds[kind].ending);
        return false;
    }
    const char *problem = strcmp(expected, "svg") == 0 ? import_svg_problem(bytes, length) : NULL;
    if (problem != NULL)
        import_say(job, IMPORT_REFUSED, path, 0, "%s", problem);
    return problem == NULL;
}

static bool keep(struct import_job *job, struct imported_asset *asset, int kind, const char *bytes, size_t length)
{
    const char *hash = arena_strndup(job->arena, secret_hash_bytes(job->arena, bytes, length), 40);
    const char *ending = strcmp(kinds[kind].ending, ".jpeg") == 0 ? ".jpg" : kinds[kind].ending;
    const char *file = arena_printf(job->arena, "%s%s", hash, ending);
    const char *place = config_data_path(job->arena, job->config, arena_printf(job->arena, "assets/%s", file));
    if (!file_exists(place) && !file_write(job->arena, place, bytes, length)) {
        import_say(job, IMPORT_REFUSED, asset->path, 0, "can't be stored: %s", strerror(errno));
        return false;
    }
    asset->file = file;
    asset->bytes = (int64_t)length;
    import_image_size(kinds[kind].content, bytes, length, &asset->width, &asset->height);
    return true;
}

static void load(struct import_job *job, struct imported_asset *asset)
{
    size_t length = 0;
    int kind = kind_of(asset->path);
    const char *place = path_inside(job, asset->path);
    if (place == NULL)
        return;
    if (kind < 0) {
        import_say(job, IMPORT_REFUSED, asset->path, 0,
                   "is of no kind that is kept (png, jpg, gif, webp, svg, pdf, zip, txt, csv)");
        return;
    }
    const char *bytes = file_read(job->arena, place, IMPORT_ASSET_MOST, &length);
    if (bytes == NULL)
        import_say(job, IMPORT_REFUSED, asset->path, 0, "can't be read: %s", errno == EFBIG ? "larger than 10 MB" : strerror(errno));
    else if (fits(job, asset->path, kind, bytes, length))
        keep(job, asset, kind, bytes, length);
}

const struct imported_asset *import_asset(struct import_job *job, const char *path)
{
    if (path == NULL || *path == '\0')
        return NULL;
    struct imported_asset **next = &job->course.assets;
    for (; *next != NULL; next = &(*next)->next) {
        if (strcmp((*next)->path, path) == 0)
            return (*next)->file == NULL ? NULL : *next;
    }
    struct imported_asset *asset = *next = arena_alloc(job->arena, sizeof *asset);
    asset->path = path;
    load(job, asset);
    return asset->file == NULL ? NULL : asset;
}
