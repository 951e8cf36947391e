/* fuzz_intake.c - any bytes as the body of POST /api/analytics/track: each event is either taken or refused, and what was taken
 * comes back from its line in the spool. There are no courses. */
#include "core/base/json.h"
#include "domain/measure/intake.h"
#include "fuzz.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct db *db;
    struct arena *arena = arena_new();
    arena_own_json(arena);
    if (db == NULL && sodium_init() >= 0) {
        db = db_open(":memory:", DB_CREATE);
        assert(db_begin_write(db) == DB_OK);
        db_script(db, "CREATE TABLE course (id INTEGER PRIMARY KEY, state TEXT); CREATE TABLE lesson (id INTEGER PRIMARY KEY, course_id INTEGER);"
                      "CREATE TABLE enrolment (user_id INTEGER, course_id INTEGER); CREATE TABLE person (id INTEGER PRIMARY KEY, roles INTEGER);"
                      "CREATE TABLE course_instructor (user_id INTEGER, course_id INTEGER)");
    }
    db_use_arena(db, arena);
    struct event sender = {.at = 1700049600, .actor = 4, .country = "", .page = "", .referrer = "", .properties = "", .key = ""}, back;
    int count = 0;
    const cJSON *list = intake_list(json_read(arena, (const char *)data, size, NULL), &count);
    struct intake intake = list == NULL ? (struct intake){0} : intake_read(arena, db, list, &sender);
    assert(list == NULL || (int)intake.count + cJSON_GetArraySize(intake.refused) == count);
    for (size_t i = 0; i < intake.count; i++) {
        struct text line = text_in(arena);
        event_write_line(&line, &intake.events[i]);
        assert(strchr(line.bytes, '\n') == line.bytes + line.length - 1);
        line.bytes[line.length - 1] = '\0';
        assert(event_read_line(line.bytes, &back) && back.actor == 4 && strcmp(back.properties, intake.events[i].properties) == 0);
    }
    arena_own_json(NULL);
    arena_free(arena);
    return 0;
}
