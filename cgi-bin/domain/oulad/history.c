/* history.c - the events: facts with a key each, so that they are stored once from whichever files, and rows of clicks by their number.
 * Called by oulad.c. */
#include "domain/oulad/parts.h"

#include "core/base/clock.h"
#include "core/base/text.h"
#include "domain/measure/collect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { AT_ONCE = 5000, TRIES = 20, TRY_AGAIN_MILLISECONDS = 250, EVENING = 20 * CLOCK_HOUR };

struct telling {
    struct oulad *oulad;
    struct store *store;
    const char *source, *zone;
    struct arena *own; /* of what waits */
    struct event events[AT_ONCE];
    size_t count;
    int64_t position;
    bool good;
};

static void flush(struct telling *telling)
{
    for (int tries = 0; telling->good && telling->count > 0; tries++) {
        if (store_events(telling->store, telling->source, telling->events, telling->count, telling->position, &telling->oulad->report->fresh))
            break;
        telling->good = tries < TRIES;
        nanosleep(&(struct timespec){.tv_nsec = TRY_AGAIN_MILLISECONDS * 1000000L}, NULL);
    }
    telling->count = 0;
    arena_reset(telling->own);
}

static struct event *add(struct telling *telling, int64_t at, const char *name, int64_t actor, int64_t course_id)
{
    if (telling->count == AT_ONCE)
        flush(telling);
    struct event *event = &telling->events[telling->count++];
    *event = (struct event){.position = ++telling->position, .at = at, .name = name, .actor = actor, .course_id = course_id,
                            .country = "GB", .page = "", .referrer = "", .properties = "", .key = ""};
    return event;
}

/* The first second of a day of a run, or so many seconds later; the last second of the day for -1. */
static int64_t moment(const struct telling *telling, const struct oulad_course *course, int64_t day, int64_t seconds)
{
    int64_t start = clock_day_start(course->start + day + (seconds < 0), telling->zone);
    return start + seconds;
}

/* ---- facts ---- */

static void tell_fact(struct telling *telling, const struct oulad_enrolment *one, const char *name, int64_t day, int64_t seconds)
{
    const struct oulad_course *course = &telling->oulad->courses[one->course];
    const struct oulad_student *student = &telling->oulad->students[one->student];
    if (telling->count == AT_ONCE)
        flush(telling); /* before the key is made in its arena */
    const char *key = arena_printf(telling->own, "oulad %s %lld %s", course->slug, (long long)student->number, name);
    add(telling, moment(telling, course, day, seconds), name, student->id, course->id)->key = key;
    telling->oulad->report->facts++;
}

static void tell_enrolments(struct telling *telling)
{
    struct oulad *oulad = telling->oulad;
    for (int i = 0; i < oulad->enrolment_count; i++) {
        const struct oulad_enrolment *one = &oulad->enrolments[i];
        const struct oulad_course *course = &oulad->courses[one->course];
        struct oulad_student *student = &oulad->students[one->student];
        int64_t day = one->registered == OULAD_NO_DAY ? 0 : one->registered;
        if (course->start + day == student->joined) {
            tell_fact(telling, one, "account.registered", day, 0);
            telling->events[telling->count - 1].course_id = 0;
            telling->events[telling->count - 1].key = arena_printf(telling->own, "oulad %lld account.registered", (long long)student->number);
        }
        if (one->registered != OULAD_NO_DAY)
            tell_fact(telling, one, "course.enrolled", day, 0);
        if (one->left != OULAD_NO_DAY)
            tell_fact(telling, one, "course.left", one->left, -1);
        else if (one->completed)
            tell_fact(telling, one, "course.completed", course->length, 0);
    }
}

static bool tell_submissions(struct telling *telling)
{
    static const char *const columns[] = {"id_assessment", "id_student", "date_submitted", "is_banked", "score", NULL};
    struct oulad *oulad = telling->oulad;
    struct oulad_table table;
    if (!oulad_open(oulad, &table, "studentAssessment", columns))
        return false;
    while (oulad_next(&table)) {
        int at = oulad_find(&oulad->by_assessment, oulad_number(&table, 0)), student = oulad_find(&oulad->by_student, oulad_number(&table, 1));
        int64_t day = oulad_day(&table, 2), score = oulad_number(&table, 4);
        const char *banked = oulad_text(&table, 3);
        if (at < 0 || student < 0 || day == OULAD_NO_DAY || strcmp(banked, "True") == 0 || strcmp(banked, "1") == 0)
            continue;
        const struct oulad_site *assessment = &oulad->assessments[at];
        const struct oulad_lesson *lesson = &oulad->lessons[assessment->lesson];
        const struct oulad_course *course = &oulad->courses[assessment->course];
        struct event *event = add(telling, moment(telling, course, day, EVENING), "quiz.submitted", oulad->students[student].id, course->id);
        event->lesson_id = lesson->id;
        event->page = lesson->path;
        event->key = arena_printf(telling->own, "oulad %lld %lld", (long long)assessment->number, (long long)oulad->students[student].number);
        if (score != OULAD_NO_DAY)
            event->properties = arena_printf(telling->own, "{\"percent\":%d,\"passed\":%s}", (int)score, score >= OULAD_PASSES ? "true" : "false");
        oulad->report->facts++;
    }
    oulad_close(&table);
    return true;
}

/* ---- clicks ---- */

static const char *const click_columns[] = {"code_module", "code_presentation", "id_student", "id_site", "date", "sum_click", NULL};

struct click {
    struct oulad_course *course;
    const struct oulad_site *site;
    int64_t actor, day, clicks;
};

/* What a row says; false when another file lacks its course, site or student. */
static bool read_click(const struct oulad *oulad, const struct oulad_table *table, struct click *click)
{
    int course = oulad_course_of(oulad, table), site = oulad_find(&oulad->by_site, oulad_number(table, 3));
    int student = oulad_find(&oulad->by_student, oulad_number(table, 2));
    int64_t day = oulad_number(table, 4);
    if (course < 0 || site < 0 || student < 0 || oulad->sites[site].course != course || day < OULAD_FIRST_DAY || day >= OULAD_FIRST_DAY + OULAD_DAYS)
        return false;
    *click = (struct click){.course = &oulad->courses[course], .site = &oulad->sites[site], .actor = oulad->students[student].id, .day = day,
                            .clicks = oulad_number(table, 5)};
    return true;
}

/* How many rows each day of each run has: they share its seconds. */
static bool count_clicks(struct oulad *oulad)
{
    struct oulad_table table;
    struct click click;
    if (!oulad_open(oulad, &table, "studentVle", click_columns))
        return false;
    while (oulad_next(&table)) {
        oulad->report->clicks++;
        if (read_click(oulad, &table, &click))
            click.course->rows[click.day - OULAD_FIRST_DAY]++;
        else
            oulad->report->unplaced++;
    }
    oulad_close(&table);
    return true;
}

static void tell_click(struct telling *telling, const struct click *click)
{
    size_t at = (size_t)(click->day - OULAD_FIRST_DAY);
    int64_t start = moment(telling, click->course, click->day, 0), length = moment(telling, click->course, click->day, -1) + 1 - start;
    int64_t seconds = click->course->told[at]++ * length / click->course->rows[at];
    const struct oulad_lesson *lesson = &telling->oulad->lessons[click->site->lesson];
    struct event *event = add(telling, start + seconds, "lesson.viewed", click->actor, click->course->id);
    event->lesson_id = lesson->id;
    event->page = lesson->path;
    event->properties = arena_printf(telling->own, "{\"clicks\":%d,\"site\":%lld}", (int)click->clicks, (long long)click->site->number);
}

static bool tell_clicks(struct telling *telling, void (*progress)(int64_t done, int64_t all))
{
    struct oulad *oulad = telling->oulad;
    struct oulad_table table;
    struct click click;
    if (!count_clicks(oulad) || !oulad_open(oulad, &table, "studentVle", click_columns))
        return false;
    for (int64_t done = 0; telling->good && oulad_next(&table); done++) {
        if (read_click(oulad, &table, &click))
            tell_click(telling, &click);
        if (progress != NULL && done % AT_ONCE == 0)
            progress(done, oulad->report->clicks);
    }
    flush(telling);
    oulad_close(&table);
    return telling->good;
}

bool oulad_tell(struct oulad *oulad, const struct config *config, struct store *store, const char *source,
                void (*progress)(int64_t done, int64_t all))
{
    struct telling *telling = calloc(1, sizeof *telling);
    if (telling == NULL)
        return false;
    *telling = (struct telling){.oulad = oulad, .store = store, .zone = collect_zone(config), .own = arena_new(), .good = true,
                                .source = arena_printf(oulad->arena, "%s facts", source)};
    tell_enrolments(telling);
    bool good = tell_submissions(telling);
    flush(telling);
    telling->source = arena_printf(oulad->arena, "%s clicks", source);
    telling->position = 0;
    good = good && telling->good && tell_clicks(telling, progress);
    arena_free(telling->own);
    free(telling);
    return good;
}
