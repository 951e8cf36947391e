/* page.c - the cache of compiled templates and the bridge from mustache to the languages.
 *
 * Called by the web core for pages and by the outbox for mails. Threads take turns: the cache grows while pages are made. */
#include "core/view/page.h"

#include "core/base/file.h"
#include "core/base/log.h"
#include "core/base/secret.h"
#include "core/view/locale.h"
#include "core/view/mustache.h"

#include <assert.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { TEMPLATE_BYTES_MOST = 256 * 1024, LANGUAGES_MOST = 32, SLOTS = 1024 };

struct entry {
    const char *name;
    const struct mustache *template; /* NULL: there is none */
};

/* The templates of one language. */
struct shelf {
    const char *language;
    struct mustache_source source;
    struct entry entries[SLOTS];
    size_t count;
};

static struct arena *kept;
static const char *templates_folder;
static bool strict_names;
static struct shelf *shelves[LANGUAGES_MOST];
static const char *missing_name;

void page_use_templates(const char *folder, bool strict)
{
    if (kept == NULL)
        kept = arena_new();
    templates_folder = arena_strdup(kept, folder);
    strict_names = strict;
    locale_load(arena_printf(kept, "%s/locale", folder));
}

static const char *translate(void *context, struct arena *arena, const char *words, size_t length)
{
    const struct shelf *shelf = context;
    const char *english = arena_strndup(arena, words, length);
    const char *found = locale_words(shelf->language, english);
    return found == english ? NULL : found;
}

static int plural(void *context, long n, int forms)
{
    const struct shelf *shelf = context;
    int form = locale_plural(shelf->language, n);
    return form < forms ? form : forms - 1;
}

static void missing(void *context, const char *name)
{
    (void)context;
    if (missing_name == NULL)
        missing_name = name;
}

static const struct mustache *compile(struct shelf *shelf, const char *name)
{
    size_t length = 0;
    char *path = arena_printf(kept, "%s/%s.mustache", templates_folder, name);
    bool plain = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-/") == strlen(name);
    char *bytes = plain ? file_read(kept, path, TEMPLATE_BYTES_MOST, &length) : NULL;
    const char *problem = "it can't be read";
    const struct mustache *template = bytes == NULL ? NULL : mustache_compile(kept, bytes, length, &shelf->source, &problem);
    if (template == NULL)
        log_error("template", "file", path, "reason", problem, NULL);
    return template;
}

static const struct mustache *find(void *context, const char *name)
{
    struct shelf *shelf = context;
    uint32_t hash = 2166136261u;
    for (const unsigned char *c = (const unsigned char *)name; *c != '\0'; c++)
        hash = (hash ^ *c) * 16777619u;
    size_t at = hash % SLOTS;
    while (shelf->entries[at].name != NULL && strcmp(shelf->entries[at].name, name) != 0)
        at = (at + 1) % SLOTS;
    if (shelf->entries[at].name == NULL) {
        assert(++shelf->count < SLOTS / 2);
        shelf->entries[at] = (struct entry){arena_strdup(kept, name), compile(shelf, name)};
    }
    return shelf->entries[at].template;
}

static struct shelf *shelf_of(const char *language)
{
    size_t i = 0;
    while (i < LANGUAGES_MOST - 1 && shelves[i] != NULL && strcmp(shelves[i]->language, language) != 0)
        i++;
    if (shelves[i] == NULL) {
        shelves[i] = arena_alloc(kept, sizeof **shelves);
        shelves[i]->language = arena_strdup(kept, language);
        shelves[i]->source = (struct mustache_source){.context = shelves[i],
                                                      .template = find,
                                                      .translate = translate,
                                                      .plural = plural,
                                                      .missing = strict_names ? missing : NULL};
    }
    return shelves[i];
}

static bool render(const char *name, const char *language, const cJSON *model, struct text *out)
{
    struct shelf *shelf = shelf_of(language);
    const struct mustache *template = find(shelf, name);
    if (template == NULL)
        return false;
    missing_name = NULL;
    mustache_render(template, model, &shelf->source, out);
    if (missing_name != NULL)
        log_error("a template asks for a name that the model does not have", "template", name, "name", missing_name, NULL);
    return missing_name == NULL;
}

bool page_render(const char *name, const char *language, const cJSON *model, struct text *out)
{
    static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&turn);
    bool rendered = render(name, language, model, out);
    pthread_mutex_unlock(&turn);
    return rendered;
}

char *page_asset(struct arena *arena, const char *home, const char *path)
{
    size_t length = 0;
    char *bytes = file_read(arena, arena_printf(arena, "%s%s", home, path), 4 * 1024 * 1024, &length);
    if (bytes == NULL)
        return arena_strdup(arena, path);
    return arena_printf(arena, "%s?v=%.12s", path, secret_hash_bytes(arena, bytes, length));
}
