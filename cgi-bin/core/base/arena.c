/* arena.c - a list of blocks, a pointer that moves through the newest, and the list of what to do at the end.
 *
 * Called by everybody; see arena.h for the contracts. */
#include "core/base/arena.h"

#include <assert.h>
#include <cjson/cJSON.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 64 * 1024, SMALL_BLOCK_BYTES = 4000, ALIGNMENT = 16 };

struct block {
    struct block *older;
    size_t size;
    _Alignas(ALIGNMENT) unsigned char bytes[];
};

struct deferred {
    struct deferred *older;
    void (*run)(void *);
    void *what;
};

struct arena {
    struct block *block;
    size_t used, block_bytes;
    struct deferred *deferred;
};

static _Thread_local struct arena *json_arena;

static struct block *block_new(size_t size, struct block *older)
{
    struct block *block = malloc(sizeof *block + size);
    assert(block != NULL);
    block->older = older;
    block->size = size;
    return block;
}

static struct arena *arena_of(size_t block_bytes)
{
    struct arena *arena = malloc(sizeof *arena);
    assert(arena != NULL);
    *arena = (struct arena){.block = block_new(block_bytes, NULL), .block_bytes = block_bytes};
    return arena;
}

struct arena *arena_new(void)
{
    return arena_of(BLOCK_BYTES);
}

struct arena *arena_new_small(void)
{
    return arena_of(SMALL_BLOCK_BYTES);
}

static void run_deferred(struct arena *arena)
{
    while (arena->deferred != NULL) {
        struct deferred *next = arena->deferred;
        arena->deferred = next->older;
        next->run(next->what);
    }
}

static void free_blocks(struct block *block, const struct block *last)
{
    while (block != last) {
        struct block *older = block->older;
        free(block);
        block = older;
    }
}

void arena_reset(struct arena *arena)
{
    run_deferred(arena);
    struct block *first = arena->block;
    while (first->older != NULL)
        first = first->older;
    free_blocks(arena->block, first);
    arena->block = first;
    arena->used = 0;
}

void arena_free(struct arena *arena)
{
    if (arena == NULL)
        return;
    run_deferred(arena);
    free_blocks(arena->block, NULL);
    if (json_arena == arena)
        json_arena = NULL;
    free(arena);
}

void *arena_alloc_raw(struct arena *arena, size_t size)
{
    assert(size < SIZE_MAX / 2);
    size_t rounded = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (rounded > arena->block->size - arena->used) {
        arena->block = block_new(rounded > arena->block_bytes ? rounded : arena->block_bytes, arena->block);
        arena->used = 0;
    }
    void *memory = arena->block->bytes + arena->used;
    arena->used += rounded;
    return memory;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return memset(arena_alloc_raw(arena, size), 0, size);
}

char *arena_strndup(struct arena *arena, const char *bytes, size_t length)
{
    char *copy = arena_alloc_raw(arena, length + 1);
    memcpy(copy, bytes, length);
    copy[length] = '\0';
    return copy;
}

char *arena_strdup(struct arena *arena, const char *string)
{
    return string == NULL ? NULL : arena_strndup(arena, string, strlen(string));
}

/* Printed where the next allocation would be: most texts fit, and need no second pass. */
char *arena_vprintf(struct arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    size_t room = arena->block->size - arena->used;
    int length = vsnprintf(room > 0 ? (char *)arena->block->bytes + arena->used : NULL, room, format, again);
    va_end(again);
    assert(length >= 0);
    char *text = arena_alloc_raw(arena, (size_t)length + 1);
    if ((size_t)length >= room)
        vsnprintf(text, (size_t)length + 1, format, arguments);
    return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = arena_vprintf(arena, format, arguments);
    va_end(arguments);
    return text;
}

void arena_defer(struct arena *arena, void (*run)(void *), void *what)
{
    struct deferred *deferred = arena_alloc(arena, sizeof *deferred);
    *deferred = (struct deferred){.older = arena->deferred, .run = run, .what = what};
    arena->deferred = deferred;
}

static void *json_alloc(size_t size)
{
    return json_arena != NULL ? arena_alloc_raw(json_arena, size) : malloc(size);
}

static void json_free(void *memory)
{
    if (json_arena == NULL)
        free(memory);
}

/* cJSON's hooks belong to the process, and setting them is not atomic: once is enough, the arena is the thread's. */
static void hook_json(void)
{
    cJSON_InitHooks(&(cJSON_Hooks){.malloc_fn = json_alloc, .free_fn = json_free});
}

void arena_own_json(struct arena *arena)
{
    static pthread_once_t hooked = PTHREAD_ONCE_INIT;
    pthread_once(&hooked, hook_json);
    json_arena = arena;
}
