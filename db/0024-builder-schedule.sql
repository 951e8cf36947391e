-- 0024: reports of the builder that go out by mail.

CREATE TABLE built_schedule (
    report_id   INTEGER PRIMARY KEY REFERENCES built_report (id) ON DELETE CASCADE,
    every       TEXT NOT NULL CHECK (every IN ('hour', 'day', 'week', 'month')),
    recipients  TEXT NOT NULL,                  -- mail addresses of admins, one a line
    language    TEXT NOT NULL,
    only_filled INTEGER NOT NULL CHECK (only_filled IN (0, 1)), -- 1: not when there are no rows
    next_at     INTEGER NOT NULL,               -- 0: now
    told_at     INTEGER,                        -- when it was last made
    told_rows   INTEGER NOT NULL DEFAULT 0,     -- how many rows fitted then
    told_to     INTEGER NOT NULL DEFAULT 0,     -- how many got it
    set_by      INTEGER REFERENCES person (id) ON DELETE SET NULL,
    set_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX built_schedule_by_person ON built_schedule (set_by);
CREATE INDEX built_schedule_by_time ON built_schedule (next_at);
