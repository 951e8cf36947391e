-- 0002: courses and books, their modules and lessons, files, skills, and the search index.

CREATE TABLE course (
    id               INTEGER PRIMARY KEY,
    slug             TEXT NOT NULL UNIQUE,
    kind             TEXT NOT NULL DEFAULT 'course' CHECK (kind IN ('course', 'book')),
    title            TEXT NOT NULL,
    subtitle         TEXT NOT NULL DEFAULT '',
    level            TEXT NOT NULL DEFAULT 'beginner' CHECK (level IN ('beginner', 'intermediate', 'advanced')),
    language         TEXT NOT NULL DEFAULT 'en',
    cover            TEXT,                              -- file name under DATA/assets
    price            INTEGER NOT NULL DEFAULT 0 CHECK (price >= 0), -- minor units
    currency         TEXT NOT NULL DEFAULT 'ZAR',
    state            TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'review', 'published', 'archived')),
    lesson_count     INTEGER NOT NULL DEFAULT 0,        -- kept by the importer, as are the minutes
    minutes          INTEGER NOT NULL DEFAULT 0,
    learner_count    INTEGER NOT NULL DEFAULT 0,        -- enrolments that were not left
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    published_at     INTEGER,
    description      TEXT NOT NULL DEFAULT '',          -- Markdown
    description_html TEXT NOT NULL DEFAULT ''           -- rendered when imported
) STRICT;
CREATE INDEX course_by_state ON course (state, published_at);

CREATE TABLE skill (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE                           -- lower case
) STRICT;

CREATE TABLE course_skill (
    course_id INTEGER NOT NULL REFERENCES course (id) ON DELETE CASCADE,
    skill_id  INTEGER NOT NULL REFERENCES skill (id) ON DELETE CASCADE,
    PRIMARY KEY (course_id, skill_id)
) STRICT;
CREATE INDEX course_skill_by_skill ON course_skill (skill_id);

CREATE TABLE course_prerequisite (
    course_id   INTEGER NOT NULL REFERENCES course (id) ON DELETE CASCADE,
    requires_id INTEGER NOT NULL REFERENCES course (id) ON DELETE CASCADE,
    PRIMARY KEY (course_id, requires_id)
) STRICT;

CREATE TABLE course_instructor (
    course_id INTEGER NOT NULL REFERENCES course (id) ON DELETE CASCADE,
    user_id   INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    PRIMARY KEY (course_id, user_id)
) STRICT;

CREATE TABLE module (
    id         INTEGER PRIMARY KEY,
    course_id  INTEGER NOT NULL REFERENCES course (id) ON DELETE CASCADE,
    slug       TEXT NOT NULL,
    title      TEXT NOT NULL,
    summary    TEXT NOT NULL DEFAULT '',
    position   INTEGER NOT NULL,                        -- 1, 2, 3 within the course
    removed_at INTEGER,                                 -- gone from the source; kept for those who were there
    UNIQUE (course_id, slug)
) STRICT;

CREATE TABLE lesson (
    id         INTEGER PRIMARY KEY,
    course_id  INTEGER NOT NULL REFERENCES course (id) ON DELETE CASCADE,
    module_id  INTEGER NOT NULL REFERENCES module (id) ON DELETE CASCADE,
    slug       TEXT NOT NULL,
    kind       TEXT NOT NULL DEFAULT 'text' CHECK (kind IN ('text', 'video', 'quiz', 'assignment', 'live', 'download')),
    title      TEXT NOT NULL,
    minutes    INTEGER NOT NULL DEFAULT 5,
    preview    INTEGER NOT NULL DEFAULT 0 CHECK (preview IN (0, 1)), -- readable without enrolment
    position   INTEGER NOT NULL,                        -- 1, 2, 3 through the whole course
    updated_at INTEGER NOT NULL,
    removed_at INTEGER,
    html       TEXT NOT NULL DEFAULT '',                -- rendered, safe, made on import; long texts stand last: outlines don't read past them
    source     TEXT NOT NULL DEFAULT '',                -- Markdown
    plain      TEXT NOT NULL DEFAULT '',                -- its words, for search
    UNIQUE (course_id, slug)
) STRICT;
CREATE INDEX lesson_by_course ON lesson (course_id, position);
CREATE INDEX lesson_by_module ON lesson (module_id);

CREATE TABLE asset (                -- a picture or download of a course
    id        INTEGER PRIMARY KEY,
    course_id INTEGER NOT NULL REFERENCES course (id) ON DELETE CASCADE,
    path      TEXT NOT NULL,                            -- as the source names it
    file      TEXT NOT NULL,                            -- under DATA/assets: hash of the content + ending
    bytes     INTEGER NOT NULL,
    UNIQUE (course_id, path)
) STRICT;

CREATE TABLE search_document (      -- what can be found; rowid is shared with search_text
    id        INTEGER PRIMARY KEY,
    kind      TEXT NOT NULL CHECK (kind IN ('course', 'lesson')),
    subject   INTEGER NOT NULL,                         -- id of the course or lesson
    course_id INTEGER NOT NULL REFERENCES course (id) ON DELETE CASCADE,
    language  TEXT NOT NULL,
    UNIQUE (kind, subject)
) STRICT;
CREATE INDEX search_document_by_course ON search_document (course_id);
CREATE VIRTUAL TABLE search_text USING fts5 (title, body, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE search_word USING fts5 (words, tokenize = 'unicode61 remove_diacritics 2'); -- unstemmed words, for spelling
CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab (search_word, 'row');
