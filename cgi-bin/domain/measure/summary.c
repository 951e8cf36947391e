/* summary.c - making a report: the sheet of its periods, the rows of figures, the lists beside them; then the rules are asked. See
 * summary.h. */
#include "domain/measure/summary_parts.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/view/locale.h"
#include "domain/catalog/course.h"
#include "domain/measure/anomaly.h"
#include "domain/measure/ranking.h"
#include "domain/measure/sheet.h"
#include "domain/measure/stop.h"
#include "domain/measure/target.h"

#include <math.h>
#include <stdarg.h>

enum { HISTORY_DAYS = 56, UNUSUAL_DAYS = 365, WEEK = 7 };

/* ---- for the rules ---- */

struct summary_finding *summary_add(struct summary_work *work, enum summary_list list, const char *rule, const char *link, const char *pattern, ...)
{
    struct summary *summary = work->summary;
    if (summary->finding_count == SUMMARY_FINDINGS_MOST)
        return NULL;
    struct summary_finding *finding = &summary->findings[summary->finding_count++];
    va_list words;
    va_start(words, pattern);
    *finding = (struct summary_finding){.list = list, .rule = rule, .link = link, .now = NAN, .before = NAN, .p = NAN, .adjusted = NAN};
    finding->sentence = arena_vprintf(work->place->arena, locale_words(work->place->language, pattern), words);
    va_end(words);
    return finding;
}

const char *summary_days(const struct summary_work *work)
{
    struct arena *arena = work->place->arena;
    return arena_printf(arena, "from=%s&to=%s", clock_day_text(arena, work->summary->period.from), clock_day_text(arena, work->summary->period.to));
}

const char *summary_value(const struct summary_work *work, enum figure_unit unit, double value)
{
    return figure_text(work->place->arena, work->place->language, unit, value);
}

/* ---- the sheet ---- */

static int64_t first_day(struct store *store)
{
    return db_integer(store_rollup(store), 0, "SELECT min(day) FROM day_total WHERE dimension = ?1 AND value = 0", (int64_t)DAY_ALL);
}

/* The periods of a line, oldest first; those of days are the days themselves. */
static void line_periods(enum summary_kind kind, struct figure_range period, struct figure_range line[SUMMARY_POINTS])
{
    for (int i = SUMMARY_POINTS; i-- > 0;) {
        line[i] = period;
        period = kind == SUMMARY_DAILY ? (struct figure_range){period.from - 1, period.to - 1} : summary_before(kind, period);
    }
}

/* All periods of the line that something was recorded in, the one before, and what the dispersion is taken from. */
static const struct sheet *read_sheet(const struct summary_work *work, const struct figure_range line[SUMMARY_POINTS])
{
    const struct figure_range period = work->summary->period;
    struct figure_range ranges[SUMMARY_POINTS + 1];
    int count = 0;
    for (int i = 0; i < SUMMARY_POINTS - 1; i++)
        if (line[i].to >= work->first || i == SUMMARY_POINTS - 2)
            ranges[count++] = line[i];
    ranges[count++] = (struct figure_range){period.from - HISTORY_DAYS, period.from - 1};
    ranges[count++] = period;
    return sheet_read_ranges(work->place->arena, work->place->store, work->place->zone, &figure_everybody, ranges, count);
}

static void fill_row(const struct summary_work *work, const struct figure_range line[SUMMARY_POINTS], struct summary_row *row)
{
    const struct summary *summary = work->summary;
    for (int i = 0; i < SUMMARY_POINTS; i++)
        row->points[i] = line[i].from < work->first ? NAN : sheet_range(work->sheet, row->figure, line[i]);
    row->now = sheet_range(work->sheet, row->figure, summary->period);
    row->before = summary->full ? sheet_range(work->sheet, row->figure, summary->before) : NAN;
    summary_compare(work, row);
}

static void make_rows(struct summary_work *work, const struct figure_range line[SUMMARY_POINTS])
{
    struct summary *summary = work->summary;
    int target_count, days = (int)(summary->period.to - summary->period.from + 1), most = 0;
    const struct target *targets = target_list(work->place->arena, work->place->db, &target_count);
    while (figures[most].name != NULL)
        most++;
    summary->rows = arena_alloc(work->place->arena, (size_t)most * sizeof *summary->rows);
    for (const struct figure *figure = figures; figure->name != NULL; figure++) {
        if (summary->kind == SUMMARY_DAILY && figure->kind == FIGURE_PEOPLE)
            continue; /* of a day they are its active learners */
        struct summary_row *row = &summary->rows[summary->row_count++];
        const struct target *target = target_find(targets, target_count, figure);
        row->figure = figure;
        row->target = target == NULL ? NAN : target_of(target, figure, days);
        fill_row(work, line, row);
    }
}

/* ---- the lists beside them ---- */

static const cJSON *course_of(const cJSON *courses, int64_t id)
{
    const cJSON *course;
    cJSON_ArrayForEach(course, courses) if (json_integer(course, "id", 0) == id) return course;
    return NULL;
}

static bool make_courses(struct summary_work *work)
{
    struct summary *summary = work->summary;
    struct ranking ranking;
    const struct summary_place *place = work->place;
    if (!ranking_read(place->arena, place->store, place->zone, &figure_everybody, summary->period, summary->before, &ranking))
        return false;
    const cJSON *known = course_list_all(work->place->db, "");
    for (size_t i = 0; i < ranking.count && cJSON_GetArraySize(summary->courses) < SUMMARY_COURSES_MOST; i++) {
        const struct ranked *ranked = &ranking.courses[i];
        const cJSON *course = course_of(known, ranked->course_id);
        if (course == NULL || ranked->people.count == 0)
            continue;
        cJSON *row = cJSON_CreateObject();
        json_set_integer(row, "course_id", ranked->course_id);
        json_set_string(row, "title", json_string(course, "title", ""));
        json_set_string(row, "slug", json_string(course, "slug", ""));
        json_set_integer(row, "people", ranked->people.count);
        json_set_integer(row, "people_before", ranked->people_before.count);
        json_set_integer(row, "enrolments", ranked->enrolments);
        json_set_integer(row, "completions", ranked->completions);
        cJSON_AddItemToArray(summary->courses, row);
    }
    return true;
}

/* Days whose number of learners, visitors or completed lessons was outside the band of the days before. */
static void make_unusual(struct summary_work *work)
{
    static const char *const watched[] = {"dau", "visitors", "lessons_completed"};
    struct summary *summary = work->summary;
    int64_t from = work->sheet->from > work->first ? work->sheet->from : work->first, to = summary->period.to;
    from = from < to - UNUSUAL_DAYS ? to - UNUSUAL_DAYS : from;
    size_t count = to < from ? 0 : (size_t)(to - from + 1);
    struct anomaly_day *days = arena_alloc(work->place->arena, (count + 1) * sizeof *days);
    double *values = arena_alloc(work->place->arena, (count + 1) * sizeof *values);
    for (size_t i = 0; i < sizeof watched / sizeof *watched && count > 0; i++) {
        const struct figure *figure = figure_find(watched[i]);
        for (size_t at = 0; at < count; at++)
            values[at] = sheet_day(work->sheet, figure, from + (int64_t)at);
        if (anomaly_band(values, count, WEEK, ANOMALY_COUNTS, days, work->place->arena) == 0)
            continue;
        for (size_t at = 0; at < count; at++) {
            if (!days[at].outside || from + (int64_t)at < summary->period.from)
                continue;
            cJSON *row = cJSON_CreateObject();
            json_set_string(row, "figure", figure->name);
            json_set_integer(row, "day", from + (int64_t)at);
            json_set(row, "value", cJSON_CreateNumber(values[at]));
            json_set(row, "low", cJSON_CreateNumber(days[at].low));
            json_set(row, "high", cJSON_CreateNumber(days[at].high));
            cJSON_AddItemToArray(summary->unusual, row);
        }
    }
}

static bool make_lists(struct summary_work *work)
{
    const struct summary_place *place = work->place;
    struct summary *summary = work->summary;
    if (!make_courses(work))
        return false;
    cJSON *lessons = stop_list(place->arena, place->db, place->store, place->zone, &figure_everybody, summary->period);
    summary->lessons = stop_most(lessons, SUMMARY_LESSONS_MOST);
    make_unusual(work);
    return true;
}

/* ---- all of it ---- */

static struct summary *summary_new(struct arena *arena, enum summary_kind kind, struct figure_range period)
{
    struct summary *summary = arena_alloc(arena, sizeof *summary);
    *summary = (struct summary){.kind = kind, .period = period, .before = summary_before(kind, period)};
    cJSON **lists[] = {&summary->courses, &summary->lessons, &summary->alerts, &summary->experiments, &summary->unusual};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        *lists[i] = cJSON_CreateArray();
    return summary;
}

struct summary *summary_make(const struct summary_place *place, enum summary_kind kind, struct figure_range period)
{
    struct summary *summary = summary_new(place->arena, kind, period);
    struct summary_work work = {.place = place, .summary = summary};
    struct figure_range line[SUMMARY_POINTS];
    work.first = place->store == NULL ? 0 : first_day(place->store);
    summary->any = work.first != 0 && work.first <= period.to;
    summary->full = summary->any && work.first <= summary->before.from;
    if (!summary->any)
        return summary;
    line_periods(kind, period, line);
    work.sheet = read_sheet(&work, line);
    if (work.sheet == NULL)
        return NULL;
    make_rows(&work, line);
    if (!make_lists(&work))
        return NULL;
    summary_judge_figures(&work);
    summary_judge_targets(&work);
    summary_judge_outlooks(&work);
    summary_judge_troubles(&work);
    summary_judge_coach(&work);
    summary_judge_chances(&work);
    summary_settle(&work);
    return db_failed(store_rollup(place->store)) == DB_OK && db_failed(place->db) == DB_OK ? summary : NULL;
}
