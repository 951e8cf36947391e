/* test_sentiment.c - signs of feelings, negation and "but", the sentence that shows it, and that questions have no mood. */
#include "domain/coach/sentiment.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const struct {
    const char *text;
    int sign;
} cases[] = {
    {"This course is wonderful.", 1}, {"I love it!", 1}, {"Thanks, that was really helpful", 1}, {"It was not good.", -1}, {"THIS IS AWFUL", -1},
    {"I don\xE2\x80\x99t like it.", -1}, {"The sound was great, but the lessons were horrible and boring.", -1}, {"I am so frustrated", -1},
    {"you are useless", -1}, {":-)", 1}, {"", 0}, {"xyzzy plugh", 0}, {"\xFF\xFE", 0}, {"Jointure", 0},
};

static void test_signs(void **state)
{
    struct arena *arena = arena_new();
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        double score = sentiment_of(arena, cases[i].text);
        if ((score >= 0.05) - (score <= -0.05) != cases[i].sign || fabs(score) > 1)
            fail_msg("%s: %f", cases[i].text, score);
    }
    arena_free(arena);
}

static void test_shown(void **state)
{
    struct arena *arena = arena_new();
    const char *text = "The first lesson is about trees. The second one is terrible. I read it today.", *at;
    size_t length;
    (void)state;
    assert_true(sentiment_shown(arena, text, &at, &length) < 0);
    assert_int_equal(length, strlen("The second one is terrible."));
    assert_memory_equal(at, "The second one is terrible.", length);
    sentiment_shown(arena, "", &at, &length);
    assert_null(at);
    arena_free(arena);
}

static const struct {
    const char *message;
    int sign;
} messages[] = {
    {"How do I kill a process?", 0}, {"why does git push fail", 0}, {"What is a branch?", 0}, {"explain conflicts", 0}, {"Comment faire une jointure ?", 0},
    {"Thanks, great answer! What is next?", 1}, {"This is so frustrating. How do I undo it?", -1}, {"I hate this stupid exercise", -1}, {"ok", 0},
    {"NOT IN returns nothing, why", 0}, {"greedy star, what is that", 0}, {"what's a blob", 0},
    {"Nothing works and I hate it, whatever I do", -1},
    {"Merci beaucoup, c'est très clair !", 1}, {"Je suis complètement perdu, c'est frustrant.", -1}, {"Je n'aime pas du tout ce cours.", -1},
    {"Ce n'est pas clair.", -1}, {"Génial, j'ai réussi !", 1}, {"Pourquoi est-ce impossible ?", 0}, {"Je lis la leçon sur les tables.", 0},
    {"Ce n'est pas inutile.", 1},
};

static void test_questions_have_no_mood(void **state)
{
    struct arena *arena = arena_new();
    (void)state;
    for (size_t i = 0; i < COUNT(messages); i++) {
        double score = sentiment_of_message(arena, messages[i].message);
        if ((score > 0) - (score < 0) != messages[i].sign)
            fail_msg("%s: %f", messages[i].message, score);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signs),
        cmocka_unit_test(test_shown),
        cmocka_unit_test(test_questions_have_no_mood),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
