/* explore.c - finding single events. See explore.h. */
#include "domain/measure/explore.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "domain/measure/pack.h"
#include "domain/measure/scope.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS                                                                                                                  \
    "e.id, e.at, n.name, e.actor, e.session, e.course_id, e.lesson_id, e.device, e.country, e.page, e.referrer, e.properties, e.key" \
    " FROM event e JOIN name n ON n.id = e.name_id"

struct search {
    struct arena *arena;
    struct store *store;
    struct db *rollup;
    const struct explore_question *question;
    struct event_scope scope;
    struct explore_cursor *cursor;
    struct explore_seen *seen;
    int64_t misses; /* rows that were looked up for nothing */
    int limit;
    explore_taker take;
    void *context;
    bool stopped;
};

static struct explored row_of(struct db_steps *row, const char *month)
{
    struct explored one = {.id = db_step_integer(row, 0)};
    one.event = (struct event){.at = db_step_integer(row, 1),
                               .name = db_step_text(row, 2),
                               .actor = db_step_integer(row, 3),
                               .session = db_step_integer(row, 4),
                               .course_id = db_step_integer(row, 5),
                               .lesson_id = db_step_integer(row, 6),
                               .device = (enum event_device)db_step_integer(row, 7),
                               .country = db_step_text(row, 8),
                               .page = db_step_text(row, 9),
                               .referrer = db_step_text(row, 10),
                               .properties = db_step_text(row, 11),
                               .key = db_step_text(row, 12)};
    memcpy(one.month, month, STORE_MONTH_BYTES);
    return one;
}

/* ---- what only the month knows ---- */

static bool has_property(struct arena *arena, const char *properties, const char *key, const char *value)
{
    if (strstr(properties, key) == NULL) /* most have it not at all; keys with escapes are not looked for */
        return false;
    const cJSON *member = json_member(json_read(arena, properties, strlen(properties), NULL), key);
    if (cJSON_IsString(member))
        return strcmp(member->valuestring, value) == 0;
    return member != NULL && strcmp(json_write(arena, member), value) == 0;
}

static bool needs_row(const struct explore_question *question)
{
    return *question->page != '\0' || *question->key != '\0';
}

static bool row_passes(struct search *search, const struct event *event)
{
    const struct explore_question *question = search->question;
    return text_starts(event->page, question->page) &&
           (*question->key == '\0' || has_property(search->arena, event->properties, question->key, question->value));
}

/* Gives one; the cursor stands behind it. */
static void give(struct search *search, const struct explored *one)
{
    search->seen->shown++;
    bool wants = search->take(search->context, one);
    search->stopped = !wants || search->seen->shown >= search->limit;
    search->seen->more = search->stopped;
}

static void move_cursor(struct search *search, int64_t at)
{
    search->cursor->skip = at == search->cursor->at ? search->cursor->skip + 1 : 1;
    search->cursor->at = at;
}

static bool is_tired(struct search *search)
{
    if (search->seen->passed < EXPLORE_PASSED_MOST && search->misses < EXPLORE_LOOKUPS_MOST)
        return false;
    search->seen->tired = search->seen->more = search->stopped = true;
    return true;
}

/* ---- hour by hour ---- */

struct heap { /* the occurrences of an hour that pass */
    struct occurrence *list;
    size_t count, room;
};

static void add(struct heap *heap, struct occurrence occurrence)
{
    if (heap->count == heap->room) {
        heap->room = heap->room == 0 ? 1024 : heap->room * 2;
        heap->list = realloc(heap->list, heap->room * sizeof *heap->list);
        assert(heap->list != NULL);
    }
    heap->list[heap->count++] = occurrence;
}

static bool passes(const struct search *search, const struct occurrence *occurrence)
{
    const struct explore_question *question = search->question;
    if (occurrence->at < question->from || occurrence->at >= question->until || occurrence->at > search->cursor->at ||
        (question->of_actor && occurrence->actor != question->actor) || occurrence->context >= search->scope.context_count ||
        !scope_has(&search->scope, occurrence->actor))
        return false;
    const struct context *context = &search->scope.contexts[occurrence->context];
    return scope_passes(&search->scope, context) && (question->lesson_id == 0 || question->lesson_id == context->lesson_id);
}

static void read_hour(struct search *search, struct heap *heap, int64_t name_id, int64_t hour)
{
    heap->count = 0;
    struct db_steps *row = db_steps(search->rollup, "SELECT name_id, bytes FROM pack WHERE hour = ?1 AND (?2 = 0 OR name_id = ?2)", hour, name_id);
    while (db_steps_next(row)) {
        size_t length;
        const void *bytes = db_step_blob(row, 1, &length);
        struct pack_reader reader = pack_read(bytes, length, hour);
        for (struct occurrence one = {.name_id = (uint32_t)db_step_integer(row, 0)}; pack_next(&reader, &one); search->seen->passed++)
            if (passes(search, &one))
                add(heap, one);
    }
    occurrences_sort(heap->list, heap->count);
}

/* What the packs know of it. */
static struct explored known_of(const struct search *search, const struct occurrence *occurrence)
{
    const struct context *about = &search->scope.contexts[occurrence->context];
    const char *name = db_text(search->rollup, "SELECT name FROM name WHERE id = ?1", (int64_t)occurrence->name_id);
    struct explored one = {.event = {.at = occurrence->at, .name = name == NULL ? "" : name, .actor = occurrence->actor,
                                     .course_id = about->course_id, .lesson_id = about->lesson_id, .device = (enum event_device)about->device,
                                     .country = event_country_text(search->arena, about->country), .page = "", .referrer = "",
                                     .properties = "", .key = ""}};
    store_month_of(occurrence->at, one.month);
    return one;
}

/* The row of an occurrence; of several alike the one `nth` from the end. */
static void give_occurrence(struct search *search, const struct occurrence *occurrence, int64_t nth)
{
    struct explored one = known_of(search, occurrence);
    const struct event *known = &one.event;
    struct db *month = store_month(search->store, one.month);
    int64_t shown = search->seen->shown;
    struct db_steps *row = month == NULL ? NULL
                                         : db_steps(month,
                                                    "SELECT " COLUMNS " WHERE e.actor = ?1 AND e.at = ?2 AND n.name = ?3 AND e.course_id = ?4"
                                                    " AND e.lesson_id = ?5 AND e.device = ?6 AND e.country = ?7 ORDER BY e.id DESC LIMIT 1 OFFSET ?8",
                                                    known->actor, known->at, known->name, known->course_id, known->lesson_id, (int64_t)known->device,
                                                    known->country, nth);
    if (row != NULL && db_steps_next(row)) {
        one = row_of(row, one.month);
        if (row_passes(search, &one.event))
            give(search, &one);
        db_steps_end(row);
    } else if (!needs_row(search->question)) {
        give(search, &one);
    }
    search->misses += search->seen->shown == shown;
}

static bool are_alike(const struct occurrence *a, const struct occurrence *b)
{
    return a->at == b->at && a->actor == b->actor && a->context == b->context && a->name_id == b->name_id;
}

static void give_hour(struct search *search, const struct heap *heap)
{
    int64_t skip = search->cursor->skip, skip_at = search->cursor->at, alike = 0;
    for (size_t i = heap->count; i > 0 && !search->stopped; i--) {
        const struct occurrence *one = &heap->list[i - 1];
        alike = i < heap->count && are_alike(one, one + 1) ? alike + 1 : 0;
        if (one->at == skip_at && skip > 0) {
            skip--;
            continue;
        }
        move_cursor(search, one->at);
        give_occurrence(search, one, alike);
        if (!search->stopped)
            is_tired(search);
    }
}

static void search_packs(struct search *search)
{
    const char *name = search->question->name;
    int64_t name_id = *name == '\0' ? 0 : db_integer(search->rollup, -1, "SELECT id FROM name WHERE name = ?1", name);
    struct heap heap = {0};
    int64_t last = search->cursor->at < search->question->until ? search->cursor->at : search->question->until - 1;
    for (int64_t hour = last / CLOCK_HOUR + 1; !search->stopped;) {
        hour = name_id == 0 ? db_integer(search->rollup, INT64_MIN, "SELECT max(hour) FROM pack WHERE hour < ?1", hour)
                            : db_integer(search->rollup, INT64_MIN, "SELECT max(hour) FROM pack WHERE name_id = ?1 AND hour < ?2", name_id, hour);
        if (hour == INT64_MIN || hour < search->question->from / CLOCK_HOUR)
            break; /* days before 1970 may be asked for, too */
        read_hour(search, &heap, name_id, hour);
        give_hour(search, &heap);
        if (!search->stopped && is_tired(search))
            *search->cursor = (struct explore_cursor){.at = hour * CLOCK_HOUR - 1};
    }
    free(heap.list);
}

bool explore_events(struct arena *arena, struct store *store, const struct explore_question *question, struct explore_cursor *cursor, int limit,
                    explore_taker take, void *context, struct explore_seen *seen)
{
    struct search search = {.arena = arena, .store = store, .rollup = store_rollup(store), .question = question, .cursor = cursor,
                            .seen = seen, .limit = limit, .take = take, .context = context};
    *seen = (struct explore_seen){0};
    if (!db_begin_read(search.rollup))
        return false;
    search.scope = scope_read(arena, search.rollup, &question->filter);
    search_packs(&search);
    db_end(search.rollup, false);
    return db_failed(search.rollup) == DB_OK;
}

/* ---- one, and the newest ---- */

/* It becomes a file's name. */
static bool is_month(const char *name)
{
    return strlen(name) == STORE_MONTH_BYTES - 1 && strspn(name, "0123456789") == 4 && name[4] == '-' && strspn(name + 5, "0123456789") == 2;
}

bool explore_find(struct arena *arena, struct store *store, const char *name, int64_t id, struct explored *one)
{
    struct db *month = is_month(name) ? store_month(store, name) : NULL;
    struct db_steps *row = month == NULL ? NULL : db_steps(month, "SELECT " COLUMNS " WHERE e.id = ?1", id);
    if (row == NULL || !db_steps_next(row))
        return false;
    *one = row_of(row, name);
    struct event *event = &one->event;
    const char **texts[] = {&event->name, &event->country, &event->page, &event->referrer, &event->properties, &event->key};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = arena_strdup(arena, *texts[i]);
    db_steps_end(row);
    return true;
}

static bool month_after(struct store *store, const char *name, int64_t id, int limit, explore_taker take, void *context)
{
    struct db *month = store_month(store, name);
    if (month == NULL)
        return true;
    int64_t newest = db_integer(month, 0, "SELECT max(id) FROM event");
    struct db_steps *row = db_steps(month, "SELECT " COLUMNS " WHERE e.id > ?1 ORDER BY e.id", id > newest - limit ? id : newest - limit);
    while (db_steps_next(row)) {
        struct explored one = row_of(row, name);
        take(context, &one);
    }
    return db_failed(month) == DB_OK;
}

bool explore_after(struct store *store, const char *month, int64_t id, int limit, explore_taker take, void *context)
{
    enum { NEWEST = 2 };
    char months[NEWEST][STORE_MONTH_BYTES];
    int count = store_months(store, months, NEWEST);
    for (int i = 0; i < count; i++) {
        int order = strcmp(months[i], month);
        if (order >= 0 && !month_after(store, months[i], order == 0 ? id : 0, limit, take, context))
            return false;
    }
    return true;
}
