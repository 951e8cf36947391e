/* deliver.c - takes a message from the outbox and sends it. No transaction is open while the mail server speaks. */
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

bool worker_deliver(struct worker *worker, int64_t now)
{
    cJSON *mail = outbox_next(worker->db, now);
    if (mail == NULL)
        return false;
    int64_t id = json_integer(mail, "id", 0);
    const char *recipient = json_string(mail, "recipient", ""), *problem = "";
    char *message = mail_compose(worker->arena, worker->config, id, recipient, json_string(mail, "subject", ""),
                                 json_string(mail, "body", ""), now);
    bool sent = mail_send(worker->arena, worker->config, id, recipient, message, &problem);
    if (!sent)
        log_error("mail could not be sent", "mail", arena_printf(worker->arena, "%lld", (long long)id), "reason", problem, NULL);
    return note_outcome(worker, mail, sent, problem, now) == DB_OK;
}
