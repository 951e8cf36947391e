/* config.c - reads nexus.conf and the environment. Called at the start of every program. */
#include "core/base/config.h"

#include "core/base/file.h"
#include "core/base/text.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SETTINGS_MOST = 200, FILE_MOST = 64 * 1024 };

struct setting {
    const char *name, *value;
};

struct config_file {
    struct config config;
    struct arena *arena;
    struct setting settings[SETTINGS_MOST];
    size_t count;
};

const char *config_value(const struct config *config, const char *name, const char *fallback)
{
    const struct config_file *file = (const struct config_file *)config;
    char variable[80] = "NEXUS_";
    size_t used = strlen(variable);
    for (const char *c = name; *c != '\0' && used + 1 < sizeof variable; c++)
        variable[used++] = (char)toupper((unsigned char)*c);
    variable[used] = '\0';
    const char *value = getenv(variable);
    if (value != NULL)
        return value;
    for (size_t i = file->count; i-- > 0;)
        if (strcmp(file->settings[i].name, name) == 0)
            return file->settings[i].value;
    return fallback;
}

static const char *read_settings(struct config_file *file, const char *path)
{
    char *content = file_read(file->arena, path, FILE_MOST, NULL);
    if (content == NULL)
        return errno == ENOENT ? NULL : arena_printf(file->arena, "%s can't be read: %s", path, strerror(errno));
    int number = 0;
    for (char *line = content, *next; line != NULL; line = next) {
        next = strchr(line, '\n');
        if (next != NULL)
            *next++ = '\0';
        number++;
        char *trimmed = text_trim(file->arena, line);
        if (*trimmed == '\0' || *trimmed == '#')
            continue;
        char *equals = strchr(trimmed, '=');
        if (equals == NULL || file->count == SETTINGS_MOST)
            return arena_printf(file->arena, "%s, line %d: expected \"name = value\"", path, number);
        *equals = '\0';
        file->settings[file->count++] =
            (struct setting){text_trim(file->arena, trimmed), text_trim(file->arena, equals + 1)};
    }
    return NULL;
}

static const char *first_set(const char *a, const char *b, const char *c)
{
    return a != NULL && *a != '\0' ? a : b != NULL && *b != '\0' ? b : c;
}

/* NEXUS_PROGRAMS is set by the wrappers of the shared hosting archive, whose programs are started by a loader beside them. */
const char *config_program_folder(struct arena *arena)
{
    const char *named = getenv("NEXUS_PROGRAMS");
    char path[PATH_MAX];
    if (named != NULL && *named != '\0')
        return named;
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length <= 0)
        return ".";
    path[length] = '\0';
    char *slash = strrchr(path, '/');
    *slash = '\0';
    return arena_strdup(arena, path);
}

static bool looks_like_home(struct arena *arena, const char *folder)
{
    return file_exists(arena_printf(arena, "%s/templates/layout", folder));
}

/* build/nexus finds the tree above it; an installed or unpacked one is named by its own folder or NEXUS_HOME. */
static const char *find_home(struct arena *arena, const char *programs)
{
    const char *named = getenv("NEXUS_HOME");
    if (named != NULL && *named != '\0')
        return named;
    static const char *const candidates[] = {"", "/..", "/../share/nexus", "/../.."};
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
        char resolved[PATH_MAX];
        const char *folder = arena_printf(arena, "%s%s", programs, candidates[i]);
        if (looks_like_home(arena, folder) && realpath(folder, resolved) != NULL)
            return arena_strdup(arena, resolved);
    }
    return programs;
}

static const char *prepare_data(struct arena *arena, const char *data)
{
    static const char *const folders[] = {"", "/run", "/log", "/mail", "/avatars", "/assets", "/certificates", "/reports", "/temporary"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        const char *folder = arena_printf(arena, "%s%s", data, folders[i]);
        if (!file_make_folder(folder))
            return arena_printf(arena, "the folder %s can't be made: %s", folder, strerror(errno));
    }
    return NULL;
}

static const char *read_key(struct config_file *file, bool create)
{
    char *path = config_data_path(file->arena, &file->config, "secret.key");
    size_t length = 0;
    char *content = file_read(file->arena, path, 4096, &length);
    if (content != NULL && text_unhex(text_trim(file->arena, content), file->config.key, CONFIG_KEY_BYTES))
        return NULL;
    if (content != NULL)
        return arena_printf(file->arena, "%s is damaged: restore it from a backup", path);
    if (!create || errno != ENOENT)
        return arena_printf(file->arena, "%s can't be read: %s. Run `nexus migrate` first, as the same user", path,
                            strerror(errno));
    randombytes_buf(file->config.key, CONFIG_KEY_BYTES);
    char *hex = text_hex(file->arena, file->config.key, CONFIG_KEY_BYTES);
    if (!file_write(file->arena, path, hex, strlen(hex)))
        return arena_printf(file->arena, "%s can't be written: %s", path, strerror(errno));
    return NULL;
}

static const char *fill(struct config_file *file)
{
    struct config *config = &file->config;
    config->site_name = config_value(config, "site_name", "Nexus Academy");
    int64_t port = 0, workers = 0;
    if (!text_integer(first_set(getenv("PORT"), config_value(config, "port", NULL), "8443"), 1, 65535, &port))
        return "port must be a number between 1 and 65535";
    if (!text_integer(config_value(config, "workers", "2"), 1, 64, &workers))
        return "workers must be a number between 1 and 64";
    config->port = (int)port;
    config->workers = (int)workers;
    config->base_url = config_value(config, "base_url", port == 443 ? "https://localhost"
                                                                    : arena_printf(file->arena, "https://localhost:%d", (int)port));
    config->language = config_value(config, "language", "en");
    config->currency = config_value(config, "currency", "ZAR");
    config->mail_from = config_value(config, "mail_from", "Nexus Academy <noreply@localhost>");
    config->smtp_url = config_value(config, "smtp_url", "");
    config->smtp_user = config_value(config, "smtp_user", "");
    config->smtp_password = config_value(config, "smtp_password", "");
    config->demo = text_equal(first_set(getenv("DEMO"), config_value(config, "demo", NULL), "0"), "1");
    config->no_password_hash_cost = text_equal(getenv("NEXUS_TEST_CHEAP_PASSWORDS"), "1");
    config->database = config_data_path(file->arena, config, "nexus.db");
    return NULL;
}

const struct config *config_load(struct arena *arena, bool create, const char **problem)
{
    struct config_file *file = arena_alloc(arena, sizeof *file);
    file->arena = arena;
    *problem = sodium_init() < 0 ? "libsodium does not start" : NULL;
    file->config.programs = config_program_folder(arena);
    file->config.home = find_home(arena, file->config.programs);
    const char *data = first_set(getenv("NEXUS_DATA"), getenv("DATA"), config_home_path(arena, &file->config, "var"));
    if (*problem == NULL && create)
        *problem = prepare_data(arena, data);
    char resolved[PATH_MAX];
    file->config.data = realpath(data, resolved) != NULL ? arena_strdup(arena, resolved) : data;
    if (*problem == NULL)
        *problem = read_settings(file, config_data_path(arena, &file->config, "nexus.conf"));
    if (*problem == NULL)
        *problem = fill(file);
    if (*problem == NULL)
        *problem = read_key(file, create);
    return *problem == NULL ? &file->config : NULL;
}

const char *config_home(struct arena *arena)
{
    return find_home(arena, config_program_folder(arena));
}

char *config_data_path(struct arena *arena, const struct config *config, const char *name)
{
    return arena_printf(arena, "%s/%s", config->data, name);
}

char *config_home_path(struct arena *arena, const struct config *config, const char *name)
{
    return arena_printf(arena, "%s/%s", config->home, name);
}
