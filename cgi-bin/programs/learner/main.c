/* main.c - the learner program: everything a visitor and a learner can do. The table below is its contract. */
#include "core/web/program.h"
#include "domain/account/api_key.h"
#include "domain/measure/intake.h"
#include "programs/learner/pages.h"
#include "programs/site/site.h"

#include <stddef.h>

static const struct field preferences_fields[] = {
    {.name = "theme", .kind = FIELD_CHOICE, .choices = "auto light dark", .help = "Appearance"},
    {.name = "lang", .kind = FIELD_TEXT, .most = 7, .help = "Language code"},
    {.name = "back", .kind = FIELD_TEXT, .most = 1000, .help = "Path to return to"},
    {.name = NULL}};

static const struct field file_fields[] = {{.name = "file", .kind = FIELD_TEXT, .most = 200, .required = true, .help = "File name"}, {.name = NULL}};

/* accounts */
#define FIELD_NAME {.name = "name", .kind = FIELD_TEXT, .least = 1, .most = 100, .required = true, .help = "Full name, as on certificates"}
#define FIELD_ADDRESS {.name = "email", .kind = FIELD_EMAIL, .most = 254, .required = true, .help = "E-mail address"}
#define FIELD_ZONE {.name = "time_zone", .kind = FIELD_TEXT, .most = 60, .help = "IANA time zone"}
#define FIELD_NEXT {.name = "next", .kind = FIELD_TEXT, .most = 1000, .help = "Path to go on to"}
#define FIELD_LINK_TOKEN {.name = "token", .kind = FIELD_TEXT, .least = 1, .most = 100, .required = true, .help = "Token of the link"}
#define FIELD_NEW_PASSWORD {.name = "password", .kind = FIELD_PASSWORD, .least = 10, .most = 200, .required = true, .help = "New password, at least 10 characters"}
#define FIELD_OWN_PASSWORD(field) {.name = field, .kind = FIELD_PASSWORD, .least = 1, .most = 200, .required = true, .help = "Present password"}

static const struct field register_fields[] = {FIELD_NAME, FIELD_ADDRESS, FIELD_NEW_PASSWORD, FIELD_ZONE, {.name = NULL}};
static const struct field setup_fields[] = {FIELD_LINK_TOKEN, FIELD_NAME, FIELD_ADDRESS, FIELD_NEW_PASSWORD, FIELD_ZONE, {.name = NULL}};
static const struct field signin_fields[] = {FIELD_ADDRESS, FIELD_OWN_PASSWORD("password"), FIELD_NEXT, {.name = NULL}};
static const struct field next_fields[] = {FIELD_NEXT, {.name = NULL}};
static const struct field code_fields[] = {{.name = "code", .kind = FIELD_TEXT, .least = 6, .most = 20, .required = true, .help = "Code of the app, or a recovery code"}, FIELD_NEXT, {.name = NULL}};
static const struct field link_fields[] = {FIELD_LINK_TOKEN, {.name = NULL}};
static const struct field forgot_fields[] = {FIELD_ADDRESS, {.name = NULL}};
static const struct field reset_fields[] = {FIELD_LINK_TOKEN, FIELD_NEW_PASSWORD, {.name = NULL}};
static const struct field profile_fields[] = {FIELD_NAME, FIELD_ZONE, {.name = "language", .kind = FIELD_TEXT, .least = 2, .most = 7, .required = true, .help = "Language code"}, {.name = NULL}};
static const struct field avatar_fields[] = {{.name = "picture", .kind = FIELD_FILE, .most = 5 * 1024 * 1024, .required = true, .help = "PNG, JPEG, WebP or GIF"}, {.name = NULL}};
static const struct field password_fields[] = {FIELD_OWN_PASSWORD("current"), FIELD_NEW_PASSWORD, {.name = NULL}};
static const struct field email_fields[] = {FIELD_ADDRESS, FIELD_OWN_PASSWORD("email_password"), {.name = NULL}};
static const struct field factor_fields[] = {{.name = "offer", .kind = FIELD_TEXT, .most = 400, .required = true, .help = "The sealed secret of the form"},
                                             {.name = "code", .kind = FIELD_TEXT, .least = 6, .most = 20, .required = true, .help = "Code of the app"},
                                             FIELD_OWN_PASSWORD("factor_password"), {.name = NULL}};
static const struct field factor_password_fields[] = {FIELD_OWN_PASSWORD("factor_password"), {.name = NULL}};
static const struct field key_fields[] = {
    {.name = "name", .kind = FIELD_TEXT, .least = 1, .most = API_KEY_NAME_MOST, .required = true, .help = "What the key is for"},
    {.name = "read", .kind = FIELD_CHECK, .help = "May look at every page as this person"},
    {.name = "write", .kind = FIELD_CHECK, .help = "May change things as this person"},
    {.name = "coach", .kind = FIELD_CHECK, .help = "May talk to the coach"},
    {.name = "analytics", .kind = FIELD_CHECK, .help = "May use the API of analytics"},
    {.name = "admin", .kind = FIELD_CHECK, .help = "May do what admins do; made by admins only"},
    {.name = "expires", .kind = FIELD_CHOICE, .choices = "30 90 365 never", .required = true, .help = "Days until it ends"},
    FIELD_OWN_PASSWORD("key_password"), {.name = NULL}};
static const struct field delete_fields[] = {FIELD_OWN_PASSWORD("password"), {.name = "confirmation", .kind = FIELD_TEXT, .most = 254, .required = true, .help = "The account's address, typed"}, {.name = NULL}};
static const struct field answers_fields[] = {
    {.name = "q", .kind = FIELD_LIST, .most = 20, .help = "Ids of the questions that the form holds; each has its values in q<id> or q<id>.<part>"},
    {.name = "sequence", .kind = FIELD_TEXT, .most = 20, .help = "When the form was made, in milliseconds"},
    {.name = NULL}};

static const struct field catalogue_fields[] = {
    {.name = "q", .kind = FIELD_TEXT, .most = 200, .help = "Words to look for"},
    {.name = "level", .kind = FIELD_CHOICE, .choices = "beginner intermediate advanced", .help = "Level"},
    {.name = "skill", .kind = FIELD_TEXT, .most = 80, .help = "A skill that is taught"},
    {.name = "language", .kind = FIELD_TEXT, .most = 7, .help = "Language code"},
    {.name = "price", .kind = FIELD_CHOICE, .choices = "free paid", .help = "Free or paid"},
    {.name = "kind", .kind = FIELD_CHOICE, .choices = "course book", .help = "Courses or books"},
    {.name = "sort", .kind = FIELD_CHOICE, .choices = "best newest popular title length", .help = "Order"},
    {.name = "page", .kind = FIELD_INTEGER, .least = 1, .most = 10000, .help = "Page"},
    {.name = NULL}};

static const struct field search_fields[] = {
    {.name = "q", .kind = FIELD_TEXT, .most = 200, .help = "Words to look for"},
    {.name = "course", .kind = FIELD_INTEGER, .least = 0, .most = 2000000000, .help = "Only in this course (id)"},
    {.name = "page", .kind = FIELD_INTEGER, .least = 1, .most = 1000, .help = "Page"},
    {.name = NULL}};

static const struct field note_fields[] = {
    {.name = "body", .kind = FIELD_LINES, .most = 8000, .required = true, .help = "The note"},
    {.name = "seen", .kind = FIELD_INTEGER, .least = 0, .most = 2000000000, .help = "updated_at of the note that was changed; another one since is a conflict"},
    {.name = "back", .kind = FIELD_TEXT, .most = 1000, .help = "Path to return to"},
    {.name = NULL}};

static const struct field back_fields[] = {{.name = "back", .kind = FIELD_TEXT, .most = 1000, .help = "Path to return to"}, {.name = NULL}};

static const struct field bookmark_fields[] = {
    {.name = "value", .kind = FIELD_CHOICE, .choices = "on off", .required = true, .help = "Put it there or take it away"},
    {.name = "back", .kind = FIELD_TEXT, .most = 1000, .help = "Path to return to"},
    {.name = NULL}};

static const struct field time_fields[] = {
    {.name = "seconds", .kind = FIELD_INTEGER, .least = 0, .most = 86400, .required = true, .help = "Visible and active since the last beat"},
    {.name = NULL}};

static const struct field notes_fields[] = {{.name = "q", .kind = FIELD_TEXT, .most = 200, .help = "Words to look for"}, {.name = NULL}};

#define FIELD_ASK {.name = "ask", .kind = FIELD_LINES, .most = CHAT_ASK_MOST, .help = "Words to begin with; they are not sent by themselves"}
#define FIELD_WHERE \
    {.name = "course", .kind = FIELD_TEXT, .most = 200, .help = "Slug of the course it is about"}, \
    {.name = "lesson", .kind = FIELD_TEXT, .most = 200, .help = "Slug of the lesson in it"}, \
    {.name = "heading", .kind = FIELD_TEXT, .most = 300, .help = "The heading in that lesson"}, FIELD_ASK
#define FIELD_HISTORY \
    {.name = "q", .kind = FIELD_TEXT, .most = 200, .help = "Words to look for in conversations"}, \
    {.name = "page", .kind = FIELD_INTEGER, .least = 1, .most = 10000, .help = "Page of the conversations"}
static const struct field chat_fields[] = {FIELD_WHERE, FIELD_HISTORY, {.name = NULL}};
static const struct field chat_history_fields[] = {FIELD_ASK, FIELD_HISTORY, {.name = NULL}};
static const struct field chat_panel_fields[] = {
    FIELD_WHERE, {.name = "conversation", .kind = FIELD_INTEGER, .least = 0, .most = 2000000000, .help = "The conversation to go on with"}, {.name = NULL}};

static const struct field nudge_fields[] = {
    {.name = "lesson", .kind = FIELD_INTEGER, .least = 0, .most = 2000000000, .help = "The lesson (id) that the reader has been on for minutes"},
    {.name = "seen", .kind = FIELD_LIST, .most = 200, .help = "The last three pages of the catalogue: slugs of courses, names of skills"},
    {.name = NULL}};
static const struct field nudges_fields[] = {
    {.name = "any", .kind = FIELD_CHECK, .help = "The coach may speak first"},
    {.name = "stuck", .kind = FIELD_CHECK, .help = "... when a lesson takes long"},
    {.name = "back", .kind = FIELD_CHECK, .help = "... after some days away"},
    {.name = "milestone", .kind = FIELD_CHECK, .help = "... at milestones"},
    {.name = "browsing", .kind = FIELD_CHECK, .help = "... while looking for a course"},
    {.name = NULL}};

static const struct field goal_fields[] = {
    {.name = "title", .kind = FIELD_TEXT, .most = 120, .required = true, .help = "What the learner wants to be able to do"},
    {.name = "target", .kind = FIELD_DAY, .help = "By when"},
    {.name = "skills", .kind = FIELD_LIST, .most = 80, .help = "Names of skills"},
    {.name = NULL}};

static const struct field goal_reach_fields[] = {
    {.name = "value", .kind = FIELD_CHOICE, .choices = "yes no", .required = true, .help = "Reached, or not after all"}, {.name = NULL}};

static const struct field certificate_fields[] = {
    {.name = "code", .kind = FIELD_TEXT, .least = 1, .most = 40, .required = true, .help = "The certificate's code, XXXX-XXXX-XXXX"}, {.name = NULL}};

static const struct field counting_fields[] = {
    {.name = "counted", .kind = FIELD_CHOICE, .choices = "yes no", .required = true, .help = "Whether reports count the visits"}, {.name = NULL}};

static const struct json_body events_body = {INTAKE_BODY_MOST, intake_schema};

static const struct route routes[] = {
    /* the front door */
    {"GET", "/", landing_page, WHO_ANYONE, "learner/landing", .help = "Landing page of visitors; learners go to their dashboard"},
    {"GET", "/styleguide", styleguide_page, WHO_ANYONE, "learner/styleguide", .help = "The design system (demo mode)"},
    {"POST", "/preferences", preferences_change, WHO_ANYONE, .fields = preferences_fields, .no_token = true, .no_key = true, .help = "Theme and language of this browser"},
    {"GET", "/assets/:file", asset_file, WHO_ANYONE, .fields = file_fields, .help = "A picture or download of a course"},
    {"GET", "/avatars/:file", avatar_file, WHO_USER, .fields = file_fields, .help = "A person's picture"},
    {"GET", "/api/openapi.json", openapi_document, WHO_ANYONE, .help = "This description of all routes"},
    {"GET", "/privacy", counting_page, WHO_ANYONE, "learner/counting", .help = "What reports count, and the switch to stay out of them"},
    {"POST", "/privacy", counting_choose, WHO_ANYONE, .fields = counting_fields, .no_token = true, .no_key = true, .help = "Whether reports count this browser's visits"},
    {"POST", "/api/analytics/track", track_events, WHO_ANYONE, .json = &events_body, .no_token = true, .help = "Takes events of whoever sends them: {accepted, ignored, refused: [{index, reason}]}"},
    {"GET", "/healthz", site_health, WHO_ANYONE, .help = "Whether the program runs"},
    {"GET", "/readyz", site_ready, WHO_ANYONE, .help = "Whether it can work: writes a row"},
    /* accounts */
    {"GET", "/register", register_page, WHO_ANYONE, "learner/register", .no_key = true, .help = "The form for a new account"},
    {"POST", "/register", register_submit, WHO_ANYONE, .fields = register_fields, .again = register_page, .again_template = "learner/register", .rate = {100, 3600}, .no_key = true, .help = "Makes an account; answers the same for a known address"},
    {"GET", "/signin", signin_page, WHO_ANYONE, "learner/signin", .fields = next_fields, .no_key = true, .help = "The form to sign in"},
    {"POST", "/signin", signin_submit, WHO_ANYONE, .fields = signin_fields, .again = signin_page, .again_template = "learner/signin", .rate = {300, 300}, .no_key = true, .help = "Signs in, or asks for the second factor"},
    {"GET", "/signin/code", signin_code_page, WHO_ANYONE, "learner/signin_code", .fields = next_fields, .no_key = true, .help = "Asks for the code of the second factor"},
    {"POST", "/signin/code", signin_code_submit, WHO_ANYONE, .fields = code_fields, .again = signin_code_page, .again_template = "learner/signin_code", .rate = {300, 300}, .no_key = true, .help = "Signs in with the second factor or a recovery code"},
    {"POST", "/signout", signout_submit, WHO_ANYONE, .no_key = true, .help = "Ends this session"},
    {"POST", "/acting/end", acting_end, WHO_USER, .no_key = true, .help = "An admin who is signed in as somebody goes back to their own account"},
    {"GET", "/verify/:token", verify_page, WHO_ANYONE, "learner/verify", .fields = link_fields, .no_key = true, .help = "A link from a mail; shows a button"},
    {"POST", "/verify", verify_submit, WHO_ANYONE, "learner/verify", .fields = link_fields, .again = verify_page, .rate = {100, 3600}, .no_key = true, .help = "Verifies an address"},
    {"POST", "/verify/resend", verify_resend, WHO_USER, .rate = {5, 3600}, .no_key = true, .help = "Sends the link once more"},
    {"GET", "/forgot", forgot_page, WHO_ANYONE, "learner/forgot", .no_key = true, .help = "The form for a forgotten password"},
    {"POST", "/forgot", forgot_submit, WHO_ANYONE, .fields = forgot_fields, .again = forgot_page, .again_template = "learner/forgot", .rate = {60, 3600}, .no_key = true, .help = "Sends a link; answers the same for every address"},
    {"GET", "/reset/:token", reset_page, WHO_ANYONE, "learner/reset", .fields = link_fields, .no_key = true, .help = "The form for a new password"},
    {"POST", "/reset/:token", reset_submit, WHO_ANYONE, "learner/reset", .fields = reset_fields, .again = reset_page, .rate = {60, 3600}, .no_key = true, .help = "Sets a new password and ends all sessions"},
    {"GET", "/setup/:token", setup_page, WHO_ANYONE, "learner/setup", .fields = link_fields, .no_key = true, .help = "The form for the first admin of a new academy"},
    {"POST", "/setup/:token", setup_submit, WHO_ANYONE, "learner/setup", .fields = setup_fields, .again = setup_page, .rate = {60, 3600}, .no_key = true, .help = "Makes the first admin"},
    {"GET", "/profile", profile_page, WHO_USER, "learner/profile", .help = "Name, picture, time zone, language"},
    {"POST", "/profile", profile_change, WHO_USER, .fields = profile_fields, .again = profile_page, .again_template = "learner/profile", .help = "Changes them"},
    {"POST", "/profile/avatar", avatar_change, WHO_USER, .fields = avatar_fields, .again = profile_page, .again_template = "learner/profile", .rate = {30, 3600}, .help = "Takes a picture"},
    {"POST", "/profile/avatar/remove", avatar_remove, WHO_USER, .help = "Takes the picture away"},
    {"GET", "/profile/security", security_page, WHO_USER, "learner/security", .no_key = true, .help = "Password, address, second factor, sessions"},
    {"POST", "/profile/password", password_change, WHO_USER, .fields = password_fields, .again = security_page, .again_template = "learner/security", .rate = {20, 3600}, .no_key = true, .help = "Changes the password and ends all other sessions"},
    {"POST", "/profile/email", email_change, WHO_USER, .fields = email_fields, .again = security_page, .again_template = "learner/security", .rate = {10, 3600}, .no_key = true, .help = "Sends a link to a new address"},
    {"POST", "/profile/sessions/:id/end", session_end_one, WHO_USER, .no_key = true, .help = "Ends one session"},
    {"POST", "/profile/sessions/end", session_end_everywhere, WHO_USER, .no_key = true, .help = "Signs out everywhere"},
    {"GET", "/profile/factor", factor_page, WHO_USER, "learner/factor", .no_key = true, .help = "Sets up the second factor"},
    {"POST", "/profile/factor", factor_switch_on, WHO_USER, "learner/recovery_codes", .fields = factor_fields, .again = factor_page, .again_template = "learner/factor", .rate = {30, 3600}, .no_key = true, .help = "Switches it on; shows the recovery codes once"},
    {"POST", "/profile/factor/codes", factor_renew_codes, WHO_USER, "learner/recovery_codes", .fields = factor_password_fields, .again = security_page, .again_template = "learner/security", .rate = {20, 3600}, .no_key = true, .help = "New recovery codes"},
    {"POST", "/profile/factor/off", factor_switch_off, WHO_USER, .fields = factor_password_fields, .again = security_page, .again_template = "learner/security", .rate = {20, 3600}, .no_key = true, .help = "Switches the second factor off"},
    {"GET", "/profile/keys", keys_page, WHO_USER, "learner/keys", .no_key = true, .help = "API keys"},
    {"POST", "/profile/keys", key_make, WHO_USER, "learner/key_made", .fields = key_fields, .again = keys_page, .again_template = "learner/keys", .rate = {30, 3600}, .no_key = true, .help = "Makes an API key; shows it once"},
    {"POST", "/profile/keys/:id/revoke", key_revoke, WHO_USER, .no_key = true, .help = "Ends an API key for good"},
    {"GET", "/profile/privacy", privacy_page, WHO_USER, "learner/privacy", .help = "Export and deletion"},
    {"POST", "/profile/privacy/counting", counting_choose_account, WHO_USER, .fields = counting_fields, .help = "Whether reports count this account"},
    {"GET", "/profile/export", export_download, WHO_USER, .no_key = true, .help = "All data about me, as one JSON file"},
    {"POST", "/profile/delete", account_delete, WHO_USER, .fields = delete_fields, .again = privacy_page, .again_template = "learner/privacy", .rate = {10, 3600}, .no_key = true, .help = "Deletes the account for ever"},
    /* quizzes */
    {"POST", "/quizzes/:id/attempts", attempt_begin, WHO_USER, .rate = {30, 60}, .help = "Starts an attempt, or goes back to the open one"},
    {"GET", "/attempts/:id", attempt_page, WHO_USER, "learner/attempt", .help = "The questions of an open attempt"},
    {"POST", "/attempts/:id/answers", attempt_answer, WHO_USER, .fields = answers_fields, .rate = {600, 60}, .help = "Saves answers; JSON: {answers: [{question, sequence, values}]}"},
    {"POST", "/attempts/:id/submit", attempt_hand_in, WHO_USER, .fields = answers_fields, .rate = {60, 60}, .help = "Saves what the form holds, then grades"},
    {"GET", "/attempts/:id/review", review_page, WHO_USER, "learner/review", .help = "Score, answers and feedback of a closed attempt"},

    /* catalogue */
    {"GET", "/courses", catalogue_page, WHO_ANYONE, "learner/catalogue", .fields = catalogue_fields, .help = "Courses and books: filter, sort, search"},
    {"GET", "/courses/:slug", course_page, WHO_ANYONE, "learner/course", .help = "A course or book: outline, skills, instructors, progress"},
    {"POST", "/courses/:slug/enrol", course_enrol, WHO_USER, .help = "Take part in a course; come back after leaving"},
    {"POST", "/courses/:slug/leave", course_leave, WHO_USER, .help = "Leave a course; what was done is kept"},
    {"GET", "/search", search_page, WHO_ANYONE, "learner/search", .fields = search_fields, .help = "Search courses and lessons"},
    {"GET", "/sitemap.xml", sitemap_file, WHO_ANYONE, .help = "Public addresses, for search engines"},
    {"GET", "/robots.txt", robots_file, WHO_ANYONE, .help = "What robots may visit"},

    /* learning */
    {"GET", "/courses/:slug/:lesson", lesson_page, WHO_ANYONE, "learner/lesson", .help = "A lesson, chapter or quiz; visitors see the preview ones"},
    {"POST", "/lessons/:id/complete", lesson_complete, WHO_USER, .help = "Mark a lesson as done and go on"},
    {"POST", "/lessons/:id/reopen", lesson_reopen, WHO_USER, .help = "Mark a lesson as not done"},
    {"POST", "/lessons/:id/notes", note_take, WHO_USER, .fields = note_fields, .again = lesson_again, .again_template = "learner/lesson", .rate = {120, 3600}, .help = "Take a note on a lesson"},
    {"POST", "/lessons/:id/bookmark", lesson_bookmark, WHO_USER, .fields = bookmark_fields, .help = "Put a bookmark on a lesson or take it away"},
    {"POST", "/lessons/:id/time", lesson_time, WHO_USER, .fields = time_fields, .help = "A beat of reading time, sent by the lesson page"},
    {"GET", "/notes", notes_page, WHO_USER, "learner/notes", .fields = notes_fields, .help = "My notes and bookmarks, by course"},
    {"GET", "/notes/:id", note_page, WHO_USER, "learner/note", .fields = back_fields, .help = "One note, for editing"},
    {"POST", "/notes/:id", note_edit, WHO_USER, .fields = note_fields, .again = note_page, .again_template = "learner/note", .rate = {240, 3600}, .help = "Change a note"},
    {"POST", "/notes/:id/delete", note_remove, WHO_USER, .fields = back_fields, .help = "Delete a note"},
    {"POST", "/notes/:id/restore", note_put_back, WHO_USER, .fields = back_fields, .help = "Undo the deletion of a note"},
    {"GET", "/goals", goals_page, WHO_USER, "learner/goals", .help = "My goals, with courses that lead there"},
    {"POST", "/goals", goal_create, WHO_USER, .fields = goal_fields, .again = goals_page, .again_template = "learner/goals", .help = "Set a goal"},
    {"GET", "/goals/:id", goal_page, WHO_USER, "learner/goal", .help = "One goal, for editing"},
    {"POST", "/goals/:id", goal_edit, WHO_USER, .fields = goal_fields, .again = goal_page, .again_template = "learner/goal", .help = "Change a goal"},
    {"POST", "/goals/:id/reach", goal_mark, WHO_USER, .fields = goal_reach_fields, .help = "Mark a goal as reached, or as open again"},
    {"POST", "/goals/:id/delete", goal_remove, WHO_USER, .help = "Delete a goal"},
    {"POST", "/goals/:id/restore", goal_put_back, WHO_USER, .help = "Undo the deletion of a goal"},
    {"GET", "/activity", activity_page, WHO_USER, "learner/activity", .help = "What I did: by day, week, weekday and course; streaks"},
    {"GET", "/dashboard", dashboard_page, WHO_USER, "learner/dashboard", .help = "Where to go on, this week, goals, certificates"},

    /* the coach, as far as it is shown; what it does is the coach program's */
    {"GET", "/chat", chat_page, WHO_USER, "learner/chat", .fields = chat_fields, .help = "The coach, with the conversations there were"},
    {"GET", "/chat/:id", chat_conversation_page, WHO_USER, "learner/chat", .fields = chat_history_fields, .help = "One conversation"},
    {"GET", "/chat/panel", chat_panel, WHO_USER, .fields = chat_panel_fields, .help = "A conversation as a part of a page, for the bubble"},
    {"GET", "/chat/messages/:id", chat_message, WHO_USER, .help = "One message as a part of a page"},
    {"GET", "/chat/messages/:id/sent", chat_sent_page, WHO_USER, "learner/chat_sent", .help = "What went to the model for an answer"},
    {"GET", "/coach/nudge", nudge_page, WHO_USER, .fields = nudge_fields, .no_key = true, .help = "What the coach says first, once: part of a page; 204: nothing"},
    {"POST", "/coach/nudge/:id/later", nudge_later, WHO_USER, .help = "Not now"},
    {"POST", "/coach/nudge/:id/never", nudge_never, WHO_USER, .help = "No such cards any more"},
    {"POST", "/coach/nudges", nudges_change, WHO_USER, .fields = nudges_fields, .help = "Which cards may come"},

    /* certificates */
    {"GET", "/certificates", certificates_page, WHO_USER, "learner/certificates", .help = "My certificates"},
    {"GET", "/certificates/:code", certificate_page, WHO_ANYONE, "learner/certificate", .fields = certificate_fields, .help = "Whether a certificate is genuine"},
    {"GET", "/certificates/:code/pdf", certificate_pdf, WHO_ANYONE, .fields = certificate_fields, .help = "A certificate as PDF"},
    {.method = NULL}};

int main(int argc, char **argv)
{
    static const struct program program = {.name = "learner", .routes = routes, .afterwards = lesson_afterwards, SITE_HOOKS};
    return program_main(&program, argc, argv);
}
