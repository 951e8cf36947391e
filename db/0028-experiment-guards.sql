-- 0028: what must not get worse while something is tried.

ALTER TABLE experiment ADD COLUMN guards TEXT NOT NULL DEFAULT ''; -- 'lesson.completed:fall course.left:rise': events, and what would be harm
