/* pages.h - the handlers of the analytics program; see the route table in main.c. */
#ifndef NEXUS_ANALYTICS_PAGES_H
#define NEXUS_ANALYTICS_PAGES_H

#include "core/web/request.h"

/* overview.c */
enum http_status overview_page(struct request *request);
enum http_status overview_csv(struct request *request);

/* forecasts.c */
enum http_status forecasts_page(struct request *request);
enum http_status forecasts_csv(struct request *request);
enum http_status predict_api(struct request *request);

#endif
