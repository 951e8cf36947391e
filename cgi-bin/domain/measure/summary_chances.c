/* summary_chances.c - how the coach does, and where something small would help much: a lesson that loses its readers, a course that is
 * looked at, a question without an answer, a device on which fewer go on to the next lesson. Called by summary.c. */
#include "domain/measure/summary_parts.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/view/locale.h"
#include "domain/catalog/course.h"
#include "domain/coach/faq.h"
#include "domain/coach/insight.h"
#include "domain/coach/insight_group.h"
#include "domain/measure/breakdown.h"
#include "domain/measure/sheet.h"
#include "domain/measure/stats_share.h"

#include <math.h>

enum {
    CONVERSATIONS_LEAST = 20,
    VIEWERS_LEAST = 20,
    VIEWS_LEAST = 50,
    OPENED_LEAST = 100,
    ASKERS_LEAST = 3,
    COUNTRIES_MOST = 5
};
#define LOST_LEAST 30.0   /* percent */
#define ENROL_MOST 0.5    /* of the rate elsewhere */
#define GO_ON_MOST 0.8 /* likewise */

/* ---- the coach ---- */

static struct insight_filter conversations(const struct summary_work *work, struct figure_range range)
{
    return (struct insight_filter){.from = clock_day_start(range.from, work->place->zone),
                                   .to = clock_day_start(range.to + 1, work->place->zone),
                                   .measure = "conversations"};
}

static void judge_share(struct summary_work *work, const cJSON *now, const cJSON *before, const char *flag, const char *more, const char *less)
{
    double count = (double)json_integer(now, "conversations", 0), count_before = (double)json_integer(before, "conversations", 0);
    if (!work->summary->full || count < CONVERSATIONS_LEAST || count_before < CONVERSATIONS_LEAST)
        return;
    double hits = (double)json_integer(now, flag, 0), hits_before = (double)json_integer(before, flag, 0);
    struct stats_shares shares = stats_shares_compare(hits_before, count_before, hits, count, 0.95);
    struct summary_finding *finding =
        summary_add(work, shares.difference > 0 ? SUMMARY_FAILS : SUMMARY_WORKS, "coach",
                    arena_printf(work->place->arena, "/admin/coach?%s", summary_days(work)), shares.difference > 0 ? more : less,
                    summary_value(work, FIGURE_PERCENT, 100 * shares.share_b),
                    summary_value(work, FIGURE_COUNT, count), summary_value(work, FIGURE_PERCENT, 100 * shares.share_a));
    if (finding == NULL)
        return;
    finding->now = 100 * shares.share_b;
    finding->before = 100 * shares.share_a;
    finding->p = shares.p;
}

void summary_judge_coach(struct summary_work *work)
{
    const struct insight_filter period = conversations(work, work->summary->period), earlier = conversations(work, work->summary->before);
    cJSON *now = insight_totals(work->place->db, &period, work->place->now);
    if (json_integer(now, "conversations", 0) == 0)
        return;
    const cJSON *before = insight_totals(work->place->db, &earlier, work->place->now);
    work->summary->coach = now;
    judge_share(work, now, before, "abstained", tr_noop("The coach did not find an answer in %s of %s conversations, before in %s: more often."),
                tr_noop("The coach did not find an answer in %s of %s conversations, before in %s: less often."));
    judge_share(work, now, before, "handed", tr_noop("The coach passed on %s of %s conversations to a person, before %s: more often."),
                tr_noop("The coach passed on %s of %s conversations to a person, before %s: less often."));
}

/* ---- lessons and courses ---- */

static void judge_lesson(struct summary_work *work)
{
    const cJSON *row, *worst = NULL;
    cJSON_ArrayForEach(row, work->summary->lessons)
    {
        const cJSON *share = json_member(row, "lost_share");
        if (worst == NULL && json_integer(row, "viewers", 0) >= VIEWERS_LEAST && cJSON_IsNumber(share) && share->valuedouble > LOST_LEAST)
            worst = row;
    }
    if (worst == NULL)
        return;
    const char *slug = json_string(worst, "course_slug", "");
    double viewers = (double)json_integer(worst, "viewers", 0), lost = (double)json_integer(worst, "lost", 0);
    struct summary_finding *finding =
        summary_add(work, SUMMARY_CHANCES, "lesson", arena_printf(work->place->arena, "/courses/%s/%s", slug, json_string(worst, "slug", "")),
                    tr_noop("“%s” (%s) loses most: of %s viewers, %s did not open the next lesson."), json_string(worst, "title", ""),
                    json_string(worst, "course_title", ""), summary_value(work, FIGURE_COUNT, viewers), summary_value(work, FIGURE_COUNT, lost));
    if (finding == NULL)
        return;
    finding->now = lost;
    finding->before = viewers;
}

/* How often two events happened in the period, by one filter. */
struct pair {
    double base, hits;
};

static bool count_pair(const struct summary_work *work, const struct figure_filter *filter, const char *base, const char *hit, struct pair *pair)
{
    const struct summary *summary = work->summary;
    const struct sheet *sheet =
        sheet_read(work->place->arena, work->place->store, work->place->zone, filter, summary->period.from, summary->period.to);
    *pair = (struct pair){0, 0};
    for (int64_t day = summary->period.from; sheet != NULL && day <= summary->period.to; day++) {
        pair->base += (double)sheet_events(sheet, base, day);
        pair->hits += (double)sheet_events(sheet, hit, day);
    }
    return sheet != NULL;
}

/* Adds a finding when the rate is lower than elsewhere, with the test's p; what may be chance is dropped later. */
static void judge_pair(struct summary_work *work, struct pair part, struct pair all, double most, const char *rule, const char *link,
                       const char *pattern, const char *name)
{
    struct pair rest = {all.base - part.base, all.hits - part.hits};
    if (rest.base <= 0 || rest.hits <= 0 || part.base <= 0)
        return;
    struct stats_shares shares = stats_shares_compare(fmin(rest.hits, rest.base), rest.base, fmin(part.hits, part.base), part.base, 0.95);
    struct summary_finding *finding =
        summary_add(work, SUMMARY_CHANCES, rule, link, pattern, name, summary_value(work, FIGURE_PERCENT, 100 * shares.share_b),
                    summary_value(work, FIGURE_COUNT, part.base), summary_value(work, FIGURE_PERCENT, 100 * shares.share_a));
    if (finding == NULL)
        return;
    finding->now = 100 * shares.share_b;
    finding->before = 100 * shares.share_a;
    finding->p = shares.share_b < most * shares.share_a ? shares.p : 1; /* was tested, and is not what the rule looks for */
}

static void judge_courses(struct summary_work *work, struct pair all)
{
    const cJSON *course, *courses = course_list_all(work->place->db, "");
    const struct figure viewed = {.name = "viewed", .kind = FIGURE_NAME, .event = "course.viewed"};
    const struct summary_place *place = work->place;
    struct breakdown breakdown;
    if (!breakdown_read(place->arena, place->store, place->zone, &viewed, &figure_everybody, DAY_COURSE, work->summary->period, &breakdown))
        return;
    for (int i = 0; i < breakdown.count; i++) {
        struct pair part;
        const struct figure_filter filter = {.course_id = breakdown.rows[i].value};
        if (breakdown.rows[i].number < VIEWS_LEAST || !count_pair(work, &filter, "course.viewed", "course.enrolled", &part))
            continue;
        cJSON_ArrayForEach(course, courses) if (json_integer(course, "id", 0) == filter.course_id)
            judge_pair(work, part, all, ENROL_MOST, "enrol", arena_printf(work->place->arena, "/courses/%s", json_string(course, "slug", "")),
                       tr_noop("“%s”: %s of %s views of its page became an enrolment, elsewhere %s."), json_string(course, "title", ""));
    }
}

/* ---- devices and countries ---- */

static const char *const device_words[] = {"", tr_noop("On phones"), tr_noop("On tablets"), tr_noop("On computers")};

static void judge_place(struct summary_work *work, const struct figure_filter *filter, struct pair all, const char *name, const char *query)
{
    struct pair part;
    if (!count_pair(work, filter, "lesson.viewed", "next.pressed", &part) || part.base < OPENED_LEAST)
        return;
    const char *link = arena_printf(work->place->arena, "/admin/analytics/metric/dau?%s&%s", summary_days(work), query);
    judge_pair(work, part, all, GO_ON_MOST, "device", link,
               tr_noop("%s, after %s of %s opened lessons somebody went on to the next, elsewhere %s."), name);
}

static void judge_devices(struct summary_work *work, struct pair all)
{
    for (int device = EVENT_PHONE; device < EVENT_DEVICES; device++)
        judge_place(work, &(struct figure_filter){.device = device}, all, locale_words(work->place->language, device_words[device]),
                    arena_printf(work->place->arena, "device=%s", event_device_name((enum event_device)device)));
}

static void judge_countries(struct summary_work *work, struct pair all)
{
    const struct figure viewed = {.name = "viewed", .kind = FIGURE_NAME, .event = "lesson.viewed"};
    const struct summary_place *place = work->place;
    struct breakdown breakdown;
    if (!breakdown_read(place->arena, place->store, place->zone, &viewed, &figure_everybody, DAY_COUNTRY, work->summary->period, &breakdown))
        return;
    for (int i = 0; i < breakdown.count && i < COUNTRIES_MOST; i++) {
        const char *code = event_country_text(work->place->arena, breakdown.rows[i].value);
        if (breakdown.rows[i].number >= OPENED_LEAST)
            judge_place(work, &(struct figure_filter){.country = breakdown.rows[i].value}, all,
                        arena_printf(work->place->arena, locale_words(work->place->language, tr_noop("In %s")), code),
                        arena_printf(work->place->arena, "country=%s", code));
    }
}

/* ---- questions ---- */

static bool same_words(const struct summary_work *work, const cJSON *entry, const char *words)
{
    return text_equal(text_fold(work->place->arena, json_string(entry, "question", "")), text_fold(work->place->arena, words));
}

/* Whether an entry asks it in the words of any who asked: entries are made from one question of them. */
static bool asks(const struct summary_work *work, const cJSON *entry, const cJSON *group)
{
    const cJSON *example;
    if (same_words(work, entry, json_string(group, "question", "")))
        return true;
    cJSON_ArrayForEach(example, json_member(group, "examples")) if (same_words(work, entry, json_string(example, "text", ""))) return true;
    return false;
}

static bool in_faq(const struct summary_work *work, const cJSON *group)
{
    const cJSON *course, *entry, *courses = course_list_all(work->place->db, "");
    cJSON_ArrayForEach(course, courses)
    {
        if (!text_equal(json_string(course, "slug", ""), json_string(group, "course", "")))
            continue;
        const cJSON *faq = faq_list(work->place->db, json_integer(course, "id", 0));
        cJSON_ArrayForEach(entry, faq) if (asks(work, entry, group)) return true;
    }
    return false;
}

/* What they wrote stays where it is: reports are sent by mail. */
static void judge_questions(struct summary_work *work)
{
    const struct insight_filter filter = conversations(work, work->summary->period);
    if (work->summary->coach == NULL)
        return;
    const cJSON *group, *groups = insight_group(work->place->arena, insight_questions(work->place->db, &filter));
    cJSON_ArrayForEach(group, groups)
    {
        int64_t askers = json_integer(group, "askers", 0), count = json_integer(group, "count", 0);
        int64_t unanswered = json_integer(group, "unanswered", 0);
        if (askers < ASKERS_LEAST || 2 * unanswered < count || in_faq(work, group))
            continue;
        const char *link = arena_printf(work->place->arena, "/admin/coach/conversations?question=%lld&%s",
                                        (long long)json_integer(group, "id", 0), summary_days(work));
        struct summary_finding *finding = summary_add(
            work, SUMMARY_CHANCES, "question", link,
            tr_noop("%s learners asked the coach the same at “%s”, and %s of %s times it found no answer: an entry in the FAQ would help."),
            summary_value(work, FIGURE_COUNT, (double)askers), json_string(group, "lesson_title", json_string(group, "course_title", "–")),
            summary_value(work, FIGURE_COUNT, (double)unanswered), summary_value(work, FIGURE_COUNT, (double)count));
        if (finding != NULL) {
            finding->now = (double)unanswered;
            finding->before = (double)count;
        }
        return; /* the one that was asked most */
    }
}

void summary_judge_chances(struct summary_work *work)
{
    struct pair enrolled, gone_on;
    judge_lesson(work);
    judge_questions(work);
    if (!count_pair(work, &figure_everybody, "course.viewed", "course.enrolled", &enrolled) ||
        !count_pair(work, &figure_everybody, "lesson.viewed", "next.pressed", &gone_on))
        return;
    judge_courses(work, enrolled);
    judge_devices(work, gone_on);
    judge_countries(work, gone_on);
}
