-- 0004: quizzes, their questions, attempts and answers.

CREATE TABLE quiz (
    id            INTEGER PRIMARY KEY,
    lesson_id     INTEGER NOT NULL UNIQUE REFERENCES lesson (id) ON DELETE CASCADE,
    pass_percent  INTEGER NOT NULL DEFAULT 70 CHECK (pass_percent BETWEEN 0 AND 100),
    time_limit    INTEGER NOT NULL DEFAULT 0,           -- seconds; 0: none
    attempts_most INTEGER NOT NULL DEFAULT 0,           -- 0: as many as wanted
    shuffle       INTEGER NOT NULL DEFAULT 0 CHECK (shuffle IN (0, 1)),
    draw          INTEGER NOT NULL DEFAULT 0            -- how many of the questions an attempt gets; 0: all
) STRICT;

CREATE TABLE question (             -- a version of a question; a changed one is a new row, old attempts keep theirs
    id         INTEGER PRIMARY KEY,
    quiz_id    INTEGER NOT NULL REFERENCES quiz (id) ON DELETE CASCADE,
    key        TEXT NOT NULL,                           -- the author's stable name
    version    INTEGER NOT NULL DEFAULT 1,
    kind       TEXT NOT NULL CHECK (kind IN ('single', 'multiple', 'true_false', 'blank', 'numeric', 'matching', 'ordering', 'short')),
    position   INTEGER NOT NULL,
    points     INTEGER NOT NULL DEFAULT 1 CHECK (points > 0),
    prompt     TEXT NOT NULL,                           -- safe HTML; a blank is the marker U+E000 (private use)
    feedback   TEXT NOT NULL DEFAULT '',                -- safe HTML
    body       TEXT NOT NULL,                           -- JSON by kind, see domain/assess/question.h
    retired_at INTEGER,                                 -- replaced or removed
    UNIQUE (quiz_id, key, version)
) STRICT;

CREATE TABLE attempt (
    id           INTEGER PRIMARY KEY,
    user_id      INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    quiz_id      INTEGER NOT NULL REFERENCES quiz (id) ON DELETE CASCADE,
    number       INTEGER NOT NULL,                      -- 1, 2, 3 for this learner and quiz
    questions    TEXT NOT NULL,                         -- JSON: [question id, ...] in the order shown
    seed         INTEGER NOT NULL,                      -- orders the options, the same at every look
    started_at   INTEGER NOT NULL,
    due_at       INTEGER,                               -- null: no time limit
    submitted_at INTEGER,                               -- null: open
    points       INTEGER,                               -- hundredths of a point, as are all but question.points
    points_most  INTEGER,
    passed       INTEGER CHECK (passed IN (0, 1)),
    UNIQUE (user_id, quiz_id, number)
) STRICT;
CREATE UNIQUE INDEX attempt_open ON attempt (user_id, quiz_id) WHERE submitted_at IS NULL; -- one at a time, also from two tabs
CREATE INDEX attempt_by_quiz ON attempt (quiz_id);
CREATE INDEX attempt_by_due ON attempt (due_at) WHERE submitted_at IS NULL; -- for closing what nobody submitted

CREATE TABLE answer (
    attempt_id  INTEGER NOT NULL REFERENCES attempt (id) ON DELETE CASCADE,
    question_id INTEGER NOT NULL REFERENCES question (id) ON DELETE CASCADE,
    response    TEXT NOT NULL,                          -- JSON by kind, see domain/assess/question.h; null: taken back
    sequence    INTEGER NOT NULL,                       -- the browser's counter: an older save never overwrites a newer
    saved_at    INTEGER NOT NULL,
    points      INTEGER,                                -- hundredths, set when submitted
    PRIMARY KEY (attempt_id, question_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_by_question ON answer (question_id);
