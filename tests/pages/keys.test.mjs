// keys.test.mjs - API keys: made and revoked on their page, let in by scope on every route of the tables, never where an account is
// guarded, never instead of a form's token, and never in a log.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Academy, Browser, build, run } from './harness.mjs';

const rows = [];
for (const program of ['learner', 'coach', 'admin', 'analytics']) rows.push(...JSON.parse((await run(path.join(build, program), ['--routes'])).output));
const keyOf = (row) => `${row.method} ${row.path}`;
const scopes = ['read', 'write', 'coach', 'analytics', 'admin'];
const address = (name) => `${name}@demo.nexus.example`;

let academy;
const people = {}, tokens = [];


async function make(browser, wanted, { name = wanted.join(' and '), expires = '30', password = 'nexus-demo' } = {}) {
  const fields = { name, expires, key_password: password, ...Object.fromEntries(wanted.map((scope) => [scope, '1'])) };
  const answer = await browser.submit('/profile/keys', '/profile/keys', fields);
  assert.equal(answer.status, 200, answer.words.slice(0, 400));
  const token = /value="(nxk_[A-Z0-9]{8}_[\w-]{43})"/.exec(answer.text)[1];
  tokens.push(token);
  return token;
}

// A program: no cookies, a key. Whatever it asks, it is given no cookie.
class Program extends Browser {
  constructor(token) { super(academy.base, { headers: { authorization: `Bearer ${token}` } }); }
  async send(...all) {
    const answer = await super.send(...all);
    assert.equal(answer.headers['set-cookie'], undefined, `${all[0]} ${all[1]} set a cookie`);
    return answer;
  }
}
const program = async (browser, wanted, more) => new Program(await make(browser, wanted, more));

before(async () => {
  academy = await Academy.start({ demo: true, env: { NEXUS_PUSH: '0', NEXUS_DEMO_LEARNERS: '12' } });
  for (const name of ['ada', 'thandi', 'admin', 'luc']) people[name] = await academy.browser().signIn(address(name));
});
after(async () => { await academy.stop(); });

describe('the page', () => {
  test('a key is shown once, listed without its secret, told by mail, written into the audit log, and revoked', async () => {
    const token = await make(people.ada, ['read', 'coach'], { name: 'Notes & <b>reports</b>', expires: '90' });
    const page = await people.ada.get('/profile/keys');
    assert.match(page.words, /Notes & <b>reports<\/b>/);
    assert.ok(page.text.includes('Notes &amp; &lt;b&gt;reports'), 'its name is escaped');
    assert.ok(page.text.includes(token.slice(0, 12)) && !page.text.includes(token.slice(13)));
    assert.match(page.words, /read coach made .* never used · ends /);
    const mail = (await academy.eventually(async () => {
      const found = await academy.mailTo(address('ada'));
      return found.includes('A new API key was made') && found;
    }, 'the mail about the key')).replace(/=\r?\n/g, '');
    assert.match(mail, /It may: read, coach/);
    assert.ok(!mail.includes(token.slice(13)));
    assert.match(await academy.sql("SELECT detail FROM audit WHERE action = 'user.key_made' ORDER BY id DESC LIMIT 1"), /Notes .*: read, coach$/);

    const ask = new Program(token);
    assert.equal((await ask.get('/dashboard')).status, 200);
    await academy.eventually(async () => /last used/.test((await people.ada.get('/profile/keys')).words), 'the use noted');
    const id = await academy.sql('SELECT max(id) FROM api_key');
    assert.equal((await people.luc.submit('/profile/keys', `/profile/keys/${id}/revoke`)).status, 404, "not somebody else's");
    assert.equal((await ask.get('/dashboard')).status, 200);
    assert.equal((await people.ada.submit('/profile/keys', `/profile/keys/${id}/revoke`)).headers.location, '/profile/keys');
    const refused = await ask.get('/dashboard');
    assert.equal(refused.status, 401);
    assert.match(refused.json.message, /was revoked/);
    assert.match((await people.ada.get('/profile/keys')).words, /revoked/);
    assert.equal((await people.ada.submit('/profile/keys', `/profile/keys/${id}/revoke`)).status, 404, 'once');
    assert.equal(await academy.sql(`SELECT count(*) FROM audit WHERE action = 'user.key_revoked' AND subject_id = (SELECT user_id FROM api_key WHERE id = ${id})`), '1');
  });

  test('nothing is made without the password, a purpose or the role, and what was typed stays', async () => {
    const refuse = (fields) => people.luc.submit('/profile/keys', '/profile/keys', { name: 'My script', expires: '365', key_password: 'nexus-demo', ...fields });
    const wrong = await refuse({ write: '1', key_password: 'not it at all' });
    assert.equal(wrong.status, 422);
    assert.match(wrong.words, /This is not your password/);
    assert.match(wrong.text, /name="name" type="text" value="My script"|value="My script"/);
    assert.match(wrong.text, /name="write" value="1" checked/);
    assert.doesNotMatch(wrong.text, /name="read" value="1" checked/);
    assert.match(wrong.text, /value="365" selected/);
    assert.match((await refuse({})).words, /Choose at least one thing/);
    assert.equal((await refuse({ read: '1', name: '' })).status, 422);
    assert.equal((await refuse({ read: '1', expires: '31' })).status, 422);
    assert.equal((await refuse({ admin: '1' })).status, 403);
    assert.doesNotMatch((await people.luc.get('/profile/keys')).text, /name="admin"/);
    assert.match((await people.admin.get('/profile/keys')).text, /name="admin"/);
    assert.equal(await academy.sql(`SELECT count(*) FROM api_key k JOIN person p ON p.id = k.user_id WHERE p.email = '${address('luc')}'`), '0');
  });

  test('twenty are enough, and an end is as chosen', async () => {
    await academy.sql(`INSERT INTO api_key (user_id, name, prefix, token_hash, scopes, created_at)
      SELECT p.id, 'Old', 'TEST' || printf('%04d', value), '', 1, 1 FROM person p, generate_series(1, 18) WHERE p.email = '${address('luc')}'`);
    await make(people.luc, ['read'], { expires: 'never' });
    await make(people.luc, ['read'], { expires: '365' });
    assert.match(await academy.sql('SELECT group_concat(coalesce((expires_at - created_at) / 86400, 0)) FROM (SELECT * FROM api_key ORDER BY id DESC LIMIT 2)'), /^365,0$/);
    const more = await people.luc.submit('/profile/keys', '/profile/keys', { name: 'More', read: '1', expires: '30', key_password: 'nexus-demo' });
    assert.equal(more.status, 422);
    assert.match(more.words, /You have 20 API keys/);
  });

  test('an admin sees names, never secrets, and can revoke; acting as somebody they make none', async () => {
    const token = await make(people.thandi, ['read'], { name: 'Gradebook' }), ask = new Program(token);
    const id = await academy.sql(`SELECT id FROM person WHERE email = '${address('thandi')}'`), key = await academy.sql('SELECT max(id) FROM api_key');
    const page = await people.admin.get(`/admin/users/${id}`);
    assert.match(page.words, /Gradebook/);
    assert.ok(!page.text.includes(token.slice(13)));
    const acting = await academy.browser().signIn(address('admin'));
    await acting.submit(`/admin/users/${id}`, `/admin/users/${id}/act`);
    assert.equal((await acting.submit('/profile/keys', '/profile/keys', { name: 'X', read: '1', expires: '30', key_password: 'nexus-demo' })).status, 403);
    assert.equal((await ask.get('/dashboard')).status, 200);
    assert.equal((await people.admin.submit(`/admin/users/${id}`, `/admin/users/${id}/keys/${key}/revoke`)).status, 303);
    assert.equal((await ask.get('/dashboard')).status, 401);
    assert.match((await people.admin.get(`/admin/users/${id}`)).words, /user.key_revoked Gradebook/);
  });

  test('signing out everywhere leaves keys, and says so', async () => {
    const browser = await academy.browser().signIn(address('ada')), ask = await program(browser, ['read']);
    assert.match((await browser.get('/profile/security')).words, /API keys stay/);
    await browser.submit('/profile/security', '/profile/sessions/end');
    assert.equal((await browser.get('/dashboard')).status, 303);
    assert.equal((await ask.get('/dashboard')).status, 200);
    people.ada = await academy.browser().signIn(address('ada'));
  });
});

test('a new password leaves keys, and the mail about it says where they are', async () => {
  const password = 'four unrelated words', email = 'kay@example.com';
  assert.equal((await academy.nexus(['user', 'add', email, '--name', 'Kay', '--password-stdin'], password)).code, 0);
  const browser = await academy.browser().signIn(email, password), ask = await program(browser, ['read'], { password });
  const changed = await browser.submit('/profile/security', '/profile/password', { current: password, password: 'five quite unrelated words' });
  assert.equal(changed.status, 303, changed.words.slice(0, 300));
  assert.equal((await ask.get('/dashboard')).status, 200);
  const mail = await academy.eventually(async () => {
    const found = (await academy.mailTo(email)).replace(/=\r?\n/g, '');
    return found.includes('Your password was changed') && found;
  }, 'the mail about the password');
  assert.ok(mail.includes(`${academy.base}/profile/keys`), mail);
});

describe('every row of the tables', () => {
  const owner = { anyone: 'ada', user: 'ada', instructor: 'thandi', admin: 'admin' };
  const keys = {};
  // Nothing is found behind these: only who may ask is looked at.
  const addressOf = (row) => row.path.replace(/:(\w+)/g, (all, name) => (/^(.*_)?id$/.test(name) ? '999999999' : 'x'));

  before(async () => {
    for (const name of ['ada', 'thandi', 'admin']) {
      keys[name] = {};
      for (const scope of scopes.filter((scope) => scope !== 'admin' || name === 'admin')) keys[name][scope] = await program(people[name], [scope]);
    }
    keys.whole = await program(people.admin, scopes);
  });

  for (const row of rows) {
    test(`${keyOf(row)} with a key: ${row.scope ?? 'never'}`, async () => {
      const ask = (key) => (row.method === 'GET' ? key.get(addressOf(row)) : key.post(addressOf(row), {}));
      if (row.scope === null) {
        const answer = await ask(keys.whole);
        assert.equal(answer.status, 403);
        assert.match(answer.json.message, /can't be done with an API key/);
        return;
      }
      for (const scope of scopes.filter((scope) => scope !== row.scope)) {
        const answer = await ask(keys.admin[scope]);
        assert.equal(answer.status, 403, scope);
        assert.match(answer.json.message, new RegExp(`lacks the scope "${row.scope}"`));
        assert.match(answer.headers['www-authenticate'], new RegExp(`insufficient_scope.*"${row.scope}"`));
      }
      const answer = await ask(keys[owner[row.who]][row.scope]);
      assert.ok(![401, 403].includes(answer.status) && answer.status < 500, `${answer.status} ${answer.text.slice(0, 200)}`);
      assert.ok(row.method === 'GET' || answer.status !== 303, 'told as JSON');
      if (row.template || answer.status >= 400) assert.match(answer.headers['content-type'], /^application\/json/);
    });
  }

  test('what guards an account has no scope, wherever it stands', () => {
    const guards = /^\/(signin|signout|register|forgot|reset|setup|verify|acting)\b|^\/profile\/(security|password|email|sessions|factor|keys|export|delete)\b|\/act$/;
    const guarding = rows.filter((row) => guards.test(row.path));
    assert.ok(guarding.length > 25);
    assert.deepEqual(guarding.filter((row) => row.scope !== null).map(keyOf), []);
  });

  test('a role is that of the moment, and an admin without the scope is none', async () => {
    await academy.sql(`UPDATE person SET roles = 5 WHERE email = '${address('luc')}'; DELETE FROM api_key WHERE name = 'Old'`);
    const ask = await program(people.luc, ['admin']);
    assert.equal((await ask.get('/admin')).status, 200);
    await academy.sql(`UPDATE person SET roles = 1 WHERE email = '${address('luc')}'`);
    assert.equal((await ask.get('/admin')).status, 403);
    assert.equal((await keys.whole.get('/teach/inbox')).status, 200);
    assert.equal((await keys.admin.read.get('/teach/inbox')).status, 403);
  });

  test('the description of the API names key, cookie and scopes', async () => {
    const { paths, components } = (await academy.browser().get('/api/openapi.json')).json;
    assert.equal(components.securitySchemes.key.scheme, 'bearer');
    assert.equal(components.securitySchemes.cookie.in, 'cookie');
    for (const row of rows) {
      const { security } = paths[row.path.replace(/:(\w+)/g, '{$1}')][row.method.toLowerCase()];
      assert.deepEqual(security.find((way) => way.key)?.key ?? null, row.scope === null ? null : [row.scope], keyOf(row));
      assert.equal(security.some((way) => Object.keys(way).length === 0), row.who === 'anyone', keyOf(row));
    }
  });
});

describe('asking', () => {
  test('a page is JSON, a change needs no form token, and what was done is named in the audit log', async () => {
    const ask = await program(people.ada, ['read', 'write']);
    const page = await ask.get('/goals', { headers: { accept: 'text/html' } });
    assert.match(page.headers['content-type'], /^application\/json/);
    assert.match(page.headers['cache-control'], /no-store/);
    assert.ok(Array.isArray(page.json.open ?? page.json.goals), page.text.slice(0, 200));
    const made = await ask.send('POST', '/goals', { headers: { 'content-type': 'application/json', origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' }, body: JSON.stringify({ title: 'By a program' }) });
    assert.equal(made.status, 200, made.text.slice(0, 300));
    assert.ok(made.json.location);
    assert.match((await people.ada.get('/goals')).words, /By a program/);
    assert.match((await ask.post('/goals', { title: '' })).json.errors.title, /./);
    assert.equal((await ask.get('/no/such/page')).status, 404);
    assert.match((await ask.get('/no/such/page')).json.message, /nothing at this address/);
    assert.equal((await ask.send('DELETE', '/goals')).status, 405);
    const boss = await program(people.admin, ['admin']), luc = await academy.sql(`SELECT id FROM person WHERE email = '${address('luc')}'`);
    assert.equal((await boss.post(`/admin/users/${luc}/roles`, {})).status, 200);
    assert.match(await academy.sql("SELECT detail FROM audit WHERE action = 'user.roles' ORDER BY id DESC LIMIT 1"), /^learner, API key [A-Z0-9]{8}$/);
  });

  test('reading a lesson moves no place', async () => {
    const ada = `(SELECT id FROM person WHERE email = '${address('ada')}')`;
    const lesson = await academy.sql(`SELECT '/courses/' || c.slug || '/' || l.slug FROM enrolment e JOIN course c ON c.id = e.course_id JOIN lesson l ON l.course_id = c.id
      WHERE e.user_id = ${ada} AND l.kind = 'text' AND l.removed_at IS NULL AND NOT EXISTS (SELECT 1 FROM lesson_progress p WHERE p.user_id = ${ada} AND p.lesson_id = l.id) LIMIT 1`);
    const ask = await program(people.ada, ['read']), opened = () => academy.sql('SELECT count(*) FROM lesson_progress');
    const before = Number(await opened());
    for (let i = 0; i < 8; i++) assert.equal((await ask.get(lesson)).status, 200, lesson);
    assert.equal(Number(await opened()), before);
    await people.ada.get(lesson);
    await academy.eventually(async () => Number(await opened()) === before + 1, 'the lesson opened in a browser');
  });

  test('the coach answers a program, as JSON and as a stream', async () => {
    const ask = await program(people.ada, ['coach']), question = JSON.stringify({ message: 'What is a commit?', course: 'git-from-the-inside' });
    const answer = await ask.send('POST', '/api/ai/chat', { headers: { 'content-type': 'application/json' }, body: question });
    assert.equal(answer.status, 200, answer.text.slice(0, 300));
    assert.match(answer.headers['content-type'], /^application\/json/);
    assert.equal(answer.json.source, 'builtin');
    assert.match(answer.json.content, /commit/i);
    assert.ok(answer.json.citations.length > 0);
    const stream = await ask.send('POST', '/api/ai/chat', { headers: { 'content-type': 'application/json', accept: 'text/event-stream' }, body: question });
    assert.match(stream.headers['content-type'], /^text\/event-stream/);
    assert.match(stream.text, /^event: done$/m);
    assert.equal((await ask.get(`/api/ai/conversations/${answer.json.conversation}`)).json.messages.length, 2);
    const bad = await new Program(`${tokens.at(-1)}x`).send('POST', '/api/ai/chat', { headers: { 'content-type': 'application/json', accept: 'text/event-stream' }, body: question });
    assert.equal(bad.status, 401);
    assert.match(bad.json.message, /not known/);
  });

  test('a key that is not good is no visitor', async () => {
    const good = await make(people.ada, ['read', 'write', 'coach']), other = good.at(-1) === 'A' ? 'B' : 'A';
    const cases = [['', /not known/], ['x', /not known/], ['nxk_', /not known/], [good.slice(0, -1) + other, /not known/], [`${good} x`, /not known/]];
    for (const [token, sentence] of cases)
      for (const target of ['/', '/courses', '/no/such/page', '/api/ai/status', '/dashboard']) {
        const answer = await new Program(token).get(target);
        assert.equal(answer.status, 401, `${token.slice(0, 4)} ${target}`);
        assert.match(answer.json.message, sentence);
        assert.match(answer.headers['www-authenticate'], /^Bearer error="invalid_token"/);
      }
    const ask = new Program(good), prefix = good.slice(4, 12);
    const refused = async (sentence) => {
      for (const target of ['/courses', '/api/ai/status']) {
        const answer = await ask.get(target);
        assert.equal(answer.status, 401, target);
        assert.match(answer.json.message, sentence);
      }
      assert.equal((await ask.post('/goals', { title: 'From the dead' })).status, 401);
    };
    await academy.sql(`UPDATE person SET state = 'suspended' WHERE email = '${address('ada')}'`);
    await refused(/suspended/);
    await academy.sql(`UPDATE person SET state = 'active' WHERE email = '${address('ada')}'`);
    assert.equal((await ask.get('/dashboard')).status, 200);
    await academy.sql(`UPDATE api_key SET expires_at = 1 WHERE prefix = '${prefix}'`);
    await refused(/has expired/);
    assert.equal(await academy.sql("SELECT count(*) FROM goal WHERE title = 'From the dead'"), '0');
  });

  test('without a key a program is told so in JSON; a person is led to the page for signing in', async () => {
    for (const accept of ['*/*', [], 'application/xml']) {
      const visitor = new Browser(academy.base, { headers: { accept } });
      for (const [target, status] of [['/api/analytics/events', 401], ['/api/ai/conversations', 401], ['/api/none', 404], ['/api/analytics/none', 404]]) {
        const answer = await visitor.get(target);
        assert.deepEqual([answer.status, answer.json?.status], [status, status], `${target} for ${accept}`);
      }
      assert.equal((await visitor.get('/dashboard')).status, 303, 'pages are pages');
    }
    const person = academy.browser();
    assert.equal((await person.get('/api/analytics/events')).headers.location, '/signin?next=%2Fapi%2Fanalytics%2Fevents');
    assert.match((await person.get('/api/none')).words, /No such page/);
  });

  test('only the header counts, and another scheme is none', async () => {
    const token = await make(people.ada, ['read']), visitor = academy.browser();
    for (const name of ['access_token', 'key', 'api_key', 'token', 'authorization'])
      assert.equal((await visitor.getJson(`/dashboard?${name}=${token}`)).status, 401, name);
    const asked = await visitor.getJson('/dashboard');
    assert.equal(asked.headers['www-authenticate'], 'Bearer');
    assert.match(asked.json.message, /Sign in first/);
    assert.equal((await visitor.get('/courses', { headers: { authorization: 'Basic YTpi' } })).status, 200, "a proxy's password is not ours");
    assert.equal((await visitor.get('/dashboard', { headers: { authorization: `Basic ${token}` } })).status, 303);
    assert.equal((await visitor.get('/dashboard', { headers: { authorization: `bearer   ${token}` } })).status, 200, 'the word in any case');
  });

  test('a header does not stand in for the form token of a browser', async () => {
    const goals = () => academy.sql('SELECT count(*) FROM goal'), before = await goals();
    const forms = [[undefined, 422], ['', 422], [' ', 422], ['Basic YTpi', 422], ['nxk_', 422], ['Bearerx', 422], ['Bearer', 401], ['Bearer nxk_', 401], ['Bearer null', 401]];
    for (const [authorization, status] of forms) {
      const headers = authorization === undefined ? {} : { authorization };
      assert.equal((await people.ada.post('/goals', { title: 'Forged' }, { headers })).status, status, `${authorization}`);
      const foreign = await people.ada.post('/goals', { title: 'Forged' }, { headers: { ...headers, 'sec-fetch-site': 'cross-site' } });
      assert.equal(foreign.status, status === 422 ? 403 : 401, `${authorization} from another site`);
    }
    assert.equal(await goals(), before);
    // With both, the key says who it is.
    const ask = await program(people.luc, ['read']);
    ask.cookies = new Map(people.ada.cookies);
    assert.match((await ask.get('/profile')).text, new RegExp(address('luc')));
    assert.equal((await ask.post('/goals', { title: 'Forged' })).status, 403);
  });

  test('a key changes at most 120 things a minute, and is told when to go on', async () => {
    const ask = await program(people.ada, ['read', 'write']);
    const statuses = [];
    for (let i = 0; i < 121; i++) statuses.push((await ask.post('/goals', { title: '' })).status);
    // A new minute may have begun in between.
    for (let i = 0; i < 120 && statuses.at(-1) !== 429; i++) statuses.push((await ask.post('/goals', { title: '' })).status);
    assert.ok(statuses.slice(0, 120).every((status) => status === 422), statuses.join());
    const over = await ask.post('/goals', { title: '' });
    assert.equal(over.status, 429);
    assert.ok(Number(over.headers['retry-after']) >= 1 && Number(over.headers['retry-after']) <= 60, over.headers['retry-after']);
    assert.equal((await ask.get('/goals')).status, 200, 'reading goes on');
    assert.equal((await people.ada.submit('/goals', '/goals', { title: '' })).status, 422, 'the person is not held up');
  });
});

test('the web server counts what programs read, and tells them when to go on', async () => {
  const limited = await Academy.start({ env: { NEXUS_LIMIT: '5' } });
  const burst = async (headers) => {
    const browser = limited.browser({ headers });
    return Promise.all(Array.from({ length: 40 }, () => browser.get('/courses')));
  };
  try {
    assert.ok((await burst({ authorization: 'Basic YTpi' })).every(({ status }) => status === 200), 'people only read');
    const over = (await burst({ authorization: 'Bearer nxk_none' })).filter(({ status }) => status !== 401);
    assert.ok(over.length > 0);
    for (const answer of over) {
      assert.equal(answer.status, 429);
      assert.equal(answer.headers['retry-after'], '1');
      assert.match(answer.headers['content-type'], /^application\/json/);
      assert.match(answer.json.message, /too often/);
    }
  } finally {
    await limited.stop();
  }
});

test('no token stands in a log, a mail or the database', async () => {
  assert.ok(tokens.length > 20);
  for (const folder of ['log', 'mail', '.'])
    for (const entry of readdirSync(path.join(academy.data, folder), { withFileTypes: true }).filter((entry) => entry.isFile())) {
      const text = readFileSync(path.join(academy.data, folder, entry.name), 'latin1');
      for (const token of tokens) assert.ok(!text.includes(token.slice(13)), `${folder}/${entry.name}`);
    }
});

test('nothing went wrong on our side', () => {
  assert.deepEqual(academy.logLines().filter((line) => line.level === 'error' || line.status >= 500), []);
});
