-- 0018: alerts: a figure is watched, and somebody hears of it by mail.

CREATE TABLE alert (
    id            INTEGER PRIMARY KEY,
    title         TEXT NOT NULL,
    figure        TEXT NOT NULL,                -- domain/measure/figure.c
    course_id     INTEGER REFERENCES course (id) ON DELETE CASCADE, -- null: the whole academy
    condition     TEXT NOT NULL CHECK (condition IN ('above', 'below', 'unusual')),
    threshold     REAL,                         -- of above and below
    recipients    TEXT NOT NULL,                -- mail addresses, one a line
    created_by    INTEGER REFERENCES person (id) ON DELETE SET NULL,
    created_at    INTEGER NOT NULL,
    checked_day   INTEGER NOT NULL,             -- days up to this one were looked at
    snoozed_until INTEGER,                      -- a moment; no mails before it
    deleted_at    INTEGER                       -- undo; swept after a day
) STRICT;
CREATE INDEX alert_by_course ON alert (course_id);
CREATE INDEX alert_by_person ON alert (created_by);

CREATE TABLE alert_fired (                      -- the history: at most once a day
    alert_id INTEGER NOT NULL REFERENCES alert (id) ON DELETE CASCADE,
    day      INTEGER NOT NULL,
    value    REAL NOT NULL,
    low      REAL,                              -- the band that was expected, of unusual
    high     REAL,
    cause    TEXT NOT NULL DEFAULT '',          -- the dimension that moved most, JSON, or empty
    at       INTEGER NOT NULL,
    mailed   INTEGER NOT NULL CHECK (mailed IN (0, 1)), -- 0: it was snoozed
    PRIMARY KEY (alert_id, day)
) STRICT, WITHOUT ROWID;
