/* experiment.h - how a page takes part in A/B tests: one call gives the variant.
 *
 * A page calls experiment_variant where its variants differ and only there, after it has set request->course_id: whoever could not have
 * seen a difference is then not counted. The definitions are kept by each process and looked at again every few seconds, so
 * that a page with an experiment pays a query now and then, and one without pays nothing. A page that caches may keep for others must
 * not ask. */
#ifndef NEXUS_SITE_EXPERIMENT_H
#define NEXUS_SITE_EXPERIMENT_H

#include "core/web/request.h"

#include <stdbool.h>

/* The variant of whoever asks, "" when there is none: the experiment is not running, is about another course, leaves them out, or they don't
 * want to be counted. "" is shown as the control. It is also put into the model as experiment.<name>.<variant> = true, of a
 * multivariate test experiment.<name>.<factor>.<level> = true for each factor as well, and once
 * the page has gone out well, it is recorded that they met it (once a day). A visitor keeps a variant for a day, a person for ever: of an adaptive
 * test, whose shares move, it is noted which one (a query more for such a page).
 * Admins see another one by ?variant=NAME, also of a draft; that is never counted. */
const char *experiment_variant(struct request *request, const char *name);

/* The same for a program that shows the variant itself; *levels is {factor: level} of a multivariate test (the caller's), else NULL; *counted
 * says whether it is recorded. */
const char *experiment_meet(struct request *request, const char *name, cJSON **levels, bool *counted);

/* Records that whoever asks did what the experiment waits for, worth `value`; false when they are not counted, or it could not be
 * written (logged). What was done before the variant was met is recorded, but does not count. */
bool experiment_convert(struct request *request, const char *name, double value);

/* Parts of site_identify and site_afterwards: nothing is met yet; what was met is recorded. */
void experiment_begin(void);
void experiment_afterwards(struct request *request);

#endif
