/* test_builder.c - reports of the builder over planted rows: every source and column runs, filters, groups and charts are what they say,
 * values are never SQL; and when a mail goes out, over a year with its changes of the clock. */
#include "place.h"

#include "domain/measure/builder.h"
#include "domain/measure/builder_schedule.h"
#include "programs/site/built.h"

static const char *const zone = "Europe/Berlin";
enum { NOW = NOON + 40 * 86400 };

static void fill(struct db *db)
{
    static const char *const sql =
        "INSERT INTO person (id, email, name, roles, time_zone, created_at, last_seen_at) VALUES"
        " (1, 'a@example.org', 'Ada', 5, 'UTC', 1700000000, 1703000000), (2, 'b@example.org', 'Bé '' OR 1=1 --', 1, 'UTC', 1700086400, NULL),"
        " (3, 'c@example.org', 'Cy', 1, 'UTC', 1702600000, 1703400000);"
        "INSERT INTO course (id, slug, title, created_at, updated_at) VALUES (7, 'one', 'One', 1, 1), (8, 'two', 'Two', 1, 1);"
        "INSERT INTO enrolment (user_id, course_id, state, enrolled_at, active_at, completed_at, lessons_done) VALUES"
        " (1, 7, 'completed', 1700000000, 1700000000, 1701000000, 4), (2, 7, 'active', 1700000000, 1700000000, NULL, 1),"
        " (3, 7, 'active', 1703000000, 1703000000, NULL, 0), (3, 8, 'active', 1703000000, 1703000000, NULL, 2);";
    assert_int_equal(db_script(db, sql), DB_OK);
}

struct bench {
    void *place;
    struct fixture *fixture;
};

static int open_bench(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);
    assert_int_equal(open_place(&bench->place), 0);
    bench->fixture = fixture_open(fill);
    *state = bench;
    return 0;
}

static int close_bench(void **state)
{
    struct bench *bench = *state;
    void *fixture = bench->fixture;
    fixture_close(&fixture);
    close_place(&bench->place);
    free(bench);
    return 0;
}

static const char *problem_of(struct bench *bench, const char *definition)
{
    struct builder builder;
    const char *problem = NULL;
    cJSON *json = json_read(bench->fixture->arena, definition, strlen(definition), &problem);
    assert_non_null(json);
    return builder_read(json, &builder, &problem) ? NULL : problem;
}

static struct builder_result *run(struct bench *bench, const char *definition)
{
    struct place *place = bench->place;
    struct builder *builder = arena_alloc(bench->fixture->arena, sizeof *builder);
    const char *problem = NULL;
    cJSON *json = json_read(bench->fixture->arena, definition, strlen(definition), &problem);
    assert_non_null(json);
    if (!builder_read(json, builder, &problem))
        fail_msg("%s: %s", definition, problem);
    struct builder_result *result = builder_run(bench->fixture->arena, bench->fixture->db, place->store, builder, zone, NOW);
    assert_non_null(result);
    return result;
}

static void gives(struct bench *bench, const char *definition, const char *rows)
{
    assert_string_equal(json_write(bench->fixture->arena, run(bench, definition)->rows), rows);
}

static void every_column_of_every_source_runs(void **state)
{
    struct bench *bench = *state;
    for (const struct builder_source *source = builder_sources; source->name != NULL; source++)
        for (int i = 0; i < BUILDER_COLUMNS_MOST && source->columns[i].name != NULL; i++) {
            const char *column = source->columns[i].name;
            run(bench, arena_printf(bench->fixture->arena, "{\"source\":\"%s\",\"columns\":[\"%s\"],\"sort\":\"%s\"}", source->name, column, column));
            run(bench, arena_printf(bench->fixture->arena, "{\"source\":\"%s\",\"group\":\"%s\",\"measure\":\"count\"}", source->name, column));
        }
}

#define FILTERED(op, column, value) \
    "{\"source\":\"people\",\"columns\":[\"name\"],\"sort\":\"name\",\"filters\":[{\"column\":\"" column "\",\"op\":\"" op "\",\"value\":\"" value "\"}]}"

static void filters_are_what_they_say(void **state)
{
    struct bench *bench = *state;
    gives(bench, FILTERED("is", "name", "ADA"), "[[\"Ada\"]]");
    gives(bench, FILTERED("not", "name", "ada"), "[[\"Bé ' OR 1=1 --\"],[\"Cy\"]]");
    gives(bench, FILTERED("has", "name", "' or 1=1"), "[[\"Bé ' OR 1=1 --\"]]");
    gives(bench, FILTERED("has", "name", "'; DROP TABLE person; --"), "[]");
    gives(bench, FILTERED("has", "name", "%"), "[]");
    gives(bench, FILTERED("more", "courses", "1"), "[[\"Cy\"]]");
    gives(bench, FILTERED("less", "courses", "2"), "[[\"Ada\"],[\"Bé ' OR 1=1 --\"]]");
    gives(bench, FILTERED("is", "completed", "1"), "[[\"Ada\"]]");
    gives(bench, FILTERED("is", "seen", ""), "[[\"Bé ' OR 1=1 --\"]]");
    gives(bench, FILTERED("not", "seen", ""), "[[\"Ada\"],[\"Cy\"]]");
    gives(bench, FILTERED("within", "seen", "3"), "[[\"Cy\"]]");
    gives(bench, FILTERED("before", "seen", "3"), "[[\"Ada\"]]");
    gives(bench, "{\"source\":\"people\",\"columns\":[\"name\",\"seen\"],\"sort\":\"seen\",\"falling\":true}", "[[\"Cy\",19715],[\"Ada\",19710],[\"Bé ' OR 1=1 --\",null]]");
    gives(bench, "{\"source\":\"people\",\"columns\":[\"name\"],\"filters\":[{\"column\":\"courses\",\"op\":\"is\",\"value\":\"1\"},"
                 "{\"column\":\"completed\",\"op\":\"is\",\"value\":\"0\"}]}", "[[\"Bé ' OR 1=1 --\"]]");
}

static void groups_are_counted_and_measured(void **state)
{
    struct bench *bench = *state;
    gives(bench, "{\"source\":\"enrolments\",\"group\":\"course\",\"measure\":\"count\",\"falling\":true}", "[[\"One\",3],[\"Two\",1]]");
    gives(bench, "{\"source\":\"enrolments\",\"group\":\"course\",\"measure\":\"sum\",\"measured\":\"lessons\"}", "[[\"One\",5],[\"Two\",2]]");
    gives(bench, "{\"source\":\"enrolments\",\"group\":\"course\",\"measure\":\"most\",\"measured\":\"lessons\"}", "[[\"One\",4],[\"Two\",2]]");
    gives(bench, "{\"source\":\"enrolments\",\"group\":\"course\",\"measure\":\"least\",\"measured\":\"lessons\"}", "[[\"One\",0],[\"Two\",2]]");
    gives(bench, "{\"source\":\"enrolments\",\"group\":\"course\",\"second\":\"state\",\"measure\":\"count\"}",
          "[[\"One\",\"active\",2],[\"One\",\"completed\",1],[\"Two\",\"active\",1]]");
    int64_t november = clock_day_of(2023, 11, 1), december = clock_day_of(2023, 12, 1);
    gives(bench, "{\"source\":\"enrolments\",\"group\":\"enrolled\",\"unit\":\"month\",\"measure\":\"count\"}",
          arena_printf(bench->fixture->arena, "[[%lld,2],[%lld,2]]", (long long)november, (long long)december));
    const struct builder_result *result = run(bench, "{\"source\":\"enrolments\",\"group\":\"completed\",\"measure\":\"count\"}");
    assert_int_equal(result->matched, 4);
    assert_true(cJSON_IsNull(cJSON_GetArrayItem(result->rows, 1)->child)); /* what has no date is a group, the last */
}

static void events_come_from_the_days(void **state)
{
    struct bench *bench = *state;
    struct place *place = bench->place;
    gives(bench, "{\"source\":\"events\",\"columns\":[\"event\"]}", "[]");
    for (int i = 0; i < 5; i++)
        put(place, event(NOON + i, i < 3 ? "a.one" : "b.two", i < 2 ? 1 : 2), i);
    put(place, event(NOON + 86400, "a.one", 1), 5);
    fold(place, zone);
    gives(bench, "{\"source\":\"events\",\"columns\":[\"event\",\"day\",\"events\",\"people\"]}",
          arena_printf(place->arena, "[[\"a.one\",%d,1,1],[\"a.one\",%d,3,2],[\"b.two\",%d,2,1]]", DAY0 + 1, DAY0, DAY0));
    gives(bench, "{\"source\":\"events\",\"group\":\"event\",\"measure\":\"sum\",\"measured\":\"events\",\"falling\":true}", "[[\"a.one\",4],[\"b.two\",2]]");
    gives(bench, "{\"source\":\"days\",\"columns\":[\"day\",\"people\",\"events\"],\"filters\":[{\"column\":\"day\",\"op\":\"within\",\"value\":\"40\"}]}",
          arena_printf(place->arena, "[[%d,1,1]]", DAY0 + 1));
    struct builder builder;
    const char *problem, *definition = "{\"source\":\"days\",\"columns\":[\"day\"]}";
    assert_true(builder_read(json_read(place->arena, definition, strlen(definition), NULL), &builder, &problem));
    assert_int_equal(builder_run(place->arena, bench->fixture->db, NULL, &builder, zone, NOW)->matched, 0); /* nothing was ever recorded */
}

static void lessons_have_their_titles(void **state)
{
    struct bench *bench = *state;
    struct place *place = bench->place;
    assert_int_equal(db_script(bench->fixture->db,
                               "INSERT INTO module (id, course_id, slug, title, position) VALUES (1, 7, 'm', 'M', 1);"
                               "INSERT INTO lesson (id, course_id, module_id, slug, title, kind, position, updated_at) VALUES"
                               " (3, 7, 1, 'a', 'Loops', 'text', 1, 1), (5, 7, 1, 'b', 'Lists', 'text', 2, 1)"),
                     DB_OK);
    for (int i = 0; i < 6; i++) {
        struct event one = event(NOON + (i == 5) * CLOCK_DAY, i == 4 ? "lesson.completed" : "lesson.viewed", i % 2 + 1);
        one.course_id = i == 3 ? 99 : 7;
        one.lesson_id = i == 3 ? 98 : i == 5 ? 5 : 3; /* 98 is no more */
        put(place, one, i);
    }
    fold(place, "UTC");
    gives(bench, "{\"source\":\"lessons\",\"columns\":[\"lesson\",\"course\",\"day\",\"views\",\"people\",\"completed\"]}",
          arena_printf(place->arena, "[[\"Lists\",\"One\",%d,1,1,0],[\"Loops\",\"One\",%d,3,2,1],[null,null,%d,1,1,0]]", DAY0 + 1, DAY0, DAY0));
    gives(bench, "{\"source\":\"lessons\",\"group\":\"lesson\",\"measure\":\"sum\",\"measured\":\"views\","
                 "\"filters\":[{\"column\":\"course\",\"op\":\"is\",\"value\":\"one\"}]}", "[[\"Lists\",1],[\"Loops\",3]]");
}

static void words_are_in_order_whatever_their_case(void **state)
{
    struct bench *bench = *state;
    assert_int_equal(db_script(bench->fixture->db, "UPDATE person SET name = 'eva', language = 'fr' WHERE id = 1; UPDATE person SET name = 'Éric' WHERE id = 2;"
                                                   "UPDATE person SET name = 'Zoe' WHERE id = 3; UPDATE course SET title = 'alpha' WHERE id = 8"),
                     DB_OK);
    gives(bench, "{\"source\":\"people\",\"columns\":[\"name\"],\"sort\":\"name\"}", "[[\"Éric\"],[\"eva\"],[\"Zoe\"]]");
    gives(bench, "{\"source\":\"people\",\"columns\":[\"name\"],\"sort\":\"name\",\"falling\":true}", "[[\"Zoe\"],[\"eva\"],[\"Éric\"]]");
    gives(bench, "{\"source\":\"people\",\"columns\":[\"name\",\"language\"],\"sort\":\"language\"}",
          "[[\"Éric\",\"en\"],[\"Zoe\",\"en\"],[\"eva\",\"fr\"]]"); /* what is the same goes by the first column */
    gives(bench, "{\"source\":\"enrolments\",\"group\":\"course\"}", "[[\"alpha\",1],[\"One\",3]]");
}

static void plant_attempts(struct bench *bench)
{
    assert_int_equal(db_script(bench->fixture->db,
                               "INSERT INTO module (id, course_id, slug, title, position) VALUES (1, 7, 'm', 'M', 1);"
                               "INSERT INTO lesson (id, course_id, module_id, slug, title, kind, position, updated_at) VALUES (1, 7, 1, 'q', 'Q', 'quiz', 1, 1);"
                               "INSERT INTO quiz (id, lesson_id) VALUES (1, 1);"
                               "INSERT INTO attempt (user_id, quiz_id, number, questions, seed, started_at, submitted_at, points, points_most, passed) VALUES"
                               " (1, 1, 1, '[]', 1, 1000, 1600, 1, 4, 0), (1, 1, 2, '[]', 1, 2000, 2600, 4, 4, 1), (2, 1, 1, '[]', 1, 1000, 1060, 3, 4, 1),"
                               " (3, 1, 1, '[]', 1, 1000, 1060, 3, 4, 1), (3, 1, 2, '[]', 1, 1000, NULL, 0, 4, 0)"),
                     DB_OK);
}

#define OF_ATTEMPTS(more) "{\"source\":\"attempts\"," more "}"

static void means_and_flags_are_what_they_say(void **state)
{
    struct bench *bench = *state;
    struct arena *arena = bench->fixture->arena;
    plant_attempts(bench);
    gives(bench, OF_ATTEMPTS("\"group\":\"number\",\"measure\":\"mean\",\"measured\":\"score\""), "[[1,58.333333333333336],[2,100]]");
    gives(bench, OF_ATTEMPTS("\"group\":\"passed\",\"measure\":\"mean\",\"measured\":\"minutes\""), "[[false,10],[true,4]]");
    gives(bench, OF_ATTEMPTS("\"group\":\"quiz\",\"measure\":\"sum\",\"measured\":\"passed\""), "[[\"Q\",3]]");
    gives(bench, OF_ATTEMPTS("\"group\":\"quiz\",\"measure\":\"mean\",\"measured\":\"passed\""), "[[\"Q\",75]]"); /* percent */
    gives(bench, OF_ATTEMPTS("\"columns\":[\"person\",\"passed\"],\"filters\":[{\"column\":\"passed\",\"op\":\"is\",\"value\":\"no\"}]"),
          "[[\"Ada\",false]]");
    gives(bench, OF_ATTEMPTS("\"group\":\"person\",\"filters\":[{\"column\":\"passed\",\"op\":\"is\",\"value\":\"yes\"}]"),
          "[[\"Ada\",1],[\"Bé ' OR 1=1 --\",1],[\"Cy\",1]]");
    gives(bench, OF_ATTEMPTS("\"group\":\"person\",\"filters\":[{\"column\":\"passed\",\"op\":\"not\",\"value\":\"1\"}]"), "[[\"Ada\",1]]");
    struct builder builder;
    const char *problem, *definition = OF_ATTEMPTS("\"group\":\"quiz\",\"measure\":\"mean\",\"measured\":\"passed\"");
    assert_true(builder_read(json_read(arena, definition, strlen(definition), NULL), &builder, &problem));
    struct built_heads heads = site_built_heads(arena, "en", &builder);
    assert_string_equal(site_built_text(arena, "en", heads.types[1], cJSON_CreateNumber(75)), "75 %");
}

static struct builder_result *run_for(struct bench *bench, const char *definition, int64_t time_most)
{
    struct place *place = bench->place;
    struct builder builder;
    const char *problem;
    assert_true(builder_read(json_read(place->arena, definition, strlen(definition), NULL), &builder, &problem));
    assert_int_equal(builder.time_most, BUILDER_TIME_MOST);
    builder.time_most = time_most;
    return builder_run(place->arena, bench->fixture->db, place->store, &builder, zone, NOW);
}

/* One row more than are read, each on another day; the oldest is the one that is left out. */
static void no_more_is_read_than_may_be(void **state)
{
    struct bench *bench = *state;
    const char *counted = "{\"source\":\"conversations\",\"group\":\"course\"}", *listed = "{\"source\":\"conversations\",\"columns\":[\"began\"]}",
               *grouped = "{\"source\":\"conversations\",\"group\":\"began\",\"unit\":\"day\"}";
    assert_int_equal(db_change(bench->fixture->db,
                               "WITH RECURSIVE n (i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < ?1) INSERT INTO conversation"
                               " (user_id, title, course_id, created_at, updated_at) SELECT 1, 'T', CASE WHEN i = 0 THEN 8 ELSE 7 END, i * 86400, 1 FROM n",
                               (int64_t)BUILDER_READ_MOST),
                     DB_OK);
    const struct builder_result *result = run_for(bench, counted, INT64_MAX);
    assert_string_equal(json_write(bench->fixture->arena, result->rows), "[[\"One\",200000]]");
    assert_true(!result->read_all && !result->cut);
    assert_int_equal(result->read, BUILDER_READ_MOST);
    result = run_for(bench, listed, INT64_MAX);
    assert_int_equal(cJSON_GetArraySize(result->rows), BUILDER_ROWS_MOST);
    assert_int_equal(result->matched, BUILDER_READ_MOST);
    assert_true(result->cut);
    result = run_for(bench, grouped, INT64_MAX);
    assert_int_equal(cJSON_GetArraySize(result->rows), BUILDER_ROWS_MOST);
    assert_true(result->cut);
    db_change(bench->fixture->db, "DELETE FROM conversation WHERE id = 1");
    assert_true(run_for(bench, counted, INT64_MAX)->read_all);
}

static void no_longer_is_read_than_may_be(void **state)
{
    struct bench *bench = *state;
    const char *people = "{\"source\":\"people\",\"columns\":[\"name\"]}";
    const struct builder_result *result = run_for(bench, people, 0);
    assert_true(!result->read_all && result->read == 0 && result->rows->child == NULL);
    result = run_for(bench, people, BUILDER_TIME_MOST);
    assert_true(result->read_all && result->read == 3);
}

static void what_makes_no_report_is_told(void **state)
{
    struct bench *bench = *state;
    static const char *const wrong[] = {
        "{}", "{\"source\":\"secrets\"}", "{\"source\":\"people\"}", "{\"source\":\"people\",\"columns\":[\"password_hash\"]}",
        "{\"source\":\"people\",\"group\":\"name\",\"second\":\"name\"}", "{\"source\":\"people\",\"group\":\"name\",\"measure\":\"sum\"}",
        "{\"source\":\"people\",\"group\":\"name\",\"measure\":\"mean\",\"measured\":\"email\"}", "{\"source\":\"people\",\"group\":\"name\",\"unit\":\"year\"}",
        "{\"source\":\"people\",\"columns\":[\"name\",\"password_hash\"]}", "{\"source\":\"people\",\"columns\":[\"name\"],\"group\":\"roles\"}",
        FILTERED("is", "roles", "5"), FILTERED("more", "name", "3"), FILTERED("has", "courses", "1"), FILTERED("more", "courses", "many"),
        FILTERED("is", "courses", "1x"), FILTERED("less", "courses", ""), FILTERED("like", "name", "x"), FILTERED("within", "name", "3"), FILTERED("more", "seen", "3"), FILTERED("within", "seen", "soon"),
        "{\"source\":\"people\",\"columns\":[\"name\"],\"chart\":\"bars\"}", "{\"source\":\"people\",\"group\":\"state\",\"chart\":\"line\"}",
        "{\"source\":\"people\",\"group\":\"state\",\"second\":\"language\",\"chart\":\"pie\"}", "{\"source\":\"people\",\"group\":\"state\",\"chart\":\"tower\"}",
        "{\"source\":\"people\",\"group\":\"state\",\"measure\":\"mean\",\"measured\":\"courses\",\"chart\":\"pie\"}"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (problem_of(bench, wrong[i]) == NULL)
            fail_msg("%s was taken", wrong[i]);
    assert_null(problem_of(bench, "{\"source\":\"people\",\"group\":\"registered\",\"chart\":\"line\"}"));
    assert_null(problem_of(bench, "{\"source\":\"people\",\"group\":\"state\",\"second\":\"language\",\"chart\":\"columns\"}"));
    assert_null(problem_of(bench, "{\"source\":\"people\",\"group\":\"state\",\"chart\":\"pie\"}"));
}

/* Whether the clock of the zone leaps over that hour of the day. */
static bool leaps_over(int64_t day, int hour, const char *where)
{
    for (int64_t at = clock_day_start(day, where); clock_day(at, where) == day; at += 15 * CLOCK_MINUTE) {
        struct clock_parts parts = clock_parts(at, where);
        if (parts.hour == hour && parts.minute == 0)
            return false;
    }
    return true;
}

/* Each next one is behind the last, at the hour of the zone, on the right day, for two years: also where a day has 23 or 25 hours, or half an hour
 * more. */
static void mails_go_out_at_their_hour(void **state)
{
    (void)state;
    static const struct { const char *every; int least, most; } rhythms[] = {{"day", 725, 735}, {"week", 103, 106}, {"month", 23, 25}};
    static const char *const zones[] = {"UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Auckland", "Australia/Lord_Howe", "America/Havana"};
    static const int hours[] = {0, 1, 2, 3, 6, 23};
    int64_t from = clock_day_of(2026, 1, 1) * CLOCK_DAY, until = clock_day_of(2028, 1, 1) * CLOCK_DAY;
    int leapt = 0;
    for (size_t z = 0; z < sizeof zones / sizeof *zones; z++)
        for (size_t i = 0; i < sizeof rhythms / sizeof *rhythms; i++)
            for (size_t h = 0; h < sizeof hours / sizeof *hours; h++) {
                int count = 0;
                int64_t last_day = 0;
                for (int64_t at = from, next; (next = builder_schedule_next(rhythms[i].every, hours[h], zones[z], at)) < until; at = next, count++) {
                    struct clock_parts parts = clock_parts(next, zones[z]);
                    int64_t day = clock_day(next, zones[z]);
                    assert_true(next > at && day > last_day);
                    if (parts.hour != hours[h] || parts.minute != 0) {
                        assert_true(leaps_over(day, hours[h], zones[z]));
                        assert_true(parts.hour == hours[h] + 1 || (parts.hour == hours[h] && parts.minute == 30));
                        leapt++;
                    }
                    assert_true(rhythms[i].every[0] != 'd' || last_day == 0 || day == last_day + 1);
                    assert_true(rhythms[i].every[0] != 'w' || parts.weekday == 1);
                    assert_true(rhythms[i].every[0] != 'm' || parts.day == 1);
                    assert_int_equal(builder_schedule_next(rhythms[i].every, hours[h], zones[z], next - 1), next);
                    last_day = day;
                }
                assert_in_range(count, rhythms[i].least, rhythms[i].most);
            }
    assert_true(leapt > 0);
    assert_int_equal(builder_schedule_next("hour", 6, "UTC", 3599), 3600);
    assert_int_equal(builder_schedule_next("hour", 6, "UTC", 3600), 7200);
}

static void who_is_named_is_known(void **state)
{
    (void)state;
    static const struct { const char *definition; bool names; } cases[] = {
        {"{\"source\":\"people\",\"columns\":[\"state\",\"seen\"]}", false},
        {"{\"source\":\"people\",\"columns\":[\"state\",\"name\"]}", true},
        {"{\"source\":\"people\",\"columns\":[\"email\"]}", true},
        {"{\"source\":\"people\",\"columns\":[\"email\"],\"group\":\"state\"}", false}, /* with groups nothing else is shown */
        {"{\"source\":\"enrolments\",\"group\":\"person\"}", true},
        {"{\"source\":\"attempts\",\"group\":\"course\",\"second\":\"person\"}", true},
        {"{\"source\":\"certificates\",\"group\":\"course\",\"filters\":[{\"column\":\"person\",\"op\":\"is\",\"value\":\"Ada\"}]}", true},
        {"{\"source\":\"conversations\",\"columns\":[\"course\",\"began\",\"resolved\",\"handed\",\"rating\"]}", false}};
    struct arena *arena = arena_new();
    arena_own_json(arena);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct builder builder;
        const char *problem = NULL;
        assert_true(builder_read(json_read(arena, cases[i].definition, strlen(cases[i].definition), &problem), &builder, &problem));
        assert_int_equal(builder_names_people(&builder), cases[i].names);
    }
    arena_own_json(NULL);
    arena_free(arena);
}

/* The file of a mail is all rows, or none where they are too many. */
static void a_file_holds_every_row_or_is_none(void **state)
{
    struct bench *bench = *state;
    struct builder builder;
    const char *problem = NULL, *definition = "{\"source\":\"people\",\"columns\":[\"name\",\"registered\"]}";
    assert_true(builder_read(json_read(bench->fixture->arena, definition, strlen(definition), &problem), &builder, &problem));
    const struct builder_result *result = builder_run(bench->fixture->arena, bench->fixture->db, NULL, &builder, "UTC", 1000000);
    struct text all = text_in(bench->fixture->arena), cut = text_in(bench->fixture->arena);
    assert_true(site_built_csv(&all, "en", &builder, result, SIZE_MAX));
    int lines = 0;
    for (const char *at = text_string(&all); (at = strstr(at, "\r\n")) != NULL; at += 2)
        lines++;
    assert_int_equal(lines, 1 + cJSON_GetArraySize(result->rows));
    assert_true(site_built_csv(&cut, "en", &builder, result, all.length));
    cut = text_in(bench->fixture->arena);
    assert_false(site_built_csv(&cut, "en", &builder, result, all.length - 1));
}

static void only_admins_get_it_and_only_when_it_is_time(void **state)
{
    struct bench *bench = *state;
    struct db *db = bench->fixture->db;
    const char *other;
    int64_t id = 0;
    assert_string_equal(builder_schedule_admins(bench->fixture->arena, db, "A@example.org\nb@example.org\nnobody@x.example", &other), "A@example.org");
    assert_string_equal(other, "b@example.org");
    assert_int_equal(builder_add(db, "Mine", "{}", 1, 5, &id), DB_OK);
    const struct builder_schedule schedule = {.hour = 23, .every = "day", .recipients = "a@example.org", .language = "en", .only_filled = true};
    assert_int_equal(builder_schedule_set(db, id, &schedule, 1000, 1, 5), DB_OK);
    assert_int_equal(builder_schedule_set(db, id + 1, &schedule, 1000, 1, 5), DB_NONE); /* no such report */
    assert_int_equal(cJSON_GetArraySize(builder_schedule_due(db, 999)), 0);
    assert_int_equal(cJSON_GetArraySize(builder_schedule_due(db, 1000)), 1);
    assert_int_equal(builder_delete(db, id, 7), DB_OK);
    assert_int_equal(cJSON_GetArraySize(builder_schedule_due(db, 1000)), 0);
    assert_int_equal(builder_restore(db, id), DB_OK);
    assert_int_equal(builder_schedule_told(db, id, 2000, 1000, 12, 1), DB_OK);
    assert_int_equal(cJSON_GetArraySize(builder_schedule_due(db, 1999)), 0);
    assert_int_equal(builder_schedule_want(db, id), DB_OK);
    assert_int_equal(cJSON_GetArraySize(builder_schedule_due(db, 1001)), 1);
    assert_int_equal(json_integer(builder_schedule_find(db, id), "told_rows", 0), 12);
    assert_int_equal(builder_schedule_stop(db, id), DB_OK);
    assert_int_equal(cJSON_GetArraySize(builder_schedule_due(db, 3000)), 1); /* was wanted before */
    assert_int_equal(builder_schedule_told(db, id, 2000, 1000, 12, 1), DB_OK);
    assert_int_equal(cJSON_GetArraySize(builder_schedule_due(db, 3000)), 0);
    assert_int_equal(builder_schedule_set(db, id, &schedule, 2500, 1, 5), DB_OK);
    assert_int_equal(cJSON_GetArraySize(builder_schedule_due(db, 3000)), 0); /* saved again, it stays stopped */
    assert_int_equal(builder_schedule_resume(db, id, 4000), DB_OK);
    assert_int_equal(cJSON_GetArraySize(builder_schedule_due(db, 3999)), 0);
    assert_int_equal(cJSON_GetArraySize(builder_schedule_due(db, 4000)), 1);
    assert_int_equal(builder_schedule_resume(db, id, 400 * CLOCK_DAY), DB_OK);
    assert_int_equal(cJSON_GetArraySize(builder_schedule_due(db, 368 * CLOCK_DAY)), 0);
    assert_int_equal(cJSON_GetArraySize(builder_schedule_due(db, 367 * CLOCK_DAY)), 1); /* the clock was ahead when that was set */
    assert_int_equal(builder_schedule_stop(db, id + 1), DB_NONE);
    assert_int_equal(builder_schedule_clear(db, id), DB_OK);
    assert_int_equal(builder_schedule_clear(db, id), DB_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_column_of_every_source_runs, open_bench, close_bench),
        cmocka_unit_test_setup_teardown(filters_are_what_they_say, open_bench, close_bench),
        cmocka_unit_test_setup_teardown(groups_are_counted_and_measured, open_bench, close_bench),
        cmocka_unit_test_setup_teardown(events_come_from_the_days, open_bench, close_bench),
        cmocka_unit_test_setup_teardown(lessons_have_their_titles, open_bench, close_bench),
        cmocka_unit_test_setup_teardown(words_are_in_order_whatever_their_case, open_bench, close_bench),
        cmocka_unit_test_setup_teardown(means_and_flags_are_what_they_say, open_bench, close_bench),
        cmocka_unit_test_setup_teardown(no_more_is_read_than_may_be, open_bench, close_bench),
        cmocka_unit_test_setup_teardown(no_longer_is_read_than_may_be, open_bench, close_bench),
        cmocka_unit_test_setup_teardown(what_makes_no_report_is_told, open_bench, close_bench),
        cmocka_unit_test(who_is_named_is_known),
        cmocka_unit_test(mails_go_out_at_their_hour),
        cmocka_unit_test_setup_teardown(a_file_holds_every_row_or_is_none, open_bench, close_bench),
        cmocka_unit_test_setup_teardown(only_admins_get_it_and_only_when_it_is_time, open_bench, close_bench),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
