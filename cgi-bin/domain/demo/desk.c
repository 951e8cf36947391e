/* desk.c - what an admin of the demo has on their desk already: what happened on the two odd days, a funnel, an alert. Called once the
 * demo's past is told. */
#include "domain/demo/desk.h"

#include "core/base/clock.h"
#include "domain/demo/story.h"
#include "domain/measure/alert.h"
#include "domain/measure/annotation.h"
#include "domain/measure/funnel_list.h"

#include <math.h>

static bool annotate(struct db *db, int64_t today, int64_t now)
{
    int64_t id;
    return annotation_add(db, &id, today - STORY_OUTAGE_DAYS, "The academy could not be reached for most of the day", 0, now) == DB_OK &&
           annotation_add(db, &id, today - STORY_NEWSLETTER_DAYS, "The autumn newsletter went out", 0, now) == DB_OK;
}

static bool keep_funnel(struct arena *arena, struct db *db, int64_t admin_id, int64_t now)
{
    const struct funnel_template *from = funnel_template_find("completion");
    struct funnel funnel = {.minutes = from->minutes, .visitors = from->visitors};
    int64_t id;
    while (from->steps[funnel.count] != NULL && funnel.count < FUNNEL_STEPS_MOST) {
        funnel.steps[funnel.count].name = from->steps[funnel.count];
        funnel.count++;
    }
    return funnel_add(arena, db, from->name, &funnel, admin_id, now, &id) == DB_OK;
}

bool demo_lay_desk(struct arena *arena, struct db *db, bool whole, int64_t now)
{
    int64_t today = clock_day(now, "UTC"), id;
    int64_t admin_id = db_integer(db, 0, "SELECT id FROM person WHERE email = 'admin@demo.nexus.example'");
    const struct alert alert = {.title = "An unusual number of learners",
                                .figure = "dau",
                                .condition = "unusual",
                                .threshold = NAN,
                                .recipients = "admin@demo.nexus.example"};
    bool good = annotate(db, today, now);
    if (whole)
        good = good && keep_funnel(arena, db, admin_id, now) && alert_add(db, &alert, admin_id, today - 2, now, &id) == DB_OK;
    return good;
}
