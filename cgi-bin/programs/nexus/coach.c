/* coach.c - `nexus coach ask|reindex|eval|check`: the built-in coach from the terminal, its index, and its figures.
 *
 * A command of main.c. The sets of `eval` are in the eval_*.c files of this folder. */
#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/store/migrate.h"
#include "core/store/passage.h"
#include "core/view/locale.h"
#include "domain/account/person.h"
#include "domain/catalog/course.h"
#include "domain/coach/answer.h"
#include "domain/coach/embed.h"
#include "domain/coach/index.h"
#include "programs/nexus/coach_check.h"
#include "programs/nexus/commands.h"
#include "programs/nexus/eval.h"
#include "programs/nexus/installation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int usage(void)
{
    fputs("Usage: nexus coach ask \"QUESTION\" [--course=SLUG] [--as=EMAIL] [--action=NAME] [--language=CODE]\n"
          "       nexus coach reindex [SLUG]                              cut all courses (or one) anew; vectors for what has none\n"
          "       nexus coach check                                       try the endpoints of nexus.conf; what to do when one fails\n"
          "       nexus coach eval SET FOLDER                             predictions of a labelled set; figures on "
          "standard error\n",
          stderr);
    return 2;
}

/* ---- eval ---- */

static const struct {
    const char *name;
    bool (*run)(struct eval *eval);
} sets[] = {
    {"speed", eval_speed},
    {"sentiment", eval_sentiment},
    {"textbook-retrieve", eval_textbook_retrieve}, {"textbook-keyterms", eval_textbook_keyterms},
    {"textbook-refuse", eval_textbook_refuse},     {"xquad-retrieve", eval_xquad_retrieve},
    {"xquad-sentence", eval_xquad_sentence},       {"squad_sentences", eval_squad_sentences},
    {"scifact", eval_scifact},
};

static bool run_set(struct eval *eval, bool *known)
{
    bool done = false;
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        if (strcmp(sets[i].name, eval->set) != 0)
            continue;
        *known = true;
        done = sets[i].run(eval);
    }
    return done;
}

static int say_sets(void)
{
    fputs("The sets are:", stderr);
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
        fprintf(stderr, " %s", sets[i].name);
    fputs("\n", stderr);
    return 2;
}

/* In memory; only for the measure of speed in a file, as an academy has it. */
static int eval(struct arena *arena, const char *name, const char *folder)
{
    char place[] = "/tmp/nexus-eval-XXXXXX";
    bool on_disk = strcmp(name, "speed") == 0 && mkdtemp(place) != NULL, known = false;
    const char *path = on_disk ? arena_printf(arena, "%s/eval.db", place) : ":memory:", *problem = NULL;
    struct eval task = {.arena = arena, .db = db_open(path, DB_CREATE), .set = name, .folder = folder};
    if (task.db == NULL)
        return 1;
    db_use_arena(task.db, arena);
    bool ready = migrate_apply(arena, task.db, arena_printf(arena, "%s/db", config_home(arena)), 0, NULL, &problem);
    if (!ready)
        fprintf(stderr, "nexus: %s.\n", problem);
    bool done = ready && run_set(&task, &known);
    db_close(task.db);
    if (on_disk) {
        unlink(path);
        rmdir(place);
    }
    return known || !ready ? !done : say_sets();
}

/* ---- ask ---- */

static void print_answer(struct arena *arena, const cJSON *answer)
{
    const cJSON *row;
    puts(json_string(answer, "markdown", ""));
    cJSON_ArrayForEach(row, json_member(answer, "citations"))
        printf("  [%d] %s: %s  %s\n", (int)json_integer(row, "n", 0), json_string(row, "course", ""),
               json_string(row, "title", ""), json_string(row, "url", ""));
    cJSON_ArrayForEach(row, json_member(answer, "nearest"))
        printf("  %s (%s)  %s\n", json_string(row, "title", ""), json_string(row, "course", ""),
               json_string(row, "url", ""));
    printf("\n(%s, confidence %s)\n", json_string(answer, "kind", ""),
           arena_printf(arena, "%.2f", cJSON_GetNumberValue(json_member(answer, "confidence"))));
}

/* The value behind "--name=" or in the argument after "--name"; NULL when it is not given. */
static const char *option(int argc, char **argv, const char *name)
{
    size_t length = strlen(name);
    for (int i = 3; i < argc; i++) {
        if (strncmp(argv[i], name, length) != 0)
            continue;
        if (argv[i][length] == '=')
            return argv[i] + length + 1;
        if (argv[i][length] == '\0' && i + 1 < argc)
            return argv[i + 1];
    }
    return NULL;
}

/* As an admin, who may read everything, unless it is asked as somebody. */
static bool asker(struct db *db, const char *email, struct coach_question *question)
{
    struct person person;
    question->admin = email == NULL;
    if (email == NULL)
        return true;
    if (!person_by_email(db, email, &person)) {
        fprintf(stderr, "nexus: there is no account \"%s\".\n", email);
        return false;
    }
    question->user_id = person.id;
    question->admin = (person.roles & PERSON_ADMIN) != 0;
    question->language = person.language;
    return true;
}

static int ask(struct arena *arena, struct db *db, const struct config *config, int argc, char **argv)
{
    const char *slug = option(argc, argv, "--course"), *language = option(argc, argv, "--language");
    struct coach_question question = {.question = argv[2],
                                      .language = config->language,
                                      .mode = COACH_DIRECT,
                                      .action = coach_action_of(option(argc, argv, "--action"))};
    const cJSON *course = slug == NULL ? NULL : course_find(db, slug, 0);
    if (slug != NULL && course == NULL) {
        fprintf(stderr, "nexus: there is no course \"%s\".\n", slug);
        return 1;
    }
    if (!asker(db, option(argc, argv, "--as"), &question))
        return 1;
    question.course_id = json_integer(course, "id", 0);
    question.only_course = course != NULL;
    question.language = language != NULL ? language : question.language;
    locale_load(config_home_path(arena, config, "templates/locale"));
    arena_own_json(arena); /* loading gave it back */
    print_answer(arena, coach_answer(arena, db, &question));
    return db_failed(db) == DB_OK ? 0 : 1;
}

/* ---- reindex ---- */

static bool reindex_course(struct db *db, const cJSON *course)
{
    struct arena *arena = arena_new();
    struct coach_indexed indexed = {0};
    int64_t id = json_integer(course, "id", 0);
    bool done = db_begin_write(db) == DB_OK && coach_forget_course(db, id) == DB_OK &&
                coach_index_course(arena, db, id, &indexed) == DB_OK;
    done = db_end(db, done) == DB_OK && done;
    if (done)
        printf("%s: %d texts\n", json_string(course, "slug", ""), indexed.cut);
    arena_free(arena);
    return done;
}

/* All passages that have none, those of other courses, too: it is the same work that the worker does. */
static bool fill_vectors(struct arena *arena, struct db *db, const struct config *config)
{
    const struct model_endpoint endpoint = model_embedder(arena, config);
    const struct coach_limits limits = limit_configured(config);
    if (endpoint.name == NULL)
        return true;
    int64_t all = passage_vector_missing_count(db, endpoint.name), stored = 0;
    struct embed_round round = {.outcome = EMBED_DONE};
    for (; round.outcome == EMBED_DONE; stored += round.stored) {
        printf("\rvectors: %lld of %lld", (long long)stored, (long long)all);
        fflush(stdout);
        round = embed_some(arena, db, &endpoint, &limits, NULL, clock_now());
    }
    printf("\rvectors: %lld of %lld by %s\n", (long long)stored, (long long)all, endpoint.name);
    if (round.outcome == EMBED_SPENT)
        puts("The budget of this month is used up: the rest follows next month, or when coach_monthly_budget is raised.");
    if (round.outcome != EMBED_FAILED)
        return true;
    if (coach_tell_embedder(arena, &round.answer, &endpoint))
        fputs("nexus: the database refused; the log has the reason.\n", stderr);
    return false;
}

static int reindex(struct arena *arena, struct db *db, const struct config *config, const char *slug)
{
    bool done = true, known = slug == NULL;
    const cJSON *course, *courses = coach_index_courses(db);
    cJSON_ArrayForEach(course, courses) {
        if (slug != NULL && strcmp(slug, json_string(course, "slug", "")) != 0)
            continue;
        known = true;
        done = reindex_course(db, course) && done;
    }
    if (!known)
        fprintf(stderr, "nexus: there is no course \"%s\".\n", slug);
    return known && done && fill_vectors(arena, db, config) ? 0 : 1;
}

static int on_academy(struct arena *arena, int argc, char **argv)
{
    const struct config *config = installation_open(arena, false);
    struct db *db = config == NULL ? NULL : installation_database(arena, config);
    if (db == NULL)
        return 1;
    int code =
        strcmp(argv[1], "ask") == 0 ? ask(arena, db, config, argc, argv) : reindex(arena, db, config, argc > 2 ? argv[2] : NULL);
    db_close(db);
    return code;
}

int command_coach(int argc, char **argv)
{
    const char *verb = argc > 1 ? argv[1] : "";
    struct arena *arena = arena_new();
    arena_own_json(arena);
    bool asking = strcmp(verb, "ask") == 0 && argc > 2, indexing = strcmp(verb, "reindex") == 0 && argc <= 3;
    int code = strcmp(verb, "check") == 0  ? coach_check(arena)
               : strcmp(verb, "eval") == 0 && argc == 4 ? eval(arena, argv[2], argv[3])
               : asking || indexing      ? on_academy(arena, argc, argv)
                                         : usage();
    arena_own_json(NULL);
    arena_free(arena);
    return code;
}
