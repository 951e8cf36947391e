/* device.c - the first mark that fits, the more special before those they imitate. Called by the security page. */
#include "domain/account/device.h"

#include <stddef.h>
#include <string.h>

struct mark {
    const char *word, *name;
};

static const char *first_of(const struct mark *marks, size_t count, const char *user_agent)
{
    for (size_t i = 0; i < count; i++)
        if (strstr(user_agent, marks[i].word) != NULL)
            return marks[i].name;
    return "";
}

const char *device_browser(const char *user_agent)
{
    static const struct mark marks[] = {{"Edg", "Edge"},         {"OPR/", "Opera"},      {"SamsungBrowser", "Samsung Internet"},
                                        {"Vivaldi", "Vivaldi"},  {"FxiOS", "Firefox"},   {"Firefox/", "Firefox"},
                                        {"CriOS", "Chrome"},     {"Chrom", "Chrome"},    {"Safari/", "Safari"},
                                        {"curl/", "curl"}};
    return first_of(marks, sizeof marks / sizeof *marks, user_agent);
}

const char *device_system(const char *user_agent)
{
    static const struct mark marks[] = {{"iPhone", "iPhone"},   {"iPad", "iPad"},      {"Android", "Android"}, {"Windows", "Windows"},
                                        {"CrOS", "ChromeOS"},   {"Macintosh", "macOS"}, {"Linux", "Linux"}};
    return first_of(marks, sizeof marks / sizeof *marks, user_agent);
}
