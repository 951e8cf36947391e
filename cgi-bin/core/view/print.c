/* print.c - rsvg-convert, bounded in time. See print.h. */
#include "core/view/print.h"

#include "core/base/log.h"
#include "core/base/process.h"

#include <assert.h>
#include <sys/stat.h>
#include <unistd.h>

bool print_pdf(struct arena *arena, const char *const *svgs, size_t count, const char *pdf)
{
    const char *argv[PRINT_PAGES_MOST + 5] = {"rsvg-convert", "--format=pdf", "--output", pdf};
    char *said = NULL;
    assert(count <= PRINT_PAGES_MOST);
    for (size_t i = 0; i < count; i++)
        argv[4 + i] = svgs[i];
    if (process_run(arena, argv, NULL, PRINT_SECONDS, &said) == 0 && chmod(pdf, 0640) == 0)
        return true;
    log_error("rsvg-convert could not make a PDF", "said", said == NULL ? "" : said, NULL);
    unlink(pdf);
    return false;
}
