/* route.h - the route table is the contract of a program.
 *
 * A row says method, path, handler, who may, which fields, how often, which page to show again when something is wrong,
 * and one line of help. From it come authorisation, form tokens, rate limits, validation, the OpenAPI description, `nexus
 * routes` and the generated tests. Handlers repeat none of it. */
#ifndef NEXUS_ROUTE_H
#define NEXUS_ROUTE_H

#include "core/base/arena.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

struct request;

enum http_status {
    HTTP_OK = 200,
    HTTP_NO_CONTENT = 204,
    HTTP_SEE_OTHER = 303,
    HTTP_NOT_MODIFIED = 304,
    HTTP_BAD_REQUEST = 400,
    HTTP_SIGN_IN = 401,
    HTTP_FORBIDDEN = 403,
    HTTP_NOT_FOUND = 404,
    HTTP_METHOD = 405,
    HTTP_CONFLICT = 409,
    HTTP_GONE = 410,
    HTTP_TOO_LARGE = 413,
    HTTP_INVALID = 422,
    HTTP_TOO_MANY = 429,
    HTTP_FAILED = 500,
    HTTP_UNAVAILABLE = 503,
    HTTP_FULL = 507
};

enum role { ROLE_LEARNER = 1, ROLE_INSTRUCTOR = 2, ROLE_ADMIN = 4 };

/* What an API key may be made for; the bits are stored. */
enum scope { SCOPE_READ = 1, SCOPE_WRITE = 2, SCOPE_COACH = 4, SCOPE_ANALYTICS = 8, SCOPE_ADMIN = 16 };

/* Who may use a route. Visitors are sent to sign in, the wrong role gets 403. */
enum who { WHO_ANYONE, WHO_USER, WHO_INSTRUCTOR, WHO_ADMIN };

enum field_kind {
    FIELD_TEXT,     /* one line; least and most count characters; trimmed */
    FIELD_LINES,    /* several lines; as TEXT, new lines kept */
    FIELD_INTEGER,  /* least and most are the range */
    FIELD_EMAIL,    /* one address; lower-cased */
    FIELD_PASSWORD, /* as given, never trimmed, never sent back */
    FIELD_CHOICE,   /* one of `choices`, words separated by spaces */
    FIELD_CHECK,    /* a check box: present or not */
    FIELD_DAY,      /* YYYY-MM-DD or empty */
    FIELD_MONTH,    /* YYYY-MM or empty */
    FIELD_COUNTRY,  /* two letters (ISO 3166), upper-cased, or empty */
    FIELD_LIST,     /* any number of values of one name; each at most `most` characters */
    FIELD_FILE      /* an uploaded file of at most `most` bytes (multipart) */
};

struct field {
    const char *name;
    enum field_kind kind;
    int least, most;
    bool required;
    const char *choices;
    const char *help; /* one line for the OpenAPI description */
};

typedef enum http_status (*handler)(struct request *request);

/* At most `count` requests in `seconds` per account (or address, for visitors); counted for changing requests only. */
struct rate {
    int count, seconds;
};

/* A body that is JSON only: text/plain, as beacons send it, is read as JSON, too, and the answer is always JSON. */
struct json_body {
    int most;           /* bytes */
    const char *schema; /* JSON Schema, for the OpenAPI description */
};

struct route {
    const char *method, *path; /* "/courses/:slug"; ":id" and names that end in "_id" take numbers only */
    handler handle;
    enum who who;
    const char *template;       /* of the page; NULL: the handler writes its own body or only redirects */
    const struct field *fields; /* ended by a row without name; NULL: none */
    handler again;              /* builds the page that is shown again when a field is wrong */
    const char *again_template;
    const struct json_body *json; /* NULL: the body is a form, or JSON with the same fields */
    struct rate rate;
    bool no_token;              /* harmless change: checked for origin, but without form token */
    bool no_key;                /* never with an API key: what guards the account, and what is for eyes only */
    const char *help;
};

/* The rows of a program, ended by a row without method. */
enum { ROUTE_PARAMETERS_MOST = 4 };
struct route_match {
    const struct route *route;
    bool other_method; /* the path exists, but not with this method */
    int count;
    const char *names[ROUTE_PARAMETERS_MOST], *values[ROUTE_PARAMETERS_MOST];
};

/* Finds the row for a method (HEAD counts as GET) and a decoded path. Literal segments win over parameters. Strings in the
 * arena. */
struct route_match route_find(struct arena *arena, const struct route *routes, const char *method, const char *path);

/* The scope that an API key needs for a row, 0: no key may. The row says it: /api/ai/ is the coach's, /api/analytics/ analytics', what is
 * for admins the admin's, else looking or changing. The one place where this is decided. */
int route_scope(const struct route *route);

/* "read", "write", ...: the names of scopes as people and OpenAPI have them; NULL for 0. */
const char *route_scope_name(int scope);

/* The table as JSON: an array of {program, method, path, who, help, template, fields, rate, scope}; for `nexus routes`, tests. */
cJSON *route_list(const struct route *routes, const char *program);

/* An OpenAPI 3.1 document made from such lists. */
cJSON *route_openapi(const cJSON *lists, const char *title, const char *base_url);

#endif
