-- 0005: how the academy itself fares, from the access lines of its log. Unlike the rest this is made from no events: what was read here
-- stays when the events' rows are made again.

CREATE TABLE served (                -- answered requests by UTC hour and program
    hour    INTEGER NOT NULL,        -- hours since 1970
    program TEXT NOT NULL,
    bucket  INTEGER NOT NULL,        -- of how long they took: four to a doubling, see served.h
    answers INTEGER NOT NULL,
    failed  INTEGER NOT NULL,        -- those with a status of 500 or more
    PRIMARY KEY (hour, program, bucket)
) STRICT, WITHOUT ROWID;

CREATE TABLE log_read (              -- how far the log is read
    name   TEXT PRIMARY KEY,
    file   INTEGER NOT NULL,         -- its inode: after a rotation another one
    offset INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
