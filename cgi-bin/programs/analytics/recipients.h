/* recipients.h - the field of addresses that alerts and reports have. */
#ifndef NEXUS_ANALYTICS_RECIPIENTS_H
#define NEXUS_ANALYTICS_RECIPIENTS_H

#include "core/web/request.h"

enum { RECIPIENTS_MOST = 10 };

/* The addresses of the field `recipients`, one a line, into *recipients; gives how many, -1 with a sentence in *problem. With `web` also
 * web addresses that take JSON (core/net/hook.h). */
int recipients_read(struct request *request, bool web, const char **recipients, const char **problem);

/* What a list shows of them: of web addresses only the host. */
const char *recipients_shown(struct request *request, const char *recipients);

#endif
