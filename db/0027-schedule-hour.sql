-- 0027: from which hour of the academy's day reports go out, and mails that stop for a while.

ALTER TABLE report_schedule ADD COLUMN hour INTEGER NOT NULL DEFAULT 6 CHECK (hour BETWEEN 0 AND 23);
ALTER TABLE report_schedule ADD COLUMN stopped INTEGER NOT NULL DEFAULT 0 CHECK (stopped IN (0, 1));
ALTER TABLE built_schedule ADD COLUMN hour INTEGER NOT NULL DEFAULT 6 CHECK (hour BETWEEN 0 AND 23);
ALTER TABLE built_schedule ADD COLUMN stopped INTEGER NOT NULL DEFAULT 0 CHECK (stopped IN (0, 1));
