/* overtaken.h - two people who have the same form open: who saves last is told, and the other's words are not lost unseen.
 *
 * The form carries a mark of what it showed in its field `seen` (partials/seen). A change that comes with the mark of an older state is
 * refused once: the form comes back as it was typed, with the mark of what is saved now. Without a mark (a program) nothing is refused. */
#ifndef NEXUS_ANALYTICS_OVERTAKEN_H
#define NEXUS_ANALYTICS_OVERTAKEN_H

#include "core/web/request.h"

#define OVERTAKEN_FIELD \
    {.name = "seen", .kind = FIELD_TEXT, .most = 16, .help = "The mark that the form came with: what was changed meanwhile is not changed"}

/* Gives the model of a form that shows `row` what partials/seen needs: seen, and saved_url = `path` once overtaken_refuse() has told it. A form
 * that comes back for another reason keeps its mark. `names` are the members that the form changes, separated by spaces; `row` is NULL for a
 * form of something new. */
void overtaken_give(struct request *request, const cJSON *row, const char *names, const char *path);

/* In the transaction, behind the change: whether `before` is not what the form showed. Never when the change came to nothing: somebody
 * pressed twice. Then the answer is overtaken_refuse(), which undoes it. */
bool overtaken(struct request *request, const cJSON *before, const cJSON *after, const char *names);
enum http_status overtaken_refuse(struct request *request);

/* The answer when it was deleted meanwhile: the form comes back as it was typed, for something new. The page that is shown again finds
 * nothing then, and overtaken_is_new() tells it to be the page of a new one. Programs get a 404. */
enum http_status overtaken_gone(struct request *request);
bool overtaken_is_new(const struct request *request);

#endif
