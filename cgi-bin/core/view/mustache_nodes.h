/* mustache_nodes.h - the compiled form of a template, private to the mustache*.c files.
 *
 * A template is one array of nodes in the order of the text. What contains others (a section, a block) stands before
 * what it contains and knows the index behind it, so that skipping is one step and rendering walks forward in memory.
 * Names are split at their dots, text between tags is one literal. */
#ifndef NEXUS_MUSTACHE_NODES_H
#define NEXUS_MUSTACHE_NODES_H

#include "core/view/mustache.h"

#include <stdint.h>

enum node_kind {
    NODE_LITERAL,
    NODE_VALUE,     /* escaped */
    NODE_VALUE_RAW,
    NODE_SECTION,
    NODE_INVERTED,
    NODE_PARTIAL,
    NODE_PARENT,    /* contains its arguments: blocks; everything else in it is ignored */
    NODE_BLOCK,     /* a parameter with its default; directly in a parent: an argument */
    NODE_PLURAL,    /* contains its forms, of which one is rendered */
    NODE_FORM
};

/* A dotted name. No parts: the implicit iterator ".". */
struct name {
    const char *full;
    size_t count;
    const char *parts[];
};

struct node {
    enum node_kind kind;
    uint32_t next;           /* the index behind this node and all that it contains */
    const struct name *name; /* what is looked up in the data; NULL when a partial or parent is not dynamic */
    const char *bytes;       /* the literal, or the name of a partial, parent or block */
    size_t length;
    const char *indent;      /* what goes before each line, when on_own_lines */
    size_t indent_length;
    int forms;               /* of a NODE_PLURAL */
    bool on_own_lines;       /* a partial, parent or block with nothing else on its lines */
};

struct mustache {
    const struct node *nodes;
    uint32_t count;
    size_t literal_bytes; /* of all literals: what the output has at least, mostly */
};

#endif
