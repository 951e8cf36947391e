/* import_oulad.c - `nexus import oulad FOLDER`: the Open University's learning analytics data set, or a part of it in the same files.
 * What becomes what is told in domain/oulad/oulad.h. Called by import.c. */
#include "programs/nexus/import.h"

#include "domain/measure/collect.h"
#include "domain/oulad/oulad.h"
#include "programs/nexus/events.h"

#include <stdio.h>

static void tell(int64_t done, int64_t all)
{
    import_progress("studentVle", done, all == 0 ? 1 : (double)done / (double)all);
}

int import_oulad(struct import *import, int count, char **words)
{
    if (count != 1) {
        fputs("nexus: usage: nexus import oulad FOLDER\n", stderr);
        return 2;
    }
    struct oulad_report report;
    const char *problem = NULL;
    bool done = oulad_import(import->arena, import->config, import->db, import->store, words[0], tell, &report, &problem);
    import_progress_end();
    if (!done) {
        fprintf(stderr, "nexus: %s was not imported: %s.\n", words[0], problem);
        return 1;
    }
    if (!events_fold(import->store, collect_zone(import->config)))
        return 1;
    printf("%lld courses with %lld lessons, %lld learners, %lld enrolments.\n", (long long)report.courses, (long long)report.lessons,
           (long long)report.learners, (long long)report.enrolments);
    printf("%lld facts and %lld rows of clicks; %lld events are new. A day's rows are spread evenly over it: the files have no hours.\n",
           (long long)report.facts, (long long)(report.clicks - report.unplaced), (long long)report.fresh);
    if (report.unplaced > 0)
        printf("%lld rows of clicks name a course, site or student that the other files lack: they are left out.\n", (long long)report.unplaced);
    return 0;
}
