/* experiment_guard.c - see experiment_guard.h. Called by the table of experiments, and by the form and the results of tests. */
#include "domain/measure/experiment_guard.h"

#include "core/base/text.h"
#include "core/view/locale.h"

#include <string.h>

void experiment_guards_read(struct arena *arena, const char *text, struct experiment *experiment)
{
    experiment->guard_count = 0;
    while (*(text += strspn(text, " ")) != '\0' && experiment->guard_count < EXPERIMENT_GUARDS_MOST) {
        size_t length = strcspn(text, " "), name = strcspn(text, ": ");
        experiment->guards[experiment->guard_count++] =
            (struct experiment_guard){arena_strndup(arena, text, name), text_starts(text + name, ":rise")};
        text += length;
    }
}

char *experiment_guards_text(struct arena *arena, const struct experiment *experiment)
{
    struct text text = text_in(arena);
    for (size_t i = 0; i < experiment->guard_count; i++)
        text_printf(&text, "%s%s:%s", i == 0 ? "" : " ", experiment->guards[i].event, experiment->guards[i].rise ? "rise" : "fall");
    return arena_strdup(arena, text_string(&text));
}

const char *experiment_guards_problem(const struct experiment *experiment)
{
    for (size_t i = 0; i < experiment->guard_count; i++) {
        const char *event = experiment->guards[i].event;
        if (!event_name_fits(event) || strcmp(event, "experiment.exposed") == 0 || strcmp(event, EXPERIMENT_OWN_GOAL) == 0)
            return tr_noop("What must not get worse is an event that people do by themselves, such as lesson.completed.");
        if (strcmp(event, experiment->goal) == 0)
            return tr_noop("The goal can't be what must not get worse, too.");
        for (size_t other = 0; other < i; other++)
            if (strcmp(event, experiment->guards[other].event) == 0)
                return tr_noop("The same event must not get worse twice.");
    }
    return NULL;
}

bool experiment_guard_broken(const struct experiment_guard *guard, struct stats_interval difference)
{
    return guard->rise ? difference.low > 0 : difference.high < 0;
}

static bool is_broken(const struct experiment_guard *guard, const struct experiment_results *results)
{
    bool broken = false;
    for (size_t i = 1; i < results->arm_count; i++)
        broken = broken || experiment_guard_broken(guard, results->arms[i].always.interval);
    for (size_t i = 0; i < results->effect_count; i++)
        broken = broken || experiment_guard_broken(guard, results->effects[i].always.interval);
    return broken;
}

void experiment_guards_look(struct arena *arena, struct store *store, const struct experiment *experiment, const struct experiment_people *people,
                            int64_t now, struct experiment_guarded *guarded)
{
    for (size_t i = 0; i < experiment->guard_count; i++) {
        struct experiment as_goal = *experiment;
        as_goal.goal = experiment->guards[i].event;
        struct experiment_people doers = experiment_people_again(arena, store, &as_goal, people, now);
        experiment_compare(arena, &as_goal, &doers, &guarded[i].results);
        guarded[i].worse = is_broken(&experiment->guards[i], &guarded[i].results);
    }
}
