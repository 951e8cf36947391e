/* visitor.c - the day's salt, and the hash. Called when a page of a visitor is recorded. */
#include "domain/measure/visitor.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "core/base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

enum { SALT_BYTES = crypto_shorthash_KEYBYTES };

/* Salts of other days go. */
static void remove_old(struct arena *arena, const char *folder, const char *name)
{
    DIR *entries = opendir(folder);
    for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;)
        if (text_starts(entry->d_name, "salt-") && strcmp(entry->d_name, name) != 0)
            unlink(arena_printf(arena, "%s/%s", folder, entry->d_name));
    if (entries != NULL)
        closedir(entries);
}

/* Written beside, under a name that remove_old leaves alone, and linked into place: whoever comes second finds the first one's,
 * and never half of it. */
static bool make_salt(struct arena *arena, const char *folder, const char *name)
{
    unsigned char salt[SALT_BYTES];
    randombytes_buf(salt, sizeof salt);
    char *path = arena_printf(arena, "%s/%s", folder, name), *own = arena_printf(arena, "%s/new-%s.%d", folder, name, (int)getpid());
    bool made = file_make_folder(folder) && file_write(arena, own, salt, sizeof salt) && (link(own, path) == 0 || errno == EEXIST);
    unlink(own);
    if (made)
        remove_old(arena, folder, name);
    return made;
}

static bool read_salt(struct arena *arena, const struct config *config, int64_t day, unsigned char salt[SALT_BYTES])
{
    char *folder = config_data_path(arena, config, "events"), *name = arena_printf(arena, "salt-%lld", (long long)day);
    const char *path = arena_printf(arena, "%s/%s", folder, name);
    for (int tries = 0; tries < 2; tries++) {
        size_t length = 0;
        const char *bytes = file_read(arena, path, SALT_BYTES, &length);
        if (bytes != NULL && length == SALT_BYTES) {
            memcpy(salt, bytes, SALT_BYTES);
            return true;
        }
        if (bytes != NULL)
            unlink(path); /* the disk lost it: else nobody would be counted all day */
        if (!make_salt(arena, folder, name))
            break;
    }
    log_error("there is no salt for counting visitors", "reason", strerror(errno), NULL);
    return false;
}

int64_t visitor_number(struct arena *arena, const struct config *config, const char *network, const char *user_agent, int64_t now)
{
    static _Thread_local int64_t known = -1;
    static _Thread_local unsigned char salt[SALT_BYTES];
    int64_t day = now / CLOCK_DAY;
    if (known != day && !read_salt(arena, config, day, salt))
        return 0;
    known = day;
    const char *who = arena_printf(arena, "%s\n%s", network, user_agent);
    uint64_t hash;
    crypto_shorthash((unsigned char *)&hash, (const unsigned char *)who, strlen(who), salt);
    return -(int64_t)(hash >> 12) - 1; /* 52 bits: it passes through JSON unharmed */
}
