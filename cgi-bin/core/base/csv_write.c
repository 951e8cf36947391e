/* csv_write.c - see csv_write.h. Called by the pages of reports and by the worker's mails. */
#include "core/base/csv_write.h"

#include <string.h>

void csv_append_words(struct text *out, const char *words)
{
    bool formula = *words != '\0' && strchr("=+-@\t\r", *words) != NULL;
    text_append_char(out, '"');
    if (formula)
        text_append_char(out, '\'');
    for (; *words != '\0'; words++) {
        if (*words == '"')
            text_append_char(out, '"');
        text_append_char(out, *words);
    }
    text_append_char(out, '"');
}

void csv_append_row(struct text *out, const cJSON *cells)
{
    const cJSON *cell;
    cJSON_ArrayForEach(cell, cells)
    {
        if (cell != cells->child)
            text_append_char(out, ',');
        if (cJSON_IsNumber(cell))
            text_append_number(out, cell->valuedouble);
        else
            csv_append_words(out, cJSON_IsString(cell) ? cell->valuestring : "");
    }
    text_append(out, "\r\n");
}
