/* zone.c - countries from the tz database's zone.tab, read once a process. Called when events are made. */
#include "core/base/zone.h"

#include "core/base/file.h"
#include "core/base/text.h"

#include <ctype.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { TABLE_BYTES_MOST = 1 << 20 };

static char *table = NULL; /* lines "ZA<tab>-2615+02800<tab>Africa/Johannesburg[<tab>comment]", for as long as the process lives */

static void read_table(void)
{
    struct arena *arena = arena_new();
    const char *bytes = file_read(arena, "/usr/share/zoneinfo/zone.tab", TABLE_BYTES_MOST, NULL);
    table = strdup(bytes == NULL ? "" : bytes);
    arena_free(arena);
}

/* The first line of the table, or the one behind `line`; NULL at its end. */
static const char *next_line(const char *line)
{
    static pthread_once_t first = PTHREAD_ONCE_INIT;
    pthread_once(&first, read_table);
    const char *end = line == NULL ? NULL : strchr(line, '\n');
    const char *next = line == NULL ? table : end == NULL ? NULL : end + 1;
    return next == NULL || *next == '\0' ? NULL : next;
}

const char *zone_country(struct arena *arena, const char *zone)
{
    size_t length = strlen(zone);
    if (length == 0 || strchr(zone, '/') == NULL)
        return "";
    for (const char *line = next_line(NULL); line != NULL; line = next_line(line)) {
        const char *position = *line == '#' ? NULL : strchr(line, '\t');
        const char *name = position == NULL ? NULL : strchr(position + 1, '\t');
        if (name != NULL && strncmp(name + 1, zone, length) == 0 && strchr("\t\n", name[1 + length]) != NULL)
            return arena_strndup(arena, line, 2);
    }
    return "";
}

/* Whoever sends the header chooses its letters: only what is a country is taken. */
static bool is_country(const char *code)
{
    for (const char *line = next_line(NULL); line != NULL; line = next_line(line))
        if (strncmp(line, code, 2) == 0 && line[2] == '\t')
            return true;
    return false;
}

const char *zone_country_of_language(struct arena *arena, const char *accept_language)
{
    size_t length = accept_language == NULL ? 0 : strcspn(accept_language, ",; ");
    if (length < 5 || accept_language[length - 3] != '-' || !isalpha((unsigned char)accept_language[length - 2]) ||
        !isalpha((unsigned char)accept_language[length - 1]))
        return "";
    const char *code =
        arena_printf(arena, "%c%c", toupper((unsigned char)accept_language[length - 2]), toupper((unsigned char)accept_language[length - 1]));
    return is_country(code) ? code : "";
}
