/* main.c - `nexus`, the operator's command line: a table of commands and the little that chooses from it.
 *
 * Each command is a file of this folder with a function command_NAME; see commands.h. */
#include "core/base/log.h"
#include "programs/nexus/commands.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *arguments, *help;
};

static int command_help(int argc, char **argv);

/* clang-format off */
static const struct command commands[] = {
    {"serve",   command_serve,   "[--no-nginx]", "run the academy in the foreground; SIGHUP: new programs, SIGTERM: stop"},
    {"migrate", command_migrate, "",             "bring the database to this version's schema (made when absent)"},
    {"setup",   command_setup,   "",             "print a fresh link that makes the first admin"},
    {"doctor",  command_doctor,  "",             "look at disk, clock, permissions, TLS, schema, mail, worker; says what to do"},
    {"course",  command_course,  "import|export|list", "bring in courses, mdBooks or Markdown; write one out; name them"},
    {"coach",   command_coach,   "ask|reindex|eval|check", "ask the built-in coach, renew its index, measure it, try the model"},
    {"events",  command_events,  "status|rebuild|archive ...", "what is recorded, month by month; `nexus events` tells more"},
    {"import",  command_import,  "events|oulad ...", "events that another program recorded; `nexus import` tells more"},
    {"measure", command_measure, "METHOD FOLDER", "compute the analytics' numbers on a labelled set, to compare them"},
    {"backup",  command_backup,  "FILE.tar.gz [--without-events]",  "write everything into one verified file, while the academy runs"},
    {"restore", command_restore, "FILE.tar.gz",  "put a backup in place; what was there is kept beside it"},
    {"user",    command_user,    "add|role|password|list ...", "accounts from the command line; `nexus user` tells more"},
    {"mail",    command_mail,    "flush",        "send what waits or failed now"},
    {"config",  command_config,  "",             "show the settings in force, secrets masked"},
    {"site",    command_site,    "[--port= --run= ...]", "print the site for a production nginx"},
    {"routes",  command_routes,  "[--openapi]",  "list every address, or describe them as OpenAPI 3.1"},
    {"demo",    command_demo,    "",             "make the demo academy, once"},
    {"render",  command_render,  "",             "render {template, data, partials} from standard input"},
    {"json",    command_json,    "",             "check that standard input is one valid JSON text"},
    {"help",    command_help,    "",             "this list"},
    {NULL, NULL, NULL, NULL}
};
/* clang-format on */

static int command_help(int argc, char **argv)
{
    (void)argc, (void)argv;
    puts("nexus: the operator's command line of a Nexus academy\n");
    for (const struct command *command = commands; command->name != NULL; command++)
        printf("  nexus %-8s %-26s %s\n", command->name, command->arguments, command->help);
    puts("\nSettings: DATA/nexus.conf (name = value) or the environment; PORT, DATA and DEMO are obeyed everywhere.");
    return 0;
}

static const struct command *find(const char *name)
{
    for (const struct command *command = commands; command->name != NULL; command++)
        if (strcmp(name, command->name) == 0)
            return command;
    return NULL;
}

bool command_known(const char *name)
{
    return find(name) != NULL;
}

int main(int argc, char **argv)
{
    log_program("nexus");
    umask(0027);
    if (argc < 2)
        return command_help(argc, argv);
    const struct command *command = find(argv[1]);
    if (command != NULL)
        return command->run(argc - 1, argv + 1);
    fprintf(stderr, "nexus: there is no command \"%s\"; `nexus help` lists them.\n", argv[1]);
    return 2;
}
