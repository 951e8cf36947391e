/* like.c - another page of the same program as the same person would see it: for pages that keep a copy of pages. See request.h. */
#include "core/web/form.h"
#include "core/web/program.h"
#include "core/web/validate.h"

#include <string.h>

bool request_like(const struct request *request, const char *target, struct request *like)
{
    struct arena *arena = request->arena;
    size_t length = strcspn(target, "?#");
    char *path = arena_strndup(arena, target, length);
    path[form_decode(path, length, false)] = '\0';
    struct route_match match = route_find(arena, request->program->routes, "GET", path);
    struct form form = {.arena = arena};
    if (match.route == NULL || match.route->template == NULL)
        return false;
    *like = *request;
    like->method = "GET";
    like->path = path;
    like->query = target[length] == '?' ? target + length + 1 : "";
    like->route = match.route;
    like->template = match.route->template;
    like->model = cJSON_CreateObject();
    like->errors = NULL;
    like->json = NULL;
    like->wants_json = false;
    for (int i = 0; i < match.count; i++)
        form_add(&form, match.names[i], match.values[i], NULL);
    bool read = form_read_urlencoded(&form, like->query, strlen(like->query));
    like->parameters = form.parameters;
    like->parameter_count = form.count;
    if (!read || !validate_fields(like))
        return false;
    request_give(like, "form", validate_form(like, match.route->handle, false));
    request_give_text(like, "problem", NULL);
    return true;
}
