/* oulad.c - a folder of the Open University's files becomes courses, people and events. Called by `nexus import oulad`. */
#include "domain/oulad/oulad.h"

#include "core/base/clock.h"
#include "core/base/csv_gz.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "domain/operate/setting.h"
#include "domain/oulad/parts.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HASH_BYTES = 8 };

static const char *const names[] = {"courses", "vle", "assessments", "studentInfo", "studentRegistration", "studentAssessment", "studentVle"};

static const char *path_of(struct oulad *oulad, size_t at)
{
    const char *path = arena_printf(oulad->arena, "%s/%s.csv", oulad->folder, names[at]);
    return file_exists(path) ? path : arena_printf(oulad->arena, "%s.gz", path);
}

/* Nothing is begun with a part of a file: its courses would be known by that part for good. Absent files are told of by who opens them. */
static bool are_whole(struct oulad *oulad)
{
    for (size_t i = 0; i < sizeof names / sizeof *names && oulad->problem == NULL; i++)
        if (file_exists(path_of(oulad, i)) && !csv_gz_whole(path_of(oulad, i)))
            oulad->problem = arena_printf(oulad->arena, "%s is cut short or damaged", path_of(oulad, i));
    return oulad->problem == NULL;
}

/* All files as one hash, in the order of this list: another folder with the same content is the same. */
static const char *hash_of(struct oulad *oulad)
{
    unsigned char hash[crypto_generichash_BYTES_MIN], buffer[65536];
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        int descriptor = open(path_of(oulad, i), O_RDONLY | O_CLOEXEC);
        for (ssize_t got; descriptor >= 0 && (got = read(descriptor, buffer, sizeof buffer)) > 0;)
            crypto_generichash_update(&state, buffer, (unsigned long long)got);
        if (descriptor >= 0)
            close(descriptor);
    }
    crypto_generichash_final(&state, hash, sizeof hash);
    return text_hex(oulad->arena, hash, HASH_BYTES);
}

/* Rows of clicks are known by their place in these files: from other files they would be counted again. */
static bool claim_courses(struct oulad *oulad, struct db *db, const char *hash)
{
    if (db_begin_write(db) != DB_OK)
        return false;
    for (int i = 0; i < oulad->course_count && oulad->problem == NULL; i++) {
        const char *name = arena_printf(oulad->arena, "oulad %s", oulad->courses[i].slug), *known = setting_text(db, name);
        bool taken = known == NULL && db_integer(db, 0, "SELECT id FROM course WHERE slug = ?1", oulad->courses[i].slug) != 0;
        if (taken || (known != NULL && strcmp(known, hash) != 0))
            oulad->problem = arena_printf(oulad->arena, "the course %s is there already, and not from these files", oulad->courses[i].slug);
        else
            setting_set(db, name, hash);
    }
    return db_end(db, oulad->problem == NULL) == DB_OK && oulad->problem == NULL;
}

static void free_all(struct oulad *oulad)
{
    void *const lists[] = {oulad->courses, oulad->lessons, oulad->sites, oulad->assessments, oulad->students, oulad->enrolments,
                           oulad->by_site.slots, oulad->by_assessment.slots, oulad->by_student.slots, oulad->by_enrolment.slots};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        free(lists[i]);
}

bool oulad_import(struct arena *arena, const struct config *config, struct db *db, struct store *store, const char *folder,
                  void (*progress)(int64_t done, int64_t all), struct oulad_report *report, const char **problem)
{
    struct oulad oulad = {.arena = arena, .folder = folder, .report = report};
    *report = (struct oulad_report){0};
    const char *hash = hash_of(&oulad);
    bool done = are_whole(&oulad) && oulad_read(&oulad) && claim_courses(&oulad, db, hash) && oulad_store(&oulad, db, clock_now()) &&
                oulad_tell(&oulad, config, store, arena_printf(arena, "oulad %s", hash), progress);
    report->courses = oulad.course_count;
    report->lessons = oulad.lesson_count;
    report->learners = oulad.student_count;
    report->enrolments = oulad.enrolment_count;
    *problem = oulad.problem != NULL ? oulad.problem : "a database refused; the log has the reason";
    free_all(&oulad);
    return done;
}
