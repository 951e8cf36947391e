/* nginx_config.h - the configuration of the web server, made from the templates in nginx/, and its certificate. */
#ifndef NEXUS_NGINX_CONFIG_H
#define NEXUS_NGINX_CONFIG_H

#include "core/base/arena.h"
#include "core/base/config.h"

#include <stdbool.h>

/* Where things will be for the nginx that reads the site's part; see site.conf for what each is. */
struct site {
    int port;
    const char *home, *data, *run, *certificate, *key, *server_name;
    int limit; /* changing requests per second and address; 0: no limits at all */
    bool push; /* live figures by nchan */
};

/* Why live figures that are asked for can't be had; NULL: nothing is wrong. */
const char *nginx_push_problem(const struct config *config);

/* What the configuration says. */
struct site site_of(struct arena *arena, const struct config *config);

/* The site's part (http level) as text; NULL with *problem (a sentence in the arena). */
const char *site_text(struct arena *arena, const struct site *site, const char *templates, const char **problem);

/* Writes DATA/run/site.conf and DATA/run/nginx.conf, which includes it. *changed says whether they, the files they include
 * or the certificate are other than at the last call. False with *problem. */
bool nginx_config_write(struct arena *arena, const struct config *config, bool *changed, const char **problem);

/* Days that a certificate should last at least; our own is made anew at a start below that, for others the doctor warns. */
enum { CERTIFICATE_DAYS_LEAST = 14 };
bool certificate_lasts(struct arena *arena, const char *path, int days);

/* Makes a self-signed certificate in DATA/tls when there is none (or it ends soon) and none is configured. False with *problem. */
bool certificate_ensure(struct arena *arena, const struct config *config, const char **problem);

#endif
