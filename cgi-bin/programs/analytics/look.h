/* look.h - the key figures of a period beside the period before it, as the overview, a figure's page and the API tell them. */
#ifndef NEXUS_ANALYTICS_LOOK_H
#define NEXUS_ANALYTICS_LOOK_H

#include "core/view/chart.h"
#include "domain/measure/target.h"
#include "programs/analytics/report.h"

enum points_by { POINTS_DAY, POINTS_WEEK, POINTS_MONTH, POINTS_HOUR };

/* The points of a line: days, weeks from Monday or months, the first and last cut where the period is; and as many days before, each
 * as far before its own as the period is long. Hours have no ranges: `now` and `before` are NULL. */
struct points {
    enum points_by by;
    int count;
    struct figure_range *now, *before;
    bool partial; /* the last one is not over yet */
    int64_t hours_from; /* when the first hour begins */
};

/* Both periods in one sheet. */
struct look {
    struct report_period period;
    struct figure_range now, before;
    struct points points;
    const struct sheet *sheet; /* NULL: nothing was ever recorded */
    const struct target *targets;
    int target_count;
};

/* Reads the sheet of what the request asks for: its period, its filters, and `by`. False on failure: return HTTP_FAILED. */
bool look_read(struct request *request, struct look *look);

/* Its two halves: what is asked for, without a sheet; and the sheet of a look whose period, or filters, a page has settled itself. */
void look_plain(struct request *request, struct look *look);
bool look_read_sheet(struct request *request, struct look *look);

/* How many days the period has. */
int64_t look_days(const struct look *look);

/* A figure: {name, label, means, unit, better, version, value (text), number, before, before_text, change: null or {text, short
 * ("+12 %"), icon, mood, number}, target: null or text, target_value, target_share (percent), spark: null}. */
cJSON *look_figure(struct request *request, const struct look *look, const struct figure *figure);

/* "12 % more than the 30 days before", as partials/figure shows it; NULL where there is nothing to compare with. */
cJSON *look_change(struct request *request, enum figure_unit unit, enum figure_better better, double now, double before, int64_t days);

/* The figure's line: adds to `told` a chart {id, title, svg, csv, json, rows: [{label, value, before, change}]}, with its target and the
 * annotations of these days as numbers; gives the model `notes` [{key, day_text, words, by}] and any_notes. */
void look_give_chart(struct request *request, const struct look *look, const struct figure *figure, cJSON *told);

/* A spark of the figure's points. */
const char *look_spark(struct request *request, const struct look *look, const struct figure *figure);

/* A figure at each of the points, in the period and before it; NAN where there is nothing. False on failure. */
bool look_values(struct request *request, const struct look *look, const struct figure *figure, double *now, double *before);

/* When a point begins and (day) ends, for machines: "2026-11-20", of an hour "2026-11-20T14:00:00Z". */
const char *look_point_from(struct request *request, const struct points *points, int at);
const char *look_point_to(struct request *request, const struct points *points, int at);

/* The name of a point: "14:00", "20 Nov", "16 – 22 Nov", "Nov 2026". */
const char *look_point_name(struct request *request, const struct points *points, int at);

/* The annotations of the points as marks of a chart of them, at most REPORT_MARKS_MOST; and the model's `notes`. And for a line of the days from
 * `from` on. */
enum { REPORT_MARKS_MOST = 40 };
size_t look_give_notes(struct request *request, const struct points *points, struct chart_mark marks[REPORT_MARKS_MOST]);
size_t look_give_day_notes(struct request *request, int64_t from, size_t count, struct chart_mark marks[REPORT_MARKS_MOST]);

#endif
