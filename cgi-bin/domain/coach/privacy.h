/* privacy.h - takes out of a text what names a person, before it goes to a model that is not ours. */
#ifndef NEXUS_COACH_PRIVACY_H
#define NEXUS_COACH_PRIVACY_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <cjson/cJSON.h>

/* The names that may stand in a text: the learner's own, and those of people of the academy whose whole name is in it; also
 * what follows "my name is", "je m'appelle". A JSON array of strings. */
cJSON *privacy_names(struct arena *arena, struct db *db, const char *own_name, const char *text);

/* The text with those names (and their parts of three letters and more), e-mail addresses and telephone numbers replaced by
 * [name], [e-mail], [phone]. */
char *privacy_strip(struct arena *arena, const char *text, const cJSON *names);

#endif
