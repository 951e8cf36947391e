// analytics-retention.test.mjs - cohorts whose cells agree with the lists of people behind them; a person's timeline by day and session, and a single
// event, both with an audit line.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { Academy } from './harness.mjs';

const marker = `"><script>alert('x')</script>`;
const day = 86400, today = Math.floor(Date.now() / 86400000);
const date = (number) => new Date(number * day * 1000).toISOString().slice(0, 10);
let academy, admin;
const audits = async () => Number(await academy.sql("SELECT count(*) FROM audit WHERE action = 'analytics.read'"));

// [actor, days before today, seconds after noon, name, course, page, properties]
function live(...events) {
  const lines = events.map(([actor, ago, seconds = 0, name = 't.came', course = 0, page = '/x', properties = '']) =>
    [(today - ago) * day + 43200 + seconds, name, actor, 0, course, 0, 1, 'FR', page, '', properties, '', ''].join('\t'));
  appendFileSync(path.join(academy.data, 'events/incoming'), `${lines.join('\n')}\n`);
}

before(async () => {
  academy = await Academy.start();
  await academy.sql(`INSERT INTO person (id, email, name, roles, time_zone, language, created_at) VALUES
    (101, 'a@x.example', 'Abe ${marker.replaceAll("'", "''")}', 1, 'UTC', 'en', 1), (102, 'b@x.example', 'Bea', 1, 'UTC', 'en', 1), (103, 'c@x.example', 'Cy', 1, 'UTC', 'en', 1)`);
  const added = await academy.nexus(['user', 'add', 'boss@x.example', '--name', 'Boss', '--role', 'admin', '--password-stdin'], 'a good password\n');
  assert.equal(added.code, 0, added.errors);
  admin = await academy.browser().signIn('boss@x.example', 'a good password');
  live([101, 20], [101, 19], [101, 13, 0, 't.came', 7], [102, 20, 5], [102, 13], [103, 20], [103, 19, 1], [103, 19, 1799], [103, 19, 3599, 't.read', 0, '/deep', '{"colour":"red","size":3}']);
  await academy.eventually(async () => (await admin.getJson(`/admin/analytics/retention?unit=day&from=${date(today - 20)}&to=${date(today - 20)}`)).json.people === 3, 'the events');
});
after(async () => { await academy.stop(); });

const query = `unit=day&from=${date(today - 20)}&to=${date(today - 20)}`;

describe('retention', () => {
  test('each cell has as many people as the list behind it', async () => {
    const { json } = await admin.getJson(`/admin/analytics/retention?${query}`);
    assert.equal(json.cohort_rows.length, 1);
    const { cells, first } = json.cohort_rows[0];
    assert.equal(first, date(today - 20));
    assert.deepEqual(cells.map((cell) => cell.kept), Array.from({ length: 21 }, (_, at) => ({ 0: 3, 1: 2, 7: 2 }[at] ?? 0)));
    assert.deepEqual(cells.map((cell) => cell.running), Array.from({ length: 21 }, (_, at) => at === 20));
    for (const cell of [cells[0], cells[1], cells[2], cells[7]]) {
      assert.equal((await admin.getJson(cell.url)).json.total, cell.kept, cell.url);
      assert.equal((await admin.getJson(`${cell.url}&state=lost`)).json.total, 3 - cell.kept);
    }
    assert.deepEqual((await admin.getJson(cells[7].url)).json.people.map((person) => person.id), [101, 102]);
    assert.equal(json.milestones.find((row) => row.period === 7).share_text, '66.7 %');
  });

  test('or later, by week, by month, by course, as a file', async () => {
    const kept = async (more) => (await admin.getJson(`/admin/analytics/retention?${query}&${more}`)).json.cohort_rows[0].cells.map((cell) => cell.kept);
    assert.deepEqual((await kept('mode=unbounded')).slice(0, 9), [3, 3, 2, 2, 2, 2, 2, 2, 0]);
    const weeks = (await admin.getJson(`/admin/analytics/retention?from=${date(today - 27)}&to=${date(today - 7)}&unit=week`)).json;
    assert.ok(weeks.cohort_rows.length >= 3);
    assert.equal(weeks.cohort_rows.reduce((sum, cohort) => sum + cohort.people, 0), 3);
    assert.equal(new Date(weeks.cohort_rows[0].first).getUTCDay(), 1);
    assert.equal(weeks.widened !== null, weeks.cohort_rows.at(-1).first < date(today - 27), 'weeks are whole: it says when the first begins');
    assert.equal((await admin.getJson(`/admin/analytics/retention?${query}`)).json.widened, null);
    const course = (await admin.getJson(`/admin/analytics/retention?unit=day&course=7&from=${date(today - 30)}&to=${date(today)}`)).json;
    assert.deepEqual(course.cohort_rows.filter((cohort) => cohort.people > 0).map((cohort) => [cohort.first, cohort.people]), [[date(today - 13), 1]]);
    const file = await admin.get(`/admin/analytics/retention/cohorts.csv?${query}`);
    assert.match(file.text, new RegExp(`^"cohort","people","day_0","day_1".*\r\n"${date(today - 20)}",3,3,2,0,`));
    assert.match((await admin.get(`/admin/analytics/retention/people.csv?${query}&first=${date(today - 20)}&later=1&state=lost`)).text, /^"user_id","name","email"\r\n102,"Bea","b@x\.example"\r\n$/);
    assert.deepEqual((await admin.getJson(`/api/analytics/retention?${query}`)).json.mean.slice(0, 2).map((row) => [row.kept, row.people]), [[3, 3], [2, 3]]);
    assert.match((await admin.get('/admin/analytics/retention?from=2020-01-01&to=2020-01-05')).words, /Nobody was new in these days/);
  });

  test('how often people come: each column has as many people as the list behind it, and all are the figure of these days', async () => {
    const days = `from=${date(today - 3)}&to=${date(today - 1)}`, { json } = await admin.getJson(`/admin/analytics/retention?${days}`);
    const { frequency } = json, counts = (rows) => rows.filter((row) => row.people > 0).map((row) => [row.days, row.people, row.least]);
    assert.deepEqual([frequency.from, frequency.to], [date(today - 28), date(today - 1)]);
    assert.deepEqual(counts(frequency.chart.days), [[2, 2, 3], [3, 1, 1]]);
    assert.deepEqual([frequency.median, frequency.people], [2, 3]);
    const { metrics: [people] } = (await admin.getJson(`/api/analytics/metrics?name=people&from=${frequency.from}&to=${frequency.to}`)).json;
    assert.equal(people.value, 3);
    assert.deepEqual(frequency.chart.days.filter((row) => row.url).map((row) => row.days), [2, 3]);
    assert.deepEqual((await admin.getJson(frequency.chart.days[1].url)).json.people.map((person) => person.id), [102, 103]);
    assert.match((await admin.get(frequency.chart.days[2].url)).words, /There on 3 days of 28.*1 person.*Abe/);
    assert.match((await admin.get(frequency.chart.days[1].url.replace('/people?', '/people.csv?'))).text, /^"user_id","name","email"\r\n102,"Bea","b@x\.example"\r\n103,"Cy","c@x\.example"\r\n$/);
    assert.deepEqual(counts((await admin.getJson(`/api/analytics/frequency?${days}&course=7`)).json.days), [[1, 1, 1]]);
    assert.deepEqual(counts((await admin.getJson(`/api/analytics/frequency?${days}&country=FR&device=desktop`)).json.days), []);
    const file = (await admin.get(frequency.chart.csv)).text.split('\r\n');
    assert.deepEqual([file.length, file[0]], [30, '"days","people","share","least","least_share"']);
    assert.match(file[3], /^3,1,33\.3\d+,1,33\.3\d+$/);
    assert.match((await admin.get('/admin/analytics/retention?from=2020-01-01&to=2020-01-05')).words, /Nobody was there from/);
  });

  test('names are escaped', async () => {
    const page = await admin.get(`/admin/analytics/retention/people?${query}&first=${date(today - 20)}&later=0`);
    assert.ok(page.text.includes('Abe &quot;&gt;&lt;script&gt;') && !page.text.includes(marker));
  });
});

describe("a person's timeline", () => {
  const days = `from=${date(today - 20)}&to=${date(today)}`;

  test('has days and sessions, the newest first, and leaves an audit line', async () => {
    const before = await audits();
    const { json } = await admin.getJson(`/admin/analytics/people/103?${days}`);
    assert.deepEqual(json.days.map((one) => one.sessions.map((session) => session.events.map((event) => event.name))), [[['t.read'], ['t.came', 't.came']], [['t.came']]]);
    assert.equal(json.days[0].sessions[1].length_text, '29 min 58 s');
    assert.equal(await audits(), before + 1);
    assert.equal(await academy.sql("SELECT detail FROM audit WHERE action = 'analytics.read' AND subject_id = 103"), 'timeline');
    assert.match((await admin.get('/admin/users/103')).text, /href="\/admin\/analytics\/people\/103"/);
  });

  test('goes on where a page ends, and misses nothing', async () => {
    live(...Array.from({ length: 230 }, (_, at) => [102, 5, Math.floor(at / 7), `t.many${at % 3}`]));
    const all = async (address) => {
      const found = [];
      for (let next = address; next;) {
        const { json } = await admin.getJson(next);
        found.push(...json.days.flatMap((one) => one.sessions).flatMap((session) => session.events));
        next = json.next;
      }
      return found;
    };
    const seen = await academy.eventually(async () => { const list = await all(`/admin/analytics/people/102?${days}`); return list.length === 232 && list; }, '232 events');
    assert.equal(new Set(seen.map((event) => event.id)).size, 232);
    assert.deepEqual(seen.map((event) => event.at), seen.map((event) => event.at).sort((a, b) => b - a));
  });

  test('one event has everything that is stored of it', async () => {
    const { json } = await admin.getJson(`/admin/analytics/people/103?${days}`);
    assert.match((await admin.get(`/admin/analytics/people/103?${days}`)).text, /href="\/admin\/analytics\/events\?/, 'a way back');
    const event = json.days[0].sessions[0].events[0], before = await audits();
    const page = await admin.get(event.url);
    assert.match(page.words, /t\.read.*\/deep.*colour red size 3/);
    assert.equal(page.words.match(/\b\d\d:\d\d\b/g).length, 1, 'its time, once'); // what follows it is UTC's
    assert.match(page.text, /href="\/admin\/analytics\/events\/list\?name=t\.read"/, 'a way back');
    assert.equal(await audits(), before + 1);
    for (const bad of ['2026-11.999999999', '..%2f..%2fnexus.1', '2026-13.1', 'x', '2026-11.', '../rollu.1']) assert.equal((await admin.get(`/admin/analytics/events/${bad}`)).status, 404, bad);
  });
});

test('nothing went wrong on our side', () => {
  assert.deepEqual(academy.logLines().filter((line) => line.level === 'error' || line.status >= 500), []);
});
