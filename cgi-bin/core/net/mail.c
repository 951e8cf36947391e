/* mail.c - sending: to the SMTP server, or into a file. Called by the worker for each message of the outbox. */
#include "core/net/mail.h"

#include "core/base/file.h"

#include <curl/curl.h>
#include <errno.h>
#include <string.h>

enum { SECONDS_MOST = 30, BYTES_A_SECOND = 64 * 1024 /* that much longer, on a slow line */ };

/* "Nexus <noreply@x>" -> "<noreply@x>" */
static char *in_brackets(struct arena *arena, const char *address)
{
    const char *bracket = strchr(address, '<');
    return bracket != NULL ? arena_strdup(arena, bracket) : arena_printf(arena, "<%s>", address);
}

static size_t read_message(char *buffer, size_t size, size_t count, void *message)
{
    return mail_read(message, buffer, size * count);
}

static CURLcode send_with_curl(CURL *curl, struct arena *arena, const struct config *config, const char *recipient,
                               struct mail_message *message, char *reason)
{
    size_t length = mail_length(message);
    struct curl_slist *recipients = curl_slist_append(NULL, in_brackets(arena, recipient));
    curl_easy_setopt(curl, CURLOPT_URL, config->smtp_url);
    if (*config->smtp_user != '\0') {
        curl_easy_setopt(curl, CURLOPT_USERNAME, config->smtp_user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, config->smtp_password);
    }
    bool must_encrypt = *config->smtp_user != '\0'; /* never a password in clear */
    curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(must_encrypt ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, in_brackets(arena, config->mail_from));
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_message);
    curl_easy_setopt(curl, CURLOPT_READDATA, message);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)length); /* a server that takes less says so at once */
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)(SECONDS_MOST + length / BYTES_A_SECOND));
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason);
    CURLcode code = curl_easy_perform(curl);
    curl_slist_free_all(recipients);
    return code;
}

static bool send_by_smtp(struct arena *arena, const struct config *config, const char *recipient, struct mail_message *message,
                         const char **problem)
{
    char reason[CURL_ERROR_SIZE] = "";
    CURL *curl = curl_easy_init();
    CURLcode code = curl == NULL ? CURLE_FAILED_INIT : send_with_curl(curl, arena, config, recipient, message, reason);
    curl_easy_cleanup(curl);
    if (code != CURLE_OK)
        *problem = arena_strdup(arena, *reason != '\0' ? reason : curl_easy_strerror(code));
    return code == CURLE_OK;
}

static size_t read_whole(void *message, char *into, size_t room)
{
    return mail_read(message, into, room);
}

bool mail_send(struct arena *arena, const struct config *config, int64_t id, const char *recipient, struct mail_message *message,
               const char **problem)
{
    if (*config->smtp_url != '\0')
        return send_by_smtp(arena, config, recipient, message, problem);
    char *path = config_data_path(arena, config, arena_printf(arena, "mail/%lld.eml", (long long)id));
    if (file_write_from(arena, path, read_whole, message))
        return true;
    *problem = arena_printf(arena, "%s: %s", path, strerror(errno));
    return false;
}
