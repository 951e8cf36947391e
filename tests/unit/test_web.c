/* test_web.c - the parts of a request's way that need no server: forms, cookies, routes, local paths, the API's description. */
#include "core/web/form.h"
#include "core/web/request.h"
#include "core/web/route.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    arena_own_json(arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_own_json(NULL);
    arena_free(arena);
    return 0;
}

static const char *value_of(const struct form *form, const char *name)
{
    for (size_t i = 0; i < form->count; i++)
        if (strcmp(form->parameters[i].name, name) == 0)
            return form->parameters[i].value;
    return NULL;
}

static void test_urlencoded(void **state)
{
    (void)state;
    struct form form = {.arena = arena};
    const char *body = "a=1&b=x+y%20z&caf%C3%A9=%e2%82%ac&empty=&flag&half=%4&a=2";
    assert_true(form_read_urlencoded(&form, body, strlen(body)));
    assert_string_equal(value_of(&form, "a"), "1");
    assert_string_equal(value_of(&form, "b"), "x y z");
    assert_string_equal(value_of(&form, "caf\xc3\xa9"), "\xe2\x82\xac");
    assert_string_equal(value_of(&form, "empty"), "");
    assert_string_equal(value_of(&form, "flag"), "");
    assert_string_equal(value_of(&form, "half"), "%4");
    assert_int_equal(form.count, 7);
    static const char *const refused[] = {"a=%ff", "a=%00", "%c3=1"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct form other = {.arena = arena};
        assert_false(form_read_urlencoded(&other, refused[i], strlen(refused[i])));
    }
}

static void test_multipart(void **state)
{
    (void)state;
    struct form form = {.arena = arena};
    static const char body[] = "--B\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\ntoken\r\n"
                               "--B\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"me.png\"\r\nContent-Type: image/png\r\n\r\n"
                               "\x89PNG\r\n--C\r\n--B--\r\n";
    assert_true(form_read_multipart(&form, "multipart/form-data; boundary=B", body, sizeof body - 1));
    assert_string_equal(value_of(&form, "csrf"), "token");
    const struct upload *upload = form.parameters[1].upload;
    assert_non_null(upload);
    assert_int_equal(upload->length, 9);
    assert_memory_equal(upload->bytes, "\x89PNG\r\n--C", 9);
    assert_string_equal(upload->type, "image/png");
    static const char *const broken[] = {"", "--B", "--B\r\n", "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx",
                                         "--B\r\n\r\nno name\r\n--B--", "--X\r\n\r\n--X--"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct form other = {.arena = arena};
        assert_false(form_read_multipart(&other, "multipart/form-data; boundary=\"B\"", broken[i], strlen(broken[i])));
    }
}

static void test_cookies(void **state)
{
    (void)state;
    assert_string_equal(form_cookie(arena, "a=1; __Host-session=xyz; b=2", "__Host-session"), "xyz");
    assert_string_equal(form_cookie(arena, "b=2;a=", "a"), "");
    assert_null(form_cookie(arena, "xa=1; ab=2", "a"));
    assert_null(form_cookie(arena, "", "a"));
}

static enum http_status nothing(struct request *request)
{
    (void)request;
    return HTTP_OK;
}

static const struct field list_fields[] = {{.name = "files", .kind = FIELD_CHOICE, .choices = "pdf csv none", .help = "which"}, {.name = NULL}};

static const struct route routes[] = {{"GET", "/", nothing, .help = "front"},
                                      {"GET", "/courses", nothing, .fields = list_fields, .help = "list"},
                                      {"GET", "/courses/:slug", nothing, .help = "one"},
                                      {"GET", "/courses/new", nothing, WHO_INSTRUCTOR, .help = "literal wins"},
                                      {"GET", "/courses/:slug/:lesson", nothing, .help = "lesson"},
                                      {"POST", "/lessons/:id/complete", nothing, WHO_USER, .rate = {10, 60}, .help = "done"},
                                      {.method = NULL}};

static const char *found(const char *method, const char *path)
{
    struct route_match match = route_find(arena, routes, method, path);
    return match.route == NULL ? match.other_method ? "other method" : "nothing" : match.route->help;
}

static void test_routes(void **state)
{
    (void)state;
    static const struct { const char *method, *path, *expected; } cases[] = {
        {"GET", "/", "front"},
        {"HEAD", "/courses", "list"},
        {"GET", "/courses/git", "one"},
        {"GET", "/courses/new", "literal wins"},
        {"GET", "/courses/git/intro", "lesson"},
        {"GET", "/courses//intro", "nothing"},
        {"GET", "/courses/git/intro/more", "nothing"},
        {"POST", "/lessons/12/complete", "done"},
        {"POST", "/lessons/12a/complete", "nothing"},
        {"POST", "/lessons/99999999999999999999/complete", "nothing"},
        {"GET", "/lessons/12/complete", "other method"},
        {"DELETE", "/courses", "other method"},
        {"GET", "/course", "nothing"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(found(cases[i].method, cases[i].path), cases[i].expected);
    struct route_match match = route_find(arena, routes, "GET", "/courses/git/in tro");
    assert_int_equal(match.count, 2);
    assert_string_equal(match.names[1], "lesson");
    assert_string_equal(match.values[1], "in tro");
}

static void test_local_paths(void **state)
{
    (void)state;
    static const struct { const char *path; bool local; } cases[] = {
        {"/dashboard", true},      {"/a?b=c&d=%20", true},   {"//evil.example", false}, {"/\\evil.example", false}, {"https://evil.example", false},
        {"javascript:x", false},   {"", false},              {"/a\r\nSet-Cookie: x", false}, {"/a b", false},       {"/caf\xc3\xa9", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(request_local_path(cases[i].path, "fallback"), cases[i].local ? cases[i].path : "fallback");
    assert_string_equal(request_local_path(NULL, "fallback"), "fallback");
}

static void test_openapi(void **state)
{
    (void)state;
    cJSON *document = route_openapi(route_list(routes, "test"), "Academy", "https://academy.example");
    const cJSON *paths = json_member(document, "paths");
    const cJSON *post = json_member(json_member(paths, "/lessons/{id}/complete"), "post");
    assert_non_null(json_member(json_member(post, "responses"), "429"));
    assert_non_null(json_member(json_member(post, "responses"), "401"));
    const cJSON *parameter = cJSON_GetArrayItem(json_member(post, "parameters"), 0);
    assert_string_equal(json_string(parameter, "name", ""), "id");
    assert_string_equal(json_string(json_member(parameter, "schema"), "type", ""), "integer");
    assert_non_null(json_member(json_member(paths, "/courses/{slug}/{lesson}"), "get"));
    parameter = json_member(json_member(json_member(paths, "/courses"), "get"), "parameters")->child;
    assert_string_equal(json_write(arena, json_member(json_member(parameter, "schema"), "enum")), "[\"pdf\",\"csv\",\"none\"]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_urlencoded),  cmocka_unit_test(test_multipart), cmocka_unit_test(test_cookies),
                                       cmocka_unit_test(test_routes),      cmocka_unit_test(test_local_paths), cmocka_unit_test(test_openapi)};
    return cmocka_run_group_tests_name("web", tests, set_up, tear_down);
}
