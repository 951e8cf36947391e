-- 0013: A/B tests: what is tried, in which variants, and what came of it. Who met which variant lies in the event store.

CREATE TABLE experiment (
    id           INTEGER PRIMARY KEY,
    name         TEXT NOT NULL,                 -- in addresses, templates and events: a-z 0-9 -
    title        TEXT NOT NULL,
    hypothesis   TEXT NOT NULL DEFAULT '',
    state        TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'running', 'paused', 'completed')),
    salt         TEXT NOT NULL,                 -- random: the same person falls differently in every experiment
    goal         TEXT NOT NULL,                 -- the event that counts as success
    course_id    INTEGER REFERENCES course (id) ON DELETE SET NULL, -- only there; null: everywhere
    base         INTEGER NOT NULL,              -- planned: success of the control, in 1/10000
    effect       INTEGER NOT NULL,              -- planned: the smallest difference worth having, in 1/10000
    level        INTEGER NOT NULL CHECK (level IN (80, 90, 95, 99)), -- percent
    power        INTEGER NOT NULL CHECK (power IN (80, 90)),         -- percent
    started_at   INTEGER,                       -- the first time
    ended_at     INTEGER,
    pause_reason TEXT NOT NULL DEFAULT '',      -- 'split': paused by the worker, since the arms are not split as planned
    winner       TEXT NOT NULL DEFAULT '',      -- a variant, or '' for none
    conclusion   TEXT NOT NULL DEFAULT '',
    created_by   INTEGER REFERENCES person (id) ON DELETE SET NULL,
    created_at   INTEGER NOT NULL,
    removed_at   INTEGER,                       -- a draft that was deleted
    version      INTEGER NOT NULL DEFAULT 1     -- grows with every change: programs keep the definitions until the sum differs
) STRICT;
CREATE UNIQUE INDEX experiment_by_name ON experiment (name) WHERE removed_at IS NULL;

CREATE TABLE experiment_variant (
    experiment_id INTEGER NOT NULL REFERENCES experiment (id) ON DELETE CASCADE,
    position      INTEGER NOT NULL,             -- 0 is the control: what people have today
    name          TEXT NOT NULL,                -- a-z 0-9 -
    share         INTEGER NOT NULL CHECK (share BETWEEN 1 AND 10000), -- of everybody, in 1/10000; what is left takes no part
    PRIMARY KEY (experiment_id, position),
    UNIQUE (experiment_id, name)
) STRICT, WITHOUT ROWID;
