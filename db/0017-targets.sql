-- 0017: what an academy wants of its key figures, and what happened on a day: shown in the charts.

CREATE TABLE target (
    figure TEXT PRIMARY KEY,            -- a name of the catalogue (domain/measure/figure.c)
    value  REAL NOT NULL CHECK (value > 0),
    days   INTEGER NOT NULL CHECK (days IN (1, 7, 30)), -- of so many days; only where days can be added
    set_by INTEGER REFERENCES person (id) ON DELETE SET NULL,
    set_at INTEGER NOT NULL
) STRICT;

CREATE TABLE annotation (
    id         INTEGER PRIMARY KEY,
    day        INTEGER NOT NULL,        -- days since 1970 in the academy's time zone
    words      TEXT NOT NULL,
    user_id    INTEGER REFERENCES person (id) ON DELETE SET NULL, -- who wrote it
    created_at INTEGER NOT NULL,
    removed_at INTEGER                  -- null: shown
) STRICT;
CREATE INDEX annotation_by_day ON annotation (day) WHERE removed_at IS NULL;
