/* summary_pdf.c - a report on A4: what stands out, the figures with their lines, what is expected; kept in DATA/reports under the hash of
 * what is on its pages, so that the same report is drawn once. Called by the report pages and by the worker's mails. */
#include "programs/site/summary.h"

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/view/locale.h"
#include "core/view/page.h"
#include "core/view/print.h"
#include "programs/site/paper.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { CHART_WIDTH = 820, CHART_HEIGHT = 150, CHART_ROOM = 300, CHARTS = 6, HASH_BYTES = 16, SHORT_TABLE = 6, TABLE_HEAD = 220, TABLE_ROW = 62 };

#define LEFT PAPER_LEFT
#define RIGHT PAPER_RIGHT

static const char *words(const struct summary_place *place, const char *english)
{
    return locale_words(place->language, english);
}

/* ---- what is on the pages ---- */

static void add_title(struct paper *paper, const struct summary_place *place, const cJSON *model)
{
    paper->y += 60;
    paper_words(paper, LEFT, paper->y, "title", "start", json_string(model, "title", ""));
    paper->y += 56;
    paper_words(paper, LEFT, paper->y, "body", "start", json_string(model, "period_text", ""));
    const char *before = arena_printf(place->arena, words(place, tr_noop("beside %s")), json_string(model, "before_text", ""));
    paper_words(paper, RIGHT, paper->y, "label", "end", before);
    paper->y += 10;
}

static void add_findings(struct paper *paper, const struct summary_place *place, const cJSON *model)
{
    const cJSON *list, *finding, *lists = json_member(model, "lists");
    const char *tested = arena_printf(place->arena, "%lld", (long long)json_integer(model, "tested", 0));
    if (json_bool(model, "nothing", false)) {
        paper->y += 40;
        const char *nothing = tr_noop("Nothing stood out. Comparisons that were made: %s.");
        paper_paragraph(paper, "body", arena_printf(place->arena, words(place, nothing), tested), NULL, false);
        return;
    }
    cJSON_ArrayForEach(list, lists)
    {
        const cJSON *findings = json_member(list, "findings");
        paper_heading(paper, json_string(list, "title", ""));
        cJSON_ArrayForEach(finding, findings)
            paper_paragraph(paper, "body", json_string(finding, "sentence", ""), json_string(finding, "sure_text", NULL), true);
        if (findings->child == NULL)
            paper_paragraph(paper, "body", words(place, tr_noop("Nothing stood out.")), NULL, false);
    }
    const char *note = tr_noop("Comparisons that were made: %s. p is adjusted for all of them (Benjamini and Hochberg); below 0.05 it is shown.");
    paper->y += 20;
    paper_paragraph(paper, "label", arena_printf(place->arena, words(place, note), tested), NULL, false);
}

/* Rows of the table with their change as a text of its own. */
static cJSON *print_rows(const cJSON *model)
{
    cJSON *rows = cJSON_Duplicate(json_member(model, "rows"), true), *row;
    cJSON_ArrayForEach(row, rows)
    {
        const cJSON *change = json_member(row, "change");
        const char *mood = json_string(change, "mood", "plain");
        json_set_string(row, "change_text", json_string(change, "text", "–"));
        json_set_string(row, "mood", json_bool(change, "sure", false) && strcmp(mood, "plain") != 0 ? mood : NULL);
    }
    return rows;
}

static void add_figures(struct paper *paper, const struct summary_place *place, const cJSON *model)
{
    bool daily = json_bool(model, "daily", false);
    const char *third = daily ? tr_noop("A week before") : tr_noop("Before"), *fourth = daily ? tr_noop("Mean of 4 weeks") : tr_noop("Target");
    const struct paper_column columns[] = {{words(place, tr_noop("Figure")), "label", LEFT, false},
                                           {words(place, tr_noop("Now")), "value", 1000, true},
                                           {words(place, third), "before_text", 1260, true},
                                           {words(place, fourth), daily ? "usual_text" : "target_text", 1570, true},
                                           {words(place, tr_noop("Difference")), "change_text", RIGHT, true}};
    paper_heading(paper, words(place, tr_noop("Key figures")));
    paper_table(paper, columns, sizeof columns / sizeof *columns, print_rows(model));
}

static bool has_line(const cJSON *row)
{
    const cJSON *point, *points = json_member(row, "points");
    int count = 0;
    cJSON_ArrayForEach(point, points) count += cJSON_IsNumber(point);
    return count > 1;
}

static void add_lines(struct paper *paper, const struct summary_place *place, const cJSON *model)
{
    static const char *const drawn[CHARTS] = {"dau", "new", "enrolments", "lessons_completed", "completions", "visitors"};
    const cJSON *row, *rows = json_member(model, "rows");
    int at = 0;
    for (int i = 0; i < CHARTS; i++) {
        cJSON_ArrayForEach(row, rows)
        {
            if (!text_equal(json_string(row, "name", ""), drawn[i]) || !has_line(row))
                continue;
            if (at == 0)
                paper_need(paper, 2 * CHART_ROOM);
            if (at == 0)
                paper_heading(paper, words(place, tr_noop("The last 14")));
            if (at % 2 == 0)
                paper_need(paper, CHART_ROOM);
            int x = at % 2 == 0 ? LEFT : RIGHT - CHART_WIDTH;
            paper_words(paper, x, paper->y + 50, "small", "start", json_string(row, "label", ""));
            paper_words(paper, x + CHART_WIDTH, paper->y + 50, "strong", "end", json_string(row, "value", ""));
            paper_line(paper, x, paper->y + 80, CHART_WIDTH, CHART_HEIGHT, json_member(row, "points"));
            paper->y += at % 2 == 1 ? CHART_ROOM - 30 : 0;
            at++;
        }
    }
    paper->y += at % 2 == 1 ? CHART_ROOM - 30 : 0;
}

/* Rows with what lies between low_text and high_text as one text. */
static cJSON *with_interval(const struct summary_place *place, const cJSON *list)
{
    cJSON *row, *rows = cJSON_Duplicate(list, true);
    cJSON_ArrayForEach(row, rows)
        json_set_string(row, "interval", arena_printf(place->arena, "%s – %s", json_string(row, "low_text", ""), json_string(row, "high_text", "")));
    return rows;
}

/* Nothing where there were no conversations. */
static cJSON *coach_rows(const struct summary_place *place, const cJSON *coach)
{
    static const struct { const char *label, *name; } all[] = {{tr_noop("Without an answer at least once"), "abstained_text"},
                                                               {tr_noop("Passed on to a person"), "handed_text"}};
    cJSON *rows = cJSON_CreateArray(), *row;
    if (!cJSON_IsObject(coach))
        return rows;
    cJSON_AddItemToArray(rows, row = cJSON_CreateObject());
    json_set_string(row, "label", words(place, tr_noop("Conversations")));
    json_set_string(row, "value", locale_number(place->arena, place->language, json_integer(coach, "conversations", 0)));
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        cJSON_AddItemToArray(rows, row = cJSON_CreateObject());
        json_set_string(row, "label", words(place, all[i].label));
        json_set_string(row, "value", json_string(coach, all[i].name, "–"));
    }
    return rows;
}

/* A test that ended: which variant it is now, and what was learned. */
static void add_experiments(struct paper *paper, const struct summary_place *place, const cJSON *model)
{
    const cJSON *experiment, *list = json_member(model, "experiments");
    if (cJSON_GetArraySize(list) == 0)
        return;
    paper_heading(paper, words(place, tr_noop("A/B tests that ended")));
    cJSON_ArrayForEach(experiment, list)
    {
        const char *winner = json_string(experiment, "winner", ""), *title = json_string(experiment, "title", "");
        const char *line = *winner == '\0' ? title : arena_printf(place->arena, "%s: %s", title, winner);
        paper_paragraph(paper, "body", line, NULL, true);
        if (*json_string(experiment, "conclusion", "") != '\0')
            paper_paragraph(paper, "label", json_string(experiment, "conclusion", ""), NULL, false);
    }
}

static void add_tables(struct paper *paper, const struct summary_place *place, const cJSON *model)
{
    const struct paper_column outlooks[] = {{json_string(model, "next_text", ""), "label", LEFT, false},
                                            {words(place, tr_noop("Now, in as many days")), "now_text", 1180, true},
                                            {words(place, tr_noop("Expected")), "point_text", 1450, true},
                                            {words(place, tr_noop("80 % interval")), "interval", RIGHT, true}};
    const struct paper_column courses[] = {{words(place, tr_noop("Course")), "title", LEFT, false},
                                           {words(place, tr_noop("Learners")), "people", 1200, true},
                                           {words(place, tr_noop("Before")), "people_before", 1400, true},
                                           {words(place, tr_noop("Enrolments")), "enrolments", 1660, true},
                                           {words(place, tr_noop("Completions")), "completions", RIGHT, true}};
    const struct paper_column lessons[] = {{words(place, tr_noop("Lesson")), "title", LEFT, false},
                                           {words(place, tr_noop("Course")), "course_title", 870, false},
                                           {words(place, tr_noop("Viewers")), "viewers", 1700, true},
                                           {words(place, tr_noop("Lost")), "lost_text", RIGHT, true}};
    const struct paper_column unusual[] = {{words(place, tr_noop("Day")), "day_text", LEFT, false},
                                           {words(place, tr_noop("Figure")), "label", 620, false},
                                           {words(place, tr_noop("Value")), "value_text", 1400, true},
                                           {words(place, tr_noop("Expected between")), "interval", RIGHT, true}};
    const struct paper_column alerts[] = {{words(place, tr_noop("Alert")), "title", LEFT, false},
                                          {words(place, tr_noop("Day")), "day_text", 870, false},
                                          {words(place, tr_noop("Figure")), "label", 1230, false},
                                          {words(place, tr_noop("Value")), "value_text", RIGHT, true}};
    const struct paper_column coach[] = {{"", "label", LEFT, false}, {"", "value", RIGHT, true}};
    const struct { const char *title; const struct paper_column *columns; size_t count; const cJSON *rows; } all[] = {
        {tr_noop("Expected next"), outlooks, sizeof outlooks / sizeof *outlooks, with_interval(place, json_member(model, "outlooks"))},
        {tr_noop("Courses with most learners"), courses, sizeof courses / sizeof *courses, json_member(model, "courses")},
        {tr_noop("Where learners stop"), lessons, sizeof lessons / sizeof *lessons, json_member(model, "lessons")},
        {tr_noop("Unusual days"), unusual, sizeof unusual / sizeof *unusual, with_interval(place, json_member(model, "unusual"))},
        {tr_noop("Alerts"), alerts, sizeof alerts / sizeof *alerts, json_member(model, "alerts")},
        {tr_noop("Coach"), coach, sizeof coach / sizeof *coach, coach_rows(place, json_member(model, "coach"))}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (cJSON_GetArraySize(all[i].rows) == 0)
            continue;
        if (cJSON_GetArraySize(all[i].rows) <= SHORT_TABLE) /* is not torn */
            paper_need(paper, TABLE_HEAD + TABLE_ROW * cJSON_GetArraySize(all[i].rows));
        paper_heading(paper, words(place, all[i].title));
        paper_table(paper, all[i].columns, all[i].count, all[i].rows);
    }
}

static cJSON *print_pages(const struct summary_place *place, const cJSON *model)
{
    struct paper paper = paper_new(place->arena);
    add_title(&paper, place, model);
    if (json_bool(model, "any", false)) {
        add_findings(&paper, place, model);
        add_figures(&paper, place, model);
        add_lines(&paper, place, model);
        add_tables(&paper, place, model);
        add_experiments(&paper, place, model);
    } else {
        paper.y += 40;
        paper_paragraph(&paper, "body", words(place, tr_noop("Nothing was recorded by then")), NULL, false);
    }
    int number = 0, count = cJSON_GetArraySize(paper.pages);
    const char *footer = arena_printf(place->arena, "%s, %s", json_string(model, "title", ""), json_string(model, "period_text", ""));
    cJSON *page;
    cJSON_ArrayForEach(page, paper.pages)
    {
        json_set_string(page, "site_name", place->config->site_name);
        json_set_string(page, "footer", footer);
        json_set_string(page, "number", arena_printf(place->arena, "%d / %d", ++number, count));
    }
    return paper.pages;
}

/* ---- the file ---- */

struct drawn {
    struct text svgs[PRINT_PAGES_MOST];
    size_t count;
};

static bool draw(const struct summary_place *place, const cJSON *model, struct drawn *drawn)
{
    const cJSON *page, *pages = print_pages(place, model);
    drawn->count = 0;
    cJSON_ArrayForEach(page, pages)
    {
        if (drawn->count == PRINT_PAGES_MOST)
            break;
        struct text *svg = &drawn->svgs[drawn->count++];
        *svg = text_in(place->arena);
        if (!page_render("analytics/report_svg", place->language, page, svg))
            return false;
    }
    return true;
}

static const char *name_for(const struct summary_place *place, const struct drawn *drawn)
{
    crypto_generichash_state state;
    unsigned char hash[HASH_BYTES];
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    for (size_t i = 0; i < drawn->count; i++)
        crypto_generichash_update(&state, (const unsigned char *)drawn->svgs[i].bytes, drawn->svgs[i].length);
    crypto_generichash_final(&state, hash, sizeof hash);
    return arena_printf(place->arena, "reports/%s.pdf", text_hex(place->arena, hash, sizeof hash));
}

/* Under names of its own first: two who ask at the same time don't disturb each other. */
static bool convert(const struct summary_place *place, const struct drawn *drawn, const char *scratch, const char *path)
{
    const char *pages[PRINT_PAGES_MOST], *draft = config_data_path(place->arena, place->config, arena_printf(place->arena, "temporary/%s", scratch));
    const char *pdf = arena_printf(place->arena, "%s.pdf", draft);
    size_t written = 0;
    bool good = true;
    for (; written < drawn->count && good; written++) {
        pages[written] = arena_printf(place->arena, "%s-%zu.svg", draft, written);
        good = file_write(place->arena, pages[written], drawn->svgs[written].bytes, drawn->svgs[written].length);
    }
    good = good && print_pdf(place->arena, pages, drawn->count, pdf) && rename(pdf, path) == 0;
    for (size_t i = 0; i < written; i++)
        unlink(pages[i]);
    return good;
}

const char *site_summary_pdf(const struct summary_place *place, const cJSON *model, const char *scratch)
{
    struct drawn drawn;
    if (!draw(place, model, &drawn))
        return NULL;
    const char *name = name_for(place, &drawn), *path = config_data_path(place->arena, place->config, name);
    if (file_exists(path) || convert(place, &drawn, scratch, path))
        return name;
    log_error("a report could not be printed", "file", path, NULL);
    return NULL;
}
