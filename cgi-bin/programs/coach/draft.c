/* draft.c - the list of answers that grow, and the scribe. Called by speech.c for each piece that is said. */
#include "programs/coach/draft.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/log.h"
#include "core/store/database.h"
#include "domain/coach/conversation.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUND_NS = 200 * 1000 * 1000, BEAT_SECONDS = 5, STACK_BYTES = 512 * 1024 };

struct draft {
    struct draft *next;
    int64_t answer_id, user_id, beat_at;
    char *content;
    size_t length, capacity;
    bool fresh; /* there is more than what was stored */
    bool stopped;
};

static struct {
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct draft *first;
    const char *database;
    bool runs;
} desk = {.lock = PTHREAD_MUTEX_INITIALIZER, .more = PTHREAD_COND_INITIALIZER};

struct draft *draft_open(int64_t answer_id, int64_t user_id)
{
    if (!desk.runs)
        return NULL;
    struct draft *draft = calloc(1, sizeof *draft);
    assert(draft != NULL);
    draft->answer_id = answer_id;
    draft->user_id = user_id;
    draft->beat_at = clock_now();
    pthread_mutex_lock(&desk.lock);
    draft->next = desk.first;
    desk.first = draft;
    pthread_cond_signal(&desk.more);
    pthread_mutex_unlock(&desk.lock);
    return draft;
}

void draft_append(struct draft *draft, const char *words, size_t length)
{
    if (draft == NULL)
        return;
    pthread_mutex_lock(&desk.lock);
    if (draft->length + length + 1 > draft->capacity) {
        draft->capacity = (draft->capacity + length + 1) * 2;
        draft->content = realloc(draft->content, draft->capacity);
        assert(draft->content != NULL);
    }
    memcpy(draft->content + draft->length, words, length);
    draft->length += length;
    draft->content[draft->length] = '\0';
    draft->fresh = true;
    pthread_mutex_unlock(&desk.lock);
}

void draft_close(struct draft *draft)
{
    if (draft == NULL)
        return;
    pthread_mutex_lock(&desk.lock);
    struct draft **link = &desk.first;
    while (*link != draft)
        link = &(*link)->next;
    *link = draft->next;
    pthread_mutex_unlock(&desk.lock);
    free(draft->content);
    free(draft);
}

bool draft_stopped(struct draft *draft)
{
    if (draft == NULL)
        return false;
    pthread_mutex_lock(&desk.lock);
    bool stopped = draft->stopped;
    pthread_mutex_unlock(&desk.lock);
    return stopped;
}

void draft_stop(int64_t answer_id)
{
    pthread_mutex_lock(&desk.lock);
    for (struct draft *draft = desk.first; draft != NULL; draft = draft->next)
        draft->stopped = draft->stopped || draft->answer_id == answer_id;
    pthread_mutex_unlock(&desk.lock);
}

int draft_count(int64_t user_id)
{
    int count = 0;
    pthread_mutex_lock(&desk.lock);
    for (const struct draft *draft = desk.first; draft != NULL; draft = draft->next)
        count += draft->user_id == user_id;
    pthread_mutex_unlock(&desk.lock);
    return count;
}

/* ---- the scribe ---- */

/* A copy of what is to be stored, so that nobody waits for the disk. */
struct page {
    struct page *next;
    int64_t answer_id;
    char *content;
};

static struct page *collect(struct arena *arena, int64_t now)
{
    struct page *pages = NULL;
    pthread_mutex_lock(&desk.lock);
    while (desk.first == NULL)
        pthread_cond_wait(&desk.more, &desk.lock);
    for (struct draft *draft = desk.first; draft != NULL; draft = draft->next) {
        if (!draft->fresh && now - draft->beat_at < BEAT_SECONDS)
            continue;
        struct page *page = arena_alloc(arena, sizeof *page);
        *page = (struct page){pages, draft->answer_id, arena_strndup(arena, draft->content == NULL ? "" : draft->content, draft->length)};
        pages = page;
        draft->fresh = false;
        draft->beat_at = now;
    }
    pthread_mutex_unlock(&desk.lock);
    return pages;
}

static void store(struct db *db, const struct page *pages, int64_t now)
{
    if (pages == NULL || db_begin_write(db) != DB_OK)
        return;
    for (; pages != NULL; pages = pages->next)
        conversation_keep(db, pages->answer_id, pages->content, now);
    db_end(db, true);
}

static void pass_stops_on(struct db *db)
{
    const cJSON *stops = conversation_stops(db), *id;
    cJSON_ArrayForEach(id, stops) draft_stop((int64_t)id->valuedouble);
}

static void *scribe(void *nothing)
{
    struct arena *arena = arena_new();
    struct db *db = NULL;
    (void)nothing;
    for (;;) {
        int64_t now = clock_now();
        arena_own_json(arena);
        struct page *pages = collect(arena, now);
        if (db == NULL)
            db = db_open(desk.database, DB_SERVE);
        if (db != NULL) {
            db_use_arena(db, arena);
            store(db, pages, now);
            pass_stops_on(db);
        }
        arena_own_json(NULL);
        arena_reset(arena);
        nanosleep(&(struct timespec){.tv_nsec = ROUND_NS}, NULL);
    }
    return NULL;
}

bool draft_begin(const struct config *config)
{
    pthread_t thread;
    pthread_attr_t attributes;
    desk.database = config->database;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    desk.runs = pthread_create(&thread, &attributes, scribe, NULL) == 0;
    pthread_attr_destroy(&attributes);
    if (!desk.runs)
        log_error("the scribe of the coach can't be started", NULL);
    return desk.runs;
}
