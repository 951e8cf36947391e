/* deliver.c - takes a message from the outbox and sends it: with its files to the mail server, or to a web address. No transaction is open
 * while the other side speaks. */
#include "core/net/hook.h"
#include "core/net/mail.h"
#include "core/base/json.h"
#include "core/base/log.h"
#include "domain/measure/alert.h"
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

static bool finish(struct worker *worker, const cJSON *mail, bool sent, const char *problem, int64_t now)
{
    const char *id = arena_printf(worker->arena, "%lld", (long long)json_integer(mail, "id", 0));
    if (!sent)
        log_error("mail could not be sent", "mail", id, "reason", problem, NULL);
    return note_outcome(worker, mail, sent, problem, now) == DB_OK;
}

bool worker_deliver(struct worker *worker, int64_t now)
{
    const cJSON *mail = outbox_take(worker->db, OUTBOX_MAIL, now);
    const char *problem = NULL;
    if (mail == NULL)
        return false;
    bool sent = send_mail(worker, mail, &problem);
    return finish(worker, mail, sent, problem, now);
}

/* An address that was taken from its alert, or whose alert was deleted, hears nothing more: not of what waited, either. */
bool worker_call(struct worker *worker, int64_t now)
{
    cJSON *call = outbox_take(worker->db, OUTBOX_CALL, now);
    const char *address = json_string(call, "recipient", ""), *problem = "no alert has this web address any more";
    if (call == NULL)
        return false;
    bool wanted = alert_calls(worker->db, address);
    if (!wanted)
        json_set_integer(call, "attempts", OUTBOX_ATTEMPTS_MOST); /* nor is it tried again */
    bool sent = wanted && hook_post(worker->arena, worker->config, address, json_string(call, "body", ""), &problem);
    return finish(worker, call, sent, problem, now);
}
