-- 0022: who gets a report by mail when its period is over.

CREATE TABLE report_schedule (
    kind       TEXT PRIMARY KEY CHECK (kind IN ('daily', 'weekly', 'monthly', 'quarterly')),
    recipients TEXT NOT NULL,                   -- mail addresses, one a line
    language   TEXT NOT NULL,
    told_day   INTEGER NOT NULL,                -- the last day of the last period that was told
    set_by     INTEGER REFERENCES person (id) ON DELETE SET NULL,
    set_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX report_schedule_by_person ON report_schedule (set_by);
