/* validate.h - the fields of a request against its route's row. */
#ifndef NEXUS_VALIDATE_H
#define NEXUS_VALIDATE_H

#include "core/web/request.h"

#include <stdbool.h>

/* Checks and normalises every field; false when request->errors has something to say. */
bool validate_fields(struct request *request);

/* Whether it has the form of one mail address: what a FIELD_EMAIL takes. */
bool validate_email(const char *value);

/* The fields of every form on the page that `page` builds (the POST rows whose `again` it is), as the partials of templates want
 * them: {name: {value, error, checked}}. With `typed`, what the visitor sent: everything but passwords and files. */
cJSON *validate_form(const struct request *request, handler page, bool typed);

#endif
