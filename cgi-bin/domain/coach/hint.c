/* hint.c - help with an exercise in three rungs, so that the learner does the thinking. Called by answer.c.
 *
 * Rung 1 asks back, rung 2 points at the passage (its citation leads to the sentence), rung 3 gives the sentences; only then the
 * whole answer follows. */
#include "domain/coach/answer_parts.h"

#include "core/base/text.h"

#include <string.h>

/* The heaviest words of the question that the passage has: what to think about. */
static const char *weighty_words(struct composing *composing, const struct search_hits *hits)
{
    const struct search_query *query = &hits->query;
    int best = -1, second = -1;
    for (int i = 0; i < (int)query->count; i++) {
        if (best < 0 || query->term[i].weight > query->term[best].weight) {
            second = best;
            best = i;
        } else if (second < 0 || query->term[i].weight > query->term[second].weight)
            second = i;
    }
    if (second < 0)
        return best < 0 ? "" : query->term[best].word;
    int first = best < second ? best : second, last = best < second ? second : best;
    return arena_printf(composing->arena, "%s, %s", query->term[first].word, query->term[last].word);
}

static const char *place_of(const struct passage_row *passage)
{
    return *passage->heading != '\0' ? passage->heading : passage->title;
}

static void ask_back(struct composing *composing, const struct search_hits *hits)
{
    compose_say(composing,
                tr_noop("Let us find it together. First in your own words: what do you have, and what is asked for?"));
    compose_say_of(composing, tr_noop("What do you know about these words: %s?"), weighty_words(composing, hits));
    compose_say(composing, tr_noop("Ask again for a hint."));
}

void hint_point(struct composing *composing, const struct search_hits *hits, const char *question)
{
    const struct passage_row *passage = &hits->hit[0].passage;
    struct extract best;
    size_t found = extract_sentences(composing->arena, composing->reader, hits, question, 1, &best, 1);
    const char *quote = found == 0 ? "" : extract_plain(composing->arena, &best.sentence);
    compose_say_of(composing, tr_noop("Read this part again: %s."), place_of(passage));
    text_printf(&composing->markdown, " [%d]", compose_cite(composing, passage, quote));
    compose_say_of(composing, tr_noop("Look for the sentence about: %s."), weighty_words(composing, hits));
}

static void point_at(struct composing *composing, const struct search_hits *hits)
{
    hint_point(composing, hits, composing->question->question);
    compose_say(composing, tr_noop("Ask once more to see the step."));
}

static void show_step(struct composing *composing, const struct search_hits *hits)
{
    enum { STEPS = 2, LOOKED_AT = 3 };
    struct extract extracts[STEPS];
    size_t count = extract_sentences(composing->arena, composing->reader, hits, composing->question->question,
                                     LOOKED_AT, extracts, STEPS);
    compose_say(composing, tr_noop("This is the step that matters; carry it over to your case:"));
    answer_quote(composing, extracts, count);
}

void hint_give(struct composing *composing, const struct search_hits *hits, int rung)
{
    composing->kind = "hint";
    composing->rung = rung;
    if (rung == 1)
        ask_back(composing, hits);
    else if (rung == 2)
        point_at(composing, hits);
    else
        show_step(composing, hits);
}
