-- What the reports read: DATA/events/rollup.db. All of it is made from the months' events and can be made again from them
-- (nexus events rebuild). First the packs (who did what when, hour by hour), from these the rows of a day.

CREATE TABLE state (                -- 'zone': the time zone that the days are of
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE name (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE context (              -- what an event was about and on which device, as packs hold numbers
    id        INTEGER PRIMARY KEY,
    course_id INTEGER NOT NULL,
    lesson_id INTEGER NOT NULL,
    device    INTEGER NOT NULL,
    country   TEXT NOT NULL,
    UNIQUE (course_id, lesson_id, device, country)
) STRICT;

CREATE TABLE month (                -- how far each month's events are in the packs
    name    TEXT PRIMARY KEY,       -- '2026-11'
    last_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE pack (                 -- one event's occurrences in one UTC hour: (at, actor, context), in this order, see pack.h
    name_id INTEGER NOT NULL REFERENCES name (id),
    hour    INTEGER NOT NULL,       -- hours since 1970
    events  INTEGER NOT NULL,
    bytes   BLOB NOT NULL,
    PRIMARY KEY (name_id, hour)
) STRICT;
CREATE INDEX pack_by_hour ON pack (hour);

CREATE TABLE dirty (                -- days whose rows must be made again
    day INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE first_seen (           -- a person's first day
    user_id INTEGER PRIMARY KEY,
    day     INTEGER NOT NULL
) STRICT;
CREATE INDEX first_seen_by_day ON first_seen (day);

-- Dimensions: 0 all, 1 a course's id, 2 a country (letters as a number), 3 a device. Days are the academy's own.

CREATE TABLE day_total (
    dimension INTEGER NOT NULL,
    value     INTEGER NOT NULL,
    day       INTEGER NOT NULL,
    users     INTEGER NOT NULL,     -- people signed in, each once
    visitors  INTEGER NOT NULL,
    events    INTEGER NOT NULL,
    sessions  INTEGER NOT NULL,     -- of people: events less than 30 minutes apart, cut at midnight
    seconds   INTEGER NOT NULL,     -- from a session's first event to its last, all together
    PRIMARY KEY (dimension, value, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX day_total_by_day ON day_total (day);

CREATE TABLE day_event (
    dimension INTEGER NOT NULL,
    value     INTEGER NOT NULL,
    name_id   INTEGER NOT NULL REFERENCES name (id),
    day       INTEGER NOT NULL,
    events    INTEGER NOT NULL,
    users     INTEGER NOT NULL,
    PRIMARY KEY (dimension, value, name_id, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX day_event_by_day ON day_event (day);

CREATE TABLE day_people (           -- who was there: ids in order, see pack.h
    dimension INTEGER NOT NULL,
    value     INTEGER NOT NULL,
    day       INTEGER NOT NULL,
    people    BLOB NOT NULL,
    PRIMARY KEY (dimension, value, day)
) STRICT;
CREATE INDEX day_people_by_day ON day_people (day);

CREATE TABLE day_new (              -- who was there for the first time; differs from day_people of all
    day    INTEGER PRIMARY KEY,
    people BLOB NOT NULL
) STRICT;

CREATE TABLE day_lesson (
    lesson_id INTEGER NOT NULL,
    day       INTEGER NOT NULL,
    course_id INTEGER NOT NULL,
    views     INTEGER NOT NULL,
    viewers   INTEGER NOT NULL,
    completed INTEGER NOT NULL,
    PRIMARY KEY (lesson_id, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX day_lesson_by_day ON day_lesson (day);
