/* summary.h - a report (domain/measure/summary.h) in words: the one model that its page, its PDF and its mail are made from. */
#ifndef NEXUS_SITE_SUMMARY_H
#define NEXUS_SITE_SUMMARY_H

#include "core/base/text.h"
#include "domain/measure/summary.h"

/* {kind, title, period_text, before_text, before_label, begin, end (YYYY-MM-DD), any, full, daily, rows: [{name, label, unit, value, number, before,
 * before_text, usual, usual_text, change: null or {text, number, mood, icon}, p, adjusted, target, target_text, points: [number or null],
 * from, to}], lists: [{name, title, any, findings: [{rule, sentence, link, now, before, p, adjusted, sure_text}]}], findings (how many),
 * tested, nothing: bool, outlooks: [{label, value, now_text, point_text, low_text, high_text, trusted}], courses, lessons, alerts,
 * experiments, unusual, coach: null or {conversations, abstained_text, handed_text}, and any_... of each}. */
cJSON *site_summary_model(const struct summary_place *place, const struct summary *summary);

/* Where its PDF lies below DATA ("reports/….pdf"), made when it is not there yet; NULL on failure (logged). At most some seconds. Needs no
 * request: the worker's mails carry it. `scratch` names files that belong to this caller alone. */
const char *site_summary_pdf(const struct summary_place *place, const cJSON *model, const char *scratch);

/* The same as CSV: a line a figure, then one a finding. */
void site_summary_csv(struct text *out, const cJSON *model);

/* "weekly-2026-11-15.pdf". */
const char *site_summary_file(struct arena *arena, const cJSON *model, const char *ending);

#endif
