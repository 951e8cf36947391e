-- 0020: how far and how fast lessons are read, counted by the worker from lesson_progress for the pages of teachers.

CREATE TABLE lesson_pace (
    lesson_id  INTEGER PRIMARY KEY REFERENCES lesson (id) ON DELETE CASCADE,
    opened     INTEGER NOT NULL,        -- learners who ever opened it
    completed  INTEGER NOT NULL,        -- of them
    seconds    INTEGER NOT NULL,        -- reading time of those who completed it, all together
    stopped    INTEGER NOT NULL,        -- active enrolments that were here last and have been still for two weeks
    counted_at INTEGER NOT NULL
) STRICT;
