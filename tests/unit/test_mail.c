/* test_mail.c - mail as it goes over the wire, with and without files; the outbox: what is kept, taken, sent, given up, forgotten. */
#include "fixture.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/net/mail.h"
#include "domain/account/erase.h"
#include "domain/account/export.h"
#include "domain/operate/sweep.h"
#include "domain/outbox/outbox.h"

#include <string.h>

enum { NOW = 1700000000, ADA = 1 };

static const struct config config = {.base_url = "https://academy.example", .mail_from = "Academy <a@academy.example>", .smtp_url = ""};

/* ---- the message ---- */

/* Read in pieces of `room` bytes. */
static char *wire(struct arena *arena, const struct mail *mail, size_t room)
{
    struct mail_message *message = mail_compose(arena, &config, mail);
    size_t length = mail_length(message);
    struct text all = text_in(arena);
    char piece[4096];
    for (size_t got; (got = mail_read(message, piece, room)) > 0;)
        text_append_bytes(&all, piece, got);
    assert_int_equal(all.length, length);
    return arena_strdup(arena, text_string(&all));
}

static void assert_short_lines(const char *message, size_t most)
{
    for (const char *line = message; line != NULL; line = strstr(line, "\r\n")) {
        line += line == message ? 0 : 2;
        assert_true(strcspn(line, "\r") <= most);
    }
}

static int count_of(const char *where, const char *what)
{
    int count = 0;
    for (; (where = strstr(where, what)) != NULL; where += strlen(what))
        count++;
    return count;
}

static void mail_can_not_be_split(void **state)
{
    struct arena *arena = *state;
    const struct mail sly = {.id = 7, .recipient = "x@y.example\r\nBcc: all@z.example", .subject = "Hi\r\nBcc: b@z.example", .body = "one\n.two\n"};
    char *mail = wire(arena, &sly, 7);
    assert_null(strstr(mail, "\nBcc:"));
    assert_non_null(strstr(mail, "\r\n\r\none\r\n=2Etwo\r\n"));
    assert_null(strstr(mail, "multipart"));
    /* nor does a line that is broken softly begin with a dot: at whatever column it stands */
    char dots[200];
    memset(dots, '.', sizeof dots - 1);
    dots[sizeof dots - 1] = '\0';
    for (size_t from = 0; from < 100; from++) {
        const struct mail dotted = {.recipient = "x@y.example", .subject = "S", .body = arena_printf(arena, "é%.*s", (int)(199 - from), dots)};
        char *message = wire(arena, &dotted, 4096);
        assert_null(strstr(message, "\r\n."));
        assert_short_lines(message, 76);
    }
    const struct mail words = {
        .id = 8, .recipient = "x@y.example", .subject = "Bestätigung für das sehr lange Thema der Übung", .body = "Grüße = ja\n"};
    char *encoded = wire(arena, &words, 4096);
    assert_non_null(strstr(encoded, "Gr=C3=BC=C3=9Fe =3D ja\r\n"));
    assert_short_lines(encoded, 76);
}

/* The bytes of the part that follows `name`'s headers, by libsodium's decoder, which passes over line ends only. */
static unsigned char *decoded(struct arena *arena, const char *message, const char *name, size_t *length)
{
    const char *head = strstr(message, name), *from = strstr(head, "\r\n\r\n") + 4, *to = strstr(from, "--=_");
    unsigned char *bytes = arena_alloc(arena, (size_t)(to - from) + 1);
    assert_int_equal(sodium_base642bin(bytes, (size_t)(to - from), from, (size_t)(to - from), "\r\n", length, NULL, sodium_base64_VARIANT_ORIGINAL), 0);
    return bytes;
}

/* Files of every length round a line, all bytes, through readers of any size. */
static void files_come_out_as_they_went_in(void **state)
{
    struct arena *arena = *state;
    static const size_t lengths[] = {0, 1, 2, 3, 56, 57, 58, 113, 114, 115, 1000, 100000}, rooms[] = {1, 2, 77, 78, 79, 4096};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        for (size_t r = 0; r < sizeof rooms / sizeof *rooms; r++) {
            unsigned char *bytes = arena_alloc(arena, lengths[i] + 1);
            for (size_t at = 0; at < lengths[i]; at++)
                bytes[at] = (unsigned char)(at * 7 + at / 256);
            const struct mail_file files[] = {{"a.pdf", "application/pdf", bytes, lengths[i]}, {"b.csv", "text/csv; charset=utf-8", "x,y\r\n", 5}};
            const struct mail mail = {.id = 3, .written_at = NOW, .recipient = "a@b.c", .subject = "S", .body = "B\n", .files = files, .file_count = 2};
            char *message = wire(arena, &mail, rooms[r]);
            size_t length;
            unsigned char *back = decoded(arena, message, "filename=\"a.pdf\"", &length);
            assert_int_equal(length, lengths[i]);
            assert_memory_equal(back, bytes, length);
            assert_memory_equal(decoded(arena, message, "filename=\"b.csv\"", &length), "x,y\r\n", 5);
            assert_int_equal(count_of(message, "\r\n--=_1700000000.3\r\n"), 3);
            assert_true(text_ends(message, "\r\n--=_1700000000.3--\r\n"));
            assert_short_lines(message, 76);
        }
}

/* Whatever is written in a mail or a file: the parts end where they end. */
static void words_end_no_part(void **state)
{
    struct arena *arena = *state;
    const char *sly = "--=_1700000000.3\r\nContent-Type: text/html\r\n\r\n<b>\r\n--=_1700000000.3--\r\n";
    const struct mail_file files[] = {{"a.csv", "text/csv\r\nX-Sly: 1", sly, strlen(sly)}};
    const struct mail mail = {.id = 3, .written_at = NOW, .recipient = "a@b.c", .subject = "S", .body = sly, .files = files, .file_count = 1};
    char *message = wire(arena, &mail, 4096);
    assert_int_equal(count_of(message, "--=_1700000000.3"), 3); /* two parts and the end */
    assert_null(strstr(message, "\nX-Sly"));
}

static void names_of_files_are_encoded(void **state)
{
    struct arena *arena = *state;
    static const struct { const char *name, *header; } all[] = {
        {"weekly-2026-11-15.pdf", " filename=\"weekly-2026-11-15.pdf\"\r\n"},
        {"Élèves.csv", " filename*=UTF-8''%C3%89l%C3%A8ves.csv\r\n"},
        {"a\r\nBcc: x@y.z\r\n\r\n.csv", " filename*=UTF-8''a%0D%0ABcc%3A%20x%40y.z%0D%0A%0D%0A.csv\r\n"},
        {"a\"; x=\"\\b.csv", " filename*=UTF-8''a%22%3B%20x%3D%22%5Cb.csv\r\n"},
        {"Courses and people.csv", " filename=\"Courses and people.csv\"\r\n"},
        {"", " filename*=UTF-8''\r\n"}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const struct mail_file file = {all[i].name, "text/csv", "x", 1};
        const struct mail mail = {.recipient = "a@b.c", .subject = "S", .body = "B", .files = &file, .file_count = 1};
        char *message = wire(arena, &mail, 4096);
        if (strstr(message, arena_printf(arena, "Content-Disposition: attachment;\r\n%s\r\neA==\r\n", all[i].header)) == NULL)
            fail_msg("%s in %s", all[i].header, message);
    }
}

/* ---- the outbox ---- */

static void fill(struct db *db)
{
    db_change(db, "INSERT INTO person (id, email, name, created_at) VALUES (?1, 'ada@example.org', 'Ada', 1)", ADA);
    db_end(db, true);
    assert_int_equal(db_begin_write(db), DB_OK);
}

static int open_outbox(void **state)
{
    *state = fixture_open(fill);
    return 0;
}

/* outbox_take has a transaction of its own. */
static cJSON *take_of(struct db *db, enum outbox_lane lane, int64_t now)
{
    db_end(db, true);
    cJSON *mail = outbox_take(db, lane, now);
    assert_int_equal(db_begin_write(db), DB_OK);
    return mail;
}

static cJSON *take(struct db *db, int64_t now)
{
    return take_of(db, OUTBOX_MAIL, now);
}

/* A web address that hangs must not keep a mail waiting that came later. */
static void calls_wait_in_a_lane_of_their_own(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(outbox_put(f->db, 0, "https://chat.example/a", "S", "{}", NULL, NOW), DB_OK);
    assert_int_equal(outbox_put(f->db, 0, "http://chat.example/b", "S", "{}", NULL, NOW), DB_OK);
    assert_int_equal(outbox_put(f->db, 0, "https@example.org", "S", "B", NULL, NOW + 1), DB_OK);
    assert_string_equal(json_string(take(f->db, NOW + 1), "recipient", ""), "https@example.org");
    assert_null(take(f->db, NOW + 1));
    assert_string_equal(json_string(take_of(f->db, OUTBOX_CALL, NOW + 1), "recipient", ""), "https://chat.example/a");
    assert_string_equal(json_string(take_of(f->db, OUTBOX_CALL, NOW + 1), "recipient", ""), "http://chat.example/b");
    assert_null(take_of(f->db, OUTBOX_CALL, NOW + 1));
}

static struct outbox_file file_of(const char *name, const char *type, size_t length)
{
    static unsigned char zeros[OUTBOX_FILE_BYTES_MOST + 1];
    return (struct outbox_file){name, type, zeros, length};
}

static void what_no_mail_may_carry_is_not_kept(void **state)
{
    struct fixture *f = *state;
    char long_name[OUTBOX_FILE_NAME_MOST + 2];
    memset(long_name, 'a', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    const struct outbox_file wrong[] = {
        file_of("", "text/csv", 1), file_of("a\r\nb.csv", "text/csv", 1), file_of("a\"b.csv", "text/csv", 1), file_of("../a.csv", "text/csv", 1),
        file_of(".htaccess", "text/csv", 1), file_of("a\\b", "text/csv", 1), file_of("a\xff.csv", "text/csv", 1), file_of("a\x7f", "text/csv", 1),
        file_of("a\xc2\x85", "text/csv", 1), file_of(long_name, "text/csv", 1), file_of("a.csv", "text", 1), file_of("a.csv", "/csv", 1),
        file_of("a.csv", "text/csv\r\nX: 1", 1), file_of("a.csv", "", 1), file_of("a.csv", "text/csv; name=x", 1),
        file_of("a.csv", "text/csv", OUTBOX_FILE_BYTES_MOST + 1)};
    struct outbox_files files = {.count = 0};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (outbox_keep(f->db, &files, &wrong[i]) != DB_CONFLICT)
            fail_msg("'%s' '%s' was kept", wrong[i].name, wrong[i].media_type);
    struct outbox_file half = file_of("Élèves 2026.csv", "text/csv; charset=utf-8", OUTBOX_FILE_BYTES_MOST / 2);
    assert_int_equal(outbox_keep(f->db, &files, &half), DB_OK);
    assert_int_equal(outbox_keep(f->db, &files, &half), DB_OK);
    assert_int_equal(outbox_keep(f->db, &files, &(struct outbox_file){"a", "a/b", "x", 1}), DB_CONFLICT); /* together too much */
    assert_int_equal(files.count, 2);
    assert_int_equal(db_integer(f->db, -1, "SELECT count(*) FROM mail_file"), 2);
    struct outbox_files many = {.count = 0};
    for (int i = 0; i < OUTBOX_FILES_MOST; i++)
        assert_int_equal(outbox_keep(f->db, &many, &(struct outbox_file){"a", "a/b", "x", 1}), DB_OK);
    assert_int_equal(outbox_keep(f->db, &many, &(struct outbox_file){"a", "a/b", "x", 1}), DB_CONFLICT);
}

/* What people write becomes a name that is kept. */
static void any_words_make_a_name(void **state)
{
    struct fixture *f = *state;
    static const struct { const char *words, *name; } all[] = {{"Courses and people", "Courses and people.csv"}, {"Élèves: a/b\\c\r\n\"d\"", "Élèves- a-b-c---d-.csv"},
                                                               {"", "report.csv"}, {" .. ", "report.csv"}, {"...x", "x.csv"}, {"\xff\xfe", "\uFFFD\uFFFD.csv"}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        assert_string_equal(outbox_file_name(f->arena, all[i].words, ".csv"), all[i].name);
    char words[301];
    struct outbox_files files = {.count = 0};
    for (size_t i = 0; i < 100; i++)
        memcpy(words + 3 * i, "\u20AC", 3);
    words[300] = '\0';
    const char *name = outbox_file_name(f->arena, words, ".csv");
    assert_true(strlen(name) <= OUTBOX_FILE_NAME_MOST && strlen(name) > OUTBOX_FILE_NAME_MOST - 3);
    assert_int_equal(outbox_keep(f->db, &files, &(struct outbox_file){name, "text/csv", "x", 1}), DB_OK);
}

static void a_file_is_kept_until_the_last_has_it(void **state)
{
    struct fixture *f = *state;
    struct outbox_files files = {.count = 0};
    struct outbox_file read[OUTBOX_FILES_MOST];
    assert_int_equal(outbox_keep(f->db, &files, &(struct outbox_file){"a.pdf", "application/pdf", "one\0two", 7}), DB_OK);
    assert_int_equal(outbox_keep(f->db, &files, &(struct outbox_file){"a.csv", "text/csv", "x", 1}), DB_OK);
    assert_int_equal(outbox_put(f->db, ADA, "ada@example.org", "S", "B", &files, NOW), DB_OK);
    assert_int_equal(outbox_put(f->db, 0, "b@example.org", "S", "B", &files, NOW), DB_OK);
    assert_int_equal(outbox_put(f->db, 0, "c@example.org", "S", "B", NULL, NOW), DB_OK);
    cJSON *first = take(f->db, NOW), *second = take(f->db, NOW), *third = take(f->db, NOW);
    assert_null(take(f->db, NOW));
    assert_int_equal(outbox_read_files(f->arena, f->db, json_integer(third, "id", 0), read), 0);
    assert_int_equal(outbox_read_files(f->arena, f->db, json_integer(second, "id", 0), read), 2);
    assert_string_equal(read[0].name, "a.pdf");
    assert_int_equal(read[0].length, 7);
    assert_memory_equal(read[0].bytes, "one\0two", 7);
    assert_string_equal(read[1].media_type, "text/csv");
    assert_int_equal(outbox_sent(f->arena, f->db, json_integer(second, "id", 0), "B", NOW), DB_OK);
    assert_int_equal(outbox_sent(f->arena, f->db, json_integer(third, "id", 0), "B", NOW), DB_OK);
    assert_int_equal(db_integer(f->db, -1, "SELECT count(*) FROM mail_file WHERE content IS NOT NULL"), 2); /* the first has not gone yet */
    assert_int_equal(cJSON_GetArraySize(json_member(export_person(f->db, ADA), "mail_attachment")), 2);
    assert_int_equal(outbox_sent(f->arena, f->db, json_integer(first, "id", 0), "B", NOW), DB_OK);
    assert_int_equal(db_integer(f->db, -1, "SELECT count(*) FROM mail_file WHERE content IS NULL"), 2);
    assert_string_equal(json_string(json_member(outbox_find(f->db, json_integer(first, "id", 0)), "files")->child, "name", ""), "a.pdf");
    db_end(f->db, true);
    assert_true(sweep(f->db, NOW + 91 * CLOCK_DAY));
    assert_int_equal(db_begin_write(f->db), DB_OK);
    assert_int_equal(db_integer(f->db, -1, "SELECT count(*) FROM mail_file"), 0);
}

/* The mails of somebody go with them; a file that others wait for stays. */
static void an_erased_person_leaves_no_file(void **state)
{
    struct fixture *f = *state;
    struct outbox_files own = {.count = 0}, shared = {.count = 0};
    assert_int_equal(outbox_keep(f->db, &own, &(struct outbox_file){"own.csv", "text/csv", "x", 1}), DB_OK);
    assert_int_equal(outbox_keep(f->db, &shared, &(struct outbox_file){"shared.csv", "text/csv", "x", 1}), DB_OK);
    assert_int_equal(outbox_put(f->db, ADA, "ada@example.org", "S", "B", &own, NOW), DB_OK);
    assert_int_equal(outbox_put(f->db, ADA, "ada@example.org", "S", "B", &shared, NOW), DB_OK);
    assert_int_equal(outbox_put(f->db, 0, "b@example.org", "S", "B", &shared, NOW), DB_OK);
    assert_int_equal(erase_person(f->db, ADA, NOW), DB_OK);
    assert_string_equal(db_text(f->db, "SELECT group_concat(name) FROM mail_file WHERE content IS NOT NULL"), "shared.csv");
    assert_int_equal(db_integer(f->db, -1, "SELECT count(*) FROM mail_file"), 1);
}

/* Whoever takes a mail and is killed has taken it: the next attempt comes when its time has come, and not for ever. */
static void a_taken_mail_waits(void **state)
{
    struct fixture *f = *state;
    int64_t now = NOW;
    assert_int_equal(outbox_put(f->db, 0, "b@example.org", "S", "B", NULL, NOW), DB_OK);
    for (int attempt = 1; attempt <= OUTBOX_ATTEMPTS_MOST; attempt++) {
        cJSON *mail = take(f->db, now);
        assert_int_equal(json_integer(mail, "attempts", 0), attempt);
        int64_t wait = CLOCK_MINUTE << (attempt - 1);
        assert_null(take(f->db, now + wait - 1));
        now += wait;
    }
    assert_null(take(f->db, now));
    assert_int_equal(outbox_count(f->db, "failed"), 1);
    assert_int_equal(outbox_flush(f->db, now), 1);
    assert_int_equal(json_integer(take(f->db, now - 400 * CLOCK_DAY), "attempts", 0), 1); /* the clock was set back */
    assert_int_equal(outbox_flush(f->db, now), 1);
    cJSON *again = take(f->db, now);
    assert_int_equal(json_integer(again, "attempts", 0), 1);
    assert_int_equal(outbox_failed(f->db, json_integer(again, "id", 0), OUTBOX_ATTEMPTS_MOST, "no", now), DB_OK);
    assert_int_equal(outbox_count(f->db, "failed"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(mail_can_not_be_split, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(files_come_out_as_they_went_in, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(words_end_no_part, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(names_of_files_are_encoded, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(what_no_mail_may_carry_is_not_kept, open_outbox, fixture_close),
        cmocka_unit_test_setup_teardown(any_words_make_a_name, open_outbox, fixture_close),
        cmocka_unit_test_setup_teardown(calls_wait_in_a_lane_of_their_own, open_outbox, fixture_close),
        cmocka_unit_test_setup_teardown(a_file_is_kept_until_the_last_has_it, open_outbox, fixture_close),
        cmocka_unit_test_setup_teardown(an_erased_person_leaves_no_file, open_outbox, fixture_close),
        cmocka_unit_test_setup_teardown(a_taken_mail_waits, open_outbox, fixture_close)};
    return cmocka_run_group_tests_name("mail", tests, NULL, NULL);
}
