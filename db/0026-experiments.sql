-- 0026: tests of several things at once, and tests whose shares follow success.

ALTER TABLE experiment ADD COLUMN factors TEXT NOT NULL DEFAULT ''; -- 'words:enrol,start-now note:none,free': the variants are all combinations
ALTER TABLE experiment ADD COLUMN adaptive INTEGER NOT NULL DEFAULT 0 CHECK (adaptive IN (0, 1)); -- 1: the worker moves the shares once a day
ALTER TABLE experiment ADD COLUMN learned_at INTEGER;               -- when the worker last worked tomorrow's shares out

CREATE TABLE experiment_share (
    experiment_id INTEGER NOT NULL REFERENCES experiment (id) ON DELETE CASCADE,
    day           INTEGER NOT NULL,      -- UTC, since 1970: from its first second on, until a later row
    position      INTEGER NOT NULL,      -- of the variant
    share         INTEGER NOT NULL CHECK (share BETWEEN 0 AND 10000),
    PRIMARY KEY (experiment_id, day, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE experiment_seat (
    experiment_id INTEGER NOT NULL REFERENCES experiment (id) ON DELETE CASCADE,
    user_id       INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    position      INTEGER NOT NULL,      -- the variant a person met first, and keeps when shares move; only of adaptive tests
    PRIMARY KEY (experiment_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX experiment_seat_by_user ON experiment_seat (user_id);
