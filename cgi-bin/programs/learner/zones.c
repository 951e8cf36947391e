/* zones.c - the names in the system's zone.tab, sorted and grouped by continent. Called by the profile's page.
 *
 * Read once a process. Where the file is missing, UTC and the chosen zone are all there is. */
#include "programs/learner/zones.h"

#include "core/base/arena.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/text.h"

#include <stdlib.h>
#include <string.h>

enum { ZONES_MOST = 600, TABLE_BYTES_MOST = 256 * 1024 };

static const char *names[ZONES_MOST];
static size_t name_count;

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A line is: country, tab, place, tab, name, and perhaps tab and remark. */
static void read_line(struct arena *kept, const char *line, size_t length)
{
    const char *end = line + length, *tab = memchr(line, '\t', length);
    const char *second = tab == NULL ? NULL : memchr(tab + 1, '\t', (size_t)(end - tab - 1));
    if (*line == '#' || second == NULL || name_count == ZONES_MOST)
        return;
    const char *third = memchr(second + 1, '\t', (size_t)(end - second - 1));
    names[name_count++] = arena_strndup(kept, second + 1, (size_t)((third == NULL ? end : third) - second - 1));
}

static void read_names(void)
{
    struct arena *kept = arena_new();
    names[name_count++] = "UTC";
    const char *at = file_read(kept, "/usr/share/zoneinfo/zone.tab", TABLE_BYTES_MOST, NULL);
    while (at != NULL && *at != '\0') {
        size_t length = strcspn(at, "\n");
        read_line(kept, at, length);
        at += length + (at[length] == '\n');
    }
    qsort(names, name_count, sizeof *names, by_name);
}

/* "America/Argentina/Buenos_Aires" -> "Argentina, Buenos Aires" */
static cJSON *zone_of(const char *name, bool selected)
{
    char text[80];
    size_t length = 0;
    const char *slash = strchr(name, '/');
    for (const char *c = slash == NULL ? name : slash + 1; *c != '\0' && length < sizeof text - 3; c++) {
        if (*c == '/')
            text[length++] = ',';
        text[length++] = *c == '_' || *c == '/' ? ' ' : *c;
    }
    text[length] = '\0';
    cJSON *zone = cJSON_CreateObject();
    json_set_string(zone, "value", name);
    json_set_string(zone, "text", text);
    json_set_bool(zone, "selected", selected);
    return zone;
}

static cJSON *group_of(cJSON *groups, const char *name)
{
    char word[40] = "";
    size_t length = strcspn(name, "/");
    if (length >= sizeof word)
        length = sizeof word - 1;
    memcpy(word, name, length);
    cJSON *last = cJSON_GetArrayItem(groups, cJSON_GetArraySize(groups) - 1);
    if (last != NULL && strcmp(json_string(last, "name", ""), word) == 0)
        return cJSON_GetObjectItemCaseSensitive(last, "zones");
    cJSON *group = cJSON_CreateObject(), *zones = cJSON_CreateArray();
    json_set_string(group, "name", word);
    json_set(group, "zones", zones);
    cJSON_AddItemToArray(groups, group);
    return zones;
}

cJSON *zones_list(const char *chosen)
{
    if (name_count == 0)
        read_names();
    cJSON *groups = cJSON_CreateArray();
    bool found = false;
    for (size_t i = 0; i < name_count; i++) {
        bool selected = strcmp(names[i], chosen) == 0;
        found = found || selected;
        cJSON_AddItemToArray(group_of(groups, names[i]), zone_of(names[i], selected));
    }
    if (!found && *chosen != '\0')
        cJSON_AddItemToArray(group_of(groups, chosen), zone_of(chosen, true));
    return groups;
}
