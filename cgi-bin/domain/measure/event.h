/* event.h - one thing that happened, and the catalogue of names that Nexus itself uses.
 *
 * Names are "subject.verb in the past" (course.enrolled); what stands before the dot is the category. Unknown names are kept. */
#ifndef NEXUS_EVENT_H
#define NEXUS_EVENT_H

#include "core/base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    EVENT_NAME_MOST = 64,         /* letters, digits, . _ - */
    EVENT_PAGE_MOST = 300,
    EVENT_PROPERTIES_MOST = 2000, /* bytes of JSON */
    EVENT_KEY_MOST = 64
};

/* 1980 (UTC seconds). A machine without a clock of its own begins in 1970: what is said to be earlier is kept and counted nowhere, or
 * reports would begin there. */
#define EVENT_FIRST INT64_C(315532800)

enum event_device { EVENT_DEVICE_NONE, EVENT_PHONE, EVENT_TABLET, EVENT_DESKTOP, EVENT_DEVICES };

struct event {
    int64_t position; /* in its source, never falling: see store.h */
    int64_t at;       /* UTC seconds */
    const char *name;
    int64_t actor;    /* > 0 a person; < 0 a visitor of that day; 0 nobody */
    int64_t session, course_id, lesson_id;
    enum event_device device;
    const char *country, *page, *referrer, *properties, *key; /* "" where there is none; never NULL */
};

/* Whether a name may be stored: 1 to EVENT_NAME_MOST of a-z A-Z 0-9 . _ - */
bool event_name_fits(const char *name);

/* The names that Nexus itself records, ended by one without name: what it means and which properties it carries. */
struct event_kind {
    const char *name, *means, *properties;
};
extern const struct event_kind event_kinds[];
const struct event_kind *event_kind_find(const char *name); /* NULL: not one of ours */

/* Whether a browser or a program may send this name. Of ours those that only a browser knows, and views; the others are facts. A name
 * that is not ours may be sent, unless its category has facts of ours: quiz.solved could be taken for one. */
bool event_name_open(const char *name);

/* "phone" and so on; "" for none. */
const char *event_device_name(enum event_device device);
enum event_device event_device_read(const char *name);

/* What a browser says it is; a bot (or nothing at all) gives false. Crawlers name themselves, tools do too. */
bool event_device_of(const char *user_agent, enum event_device *device);

/* The two letters of a country as a number for dimensions (0 for none), and back ("" for 0). */
int64_t event_country_number(const char *country);
char *event_country_text(struct arena *arena, int64_t number);

/* Appends the event as a line of tab-separated fields (without its position), tabs and line ends in texts becoming spaces; and
 * reads one back, cutting `line` up. False when it is no such line. */
void event_write_line(struct text *out, const struct event *event);
bool event_read_line(char *line, struct event *event);

#endif
