/* built.c - see built.h. Called by the builder's pages and by the worker. */
#include "programs/site/built.h"

#include "core/base/clock.h"
#include "core/base/csv_write.h"
#include "core/base/json.h"
#include "core/view/locale.h"
#include "domain/measure/figure.h"

static const struct { const char *value, *name; } measures[] = {{"count", tr_noop("count")}, {"sum", tr_noop("sum")}, {"mean", tr_noop("mean")},
                                                               {"most", tr_noop("largest")}, {"least", tr_noop("smallest")}};

const char *site_built_measure(const char *language, const char *measure)
{
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++)
        if (text_equal(measures[i].value, measure))
            return locale_words(language, measures[i].name);
    return measure;
}

static void add_head(struct built_heads *heads, const char *label, enum builder_type type)
{
    heads->labels[heads->count] = label;
    heads->types[heads->count++] = type;
}

static void add_measure(struct arena *arena, const char *language, const struct builder *builder, struct built_heads *heads)
{
    const struct builder_column *columns = builder->source->columns;
    bool counted = text_equal(builder->measure, "count") || builder->measured < 0;
    if (counted) {
        add_head(heads, locale_words(language, tr_noop("Count")), BUILDER_NUMBER);
        return;
    }
    const char *name = locale_words(language, columns[builder->measured].label);
    bool percent = !text_equal(builder->measure, "sum") && columns[builder->measured].type != BUILDER_NUMBER;
    add_head(heads, arena_printf(arena, "%s (%s)", name, site_built_measure(language, builder->measure)), percent ? BUILDER_PERCENT : BUILDER_NUMBER);
}

/* What is grouped by: of dates the day on which the week begins, or the month. */
static void add_key(struct arena *arena, const char *language, const struct builder *builder, int column, struct built_heads *heads)
{
    const struct builder_column *key = &builder->source->columns[column];
    const char *label = locale_words(language, key->label);
    bool dated = builder_is_date(key->type), by_week = dated && text_equal(builder->unit, "week");
    bool by_month = dated && text_equal(builder->unit, "month");
    add_head(heads, by_week ? arena_printf(arena, locale_words(language, tr_noop("%s, week from")), label) : label,
             by_month ? BUILDER_MONTH : key->type);
}

struct built_heads site_built_heads(struct arena *arena, const char *language, const struct builder *builder)
{
    struct built_heads heads = {.count = 0};
    const struct builder_column *columns = builder->source->columns;
    const int keys[] = {builder->group, builder->second};
    if (builder->group >= 0) {
        for (size_t i = 0; i < 2; i++)
            if (keys[i] >= 0)
                add_key(arena, language, builder, keys[i], &heads);
        add_measure(arena, language, builder, &heads);
        return heads;
    }
    for (int i = 0; i < BUILDER_COLUMNS_MOST; i++)
        if (builder->shown[i])
            add_head(&heads, locale_words(language, columns[i].label), columns[i].type);
    return heads;
}

const char *site_built_text(struct arena *arena, const char *language, enum builder_type type, const cJSON *cell)
{
    if (cJSON_IsString(cell))
        return cell->valuestring;
    if (cJSON_IsBool(cell))
        return locale_words(language, cJSON_IsTrue(cell) ? tr_noop("yes") : tr_noop("no"));
    if (!cJSON_IsNumber(cell))
        return "–";
    if (type == BUILDER_MONTH)
        return locale_month_short(arena, language, (int64_t)cell->valuedouble);
    if (builder_is_date(type))
        return locale_day(arena, language, (int64_t)cell->valuedouble);
    return figure_text(arena, language, type == BUILDER_PERCENT ? FIGURE_PERCENT : FIGURE_COUNT, cell->valuedouble);
}

cJSON *site_built_value(struct arena *arena, const char *language, enum builder_type type, const cJSON *cell)
{
    if (cJSON_IsNumber(cell))
        return builder_is_date(type) ? cJSON_CreateString(clock_day_text(arena, (int64_t)cell->valuedouble)) : cJSON_CreateNumber(cell->valuedouble);
    return cJSON_CreateString(cJSON_IsNull(cell) ? "" : site_built_text(arena, language, type, cell));
}

bool site_built_csv(struct text *out, const char *language, const struct builder *builder, const struct builder_result *result, size_t most)
{
    struct built_heads heads = site_built_heads(out->arena, language, builder);
    cJSON *line = cJSON_CreateArray();
    const cJSON *row, *cell;
    for (int i = 0; i < heads.count; i++)
        cJSON_AddItemToArray(line, cJSON_CreateString(heads.labels[i]));
    csv_append_row(out, line);
    cJSON_ArrayForEach(row, result->rows)
    {
        int at = 0;
        line = cJSON_CreateArray();
        cJSON_ArrayForEach(cell, row)
            cJSON_AddItemToArray(line, site_built_value(out->arena, language, heads.types[at++], cell));
        csv_append_row(out, line);
        if (out->length > most)
            return false;
    }
    return true;
}

static cJSON *line_of(struct arena *arena, const char *language, const struct built_heads *heads, const cJSON *row)
{
    struct text words = text_in(arena);
    cJSON *line = cJSON_CreateObject();
    const cJSON *cell;
    int at = 0;
    cJSON_ArrayForEach(cell, row)
    {
        text_append(&words, at == 0 ? "" : " | ");
        text_append(&words, site_built_text(arena, language, heads->types[at++], cell));
    }
    json_set_string(line, "text", text_string(&words));
    return line;
}

cJSON *site_built_model(struct arena *arena, const char *language, const char *name, const struct builder *builder,
                        const struct builder_result *result, int most)
{
    struct built_heads heads = site_built_heads(arena, language, builder);
    cJSON *model = cJSON_CreateObject(), *lines = cJSON_CreateArray();
    struct text head = text_in(arena);
    const cJSON *row;
    int count = 0;
    for (int i = 0; i < heads.count; i++)
        text_printf(&head, "%s%s", i == 0 ? "" : " | ", heads.labels[i]);
    cJSON_ArrayForEach(row, result->rows) if (count++ < most) cJSON_AddItemToArray(lines, line_of(arena, language, &heads, row));
    json_set_string(model, "name", name);
    json_set_string(model, "source", locale_words(language, builder->source->label));
    json_set_string(model, "matched_text", locale_number(arena, language, result->matched));
    json_set_string(model, "head", text_string(&head));
    json_set_bool(model, "any", lines->child != NULL);
    json_set_bool(model, "not_all", result->cut || !result->read_all);
    json_set_integer(model, "more", count > most ? count - most : 0);
    json_set(model, "lines", lines);
    return model;
}
