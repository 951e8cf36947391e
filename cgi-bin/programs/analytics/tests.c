/* tests.c - GET /admin/analytics/tests, the list of A/B tests; starting, pausing, completing and deleting one. */
#include "programs/analytics/tests.h"

#include "core/view/locale.h"
#include "programs/analytics/pages.h"
#include "programs/analytics/report.h"
#include "programs/site/site.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- shared ---- */

bool tests_find(struct request *request, const char *name, struct experiment *experiment)
{
    return experiment_find(request->arena, request->db, name, experiment);
}

bool tests_read_percent(const char *text, int64_t *parts)
{
    size_t length = strlen(text);
    if (length == 0 || length > 8 || strspn(text, "0123456789.,") != length)
        return false;
    char number[9];
    for (size_t i = 0; i <= length; i++)
        number[i] = text[i] == ',' ? '.' : text[i];
    char *end;
    double percent = strtod(number, &end);
    *parts = llround(percent * 100);
    return *end == '\0' && percent >= 0 && percent <= 100;
}

char *tests_percent_text(struct arena *arena, int64_t parts)
{
    struct text text = text_in(arena);
    text_append_number(&text, (double)parts / 100);
    return arena_strdup(arena, text_string(&text));
}

const char *tests_share(struct request *request, double share)
{
    return isfinite(share) ? report_value(request, FIGURE_PERCENT, 100 * share) : "–";
}

const char *tests_points(struct request *request, double difference)
{
    double points = round(difference * 1000) / 10;
    if (!isfinite(points))
        return "–";
    const char *number = locale_decimal(request->arena, request->language, fabs(points));
    return points == 0 ? number : arena_printf(request->arena, "%s%s", points < 0 ? "−" : "+", number);
}

/* ---- the list ---- */

static int64_t participants_of(struct request *request, const struct experiment *experiment)
{
    struct store *store = report_store(request);
    double counts[EXPERIMENT_ARMS_MOST] = {0}, expected[EXPERIMENT_ARMS_MOST], all = 0;
    if (store != NULL && experiment->started_at != 0)
        experiment_people_count(store_rollup(store), experiment, counts, expected);
    for (int i = 0; i < EXPERIMENT_ARMS_MOST; i++)
        all += counts[i];
    return (int64_t)all;
}

static cJSON *row_of(struct request *request, const struct experiment *experiment)
{
    cJSON *row = cJSON_CreateObject(), *arms = cJSON_CreateArray();
    json_set_string(row, "name", experiment->name);
    json_set_string(row, "title", experiment->title);
    json_set_string(row, "state", experiment_state_name(experiment->state));
    json_set_string(row, "goal", experiment->goal);
    json_set_string(row, "winner", *experiment->winner == '\0' ? NULL : experiment->winner);
    json_set_bool(row, "open", experiment->state != EXPERIMENT_COMPLETED);
    json_set_bool(row, "none", experiment->state == EXPERIMENT_COMPLETED && *experiment->winner == '\0');
    json_set_bool(row, "split", strcmp(experiment->pause_reason, "split") == 0);
    json_set_integer(row, "participants", participants_of(request, experiment));
    json_set_string(row, "participants_text", locale_number(request->arena, request->language, json_integer(row, "participants", 0)));
    json_set(row, "started_at", experiment->started_at == 0 ? cJSON_CreateNull() : cJSON_CreateNumber((double)experiment->started_at));
    json_set_string(row, "started_text",
                    experiment->started_at == 0
                        ? NULL
                        : locale_date(request->arena, request->language, experiment->started_at, request->identity.time_zone));
    for (size_t i = 0; i < experiment->arm_count; i++) {
        cJSON *arm = cJSON_CreateObject();
        json_set_string(arm, "name", experiment->arms[i].name);
        json_set_string(arm, "share_text", tests_share(request, tests_share_now(request, experiment, i)));
        cJSON_AddItemToArray(arms, arm);
    }
    json_set(row, "arms", arms);
    json_set_bool(row, "adaptive", experiment->adaptive);
    json_set_bool(row, "multivariate", experiment->factor_count > 0);
    return row;
}

/* Each state is a section of its own, running ones first. */
enum http_status tests_page(struct request *request)
{
    const struct { enum experiment_state state; const char *title; } states[] = {{EXPERIMENT_RUNNING, tr(request, "Running")},
                                                                                 {EXPERIMENT_PAUSED, tr(request, "Paused")},
                                                                                 {EXPERIMENT_DRAFT, tr(request, "Drafts")},
                                                                                 {EXPERIMENT_COMPLETED, tr(request, "Completed")}};
    size_t count;
    const struct experiment *list = experiment_list(request->arena, request->db, &count);
    cJSON *groups = cJSON_CreateArray();
    for (size_t state = 0; state < sizeof states / sizeof *states; state++) {
        cJSON *group = cJSON_CreateObject(), *rows = cJSON_CreateArray();
        for (size_t i = 0; i < count; i++)
            if (list[i].state == states[state].state)
                cJSON_AddItemToArray(rows, row_of(request, &list[i]));
        json_set_string(group, "title", states[state].title);
        json_set_string(group, "state", experiment_state_name(states[state].state));
        json_set(group, "tests", rows);
        if (rows->child != NULL)
            cJSON_AddItemToArray(groups, group);
    }
    request_give(request, "groups", groups);
    request_give_bool(request, "any", count > 0);
    return HTTP_OK;
}

/* ---- from state to state ---- */

static enum db_result move(struct request *request, const struct experiment *experiment, const char *action)
{
    if (strcmp(action, "start") == 0)
        return experiment_start(request->db, experiment->id, request->now);
    if (strcmp(action, "pause") == 0)
        return experiment_pause(request->db, experiment->id, "");
    if (strcmp(action, "delete") == 0)
        return experiment_remove(request->db, experiment->id, request->now);
    return experiment_complete(request->db, experiment->id, request_text(request, "winner"), request_text(request, "conclusion"), request->now);
}

/* What there is to say when it worked, and when the test is in another state. */
static const char *done_words(const struct request *request, const char *action)
{
    if (strcmp(action, "start") == 0)
        return tr(request, "The test runs. Within seconds every page shows its variants.");
    if (strcmp(action, "pause") == 0)
        return tr(request, "The test is paused: everybody sees the control.");
    if (strcmp(action, "delete") == 0)
        return tr(request, "The draft is deleted.");
    return tr(request, "The test is completed: everybody sees the control until the page is changed.");
}

enum http_status tests_move(struct request *request, const struct experiment *experiment, const char *action, const char **sentence)
{
    *sentence = tr(request, "This test is in another state by now. Look at it again.");
    if (strcmp(action, "complete") == 0 && *request_text(request, "winner") != '\0' &&
        experiment_arm_find(experiment, request_text(request, "winner")) < 0)
        return request_refuse(request, "winner", tr(request, "Choose one of the variants, or none."));
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = move(request, experiment, action);
    if (result == DB_NONE)
        return HTTP_CONFLICT;
    if (result == DB_OK)
        result = site_audit(request, arena_printf(request->arena, "experiment.%s", action), "experiment", experiment->id, experiment->name);
    if (result != DB_OK)
        return request_result(request, result);
    *sentence = done_words(request, action);
    return HTTP_OK;
}

static enum http_status act(struct request *request, const char *action)
{
    struct experiment experiment;
    const char *sentence;
    if (!tests_find(request, request_text(request, "key"), &experiment))
        return HTTP_NOT_FOUND;
    enum http_status status = tests_move(request, &experiment, action, &sentence);
    if (status != HTTP_OK && status != HTTP_CONFLICT)
        return status;
    bool gone = status == HTTP_OK && strcmp(action, "delete") == 0;
    const char *page = arena_printf(request->arena, "/admin/analytics/tests/%s", experiment.name);
    request_flash(request, status == HTTP_OK ? "good" : "bad", sentence, gone ? arena_printf(request->arena, "%s/restore", page) : NULL);
    return request_redirect(request, gone ? "/admin/analytics/tests" : page);
}

enum http_status tests_start(struct request *request)
{
    return act(request, "start");
}

enum http_status tests_pause(struct request *request)
{
    return act(request, "pause");
}

enum http_status tests_complete(struct request *request)
{
    return act(request, "complete");
}

enum http_status tests_delete(struct request *request)
{
    return act(request, "delete");
}

enum http_status tests_restore(struct request *request)
{
    const char *name = request_text(request, "key");
    struct experiment restored;
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = experiment_restore(request->db, name);
    if (result == DB_NONE)
        return HTTP_NOT_FOUND;
    if (result == DB_CONFLICT) {
        request_flash(request, "bad", tr(request, "Another test has this name now, so the deleted draft can't come back."), NULL);
        return request_redirect(request, "/admin/analytics/tests");
    }
    if (result == DB_OK && tests_find(request, name, &restored))
        result = site_audit(request, "experiment.restore", "experiment", restored.id, name);
    if (result != DB_OK)
        return request_result(request, result);
    return request_redirect_to(request, "/admin/analytics/tests/%s", name);
}
