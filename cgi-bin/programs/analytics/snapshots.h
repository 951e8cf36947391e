/* snapshots.h - what the files about snapshots share. */
#ifndef NEXUS_ANALYTICS_SNAPSHOTS_H
#define NEXUS_ANALYTICS_SNAPSHOTS_H

#include "core/web/request.h"

/* The main part of one of our pages ("/admin/analytics?days=30") as HTML without anything to press, in the language of the request. *template
 * gets its template. NULL when no copy of it can be kept, with a sentence for the visitor in *problem. */
const char *freeze_page(struct request *request, const char *target, const char **template, const char **problem);

#endif
