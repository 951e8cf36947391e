/* commands.h - the commands of the operator's program, one a file; main.c has the table.
 *
 * Each gets its own name in argv[0] and its arguments behind it, and gives the exit code. */
#ifndef NEXUS_COMMANDS_H
#define NEXUS_COMMANDS_H

/* render.c: `nexus render` reads {"template": text, "data": any, "partials": {name: text}} on standard input and writes
 * the rendering; 1 with a sentence on standard error when it cannot. */
int command_render(int argc, char **argv);

/* render.c: `nexus json` gives 0 when standard input is one valid JSON text, else 1 with place and reason on standard
 * error. */
int command_json(int argc, char **argv);

#endif
