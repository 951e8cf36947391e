/* summary.c - the figures and findings of a report as words of a language. See summary.h. */
#include "programs/site/summary.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/view/locale.h"

#include <math.h>

static cJSON *number_of(double value)
{
    return isfinite(value) ? cJSON_CreateNumber(value) : cJSON_CreateNull();
}

static const char *words(const struct summary_place *place, const char *english)
{
    return locale_words(place->language, english);
}

static const char *decimal(const struct summary_place *place, double value)
{
    return locale_decimal(place->arena, place->language, value);
}

static const char *range_text(const struct summary_place *place, struct figure_range range)
{
    const char *first = locale_day(place->arena, place->language, range.from);
    return range.from == range.to ? first : arena_printf(place->arena, "%s – %s", first, locale_day(place->arena, place->language, range.to));
}

/* ---- figures ---- */

static cJSON *change_of(const struct summary_place *place, const struct summary_row *row)
{
    bool points = row->figure->unit == FIGURE_PERCENT;
    double amount = round((points ? row->now - row->usual : 100 * row->change) * 10) / 10;
    if (!isfinite(amount))
        return cJSON_CreateNull();
    cJSON *change = cJSON_CreateObject();
    bool more = amount > 0, good = more == (row->figure->better == FIGURE_MORE_IS_BETTER);
    const char *sign = amount == 0 ? "" : more ? "+" : "−", *number = decimal(place, fabs(amount));
    json_set_string(change, "text", arena_printf(place->arena, points ? words(place, tr_noop("%s%s points")) : "%s%s %%", sign, number));
    json_set(change, "number", cJSON_CreateNumber(amount));
    json_set_string(change, "icon", amount == 0 ? "right" : more ? "up" : "down");
    json_set_string(change, "mood", amount == 0 || row->figure->better == FIGURE_NEUTRAL ? "plain" : good ? "good" : "bad");
    json_set_bool(change, "sure", row->adjusted < SUMMARY_ALPHA);
    return change;
}

static cJSON *row_of(const struct summary_place *place, const struct summary *summary, const struct summary_row *row)
{
    static const char *const units[] = {"count", "percent", "seconds"};
    enum figure_unit unit = row->figure->unit;
    const struct { const char *name; double value; } numbers[] = {{"number", row->now}, {"before", row->before}, {"usual", row->usual}, {"p", row->p},
                                                                  {"adjusted", row->adjusted}, {"target", row->target}};
    const struct { const char *name; double value; } texts[] = {{"value", row->now}, {"before_text", row->before}, {"usual_text", row->usual}};
    cJSON *told = cJSON_CreateObject(), *points = cJSON_CreateArray();
    json_set_string(told, "name", row->figure->name);
    json_set_string(told, "label", words(place, row->figure->label));
    json_set_string(told, "means", words(place, row->figure->means));
    json_set_string(told, "unit", units[unit]);
    json_set_string(told, "from", clock_day_text(place->arena, summary->period.from));
    json_set_string(told, "to", clock_day_text(place->arena, summary->period.to));
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        json_set(told, numbers[i].name, number_of(numbers[i].value));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        json_set_string(told, texts[i].name, figure_text(place->arena, place->language, unit, texts[i].value));
    json_set_string(told, "target_text", isnan(row->target) ? NULL : figure_text(place->arena, place->language, unit, row->target));
    json_set(told, "change", change_of(place, row));
    for (int i = 0; i < SUMMARY_POINTS; i++)
        cJSON_AddItemToArray(points, number_of(row->points[i]));
    json_set(told, "points", points);
    return told;
}

/* ---- findings ---- */

/* "p < 0.01" of the adjusted value. */
static const char *sure_text(const struct summary_place *place, double adjusted)
{
    if (isnan(adjusted))
        return NULL;
    return adjusted < 0.01 ? arena_printf(place->arena, "p < %s", decimal(place, 0.01))
                           : arena_printf(place->arena, "p = %s", decimal(place, adjusted));
}

static cJSON *finding_of(const struct summary_place *place, const struct summary_finding *finding)
{
    cJSON *told = cJSON_CreateObject();
    json_set_string(told, "rule", finding->rule);
    json_set_string(told, "sentence", finding->sentence);
    json_set_string(told, "link", finding->link);
    json_set(told, "now", number_of(finding->now));
    json_set(told, "before", number_of(finding->before));
    json_set(told, "p", number_of(finding->p));
    json_set(told, "adjusted", number_of(finding->adjusted));
    json_set_string(told, "sure_text", sure_text(place, finding->adjusted));
    return told;
}

static void give_lists(const struct summary_place *place, const struct summary *summary, cJSON *model)
{
    static const char *const names[SUMMARY_LISTS] = {"works", "fails", "opportunities", "threats"};
    cJSON *lists = cJSON_CreateArray();
    for (int list = 0; list < SUMMARY_LISTS; list++) {
        cJSON *told = cJSON_CreateObject(), *findings = cJSON_CreateArray();
        for (int i = 0; i < summary->finding_count; i++)
            if ((int)summary->findings[i].list == list)
                cJSON_AddItemToArray(findings, finding_of(place, &summary->findings[i]));
        json_set_string(told, "name", names[list]);
        json_set_string(told, "title", words(place, summary_list_titles[list]));
        json_set_bool(told, "any", findings->child != NULL);
        json_set(told, "findings", findings);
        cJSON_AddItemToArray(lists, told);
    }
    json_set(model, "lists", lists);
    json_set_integer(model, "findings", summary->finding_count);
    json_set_integer(model, "tested", summary->tested);
    json_set_bool(model, "any_tested", summary->tested > 0);
    json_set_bool(model, "nothing", summary->finding_count == 0);
}

/* ---- the lists beside them ---- */

static void give_outlooks(const struct summary_place *place, const struct summary *summary, cJSON *model)
{
    cJSON *list = cJSON_CreateArray();
    for (int i = 0; i < summary->outlook_count; i++) {
        const struct summary_outlook *outlook = &summary->outlooks[i];
        const struct { const char *name; double value; } numbers[] = {
            {"now", outlook->now}, {"point", outlook->point}, {"low", outlook->low}, {"high", outlook->high}};
        cJSON *told = cJSON_CreateObject();
        if (!outlook->trusted)
            continue;
        json_set_string(told, "name", outlook->figure->name);
        json_set_string(told, "label", words(place, outlook->figure->label));
        for (size_t at = 0; at < sizeof numbers / sizeof *numbers; at++) {
            double value = outlook->figure->unit == FIGURE_COUNT && numbers[at].value >= 10 ? round(numbers[at].value) : numbers[at].value;
            json_set(told, numbers[at].name, number_of(numbers[at].value));
            json_set_string(told, arena_printf(place->arena, "%s_text", numbers[at].name),
                            figure_text(place->arena, place->language, outlook->figure->unit, value));
        }
        cJSON_AddItemToArray(list, told);
    }
    json_set_string(model, "next_text", range_text(place, summary_next(summary->kind, summary->period)));
    json_set(model, "outlooks", list);
}

/* A day and a value of a figure, in words, beside those of a row. */
static void dress_days(const struct summary_place *place, cJSON *rows)
{
    cJSON *row;
    cJSON_ArrayForEach(row, rows)
    {
        static const char *const names[] = {"value", "low", "high"};
        const struct figure *figure = figure_find(json_string(row, "figure", ""));
        json_set_string(row, "day_text", locale_day(place->arena, place->language, json_integer(row, "day", 0)));
        json_set_string(row, "date", clock_day_text(place->arena, json_integer(row, "day", 0)));
        json_set_string(row, "label", figure == NULL ? json_string(row, "figure", "") : words(place, figure->label));
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            const cJSON *number = json_member(row, names[i]);
            if (cJSON_IsNumber(number))
                json_set_string(row, arena_printf(place->arena, "%s_text", names[i]),
                                figure_text(place->arena, place->language, figure == NULL ? FIGURE_COUNT : figure->unit, number->valuedouble));
        }
    }
}

static void dress_lessons(const struct summary_place *place, cJSON *rows)
{
    cJSON *row;
    cJSON_ArrayForEach(row, rows)
    {
        const cJSON *share = json_member(row, "lost_share");
        double lost = cJSON_IsNumber(share) ? share->valuedouble : NAN;
        json_set_string(row, "lost_text", figure_text(place->arena, place->language, FIGURE_PERCENT, lost));
    }
}

static void give_coach(const struct summary_place *place, const struct summary *summary, cJSON *model)
{
    double all = (double)json_integer(summary->coach, "conversations", 0);
    cJSON *coach = summary->coach == NULL ? cJSON_CreateNull() : cJSON_CreateObject();
    static const char *const names[] = {"abstained", "handed", "resolved"};
    json_set(model, "coach", coach);
    if (summary->coach == NULL)
        return;
    json_set_integer(coach, "conversations", json_integer(summary->coach, "conversations", 0));
    json_set_integer(coach, "questions", json_integer(summary->coach, "questions", 0));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        double count = (double)json_integer(summary->coach, names[i], 0);
        json_set_integer(coach, names[i], (int64_t)count);
        json_set_string(coach, arena_printf(place->arena, "%s_text", names[i]),
                        figure_text(place->arena, place->language, FIGURE_PERCENT, 100 * count / all));
    }
}

static void give_rows(const struct summary_place *place, const struct summary *summary, cJSON *model)
{
    const struct { const char *name; cJSON *rows; } all[] = {{"courses", summary->courses}, {"lessons", summary->lessons},
                                                             {"alerts", summary->alerts}, {"experiments", summary->experiments},
                                                             {"unusual", summary->unusual}};
    dress_days(place, summary->alerts);
    dress_days(place, summary->unusual);
    dress_lessons(place, summary->lessons);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        json_set_bool(model, arena_printf(place->arena, "any_%s", all[i].name), all[i].rows->child != NULL);
        json_set(model, all[i].name, all[i].rows);
    }
    json_set_bool(model, "any_outlooks", json_member(model, "outlooks")->child != NULL);
}

cJSON *site_summary_model(const struct summary_place *place, const struct summary *summary)
{
    cJSON *model = cJSON_CreateObject(), *rows = cJSON_CreateArray();
    json_set_string(model, "kind", summary_kind_names[summary->kind]);
    json_set_string(model, "title", words(place, summary_kind_titles[summary->kind]));
    json_set_string(model, "period_text", range_text(place, summary->period));
    json_set_string(model, "before_text", range_text(place, summary->before));
    json_set_string(model, "begin", clock_day_text(place->arena, summary->period.from));
    json_set_string(model, "end", clock_day_text(place->arena, summary->period.to));
    json_set_bool(model, "daily", summary->kind == SUMMARY_DAILY);
    json_set_bool(model, "any", summary->any);
    json_set_bool(model, "full", summary->full);
    for (int i = 0; i < summary->row_count; i++)
        cJSON_AddItemToArray(rows, row_of(place, summary, &summary->rows[i]));
    json_set(model, "rows", rows);
    give_lists(place, summary, model);
    give_outlooks(place, summary, model);
    give_coach(place, summary, model);
    give_rows(place, summary, model);
    return model;
}

const char *site_summary_file(struct arena *arena, const cJSON *model, const char *ending)
{
    return arena_printf(arena, "%s-%s%s", json_string(model, "kind", ""), json_string(model, "end", ""), ending);
}
