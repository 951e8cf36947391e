/* sees.c - the list of what the coach sees of somebody here, for its panel and its page. Called by the coach's GET /api/ai/status and by
 * the learner's /chat. */
#include "programs/site/site.h"

#include "core/base/json.h"
#include "core/view/locale.h"
#include "domain/coach/policy.h"
#include "domain/coach/sight.h"

static void add(cJSON *sees, const char *name, const char *text)
{
    if (text == NULL || *text == '\0')
        return;
    cJSON *seen = cJSON_CreateObject();
    json_set_string(seen, "name", name);
    json_set_string(seen, "text", text);
    cJSON_AddItemToArray(sees, seen);
}

static const char *progress_text(struct request *request, const cJSON *sight)
{
    return arena_printf(request->arena, tr(request, "%lld of %lld lessons done"), (long long)json_integer(sight, "done", 0),
                        (long long)json_integer(sight, "lessons", 0));
}

cJSON *site_sees(struct request *request, const struct coach_place *place)
{
    int64_t user_id = request->identity.user_id;
    cJSON *sees = cJSON_CreateArray();
    const cJSON *sight = !place->enrolled ? NULL : sight_of(request->arena, request->db, user_id, place->course_id), *mistake;
    add(sees, tr(request, "Course"), place->course_title);
    add(sees, tr(request, "Lesson"), place->lesson_title);
    if (sight == NULL)
        return sees;
    add(sees, tr(request, "Progress"), progress_text(request, sight));
    add(sees, tr(request, "Next lesson"), json_string(sight, "next", NULL));
    cJSON_ArrayForEach(mistake, json_member(sight, "mistakes"))
        add(sees, tr(request, "Answered wrongly"), json_string(mistake, "prompt", ""));
    return sees;
}
