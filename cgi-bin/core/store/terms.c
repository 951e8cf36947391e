/* terms.c - asks FTS5 for its tokenizer and lets it read texts. See terms.h. */
#include "core/store/terms.h"

#include "core/base/log.h"
#include "core/store/connection.h"

#include <string.h>

struct terms_reader {
    struct arena *arena;
    fts5_tokenizer functions;
    Fts5Tokenizer *tokenizer;
    struct term *term; /* of the text being read */
    size_t count, room;
};

static void delete_tokenizer(void *what)
{
    struct terms_reader *reader = what;
    reader->functions.xDelete(reader->tokenizer);
}

/* The way that SQLite documents: the pointer to its functions comes out of a query. */
static fts5_api *find_api(struct db *db)
{
    fts5_api *api = NULL;
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db->handle, "SELECT fts5(?1)", -1, &statement, NULL) == SQLITE_OK) {
        sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", NULL);
        sqlite3_step(statement);
    }
    sqlite3_finalize(statement);
    return api;
}

struct terms_reader *terms_reader(struct arena *arena, struct db *db)
{
    static const char *options[] = {"unicode61", "remove_diacritics", "2"};
    struct terms_reader *reader = arena_alloc(arena, sizeof *reader);
    fts5_api *api = find_api(db);
    void *context = NULL;
    reader->arena = arena;
    if (api == NULL || api->xFindTokenizer(api, "porter", &context, &reader->functions) != SQLITE_OK ||
        reader->functions.xCreate(context, options, sizeof options / sizeof *options, &reader->tokenizer) !=
            SQLITE_OK) {
        log_error("the database has no FTS5 tokenizer", NULL);
        return NULL;
    }
    arena_defer(arena, delete_tokenizer, reader);
    return reader;
}

/* FNV-1a, 64 bits. */
uint64_t terms_key(const char *name, size_t length)
{
    uint64_t key = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < length; i++)
        key = (key ^ (unsigned char)name[i]) * UINT64_C(0x100000001b3);
    return key;
}

static int take_term(void *context, int flags, const char *name, int length, int from, int to)
{
    struct terms_reader *reader = context;
    (void)flags;
    if (reader->count == reader->room) {
        struct term *grown = arena_alloc_raw(reader->arena, reader->room * 2 * sizeof *grown);
        memcpy(grown, reader->term, reader->count * sizeof *grown);
        reader->term = grown;
        reader->room *= 2;
    }
    reader->term[reader->count++] = (struct term){.name = arena_strndup(reader->arena, name, (size_t)length),
                                                  .key = terms_key(name, (size_t)length),
                                                  .from = (uint32_t)from,
                                                  .to = (uint32_t)to};
    return SQLITE_OK;
}

struct terms terms_read(struct terms_reader *reader, const char *text, size_t length)
{
    reader->count = 0;
    reader->room = length / 6 + 8;
    reader->term = arena_alloc_raw(reader->arena, reader->room * sizeof *reader->term);
    reader->functions.xTokenize(reader->tokenizer, reader, FTS5_TOKENIZE_DOCUMENT, text, (int)length, take_term);
    return (struct terms){reader->term, reader->count};
}
