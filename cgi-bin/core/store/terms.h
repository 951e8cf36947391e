/* terms.h - a text as the full-text index sees it: its terms (folded, without marks, stemmed) and where they stand.
 *
 * Called by the coach, which weighs passages and sentences by the very terms that found them. Behind it is the tokenizer of
 * SQLite's FTS5 that 0007-passages.sql names. */
#ifndef NEXUS_TERMS_H
#define NEXUS_TERMS_H

#include "core/base/arena.h"
#include "core/store/database.h"

#include <stddef.h>
#include <stdint.h>

struct term {
    const char *name;  /* the term itself */
    uint64_t key;      /* its hash: equal terms have equal keys */
    uint32_t from, to; /* bytes of the text */
};

struct terms {
    const struct term *term;
    size_t count;
};

struct terms_reader;

/* A reader that lives as long as the arena, and reads into it; NULL when the database has no such tokenizer (logged). */
struct terms_reader *terms_reader(struct arena *arena, struct db *db);

/* The terms of `length` bytes of UTF-8 (fewer than 2^31), in order. */
struct terms terms_read(struct terms_reader *reader, const char *text, size_t length);

/* The key of a term by its name. */
uint64_t terms_key(const char *name, size_t length);

#endif
