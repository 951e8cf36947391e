-- 0019: funnels that admins keep.

CREATE TABLE funnel (
    id             INTEGER PRIMARY KEY,
    name           TEXT NOT NULL,
    steps          TEXT NOT NULL,                       -- JSON: [{"event", "course", "lesson"}], 0: any
    window_minutes INTEGER NOT NULL CHECK (window_minutes > 0), -- from the first step
    visitors       INTEGER NOT NULL DEFAULT 0 CHECK (visitors IN (0, 1)), -- also who is not signed in
    created_by     INTEGER REFERENCES person (id) ON DELETE SET NULL,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    deleted_at     INTEGER                              -- gone from the list; a day later for good
) STRICT;
CREATE INDEX funnel_by_maker ON funnel (created_by);
