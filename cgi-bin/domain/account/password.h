/* password.h - which passwords are refused. Length is what counts (the fields ask for 10 to 200 characters); here go the few
 * that anybody would try first. No rules about digits and signs: they make passwords worse. */
#ifndef NEXUS_PASSWORD_H
#define NEXUS_PASSWORD_H

#include "core/base/arena.h"

enum { PASSWORD_LEAST = 10, PASSWORD_MOST = 200 };

/* Why a password is refused, an English sentence that is also the key of its translations; NULL when it is fine. */
const char *password_problem(struct arena *arena, const char *password, const char *email, const char *name);

#endif
