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
  assert.equal((await thandi.get(`/teach/analytics/${course}/frequency.csv`)).status, 404);
  assert.equal((await thandi.get(`/teach/analytics/${course}/completion.csv`)).status, 404);
  assert.equal((await admin.get(`/teach/analytics/${course}`)).status, 200);
  await academy.sql(`INSERT INTO course_instructor (course_id, user_id) SELECT c.id, p.id FROM course c, person p WHERE c.slug = '${course}' AND p.email = 'thandi@demo.nexus.example'`);
});

test('any of its figures is drawn, of any days; the file has all of them, and they are the admin\'s of this course', async () => {
  await academy.eventually(async () => (await thandi.getJson(`/teach/analytics/${course}`)).json.any, 'the reports');
  const id = await academy.sql(`SELECT id FROM course WHERE slug = '${course}'`), days = 'from=2026-09-01&to=2026-10-15';
  const page = await thandi.get(`/teach/analytics/${course}?${days}&figure=lessons_completed`), { json } = await thandi.getJson(`/teach/analytics/${course}?${days}&figure=lessons_completed`);
  assert.equal(json.line.title, 'Lessons completed');
  assert.match(page.text, /<summary>Other days<\/summary>/);
  assert.doesNotMatch(page.text, /name="cohort"|name="country"/);
  for (const figure of json.figures) {
    const { metrics: [own] } = (await admin.getJson(`/api/analytics/metrics?name=${figure.key}&course=${id}&${days}`)).json;
    assert.equal(figure.number, own.value, figure.key);
    assert.ok(figure.url.startsWith(`/teach/analytics/${course}?figure=${figure.key}&`), figure.url);
  }
  const lines = (await thandi.get(`/teach/analytics/${course}/days.csv?${days}`)).text.trim().split('\r\n').map((line) => line.split(','));
  assert.equal(lines.length, 46);
  assert.deepEqual([lines[1][0], lines[45][0]], ['"2026-09-01"', '"2026-10-15"']);
  const column = lines[0].indexOf('"lessons_completed"');
  assert.equal(lines.slice(1).reduce((sum, line) => sum + Number(line[column]), 0), json.figures.find((figure) => figure.key === 'lessons_completed').number);
  assert.equal((await thandi.getJson(`/teach/analytics/${course}?figure=nothing`)).json.line.title, 'Active learners a day');
});

test('who comes back is the admin\'s figure of this course, without a way to the people, and nothing of other courses is told', async () => {
  const id = await academy.sql(`SELECT id FROM course WHERE slug = '${course}'`);
  const { json, text } = await thandi.getJson(`/teach/analytics/${course}?days=90`), { json: all } = await admin.getJson(`/admin/analytics/retention?days=90&unit=week&course=${id}`);
  const plain = (rows) => rows.map((row) => [row.first, row.people, row.cells.map((cell) => cell.kept)]);
  assert.deepEqual(plain(json.retention.cohort_rows), plain(all.cohort_rows));
  assert.ok(json.retention.people > 0);
  assert.ok(json.retention.cohort_rows.every((row) => row.cells.every((cell) => cell.url === null)));
  assert.doesNotMatch(text, /\/admin\/|apprendre|sql-that-answers/);
});

test('how often people come is the admin\'s figure of this course, without a way to the people', async () => {
  const id = await academy.sql(`SELECT id FROM course WHERE slug = '${course}'`);
  const { frequency } = (await thandi.getJson(`/teach/analytics/${course}?days=90`)).json, { json: all } = await admin.getJson(`/api/analytics/frequency?days=90&course=${id}`);
  const plain = (rows) => rows.map((row) => [row.days, row.people, row.share]);
  assert.deepEqual(plain(frequency.chart.days), plain(all.days));
  assert.ok(frequency.people > 0);
  assert.ok(frequency.chart.days.every((row) => row.url === null));
  const file = (await thandi.get(frequency.chart.csv)).text.trim().split('\r\n').slice(1).map((line) => Number(line.split(',')[1]));
  assert.deepEqual(file, all.days.map((row) => row.people));
});

test('how long the course takes is as the enrolments say, for teachers and admins, and who left counts until then', async () => {
  const id = await academy.sql(`SELECT id FROM course WHERE slug = '${course}'`), day = 86400, days = 'from=2020-01-01&to=2020-01-02', began = Math.floor(Date.now() / 1000) - 400 * day;
  const all = `from=${new Date((began - day) * 1000).toISOString().slice(0, 10)}&to=${new Date().toISOString().slice(0, 10)}`;
  await academy.sql(`INSERT INTO enrolment (user_id, course_id, state, enrolled_at, active_at, completed_at) SELECT id, ${id}, 'completed', ${began}, ${began}, ${began} + ${day} * (id % 30 + 1)
    FROM person WHERE id NOT IN (SELECT user_id FROM enrolment WHERE course_id = ${id}) ORDER BY id DESC LIMIT 3`);
  const { json } = await thandi.getJson(`/teach/analytics/${course}?${days}`), { completion } = json;
  const spans = (await academy.sql(`SELECT enrolled_at, coalesce(completed_at, 0) FROM enrolment WHERE course_id = ${id}`)).split('\n').map((line) => line.split('|'));
  const now = Date.now() / 1000, lives = spans.map(([from, done]) => [((Number(done) || now) - Number(from)) / day, done !== '0']);
  assert.deepEqual([completion.people, completion.completed, completion.ever], [spans.length, lives.filter(([, done]) => done).length, true]);
  assert.ok(completion.completed >= 3);
  const share = (until) => 100 * (1 - lives.filter(([at, done]) => done && at <= until).reduce((left, [at]) => left * (1 - 1 / lives.filter(([other]) => other >= at).length), 1));
  for (const point of completion.chart.points) assert.ok(Math.abs(point.share - share(point.day)) < 1e-9, `day ${point.day}: ${point.share} is not ${share(point.day)}`);
  assert.match((await thandi.get(`/teach/analytics/${course}?${days}`)).words, /How long the course takes.*Everybody who ever enrolled/);
  const file = (await thandi.get(completion.chart.csv)).text.trim().split('\r\n');
  assert.deepEqual([file[0], file.length - 1], ['"day","completed_percent","low","high","at_risk"', completion.chart.points.length]);
  assert.deepEqual((await admin.getJson(`/admin/analytics/courses?${days}&course=${id}`)).json.completion.chart.points, completion.chart.points);
  assert.equal((await admin.get(`/admin/analytics/completion.csv?${days}&course=${id}`)).text.trim(), file.join('\r\n'));
  assert.equal((await admin.get('/admin/analytics/completion.csv')).status, 404);
  assert.equal((await admin.getJson('/admin/analytics/courses?days=90')).json.completion, undefined);
  assert.equal((await thandi.get('/admin/analytics/completion.csv?course=1')).status, 403);
  assert.match((await thandi.get(`/teach/analytics/${course}?${all}`)).words, /Who enrolled in these days, and how far they are today/);
  await academy.sql(`INSERT INTO enrolment (user_id, course_id, enrolled_at, active_at) SELECT (SELECT id FROM person WHERE email = 'ada@demo.nexus.example'), ${id}, ${began}, ${began} ON CONFLICT DO NOTHING`);
  const left = (await thandi.getJson(`/teach/analytics/${course}`)).json.completion.left;
  await academy.sql(`UPDATE enrolment SET completed_at = NULL, state = 'active' WHERE user_id = (SELECT id FROM person WHERE email = 'ada@demo.nexus.example') AND course_id = ${id}`);
  assert.equal((await ada.submit(`/courses/${course}`, `/courses/${course}/leave`)).status, 303);
  assert.equal((await thandi.getJson(`/teach/analytics/${course}`)).json.completion.left, left + 1);
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
