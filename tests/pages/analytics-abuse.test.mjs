// analytics-abuse.test.mjs - what a hostile learner, somebody with a link, two admins at once and an impatient one try on the analytics. Each
// of these went through once.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Academy } from './harness.mjs';

let academy, admin, other, ada;

before(async () => {
  academy = await Academy.start({ demo: true, env: { NEXUS_DEMO_LEARNERS: '12' } });
  [admin, other, ada] = await Promise.all(['admin', 'admin', 'ada'].map((name) => academy.browser().signIn(`${name}@demo.nexus.example`)));
  await academy.eventually(async () => (await admin.getJson('/admin/analytics')).json.any, 'the reports');
});
after(async () => {
  await academy?.stop();
});

describe('what a learner learns of others', () => {
  test('their own events do not tell how many the others did', async () => {
    const own = (await ada.getJson('/api/analytics/events?name=page.viewed&limit=1')).json, all = (await admin.getJson('/api/analytics/events?name=page.viewed&limit=1')).json;
    assert.equal(own.events.length, 1);
    assert.deepEqual(Object.keys(own).filter((name) => typeof own[name] === 'number'), []);
    assert.ok(all.passed > 0, 'admins are told');
  });

  test('whom they ask for changes nothing, and a wrong property is told', async () => {
    const { counts } = (await ada.getJson('/api/analytics/events?action=counts&groupBy=user&person=admin@demo.nexus.example')).json;
    assert.deepEqual(counts.map(({ key }) => key), [await academy.sql("SELECT id FROM person WHERE email = 'ada@demo.nexus.example'")]);
    const answers = await Promise.all(['nobody-of-this-name', 'luc@demo.nexus.example', 'a'].map((person) => ada.getJson(`/api/analytics/events?limit=3&person=${person}`)));
    for (const answer of answers) assert.equal(answer.text, answers[0].text);
    assert.ok((await ada.getJson('/api/analytics/events?property=plan')).json.errors.property);
  });

  test('events about a draft do not tell its titles', async () => {
    await academy.sql(`INSERT INTO course (id, slug, title, state, created_at, updated_at) VALUES (900, 'secret-draft', 'Secret draft', 'draft', 1, 1);
      INSERT INTO module (id, course_id, slug, title, position) VALUES (900, 900, 'm', 'M', 1);
      INSERT INTO lesson (id, course_id, module_id, slug, title, position, kind, updated_at) VALUES (900, 900, 900, 'l', 'Secret lesson', 1, 'text', 1);`);
    const browser = { 'user-agent': 'Mozilla/5.0 Firefox/140.0', 'content-type': 'application/json' }, send = (target, body) => ada.send('POST', target, { headers: browser, body: JSON.stringify(body) });
    const sent = await send('/api/analytics/track', { events: [{ name: 'x.told', lesson: 900 }, { name: 'x.told', course: 900 }, { name: 'x.told' }] });
    assert.deepEqual(sent.json.refused.map(({ reason }) => reason), ['There is no such lesson.', 'There is no such course.']);
    const { csrf } = await ada.get('/profile');
    assert.equal((await send('/api/analytics/events', { csrf, name: 'x.told', lesson: 900 })).status, 422);
    const events = await academy.eventually(async () => { const { text, json } = await ada.getJson('/api/analytics/events?name=x.told'); return json.events.length > 0 && text; }, 'the event');
    assert.doesNotMatch(events, /Secret/);
  });

  test('an annotation is without its author for teachers', async () => {
    const day = new Date(Date.now() - 3 * 86400000).toISOString().slice(0, 10), teacher = await academy.browser().signIn('thandi@demo.nexus.example');
    assert.equal((await admin.submit('/admin/analytics/annotations', '/admin/analytics/annotations', { day, words: 'The doors opened' })).status, 303);
    const page = '/teach/analytics/git-from-the-inside?days=30', { notes } = (await teacher.getJson(page)).json;
    assert.deepEqual(notes.map(({ words, by }) => [words, by]), [['The doors opened', undefined]]);
    assert.equal((await admin.getJson('/admin/analytics/metric/dau?days=30')).json.notes[0].by, await academy.sql("SELECT name FROM person WHERE email = 'admin@demo.nexus.example'"));
  });

  test('the link to a snapshot does not tell where in the reports it was made', async () => {
    const kept = await admin.submit('/profile', '/admin/analytics/snapshots', { path: '/admin/analytics/courses?days=90&course=3', title: 'One course' });
    const place = kept.headers.location, lent = await admin.submit(place, `${place}/share`, { days: '1' });
    const link = new URL(/<code>([^<]+)<\/code>/.exec(lent.text)[1]).pathname, { json, headers } = await academy.browser().getJson(link);
    assert.deepEqual(Object.keys(json.snapshot).sort(), ['html', 'language', 'made_at', 'made_text', 'note', 'title']);
    assert.match(headers['cache-control'], /no-store/);
    assert.equal((await admin.getJson(place)).json.snapshot.path, '/admin/analytics/courses?days=90&course=3');
  });
});

const things = [
  { what: 'an alert', list: '/admin/analytics/alerts', made: '/admin/analytics/alerts/new', table: 'alert', column: 'title', edit: (id) => `/admin/analytics/alerts/${id}`, save: (id) => `/admin/analytics/alerts/${id}`,
    fields: (words) => ({ title: words, figure: 'dau', condition: 'below', threshold: '2', recipients: 'a@b.example' }) },
  { what: 'an annotation', list: '/admin/analytics/annotations', made: '/admin/analytics/annotations', table: 'annotation', column: 'words', edit: (id) => `/admin/analytics/annotations/${id}`, save: (id) => `/admin/analytics/annotations/${id}`,
    fields: (words) => ({ day: '2026-01-31', words }) },
  { what: 'a funnel', list: '/admin/analytics/funnels', made: '/admin/analytics/funnels/new', table: 'funnel', column: 'name', edit: (id) => `/admin/analytics/funnels/${id}/edit`, save: (id) => `/admin/analytics/funnels/${id}/edit`,
    fields: (words) => ({ name: words, step: ['page.viewed', 'course.viewed'], window: '5', unit: 'hours' }) },
  { what: 'a snapshot', list: '/admin/analytics/snapshots', made: '/profile', table: 'snapshot', column: 'title', time: 'made_at', edit: (id) => `/admin/analytics/snapshots/${id}`, save: (id) => `/admin/analytics/snapshots/${id}`,
    fields: (words) => ({ title: words, path: '/admin/analytics/unusual' }) },
  { what: 'a built report', list: '/admin/analytics/builder', made: '/admin/analytics/builder/new?source=people', table: 'built_report', column: 'name', time: 'made_at', edit: (id) => `/admin/analytics/builder/${id}/edit`, save: (id) => `/admin/analytics/builder/${id}`,
    fields: (words) => ({ name: words, source: 'people', column: ['name', 'seen'] }) },
];
// Its address is its name.
const trial = { what: 'the draft of an A/B test', list: '/admin/analytics/tests', made: '/admin/analytics/tests/new', table: 'experiment', column: 'title', edit: () => '/admin/analytics/tests/two-admins/edit', save: () => '/admin/analytics/tests/two-admins',
  fields: (words) => ({ title: words, name: 'two-admins', goal: 'lesson.completed', base: '20', effect: '5', level: '95', power: '80', kind: 'fixed', variant_1: 'old', share_1: '50', variant_2: 'new', share_2: '50' }) };
const seen = (page) => /name="seen" value="(\w+)"/.exec(page.text)[1];

test('files that name people leave a line in the audit log, others none', async () => {
  const built = async (column) => /\d+$/.exec((await admin.submit('/admin/analytics/builder/new?source=people', '/admin/analytics/builder', { name: column, source: 'people', column: [column] })).headers.location)[0];
  const noted = async (target) => {
    const before = Number(await academy.sql("SELECT coalesce(max(id), 0) FROM audit")), answer = await admin.get(target);
    assert.equal(answer.status, 200, target);
    return academy.sql(`SELECT detail FROM audit WHERE id > ${before} AND action = 'analytics.export'`);
  };
  const funnel = await academy.sql(`INSERT INTO funnel (name, steps, window_minutes, created_at, updated_at) VALUES ('Files', '[{"event":"course.viewed"},{"event":"lesson.viewed"}]', 60, 1, 1) RETURNING id`);
  const lines = (text) => text.trim().split('\r\n').length - 1;
  for (const [target, name] of [['/admin/analytics/metric/people/people.csv', 'people-people'], [`/admin/analytics/funnels/${funnel}/people.csv?days=90`, 'funnel-people'], ['/admin/analytics/retention/people.csv', 'retention-people'], ['/admin/analytics/retention/frequency/people.csv', 'frequency-people'],
    ['/admin/analytics/events/list.csv', 'events.csv'], ['/admin/analytics/events/list.jsonl', 'events.jsonl'], [`/admin/analytics/builder/${await built('name')}/rows.csv`, 'report'], ['/admin/analytics/tests/enrol-words/people.csv', 'enrol-words-']]) {
    const detail = await noted(target);
    assert.ok(detail.startsWith(name) && / \d+ rows$/.test(detail), `${target}: ${detail}`);
  }
  assert.equal(await noted('/admin/analytics/metric/people/people.csv'), `people-people: ${lines((await admin.get('/admin/analytics/metric/people/people.csv')).text)} rows`);
  for (const target of ['/admin/analytics/overview.csv', `/admin/analytics/builder/${await built('seen')}/rows.csv`, `/admin/analytics/funnels/${funnel}/steps.csv`]) assert.equal(await noted(target), '', target);
});

describe('two admins at once', () => {
  for (const { what, list, made, table, column, edit, save, fields } of [...things, trial]) test(what, async () => {
    const { csrf } = await admin.get(made);
    assert.equal((await admin.post(list, { csrf, ...fields('At first') })).status, 303);
    const id = await academy.sql(`SELECT max(id) FROM ${table}`), stored = () => academy.sql(`SELECT ${column} FROM ${table} WHERE id = ${id}`);
    const first = await admin.get(edit(id)), second = await other.get(edit(id));
    const change = (browser, page, words) => browser.post(save(id), { csrf: page.csrf, seen: seen(page), ...fields(words) });
    assert.equal((await change(admin, first, 'By the first')).status, 303);
    const wrong = await change(other, second, '');
    assert.equal(wrong.status, 422, 'no words');
    assert.equal(seen(wrong), seen(second), 'a form that comes back for another reason keeps its mark');
    assert.doesNotMatch(wrong.words, /What is saved now/);
    const refused = await change(other, wrong, 'By the second');
    assert.equal(refused.status, 422);
    assert.notEqual(seen(refused), seen(second));
    assert.equal(await stored(), 'By the first');
    assert.match(refused.words, /Somebody changed this meanwhile\. Save once more/);
    assert.match(refused.words, /What is saved now/);
    assert.match(refused.text, /value="By the second"/);
    assert.equal((await change(other, refused, 'By the second')).status, 303);
    assert.equal((await change(other, refused, 'By the second')).status, 303, 'a double click');
    assert.equal(await stored(), 'By the second');
    assert.equal((await other.post(save(id), { csrf: second.csrf, ...fields('By a program') })).status, 303, 'without a mark');
    assert.equal(await stored(), 'By a program');
  });
});

test('what was deleted while somebody typed comes back as it was typed, to be saved as a new one', async () => {
  for (const { what, table, column, list, edit, save, fields } of things) {
    const id = await academy.sql(`SELECT max(id) FROM ${table}`), page = await other.get(edit(id));
    assert.equal((await admin.submit('/profile', `${list}/${id}/${table === 'annotation' ? 'remove' : 'delete'}`)).status, 303);
    assert.equal((await other.get(edit(id))).status, 404, what);
    const late = await other.post(save(id), { csrf: page.csrf, seen: seen(page), ...fields('Too late'), note: 'Words of the note' });
    assert.match(late.words, /Somebody deleted this( snapshot)? meanwhile/, what);
    if (table === 'snapshot') {
      assert.match(late.words, /Your note was: Words of the note/);
    } else {
      assert.equal(late.status, 422, what);
      assert.match(late.text, /value="Too late"/, what);
      const action = /<form class="form[^"]*" method="post" action="([^"]+)"/.exec(late.text)[1];
      assert.equal(action, list, what);
      assert.equal((await other.post(action, { csrf: late.csrf, seen: '', ...fields('Too late') })).status, 303, what);
      assert.equal(await academy.sql(`SELECT ${column} FROM ${table} WHERE id > ${id}`), 'Too late');
    }
    const program = await other.post(save(id), { csrf: page.csrf, ...fields('Too late') }, { headers: { accept: 'application/json' } });
    assert.equal(program.status, 404, what);
    assert.equal((await admin.submit('/profile', `${list}/${id}/restore`)).status, 303);
  }
});

test('a draft that was deleted while somebody typed becomes a new one', async () => {
  const page = await other.get(trial.edit());
  await admin.submit('/profile', `${trial.save()}/delete`);
  const late = await other.post(trial.save(), { csrf: page.csrf, seen: seen(page), ...trial.fields('Too late') });
  assert.equal(late.status, 422);
  assert.match(late.words, /Somebody deleted this meanwhile/);
  assert.match(late.text, /value="Too late"/);
  assert.match(late.text, new RegExp(`method="post" action="${trial.list}"`));
  assert.equal((await other.post(trial.list, { csrf: late.csrf, seen: '', ...trial.fields('Too late') })).status, 303);
  assert.match((await admin.get(trial.save())).words, /Too late/);
});

test('words that were typed while the session ended are not lost', async () => {
  const late = await academy.browser().signIn('admin@demo.nexus.example'), { fields } = things[0], [list, made] = ['/admin/analytics/alerts', '/admin/analytics/alerts/new'];
  const { csrf } = await late.get(made), words = { csrf, ...fields('An hour of words') };
  await academy.sql(`DELETE FROM session WHERE id = (SELECT max(id) FROM session)`);
  const ended = await late.post(list, words);
  assert.equal(ended.status, 401);
  assert.match(ended.words, /You are signed out Nothing you typed is lost/);
  assert.ok(!ended.text.includes('An hour of words'), 'nothing of it is on a page without a name');
  assert.equal((await late.post(list, words, { headers: { origin: 'https://evil.example' } })).status, 303, 'from elsewhere, as ever');
  assert.equal((await late.post(`${list}/1/delete`, { csrf })).status, 303, 'a button brings no words');
  await late.signIn('admin@demo.nexus.example');
  const loaded = await late.post(list, words);
  assert.equal(loaded.status, 422);
  assert.match(loaded.text, /value="An hour of words"/);
  assert.equal((await late.post(list, { ...words, csrf: loaded.csrf })).status, 303);
});

test('a snapshot without a name asks for one, and keeps the page it was made from', async () => {
  const refused = await admin.submit('/profile', '/admin/analytics/snapshots', { path: '/admin/analytics/unusual?days=30', title: ' ' });
  assert.equal(refused.status, 422);
  assert.match(refused.words, /Please fill this in/);
  const path = /name="path" value="([^"]+)"/.exec(refused.text)[1];
  assert.equal((await admin.post('/admin/analytics/snapshots', { csrf: refused.csrf, path, title: 'Named now' })).status, 303);
  assert.equal(await academy.sql("SELECT path FROM snapshot WHERE title = 'Named now'"), '/admin/analytics/unusual?days=30');
  assert.doesNotMatch((await admin.get('/admin/analytics/snapshots')).text, /name="path"/);
});

describe('pressed twice', () => {
  for (const { what, list, made, table, column, fields, time = 'created_at' } of things) test(`${what} is made once`, async () => {
    const { csrf } = await admin.get(made), count = () => academy.sql(`SELECT count(*) FROM ${table} WHERE ${column} = 'Twice'`);
    const answers = await Promise.all([1, 2, 3].map(() => admin.post(list, { csrf, ...fields('Twice') })));
    assert.deepEqual(answers.map(({ status }) => status), [303, 303, 303]);
    assert.equal(await count(), '1');
    assert.equal((await other.post(list, { csrf: (await other.get(made)).csrf, ...fields('Twice, too') })).status, 303);
    await academy.sql(`UPDATE ${table} SET ${time} = ${time} - 61 WHERE ${column} = 'Twice'`);
    assert.equal((await admin.post(list, { csrf, ...fields('Twice') })).status, 303);
    assert.equal(await count(), '2', 'a minute later it is meant');
  });
});

describe('as many as there may be', () => {
  for (const { what, list, made, table, column, fields } of things.filter(({ table }) => table !== 'annotation')) test(`${what} more is refused, made or brought back`, async () => {
    const columns = (await academy.sql(`SELECT group_concat(name) FROM pragma_table_info('${table}') WHERE name <> 'id'`));
    const { csrf } = await admin.get(made), most = { alert: 100, funnel: 200, snapshot: 500, built_report: 500 }[table];
    await academy.sql(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${most}) INSERT INTO ${table} (${columns}) SELECT ${columns} FROM ${table}, n WHERE ${table}.id = (SELECT min(id) FROM ${table});
      UPDATE ${table} SET deleted_at = 1 WHERE id > (SELECT id FROM ${table} ORDER BY id LIMIT 1 OFFSET ${most - 1});`);
    const refused = await admin.post(list, { csrf, ...fields('One more') });
    assert.equal(refused.status, 422);
    assert.match(refused.words, /as there may be\. Delete one first|too many snapshots/);
    if (table !== 'snapshot') assert.match(refused.text, /value="One more"/);
    const back = await admin.post(`${list}/${await academy.sql(`SELECT max(id) FROM ${table}`)}/restore`, { csrf });
    assert.equal(back.status, 409);
    assert.match(back.words, /as there may be\. Delete one first/);
    assert.equal(await academy.sql(`SELECT count(*) FROM ${table} WHERE deleted_at IS NULL`), String(most));
    assert.equal(await academy.sql(`SELECT count(*) FROM ${table} WHERE ${column} = 'One more'`), '0');
  });
});

test('a filter that is none is refused by its name, and not left out', async () => {
  for (const [query, name, sentence] of [['country=1a', 'country', /two letters/], ['country=ZAF', 'country', /two letters/], ['cohort=2026-13', 'cohort', /year-month/], ['cohort=x', 'cohort', /year-month/],
    ['days=8', 'days', /offered/], ['course=x', 'course', /whole number/], ['from=yesterday', 'from', /year-month-day/]]) {
    const { status, json } = await admin.getJson(`/api/analytics/metrics?${query}`), page = await admin.get(`/admin/analytics?${query}`);
    assert.deepEqual([status, page.status], [400, 400], query);
    assert.match(json.errors[name], sentence);
    assert.ok(json.message.startsWith(`${name}: `) && page.words.includes(json.message), json.message);
    assert.ok(page.words.includes('That did not work') && !page.words.includes('on our side'), 'the fault is not ours');
  }
  const country = await academy.sql("SELECT country FROM context WHERE country <> '' LIMIT 1", 'events/rollup.db');
  assert.equal((await admin.get(`/api/analytics/metrics?country=${country.toLowerCase()}`)).text, (await admin.get(`/api/analytics/metrics?country=${country}`)).text);
});

describe('numbers', () => {
  const threshold = async (text, language = 'en') => {
    const browser = await academy.browser({ headers: { 'accept-language': language } }).signIn('admin@demo.nexus.example');
    browser.cookies.set('__Host-language', language);
    const id = await academy.sql('SELECT min(id) FROM alert'), page = await browser.get(`/admin/analytics/alerts/${id}`);
    const answer = await browser.post(`/admin/analytics/alerts/${id}`, { csrf: page.csrf, ...things[0].fields('Numbers'), threshold: text });
    if (answer.status === 422) assert.ok(answer.text.includes(`value="${text}"`), 'what was typed comes back');
    return answer.status === 303 ? Number(await academy.sql(`SELECT threshold FROM alert WHERE id = ${id}`)) : answer.status;
  };

  test('are read as the pages write them, and nothing else is', async () => {
    for (const [text, value] of [['1,234', 1234], ['1,234,567.5', 1234567.5], ['12,5', 12.5], ['0,125', 0.125], ['1 234', 1234], ['-3', -3], ['1,23,4', 422], ['1.2.3', 422], ['0x10', 422], ['1e3', 422],
      ['1e308', 422], ['nan', 422], ['inf', 422], ['--1', 422], [',5', 422], ['9'.repeat(24), 422]]) assert.equal(await threshold(text), value, text);
    for (const [text, value] of [['1,234', 1.234], ['1\u202f234,5', 1234.5], ['1\u00a0234', 1234], ['1.234', 1.234], ['1 2345', 422]]) assert.equal(await threshold(text, 'fr'), value, text);
  });

  test('of a target, too', async () => {
    const set = (value) => admin.submit('/admin/analytics/metric/dau', '/admin/analytics/metric/dau/target', { value, per: 'day' });
    assert.equal((await set('1,200')).status, 303);
    assert.equal(await academy.sql("SELECT value FROM target WHERE figure = 'dau'"), '1200.0');
    for (const value of ['0', '-1', '0x10', '1e3', '2000000000', 'nan']) assert.equal((await set(value)).status, 422, value);
  });
});

test("no log of the web server holds a link's key, neither as address nor as where somebody came from", async () => {
  const house = await Academy.start({ env: { NEXUS_LIMIT: '1' } }), key = 'K'.repeat(43);
  try {
    const who = house.browser();
    for (const word of ['reset', 'verify', 'setup', 'shared']) {
      const answers = await Promise.all(Array.from({ length: 30 }, () => who.post(`/${word}/${key}`)));
      assert.ok(answers.some(({ status }) => status === 429), `${word} is limited, of which nginx writes a line`);
    }
    const { headers } = await who.get(`/shared/${key}`);
    assert.match(headers['referrer-policy'], /(^|, )strict-origin$/);
    await Promise.all(Array.from({ length: 30 }, () => who.post('/preferences')));
    const log = () => readFileSync(path.join(house.data, 'log/nginx.log'), 'utf8');
    await house.eventually(() => log().includes('POST /preferences'), 'the line of another address');
    assert.ok(!log().includes(key) && !house.log().includes(key));
  } finally {
    await house.stop();
  }
});

describe('what a page costs', () => {
  const cost = async (browser, target) => {
    const answer = await browser.getJson(target);
    assert.equal(answer.status, 200, target);
    return { answer, queries: academy.logLines().find((line) => line.request === answer.headers['x-request-id'] && line.queries !== undefined).queries };
  };

  test('names of people, courses and lessons are asked for once, not for each event', async () => {
    for (const target of ['/admin/analytics/events/live', '/admin/analytics/events/list', '/api/analytics/events?limit=50']) {
      const { answer: { json: { events } }, queries } = await cost(admin, target);
      assert.equal(events.length, 50, target);
      assert.ok(queries <= 16, `${target}: ${queries} queries`);
      for (const event of events) {
        assert.equal(event.who, event.actor > 0 ? await academy.sql(`SELECT name FROM person WHERE id = ${event.actor}`) : event.actor < 0 ? 'visitor' : 'nobody');
        assert.equal(event.course, event.course_id ? await academy.sql(`SELECT title FROM course WHERE id = ${event.course_id}`) : '');
        assert.equal(event.lesson, event.lesson_id ? await academy.sql(`SELECT title FROM lesson WHERE id = ${event.lesson_id}`) : '');
      }
    }
  });

  test('two years of events are no heavier for having many names', async () => {
    const { json } = await admin.getJson('/admin/analytics/events?from=2024-09-13&to=2026-11-21');
    assert.ok(json.names.length > 5);
    for (const { name, spark } of json.names) {
      const points = /d="M([^"]+)"/.exec(spark)[1].split(' ').length / 2;
      assert.ok(points > 60 && points <= 90, `${name}: ${points} points`);
    }
  });

  test("a teacher's page asks as often however many people tried the quizzes", async () => {
    const teacher = await academy.browser().signIn('thandi@demo.nexus.example'), page = '/teach/analytics/git-from-the-inside';
    const before = await cost(teacher, page), people = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)";
    await academy.sql(`${people} INSERT INTO person (id, email, name, password_hash, created_at) SELECT 70000 + i, i || '@many.example', 'Many', 'x', 1 FROM n;
      ${people} INSERT INTO attempt (user_id, quiz_id, number, questions, seed, started_at, submitted_at, points, points_most, passed)
        SELECT 70000 + i, q.id, 1, '[]', 0, 1, 1, 50, 100, 0 FROM n, quiz q JOIN lesson l ON l.id = q.lesson_id JOIN course c ON c.id = l.course_id WHERE c.slug = 'git-from-the-inside';`);
    const after = await cost(teacher, page);
    assert.equal(after.answer.json.quizzes[0].attempts, before.answer.json.quizzes[0].attempts + 30);
    assert.equal(after.queries, before.queries);
  });
});

test('nothing went wrong on our side', () => {
  assert.deepEqual(academy.logLines().filter((line) => line.level === 'error' || line.status >= 500), []);
});
