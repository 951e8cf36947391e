-- 0023: reports that admins put together themselves.

CREATE TABLE built_report (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    definition TEXT NOT NULL,                   -- JSON, domain/measure/builder.h
    made_by    INTEGER REFERENCES person (id) ON DELETE SET NULL,
    made_at    INTEGER NOT NULL,
    deleted_at INTEGER                          -- undo; swept after a day
) STRICT;
CREATE INDEX built_report_by_person ON built_report (made_by);
