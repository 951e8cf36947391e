/* teach.h - what the pages of a course's teachers share. Included by faq.c and coach_modes.c. */
#ifndef NEXUS_ADMIN_TEACH_H
#define NEXUS_ADMIN_TEACH_H

#include "core/web/request.h"

/* The course of the path's slug when this person teaches it or is an admin: its id, and `course` {id, slug, title} in the model. 0: show
 * nothing. */
int64_t teach_give_course(struct request *request);

#endif
