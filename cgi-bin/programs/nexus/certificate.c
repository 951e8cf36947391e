/* certificate.c - the self-signed certificate of the first start, so that even a trial runs over TLS. A real one is named by
 * tls_certificate and tls_key in nexus.conf. Called by serve.c. */
#include "programs/nexus/nginx_config.h"

#include "core/base/file.h"
#include "core/base/process.h"
#include "core/base/text.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { OPENSSL_SECONDS = 30 };

bool certificate_lasts(struct arena *arena, const char *path, int days)
{
    const char *seconds = arena_printf(arena, "%d", days * 24 * 3600);
    const char *const argv[] = {"openssl", "x509", "-noout", "-in", path, "-checkend", seconds, NULL};
    return process_run(arena, argv, NULL, OPENSSL_SECONDS, NULL) == 0;
}

/* localhost, the loopback addresses, and the host of base_url when it is another. */
static const char *names_of(struct arena *arena, const char *host)
{
    static const char always[] = "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1";
    struct in6_addr address;
    size_t length = strlen(host);
    if (host[0] == '[')
        host = arena_strndup(arena, host + 1, length < 2 ? 0 : length - 2);
    bool numeric = inet_pton(AF_INET, host, &address) == 1 || inet_pton(AF_INET6, host, &address) == 1;
    if (text_equal(host, "localhost") || text_equal(host, "127.0.0.1") || text_equal(host, "::1") || *host == '\0')
        return always;
    return arena_printf(arena, "%s,%s:%s", always, numeric ? "IP" : "DNS", host);
}

static bool make(struct arena *arena, const struct site *site, const char **problem)
{
    const char *argv[] = {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                          "-days", "397", "-subj", "/CN=localhost", "-addext", names_of(arena, site->server_name),
                          "-keyout", arena_printf(arena, "%s.new", site->key), "-out", site->certificate, NULL};
    char *said = NULL;
    if (process_run(arena, argv, NULL, OPENSSL_SECONDS, &said) != 0) {
        *problem = arena_printf(arena, "the TLS certificate can't be made: %s", said);
        return false;
    }
    /* The key comes last: its presence says that both are whole. */
    const char *made = arena_printf(arena, "%s.new", site->key);
    if (chmod(made, 0600) == 0 && rename(made, site->key) == 0)
        return true;
    *problem = arena_printf(arena, "%s can't be written", site->key);
    return false;
}

bool certificate_ensure(struct arena *arena, const struct config *config, const char **problem)
{
    const struct site site = site_of(arena, config);
    bool given = config_value(config, "tls_certificate", NULL) != NULL || config_value(config, "tls_key", NULL) != NULL;
    bool there = file_exists(site.certificate) && file_exists(site.key);
    if (there && (given || certificate_lasts(arena, site.certificate, CERTIFICATE_DAYS_LEAST)))
        return true;
    if (given) {
        *problem = arena_printf(arena, "the certificate %s or its key %s is not there: check tls_certificate and tls_key", site.certificate,
                                site.key);
        return false;
    }
    if (file_make_folder(config_data_path(arena, config, "tls")))
        return make(arena, &site, problem);
    *problem = arena_printf(arena, "the folder %s/tls can't be made", config->data);
    return false;
}
