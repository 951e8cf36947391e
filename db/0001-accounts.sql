-- 0001: people, how they sign in, and what the platform itself needs (mail, jobs, audit).
-- Times are UTC seconds, days are days since 1970-01-01 in the person's own time zone, hashes are BLAKE2b-256.

CREATE TABLE setting (              -- single values of the installation
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE person (               -- everybody with an account; called user everywhere else, which is a word of SQL
    id                INTEGER PRIMARY KEY,
    email             TEXT UNIQUE,              -- lower case; null once erased
    name              TEXT NOT NULL,
    password_hash     TEXT,                     -- argon2id string; null: no password yet
    time_zone         TEXT NOT NULL DEFAULT 'UTC',      -- IANA name
    language          TEXT NOT NULL DEFAULT 'en',
    country           TEXT NOT NULL DEFAULT '',         -- ISO 3166-1 alpha-2, '' unknown
    avatar            TEXT,                     -- file name under DATA/avatars
    state             TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended', 'erased')),
    roles             INTEGER NOT NULL DEFAULT 1,       -- sum of 1 learner, 2 instructor, 4 admin
    email_verified_at INTEGER,
    totp_secret       BLOB,                     -- sealed with the installation's key; null: no second factor
    totp_last_step    INTEGER NOT NULL DEFAULT 0,       -- newest used time step: a code counts once
    created_at        INTEGER NOT NULL,
    last_seen_at      INTEGER
) STRICT;
CREATE INDEX person_by_name ON person (name);

CREATE TABLE session (              -- a signed-in browser
    id           INTEGER PRIMARY KEY,
    user_id      INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    token_hash   TEXT NOT NULL UNIQUE,          -- hex; the token itself is only in the cookie
    acting_id    INTEGER REFERENCES person (id) ON DELETE CASCADE, -- the admin who signed in as this user
    created_at   INTEGER NOT NULL,
    seen_at      INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    address      TEXT NOT NULL DEFAULT '',
    user_agent   TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX session_by_user ON session (user_id);

CREATE TABLE email_token (          -- links sent by mail: one use, short life
    id         INTEGER PRIMARY KEY,
    user_id    INTEGER REFERENCES person (id) ON DELETE CASCADE, -- null: the set-up link of a new academy
    purpose    TEXT NOT NULL CHECK (purpose IN ('verify', 'reset', 'setup', 'change')),
    token_hash TEXT NOT NULL UNIQUE,
    email      TEXT,                            -- the new address of a change
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT;
CREATE INDEX email_token_by_user ON email_token (user_id);

CREATE TABLE recovery_code (        -- ten one-time codes for a lost second factor
    user_id   INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    code_hash TEXT NOT NULL,
    used_at   INTEGER,
    PRIMARY KEY (user_id, code_hash)
) STRICT;

CREATE TABLE throttle (             -- counters of the rate limits and of failed sign-ins
    name       TEXT PRIMARY KEY,                -- what is counted, for whom; addresses are hashed
    count      INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX throttle_by_expiry ON throttle (expires_at);

CREATE TABLE audit (                -- who did what; never changed
    id           INTEGER PRIMARY KEY,
    at           INTEGER NOT NULL,
    actor_id     INTEGER,                       -- null: the system or a visitor
    acting_id    INTEGER,                       -- the admin behind the actor, when signed in as
    action       TEXT NOT NULL,                 -- 'user.suspend', 'signin.fail' ...
    subject_kind TEXT NOT NULL DEFAULT '',
    subject_id   INTEGER,
    detail       TEXT NOT NULL DEFAULT '',      -- a short sentence, no secret
    address      TEXT NOT NULL DEFAULT '',
    request_id   TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX audit_by_subject ON audit (subject_kind, subject_id);
CREATE INDEX audit_by_actor ON audit (actor_id);
CREATE INDEX audit_by_acting ON audit (acting_id);

CREATE TABLE mail (                 -- the queue; sent by the worker
    id         INTEGER PRIMARY KEY,
    user_id    INTEGER REFERENCES person (id) ON DELETE CASCADE,
    recipient  TEXT NOT NULL,
    subject    TEXT NOT NULL,
    body       TEXT NOT NULL,                   -- plain text
    html       TEXT NOT NULL DEFAULT '',
    state      TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'failed')),
    attempts   INTEGER NOT NULL DEFAULT 0,
    next_at    INTEGER NOT NULL,                -- not before
    error      TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    sent_at    INTEGER
) STRICT;
CREATE INDEX mail_by_state ON mail (state, next_at);

CREATE TABLE job (                  -- background work with retries, and duties that come again
    id         INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL,
    every      INTEGER NOT NULL DEFAULT 0,      -- seconds between runs of a duty; 0: runs once
    payload    TEXT NOT NULL DEFAULT '{}',      -- JSON
    state      TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed')),
    attempts   INTEGER NOT NULL DEFAULT 0,
    run_at     INTEGER NOT NULL,
    locked_until INTEGER NOT NULL DEFAULT 0,    -- a worker that died gives its job back at this time
    error      TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    ended_at   INTEGER
) STRICT;
CREATE INDEX job_by_state ON job (state, run_at);
CREATE UNIQUE INDEX job_duty ON job (kind) WHERE every > 0;
