/* demo.c - `nexus demo`: the demo academy, made once: accounts, the courses of db/demo, learners with their histories, talks with the coach.
 *
 * Run by `nexus serve` in demo mode. Says what it does, because it takes some seconds. */
#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/view/locale.h"
#include "domain/catalog/import.h"
#include "domain/demo/demo.h"
#include "domain/demo/desk.h"
#include "domain/demo/story.h"
#include "domain/demo/trial.h"
#include "domain/operate/setting.h"
#include "programs/nexus/commands.h"
#include "programs/nexus/installation.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum { LEARNERS = 196, SEED = 20261120, PEOPLE_BYTES_MOST = 64 * 1024, QUESTIONS_BYTES_MOST = 256 * 1024, TALKING_LEAST = 100 };

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static bool import_one(struct db *db, const struct config *config, const char *path)
{
    struct arena *arena = arena_new();
    struct import_report report = {0};
    bool done = import_course(arena, db, config, path, &report);
    for (const struct import_line *line = report.first; line != NULL; line = line->next)
        if (line->change == IMPORT_REFUSED)
            fprintf(stderr, "%s:%d: %s\n", line->path, line->line, line->text);
    arena_free(arena);
    return done;
}

static bool import_courses(struct arena *arena, struct db *db, const struct config *config)
{
    struct dirent **entries;
    char *folder = config_home_path(arena, config, "db/demo/courses");
    int count = scandir(folder, &entries, visible, alphasort);
    bool done = count > 0;
    for (int i = 0; i < count; i++) {
        done = done && import_one(db, config, arena_printf(arena, "%s/%s", folder, entries[i]->d_name));
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    arena_own_json(arena);
    db_use_arena(db, arena);
    return done;
}

/* How many learners are wanted; -1: the setting is no number. */
static int64_t wanted(const struct config *config)
{
    const char *few = config_value(config, "demo_learners", "");
    int64_t count = LEARNERS;
    return *few == '\0' || text_integer(few, 0, 100000, &count) ? count : -1;
}

static bool add_people(struct arena *arena, struct db *db, const struct config *config, int64_t now)
{
    char *people = file_read(arena, config_home_path(arena, config, "db/demo/people.txt"), PEOPLE_BYTES_MOST, NULL);
    int64_t count = wanted(config);
    if (people == NULL || count < 0)
        return false;
    printf("Demo: living the lives of %d learners ...\n", (int)count);
    fflush(stdout);
    return demo_live_ada(arena, db, now) && demo_add_learners(arena, db, people, (int)count, SEED, now);
}

/* A handful of learners, as tests have, says nothing about what is asked: they don't talk. */
static bool add_talks(struct arena *arena, struct db *db, const struct config *config, int64_t now)
{
    if (wanted(config) < TALKING_LEAST)
        return true;
    char *questions = file_read(arena, config_home_path(arena, config, "db/demo/questions.yaml"), QUESTIONS_BYTES_MOST, NULL);
    puts("Demo: asking the coach ...");
    fflush(stdout);
    locale_load(config_home_path(arena, config, "templates/locale"));
    return questions != NULL && demo_tell_talks(arena, db, questions, SEED, now);
}

static bool tell_story(struct arena *arena, struct db *db, const struct config *config, int64_t now)
{
    puts("Demo: telling the reports ...");
    fflush(stdout);
    return story_tell(arena, config, db, SEED, now);
}

static bool note_made(struct arena *arena, struct db *db, const struct config *config, int64_t now)
{
    bool whole = wanted(config) >= TALKING_LEAST;
    return db_begin_write(db) == DB_OK && demo_lay_desk(arena, db, whole, now) && setting_set_integer(db, "demo_made", now) == DB_OK &&
           db_end(db, true) == DB_OK;
}

static bool make_demo(struct arena *arena, const struct config *config)
{
    struct db *db = db_open(config->database, DB_SERVE);
    if (db == NULL)
        return false;
    arena_own_json(arena);
    db_use_arena(db, arena);
    int64_t now = clock_now();
    bool done = setting_integer(db, "demo_made", 0) != 0;
    if (!done) {
        puts("Demo: importing the courses ...");
        fflush(stdout);
        done = demo_add_accounts(arena, db, config, now) && import_courses(arena, db, config) && add_people(arena, db, config, now) &&
               add_talks(arena, db, config, now) && trial_run(arena, config, db, SEED, now) &&
               tell_story(arena, db, config, now) && note_made(arena, db, config, now);
    }
    db_close(db);
    arena_own_json(NULL);
    return done;
}

int command_demo(int argc, char **argv)
{
    (void)argc, (void)argv;
    struct arena *arena = arena_new();
    const struct config *config = installation_open(arena, true);
    bool done = config != NULL && installation_migrate(arena, config) && make_demo(arena, config);
    if (!done)
        fputs("The demo academy could not be made. Begin anew with an empty data folder (DATA=...), or serve with DEMO=0.\n", stderr);
    arena_free(arena);
    return done ? 0 : 1;
}
