// analytics-events.test.mjs - the reports of events: what happens most, single events by every filter, files, the newest as they come, the API; and that
// nobody but admins sees what others did.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { Academy } from './harness.mjs';

const marker = `"><script>alert('x')</script>`;
const day = 86400, today = Math.floor(Date.now() / 86400000);
const date = (number) => new Date(number * day * 1000).toISOString().slice(0, 10);
const span = `from=${date(today - 9)}&to=${date(today - 3)}`;
let academy, admin, bea;
const audits = async () => Number(await academy.sql("SELECT count(*) FROM audit WHERE action = 'analytics.read'"));
const list = async (query, browser = admin) => (await browser.getJson(`/admin/analytics/events/list?${span}&${query}`)).json;
const api = async (query, browser = admin) => (await browser.getJson(`/api/analytics/events?${span}&${query}`)).json;

// {actor, ago (days), seconds after noon, name, course, device, country, page, properties}
function live(...events) {
  const lines = events.map(({ actor = 101, ago = 5, seconds = 0, name = 't.came', course = 0, lesson = 0, device = 1, country = 'FR', at = '/x', properties = '' }) =>
    [(today - ago) * day + 43200 + seconds, name, actor, 0, course, lesson, device, country, at, '', properties, '', ''].join('\t'));
  appendFileSync(path.join(academy.data, 'events/incoming'), `${lines.join('\n')}\n`);
}

before(async () => {
  academy = await Academy.start();
  await academy.sql(`INSERT INTO person (id, email, name, roles, time_zone, language, created_at) VALUES
    (101, 'abe@x.example', 'Abe ${marker.replaceAll("'", "''")}', 1, 'UTC', 'en', 1), (103, 'abel@x.example', 'Abel', 1, 'UTC', 'en', 1)`);
  for (const [name, role] of [['boss', 'admin'], ['bea', 'learner']]) {
    const added = await academy.nexus(['user', 'add', `${name}@x.example`, '--name', name, '--role', role, '--password-stdin'], 'a good password\n');
    assert.equal(added.code, 0, added.errors);
  }
  admin = await academy.browser().signIn('boss@x.example', 'a good password');
  bea = await academy.browser().signIn('bea@x.example', 'a good password');
  bea.id = Number(await academy.sql("SELECT id FROM person WHERE email = 'bea@x.example'"));
  live({ seconds: 1, at: '/courses/one', properties: '{"plan":"free","n":2}' }, { seconds: 2, course: 7, lesson: 70, device: 3, at: '/courses/two' },
    { actor: bea.id, seconds: 3, name: 't.read', country: 'DE' }, { actor: bea.id, seconds: 4, name: 'lesson.viewed' }, { actor: -9, seconds: 5, at: marker.replaceAll('\t', ' ') },
    { actor: 103, seconds: 3600, name: 't.read', properties: '{"plan":"paid"}' }, { ago: 12, name: 't.came' });
  await academy.eventually(async () => (await list('')).events?.length === 6, 'the events');
});
after(async () => { await academy.stop(); });

describe('what happens most', () => {
  test('names with people, trend and meaning; days and hours add up; who does most', async () => {
    const { json } = await admin.getJson(`/admin/analytics/events?${span}`);
    assert.deepEqual(json.names.map(({ name, events, people, known, before }) => [name, events, people, known, before]),
      [['t.came', 3, 1, false, 1], ['t.read', 2, 2, false, 0], ['lesson.viewed', 1, 1, true, 0]]);
    assert.equal(json.names[0].trend, '200 % more');
    assert.equal(json.names[1].trend, 'new');
    assert.equal(json.by_day.days.reduce((sum, row) => sum + row.events, 0), 6);
    const cells = json.by_hour.weekdays.map((row) => row.cells);
    const weekday = (new Date((today - 5) * day * 1000).getUTCDay() + 6) % 7;
    assert.equal(cells.flat().reduce((sum, cell) => sum + cell, 0), 6);
    assert.deepEqual([cells[weekday][12], cells[weekday][13]], [5, 1]);
    assert.deepEqual(json.persons.map((row) => row.events), [2, 2, 1]);
    assert.equal((await admin.getJson(json.names[0].url)).json.events.length, 3);
    const page = await admin.get(`/admin/analytics/events?${span}`);
    assert.match(page.words, /A lesson was opened/);
    assert.ok(!page.text.includes(marker));
    assert.match((await admin.get('/admin/analytics/events?from=2020-01-01&to=2020-01-02')).words, /Nothing recorded in these days/);
  });
});

describe('single events', () => {
  test('every filter lets through what fits', async () => {
    const names = async (query) => (await list(query)).events.map((event) => `${event.name} ${event.at % 3600}`);
    assert.deepEqual(await names(''), ['t.read 0', 't.came 5', 'lesson.viewed 4', 't.read 3', 't.came 2', 't.came 1']);
    assert.deepEqual(await names('name=t.read'), ['t.read 0', 't.read 3']);
    assert.deepEqual(await names('course=7'), ['t.came 2']);
    assert.deepEqual(await names('lesson=70'), ['t.came 2']);
    assert.deepEqual(await names('device=desktop'), ['t.came 2']);
    assert.deepEqual(await names('country=DE'), ['t.read 3']);
    assert.deepEqual(await names('path=/courses/'), ['t.came 2', 't.came 1']);
    assert.deepEqual(await names('property=plan%3Dfree'), ['t.came 1']);
    assert.deepEqual(await names('property=n%3D2'), ['t.came 1']);
    assert.deepEqual(await names('person=-9'), ['t.came 5']);
    assert.deepEqual(await names('person=bea@x.example&name=t.read'), ['t.read 3']);
    assert.deepEqual(await names('name=t.nothing'), []);
  });

  test('a person is found by name; when several fit one chooses; nothing typed is lost', async () => {
    const before = await audits();
    assert.equal((await list('person=bea')).events.length, 2);
    assert.equal(await audits(), before + 1, 'whoever looks is noted');
    const several = await list('person=abe');
    assert.match(several.problem, /Several people fit/);
    assert.deepEqual(several.persons.map((person) => person.id).sort(), [101, 103]);
    assert.equal((await admin.getJson(several.persons.find((person) => person.id === 103).url)).json.problem, null);
    assert.equal((await list('person=zebedee')).problem, 'Nobody has this name or address.');
    const page = await admin.get(`/admin/analytics/events/list?${span}&property=${encodeURIComponent(marker)}`);
    assert.match(page.words, /Write a property as key=value|No such event/);
    assert.ok(!page.text.includes(marker) && page.text.includes('value="&quot;&gt;&lt;script'), 'escaped, and still in its field');
  });

  test('pages follow each other without a gap', async () => {
    live(...Array.from({ length: 130 }, (_, at) => ({ actor: 103, ago: 4, seconds: Math.floor(at / 60), name: 't.many' })));
    const walk = async () => {
      const found = [];
      for (let next = `/admin/analytics/events/list?${span}&name=t.many`; next;) {
        const { json } = await admin.getJson(next);
        found.push(...json.events);
        next = json.next;
      }
      return found;
    };
    const found = await academy.eventually(async () => { const all = await walk(); return all.length === 130 && all; }, '130 events');
    assert.equal(new Set(found.map((event) => event.id)).size, 130);
  });

  test('as files', async () => {
    const csv = await admin.get(`/admin/analytics/events/list.csv?${span}&name=t.came`);
    const lines = csv.text.trim().split('\r\n');
    assert.equal(lines[0], '"at","name","actor","session","course","lesson","device","country","page","referrer","properties"');
    assert.equal(lines.length, 4);
    assert.equal(lines[3], `"${date(today - 5)}T12:00:01Z","t.came",101,0,0,0,"phone","FR","/courses/one","","{""plan"":""free"",""n"":2}"`);
    assert.equal(csv.headers['x-more'], 'no');
    const rows = (await admin.get(`/admin/analytics/events/list.jsonl?${span}&name=t.came`)).text.trim().split('\n').map((line) => JSON.parse(line));
    assert.deepEqual(rows.map((row) => row.actor), [-9, 101, 101]);
    assert.deepEqual(rows[2].properties, { plan: 'free', n: 2 });
    assert.equal((await admin.get(`/admin/analytics/events/list.csv?${span}&person=zebedee`)).status, 422);
  });

  test('the newest as they come', async () => {
    const { last } = (await admin.getJson('/admin/analytics/events/live')).json;
    assert.match(last, /^\d{4}-\d\d\.\d+$/);
    assert.deepEqual((await admin.getJson(`/admin/analytics/events/live?after=${last}`)).json.events, []);
    live({ ago: 0, seconds: -43200, name: 't.now', actor: 103 });
    const told = await academy.eventually(async () => { const { json } = await admin.getJson(`/admin/analytics/events/live?after=${last}`); return json.events.length > 0 && json; }, 'the newest');
    assert.deepEqual(told.events.map((event) => event.name), ['t.now']);
    assert.match((await admin.get('/admin/analytics/events/live')).text, /data-tail-row/);
  });
});

describe('the API', () => {
  test('events, counts and top', async () => {
    const first = await api('name=t.came&limit=2');
    assert.equal(first.events.length, 2);
    assert.equal((await api(`name=t.came&limit=2&before=${first.next}`)).events.length, 1);
    const counts = async (by, more = 'name=t.came') => Object.fromEntries((await api(`action=counts&groupBy=${by}&${more}`)).counts.map((row) => [row.key, row.events]));
    assert.equal((await counts('day'))[date(today - 5)], 3);
    assert.equal((await counts('hour'))[12], 3);
    assert.deepEqual(await counts('user'), { 101: 2 });
    assert.deepEqual(await counts('course'), { 0: 2, 7: 1 });
    assert.deepEqual(await counts('device'), { phone: 2, desktop: 1 });
    assert.deepEqual(await counts('country', 'person=bea'), { FR: 1, DE: 1 });
    assert.deepEqual((await api('action=top')).counts.find((row) => row.key === 't.read'), { key: 't.read', events: 2, people: 2 });
    assert.equal((await admin.getJson('/api/analytics/events?action=counts&path=/x')).status, 422);
  });

  test('who is no admin sees only what they did, whatever they ask for', async () => {
    for (const query of ['', 'person=101', 'person=abe', 'person=-9', `person=${bea.id}`]) {
      const told = await api(query, bea);
      assert.deepEqual(told.events.map((event) => event.actor), [bea.id, bea.id], query);
      assert.equal((await api(`action=counts&${query}`, bea)).total, 2);
      assert.deepEqual((await api(`action=counts&groupBy=user&${query}`, bea)).counts.map((row) => row.key), [String(bea.id)]);
    }
    assert.equal((await bea.getJson('/admin/analytics/events/list')).status, 403);
    assert.equal(await academy.sql(`SELECT count(*) FROM audit WHERE action = 'analytics.read' AND actor_id = ${bea.id}`), '0', 'reading what is one\'s own is no news');
  });

  test('an event of one\'s own', async () => {
    const { csrf } = await bea.get('/profile');
    bea.headers['user-agent'] = 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0';
    const post = (body) => bea.send('POST', '/api/analytics/events', { body: JSON.stringify({ csrf, ...body }), headers: { 'content-type': 'application/json', accept: 'application/json' } });
    assert.equal((await post({ name: 't.mine', properties: { a: 1 } })).json.accepted, 1);
    assert.equal((await post({ name: 'course.completed' })).status, 422, 'facts cannot be claimed');
    assert.equal((await post({ name: 'no spaces' })).status, 422);
    assert.equal((await bea.post('/api/analytics/events', { csrf, name: 't.form', properties: '[1]' })).status, 422);
    assert.equal((await bea.post('/api/analytics/events', { csrf, name: 't.form', properties: '{"b":2}' })).json.accepted, 1);
    const told = await academy.eventually(async () => {
      const { json } = await bea.getJson('/api/analytics/events?days=7');
      const mine = json.events.filter((event) => ['t.mine', 't.form'].includes(event.name));
      return mine.length === 2 && mine;
    }, 'the events');
    assert.deepEqual(told.map((event) => event.properties).sort(), ['{"a":1}', '{"b":2}']);
    assert.ok(told.every((event) => event.actor === bea.id));
  });
});

test('a month that is dropped keeps its events, and the list says what went', async () => {
  const ago = today - 70, month = date(ago).slice(0, 7), query = `from=${date(ago)}&to=${date(ago)}`;
  const listed = async (more = '') => admin.get(`/admin/analytics/events/list?${query}${more}`);
  live({ ago: 70, at: '/gone' });
  const found = async (more) => (await admin.getJson(`/admin/analytics/events/list?${query}${more}`)).json.events.length;
  await academy.eventually(async () => await found('&path=/gone') === 1, 'the event');
  assert.match((await listed()).words, new RegExp(`Single events ${Number(date(ago).slice(8))} \\w+ \\d{4}, the newest first`), 'one day is said once');
  assert.doesNotMatch((await listed()).words, /are not kept any more/);
  const dropped = await academy.nexus(['events', 'drop', month]);
  assert.equal(dropped.code, 0, dropped.errors);
  assert.equal(await found(''), 1);
  const page = await listed('&path=/gone');
  assert.match(page.words, /Pages, visits and properties of events up to \d+ \w+ \d{4} are not kept any more/);
  assert.match(page.words, /No such event in these days/);
  assert.doesNotMatch((await admin.get(`/admin/analytics/events/list?${span}`)).words, /are not kept any more/);
});

test('nothing went wrong on our side', () => {
  assert.deepEqual(academy.logLines().filter((line) => line.level === 'error' || line.status >= 500), []);
});
