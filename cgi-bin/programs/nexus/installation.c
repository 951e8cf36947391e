/* installation.c - configuration, user and database of the installation that a command works on. Called by all commands. */
#include "programs/nexus/installation.h"

#include "core/base/file.h"
#include "core/store/migrate.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

bool installation_owner(const struct config *config, uid_t *user, gid_t *group)
{
    struct stat status;
    if (stat(config->data, &status) != 0)
        return false;
    *user = status.st_uid;
    *group = status.st_gid;
    return true;
}

/* What config_load may have made as root before the owner was known. */
static void give_to_owner(struct arena *arena, const struct config *config, uid_t user, gid_t group)
{
    static const char *const made[] = {"run",    "log",          "mail",      "avatars",
                                       "assets", "certificates", "reports", "temporary", "secret.key"};
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        if (lchown(config_data_path(arena, config, made[i]), user, group) != 0 && errno != ENOENT)
            fprintf(stderr, "nexus: %s/%s can't be given to its owner: %s\n", config->data, made[i], strerror(errno));
}

static bool become_owner(struct arena *arena, const struct config *config)
{
    uid_t user;
    gid_t group;
    if (geteuid() != 0 || !installation_owner(config, &user, &group) || user == 0)
        return true;
    give_to_owner(arena, config, user, group);
    if (setgroups(1, &group) == 0 && setegid(group) == 0 && seteuid(user) == 0)
        return true;
    fprintf(stderr, "nexus: can't become the owner of %s: %s\n", config->data, strerror(errno));
    return false;
}

const struct config *installation_open(struct arena *arena, bool create)
{
    const char *problem = NULL;
    const struct config *config = config_load(arena, create, &problem);
    if (config == NULL) {
        fprintf(stderr, "nexus: %s.\n", problem);
        return NULL;
    }
    if (!become_owner(arena, config))
        return NULL;
    if (create)
        chmod(config_data_path(arena, config, "secret.key"), 0600);
    return config;
}

struct db *installation_database(struct arena *arena, const struct config *config)
{
    struct db *db = file_exists(config->database) ? db_open(config->database, DB_SERVE) : NULL;
    if (db == NULL) {
        fprintf(stderr, "nexus: there is no usable database in %s: run `nexus migrate` first.\n", config->data);
        return NULL;
    }
    db_use_arena(db, arena);
    int version = migrate_version(db), newest = migrate_newest(config_home_path(arena, config, "db"));
    if (version == newest)
        return db;
    fprintf(stderr, "nexus: the database has schema %d, this program knows %d: %s.\n", version, newest,
            version < newest ? "run `nexus migrate`" : "use the newer program");
    db_close(db);
    return NULL;
}

static void say_applied(const char *file)
{
    printf("Migrated: %s\n", file);
    fflush(stdout);
}

bool installation_migrate(struct arena *arena, const struct config *config)
{
    struct db *db = db_open(config->database, DB_CREATE);
    if (db == NULL)
        return false;
    db_use_arena(db, arena);
    const char *problem = NULL;
    bool done = migrate_apply(arena, db, config_home_path(arena, config, "db"), 0, say_applied, &problem);
    db_close(db);
    if (!done)
        fprintf(stderr, "nexus: %s.\n", problem);
    return done && chmod(config->database, 0600) == 0; /* the group is the web server's: it needs files, not the database */
}

/* The master holds the lock as long as it lives; its file says who it is. */
pid_t installation_served_by(struct arena *arena, const struct config *config)
{
    const char *path = config_data_path(arena, config, "run/nexus.lock");
    int lock = open(path, O_RDONLY | O_CLOEXEC);
    if (lock < 0)
        return 0;
    pid_t holder = 0;
    if (flock(lock, LOCK_SH | LOCK_NB) != 0) {
        char *content = file_read(arena, path, 64, NULL);
        holder = content == NULL ? -1 : (pid_t)strtol(content, NULL, 10);
    }
    close(lock);
    return holder;
}

/* Held until the process ends; children don't inherit it. */
bool installation_lock(struct arena *arena, const struct config *config)
{
    const char *path = config_data_path(arena, config, "run/nexus.lock");
    int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0) {
        char *line = arena_printf(arena, "%ld\n", (long)getpid());
        return ftruncate(lock, 0) == 0 && write(lock, line, strlen(line)) == (ssize_t)strlen(line);
    }
    if (lock >= 0 && errno == EWOULDBLOCK)
        fprintf(stderr, "nexus: the academy in %s is already being served, by process %ld: stop that one first, or use another "
                        "folder (DATA=).\n", config->data, (long)installation_served_by(arena, config));
    else
        fprintf(stderr, "nexus: %s can't be opened: %s.\n", path, strerror(errno));
    if (lock >= 0)
        close(lock);
    return false;
}

const char *installation_program(struct arena *arena, const struct config *config, const char *name)
{
    const char *path = arena_printf(arena, "%s/%s", config->programs, name);
    return access(path, X_OK) == 0 ? path : NULL;
}
