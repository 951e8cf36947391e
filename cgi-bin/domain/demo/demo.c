/* demo.c - the people of the demo academy. Called by `nexus demo`. */
#include "domain/demo/demo.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "domain/account/person.h"
#include "domain/demo/life.h"
#include "domain/learning/activity.h"
#include "domain/learning/goal.h"
#include "domain/learning/note.h"

#include <string.h>

enum { NAMES_MOST = 100, DAYS_OF_HISTORY = 150, ADA_DAYS = 45, COURSES_MOST = 3 };

struct account {
    const char *email, *name, *zone;
    int roles;
};

static const struct account accounts[] = {
    {"admin@demo.nexus.example", "Robin Admin", "Africa/Johannesburg", PERSON_LEARNER | PERSON_ADMIN},
    {"thandi@demo.nexus.example", "Thandi Nkosi", "Africa/Johannesburg", PERSON_LEARNER | PERSON_INSTRUCTOR},
    {"luc@demo.nexus.example", "Luc Moreau", "Europe/Paris", PERSON_LEARNER | PERSON_INSTRUCTOR},
    {"ada@demo.nexus.example", "Ada Okafor", "Africa/Johannesburg", PERSON_LEARNER},
};

bool demo_add_accounts(struct arena *arena, struct db *db, const struct config *config, int64_t now)
{
    const char *hash = secret_password_hash(arena, config, DEMO_PASSWORD);
    if (hash == NULL || db_begin_write(db) != DB_OK)
        return false;
    bool done = true;
    int64_t id = 0, joined = now - DAYS_OF_HISTORY * CLOCK_DAY;
    for (size_t i = 0; i < sizeof accounts / sizeof *accounts; i++)
        done = done && person_add(db, &id, accounts[i].email, accounts[i].name, hash, accounts[i].zone, "en", accounts[i].roles,
                                  joined, joined) == DB_OK &&
               activity_note(db, id, ACTIVITY_REGISTERED, 0, 0, "", joined) == DB_OK;
    return db_end(db, done) == DB_OK && done;
}

/* ---- names ---- */

struct words {
    const char *list[NAMES_MOST];
    int64_t count;
};

/* The lines below "[section]" of people.txt. */
static struct words section(struct arena *arena, const char *people, const char *name)
{
    struct words words = {.count = 0};
    const char *at = strstr(people, arena_printf(arena, "[%s]", name));
    at = at == NULL ? NULL : strchr(at, '\n');
    while (at != NULL && *++at != '[' && *at != '\0' && words.count < NAMES_MOST) {
        size_t length = strcspn(at, "\n");
        char *line = text_trim(arena, arena_strndup(arena, at, length));
        if (*line != '\0' && *line != '#')
            words.list[words.count++] = line;
        at = at[length] == '\0' ? NULL : at + length;
    }
    return words;
}

static const char *part(struct arena *arena, const char *line, int number)
{
    while (number-- > 0 && line != NULL)
        line = strchr(line, '\t') == NULL ? NULL : strchr(line, '\t') + 1;
    return line == NULL ? "" : arena_strndup(arena, line, strcspn(line, "\t"));
}

/* ---- lives ---- */

/* Chances are drawn so that the academy looks like one: most try, some finish, a few are keen. */
static struct life draw_life(struct arena *arena, struct db *db, uint64_t *seed)
{
    struct life life = {.arena = arena, .db = db, .random = *seed};
    life.skill = 0.5 + 0.47 * life_chance(&life);
    double keen = life_chance(&life);
    life.diligence = 0.12 + 0.6 * keen * keen;
    life.weariness = 0.3 * (1 - keen) * life_chance(&life);
    life.hour = (int)(5 + life_below(&life, 15));
    life.lessons_a_day = (int)(1 + life_below(&life, 3));
    *seed = life.random;
    return life;
}

/* Takes up to three courses, one after the other, beginning with one they happened on. */
static void live(struct life *life, const cJSON *courses, int64_t joined, int64_t now)
{
    int count = cJSON_GetArraySize(courses), first = (int)life_below(life, count), wanted = (int)(1 + life_below(life, COURSES_MOST));
    int64_t at = joined + life_below(life, CLOCK_DAY);
    for (int i = 0; i < wanted && i < count && at < now - CLOCK_DAY; i++) {
        const cJSON *course = cJSON_GetArrayItem(courses, (first + i) % count);
        at = life_take_course(life, json_integer(course, "id", 0), at, now, 1000) + CLOCK_DAY;
    }
    db_change(life->db,
              "UPDATE person SET last_seen_at = coalesce((SELECT max(active_at) FROM enrolment WHERE user_id = ?1), created_at) WHERE id = ?1",
              life->user_id);
}

static cJSON *published_courses(struct db *db)
{
    return db_rows(db, "SELECT id FROM course WHERE state = 'published' ORDER BY id");
}

static bool add_learner(struct arena *arena, struct db *db, const char *people, int number, uint64_t *seed, int64_t now)
{
    struct words given = section(arena, people, "given"), family = section(arena, people, "family"), places = section(arena, people, "places");
    if (given.count == 0 || family.count == 0 || places.count == 0)
        return false;
    struct life life = draw_life(arena, db, seed);
    const char *place = places.list[life_below(&life, places.count)];
    const char *name = arena_printf(arena, "%s %s", given.list[life_below(&life, given.count)], family.list[life_below(&life, family.count)]);
    double early = life_chance(&life);
    int64_t joined = now - CLOCK_DAY - (int64_t)(early * early * DAYS_OF_HISTORY * CLOCK_DAY); /* more of late: it grows */
    const char *email = arena_printf(arena, "%s.%d@demo.nexus.example", text_slug(arena, name, 40), number);
    life.zone = part(arena, place, 1);
    if (person_add(db, &life.user_id, email, name, NULL, life.zone, part(arena, place, 2), PERSON_LEARNER, joined, joined) != DB_OK)
        return false;
    db_change(db, "UPDATE person SET country = ?2 WHERE id = ?1", life.user_id, part(arena, place, 0));
    activity_note(db, life.user_id, ACTIVITY_REGISTERED, 0, 0, "", joined);
    live(&life, published_courses(db), joined, now);
    *seed = life.random;
    return db_failed(db) == DB_OK;
}

bool demo_add_learners(struct arena *arena, struct db *db, const char *people, int count, uint64_t seed, int64_t now)
{
    struct arena *own = arena_new();
    bool done = true;
    for (int i = 0; i < count && done; i++) {
        arena_own_json(own);
        db_use_arena(db, own);
        done = db_begin_write(db) == DB_OK && add_learner(own, db, people, i + 1, &seed, now);
        done = db_end(db, done) == DB_OK && done;
        arena_own_json(arena);
        arena_reset(own);
    }
    db_use_arena(db, arena);
    arena_free(own);
    arena_own_json(arena);
    return done;
}

/* ---- Ada ---- */

static int64_t course_of(struct db *db, const char *slug)
{
    return db_integer(db, 0, "SELECT id FROM course WHERE slug = ?1 AND state = 'published'", slug);
}

/* A lesson of the course by its place, for a note or a bookmark. */
static int64_t lesson_of(struct db *db, int64_t course_id, int place)
{
    return db_integer(db, 0, "SELECT id FROM lesson WHERE course_id = ?1 AND position = ?2 AND removed_at IS NULL", course_id, place);
}

static void write_ada(struct db *db, int64_t user_id, int64_t git, int64_t sql, int64_t now)
{
    note_add(db, user_id, lesson_of(db, git, 2),
             "A commit is a snapshot, not a difference. The difference is computed when I ask for it.", now - 20 * CLOCK_DAY,
             NULL);
    note_add(db, user_id, lesson_of(db, sql, 3), "Ask first: one row of the answer stands for what?", now - 6 * CLOCK_DAY, NULL);
    note_bookmark(db, user_id, lesson_of(db, sql, 4), true, now - 5 * CLOCK_DAY);
    cJSON *skills = cJSON_CreateArray();
    cJSON_AddItemToArray(skills, cJSON_CreateString("sql"));
    cJSON_AddItemToArray(skills, cJSON_CreateString("statistics"));
    goal_add(db, user_id, "Answer questions with data", now / CLOCK_DAY + 60, skills, now - 30 * CLOCK_DAY);
}

bool demo_live_ada(struct arena *arena, struct db *db, int64_t now)
{
    struct person ada;
    if (db_begin_write(db) != DB_OK || !person_by_email(db, "ada@demo.nexus.example", &ada)) {
        db_end(db, false);
        return false;
    }
    struct life life = {.arena = arena, .db = db, .random = 1815, .user_id = ada.id, .zone = ada.time_zone,
                        .skill = 0.93, .diligence = 0.9, .weariness = 0, .hour = 6, .lessons_a_day = 2};
    int64_t git = course_of(db, "git-from-the-inside"), sql = course_of(db, "sql-that-answers"),
            statistics = course_of(db, "statistics-for-decisions");
    life_take_course(&life, git, now - ADA_DAYS * CLOCK_DAY, now, 1000);
    life_take_course(&life, sql, now - 9 * CLOCK_DAY, now, 9);
    life_take_course(&life, statistics, now - 2 * CLOCK_HOUR, now, 2);
    write_ada(db, ada.id, git, sql, now);
    db_change(db, "UPDATE person SET last_seen_at = ?2 WHERE id = ?1", ada.id, now - CLOCK_HOUR);
    return db_end(db, db_failed(db) == DB_OK) == DB_OK && db_failed(db) == DB_OK;
}
