/* locale.c - catalogues loaded once, phrases found by binary search; dates and numbers by small tables. */
#include "core/view/locale.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/log.h"
#include "core/base/text.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LANGUAGES_MOST = 32, CATALOGUE_BYTES_MOST = 1024 * 1024 };

struct phrase {
    const char *english, *words;
};

struct language {
    char code[8];
    const char *name, *direction;
    bool none_is_singular; /* French: 0 and 1 are singular */
    struct phrase *phrases;
    size_t count;
};

static struct language languages[LANGUAGES_MOST] = {{.code = "en", .name = "English", .direction = "ltr"}};
static size_t language_count = 1;

static int compare_phrases(const void *a, const void *b)
{
    return strcmp(((const struct phrase *)a)->english, ((const struct phrase *)b)->english);
}

/* Whether the space at `at` stands before a mark that must not begin a line: « : ; ? ! » » and the sign of percent, which is no directive. */
static bool is_bound(const char *at)
{
    if (at[0] != ' ' || at[1] == '\0')
        return false;
    if (at[1] == '%')
        return at[2] == '%' || strchr(" .,;:)'", at[2]) != NULL;
    return strchr(":;?!", at[1]) != NULL || text_starts(at + 1, "»");
}

/* The words with spaces that keep marks beside what they belong to, as French sets them. */
static const char *bind_marks(struct arena *arena, const char *words)
{
    struct text out = text_in(arena);
    for (const char *at = words; *at != '\0'; at++) {
        bool behind_quote = *at == ' ' && at - words >= 2 && text_starts(at - 2, "«");
        if (behind_quote || is_bound(at))
            text_append(&out, "\u00a0");
        else
            text_append_bytes(&out, at, 1);
    }
    return text_string(&out);
}

static void add_language(struct arena *arena, const char *code, const cJSON *catalogue)
{
    bool bound = text_equal(json_string(catalogue, "_marks", ""), "bound");
    struct language *language = &languages[language_count++];
    snprintf(language->code, sizeof language->code, "%s", code);
    language->name = json_string(catalogue, "_name", code);
    language->direction = json_string(catalogue, "_direction", "ltr");
    language->none_is_singular = text_equal(json_string(catalogue, "_plural", ""), "n<2");
    language->phrases = arena_alloc(arena, (size_t)cJSON_GetArraySize(catalogue) * sizeof *language->phrases + 1);
    const cJSON *entry;
    cJSON_ArrayForEach(entry, catalogue) if (cJSON_IsString(entry) && entry->string[0] != '_')
        language->phrases[language->count++] =
            (struct phrase){entry->string, bound ? bind_marks(arena, entry->valuestring) : entry->valuestring};
    qsort(language->phrases, language->count, sizeof *language->phrases, compare_phrases);
}

static void load_file(struct arena *arena, const char *folder, const char *file)
{
    size_t length = 0;
    const char *problem = "it can't be read";
    char *bytes = file_read(arena, arena_printf(arena, "%s/%s", folder, file), CATALOGUE_BYTES_MOST, &length);
    cJSON *catalogue = bytes == NULL ? NULL : json_read(arena, bytes, length, &problem);
    char *code = arena_strndup(arena, file, strlen(file) - strlen(".json"));
    if (catalogue == NULL)
        log_error("a language file is left out", "file", file, "reason", problem, NULL);
    else
        add_language(arena, code, catalogue);
}

void locale_load(const char *folder)
{
    static struct arena *arena;
    if (arena != NULL)
        return;
    arena = arena_new();
    arena_own_json(arena);
    DIR *directory = opendir(folder);
    for (struct dirent *entry; directory != NULL && (entry = readdir(directory)) != NULL;)
        if (text_ends(entry->d_name, ".json") && strlen(entry->d_name) <= 12 && language_count < LANGUAGES_MOST)
            load_file(arena, folder, entry->d_name);
    if (directory != NULL)
        closedir(directory);
    arena_own_json(NULL);
}

static const struct language *find_language(const char *code)
{
    for (size_t i = 0; code != NULL && i < language_count; i++)
        if (strcmp(languages[i].code, code) == 0)
            return &languages[i];
    return NULL;
}

bool locale_known(const char *language)
{
    return find_language(language) != NULL;
}

/* Takes the first range of the header whose primary tag is installed: browsers list them by preference. */
const char *locale_accept(const char *header, const char *fallback)
{
    for (const char *at = header; at != NULL && *at != '\0';) {
        at += strspn(at, " ,");
        char primary[8] = "";
        size_t length = strcspn(at, "-;, ");
        if (length < sizeof primary)
            memcpy(primary, at, length);
        const struct language *language = find_language(primary);
        if (language != NULL)
            return language->code;
        at += strcspn(at, ",");
    }
    return fallback;
}

cJSON *locale_list(void)
{
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < language_count; i++) {
        cJSON *entry = cJSON_CreateObject();
        json_set_string(entry, "code", languages[i].code);
        json_set_string(entry, "name", languages[i].name);
        cJSON_AddItemToArray(list, entry);
    }
    return list;
}

const char *locale_words(const char *code, const char *english)
{
    const struct language *language = find_language(code);
    if (language == NULL || language->count == 0)
        return english;
    struct phrase key = {.english = english};
    const struct phrase *found = bsearch(&key, language->phrases, language->count, sizeof key, compare_phrases);
    return found == NULL ? english : found->words;
}

const char *locale_direction(const char *code)
{
    const struct language *language = find_language(code);
    return language == NULL ? "ltr" : language->direction;
}

int locale_plural(const char *code, long n)
{
    const struct language *language = find_language(code);
    return language != NULL && language->none_is_singular ? n > 1 : n != 1;
}

static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                     "July",    "August",   "September", "October", "November", "December"};

static char *date_of(struct arena *arena, const char *language, int year, int month, int day)
{
    const char *name = locale_words(language, months[month - 1]);
    return day == 1 ? arena_printf(arena, locale_words(language, tr_noop("1 %s %d")), name, year) : arena_printf(arena, "%d %s %d", day, name, year);
}

char *locale_date(struct arena *arena, const char *language, int64_t time, const char *zone)
{
    struct clock_parts parts = clock_parts(time, zone);
    return date_of(arena, language, parts.year, parts.month, parts.day);
}

char *locale_day(struct arena *arena, const char *language, int64_t day)
{
    return locale_date(arena, language, day * CLOCK_DAY, "UTC");
}

static const char *short_month(const char *language, const struct clock_parts *parts)
{
    static const char *const names[] = {tr_noop("Jan"), tr_noop("Feb"), tr_noop("Mar"), tr_noop("Apr"), tr_noop("May"), tr_noop("Jun"),
                                        tr_noop("Jul"), tr_noop("Aug"), tr_noop("Sep"), tr_noop("Oct"), tr_noop("Nov"), tr_noop("Dec")};
    return locale_words(language, names[parts->month - 1]);
}

char *locale_day_short(struct arena *arena, const char *language, int64_t day)
{
    struct clock_parts parts = clock_parts(day * CLOCK_DAY, "UTC");
    const char *name = short_month(language, &parts);
    return parts.day == 1 ? arena_printf(arena, locale_words(language, tr_noop("1 %s")), name) : arena_printf(arena, "%d %s", parts.day, name);
}

char *locale_month_short(struct arena *arena, const char *language, int64_t day)
{
    struct clock_parts parts = clock_parts(day * CLOCK_DAY, "UTC");
    return arena_printf(arena, "%s %d", short_month(language, &parts), parts.year);
}

char *locale_time(struct arena *arena, const char *language, int64_t time, const char *zone)
{
    struct clock_parts parts = clock_parts(time, zone);
    return arena_printf(arena, "%s, %02d:%02d", locale_date(arena, language, time, zone), parts.hour, parts.minute);
}

static char *grouped(struct arena *arena, int64_t number, const char *separator)
{
    char digits[24];
    int count = snprintf(digits, sizeof digits, "%lld", (long long)(number < 0 ? -number : number));
    struct text text = text_in(arena);
    if (number < 0)
        text_append(&text, "-");
    for (int i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0)
            text_append(&text, separator);
        text_append_char(&text, digits[i]);
    }
    return text.bytes;
}

static bool comma_is_decimal(const char *language)
{
    return !text_equal(language, "en");
}

char *locale_number(struct arena *arena, const char *language, int64_t number)
{
    return grouped(arena, number, comma_is_decimal(language) ? "\u202f" : ",");
}

char *locale_decimal(struct arena *arena, const char *language, double number)
{
    const double exact = 9e13; /* hundredths of it are still integers */
    if (!isfinite(number))
        return arena_strdup(arena, "–");
    if (fabs(number) > exact)
        return arena_printf(arena, "%.3g", number);
    long long hundredths = llround(fabs(number) * 100), rest = hundredths % 100;
    const char *sign = number < 0 && hundredths != 0 ? "-" : "", *whole = locale_number(arena, language, hundredths / 100);
    if (rest == 0)
        return arena_printf(arena, "%s%s", sign, whole);
    return arena_printf(arena, "%s%s%c%0*lld", sign, whole, comma_is_decimal(language) ? ',' : '.', rest % 10 == 0 ? 1 : 2,
                        rest % 10 == 0 ? rest / 10 : rest);
}

char *locale_bytes(struct arena *arena, const char *language, int64_t bytes)
{
    static const char *const units[] = {tr_noop("kB"), tr_noop("MB"), tr_noop("GB")};
    double amount = (double)bytes / 1000;
    size_t unit = 0;
    for (; amount >= 999.95 && unit < 2; unit++)
        amount /= 1000;
    return bytes < 0 ? arena_strdup(arena, "–")
                     : arena_printf(arena, "%s %s", locale_decimal(arena, language, round(amount * 10) / 10), locale_words(language, units[unit]));
}

char *locale_money(struct arena *arena, const char *language, int64_t minor, const char *currency)
{
    static const struct { const char *code, *sign; } signs[] = {{"ZAR", "R"}, {"EUR", "€"}, {"USD", "$"}, {"GBP", "£"}};
    const char *sign = arena_printf(arena, "%s ", currency);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (text_equal(signs[i].code, currency))
            sign = signs[i].sign;
    bool comma = comma_is_decimal(language);
    const char *amount = arena_printf(arena, "%s%s%02d", locale_number(arena, language, minor / 100), comma ? "," : ".", (int)(minor % 100));
    return comma ? arena_printf(arena, "%s\u00a0%s", amount, text_trim(arena, sign)) : arena_printf(arena, "%s%s", sign, amount);
}

char *locale_minutes(struct arena *arena, int64_t minutes)
{
    if (minutes < 60)
        return arena_printf(arena, "%lld min", (long long)minutes);
    if (minutes % 60 == 0)
        return arena_printf(arena, "%lld h", (long long)(minutes / 60));
    return arena_printf(arena, "%lld h %lld min", (long long)(minutes / 60), (long long)(minutes % 60));
}

char *locale_ago(struct arena *arena, const char *language, int64_t time, int64_t now, const char *zone)
{
    int64_t seconds = now - time;
    if (seconds < 2 * CLOCK_MINUTE)
        return arena_strdup(arena, locale_words(language, "just now"));
    if (seconds < CLOCK_HOUR)
        return arena_printf(arena, locale_words(language, "%d minutes ago"), (int)(seconds / CLOCK_MINUTE));
    if (seconds < 2 * CLOCK_HOUR)
        return arena_strdup(arena, locale_words(language, "an hour ago"));
    int64_t days = clock_day(now, zone) - clock_day(time, zone);
    if (days == 0)
        return arena_printf(arena, locale_words(language, "%d hours ago"), (int)(seconds / CLOCK_HOUR));
    if (days == 1)
        return arena_strdup(arena, locale_words(language, "yesterday"));
    if (days < 7)
        return arena_printf(arena, locale_words(language, "%d days ago"), (int)days);
    return locale_date(arena, language, time, zone);
}
