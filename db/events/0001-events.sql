-- One month of the event stream: DATA/events/YYYY-MM.db (UTC). Complete in itself, so that an old month can be moved away,
-- archived or dropped as a file. Only the worker and the importer write.

CREATE TABLE name (                 -- names of events, as the rows hold numbers
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE event (
    id         INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again: the roll-ups remember how far they have read
    at         INTEGER NOT NULL,                  -- UTC seconds
    name_id    INTEGER NOT NULL REFERENCES name (id),
    actor      INTEGER NOT NULL,                  -- > 0 a person's id; < 0 a visitor of this day (salted hash); 0 nobody
    session    INTEGER NOT NULL DEFAULT 0,        -- the signed-in session, 0 none
    course_id  INTEGER NOT NULL DEFAULT 0,        -- 0 none
    lesson_id  INTEGER NOT NULL DEFAULT 0,
    device     INTEGER NOT NULL DEFAULT 0,        -- enum event_device
    country    TEXT NOT NULL DEFAULT '',          -- ISO 3166 two letters, or empty
    page       TEXT NOT NULL DEFAULT '',          -- path without query
    referrer   TEXT NOT NULL DEFAULT '',          -- the other site's host, or our path
    properties TEXT NOT NULL DEFAULT '',          -- a JSON object, or empty
    key        TEXT                               -- the sender's own id: the same event sent twice is one
) STRICT;
CREATE INDEX event_by_name ON event (name_id, at);
CREATE UNIQUE INDEX event_by_key ON event (key) WHERE key IS NOT NULL;

CREATE TABLE source (               -- how far each source has been read into this month: nothing is stored twice
    name     TEXT PRIMARY KEY,
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
