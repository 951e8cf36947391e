-- 0007: what the coach reads: courses cut into passages, their words and vectors, and questions that a person answered.
-- Lessons of kind 'quiz' have no passages: no question and no key is ever in here.

CREATE TABLE faq (                  -- a question of a learner that an instructor answered for all
    id         INTEGER PRIMARY KEY,
    course_id  INTEGER NOT NULL REFERENCES course (id) ON DELETE CASCADE,
    lesson_id  INTEGER REFERENCES lesson (id) ON DELETE SET NULL, -- null: about the whole course
    question   TEXT NOT NULL,
    answer     TEXT NOT NULL,                           -- Markdown
    author_id  INTEGER REFERENCES person (id) ON DELETE SET NULL,
    created_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;
CREATE INDEX faq_by_course ON faq (course_id);
CREATE INDEX faq_by_lesson ON faq (lesson_id);
CREATE INDEX faq_by_author ON faq (author_id);

CREATE TABLE passage_source (       -- a text that was cut, so that an unchanged one is not cut again
    id        INTEGER PRIMARY KEY,
    kind      TEXT NOT NULL CHECK (kind IN ('course', 'lesson', 'faq')),
    subject   INTEGER NOT NULL,                         -- id of the course, lesson or faq
    course_id INTEGER NOT NULL REFERENCES course (id) ON DELETE CASCADE,
    lesson_id INTEGER REFERENCES lesson (id) ON DELETE CASCADE,
    hash      TEXT NOT NULL,                            -- of the title and text
    passages  INTEGER NOT NULL,
    words     INTEGER NOT NULL,
    UNIQUE (kind, subject)
) STRICT;
CREATE INDEX passage_source_by_course ON passage_source (course_id);
CREATE INDEX passage_source_by_lesson ON passage_source (lesson_id);

CREATE TABLE passage (              -- about 80 to 200 words below one heading; rowid is shared with passage_text
    id        INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL REFERENCES passage_source (id) ON DELETE CASCADE,
    course_id INTEGER NOT NULL REFERENCES course (id) ON DELETE CASCADE,
    lesson_id INTEGER REFERENCES lesson (id) ON DELETE CASCADE, -- null: of the course as a whole
    kind      TEXT NOT NULL CHECK (kind IN ('course', 'lesson', 'faq')),
    position  INTEGER NOT NULL,                         -- 1, 2, 3 within its source
    title     TEXT NOT NULL,                            -- of the lesson or course; the question of a faq
    heading   TEXT NOT NULL,                            -- '' before the first
    anchor    TEXT NOT NULL,                            -- the heading's id on the page, '' before the first
    text      TEXT NOT NULL,                            -- plain; a block a line, code between ``` lines, `code` within a line
    words     INTEGER NOT NULL
) STRICT;
CREATE INDEX passage_by_source ON passage (source_id);
CREATE INDEX passage_by_lesson ON passage (lesson_id, position);
CREATE INDEX passage_by_course ON passage (course_id);

CREATE VIRTUAL TABLE passage_text USING fts5 (title, heading, text, content = 'passage', content_rowid = 'id',
    tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE passage_vocabulary USING fts5vocab (passage_text, 'row'); -- in how many passages a term stands

CREATE TRIGGER passage_added AFTER INSERT ON passage BEGIN
    INSERT INTO passage_text (rowid, title, heading, text) VALUES (new.id, new.title, new.heading, new.text);
END;
CREATE TRIGGER passage_removed AFTER DELETE ON passage BEGIN
    INSERT INTO passage_text (passage_text, rowid, title, heading, text)
    VALUES ('delete', old.id, old.title, old.heading, old.text);
END;

CREATE TABLE passage_vector (       -- an embedding, when there is an endpoint that makes them
    passage_id INTEGER PRIMARY KEY REFERENCES passage (id) ON DELETE CASCADE,
    model      TEXT NOT NULL,
    vector     BLOB NOT NULL                            -- 32-bit floats of unit length, little-endian
) STRICT;
