/* import_book.c - reads an mdBook. Called by import.c. Being written. */
#include "domain/catalog/import_parts.h"
bool import_read_book(struct import_job *job)
{
    import_say(job, IMPORT_REFUSED, "", 0, "mdBooks are not read yet");
    return false;
}
