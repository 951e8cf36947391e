// abuse.test.mjs - what a hostile visitor or a jealous learner tries, through the real programs: taking accounts over, keeping
// owners out, reading what is not theirs, too much of everything. Each of these went through once.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Academy, build, run } from './harness.mjs';

let academy, folder;
const password = 'four unrelated words', other = 'another four words';


const plain = (mail) => mail.replace(/=\r?\n/g, '').replace(/=3D/g, '=');
// The newest link of a kind in the mails to an address; fails when there is none.
const linkTo = (email, word) => academy.eventually(async () => {
  const found = new RegExp(`${academy.base}(/${word}/[A-Za-z0-9_-]+)`).exec(plain(await academy.mailTo(email)));
  return found?.[1];
}, `a link /${word}/ to ${email}`);

async function person(name, email) {
  await academy.browser().submit('/register', '/register', { name, email, password, time_zone: 'UTC' });
  return academy.browser().signIn(email, password);
}
const post = async (browser, target, fields = {}) => browser.post(target, { csrf: (await browser.get('/profile')).csrf, ...fields });
const json = async (browser, target, body) => browser.send('POST', target, {
  headers: { 'content-type': 'application/json', accept: 'application/json', 'x-csrf-token': (await browser.get('/profile')).csrf }, body: JSON.stringify(body) });

before(async () => {
  academy = await Academy.start();
  folder = mkdtempSync(path.join(tmpdir(), 'nexus-abuse-'));
  const course = path.join(folder, 'paid');
  mkdirSync(path.join(course, '01-part'), { recursive: true });
  writeFileSync(path.join(course, 'course.md'), '---\ntitle: Paid\nstate: published\nprice: 100\n---\n\nWords.\n');
  writeFileSync(path.join(course, '01-part/01-open.md'), '---\ntitle: Open lesson\npreview: true\n---\n\nZanzibar is open to all readers.\n');
  writeFileSync(path.join(course, '01-part/02-shut.md'), '---\ntitle: Shut lesson\n---\n\nZanzibar costs something, and this is the precious text.\n');
  const { code, output, errors } = await academy.nexus(['course', 'import', course, '--publish']);
  assert.equal(code, 0, output + errors);
  await academy.nexus(['user', 'add', 'boss@example.com', '--name', 'Boss', '--role', 'admin', '--password-stdin'], password);
  await academy.nexus(['user', 'add', 'chief@example.com', '--name', 'Chief', '--role', 'admin', '--password-stdin'], password);
});
after(async () => {
  await academy?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('taking an account over', () => {
  test('a new password ends the link that would carry the account to another address', async () => {
    const thief = await person('Victim', 'victim@example.com');
    await post(thief, '/profile/email', { email: 'thief@example.com', email_password: password });
    const carry = await linkTo('thief@example.com', 'verify');
    await academy.browser().submit('/forgot', '/forgot', { email: 'victim@example.com' });
    const reset = await linkTo('victim@example.com', 'reset'), owner = academy.browser();
    assert.equal((await owner.submit(reset, reset, { password: other })).headers.location, '/signin');
    await thief.submit(carry, '/verify', { token: carry.split('/').at(-1) });
    await owner.signIn('victim@example.com', other);
  });

  test('so does one that was changed on the security page', async () => {
    const owner = await person('Second', 'second@example.com');
    await post(owner, '/profile/email', { email: 'thief2@example.com', email_password: password });
    const carry = await linkTo('thief2@example.com', 'verify');
    assert.equal((await post(owner, '/profile/password', { current: password, password: other })).status, 303);
    await owner.submit(carry, '/verify', { token: carry.split('/').at(-1) });
    await academy.browser().signIn('second@example.com', other);
  });

  test('who registers with the address of another keeps no second factor on it', async () => {
    await person('Not the owner', 'taken@example.com');
    await academy.sql(`UPDATE person SET totp_secret = x'00' WHERE email = 'taken@example.com';`);
    await academy.browser().submit('/forgot', '/forgot', { email: 'taken@example.com' });
    const reset = await linkTo('taken@example.com', 'reset'), owner = academy.browser();
    await owner.submit(reset, reset, { password: other });
    assert.equal((await owner.submit('/signin', '/signin', { email: 'taken@example.com', password: other })).headers.location, '/dashboard');
  });

  test('an admin who was suspended or is none any more acts as nobody', async () => {
    const mine = await person('Acted', 'acted@example.com');
    const id = await academy.sql(`SELECT id FROM person WHERE email = 'acted@example.com';`), chief = await academy.sql(`SELECT id FROM person WHERE email = 'chief@example.com';`);
    const boss = await academy.browser().signIn('boss@example.com', password);
    for (const [change, fields, back] of [[`/admin/users/${chief}/suspend`, {}, `/admin/users/${chief}/restore`], [`/admin/users/${chief}/roles`, {}, null]]) {
      const acting = await academy.browser().signIn('chief@example.com', password);
      assert.equal((await acting.submit(`/admin/users/${id}`, `/admin/users/${id}/act`)).status, 303);
      assert.equal((await acting.get('/profile')).status, 200);
      assert.equal((await post(boss, change, fields)).status, 303);
      assert.equal((await acting.get('/profile')).status, 303, change);
      if (back) await post(boss, back);
    }
    assert.equal((await mine.get('/profile')).status, 200);
  });

  test('somebody else\'s sign-in does not prolong a session', async () => {
    const sleeper = await person('Sleeper', 'sleeper@example.com');
    const now = Math.floor(Date.now() / 1000), mine = `user_id = (SELECT id FROM person WHERE email = 'sleeper@example.com')`;
    await academy.sql(`UPDATE session SET seen_at = ${now - 7200} WHERE ${mine};`);
    await sleeper.get('/profile'); // its process has seen a session that was due for a touch
    await academy.eventually(async () => Number(await academy.sql(`SELECT expires_at FROM session WHERE ${mine};`)) >= now + 30 * 86400, 'the touch');
    await academy.sql(`UPDATE session SET expires_at = ${now + 100} WHERE ${mine};`);
    await person('Somebody', 'somebody@example.com');
    for (let i = 0; i < 8; i++) await academy.browser().signIn('somebody@example.com', password);
    assert.equal(await academy.sql(`SELECT expires_at FROM session WHERE ${mine};`), String(now + 100));
  });
});

describe('keeping an owner out', () => {
  test('asking for more links than are mailed does not end the one that was', async () => {
    await person('Flooded', 'flooded@example.com');
    for (let i = 0; i < 8; i++) await academy.browser().submit('/forgot', '/forgot', { email: 'flooded@example.com' });
    await academy.eventually(async () => await academy.sql(`SELECT count(*) FROM mail WHERE recipient = 'flooded@example.com' AND state = 'queued';`) === '0', 'the mails');
    const reset = await linkTo('flooded@example.com', 'reset'), owner = academy.browser();
    assert.equal((await owner.submit(reset, reset, { password: other })).headers.location, '/signin');
    assert.match(await academy.sql(`SELECT group_concat(subject) FROM mail WHERE recipient = 'flooded@example.com';`), /password was changed/i, 'the notice is always sent');
  });

  test('a new password by mail lets the owner in, however many failures others had', async () => {
    const email = 'attacked@example.com';
    await academy.browser().submit('/register', '/register', { name: 'Attacked', email, password, time_zone: 'UTC' });
    for (let i = 0; i < 12; i++) await academy.browser().submit('/signin', '/signin', { email, password: `guess ${i}` });
    await academy.sql(`UPDATE throttle SET count = 40, expires_at = expires_at + 900 WHERE name LIKE 'signin password %';`);
    const owner = academy.browser();
    await owner.submit('/forgot', '/forgot', { email });
    const reset = await linkTo(email, 'reset');
    await owner.submit(reset, reset, { password: other });
    assert.equal((await owner.submit('/signin', '/signin', { email, password: other })).status, 303);
    await academy.sql(`DELETE FROM throttle;`);
  });
});

describe('reading what is not theirs', () => {
  test('a search shows visitors the titles of shut lessons, but no line of them', async () => {
    const found = await academy.browser().get('/search?q=zanzibar');
    assert.match(found.words, /Shut lesson/);
    assert.match(found.words, /is open to all readers/);
    assert.doesNotMatch(found.words, /precious/);
    const model = await academy.browser().getJson('/search?q=zanzibar');
    assert.doesNotMatch(model.text, /precious/);
    const learner = await person('Payer', 'payer@example.com');
    assert.doesNotMatch((await learner.get('/search?q=zanzibar')).words, /precious/);
    await academy.sql(`INSERT INTO enrolment (user_id, course_id, enrolled_at, active_at) SELECT p.id, c.id, 1, 1 FROM person p, course c WHERE p.email = 'payer@example.com' AND c.slug = 'paid';`);
    assert.match((await learner.get('/search?q=zanzibar')).words, /precious/);
  });

  test('what is done to a lesson of a hidden course does not name it', async () => {
    const curious = await person('Curious', 'curious@example.com');
    await academy.sql(`INSERT INTO course (id, slug, title, state, created_at, updated_at) VALUES (800, 'top-secret', 'T', 'draft', 1, 1);
      INSERT INTO module (id, course_id, slug, title, position) VALUES (800, 800, 'm', 'M', 1);
      INSERT INTO lesson (id, course_id, module_id, slug, kind, title, position, updated_at) VALUES (800, 800, 800, 'q', 'quiz', 'Q', 1, 1);`);
    for (const target of ['/lessons/800/complete', '/lessons/800/reopen', '/lessons/800/bookmark', '/lessons/800/notes'])
      assert.equal((await post(curious, target, { value: 'on', body: 'x' })).status, 404, target);
  });

  test('a data export holds no address of the admin who did something', async () => {
    const mine = await person('Exporter', 'exporter@example.com'), id = await academy.sql(`SELECT id FROM person WHERE email = 'exporter@example.com';`);
    const boss = await academy.browser().signIn('boss@example.com', password);
    await post(boss, `/admin/users/${id}/roles`);
    await academy.sql(`UPDATE audit SET address = '203.0.113.7' WHERE action = 'user.roles' AND subject_id = ${id};`);
    const file = await mine.get('/profile/export');
    assert.ok(file.json.audit.some((line) => line.action === 'user.roles'));
    assert.doesNotMatch(file.text, /203\.0\.113\.7/);
    assert.match(file.text, /127\.0\.0\.1|::1/, 'their own is in it');
  });

  test('an account that is deleted leaves no address, and no paper with its name', async () => {
    const email = 'erased@example.com', mine = await person('Erasmus', email);
    const id = await academy.sql(`SELECT id FROM person WHERE email = '${email}';`);
    await academy.sql(`INSERT INTO certificate (code, user_id, course_id, name, course_title, minutes, issued_at) SELECT 'ABCD-EFGH-JKMN', ${id}, id, 'Erasmus', 'Paid', 10, 1 FROM course WHERE slug = 'paid';`);
    assert.equal((await mine.get('/certificates/ABCD-EFGH-JKMN/pdf')).status, 200);
    const file = path.join(academy.data, 'certificates/ABCD-EFGH-JKMN.pdf');
    assert.ok(existsSync(file));
    assert.equal((await post(mine, '/profile/delete', { password, confirmation: email })).status, 303);
    assert.ok(!existsSync(file));
    assert.equal(await academy.sql(`SELECT count(*) FROM audit WHERE subject_kind = 'user' AND subject_id = ${id} AND address <> '';`), '0');
  });

  test('pictures of people are kept by their own browser only', async () => {
    const mine = await person('Pictured', 'pictured@example.com');
    writeFileSync(path.join(academy.data, 'avatars/a.jpg'), 'x');
    assert.match((await mine.get('/avatars/a.jpg')).headers['cache-control'], /^private/);
  });

  test('the log holds no key of a link', async () => {
    await academy.browser().get(`/reset/${'k'.repeat(43)}`);
    await academy.browser().get(`/verify/${'k'.repeat(43)}`);
    await academy.browser().get(`/setup/${'k'.repeat(43)}`);
    await academy.eventually(() => academy.log().includes('"/setup/:token"'), 'the line');
    assert.doesNotMatch(academy.log(), /k{43}/);
  });
});

describe('too much, and odd', () => {
  test('an address with control characters is none', async () => {
    for (const email of ['abc\r\nx@example.com', 'abc\x0b@example.com', 'abc\u0085@example.com']) {
      const answer = await academy.browser().submit('/register', '/register', { name: 'X', email, password, time_zone: 'UTC' });
      assert.equal(answer.status, 422, JSON.stringify(email));
    }
  });

  test('a name turns no text round', async () => {
    const mine = await person('Ada \u202ego\u2066x\u2028y', 'turned@example.com');
    assert.match((await mine.get('/profile')).text, /value="Ada goxy"/);
    await post(mine, '/profile', { name: 'حبيبة نور', time_zone: 'UTC', language: 'en' });
    assert.match((await mine.get('/profile')).text, /value="حبيبة نور"/);
  });

  test('JSON is small', async () => {
    const body = JSON.stringify({ email: 'a@example.com', password: 'x', more: Array(200000).fill(0) });
    const answer = await academy.browser().send('POST', '/signin', { headers: { 'content-type': 'application/json' }, body });
    assert.equal(answer.status, 413);
  });

  test('a save of thousands of answers is refused before it holds up the others', async () => {
    const mine = await person('Busy', 'busy@example.com');
    const answers = Array.from({ length: 501 }, (_, i) => ({ question: 1, sequence: i, values: ['a'] }));
    assert.equal((await json(mine, '/attempts/1/answers', { answers })).status, 413);
    assert.equal((await json(mine, '/attempts/1/submit', { answers })).status, 413);
    assert.equal((await json(mine, '/attempts/1/answers', { answers: answers.slice(1) })).status, 404);
  });

  test('deleted goals come back only while there is room; a double click reaches a goal once', async () => {
    const mine = await person('Keen', 'keen@example.com'), id = await academy.sql(`SELECT id FROM person WHERE email = 'keen@example.com';`);
    await academy.sql(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) INSERT INTO goal (user_id, title, created_at) SELECT ${id}, 'Goal ' || i, 1 FROM n;
      INSERT INTO goal (id, user_id, title, created_at, deleted_at) VALUES (5000, ${id}, 'One more', 1, 1);`);
    assert.equal((await post(mine, '/goals/5000/restore')).status, 303);
    assert.match((await mine.get('/goals')).words, /a lot of goals/);
    assert.equal(await academy.sql(`SELECT count(*) FROM goal WHERE user_id = ${id} AND deleted_at IS NULL;`), '50');
    const first = await academy.sql(`SELECT min(id) FROM goal WHERE user_id = ${id};`);
    for (let i = 0; i < 2; i++) assert.equal((await post(mine, `/goals/${first}/reach`, { value: 'yes' })).status, 303);
    assert.equal(await academy.sql(`SELECT count(*) FROM activity WHERE user_id = ${id} AND kind = 'goal.reached';`), '1');
    assert.equal((await post(mine, '/goals/999999/reach', { value: 'yes' })).status, 404);
  });

  test('two hundred notes are enough for a lesson', async () => {
    const mine = await person('Writer', 'writer@example.com'), id = await academy.sql(`SELECT id FROM person WHERE email = 'writer@example.com';`);
    const lesson = await academy.sql(`SELECT id FROM lesson WHERE slug = 'open';`);
    await academy.sql(`INSERT INTO enrolment (user_id, course_id, enrolled_at, active_at) SELECT ${id}, id, 1, 1 FROM course WHERE slug = 'paid';
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 199) INSERT INTO note (user_id, lesson_id, body, created_at, updated_at) SELECT ${id}, ${lesson}, 'x', 1, 1 FROM n;
      INSERT INTO note (id, user_id, lesson_id, body, created_at, updated_at, deleted_at) VALUES (5000, ${id}, ${lesson}, 'x', 1, 1, 1);`);
    assert.equal((await post(mine, `/lessons/${lesson}/notes`, { body: 'the last' })).status, 303);
    const refused = await post(mine, `/lessons/${lesson}/notes`, { body: 'one too many' });
    assert.equal(refused.status, 422);
    assert.match(refused.text, /no more fit[^]*one too many|one too many[^]*no more fit/);
    assert.equal((await post(mine, '/notes/5000/restore')).status, 409);
  });

  test('a note changed in two windows is not lost in one of them', async () => {
    const mine = await person('Two tabs', 'tabs@example.com'), id = await academy.sql(`SELECT id FROM person WHERE email = 'tabs@example.com';`);
    await academy.sql(`INSERT INTO enrolment (user_id, course_id, enrolled_at, active_at) SELECT ${id}, id, 1, 1 FROM course WHERE slug = 'paid';
      INSERT INTO note (id, user_id, lesson_id, body, created_at, updated_at) SELECT 6000, ${id}, id, 'at first', 1, 1 FROM lesson WHERE slug = 'open';`);
    const seen = (page) => /name="seen" value="(\d+)"/.exec(page.text)[1];
    const first = await mine.get('/notes/6000'), second = await mine.get('/notes/6000'), lesson = await mine.get('/courses/paid/open');
    assert.equal(seen(lesson), seen(first));
    assert.equal((await post(mine, '/notes/6000', { body: 'by the first', seen: seen(first) })).status, 303);
    const refused = await post(mine, '/notes/6000', { body: 'by the second', seen: seen(second) });
    assert.equal(refused.status, 422);
    assert.match(refused.words, /in another window/);
    assert.match(refused.words, /What is saved now by the first/);
    assert.match(refused.text, />by the second</);
    assert.equal((await post(mine, '/notes/6000', { body: 'by the second', seen: seen(refused) })).status, 303);
    assert.equal((await post(mine, '/notes/6000', { body: 'by the second', seen: seen(refused) })).status, 303, 'a double click');
    assert.equal(await academy.sql('SELECT body FROM note WHERE id = 6000;'), 'by the second');
  });

  test('a network of IPv6 is one, however its addresses are written', async () => {
    const cgi = (address, env, input = '') => run(path.join(build, 'learner'), [], { env: { ...academy.env, REMOTE_ADDR: address, REQUEST_URI: '/forgot', ...env }, input });
    const page = (await cgi('2001:db8::1', { REQUEST_METHOD: 'GET' })).output;
    const cookie = /(__Host-visitor=[^;]+)/.exec(page)[1], csrf = /name="csrf" value="(\w+)"/.exec(page)[1];
    const input = `csrf=${csrf}&email=network@example.com`;
    await academy.sql('DELETE FROM throttle;');
    for (const address of ['2001:db8::1', '2001:db8::a:b:c:d', '2001:db8:0:0:1::', '2001:db8:0:1::1']) {
      const { output } = await cgi(address, { REQUEST_METHOD: 'POST', HTTP_COOKIE: cookie, CONTENT_TYPE: 'application/x-www-form-urlencoded', CONTENT_LENGTH: String(input.length) }, input);
      assert.match(output, /^Status: 200/);
    }
    assert.equal(await academy.sql(`SELECT group_concat(count) FROM (SELECT count FROM throttle WHERE name LIKE 'rate POST /forgot %' ORDER BY count);`), '1,3');
  });

  test('a name is no advertisement', async () => {
    for (const name of ['Win at https://evil.example', 'Go to evil.com', 'www.evil.example']) {
      const answer = await academy.browser().submit('/register', '/register', { name, email: 'advert@example.com', password, time_zone: 'UTC' });
      assert.equal(answer.status, 422, name);
      assert.match(answer.words, /without web addresses/);
    }
    const mine = await person('J.R.R. Tolkien Jr.', 'tolkien@example.com');
    assert.equal((await post(mine, '/profile', { name: 'See evil.com', time_zone: 'UTC', language: 'en' })).status, 422);
  });

  test('a language that is none gets into no cookie', async () => {
    const answer = await academy.browser().post('/preferences', { lang: 'a; b=c', theme: 'dark' });
    assert.deepEqual(answer.headers['set-cookie'].map((line) => line.split('=')[0]), ['__Host-theme']);
  });

  test('a quiz that was passed stays done', async () => {
    const mine = await person('Passed', 'passed@example.com'), id = await academy.sql(`SELECT id FROM person WHERE email = 'passed@example.com';`);
    await academy.sql(`INSERT INTO course (id, slug, title, state, lesson_count, created_at, updated_at) VALUES (801, 'quizzy', 'Q', 'published', 1, 1, 1);
      INSERT INTO module (id, course_id, slug, title, position) VALUES (801, 801, 'm', 'M', 1);
      INSERT INTO lesson (id, course_id, module_id, slug, kind, title, position, updated_at) VALUES (801, 801, 801, 'q', 'quiz', 'Q', 1, 1);
      INSERT INTO enrolment (user_id, course_id, state, lessons_done, enrolled_at, active_at, completed_at) VALUES (${id}, 801, 'completed', 1, 1, 1, 1);
      INSERT INTO lesson_progress (user_id, course_id, lesson_id, opened_at, seen_at, completed_at) VALUES (${id}, 801, 801, 1, 1, 1);`);
    assert.equal((await post(mine, '/lessons/801/reopen')).headers.location, '/courses/quizzy/q');
    assert.equal(await academy.sql(`SELECT state FROM enrolment WHERE user_id = ${id};`), 'completed');
  });

  test('twenty at once: one account, one enrolment, one attempt', async () => {
    const twenty = (what) => Promise.all(Array.from({ length: 20 }, what));
    const fields = { name: 'Twin', email: 'twin@example.com', password, time_zone: 'UTC' };
    const answers = await twenty(() => academy.browser().submit('/register', '/register', fields));
    assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [200]);
    assert.equal(await academy.sql(`SELECT count(*) FROM person WHERE email = 'twin@example.com';`), '1');
    const twin = await academy.browser().signIn('twin@example.com', password), { csrf } = await twin.get('/profile');
    await academy.sql(`INSERT INTO quiz (id, lesson_id) VALUES (801, 801); INSERT INTO question (id, quiz_id, key, kind, position, prompt, body) VALUES (801, 801, 'k', 'true_false', 1, 'Q', '{"answer":true}');`);
    await twenty(() => twin.post('/courses/quizzy/enrol', { csrf }));
    await twenty(() => twin.post('/quizzes/801/attempts', { csrf }));
    assert.equal(await academy.sql(`SELECT learner_count || ' ' || (SELECT count(*) FROM enrolment e JOIN person p ON p.id = e.user_id WHERE email = 'twin@example.com') || ' ' ||
      (SELECT count(*) FROM attempt) || ' ' || (SELECT count(*) FROM activity a JOIN person p ON p.id = a.user_id WHERE email = 'twin@example.com' AND a.kind = 'course.enrolled') FROM course WHERE id = 801;`), '1 1 1 1');
    const attempt = await academy.sql('SELECT id FROM attempt;');
    await twenty(() => twin.post(`/attempts/${attempt}/submit`, { csrf, q: '801', q801: 'true', sequence: String(Date.now()) }));
    assert.equal(await academy.sql(`SELECT count(*) FROM certificate WHERE course_id = 801;`), '1');
    assert.equal(await academy.sql(`SELECT lessons_done FROM enrolment e JOIN person p ON p.id = e.user_id WHERE email = 'twin@example.com';`), '1');
  });
});

test('nothing of all this is an error of the programs', () => {
  assert.deepEqual(academy.logLines().filter((line) => line.level === 'error').map((line) => `${line.message} ${line.template ?? ''} ${line.name ?? ''} ${line.reason ?? ''}`), []);
});
