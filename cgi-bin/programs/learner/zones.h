/* zones.h - the time zones a person may choose from, for a select. */
#ifndef NEXUS_LEARNER_ZONES_H
#define NEXUS_LEARNER_ZONES_H

#include <cjson/cJSON.h>

/* [{name: "Africa", zones: [{value: "Africa/Johannesburg", text: "Johannesburg", selected}]}], by name; `chosen` is among them. */
cJSON *zones_list(const char *chosen);

#endif
