/* erase.c - the row goes, its references follow, a tombstone takes its place. Called by the privacy and the admin's pages. */
#include "domain/account/erase.h"

#include "domain/outbox/outbox.h"

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
    enum db_result result = db_change(db, "DELETE FROM person WHERE id = ?1 AND state <> 'erased'", user_id);
    if (result != DB_OK)
        return result;
    outbox_drop_files(db); /* of mails that went with the person */
    return db_change(db, "INSERT INTO person (id, email, name, state, roles, created_at) VALUES (?1, NULL, '', 'erased', 0, ?2)", user_id, now);
}
