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
        cJSON *option = cJSON_CreateObject();
        json_set_string(option, "value", figure->name);
        json_set_string(option, "text", locale_words(request->language, figure->label));
        json_set_bool(option, "selected", figure == chosen);
        cJSON_AddItemToArray(options, option);
    }
    return options;
}
