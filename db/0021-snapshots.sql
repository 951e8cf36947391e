-- 0021: snapshots of reports: kept as they were, and shared by links that end.

CREATE TABLE snapshot (
    id         INTEGER PRIMARY KEY,
    title      TEXT NOT NULL,
    note       TEXT NOT NULL DEFAULT '',
    template   TEXT NOT NULL,                   -- of the page it is of
    path       TEXT NOT NULL,                   -- its address with the query
    model      TEXT NOT NULL,                   -- JSON: what the template showed
    signature  TEXT NOT NULL,                   -- of template and model, by the installation's key
    made_by    INTEGER REFERENCES person (id) ON DELETE SET NULL,
    made_at    INTEGER NOT NULL,
    deleted_at INTEGER                          -- undo
) STRICT;
CREATE INDEX snapshot_by_person ON snapshot (made_by);

CREATE TABLE snapshot_share (
    id          INTEGER PRIMARY KEY,
    snapshot_id INTEGER NOT NULL REFERENCES snapshot (id) ON DELETE CASCADE,
    token_hash  TEXT NOT NULL UNIQUE,           -- the token itself is only in the link
    made_at     INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    revoked_at  INTEGER,
    views       INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX snapshot_share_by_snapshot ON snapshot_share (snapshot_id);
