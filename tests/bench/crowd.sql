-- crowd.sql - grows an academy: :learners people with one enrolment each, and :rows rows of progress spread over them.
-- Run by bench.mjs through the sqlite3 shell, while nothing is served.
PRAGMA synchronous = OFF;
BEGIN IMMEDIATE;
INSERT INTO person (email, name, created_at, email_verified_at, last_seen_at)
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :learners)
  SELECT 'crowd' || (i + (SELECT max(id) FROM person)) || '@bench.example', 'Learner ' || i, 1700000000 + i, 1700000000, 1790000000 + i FROM n;
CREATE TEMP TABLE crowd AS SELECT row_number() OVER (ORDER BY id) - 1 AS nr, id FROM person WHERE email LIKE 'crowd%@bench.example'
  AND NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.user_id = person.id);
CREATE TEMP TABLE shelf AS SELECT row_number() OVER (ORDER BY id) - 1 AS nr, id, (SELECT min(l.id) FROM lesson l WHERE l.course_id = course.id) AS lesson
  FROM course WHERE state = 'published';
INSERT INTO enrolment (user_id, course_id, lessons_done, last_lesson_id, enrolled_at, active_at)
  SELECT c.id, s.id, :rows / :learners, s.lesson, 1700000000 + c.nr, 1790000000 + c.nr
  FROM crowd c JOIN shelf s ON s.nr = c.nr % (SELECT count(*) FROM shelf);
INSERT INTO lesson_progress (user_id, lesson_id, course_id, opened_at, seen_at, seconds, completed_at)
  SELECT e.user_id, l.id, e.course_id, e.enrolled_at, e.active_at, 300, e.active_at
  FROM crowd c JOIN enrolment e ON e.user_id = c.id JOIN lesson l ON l.course_id = e.course_id AND l.position <= :rows / :learners
  ORDER BY e.user_id, e.course_id, l.id;
INSERT INTO activity_day (user_id, day, seconds, lessons) SELECT id, 20770 + nr % 7, 900, 2 FROM crowd ORDER BY id;
COMMIT;
PRAGMA wal_checkpoint(TRUNCATE);
ANALYZE;
