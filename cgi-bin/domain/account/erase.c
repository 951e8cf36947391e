/* erase.c - the row goes, its references follow, a tombstone takes its place. Called by the privacy and the admin's pages. */
#include "domain/account/erase.h"

#include "domain/outbox/outbox.h"

/* A list of addresses, one a line, without ?1; ?2 is the line's end. Each is put between ends of its own first, so that twice the same goes, too. */
#define WITHOUT "trim(replace(replace(?2 || replace(lower(recipients), ?2, ?2 || ?2) || ?2, ?2 || ?1 || ?2, ''), ?2 || ?2, ?2), ?2)"
#define WITH " WHERE ?2 || lower(recipients) || ?2 LIKE '%' || ?2 || ?1 || ?2 || '%'"

/* The address goes from the lists of reports and alerts, whoever put it there, and mails that only have the address. */
static void forget_address(struct db *db, const char *email)
{
    db_change(db, "UPDATE report_schedule SET recipients = " WITHOUT WITH, email, "\n");
    db_change(db, "UPDATE built_schedule SET recipients = " WITHOUT WITH, email, "\n");
    db_change(db, "UPDATE alert SET recipients = " WITHOUT WITH, email, "\n");
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
    if (email != NULL)
        forget_address(db, email);
    enum db_result result = db_change(db, "DELETE FROM person WHERE id = ?1 AND state <> 'erased'", user_id);
    if (result != DB_OK)
        return result;
    outbox_drop_files(db); /* of mails that went with the person */
    return db_change(db, "INSERT INTO person (id, email, name, state, roles, created_at) VALUES (?1, NULL, '', 'erased', 0, ?2)", user_id, now);
}
