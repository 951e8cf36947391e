/* build.h - what the files of the report builder share. */
#ifndef NEXUS_ANALYTICS_BUILD_H
#define NEXUS_ANALYTICS_BUILD_H

#include "core/web/request.h"
#include "domain/measure/builder.h"
#include "programs/site/built.h"

/* Beginnings that work on any academy: [{key, name}]. */
cJSON *build_examples(struct request *request);

/* build.c: gives what analytics/built_rows shows of a result, at most so many lines: heads, rows, svg, any, matched, more, shown, cut, unread. */
void build_give_rows(struct request *request, const struct builder *builder, const struct builder_result *result, int most);

/* build_chart.c: the chart that the report asks for, as SVG; NULL: none, or nothing to draw. */
const char *build_draw(struct request *request, const struct builder *builder, const struct built_heads *heads, const cJSON *rows);

/* build_schedule.c: gives mail_text, a sentence on when it goes to how many by mail (null: to nobody), and told_text, on the last time. */
void build_give_mail(struct request *request, int64_t report_id);

#endif
