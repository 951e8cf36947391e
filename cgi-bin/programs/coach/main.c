/* main.c - the coach program: a thread a request, answers that stream. Its API is told in pages.h.
 *
 * Under the web server's socket it runs as one process with a scribe; as plain CGI it answers one request, the same way. */
#include "core/base/text.h"
#include "core/net/model.h"
#include "core/web/program.h"
#include "domain/coach/conversation.h"
#include "programs/coach/draft.h"
#include "programs/coach/pages.h"
#include "programs/site/site.h"

#include <stddef.h>

#define PLACE_FIELDS                                                                                                   \
    {.name = "course", .kind = FIELD_TEXT, .most = 200, .help = "The course on screen: its slug"},                     \
        {.name = "lesson", .kind = FIELD_TEXT, .most = 200, .help = "The lesson on screen: its slug"}

static const struct field chat_fields[] = {
    {.name = "message", .kind = FIELD_LINES, .most = CONVERSATION_QUESTION_MOST, .help = "The question"},
    {.name = "conversation", .kind = FIELD_INTEGER, .least = 0, .most = 2000000000, .help = "Goes on with this conversation; none: a new one"},
    PLACE_FIELDS,
    {.name = "heading", .kind = FIELD_TEXT, .most = 300, .help = "The section on screen"},
    {.name = "action", .kind = FIELD_CHOICE, .choices = "ask summarise quiz simple example translate next", .help = "A quick action"},
    {.name = "blind", .kind = FIELD_CHECK, .help = "Answer without knowing where the question is asked"},
    {.name = "rung", .kind = FIELD_INTEGER, .least = 0, .most = 4, .help = "The step of help asked for: 1 question back, 2 hint, 3 worked step, 4 answer"},
    {.name = NULL}};
static const struct field list_fields[] = {{.name = "q", .kind = FIELD_TEXT, .most = 100, .help = "Words to look for"},
                                           {.name = "page", .kind = FIELD_INTEGER, .least = 1, .most = 100000, .help = "Which page"},
                                           {.name = NULL}};
static const struct field title_fields[] = {
    {.name = "title", .kind = FIELD_TEXT, .least = 1, .most = CONVERSATION_TITLE_MOST, .required = true, .help = "The new title"}, {.name = NULL}};
static const struct field feedback_fields[] = {
    {.name = "message", .kind = FIELD_INTEGER, .least = 1, .most = 2000000000, .required = true, .help = "The answer's id"},
    {.name = "rating", .kind = FIELD_INTEGER, .least = 1, .most = 5, .required = true, .help = "1 (no help) to 5 (great help)"},
    {.name = "reason", .kind = FIELD_LINES, .most = 500, .help = "Why"},
    {.name = NULL}};
static const struct field report_fields[] = {{.name = "reason", .kind = FIELD_LINES, .most = 500, .required = true, .help = "What is wrong"}, {.name = NULL}};
static const struct field back_fields[] = {{.name = "back", .kind = FIELD_TEXT, .most = 300, .help = "Where a form goes afterwards"}, {.name = NULL}};
static const struct field place_fields[] = {PLACE_FIELDS, {.name = NULL}};

static const struct route routes[] = {
    {"POST", "/api/ai/chat", chat_ask, WHO_USER, .fields = chat_fields, .help = "Asks the coach; streams events, or answers with JSON"},
    {"GET", "/api/ai/conversations", conversations_page, WHO_USER, .fields = list_fields, .help = "My conversations, newest first"},
    {"GET", "/api/ai/conversations/:id", conversation_page, WHO_USER, .help = "A conversation with its messages"},
    {"POST", "/api/ai/conversations/:id/rename", conversation_change_title, WHO_USER, .fields = title_fields, .help = "Gives it another title"},
    {"POST", "/api/ai/conversations/:id/delete", conversation_remove, WHO_USER, .help = "Deletes it; it can be restored for a day"},
    {"POST", "/api/ai/conversations/:id/restore", conversation_bring_back, WHO_USER, .help = "Brings a deleted one back"},
    {"POST", "/api/ai/conversations/:id/resolve", conversation_settle, WHO_USER, .help = "Says that it is answered"},
    {"POST", "/api/ai/conversations/:id/handover", conversation_hand_over, WHO_USER, .rate = {30, 3600}, .help = "Asks for a person: it goes to the instructors' inbox"},
    {"POST", "/api/ai/feedback", message_feedback, WHO_USER, .fields = feedback_fields, .rate = {120, 60}, .help = "Rates an answer"},
    {"POST", "/api/ai/messages/:id/stop", message_stop, WHO_USER, .help = "Ends an answer that streams"},
    {"POST", "/api/ai/messages/:id/report", message_report, WHO_USER, .fields = report_fields, .rate = {30, 3600}, .help = "Reports an answer"},
    {"GET", "/api/ai/messages/:id/sent", message_sent, WHO_USER, .help = "What went to a model for an answer"},
    {"POST", "/api/ai/actions/:id/confirm", action_confirm_page, WHO_USER, .fields = back_fields, .help = "Does what a card offers, once"},
    {"POST", "/api/ai/actions/:id/undo", action_undo_page, WHO_USER, .fields = back_fields, .help = "Takes it back"},
    {"GET", "/api/ai/status", status_page, WHO_USER, .fields = place_fields, .help = "How the coach helps here, and what is left of today"},
    {.method = NULL}};

enum { STREAMS_USUAL = 256, STREAMS_MOST = 4000 };
static struct program program;

static bool begin(const struct config *config)
{
    int64_t streams = STREAMS_USUAL;
    text_integer(config_value(config, "coach_streams", ""), 1, STREAMS_MOST, &streams);
    program.streams_most = (int)streams;
    return model_begin() && draft_begin(config);
}

int main(int argc, char **argv)
{
    program = (struct program){
        .name = "coach", .routes = routes, .afterwards = site_afterwards, .begin = begin, .streams_most = STREAMS_USUAL, SITE_HOOKS};
    return program_main(&program, argc, argv);
}
