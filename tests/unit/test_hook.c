/* test_hook.c - which web addresses alerts may call, and what is shown of them. */
#include "fixture.h"

#include "core/net/hook.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static bool is_public(const char *address)
{
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, address, &four.sin_addr) == 1)
        return hook_is_public((const struct sockaddr *)&four);
    assert_int_equal(inet_pton(AF_INET6, address, &six.sin6_addr), 1);
    return hook_is_public((const struct sockaddr *)&six);
}

static void only_the_public_internet_is_called(void **state)
{
    (void)state;
    static const char *const closed[] = {"0.0.0.0",       "10.1.2.3",        "100.64.0.1",       "100.127.255.255", "127.0.0.1",    "127.255.255.255",
                                         "169.254.169.254", "172.16.0.1",    "172.31.255.255",   "192.0.0.1",       "192.0.2.7",    "192.168.1.1",
                                         "198.18.0.1",    "198.19.255.255",  "198.51.100.1",     "203.0.113.9",     "224.0.0.1",    "255.255.255.255",
                                         "::",            "::1",             "::ffff:10.0.0.1",  "64:ff9b::a00:1",  "2002:a00:1::", "2001:db8::1",
                                         "2001:0:1::1",   "fc00::1",         "fd12::1",          "fe80::1",         "ff02::1",      "3fff::1"};
    static const char *const open[] = {"1.1.1.1",    "9.255.255.255", "11.0.0.0",      "100.63.255.255", "100.128.0.0",        "172.15.255.255",
                                       "172.32.0.0", "192.0.1.1",     "192.167.1.1",   "198.20.0.0",     "223.255.255.255",    "2606:4700::1111",
                                       "2a00::1",    "2001:4860::1",  "::ffff:1.1.1.1", "2002:101:101::", "64:ff9b::101:101"};
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        if (is_public(closed[i]))
            fail_msg("%s is taken for public", closed[i]);
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        if (!is_public(open[i]))
            fail_msg("%s is taken for private", open[i]);
}

static void addresses_are_whole_and_encrypted(void **state)
{
    (void)state;
    char longest[HOOK_ADDRESS_MOST + 2];
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    memcpy(longest, "https://", strlen("https://"));
    static const char *const wrong[] = {"https://",          "https:///x",       "http://chat.example/x",   "ftp://chat.example", "chat.example",
                                        "https://a@b.example", "https://a b",    "https://a\tb",            "https://a\"b",       "https://h\xc3\xa9.example",
                                        "https://a/<script>", "HTTPS://a.example"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (hook_address_fits(wrong[i], false))
            fail_msg("%s fits", wrong[i]);
    assert_false(hook_address_fits(longest, false));
    longest[HOOK_ADDRESS_MOST] = '\0';
    assert_true(hook_address_fits(longest, false));
    assert_true(hook_address_fits("https://chat.example:8443/hooks/a?b=c@d", false));
    assert_true(hook_address_fits("http://chat.example/x", true));
    assert_false(hook_is_address("watch@chat.example"));
}

/* However this machine is written, and whatever name is given for it: nothing is connected to. */
static void no_way_of_writing_leads_to_this_machine(void **state)
{
    (void)state;
    static const char *const hosts[] = {"127.0.0.1", "127.1",          "2130706433", "0x7f.1",       "0177.0.0.1",        "127.0.0.1.",
                                        "localhost", "localhost.",     "%6cocalhost", "%31%32%37.0.0.1", "0.0.0.0",       "0",
                                        "[::1]",     "[::]",           "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]"};
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_ANY)}};
    socklen_t length = sizeof here;
    int listening = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    assert_int_equal(bind(listening, (struct sockaddr *)&here, sizeof here), 0);
    assert_int_equal(listen(listening, 32), 0);
    assert_int_equal(getsockname(listening, (struct sockaddr *)&here, &length), 0);
    struct arena *arena = arena_new();
    const struct config config = {.base_url = "https://academy.example"};
    setenv("NEXUS_HOOK_PRIVATE", "0", 1);
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        const char *problem = NULL;
        if (hook_post(arena, &config, arena_printf(arena, "https://%s:%d/x", hosts[i], ntohs(here.sin_port)), "{}", &problem) || problem == NULL)
            fail_msg("%s was called", hosts[i]);
        if (accept(listening, NULL, NULL) >= 0)
            fail_msg("%s was connected to", hosts[i]);
    }
    close(listening);
    arena_free(arena);
}

static void a_secret_is_not_shown(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    assert_string_equal(hook_shown(arena, "https://chat.example/hooks/secret"), "https://chat.example/…");
    assert_string_equal(hook_shown(arena, "https://chat.example?secret"), "https://chat.example/…");
    assert_string_equal(hook_shown(arena, "watch@chat.example"), "watch@chat.example");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_public_internet_is_called),
        cmocka_unit_test(addresses_are_whole_and_encrypted),
        cmocka_unit_test(no_way_of_writing_leads_to_this_machine),
        cmocka_unit_test(a_secret_is_not_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
