/* daily.c - choosing a figure that has a number a day. See daily.h. */
#include "programs/analytics/daily.h"

#include "core/view/locale.h"
#include "domain/measure/outlook.h"

const struct figure *daily_asked(const struct request *request)
{
    const struct figure *figure = figure_find(request_text(request, "figure"));
    return figure != NULL && outlook_fits(figure) ? figure : figure_find("dau");
}

cJSON *daily_choices(struct request *request, const struct figure *chosen)
{
    cJSON *options = cJSON_CreateArray();
    for (const struct figure *figure = figures; figure->name != NULL; figure++) {
        if (!outlook_fits(figure))
            continue;
        report_add_option(options, figure->name, locale_words(request->language, figure->label), chosen == NULL ? NULL : chosen->name);
    }
    return options;
}
