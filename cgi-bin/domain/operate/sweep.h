/* sweep.h - what is forgotten when its time is over. */
#ifndef NEXUS_SWEEP_H
#define NEXUS_SWEEP_H

#include "core/store/database.h"

#include <stdint.h>

/* Ended sessions, used or old links, counters that are over, notes and goals deleted a day ago, mail sent or given up and API keys ended 90
 * days ago, files that no mail carries, jobs done a week ago. One write transaction of its own; false when it failed. */
bool sweep(struct db *db, int64_t now);

/* Removes plain files of a folder that were not changed for `seconds`: copies that are made again when somebody asks. */
void sweep_files(const char *folder, int64_t seconds, int64_t now);

#endif
