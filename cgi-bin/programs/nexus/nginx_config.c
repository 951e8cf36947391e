/* nginx_config.c - expands nginx/nexus.conf.in and nginx/site.conf. Called by `nexus serve` and `nexus site`.
 *
 * A template has @NAME@ where a value goes. @IF_X@ at the start of a line is nothing or "#", so that a line can be
 * switched off. */
#include "programs/nexus/nginx_config.h"

#include "core/base/file.h"
#include "core/base/text.h"
#include "programs/nexus/installation.h"
#include "programs/nexus/listeners.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PUSH_MODULE "/usr/lib/nginx/modules/ngx_nchan_module.so"

/* Up to so many processors one process of nginx serves as much as one each (measured with two); nchan wants one. */
enum { TEMPLATE_MOST = 64 * 1024, DEFAULT_LIMIT = 50, PUSH_PROCESSORS_MOST = 2 };

struct value {
    const char *name, *value;
};

static const char *value_of(const struct value *values, const char *name, size_t length)
{
    for (; values->name != NULL; values++)
        if (strlen(values->name) == length && strncmp(values->name, name, length) == 0)
            return values->value;
    return NULL;
}

static size_t name_length(const char *name)
{
    size_t length = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");
    return length > 0 && name[length] == '@' ? length : 0;
}

/* Replaces every @NAME@; an unknown name is a mistake in the template. */
static const char *expand(struct arena *arena, const char *template, const struct value *values, const char **problem)
{
    struct text out = text_in(arena);
    for (const char *at = template; *at != '\0';) {
        size_t plain = strcspn(at, "@"), length = at[plain] == '@' ? name_length(at + plain + 1) : 0;
        text_append_bytes(&out, at, plain + (at[plain] == '@' && length == 0));
        at += plain + (at[plain] == '@');
        if (length == 0)
            continue;
        const char *value = value_of(values, at, length);
        if (value == NULL) {
            *problem = arena_printf(arena, "the web server's template names @%.*s@, which is unknown", (int)length, at);
            return NULL;
        }
        text_append(&out, value);
        at += length + 1;
    }
    return text_string(&out);
}

static const char *expand_file(struct arena *arena, const char *path, const struct value *values, const char **problem)
{
    const char *template = file_read(arena, path, TEMPLATE_MOST, NULL);
    if (template != NULL)
        return expand(arena, template, values, problem);
    *problem = arena_printf(arena, "%s can't be read: %s", path, strerror(errno));
    return NULL;
}

/* The host part of https://host:port. */
static const char *host_of(struct arena *arena, const char *url)
{
    const char *host = strstr(url, "://");
    host = host == NULL ? url : host + 3;
    return arena_strndup(arena, host, host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/"));
}

const char *nginx_push_problem(const struct config *config)
{
    bool asked = text_equal(config_value(config, "push", ""), "1");
    return asked && access(PUSH_MODULE, R_OK) != 0 ? "push = 1, but nginx has no nchan: pages ask every few seconds instead" : NULL;
}

/* Live figures need the module, and a web server with one process: on a larger machine that is less TLS a second, and must be asked for. */
static bool push_wanted(const struct config *config)
{
    const char *push = config_value(config, "push", sysconf(_SC_NPROCESSORS_ONLN) <= PUSH_PROCESSORS_MOST ? "1" : "0");
    return text_equal(push, "1") && access(PUSH_MODULE, R_OK) == 0;
}

struct site site_of(struct arena *arena, const struct config *config)
{
    int64_t limit = DEFAULT_LIMIT;
    text_integer(config_value(config, "limit", ""), 0, 100000, &limit);
    return (struct site){.port = config->port,
                         .home = config->home,
                         .data = config->data,
                         .run = config_data_path(arena, config, "run"),
                         .certificate = config_value(config, "tls_certificate", config_data_path(arena, config, "tls/certificate.pem")),
                         .key = config_value(config, "tls_key", config_data_path(arena, config, "tls/key.pem")),
                         .server_name = host_of(arena, config->base_url),
                         .limit = (int)limit,
                         .push = push_wanted(config)};
}

/* The 503 page is the only one with a style element; its policy names that element by its hash. */
static const char *style_hash(struct arena *arena, const char *templates)
{
    const char *page = file_read(arena, arena_printf(arena, "%s/../static/503.html", templates), TEMPLATE_MOST, NULL);
    const char *from = page == NULL ? NULL : strstr(page, "<style>"), *to = from == NULL ? NULL : strstr(from, "</style>");
    if (to == NULL)
        return "'none'";
    unsigned char hash[crypto_hash_sha256_BYTES];
    char base64[sodium_base64_ENCODED_LEN(sizeof hash, sodium_base64_VARIANT_ORIGINAL)];
    from += strlen("<style>");
    crypto_hash_sha256(hash, (const unsigned char *)from, (unsigned long long)(to - from));
    sodium_bin2base64(base64, sizeof base64, hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL);
    return arena_printf(arena, "'sha256-%s'", base64);
}

const char *site_text(struct arena *arena, const struct site *site, const char *templates, const char **problem)
{
    const struct value values[] = {{"PORT", arena_printf(arena, "%d", site->port)},
                                   {"HOME", site->home},
                                   {"DATA", site->data},
                                   {"RUN", site->run},
                                   {"CERTIFICATE", site->certificate},
                                   {"KEY", site->key},
                                   {"SERVER_NAME", site->server_name},
                                   {"RATE", arena_printf(arena, "%d", site->limit == 0 ? 1 : site->limit)},
                                   {"BURST", arena_printf(arena, "%d", site->limit * 4 + 1)},
                                   {"IF_LIMIT", site->limit == 0 ? "#" : ""},
                                   {"IF_PUSH", site->push ? "" : "#"},
                                   {"IF_IPV6", listener_has_ipv6() ? "" : "#"},
                                   {"STYLE_503", style_hash(arena, templates)},
                                   {NULL, NULL}};
    return expand_file(arena, arena_printf(arena, "%s/site.conf", templates), values, problem);
}

/* "user NAME GROUP;" matters to an nginx that root starts: without it its workers are nobody and can't reach the sockets. */
static bool user_and_group(struct arena *arena, const struct config *config, const char **names, const char **problem)
{
    uid_t user = 0;
    gid_t group = 0;
    *names = "";
    if (getuid() != 0 || !installation_owner(config, &user, &group))
        return true;
    const struct passwd *person = getpwuid(user);
    const struct group *people = getgrgid(group);
    if (person == NULL || people == NULL) {
        *problem = arena_printf(arena, "the owner of %s has no name on this machine: give the folder to a user that has", config->data);
        return false;
    }
    *names = arena_printf(arena, "%s %s", person->pw_name, people->gr_name);
    return true;
}

/* A line that changes when a file changes which the configuration only names. */
static const char *stamp_of(struct arena *arena, const struct site *site, const char *templates)
{
    struct text stamp = text_in(arena);
    const char *const files[] = {site->certificate, site->key, arena_printf(arena, "%s/fastcgi.conf", templates),
                                 arena_printf(arena, "%s/headers.conf", templates), arena_printf(arena, "%s/push.conf", templates),
                                 arena_printf(arena, "%s/types.conf", templates)};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct stat status = {0};
        if (stat(files[i], &status) == 0)
            text_printf(&stamp, " %lld.%09ld", (long long)status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
    }
    return text_string(&stamp);
}

static bool write_if_other(struct arena *arena, const char *path, const char *content, bool *changed)
{
    if (text_equal(file_read(arena, path, TEMPLATE_MOST, NULL), content))
        return true;
    *changed = true;
    return file_write(arena, path, content, strlen(content));
}

bool nginx_config_write(struct arena *arena, const struct config *config, bool *changed, const char **problem)
{
    const struct site site = site_of(arena, config);
    const char *templates = config_home_path(arena, config, "nginx"), *names = NULL;
    const char *site_part = site_text(arena, &site, templates, problem);
    *changed = false;
    if (site_part == NULL || !user_and_group(arena, config, &names, problem))
        return false;
    const struct value values[] = {{"DATA", config->data},
                                   {"NAMES", names},
                                   {"IF_ROOT", *names == '\0' ? "#" : ""},
                                   /* nchan loses messages, unseen, after one of several processes was killed */
                                   {"PROCESSES", config_value(config, "nginx_processes", site.push ? "1" : "auto")},
                                   {"IF_PUSH", site.push ? "" : "#"},
                                   {"PUSH_MODULE", PUSH_MODULE},
                                   {"STAMP", stamp_of(arena, &site, templates)},
                                   {NULL, NULL}};
    const char *whole = expand_file(arena, arena_printf(arena, "%s/nexus.conf.in", templates), values, problem);
    if (whole == NULL)
        return false;
    if (write_if_other(arena, config_data_path(arena, config, "run/site.conf"), site_part, changed) &&
        write_if_other(arena, config_data_path(arena, config, "run/nginx.conf"), whole, changed))
        return true;
    *problem = arena_printf(arena, "the web server's configuration can't be written below %s/run: %s", config->data, strerror(errno));
    return false;
}
