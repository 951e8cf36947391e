/* snapshot.h - reports kept as they were, and links to them that end. Called by the pages of the analytics program.
 *
 * A snapshot is the model a template showed. It is signed when it is kept: its drawings are written unescaped, so a row that was
 * changed behind our back must not be shown. Of a link only the hash of its token is stored. */
#ifndef NEXUS_SNAPSHOT_H
#define NEXUS_SNAPSHOT_H

#include "core/base/config.h"
#include "core/store/database.h"

enum { SNAPSHOT_TITLE_MOST = 100, SNAPSHOT_NOTE_MOST = 500, SNAPSHOT_BYTES_MOST = 512 * 1024, SNAPSHOTS_MOST = 500,
       SNAPSHOT_TWICE_SECONDS = 10, SNAPSHOT_LINKS_MOST = 100 };

struct snapshot {
    const char *title, *note, *template, *path;
    const char *model; /* JSON text */
    int64_t made_by, made_at;
};

/* Keeps one; the same again (page, name, person) within SNAPSHOT_TWICE_SECONDS is the one that is there. DB_CONFLICT from this and from
 * snapshot_restore: the model is too large, or there are SNAPSHOTS_MOST. Needs the write transaction, as do all that change. */
enum db_result snapshot_add(struct arena *arena, struct db *db, const struct config *config, const struct snapshot *snapshot, int64_t *id);

/* Newest first: [{id, title, note, path, template, made_at, made_by_name, links (that are open at `now`)}]. */
cJSON *snapshot_list(struct db *db, int64_t now);

/* One with its model as JSON: {id, title, note, template, path, made_at, model}; NULL: none, deleted, or not as we signed it. */
cJSON *snapshot_find(struct arena *arena, struct db *db, const struct config *config, int64_t id);

enum db_result snapshot_rename(struct db *db, int64_t id, const char *title, const char *note);
enum db_result snapshot_delete(struct db *db, int64_t id, int64_t now);
enum db_result snapshot_restore(struct db *db, int64_t id);

/* A link that ends at a moment; *token (in the arena) is told once and never stored. DB_NONE: no such snapshot.
 * DB_CONFLICT: it has had SNAPSHOT_LINKS_MOST; all of them stay on its list, to be revoked. */
enum db_result snapshot_share(struct arena *arena, struct db *db, int64_t id, int64_t now, int64_t expires_at, const char **token);

/* [{id, made_at, expires_at, revoked_at, views}], newest first. */
cJSON *snapshot_shares(struct db *db, int64_t id);
enum db_result snapshot_revoke(struct db *db, int64_t id, int64_t share_id, int64_t now);

/* What a token opens. SNAPSHOT_ENDED: it ran out, was revoked, or its snapshot was deleted. */
enum snapshot_link { SNAPSHOT_UNKNOWN, SNAPSHOT_ENDED, SNAPSHOT_OPEN };
enum snapshot_link snapshot_open(struct arena *arena, struct db *db, const char *token, int64_t now, int64_t *id);

/* Counts one look through a link. */
enum db_result snapshot_count_view(struct arena *arena, struct db *db, const char *token);

#endif
