/* hook.c - one POST by libcurl. See hook.h. Called by the worker for each message of the outbox that goes to a web address. */
#include "core/net/hook.h"

#include <curl/curl.h>
#include <string.h>
#include <unistd.h>

enum { CONNECT_SECONDS = 5, SECONDS_MOST = 10, ANSWER_MOST = 64 * 1024 };

struct call {
    bool private, closed; /* closed: an address that may not be connected to */
    size_t answered;
};

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct call *call = context;
    if (purpose != CURLSOCKTYPE_IPCXN || (!call->private && !hook_is_public(&address->addr))) {
        call->closed = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* What it says is of no interest, only that it is not endless. */
static size_t forget(char *bytes, size_t size, size_t count, void *context)
{
    struct call *call = context;
    (void)bytes;
    call->answered += size * count;
    return call->answered > ANSWER_MOST ? 0 : size * count;
}

static CURLcode post(CURL *curl, struct call *call, const char *address, const char *json, long *status)
{
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    curl_easy_setopt(curl, CURLOPT_URL, address);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, call->private ? "https,http" : "https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, call);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "Nexus");
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, json);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, forget);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, call);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)SECONDS_MOST);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, status);
    curl_slist_free_all(headers);
    return code;
}

bool hook_post(struct arena *arena, const struct config *config, const char *address, const char *json, const char **problem)
{
    struct call call = {.private = hook_private(config)};
    long status = 0;
    CURL *curl = curl_easy_init();
    CURLcode code = curl == NULL ? CURLE_FAILED_INIT : post(curl, &call, address, json, &status);
    curl_easy_cleanup(curl);
    if (status >= 200 && status < 300) /* it has it, even when the rest of the answer has no end: once more would be twice */
        return true;
    if (call.closed)
        *problem = "the web address is not on the public internet (hook_private = 1 allows that)";
    else
        *problem = status != 0 ? arena_printf(arena, "the web address answered %ld", status) : curl_easy_strerror(code);
    return false;
}
