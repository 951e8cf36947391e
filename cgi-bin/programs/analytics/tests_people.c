/* tests_people.c - GET /admin/analytics/tests/:key/people: who met a variant of an A/B test, and who of them did it afterwards; and as CSV.
 * Visitors who were not signed in have no name and are not listed. */
#include "programs/analytics/pages.h"
#include "programs/analytics/report.h"
#include "programs/analytics/tests.h"
#include "programs/analytics/who.h"
#include "programs/site/site.h"

#include "core/base/clock.h"
#include "core/view/locale.h"

#include <stdlib.h>

enum { PER_PAGE = 50, FILE_MOST = 100000 };

static int latest_first(const void *left, const void *right)
{
    const struct experiment_person *a = left, *b = right;
    if (a->first_at != b->first_at)
        return a->first_at > b->first_at ? -1 : 1;
    return (a->actor > b->actor) - (a->actor < b->actor);
}

/* Those of the chosen arm who have a name; with `did` only those who did it. */
static struct experiment_people chosen_of(struct request *request, const struct experiment *experiment, int arm, bool did)
{
    struct store *store = report_store(request);
    struct experiment_people people = {0};
    size_t count = 0;
    if (store != NULL)
        people = experiment_people_read(request->arena, store, report_zone(request), experiment, request->now);
    for (size_t i = 0; i < people.count; i++) {
        const struct experiment_person *person = &people.list[i];
        if (person->actor > 0 && person->arm == arm && (!did || person->converted_at != 0))
            people.list[count++] = *person;
    }
    people.count = count;
    if (count > 0)
        qsort(people.list, count, sizeof *people.list, latest_first);
    return people;
}

static cJSON *names_of(struct request *request, const struct experiment_person *list, size_t count)
{
    int64_t *ids = arena_alloc(request->arena, (count + 1) * sizeof *ids);
    for (size_t i = 0; i < count; i++)
        ids[i] = list[i].actor;
    return who_list(request, ids, count);
}

static const char *moment(struct request *request, int64_t at)
{
    return at == 0 ? "–" : locale_time(request->arena, request->language, at, request->identity.time_zone);
}

static cJSON *rows_of(struct request *request, const struct experiment_person *list, size_t count)
{
    cJSON *rows = names_of(request, list, count), *row;
    size_t at = 0;
    cJSON_ArrayForEach(row, rows)
    {
        const struct experiment_person *person = &list[at++];
        json_set_string(row, "met_text", moment(request, person->first_at));
        json_set_string(row, "did_text", moment(request, person->converted_at));
        json_set_string(row, "value_text", locale_decimal(request->arena, request->language, person->value));
        json_set(row, "value", cJSON_CreateNumber(person->value));
    }
    return rows;
}

/* The variants as tabs. */
static void give_choices(struct request *request, const struct experiment *experiment, int arm, bool did)
{
    cJSON *arms = cJSON_CreateArray();
    for (size_t i = 0; i < experiment->arm_count; i++) {
        cJSON *one = cJSON_CreateObject();
        json_set_string(one, "name", experiment->arms[i].name);
        json_set_bool(one, "current", (int)i == arm);
        json_set_string(one, "url", arena_printf(request->arena, "/admin/analytics/tests/%s/people?variant=%s%s", experiment->name,
                                                 experiment->arms[i].name, did ? "&did=1" : ""));
        cJSON_AddItemToArray(arms, one);
    }
    request_give(request, "arms", arms);
    request_give_text(request, "name", experiment->name);
    request_give_text(request, "title", experiment->title);
    request_give_text(request, "goal", experiment->goal);
    request_give_text(request, "variant", experiment->arms[arm].name);
    request_give_bool(request, "did", did);
}

/* The test and its arm; false when there is none of that name. Without a variant it is the control. */
static bool find(struct request *request, struct experiment *experiment, int *arm)
{
    const char *variant = request_text(request, "variant");
    if (!tests_find(request, request_text(request, "key"), experiment))
        return false;
    *arm = *variant == '\0' ? 0 : experiment_arm_find(experiment, variant);
    return *arm >= 0;
}

enum http_status tests_people_page(struct request *request)
{
    struct experiment experiment;
    int arm;
    if (!find(request, &experiment, &arm))
        return HTTP_NOT_FOUND;
    bool did = request_has(request, "did");
    struct experiment_people people = chosen_of(request, &experiment, arm, did);
    size_t page = (size_t)request_integer(request, "page", 1), first = (page - 1) * PER_PAGE;
    size_t here = first >= people.count ? 0 : people.count - first < PER_PAGE ? people.count - first : PER_PAGE;
    give_choices(request, &experiment, arm, did);
    request_give(request, "people", rows_of(request, people.list + (here == 0 ? 0 : first), here));
    request_give_bool(request, "any", here > 0);
    site_give_pages(request, (int64_t)page, PER_PAGE, (int64_t)people.count);
    return HTTP_OK;
}

enum http_status tests_people_csv(struct request *request)
{
    struct experiment experiment;
    int arm;
    if (!find(request, &experiment, &arm))
        return HTTP_NOT_FOUND;
    static const char *const names[] = {"id", "name", "email", "met", "did", "value"};
    struct experiment_people people = chosen_of(request, &experiment, arm, request_has(request, "did"));
    size_t count = people.count < FILE_MOST ? people.count : FILE_MOST, at = 0;
    cJSON *rows = cJSON_CreateArray(), *head = cJSON_CreateArray(), *who = names_of(request, people.list, count), *person;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        cJSON_AddItemToArray(head, cJSON_CreateString(names[i]));
    cJSON_AddItemToArray(rows, head);
    cJSON_ArrayForEach(person, who)
    {
        const struct experiment_person *one = &people.list[at++];
        cJSON *row = cJSON_CreateArray();
        cJSON_AddItemToArray(row, cJSON_CreateNumber((double)one->actor));
        cJSON_AddItemToArray(row, cJSON_CreateString(json_string(person, "name", "")));
        cJSON_AddItemToArray(row, cJSON_CreateString(json_string(person, "email", "")));
        cJSON_AddItemToArray(row, cJSON_CreateString(clock_stamp(request->arena, one->first_at)));
        cJSON_AddItemToArray(row, cJSON_CreateString(one->converted_at == 0 ? "" : clock_stamp(request->arena, one->converted_at)));
        cJSON_AddItemToArray(row, cJSON_CreateNumber(one->value));
        cJSON_AddItemToArray(rows, row);
    }
    return who_csv(request, arena_printf(request->arena, "%s-%s", experiment.name, experiment.arms[arm].name), rows);
}
