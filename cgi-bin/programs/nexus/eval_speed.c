/* eval_speed.c - how long the first words of the built-in coach take with 100,000 passages: the textbook's passages many times
 * over in a file on disk, asked with its own questions. Called by coach.c as the set "speed". */
#include "programs/nexus/eval.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "domain/coach/answer.h"

#include <stdio.h>
#include <stdlib.h>

enum { PASSAGES = 100000, QUESTIONS = 400 };

static int by_time(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return left < right ? -1 : left > right;
}

/* The whole answer: the built-in coach has all its words when it has the first. */
static int64_t time_answer(struct eval *eval, const char *words)
{
    struct arena *arena = arena_new();
    struct coach_question question = {.question = words, .language = "en", .mode = COACH_DIRECT};
    arena_own_json(arena);
    db_use_arena(eval->db, arena);
    int64_t begun = clock_microseconds();
    const cJSON *answer = coach_answer(arena, eval->db, &question);
    int64_t taken = clock_microseconds() - begun;
    printf("%.1f,%s\n", (double)taken / 1000, json_string(answer, "kind", ""));
    db_use_arena(eval->db, eval->arena);
    arena_own_json(eval->arena);
    arena_free(arena);
    return taken;
}

bool eval_speed(struct eval *eval)
{
    struct table questions;
    const char **section_of;
    if (!table_read(eval, "questions.csv.gz", &questions))
        return false;
    for (int copy = 0; eval_passages(eval) < PASSAGES; copy++)
        if (!eval_load_textbook(eval, copy, &section_of))
            return false;
    int64_t times[QUESTIONS];
    puts("ms,kind");
    size_t count = questions.rows < QUESTIONS ? questions.rows : QUESTIONS;
    for (size_t i = 0; i < count; i++)
        times[i] = time_answer(eval, table_cell(&questions, i * questions.rows / count, "question"));
    qsort(times, count, sizeof *times, by_time);
    eval_say("coach_passages", (double)eval_passages(eval), "passages");
    eval_say("coach_first_words_p50_ms", (double)times[count / 2] / 1000, "ms");
    eval_say("coach_first_words_p95_ms", (double)times[count * 95 / 100] / 1000, "ms");
    return true;
}
