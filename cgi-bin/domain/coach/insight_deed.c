/* insight_deed.c - tells commands from questions, and counts them. See insight_deed.h; called by the pages of /admin/coach. */
#include "domain/coach/insight_deed.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "domain/coach/action.h"
#include "domain/coach/talk.h"

#include <stdlib.h>
#include <string.h>

/* A command stays one with a topic ("quiz me on commits"); an example of something, and something in simple words, are asked for. */
static const char *deed_in_words(struct arena *arena, const char *words)
{
    const cJSON *wish = action_recognise(arena, words);
    if (wish != NULL)
        return json_string(wish, "action", "");
    struct talk talk = talk_understand(arena, words);
    if (talk.small != TALK_NONE)
        return "talk";
    switch (talk.action) {
    case COACH_SUMMARISE: return "summarise";
    case COACH_QUIZ: return "quiz";
    case COACH_TRANSLATE: return "translate";
    case COACH_NEXT: return "next";
    case COACH_SIMPLE: return *talk.topic == '\0' ? "simple" : NULL;
    case COACH_EXAMPLE: return *talk.topic == '\0' ? "example" : NULL;
    case COACH_MISTAKES:
    case COACH_ASK: break;
    }
    return NULL;
}

const char *insight_deed_of(struct arena *arena, cJSON *question)
{
    const char *action = json_string(question, "action", "");
    if (*action != '\0' && !text_equal(action, "ask"))
        return action;
    if (json_member(question, "deed") == NULL)
        json_set_string(question, "deed", deed_in_words(arena, json_string(question, "content", "")));
    return json_string(question, "deed", NULL);
}

/* ---- counting ---- */

enum { KINDS_MOST = 16 };

struct tally {
    const char *deed;
    int64_t count, confirmed, conversations;
    struct text among;
};

static struct tally *tally_of(struct arena *arena, struct tally *tallies, const char *deed)
{
    for (int i = 0; i < KINDS_MOST; i++) {
        if (tallies[i].deed == NULL) {
            tallies[i] = (struct tally){.deed = deed, .among = text_in(arena)};
            text_append_char(&tallies[i].among, ',');
        }
        if (text_equal(tallies[i].deed, deed))
            return &tallies[i];
    }
    return NULL; /* there are fewer kinds than that */
}

static void count_one(struct arena *arena, struct tally *tally, const cJSON *question)
{
    const char *id = arena_printf(arena, ",%lld,", (long long)json_integer(question, "conversation", 0));
    tally->count++;
    tally->confirmed += json_bool(question, "confirmed", false);
    if (strstr(text_string(&tally->among), id) != NULL)
        return;
    tally->conversations++;
    text_append(&tally->among, id + 1);
}

static int by_count(const void *left, const void *right)
{
    const struct tally *a = left, *b = right;
    return a->count == b->count ? strcmp(a->deed, b->deed) : a->count > b->count ? -1 : 1;
}

static cJSON *tell(const struct tally *tally)
{
    cJSON *deed = cJSON_CreateObject();
    json_set_string(deed, "deed", tally->deed);
    json_set_integer(deed, "count", tally->count);
    json_set_integer(deed, "confirmed", tally->confirmed);
    json_set_integer(deed, "conversations", tally->conversations);
    json_set_string(deed, "among", text_string(&tally->among));
    return deed;
}

cJSON *insight_deeds(struct arena *arena, cJSON *questions)
{
    struct tally tallies[KINDS_MOST] = {0};
    cJSON *question;
    size_t count = 0;
    cJSON_ArrayForEach(question, questions)
    {
        const char *deed = json_bool(question, "current", false) ? insight_deed_of(arena, question) : NULL;
        struct tally *tally = deed == NULL ? NULL : tally_of(arena, tallies, deed);
        if (tally != NULL)
            count_one(arena, tally, question);
    }
    while (count < KINDS_MOST && tallies[count].deed != NULL)
        count++;
    qsort(tallies, count, sizeof *tallies, by_count);
    cJSON *deeds = cJSON_CreateArray();
    for (size_t i = 0; i < count; i++)
        cJSON_AddItemToArray(deeds, tell(&tallies[i]));
    return deeds;
}

const cJSON *insight_deed_named(const cJSON *deeds, const char *name)
{
    const cJSON *deed;
    cJSON_ArrayForEach(deed, deeds) if (text_equal(json_string(deed, "deed", ""), name)) return deed;
    return NULL;
}
