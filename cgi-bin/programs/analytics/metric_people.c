/* metric_people.c - the people behind a key figure, a page of them; and all of them as CSV. */
#include "programs/analytics/metric.h"

#include "core/base/clock.h"
#include "core/view/locale.h"
#include "domain/account/people.h"
#include "domain/measure/behind.h"
#include "programs/analytics/pages.h"
#include "programs/analytics/who.h"
#include "programs/site/site.h"

enum { PEOPLE_A_PAGE = 48 };

/* Puts name and address to ids; who has no account any more stays without. */
static void name_people(struct request *request, cJSON *rows, const int64_t *ids, size_t count)
{
    cJSON *named = people_named(request->db, ids, count), *row;
    const cJSON *person;
    cJSON_ArrayForEach(person, named) cJSON_ArrayForEach(row, rows)
    {
        if (json_integer(row, "user_id", 0) != json_integer(person, "id", -1) || *json_string(person, "name", "") == '\0')
            continue;
        json_set_string(row, "name", json_string(person, "name", ""));
        json_set_string(row, "email", json_string(person, "email", ""));
        json_set_string(row, "url", arena_printf(request->arena, "/admin/analytics/people/%lld", (long long)json_integer(person, "id", 0)));
    }
}

static cJSON *rows_of(struct request *request, const struct behind *list, size_t count)
{
    cJSON *rows = cJSON_CreateArray();
    int64_t ids[PEOPLE_A_PAGE];
    for (size_t i = 0; i < count; i++) {
        cJSON *row = cJSON_CreateObject();
        ids[i] = list[i].user_id;
        json_set_integer(row, "user_id", list[i].user_id);
        json_set_string(row, "name", tr(request, "Deleted account"));
        json_set_string(row, "email", NULL);
        json_set_string(row, "url", NULL);
        json_set_integer(row, "times", list[i].times);
        json_set_string(row, "last", clock_day_text(request->arena, list[i].last));
        json_set_string(row, "last_text", locale_day(request->arena, request->language, list[i].last));
        cJSON_AddItemToArray(rows, row);
    }
    name_people(request, rows, ids, count);
    return rows;
}

bool metric_give_people(struct request *request, const struct look *look, const struct figure *figure)
{
    int64_t page = request_integer(request, "page", 1);
    size_t count = 0, from = (size_t)(page - 1) * PEOPLE_A_PAGE;
    request_give_bool(request, "has_people", behind_has(figure));
    if (!behind_has(figure))
        return true;
    const struct behind *list =
        behind_read(request->arena, report_store(request), report_zone(request), figure, &look->period.filter, look->now, &count);
    if (list == NULL)
        return false;
    size_t here = from >= count ? 0 : count - from < PEOPLE_A_PAGE ? count - from : PEOPLE_A_PAGE;
    request_give_bool(request, "any_people", here > 0);
    request_give_bool(request, "by_event", figure->kind == FIGURE_NAME || figure->kind == FIGURE_NAME_RATE);
    request_give_text(request, "event", figure->event == NULL ? "" : figure->event);
    request_give(request, "people", here == 0 ? cJSON_CreateArray() : rows_of(request, list + from, here));
    site_give_pages(request, page, PEOPLE_A_PAGE, (int64_t)count);
    return true;
}

enum http_status metric_people_csv(struct request *request)
{
    const struct figure *figure = figure_find(request_text(request, "name"));
    struct store *store = report_store(request);
    struct report_period period = report_period(request);
    static const char *const names[] = {"user_id", "name", "email", "times", "last"};
    cJSON *rows = cJSON_CreateArray(), *head = cJSON_CreateArray();
    size_t count = 0;
    if (figure == NULL || !behind_has(figure))
        return HTTP_NOT_FOUND;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        cJSON_AddItemToArray(head, cJSON_CreateString(names[i]));
    cJSON_AddItemToArray(rows, head);
    struct figure_range range = {period.from, period.to};
    const struct behind *list =
        store == NULL ? NULL : behind_read(request->arena, store, report_zone(request), figure, &period.filter, range, &count);
    for (size_t from = 0; from < count; from += PEOPLE_A_PAGE) {
        const cJSON *row, *part = rows_of(request, list + from, count - from < PEOPLE_A_PAGE ? count - from : PEOPLE_A_PAGE);
        cJSON_ArrayForEach(row, part)
        {
            cJSON *cells = cJSON_CreateArray();
            report_add_cells(cells, row, names, sizeof names / sizeof *names);
            cJSON_AddItemToArray(rows, cells);
        }
    }
    return who_csv(request, arena_printf(request->arena, "%s-people", figure->name), rows);
}
