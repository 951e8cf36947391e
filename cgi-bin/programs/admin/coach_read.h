/* coach_read.h - a conversation for somebody who is not its learner. Included by coach_read.c, inbox.c and faq.c. */
#ifndef NEXUS_ADMIN_COACH_READ_H
#define NEXUS_ADMIN_COACH_READ_H

#include "core/web/request.h"

/* Notes the reader (its learner sees who and when) and adds an audit line. Begins the write transaction. HTTP_OK or why not; then the
 * conversation must not be shown. */
enum http_status read_record(struct request *request, int64_t id);

/* Gives the model `conversation` (insight_conversation's row, without address) and `messages`, for the partial admin/transcript. */
void read_give_transcript(struct request *request, cJSON *conversation);

#endif
