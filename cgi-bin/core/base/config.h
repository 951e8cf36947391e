/* config.h - where everything lies and how this installation is set up.
 *
 * Order: built-in default, then DATA/nexus.conf ("name = value" lines, # comments), then the environment variable
 * NEXUS_<NAME> (PORT and DATA also without the prefix). Read once per process. */
#ifndef NEXUS_CONFIG_H
#define NEXUS_CONFIG_H

#include "core/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

enum { CONFIG_KEY_BYTES = 32 };

struct config {
    const char *home;      /* templates/ static/ db/ nginx/ are below it */
    const char *programs;  /* the folder of the binaries */
    const char *data;      /* databases, uploads, mail, sockets, logs */
    const char *database;  /* DATA/nexus.db */
    const char *site_name;
    const char *base_url;  /* "https://localhost:8443", no slash at the end; for links in mail */
    const char *language;  /* default for visitors */
    const char *currency;
    const char *mail_from;
    const char *smtp_url;  /* "smtp://host:587"; empty: mail is written as files */
    const char *smtp_user, *smtp_password;
    int port;
    int workers;           /* learner processes */
    bool demo;
    bool no_password_hash_cost; /* tests only: cheap argon2id */
    unsigned char key[CONFIG_KEY_BYTES]; /* DATA/secret.key: seals TOTP secrets, signs form tokens */
};

/* Reads the configuration for the program at /proc/self/exe. `create` makes DATA, its folders and secret.key when absent.
 * NULL with *problem (a sentence, in the arena) when something is wrong. Lives in `arena`. */
const struct config *config_load(struct arena *arena, bool create, const char **problem);

/* The folder of the running program: NEXUS_PROGRAMS where a wrapper started it, else where its file lies. */
const char *config_program_folder(struct arena *arena);

/* The folder that has templates/, static/ and db/ for the running program, for those who need no academy. */
const char *config_home(struct arena *arena);

/* A path below the data folder, or below home. */
char *config_data_path(struct arena *arena, const struct config *config, const char *name);
char *config_home_path(struct arena *arena, const struct config *config, const char *name);

/* The value of `name` as it was read (file or environment), or the fallback: for settings of one room. */
const char *config_value(const struct config *config, const char *name, const char *fallback);

#endif
