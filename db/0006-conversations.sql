-- 0006: the coach: conversations, what it may do for a learner, what it costs, reminders.
-- Money is in millionths of the currency of nexus.conf, because one answer costs far less than a cent.

CREATE TABLE conversation (
    id             INTEGER PRIMARY KEY,
    user_id        INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    title          TEXT NOT NULL,
    course_id      INTEGER REFERENCES course (id) ON DELETE SET NULL, -- where it was begun
    lesson_id      INTEGER REFERENCES lesson (id) ON DELETE SET NULL,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,                    -- newest message
    deleted_at     INTEGER,                             -- undo; swept by the worker after a day
    resolved_at    INTEGER,                             -- the learner says: this is answered
    reopened_at    INTEGER,                             -- a question came after that
    handed_over_at INTEGER,                             -- given to an instructor, with the transcript
    sentiment      REAL CHECK (sentiment BETWEEN -1 AND 1), -- null: not looked at yet
    sentiment_message_id INTEGER,                       -- the message whose words show it
    rating         INTEGER CHECK (rating BETWEEN 1 AND 5),  -- the newest rating of a message of it
    rating_reason  TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX conversation_by_user ON conversation (user_id, updated_at);
CREATE INDEX conversation_by_update ON conversation (updated_at);
CREATE INDEX conversation_by_lesson ON conversation (lesson_id);
CREATE INDEX conversation_by_course ON conversation (course_id);

CREATE TABLE message (
    id              INTEGER PRIMARY KEY,
    conversation_id INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    role            TEXT NOT NULL CHECK (role IN ('user', 'assistant', 'system', 'instructor')),
    author_id       INTEGER REFERENCES person (id) ON DELETE SET NULL, -- of an instructor's message
    content         TEXT NOT NULL DEFAULT '',           -- plain words (user), Markdown (the others)
    html            TEXT,                               -- rendered and safe; null: show the content as plain words
    state           TEXT NOT NULL DEFAULT 'complete' CHECK (state IN ('streaming', 'complete', 'cut', 'failed')),
    source          TEXT NOT NULL DEFAULT '' CHECK (source IN ('', 'builtin', 'model', 'builtin-after-failure')),
    action          TEXT NOT NULL DEFAULT '',           -- the quick action asked for: '', 'summarise', 'quiz' ...
    rung            INTEGER NOT NULL DEFAULT 0 CHECK (rung BETWEEN 0 AND 4), -- 0 no exercise; 1 question back, 2 hint, 3 worked step, 4 answer
    citations       TEXT NOT NULL DEFAULT '[]',         -- JSON, see domain/coach/conversation.h
    card            TEXT NOT NULL DEFAULT '[]',         -- JSON: the action cards that were offered
    lesson_id       INTEGER REFERENCES lesson (id) ON DELETE SET NULL, -- the lesson on show when it was asked
    heading         TEXT NOT NULL DEFAULT '',           -- and the heading in it
    abstained       INTEGER NOT NULL DEFAULT 0 CHECK (abstained IN (0, 1)), -- "I did not find this in your courses"
    problem         TEXT NOT NULL DEFAULT '',           -- why the model did not answer: 'unreachable', 'slow', 'cut', 'budget' ...
    model           TEXT NOT NULL DEFAULT '',
    tokens_in       INTEGER NOT NULL DEFAULT 0,
    tokens_out      INTEGER NOT NULL DEFAULT 0,
    cost            INTEGER NOT NULL DEFAULT 0,         -- millionths
    sent            TEXT,                               -- JSON: the messages as they went to the model, personal data out
    rating          INTEGER CHECK (rating BETWEEN 1 AND 5),
    rating_reason   TEXT NOT NULL DEFAULT '',
    created_at      INTEGER NOT NULL,
    beat_at         INTEGER NOT NULL DEFAULT 0,         -- while it streams: when it was stored last
    stop_at         INTEGER,                            -- the learner pressed stop
    first_ms        INTEGER                             -- how long the first words took
) STRICT;
CREATE INDEX message_by_conversation ON message (conversation_id, id);
CREATE INDEX message_by_author ON message (author_id);
CREATE INDEX message_by_lesson ON message (lesson_id);
CREATE INDEX message_streaming ON message (beat_at) WHERE state = 'streaming';

CREATE TABLE conversation_read (    -- who else has read a conversation; its learner sees this
    id              INTEGER PRIMARY KEY,
    conversation_id INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    reader_id       INTEGER REFERENCES person (id) ON DELETE SET NULL,
    read_at         INTEGER NOT NULL
) STRICT;
CREATE INDEX conversation_read_by_conversation ON conversation_read (conversation_id);
CREATE INDEX conversation_read_by_reader ON conversation_read (reader_id);

CREATE TABLE message_report (       -- "this answer is wrong / harmful"
    id         INTEGER PRIMARY KEY,
    message_id INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    user_id    INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    reason     TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    closed_at  INTEGER,
    UNIQUE (message_id, user_id)
) STRICT;
CREATE INDEX message_report_by_user ON message_report (user_id);
CREATE INDEX message_report_open ON message_report (created_at) WHERE closed_at IS NULL;

CREATE TABLE coach_course (         -- how the coach helps in a course; no row: hints
    course_id INTEGER PRIMARY KEY REFERENCES course (id) ON DELETE CASCADE,
    mode      TEXT NOT NULL CHECK (mode IN ('hints', 'direct', 'off'))
) STRICT;
CREATE TABLE coach_lesson (         -- and in a lesson, where that differs from its course
    lesson_id INTEGER PRIMARY KEY REFERENCES lesson (id) ON DELETE CASCADE,
    mode      TEXT NOT NULL CHECK (mode IN ('hints', 'direct', 'off'))
) STRICT;

CREATE TABLE coach_usage (          -- what a learner asked on a day (UTC)
    user_id    INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    day        INTEGER NOT NULL,
    questions  INTEGER NOT NULL DEFAULT 0,
    tokens_in  INTEGER NOT NULL DEFAULT 0,
    tokens_out INTEGER NOT NULL DEFAULT 0,
    cost       INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (user_id, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE coach_spending (       -- of the whole academy on a day (UTC); stays when an account goes
    day        INTEGER PRIMARY KEY,
    questions  INTEGER NOT NULL DEFAULT 0,
    tokens_in  INTEGER NOT NULL DEFAULT 0,
    tokens_out INTEGER NOT NULL DEFAULT 0,
    cost       INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE coach_action (         -- what the coach offered to do; done once, only when its learner confirms
    id              INTEGER PRIMARY KEY,
    user_id         INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    message_id      INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    kind            TEXT NOT NULL,                      -- see domain/coach/action.h
    arguments       TEXT NOT NULL,                      -- JSON, checked when it was offered and again when it is done
    state           TEXT NOT NULL DEFAULT 'offered' CHECK (state IN ('offered', 'done', 'undone')),
    result_id       INTEGER,                            -- what was made, for taking it back: a note, a reminder
    created_at      INTEGER NOT NULL,
    done_at         INTEGER,
    undone_at       INTEGER
) STRICT;
CREATE INDEX coach_action_by_user ON coach_action (user_id);
CREATE INDEX coach_action_by_message ON coach_action (message_id);

CREATE TABLE reminder (             -- a mail at a time the learner chose
    id         INTEGER PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    lesson_id  INTEGER REFERENCES lesson (id) ON DELETE SET NULL,
    text       TEXT NOT NULL,
    due_at     INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    sent_at    INTEGER,
    deleted_at INTEGER                                  -- taken back; swept by the worker after a day
) STRICT;
CREATE INDEX reminder_by_user ON reminder (user_id);
CREATE INDEX reminder_by_lesson ON reminder (lesson_id);
CREATE INDEX reminder_due ON reminder (due_at) WHERE sent_at IS NULL AND deleted_at IS NULL;
