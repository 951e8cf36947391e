/* arena.h - memory that lives as long as one request (or one job) and goes all at once.
 *
 * Everything a request makes is allocated here: model, strings, the page. Nothing is freed by hand. What is not
 * memory (a file, a temporary name) is given to arena_defer on the line after it was opened. Not thread safe: one
 * arena belongs to one thread. */
#ifndef NEXUS_ARENA_H
#define NEXUS_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

/* A fresh arena; never NULL (the program ends when the system has no memory: it is crash-only). */
struct arena *arena_new(void);

/* One that takes its memory in small blocks: where hundreds wait at a time, each with little in it. */
struct arena *arena_new_small(void);

/* Runs what was deferred, newest first, and frees all. NULL is ignored. */
void arena_free(struct arena *arena);

/* As arena_free, but keeps one block, so that the next request allocates nothing from the system. */
void arena_reset(struct arena *arena);

/* `size` bytes, zeroed, aligned for any type. Never NULL. */
void *arena_alloc(struct arena *arena, size_t size);

/* `size` bytes with unspecified contents, for buffers that are filled at once. Never NULL. */
void *arena_alloc_raw(struct arena *arena, size_t size);

/* Copies of a string, or of `length` bytes with a NUL behind. A NULL string stays NULL. */
char *arena_strdup(struct arena *arena, const char *string);
char *arena_strndup(struct arena *arena, const char *bytes, size_t length);

/* printf into the arena. */
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list arguments);

/* Calls `run(what)` when the arena is reset or freed. */
void arena_defer(struct arena *arena, void (*run)(void *what), void *what);

/* Makes cJSON allocate from `arena` in this thread until called with another; NULL gives it malloc again. cJSON_Delete
 * is then a no-op. Use it in pairs; a JSON value never outlives the arena it was made in. */
void arena_own_json(struct arena *arena);

#endif
