/* commands.h - the commands of the operator's program, one a file; main.c has the table.
 *
 * Each gets its own name in argv[0] and its arguments behind it, and gives the exit code. */
#ifndef NEXUS_COMMANDS_H
#define NEXUS_COMMANDS_H

#include <stdbool.h>

/* main.c: whether there is a command of this name. */
bool command_known(const char *name);

/* render.c: `nexus render` reads {"template": text, "data": any, "partials": {name: text}} on standard input and writes
 * the rendering; 1 with a sentence on standard error when it cannot. */
int command_render(int argc, char **argv);

/* render.c: `nexus json` gives 0 when standard input is one valid JSON text, else 1 with place and reason on standard
 * error. */
int command_json(int argc, char **argv);

/* serve.c: the whole academy in the foreground, nginx included, until SIGTERM. */
int command_serve(int argc, char **argv);

/* migrate.c: brings the database to this program's schema; makes it when absent. */
int command_migrate(int argc, char **argv);

/* routes.c: all addresses, as a table or as OpenAPI. */
int command_routes(int argc, char **argv);

/* settings.c: the configuration as it is in force, secrets masked. */
int command_config(int argc, char **argv);

/* site.c: the site's part of the web server's configuration, for a production nginx. */
int command_site(int argc, char **argv);

/* course.c: imports courses and books, exports a course, lists them. */
int command_course(int argc, char **argv);

/* doctor.c: looks at everything an academy needs; 1 when something is wrong, with the remedy. */
int command_doctor(int argc, char **argv);

/* mail.c: what waits or failed is sent now. */
int command_mail(int argc, char **argv);

/* backup.c, restore.c: the whole academy as one file, and back. */
int command_backup(int argc, char **argv);
int command_restore(int argc, char **argv);

/* demo.c: the demo academy, made once. */
int command_demo(int argc, char **argv);

/* user.c: accounts are added, given roles and passwords, and listed. */
int command_user(int argc, char **argv);

/* setup.c: a fresh link that makes the first admin. */
int command_setup(int argc, char **argv);

/* coach.c: the built-in coach from the terminal, its index and its figures. */
int command_coach(int argc, char **argv);

/* events.c: the event store looked at, rebuilt, archived, written out. */
int command_events(int argc, char **argv);

/* import.c: events and whole histories from elsewhere. */
int command_import(int argc, char **argv);

/* measure.c: the methods of the analytics on labelled sets. */
int command_measure(int argc, char **argv);

#endif
