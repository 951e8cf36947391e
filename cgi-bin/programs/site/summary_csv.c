/* summary_csv.c - a report as CSV: a line a figure, then one a finding. See summary.h. Called by the report pages and by the worker's mails. */
#include "programs/site/summary.h"

#include "core/base/csv_write.h"
#include "core/base/json.h"

static void add_words(cJSON *line, const char *words)
{
    cJSON_AddItemToArray(line, cJSON_CreateString(words));
}

/* A number of a row, or nothing. */
static void add_member(cJSON *line, const cJSON *row, const char *name)
{
    const cJSON *value = row == NULL ? NULL : json_member(row, name);
    cJSON_AddItemToArray(line, cJSON_IsNumber(value) ? cJSON_CreateNumber(value->valuedouble) : cJSON_CreateNull());
}

static cJSON *figure_line(const cJSON *row)
{
    static const char *const numbers[] = {"number", "before", "usual"}, *const tests[] = {"p", "adjusted", "target"};
    const cJSON *change = json_member(row, "change");
    cJSON *line = cJSON_CreateArray();
    add_words(line, "figure");
    add_words(line, json_string(row, "name", ""));
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        add_member(line, row, numbers[i]);
    add_member(line, cJSON_IsObject(change) ? change : NULL, "number");
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        add_member(line, row, tests[i]);
    add_words(line, json_string(row, "label", ""));
    add_words(line, "");
    return line;
}

static cJSON *finding_line(const char *list, const cJSON *finding)
{
    cJSON *line = cJSON_CreateArray();
    add_words(line, list);
    add_words(line, json_string(finding, "rule", ""));
    add_member(line, finding, "now");
    add_member(line, finding, "before");
    add_words(line, "");
    add_words(line, "");
    add_member(line, finding, "p");
    add_member(line, finding, "adjusted");
    add_words(line, "");
    add_words(line, json_string(finding, "sentence", ""));
    add_words(line, json_string(finding, "link", ""));
    return line;
}

void site_summary_csv(struct text *out, const cJSON *model)
{
    const cJSON *row, *list, *finding;
    const cJSON *rows = json_member(model, "rows"), *lists = json_member(model, "lists");
    text_append(out, "\"section\",\"name\",\"value\",\"before\",\"compared_with\",\"change_percent\",\"p\",\"p_adjusted\",\"target\","
                     "\"words\",\"link\"\r\n");
    cJSON_ArrayForEach(row, rows) csv_append_row(out, figure_line(row));
    cJSON_ArrayForEach(list, lists)
    {
        const cJSON *findings = json_member(list, "findings");
        cJSON_ArrayForEach(finding, findings) csv_append_row(out, finding_line(json_string(list, "name", ""), finding));
    }
}
