-- 0009: facts carry details, their numbers are never used again (the event store reads behind the last), and people may stay
-- uncounted.

CREATE TABLE activity_next (        -- facts, in the order they happened
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL,                            -- 'lesson.completed', 'quiz.passed' ...
    course_id  INTEGER,
    lesson_id  INTEGER,
    at         INTEGER NOT NULL,
    properties TEXT NOT NULL DEFAULT ''                  -- a JSON object, or empty
) STRICT;
INSERT INTO activity_next (id, user_id, kind, course_id, lesson_id, at) SELECT id, user_id, kind, course_id, lesson_id, at FROM activity;
DROP TABLE activity;
ALTER TABLE activity_next RENAME TO activity;
CREATE INDEX activity_by_user ON activity (user_id, at);

ALTER TABLE person ADD COLUMN uncounted INTEGER NOT NULL DEFAULT 0 CHECK (uncounted IN (0, 1)); -- chose not to be counted in reports
