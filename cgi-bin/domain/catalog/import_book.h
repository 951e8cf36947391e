/* import_book.h - what the files that read an mdBook have between them: import_book.c (the book), import_summary.c (its
 * outline), import_include.c (files within files), import_relink.c (links, as the Nexus form has them). */
#ifndef NEXUS_IMPORT_BOOK_H
#define NEXUS_IMPORT_BOOK_H

#include "domain/catalog/import_parts.h"

enum summary_kind {
    SUMMARY_PART,    /* "# A title" */
    SUMMARY_NUMBERED,/* an item of a list */
    SUMMARY_LOOSE,   /* a link outside lists: before or behind the numbered ones */
    SUMMARY_ODD      /* a line that is none of these */
};

struct summary_entry {
    enum summary_kind kind;
    int level;         /* of a numbered one, from 0 */
    const char *title; /* words without markup */
    const char *path;  /* as written, percent-encoding undone; NULL: a draft */
    int line;
    struct summary_entry *next;
};

enum { SUMMARY_DEPTH_MOST = 16 };

/* The entries of a SUMMARY.md in order. The first heading is the summary's own and left out. */
struct summary_entry *summary_read(struct arena *arena, const char *text, size_t length);

/* A chapter that has a file. */
struct book_chapter {
    const char *path;  /* from the src folder */
    const char *link;  /* where it lies in the Nexus form: "module/lesson.md" */
    struct book_chapter *next;
};

struct book {
    struct import_job *job; /* its root is the src folder */
    const char *folder;     /* of book.toml: what is included may lie anywhere in it */
    struct book_chapter *chapters;
};

/* import_include.c: the text with {{#include}} and its like replaced, and what is hidden in Rust examples taken out. `path` is
 * the chapter's file. What can't be included is noted and left out. */
char *book_include(struct book *book, const char *path, const char *text);
char *book_unhide(struct arena *arena, const char *text);

/* import_relink.c: the text with links to chapters and pictures as seen from a lesson of the Nexus form. */
char *book_relink(struct book *book, const char *path, const char *text);

#endif
