/* site.c - `nexus site`: the site's part of the web server's configuration, for a production nginx. */
#include "core/base/text.h"
#include "programs/nexus/commands.h"
#include "programs/nexus/installation.h"
#include "programs/nexus/nginx_config.h"

#include <stdio.h>
#include <string.h>

/* "--run=/run/nexus" sets site->run, and so on. */
static bool take_option(struct site *site, const char *option)
{
    const struct {
        const char *name;
        const char **value;
    } options[] = {{"--home=", &site->home}, {"--data=", &site->data}, {"--run=", &site->run},
                   {"--certificate=", &site->certificate}, {"--key=", &site->key}, {"--host=", &site->server_name}};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (text_starts(option, options[i].name)) {
            *options[i].value = option + strlen(options[i].name);
            return true;
        }
    int64_t port = 0;
    if (!text_starts(option, "--port=") || !text_integer(option + strlen("--port="), 1, 65535, &port))
        return false;
    site->port = (int)port;
    return true;
}

static int print_site(struct arena *arena, const struct config *config, int argc, char **argv)
{
    struct site site = site_of(arena, config);
    site.push = false; /* its web server is another user, whose socket everybody on the machine could publish by: pages ask instead */
    for (int i = 1; i < argc; i++)
        if (!take_option(&site, argv[i])) {
            fprintf(stderr, "nexus: site does not know %s (--port= --host= --home= --data= --run= --certificate= --key=).\n", argv[i]);
            return 2;
        }
    const char *problem = NULL;
    const char *text = site_text(arena, &site, config_home_path(arena, config, "nginx"), &problem);
    if (text == NULL)
        fprintf(stderr, "nexus: %s.\n", problem);
    return text != NULL && fputs(text, stdout) >= 0 ? 0 : 1;
}

int command_site(int argc, char **argv)
{
    struct arena *arena = arena_new();
    const struct config *config = installation_open(arena, true);
    int status = config == NULL ? 1 : print_site(arena, config, argc, argv);
    arena_free(arena);
    return status;
}
