/* privacy.c - taking one's data along, and leaving for good. */
#include "programs/learner/account.h"
#include "programs/learner/pages.h"

#include "core/base/clock.h"
#include "domain/account/erase.h"
#include "domain/account/export.h"
#include "domain/account/people.h"
#include "domain/learning/certificate.h"
#include "domain/measure/forget.h"
#include "programs/site/site.h"

#include <string.h>
#include <unistd.h>

enum http_status privacy_page(struct request *request)
{
    request_give_text(request, "address", request->identity.email);
    request_give_bool(request, "tried", request_has(request, "confirmation"));
    nudges_give(request);
    counting_give(request);
    return HTTP_OK;
}

/* What the reports know. A large history is cut: its newest part is given. */
static cJSON *own_events(struct request *request)
{
    enum { EVENTS_MOST = 10000 };
    struct store *store = store_open(request->arena, request->config, false);
    cJSON *events = store == NULL ? cJSON_CreateArray() : forget_events_of(store, request->identity.user_id, EVENTS_MOST);
    store_close(store);
    return events;
}

enum http_status export_download(struct request *request)
{
    if (account_check_owner(request) != HTTP_OK)
        return HTTP_FORBIDDEN;
    cJSON *data = export_person(request->db, request->identity.user_id);
    json_set(data, "event", own_events(request));
    json_set_string(data, "academy", request->config->site_name);
    json_set_string(data, "exported_at", clock_stamp(request->arena, request->now));
    const char *json = json_write(request->arena, data);
    const char *day = clock_day_text(request->arena, clock_day(request->now, request->identity.time_zone));
    request_add_header(request, "Content-Disposition", arena_printf(request->arena, "attachment; filename=\"my-data-%s.json\"", day));
    return request_body(request, "application/json", json, strlen(json));
}

/* The papers with the name on them; they are made again, without it, when somebody asks. */
static void remove_papers(struct request *request, const cJSON *certificates)
{
    const cJSON *row;
    cJSON_ArrayForEach(row, certificates)
        unlink(config_data_path(request->arena, request->config,
                                arena_printf(request->arena, "certificates/%s.pdf", json_string(row, "code", ""))));
}

static enum http_status erase(struct request *request, const struct person *person)
{
    if (!request_begin_write(request))
        return request_failed(request);
    if ((person->roles & PERSON_ADMIN) != 0 && !people_have_admin(request->db, person->id))
        return request_refuse(request, NULL, tr(request, "You are the only admin. Give somebody else the role first."));
    account_audit(request, "user.erased", person->id, "by the person");
    cJSON *certificates = certificate_list(request->db, person->id);
    enum db_result result = erase_person(request->db, person->id, request->now);
    if (result == DB_OK)
        result = forget_later(request->db, person->id, request->now);
    if (result == DB_OK)
        result = db_end(request->db, true);
    if (result != DB_OK)
        return request_result(request, result);
    if (person->avatar != NULL)
        unlink(config_data_path(request->arena, request->config, arena_printf(request->arena, "avatars/%s", person->avatar)));
    remove_papers(request, certificates);
    request->identity.user_id = 0;
    site_sign_out(request);
    request_set_cookie(request, "device", NULL, 0);
    request_flash(request, "good", tr(request, "Your account is deleted."), NULL);
    return request_redirect(request, "/");
}

enum http_status account_delete(struct request *request)
{
    struct person person;
    enum http_status status = account_confirm(request, "password", &person);
    if (status != HTTP_OK)
        return status;
    if (strcmp(text_fold(request->arena, request_text(request, "confirmation")), text_fold(request->arena, person.email)) != 0)
        return request_refuse(request, "confirmation", tr(request, "Type the address of your account exactly."));
    return erase(request, &person);
}
