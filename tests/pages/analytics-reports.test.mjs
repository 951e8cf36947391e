// analytics-reports.test.mjs - reports of a day, week, month and quarter: as pages, CSV, PDF and by the API, and what they say.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Academy, run } from './harness.mjs';

let academy, admin, ada;
const base = '/admin/analytics/reports', kinds = ['daily', 'weekly', 'monthly', 'quarterly'];
const day = 86_400_000, text = (time) => new Date(time).toISOString().slice(0, 10);
const report = async (kind, query = '') => {
  const answer = await admin.getJson(`/api/analytics/report/${kind}?${query}`);
  assert.equal(answer.status, 200, answer.text.slice(0, 300));
  return answer.json;
};
const rowOf = (told, name) => told.rows.find((row) => row.name === name);

before(async () => {
  academy = await Academy.start({ demo: true, env: { NEXUS_DEMO_LEARNERS: '25' } });
  admin = await academy.browser().signIn('admin@demo.nexus.example');
  ada = await academy.browser().signIn('ada@demo.nexus.example');
  await academy.eventually(async () => (await report('weekly')).full && (await report('weekly')).outlooks.length > 0, 'the worker to fold the past');
});
after(async () => { await academy?.stop(); });

test('only admins see them', async () => {
  for (const address of [base, `${base}/weekly`, `${base}/weekly/report.pdf`, '/api/analytics/report/weekly'])
    assert.equal((await ada.get(address)).status, 403);
  assert.equal((await admin.get(`${base}/yearly`)).status, 404);
  assert.equal((await admin.getJson('/api/analytics/report/yearly')).status, 404);
});

test('the list leads to the newest of each kind and to earlier ones', async () => {
  const { kinds: listed } = (await admin.getJson(base)).json;
  assert.deepEqual(listed.map((kind) => kind.name), kinds);
  for (const kind of listed) {
    assert.equal((await admin.get(kind.latest.url)).status, 200);
    assert.equal((await admin.get(kind.earlier.at(-1).url)).status, 200);
  }
});

test('periods are full ones: the last that ended by the day that is asked for', async () => {
  const weekly = await report('weekly');
  assert.equal(new Date(weekly.end).getUTCDay(), 0);
  assert.ok(Date.parse(weekly.end) < Date.now());
  assert.equal((await report('weekly', 'end=2026-03-03')).end, '2026-03-01');
  assert.equal((await report('weekly', 'end=2026-03-01')).end, '2026-03-01');
  assert.equal((await report('monthly', 'end=2026-03-30')).end, '2026-02-28');
  assert.equal((await report('quarterly', 'end=2026-06-29')).end, '2026-03-31');
  assert.equal((await report('daily', `end=${text(Date.now() + 9 * day)}`)).end, (await report('daily')).end);
  assert.equal((await report('daily', 'end=2001-01-01')).any, false);
  assert.equal((await admin.getJson('/api/analytics/report/daily?end=2026-02-31')).status, 400);
});

test('its numbers are those of the figures', async () => {
  const told = await report('weekly'), from = text(Date.parse(told.end) - 6 * day);
  const { metrics: all } = (await admin.getJson(`/api/analytics/metrics?from=${from}&to=${told.end}`)).json;
  const metrics = all.filter((metric) => metric.formula); // of events; the others are counted from conversations
  assert.ok(metrics.length > 20);
  assert.equal(told.rows.length, metrics.length);
  for (const metric of metrics) {
    const row = rowOf(told, metric.name);
    assert.deepEqual([row.number, row.before], [metric.value, metric.before], metric.name);
    assert.equal(row.points.at(-1), metric.value);
  }
});

test('a target that is reached or missed stands in its list, with its figures', async () => {
  const told = await report('weekly'), value = rowOf(told, 'lessons_completed').number;
  await academy.sql(`INSERT INTO target (figure, value, days, set_at) VALUES ('lessons_completed', ${value + 1000}, 7, 1)`);
  const missed = (await report('weekly')).lists.find((list) => list.name === 'fails').findings.find((finding) => finding.rule === 'target');
  assert.match(missed.sentence, /Lessons completed: .* the target of .* is missed/);
  assert.deepEqual([missed.now, missed.before], [value, value + 1000]);
  assert.equal((await admin.get(missed.link)).status, 200);
  await academy.sql(`UPDATE target SET value = ${value}`);
  const works = (await report('weekly')).lists.find((list) => list.name === 'works').findings;
  assert.ok(works.some((finding) => finding.rule === 'target' && finding.now === value));
});

test('every sentence has a figure and leads somewhere', async () => {
  const ends = kinds.flatMap((kind) => [0, 1, 2, 3].map((step) => [kind, text(Date.now() - step * 31 * day)]));
  let seen = 0;
  for (const [kind, end] of ends)
    for (const list of (await report(kind, `end=${end}`)).lists)
      for (const finding of list.findings) {
        seen++;
        assert.match(finding.sentence, /\d/);
        assert.equal((await admin.get(finding.link)).status, 200, finding.link);
        if (finding.p !== null) assert.ok(finding.adjusted >= finding.p && finding.adjusted < 0.05);
      }
  assert.ok(seen > 0);
});

test('the numbers of its courses, lessons and unusual days lead to what is behind them', async () => {
  const { text } = await admin.get(`${base}/monthly`), told = await report('monthly');
  const links = [...text.matchAll(/<a href="(\/admin\/analytics\/metric\/[^"]*course=[^"]*)">([\d,]+)<\/a>/g)].map((match) => [match[1].replaceAll('&amp;', '&'), Number(match[2].replace(',', ''))]);
  assert.deepEqual(links.map(([, number]) => number), told.courses.flatMap((course) => [course.people, course.enrolments, course.completions]));
  assert.ok(links.length >= 9);
  for (const [link, number] of links) assert.equal((await admin.getJson(link)).json.figure.number, number, link);
  for (const { lesson_id: lesson, viewers } of told.lessons) {
    const [, link, number] = new RegExp(`<a href="([^"]*list\\?name=lesson.viewed&amp;lesson=${lesson}&amp;[^"]*)">(\\d+)</a>`).exec(text);
    const seen = (await admin.get(link.replaceAll('&amp;', '&').replace('/list?', '/list.csv?'))).text.trim().split('\r\n').slice(1).map((line) => line.split(','));
    assert.deepEqual([new Set(seen.filter((event) => Number(event[2]) > 0).map((event) => `${event[2]} ${event[0].slice(0, 11)}`)).size, Number(number)], [viewers, viewers]);
  }
  for (const { figure, date, value } of told.unusual) assert.equal((await admin.getJson(`/admin/analytics/metric/${figure}?from=${date}&to=${date}`)).json.figure.number, value);
});

test('CSV has its figures and findings', async () => {
  const told = await report('weekly'), answer = await admin.get(`${base}/weekly/report.csv`);
  assert.match(answer.headers['content-disposition'], new RegExp(`weekly-${told.end}\\.csv`));
  assert.equal(answer.text.trim().split('\r\n').length, 1 + told.rows.length + told.findings);
  assert.equal((await admin.get('/api/analytics/report/weekly?format=csv')).text, answer.text);
});

test('the PDF is made once', async () => {
  const files = () => readdirSync(path.join(academy.data, 'reports'));
  for (const kind of kinds) {
    const answer = await admin.get(`${base}/${kind}/report.pdf`);
    assert.equal(answer.status, 200);
    assert.match(answer.headers['content-type'], /application\/pdf/);
    assert.match(answer.text, /^%PDF-/);
    assert.ok(answer.text.length > 10_000);
  }
  const made = files();
  assert.equal(made.length, kinds.length);
  assert.match((await admin.get('/api/analytics/report/weekly?format=pdf')).text, /^%PDF-/);
  assert.deepEqual(files(), made);
  assert.deepEqual(readdirSync(path.join(academy.data, 'temporary')).filter((name) => /svg|pdf/.test(name)), []);
});

test('the PDF has what the page has', async () => {
  const now = new Date(), end = text(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 0)), on = Math.floor(Date.parse(`${end}T00:00:00Z`) / day) - 5;
  await academy.sql(`INSERT INTO alert (id, title, figure, condition, threshold, recipients, created_at, checked_day) VALUES (77, 'Fewer than five came', 'dau', 'below', 5, 'admin@demo.nexus.example', 1, ${on});
    INSERT INTO alert_fired (alert_id, day, value, low, high, cause, at, mailed) VALUES (77, ${on}, 2, 4.5, 20, '', ${on * 86400}, 1);
    UPDATE experiment SET state = 'completed', ended_at = ${on * 86400}, winner = 'start-now', conclusion = 'Keep these words.', version = version + 1 WHERE name = 'enrol-words'`);
  const told = await report('monthly', `end=${end}`), pdf = await admin.get(`${base}/monthly/report.pdf?end=${end}`);
  const file = path.join(academy.data, 'temporary', 'read.pdf');
  writeFileSync(file, pdf.body);
  const { output } = await run('pdftotext', ['-layout', file, '-']);
  rmSync(file);
  const words = output.replace(/\s+/g, ' ');
  assert.ok(told.alerts.some((alert) => alert.title === 'Fewer than five came'));
  assert.ok(told.experiments.some((test) => test.conclusion === 'Keep these words.'));
  for (const part of [told.title, 'Fewer than five came', ...told.experiments.flatMap((test) => [test.title, test.conclusion.slice(0, 30)]), 'start-now', 'Keep these words.', ...(told.unusual.length > 0 ? ['Unusual days'] : []), ...(told.coach === null ? [] : ['Conversations']),
    ...told.rows.map((row) => row.label), ...told.courses.map((course) => course.title), ...told.lists.flatMap((list) => list.findings.map((finding) => finding.sentence.slice(0, 30)))])
    assert.ok(words.includes(part), `${part} is not in it`);
});
