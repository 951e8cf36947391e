/* snapshot.c - the tables of snapshots and of the links to them. See snapshot.h. */
#include "domain/measure/snapshot.h"

#include "core/base/json.h"
#include "core/base/secret.h"

#include <string.h>

static char *sign(struct arena *arena, const struct config *config, const char *template, const char *model)
{
    return secret_sign(arena, config, "snapshot", arena_printf(arena, "%s\n%s", template, model));
}

static bool has_room(struct db *db)
{
    return db_integer(db, 0, "SELECT count(*) FROM snapshot WHERE deleted_at IS NULL") < SNAPSHOTS_MOST;
}

enum db_result snapshot_add(struct arena *arena, struct db *db, const struct config *config, const struct snapshot *snapshot, int64_t *id)
{
    int64_t same = db_integer(db, 0,
                              "SELECT max(id) FROM snapshot WHERE deleted_at IS NULL AND path = ?1 AND title = ?2 AND made_by = ?3 AND made_at > ?4",
                              snapshot->path, snapshot->title, snapshot->made_by, snapshot->made_at - SNAPSHOT_TWICE_SECONDS);
    if (same != 0) {
        *id = same;
        return DB_OK;
    }
    if (!has_room(db) || strlen(snapshot->model) > SNAPSHOT_BYTES_MOST)
        return DB_CONFLICT;
    return db_insert(db, id,
                     "INSERT INTO snapshot (title, note, template, path, model, signature, made_by, made_at)"
                     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                     snapshot->title, snapshot->note, snapshot->template, snapshot->path, snapshot->model,
                     sign(arena, config, snapshot->template, snapshot->model), db_reference(snapshot->made_by), snapshot->made_at);
}

cJSON *snapshot_list(struct db *db, int64_t now)
{
    return db_rows(db,
                   "SELECT s.id, s.title, s.note, s.path, s.template, s.made_at, p.name AS made_by_name,"
                   " (SELECT count(*) FROM snapshot_share h WHERE h.snapshot_id = s.id AND h.revoked_at IS NULL AND h.expires_at > ?1) AS links"
                   " FROM snapshot s LEFT JOIN person p ON p.id = s.made_by WHERE s.deleted_at IS NULL ORDER BY s.id DESC LIMIT ?2",
                   now, (int64_t)SNAPSHOTS_MOST);
}

cJSON *snapshot_find(struct arena *arena, struct db *db, const struct config *config, int64_t id)
{
    cJSON *row = db_row(db, "SELECT id, title, note, template, path, made_at, model, signature FROM snapshot WHERE id = ?1 AND deleted_at IS NULL",
                        id);
    if (row == NULL)
        return NULL;
    const char *text = json_string(row, "model", "");
    if (!secret_equal(json_string(row, "signature", NULL), sign(arena, config, json_string(row, "template", ""), text)))
        return NULL;
    cJSON *model = json_read(arena, text, strlen(text), NULL);
    if (model == NULL)
        return NULL;
    json_set(row, "model", model);
    cJSON_DeleteItemFromObject(row, "signature");
    return row;
}

enum db_result snapshot_rename(struct db *db, int64_t id, const char *title, const char *note)
{
    return db_change(db, "UPDATE snapshot SET title = ?2, note = ?3 WHERE id = ?1 AND deleted_at IS NULL", id, title, note);
}

enum db_result snapshot_delete(struct db *db, int64_t id, int64_t now)
{
    return db_change(db, "UPDATE snapshot SET deleted_at = ?2 WHERE id = ?1 AND deleted_at IS NULL", id, now);
}

enum db_result snapshot_restore(struct db *db, int64_t id)
{
    if (!has_room(db))
        return DB_CONFLICT;
    return db_change(db, "UPDATE snapshot SET deleted_at = NULL WHERE id = ?1 AND deleted_at IS NOT NULL", id);
}

/* ---- links ---- */

enum db_result snapshot_share(struct arena *arena, struct db *db, int64_t id, int64_t now, int64_t expires_at, const char **token)
{
    if (db_integer(db, 0, "SELECT count(*) FROM snapshot_share WHERE snapshot_id = ?1", id) >= SNAPSHOT_LINKS_MOST)
        return DB_CONFLICT;
    const char *made = secret_token(arena);
    enum db_result result = db_change(db,
                                      "INSERT INTO snapshot_share (snapshot_id, token_hash, made_at, expires_at)"
                                      " SELECT id, ?2, ?3, ?4 FROM snapshot WHERE id = ?1 AND deleted_at IS NULL",
                                      id, secret_hash(arena, made), now, expires_at);
    if (result == DB_OK)
        *token = made;
    return result;
}

cJSON *snapshot_shares(struct db *db, int64_t id)
{
    return db_rows(db, "SELECT id, made_at, expires_at, revoked_at, views FROM snapshot_share WHERE snapshot_id = ?1 ORDER BY id DESC LIMIT ?2", id,
                   (int64_t)SNAPSHOT_LINKS_MOST);
}

enum db_result snapshot_revoke(struct db *db, int64_t id, int64_t share_id, int64_t now)
{
    return db_change(db, "UPDATE snapshot_share SET revoked_at = ?3 WHERE id = ?2 AND snapshot_id = ?1 AND revoked_at IS NULL", id, share_id, now);
}

enum snapshot_link snapshot_open(struct arena *arena, struct db *db, const char *token, int64_t now, int64_t *id)
{
    const cJSON *row = db_row(db,
                              "SELECT h.snapshot_id, h.expires_at > ?2 AND h.revoked_at IS NULL AND s.deleted_at IS NULL AS \"open:bool\""
                              " FROM snapshot_share h JOIN snapshot s ON s.id = h.snapshot_id WHERE h.token_hash = ?1",
                              secret_hash(arena, token), now);
    if (row == NULL)
        return SNAPSHOT_UNKNOWN;
    *id = json_integer(row, "snapshot_id", 0);
    return json_bool(row, "open", false) ? SNAPSHOT_OPEN : SNAPSHOT_ENDED;
}

enum db_result snapshot_count_view(struct arena *arena, struct db *db, const char *token)
{
    return db_change(db, "UPDATE snapshot_share SET views = views + 1 WHERE token_hash = ?1", secret_hash(arena, token));
}
