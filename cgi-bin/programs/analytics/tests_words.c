/* tests_words.c - what a test shows, in plain words: one sentence with the figure and how sure it is. */
#include "programs/analytics/tests.h"

#include "core/view/locale.h"

#include <math.h>

/* What the variants have on average, their figures and the control's: the one that the sentence is about. */
static const struct experiment_outcome *leader(const struct experiment_results *results, size_t *index)
{
    *index = 1;
    for (size_t i = 2; i < results->arm_count; i++)
        if (results->arms[i].weighed_rate > results->arms[*index].weighed_rate)
            *index = i;
    return &results->arms[*index];
}

/* "512 : 430" and "50 % : 50 %" */
static const char *side_by_side(struct request *request, const struct experiment_results *results, bool planned)
{
    struct text list = text_in(request->arena);
    for (size_t i = 0; i < results->arm_count; i++) {
        text_append(&list, i == 0 ? "" : " : ");
        text_append(&list, planned ? tests_share(request, results->arms[i].expected / results->participants)
                                   : locale_number(request->arena, request->language, (int64_t)results->arms[i].participants));
    }
    return text_string(&list);
}

static const char *mismatch(struct request *request, const struct experiment_results *results)
{
    const char *words = tr(request, "These numbers can't be trusted: people came into the arms as %s, planned was %s; by chance that is seen in %s "
                                    "of tests. Something loses or moves people: find it, then begin a copy.");
    double p = results->split_p;
    const char *chance = p < 0.0001 ? arena_printf(request->arena, "< %s %%", locale_decimal(request->arena, request->language, 0.01))
                                    : arena_printf(request->arena, "%s %%", locale_decimal(request->arena, request->language, 100 * p));
    return arena_printf(request->arena, words, side_by_side(request, results, false), side_by_side(request, results, true),
                        chance);
}

static const char *time_left(struct request *request, const struct experiment *experiment, const struct experiment_results *results)
{
    double days = experiment_days_left(experiment, results, tests_days(request, experiment));
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
        const char *few = experiment->state == EXPERIMENT_COMPLETED
                              ? tr(request, "Undecided: too few to say anything (for each arm ten who did it are needed, and ten who did not).")
                              : tr(request, "Not yet: too few to say anything (for each arm ten who did it are needed, and ten who did not).");
        return arena_printf(request->arena, "%s %s", few, left);
    }
    const char *words =
        experiment->state == EXPERIMENT_COMPLETED
            ? tr(request, "Undecided: “%s” has %s, the control %s; the true difference may lie anywhere from %s to %s points (%d %% sure).")
            : tr(request, "Not yet: “%s” has %s, the control %s; the true difference may lie anywhere from %s to %s points (%d %% sure).");
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

/* With the figures of one arm beside the control's; unless shares move, the weighed rates are the plain ones. */
static const char *compared(struct request *request, const struct experiment *experiment, const struct experiment_results *results, size_t index)
{
    const struct experiment_outcome *arm = &results->arms[index], *control = &results->arms[0];
    return arena_printf(request->arena, words_of(request, results->verdict), experiment->arms[index].name, tests_share(request, arm->weighed_rate),
                        tests_share(request, control->weighed_rate), tests_points(request, arm->weighed_rate - control->weighed_rate),
                        tests_points(request, arm->always.interval.low), tests_points(request, arm->always.interval.high),
                        (int)experiment->level);
}

/* ---- shares that follow success ---- */

static const char *chance_words(const struct request *request, const struct experiment *experiment, const struct experiment_results *results,
                                size_t index)
{
    if (results->verdict == EXPERIMENT_EQUAL)
        return index == 0 ? tr(request, "No difference is sure, and the planned number is reached; the control leads with a chance of %s to be "
                                        "the best: %s.")
                          : tr(request, "No difference is sure, and the planned number is reached; “%s” leads with a chance of %s to be the "
                                        "best: %s, the control %s.");
    if (experiment->state == EXPERIMENT_COMPLETED)
        return index == 0 ? tr(request, "Undecided: the control leads with a chance of %s to be the best: %s.")
                          : tr(request, "Undecided: “%s” leads with a chance of %s to be the best: %s, the control %s.");
    return index == 0 ? tr(request, "Not yet: the control leads with a chance of %s to be the best: %s.")
                      : tr(request, "Not yet: “%s” leads with a chance of %s to be the best: %s, the control %s.");
}

/* Who leads by the chances, while nothing is sure. */
static const char *leading(struct request *request, const struct experiment *experiment, const struct experiment_results *results)
{
    size_t index = 0;
    for (size_t i = 1; i < results->arm_count; i++)
        index = results->arms[i].best.chance > results->arms[index].best.chance ? i : index;
    const struct experiment_outcome *arm = &results->arms[index];
    const char *words = chance_words(request, experiment, results, index), *left = time_left(request, experiment, results);
    const char *chance = tests_share(request, arm->best.chance), *rate = tests_share(request, arm->weighed_rate);
    const char *said = index == 0 ? arena_printf(request->arena, words, chance, rate)
                                  : arena_printf(request->arena, words, experiment->arms[index].name, chance, rate,
                                                 tests_share(request, results->arms[0].weighed_rate));
    return results->verdict == EXPERIMENT_EARLY ? arena_printf(request->arena, "%s %s", said, left) : said;
}

/* ---- several factors ---- */

/* What is sure of one effect, and the rest of it. */
static const char *effect_words(struct request *request, const struct experiment *experiment, const struct experiment_effect *effect)
{
    bool better = effect->always.interval.low > 0, worse = effect->always.interval.high < 0;
    const char *words = better  ? tr(request, "“%s” of %s is better: %s points.")
                        : worse ? tr(request, "“%s” of %s is worse: %s points.")
                                : tr(request, "“%s” of %s: nothing is sure, %s points.");
    const struct experiment_factor *factor = &experiment->factors[effect->factor];
    return arena_printf(request->arena, words, factor->levels[effect->level], factor->name, tests_points(request, effect->contrast.estimate));
}

static const char *by_factors(struct request *request, const struct experiment *experiment, const struct experiment_results *results)
{
    struct text said = text_in(request->arena);
    const char *left = results->verdict == EXPERIMENT_EARLY ? time_left(request, experiment, results) : "";
    for (size_t i = 0; i < results->effect_count; i++)
        text_printf(&said, "%s%s", i == 0 ? "" : " ", effect_words(request, experiment, &results->effects[i]));
    if (results->verdict == EXPERIMENT_BETTER)
        text_printf(&said, " %s", arena_printf(request->arena, tr(request, "Together that is “%s”."), experiment->arms[results->best].name));
    if (*left != '\0')
        text_printf(&said, " %s", left);
    return arena_strdup(request->arena, text_string(&said));
}

const char *tests_verdict(struct request *request, const struct experiment *experiment, const struct experiment_results *results)
{
    size_t index;
    bool nobody = results->verdict == EXPERIMENT_NOBODY, mismatched = results->verdict == EXPERIMENT_MISMATCH;
    bool open = results->verdict == EXPERIMENT_EARLY || results->verdict == EXPERIMENT_EQUAL;
    leader(results, &index);
    if (experiment->adaptive && open)
        return leading(request, experiment, results);
    if (experiment->factor_count > 0 && !nobody && !mismatched)
        return by_factors(request, experiment, results);
    switch (results->verdict) {
    case EXPERIMENT_NOBODY:
        break;
    case EXPERIMENT_MISMATCH:
        return mismatch(request, results);
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
    if (experiment->state == EXPERIMENT_COMPLETED)
        return tr(request, "It is over, and nobody met it.");
    return tr(request, "Nobody has met it yet. The first numbers appear within a minute of the first person.");
}
