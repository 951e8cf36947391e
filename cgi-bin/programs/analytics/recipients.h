/* recipients.h - the field of mail addresses that alerts and reports have. */
#ifndef NEXUS_ANALYTICS_RECIPIENTS_H
#define NEXUS_ANALYTICS_RECIPIENTS_H

#include "core/web/request.h"

enum { RECIPIENTS_MOST = 10 };

/* The addresses of the field `recipients`, one a line, into *recipients; gives how many, -1 with a sentence in *problem. */
int recipients_read(struct request *request, const char **recipients, const char **problem);

#endif
