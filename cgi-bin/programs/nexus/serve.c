/* serve.c - `nexus serve`: prepares an academy (folder, database, demo, certificate, sockets, web server's configuration) and
 * hands it to the master's loop. */
#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/process.h"
#include "core/base/text.h"
#include "domain/account/setup.h"
#include "programs/nexus/commands.h"
#include "programs/nexus/installation.h"
#include "programs/nexus/listeners.h"
#include "programs/nexus/master.h"
#include "programs/nexus/nginx_config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The programs of an academy. Those with a socket answer pages. */
static const struct {
    const char *name;
    bool answers_pages, as_many_as_workers;
} programs[] = {{"learner", true, true}, {"admin", true, false}, {"analytics", true, false}, {"coach", true, false}, {"worker", false, false}};

static int fail(const char *problem)
{
    fprintf(stderr, "nexus: %s.\n", problem);
    return 1;
}

/* `nexus demo` makes the demo academy and does nothing when there is one. */
static bool make_demo(struct arena *arena, const struct config *config)
{
    const char *self = installation_program(arena, config, "nexus");
    if (!config->demo || !command_known("demo") || self == NULL)
        return true;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        execl(self, "nexus", "demo", (char *)NULL);
        _exit(127);
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    return status == 0;
}

static char **words(struct arena *arena, const char *const *list)
{
    size_t count = 0;
    while (list[count] != NULL)
        count++;
    char **copy = arena_alloc(arena, (count + 1) * sizeof *copy);
    for (size_t i = 0; i < count; i++)
        copy[i] = arena_strdup(arena, list[i]);
    return copy;
}

static const char *add_program(struct master *master, const char *name, bool answers_pages, int processes)
{
    struct arena *arena = master->arena;
    const char *path = installation_program(arena, master->config, name), *problem = NULL;
    if (path == NULL)
        return arena_printf(arena, "the program %s/%s is not there: run `make`", master->config->programs, name);
    int listener = answers_pages ? listener_open(arena, master->config, name, &problem) : -1;
    const char *number = arena_printf(arena, "%d", listener);
    char **argv = words(arena, answers_pages ? (const char *const[]){path, "--worker", number, NULL} : (const char *const[]){path, NULL});
    for (int i = 0; problem == NULL && i < processes; i++)
        if (children_add(&master->children, name, argv, listener) == NULL)
            problem = "there are too many processes: lower workers";
    return problem;
}

static const char *add_programs(struct master *master)
{
    const char *problem = NULL;
    for (size_t i = 0; problem == NULL && i < sizeof programs / sizeof *programs; i++)
        problem = add_program(master, programs[i].name, programs[i].answers_pages,
                              programs[i].as_many_as_workers ? master->config->workers : 1);
    return problem;
}

static const char *add_nginx(struct master *master)
{
    struct arena *arena = master->arena;
    const struct config *config = master->config;
    const char *path = process_find(arena, "nginx"), *problem = NULL;
    bool changed = false;
    if (path == NULL)
        return "nginx is not installed: apt-get install nginx-light";
    if (!certificate_ensure(arena, config, &problem) || !nginx_config_write(arena, config, &changed, &problem))
        return problem;
    const char *const argv[] = {path, "-p", config->data, "-e", config_data_path(arena, config, "log/nginx.log"),
                                "-c", config_data_path(arena, config, "run/nginx.conf"), NULL};
    master->nginx = children_add(&master->children, "nginx", words(arena, argv), -1);
    if (master->nginx == NULL)
        return "there are too many processes: lower workers";
    master->nginx->as_root = true;
    master->nginx->leftover = config_data_path(arena, config, "run/push.sock");
    return NULL;
}

/* A real academy begins without any account: whoever started it makes the first admin. */
static void offer_setup(const struct master *master)
{
    struct db *db = installation_database(master->arena, master->config);
    if (db == NULL)
        return;
    const char *link = setup_link(master->arena, db, master->config, clock_now());
    if (link != NULL)
        printf("\nThere is no admin yet. This link makes the first one; it works once, for 7 days:\n  %s\n\n", link);
    db_close(db);
}

static void announce(const struct master *master)
{
    offer_setup(master);
    if (master->config->demo)
        puts("\nDemo accounts, all with the password nexus-demo:\n"
             "  admin@demo.nexus.example    admin\n"
             "  thandi@demo.nexus.example   instructor\n"
             "  ada@demo.nexus.example      learner\n");
    printf("Nexus is ready at %s\n", master->config->base_url);
    fflush(stdout);
}

static int serve(struct arena *arena, const struct config *config, bool with_nginx)
{
    struct master master = {.config = config, .arena = arena, .announce = announce};
    master.log_path = config_data_path(arena, config, "log/nexus.log");
    if (!installation_lock(arena, config))
        return 1;
    const char *problem = with_nginx ? listener_port_problem(arena, config->port) : NULL;
    if (problem != NULL)
        return fail(problem);
    if (!installation_migrate(arena, config) || !make_demo(arena, config))
        return 1;
    if (!installation_owner(config, &master.children.user, &master.children.group) || !master_open_log(&master))
        return fail(arena_printf(arena, "%s can't be written: %s", master.log_path, strerror(errno)));
    problem = add_programs(&master);
    if (problem == NULL && with_nginx)
        problem = add_nginx(&master);
    if (problem != NULL)
        return fail(problem);
    master_catch_signals();
    return master_run(&master);
}

int command_serve(int argc, char **argv)
{
    bool with_nginx = !(argc > 1 && text_equal(argv[1], "--no-nginx"));
    if (argc > 2 || (argc == 2 && with_nginx))
        return fail("usage: nexus serve [--no-nginx]");
    struct arena *arena = arena_new();
    const struct config *config = installation_open(arena, true);
    int status = config == NULL ? 1 : serve(arena, config, with_nginx);
    arena_free(arena);
    return status;
}
