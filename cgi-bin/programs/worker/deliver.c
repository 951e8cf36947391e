/* deliver.c - takes a message from the outbox and sends it: with its files to the mail server, or to a web address. No transaction is open
 * while the other side speaks. */
#include "core/net/hook.h"
#include "core/net/mail.h"
#include "core/base/json.h"
#include "core/base/log.h"
#include "domain/outbox/outbox.h"
#include "programs/worker/worker.h"

static enum db_result note_outcome(struct worker *worker, const cJSON *mail, bool sent, const char *problem, int64_t now)
{
    int64_t id = json_integer(mail, "id", 0);
    enum db_result result = db_begin_write(worker->db);
    if (result != DB_OK)
        return result;
    result = sent ? outbox_sent(worker->arena, worker->db, id, json_string(mail, "body", ""), now)
                  : outbox_failed(worker->db, id, json_integer(mail, "attempts", 0), problem, now);
    return db_end(worker->db, result == DB_OK) == DB_OK ? result : DB_FAILED;
}

_Static_assert((int)OUTBOX_FILES_MOST <= (int)MAIL_FILES_MOST, "a message has room for what a mail carries");

/* The files' bytes are held once: they are encoded while they go out. NULL when they can't be read: then nothing is sent without them. */
static struct mail_message *compose(struct worker *worker, const cJSON *row)
{
    struct outbox_file files[OUTBOX_FILES_MOST];
    struct mail_file carried[OUTBOX_FILES_MOST];
    struct mail mail = {.id = json_integer(row, "id", 0),
                        .written_at = json_integer(row, "created_at", 0),
                        .recipient = json_string(row, "recipient", ""),
                        .subject = json_string(row, "subject", ""),
                        .body = json_string(row, "body", ""),
                        .files = carried};
    mail.file_count = outbox_read_files(worker->arena, worker->db, mail.id, files);
    if (db_failed(worker->db) != DB_OK)
        return NULL;
    for (size_t i = 0; i < mail.file_count; i++)
        carried[i] = (struct mail_file){files[i].name, files[i].media_type, files[i].bytes, files[i].length};
    return mail_compose(worker->arena, worker->config, &mail);
}

static bool send_mail(struct worker *worker, const cJSON *mail, const char **problem)
{
    *problem = "its files could not be read";
    struct mail_message *message = compose(worker, mail);
    return message != NULL &&
           mail_send(worker->arena, worker->config, json_integer(mail, "id", 0), json_string(mail, "recipient", ""), message, problem);
}

bool worker_deliver(struct worker *worker, int64_t now)
{
    cJSON *mail = outbox_take(worker->db, now);
    if (mail == NULL)
        return false;
    int64_t id = json_integer(mail, "id", 0);
    const char *recipient = json_string(mail, "recipient", ""), *problem;
    bool sent = hook_is_address(recipient) ? hook_post(worker->arena, worker->config, recipient, json_string(mail, "body", ""), &problem)
                                           : send_mail(worker, mail, &problem);
    if (!sent)
        log_error("mail could not be sent", "mail", arena_printf(worker->arena, "%lld", (long long)id), "reason", problem, NULL);
    return note_outcome(worker, mail, sent, problem, now) == DB_OK;
}
