/* answer.c - chooses what kind of answer a message wants, and answers questions. See answer.h.
 *
 * Summaries, quizzes and the other quick actions are study.c's, hints are hint.c's, what next is next.c's. */
#include "domain/coach/answer.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "domain/coach/answer_parts.h"
#include "domain/coach/compose.h"
#include "domain/coach/extract.h"
#include "domain/coach/search.h"
#include "domain/coach/talk.h"

#include <math.h>
#include <string.h>

enum { SENTENCES_MOST = 4, PASSAGES_READ = 6, EXTRACTS = 40, NEAREST_MOST = 3 };

/* Below this confidence the coach says that the courses do not answer; chosen on the dev questions of textbook-refuse. */
static const double confidence_least = 0.5;

/* A sentence is said when it is this near to the best one. */
static const double sentence_share = 0.72;

/* A logistic curve over the best passage's BM25 (a term counts at most about log(passages), so that small academies and large
 * ones share it) and over the share of the question it covers; both were fitted on the same questions. */
double answer_confidence(const struct search_hits *hits)
{
    enum { LOOKED_AT = 20 };
    static const double by_words = 3.0, by_coverage = 6.0, by_fullness = 14.0, full = 0.75, less = 8.8;
    double words = 0, coverage = 0;
    for (size_t i = 0; i < hits->count && i < LOOKED_AT; i++) {
        words = fmax(words, hits->hit[i].words);
        coverage = fmax(coverage, hits->hit[i].coverage);
    }
    if (hits->count == 0)
        return 0;
    double evidence = by_words * words / log(2 + (double)hits->passages) + by_coverage * coverage +
                      by_fullness * fmax(0, coverage - full);
    return 1 / (1 + exp(less - evidence));
}

/* ---- small talk ---- */

static const char *const small_talk[] = {
    [TALK_HELLO] = tr_noop("Hello! Ask me about your courses, or choose one of the quick actions."),
    [TALK_THANKS] = tr_noop("You are welcome."),
    [TALK_BYE] = tr_noop("See you soon. What you have learned today will be easier to recall tomorrow if you test "
                         "yourself once before."),
    [TALK_WHO] = tr_noop("I am the coach of this academy, a program. I answer with sentences from your courses and "
                         "show where they stand; I "
                         "invent nothing."),
    [TALK_HELP] = tr_noop("I can answer questions from your courses, summarise a lesson, quiz you, explain simply, "
                          "find an example, and say what "
                          "to do next. On exercises I give hints first."),
};

/* ---- abstaining ---- */

static void offer_nearest(struct composing *composing, const struct search_hits *hits)
{
    int64_t offered[NEAREST_MOST] = {0};
    int count = 0;
    for (size_t i = 0; i < hits->count && count < NEAREST_MOST; i++) {
        const struct passage_row *passage = &hits->hit[i].passage;
        bool known = passage->lesson_id == 0;
        for (int at = 0; at < count; at++)
            known = known || offered[at] == passage->lesson_id;
        if (known)
            continue;
        offered[count++] = passage->lesson_id;
        cJSON *lesson = cJSON_CreateObject();
        json_set_string(lesson, "title", passage->title);
        json_set_string(lesson, "course", passage->course_title);
        json_set_string(lesson, "url",
                        arena_printf(composing->arena, "/courses/%s/%s", passage->course_slug, passage->lesson_slug));
        cJSON_AddItemToArray(composing->nearest, lesson);
    }
}

void answer_abstain(struct composing *composing, const struct search_hits *hits)
{
    composing->kind = "abstention";
    composing->abstained = true;
    compose_say(composing, tr_noop("I did not find this in your courses."));
    if (hits != NULL)
        offer_nearest(composing, hits);
    if (cJSON_GetArraySize(composing->nearest) > 0)
        compose_say(
            composing,
            tr_noop("These lessons come nearest. A person can help, too: pass the question on to an instructor."));
    else
        compose_say(composing,
                    tr_noop("Try other words, or pass the question on to an instructor: a person can help."));
}

/* ---- answering ---- */

struct search_hits answer_search(struct composing *composing, const char *words)
{
    struct search_request request = {.words = words,
                                     .before = composing->question->before,
                                     .meaning = composing->question->meaning,
                                     .scope = compose_scope(composing),
                                     .near_course_id = composing->question->course_id,
                                     .near_lesson_id = composing->question->lesson_id,
                                     .limit = 40};
    return search_passages(composing->arena, composing->db, &request);
}

static int by_place(const struct extract *a, const struct extract *b)
{
    return a->rank != b->rank ? (a->rank < b->rank ? -1 : 1) : a->place < b->place ? -1 : a->place > b->place;
}

/* The same words may stand in two passages (a lesson and its course's description): once is enough. */
static bool said_before(const struct extract *said, size_t count, const struct extract *next)
{
    for (size_t i = 0; i < count; i++)
        if (said[i].sentence.length == next->sentence.length &&
            memcmp(said[i].sentence.at, next->sentence.at, next->sentence.length) == 0)
            return true;
    return false;
}

static size_t choose(const struct extract *all, size_t count, struct extract *chosen, size_t most)
{
    size_t said = 0;
    for (size_t i = 0; i < count && said < most; i++)
        if (all[i].score >= sentence_share * all[0].score && all[i].coverage > 0 && !said_before(chosen, said, &all[i]))
            chosen[said++] = all[i];
    return said;
}

/* The sentence that says best what something is; -1: none. */
static int find_definition(struct arena *arena, const struct extract *all, size_t count, const char *subject)
{
    int best = -1, clearest = 0;
    for (size_t i = 0; i < count && subject != NULL; i++) {
        int clear = all[i].sentence.code ? 0 : extract_defines(arena, &all[i].sentence, subject);
        best = clear > clearest ? (int)i : best;
        clearest = clear > clearest ? clear : clearest;
    }
    return best;
}

/* What a sentence with a colon announces comes with it: the piece of code, the items of the list. Gives where that ends. */
static const char *quote_announced(struct composing *composing, const struct extract *extract)
{
    enum { ITEMS_MOST = 6 };
    const char *end = extract->sentence.at + extract->sentence.length;
    if (end[-1] != ':')
        return end;
    struct sentences rest = sentences_of(composing->arena, end);
    for (size_t i = 0; i < rest.count && i < ITEMS_MOST && (rest.sentence[i].code || rest.sentence[i].item); i++) {
        if (rest.sentence[i].item)
            text_append(&composing->markdown, "\n\n- ");
        compose_quote(composing, extract->passage, &rest.sentence[i]);
        end = rest.sentence[i].at + rest.sentence[i].length;
        if (rest.sentence[i].code)
            break;
    }
    return end;
}

void answer_quote(struct composing *composing, struct extract *chosen, size_t count)
{
    const char *said = NULL;           /* up to here, of the last passage */
    for (size_t i = 1; i < count; i++) /* few: insertion sort */
        for (size_t at = i; at > 0 && by_place(&chosen[at], &chosen[at - 1]) < 0; at--) {
            struct extract swap = chosen[at];
            chosen[at] = chosen[at - 1];
            chosen[at - 1] = swap;
        }
    for (size_t i = 0; i < count; i++) {
        bool same = i > 0 && chosen[i].rank == chosen[i - 1].rank;
        if (same && chosen[i].sentence.at < said)
            continue;
        if (!same || chosen[i].sentence.item)
            compose_paragraph(composing);
        compose_quote(composing, chosen[i].passage, &chosen[i].sentence);
        said = quote_announced(composing, &chosen[i]);
    }
}

/* A definition comes first, with what goes on about it; else the best sentences in their order. */
static void quote_answer(struct composing *composing, const struct search_hits *hits, const char *words,
                         const char *subject)
{
    struct extract extracts[EXTRACTS], chosen[SENTENCES_MOST];
    size_t count =
        extract_sentences(composing->arena, composing->reader, hits, words, PASSAGES_READ, extracts, EXTRACTS);
    int definition = find_definition(composing->arena, extracts, count, subject);
    composing->kind = definition >= 0 ? "glossary" : "answer";
    if (definition >= 0) {
        chosen[0] = extracts[definition];
        answer_quote(composing, chosen, 1);
        extracts[definition].coverage = 0; /* said */
    }
    count = choose(extracts, count, chosen, definition >= 0 ? SENTENCES_MOST / 2 : SENTENCES_MOST);
    answer_quote(composing, chosen, count);
    if (count == 0 && definition < 0)
        answer_abstain(composing, hits);
}

static void answer_question(struct composing *composing, const struct talk *talk)
{
    const char *words =
        *composing->question->question != '\0' ? composing->question->question : composing->question->heading;
    struct search_hits hits = answer_search(composing, words == NULL ? "" : words);
    composing->confidence = answer_confidence(&hits);
    if (composing->confidence < confidence_least) {
        answer_abstain(composing, &hits);
        return;
    }
    bool exercise = talk->exercise || composing->question->rung > 0;
    if (composing->question->mode == COACH_HINTS && exercise && composing->question->rung <= HINT_RUNGS) {
        hint_give(composing, &hits, composing->question->rung < 1 ? 1 : composing->question->rung);
        return;
    }
    quote_answer(composing, &hits, words, talk->subject);
}

/* ---- all together ---- */

static void answer_by_action(struct composing *composing, struct talk *talk)
{
    switch (talk->action) {
    case COACH_SUMMARISE: study_summarise(composing, talk->topic); break;
    case COACH_QUIZ: study_quiz(composing, talk->topic); break;
    case COACH_SIMPLE: study_simple(composing, talk->topic); break;
    case COACH_EXAMPLE: study_example(composing, talk->topic); break;
    case COACH_TRANSLATE: study_translate(composing); break;
    case COACH_NEXT: next_step(composing); break;
    case COACH_MISTAKES: next_mistakes(composing); break;
    case COACH_ASK: answer_question(composing, talk); break;
    }
}

cJSON *coach_answer(struct arena *arena, struct db *db, const struct coach_question *question)
{
    struct coach_question own = *question;
    own.question = question->question == NULL ? "" : question->question;
    struct composing composing = {.arena = arena,
                                  .db = db,
                                  .question = &own,
                                  .markdown = text_in(arena),
                                  .kind = "answer",
                                  .citations = cJSON_CreateArray(),
                                  .nearest = cJSON_CreateArray()};
    struct talk talk = talk_understand(arena, own.question);
    if (own.action != COACH_ASK) {
        talk.topic = talk.action == own.action ? talk.topic : own.question;
        talk.action = own.action;
        talk.small = TALK_NONE;
    }
    if (own.mode == COACH_OFF) {
        composing.kind = "off";
        compose_say(&composing, tr_noop("The coach is switched off here."));
    } else if (talk.small != TALK_NONE) {
        composing.kind = "talk";
        composing.confidence = 1;
        compose_say(&composing, small_talk[talk.small]);
    } else if ((composing.reader = terms_reader(arena, db)) != NULL)
        answer_by_action(&composing, &talk);
    return compose_finish(&composing);
}

enum coach_action coach_action_of(const char *name)
{
    static const char *const names[] = {"ask", "summarise", "quiz", "simple", "example", "translate", "next"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (text_equal(name, names[i]))
            return (enum coach_action)i;
    return COACH_ASK;
}

enum coach_mode coach_mode_of(const char *name)
{
    return text_equal(name, "off") ? COACH_OFF : text_equal(name, "direct") ? COACH_DIRECT : COACH_HINTS;
}
