-- 0025: files that mails carry, and which files go with which report.

CREATE TABLE mail_file (            -- one copy for all who get it
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    media_type TEXT NOT NULL,
    length     INTEGER NOT NULL,                -- bytes
    content    BLOB                             -- null once no mail waits for it
) STRICT;

CREATE TABLE mail_attachment (      -- which mail carries which file
    mail_id INTEGER NOT NULL REFERENCES mail (id) ON DELETE CASCADE,
    file_id INTEGER NOT NULL REFERENCES mail_file (id) ON DELETE CASCADE,
    PRIMARY KEY (mail_id, file_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_attachment_by_file ON mail_attachment (file_id);

ALTER TABLE report_schedule ADD COLUMN files TEXT NOT NULL DEFAULT 'pdf' CHECK (files IN ('none', 'pdf', 'csv', 'both'));
-- Rows may name people: those who set up their mails before were not asked.
ALTER TABLE built_schedule ADD COLUMN with_file INTEGER NOT NULL DEFAULT 0 CHECK (with_file IN (0, 1));
