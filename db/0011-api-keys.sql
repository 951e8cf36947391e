-- 0011: keys with which programs ask as a person.

CREATE TABLE api_key (
    id           INTEGER PRIMARY KEY,
    user_id      INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    name         TEXT NOT NULL,                 -- what its owner calls it
    prefix       TEXT NOT NULL UNIQUE,          -- the public part, by which it is found and shown
    token_hash   TEXT NOT NULL,                 -- hex; the token itself was shown once and is nowhere
    scopes       INTEGER NOT NULL CHECK (scopes BETWEEN 1 AND 31), -- sum of 1 read, 2 write, 4 coach, 8 analytics, 16 admin
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER,                       -- to the minute; null: never
    expires_at   INTEGER,                       -- null: never
    revoked_at   INTEGER
) STRICT;
CREATE INDEX api_key_by_user ON api_key (user_id);
