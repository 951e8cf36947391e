/* summary.h - the report of a day, week, month or quarter: key figures beside the time before, and what of that stands out, in four
 * lists: what works, what does not, opportunities, threats. Called by the report pages, their API, and by the worker for mails.
 *
 * Every finding comes from a rule over numbers (SUMMARY_RULES lists them with their least volumes) and has its figures in its
 * sentence. Rules that test give a p-value; over all tests of a report the method of Benjamini and Hochberg keeps the share of
 * false findings at 5 %. */
#ifndef NEXUS_SUMMARY_H
#define NEXUS_SUMMARY_H

#include "core/base/config.h"
#include "domain/measure/figure.h"

enum summary_kind { SUMMARY_DAILY, SUMMARY_WEEKLY, SUMMARY_MONTHLY, SUMMARY_QUARTERLY, SUMMARY_KINDS };
enum summary_list { SUMMARY_WORKS, SUMMARY_FAILS, SUMMARY_CHANCES, SUMMARY_THREATS, SUMMARY_LISTS };

enum {
    SUMMARY_POINTS = 14,        /* of a line: this period and the ones before it */
    SUMMARY_COURSES_MOST = 5,
    SUMMARY_LESSONS_MOST = 5,
    SUMMARY_FINDINGS_MOST = 120 /* every figure and target, and all that the other rules can add */
};
#define SUMMARY_ALPHA 0.05

/* "daily", "weekly" ... in addresses; SUMMARY_KINDS for any other word. Their names, and those of the lists, in English for translation. */
extern const char *const summary_kind_names[SUMMARY_KINDS], *const summary_kind_titles[SUMMARY_KINDS], *const summary_list_titles[SUMMARY_LISTS];
enum summary_kind summary_kind_read(const char *name);

/* The last full period that ended on or before `day`: a day, a week from Monday, a calendar month or quarter; and the one before it. Of a
 * day, the one before it is the same weekday a week earlier. */
struct figure_range summary_period(enum summary_kind kind, int64_t day);
struct figure_range summary_before(enum summary_kind kind, struct figure_range period);
struct figure_range summary_next(enum summary_kind kind, struct figure_range period);

/* A key figure. Absent numbers are NAN. */
struct summary_row {
    const struct figure *figure;
    double now, before;
    double usual;  /* of a day: the mean of the four same weekdays before it; else `before` */
    double change; /* now to usual, less 1; by the day where both have different lengths and the days add up */
    double p, adjusted; /* of the test that it did not change; NAN: not tested */
    double target; /* what is wanted of such a period */
    double points[SUMMARY_POINTS]; /* the periods up to this one, the last is `now` */
};

struct summary_finding {
    enum summary_list list;
    const char *rule;     /* of the table of rules */
    const char *sentence; /* in the language of the report */
    const char *link;     /* the rows behind it: a path */
    double now, before;   /* the two figures that the rule compared */
    double p, adjusted;   /* NAN: the rule does not test */
    struct summary_row *row; /* of a rule that compares a key figure; else NULL */
};

/* What a figure is expected to be in the next period: mean of days, or sum where days add up, of the 80 % intervals of its days. */
struct summary_outlook {
    const struct figure *figure;
    double now; /* of this period, in as many days */
    double point, low, high;
    bool trusted; /* did better than the same weekday a week before: else it is not to be shown */
};

struct summary {
    enum summary_kind kind;
    struct figure_range period, before;
    bool any;              /* something was recorded up to its end */
    bool full;             /* recorded from the beginning of `before` on: without that nothing is compared */
    struct summary_row *rows;
    int row_count;
    struct summary_finding findings[SUMMARY_FINDINGS_MOST];
    int finding_count;
    int tested;            /* comparisons that were made */
    struct summary_outlook *outlooks;
    int outlook_count;
    /* Lists of rows as JSON: courses [{title, slug, people, people_before, enrolments, completions}], lessons (rows of stop_most), alerts
     * [{id, title, figure, day, value}], experiments [{name, title, winner, conclusion}], unusual [{figure, day, value, low, high}];
     * coach {conversations, abstained, handed, ...} of insight_totals, null: none. */
    cJSON *courses, *lessons, *alerts, *experiments, *unusual, *coach;
};

struct summary_place {
    struct arena *arena;
    struct db *db;              /* the main database */
    struct store *store;        /* NULL: nothing was ever recorded */
    const struct config *config;
    const char *zone, *language; /* of the days; of the sentences */
    int64_t now;
};

/* Makes the report of a period of its kind (summary_period). NULL on failure (logged). Cost: a handful of range queries over the roll-ups of
 * two years at most. */
struct summary *summary_make(const struct summary_place *place, enum summary_kind kind, struct figure_range period);

/* The table of rules, for the page that explains them; ended by one without name. Words in English, for translation. */
struct summary_rule {
    const char *name;
    enum summary_list list; /* where it stands; a changed figure stands in either of the first two */
    const char *what;       /* what it says, with its least volume */
};
extern const struct summary_rule summary_rules[];

#endif
