// analytics-builder.test.mjs - reports put together without a script agree with plain SQL.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { Academy } from './harness.mjs';

let academy, admin, ada;
const page = '/admin/analytics/builder';
const make = (fields) => admin.submit(`${page}/new`, page, { name: 'Mine', unit: 'month', measure: 'count', ...fields });
async function rowsOf(fields) {
  const made = await make(fields);
  assert.equal(made.status, 303, made.words.slice(0, 300));
  const csv = await admin.get(`${made.headers.location}/rows.csv`);
  assert.equal((await admin.get(made.headers.location)).status, 200);
  return csv.text.trim().split('\r\n').slice(1).map((line) => line.split(',').map((cell) => cell.replace(/^"'?|"$/g, '')));
}

before(async () => {
  academy = await Academy.start({ demo: true, env: { NEXUS_DEMO_LEARNERS: '20' } });
  admin = await academy.browser().signIn('admin@demo.nexus.example');
  ada = await academy.browser().signIn('ada@demo.nexus.example');
});
after(async () => {
  await academy?.stop();
});

test('only admins', async () => {
  assert.equal((await ada.get(page)).status, 403);
  assert.match((await admin.get(page)).words, /No reports yet/);
});

test('each beginning can be kept as it is', async () => {
  for (const [, key] of (await admin.get(page)).text.matchAll(/example=(\w+)"/g)) {
    const form = await admin.get(`${page}/new?example=${key}`);
    assert.equal(form.status, 200, key);
    assert.match(form.text, /Save and show/, key);
  }
  const quiet = await rowsOf({ source: 'people', column: ['name', 'seen'], filter: ['seen', 'courses', ''], op: ['before', 'more', 'is'], value: ['14', '0', ''], sort: 'seen' });
  const now = Math.floor(Date.now() / 86400000);
  const expected = await academy.sql(`SELECT count(*) FROM person p WHERE state <> 'erased' AND last_seen_at / 86400 < ${now} - 14 AND EXISTS (SELECT 1 FROM enrolment e WHERE e.user_id = p.id AND e.state <> 'left')`);
  assert.equal(quiet.length, Number(expected));
  assert.deepEqual(quiet.map((row) => row[1]), quiet.map((row) => row[1]).sort());
});

test('groups are counted as SQL counts them', async () => {
  const rows = await rowsOf({ source: 'enrolments', group: 'course', falling: '1' });
  const expected = (await academy.sql("SELECT c.title, count(*) FROM enrolment e JOIN course c ON c.id = e.course_id GROUP BY c.id ORDER BY 2 DESC, 1")).split('\n').map((line) => line.split('|'));
  assert.deepEqual(rows, expected);
});

test('means by two columns, with a filter', async () => {
  const rows = await rowsOf({ source: 'attempts', group: 'course', second: 'passed', measure: 'mean', measured: 'score', filter: ['number', '', ''], op: ['is', 'is', 'is'], value: ['1', '', ''] });
  const expected = (await academy.sql(`SELECT c.title, CASE a.passed WHEN 1 THEN 'yes' ELSE 'no' END, avg(100.0 * a.points / a.points_most) FROM attempt a JOIN quiz q ON q.id = a.quiz_id
    JOIN lesson l ON l.id = q.lesson_id JOIN course c ON c.id = l.course_id WHERE a.submitted_at IS NOT NULL AND a.number = 1 GROUP BY 1, 2 ORDER BY 1, 2`)).split('\n').map((line) => line.split('|'));
  assert.equal(rows.length, expected.length);
  for (const [i, row] of rows.entries()) {
    assert.deepEqual(row.slice(0, 2), expected[i].slice(0, 2));
    assert.ok(Math.abs(Number(row[2]) - Number(expected[i][2])) < 1e-6, `${row} is not ${expected[i]}`);
  }
});

test('dates are grouped by the week, and drawn', async () => {
  const made = await make({ source: 'enrolments', group: 'enrolled', unit: 'week' });
  const shown = await admin.get(made.headers.location);
  assert.match(shown.text, /<svg/);
  const weeks = (await admin.get(`${made.headers.location}/rows.csv`)).text.trim().split('\r\n').slice(1).map((line) => line.split(','));
  const expected = (await academy.sql('SELECT (enrolled_at / 86400 + 3) / 7, count(*) FROM enrolment GROUP BY 1 ORDER BY 1')).split('\n').map((line) => Number(line.split('|')[1]));
  assert.deepEqual(weeks.map((row) => Number(row[1])), expected);
});

test('what makes no report comes back with a sentence, filled in', async () => {
  const none = await make({ source: 'people', name: 'Nothing <b>' });
  assert.equal(none.status, 422);
  assert.match(none.words, /Choose at least one column/);
  assert.match(none.text, /value="Nothing &lt;b&gt;"/);
  assert.match((await make({ source: 'people', column: 'name', filter: ['seen', '', ''], op: ['has', 'is', 'is'], value: ['x', '', ''] })).words, /A date is compared by days/);
  assert.match((await make({ source: 'people', group: 'name', measure: 'sum', measured: 'email' })).words, /need a column of numbers/);
  assert.equal((await make({ source: 'secrets', column: 'name' })).status, 422);
});

test('changed, deleted, brought back', async () => {
  const made = await make({ source: 'certificates', column: ['person', 'issued'] }), place = made.headers.location;
  assert.match((await admin.get(`${place}/edit`)).text, /value="issued" checked/);
  assert.equal((await admin.submit(`${place}/edit`, place, { name: 'Other', source: 'certificates', column: ['course'], unit: 'day', measure: 'count' })).status, 303);
  assert.match((await admin.get(place)).words, /Other/);
  assert.equal((await admin.submit(page, `${place}/delete`)).status, 303);
  assert.equal((await admin.get(place)).status, 404);
  assert.equal((await admin.submit(page, `${place}/restore`)).status, 303);
  assert.equal((await admin.get(place)).status, 200);
});
