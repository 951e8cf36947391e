/* request.h - one request: what came in, who asks, the page's model, and how a handler answers.
 *
 * A handler reads validated fields, calls the domain, puts rows into `model` and returns a status. Everything lives in the
 * request's arena. Nothing is written to the browser before the handler returned and the transaction ended. */
#ifndef NEXUS_REQUEST_H
#define NEXUS_REQUEST_H

#include "core/base/arena.h"
#include "core/base/config.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/store/database.h"
#include "core/web/route.h"

#include <stdbool.h>
#include <stdint.h>

/* Who asks, filled by the program's identify function; user_id 0 is a visitor. */
struct identity {
    int64_t user_id, session_id, acting_id; /* acting_id: the admin behind, when signed in as somebody */
    int roles;
    const char *name, *email, *avatar, *time_zone;
    bool verified, uncounted; /* uncounted: chose to stay out of reports */
    const char *token; /* what form tokens are made from: the session's or the visitor's cookie */
    const char *key;   /* the public part of the API key that was shown instead of a cookie, "" when it is not good; NULL: none was */
    int scopes;        /* of the key */
};

struct upload {
    const char *bytes;
    size_t length;
    const char *file_name, *type; /* as the browser says: not to be trusted */
};

struct parameter {
    const char *name, *value;
    struct upload *upload;
};

struct request {
    struct arena *arena;
    struct db *db;
    const struct config *config;
    const struct program *program;
    const struct route *route;

    const char *id;        /* X-Request-Id */
    const char *method, *path, *query; /* the path decoded, the query as it came */
    const char *address, *user_agent;
    const char *language;  /* "en", "fr": of the account, the cookie, or Accept-Language */
    bool wants_json;
    int64_t now;
    struct identity identity;

    struct parameter *parameters; /* path, query and form, in this order */
    size_t parameter_count;
    const cJSON *json;     /* the body, when it was JSON */
    const char *json_problem; /* why it could not be read, as an English sentence for programmers; NULL: it could */

    int64_t course_id, lesson_id; /* what the page is about, where a handler said so; for reports */
    const char *event, *event_properties; /* what was done by opening it, besides; NULL: nothing */

    cJSON *model;          /* what the template sees, or the JSON answer */
    const char *template;
    cJSON *errors;         /* field -> sentence; NULL while none */
    const char *sentence;  /* why it is refused, when there is more to say than the status does; NULL: the usual words */
    struct reply *reply;
};

/* ---- what came in ---- */

/* The value of a field, "" when absent. Validated by the route's row when it has one for this name. */
const char *request_text(const struct request *request, const char *name);
/* The number of a FIELD_INTEGER or a ":id"; the fallback when absent or empty. */
int64_t request_integer(const struct request *request, const char *name, int64_t fallback);
bool request_has(const struct request *request, const char *name);
/* All values of a name, as a JSON array of strings. */
cJSON *request_list(const struct request *request, const char *name);
/* The uploaded file, or NULL. */
const struct upload *request_upload(const struct request *request, const char *name);
/* A cookie's value or NULL. */
const char *request_cookie(const struct request *request, const char *name);
/* A header by its CGI name without HTTP_ ("ACCEPT_LANGUAGE"), or NULL. */
const char *request_header(const struct request *request, const char *name);

/* The sentence in the request's language; the English sentence is the key in templates/locale. */
const char *request_words(const struct request *request, const char *english);
#define tr(request, english) request_words((request), "" english)

/* Makes `like` a request for another page of this program by the same person, "/path?query", with a model of its own: its row's handler
 * can be called with it. False when there is no such page, or its fields do not fit. Who may is not asked: the caller does. */
bool request_like(const struct request *request, const char *target, struct request *like);

/* ---- how to answer ---- */

/* Begins the write transaction; after slow work, before the first change. False: return request_failed(). */
bool request_begin_write(struct request *request);

/* The status for what the database said: 409, 503, 507 or 500; HTTP_OK for DB_OK. */
enum http_status request_result(struct request *request, enum db_result result);
/* The status for what failed last in the database. */
enum http_status request_failed(struct request *request);

/* Says what is wrong with a field (NULL: with the whole form); gives HTTP_INVALID for the return. The page is shown again
 * (the row's `again`) with what was typed: model.form.<field> = {value, error, checked}, and model.problem. As JSON: errors.<field>. */
enum http_status request_refuse(struct request *request, const char *field, const char *sentence);

/* What a form of this page starts with: sets model.form.<field>.value unless the visitor typed something. A GET page has
 * model.form with every field of the POST rows that name it in `again`. */
void request_form_value(struct request *request, const char *field, const char *value);
void request_form_check(struct request *request, const char *field, bool checked);
/* The choices of a select, [{value, text}]; the one that is the field's value gets "selected". */
void request_form_options(struct request *request, const char *field, cJSON *options);

/* 303 to a path of ours. Asked for JSON: 200 with the model and "location". */
enum http_status request_redirect(struct request *request, const char *path);
enum http_status request_redirect_to(struct request *request, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The path as logs may show it: of a link with a token only the pattern, for the token is a key. */
const char *request_logged_path(const struct request *request);

/* A path given by the browser ("next", "back") when it is ours, else the fallback: no open redirect. */
const char *request_local_path(const char *path, const char *fallback);

/* A message on the next page; `undo` is a path that a POST to takes it back, or NULL. */
void request_flash(struct request *request, const char *kind, const char *text, const char *undo);

/* Sets a cookie: HttpOnly, Secure, SameSite=Lax, Path=/. `name` without the __Host- prefix. NULL value deletes. Whoever shows an API
 * key gets none. */
void request_set_cookie(struct request *request, const char *name, const char *value, int64_t seconds);

/* The token for forms of this page. For a visitor without cookie this gives them one. */
const char *request_form_token(struct request *request);

/* Own bodies instead of a page. */
enum http_status request_body(struct request *request, const char *type, const char *bytes, size_t length);
/* A file below DATA (relative name): X-Accel-Redirect behind nginx, copied otherwise. `download` names it for saving. */
enum http_status request_file(struct request *request, const char *name, const char *type, const char *download);
/* The browser hears a channel of core/net/push.h from now on. Only where push_ready(): the web server must have the channels. */
enum http_status request_listen(struct request *request, const char *channel);
/* Cache-Control; the default is "private, no-store" for users and "no-cache" for visitors. */
void request_cache(struct request *request, const char *control);
void request_add_header(struct request *request, const char *name, const char *value);

/* Rows for the model. */
void request_give(struct request *request, const char *name, cJSON *value);
void request_give_text(struct request *request, const char *name, const char *value);
void request_give_integer(struct request *request, const char *name, int64_t value);
void request_give_bool(struct request *request, const char *name, bool value);

#endif
