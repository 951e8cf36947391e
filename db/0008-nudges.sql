-- 0008: when the coach speaks first: what it said, and what people don't want to hear.

CREATE TABLE nudge (                -- a card that was shown; at most one a day for each person
    id          INTEGER PRIMARY KEY,
    user_id     INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    day         INTEGER NOT NULL,                       -- the person's own day
    kind        TEXT NOT NULL CHECK (kind IN ('stuck', 'back', 'milestone', 'browsing')),
    subject     TEXT NOT NULL,                          -- what it was about, so that nothing is said twice: 'milestone:3:half'
    shown_at    INTEGER NOT NULL,
    answer      TEXT CHECK (answer IN ('later', 'never')),
    answered_at INTEGER,
    UNIQUE (user_id, day)
) STRICT;

CREATE TABLE nudge_off (            -- kinds that a person does not want; 'any' is all of them
    user_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    kind    TEXT NOT NULL CHECK (kind IN ('any', 'stuck', 'back', 'milestone', 'browsing')),
    PRIMARY KEY (user_id, kind)
) STRICT, WITHOUT ROWID;
