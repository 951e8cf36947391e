/* pages.h - the handlers of the learner program, one group a file; the table in main.c names them. */
#ifndef NEXUS_LEARNER_PAGES_H
#define NEXUS_LEARNER_PAGES_H

#include "core/web/request.h"

/* landing.c */
enum http_status landing_page(struct request *request);
enum http_status styleguide_page(struct request *request);
enum http_status preferences_change(struct request *request);
enum http_status openapi_document(struct request *request);
enum http_status asset_file(struct request *request);
enum http_status avatar_file(struct request *request);

#endif
