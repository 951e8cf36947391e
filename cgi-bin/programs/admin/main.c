/* main.c - the admin program: people, courses, queues, the audit trail, what the coach was asked; and /teach, where instructors
 * answer learners and set how the coach helps in their courses. */
#include "core/web/program.h"
#include "domain/coach/faq.h"
#include "domain/coach/handover.h"
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

#define PERIOD_FIELDS                                                                                                               \
    {.name = "days", .kind = FIELD_CHOICE, .choices = "7 30 90", .help = "The last so many days"},                                  \
        {.name = "from", .kind = FIELD_DAY, .help = "From this day (UTC)"}, {.name = "to", .kind = FIELD_DAY, .help = "To this day"}, \
        {.name = "course", .kind = FIELD_INTEGER, .least = 1, .most = 2000000000, .help = "Only begun in this course"}
static const struct field period_fields[] = {PERIOD_FIELDS, {.name = NULL}};
static const struct field conversations_fields[] = {
    PERIOD_FIELDS,
    {.name = "measure", .kind = FIELD_CHOICE, .choices = "resolved reopened closed settled durable tested learned rated abstained handed paid felt", .help = "Only those that count for this figure"},
    {.name = "rating", .kind = FIELD_INTEGER, .least = 1, .most = 5, .help = "Only those rated so"},
    {.name = "lesson", .kind = FIELD_INTEGER, .least = 1, .most = 2000000000, .help = "Only with a question asked at this lesson"},
    {.name = "section", .kind = FIELD_TEXT, .most = 300, .help = "and below this heading; empty: before the first"},
    {.name = "question", .kind = FIELD_INTEGER, .least = 1, .most = 2000000000, .help = "Only of the group of questions that this message began"},
    {.name = "deed", .kind = FIELD_CHOICE, .choices = "summarise quiz simple example translate next next_step start_quiz complete_lesson create_note enrol remind talk", .help = "Only those that had the coach do this"},
    PAGE_FIELD,
    {.name = NULL}};
static const struct field inbox_fields[] = {{.name = "box", .kind = FIELD_CHOICE, .choices = "answered reports", .help = "What was answered, or reported answers (admins)"}, PAGE_FIELD, {.name = NULL}};
static const struct field reply_fields[] = {{.name = "words", .kind = FIELD_LINES, .most = HANDOVER_REPLY_MOST, .required = true, .help = "The answer; the learner also gets it by mail"}, {.name = NULL}};
static const struct field modes_fields[] = {{.name = "mode", .kind = FIELD_CHOICE, .choices = "hints direct off", .required = true, .help = "In the course"},
                                            {.name = "lessons", .kind = FIELD_LIST, .most = 40, .help = "A lesson's id and how: 12:direct; 12: is as the course"},
                                            {.name = NULL}};
static const struct field faq_page_fields[] = {{.name = "from", .kind = FIELD_INTEGER, .least = 1, .most = 2000000000, .help = "A message to begin with"}, {.name = NULL}};
static const struct field faq_fields[] = {{.name = "question", .kind = FIELD_TEXT, .least = 5, .most = FAQ_QUESTION_MOST, .required = true, .help = "The question"},
                                          {.name = "answer", .kind = FIELD_LINES, .least = 5, .most = FAQ_ANSWER_MOST, .required = true, .help = "The answer, in Markdown"},
                                          {.name = "lesson", .kind = FIELD_INTEGER, .least = 1, .most = 2000000000, .help = "Its lesson; none: the whole course"},
                                          {.name = NULL}};

static const struct route routes[] = {
    {"GET", "/admin", overview_page, WHO_ADMIN, "admin/overview", .help = "Whether all is well"},
    {"GET", "/admin/users", users_page, WHO_ADMIN, "admin/users", users_fields, .help = "Finds people"},
    {"GET", "/admin/users/:id", user_page, WHO_ADMIN, "admin/user", .help = "One account"},
    {"POST", "/admin/users/:id/roles", user_roles, WHO_ADMIN, .fields = roles_fields, .again = user_page, .again_template = "admin/user", .help = "Sets the roles"},
    {"POST", "/admin/users/:id/suspend", user_suspend, WHO_ADMIN, .fields = suspend_fields, .again = user_page, .again_template = "admin/user", .help = "Suspends an account and ends its sessions"},
    {"POST", "/admin/users/:id/restore", user_restore, WHO_ADMIN, .again = user_page, .again_template = "admin/user", .help = "Makes a suspended account active"},
    {"POST", "/admin/users/:id/act", user_act, WHO_ADMIN, .again = user_page, .again_template = "admin/user", .no_key = true, .help = "Signs in as this user, with an audit line"},
    {"POST", "/admin/users/:id/keys/:key_id/revoke", user_key_revoke, WHO_ADMIN, .help = "Ends somebody's API key for good"},
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
    {"GET", "/admin/coach", coach_insight_page, WHO_ADMIN, "admin/coach", period_fields, .help = "What was asked, what helped, what it cost"},
    {"GET", "/admin/coach/conversations", coach_list_page, WHO_ADMIN, "admin/coach_conversations", conversations_fields, .help = "The conversations behind a figure"},
    {"GET", "/admin/coach/conversations.csv", coach_list_csv, WHO_ADMIN, .fields = conversations_fields, .help = "The same, one row a conversation"},
    {"GET", "/admin/coach/conversations/:id", coach_read_page, WHO_ADMIN, "admin/coach_conversation", .help = "One conversation; its learner sees who read it"},
    {"GET", "/api/admin/ai/insights", coach_insight_records, WHO_ADMIN, .fields = period_fields, .help = "Questions, confusion and suggestions as records"},
    {"GET", "/teach/inbox", inbox_page, WHO_INSTRUCTOR, "teach/inbox", inbox_fields, .help = "Conversations that wait for a person"},
    {"GET", "/teach/inbox/:id", inbox_conversation_page, WHO_INSTRUCTOR, "teach/conversation", .help = "One of them; its learner sees who read it"},
    {"POST", "/teach/inbox/:id/reply", inbox_reply, WHO_INSTRUCTOR, .fields = reply_fields, .again = inbox_conversation_page, .again_template = "teach/conversation", .help = "Answers in the conversation and by mail"},
    {"POST", "/teach/reports/:id/close", report_close, WHO_ADMIN, .help = "Closes the report of an answer"},
    {"GET", "/teach/courses/:slug/coach", coach_modes_page, WHO_INSTRUCTOR, "teach/coach", .help = "How the coach helps in a course"},
    {"POST", "/teach/courses/:slug/coach", coach_modes_save, WHO_INSTRUCTOR, .fields = modes_fields, .again = coach_modes_page, .again_template = "teach/coach", .help = "Sets it: hints, direct answers, or no coach"},
    {"GET", "/teach/courses/:slug/faq", faq_page, WHO_INSTRUCTOR, "teach/faq", faq_page_fields, .help = "Questions of a course answered for all"},
    {"POST", "/teach/courses/:slug/faq", faq_save, WHO_INSTRUCTOR, .fields = faq_fields, .again = faq_page, .again_template = "teach/faq", .help = "Adds one; the coach cites it"},
    {"POST", "/teach/courses/:slug/faq/:id/remove", faq_take_out, WHO_INSTRUCTOR, .help = "Takes one out"},
    {"POST", "/teach/courses/:slug/faq/:id/restore", faq_put_back, WHO_INSTRUCTOR, .help = "Puts it back in"},
    {.method = NULL}};

int main(int argc, char **argv)
{
    static const struct program program = {.name = "admin", .routes = routes, .afterwards = site_afterwards, SITE_HOOKS};
    return program_main(&program, argc, argv);
}
