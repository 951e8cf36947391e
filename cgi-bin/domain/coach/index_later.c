/* index_later.c - asks the worker for an index. Apart from index.c, so that pages that only ask link no Markdown reader. */
#include "domain/coach/index.h"

#include "domain/operate/job.h"

#include <stdio.h>

enum db_result coach_index_later(struct db *db, int64_t course_id, int64_t now)
{
    char payload[64];
    snprintf(payload, sizeof payload, "{\"course\":%lld}", (long long)course_id);
    if (db_integer(db, 0, "SELECT id FROM job WHERE kind = 'coach.index' AND state = 'queued' AND payload = ?1",
                   (const char *)payload) != 0)
        return DB_OK;
    return job_put(db, "coach.index", payload, now);
}
