/* account.h - what the pages of accounts share: audit lines, links by mail, starting a session.
 *
 * Included by register.c, signin.c, verify.c, reset.c, profile.c, avatar.c, security.c, factor.c, keys.c and
 * privacy.c. */
#ifndef NEXUS_LEARNER_ACCOUNT_H
#define NEXUS_LEARNER_ACCOUNT_H

#include "core/web/request.h"
#include "domain/account/person.h"
#include "domain/account/signin.h"

/* Adds a line about this person to the audit, by whoever asks. */
void account_audit(struct request *request, const char *action, int64_t person_id, const char *detail);

/* The hash of the new password in the field "password"; one that is too easy for this person is refused. HTTP_OK, or why not. */
enum http_status account_new_password(struct request *request, const char *email, const char *name, const char **hash);

/* Refuses a name that holds a web address: it would go out in mails of ours, to addresses that somebody else typed. */
enum http_status account_check_name(struct request *request);

/* Sends templates/mail/<template> with name and link; nothing more than five times an hour to one address. `person` NULL: does
 * the same work and sends nothing, so that time tells nothing. */
void account_mail(struct request *request, const struct person *person, const char *recipient, const char *template, const char *link);

/* As account_mail without limit: what the owner must hear of, because something about the account has changed. */
void account_notice(struct request *request, const struct person *person, const char *recipient, const char *template, const char *link);

/* A link for a person by mail; gives its address. NULL person: an address that leads nowhere, after the same work; so, too,
 * when the mail would be one too many: the link of the mail before stays good. */
const char *account_link(struct request *request, const struct person *person, const char *purpose, const char *email);

/* Shows learner/check_mail: "we sent a message to <address>", in demo mode with the link. `reason` names the section of the
 * template: "register", "forgot", "resend" or "change". */
enum http_status account_check_mail(struct request *request, const char *reason, const char *address, const char *link);

/* The counters of sign-in for this browser and an address. */
struct signin account_signin(struct request *request, const char *kind, const char *email);
/* Writes down a failed try and gives the refusal; or, when a wait is due, refuses before anything is tried (HTTP_OK: go on). */
enum http_status account_refuse_try(struct request *request, const struct signin *signin, int64_t person_id, const char *field, const char *sentence);
enum http_status account_check_wait(struct request *request, const struct signin *signin, const char *field);

/* Ends the session of before, starts a new one, marks the device as known, and leads to `next`. */
enum http_status account_start_session(struct request *request, const struct person *person, const char *next);

/* Whether the account's password stands in the field; refuses (HTTP_INVALID) when not, HTTP_FORBIDDEN when an admin acts as
 * this person. Counts failures as sign-in does. Gives the person. */
enum http_status account_confirm(struct request *request, const char *field, struct person *person);

/* Refuses changes of secrets by an admin who is signed in as somebody; HTTP_OK otherwise. */
enum http_status account_check_owner(struct request *request);

#endif
