/* experiment_factor.c - see experiment_factor.h. Called by experiment.c, the form and the results of tests. */
#include "domain/measure/experiment_factor.h"

#include "core/base/text.h"
#include "core/view/locale.h"

#include <string.h>

/* ---- as text ---- */

static void read_levels(struct arena *arena, const char *text, size_t length, struct experiment_factor *factor)
{
    for (size_t at = 0; at < length && factor->level_count < EXPERIMENT_LEVELS_MOST; at++) {
        size_t word = strcspn(text + at, ", ");
        factor->levels[factor->level_count++] = arena_strndup(arena, text + at, word);
        at += word;
    }
}

void experiment_factors_read(struct arena *arena, const char *text, struct experiment *experiment)
{
    experiment->factor_count = 0;
    while (*(text += strspn(text, " ")) != '\0' && experiment->factor_count < EXPERIMENT_FACTORS_MOST) {
        struct experiment_factor *factor = &experiment->factors[experiment->factor_count++];
        size_t length = strcspn(text, " "), name = strcspn(text, ": ");
        *factor = (struct experiment_factor){.name = arena_strndup(arena, text, name)};
        if (name < length)
            read_levels(arena, text + name + 1, length - name - 1, factor);
        text += length;
    }
}

char *experiment_factors_text(struct arena *arena, const struct experiment *experiment)
{
    struct text text = text_in(arena);
    for (size_t i = 0; i < experiment->factor_count; i++) {
        const struct experiment_factor *factor = &experiment->factors[i];
        text_printf(&text, "%s%s", i == 0 ? "" : " ", factor->name);
        for (size_t level = 0; level < factor->level_count; level++)
            text_printf(&text, "%c%s", level == 0 ? ':' : ',', factor->levels[level]);
    }
    return arena_strdup(arena, text_string(&text));
}

/* ---- what can't be ---- */

static const char *factor_problem(const struct experiment_factor *factor)
{
    if (!experiment_word_fits(factor->name))
        return tr_noop("Names of factors are short words of a-z, 0-9 and hyphens, beginning with a letter.");
    if (factor->level_count < 2)
        return tr_noop("Give each factor at least two levels: what people have today, and what is new.");
    for (size_t i = 0; i < factor->level_count; i++) {
        if (!experiment_word_fits(factor->levels[i]))
            return tr_noop("Levels are short words of a-z, 0-9 and hyphens, beginning with a letter.");
        for (size_t other = 0; other < i; other++)
            if (strcmp(factor->levels[i], factor->levels[other]) == 0)
                return tr_noop("Two levels of a factor have the same name.");
    }
    return NULL;
}

/* The longest combination of levels, with its hyphens. */
static size_t longest_name(const struct experiment *experiment)
{
    size_t length = experiment->factor_count - 1;
    for (size_t i = 0; i < experiment->factor_count; i++) {
        size_t longest = 0;
        for (size_t level = 0; level < experiment->factors[i].level_count; level++)
            longest = strlen(experiment->factors[i].levels[level]) > longest ? strlen(experiment->factors[i].levels[level]) : longest;
        length += longest;
    }
    return length;
}

const char *experiment_factors_problem(const struct experiment *experiment)
{
    size_t cells = 1;
    if (experiment->factor_count < 2)
        return tr_noop("Give two or three factors; for one, list its levels as variants.");
    for (size_t i = 0; i < experiment->factor_count; i++) {
        const char *problem = factor_problem(&experiment->factors[i]);
        cells *= experiment->factors[i].level_count;
        if (problem != NULL)
            return problem;
        for (size_t other = 0; other < i; other++)
            if (strcmp(experiment->factors[i].name, experiment->factors[other].name) == 0)
                return tr_noop("Two factors have the same name.");
    }
    if (cells > EXPERIMENT_ARMS_MOST)
        return tr_noop("These are more than eight combinations: leave out a factor or some levels.");
    bool fits = longest_name(experiment) <= EXPERIMENT_NAME_MOST;
    return fits ? NULL : tr_noop("The names of a combination's levels are longer than 40 letters together.");
}

/* ---- combinations ---- */

size_t experiment_level(const struct experiment *experiment, size_t arm, size_t factor)
{
    for (size_t i = experiment->factor_count; --i > factor;)
        arm /= experiment->factors[i].level_count;
    return arm % experiment->factors[factor].level_count;
}

void experiment_combine(struct arena *arena, struct experiment *experiment, int64_t reach)
{
    size_t cells = 1;
    for (size_t i = 0; i < experiment->factor_count; i++)
        cells *= experiment->factors[i].level_count;
    experiment->arm_count = cells;
    for (size_t arm = 0; arm < cells; arm++) {
        struct text name = text_in(arena);
        for (size_t i = 0; i < experiment->factor_count; i++)
            text_printf(&name, "%s%s", i == 0 ? "" : "-", experiment->factors[i].levels[experiment_level(experiment, arm, i)]);
        experiment->arms[arm] = (struct experiment_arm){arena_strdup(arena, text_string(&name)), reach / (int64_t)cells};
    }
}

size_t experiment_effect_count(const struct experiment *experiment)
{
    size_t count = 0;
    for (size_t i = 0; i < experiment->factor_count; i++)
        count += experiment->factors[i].level_count - 1;
    return count;
}

size_t experiment_levels_most(const struct experiment *experiment)
{
    size_t most = 1;
    for (size_t i = 0; i < experiment->factor_count; i++)
        most = experiment->factors[i].level_count > most ? experiment->factors[i].level_count : most;
    return most;
}
