/* tests_words.c - what a test shows, in plain words: one sentence with the figure and how sure it is. */
#include "programs/analytics/tests.h"

#include "core/view/locale.h"

#include <math.h>

/* What the variants have on average, their figures and the control's: the one that the sentence is about. */
static const struct experiment_outcome *leader(const struct experiment_results *results, size_t *index)
{
    *index = 1;
    for (size_t i = 2; i < results->arm_count; i++)
        if (results->arms[i].rate > results->arms[*index].rate)
            *index = i;
    return &results->arms[*index];
}

/* "512 : 430" and "50 % : 50 %" */
static const char *side_by_side(struct request *request, const struct experiment *experiment, const struct experiment_results *results, bool planned)
{
    struct text list = text_in(request->arena);
    for (size_t i = 0; i < results->arm_count; i++) {
        text_append(&list, i == 0 ? "" : " : ");
        text_append(&list, planned ? tests_share(request, (double)experiment->arms[i].share / EXPERIMENT_WHOLE)
                                   : locale_number(request->arena, request->language, (int64_t)results->arms[i].participants));
    }
    return text_string(&list);
}

static const char *mismatch(struct request *request, const struct experiment *experiment, const struct experiment_results *results)
{
    const char *words = tr(request, "These numbers can't be trusted: people came into the arms as %s, planned was %s; by chance that is seen in %s "
                                    "of tests. Something loses or moves people: find it, then begin a copy.");
    double p = results->split.test.p;
    const char *chance = p < 0.0001 ? arena_printf(request->arena, "< %s %%", locale_decimal(request->arena, request->language, 0.01))
                                    : arena_printf(request->arena, "%s %%", locale_decimal(request->arena, request->language, 100 * p));
    return arena_printf(request->arena, words, side_by_side(request, experiment, results, false), side_by_side(request, experiment, results, true),
                        chance);
}

static const char *time_left(struct request *request, const struct experiment *experiment, const struct experiment_results *results)
{
    double days = experiment_days_left(results, tests_days(request, experiment));
    if (experiment->state != EXPERIMENT_RUNNING)
        return "";
    if (isnan(days))
        return tr(request, "How long it takes can't be said yet.");
    if (days > 3650)
        return tr(request, "At this traffic that takes more than ten years: look for a larger difference.");
    return days <= 1 ? tr(request, "At this traffic about one more day.")
                     : arena_printf(request->arena, tr(request, "At this traffic about %s more days."),
                                    locale_number(request->arena, request->language, llround(days)));
}

static const char *early(struct request *request, const struct experiment *experiment, const struct experiment_results *results)
{
    size_t index;
    const struct experiment_outcome *arm = leader(results, &index);
    const char *left = time_left(request, experiment, results);
    if (!isfinite(arm->always.interval.low)) {
        const char *few = tr(request, "Not yet: too few to say anything (each arm needs ten who did it, and ten who did not).");
        return arena_printf(request->arena, "%s %s", few, left);
    }
    const char *words =
        tr(request, "Not yet: “%s” has %s, the control %s; the true difference may lie anywhere from %s to %s points (%d %% sure).");
    const char *said = arena_printf(request->arena, words, experiment->arms[index].name, tests_share(request, arm->rate),
                                    tests_share(request, results->arms[0].rate), tests_points(request, arm->always.interval.low),
                                    tests_points(request, arm->always.interval.high), (int)experiment->level);
    return arena_printf(request->arena, "%s %s", said, left);
}

static const char *words_of(const struct request *request, enum experiment_verdict verdict)
{
    if (verdict == EXPERIMENT_BETTER)
        return tr(request, "“%s” is better: %s against %s of the control, %s points; the true difference lies between %s and %s "
                           "(%d %% sure).");
    if (verdict == EXPERIMENT_WORSE)
        return tr(request, "The control is better: “%s” has %s against %s, %s points; the true difference lies between %s and %s "
                           "(%d %% sure).");
    return tr(request, "No difference has shown, and the planned number is reached: “%s” has %s against %s, %s points; if there is a "
                       "difference, it lies between %s and %s (%d %% sure).");
}

/* With the figures of one arm beside the control's. */
static const char *compared(struct request *request, const struct experiment *experiment, const struct experiment_results *results, size_t index)
{
    const struct experiment_outcome *arm = &results->arms[index];
    return arena_printf(request->arena, words_of(request, results->verdict), experiment->arms[index].name, tests_share(request, arm->rate),
                        tests_share(request, results->arms[0].rate), tests_points(request, arm->shares.difference),
                        tests_points(request, arm->always.interval.low), tests_points(request, arm->always.interval.high),
                        (int)experiment->level);
}

const char *tests_verdict(struct request *request, const struct experiment *experiment, const struct experiment_results *results)
{
    size_t index;
    leader(results, &index);
    switch (results->verdict) {
    case EXPERIMENT_NOBODY:
        break;
    case EXPERIMENT_MISMATCH:
        return mismatch(request, experiment, results);
    case EXPERIMENT_EARLY:
        return early(request, experiment, results);
    case EXPERIMENT_BETTER:
        return compared(request, experiment, results, (size_t)results->best);
    case EXPERIMENT_WORSE:
    case EXPERIMENT_EQUAL:
        return compared(request, experiment, results, index);
    }
    if (experiment->state == EXPERIMENT_DRAFT)
        return tr(request, "It has not started yet.");
    return tr(request, "Nobody has met it yet. The first numbers appear within a minute of the first person.");
}
