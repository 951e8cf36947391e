-- 0003: who met which variant of an experiment and when, and what was done for it; made from experiment.exposed and
-- experiment.converted, whose properties the packs don't have.

CREATE TABLE exposure (
    experiment TEXT NOT NULL,
    actor      INTEGER NOT NULL,     -- as in event
    variant    TEXT NOT NULL,        -- of the first time (of the same second: the first by name)
    first_at   INTEGER NOT NULL,
    several    INTEGER NOT NULL,     -- 1: met more than one variant, and is left out of the results
    PRIMARY KEY (experiment, actor)
) STRICT, WITHOUT ROWID;

CREATE TABLE conversion (
    experiment TEXT NOT NULL,
    actor      INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    value      REAL NOT NULL,
    times      INTEGER NOT NULL,     -- that this happened in the same second with the same value
    PRIMARY KEY (experiment, actor, at, value)
) STRICT, WITHOUT ROWID;
