/* keys.c - API keys as the pages of their owner and of the admins show them. */
#include "programs/site/site.h"

#include "domain/account/api_key.h"

cJSON *site_scope_names(int scopes)
{
    cJSON *names = cJSON_CreateArray();
    for (int scope = SCOPE_READ; scope <= SCOPE_ADMIN; scope *= 2)
        if ((scopes & scope) != 0)
            cJSON_AddItemToArray(names, cJSON_CreateString(route_scope_name(scope)));
    return names;
}

cJSON *site_list_keys(struct request *request, int64_t user_id)
{
    cJSON *keys = api_key_list(request->db, user_id, request->now), *key;
    cJSON_ArrayForEach(key, keys) json_set(key, "scopes", site_scope_names((int)json_integer(key, "scopes", 0)));
    site_date_rows(request, keys, "created_at");
    site_date_rows(request, keys, "expires_at");
    site_ago_rows(request, keys, "last_used_at");
    return keys;
}
