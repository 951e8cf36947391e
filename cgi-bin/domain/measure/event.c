/* event.c - names, devices, and the line an event is between the page that saw it and the worker that stores it. Called by
 * the spool, the store and everybody who reports. */
#include "domain/measure/event.h"

#include "core/base/json.h"
#include "core/view/locale.h"

#include <string.h>
#include <strings.h>

const struct event_kind event_kinds[] = {
    {"page.viewed", tr_noop("A page was opened that is no course and no lesson"), ""},
    {"course.viewed", tr_noop("The page of a course was opened"), ""},
    {"lesson.viewed", tr_noop("A lesson was opened"), ""},
    {"lesson.read", tr_noop("A lesson was read: active seconds since the last report of it, and the deepest place so far"), "seconds, percent"},
    {"link.left", tr_noop("A link to another site was followed"), "host"},
    {"enrol.pressed", tr_noop("The button to enrol was pressed on the page of a course"), ""},
    {"next.pressed", tr_noop("Somebody went on from a lesson to the next"), ""},
    {"certificate.downloaded", tr_noop("The PDF of a certificate was asked for"), ""},
    {"course.enrolled", tr_noop("A learner enrolled in a course"), ""},
    {"course.left", tr_noop("A learner left a course"), ""},
    {"course.completed", tr_noop("All that a course asks for was done"), ""},
    {"lesson.completed", tr_noop("A lesson was marked as done, or its quiz passed"), ""},
    {"lesson.reopened", tr_noop("A completed lesson was made undone"), ""},
    {"quiz.started", tr_noop("An attempt at a quiz began"), ""},
    {"quiz.submitted", tr_noop("An attempt was handed in"), "percent, passed"},
    {"quiz.passed", tr_noop("A quiz was passed for the first time"), ""},
    {"goal.reached", tr_noop("A learner reached a goal"), ""},
    {"account.registered", tr_noop("Somebody made an account"), ""},
    {"account.signed_in", tr_noop("Somebody signed in"), ""},
    {"coach.asked", tr_noop("A question was put to the coach"), ""},
    {"coach.handed_over", tr_noop("A conversation was passed on to a person"), ""},
    {"search.done", tr_noop("Somebody searched the academy"), "results (on the first page)"},
    {"experiment.exposed", tr_noop("Somebody met a variant of an experiment"), "experiment, variant"},
    {"experiment.converted", tr_noop("Somebody did what an experiment waits for"), "experiment, value"},
    {NULL, NULL, NULL}};

const struct event_kind *event_kind_find(const char *name)
{
    for (const struct event_kind *kind = event_kinds; kind->name != NULL; kind++)
        if (strcmp(kind->name, name) == 0)
            return kind;
    return NULL;
}

static bool is_open_kind(const char *name)
{
    static const char *const open[] = {"page.viewed", "course.viewed", "lesson.viewed", "lesson.read", "link.left", "enrol.pressed", "next.pressed",
                                       "certificate.downloaded"};
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        if (strcmp(open[i], name) == 0)
            return true;
    return false;
}

bool event_name_open(const char *name)
{
    size_t category = strcspn(name, ".");
    if (event_kind_find(name) != NULL)
        return is_open_kind(name);
    for (const struct event_kind *kind = event_kinds; kind->name != NULL; kind++)
        if (!is_open_kind(kind->name) && strcspn(kind->name, ".") == category && strncasecmp(kind->name, name, category) == 0)
            return false;
    return true;
}

bool event_name_fits(const char *name)
{
    size_t length = strlen(name);
    return length > 0 && length <= EVENT_NAME_MOST &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == length;
}

static const char *const device_names[EVENT_DEVICES] = {"", "phone", "tablet", "desktop"};

const char *event_device_name(enum event_device device)
{
    return device < EVENT_DEVICES ? device_names[device] : "";
}

enum event_device event_device_read(const char *name)
{
    for (int i = EVENT_PHONE; i < EVENT_DEVICES; i++)
        if (text_equal(name, device_names[i]))
            return (enum event_device)i;
    return EVENT_DEVICE_NONE;
}

/* Words that only programs without a reader write into their name. */
bool event_device_of(const char *user_agent, enum event_device *device)
{
    static const char *const bots[] = {"bot", "crawl", "spider", "slurp", "curl/", "wget/", "python-", "go-http", "headlesschrome", "lighthouse",
                                       "monitor", "preview", "facebookexternalhit", "feedfetcher", "libwww", "scrapy", "java/", "okhttp"};
    *device = EVENT_DEVICE_NONE;
    if (user_agent == NULL || *user_agent == '\0')
        return false;
    for (size_t i = 0; i < sizeof bots / sizeof *bots; i++)
        if (strcasestr(user_agent, bots[i]) != NULL)
            return false;
    bool android = strstr(user_agent, "Android") != NULL, mobile = strstr(user_agent, "Mobile") != NULL;
    if (strstr(user_agent, "iPad") != NULL || strstr(user_agent, "Tablet") != NULL || (android && !mobile))
        *device = EVENT_TABLET;
    else
        *device = mobile || strstr(user_agent, "iPhone") != NULL ? EVENT_PHONE : EVENT_DESKTOP;
    return true;
}

int64_t event_country_number(const char *country)
{
    return country[0] == '\0' || country[1] == '\0' ? 0 : (unsigned char)country[0] * 256 + (unsigned char)country[1];
}

char *event_country_text(struct arena *arena, int64_t number)
{
    return number == 0 ? arena_strdup(arena, "") : arena_printf(arena, "%c%c", (int)(number / 256), (int)(number % 256));
}

/* ---- the line ---- */

enum { FIELDS = 13 }; /* the last is empty: a line that was cut anywhere has fewer */
#define MOMENT_MOST INT64_C(253402300799) /* the end of the year 9999: no month has another name */

static void append_field(struct text *out, const char *field)
{
    text_append_char(out, '\t');
    size_t begin = out->length;
    text_append(out, field);
    for (size_t i = begin; i < out->length; i++)
        if (out->bytes[i] == '\t' || out->bytes[i] == '\n')
            out->bytes[i] = ' ';
}

static void append_number(struct text *out, int64_t number)
{
    text_append_char(out, '\t');
    text_append_integer(out, number);
}

void event_write_line(struct text *out, const struct event *event)
{
    text_append_integer(out, event->at);
    append_field(out, event->name);
    append_number(out, event->actor);
    append_number(out, event->session);
    append_number(out, event->course_id);
    append_number(out, event->lesson_id);
    append_number(out, (int64_t)event->device);
    append_field(out, event->country);
    append_field(out, event->page);
    append_field(out, event->referrer);
    append_field(out, event->properties);
    append_field(out, event->key);
    append_field(out, "");
    text_append_char(out, '\n');
}

static bool number_of(const char *field, int64_t *number)
{
    return text_integer(field, INT64_MIN / 2, INT64_MAX / 2, number);
}

bool event_read_line(char *line, struct event *event)
{
    char *fields[FIELDS];
    int count = 0;
    for (char *at = line; at != NULL && count < FIELDS;)
        fields[count++] = strsep(&at, "\t");
    int64_t device = 0;
    if (count != FIELDS || !text_integer(fields[0], 0, MOMENT_MOST, &event->at) || !number_of(fields[2], &event->actor) ||
        !number_of(fields[3], &event->session) || !number_of(fields[4], &event->course_id) || !number_of(fields[5], &event->lesson_id) ||
        !text_integer(fields[6], 0, EVENT_DEVICES - 1, &device) || !event_name_fits(fields[1]) || *fields[FIELDS - 1] != '\0')
        return false;
    event->name = fields[1];
    event->device = (enum event_device)device;
    event->country = fields[7];
    event->page = fields[8];
    event->referrer = fields[9];
    event->properties = fields[10];
    event->key = fields[11];
    return true;
}
