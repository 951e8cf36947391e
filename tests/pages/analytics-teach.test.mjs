// analytics-teach.test.mjs - what teachers see of their courses, and only of theirs.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { Academy } from './harness.mjs';

let academy, thandi, admin, ada;
const course = 'git-from-the-inside';

before(async () => {
  academy = await Academy.start({ demo: true, env: { NEXUS_DEMO_LEARNERS: '12' } });
  thandi = await academy.browser().signIn('thandi@demo.nexus.example');
  admin = await academy.browser().signIn('admin@demo.nexus.example');
  ada = await academy.browser().signIn('ada@demo.nexus.example');
  await academy.eventually(async () => Number(await academy.sql('SELECT count(*) FROM lesson_pace')) > 0, 'the worker to count the lessons');
});
after(async () => {
  await academy?.stop();
});

test('a teacher sees the courses that they teach', async () => {
  const page = await thandi.get('/teach/analytics');
  assert.equal(page.status, 200);
  assert.match(page.text, new RegExp(`/teach/analytics/${course}"`));
  assert.equal((await ada.get('/teach/analytics')).status, 403);
});

test('a course of somebody else is not there', async () => {
  await academy.sql(`DELETE FROM course_instructor WHERE course_id = (SELECT id FROM course WHERE slug = '${course}')`);
  assert.equal((await thandi.get(`/teach/analytics/${course}`)).status, 404);
  assert.equal((await thandi.get(`/teach/analytics/${course}/lessons.csv`)).status, 404);
  assert.equal((await thandi.get(`/teach/analytics/${course}/questions.csv`)).status, 404);
  assert.equal((await admin.get(`/teach/analytics/${course}`)).status, 200);
  await academy.sql(`INSERT INTO course_instructor (course_id, user_id) SELECT c.id, p.id FROM course c, person p WHERE c.slug = '${course}' AND p.email = 'thandi@demo.nexus.example'`);
});

test('the lessons are as the database has them', async () => {
  const { json } = await thandi.getJson(`/teach/analytics/${course}`);
  const first = json.lessons[0];
  const of = async (what, where = '') => Number(await academy.sql(`SELECT ${what} FROM lesson_progress WHERE lesson_id = ${first.id}${where}`));
  assert.equal(first.opened, await of('count(*)'));
  assert.equal(first.completed, await of('count(completed_at)'));
  assert.equal(first.seconds, Math.trunc(await of('sum(seconds) * 1.0 / count(*)', ' AND completed_at IS NOT NULL')));
  const csv = (await thandi.get(`/teach/analytics/${course}/lessons.csv`)).text.split('\r\n');
  assert.equal(csv[0], '"slug","title","minutes","opened","completed","seconds","stopped"');
  assert.equal(csv.length - 2, json.lessons.length);
});

test('a question is as its answers are', async () => {
  const { json } = await thandi.getJson(`/teach/analytics/${course}`);
  const quiz = json.quizzes.find((quiz) => quiz.attempts > 0);
  assert.ok(quiz, 'somebody took a quiz in the demo');
  const own = await academy.sql(`SELECT avg(coalesce(w.points, 0) * 1.0 / (q.points * 100)) * 100 FROM quiz z JOIN lesson l ON l.id = z.lesson_id
    JOIN question q ON q.quiz_id = z.id AND q.retired_at IS NULL AND q.position = (SELECT min(position) FROM question WHERE quiz_id = z.id AND retired_at IS NULL)
    JOIN attempt a ON a.quiz_id = z.id AND a.submitted_at IS NOT NULL AND a.number = (SELECT min(number) FROM attempt b WHERE b.user_id = a.user_id
    AND b.quiz_id = a.quiz_id AND b.submitted_at IS NOT NULL) AND (',' || trim(a.questions, '[]') || ',') LIKE '%,' || q.id || ',%'
    LEFT JOIN answer w ON w.attempt_id = a.id AND w.question_id = q.id
    WHERE l.slug = '${quiz.slug}' AND l.course_id = (SELECT id FROM course WHERE slug = '${course}')`);
  assert.ok(Math.abs(quiz.items[0].facility - Number(own)) < 1e-6, `${quiz.items[0].facility} is not ${own}`);
});

test('nobody is named', async () => {
  const page = await thandi.get(`/teach/analytics/${course}`);
  const main = page.text.slice(page.text.indexOf('<main'), page.text.indexOf('</main>'));
  for (const name of (await academy.sql('SELECT name FROM person WHERE roles = 1')).split('\n')) assert.ok(!main.includes(name), name);
});
