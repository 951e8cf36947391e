/* build.h - what the files of the report builder share. */
#ifndef NEXUS_ANALYTICS_BUILD_H
#define NEXUS_ANALYTICS_BUILD_H

#include "core/web/request.h"
#include "domain/measure/builder.h"

/* Beginnings that work on any academy: [{key, name}]. */
cJSON *build_examples(struct request *request);

/* "sum", "mean" ... as people say it. */
const char *build_measure_name(struct request *request, const char *measure);

#endif
