/* health.c - is the program there (cheap), and can it work (writes a row). For load balancers and the doctor. */
#include "programs/site/site.h"

#include "domain/operate/setting.h"

#include <string.h>

static enum http_status say(struct request *request, const char *words)
{
    request_cache(request, "no-store");
    return request_body(request, "text/plain; charset=utf-8", words, strlen(words));
}

enum http_status site_health(struct request *request)
{
    return say(request, "ok\n");
}

enum http_status site_ready(struct request *request)
{
    if (!request_begin_write(request))
        return request_failed(request);
    enum db_result result = setting_set_integer(request->db, "ready_at", request->now);
    return result == DB_OK ? say(request, "ready\n") : request_result(request, result);
}
