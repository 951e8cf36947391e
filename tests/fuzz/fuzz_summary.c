/* fuzz_summary.c - any bytes as an mdBook's SUMMARY.md: entries have a title, a sane level, and a path that stays inside. */
#include "domain/catalog/import_book.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    arena_own_json(arena);
    int line = 0;
    for (struct summary_entry *entry = summary_read(arena, (const char *)data, size); entry != NULL; entry = entry->next) {
        assert(entry->title != NULL && strchr(entry->title, '\n') == NULL);
        assert(entry->level >= 0 && entry->level < SUMMARY_DEPTH_MOST && entry->line > line);
        assert(entry->path == NULL || (entry->path[0] != '/' && strncmp(entry->path, "../", 3) != 0 &&
                                       strstr(entry->path, "/../") == NULL));
        line = entry->line;
    }
    arena_own_json(NULL);
    arena_free(arena);
    return 0;
}
