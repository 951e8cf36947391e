// track.test.mjs - events: what browsers and programs send to POST /api/analytics/track, what pages record by themselves, and who
// is left out of it. What was taken is looked for where reports read it: in the month's file and in the roll-ups.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Academy } from './harness.mjs';

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
const phone = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36';
const address = '/api/analytics/track', course = 'git-from-the-inside';
const person = (name) => `(SELECT id FROM person WHERE email = '${name}@demo.nexus.example')`;
let academy, visitor, ada, ids;

// Of this test: the demo academy has a past of its own.
const began = Math.floor(Date.now() / 1000) - 300;
const events = (where, columns) => academy.events(`(${where}) AND e.at >= ${began}`, columns);
const stored = (where, count, columns) => academy.eventually(async () => {
  const found = await events(where, columns);
  return found.length >= count && found;
}, `${count} events where ${where}`);
// Everything that happened before this has been stored when it is: lines are taken in their order. Twice, because a page writes its
// line after it has gone out, and that of another process may come first.
async function settle() {
  for (const turn of ['first', 'second']) {
    const name = `settled.${turn}-${Math.random().toString(36).slice(2)}`;
    assert.equal((await send(visitor, { name })).json.accepted, 1);
    await stored(`n.name = '${name}'`, 1);
  }
}

const browser = (agent = firefox, headers = {}) => academy.browser({ headers: { 'user-agent': agent, ...headers } });
const send = (who, body, headers = {}) => who.send('POST', address, { headers: { 'content-type': 'application/json', ...headers }, body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body) });

before(async () => {
  academy = await Academy.start({ demo: true, env: { NEXUS_DEMO_LEARNERS: '12' } });
  visitor = browser();
  ada = await browser().signIn('ada@demo.nexus.example');
  const [courseId, lessonId, lesson, otherId] = (await academy.sql(`SELECT c.id, l.id, l.slug, (SELECT max(id) FROM course WHERE id <> c.id) FROM course c JOIN lesson l ON l.course_id = c.id
    WHERE c.slug = '${course}' AND l.preview = 1 ORDER BY l.position LIMIT 1`)).split('|');
  ids = { course: Number(courseId), lesson: Number(lessonId), slug: lesson, other: Number(otherId), ada: await academy.sql(`SELECT ${person('ada')}`) };
});
after(() => academy?.stop());

describe('what is sent', () => {
  test('one event or a list is taken, with what the server knows and not what the body claims', async () => {
    const one = await send(ada, { name: 'app.opened', properties: { screen: 'home', steps: [1, 2] }, page: `${academy.base}/courses?q=secret#x`,
      referrer: 'https://search.example/?q=secret', lesson: ids.lesson, actor: 1, user_id: 1, session: 1, country: 'XX', device: 'tablet' });
    assert.equal(one.status, 200, one.text);
    assert.equal(one.headers['content-type'], 'application/json');
    assert.deepEqual(one.json, { accepted: 1, ignored: 0, refused: [] });
    const [row] = await stored("n.name = 'app.opened'", 1, 'e.actor, e.session, e.course_id, e.lesson_id, e.device, e.country, e.page, e.referrer, e.properties');
    const session = await academy.sql(`SELECT max(id) FROM session WHERE user_id = ${ids.ada}`);
    assert.equal(row, [ids.ada, session, ids.course, ids.lesson, 3, row.split('|')[5], '/courses', 'search.example', '{"screen":"home","steps":[1,2]}'].join('|'));
    assert.notEqual(row.split('|')[5], 'XX');
  });

  test('the text/plain of a beacon is JSON, too; the page is where it comes from', async () => {
    const answer = await send(browser(phone), JSON.stringify({ events: [{ name: 'beacon.sent', age: 5000 }] }),
      { 'content-type': 'text/plain;charset=UTF-8', referer: `${academy.base}/courses/${course}?quote=private`, 'sec-fetch-site': 'same-origin' });
    assert.equal(answer.json.accepted, 1, answer.text);
    const [row] = await stored("n.name = 'beacon.sent'", 1, 'e.page, e.referrer, e.device, e.actor < 0, unixepoch() - e.at BETWEEN 4 AND 60');
    assert.equal(row, `/courses/${course}||1|1|1`);
  });

  test('a fact is of the device that its person is signed in with', async () => {
    const luc = await browser(phone).signIn('luc@demo.nexus.example'), admin = await browser().signIn('admin@demo.nexus.example');
    const reported = async () => (await admin.getJson('/api/analytics/metrics?name=enrolments&days=7&device=phone')).json.metrics[0].value;
    const before = await reported();
    const slug = await academy.sql(`SELECT slug FROM course WHERE state = 'published' AND price = 0 AND id NOT IN (SELECT course_id FROM enrolment WHERE user_id = ${person('luc')}) LIMIT 1`);
    const answer = await luc.submit(`/courses/${slug}`, `/courses/${slug}/enrol`);
    assert.equal(answer.status, 303, answer.text.slice(0, 300));
    const [row] = await stored(`n.name = 'course.enrolled' AND e.actor = ${await academy.sql(`SELECT ${person('luc')}`)}`, 1, 'e.device');
    assert.equal(row, '1');
    await academy.eventually(async () => (await reported()) === before + 1, 'one more enrolment by phone in the reports');
  });

  test('no key stands in an event: every address with a token is kept without it, as page and as where one came from', async () => {
    const token = 'K'.repeat(43);
    const keyed = [...new Set((await academy.nexus(['routes'])).output.match(/\S*\/:token\S*/g))];
    assert.ok(keyed.length >= 4 && keyed.includes('/shared/:token'), keyed.join());
    const at = (path) => path.replace(':token', token);
    const answer = await send(visitor, { events: keyed.map((path) => ({ name: 'keyed.seen', page: at(path), referrer: `${academy.base}${at(path)}?a=b` })) });
    assert.equal(answer.json.accepted, keyed.length);
    await browser().get('/courses', { headers: { referer: `${academy.base}${at('/shared/:token')}` } });
    const rows = await stored("n.name = 'keyed.seen'", keyed.length, 'e.page, e.referrer');
    assert.deepEqual(rows.sort(), keyed.map((path) => `${path}|${path}`).sort());
    await settle();
    assert.deepEqual(await events(`e.page LIKE '%${token}%' OR e.referrer LIKE '%${token}%' OR e.properties LIKE '%${token}%'`), []);
  });

  test('the good ones of a batch are taken, the others named with their reason', async () => {
    const now = Math.floor(Date.now() / 1000);
    const answer = await send(visitor, { events: [
      { name: 'mixed.good' }, { name: 'mixed.bad', time: now + 3600 }, { name: 'mixed.bad', time: now - 40 * 86400 }, { name: 'course.completed' }, 'text', { name: 'no good' },
      { name: 'mixed.bad', properties: { a: { b: { c: 1 } } } }, { name: 'mixed.bad', properties: { a: 'x'.repeat(3000) } }, { name: 'mixed.bad', lesson: 999999 },
      { name: 'mixed.bad', lesson: ids.lesson, course: ids.other }, { name: 'mixed.good', time: new Date(Date.now() - 60e3).toISOString() } ] });
    assert.equal(answer.status, 200);
    assert.equal(answer.json.accepted, 2);
    assert.deepEqual(answer.json.refused.map((one) => one.index), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const reasons = answer.json.refused.map((one) => one.reason).join('\n');
    for (const words of [/future/, /31 days/, /academy itself/, /must be an object/, /"name"/, /one more level/, /too long/, /no such lesson/, /another course/]) assert.match(reasons, words);
    await stored("n.name = 'mixed.good'", 2);
    await settle();
    assert.deepEqual(await events("n.name IN ('mixed.bad', 'course.completed') AND e.actor < 0"), []);
    const french = await send(visitor, { name: 'quiz.passed' }, { 'accept-language': 'fr' });
    assert.match(french.json.refused[0].reason, /académie/);
  });

  test('when none can be taken the answer is 422 and says why', async () => {
    const answer = await send(visitor, { events: [{ name: 'quiz.passed' }, { name: 'experiment.converted' }, { name: 'account.registered' }] });
    assert.equal(answer.status, 422);
    assert.equal(answer.json.accepted, 0);
    assert.equal(answer.json.refused.length, 3);
  });

  test('JSON that can not be read is told why', async () => {
    for (const [body, reason] of [['{"name":"a",}', /A key in quotes is missing/], ['{"name":"a","name":"b"}', /same key twice/], ['', /A value is missing/], ['[{"name":"a"}]', /no object/], ['{"name":"\\u0000"}', /NUL character/]]) {
      const answer = await send(visitor, body);
      assert.equal(answer.status, 400);
      assert.match(answer.json.message, /^The JSON can't be read: /);
      assert.match(answer.json.message, reason);
    }
  });

  test('what is no list of events is refused', async () => {
    for (const [body, status] of [['', 400], ['{', 400], ['{"name":"a"} x', 400], ['{"name":"\\u0000"}', 400], [Buffer.from([0x7b, 0xff, 0x7d]), 400], ['[]', 400], ['"x"', 400], ['{}', 422],
      ['{"events":[]}', 422], ['{"events":{"name":"a"}}', 422], [`{"events":[${'{"name":"a"},'.repeat(1000)}{"name":"a"}]}`, 422], ['['.repeat(100000), 400]]) {
      for (const type of ['application/json', 'text/plain']) {
        const answer = await send(visitor, body, { 'content-type': type });
        assert.equal(answer.status, status, `${type} ${String(body).slice(0, 40)}: ${answer.status} ${answer.text.slice(0, 200)}`);
        assert.equal(typeof answer.json.message, 'string');
      }
    }
    assert.equal((await visitor.post(address, { name: 'form.sent' })).status, 422);
  });

  test('a batch of 1,000 fits, more bytes than a megabyte do not', async () => {
    const batch = Array.from({ length: 1000 }, (_, at) => ({ name: 'batch.sent', age: at, id: `batch-${at}`, page: '/courses/a-long-address/of-a-lesson', referrer: '/courses', lesson: ids.lesson,
      properties: { at, words: 'y'.repeat(600) } }));
    const answer = await send(visitor, { events: batch });
    assert.ok(JSON.stringify(batch).length > 700 * 1024);
    assert.equal(answer.status, 200, answer.text.slice(0, 300));
    assert.equal(answer.json.accepted, 1000);
    assert.equal((await stored("n.name = 'batch.sent'", 1000, 'json_extract(e.properties, \'$.at\')')).length, 1000);
    assert.equal((await send(visitor, JSON.stringify({ name: 'a', properties: { a: 'x'.repeat(1100 * 1024) } }))).status, 413);
  });

  test('the same id is stored once for one sender, and once for another', async () => {
    for (let turn = 0; turn < 3; turn++) assert.equal((await send(ada, { name: 'twice.sent', id: 'A1' })).json.accepted, 1);
    assert.equal((await send(visitor, { events: [{ name: 'twice.sent', id: 'A1' }, { name: 'twice.sent', id: 'A1' }] })).json.accepted, 2);
    await settle();
    const rows = await events("n.name = 'twice.sent'", 'e.actor');
    assert.equal(rows.length, 2);
    assert.equal(new Set(rows).size, 2);
  });

  test('another site can not send in the name of its visitor', async () => {
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'https://evil.example' }]) {
      const answer = await send(ada, { name: 'evil.sent' }, { 'content-type': 'text/plain', ...headers });
      assert.equal(answer.status, 403, JSON.stringify(headers));
    }
    await settle();
    assert.deepEqual(await events("n.name = 'evil.sent'"), []);
  });

  test('a program with a key of the scope analytics sends as its owner, whatever it calls itself', async () => {
    const page = await ada.get('/profile/keys');
    const made = await ada.post('/profile/keys', { csrf: page.csrf, name: 'events', analytics: '1', read: '', expires: '30', key_password: 'nexus-demo' });
    const key = /nxk_[A-Za-z0-9]+_[A-Za-z0-9_-]+/.exec(made.text)[0];
    const program = academy.browser({ headers: { 'user-agent': 'curl/8.1', authorization: `Bearer ${key}` } });
    const answer = await send(program, { name: 'program.ran', properties: { ok: true } });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(await stored("n.name = 'program.ran'", 1, 'e.actor, e.properties'), [`${ids.ada}|{"ok":true}`]);
    assert.equal((await send(academy.browser({ headers: { 'user-agent': firefox, authorization: `Bearer ${key}x` } }), { name: 'program.ran' })).status, 401);
  });
});

test('the description of the API has the body', async () => {
  const { post } = (await visitor.get('/api/openapi.json')).json.paths[address];
  assert.deepEqual(Object.keys(post.requestBody.content), ['application/json']);
  assert.deepEqual(post.requestBody.content['application/json'].schema.properties.events.items.required, ['name']);
});

test('beacons have a limit of their own, and leave that of forms alone', async () => {
  const house = await Academy.start({ env: { NEXUS_LIMIT: '2' } });
  try {
    const who = house.browser({ headers: { 'user-agent': firefox } });
    const answers = await Promise.all(Array.from({ length: 40 }, () => send(who, { name: 'often.sent' })));
    assert.deepEqual([...new Set(answers.map((answer) => answer.status))].sort(), [200, 429]);
    assert.ok(answers.filter((answer) => answer.status === 200).length >= 9);
    assert.equal((await who.post('/preferences', { theme: 'dark', back: '/' })).status, 303);
  } finally {
    await house.stop();
  }
});

describe('who is left out', () => {
  test('bots, Do Not Track, Global Privacy Control: taken politely, and nothing kept', async () => {
    for (const [agent, headers] of [['Mozilla/5.0 (compatible; Googlebot/2.1)', {}], ['curl/8.1', {}], ['', {}], [firefox, { dnt: '1' }], [firefox, { 'sec-gpc': '1' }], [firefox, { cookie: '__Host-uncounted=1' }]]) {
      const answer = await send(browser(agent, headers), { events: [{ name: 'left.out' }, { name: 'left.out' }] });
      assert.deepEqual([answer.status, answer.json], [200, { accepted: 0, ignored: 2, refused: [] }], agent + JSON.stringify(headers));
      await browser(agent, { referer: 'https://left.example/', ...headers }).get('/courses');
    }
    await settle();
    assert.deepEqual(await events("n.name = 'left.out' OR e.referrer = 'left.example'"), []);
  });

  test('an admin who is signed in as somebody counts as nobody', async () => {
    const admin = await browser().signIn('admin@demo.nexus.example');
    const luc = await academy.sql(`SELECT ${person('luc')}`), began = Math.floor(Date.now() / 1000); // the demo has a past
    await admin.submit(`/admin/users/${luc}`, `/admin/users/${luc}/act`);
    assert.match((await admin.get('/dashboard')).words, /You are signed in as/);
    await admin.get(`/courses/${course}`);
    assert.equal((await send(admin, { name: 'acted.as' })).json.ignored, 1);
    await settle();
    assert.deepEqual(await events(`n.name = 'acted.as' OR (e.actor = ${luc} AND e.at >= ${began} AND n.name LIKE '%.viewed')`), []);
  });

  test('a link\'s token is never kept, neither as page nor as where somebody came from', async () => {
    const token = 'k'.repeat(43);
    await send(visitor, { name: 'token.sent', page: `/reset/${token}`, referrer: `${academy.base}/verify/${token}?x` });
    await visitor.get('/courses', { headers: { referer: `${academy.base}/reset/${token}` } });
    await settle();
    assert.deepEqual(await events("n.name = 'token.sent'", 'e.page, e.referrer'), ['/reset/:token|/verify/:token']);
    assert.deepEqual(await events(`e.page LIKE '%${token}%' OR e.referrer LIKE '%${token}%'`), []);
    assert.deepEqual(await events("e.page = '/courses' AND e.referrer = '/reset/:token'"), ['page.viewed']);
  });

  test('neither looking nor sending sets a cookie', async () => {
    const fresh = browser();
    for (const page of ['/', '/courses', `/courses/${course}`, `/courses/${course}/${ids.slug}`]) assert.equal((await fresh.get(page)).headers['set-cookie'], undefined, page);
    assert.equal((await send(fresh, { name: 'cookie.none' })).headers['set-cookie'], undefined);
  });
});

describe('the choice', () => {
  test('a visitor\'s is a cookie of this browser, made and taken back by the same switch', async () => {
    const who = browser('Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0 chooser', { 'accept-language': 'en' });
    assert.match((await who.get('/privacy')).words, /Your visits are counted\./);
    assert.ok((await who.get(`/courses/${course}/${ids.slug}`)).text.includes('data-beacon='));
    const answer = await who.post('/privacy', { counted: 'no' });
    assert.equal(answer.headers.location, '/privacy');
    assert.match(answer.headers['set-cookie'].join(), /__Host-uncounted=1;.*HttpOnly.*Max-Age=31536000/);
    const page = await who.follow(answer);
    assert.match(page.words, /Your visits are no longer counted\./);
    assert.match(page.words, /Your visits are not counted\./);
    assert.ok(!(await who.get(`/courses/${course}/${ids.slug}`)).text.includes('beacon'));
    assert.ok(!(await who.get(`/courses/${course}`)).text.includes('beacon'));
    assert.equal((await send(who, { name: 'choice.sent' })).json.ignored, 1);
    await who.get('/courses', { headers: { referer: 'https://chooser.example/' } });
    await settle();
    assert.deepEqual(await events("e.referrer = 'chooser.example' OR n.name = 'choice.sent'"), []);
    assert.match((await who.follow(await who.post('/privacy', { counted: 'yes' }))).words, /counted again/);
    assert.equal((await send(who, { name: 'choice.sent' })).json.accepted, 1);
    assert.equal((await who.post('/privacy', { counted: 'perhaps' })).status, 422);
  });

  test('that of an account holds everywhere, is written down, and leaves facts without a name', async () => {
    const luc = await academy.sql(`SELECT ${person('luc')}`), first = await browser().signIn('luc@demo.nexus.example'), change = (counted) => first.submit('/profile/privacy', '/profile/privacy/counting', { counted });
    await first.get(`/courses/${course}`);
    assert.equal((await first.post('/profile/privacy/counting', { counted: 'no' })).status, 422, 'without a token');
    assert.match((await first.follow(await change('no'))).words, /Your visits are no longer counted\./);
    await settle();
    const before = await events(`e.actor = ${luc}`);
    assert.ok(before.includes('course.viewed'));
    const second = await browser(phone).signIn('luc@demo.nexus.example');
    assert.match((await second.get('/privacy')).words, /Your visits are not counted\./);
    await second.get('/courses');
    assert.ok(!(await second.get(`/courses/${course}`)).text.includes('beacon'));
    assert.equal((await send(second, { name: 'luc.sent' })).json.ignored, 1);
    await settle();
    assert.deepEqual(await events(`e.actor = ${luc}`), before);
    assert.ok((await events("e.actor = 0 AND n.name = 'account.signed_in'")).length >= 1);
    await change('yes');
    assert.equal((await send(second, { name: 'luc.sent' })).json.accepted, 1);
    assert.equal(await academy.sql(`SELECT group_concat(detail, '; ') FROM (SELECT detail FROM audit WHERE action = 'user.counting_changed' AND subject_id = ${luc} ORDER BY id)`), 'not counted; counted');
  });

  test('an admin who is signed in as somebody can not make it for them', async () => {
    const admin = await browser().signIn('admin@demo.nexus.example'), luc = await academy.sql(`SELECT ${person('luc')}`);
    await admin.submit(`/admin/users/${luc}`, `/admin/users/${luc}/act`);
    assert.equal((await admin.submit('/profile/privacy', '/profile/privacy/counting', { counted: 'no' })).status, 403);
    assert.equal(await academy.sql(`SELECT uncounted FROM person WHERE id = ${luc}`), '0');
  });
});

describe('visitors', () => {
  const actorOf = async (agent, name) => {
    await send(browser(agent), { name });
    return (await stored(`n.name = '${name}'`, 1, 'e.actor'))[0];
  };

  test('a visitor\'s number is the same for a day and a browser, and another for another browser', async () => {
    const first = await actorOf(firefox, 'visitor.first'), again = await actorOf(firefox, 'visitor.again'), other = await actorOf(phone, 'visitor.other');
    assert.equal(again, first);
    assert.notEqual(other, first);
    assert.ok(Number(first) < 0 && Number(other) < 0);
  });

  test('tomorrow it is another, and the salt of today is gone', async () => {
    const data = mkdtempSync(path.join(tmpdir(), 'nexus-track-')), numbers = [], salts = [];
    for (const clock of ['+0', '+86400', '+86400']) {
      const house = await Academy.start({ data, env: { NEXUS_CLOCK: clock } });
      try {
        const name = `day.${numbers.length}`;
        const answer = await send(house.browser({ headers: { 'user-agent': firefox } }), { name });
        assert.equal(answer.json.accepted, 1, answer.text);
        numbers.push((await house.eventually(async () => (await house.events(`n.name = '${name}'`, 'e.actor'))[0], 'the event')));
        salts.push(readdirSync(path.join(data, 'events')).filter((file) => file.startsWith('salt-')).join());
      } finally {
        await house.stop();
      }
    }
    rmSync(data, { recursive: true, force: true });
    assert.notEqual(numbers[1], numbers[0]);
    assert.equal(numbers[2], numbers[1], 'a restart changes nothing');
    assert.match(salts[0], /^salt-\d+$/);
    assert.match(salts[1], /^salt-\d+$/);
    assert.notEqual(salts[1], salts[0]);
  });
});

describe('what pages record', () => {
  test('views of learners and visitors are in the roll-ups, under their course and lesson', async () => {
    await ada.get(`/courses/${course}/${ids.slug}`);
    await ada.get(`/courses/${course}`);
    await ada.get('/courses');
    await browser('Mozilla/5.0 (Macintosh) Safari/605.1.15').get(`/courses/${course}/${ids.slug}`);
    await settle();
    const actors = await academy.events(`n.name = 'lesson.viewed' AND e.lesson_id = ${ids.lesson} AND e.at >= unixepoch('now', 'start of day')`, 'e.actor');
    assert.ok(actors.includes(ids.ada) && actors.some((actor) => Number(actor) < 0), actors.join());
    const rollup = (query) => academy.sql(query, 'events/rollup.db');
    await academy.eventually(async () => (await rollup(`SELECT views, viewers FROM day_lesson WHERE lesson_id = ${ids.lesson} AND course_id = ${ids.course} ORDER BY day DESC LIMIT 1`))
      === `${actors.length}|${new Set(actors).size}`, `${actors.length} views of the lesson`);
    const count = (name, dimension, value) => rollup(`SELECT coalesce(sum(events), 0) FROM day_event d JOIN name n ON n.id = d.name_id WHERE n.name = '${name}' AND dimension = ${dimension} AND value = ${value}`);
    await academy.eventually(async () => Number(await count('course.viewed', 1, ids.course)) >= 1, 'a view of the course');
    assert.ok(Number(await count('lesson.viewed', 1, ids.course)) >= 2);
    assert.equal(Number(await count('page.viewed', 1, ids.course)), 0);
    const [row] = await events(`e.actor = ${ids.ada} AND n.name = 'course.viewed' AND e.at >= unixepoch() - 3600`, 'e.page, e.course_id, e.lesson_id');
    assert.equal(row, `/courses/${course}|${ids.course}|0`);
  });
});

test('more than 95 of a hundred pages that a learner or an admin opens are recorded, each once', async () => {
  const { json: description } = await ada.getJson('/api/openapi.json');
  const plain = Object.keys(description.paths).filter((one) => description.paths[one].get && !one.includes('{'));
  const boss = await browser().signIn('admin@demo.nexus.example'), opened = [];
  const known = async (who) => (await academy.sql(`SELECT id FROM person WHERE email = '${who}@demo.nexus.example'`));
  for (const [who, name] of [[ada, 'ada'], [boss, 'admin']]) {
    await settle();
    const counted = async () => new Map((await events(`e.actor = ${await known(name)} AND n.name LIKE '%.viewed'`, 'e.page, count(*) OVER (PARTITION BY e.page)')).map((row) => row.split('|')));
    const before = await counted();
    for (const page of [...plain, `/courses/${course}`, `/courses/${course}/${ids.slug}`]) {
      const reply = await who.get(page);
      if (reply.status === 200 && /^text\/html/.test(reply.headers['content-type']))
        opened.push([name, page]);
    }
    await settle();
    const after = await counted();
    for (const one of opened.filter(([whose]) => whose === name))
      one.push(Number(after.get(one[1]) ?? 0) - Number(before.get(one[1]) ?? 0));
  }
  const missed = opened.filter(([, , times]) => times !== 1);
  assert.ok(opened.length > 60, `${opened.length} pages`);
  assert.ok(missed.length < 0.05 * opened.length, `of ${opened.length}: ${missed.join('; ')}`);
});

test('a search is recorded with the number of its results, and without its words', async () => {
  const start = Math.floor(Date.now() / 1000), words = 'commit', found = (await ada.getJson(`/search?q=${words}`)).json.results.length, total = (await ada.getJson(`/courses?q=${words}`)).json.total;
  assert.ok(found > 0);
  await ada.get(`/search?q=${words}`);
  await ada.get('/search?q=xylophonium');
  await ada.get(`/search?q=${words}&page=2`);
  await ada.get('/search');
  await ada.get(`/courses?q=${words}`);
  await settle();
  assert.deepEqual((await events(`n.name = 'search.done' AND e.at >= ${start}`, 'e.page, e.properties')).sort(),
    [`/search|{"results":${found}}`, '/search|{"results":0}', `/courses|{"results":${total}}`].sort());
  assert.deepEqual(await events("e.page LIKE '%q=%' OR e.properties LIKE '%xylo%'"), []);
});

test('nothing went wrong on our side', () => {
  const wrong = academy.logLines().filter((line) => line.level === 'error' || line.status >= 500);
  assert.deepEqual(wrong, []);
});
