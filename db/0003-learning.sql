-- 0003: what learners do: enrolments, progress, notes, bookmarks, goals, activity, certificates.

CREATE TABLE enrolment (
    id             INTEGER PRIMARY KEY,
    user_id        INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    course_id      INTEGER NOT NULL REFERENCES course (id) ON DELETE CASCADE,
    state          TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'completed', 'left')),
    lessons_done   INTEGER NOT NULL DEFAULT 0,          -- completed lessons that still exist
    last_lesson_id INTEGER REFERENCES lesson (id) ON DELETE SET NULL, -- where to resume
    enrolled_at    INTEGER NOT NULL,
    active_at      INTEGER NOT NULL,                    -- last lesson opened or completed
    completed_at   INTEGER,
    UNIQUE (user_id, course_id)
) STRICT;
CREATE INDEX enrolment_by_recency ON enrolment (user_id, active_at);
CREATE INDEX enrolment_by_course ON enrolment (course_id, state);

CREATE TABLE lesson_progress (
    user_id      INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    lesson_id    INTEGER NOT NULL REFERENCES lesson (id) ON DELETE CASCADE,
    course_id    INTEGER NOT NULL REFERENCES course (id) ON DELETE CASCADE,
    opened_at    INTEGER NOT NULL,
    seen_at      INTEGER NOT NULL,                      -- last time the lesson was open
    seconds      INTEGER NOT NULL DEFAULT 0,            -- with the page visible and the reader active
    completed_at INTEGER,
    PRIMARY KEY (user_id, course_id, lesson_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX lesson_progress_by_lesson ON lesson_progress (lesson_id, completed_at); -- of all; one person's go by the key, side by side

CREATE TABLE note (                 -- private
    id         INTEGER PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    lesson_id  INTEGER NOT NULL REFERENCES lesson (id) ON DELETE CASCADE,
    body       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER                                  -- undo; swept by the worker after a day
) STRICT;
CREATE INDEX note_by_user ON note (user_id, lesson_id);
CREATE INDEX note_by_lesson ON note (lesson_id);

CREATE TABLE bookmark (
    user_id    INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    lesson_id  INTEGER NOT NULL REFERENCES lesson (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, lesson_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX bookmark_by_lesson ON bookmark (lesson_id);

CREATE TABLE goal (
    id         INTEGER PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    title      TEXT NOT NULL,
    target_day INTEGER,                                 -- day number, null: no date
    created_at INTEGER NOT NULL,
    reached_at INTEGER,
    deleted_at INTEGER                                  -- undo; swept by the worker after a day
) STRICT;
CREATE INDEX goal_by_user ON goal (user_id);

CREATE TABLE goal_skill (
    goal_id  INTEGER NOT NULL REFERENCES goal (id) ON DELETE CASCADE,
    skill_id INTEGER NOT NULL REFERENCES skill (id) ON DELETE CASCADE,
    PRIMARY KEY (goal_id, skill_id)
) STRICT;

CREATE TABLE activity_day (         -- a person's day, in their time zone
    user_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    day     INTEGER NOT NULL,                           -- days since 1970-01-01
    seconds INTEGER NOT NULL DEFAULT 0,
    lessons INTEGER NOT NULL DEFAULT 0,                 -- completed
    quizzes INTEGER NOT NULL DEFAULT 0,                 -- passed
    beat_at INTEGER NOT NULL DEFAULT 0,                 -- until when time has been counted, so that no second counts twice
    PRIMARY KEY (user_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE activity (             -- facts, in the order they happened
    id        INTEGER PRIMARY KEY,
    user_id   INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    kind      TEXT NOT NULL,                            -- 'lesson.completed', 'quiz.passed' ...
    course_id INTEGER,
    lesson_id INTEGER,
    at        INTEGER NOT NULL
) STRICT;
CREATE INDEX activity_by_user ON activity (user_id, at);

CREATE TABLE certificate (
    id            INTEGER PRIMARY KEY,
    code          TEXT NOT NULL UNIQUE,                 -- public, unguessable
    user_id       INTEGER REFERENCES person (id) ON DELETE SET NULL,
    course_id     INTEGER NOT NULL REFERENCES course (id),
    name          TEXT NOT NULL,                        -- as it was when issued
    course_title  TEXT NOT NULL,
    minutes       INTEGER NOT NULL,
    issued_at     INTEGER NOT NULL,
    revoked_at    INTEGER,
    revoke_reason TEXT NOT NULL DEFAULT '',
    UNIQUE (user_id, course_id)
) STRICT;
CREATE INDEX certificate_by_course ON certificate (course_id);
