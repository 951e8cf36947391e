/* fuzz_moment.c - any bytes as a moment in an imported file: what is read lies where numbers of seconds do, is the same each time, and
 * an RFC 3339 stamp of it reads as the same moment, whatever the zone. */
#include "core/base/arena.h"
#include "core/base/clock.h"
#include "domain/measure/bulk.h"
#include "fuzz.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const zones[] = {"UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"};
    struct arena *arena = arena_new();
    const char *text = arena_strndup(arena, (const char *)data, size);
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        int64_t at = 0, again = 0;
        if (!bulk_time(text, zones[i], &at))
            continue;
        assert(at > -INT64_C(100000000000) && at < INT64_C(400000000000));
        assert(bulk_time(text, zones[i], &again) && again == at);
        if (at > -2208988800 && at < 4102444800) /* 1900 to 2100 */
            assert(bulk_time(clock_stamp(arena, at), zones[i], &again) && again == at);
    }
    arena_free(arena);
    return 0;
}
