/* user.c - `nexus user`: accounts without a browser, for the first admin, for lost passwords, for scripts.
 *
 * Passwords come on standard input, never as arguments, which other people of the machine can see. Each change leaves an audit
 * line without actor: the operator. */
#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "domain/account/audit.h"
#include "domain/account/link.h"
#include "domain/account/password.h"
#include "domain/account/people.h"
#include "domain/account/person.h"
#include "domain/account/session.h"
#include "programs/nexus/commands.h"
#include "programs/nexus/installation.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What every command here works with. */
struct work {
    struct arena *arena;
    const struct config *config;
    struct db *db;
    int64_t now;
};

static int fail(const char *problem)
{
    fprintf(stderr, "nexus: %s\n", problem);
    return 1;
}

static int usage(void)
{
    fputs("usage: nexus user add EMAIL --name NAME [--role learner|instructor|admin] [--password-stdin]\n"
          "       nexus user role EMAIL +instructor -admin ...\n"
          "       nexus user password EMAIL [--link]      (reads the password from standard input, or prints a link)\n"
          "       nexus user list\n",
          stderr);
    return 2;
}

static char *lower(struct arena *arena, const char *email)
{
    char *copy = text_trim(arena, email);
    for (char *c = copy; *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return copy;
}

static int role_bit(const char *name)
{
    if (strcmp(name, "learner") == 0)
        return PERSON_LEARNER;
    if (strcmp(name, "instructor") == 0)
        return PERSON_INSTRUCTOR;
    return strcmp(name, "admin") == 0 ? PERSON_ADMIN : 0;
}

static const char *role_words(struct arena *arena, int roles)
{
    return arena_printf(arena, "%s%s%s", roles & PERSON_LEARNER ? "learner " : "", roles & PERSON_INSTRUCTOR ? "instructor " : "",
                        roles & PERSON_ADMIN ? "admin" : "");
}

/* The first line of standard input, checked and hashed; NULL after a sentence on standard error. */
static const char *read_hash(const struct work *work, const char *email, const char *name)
{
    if (isatty(STDIN_FILENO))
        fputs("Password (it will be seen on this screen): ", stderr);
    char *input = file_read_all(work->arena, STDIN_FILENO, 4096, NULL);
    if (input == NULL) {
        fail("the password can't be read from standard input");
        return NULL;
    }
    input[strcspn(input, "\r\n")] = '\0';
    size_t length = utf8_count(input);
    const char *problem = password_problem(work->arena, input, email, name);
    if (length < PASSWORD_LEAST || length > PASSWORD_MOST)
        problem = "The password needs 10 to 200 characters.";
    const char *hash = problem == NULL ? secret_password_hash(work->arena, work->config, input) : NULL;
    if (hash == NULL)
        fail(problem != NULL ? problem : "there is not enough memory to hash the password");
    return hash;
}

/* Adds the audit line and commits. */
static int finish(const struct work *work, const char *action, int64_t id, const char *detail)
{
    audit_add(work->db, 0, 0, action, "user", id, detail, "", "", work->now);
    if (db_end(work->db, db_failed(work->db) == DB_OK) == DB_OK && db_failed(work->db) == DB_OK)
        return 0;
    return fail("the database could not be changed");
}

static int begin(const struct work *work, const char *email, struct person *person)
{
    if (db_begin_write(work->db) != DB_OK)
        return fail("the database is busy or can't be written; see `nexus doctor`");
    if (person == NULL || person_by_email(work->db, lower(work->arena, email), person))
        return 0;
    db_end(work->db, false);
    return fail(arena_printf(work->arena, "nobody has the address %s", email));
}

static int print_reset_link(const struct work *work, const char *email)
{
    struct person person;
    if (begin(work, email, &person) != 0)
        return 1;
    const char *token = link_make(work->arena, work->db, person.id, LINK_RESET, person.email, work->now);
    if (token == NULL || finish(work, "user.reset_asked", person.id, "by the operator") != 0)
        return 1;
    printf("%s/reset/%s\n", work->config->base_url, token);
    return 0;
}

struct addition {
    const char *name;
    int roles;
    bool password;
};

static bool read_addition(int count, char **arguments, struct addition *addition)
{
    *addition = (struct addition){.roles = PERSON_LEARNER};
    for (int i = 0; i < count; i++) {
        bool has_value = i + 1 < count;
        if (strcmp(arguments[i], "--password-stdin") == 0)
            addition->password = true;
        else if (strcmp(arguments[i], "--name") == 0 && has_value)
            addition->name = arguments[++i];
        else if (strcmp(arguments[i], "--role") == 0 && has_value && role_bit(arguments[i + 1]) != 0)
            addition->roles |= role_bit(arguments[++i]);
        else
            return false;
    }
    return addition->name != NULL && *addition->name != '\0' && utf8_valid(addition->name, strlen(addition->name));
}

/* Without password the account gets one by the link that is printed. */
static int add(const struct work *work, const char *given, int count, char **arguments)
{
    struct addition addition;
    const char *email = lower(work->arena, given), *hash = NULL;
    const char *at = strchr(email, '@');
    if (!read_addition(count, arguments, &addition))
        return usage();
    if (at == NULL || at == email || at[1] == '\0' || strpbrk(email, " \t<>\"") != NULL)
        return fail(arena_printf(work->arena, "%s is not an e-mail address", email));
    if (addition.password && (hash = read_hash(work, email, addition.name)) == NULL)
        return 1;
    if (begin(work, email, NULL) != 0)
        return 1;
    int64_t id = 0;
    enum db_result added = person_add(work->db, &id, email, addition.name, hash, "UTC", work->config->language, addition.roles,
                                      work->now, work->now);
    if (added != DB_OK) {
        db_end(work->db, false);
        return fail(added == DB_CONFLICT ? "somebody has this address already" : "the account could not be added");
    }
    if (finish(work, "user.add", id, arena_printf(work->arena, "by the operator: %s", role_words(work->arena, addition.roles))) != 0)
        return 1;
    printf("Added %s (%s).\n", email, role_words(work->arena, addition.roles));
    return addition.password ? 0 : print_reset_link(work, email);
}

static int change_roles(const struct work *work, const char *email, int count, char **changes)
{
    struct person person;
    if (count == 0)
        return usage();
    for (int i = 0; i < count; i++)
        if ((changes[i][0] != '+' && changes[i][0] != '-') || role_bit(changes[i] + 1) == 0)
            return usage();
    if (begin(work, email, &person) != 0)
        return 1;
    int roles = person.roles;
    for (int i = 0; i < count; i++)
        roles = changes[i][0] == '+' ? roles | role_bit(changes[i] + 1) : roles & ~role_bit(changes[i] + 1);
    if (people_set_roles(work->db, person.id, roles) == DB_CONFLICT) {
        db_end(work->db, false);
        return fail("this is the last admin: give somebody else the role first");
    }
    if (finish(work, "user.roles", person.id, arena_printf(work->arena, "by the operator: %s", role_words(work->arena, roles))) != 0)
        return 1;
    printf("%s: %s\n", person.email, role_words(work->arena, roles));
    return 0;
}

static int set_password(const struct work *work, const char *email)
{
    struct person person;
    if (!person_by_email(work->db, lower(work->arena, email), &person))
        return fail(arena_printf(work->arena, "nobody has the address %s", email));
    const char *hash = read_hash(work, person.email, person.name);
    if (hash == NULL || begin(work, email, &person) != 0)
        return 1;
    person_set_password(work->db, person.id, hash);
    session_end_all(work->db, person.id, 0);
    link_end_keys(work->db, person.id);
    if (finish(work, "user.password_changed", person.id, "by the operator") != 0)
        return 1;
    printf("The password of %s is changed; all browsers are signed out.\n", person.email);
    return 0;
}

static int list(const struct work *work)
{
    cJSON *people = person_list(work->db), *row;
    cJSON_ArrayForEach(row, people)
        printf("%-6lld %-36s %-28s %-10s %s\n", (long long)json_integer(row, "id", 0), json_string(row, "email", ""),
               json_string(row, "name", ""), json_string(row, "state", ""), role_words(work->arena, (int)json_integer(row, "roles", 0)));
    return db_failed(work->db) == DB_OK ? 0 : 1;
}

static int run(const struct work *work, int argc, char **argv)
{
    const char *what = argv[1];
    if (strcmp(what, "list") == 0 && argc == 2)
        return list(work);
    if (strcmp(what, "add") == 0 && argc > 2)
        return add(work, argv[2], argc - 3, argv + 3);
    if (strcmp(what, "role") == 0 && argc > 2)
        return change_roles(work, argv[2], argc - 3, argv + 3);
    if (strcmp(what, "password") == 0 && argc == 3)
        return set_password(work, argv[2]);
    if (strcmp(what, "password") == 0 && argc == 4 && strcmp(argv[3], "--link") == 0)
        return print_reset_link(work, argv[2]);
    return usage();
}

int command_user(int argc, char **argv)
{
    if (argc < 2)
        return usage();
    struct arena *arena = arena_new();
    arena_own_json(arena);
    const struct config *config = installation_open(arena, false);
    struct db *db = config == NULL ? NULL : installation_database(arena, config);
    int status = 1;
    if (db != NULL) {
        const struct work work = {arena, config, db, clock_now()};
        status = run(&work, argc, argv);
        db_close(db);
    }
    arena_own_json(NULL);
    arena_free(arena);
    return status;
}
