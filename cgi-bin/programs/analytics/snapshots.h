/* snapshots.h - what the files about snapshots share. */
#ifndef NEXUS_ANALYTICS_SNAPSHOTS_H
#define NEXUS_ANALYTICS_SNAPSHOTS_H

#include "core/web/request.h"

/* Whether copies of a page with this template can be kept. */
bool freeze_may(const char *template);

/* The main part of one of our pages ("/admin/analytics?days=30") as HTML without anything to press, in the language of the request; NULL
 * when no copy of it can be kept. *template gets its template. */
const char *freeze_page(struct request *request, const char *target, const char **template);

#endif
