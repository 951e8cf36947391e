/* tests_api.c - /api/analytics/ab-tests: tests for programs. Admins make and read them; whoever is signed in, or a program with their key,
 * asks for their own variant and reports what they did. */
#include "programs/analytics/pages.h"
#include "programs/analytics/tests.h"
#include "programs/site/experiment.h"
#include "programs/site/site.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void give_test(struct request *request, const struct experiment *experiment)
{
    struct experiment_people people;
    struct experiment_results results;
    tests_compare(request, experiment, &people, &results);
    request_give(request, "test", tests_tell(request, experiment, &people, &results));
}

enum http_status tests_api_list(struct request *request)
{
    request->wants_json = true;
    size_t count;
    const struct experiment *list = experiment_list(request->arena, request->db, &count);
    int64_t limit = request_integer(request, "limit", 50), first = (request_integer(request, "page", 1) - 1) * limit;
    const char *state = request_text(request, "state");
    cJSON *tests = cJSON_CreateArray();
    int64_t total = 0;
    for (size_t i = 0; i < count; i++) {
        if (*state != '\0' && strcmp(state, experiment_state_name(list[i].state)) != 0)
            continue;
        if (total >= first && total < first + limit) {
            struct experiment_people people;
            struct experiment_results results;
            tests_compare(request, &list[i], &people, &results);
            cJSON_AddItemToArray(tests, tests_tell(request, &list[i], &people, &results));
        }
        total++;
    }
    request_give(request, "tests", tests);
    request_give_integer(request, "total", total);
    return HTTP_OK;
}

enum http_status tests_api_one(struct request *request)
{
    request->wants_json = true;
    struct experiment experiment;
    if (!tests_find(request, request_text(request, "key"), &experiment))
        return HTTP_NOT_FOUND;
    give_test(request, &experiment);
    return HTTP_OK;
}

/* ---- for the asker ---- */

static enum http_status assign(struct request *request, const struct experiment *experiment)
{
    bool counted;
    request->course_id = request_integer(request, "course", 0);
    cJSON *levels;
    const char *variant = experiment_meet(request, experiment->name, &levels, &counted);
    request_give_text(request, "variant", *variant == '\0' ? NULL : variant);
    if (levels != NULL)
        request_give(request, "levels", levels);
    bool secret = experiment->state == EXPERIMENT_DRAFT && (request->identity.roles & ROLE_ADMIN) == 0;
    request_give_text(request, "control", secret ? NULL : experiment->arms[0].name);
    request_give_bool(request, "counted", counted);
    return HTTP_OK;
}

/* Of programs: "12.5", "1e3". */
static bool read_value(const char *text, double *value)
{
    char *end;
    *value = *text == '\0' ? 1 : strtod(text, &end);
    bool decimal = strspn(text, "0123456789.eE+-") == strlen(text);
    return *text == '\0' || (decimal && *end == '\0' && isfinite(*value) && fabs(*value) <= 1e12);
}

static enum http_status convert(struct request *request, const struct experiment *experiment)
{
    double value;
    if (!read_value(request_text(request, "value"), &value))
        return request_refuse(request, "value", tr(request, "Enter a number, such as 12.5."));
    if (strcmp(experiment->goal, EXPERIMENT_OWN_GOAL) != 0) {
        const char *words = tr(request, "This test counts the event \"%s\"; only tests with the goal \"%s\" take conversions.");
        return request_refuse(request, "action", arena_printf(request->arena, words, experiment->goal, EXPERIMENT_OWN_GOAL));
    }
    bool running = experiment->state == EXPERIMENT_RUNNING || experiment->state == EXPERIMENT_PAUSED;
    request_give_bool(request, "counted", running && experiment_convert(request, experiment->name, value));
    return HTTP_OK;
}

/* ---- for admins ---- */

static enum http_status create(struct request *request)
{
    struct experiment wish;
    int64_t id = 0;
    enum http_status status = tests_read_wish(request, &wish);
    if (status == HTTP_OK)
        status = tests_read_arms(request, &wish);
    if (status != HTTP_OK)
        return status;
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = experiment_add(request->arena, request->db, &wish, request->now, &id);
    if (result == DB_CONFLICT)
        return request_refuse(request, "name", tr(request, "Another test has this name."));
    if (result == DB_OK)
        result = site_audit(request, "experiment.create", "experiment", id, wish.name);
    if (result != DB_OK)
        return request_result(request, result);
    tests_find(request, wish.name, &wish);
    give_test(request, &wish);
    return HTTP_OK;
}

static enum http_status change(struct request *request, struct experiment *experiment, const char *action)
{
    const char *sentence = NULL;
    enum http_status status = strcmp(action, "results") == 0 ? HTTP_OK : tests_move(request, experiment, action, &sentence);
    if (status == HTTP_CONFLICT)
        request->sentence = sentence;
    if (status != HTTP_OK)
        return status;
    tests_find(request, experiment->name, experiment);
    give_test(request, experiment);
    return HTTP_OK;
}

enum http_status tests_api(struct request *request)
{
    request->wants_json = true;
    const char *action = request_text(request, "action");
    struct experiment experiment;
    bool own = strcmp(action, "assign") == 0 || strcmp(action, "convert") == 0;
    if (!own && (request->identity.roles & ROLE_ADMIN) == 0)
        return HTTP_FORBIDDEN;
    if (strcmp(action, "create") == 0)
        return create(request);
    if (!tests_find(request, request_text(request, "name"), &experiment))
        return HTTP_NOT_FOUND;
    if (!own)
        return change(request, &experiment, action);
    return strcmp(action, "assign") == 0 ? assign(request, &experiment) : convert(request, &experiment);
}
