-- 0004: a lesson's viewers who were signed in, beside all of its viewers: a preview has hundreds of visitors. All days are made again.

ALTER TABLE day_lesson ADD COLUMN learners INTEGER NOT NULL DEFAULT 0;
INSERT INTO dirty (day) SELECT DISTINCT day FROM day_lesson WHERE day NOT IN (SELECT day FROM dirty);
