/* events.c - a stream of events of a made-up academy, for tests/bench/events.mjs: how fast they are stored and folded, and something
 * large to ask questions of. `make bench-events` builds it.
 *
 *     events store DATA EVENTS USERS DAYS   through the store, in batches of 1,000, then folded and the days made
 *     events spool DATA EVENTS USERS DAYS   appended to the spool as pages do, 1,000 lines at once, taken away as the worker does
 *
 * The days end now. People come one after the other over the days, look at courses (20, of 25 lessons) most in their first week,
 * enrol in some and complete lessons; the same numbers give the same stream. Prints "NAME VALUE UNIT" lines; each rate also by the
 * processor's time, which a busy machine does not spoil. */
#include "core/base/clock.h"
#include "core/base/text.h"
#include "domain/assess/shuffle.h"
#include "domain/measure/collect.h"
#include "domain/measure/fold.h"
#include "domain/measure/spool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BATCH = 1000, COURSES = 20, LESSONS = 25, FOLD_AT_ONCE = 200000 };

struct stream {
    uint64_t random;
    int64_t events, users, days, from; /* how many, and the first moment */
    int64_t made, registered;
    char referrer[32];
};

static int64_t below(struct stream *stream, int64_t limit)
{
    return (int64_t)(shuffle_next(&stream->random) % (uint64_t)(limit < 1 ? 1 : limit));
}

static const char *name_of(struct stream *stream)
{
    static const struct { const char *name; int until; } names[] = {
        {"page.viewed", 25}, {"course.viewed", 38}, {"lesson.viewed", 75}, {"lesson.completed", 90}, {"course.enrolled", 93},
        {"quiz.submitted", 96}, {"account.signed_in", 99}, {"search.done", 100}};
    int64_t chance = below(stream, 100);
    for (size_t i = 0;; i++)
        if (chance < names[i].until)
            return names[i].name;
}

/* Half of what happens is done by those who came in the last week. */
static int64_t actor_of(struct stream *stream)
{
    int64_t week = stream->users * 7 / stream->days + 1, newest = stream->registered;
    return below(stream, 2) == 0 && newest > week ? newest - below(stream, week) : 1 + below(stream, newest);
}

static struct event next(struct stream *stream)
{
    static const char *const countries[] = {"ZA", "DE", "FR", "KE", "NG", "IN", "US", ""};
    int64_t at = stream->from + stream->made * (stream->days * CLOCK_DAY) / stream->events;
    struct event event = {.position = stream->made + 1, .at = at, .country = "", .page = "", .referrer = "", .properties = "", .key = ""};
    bool arrives = stream->registered < 1 + stream->made * (stream->users - 1) / stream->events || stream->registered == 0;
    stream->made++;
    event.actor = arrives ? ++stream->registered : actor_of(stream);
    event.name = arrives ? "account.registered" : name_of(stream);
    event.course_id = strstr(event.name, "course.") != NULL || strstr(event.name, "lesson.") != NULL ? 1 + below(stream, COURSES) : 0;
    event.lesson_id = strstr(event.name, "lesson.") != NULL ? event.course_id * LESSONS + below(stream, LESSONS) : 0;
    event.device = (enum event_device)(1 + event.actor % 3);
    event.country = countries[event.actor % 8];
    event.page = event.lesson_id != 0 ? "/courses/a-course/a-lesson" : "/courses";
    return event;
}

static void report(const char *name, double value, const char *unit)
{
    printf("%s %.0f %s\n", name, value, unit);
    fflush(stdout);
}

/* By the clock and by the processor's time. */
struct watch {
    int64_t clock, work;
};

static int64_t worked(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static struct watch begin(void)
{
    return (struct watch){clock_microseconds(), worked()};
}

static void add(struct watch *spent, struct watch from)
{
    spent->clock += clock_microseconds() - from.clock;
    spent->work += worked() - from.work;
}

static void rate(const char *name, int64_t count, struct watch spent)
{
    char processor[64];
    if (count == 0)
        return;
    snprintf(processor, sizeof processor, "%s_processor", name);
    report(name, (double)count * 1e6 / (double)(spent.clock + 1), "events/s");
    report(processor, (double)count * 1e6 / (double)(spent.work + 1), "events/s");
}

static bool store(struct stream *stream, struct store *store)
{
    static struct event batch[BATCH];
    struct watch spent = {0};
    while (stream->made < stream->events) {
        size_t count = 0;
        while (count < BATCH && stream->made < stream->events)
            batch[count++] = next(stream);
        struct watch from = begin();
        if (!store_events(store, "bench", batch, count, stream->made, NULL))
            return false;
        add(&spent, from);
    }
    rate("store_events", stream->events, spent);
    return true;
}

static bool spool(struct arena *arena, const struct config *config, struct stream *stream, struct store *store)
{
    struct watch from = begin(), spent = {0};
    int64_t stored = 0;
    while (stream->made < stream->events) {
        struct arena *own = arena_new();
        struct text lines = text_in(own);
        for (int i = 0; i < BATCH && stream->made < stream->events; i++) {
            struct event event = next(stream);
            event_write_line(&lines, &event);
        }
        bool good = spool_append(config, lines.bytes, lines.length);
        if (stream->made % (50 * BATCH) == 0 || stream->made == stream->events) {
            int64_t taken = collect_spooled(own, config, store);
            good = good && taken >= 0;
            stored += taken;
        }
        store_use_arena(store, arena);
        arena_free(own);
        if (!good)
            return false;
    }
    add(&spent, from);
    rate("spool_to_store", stream->events, spent);
    return stored == stream->events;
}

static bool fold(struct store *store, int64_t events)
{
    struct watch first = {0}, second = {0}, days = {0}, from = begin();
    int64_t folded = 0, half = 0;
    for (int64_t more; (more = fold_events(store, "UTC", FOLD_AT_ONCE)) > 0; from = begin()) {
        bool early = folded < events / 2;
        add(early ? &first : &second, from);
        folded += more;
        half += early ? more : 0;
    }
    rate("fold_first_half", half, first);
    rate("fold_second_half", folded - half, second);
    from = begin();
    int64_t made = 0;
    for (int64_t more; (more = fold_days(store, "UTC", 10)) > 0;)
        made += more;
    add(&days, from);
    report("day_made", (double)days.work / 1000 / (double)(made + 1), "ms");
    return folded == events;
}

int main(int argc, char **argv)
{
    struct stream stream = {.random = 20261121};
    if (argc != 6 || !text_integer(argv[3], 1, 1000000000, &stream.events) || !text_integer(argv[4], 1, 100000000, &stream.users) ||
        !text_integer(argv[5], 1, 3650, &stream.days)) {
        fputs("usage: events store|spool DATA EVENTS USERS DAYS\n", stderr);
        return 2;
    }
    struct arena *arena = arena_new();
    struct config config = {.data = argv[2], .home = "."};
    struct store *to = store_open(arena, &config, true);
    stream.from = (clock_now() / CLOCK_DAY - stream.days + 1) * CLOCK_DAY;
    bool done = to != NULL && (strcmp(argv[1], "spool") == 0 ? spool(arena, &config, &stream, to) : store(&stream, to)) &&
                fold(to, stream.events);
    if (to != NULL)
        store_checkpoint(to);
    store_close(to);
    arena_free(arena);
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
