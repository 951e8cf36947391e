/* site.h - what every page program shares: who asks, the frame round the page, rate limits, a few routes. */
#ifndef NEXUS_SITE_H
#define NEXUS_SITE_H

#include "core/web/program.h"

/* The hooks of struct program, and how a program fills them in; what comes afterwards each says itself. */
#define SITE_HOOKS                                                                         \
    .identify = site_identify, .furnish = site_furnish, .within_rate = site_within_rate,   \
    .forbidden = "learner/forbidden", .not_found = "learner/not_found", .failed = "learner/failed", \
    .signed_out = "learner/signed_out"

void site_identify(struct request *request);
void site_furnish(struct request *request);
bool site_within_rate(struct request *request, int *retry_seconds);
void site_afterwards(struct request *request);

/* Notes who opens a page on which device, while the headers are there (site_furnish calls it); and appends the view to the event
 * spool once it has gone out well (site_afterwards). Nobody is counted who asks not to be: Do Not Track, Global Privacy Control,
 * the choice on the privacy page; nor a bot, a prefetch, or an admin who is signed in as somebody. */
void site_track_furnish(struct request *request);
void site_track_view(struct request *request);

/* Who sends this request and may be counted, for events that a page takes itself: fills everything but name, page and properties.
 * False when nothing may be recorded. */
struct event;
bool site_track_sender(struct request *request, struct event *event);

/* A search came to so many results: recorded with the page. What was searched for is not. */
void site_track_search(struct request *request, int64_t results);

/* Whether the person behind this request lets it be counted: no Do Not Track, no Global Privacy Control, no choice against it. */
bool site_track_wanted(const struct request *request);

/* What is kept of an address: of another site its host, of ours the path; neither a query nor the token of a link. "" for what is no
 * address or too long. */
const char *site_track_address(struct request *request, const char *given);

/* Cookies of a signed-in browser. */
void site_sign_in(struct request *request, const char *token);
void site_sign_out(struct request *request);

/* The network of an address for counting: IPv4 whole, IPv6 its first 64 bits. */
char *site_network(struct arena *arena, const char *address);

/* The first letters of a name, for a picture that is not there: "Ada Lovelace" -> "AL". */
char *site_initials(struct arena *arena, const char *name);

/* Paging of a list of `total` rows: "pages" = {page, of, previous, next} (paths or null) for partials/pagination, null when
 * there is one page; and "total". */
void site_give_pages(struct request *request, int64_t page, int64_t per_page, int64_t total);

/* Formats for templates: adds <name>_text next to a number of seconds (date), for each row of an array. */
void site_date_rows(struct request *request, cJSON *rows, const char *name);
void site_ago_rows(struct request *request, cJSON *rows, const char *name);

/* A person's API keys (domain/account/api_key.h), for templates: scopes as their names, each with created_at_text, expires_at_text,
 * last_used_at_text (null: never). */
cJSON *site_list_keys(struct request *request, int64_t user_id);

/* The names of the scopes in a sum of them: ["read", "coach"]. */
cJSON *site_scope_names(int scopes);

/* Adds to a row of a course what its card shows: level_text, minutes_text, price_text, cover (URL), is_book. */
void site_dress_course(struct request *request, cJSON *course);
void site_dress_courses(struct request *request, cJSON *courses);

/* The name of a language of the content, in itself: "fr" -> "Français"; the code when it is not known. */
const char *site_language_name(const char *code);

/* Queues templates/mail/<name> ("mail/verify") rendered with the model (site_name and base_url are added) in a language.
 * Needs the write transaction. */
enum db_result site_mail(struct request *request, int64_t user_id, const char *recipient, const char *language, const char *template,
                         cJSON *model);

/* The same for programs without requests (the worker); page_use_templates was called before. */
struct outbox_files;
struct site_letter {
    int64_t user_id;
    const char *recipient, *language, *template;
    cJSON *model;
    const struct outbox_files *files; /* NULL: none */
};
enum db_result site_send(struct arena *arena, struct db *db, const struct config *config, const struct site_letter *letter, int64_t now);

/* The letter's words as site_send queues them, in `arena`; false when its template can't be drawn (logged). */
bool site_write(struct arena *arena, const struct config *config, const struct site_letter *letter, const char **subject, const char **body);

/* The address people write to: `contact` of the configuration, or the one mails come from. */
const char *site_contact(struct request *request);

/* Adds an audit line (domain/account/audit.h) about what this request does. Needs the write transaction. */
enum db_result site_audit(struct request *request, const char *action, const char *subject_kind, int64_t subject_id, const char *detail);

/* Before anything of a conversation of the signed-in person is shown, all of it or one message: when an admin is behind them, the admin is noted
 * among its readers and in the audit log. HTTP_OK, or why not: then it must not be shown. */
enum http_status site_note_reading(struct request *request, int64_t conversation_id);

/* The question that /chat?ask= begins with: no longer, so that the address fits into what web servers take (bytes, before encoding). */
enum { CHAT_ASK_MOST = 2000 };

/* What the coach sees of the signed-in person, unless they switch it off: [{name, text}], translated. */
struct coach_place;
cJSON *site_sees(struct request *request, const struct coach_place *place);

/* GET /healthz, GET /readyz. */
enum http_status site_health(struct request *request);
enum http_status site_ready(struct request *request);

#endif
