/* doctor.c - `nexus doctor`: a table of checks. Each says what it found; a failed one says exactly what to do.
 *
 * The exit status is 1 when something is wrong, so that cron and monitoring can call it. */
#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/process.h"
#include "core/base/text.h"
#include "core/store/migrate.h"
#include "domain/measure/keep.h"
#include "domain/measure/spool.h"
#include "domain/measure/store.h"
#include "domain/operate/setting.h"
#include "domain/outbox/outbox.h"
#include "programs/nexus/commands.h"
#include "programs/nexus/installation.h"
#include "programs/nexus/nginx_config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { MEGABYTE = 1024 * 1024, FREE_LEAST = 300, YEAR_LEAST = 2025, YEAR_MOST = 2100, WORKER_SILENCE = 4 * CLOCK_MINUTE };

struct doctor {
    struct arena *arena;
    const struct config *config;
    struct db *db; /* NULL: not there, or of another schema */
    int64_t now;
};

/* `remedy` NULL: all is well. */
struct finding {
    const char *said, *remedy;
};

static struct finding well(const char *said)
{
    return (struct finding){said, NULL};
}

static struct finding wrong(const char *said, const char *remedy)
{
    return (struct finding){said, remedy};
}

static struct finding check_disk(struct doctor *doctor)
{
    struct statvfs disk;
    if (statvfs(doctor->config->data, &disk) != 0)
        return wrong(strerror(errno), arena_printf(doctor->arena, "mount or create %s", doctor->config->data));
    long long megabytes = (long long)disk.f_bavail * (long long)disk.f_frsize / MEGABYTE;
    const char *said = arena_printf(doctor->arena, "%lld MB free for %s", megabytes, doctor->config->data);
    if (megabytes < FREE_LEAST)
        return wrong(said, arena_printf(doctor->arena, "free at least %d MB: old backups and %s/log are the first to look at", FREE_LEAST,
                                        doctor->config->data));
    if (disk.f_files > 0 && disk.f_favail < 1000)
        return wrong("the disk has no room for more files (inodes)", "delete files that are not needed on this disk");
    return well(said);
}

/* Files from the future mean that the clock was set back, and then sessions and schedules are wrong. */
static struct finding check_clock(struct doctor *doctor)
{
    const char *remedy = "set the clock and keep it right: timedatectl set-ntp true";
    struct clock_parts parts = clock_parts(doctor->now, "UTC");
    const char *said = clock_stamp(doctor->arena, doctor->now);
    struct stat status;
    if (parts.year < YEAR_LEAST || parts.year > YEAR_MOST)
        return wrong(arena_printf(doctor->arena, "the clock says %s", said), remedy);
    if (stat(doctor->config->database, &status) == 0 && status.st_mtime > doctor->now + 5 * CLOCK_MINUTE)
        return wrong(arena_printf(doctor->arena, "the clock says %s, but the database was written after that", said), remedy);
    return well(said);
}

static struct finding check_data(struct doctor *doctor)
{
    static const char *const folders[] = {"", "run", "log", "mail", "avatars", "assets", "certificates", "reports", "temporary"};
    const char *data = doctor->config->data;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        const char *folder = config_data_path(doctor->arena, doctor->config, folders[i]);
        struct stat status;
        if (stat(folder, &status) != 0 || faccessat(AT_FDCWD, folder, R_OK | W_OK | X_OK, AT_EACCESS) != 0)
            return wrong(arena_printf(doctor->arena, "%s: %s", folder, strerror(errno)),
                         arena_printf(doctor->arena, "mkdir -p %s; chown -R USER %s, for the user that runs Nexus", folder, data));
        if ((status.st_mode & 0007) != 0)
            return wrong(arena_printf(doctor->arena, "%s is open to every user of this machine", folder),
                         arena_printf(doctor->arena, "chmod o-rwx %s", folder));
    }
    return well(arena_printf(doctor->arena, "%s is ours alone", data));
}

static struct finding check_secrets(struct doctor *doctor)
{
    static const char *const files[] = {"secret.key", "nexus.db", "tls/key.pem"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const char *path = config_data_path(doctor->arena, doctor->config, files[i]);
        struct stat status;
        if (stat(path, &status) == 0 && (status.st_mode & 0077) != 0)
            return wrong(arena_printf(doctor->arena, "%s can be read by others (mode %o)", path, status.st_mode & 0777u),
                         arena_printf(doctor->arena, "chmod 600 %s", path));
    }
    return well("key and database are readable by their owner only");
}

static struct finding check_certificate(struct doctor *doctor)
{
    const struct site site = site_of(doctor->arena, doctor->config);
    bool ours = text_starts(site.certificate, doctor->config->data);
    if (!file_exists(site.certificate) && ours)
        return well("none yet; a self-signed one is made by `nexus serve`, unless another web server is in front");
    if (access(site.certificate, R_OK) != 0)
        return wrong(arena_printf(doctor->arena, "%s: %s", site.certificate, strerror(errno)), "correct tls_certificate in nexus.conf");
    if (certificate_lasts(doctor->arena, site.certificate, CERTIFICATE_DAYS_LEAST))
        return well(arena_printf(doctor->arena, "%s lasts more than %d days", site.certificate, CERTIFICATE_DAYS_LEAST));
    return wrong(arena_printf(doctor->arena, "%s ends within %d days", site.certificate, CERTIFICATE_DAYS_LEAST),
                 ours ? "start `nexus serve` again: it makes a new one" : "renew it, for example: certbot renew");
}

static struct finding check_schema(struct doctor *doctor)
{
    struct db *db = file_exists(doctor->config->database) ? db_open(doctor->config->database, DB_SERVE) : NULL;
    if (db == NULL)
        return wrong(arena_printf(doctor->arena, "%s is not there or can't be opened", doctor->config->database),
                     "nexus migrate (or nexus restore FILE, when there was one)");
    db_use_arena(db, doctor->arena);
    int version = migrate_version(db), newest = migrate_newest(config_home_path(doctor->arena, doctor->config, "db"));
    const char *said = arena_printf(doctor->arena, "schema %d; this version has %d", version, newest);
    if (version != newest) {
        db_close(db);
        return wrong(said, version < newest ? "nexus migrate" : "install the newer version that this database was used with");
    }
    doctor->db = db;
    return well(said);
}

static bool is_trial(const struct config *config)
{
    return config->demo || strstr(config->base_url, "//localhost") != NULL || strstr(config->base_url, "//127.0.0.1") != NULL;
}

static struct finding check_mail(struct doctor *doctor)
{
    const char *files = arena_printf(doctor->arena, "no SMTP server set: messages are written to %s/mail", doctor->config->data);
    if (*doctor->config->smtp_url == '\0' && !is_trial(doctor->config))
        return wrong(files, "set smtp_url (smtp://host:587), smtp_user and smtp_password in nexus.conf, then restart");
    if (doctor->db == NULL)
        return well(*doctor->config->smtp_url == '\0' ? files : "SMTP is set; the queue was not looked at");
    arena_own_json(doctor->arena);
    int64_t failed = outbox_count(doctor->db, "failed"), queued = outbox_count(doctor->db, "queued");
    const cJSON *oldest = queued > 0 ? outbox_list(doctor->db, "queued", 1, queued - 1)->child : NULL;
    int64_t since = doctor->now - json_integer(oldest, "created_at", doctor->now);
    arena_own_json(NULL);
    if (failed > 0)
        return wrong(arena_printf(doctor->arena, "%lld messages failed for good", (long long)failed),
                     "read the reasons on the admin's mail page, correct smtp_* in nexus.conf, then: nexus mail flush");
    if (since > CLOCK_HOUR)
        return wrong(arena_printf(doctor->arena, "%lld messages wait, the oldest for %lld minutes", (long long)queued,
                                  (long long)since / CLOCK_MINUTE),
                     "correct smtp_* in nexus.conf or start the worker, then: nexus mail flush");
    return well(*doctor->config->smtp_url == '\0' ? files : arena_printf(doctor->arena, "%lld messages wait", (long long)queued));
}

static struct finding check_worker(struct doctor *doctor)
{
    const char *remedy = "start the academy (nexus serve, or systemctl start nexus); on shared hosting add to cron: "
                         "* * * * * /path/to/worker --once";
    if (doctor->db == NULL)
        return wrong("can't be told without a database", "mend the schema first");
    int64_t seen = setting_integer(doctor->db, "worker_seen", 0);
    if (seen == 0)
        return wrong("no worker has ever run: no mail goes out", remedy);
    const char *said = arena_printf(doctor->arena, "last seen %lld seconds ago", (long long)(doctor->now - seen));
    return doctor->now - seen > WORKER_SILENCE ? wrong(said, remedy) : well(said);
}

/* The events' store is the worker's to make and to bring up to date; a queue that grows means that it does not. */
static struct finding check_events(struct doctor *doctor)
{
    enum { WAITING_MOST = 64 };
    const char *remedy = "start the worker (see above) and look for its errors in the log; then: nexus events status";
    int64_t waiting = spool_waiting(doctor->arena, doctor->config);
    if (waiting > (int64_t)WAITING_MOST * MEGABYTE)
        return wrong(arena_printf(doctor->arena, "%lld MB of events wait to be taken", (long long)waiting / MEGABYTE), remedy);
    if (!file_exists(config_data_path(doctor->arena, doctor->config, "events/rollup.db")))
        return well("none yet");
    struct store *store = store_open(doctor->arena, doctor->config, false);
    bool damaged = store != NULL && db_damaged(store_month_path(store, "rollup"));
    if (store == NULL || damaged)
        return wrong(damaged ? "the roll-ups are damaged" : "the roll-ups can't be opened, or have another schema",
                     arena_printf(doctor->arena, "move %s/events/rollup.db* away: the worker makes them again from the months",
                                  doctor->config->data));
    int aside = keep_aside_count(store);
    store_close(store);
    if (aside > 0)
        return wrong(arena_printf(doctor->arena, "%d damaged files were set aside: events/damaged-*, events/unreadable-*", aside),
                     "get out of them what can be had (sqlite3 FILE .recover), then delete them: nobody is ever erased from them");
    return well(arena_printf(doctor->arena, "taken; %lld kB wait", (long long)(waiting + 1023) / 1024));
}

static struct finding check_web_server(struct doctor *doctor)
{
    const char *path = process_find(doctor->arena, "nginx");
    if (!file_exists(config_home_path(doctor->arena, doctor->config, "nginx")))
        return well("the one of the hosting");
    if (path == NULL)
        return wrong("nginx is not installed", "apt-get install nginx-light");
    if (nginx_push_problem(doctor->config) != NULL)
        return wrong(nginx_push_problem(doctor->config), "apt-get install libnginx-mod-nchan, or take push out of nexus.conf");
    pid_t master = installation_served_by(doctor->arena, doctor->config);
    return well(master > 0 ? arena_printf(doctor->arena, "%s; the academy is served by process %ld", path, (long)master)
                           : arena_printf(doctor->arena, "%s; the academy is not being served now", path));
}

static struct finding check_helpers(struct doctor *doctor)
{
    static const char *const fonts[] = {"/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "/usr/share/fonts/dejavu/DejaVuSans.ttf",
                                        "/usr/share/fonts/TTF/DejaVuSans.ttf"};
    if (process_find(doctor->arena, "rsvg-convert") == NULL)
        return wrong("rsvg-convert is not installed: certificates can't be made", "apt-get install librsvg2-bin");
    if (file_exists(config_home_path(doctor->arena, doctor->config, "fonts")))
        return well("rsvg-convert and the fonts that came with Nexus");
    for (size_t i = 0; i < sizeof fonts / sizeof *fonts; i++)
        if (file_exists(fonts[i]))
            return well("rsvg-convert and the DejaVu fonts");
    return wrong("no DejaVu fonts: certificates would have empty boxes for letters", "apt-get install fonts-dejavu-core");
}

/* The schema comes before what reads the database. */
static const struct {
    const char *name;
    struct finding (*check)(struct doctor *doctor);
} checks[] = {{"disk", check_disk},     {"clock", check_clock},       {"data folder", check_data}, {"secrets", check_secrets},
              {"schema", check_schema}, {"certificate", check_certificate}, {"mail", check_mail},  {"worker", check_worker},
              {"events", check_events},
              {"web server", check_web_server}, {"helpers", check_helpers}};

static int examine(struct doctor *doctor)
{
    int found = 0;
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        struct finding finding = checks[i].check(doctor);
        printf("%-6s %-12s %s\n", finding.remedy == NULL ? "ok" : "WRONG", checks[i].name, finding.said);
        if (finding.remedy != NULL)
            printf("       %-12s Do: %s\n", "", finding.remedy);
        found += finding.remedy != NULL;
    }
    printf(found == 0 ? "All is well.\n" : "%d to mend.\n", found);
    return found == 0 ? 0 : 1;
}

int command_doctor(int argc, char **argv)
{
    (void)argc, (void)argv;
    struct arena *arena = arena_new();
    struct doctor doctor = {.arena = arena, .config = installation_open(arena, false), .now = clock_now()};
    int status = doctor.config == NULL ? 1 : examine(&doctor);
    db_close(doctor.db);
    arena_free(arena);
    return status;
}
