/* main.c - the analytics program: the reports of admins (/admin/analytics) and instructors (/teach/analytics), and their API. */
#include "core/web/program.h"
#include "domain/measure/annotation.h"
#include "domain/measure/alert.h"
#include "domain/measure/builder.h"
#include "domain/measure/funnel_list.h"
#include "domain/measure/experiment.h"
#include "programs/analytics/events.h"
#include "programs/analytics/overtaken.h"
#include "domain/measure/snapshot.h"
#include "programs/analytics/pages.h"
#include "programs/analytics/report.h"
#include "programs/site/site.h"

#include <stddef.h>

static const struct field period_fields[] = {REPORT_PERIOD_FIELDS, {.name = NULL}};

/* A/B tests; percentages are texts such as "12.5". The API says itself which fields an action needs. */
#define TEST_FIELDS(must)                                                                                                                                        \
    {.name = "title", .kind = FIELD_TEXT, .most = EXPERIMENT_TITLE_MOST, .required = must, .help = "What people read"},                                          \
        {.name = "name", .kind = FIELD_TEXT, .most = EXPERIMENT_NAME_MOST, .required = must, .help = "What the page asks for: a-z 0-9 -"},                       \
        {.name = "hypothesis", .kind = FIELD_LINES, .most = EXPERIMENT_TEXT_MOST, .help = "What is expected, and why"},                                          \
        {.name = "goal", .kind = FIELD_TEXT, .most = 64, .required = must, .help = "The event that counts as success; experiment.converted: reported by convert"}, \
        {.name = "course", .kind = FIELD_INTEGER, .least = 1, .most = 2000000000, .help = "Only in this course (id)"},                                           \
        {.name = "base", .kind = FIELD_TEXT, .most = 8, .required = must, .help = "Success of the control, in percent"},                                         \
        {.name = "effect", .kind = FIELD_TEXT, .most = 8, .required = must, .help = "Smallest difference worth having, in points"},                              \
        {.name = "kind", .kind = FIELD_CHOICE, .choices = "fixed adaptive factors", .help = "Fixed shares (fixed), shares that follow success, or several factors"}, \
        {.name = "reach", .kind = FIELD_TEXT, .most = 8, .help = "Of several factors: who takes part, in percent of everybody (100)"},                           \
        {.name = "level", .kind = FIELD_CHOICE, .choices = "80 90 95 99", .help = "How sure the intervals are, in percent (95)"},                                \
        {.name = "power", .kind = FIELD_CHOICE, .choices = "80 90", .help = "Chance of finding that difference, in percent (80)"}
#define TEST_ARM(n)                                                                                                  \
    {.name = "variant_" #n, .kind = FIELD_TEXT, .most = EXPERIMENT_NAME_MOST, .help = "Name of variant " #n},        \
        {.name = "share_" #n, .kind = FIELD_TEXT, .most = 8, .help = "Its share of everybody, in percent"}
#define LEVELS_MOST (EXPERIMENT_LEVELS_MOST * (EXPERIMENT_NAME_MOST + 2))
#define TEST_FACTOR(n)                                                                                         \
    {.name = "factor_" #n, .kind = FIELD_TEXT, .most = EXPERIMENT_NAME_MOST, .help = "Name of factor " #n},    \
        {.name = "levels_" #n, .kind = FIELD_TEXT, .most = LEVELS_MOST, .help = "Its levels, what people have today first"}
#define TEST_GUARD(n)                                                                                                     \
    {.name = "guard_" #n, .kind = FIELD_TEXT, .most = EVENT_NAME_MOST, .help = "An event that must not get worse"},       \
        {.name = "harm_" #n, .kind = FIELD_CHOICE, .choices = "fall rise", .help = "What would be harm: that fewer do it (fall), or more"}
static const struct field test_fields[] = {TEST_FIELDS(true), TEST_ARM(1),    TEST_ARM(2),    TEST_ARM(3),   TEST_ARM(4),
                                           TEST_FACTOR(1),    TEST_FACTOR(2), TEST_FACTOR(3), TEST_GUARD(1), TEST_GUARD(2),
                                           TEST_GUARD(3),     OVERTAKEN_FIELD, {.name = NULL}};
/* What a plan asks, and what a test may begin with. */
#define PLAN_FIELDS \
    {.name = "goal", .kind = FIELD_TEXT, .most = 64, .help = "The event that counts as success"}, \
    {.name = "course", .kind = FIELD_INTEGER, .least = 1, .most = 2000000000, .help = "Only in this course (id)"}, \
    {.name = "base", .kind = FIELD_TEXT, .most = 8, .help = "Success today, in percent; empty: of the last 30 days"}, \
    {.name = "effect", .kind = FIELD_TEXT, .most = 8, .help = "Smallest difference worth having, in points (5)"}, \
    {.name = "level", .kind = FIELD_CHOICE, .choices = "80 90 95 99", .help = "How sure the result shall be, in percent (95)"}, \
    {.name = "power", .kind = FIELD_CHOICE, .choices = "80 90", .help = "Chance of finding that difference, in percent (80)"}, \
    {.name = "variants", .kind = FIELD_CHOICE, .choices = "2 3 4 2x2 2x3 2x4 2x2x2", .help = "Variants, the control included (2), or levels of several factors"}, \
    {.name = "share", .kind = FIELD_TEXT, .most = 8, .help = "Share of everybody who takes part, in percent (100)"}
static const struct field test_new_fields[] = {{.name = "from", .kind = FIELD_TEXT, .most = EXPERIMENT_NAME_MOST, .help = "The test to copy"},
                                               {.name = "place", .kind = FIELD_TEXT, .most = EXPERIMENT_NAME_MOST, .help = "A place of the product that asks for variants"},
                                               PLAN_FIELDS,
                                               {.name = NULL}};
static const struct field test_plan_fields[] = {PLAN_FIELDS, {.name = NULL}};
static const struct field test_people_fields[] = {{.name = "variant", .kind = FIELD_TEXT, .most = EXPERIMENT_NAME_MOST, .help = "Which variant; empty: the control"},
                                                  {.name = "did", .kind = FIELD_CHECK, .help = "Only those who did it"},
                                                  {.name = "page", .kind = FIELD_INTEGER, .least = 1, .most = 100000, .help = "Which page"},
                                                  {.name = NULL}};
static const struct field test_end_fields[] = {{.name = "winner", .kind = FIELD_TEXT, .most = EXPERIMENT_NAME_MOST, .help = "The variant that is kept; empty: none"},
                                               {.name = "conclusion", .kind = FIELD_LINES, .most = EXPERIMENT_TEXT_MOST, .help = "What was learned"},
                                               {.name = NULL}};
static const struct field test_api_fields[] = {
    {.name = "action", .kind = FIELD_CHOICE, .choices = "create start pause complete assign convert results", .required = true, .help = "What to do; assign and convert are about the asker"},
    TEST_FIELDS(false),
    {.name = "variants", .kind = FIELD_LIST, .most = EXPERIMENT_NAME_MOST + 9, .help = "create: names with shares in percent, the control first: old:50"},
    {.name = "factors", .kind = FIELD_LIST, .most = EXPERIMENT_NAME_MOST + 1 + LEVELS_MOST, .help = "create, kind factors: names with levels: words:enrol,start-now"},
    {.name = "guards", .kind = FIELD_LIST, .most = EVENT_NAME_MOST + 5, .help = "create: events that must not get worse: lesson.completed:fall, course.left:rise"},
    {.name = "winner", .kind = FIELD_TEXT, .most = EXPERIMENT_NAME_MOST, .help = "complete: the variant that is kept; empty: none"},
    {.name = "conclusion", .kind = FIELD_LINES, .most = EXPERIMENT_TEXT_MOST, .help = "complete: what was learned"},
    {.name = "value", .kind = FIELD_TEXT, .most = 24, .help = "convert: what it is worth (1)"},
    {.name = NULL}};
static const struct field test_list_fields[] = {{.name = "state", .kind = FIELD_CHOICE, .choices = "draft running paused completed", .help = "Only in this state"},
                                                {.name = "page", .kind = FIELD_INTEGER, .least = 1, .most = 100000, .help = "Which page"},
                                                {.name = "limit", .kind = FIELD_INTEGER, .least = 1, .most = 100, .help = "Tests a page (50)"},
                                                {.name = NULL}};
static const struct field forecast_fields[] = {{.name = "figure", .kind = FIELD_TEXT, .most = 40, .help = "Which figure"},
                                               {.name = "horizon", .kind = FIELD_CHOICE, .choices = "30 90", .help = "How many days"},
                                               REPORT_PERIOD_FIELDS,
                                               {.name = NULL}};
#define BY_FIELD {.name = "by", .kind = FIELD_CHOICE, .choices = "hour day week month", .help = "The points of the line; absent: as the period is long. Hours of one or two days"}
static const struct field metric_fields[] = {REPORT_PERIOD_FIELDS, BY_FIELD,
                                             {.name = "split", .kind = FIELD_CHOICE, .choices = "course country device", .help = "Which breakdown is shown"},
                                             {.name = "page", .kind = FIELD_INTEGER, .least = 1, .most = 100000, .help = "Which page of the people behind it"},
                                             {.name = NULL}};
static const struct field metrics_fields[] = {REPORT_PERIOD_FIELDS, BY_FIELD,
                                              {.name = "name", .kind = FIELD_TEXT, .most = 40, .help = "Only this figure, with its points"},
                                              {.name = NULL}};
static const struct field target_fields[] = {{.name = "value", .kind = FIELD_TEXT, .least = 1, .most = 20, .required = true, .help = "A number above 0"},
                                             {.name = "per", .kind = FIELD_CHOICE, .choices = "day week month", .help = "Of a day, 7 days or 30 days, for figures whose days add up"},
                                             {.name = NULL}};
static const struct field annotation_fields[] = {{.name = "day", .kind = FIELD_DAY, .required = true, .help = "When it happened"},
                                                 {.name = "words", .kind = FIELD_TEXT, .least = 3, .most = ANNOTATION_WORDS_MOST, .required = true, .help = "What happened"},
                                                 OVERTAKEN_FIELD,
                                                 {.name = NULL}};

static const struct field days_fields[] = {REPORT_DAYS_FIELDS, {.name = NULL}};
static const struct field teach_fields[] = {REPORT_DAYS_FIELDS, {.name = "figure", .kind = FIELD_TEXT, .most = 40, .help = "The figure whose line is drawn (dau)"}, {.name = NULL}};
static const struct field alert_fields[] = {
    {.name = "title", .kind = FIELD_TEXT, .least = 3, .most = ALERT_TITLE_MOST, .required = true, .help = "What the mail is called"},
    {.name = "figure", .kind = FIELD_TEXT, .most = 40, .required = true, .help = "The figure that is watched, by the day"},
    {.name = "course", .kind = FIELD_INTEGER, .least = 1, .most = 2000000000, .help = "Only in this course (id)"},
    {.name = "condition", .kind = FIELD_CHOICE, .choices = "below above unusual", .required = true, .help = "When somebody should hear of it"},
    {.name = "threshold", .kind = FIELD_TEXT, .most = 24, .help = "Below or above this number"},
    {.name = "recipients", .kind = FIELD_LINES, .most = 3000, .required = true, .help = "Mail addresses, one a line, ten at most"},
    OVERTAKEN_FIELD,
    {.name = NULL}};
static const struct field snooze_fields[] = {{.name = "days", .kind = FIELD_CHOICE, .choices = "0 1 7 30", .required = true, .help = "No mails for so many days; 0 wakes it"}, {.name = NULL}};
#define PAGE_FIELD {.name = "page", .kind = FIELD_INTEGER, .least = 1, .most = 100000, .help = "Which page"}
#define LIMIT_FIELD {.name = "limit", .kind = FIELD_INTEGER, .least = 1, .most = 500, .help = "How many a page (50)"}

#define FUNNEL_FIELDS                                                                                                                        \
    {.name = "step", .kind = FIELD_LIST, .most = EVENT_NAME_MOST, .help = "The events, in order: 2 to 8"},                                    \
        {.name = "course", .kind = FIELD_LIST, .most = 10, .help = "For each step the course it must be about (id), or empty"},               \
        {.name = "lesson", .kind = FIELD_LIST, .most = 10, .help = "For each step the lesson it must be about (id), or empty"},               \
        {.name = "window", .kind = FIELD_INTEGER, .least = 1, .most = FUNNEL_MINUTES_MOST, .required = true, .help = "Time from the first step to the last"}, \
        {.name = "unit", .kind = FIELD_CHOICE, .choices = "minutes hours days", .help = "Of the window (minutes)"},                          \
        {.name = "visitors", .kind = FIELD_CHECK, .help = "Also who is not signed in, each day anew"}
static const struct field funnel_page_fields[] = {
    REPORT_PERIOD_FIELDS, {.name = "by", .kind = FIELD_CHOICE, .choices = "device country segment", .help = "Split by what the first step was done with (segment: course)"}, {.name = NULL}};
static const struct field funnel_new_fields[] = {{.name = "template", .kind = FIELD_CHOICE, .choices = "completion visitor pass return", .help = "A beginning"}, {.name = NULL}};
static const struct field funnel_fields[] = {{.name = "name", .kind = FIELD_TEXT, .least = 1, .most = FUNNEL_NAME_MOST, .required = true, .help = "What it is called"},
                                             FUNNEL_FIELDS,
                                             {.name = "more", .kind = FIELD_CHECK, .help = "Not yet: one more step, please"},
                                             OVERTAKEN_FIELD,
                                             {.name = NULL}};
#define STEP_FIELD {.name = "step", .kind = FIELD_INTEGER, .least = 1, .most = FUNNEL_STEPS_MOST, .help = "Who got to this step and no further"}
static const struct field funnel_people_fields[] = {REPORT_PERIOD_FIELDS, STEP_FIELD, PAGE_FIELD, {.name = NULL}};
static const struct field funnels_api_fields[] = {
    REPORT_PERIOD_FIELDS, STEP_FIELD, PAGE_FIELD, LIMIT_FIELD,
    {.name = "action", .kind = FIELD_CHOICE, .choices = "results dropoff journey", .help = "Of one funnel; without it all are listed"},
    {.name = "id", .kind = FIELD_INTEGER, .least = 1, .most = 2000000000, .help = "The funnel"},
    {.name = "by", .kind = FIELD_CHOICE, .choices = "device country segment", .help = "Split the results"},
    {.name = "user", .kind = FIELD_INTEGER, .least = 1, .most = 2000000000, .help = "Whose journey"},
    {.name = NULL}};
static const struct field funnels_api_change_fields[] = {
    {.name = "action", .kind = FIELD_CHOICE, .choices = "create track", .required = true, .help = "Keep a funnel (admins), or do a step of one"},
    {.name = "id", .kind = FIELD_INTEGER, .least = 1, .most = 2000000000, .help = "track: the funnel"},
    {.name = "number", .kind = FIELD_INTEGER, .least = 1, .most = FUNNEL_STEPS_MOST, .help = "track: its step"},
    {.name = "name", .kind = FIELD_TEXT, .most = FUNNEL_NAME_MOST, .help = "create: what it is called"},
    {.name = "step", .kind = FIELD_LIST, .most = EVENT_NAME_MOST, .help = "create: the events, in order: 2 to 8"},
    {.name = "course", .kind = FIELD_LIST, .most = 10, .help = "create: for each step the course, or empty"},
    {.name = "lesson", .kind = FIELD_LIST, .most = 10, .help = "create: for each step the lesson, or empty"},
    {.name = "window", .kind = FIELD_INTEGER, .least = 1, .most = FUNNEL_MINUTES_MOST, .help = "create: time from the first step to the last"},
    {.name = "unit", .kind = FIELD_CHOICE, .choices = "minutes hours days", .help = "create: of the window (minutes)"},
    {.name = "visitors", .kind = FIELD_CHECK, .help = "create: also who is not signed in"},
    {.name = NULL}};

#define RETENTION_FIELDS                                                                                                                     \
    {.name = "unit", .kind = FIELD_CHOICE, .choices = "day week month", .help = "How long the periods are; empty: as the days suggest"},       \
        {.name = "mode", .kind = FIELD_CHOICE, .choices = "bounded unbounded", .help = "There in exactly that period (bounded), or then or later"}
static const struct field retention_fields[] = {REPORT_PERIOD_FIELDS, RETENTION_FIELDS, {.name = NULL}};
static const struct field retention_people_fields[] = {
    REPORT_PERIOD_FIELDS, RETENTION_FIELDS, PAGE_FIELD,
    {.name = "first", .kind = FIELD_DAY, .help = "A day of the cohort's period"},
    {.name = "later", .kind = FIELD_INTEGER, .least = 0, .most = 30, .help = "So many periods later"},
    {.name = "state", .kind = FIELD_CHOICE, .choices = "kept lost", .help = "Who was there (kept), or was not"},
    {.name = NULL}};
static const struct field frequency_people_fields[] = {
    REPORT_PERIOD_FIELDS, PAGE_FIELD, {.name = "on", .kind = FIELD_INTEGER, .least = 1, .most = 28, .help = "There on exactly so many of the 28 days"}, {.name = NULL}};
static const struct field timeline_fields[] = {
    REPORT_PERIOD_FIELDS, {.name = "before", .kind = FIELD_TEXT, .most = 40, .help = "Go on here: what the page before gave as next"}, {.name = NULL}};
static const struct field health_fields[] = {{.name = "hours", .kind = FIELD_CHOICE, .choices = "24 168", .help = "The last so many hours"}, {.name = NULL}};

static const struct field events_fields[] = {REPORT_PERIOD_FIELDS, EVENTS_FIELDS, {.name = NULL}};
static const struct field events_live_fields[] = {{.name = "after", .kind = FIELD_TEXT, .most = 40, .help = "Only what was stored after this one (what the answer before gave as last)"}, {.name = NULL}};
static const struct field events_api_fields[] = {
    REPORT_PERIOD_FIELDS, EVENTS_FIELDS, LIMIT_FIELD,
    {.name = "action", .kind = FIELD_CHOICE, .choices = "counts top", .help = "Counts (with groupBy), or the names most used; without it the events themselves"},
    {.name = "groupBy", .kind = FIELD_CHOICE, .choices = "day hour user event course country device", .help = "What counts are by (day)"},
    {.name = NULL}};
static const struct field events_api_own_fields[] = {
    {.name = "name", .kind = FIELD_TEXT, .least = 1, .most = EVENT_NAME_MOST, .required = true, .help = "subject.verb; names of facts, which the academy records itself, are refused"},
    {.name = "course", .kind = FIELD_INTEGER, .least = 1, .most = 2000000000, .help = "What it is about"},
    {.name = "lesson", .kind = FIELD_INTEGER, .least = 1, .most = 2000000000, .help = "What it is about"},
    {.name = "page", .kind = FIELD_TEXT, .most = 2000, .help = "The page where it happened"},
    {.name = "properties", .kind = FIELD_LINES, .most = EVENT_PROPERTIES_MOST, .help = "A JSON object"},
    {.name = NULL}};
static const struct field report_fields[] = {{.name = "end", .kind = FIELD_DAY, .help = "The last that ended on this day or before it; absent: the newest"}, {.name = NULL}};
static const struct field report_api_fields[] = {{.name = "end", .kind = FIELD_DAY, .help = "The last that ended on this day or before it; absent: the newest"},
                                                 {.name = "format", .kind = FIELD_CHOICE, .choices = "json csv pdf", .help = "Absent: json"},
                                                 {.name = NULL}};

static const struct field snapshot_keep_fields[] = {
    {.name = "path", .kind = FIELD_TEXT, .least = 1, .most = 1000, .required = true, .help = "The report's address"},
    {.name = "title", .kind = FIELD_TEXT, .least = 1, .most = SNAPSHOT_TITLE_MOST, .required = true, .help = "What the snapshot is called"},
    {.name = NULL}};
static const struct field snapshot_fields[] = {
    {.name = "title", .kind = FIELD_TEXT, .least = 1, .most = SNAPSHOT_TITLE_MOST, .required = true, .help = "Its name"},
    {.name = "note", .kind = FIELD_LINES, .most = SNAPSHOT_NOTE_MOST, .help = "A note to it"},
    OVERTAKEN_FIELD,
    {.name = NULL}};
static const struct field snapshot_share_fields[] = {{.name = "days", .kind = FIELD_CHOICE, .choices = "1 7 30 90", .required = true, .help = "How long the link is good"}, {.name = NULL}};

#define HOUR_FIELD {.name = "hour", .kind = FIELD_INTEGER, .least = 0, .most = 23, .help = "From which hour of the academy's day (as it was; a new one: 6)"}
static const struct field schedule_fields[] = {
    HOUR_FIELD,
    OVERTAKEN_FIELD,
    {.name = "recipients", .kind = FIELD_LINES, .most = 3000, .help = "Mail addresses, one a line, ten at most; none ends it"},
    {.name = "files", .kind = FIELD_CHOICE, .choices = "pdf csv both none", .help = "The files that the mail carries (as it was; a new one: pdf)"},
    {.name = NULL}};

static const struct field build_new_fields[] = {{.name = "source", .kind = FIELD_CHOICE, .choices = "people enrolments attempts certificates conversations events lessons days", .help = "Where the rows come from"},
                                                {.name = "example", .kind = FIELD_CHOICE, .choices = "quiet pass enrolments courses busy lessons time coach", .help = "A beginning"},
                                                {.name = NULL}};
#define BUILD_FIELDS \
    {.name = "source", .kind = FIELD_CHOICE, .choices = "people enrolments attempts certificates conversations events lessons days", .required = true, .help = "Where the rows come from"}, \
    {.name = "column", .kind = FIELD_LIST, .most = 30, .help = "Columns that are shown"}, \
    {.name = "filter", .kind = FIELD_LIST, .most = 30, .help = "Columns that are compared; three at most"}, \
    {.name = "op", .kind = FIELD_LIST, .most = 10, .help = "How each: is not has more less within before"}, \
    {.name = "value", .kind = FIELD_LIST, .most = 100, .help = "With what each"}, \
    {.name = "group", .kind = FIELD_TEXT, .most = 30, .help = "The column to group by"}, \
    {.name = "second", .kind = FIELD_TEXT, .most = 30, .help = "and another"}, \
    {.name = "unit", .kind = FIELD_CHOICE, .choices = "day week month", .help = "How dates are grouped"}, \
    {.name = "measure", .kind = FIELD_CHOICE, .choices = "count sum mean most least", .help = "What is said of a group"}, \
    {.name = "measured", .kind = FIELD_TEXT, .most = 30, .help = "of this column"}, \
    {.name = "sort", .kind = FIELD_TEXT, .most = 30, .help = "The order of rows without groups"}, \
    {.name = "falling", .kind = FIELD_CHECK, .help = "The largest first"}, \
    {.name = "chart", .kind = FIELD_CHOICE, .choices = "auto none line bars columns pie", .help = "How groups are drawn (auto)"}, \
    OVERTAKEN_FIELD
static const struct field build_fields[] = {
    {.name = "name", .kind = FIELD_TEXT, .least = 1, .most = BUILDER_NAME_MOST, .required = true, .help = "What it is called"},
    BUILD_FIELDS,
    {.name = NULL}};
static const struct field build_preview_fields[] = {
    {.name = "report", .kind = FIELD_INTEGER, .least = 1, .most = 2000000000, .help = "The kept one that is changed; absent: a new one"},
    {.name = "name", .kind = FIELD_TEXT, .most = BUILDER_NAME_MOST, .help = "What it is called"},
    BUILD_FIELDS,
    {.name = NULL}};
static const struct field build_schedule_fields[] = {
    HOUR_FIELD,
    OVERTAKEN_FIELD,
    {.name = "every", .kind = FIELD_CHOICE, .choices = "hour day week month", .required = true, .help = "How often"},
    {.name = "only_filled", .kind = FIELD_CHECK, .help = "Not when no row fits"},
    {.name = "with_file", .kind = FIELD_CHECK, .help = "With all rows as a CSV file"},
    {.name = "recipients", .kind = FIELD_LINES, .most = 3000, .help = "Mail addresses of admins, one a line, ten at most; none ends it"},
    {.name = NULL}};
static const struct field built_list_fields[] = {PAGE_FIELD, LIMIT_FIELD, {.name = NULL}};
static const struct field built_api_fields[] = {PAGE_FIELD, {.name = "limit", .kind = FIELD_INTEGER, .least = 1, .most = 1000, .help = "How many rows a page (100)"}, {.name = NULL}};

static const struct route routes[] = {
    {"GET", "/admin/analytics", overview_page, WHO_ADMIN, "analytics/overview", period_fields, .help = "The key figures of a period beside those of the period before"},
    {"GET", "/admin/analytics/overview.csv", overview_csv, WHO_ADMIN, .fields = period_fields, .help = "The same by the day"},
    {"GET", "/admin/analytics/tests", tests_page, WHO_ADMIN, "analytics/tests", .help = "The A/B tests by state"},
    {"POST", "/admin/analytics/tests", tests_add, WHO_ADMIN, "analytics/tests_edit", test_fields, tests_new_page, .help = "Makes a draft of an A/B test"},
    {"GET", "/admin/analytics/tests/new", tests_new_page, WHO_ADMIN, "analytics/tests_edit", test_new_fields, .help = "The form of a new A/B test, or of a copy"},
    {"GET", "/admin/analytics/tests/plan", tests_plan_page, WHO_ADMIN, "analytics/tests_plan", test_plan_fields, .help = "How many people an A/B test needs, and how many days"},
    {"GET", "/admin/analytics/tests/:key", tests_results_page, WHO_ADMIN, "analytics/tests_results", .help = "What an A/B test shows"},
    {"POST", "/admin/analytics/tests/:key", tests_save, WHO_ADMIN, "analytics/tests_edit", test_fields, tests_edit_page, .help = "Changes a draft"},
    {"GET", "/admin/analytics/tests/:key/edit", tests_edit_page, WHO_ADMIN, "analytics/tests_edit", .help = "The form of a draft"},
    {"GET", "/admin/analytics/tests/:key/results.csv", tests_results_csv, WHO_ADMIN, .help = "The variants of an A/B test"},
    {"GET", "/admin/analytics/tests/:key/days.csv", tests_days_csv, WHO_ADMIN, .help = "Conversion so far in percent, day by day"},
    {"GET", "/admin/analytics/tests/:key/people", tests_people_page, WHO_ADMIN, "analytics/tests_people", test_people_fields, .help = "Who met a variant, and who of them did it"},
    {"GET", "/admin/analytics/tests/:key/people.csv", tests_people_csv, WHO_ADMIN, .fields = test_people_fields, .help = "The same as a file"},
    {"POST", "/admin/analytics/tests/:key/start", tests_start, WHO_ADMIN, .help = "Starts a draft, or a paused test again"},
    {"POST", "/admin/analytics/tests/:key/pause", tests_pause, WHO_ADMIN, .help = "Pauses a test: everybody sees the control"},
    {"POST", "/admin/analytics/tests/:key/complete", tests_complete, WHO_ADMIN, "analytics/tests_results", test_end_fields, tests_results_page, .help = "Ends a test with a winner or none"},
    {"POST", "/admin/analytics/tests/:key/delete", tests_delete, WHO_ADMIN, .help = "Deletes a draft"},
    {"POST", "/admin/analytics/tests/:key/restore", tests_restore, WHO_ADMIN, .help = "Takes that back"},
    {"GET", "/api/analytics/ab-tests", tests_api_list, WHO_ADMIN, .fields = test_list_fields, .help = "A/B tests with their results"},
    {"POST", "/api/analytics/ab-tests", tests_api, WHO_USER, .fields = test_api_fields, .rate = {600, 60}, .help = "Makes, starts, pauses, completes, reads A/B tests (admins); gives the asker's variant, takes what they did"},
    {"GET", "/api/analytics/ab-tests/:key", tests_api_one, WHO_ADMIN, .help = "What an A/B test shows"},
    {"GET", "/admin/analytics/forecasts", forecasts_page, WHO_ADMIN, "analytics/forecasts", forecast_fields, .help = "What a figure will be"},
    {"GET", "/admin/analytics/forecasts.csv", forecasts_csv, WHO_ADMIN, .fields = forecast_fields, .help = "The same as a table"},
    {"GET", "/api/analytics/predict/:metric", predict_api, WHO_ADMIN, .fields = forecast_fields, .help = "A figure's forecast with intervals, its back-test, and how earlier ones did"},
    {"GET", "/admin/analytics/health", health_page, WHO_ADMIN, "analytics/health", health_fields, .help = "Whether the machinery is well, how long answers take"},
    {"GET", "/admin/analytics/health.csv", health_csv, WHO_ADMIN, .fields = health_fields, .help = "Answers by the hour"},
    {"GET", "/admin/analytics/now", now_strip, WHO_ADMIN, .help = "This moment: people of the last minutes, events a minute, the last by name"},
    {"GET", "/admin/analytics/live", now_live, WHO_ADMIN, .help = "This moment as server-sent events, where push is on; 204 where it is not"},
    {"GET", "/admin/analytics/metric/:name", metric_page, WHO_ADMIN, "analytics/metric", metric_fields, .help = "A key figure in full: its line, what it is made of, the people behind it"},
    {"GET", "/admin/analytics/metric/:name/points.csv", metric_csv, WHO_ADMIN, .fields = metric_fields, .help = "Its line"},
    {"GET", "/admin/analytics/metric/:name/people.csv", metric_people_csv, WHO_ADMIN, .fields = metric_fields, .help = "The people behind it"},
    {"POST", "/admin/analytics/metric/:name/target", metric_target_set, WHO_ADMIN, .fields = target_fields, .again = metric_page, .again_template = "analytics/metric", .help = "Sets what is wanted of it"},
    {"POST", "/admin/analytics/metric/:name/target/clear", metric_target_clear, WHO_ADMIN, .help = "Takes its target away"},
    {"GET", "/admin/analytics/courses", courses_page, WHO_ADMIN, "analytics/courses", period_fields, .help = "Courses by their learners, lessons where learners stop, instructors"},
    {"GET", "/admin/analytics/courses.csv", courses_csv, WHO_ADMIN, .fields = period_fields, .help = "Courses with people, enrolments, completions"},
    {"GET", "/admin/analytics/completion.csv", completion_csv, WHO_ADMIN, .fields = period_fields, .help = "How many had completed a course so many days after they enrolled"},
    {"GET", "/admin/analytics/stops.csv", stops_csv, WHO_ADMIN, .fields = period_fields, .help = "Every lesson with its viewers and those of the next"},
    {"GET", "/admin/analytics/instructors.csv", instructors_csv, WHO_ADMIN, .fields = period_fields, .help = "Instructors with the learners of their courses"},
    {"GET", "/api/analytics/metrics", metrics_list, WHO_ADMIN, .fields = metrics_fields, .help = "Key figures with definitions, targets and the period before"},
    {"GET", "/admin/analytics/annotations", annotations_page, WHO_ADMIN, "analytics/annotations", .help = "What happened on a day, for the charts"},
    {"GET", "/admin/analytics/annotations/:id", annotation_page, WHO_ADMIN, "analytics/annotation", .help = "One of them, to change it"},
    {"POST", "/admin/analytics/annotations", annotation_save, WHO_ADMIN, .fields = annotation_fields, .again = annotations_page, .again_template = "analytics/annotations", .help = "Adds one"},
    {"POST", "/admin/analytics/annotations/:id", annotation_edit, WHO_ADMIN, .fields = annotation_fields, .again = annotation_page, .again_template = "analytics/annotation", .help = "Changes one"},
    {"POST", "/admin/analytics/annotations/:id/remove", annotation_take_out, WHO_ADMIN, .help = "Removes one"},
    {"POST", "/admin/analytics/annotations/:id/restore", annotation_put_back, WHO_ADMIN, .help = "Puts a removed one back"},
    {"GET", "/admin/analytics/unusual", unusual_page, WHO_ADMIN, "analytics/unusual", forecast_fields, .help = "Days on which a figure left its expected band, and what moved it"},
    {"GET", "/admin/analytics/unusual.csv", unusual_csv, WHO_ADMIN, .fields = forecast_fields, .help = "The same as a table"},
    {"GET", "/admin/analytics/alerts", alerts_page, WHO_ADMIN, "analytics/alerts", .help = "Rules that watch a figure"},
    {"GET", "/admin/analytics/alerts/new", alert_new_page, WHO_ADMIN, "analytics/alert", .help = "The form for a new one"},
    {"POST", "/admin/analytics/alerts", alert_save, WHO_ADMIN, .fields = alert_fields, .again = alert_new_page, .again_template = "analytics/alert", .help = "Makes one"},
    {"GET", "/admin/analytics/alerts/:id", alert_page, WHO_ADMIN, "analytics/alert", .help = "One with its history"},
    {"POST", "/admin/analytics/alerts/:id", alert_save, WHO_ADMIN, .fields = alert_fields, .again = alert_page, .again_template = "analytics/alert", .help = "Changes it"},
    {"POST", "/admin/analytics/alerts/:id/snooze", alert_sleep, WHO_ADMIN, .fields = snooze_fields, .again = alert_page, .again_template = "analytics/alert", .help = "No mails for some days"},
    {"POST", "/admin/analytics/alerts/:id/delete", alert_take_out, WHO_ADMIN, .help = "Deletes it; it can be restored for a day"},
    {"POST", "/admin/analytics/alerts/:id/restore", alert_put_back, WHO_ADMIN, .help = "Brings a deleted one back"},
    {"GET", "/admin/analytics/funnels", funnels_page, WHO_ADMIN, "analytics/funnels", .help = "The funnels that are kept, and beginnings"},
    {"GET", "/admin/analytics/funnels/new", funnel_new_page, WHO_ADMIN, "analytics/funnel_form", funnel_new_fields, .help = "A new funnel"},
    {"POST", "/admin/analytics/funnels", funnel_create, WHO_ADMIN, .fields = funnel_fields, .again = funnel_new_page, .again_template = "analytics/funnel_form", .help = "Keeps it"},
    {"GET", "/admin/analytics/funnels/:id", funnel_page, WHO_ADMIN, "analytics/funnel", funnel_page_fields, .help = "How many went from step to step"},
    {"GET", "/admin/analytics/funnels/:id/steps.csv", funnel_csv, WHO_ADMIN, .fields = funnel_page_fields, .help = "The same as a file"},
    {"GET", "/admin/analytics/funnels/:id/edit", funnel_edit_page, WHO_ADMIN, "analytics/funnel_form", .help = "Changing a funnel"},
    {"POST", "/admin/analytics/funnels/:id/edit", funnel_save, WHO_ADMIN, .fields = funnel_fields, .again = funnel_edit_page, .again_template = "analytics/funnel_form", .help = "Changes it"},
    {"POST", "/admin/analytics/funnels/:id/delete", funnel_remove, WHO_ADMIN, .help = "Deletes it"},
    {"POST", "/admin/analytics/funnels/:id/restore", funnel_put_back, WHO_ADMIN, .help = "Takes that back"},
    {"GET", "/admin/analytics/funnels/:id/people", funnel_people_page, WHO_ADMIN, "analytics/funnel_people", funnel_people_fields, .help = "Who got to a step and no further"},
    {"GET", "/admin/analytics/funnels/:id/people.csv", funnel_people_csv, WHO_ADMIN, .fields = funnel_people_fields, .help = "The same as a file"},
    {"GET", "/admin/analytics/funnels/:id/people/:user_id", funnel_journey_page, WHO_ADMIN, "analytics/funnel_journey", period_fields, .help = "One person's way through it, with an audit line"},
    {"GET", "/api/analytics/funnels", funnels_api, WHO_ADMIN, .fields = funnels_api_fields, .help = "Funnels; action=results, dropoff (people), journey (of one user)"},
    {"POST", "/api/analytics/funnels", funnels_api_change, WHO_USER, .fields = funnels_api_change_fields, .rate = {120, 60}, .help = "action=create keeps a funnel, action=track records a step of the asker's own"},
    {"GET", "/teach/analytics", teach_courses_page, WHO_INSTRUCTOR, "analytics/teach_courses", .help = "The courses that I teach, in figures"},
    {"GET", "/teach/analytics/:slug", teach_course_page, WHO_INSTRUCTOR, "analytics/teach_course", teach_fields, .help = "Its figures, who comes back, where learners stop, time per lesson, item statistics"},
    {"GET", "/teach/analytics/:slug/days.csv", teach_days_csv, WHO_INSTRUCTOR, .fields = days_fields, .help = "Its figures by the day"},
    {"GET", "/teach/analytics/:slug/frequency.csv", teach_frequency_csv, WHO_INSTRUCTOR, .fields = days_fields, .help = "On how many of 28 days its learners were there"},
    {"GET", "/teach/analytics/:slug/lessons.csv", teach_lessons_csv, WHO_INSTRUCTOR, .help = "Its lessons"},
    {"GET", "/teach/analytics/:slug/questions.csv", teach_items_csv, WHO_INSTRUCTOR, .help = "Its questions"},
    {"GET", "/teach/analytics/:slug/completion.csv", teach_completion_csv, WHO_INSTRUCTOR, .fields = days_fields, .help = "How many had completed it so many days after they enrolled"},
    {"GET", "/admin/analytics/retention", retention_page, WHO_ADMIN, "analytics/retention", retention_fields, .help = "Who comes back, by when they first came"},
    {"GET", "/admin/analytics/retention/cohorts.csv", retention_csv, WHO_ADMIN, .fields = retention_fields, .help = "The same as a file"},
    {"GET", "/admin/analytics/retention/curve.csv", retention_curve_csv, WHO_ADMIN, .fields = retention_fields, .help = "Retention by the day after the first"},
    {"GET", "/admin/analytics/retention/people", retention_people_page, WHO_ADMIN, "analytics/retention_people", retention_people_fields, .help = "The people of a cell"},
    {"GET", "/admin/analytics/retention/people.csv", retention_people_csv, WHO_ADMIN, .fields = retention_people_fields, .help = "The same as a file"},
    {"GET", "/admin/analytics/retention/frequency.csv", frequency_csv, WHO_ADMIN, .fields = period_fields, .help = "On how many of the 28 days up to the last one people were there"},
    {"GET", "/admin/analytics/retention/frequency/people", frequency_people_page, WHO_ADMIN, "analytics/frequency_people", frequency_people_fields, .help = "The people of a number of days"},
    {"GET", "/admin/analytics/retention/frequency/people.csv", frequency_people_csv, WHO_ADMIN, .fields = frequency_people_fields, .help = "The same as a file"},
    {"GET", "/api/analytics/frequency", frequency_api, WHO_ADMIN, .fields = period_fields, .help = "On how many of the 28 days up to the last one people were there, with median and mean"},
    {"GET", "/api/analytics/retention", retention_api, WHO_ADMIN, .fields = retention_fields, .help = "Cohorts with shares, their mean, and the curve by days"},
    {"GET", "/admin/analytics/people/:id", timeline_page, WHO_ADMIN, "analytics/timeline", timeline_fields, .help = "One person's events by day and session, with an audit line"},
    {"GET", "/admin/analytics/events", events_page, WHO_ADMIN, "analytics/events", period_fields, .help = "What happens most, when, and who does it"},
    {"GET", "/admin/analytics/events/list", events_list_page, WHO_ADMIN, "analytics/events_list", events_fields, .help = "Single events, newest first"},
    {"GET", "/admin/analytics/events/names.csv", events_names_csv, WHO_ADMIN, .fields = period_fields, .help = "The names most used"},
    {"GET", "/admin/analytics/events/days.csv", events_days_csv, WHO_ADMIN, .fields = period_fields, .help = "Events by the day"},
    {"GET", "/admin/analytics/events/hours.csv", events_hours_csv, WHO_ADMIN, .fields = period_fields, .help = "Events by weekday and hour"},
    {"GET", "/admin/analytics/events/list.csv", events_csv, WHO_ADMIN, .fields = events_fields, .help = "The same as a file, at most 100,000"},
    {"GET", "/admin/analytics/events/list.jsonl", events_jsonl, WHO_ADMIN, .fields = events_fields, .help = "The same, a JSON object a line"},
    {"GET", "/admin/analytics/events/live", events_live_page, WHO_ADMIN, "analytics/events_live", events_live_fields, .help = "The newest events, as they are stored"},
    {"GET", "/api/analytics/events", events_api, WHO_USER, .fields = events_api_fields, .help = "Events, or action=counts and action=top; who is no admin gets their own"},
    {"POST", "/api/analytics/events", events_api_own, WHO_USER, .fields = events_api_own_fields, .rate = {120, 60}, .help = "Takes one event of the asker's own"},
    {"GET", "/admin/analytics/events/:event", event_page, WHO_ADMIN, "analytics/event", .help = "One event, word for word (2026-11.42)"},
    {"GET", "/admin/analytics/reports", reports_page, WHO_ADMIN, "analytics/reports", .help = "The kinds of reports"},
    {"GET", "/admin/analytics/reports/:kind", report_page, WHO_ADMIN, "analytics/report", report_fields, .help = "A report: figures, and what of them stands out"},
    {"GET", "/admin/analytics/reports/:kind/report.csv", report_file_csv, WHO_ADMIN, .fields = report_fields, .help = "Its figures and findings as a table"},
    {"GET", "/admin/analytics/reports/:kind/report.pdf", report_file_pdf, WHO_ADMIN, .fields = report_fields, .help = "The report on A4"},
    {"GET", "/api/analytics/report/:type", report_api, WHO_ADMIN, .fields = report_api_fields, .help = "A report (daily, weekly, monthly, quarterly): figures, findings, forecasts"},
    {"GET", "/admin/analytics/snapshots", snapshots_page, WHO_ADMIN, "analytics/snapshots", .help = "Reports kept as they were"},
    {"POST", "/admin/analytics/snapshots", snapshot_keep, WHO_ADMIN, .fields = snapshot_keep_fields, .again = snapshots_page, .again_template = "analytics/snapshots", .help = "Keeps a report as it is now"},
    {"GET", "/admin/analytics/snapshots/:id", snapshot_page, WHO_ADMIN, "analytics/snapshot", .help = "One of them"},
    {"POST", "/admin/analytics/snapshots/:id", snapshot_save, WHO_ADMIN, .fields = snapshot_fields, .again = snapshot_page, .again_template = "analytics/snapshot", .help = "Its name and note"},
    {"POST", "/admin/analytics/snapshots/:id/share", snapshot_lend, WHO_ADMIN, "analytics/snapshot_link", .fields = snapshot_share_fields, .again = snapshot_page, .again_template = "analytics/snapshot", .help = "A link to it that ends; shown once"},
    {"POST", "/admin/analytics/snapshots/:id/links/:link_id/revoke", snapshot_call_in, WHO_ADMIN, .help = "Ends a link now"},
    {"POST", "/admin/analytics/snapshots/:id/delete", snapshot_take_out, WHO_ADMIN, .help = "Deletes it; it can be restored for a day"},
    {"POST", "/admin/analytics/snapshots/:id/restore", snapshot_put_back, WHO_ADMIN, .help = "Brings a deleted one back"},
    {"GET", "/shared/:token", shared_page, WHO_ANYONE, "analytics/shared", .help = "A snapshot, for whoever has its link"},
    {"GET", "/admin/analytics/reports/:kind/schedule", schedule_page, WHO_ADMIN, "analytics/report_schedule", .help = "Who gets a report by mail"},
    {"POST", "/admin/analytics/reports/:kind/schedule", schedule_save, WHO_ADMIN, .fields = schedule_fields, .again = schedule_page, .again_template = "analytics/report_schedule", .help = "Sets it; nobody ends it"},
    {"POST", "/admin/analytics/reports/:kind/schedule/now", schedule_now, WHO_ADMIN, .help = "Sends the latest one once more"},
    {"POST", "/admin/analytics/reports/:kind/schedule/stop", schedule_pause, WHO_ADMIN, .help = "Stops its mails for a while"},
    {"POST", "/admin/analytics/reports/:kind/schedule/resume", schedule_go_on, WHO_ADMIN, .help = "Lets them go on; what was missed stays unsent"},
    {"GET", "/admin/analytics/builder", builder_page, WHO_ADMIN, "analytics/builder", .help = "Reports that admins put together"},
    {"GET", "/admin/analytics/builder/new", build_new_page, WHO_ADMIN, "analytics/build", build_new_fields, .help = "The form for a new one"},
    {"POST", "/admin/analytics/builder", build_save, WHO_ADMIN, .fields = build_fields, .again = build_new_page, .again_template = "analytics/build", .help = "Makes one"},
    {"POST", "/admin/analytics/builder/preview", build_preview, WHO_ADMIN, "analytics/build", build_preview_fields, .again = build_preview_again, .again_template = "analytics/build", .help = "Its first rows and its chart; keeps nothing"},
    {"GET", "/admin/analytics/builder/:id", built_page, WHO_ADMIN, "analytics/built", .help = "One, with its rows"},
    {"GET", "/admin/analytics/builder/:id/rows.csv", built_csv, WHO_ADMIN, .help = "Its rows"},
    {"GET", "/admin/analytics/builder/:id/edit", build_edit_page, WHO_ADMIN, "analytics/build", .help = "The form to change it"},
    {"POST", "/admin/analytics/builder/:id", build_save, WHO_ADMIN, .fields = build_fields, .again = build_edit_page, .again_template = "analytics/build", .help = "Changes it"},
    {"GET", "/admin/analytics/builder/:id/schedule", built_schedule_page, WHO_ADMIN, "analytics/built_schedule", .help = "To whom it goes by mail, and when"},
    {"POST", "/admin/analytics/builder/:id/schedule", built_schedule_save, WHO_ADMIN, .fields = build_schedule_fields, .again = built_schedule_page, .again_template = "analytics/built_schedule", .help = "Sets that, or ends it"},
    {"POST", "/admin/analytics/builder/:id/schedule/now", built_schedule_now, WHO_ADMIN, .help = "Sends it once more, now"},
    {"GET", "/api/analytics/reports", built_list_api, WHO_ADMIN, .fields = built_list_fields, .help = "The reports of the builder with their definitions"},
    {"POST", "/admin/analytics/builder/:id/schedule/stop", built_schedule_pause, WHO_ADMIN, .help = "Stops its mails for a while"},
    {"POST", "/admin/analytics/builder/:id/schedule/resume", built_schedule_go_on, WHO_ADMIN, .help = "Lets them go on, at their next time"},
    {"GET", "/api/analytics/reports/:id", built_api, WHO_ADMIN, .fields = built_api_fields, .help = "One with its columns and rows"},
    {"POST", "/admin/analytics/builder/:id/delete", built_take_out, WHO_ADMIN, .help = "Deletes it; it can be restored for a day"},
    {"POST", "/admin/analytics/builder/:id/restore", built_put_back, WHO_ADMIN, .help = "Brings a deleted one back"},
    {.method = NULL}};

int main(int argc, char **argv)
{
    static const struct program program = {.name = "analytics", .routes = routes, .afterwards = site_afterwards, SITE_HOOKS};
    return program_main(&program, argc, argv);
}
