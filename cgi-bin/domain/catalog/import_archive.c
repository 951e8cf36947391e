/* import_archive.c - unpacks a zip. Called by import.c. Being written. */
#include "domain/catalog/import_parts.h"
char *import_unpack(struct import_job *job, const char *path)
{
    import_say(job, IMPORT_REFUSED, path, 0, "archives are not read yet");
    return NULL;
}
