/* tests_edit.c - GET /admin/analytics/tests/new and .../:key/edit, the form of an A/B test: a new one, a copy (?from=), a draft. */
#include "programs/analytics/overtaken.h"
#include "programs/analytics/pages.h"
#include "programs/analytics/report.h"
#include "programs/analytics/tests.h"
#include "programs/site/site.h"

#include "core/view/locale.h"
#include "domain/catalog/course.h"
#include "domain/measure/experiment_factor.h"
#include "domain/measure/experiment_guard.h"
#include "domain/measure/experiment_plan.h"

#include <string.h>

/* ---- choices ---- */

cJSON *tests_goal_options(struct request *request)
{
    struct store *store = report_store(request);
    cJSON *options = cJSON_CreateArray(), *goals = experiment_goals(store == NULL ? NULL : store_rollup(store));
    const cJSON *goal;
    cJSON_ArrayForEach(goal, goals)
    {
        const struct event_kind *kind = event_kind_find(goal->valuestring);
        const char *name = goal->valuestring, *means = kind == NULL ? NULL : request_words(request, kind->means);
        report_add_option(options, name, means == NULL ? name : arena_printf(request->arena, tr(request, "%s: %s"), name, means), NULL);
    }
    return options;
}

cJSON *tests_course_options(struct request *request)
{
    cJSON *options = cJSON_CreateArray();
    const cJSON *course, *courses = course_list_all(request->db, "");
    report_add_option(options, "", tr(request, "All courses"), NULL);
    cJSON_ArrayForEach(course, courses)
        report_add_option(options, arena_printf(request->arena, "%lld", (long long)json_integer(course, "id", 0)),
                          json_string(course, "title", ""), NULL);
    return options;
}

static void give_guard_choices(struct request *request)
{
    for (int i = 1; i <= EXPERIMENT_GUARDS_MOST; i++) {
        cJSON *events = tests_goal_options(request), *harms = cJSON_CreateArray(), *none = cJSON_CreateArray();
        report_add_option(none, "", tr(request, "Nothing"), NULL);
        cJSON_InsertItemInArray(events, 0, cJSON_DetachItemFromArray(none, 0));
        cJSON_Delete(none);
        report_add_option(harms, "fall", tr(request, "Harm is that fewer do it"), NULL);
        report_add_option(harms, "rise", tr(request, "Harm is that more do it"), NULL);
        request_form_options(request, arena_printf(request->arena, "guard_%d", i), events);
        request_form_options(request, arena_printf(request->arena, "harm_%d", i), harms);
    }
}

static void give_choices(struct request *request)
{
    cJSON *levels = cJSON_CreateArray(), *powers = cJSON_CreateArray(), *kinds = cJSON_CreateArray();
    static const char *const percents[] = {"80", "90", "95", "99"};
    for (int i = 0; i < 4; i++)
        report_add_option(levels, percents[i], arena_printf(request->arena, "%s %%", percents[i]), NULL);
    for (int i = 0; i < 2; i++)
        report_add_option(powers, percents[i], arena_printf(request->arena, "%s %%", percents[i]), NULL);
    report_add_option(kinds, "fixed", tr(request, "Variants with fixed shares"), NULL);
    report_add_option(kinds, "adaptive", tr(request, "Shares follow success (bandit)"), NULL);
    report_add_option(kinds, "factors", tr(request, "Several things at once (multivariate)"), NULL);
    request_form_options(request, "kind", kinds);
    request_form_options(request, "goal", tests_goal_options(request));
    request_form_options(request, "course", tests_course_options(request));
    give_guard_choices(request);
    request_form_options(request, "level", levels);
    request_form_options(request, "power", powers);
}

#define LIST "/admin/analytics/tests"

/* ---- what the form begins with ---- */

static void fill_variants(struct request *request, const struct experiment *from)
{
    for (size_t i = 0; i < from->arm_count; i++) {
        request_form_value(request, arena_printf(request->arena, "variant_%zu", i + 1), from->arms[i].name);
        request_form_value(request, arena_printf(request->arena, "share_%zu", i + 1), tests_percent_text(request->arena, from->arms[i].share));
    }
}

static void fill_factors(struct request *request, const struct experiment *from)
{
    int64_t reach = 0;
    for (size_t i = 0; i < from->factor_count; i++) {
        struct text levels = text_in(request->arena);
        for (size_t level = 0; level < from->factors[i].level_count; level++)
            text_printf(&levels, "%s%s", level == 0 ? "" : ", ", from->factors[i].levels[level]);
        request_form_value(request, arena_printf(request->arena, "factor_%zu", i + 1), from->factors[i].name);
        request_form_value(request, arena_printf(request->arena, "levels_%zu", i + 1), text_string(&levels));
    }
    for (size_t i = 0; i < from->arm_count; i++)
        reach += from->arms[i].share;
    request_form_value(request, "reach", tests_percent_text(request->arena, reach));
}

static void fill(struct request *request, const struct experiment *from)
{
    request_form_value(request, "title", from->title);
    request_form_value(request, "name", from->name);
    request_form_value(request, "hypothesis", from->hypothesis);
    request_form_value(request, "goal", from->goal);
    request_form_value(request, "course", from->course_id == 0 ? "" : arena_printf(request->arena, "%lld", (long long)from->course_id));
    request_form_value(request, "base", from->base == 0 ? "" : tests_percent_text(request->arena, from->base));
    request_form_value(request, "effect", from->effect == 0 ? "" : tests_percent_text(request->arena, from->effect));
    request_form_value(request, "level", arena_printf(request->arena, "%lld", (long long)from->level));
    request_form_value(request, "power", arena_printf(request->arena, "%lld", (long long)from->power));
    request_form_value(request, "kind", tests_kind(from));
    for (size_t i = 0; i < from->guard_count; i++) {
        request_form_value(request, arena_printf(request->arena, "guard_%zu", i + 1), from->guards[i].event);
        request_form_value(request, arena_printf(request->arena, "harm_%zu", i + 1), from->guards[i].rise ? "rise" : "fall");
    }
    from->factor_count > 0 ? fill_factors(request, from) : fill_variants(request, from);
}

/* The words of a list, "old new", as arms of equal share. */
static void share_out(struct arena *arena, const char *words, struct experiment *wish)
{
    for (size_t length; *words != '\0' && wish->arm_count < EXPERIMENT_VARIANTS_MOST; words += length + strspn(words + length, " ")) {
        length = strcspn(words, " ");
        wish->arms[wish->arm_count++].name = arena_strndup(arena, words, length);
    }
    for (size_t i = 0; i < wish->arm_count; i++)
        wish->arms[i].share = EXPERIMENT_WHOLE / (int64_t)wish->arm_count;
}

/* What the planner reckoned with: how sure, how many variants, of how many people. Several factors have no names yet. */
static void begin_as_planned(struct request *request, struct experiment *wish)
{
    static const char *const arms[] = {"control variant", "control variant-1 variant-2", "control variant-1 variant-2 variant-3"};
    int64_t share = EXPERIMENT_WHOLE, variants = 2;
    wish->level = request_integer(request, "level", wish->level);
    wish->power = request_integer(request, "power", wish->power);
    if (!text_integer(request_text(request, "variants"), 2, 4, &variants))
        variants = 2;
    tests_read_percent(request_text(request, "share"), &share);
    share_out(request->arena, arms[variants - 2], wish);
    for (size_t i = 0; i < wish->arm_count; i++)
        wish->arms[i].share = share / (int64_t)wish->arm_count;
}

/* The variants of a place, or the combinations of its factors. */
static void begin_at(struct arena *arena, const struct experiment_place *place, struct experiment *wish)
{
    bool factors = strchr(place->variants, ':') != NULL;
    if (!factors) {
        share_out(arena, place->variants, wish);
        for (size_t i = 0; place->held_out != 0 && i < wish->arm_count; i++)
            wish->arms[i].share = i + 1 == wish->arm_count ? place->held_out : (EXPERIMENT_WHOLE - place->held_out) / (int64_t)(wish->arm_count - 1);
        return;
    }
    experiment_factors_read(arena, place->variants, wish);
    experiment_combine(arena, wish, EXPERIMENT_WHOLE);
}

/* How many of the active people did the goal of late, in 1/10000; 0 where that can't be said. */
int64_t tests_recent_rate(struct request *request, const char *goal, int64_t course_id, struct experiment_traffic *traffic)
{
    struct store *store = report_store(request);
    *traffic = (struct experiment_traffic){0};
    if (store != NULL && *goal != '\0')
        *traffic = experiment_traffic_of(request->arena, store, report_zone(request), goal, course_id, report_today(request));
    return traffic->people == 0 ? 0 : traffic->doers * EXPERIMENT_WHOLE / traffic->people;
}

static struct experiment begin_with(struct request *request)
{
    struct experiment wish = {.name = "", .title = "", .hypothesis = "", .goal = request_text(request, "goal"), .level = 95, .power = 80};
    struct experiment_traffic traffic;
    const char *place = request_text(request, "place");
    if (experiment_find(request->arena, request->db, request_text(request, "from"), &wish)) {
        wish.name = arena_printf(request->arena, "%.30s-2", wish.name);
        return wish;
    }
    for (const struct experiment_place *one = experiment_places; one->name != NULL; one++)
        if (strcmp(one->name, place) == 0) {
            wish.name = one->name;
            wish.goal = one->goal;
            begin_at(request->arena, one, &wish);
        }
    if (wish.arm_count == 0)
        begin_as_planned(request, &wish);
    if (!tests_read_percent(request_text(request, "base"), &wish.base))
        wish.base = tests_recent_rate(request, wish.goal, 0, &traffic);
    tests_read_percent(request_text(request, "effect"), &wish.effect);
    wish.course_id = request_integer(request, "course", 0);
    return wish;
}

static void give_places(struct request *request)
{
    cJSON *places = cJSON_CreateArray();
    for (const struct experiment_place *one = experiment_places; one->name != NULL; one++) {
        cJSON *place = cJSON_CreateObject();
        json_set_string(place, "name", one->name);
        json_set_string(place, "where", request_words(request, one->where));
        cJSON_AddItemToArray(places, place);
    }
    request_give(request, "places", places);
}

/* All that the form changes, as one member, for overtaken.h. */
#define CHANGED "draft"
static cJSON *draft_row(struct request *request, const struct experiment *draft)
{
    cJSON *row = cJSON_CreateObject();
    struct text text = text_in(request->arena);
    text_printf(&text, "%s\n%s\n%s\n%s\n%lld %lld %lld %lld %lld %s\n%s\n%s\n", draft->name, draft->title, draft->hypothesis, draft->goal,
                (long long)draft->course_id, (long long)draft->base, (long long)draft->effect, (long long)draft->level, (long long)draft->power,
                tests_kind(draft), experiment_factors_text(request->arena, draft), experiment_guards_text(request->arena, draft));
    for (size_t i = 0; i < draft->arm_count; i++)
        text_printf(&text, "%s %lld\n", draft->arms[i].name, (long long)draft->arms[i].share);
    json_set_string(row, CHANGED, text_string(&text));
    return row;
}

static void give_page(struct request *request, const struct experiment *from, const char *action, const char *back)
{
    bool is_new = strcmp(back, LIST) == 0;
    overtaken_give(request, is_new ? NULL : draft_row(request, from), CHANGED, arena_printf(request->arena, "%s/edit", action));
    fill(request, from);
    give_choices(request);
    give_places(request);
    request_give_text(request, "action", action);
    request_give_text(request, "back", back);
    const char *kind = request_text(request, "kind"); /* of a form that comes back, else of what it begins with */
    request_give_bool(request, "factors_open", *kind == '\0' ? from->factor_count > 0 : strcmp(kind, "factors") == 0);
    request_give_bool(request, "guards_open", from->guard_count > 0 || *request_text(request, "guard_1") != '\0');
    request_give_bool(request, "is_new", is_new);
}

enum http_status tests_new_page(struct request *request)
{
    const struct experiment from = begin_with(request);
    give_page(request, &from, LIST, LIST);
    return HTTP_OK;
}

enum http_status tests_edit_page(struct request *request)
{
    struct experiment experiment;
    if (!tests_find(request, request_text(request, "key"), &experiment))
        return overtaken_is_new(request) ? tests_new_page(request) : HTTP_NOT_FOUND;
    const char *page = arena_printf(request->arena, "/admin/analytics/tests/%s", experiment.name);
    if (experiment.state != EXPERIMENT_DRAFT) {
        const char *words = tr(request, "Only a draft can be changed. Pause this test and make a copy with what shall be different.");
        request_flash(request, "bad", words, NULL);
        return request_redirect(request, page);
    }
    give_page(request, &experiment, page, page);
    return HTTP_OK;
}

/* ---- saving ---- */

static enum http_status saved(struct request *request, enum db_result result, const char *action, int64_t id, const char *name)
{
    if (result == DB_CONFLICT)
        return request_refuse(request, "name", tr(request, "Another test has this name."));
    if (result == DB_NONE)
        return HTTP_CONFLICT;
    if (result == DB_OK)
        result = site_audit(request, action, "experiment", id, name);
    if (result != DB_OK)
        return request_result(request, result);
    request_flash(request, "good", tr(request, "The draft is saved. Nobody sees it before it is started."), NULL);
    return request_redirect_to(request, "/admin/analytics/tests/%s", name);
}

enum http_status tests_add(struct request *request)
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
    return saved(request, result, "experiment.create", id, wish.name);
}

enum http_status tests_save(struct request *request)
{
    struct experiment wish, experiment;
    if (!tests_find(request, request_text(request, "key"), &experiment))
        return overtaken_gone(request);
    enum http_status status = tests_read_wish(request, &wish);
    if (status == HTTP_OK)
        status = tests_read_arms(request, &wish);
    if (status != HTTP_OK)
        return status;
    if (!request_begin_write(request))
        return request_failed(request);
    if (!tests_find(request, experiment.name, &experiment)) /* as it is now */
        return overtaken_gone(request);
    const cJSON *shown = draft_row(request, &experiment);
    enum db_result result = experiment_change(request->arena, request->db, experiment.id, &wish);
    if (result == DB_OK && overtaken(request, shown, draft_row(request, &wish), CHANGED))
        return overtaken_refuse(request);
    return saved(request, result, "experiment.change", experiment.id, wish.name);
}
