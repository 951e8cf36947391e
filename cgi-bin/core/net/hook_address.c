/* hook_address.c - which web addresses may be called. See hook.h. Called by the pages of alerts and of mail, and by hook.c. */
#include "core/net/hook.h"

#include "core/base/text.h"

#include <netinet/in.h>
#include <string.h>

static size_t scheme_length(const char *recipient)
{
    return text_starts(recipient, "https://") ? strlen("https://") : text_starts(recipient, "http://") ? strlen("http://") : 0;
}

bool hook_is_address(const char *recipient)
{
    return scheme_length(recipient) > 0;
}

bool hook_private(const struct config *config)
{
    return text_equal(config_value(config, "hook_private", "0"), "1");
}

bool hook_address_fits(const char *address, bool private)
{
    size_t scheme = scheme_length(address), host = strcspn(address + scheme, "/?#");
    for (const unsigned char *c = (const unsigned char *)address; *c != '\0'; c++)
        if (*c <= ' ' || *c >= 0x7f || strchr("\"<>\\^`{|}", *c) != NULL)
            return false;
    return scheme > 0 && host > 0 && memchr(address + scheme, '@', host) == NULL && strlen(address) <= HOOK_ADDRESS_MOST &&
           (private || text_starts(address, "https://"));
}

char *hook_shown(struct arena *arena, const char *recipient)
{
    size_t scheme = scheme_length(recipient), host = strcspn(recipient + scheme, "/?#");
    if (scheme == 0)
        return arena_strdup(arena, recipient);
    return arena_printf(arena, "%.*s/…", (int)(scheme + host), recipient);
}

/* ---- networks ---- */

/* RFC 6890 and 5771: an address and how many of its first bits. */
static bool is_public_4(uint32_t address)
{
    static const struct { uint32_t first; int bits; } closed[] = {
        {0x00000000, 8},  {0x0a000000, 8},  {0x64400000, 10}, {0x7f000000, 8},  {0xa9fe0000, 16}, {0xac100000, 12}, {0xc0000000, 24},
        {0xc0000200, 24}, {0xc0a80000, 16}, {0xc6120000, 15}, {0xc6336400, 24}, {0xcb007100, 24}, {0xe0000000, 3}};
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        if (((address ^ closed[i].first) >> (32 - closed[i].bits)) == 0)
            return false;
    return true;
}

static uint32_t number_of(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* Of the global 2000::/3 what is not for documents, Teredo, benchmarks (2001::/23, 2001:db8::/32, 3fff::/20), nor hides an IPv4 address that is
 * closed (6to4); and those that translators make of open ones (64:ff9b::/96, ::ffff:0:0/96). */
static bool is_public_6(const unsigned char *bytes)
{
    static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, translated[12] = {0x00, 0x64, 0xff, 0x9b};
    uint32_t head = number_of(bytes);
    if (memcmp(bytes, mapped, sizeof mapped) == 0 || memcmp(bytes, translated, sizeof translated) == 0)
        return is_public_4(number_of(bytes + 12));
    if (head >> 16 == 0x2002)
        return is_public_4(number_of(bytes + 2));
    return head >> 29 == 1 && head >> 9 != 0x20010000 >> 9 && head != 0x20010db8 && head >> 12 != 0x3fff0000 >> 12;
}

bool hook_is_public(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET)
        return is_public_4(ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr));
    return address->sa_family == AF_INET6 && is_public_6(((const struct sockaddr_in6 *)(const void *)address)->sin6_addr.s6_addr);
}
