/* story.c - see story.h. Called by `nexus demo`, after the people lived and talked; the facts that they left (enrolled, completed,
 * passed) are in the main database and are only taken along here. */
#include "domain/demo/story.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/secret.h"
#include "core/base/zone.h"
#include "domain/account/session.h"
#include "domain/assess/shuffle.h"
#include "domain/measure/collect.h"
#include "domain/measure/fold.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 5000, LEARNERS_AT_ONCE = 200, COURSES_MOST = 100, FOLD_AT_ONCE = 1000000, FOLD_DAYS_AT_ONCE = 50 };

struct course {
    int64_t id, preview_id; /* a lesson that visitors may read, 0 none */
    const char *slug, *preview;
};

struct story {
    struct arena *arena; /* of the courses */
    struct arena *own;   /* of a piece of the story */
    struct db *db;
    struct store *store;
    uint64_t random;
    int64_t now, position;
    struct course courses[COURSES_MOST];
    int64_t course_count;
    struct event *events; /* of this piece */
    size_t count, room;
    bool good;
};

/* Whoever is looking: what all their events have in common. */
struct looker {
    int64_t actor, at;
    enum event_device device;
    const char *country, *referrer;
};

bool story_outage(int64_t day, int64_t now)
{
    return day == now / CLOCK_DAY - STORY_OUTAGE_DAYS;
}

static double chance(struct story *story)
{
    return (double)(shuffle_next(&story->random) >> 11) / 9007199254740992.0; /* 2^53 */
}

static int64_t below(struct story *story, int64_t limit)
{
    return limit <= 0 ? 0 : (int64_t)(shuffle_next(&story->random) % (uint64_t)limit);
}

/* ---- events ---- */

static struct event *add(struct story *story, struct looker *looker, const char *name, const char *page)
{
    if (looker->at >= story->now || (story_outage(looker->at / CLOCK_DAY, story->now) && looker->at % CLOCK_DAY > 2 * CLOCK_HOUR))
        return NULL;
    if (story->count == story->room) {
        story->room = story->room == 0 ? BATCH : story->room * 2;
        story->events = realloc(story->events, story->room * sizeof *story->events);
        assert(story->events != NULL);
    }
    struct event *event = &story->events[story->count++];
    *event = (struct event){.at = looker->at, .name = name, .actor = looker->actor, .device = looker->device, .country = looker->country,
                            .page = page, .referrer = looker->referrer, .properties = "", .key = ""};
    looker->referrer = page;
    return event;
}

static void look(struct story *story, struct looker *looker, const char *page)
{
    add(story, looker, "page.viewed", page);
    looker->at += 8 + below(story, 60);
}

static void look_at_course(struct story *story, struct looker *looker, int64_t course_id, const char *slug)
{
    struct event *event = add(story, looker, "course.viewed", arena_printf(story->own, "/courses/%s", slug));
    if (event != NULL)
        event->course_id = course_id;
    looker->at += 15 + below(story, 90);
}

static void look_at_lesson(struct story *story, struct looker *looker, int64_t course_id, int64_t lesson_id, const char *page)
{
    struct event *event = add(story, looker, "lesson.viewed", page);
    if (event == NULL)
        return;
    event->course_id = course_id;
    event->lesson_id = lesson_id;
}

static void search(struct story *story, struct looker *looker)
{
    look(story, looker, "/search");
    struct event *event = add(story, looker, "search.done", "/search");
    if (event != NULL)
        event->properties = arena_printf(story->own, "{\"results\":%d}", (int)(chance(story) < 0.15 ? 0 : 1 + below(story, 12)));
}

static int by_time(const void *left, const void *right)
{
    const struct event *a = left, *b = right;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    if (a->actor != b->actor)
        return a->actor < b->actor ? -1 : 1;
    return strcmp(a->name, b->name);
}

/* Stores the piece that is told, and begins the next. */
static void end_piece(struct story *story)
{
    if (story->count > 1)
        qsort(story->events, story->count, sizeof *story->events, by_time);
    for (size_t i = 0; i < story->count; i++)
        story->events[i].position = ++story->position;
    for (size_t from = 0; from < story->count && story->good; from += BATCH) {
        size_t most = story->count - from < BATCH ? story->count - from : BATCH;
        story->good = store_events(story->store, "demo", story->events + from, most, story->events[from + most - 1].position, NULL);
    }
    story->count = 0;
    arena_reset(story->own);
}

/* ---- visitors ---- */

static const struct course *some_course(struct story *story)
{
    return &story->courses[below(story, story->course_count)];
}

static enum event_device some_device(struct story *story)
{
    double drawn = chance(story);
    return drawn < 0.44 ? EVENT_PHONE : drawn < 0.51 ? EVENT_TABLET : EVENT_DESKTOP;
}

static const char *some_country(struct story *story)
{
    static const char *const countries[] = {"ZA", "ZA", "ZA", "NG", "NG", "KE", "GH", "FR", "FR", "DE", "BR", "IN", "US", "GB", ""};
    return countries[below(story, sizeof countries / sizeof *countries)];
}

/* Landing page, catalogue, course, perhaps a preview, perhaps the form: fewer at each step. */
static void visit(struct story *story, struct looker *looker)
{
    double begin = chance(story);
    if (begin < 0.62) {
        look(story, looker, "/");
        if (chance(story) > 0.56)
            return;
    }
    if (begin < 0.8) {
        look(story, looker, "/courses");
        if (chance(story) < 0.06)
            search(story, looker);
        if (chance(story) > 0.64)
            return;
    }
    for (bool more = story->course_count > 0; more; more = chance(story) < 0.3) {
        const struct course *course = some_course(story);
        look_at_course(story, looker, course->id, course->slug);
        if (course->preview_id != 0 && chance(story) < 0.25)
            look_at_lesson(story, looker, course->id, course->preview_id, course->preview);
    }
    if (chance(story) < 0.15)
        look(story, looker, "/register");
}

static struct looker some_visitor(struct story *story, int64_t at)
{
    static const char *const referrers[] = {"", "", "", "search.example", "search.example", "social.example", "forum.example"};
    return (struct looker){.actor = -(int64_t)(shuffle_next(&story->random) >> 12) - 1,
                           .at = at,
                           .device = some_device(story),
                           .country = some_country(story),
                           .referrer = referrers[below(story, sizeof referrers / sizeof *referrers)]};
}

/* Most in the afternoon (UTC), none at night. */
static int64_t some_time(struct story *story, int64_t day)
{
    return day * CLOCK_DAY + 5 * CLOCK_HOUR + below(story, 9 * CLOCK_HOUR) + below(story, 9 * CLOCK_HOUR);
}

static void tell_visitors(struct story *story, int64_t learners)
{
    int64_t today = story->now / CLOCK_DAY;
    for (int64_t day = today - STORY_DAYS; day <= today && story->good; day++) {
        double grown = (double)(day - today + STORY_DAYS) / STORY_DAYS, scale = (double)learners / 200;
        double many = (65 + 130 * grown) * scale * (clock_weekday(day) >= 6 ? 0.58 : 1) * (0.85 + 0.3 * chance(story));
        bool newsletter = day == today - STORY_NEWSLETTER_DAYS;
        if (newsletter)
            many *= 4;
        for (int64_t i = 0; i < (int64_t)(many + 0.5); i++) {
            struct looker visitor = some_visitor(story, some_time(story, day));
            if (newsletter && chance(story) < 0.8)
                visitor.referrer = "newsletter.example";
            visit(story, &visitor);
        }
        end_piece(story);
    }
}

/* ---- learners ---- */

static void sign_in(struct story *story, struct looker *looker, double likely)
{
    if (chance(story) < likely) {
        look(story, looker, "/signin");
        add(story, looker, "account.signed_in", "/signin");
    }
    look(story, looker, "/dashboard");
}

/* What led to the account: a visitor's way, and then the first sight of the dashboard. The account itself is a fact. */
static void tell_arrival(struct story *story, struct looker looker, int64_t joined)
{
    if (joined < story->now - STORY_DAYS * CLOCK_DAY)
        return;
    struct looker before = some_visitor(story, joined - 6 * CLOCK_MINUTE);
    before.device = looker.device;
    before.country = looker.country;
    look(story, &before, "/");
    look(story, &before, "/courses");
    if (story->course_count > 0) {
        const struct course *course = some_course(story);
        look_at_course(story, &before, course->id, course->slug);
    }
    look(story, &before, "/register");
    looker.at = joined + 5;
    sign_in(story, &looker, 0);
}

/* Every lesson that was opened, with the way to it; some are looked at again, at once or on another day. */
static int64_t tell_learning(struct story *story, struct looker *looker, int64_t user_id)
{
    int64_t day = -1;
    const cJSON *row, *rows = db_rows(story->db,
                                      "SELECT p.course_id, p.lesson_id, p.opened_at, p.seconds, c.slug AS course, l.slug AS lesson"
                                      " FROM lesson_progress p JOIN lesson l ON l.id = p.lesson_id JOIN course c ON c.id = p.course_id"
                                      " WHERE p.user_id = ?1 ORDER BY p.opened_at",
                                      user_id);
    cJSON_ArrayForEach(row, rows)
    {
        int64_t at = json_integer(row, "opened_at", 0), course_id = json_integer(row, "course_id", 0);
        const char *slug = json_string(row, "course", "");
        const char *page = arena_printf(story->own, "/courses/%s/%s", slug, json_string(row, "lesson", ""));
        looker->at = at - 90;
        looker->referrer = "";
        if (at / CLOCK_DAY != day)
            sign_in(story, looker, day < 0 ? 1 : 0.4);
        if (at / CLOCK_DAY != day || chance(story) < 0.25)
            look_at_course(story, looker, course_id, slug);
        day = at / CLOCK_DAY;
        looker->at = at;
        look_at_lesson(story, looker, course_id, json_integer(row, "lesson_id", 0), page);
        if (chance(story) < 0.4) {
            looker->at += chance(story) < 0.7 ? json_integer(row, "seconds", 60) + 10 : (1 + below(story, 5)) * CLOCK_DAY;
            look_at_lesson(story, looker, course_id, json_integer(row, "lesson_id", 0), page);
        }
    }
    return day;
}

/* Days on which somebody only looks in: often while learning, seldom afterwards, and when the newsletter came. */
static void tell_looking_in(struct story *story, struct looker *looker, int64_t joined, int64_t learned)
{
    static const char *const pages[] = {"/courses", "/notes", "/goals", "/certificates", "/profile", "/courses"};
    int64_t today = story->now / CLOCK_DAY, first = today - STORY_DAYS;
    first = joined / CLOCK_DAY + 1 > first ? joined / CLOCK_DAY + 1 : first;
    for (int64_t day = first; day <= today; day++) {
        double likely = (day <= learned + 14 ? 0.16 : 0.02) * (clock_weekday(day) >= 6 ? 0.6 : 1);
        bool newsletter = day == today - STORY_NEWSLETTER_DAYS;
        if (chance(story) > (newsletter ? 0.65 : likely))
            continue;
        looker->at = some_time(story, day);
        looker->referrer = newsletter ? "newsletter.example" : "";
        sign_in(story, looker, 0.6);
        for (int64_t more = 1 + below(story, 4); more > 0; more--)
            look(story, looker, pages[below(story, sizeof pages / sizeof *pages)]);
        if (chance(story) < 0.2)
            search(story, looker);
        if (story->course_count > 0 && chance(story) < 0.5) {
            const struct course *course = some_course(story);
            look_at_course(story, looker, course->id, course->slug);
        }
    }
}

/* The browser of somebody's whole past, so that facts have a device as well; nobody has its token. */
static void remember_browser(struct story *story, int64_t user_id, enum event_device device, int64_t from, int64_t until)
{
    static const char *const browsers[EVENT_DEVICES] = {
        [EVENT_PHONE] = "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
        [EVENT_TABLET] = "Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/604.1",
        [EVENT_DESKTOP] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"};
    const char *lost = secret_hash(story->own, secret_token(story->own));
    story->good = story->good && db_change(story->db,
                                           "INSERT INTO session (user_id, token_hash, created_at, seen_at, expires_at, user_agent)"
                                           " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                                           user_id, lost, from, until, until + SESSION_SECONDS, browsers[device]) == DB_OK;
}

static void tell_learner(struct story *story, const cJSON *person)
{
    int64_t user_id = json_integer(person, "id", 0), joined = json_integer(person, "created_at", 0);
    struct looker looker = {.actor = user_id, .device = some_device(story), .referrer = "",
                            .country = arena_strdup(story->own, zone_country(story->own, json_string(person, "time_zone", "")))};
    remember_browser(story, user_id, looker.device, joined, json_integer(person, "last_seen_at", joined));
    tell_arrival(story, looker, joined);
    int64_t learned = tell_learning(story, &looker, user_id);
    looker.device = chance(story) < 0.3 ? EVENT_PHONE : looker.device; /* on the way */
    tell_looking_in(story, &looker, joined, learned);
}

/* Some at a time: a demo may have a hundred thousand. */
static int64_t tell_learners(struct story *story)
{
    int64_t last = 0, told = 0;
    for (int count = LEARNERS_AT_ONCE; count == LEARNERS_AT_ONCE && story->good; told += count) {
        arena_own_json(story->own);
        db_use_arena(story->db, story->own);
        const cJSON *person, *people = db_rows(story->db,
                                               "SELECT id, created_at, last_seen_at, time_zone FROM person WHERE id > ?1"
                                               " AND state = 'active' ORDER BY id LIMIT ?2",
                                               last, LEARNERS_AT_ONCE);
        count = cJSON_GetArraySize(people);
        story->good = story->good && db_begin_write(story->db) == DB_OK;
        cJSON_ArrayForEach(person, people)
        {
            last = json_integer(person, "id", 0);
            tell_learner(story, person);
        }
        story->good = db_end(story->db, story->good) == DB_OK && story->good;
        end_piece(story);
    }
    db_use_arena(story->db, story->arena);
    arena_own_json(story->arena);
    return told;
}

/* ---- all of it ---- */

static void read_courses(struct story *story)
{
    const cJSON *row, *rows = db_rows(story->db,
                                      "SELECT c.id, c.slug, l.id AS preview_id, l.slug AS preview FROM course c LEFT JOIN lesson l ON l.id ="
                                      " (SELECT min(p.id) FROM lesson p WHERE p.course_id = c.id AND p.preview = 1 AND p.removed_at IS NULL)"
                                      " WHERE c.state = 'published' ORDER BY c.id LIMIT ?1",
                                      COURSES_MOST);
    cJSON_ArrayForEach(row, rows)
    {
        const char *slug = json_string(row, "slug", "");
        story->courses[story->course_count++] =
            (struct course){.id = json_integer(row, "id", 0), .preview_id = json_integer(row, "preview_id", 0), .slug = slug,
                            .preview = arena_printf(story->arena, "/courses/%s/%s", slug, json_string(row, "preview", ""))};
    }
}

static bool count_all(struct story *story, const struct config *config)
{
    const char *zone = collect_zone(config);
    int64_t more = collect_events(story->arena, config, story->db, story->store) < 0 ? -1 : 1;
    while (more > 0)
        more = fold_events(story->store, zone, FOLD_AT_ONCE);
    for (int64_t made = 1; more == 0 && made > 0;) {
        made = fold_days(story->store, zone, FOLD_DAYS_AT_ONCE);
        more = made < 0 ? -1 : 0;
    }
    store_checkpoint(story->store);
    return more == 0;
}

bool story_tell(struct arena *arena, const struct config *config, struct db *db, uint64_t seed, int64_t now)
{
    struct story story = {.arena = arena, .own = arena_new(), .db = db, .random = seed, .now = now, .good = true};
    story.store = store_open(arena, config, true);
    if (story.store != NULL) {
        read_courses(&story);
        tell_visitors(&story, tell_learners(&story));
        story.good = story.good && count_all(&story, config);
    }
    bool told = story.store != NULL && story.good;
    store_close(story.store);
    arena_free(story.own);
    free(story.events);
    return told;
}
