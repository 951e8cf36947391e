/* validate.h - the fields of a request against its route's row. */
#ifndef NEXUS_VALIDATE_H
#define NEXUS_VALIDATE_H

#include "core/web/request.h"

#include <stdbool.h>

/* Checks and normalises every field; false when request->errors has something to say. */
bool validate_fields(struct request *request);

/* What was typed, for showing the form again: everything but passwords and files. */
cJSON *validate_filled_form(const struct request *request);

#endif
