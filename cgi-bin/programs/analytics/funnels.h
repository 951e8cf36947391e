/* funnels.h - what the pages and the API of funnels share: the question a request asks, and its answer as rows. */
#ifndef NEXUS_ANALYTICS_FUNNELS_H
#define NEXUS_ANALYTICS_FUNNELS_H

#include "domain/measure/funnel.h"
#include "domain/measure/funnel_list.h"
#include "programs/analytics/report.h"

/* The funnel of the request's ":id" or "id", and what is asked of it. The question points at the funnel: keep both. False when there is
 * no such funnel. */
struct funnel_asked {
    cJSON *row; /* domain/measure/funnel_list.h */
    struct funnel funnel;
    struct report_period period;
    struct funnel_question question;
};
bool funnels_ask(struct request *request, struct funnel_asked *asked);

/* "30 days", "2 hours", "45 minutes". */
const char *funnels_window_text(struct request *request, int64_t minutes);

/* What a step is called: the event, with its course and lesson. */
const char *funnels_step_title(struct request *request, const struct funnel_step *step);

/* The answer: {steps: [{number, event, title, users, users_text, from_first, from_first_text, from_before, from_before_text, lost, lost_text,
 * median, median_text, bottleneck: bool, url (who stopped here)}], bottleneck: {number, title, lost, share, sentence} or null, segments: [{label,
 * steps: [{users, users_text, share_text}], conversion_text}], segment_others, any: bool}. NULL on failure. */
cJSON *funnels_answer(struct request *request, const struct funnel_asked *asked);

/* People who stopped at a step, as rows {id, name, email, url, journey_url, began, arrived, began_text, arrived_text}; NULL on failure. */
cJSON *funnels_people(struct request *request, const struct funnel_asked *asked, int step, int64_t offset, int limit, int64_t *total);

/* One person's events from their first step to the end of the window (without a first step: in the period), each with `step`, the
 * number of the step that it was, or null; and `reached`. NULL on failure. */
cJSON *funnels_journey(struct request *request, const struct funnel_asked *asked, int64_t user_id);

#endif
