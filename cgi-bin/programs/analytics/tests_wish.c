/* tests_wish.c - from the fields of a form or of the API to a test. Called by tests_edit.c and tests_api.c. */
#include "programs/analytics/tests.h"

#include "domain/catalog/course.h"
#include "domain/measure/event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool has_course(struct request *request, int64_t id)
{
    const cJSON *courses = course_list_all(request->db, ""), *course;
    cJSON_ArrayForEach(course, courses) if (json_integer(course, "id", 0) == id) return true;
    return false;
}

static int64_t choice(const struct request *request, const char *name, int64_t usual)
{
    const char *text = request_text(request, name);
    return *text == '\0' ? usual : strtol(text, NULL, 10);
}

/* Both rates must be shares that can be told apart. */
static enum http_status read_rates(struct request *request, struct experiment *wish)
{
    if (!tests_read_percent(request_text(request, "base"), &wish->base) || wish->base == 0 || wish->base == EXPERIMENT_WHOLE)
        return request_refuse(request, "base", tr(request, "Enter a percentage above 0 and below 100, such as 12.5."));
    if (!tests_read_percent(request_text(request, "effect"), &wish->effect) || wish->effect == 0)
        return request_refuse(request, "effect", tr(request, "Enter a difference in points above 0, such as 2.5."));
    if (wish->base + wish->effect >= EXPERIMENT_WHOLE)
        return request_refuse(request, "effect", tr(request, "With this difference more than 100 % would succeed."));
    return HTTP_OK;
}

enum http_status tests_read_wish(struct request *request, struct experiment *wish)
{
    *wish = (struct experiment){.name = request_text(request, "name"),
                                .title = request_text(request, "title"),
                                .hypothesis = request_text(request, "hypothesis"),
                                .goal = request_text(request, "goal"),
                                .course_id = request_integer(request, "course", 0),
                                .level = choice(request, "level", 95),
                                .power = choice(request, "power", 80),
                                .created_by = request->identity.user_id};
    if (*wish->title == '\0')
        return request_refuse(request, "title", tr(request, "Please fill this in."));
    if (!experiment_name_fits(wish->name))
        return request_refuse(request, "name", tr(request, "Use a-z, 0-9 and hyphens, beginning with a letter; not “new” or “plan”."));
    if (!event_name_fits(wish->goal) || strcmp(wish->goal, "experiment.exposed") == 0)
        return request_refuse(request, "goal", tr(request, "Choose the event that counts as success."));
    if (wish->course_id != 0 && !has_course(request, wish->course_id))
        return request_refuse(request, "course", tr(request, "There is no such course."));
    return read_rates(request, wish);
}

/* ---- variants ---- */

/* "old:50", as the API has it. A colon stands before the share; without one the share is refused later as 0. */
static void read_pair(struct request *request, const char *pair, struct experiment_arm *arm)
{
    const char *colon = strchr(pair, ':');
    arm->share = 0;
    if (colon != NULL && !tests_read_percent(colon + 1, &arm->share))
        arm->share = 0;
    arm->name = colon == NULL ? pair : arena_strndup(request->arena, pair, (size_t)(colon - pair));
}

static void read_list(struct request *request, const cJSON *list, struct experiment *wish)
{
    const cJSON *pair;
    cJSON_ArrayForEach(pair, list)
        if (cJSON_IsString(pair) && wish->arm_count < EXPERIMENT_ARMS_MOST)
            read_pair(request, pair->valuestring, &wish->arms[wish->arm_count++]);
}

static void read_form(struct request *request, struct experiment *wish)
{
    for (int i = 1; i <= EXPERIMENT_ARMS_MOST; i++) {
        const char *name = request_text(request, arena_printf(request->arena, "variant_%d", i));
        const char *share = request_text(request, arena_printf(request->arena, "share_%d", i));
        struct experiment_arm *arm = &wish->arms[wish->arm_count];
        if (*name == '\0' && *share == '\0')
            continue;
        arm->name = name;
        if (!tests_read_percent(share, &arm->share))
            arm->share = 0;
        wish->arm_count++;
    }
}

enum http_status tests_read_arms(struct request *request, struct experiment *wish)
{
    const cJSON *list = request_list(request, "variants");
    if (cJSON_GetArraySize(list) > EXPERIMENT_ARMS_MOST)
        return request_refuse(request, "variants", tr(request, "At most four variants."));
    list->child != NULL ? read_list(request, list, wish) : read_form(request, wish);
    const char *problem = experiment_arms_problem(wish->arms, wish->arm_count);
    if (problem == NULL)
        return HTTP_OK;
    return request_refuse(request, list->child != NULL ? "variants" : NULL, request_words(request, problem));
}
