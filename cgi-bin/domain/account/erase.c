/* erase.c - the row goes, its references follow, a tombstone takes its place. Called by the privacy and the admin's pages. */
#include "domain/account/erase.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "domain/outbox/outbox.h"

#include <string.h>
#include <strings.h>

/* A list of addresses, one a line, without the lines that are this one, however it is written; the others stay to the letter: web addresses
 * among them hold secrets. */
static const char *without(struct arena *arena, const char *lines, const char *email)
{
    struct text kept = text_in(arena);
    for (size_t length; *lines != '\0'; lines += length + strspn(lines + length, "\n")) {
        length = strcspn(lines, "\n");
        if (length == strlen(email) && strncasecmp(lines, email, length) == 0)
            continue;
        text_append(&kept, kept.length == 0 ? "" : "\n");
        text_append_bytes(&kept, lines, length);
    }
    return text_string(&kept);
}

#define LISTS_OF(table) db_rows(db, "SELECT DISTINCT recipients FROM " table " WHERE lower(recipients) LIKE '%' || ?1 || '%'", email)
#define KEEP_IN(table) db_change(db, "UPDATE " table " SET recipients = ?2 WHERE recipients = ?1", list, without(arena, list, email))

/* The address goes from the lists of reports and alerts, whoever put it there, and mails that only have the address. */
static void forget_address(struct arena *arena, struct db *db, const char *email)
{
    const cJSON *daily = LISTS_OF("report_schedule"), *built = LISTS_OF("built_schedule"), *alerts = LISTS_OF("alert"), *row;
    const char *list;
    cJSON_ArrayForEach(row, daily) if ((list = json_string(row, "recipients", NULL)) != NULL) KEEP_IN("report_schedule");
    cJSON_ArrayForEach(row, built) if ((list = json_string(row, "recipients", NULL)) != NULL) KEEP_IN("built_schedule");
    cJSON_ArrayForEach(row, alerts) if ((list = json_string(row, "recipients", NULL)) != NULL) KEEP_IN("alert");
    db_change(db, "DELETE FROM report_schedule WHERE recipients = ''");
    db_change(db, "DELETE FROM built_schedule WHERE recipients = ''");
    db_change(db, "DELETE FROM mail WHERE lower(recipient) = ?1", email);
}

enum db_result erase_person(struct db *db, int64_t user_id, int64_t now)
{
    db_change(db,
              "UPDATE course SET learner_count = learner_count - 1 WHERE learner_count > 0"
              " AND id IN (SELECT course_id FROM enrolment WHERE user_id = ?1 AND state <> 'left')",
              user_id);
    db_change(db, "UPDATE certificate SET name = '' WHERE user_id = ?1", user_id);
    db_change(db,
              "UPDATE audit SET address = '' WHERE actor_id = ?1 OR (subject_kind = 'user' AND subject_id = ?1 AND actor_id IS NULL)",
              user_id);
    const char *email = db_text(db, "SELECT email FROM person WHERE id = ?1", user_id);
    struct arena *arena = arena_new();
    if (email != NULL)
        forget_address(arena, db, email);
    arena_free(arena);
    enum db_result result = db_change(db, "DELETE FROM person WHERE id = ?1 AND state <> 'erased'", user_id);
    if (result != DB_OK)
        return result;
    outbox_drop_files(db); /* of mails that went with the person */
    return db_change(db, "INSERT INTO person (id, email, name, state, roles, created_at) VALUES (?1, NULL, '', 'erased', 0, ?2)", user_id, now);
}
