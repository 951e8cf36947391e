-- 0002: how far each source is stored in all months, so that reading goes on behind the last whole batch.

CREATE TABLE source (
    name     TEXT PRIMARY KEY,
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
