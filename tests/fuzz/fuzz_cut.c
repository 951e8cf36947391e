/* fuzz_cut.c - any bytes as a lesson's HTML: passages have words, their sentences lie within them, in order. */
#include "domain/coach/cut.h"
#include "domain/coach/sentence.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    const char *html = arena_strndup(arena, (const char *)data, size);
    for (const struct cut_passage *passage = cut_passages(arena, html); passage != NULL; passage = passage->next) {
        assert(passage->words > 0 && passage->heading != NULL && passage->anchor != NULL);
        struct sentences sentences = sentences_of(arena, passage->text);
        const char *end = passage->text;
        for (size_t i = 0; i < sentences.count; i++) {
            assert(sentences.sentence[i].at >= end && sentences.sentence[i].length > 0);
            end = sentences.sentence[i].at + sentences.sentence[i].length;
        }
        assert(end <= passage->text + strlen(passage->text));
    }
    sentences_of(arena, html);
    arena_free(arena);
    return 0;
}
