/* locale.h - the words, dates, numbers and money of a language.
 *
 * English is the key: templates/locale/fr.json maps the English words of {{#t}} sections and of tr() to French. A phrase
 * that is not there stays English (and `make lint` names it). "_name", "_direction" and "_plural" describe the language;
 * "_marks": "bound" keeps : ; ? ! % and quotes on the line of the word before or behind. */
#ifndef NEXUS_LOCALE_H
#define NEXUS_LOCALE_H

#include "core/base/arena.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads templates/locale/[a-z]*.json below `folder`; once a process. A file that is no valid JSON is logged and left out. */
void locale_load(const char *folder);

/* Whether a language is installed ("en" always is). */
bool locale_known(const char *language);

/* The best installed language for an Accept-Language header; the fallback when none fits. */
const char *locale_accept(const char *header, const char *fallback);

/* [{code, name}], English first. */
cJSON *locale_list(void);

/* The phrase in a language; the English itself when it is unknown. Lives as long as the process, or as `english`. */
const char *locale_words(const char *language, const char *english);

/* Marks a phrase that is translated where it is shown; `make lint` asks for its French. */
#define tr_noop(english) (english)

/* "ltr" or "rtl". */
const char *locale_direction(const char *language);

/* Which plural form counts for n: 0 singular, 1 plural (two forms: en, fr and their like). */
int locale_plural(const char *language, long n);

/* "20 November 2026", "20 Nov 2026, 23:05", in a time zone. */
char *locale_date(struct arena *arena, const char *language, int64_t time, const char *zone);
char *locale_time(struct arena *arena, const char *language, int64_t time, const char *zone);
char *locale_day(struct arena *arena, const char *language, int64_t day);

/* "20 Nov" of a day number, for axes and tables of days; "Nov 2026" of its month. */
char *locale_day_short(struct arena *arena, const char *language, int64_t day);
char *locale_month_short(struct arena *arena, const char *language, int64_t day);
/* "R499.00", "R 499,00": minor units of a currency with two decimals. */
char *locale_money(struct arena *arena, const char *language, int64_t minor, const char *currency);

/* "45 min", "3 h 20 min" of minutes. */
char *locale_minutes(struct arena *arena, int64_t minutes);

/* "1,234" / "1 234". */
char *locale_number(struct arena *arena, const char *language, int64_t number);

/* "1,234.5" / "1 234,5": at most two decimals; what is too large for that as "1.2e+20". "–" unless finite. */
char *locale_decimal(struct arena *arena, const char *language, double number);

/* "12.3 kB", "4.5 MB", "1.2 GB"; "–" below 0. */
char *locale_bytes(struct arena *arena, const char *language, int64_t bytes);

/* "2 hours ago", "yesterday", then the date. */
char *locale_ago(struct arena *arena, const char *language, int64_t time, int64_t now, const char *zone);

#endif
