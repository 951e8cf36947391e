/* summary_parts.h - what the files of a report share; everybody else takes summary.h. */
#ifndef NEXUS_SUMMARY_PARTS_H
#define NEXUS_SUMMARY_PARTS_H

#include "domain/measure/summary.h"

struct sheet;

/* A report while it is made. */
struct summary_work {
    const struct summary_place *place;
    struct summary *summary;
    const struct sheet *sheet;
    int64_t first; /* the first day that anything was recorded on */
};

/* Adds a finding; its sentence is `pattern` (English, tr_noop) in the report's language with what follows. Silently not when there are
 * SUMMARY_FINDINGS_MOST. NULL then. */
struct summary_finding *summary_add(struct summary_work *work, enum summary_list list, const char *rule, const char *link, const char *pattern, ...);

/* The days of the report as a query: "from=2026-11-01&to=2026-11-30". */
const char *summary_days(const struct summary_work *work);
/* A value of a figure, and a plain number, in the language of the report. */
const char *summary_value(const struct summary_work *work, enum figure_unit unit, double value);

/* summary_compare.c: fills rows[].change and .p from the sheet: is this more than chance? See there for the tests. */
void summary_compare(const struct summary_work *work, struct summary_row *row);

/* summary_rules.c: rules that test add findings with `p`; summary_settle adjusts them all and drops those that may be chance. */
void summary_judge_figures(struct summary_work *work);
void summary_judge_targets(struct summary_work *work);
void summary_settle(struct summary_work *work);

/* summary_threats.c */
void summary_judge_outlooks(struct summary_work *work);
void summary_judge_troubles(struct summary_work *work);

/* summary_chances.c */
void summary_judge_coach(struct summary_work *work);
void summary_judge_chances(struct summary_work *work);

#endif
