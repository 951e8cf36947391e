/* talk.c - phrases of English and French that a learner begins a message with. See talk.h.
 *
 * Phrases are compared with the folded message (lower case, no accents), so they are written folded here. */
#include "domain/coach/talk.h"

#include "core/base/text.h"

#include <string.h>

/* Longer phrases stand before their own beginnings. */
static const char *const politeness[] = {
    "please ",      "can you ",       "could you ",          "would you ", "i want you to ", "i would like you to ",
    "hey ",         "s'il te plait ", "s'il vous plait ",    "peux-tu ",   "peux tu ",       "pouvez-vous ",
    "pourrais-tu ", "pourriez-vous ", "est-ce que tu peux ", "coach, ",    "coach "};

static const struct {
    const char *phrase;
    enum coach_action action;
} actions[] = {
    {"summarise this lesson", COACH_SUMMARISE},
    {"summarize this lesson", COACH_SUMMARISE},
    {"summarise this", COACH_SUMMARISE},
    {"summarize this", COACH_SUMMARISE},
    {"summarise", COACH_SUMMARISE},
    {"summarize", COACH_SUMMARISE},
    {"give me a summary", COACH_SUMMARISE},
    {"summary of", COACH_SUMMARISE},
    {"summary", COACH_SUMMARISE},
    {"sum up", COACH_SUMMARISE},
    {"tl;dr", COACH_SUMMARISE},
    {"resume cette lecon", COACH_SUMMARISE},
    {"resume-moi", COACH_SUMMARISE},
    {"resume", COACH_SUMMARISE},
    {"resumer", COACH_SUMMARISE},
    {"quiz me", COACH_QUIZ},
    {"test me", COACH_QUIZ},
    {"make a quiz", COACH_QUIZ},
    {"give me a quiz", COACH_QUIZ},
    {"quiz", COACH_QUIZ},
    {"interroge-moi", COACH_QUIZ},
    {"interroge moi", COACH_QUIZ},
    {"teste-moi", COACH_QUIZ},
    {"fais-moi un quiz", COACH_QUIZ},
    {"explain simply", COACH_SIMPLE},
    {"explain it simply", COACH_SIMPLE},
    {"explain this simply", COACH_SIMPLE},
    {"explain in simple words", COACH_SIMPLE},
    {"in simple words", COACH_SIMPLE},
    {"eli5", COACH_SIMPLE},
    {"simpler", COACH_SIMPLE},
    {"explique simplement", COACH_SIMPLE},
    {"explique-moi simplement", COACH_SIMPLE},
    {"plus simple", COACH_SIMPLE},
    {"en termes simples", COACH_SIMPLE},
    {"en mots simples", COACH_SIMPLE},
    {"give me an example of", COACH_EXAMPLE},
    {"give an example of", COACH_EXAMPLE},
    {"show me an example of", COACH_EXAMPLE},
    {"give me an example", COACH_EXAMPLE},
    {"show me an example", COACH_EXAMPLE},
    {"give an example", COACH_EXAMPLE},
    {"an example of", COACH_EXAMPLE},
    {"example of", COACH_EXAMPLE},
    {"example", COACH_EXAMPLE},
    {"donne-moi un exemple de", COACH_EXAMPLE},
    {"donne-moi un exemple", COACH_EXAMPLE},
    {"donne un exemple de", COACH_EXAMPLE},
    {"un exemple de", COACH_EXAMPLE},
    {"un exemple", COACH_EXAMPLE},
    {"exemple", COACH_EXAMPLE},
    {"translate", COACH_TRANSLATE},
    {"traduis", COACH_TRANSLATE},
    {"traduire", COACH_TRANSLATE},
    {"traduisez", COACH_TRANSLATE},
    {"explain what i got wrong", COACH_MISTAKES},
    {"explain what i did wrong", COACH_MISTAKES},
    {"explain my mistakes", COACH_MISTAKES},
    {"explain my last mistakes", COACH_MISTAKES},
    {"what did i get wrong", COACH_MISTAKES},
    {"what i got wrong", COACH_MISTAKES},
    {"what were my mistakes", COACH_MISTAKES},
    {"my mistakes", COACH_MISTAKES},
    {"go through my mistakes", COACH_MISTAKES},
    {"explique mes erreurs", COACH_MISTAKES},
    {"explique-moi mes erreurs", COACH_MISTAKES},
    {"quelles sont mes erreurs", COACH_MISTAKES},
    {"qu'est-ce que j'ai rate", COACH_MISTAKES},
    {"ou me suis-je trompe", COACH_MISTAKES},
    {"mes erreurs", COACH_MISTAKES},
    {"what next", COACH_NEXT},
    {"what's next", COACH_NEXT},
    {"what is next", COACH_NEXT},
    {"what should i do next", COACH_NEXT},
    {"what do i do next", COACH_NEXT},
    {"what should i learn next", COACH_NEXT},
    {"next step", COACH_NEXT},
    {"where do i go on", COACH_NEXT},
    {"que faire ensuite", COACH_NEXT},
    {"et maintenant", COACH_NEXT},
    {"prochaine etape", COACH_NEXT},
    {"quelle est la suite", COACH_NEXT},
    {"la suite", COACH_NEXT},
    {"que dois-je faire ensuite", COACH_NEXT},
};

static const struct {
    const char *phrase;
    enum talk_kind kind;
} small_talk[] = {
    {"hello", TALK_HELLO},
    {"hi", TALK_HELLO},
    {"hey", TALK_HELLO},
    {"good morning", TALK_HELLO},
    {"good evening", TALK_HELLO},
    {"good afternoon", TALK_HELLO},
    {"bonjour", TALK_HELLO},
    {"salut", TALK_HELLO},
    {"bonsoir", TALK_HELLO},
    {"coucou", TALK_HELLO},
    {"hello there", TALK_HELLO},
    {"how are you", TALK_HELLO},
    {"ca va", TALK_HELLO},
    {"thanks", TALK_THANKS},
    {"thank you", TALK_THANKS},
    {"thank you very much", TALK_THANKS},
    {"thanks a lot", TALK_THANKS},
    {"merci", TALK_THANKS},
    {"merci beaucoup", TALK_THANKS},
    {"thx", TALK_THANKS},
    {"great", TALK_THANKS},
    {"super", TALK_THANKS},
    {"bye", TALK_BYE},
    {"goodbye", TALK_BYE},
    {"see you", TALK_BYE},
    {"au revoir", TALK_BYE},
    {"a bientot", TALK_BYE},
    {"good night", TALK_BYE},
    {"who are you", TALK_WHO},
    {"what are you", TALK_WHO},
    {"are you a robot", TALK_WHO},
    {"are you human", TALK_WHO},
    {"qui es-tu", TALK_WHO},
    {"qui etes-vous", TALK_WHO},
    {"es-tu un robot", TALK_WHO},
    {"tu es qui", TALK_WHO},
    {"help", TALK_HELP},
    {"what can you do", TALK_HELP},
    {"help me", TALK_HELP},
    {"aide", TALK_HELP},
    {"aide-moi", TALK_HELP},
    {"que peux-tu faire", TALK_HELP},
    {"que sais-tu faire", TALK_HELP},
};

static const char *const definitions[] = {
    "what does a ",      "what does the ",   "what does ",        "what is meant by ", "what is an ",
    "what is a ",        "what is the ",     "what is ",          "what are ",         "what's an ",
    "what's a ",         "what's ",          "define ",           "definition of ",    "meaning of ",
    "explain what is ",  "qu'est-ce qu'un ", "qu'est-ce qu'une ", "qu'est-ce que l'",  "qu'est-ce que la ",
    "qu'est-ce que le ", "qu'est-ce que ",   "c'est quoi un ",    "c'est quoi une ",   "c'est quoi la ",
    "c'est quoi le ",    "c'est quoi ",      "definis ",          "definition de ",    "que signifie ",
    "que veut dire "};

/* What follows a phrase of several words must not be the rest of a word. */
static bool starts_phrase(const char *text, const char *phrase)
{
    size_t length = strlen(phrase);
    return strncmp(text, phrase, length) == 0 && (phrase[length - 1] == ' ' || phrase[length - 1] == '\'' ||
                                                  text[length] == '\0' || strchr(" ,.:;!?", text[length]) != NULL);
}

static const char *skip_politeness(const char *text)
{
    for (size_t i = 0; i < sizeof politeness / sizeof *politeness; i++)
        if (strncmp(text, politeness[i], strlen(politeness[i])) == 0)
            return skip_politeness(text + strlen(politeness[i]));
    return text;
}

/* Blanks and marks at the end go, several blanks are one, a typographic apostrophe is the plain one. */
static char *tidy(struct arena *arena, const char *message)
{
    struct text text = text_in(arena);
    for (const char *at = text_fold(arena, message); *at != '\0'; at++) {
        if (strncmp(at, "\xE2\x80\x99", 3) == 0) {
            text_append_char(&text, '\'');
            at += 2;
        } else if (strchr(" \n\t\r", *at) == NULL)
            text_append_char(&text, *at);
        else if (text.length > 0 && text.bytes[text.length - 1] != ' ')
            text_append_char(&text, ' ');
    }
    while (text.length > 0 && strchr(" .!?", text.bytes[text.length - 1]) != NULL)
        text.bytes[--text.length] = '\0';
    return arena_strdup(arena, text_string(&text));
}

static enum talk_kind small_talk_of(const char *text)
{
    for (size_t i = 0; i < sizeof small_talk / sizeof *small_talk; i++) {
        const char *phrase = small_talk[i].phrase;
        if (starts_phrase(text, phrase) && strlen(text) <= strlen(phrase) + 7)
            return small_talk[i].kind;
    }
    return TALK_NONE;
}

static void find_action(struct talk *talk, const char *text)
{
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        if (!starts_phrase(text, actions[i].phrase))
            continue;
        talk->action = actions[i].action;
        talk->topic = text + strlen(actions[i].phrase);
        talk->topic += strspn(talk->topic, " ,.:;");
        return;
    }
}

/* "what does rebase mean" has its verb at the end. */
static const char *subject_of(struct arena *arena, const char *text)
{
    static const char *const endings[] = {" mean", " refer to", " stand for", " do"};
    for (size_t i = 0; i < sizeof definitions / sizeof *definitions; i++) {
        if (!starts_phrase(text, definitions[i]))
            continue;
        char *subject = text_trim(arena, text + strlen(definitions[i]));
        for (size_t ending = 0; ending < sizeof endings / sizeof *endings; ending++)
            if (text_ends(subject, endings[ending]))
                subject[strlen(subject) - strlen(endings[ending])] = '\0';
        return *subject == '\0' || strlen(subject) > 60 ? NULL : subject;
    }
    return NULL;
}

static bool about_exercise(const char *text)
{
    static const char *const cues[] = {"exercise",     "exercice",   "homework",   "devoir",         "assignment",
                                       "solve ",       "solution",   "resoudre",   "corrige",        "the answer to",
                                       "la reponse a", "i'm stuck",  "i am stuck", "je suis bloque", "question 1",
                                       "question 2",   "question 3", "question 4", "question 5",     "my code",
                                       "mon code",     "my query",   "ma requete", "task "};
    for (size_t i = 0; i < sizeof cues / sizeof *cues; i++)
        if (strstr(text, cues[i]) != NULL)
            return true;
    return false;
}

struct talk talk_understand(struct arena *arena, const char *message)
{
    const char *text = skip_politeness(tidy(arena, message == NULL ? "" : message));
    struct talk talk = {.action = COACH_ASK, .topic = message == NULL ? "" : message};
    talk.small = small_talk_of(text);
    if (talk.small != TALK_NONE)
        return talk;
    find_action(&talk, text);
    talk.subject = talk.action == COACH_ASK ? subject_of(arena, text) : NULL;
    talk.exercise = talk.action == COACH_ASK && about_exercise(text);
    return talk;
}
