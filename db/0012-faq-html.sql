-- 0012: answers of a FAQ are Markdown, and rendered by the worker with the coach's index.

ALTER TABLE faq ADD COLUMN html TEXT; -- rendered and safe; null: not yet, show the answer as plain words

INSERT INTO job (kind, payload, run_at, created_at)
    SELECT DISTINCT 'coach.index', '{"course":' || course_id || '}', 0, 0 FROM faq WHERE removed_at IS NULL;
