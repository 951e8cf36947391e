/* tests_wish.c - from the fields of a form or of the API to a test. Called by tests_edit.c and tests_api.c. */
#include "programs/analytics/tests.h"

#include "core/view/locale.h"
#include "domain/catalog/course.h"
#include "domain/measure/event.h"
#include "domain/measure/experiment_factor.h"
#include "domain/measure/experiment_guard.h"

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

/* Whether it is one event with what would be harm, "lesson.completed:fall": whoever leaves that out, or misspells it, must not get the other. */
static bool is_guard(const char *text)
{
    const char *harm = strchr(text, ':');
    return strchr(text, ' ') == NULL && harm != NULL && (strcmp(harm, ":fall") == 0 || strcmp(harm, ":rise") == 0);
}

/* As the API has it, or guard_1 and harm_1 of the form. */
static enum http_status read_guards(struct request *request, struct experiment *wish)
{
    const cJSON *one, *list = request_list(request, "guards");
    struct text text = text_in(request->arena);
    if (cJSON_GetArraySize(list) > EXPERIMENT_GUARDS_MOST)
        return request_refuse(request, "guards", tr(request, "At most three events that must not get worse."));
    cJSON_ArrayForEach(one, list)
    {
        if (!is_guard(one->valuestring))
            return request_refuse(request, "guards", tr(request, "Name an event and what would be harm: lesson.completed:fall, course.left:rise."));
        text_printf(&text, "%s ", one->valuestring);
    }
    for (int i = 1; i <= EXPERIMENT_GUARDS_MOST && list->child == NULL; i++) {
        const char *event = request_text(request, arena_printf(request->arena, "guard_%d", i));
        if (*event != '\0')
            text_printf(&text, "%s:%s ", event, request_text(request, arena_printf(request->arena, "harm_%d", i)));
    }
    experiment_guards_read(request->arena, text_string(&text), wish);
    const char *problem = experiment_guards_problem(wish);
    return problem == NULL ? HTTP_OK : request_refuse(request, list->child != NULL ? "guards" : "guard_1", request_words(request, problem));
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
                                .adaptive = strcmp(request_text(request, "kind"), "adaptive") == 0,
                                .created_by = request->identity.user_id};
    if (*wish->title == '\0')
        return request_refuse(request, "title", tr(request, "Please fill this in."));
    if (!experiment_name_fits(wish->name))
        return request_refuse(request, "name", tr(request, "Use a-z, 0-9 and hyphens, beginning with a letter; not “new” or “plan”."));
    if (!event_name_fits(wish->goal) || strcmp(wish->goal, "experiment.exposed") == 0)
        return request_refuse(request, "goal", tr(request, "Choose the event that counts as success."));
    if (wish->course_id != 0 && !has_course(request, wish->course_id))
        return request_refuse(request, "course", tr(request, "There is no such course."));
    enum http_status status = read_rates(request, wish);
    return status == HTTP_OK ? read_guards(request, wish) : status;
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
        if (cJSON_IsString(pair) && wish->arm_count < EXPERIMENT_VARIANTS_MOST)
            read_pair(request, pair->valuestring, &wish->arms[wish->arm_count++]);
}

static void read_form(struct request *request, struct experiment *wish)
{
    for (int i = 1; i <= EXPERIMENT_VARIANTS_MOST; i++) {
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

static enum http_status read_variants(struct request *request, struct experiment *wish)
{
    const cJSON *list = request_list(request, "variants");
    if (cJSON_GetArraySize(list) > EXPERIMENT_VARIANTS_MOST)
        return request_refuse(request, "variants", tr(request, "At most four variants."));
    list->child != NULL ? read_list(request, list, wish) : read_form(request, wish);
    const char *problem = experiment_arms_problem(wish->arms, wish->arm_count);
    if (problem == NULL)
        return HTTP_OK;
    return request_refuse(request, list->child != NULL ? "variants" : NULL, request_words(request, problem));
}

/* ---- factors ---- */

/* "enrol, start-now" with commas or spaces between; false when there are too many. */
static bool read_levels(struct arena *arena, const char *levels, struct experiment_factor *factor)
{
    static const char *const between = ", ";
    for (levels += strspn(levels, between); *levels != '\0'; levels += strspn(levels, between)) {
        size_t length = strcspn(levels, between);
        if (factor->level_count == EXPERIMENT_LEVELS_MOST)
            return false;
        factor->levels[factor->level_count++] = arena_strndup(arena, levels, length);
        levels += length;
    }
    return true;
}

/* "words:enrol,start-now", as the API has it. */
static bool read_factor_list(struct request *request, const cJSON *list, struct experiment *wish)
{
    const cJSON *text;
    cJSON_ArrayForEach(text, list)
    {
        const char *said = cJSON_IsString(text) ? text->valuestring : "";
        size_t name = strcspn(said, ":");
        struct experiment_factor *factor = &wish->factors[wish->factor_count++];
        factor->name = arena_strndup(request->arena, said, name);
        if (!read_levels(request->arena, said[name] == ':' ? said + name + 1 : "", factor))
            return false;
    }
    return true;
}

static bool read_factor_form(struct request *request, struct experiment *wish)
{
    for (int i = 1; i <= EXPERIMENT_FACTORS_MOST; i++) {
        const char *name = request_text(request, arena_printf(request->arena, "factor_%d", i));
        const char *levels = request_text(request, arena_printf(request->arena, "levels_%d", i));
        if (*name == '\0' && *levels == '\0')
            continue;
        struct experiment_factor *factor = &wish->factors[wish->factor_count++];
        factor->name = name;
        if (!read_levels(request->arena, levels, factor))
            return false;
    }
    return true;
}

/* A factor is found in the model of a page where a combination is: they must not be called the same. */
static const char *combine(struct request *request, struct experiment *wish, int64_t reach)
{
    const char *problem = experiment_factors_problem(wish);
    if (problem != NULL)
        return problem;
    experiment_combine(request->arena, wish, reach);
    for (size_t i = 0; i < wish->factor_count; i++)
        if (experiment_arm_find(wish, wish->factors[i].name) >= 0)
            return tr_noop("A factor has the name of a combination of levels.");
    return experiment_arms_problem(wish->arms, wish->arm_count);
}

static enum http_status read_factors(struct request *request, struct experiment *wish)
{
    const cJSON *list = request_list(request, "factors");
    const char *share = request_text(request, "reach"), *problem;
    int64_t reach = EXPERIMENT_WHOLE;
    if (cJSON_GetArraySize(list) > EXPERIMENT_FACTORS_MOST)
        return request_refuse(request, "factors", tr(request, "At most three factors."));
    if (*share != '\0' && (!tests_read_percent(share, &reach) || reach == 0))
        return request_refuse(request, "reach", tr(request, "Enter a percentage above 0, at most 100."));
    bool few = list->child != NULL ? read_factor_list(request, list, wish) : read_factor_form(request, wish);
    problem = few ? combine(request, wish, reach) : tr_noop("A factor has at most four levels.");
    return problem == NULL ? HTTP_OK : request_refuse(request, list->child != NULL ? "factors" : NULL, request_words(request, problem));
}

enum http_status tests_read_arms(struct request *request, struct experiment *wish)
{
    return strcmp(request_text(request, "kind"), "factors") == 0 ? read_factors(request, wish) : read_variants(request, wish);
}
