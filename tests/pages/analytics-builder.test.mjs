// analytics-builder.test.mjs - reports put together without a script agree with plain SQL.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import path from 'node:path';
import { Academy, Browser, build, run } from './harness.mjs';
import { mailParts } from './mail_server.mjs';

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

test('events and days are sources, from the reports', async () => {
  await academy.eventually(async () => (await admin.getJson('/admin/analytics')).json.any, 'the reports');
  const rows = await rowsOf({ source: 'events', group: 'event', measure: 'sum', measured: 'events', falling: '1' });
  const expected = (await academy.sql('SELECT n.name, sum(e.events) FROM day_event e JOIN name n ON n.id = e.name_id WHERE e.dimension = 0 GROUP BY 1 ORDER BY 2 DESC, 1', 'events/rollup.db')).split('\n').map((line) => line.split('|'));
  assert.ok(expected.length > 5);
  assert.deepEqual(rows.map((row) => row[0]).sort(), expected.map((row) => row[0]).sort());
});

test('a chart is the one that was chosen; one that does not fit is refused with a reason', async () => {
  const fields = { source: 'people', group: 'state' };
  const drawn = async (chart) => (await admin.getJson((await make({ ...fields, chart })).headers.location)).json.svg;
  assert.equal(await drawn('none'), null);
  const [pie, columns, bars] = await Promise.all(['pie', 'columns', 'bars'].map(drawn));
  for (const svg of [pie, columns, bars]) assert.match(svg, /^<svg|<figure|<div/);
  assert.equal(new Set([pie, columns, bars]).size, 3);
  const lines = (await admin.getJson((await make({ source: 'enrolments', group: 'enrolled', second: 'course', chart: 'line' })).headers.location)).json;
  const courses = new Set(lines.rows.map((row) => row.cells[1].text));
  assert.ok([...courses].filter((course) => lines.svg.includes(course)).length >= 3, 'a line for each course, four at most');
  const refused = await make({ ...fields, chart: 'line' });
  assert.equal(refused.status, 422);
  assert.match(refused.words, /A line goes from day to day/);
  assert.match(refused.text, /<option value="line" selected>/);
});

test('programs read it page by page', async () => {
  const { headers } = await make({ source: 'people', column: ['name', 'registered', 'courses'], sort: 'name' }), id = Number(headers.location.split('/').at(-1));
  const list = (await admin.getJson('/api/analytics/reports')).json;
  assert.deepEqual(list.reports.find((one) => one.id === id).definition.columns, ['name', 'registered', 'courses']);
  const first = (await admin.getJson(`/api/analytics/reports/${id}?limit=5`)).json, second = (await admin.getJson(`/api/analytics/reports/${id}?limit=5&page=2`)).json;
  assert.deepEqual(first.columns.map((column) => column.type), ['text', 'day', 'number']);
  assert.equal(first.total, Number(await academy.sql("SELECT count(*) FROM person WHERE state <> 'erased'")));
  assert.equal(first.rows.length, 5);
  assert.match(first.rows[0][1], /^\d{4}-\d\d-\d\d$/);
  assert.deepEqual([first.page, first.limit, second.page], [1, 5, 2]);
  assert.deepEqual([...first.rows, ...second.rows], (await admin.getJson(`/api/analytics/reports/${id}?limit=10`)).json.rows);
  assert.equal((await ada.getJson(`/api/analytics/reports/${id}`)).status, 403);
  assert.equal((await admin.getJson('/api/analytics/reports/999999')).status, 404);
});

test('the list of reports comes page by page, too', async () => {
  await make({ name: 'zebra', source: 'people', group: 'state' });
  await make({ name: 'Aardvark', source: 'people', group: 'state' });
  const whole = (await admin.getJson('/api/analytics/reports')).json, count = Number(await academy.sql('SELECT count(*) FROM built_report WHERE deleted_at IS NULL'));
  assert.deepEqual([whole.total, whole.page, whole.limit, whole.reports.length], [count, 1, 50, count]);
  assert.deepEqual([whole.reports[0].name, whole.reports.at(-1).name], ['Aardvark', 'zebra'], 'small letters among the large ones');
  const parts = [];
  for (let page = 1; page <= Math.ceil(count / 3); page++) {
    const part = (await admin.getJson(`/api/analytics/reports?limit=3&page=${page}`)).json;
    assert.deepEqual([part.total, part.page, part.limit], [count, page, 3]);
    parts.push(...part.reports);
  }
  assert.deepEqual(parts, whole.reports);
  assert.deepEqual((await admin.getJson('/api/analytics/reports?page=999')).json.reports, []);
  assert.equal((await admin.getJson('/api/analytics/reports?limit=501')).status, 400);
});

test('lessons by day are those of the reports', async () => {
  const { headers } = await make({ source: 'lessons', group: 'lesson', measure: 'sum', measured: 'views', falling: '1' });
  const rows = (await admin.getJson(`/api/analytics/reports/${headers.location.split('/').at(-1)}?limit=1000`)).json.rows;
  const counted = (await academy.sql('SELECT lesson_id, sum(views) FROM day_lesson GROUP BY 1', 'events/rollup.db')).split('\n').map((line) => line.split('|').map(Number));
  const titles = new Map((await academy.sql('SELECT id, title FROM lesson')).split('\n').map((line) => [Number(line.split('|')[0]), line.slice(line.indexOf('|') + 1)]));
  const expected = new Map();
  for (const [id, views] of counted) expected.set(titles.get(id), (expected.get(titles.get(id)) ?? 0) + views);
  assert.ok(rows.length > 20);
  assert.deepEqual(new Map(rows), expected);
});

describe('a preview', () => {
  const look = (fields, from = `${page}/new`) => admin.submit(from, `${page}/preview`, { unit: 'month', measure: 'count', ...fields });
  const kept = async () => `${await academy.sql('SELECT count(*) FROM built_report')} ${await academy.sql("SELECT count(*) FROM audit WHERE action LIKE 'builder%'")}`;

  test('shows the first rows and the chart, and keeps nothing', async () => {
    const before = await kept();
    const rows = await look({ source: 'people', column: ['name', 'registered'], sort: 'name' });
    assert.equal(rows.status, 200);
    const months = await look({ source: 'people', group: 'registered' }), weeks = await look({ source: 'people', group: 'registered', unit: 'week' });
    assert.match(months.text, /<t[hd][^>]*>[A-Z][a-z]{2} 20\d\d<\/t[hd]>/, 'a month is a month, not its first day');
    assert.match(weeks.words, /Registered, week from .* \d+ [A-Z][a-z]+ 20\d\d/);
    const people = await academy.sql("SELECT count(*) FROM person WHERE state <> 'erased'");
    assert.match(rows.words, new RegExp(`Preview Rows that fit: ${people}\\. Nothing is kept yet\\.`));
    assert.ok(Number(people) > 20);
    assert.equal([.../id="preview"[\s\S]*<\/main>/.exec(rows.text)[0].matchAll(/<tr><td/g)].length, 20);
    assert.match(rows.words, /The first 20 lines\./);
    assert.match(rows.text, /value="registered" checked/);
    const groups = await look({ name: 'Mine <i>', source: 'enrolments', group: 'course', chart: 'pie' });
    assert.match(groups.text, /id="preview"[\s\S]*<svg[\s\S]*<td>Git from the inside<\/td>/);
    assert.match(groups.text, /value="Mine &lt;i&gt;"/);
    assert.match(groups.text, /<option value="pie" selected>/);
    assert.equal(await kept(), before);
  });

  test('of what makes no report says why, with the form as it was', async () => {
    const refused = await look({ name: 'Half', source: 'people' });
    assert.equal(refused.status, 422);
    assert.match(refused.words, /Choose at least one column/);
    assert.match(refused.text, /value="Half"/);
    assert.doesNotMatch(refused.text, /id="preview"/);
    assert.equal((await look({ source: 'secrets', column: 'name' })).status, 422);
  });

  test('of a kept one leaves it as it is; what is shown can then be kept in its place', async () => {
    const place = (await make({ name: 'Kept', source: 'people', group: 'state' })).headers.location, id = place.split('/').at(-1);
    const seen = /name="seen" value="(\w+)"/.exec((await admin.get(`${place}/edit`)).text)[1];
    const shown = await look({ report: id, name: 'New', seen, source: 'people', group: 'language' }, `${place}/edit`);
    assert.match(shown.text, new RegExp(`action="${place}"`));
    assert.match(shown.text, new RegExp(`name="seen" value="${seen}"`));
    assert.match((await admin.get(place)).words, /Kept/);
    assert.equal((await admin.post(place, { csrf: shown.csrf, report: id, name: 'New', seen, source: 'people', group: 'language', unit: 'month', measure: 'count' })).status, 303);
    assert.match((await admin.get(place)).words, /New/);
    const late = await look({ report: id, name: 'Late', seen, source: 'people', group: 'state' });
    assert.match(late.text, new RegExp(`name="seen" value="${seen}"`), 'the mark of the form stays');
    assert.equal((await admin.post(place, { csrf: late.csrf, name: 'Late', seen, source: 'people', group: 'state', unit: 'month', measure: 'count' })).status, 422);
    assert.equal((await look({ report: '999999', source: 'people', group: 'state' })).status, 404);
  });
});

describe('who may', () => {
  let routes, id;
  const ask = (browser, { method, path: pattern }) => {
    const target = pattern.replace(':id', id);
    return method === 'GET' ? browser.getJson(target) : browser.post(target, { csrf: browser.csrf ?? '', name: 'Theirs', source: 'people', group: 'state', unit: 'month', measure: 'count', every: 'day' });
  };
  before(async () => {
    id = (await make({ name: 'Guarded', source: 'people', column: ['email'] })).headers.location.split('/').at(-1);
    const rows = JSON.parse((await run(path.join(build, 'analytics'), ['--routes'])).output);
    routes = rows.filter((row) => /^\/(admin\/analytics\/builder|api\/analytics\/reports)(\/|$)/.test(row.path));
    assert.ok(routes.length >= 15);
  });
  const program = async (browser, scope) => {
    const made = await browser.submit('/profile/keys', '/profile/keys', { name: scope, expires: '30', key_password: 'nexus-demo', [scope]: '1' });
    return new Browser(academy.base, { headers: { authorization: `Bearer ${/value="(nxk_[\w-]+)"/.exec(made.text)[1]}` } });
  };

  test('an instructor may nothing of it', async () => {
    const teacher = await academy.browser().signIn('thandi@demo.nexus.example');
    teacher.csrf = (await teacher.get('/profile')).csrf;
    const before = await academy.sql('SELECT count(*), group_concat(name) FROM built_report WHERE deleted_at IS NULL');
    for (const row of routes) assert.equal((await ask(teacher, row)).status, 403, `${row.method} ${row.path}`);
    assert.equal(await academy.sql('SELECT count(*), group_concat(name) FROM built_report WHERE deleted_at IS NULL'), before);
  });

  test('a key with the scope analytics reads the API, if it is an admin\'s, and nothing else', async () => {
    const key = await program(admin, 'analytics'), list = await key.getJson('/api/analytics/reports'), one = await key.getJson(`/api/analytics/reports/${id}`);
    assert.equal(list.status, 200);
    assert.ok(list.json.reports.some((report) => report.name === 'Guarded'));
    assert.equal(one.status, 200);
    assert.ok(one.json.rows.some(([email]) => email === 'admin@demo.nexus.example'));
    for (const row of routes.filter((other) => !other.path.startsWith('/api/'))) assert.equal((await ask(key, row)).status, 403, `${row.method} ${row.path}`);
    const teacher = await academy.browser().signIn('thandi@demo.nexus.example'), theirs = await program(teacher, 'analytics');
    for (const row of routes) assert.equal((await ask(theirs, row)).status, 403, `${row.method} ${row.path}`);
    const blind = await program(admin, 'coach');
    assert.equal((await blind.getJson('/api/analytics/reports')).status, 403);
  });
});

describe('by mail', () => {
  let place;
  const mails = () => academy.rows("SELECT recipient, subject, body FROM mail WHERE subject LIKE '%Courses and people%' ORDER BY id");
  const save = (fields) => admin.submit(`${place}/schedule`, `${place}/schedule`, { every: 'week', recipients: 'admin@demo.nexus.example', ...fields });

  before(async () => {
    place = (await make({ name: 'Courses and people', source: 'enrolments', group: 'course' })).headers.location;
  });

  test('only admins get it; what was typed stays', async () => {
    const refused = await save({ every: 'month', recipients: 'admin@demo.nexus.example\nada@demo.nexus.example' });
    assert.equal(refused.status, 422);
    assert.match(refused.words, /“ada@demo.nexus.example” is no admin's address/);
    assert.match(refused.text, /<option value="month" selected>/);
    assert.match(refused.text, /ada@demo\.nexus\.example<\/textarea>/);
    assert.equal((await ada.submit('/profile', `${place}/schedule`, { every: 'day' })).status, 403);
    assert.equal((await admin.submit(`${place}/schedule`, `${page}/999999/schedule`, { every: 'day', recipients: 'admin@demo.nexus.example' })).status, 404);
  });

  test('it goes out when its time has come, once, and says so', async () => {
    assert.equal((await save({})).status, 303);
    assert.match((await admin.get(place)).words, /By mail: Every Monday; the next one/);
    assert.match((await admin.get(`${place}/schedule`)).text, /<option value="week" selected>/);
    assert.deepEqual(await mails(), []);
    assert.equal((await admin.submit(`${place}/schedule`, `${place}/schedule/now`)).status, 303);
    await academy.sql("UPDATE job SET run_at = 0 WHERE kind = 'report'");
    const [mail] = await academy.eventually(async () => { const found = await mails(); return found.length > 0 && found; }, 'the mail');
    assert.equal(mail.recipient, 'admin@demo.nexus.example');
    const [[course, count]] = (await academy.sql('SELECT c.title, count(*) FROM enrolment e JOIN course c ON c.id = e.course_id GROUP BY c.id ORDER BY 2 DESC LIMIT 1')).split('\n').map((line) => line.split('|'));
    assert.ok(mail.body.includes(`${course} | ${count}`), mail.body);
    assert.ok(mail.body.includes(place));
    assert.doesNotMatch(mail.body, /With this mail/);
    assert.match((await admin.get(place)).words, /Last made .*: \d+ rows, sent to 1\./);
    assert.ok(Number(await academy.sql('SELECT next_at - unixepoch() FROM built_schedule')) > 0);
    await academy.sql("UPDATE job SET run_at = 0 WHERE kind = 'report'");
    await academy.eventually(async () => Number(await academy.sql("SELECT run_at FROM job WHERE kind = 'report'")) > 0, 'the worker to have looked again');
    assert.equal((await mails()).length, 1);
  });

  test('with its rows as a file, in the language of the admin', async () => {
    assert.match((await admin.get(`${page}/${(await make({ name: 'Fresh', source: 'people', column: ['name'] })).headers.location.split('/').pop()}/schedule`)).text, /name="with_file" value="1" checked/);
    assert.doesNotMatch((await admin.get(`${place}/schedule`)).text, /name="with_file" value="1" checked/);
    await admin.submit(`${place}/edit`, place, { name: 'Élèves: "Courses and people"', source: 'enrolments', group: 'course' });
    assert.equal((await save({ with_file: '1' })).status, 303);
    assert.equal((await admin.submit(`${place}/schedule`, `${place}/schedule/now`)).status, 303);
    await academy.sql("UPDATE job SET run_at = 0 WHERE kind = 'report'");
    await academy.eventually(async () => (await mails()).length === 2, 'the mail');
    await academy.eventually(async () => (await academy.sql("SELECT count(*) FROM mail WHERE state = 'queued'")) === '0', 'it to be sent');
    const [words, csv, ...more] = mailParts(await academy.mailTo('admin@demo.nexus.example'));
    assert.deepEqual(more, []);
    assert.match(csv.name, /^Élèves- -Courses and people- \d{4}-\d\d-\d\d\.csv$/);
    assert.equal(csv.body.toString(), (await admin.get(`${place}/rows.csv`)).text);
    assert.match(words.body.toString(), /With this mail:\r\n- Élèves- -Courses and people- /);
  });

  test('without rows it waits for the next time, and who is no admin any more gets nothing', async () => {
    await admin.submit(`${place}/edit`, place, { name: 'Courses and people', source: 'enrolments', group: 'course', unit: 'month', measure: 'count', filter: ['person', '', ''], op: ['is', 'is', 'is'], value: ['nobody at all', '', ''] });
    assert.equal((await save({ only_filled: '1' })).status, 303);
    const due = async () => {
      await academy.sql('UPDATE built_schedule SET next_at = 1');
      await academy.sql("UPDATE job SET run_at = 0 WHERE kind = 'report'");
      await academy.eventually(async () => Number(await academy.sql('SELECT next_at FROM built_schedule')) > 1, 'its next time');
    };
    await due();
    assert.equal((await mails()).length, 2);
    await save({});
    await academy.sql("UPDATE built_schedule SET recipients = 'ada@demo.nexus.example'");
    await due();
    assert.equal((await mails()).length, 2);
    assert.match((await admin.get(place)).words, /0 rows, sent to 0/);
  });

  test('at the hour that was chosen; stopped, it waits until it goes on', async () => {
    const next = async () => new Date(1000 * Number(await academy.sql('SELECT next_at FROM built_schedule'))).toISOString();
    assert.equal((await save({ hour: '25' })).status, 422);
    assert.equal((await save({ hour: '17' })).status, 303);
    assert.match(await next(), /T17:00:00/);
    await save({});
    assert.match(await next(), /T17:00:00/, 'not said: as it was');
    const shown = await admin.getJson(`${place}/schedule`);
    assert.deepEqual([shown.json.hour, shown.json.stopped], [17, false]);
    assert.equal((await admin.submit(`${place}/schedule`, `${place}/schedule/stop`)).status, 303);
    assert.match((await admin.get(place)).words, /Its mails are stopped/);
    const before = (await mails()).length;
    await academy.sql("UPDATE built_schedule SET next_at = 1; UPDATE job SET run_at = 0 WHERE kind = 'report'");
    await academy.eventually(async () => Number(await academy.sql("SELECT run_at FROM job WHERE kind = 'report' AND state = 'queued'")) > 0, 'the worker to have looked');
    assert.equal((await mails()).length, before);
    assert.equal((await admin.submit(`${place}/schedule`, `${place}/schedule/resume`)).status, 303);
    assert.match(await next(), /T17:00:00/);
    assert.match((await admin.get(place)).words, /By mail: Every Monday; the next one/);
    assert.equal((await admin.submit(`${place}/schedule`, `${page}/999999/schedule/stop`)).status, 404);
  });

  test('nobody: it ends', async () => {
    assert.equal((await save({ recipients: '' })).status, 303);
    assert.equal(await academy.sql('SELECT count(*) FROM built_schedule'), '0');
    assert.doesNotMatch((await admin.get(place)).words, /By mail: Every/);
  });
});
