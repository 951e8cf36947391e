/* main.c - the admin program: people, courses, queues, the audit trail. Every row is for admins. */
#include "core/web/program.h"
#include "programs/admin/pages.h"
#include "programs/site/site.h"

#include <stddef.h>

#define PAGE_FIELD {.name = "page", .kind = FIELD_INTEGER, .least = 1, .most = 100000, .help = "Which page"}
#define WORDS_FIELD {.name = "q", .kind = FIELD_TEXT, .most = 100, .help = "Words to look for"}

static const struct field users_fields[] = {WORDS_FIELD,
                                            {.name = "role", .kind = FIELD_CHOICE, .choices = "instructor admin", .help = "Only this role"},
                                            {.name = "state", .kind = FIELD_CHOICE, .choices = "active suspended", .help = "Only this state"},
                                            PAGE_FIELD,
                                            {.name = NULL}};
static const struct field roles_fields[] = {{.name = "instructor", .kind = FIELD_CHECK, .help = "May teach"},
                                            {.name = "admin", .kind = FIELD_CHECK, .help = "May do everything here"},
                                            {.name = NULL}};
static const struct field suspend_fields[] = {{.name = "reason", .kind = FIELD_TEXT, .most = 200, .help = "For the audit log"}, {.name = NULL}};
static const struct field enrol_fields[] = {{.name = "course_id", .kind = FIELD_INTEGER, .least = 1, .most = 2000000000, .required = true, .help = "The course"}, {.name = NULL}};
static const struct field words_fields[] = {WORDS_FIELD, {.name = NULL}};
static const struct field state_fields[] = {
    {.name = "state", .kind = FIELD_CHOICE, .choices = "draft review published archived", .required = true, .help = "The new state"}, {.name = NULL}};
static const struct field paged_fields[] = {WORDS_FIELD, PAGE_FIELD, {.name = NULL}};
static const struct field revoke_fields[] = {{.name = "reason", .kind = FIELD_TEXT, .least = 3, .most = 200, .required = true, .help = "Shown on the public page"}, {.name = NULL}};
static const struct field mail_fields[] = {{.name = "state", .kind = FIELD_CHOICE, .choices = "queued sent failed", .help = "Only this state"}, PAGE_FIELD, {.name = NULL}};
static const struct field jobs_fields[] = {
    {.name = "state", .kind = FIELD_CHOICE, .choices = "queued running done failed", .help = "Only this state"}, PAGE_FIELD, {.name = NULL}};
static const struct field audit_fields[] = {WORDS_FIELD,
                                            {.name = "user", .kind = FIELD_INTEGER, .least = 1, .most = 2000000000, .help = "Only about this user"},
                                            PAGE_FIELD,
                                            {.name = NULL}};

static const struct route routes[] = {
    {"GET", "/admin", overview_page, WHO_ADMIN, "admin/overview", .help = "Whether all is well"},
    {"GET", "/admin/users", users_page, WHO_ADMIN, "admin/users", users_fields, .help = "Finds people"},
    {"GET", "/admin/users/:id", user_page, WHO_ADMIN, "admin/user", .help = "One account"},
    {"POST", "/admin/users/:id/roles", user_roles, WHO_ADMIN, .fields = roles_fields, .again = user_page, .again_template = "admin/user", .help = "Sets the roles"},
    {"POST", "/admin/users/:id/suspend", user_suspend, WHO_ADMIN, .fields = suspend_fields, .again = user_page, .again_template = "admin/user", .help = "Suspends an account and ends its sessions"},
    {"POST", "/admin/users/:id/restore", user_restore, WHO_ADMIN, .again = user_page, .again_template = "admin/user", .help = "Makes a suspended account active"},
    {"POST", "/admin/users/:id/act", user_act, WHO_ADMIN, .again = user_page, .again_template = "admin/user", .help = "Signs in as this user, with an audit line"},
    {"POST", "/admin/users/:id/enrol", user_enrol, WHO_ADMIN, .fields = enrol_fields, .again = user_page, .again_template = "admin/user", .help = "Enrols somebody, for instance after a payment outside this site"},
    {"GET", "/admin/courses", courses_page, WHO_ADMIN, "admin/courses", words_fields, .help = "Every course and its state"},
    {"POST", "/admin/courses/:id/state", course_state, WHO_ADMIN, .fields = state_fields, .again = courses_page, .again_template = "admin/courses", .help = "Publishes, archives, makes a draft"},
    {"GET", "/admin/certificates", certificates_page, WHO_ADMIN, "admin/certificates", paged_fields, .help = "Every certificate"},
    {"POST", "/admin/certificates/:id/revoke", certificate_withdraw, WHO_ADMIN, .fields = revoke_fields, .again = certificates_page, .again_template = "admin/certificates", .help = "Revokes a certificate, with a public reason"},
    {"POST", "/admin/certificates/:id/restore", certificate_reinstate, WHO_ADMIN, .help = "Makes a revoked certificate valid again"},
    {"GET", "/admin/mail", mail_page, WHO_ADMIN, "admin/mail", mail_fields, .help = "The mail queue"},
    {"GET", "/admin/mail/:id", mail_message_page, WHO_ADMIN, "admin/mail_message", .help = "One message, keys hidden"},
    {"POST", "/admin/mail/:id/retry", mail_retry, WHO_ADMIN, .help = "Sends a message again"},
    {"POST", "/admin/mail/flush", mail_flush, WHO_ADMIN, .help = "Sends everything that waits"},
    {"GET", "/admin/jobs", jobs_page, WHO_ADMIN, "admin/jobs", jobs_fields, .help = "Background work"},
    {"POST", "/admin/jobs/:id/retry", job_retry_now, WHO_ADMIN, .help = "Runs a job now"},
    {"GET", "/admin/audit", audit_page, WHO_ADMIN, "admin/audit", audit_fields, .help = "Who did what"},
    {.method = NULL}};

int main(int argc, char **argv)
{
    static const struct program program = {.name = "admin",
                                           .routes = routes,
                                           .identify = site_identify,
                                           .furnish = site_furnish,
                                           .within_rate = site_within_rate,
                                           .afterwards = site_afterwards,
                                           .forbidden = "learner/forbidden",
                                           .not_found = "learner/not_found",
                                           .failed = "learner/failed"};
    return program_main(&program, argc, argv);
}
