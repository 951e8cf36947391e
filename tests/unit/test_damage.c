/* test_damage.c - the event store among broken files, full disks and wrong clocks: nothing that was taken is lost or counted twice, and
 * one bad file keeps nothing else waiting. */
#include "place.h"

#include "core/base/file.h"
#include "domain/measure/collect.h"
#include "domain/measure/forget.h"
#include "domain/measure/keep.h"
#include "domain/measure/spool.h"
#include "domain/measure/visitor.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>

static char *in_events(struct place *place, const char *name)
{
    return config_data_path(place->arena, &place->config, arena_printf(place->arena, "events/%s", name));
}

/* How many files there are whose names begin and end so. */
static int files(struct place *place, const char *begin, const char *end)
{
    DIR *folder = opendir(config_data_path(place->arena, &place->config, "events"));
    int found = 0;
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        found += text_starts(entry->d_name, begin) && text_ends(entry->d_name, end);
    closedir(folder);
    return found;
}

static void overwrite(const char *path, off_t at, const char *with, size_t times)
{
    int descriptor = open(path, O_WRONLY);
    assert_true(descriptor >= 0);
    for (size_t i = 0; i < times; i++)
        assert_int_equal(pwrite(descriptor, with, strlen(with), at + (off_t)(i * strlen(with))), strlen(with));
    close(descriptor);
}

/* Closes the store with all of it in the files, and opens it again after `damage`. */
static void close_all_files(struct place *place)
{
    store_checkpoint(place->store);
    store_close(place->store);
    remove(in_events(place, "2023-11.db-wal"));
    remove(in_events(place, "2023-11.db-shm"));
}

static void open_again(struct place *place)
{
    place->store = store_open(place->arena, &place->config, true);
    assert_non_null(place->store);
}

/* ---- the spool ---- */

static void note_line(void *context, char *line, int64_t position)
{
    struct event one;
    (void)position;
    *(int *)context += event_read_line(line, &one);
}

static bool always(void *context, int64_t position)
{
    (void)context, (void)position;
    return true;
}

static bool append(struct place *place)
{
    struct text line = text_in(place->arena);
    struct event one = event(NOON, "a.b", 1);
    event_write_line(&line, &one);
    return spool_append(&place->config, line.bytes, line.length);
}

static void what_can_not_be_read_is_kept_and_keeps_nothing_waiting(void **state)
{
    struct place *place = *state;
    int lines = 0;
    struct spool_reader reader = {&lines, note_line, always};
    assert_int_equal(symlink("/proc/self/mem", in_events(place, "incoming.1")), 0); /* reading it is an EIO */
    assert_int_equal(mkdir(in_events(place, "incoming.2"), 0750), 0);
    assert_true(append(place));
    assert_int_equal(spool_take(place->arena, &place->config, 0, 10, &reader), 1);
    assert_int_equal(lines, 1);
    assert_int_equal(files(place, "unreadable-", ""), 2);
    assert_int_equal(files(place, "incoming", ""), 0);
}

static void a_spool_has_a_limit(void **state)
{
    struct place *place = *state;
    assert_true(append(place));
    assert_int_equal(truncate(in_events(place, "incoming"), (off_t)2 << 30), 0);
    assert_false(append(place));
    assert_int_equal(errno, EDQUOT);
    assert_int_equal(truncate(in_events(place, "incoming"), 0), 0);
    assert_true(append(place));
}

/* One pass of the worker in a process of its own, which an alarm ends after so many microseconds wherever it is, or whose files may not
 * grow beyond so many bytes (0: neither). */
static void pass(struct place *place, int64_t microseconds, int64_t bytes)
{
    pid_t child = fork();
    if (child == 0) {
        signal(SIGALRM, SIG_DFL);
        signal(SIGXFSZ, SIG_IGN);
        setitimer(ITIMER_REAL, &(struct itimerval){.it_value = {0, microseconds}}, NULL);
        if (bytes > 0)
            setrlimit(RLIMIT_FSIZE, &(struct rlimit){(rlim_t)bytes, (rlim_t)bytes});
        struct store *store = store_open(place->arena, &place->config, true);
        bool good = store != NULL && collect_spooled(place->arena, &place->config, store) >= 0 && fold_events(store, "UTC", 7) >= 0 &&
                    fold_days(store, "UTC", 1) >= 0;
        _exit(good ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) ? WTERMSIG(status) == SIGALRM : bytes > 0 || WEXITSTATUS(status) == 0);
}

static char *days_of(struct place *place)
{
    return json_write(place->arena, db_rows(store_rollup(place->store), "SELECT * FROM day_total ORDER BY dimension, value, day"));
}

enum { PASSES = 80, EACH = 4 };

/* Without keys: what comes twice would be counted twice. In two months, so that a batch needs two transactions. */
static void append_some(struct place *place, int number)
{
    struct text lines = text_in(place->arena);
    for (int j = 0; j < EACH; j++) {
        struct event one = event(NOON + number * EACH + j - j % 2 * 30 * CLOCK_DAY, "a.b", 1 + j);
        event_write_line(&lines, &one);
    }
    assert_true(spool_append(&place->config, lines.bytes, lines.length));
}

static void check_each_is_there_once(struct place *place)
{
    static const char *const months[] = {"2023-10", "2023-11"};
    open_again(place);
    assert_true(collect_spooled(place->arena, &place->config, place->store) >= 0);
    fold(place, "UTC");
    for (int i = 0; i < 2; i++) {
        struct db *month = store_month(place->store, months[i]);
        assert_int_equal(db_integer(month, 0, "SELECT count(*) FROM event"), PASSES * EACH / 2);
        assert_int_equal(db_integer(month, 0, "SELECT count(DISTINCT at) FROM event"), PASSES * EACH / 2);
    }
    char *kept = days_of(place);
    assert_int_equal(total(place, "events", DAY_ALL, 0, DAY0), PASSES * EACH / 2);
    assert_true(fold_forget(place->store));
    fold(place, "UTC");
    assert_string_equal(days_of(place), kept);
}

static void killed_anywhere_nothing_is_lost_or_doubled(void **state)
{
    struct place *place = *state;
    store_close(place->store);
    for (int i = 0; i < PASSES; i++) {
        append_some(place, i);
        pass(place, 200 + i * 150, 0);
    }
    check_each_is_there_once(place);
}

static void without_room_anywhere_nothing_is_lost_or_doubled(void **state)
{
    struct place *place = *state;
    store_close(place->store);
    for (int i = 0; i < PASSES; i++) {
        append_some(place, i);
        pass(place, 0, 4096 + i * 2500);
    }
    check_each_is_there_once(place);
}

/* ---- a month ---- */

static void an_emptied_month_goes_on_behind_what_was_read(void **state)
{
    struct place *place = *state;
    for (int i = 0; i < 3; i++)
        put(place, event(NOON + i, "a.b", i + 1), i + 1);
    fold(place, "UTC");
    close_all_files(place);
    assert_int_equal(truncate(in_events(place, "2023-11.db"), 0), 0);
    open_again(place);
    put(place, event(NOON + 10, "a.b", 9), 10);
    fold(place, "UTC");
    assert_int_equal(total(place, "events", DAY_ALL, 0, DAY0), 4);
}

/* An older copy of the file: as after a power cut that took its end, or out of a backup. */
static void a_month_that_lost_its_end_goes_on_behind_what_was_read(void **state)
{
    struct place *place = *state;
    size_t length = 0;
    put(place, event(NOON, "a.b", 1), 1);
    close_all_files(place);
    char *path = in_events(place, "2023-11.db"), *older = file_read(place->arena, path, 1 << 20, &length);
    assert_non_null(older);
    open_again(place);
    put(place, event(NOON + 1, "a.b", 2), 2);
    put(place, event(NOON + 2, "a.b", 3), 3);
    fold(place, "UTC");
    close_all_files(place);
    assert_true(file_write(place->arena, path, older, length));
    open_again(place);
    put(place, event(NOON + 3, "a.b", 4), 4);
    fold(place, "UTC");
    assert_int_equal(total(place, "events", DAY_ALL, 0, DAY0), 4);
    assert_int_equal(db_integer(store_month(place->store, "2023-11"), 0, "SELECT max(id) FROM event"), 4);
}

static void a_damaged_month_is_kept_and_begins_anew(void **state)
{
    struct place *place = *state;
    put(place, event(NOON, "a.b", 1), 1);
    put(place, event(NOON - 30 * CLOCK_DAY, "a.b", 1), 2);
    fold(place, "UTC");
    close_all_files(place);
    overwrite(in_events(place, "2023-11.db"), 0, "no database ", 1000);
    open_again(place);
    struct event both[] = {event(NOON + 1, "a.b", 2), event(NOON - 30 * CLOCK_DAY, "a.b", 2)};
    both[0].position = 3;
    both[1].position = 4;
    assert_false(store_events(place->store, "test", both, 2, 4, NULL));
    assert_string_equal(store_refused(place->store), "2023-11");
    keep_set_aside(place->store);
    assert_int_equal(files(place, "damaged-", ".db"), 1);
    store_use_arena(place->store, place->arena);
    assert_true(store_events(place->store, "test", both, 2, 4, NULL));
    fold(place, "UTC");
    assert_string_equal(store_refused(place->store), "");
    assert_int_equal(total(place, "events", DAY_ALL, 0, DAY0), 2);
    assert_int_equal(total(place, "events", DAY_ALL, 0, DAY0 - 30), 2);
    assert_int_equal(keep_lost(place->store), 1);
}

/* A disk that damages whatever is written must not be filled with what was damaged, too. */
static void what_is_set_aside_has_a_limit(void **state)
{
    struct place *place = *state;
    for (int i = 0; i < KEEP_ASIDE_MOST; i++)
        assert_true(file_write(place->arena, in_events(place, arena_printf(place->arena, "damaged-%d-2023-11.db", i)), "x", 1));
    put(place, event(NOON, "a.b", 1), 1);
    close_all_files(place);
    overwrite(in_events(place, "2023-11.db"), 0, "no database ", 1000);
    open_again(place);
    store_refuse(place->store, "2023-11");
    keep_set_aside(place->store);
    assert_int_equal(files(place, "2023-11", ".db"), 1);
    assert_int_equal(remove(in_events(place, "damaged-0-2023-11.db")), 0);
    keep_set_aside(place->store);
    assert_int_equal(files(place, "2023-11", ".db"), 0);
}

static void a_month_of_a_newer_program_stays_where_it_is(void **state)
{
    struct place *place = *state;
    put(place, event(NOON, "a.b", 1), 1);
    struct db *month = store_month(place->store, "2023-11");
    assert_int_equal(db_begin_write(month), DB_OK);
    assert_int_equal(db_script(month, "PRAGMA user_version = 999"), DB_OK);
    assert_int_equal(db_end(month, true), DB_OK);
    close_all_files(place);
    open_again(place);
    struct event one = event(NOON + 1, "a.b", 2);
    one.position = 2;
    assert_false(store_events(place->store, "test", &one, 1, 2, NULL));
    assert_string_equal(store_refused(place->store), "2023-11");
    keep_set_aside(place->store);
    assert_int_equal(files(place, "2023-11", ".db"), 1);
}

/* The pages behind the third are overwritten: it opens, and only reading on fails. */
static void what_can_be_read_of_a_month_is_folded_and_the_others_are(void **state)
{
    struct place *place = *state;
    static struct event events[2000];
    for (int i = 0; i < 2000; i++) {
        events[i] = event(NOON + i, "a.b", 1);
        events[i].properties = "{\"text\":\"as long as a page of the file lets few of them lie beside each other\"}";
        events[i].position = i + 1;
    }
    assert_true(store_events(place->store, "test", events, 2000, 2000, NULL));
    put(place, event(NOON + 30 * CLOCK_DAY, "a.b", 1), 2001);
    close_all_files(place);
    struct stat status;
    assert_int_equal(stat(in_events(place, "2023-11.db"), &status), 0);
    overwrite(in_events(place, "2023-11.db"), status.st_size / 2, "damaged!", 4096);
    open_again(place);
    assert_int_equal(keep_lost(place->store), 1);
    fold(place, "UTC");
    assert_string_equal(store_refused(place->store), "2023-11");
    assert_int_equal(total(place, "events", DAY_ALL, 0, DAY0 + 30), 1);
    keep_set_aside(place->store);
    assert_int_equal(files(place, "damaged-", ".db"), 1);
    const char *problem = NULL;
    assert_false(keep_move(place->store, "UTC", "2023-11", NULL, &problem)); /* there is none any more */
}

/* The table of packs is overwritten: it opens, and all else in it can be read. */
static void damage_packs(struct place *place)
{
    int64_t root = db_integer(store_rollup(place->store), 0, "SELECT rootpage FROM sqlite_schema WHERE name = 'pack'");
    int64_t size = db_integer(store_rollup(place->store), 0, "PRAGMA page_size");
    close_all_files(place);
    overwrite(in_events(place, "rollup.db"), (off_t)((root - 1) * size), "damaged!", (size_t)size / 8);
    open_again(place);
}

static void damaged_rollups_are_made_again(void **state)
{
    struct place *place = *state;
    for (int i = 0; i < 50; i++)
        put(place, event(NOON + i * CLOCK_HOUR, "a.b", 1 + i % 7), i + 1);
    put(place, event(NOON - 30 * CLOCK_DAY, "a.b", 9), 51);
    fold(place, "UTC");
    char *kept = days_of(place);
    damage_packs(place);
    struct store *reader = store_open(place->arena, &place->config, false);
    put(place, event(NOON + 60 * CLOCK_DAY, "a.b", 1), 52);
    assert_int_equal(fold_events(place->store, "UTC", 1000), -1);
    keep_set_aside(place->store);
    store_use_arena(place->store, place->arena);
    fold(place, "UTC");
    store_use_arena(reader, place->arena);
    struct store *own = place->store;
    place->store = reader;
    assert_int_equal(total(place, "events", DAY_ALL, 0, DAY0 + 60), 1);
    char *made = days_of(place);
    place->store = own;
    store_close(reader);
    assert_memory_equal(made, kept, strlen(kept) - 1); /* but for the last day, which is new */
}

/* Numbers of the spool's files that are used again would be taken for what is stored already. */
static void new_rollups_know_the_last_position(void **state)
{
    struct place *place = *state;
    for (int i = 0; i < 3; i++) {
        assert_true(append(place));
        assert_int_equal(collect_spooled(place->arena, &place->config, place->store), 1);
    }
    int64_t last = store_position(place->store, "spool");
    assert_int_equal(remove(in_events(place, "rollup.db")), 0);
    store_use_arena(place->store, place->arena);
    assert_int_equal(store_complete(place->store, "spool"), 0);
    assert_int_equal(store_position(place->store, "spool"), last);
    assert_true(append(place));
    assert_int_equal(collect_spooled(place->arena, &place->config, place->store), 1);
}

/* What only the damaged file knows is not given up unasked. */
static void damaged_rollups_of_lost_months_stay(void **state)
{
    struct place *place = *state;
    const char *problem = NULL;
    put(place, event(NOON, "a.b", 1), 1);
    put(place, event(NOON - 30 * CLOCK_DAY, "a.b", 9), 2);
    fold(place, "UTC");
    assert_true(keep_move(place->store, "UTC", "2023-10", NULL, &problem));
    damage_packs(place);
    put(place, event(NOON + 1, "a.b", 1), 3);
    assert_int_equal(fold_events(place->store, "UTC", 1000), -1);
    keep_set_aside(place->store);
    assert_int_equal(files(place, "damaged-", ".db"), 0);
}

/* The names of a transaction that could not be committed had numbers that others get. */
static void a_commit_that_failed_leaves_no_name(void **state)
{
    struct place *place = *state;
    struct rlimit limit, before;
    struct stat log;
    put(place, event(NOON, "a.zero", 1), 1);
    assert_int_equal(stat(in_events(place, "2023-11.db-wal"), &log), 0);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit = before;
    limit.rlim_cur = (rlim_t)log.st_size;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    struct event one = event(NOON + 1, "a.one", 1);
    one.position = 2;
    assert_false(store_events(place->store, "test", &one, 1, 2, NULL));
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    put(place, event(NOON + 2, "b.two", 1), 2);
    put(place, event(NOON + 3, "a.one", 1), 3);
    assert_int_equal(db_integer(store_month(place->store, "2023-11"), 0,
                                "SELECT count(*) FROM event e JOIN name n ON n.id = e.name_id WHERE (e.at = ?1 AND n.name = 'b.two')"
                                " OR (e.at = ?2 AND n.name = 'a.one')",
                                (int64_t)NOON + 2, (int64_t)NOON + 3), 2);
}

/* ---- names and moments ---- */

static void visitors_leave_room_for_the_names_of_who_is_signed_in(void **state)
{
    struct place *place = *state;
    enum { SENT = FOLD_VISITOR_NAMES_MOST + 50 };
    static struct event events[SENT + 2];
    for (int i = 0; i < SENT; i++)
        events[i] = event(NOON, arena_printf(place->arena, "made.up-%d", i), -1);
    events[SENT] = event(NOON, "app.opened", 1);
    events[SENT + 1] = event(NOON, arena_printf(place->arena, "made.up-%d", SENT - 1), 1); /* a visitor's fell under other just now */
    for (int i = 0; i < SENT + 2; i++)
        events[i].position = i + 1;
    assert_true(store_events(place->store, "test", events, SENT + 2, SENT + 2, NULL));
    fold(place, "UTC");
    struct db *rollup = store_rollup(place->store);
    assert_int_equal(db_integer(rollup, 0, "SELECT sum(events) FROM pack WHERE name_id = (SELECT id FROM name WHERE name = 'other')"), 50);
    assert_int_equal(db_integer(rollup, 0, "SELECT count(*) FROM name"), FOLD_VISITOR_NAMES_MOST + 3); /* and other */
}

static void names_have_a_limit_but_for_ours(void **state)
{
    struct place *place = *state;
    enum { SENT = FOLD_NAMES_MOST + 50 };
    static struct event events[SENT];
    for (int i = 0; i < SENT; i++) {
        events[i] = event(NOON, arena_printf(place->arena, "made.up-%d", i), 1);
        events[i].position = i + 1;
    }
    assert_true(store_events(place->store, "test", events, SENT, SENT, NULL));
    put(place, event(NOON, "course.completed", 1), SENT + 1);
    put(place, event(NOON, "made.up-7", 1), SENT + 2);
    fold(place, "UTC");
    struct db *rollup = store_rollup(place->store);
    assert_int_equal(db_integer(rollup, 0, "SELECT count(*) FROM name"), FOLD_NAMES_MOST + 2);
    assert_int_equal(db_integer(rollup, 0, "SELECT sum(events) FROM pack WHERE name_id = (SELECT id FROM name WHERE name = 'other')"), 50);
    assert_int_equal(db_integer(rollup, 0, "SELECT sum(events) FROM pack WHERE name_id = (SELECT id FROM name WHERE name = 'course.completed')"), 1);
    assert_int_equal(db_integer(rollup, 0, "SELECT sum(events) FROM pack WHERE name_id = (SELECT id FROM name WHERE name = 'made.up-7')"), 2);
    assert_int_equal(total(place, "events", DAY_ALL, 0, DAY0), SENT + 2);
}

/* A machine without a clock of its own begins in 1970; west of Greenwich that is 1969. */
static void what_a_clock_of_1970_says_is_kept_and_not_counted(void **state)
{
    struct place *place = *state;
    put(place, event(1800, "a.b", 1), 1);
    put(place, event(NOON, "a.b", 1), 2);
    assert_int_equal(fold_events(place->store, "America/New_York", 1000), 2);
    fold(place, "America/New_York");
    assert_int_equal(total(place, "events", DAY_ALL, 0, -1), -1);
    assert_int_equal(total(place, "events", DAY_ALL, 0, DAY0), 1);
    assert_int_equal(db_integer(store_month(place->store, "1970-01"), 0, "SELECT count(*) FROM event"), 1);
}

/* Roll-ups of before may have such a day. */
static void a_day_of_1969_keeps_no_other_waiting(void **state)
{
    struct place *place = *state;
    put(place, event(NOON, "a.b", 1), 1);
    assert_int_equal(fold_events(place->store, "UTC", 1000), 1);
    assert_int_equal(db_begin_write(store_rollup(place->store)), DB_OK);
    assert_int_equal(db_change(store_rollup(place->store), "INSERT INTO dirty (day) VALUES (-1)"), DB_OK);
    assert_int_equal(db_end(store_rollup(place->store), true), DB_OK);
    assert_int_equal(fold_days(place->store, "UTC", 10), 2);
    assert_int_equal(total(place, "events", DAY_ALL, 0, DAY0), 1);
}

static void a_broken_salt_is_made_again(void **state)
{
    struct place *place = *state;
    char *salt = in_events(place, arena_printf(place->arena, "salt-%d", DAY0));
    assert_true(file_write(place->arena, salt, "", 0));
    assert_true(visitor_number(place->arena, &place->config, "192.0.2.0", "Firefox", NOON) < 0);
    struct stat status;
    assert_int_equal(stat(salt, &status), 0);
    assert_int_equal(status.st_size, 16);
}

/* An alert that looks meanwhile would say that nobody came. */
static void reports_know_that_days_are_missing(void **state)
{
    struct place *place = *state;
    assert_true(fold_is_behind(place->store, DAY0)); /* nothing was ever looked at */
    assert_int_equal(fold_events(place->store, "UTC", 1000), 0);
    assert_false(fold_is_behind(place->store, DAY0));
    for (int i = 0; i < 60; i++)
        put(place, event(NOON - i * CLOCK_DAY, "a.b", 1), i + 1);
    assert_int_equal(fold_events(place->store, "UTC", 1000), 60);
    assert_true(fold_is_behind(place->store, DAY0));
    assert_int_equal(fold_days(place->store, "UTC", 30), 30);
    assert_false(fold_is_behind(place->store, DAY0));
}

/* ---- erasure ---- */

static bool has_bytes(struct place *place, const char *file, const char *bytes, size_t length)
{
    size_t size = 0;
    const char *content = file_read(place->arena, in_events(place, file), 1 << 26, &size);
    assert_non_null(content);
    return memmem(content, size, bytes, length) != NULL;
}

/* As a pack writes an actor: twice its number, seven bits a byte. */
static size_t packed(int64_t actor, char bytes[10])
{
    size_t length = 0;
    for (uint64_t left = (uint64_t)actor << 1; length == 0 || left > 0; left >>= 7)
        bytes[length++] = (char)((left & 0x7f) | (left >= 0x80 ? 0x80 : 0));
    return length;
}

static void whoever_is_erased_is_in_no_byte(void **state)
{
    struct place *place = *state;
    const int64_t user_id = INT64_C(0x123456789a);
    char bytes[10];
    size_t length = packed(user_id, bytes);
    for (int i = 0; i < 400; i++) {
        struct event one = event(NOON + i * 7, "a.b", i % 5 == 0 ? user_id : 100 + i);
        one.properties = i % 5 == 0 ? "{\"about\":\"ada.lovelace@example.org\"}" : "";
        put(place, one, i + 1);
        if (i % 20 == 0)
            fold(place, "UTC");
    }
    fold(place, "UTC");
    store_checkpoint(place->store);
    assert_true(has_bytes(place, "2023-11.db", "ada.lovelace", 12));
    assert_true(has_bytes(place, "rollup.db", bytes, length));
    assert_true(forget_person(place->store, "UTC", user_id));
    fold(place, "UTC");
    store_checkpoint(place->store);
    static const char *const files_of[] = {"2023-11.db", "2023-11.db-wal", "rollup.db", "rollup.db-wal"};
    for (size_t i = 0; i < sizeof files_of / sizeof *files_of; i++) {
        assert_false(has_bytes(place, files_of[i], "ada.lovelace", 12));
        assert_false(has_bytes(place, files_of[i], bytes, length));
        assert_false(has_bytes(place, files_of[i], "\x12\x34\x56\x78\x9a", 5));
    }
}

static void a_month_that_can_not_be_opened_hides_nobody_elsewhere(void **state)
{
    struct place *place = *state;
    put(place, event(NOON, "a.b", 77), 1);
    put(place, event(NOON + 30 * CLOCK_DAY, "a.b", 77), 2);
    fold(place, "UTC");
    close_all_files(place);
    overwrite(in_events(place, "2023-11.db"), 0, "no database ", 1000);
    open_again(place);
    assert_false(forget_person(place->store, "UTC", 77));
    assert_string_equal(store_refused(place->store), "2023-11");
    fold(place, "UTC");
    assert_int_equal(db_integer(store_month(place->store, "2023-12"), -1, "SELECT count(*) FROM event WHERE actor = 77"), 0);
    assert_int_equal(db_integer(store_rollup(place->store), -1, "SELECT count(*) FROM first_seen"), 0);
    assert_int_equal(total(place, "users", DAY_ALL, 0, DAY0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_can_not_be_read_is_kept_and_keeps_nothing_waiting, open_place, close_place),
        cmocka_unit_test_setup_teardown(a_spool_has_a_limit, open_place, close_place),
        cmocka_unit_test_setup_teardown(killed_anywhere_nothing_is_lost_or_doubled, open_place, close_place),
        cmocka_unit_test_setup_teardown(without_room_anywhere_nothing_is_lost_or_doubled, open_place, close_place),
        cmocka_unit_test_setup_teardown(an_emptied_month_goes_on_behind_what_was_read, open_place, close_place),
        cmocka_unit_test_setup_teardown(a_month_that_lost_its_end_goes_on_behind_what_was_read, open_place, close_place),
        cmocka_unit_test_setup_teardown(a_damaged_month_is_kept_and_begins_anew, open_place, close_place),
        cmocka_unit_test_setup_teardown(what_is_set_aside_has_a_limit, open_place, close_place),
        cmocka_unit_test_setup_teardown(a_month_of_a_newer_program_stays_where_it_is, open_place, close_place),
        cmocka_unit_test_setup_teardown(what_can_be_read_of_a_month_is_folded_and_the_others_are, open_place, close_place),
        cmocka_unit_test_setup_teardown(damaged_rollups_are_made_again, open_place, close_place),
        cmocka_unit_test_setup_teardown(new_rollups_know_the_last_position, open_place, close_place),
        cmocka_unit_test_setup_teardown(damaged_rollups_of_lost_months_stay, open_place, close_place),
        cmocka_unit_test_setup_teardown(a_commit_that_failed_leaves_no_name, open_place, close_place),
        cmocka_unit_test_setup_teardown(visitors_leave_room_for_the_names_of_who_is_signed_in, open_place, close_place),
        cmocka_unit_test_setup_teardown(names_have_a_limit_but_for_ours, open_place, close_place),
        cmocka_unit_test_setup_teardown(what_a_clock_of_1970_says_is_kept_and_not_counted, open_place, close_place),
        cmocka_unit_test_setup_teardown(a_day_of_1969_keeps_no_other_waiting, open_place, close_place),
        cmocka_unit_test_setup_teardown(reports_know_that_days_are_missing, open_place, close_place),
        cmocka_unit_test_setup_teardown(a_broken_salt_is_made_again, open_place, close_place),
        cmocka_unit_test_setup_teardown(whoever_is_erased_is_in_no_byte, open_place, close_place),
        cmocka_unit_test_setup_teardown(a_month_that_can_not_be_opened_hides_nobody_elsewhere, open_place, close_place),
    };
    return cmocka_run_group_tests_name("damage", tests, NULL, NULL);
}
