/* settings.c - `nexus config`: what is in force after defaults, file and environment. Secrets never appear. */
#include "programs/nexus/commands.h"
#include "programs/nexus/installation.h"

#include <stdio.h>
#include <string.h>

static const char *masked(const char *secret)
{
    return *secret == '\0' ? "" : "(set)";
}

/* smtp://person:password@host -> smtp://(set)@host */
static const char *without_password(struct arena *arena, const char *url)
{
    const char *scheme = strstr(url, "://"), *at = strrchr(url, '@');
    if (scheme == NULL || at == NULL || at < scheme)
        return url;
    return arena_printf(arena, "%.*s://(set)%s", (int)(scheme - url), url, at);
}

static void print(const char *name, const char *value)
{
    printf("%-20s = %s\n", name, value);
}

static void print_settings(struct arena *arena, const struct config *config)
{
    print("home", config->home);
    print("programs", config->programs);
    print("data", config->data);
    print("database", config->database);
    print("base_url", config->base_url);
    print("port", arena_printf(arena, "%d", config->port));
    print("workers", arena_printf(arena, "%d", config->workers));
    print("demo", config->demo ? "1" : "0");
    print("site_name", config->site_name);
    print("language", config->language);
    print("currency", config->currency);
    print("mail_from", config->mail_from);
    print("smtp_url", without_password(arena, config->smtp_url));
    print("smtp_user", config->smtp_user);
    print("smtp_password", masked(config->smtp_password));
    print("coach_url", without_password(arena, config_value(config, "coach_url", "")));
    print("coach_key", masked(config_value(config, "coach_key", "")));
    print("coach_model", config_value(config, "coach_model", ""));
    print("coach_embedder", config_value(config, "coach_embedder", ""));
    print("coach_embed_url", without_password(arena, config_value(config, "coach_embed_url", "")));
    print("coach_embed_key", masked(config_value(config, "coach_embed_key", "")));
    print("coach_price_in", config_value(config, "coach_price_in", "0"));
    print("coach_price_out", config_value(config, "coach_price_out", "0"));
    print("coach_price_embed", config_value(config, "coach_price_embed", "0"));
    print("coach_daily", config_value(config, "coach_daily", "200"));
    print("coach_monthly_budget", config_value(config, "coach_monthly_budget", "(no bound)"));
    print("coach_pii", config_value(config, "coach_pii", "strip"));
    print("limit", config_value(config, "limit", "50"));
    print("tls_certificate", config_value(config, "tls_certificate", "(self-signed)"));
    print("tls_key", config_value(config, "tls_key", "(self-signed)"));
    print("secret.key", "(set)");
}

int command_config(int argc, char **argv)
{
    (void)argc, (void)argv;
    struct arena *arena = arena_new();
    const struct config *config = installation_open(arena, false);
    if (config != NULL)
        print_settings(arena, config);
    arena_free(arena);
    return config != NULL ? 0 : 1;
}
