/* experiment.c - the process's copy of the experiments, who gets what of them, and what was met becomes an event. */
#include "programs/site/experiment.h"

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/web/reply.h"
#include "domain/measure/event.h"
#include "domain/measure/experiment_adapt.h"
#include "domain/measure/experiment_factor.h"
#include "domain/measure/spool.h"
#include "programs/site/site.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

enum { LOOK_EVERY = 3, MET_MOST = 4 };

/* ---- the definitions ---- */

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static struct {
    struct arena *arena;
    const struct experiment *list;
    size_t count;
    int64_t looked, version;
} known = {.version = -1};

/* With the turn taken. What could not be read stays as it was. */
static void look(struct request *request)
{
    if (known.version >= 0 && request->now - known.looked < LOOK_EVERY && request->now >= known.looked)
        return;
    known.looked = request->now;
    int64_t version = experiment_version(request->db);
    if (version == known.version || db_failed(request->db) != DB_OK)
        return;
    struct arena *arena = arena_new();
    size_t count;
    const struct experiment *list = experiment_list(arena, request->db, &count);
    arena_free(known.arena);
    known.arena = arena;
    known.list = list;
    known.count = count;
    known.version = version;
}

static bool find(struct request *request, const char *name, struct experiment *found)
{
    bool here = false;
    pthread_mutex_lock(&turn);
    look(request);
    for (size_t i = 0; i < known.count && !here; i++)
        if (strcmp(known.list[i].name, name) == 0) {
            *found = experiment_hold(request->arena, &known.list[i], request->now);
            here = true;
        }
    pthread_mutex_unlock(&turn);
    return here;
}

/* ---- who gets what ---- */

/* What the request under way has met; one at a time in a thread. */
static _Thread_local struct {
    size_t count;
    struct {
        struct event event;
        const char *experiment;
        int64_t experiment_id, seated_id; /* 0: nobody has to be given a seat */
        int arm;
    } list[MET_MOST];
} met;

/* A variant once a day and actor: the key makes the second one of a month's file the same event. */
static void note(struct request *request, const struct experiment *experiment, int arm, int64_t seated_id, const struct event *sender)
{
    for (size_t i = 0; i < met.count; i++)
        if (strcmp(met.list[i].experiment, experiment->name) == 0)
            return;
    if (met.count == MET_MOST)
        return;
    struct event event = *sender;
    event.name = "experiment.exposed";
    event.key = arena_printf(request->arena, "exposed %lld %d %lld %lld", (long long)experiment->id, arm, (long long)event.actor,
                             (long long)(event.at / CLOCK_DAY));
    event.properties = arena_printf(request->arena, "{\"experiment\":\"%s\",\"variant\":\"%s\"}", experiment->name, experiment->arms[arm].name);
    met.list[met.count].experiment = experiment->name;
    met.list[met.count].experiment_id = experiment->id;
    met.list[met.count].seated_id = seated_id;
    met.list[met.count].arm = arm;
    met.list[met.count++].event = event;
}

/* An admin's look at another variant: the arm, or -1. */
static int previewed(const struct request *request, const struct experiment *experiment)
{
    bool admin = (request->identity.roles & ROLE_ADMIN) != 0;
    return admin ? experiment_arm_find(experiment, request_text(request, "variant")) : -1;
}

/* The arm of whoever asks; *seat for a person whose arm has to be noted, since the shares of an adaptive test move. */
static int arm_of(struct request *request, const struct experiment *experiment, int64_t actor, bool *seat)
{
    int arm = experiment->adaptive && actor > 0 ? experiment_seat(request->db, experiment->id, actor) : -1;
    if (arm >= 0 && (size_t)arm < experiment->arm_count)
        return arm;
    arm = experiment_assign(experiment, actor);
    *seat = experiment->adaptive && actor > 0 && arm >= 0;
    return arm;
}

/* The arm that whoever asks has of *experiment, or -1. */
static int meet(struct request *request, const char *name, struct experiment *experiment, bool *counted)
{
    struct event sender = {.actor = 0};
    bool seat = false;
    *counted = false;
    if (!find(request, name, experiment))
        return -1;
    int arm = previewed(request, experiment);
    bool elsewhere = experiment->course_id != 0 && experiment->course_id != request->course_id;
    if (arm >= 0 || experiment->state != EXPERIMENT_RUNNING || elsewhere)
        return arm;
    bool acting = request->identity.acting_id != 0; /* an admin sees what the person sees, uncounted */
    *counted = !acting && site_track_sender(request, &sender) && sender.actor != 0;
    if (!*counted && !acting)
        return -1;
    arm = arm_of(request, experiment, acting ? request->identity.user_id : sender.actor, &seat);
    *counted = *counted && arm >= 0;
    if (*counted)
        note(request, experiment, arm, seat ? sender.actor : 0, &sender);
    return arm;
}

const char *experiment_meet(struct request *request, const char *name, cJSON **levels, bool *counted)
{
    struct experiment experiment;
    int arm = meet(request, name, &experiment, counted);
    *levels = NULL;
    if (arm < 0)
        return "";
    if (experiment.factor_count > 0)
        *levels = cJSON_CreateObject();
    for (size_t i = 0; i < experiment.factor_count; i++)
        json_set_string(*levels, experiment.factors[i].name, experiment.factors[i].levels[experiment_level(&experiment, (size_t)arm, i)]);
    return experiment.arms[arm].name;
}

/* Into the model: experiment.NAME.VARIANT, and of several factors experiment.NAME.FACTOR.LEVEL. */
static void show(struct request *request, const char *name, const char *variant, const cJSON *levels)
{
    cJSON *all = cJSON_GetObjectItemCaseSensitive(request->model, "experiment"), *one = cJSON_CreateObject();
    const cJSON *level;
    if (all == NULL)
        request_give(request, "experiment", all = cJSON_CreateObject());
    json_set_bool(one, variant, true);
    cJSON_ArrayForEach(level, levels)
    {
        cJSON *factor = cJSON_CreateObject();
        json_set_bool(factor, level->valuestring, true);
        json_set(one, level->string, factor);
    }
    json_set(all, name, one);
}

const char *experiment_variant(struct request *request, const char *name)
{
    size_t before = met.count;
    bool counted;
    cJSON *levels;
    const char *variant = experiment_meet(request, name, &levels, &counted);
    if (request->wants_json) /* nobody sees it */
        met.count = before;
    if (*variant != '\0')
        show(request, name, variant, levels);
    cJSON_Delete(levels);
    return variant;
}

/* ---- recording ---- */

static bool append(struct request *request, const struct text *lines)
{
    if (lines->length == 0 || spool_append(request->config, lines->bytes, lines->length))
        return true;
    log_error("what an experiment counts could not be recorded", "reason", strerror(errno), NULL);
    return false;
}

bool experiment_convert(struct request *request, const char *name, double value)
{
    struct event event;
    if (!site_track_sender(request, &event) || event.actor == 0)
        return false;
    struct text line = text_in(request->arena), properties = text_in(request->arena);
    text_printf(&properties, "{\"experiment\":\"%s\",\"value\":", name);
    text_append_number(&properties, value);
    text_append_char(&properties, '}');
    event.name = "experiment.converted";
    event.properties = text_string(&properties);
    event_write_line(&line, &event);
    return append(request, &line);
}

void experiment_begin(void)
{
    met.count = 0;
}

/* A seat and the event that they met it come together: recorded without a seat they might have another one tomorrow, and with a seat but recorded
 * on a later day they would be weighed by shares that never gave it to them. */
static void sit_and_record(struct request *request, size_t index)
{
    struct text line = text_in(request->arena);
    event_write_line(&line, &met.list[index].event);
    if (db_begin_write(request->db) != DB_OK)
        return;
    bool seated = experiment_sit(request->db, met.list[index].experiment_id, met.list[index].seated_id, met.list[index].arm) == DB_OK;
    db_end(request->db, seated && append(request, &line));
}

void experiment_afterwards(struct request *request)
{
    struct text lines = text_in(request->arena);
    if (request->reply->status == HTTP_OK || request->reply->status == HTTP_NO_CONTENT) /* nothing may be what a variant shows */
        for (size_t i = 0; i < met.count; i++)
            met.list[i].seated_id != 0 ? sit_and_record(request, i) : event_write_line(&lines, &met.list[i].event);
    met.count = 0;
    append(request, &lines);
}
