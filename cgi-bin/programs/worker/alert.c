/* alert.c - days that are over are looked at with every rule; who asked to hear of them gets a mail or a call, at most one a day and rule. Called
 * by the duty 'alert'. */
#include "programs/worker/worker.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/net/hook.h"
#include "core/view/locale.h"
#include "domain/account/people.h"
#include "domain/measure/alert.h"
#include "domain/measure/collect.h"
#include "domain/measure/outlook.h"
#include "domain/measure/unusual.h"
#include "domain/outbox/outbox.h"
#include "programs/site/site.h"

#include <math.h>
#include <string.h>

enum { SETTLING = 10 * CLOCK_MINUTE }; /* the last events of a day are still on their way when it ends */

struct looking {
    struct worker *worker;
    const cJSON *alert;
    const struct figure *figure;
    int64_t day, now;
    struct alert_finding finding;
    const cJSON *cause; /* what moved most; NULL: nothing did, or it was not looked for */
};

/* As report_value of the pages writes it, without a language of its own: mails of alerts are in the academy's. */
static const char *value_text(const struct looking *looking, double value)
{
    const char *language = looking->worker->config->language;
    const char *number = locale_decimal(looking->worker->arena, language, value);
    if (looking->figure->unit == FIGURE_PERCENT)
        return arena_printf(looking->worker->arena, "%s %%", number);
    return looking->figure->unit == FIGURE_SECONDS ? arena_printf(looking->worker->arena, "%s s", number) : number;
}

static cJSON *letter_of(const struct looking *looking)
{
    struct arena *arena = looking->worker->arena;
    const struct config *config = looking->worker->config;
    const struct alert_finding *finding = &looking->finding;
    const char *condition = json_string(looking->alert, "condition", "");
    bool unusual = text_equal(condition, "unusual");
    const cJSON *threshold = json_member(looking->alert, "threshold");
    cJSON *model = cJSON_CreateObject();
    json_set_string(model, "title", json_string(looking->alert, "title", ""));
    json_set_string(model, "label", locale_words(config->language, looking->figure->label));
    json_set_string(model, "day_text", locale_day(arena, config->language, looking->day));
    json_set_string(model, "value_text", value_text(looking, finding->value));
    json_set_string(model, "condition_text",
                    unusual ? NULL : locale_words(config->language, text_equal(condition, "above") ? tr_noop("is above") : tr_noop("is below")));
    json_set_string(model, "threshold_text", cJSON_IsNumber(threshold) ? value_text(looking, threshold->valuedouble) : NULL);
    const char *low = isnan(finding->low) ? NULL : value_text(looking, finding->low);
    json_set_string(model, "band_text", low == NULL ? NULL : arena_printf(arena, "%s – %s", low, value_text(looking, finding->high)));
    const char *cause = unusual_cause_words(arena, looking->worker->db, config->language, looking->cause);
    json_set_string(model, "cause", *cause == '\0' ? NULL : cause);
    json_set_string(model, "course", json_string(looking->alert, "course_title", NULL));
    long long id = json_integer(looking->alert, "id", 0);
    json_set_string(model, "link", arena_printf(arena, "%s/admin/analytics/alerts/%lld", config->base_url, id));
    return model;
}

static cJSON *number_or_null(double number)
{
    return isfinite(number) ? cJSON_CreateNumber(number) : cJSON_CreateNull();
}

/* For a web address: the letter as `text`, which chats show, and its facts for programs. */
static const char *facts_of(const struct looking *looking, const char *subject, const char *body)
{
    struct arena *arena = looking->worker->arena;
    cJSON *facts = cJSON_CreateObject();
    const cJSON *threshold = json_member(looking->alert, "threshold");
    json_set_string(facts, "text", arena_printf(arena, "%s\n\n%s", subject, body));
    json_set_string(facts, "title", json_string(looking->alert, "title", ""));
    json_set_string(facts, "figure", looking->figure->name);
    json_set_string(facts, "day", clock_day_text(arena, looking->day));
    json_set(facts, "value", number_or_null(looking->finding.value));
    json_set_string(facts, "condition", json_string(looking->alert, "condition", ""));
    json_set(facts, "threshold", number_or_null(cJSON_IsNumber(threshold) ? threshold->valuedouble : NAN));
    json_set(facts, "low", number_or_null(looking->finding.low));
    json_set(facts, "high", number_or_null(looking->finding.high));
    json_set_string(facts, "course", json_string(looking->alert, "course_title", NULL));
    long long id = json_integer(looking->alert, "id", 0);
    json_set_string(facts, "link", arena_printf(arena, "%s/admin/analytics/alerts/%lld", looking->worker->config->base_url, id));
    return json_write(arena, facts);
}

static enum db_result send_one(const struct looking *looking, const char *address)
{
    struct worker *worker = looking->worker;
    const struct site_letter letter = {.user_id = people_by_address(worker->db, address),
                                       .recipient = address,
                                       .language = worker->config->language,
                                       .template = "mail/alert",
                                       .model = letter_of(looking)};
    const char *subject, *body;
    if (!hook_is_address(address))
        return site_send(worker->arena, worker->db, worker->config, &letter, looking->now);
    if (!site_write(worker->arena, worker->config, &letter, &subject, &body))
        return DB_FAILED;
    return outbox_put(worker->db, 0, address, subject, facts_of(looking, subject, body), NULL, looking->now);
}

static enum db_result send_all(const struct looking *looking)
{
    struct worker *worker = looking->worker;
    char *rest = arena_strdup(worker->arena, json_string(looking->alert, "recipients", "")), *address;
    enum db_result result = DB_OK;
    worker_use_templates(worker);
    while (result == DB_OK && (address = strsep(&rest, "\n")) != NULL)
        if (*address != '\0')
            result = send_one(looking, address);
    return result;
}

/* Notes the day and sends in one transaction: nothing is told twice. */
static bool close_day(struct looking *looking)
{
    struct db *db = looking->worker->db;
    bool awake = json_integer(looking->alert, "snoozed_until", 0) <= looking->now;
    if (db_begin_write(db) != DB_OK)
        return false;
    const char *cause = looking->cause == NULL ? "" : json_write(looking->worker->arena, looking->cause);
    enum db_result result = alert_note(db, json_integer(looking->alert, "id", 0), looking->day, &looking->finding, cause, awake, looking->now);
    if (result == DB_OK && looking->finding.found && awake)
        result = send_all(looking);
    bool good = result == DB_OK || result == DB_NONE;
    return db_end(db, good) == DB_OK && good;
}

static bool look(struct worker *worker, struct store *store, const cJSON *alert, int64_t today, int64_t now)
{
    const struct figure_filter filter = {.course_id = json_integer(alert, "course_id", 0)};
    const struct figure *figure = figure_find(json_string(alert, "figure", ""));
    int64_t day = json_integer(alert, "checked_day", 0) + 1;
    if (day < today - ALERT_DAYS_BACK)
        day = today - ALERT_DAYS_BACK;
    if (day > today + 2)
        day = today - 1; /* the clock was ahead when it was looked at */
    if (figure == NULL || day >= today)
        return true;
    const struct sheet *past = outlook_past(worker->arena, store, collect_zone(worker->config), &filter, today);
    const cJSON *number = json_member(alert, "threshold");
    double threshold = cJSON_IsNumber(number) ? number->valuedouble : NAN;
    for (; day < today; day++) {
        struct looking looking = {.worker = worker, .alert = alert, .figure = figure, .day = day, .now = now};
        if (past != NULL)
            looking.finding = alert_look(worker->arena, json_string(alert, "condition", ""), threshold, past, figure, day);
        if (looking.finding.found)
            looking.cause = unusual_cause(worker->arena, store, collect_zone(worker->config), figure, &filter, day);
        if (!close_day(&looking))
            return false;
    }
    return true;
}

const char *worker_alert(struct worker *worker, int64_t now)
{
    struct store *store = worker_store(worker);
    int64_t today = clock_day(now - SETTLING, collect_zone(worker->config));
    if (store == NULL)
        return "the event databases can't be opened";
    const cJSON *alerts = alert_list(worker->db), *alert;
    cJSON_ArrayForEach(alert, alerts)
        if (!look(worker, store, alert, today, now))
            return "an alert could not be looked at; the log has the reason";
    return NULL;
}
