/* avatar.c - taking a picture of a person. It is never trusted: another process without rights decodes it, and only what that
 * process made anew is kept. */
#include "programs/learner/account.h"
#include "programs/learner/pages.h"

#include "core/base/file.h"
#include "core/base/filter.h"
#include "core/base/log.h"
#include "core/base/secret.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { PICTURE_BYTES_MOST = 512 * 1024, PICTURE_MILLISECONDS = 10000 };

/* Named by content and owner, so that no two persons share a file and an old one can go. */
static char *keep_picture(struct request *request, const char *picture, size_t length)
{
    const char *hash = secret_hash_bytes(request->arena, picture, length);
    const char *name = arena_printf(request->arena, "%lld %s", (long long)request->identity.user_id, hash);
    char *file = arena_printf(request->arena, "%.40s.jpg", secret_hash(request->arena, name));
    const char *path = config_data_path(request->arena, request->config, arena_printf(request->arena, "avatars/%s", file));
    if (file_write(request->arena, path, picture, length))
        return file;
    log_error("a picture can't be kept", "path", path, "reason", strerror(errno), NULL);
    return NULL;
}

static enum http_status set_picture(struct request *request, const char *file, const char *words)
{
    if (!request_begin_write(request))
        return request_failed(request);
    const char *old = request->identity.avatar;
    person_set_avatar(request->db, request->identity.user_id, file);
    account_audit(request, "user.picture_changed", request->identity.user_id, "");
    enum db_result result = db_end(request->db, true);
    if (result != DB_OK)
        return request_result(request, result);
    if (old != NULL && !text_equal(old, file))
        unlink(config_data_path(request->arena, request->config, arena_printf(request->arena, "avatars/%s", old)));
    request_flash(request, "good", words, NULL);
    return request_redirect(request, "/profile");
}

enum http_status avatar_change(struct request *request)
{
    const struct upload *upload = request_upload(request, "picture");
    if (upload == NULL || upload->length == 0)
        return request_refuse(request, "picture", tr(request, "Choose a file first."));
    const char *const argv[] = {arena_printf(request->arena, "%s/avatar", request->config->programs), NULL};
    char *picture = NULL;
    size_t length = 0;
    int status = filter_run(request->arena, argv, upload->bytes, upload->length, PICTURE_BYTES_MOST, PICTURE_MILLISECONDS, &picture, &length);
    if (status != 0 || length == 0)
        return request_refuse(request, "picture",
                              tr(request, "This picture can't be read. Use a PNG, JPEG, WebP or GIF of at most 5 MB and 40 megapixels."));
    char *file = keep_picture(request, picture, length);
    return file == NULL ? (errno == ENOSPC ? HTTP_FULL : HTTP_FAILED) : set_picture(request, file, tr(request, "Your picture is changed."));
}

enum http_status avatar_remove(struct request *request)
{
    return set_picture(request, NULL, tr(request, "Your picture is gone."));
}
