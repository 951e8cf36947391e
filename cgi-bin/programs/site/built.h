/* built.h - a report of the builder in words: heads and cells, for its page, its file, its API and its mail. */
#ifndef NEXUS_SITE_BUILT_H
#define NEXUS_SITE_BUILT_H

#include "core/base/text.h"
#include "domain/measure/builder.h"

struct built_heads {
    const char *labels[BUILDER_COLUMNS_MOST];
    enum builder_type types[BUILDER_COLUMNS_MOST];
    int count;
};

/* What stands over the columns of a result. */
struct built_heads site_built_heads(struct arena *arena, const char *language, const struct builder *builder);

/* "sum", "mean" ... as people say it. */
const char *site_built_measure(const char *language, const char *measure);

/* A cell as people read it, "–" for nothing; and as files have it: numbers as they are, days as 2026-11-21, "" for nothing. */
const char *site_built_text(struct arena *arena, const char *language, enum builder_type type, const cJSON *cell);
cJSON *site_built_value(struct arena *arena, const char *language, enum builder_type type, const cJSON *cell);

/* All rows as CSV under their heads. False when that would be over `most` bytes: then `out` holds only some of it. */
bool site_built_csv(struct text *out, const char *language, const struct builder *builder, const struct builder_result *result, size_t most);

/* {name, source, matched_text, any, not_all: whether rows were left out, more: how many lines are not in it, lines: [{text}]}: the first `most`
 * rows as lines, for mail/built. */
cJSON *site_built_model(struct arena *arena, const char *language, const char *name, const struct builder *builder,
                        const struct builder_result *result, int most);

#endif
