// account.test.mjs - accounts through the real programs: register, verify, sign in, forget, change, leave.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Academy, totp } from './harness.mjs';

let academy;
const password = 'four unrelated words';

before(async () => { academy = await Academy.start(); });
after(async () => { await academy.stop(); });

const linkIn = (mail, word) => {
  const body = mail.replace(/=\r?\n/g, '').replace(/=3D/g, '=');
  const found = new RegExp(`${academy.base}(/${word}/[A-Za-z0-9_-]+)`).exec(body);
  assert.ok(found, `a link /${word}/ in the mail:\n${mail}`);
  return found[1];
};

async function register(name, email) {
  const browser = academy.browser();
  const answer = await browser.submit('/register', '/register', { name, email, password, time_zone: 'Africa/Johannesburg' });
  assert.equal(answer.status, 200, answer.words.slice(0, 400));
  return { browser, answer };
}

async function signedIn(name, email) {
  await register(name, email);
  return academy.browser().signIn(email, password);
}

describe('registering', () => {
  test('a new account is verified by the button behind its link, not by looking at it', async () => {
    const { browser, answer } = await register('Ada Lovelace', 'ada@example.com');
    assert.match(answer.words, /ada@example.com/);
    assert.doesNotMatch(answer.text, /\/verify\//, 'no link on the page outside demo mode');
    const path = linkIn(await academy.mailTo('ada@example.com'), 'verify');
    await academy.browser().get(path);
    const look = await browser.get(path);
    assert.equal(look.status, 200);
    assert.match(look.words, /Is ada@example.com your address/);
    const token = path.split('/').at(-1);
    const done = await browser.post('/verify', { csrf: look.csrf, token });
    assert.equal(done.status, 303);
    const again = await browser.submit(path, '/verify', { token });
    assert.match(again.words, /This link has ended/);
    await browser.signIn('ada@example.com', password);
    const page = await browser.get('/profile');
    assert.match(page.words, /verified/);
    assert.doesNotMatch(page.words, /not verified/);
    assert.match(page.text, /<option value="Africa\/Johannesburg" selected>/);
  });

  test('a known address gets the same answer, and its owner another message', async () => {
    await register('Grace Hopper', 'grace@example.com');
    await academy.mailTo('grace@example.com');
    const { answer: fresh } = await register('Somebody', 'fresh@example.com');
    const { answer: known } = await register('Somebody', 'grace@example.com');
    const plain = (answer) => answer.text.replace(/csrf" value="\w+"/g, '').replaceAll('grace@', 'fresh@');
    assert.equal(plain(known), plain(fresh));
    const mail = await academy.eventually(async () => {
      const found = await academy.mailTo('grace@example.com');
      return /already/.test(found) ? found : null;
    }, 'the other message');
    assert.match(mail, /\/forgot/);
    await academy.browser().signIn('grace@example.com', password);
  });

  test('refused forms come back filled in, with a sentence at the field', async () => {
    const browser = academy.browser();
    for (const [fields, sentence] of [
      [{ password: 'short' }, /too short/], [{ password: 'password1234' }, /first that anybody would try/], [{ password: 'linus@example.com' }, /your own name or address/],
      [{ email: 'nobody' }, /Enter an e-mail address/], [{ name: '' }, /Please fill this in/]]) {
      const answer = await browser.submit('/register', '/register', { name: 'Linus <b>', email: 'linus@example.com', password, ...fields });
      assert.equal(answer.status, 422);
      assert.match(answer.words, sentence);
      if (fields.name === undefined) assert.match(answer.text, /value="Linus &lt;b&gt;"/);
      assert.doesNotMatch(answer.text, /value="(short|password1234)"/);
    }
  });
});

describe('signing in', () => {
  test('one sentence for a wrong address and a wrong password; a foreign next is not followed', async () => {
    await register('Edsger', 'edsger@example.com');
    const browser = academy.browser();
    const wrong = await browser.submit('/signin', '/signin', { email: 'edsger@example.com', password: 'not this one' });
    const unknown = await browser.submit('/signin', '/signin', { email: 'no-one@example.com', password: 'not this one' });
    assert.equal(wrong.status, 422);
    const plain = (answer) => answer.text.replace(/csrf" value="\w+"/g, '').replaceAll('edsger@', 'no-one@');
    assert.equal(plain(wrong), plain(unknown));
    const right = await browser.submit('/signin', '/signin', { email: 'Edsger@Example.com', password, next: '//evil.example/' });
    assert.equal(right.headers.location, '/dashboard');
    const cookie = right.headers['set-cookie'].find((line) => line.includes('session='));
    assert.match(cookie, /^__Host-session=.*Path=\/; Secure; HttpOnly; SameSite=Lax/);
    const before = browser.cookies.get('__Host-session');
    const profile = await browser.get('/profile');
    await browser.post('/signin', { csrf: profile.csrf, email: 'edsger@example.com', password, next: '/profile' });
    assert.notEqual(browser.cookies.get('__Host-session'), before, 'the session is a new one');
    const old = academy.browser();
    old.cookies.set('__Host-session', before);
    assert.equal((await old.get('/profile')).status, 303, 'the old one has ended');
    const out = await browser.post('/signout', { csrf: (await browser.get('/profile')).csrf });
    assert.equal(out.headers.location, '/');
    assert.equal((await browser.get('/profile')).headers.location, '/signin?next=%2Fprofile');
  });

  test('guessing is slowed down; a known device is not', async () => {
    const email = 'barbara@example.com';
    const known = await signedIn('Barbara', email);
    await known.post('/signout', { csrf: (await known.get('/profile')).csrf });
    const guesser = academy.browser();
    let answer;
    for (let i = 0; i < 6; i++) answer = await guesser.submit('/signin', '/signin', { email, password: `wrong number ${i}` });
    answer = await guesser.submit('/signin', '/signin', { email, password });
    assert.equal(answer.status, 422, 'even the right password has to wait');
    assert.match(answer.words, /Try again in \d+ seconds/);
    assert.ok(Number(answer.headers['retry-after']) > 0);
    await known.signIn(email, password);
    for (let i = 0; i < 7; i++) answer = await guesser.submit('/signin', '/signin', { email: 'nobody-here@example.com', password: 'wrong' });
    assert.match(answer.words, /Try again in/, 'an address without account is slowed down as well');
  });
});

describe('a forgotten password', () => {
  test('asking answers the same for all; the link works once and ends all sessions', async () => {
    const email = 'donald@example.com';
    const old = await signedIn('Donald', email);
    const browser = academy.browser();
    const known = await browser.submit('/forgot', '/forgot', { email });
    const unknown = await browser.submit('/forgot', '/forgot', { email: 'nobody@example.com' });
    assert.equal(known.text.replaceAll('donald@', 'nobody@'), unknown.text);
    const mail = await academy.eventually(async () => {
      const found = await academy.mailTo(email);
      return /\/reset\//.test(found.replace(/=\r?\n/g, '')) ? found : null;
    }, 'the link');
    const path = linkIn(mail, 'reset');
    const refused = await browser.submit(path, path, { password: 'donald@example.com' });
    assert.equal(refused.status, 422);
    const done = await browser.submit(path, path, { password: 'another four words' });
    assert.equal(done.headers.location, '/signin');
    assert.equal((await old.get('/profile')).status, 303);
    const used = await browser.submit(path, path, { password: 'and yet another one' });
    assert.match(used.words, /This link has ended/);
    await browser.signIn(email, 'another four words');
  });

  test('a token with a line break does not get into a header', async () => {
    const answer = await academy.browser().submit('/forgot', '/reset/x%0d%0aX-Injected:%20yes', { password });
    assert.equal(answer.headers['x-injected'], undefined);
  });
});

describe('one\'s own account', () => {
  test('profile: name, zone and language', async () => {
    const browser = await signedIn('Alan', 'alan@example.com');
    const bad = await browser.submit('/profile', '/profile', { name: 'Alan', time_zone: 'Mars/Base', language: 'en' });
    assert.equal(bad.status, 422);
    const good = await browser.submit('/profile', '/profile', { name: '<i>Alan</i> Turing', time_zone: 'Europe/London', language: 'en' });
    assert.equal(good.status, 303);
    const page = await browser.get('/profile');
    assert.match(page.text, /&lt;i&gt;Alan&lt;\/i&gt; Turing/);
    assert.doesNotMatch(page.text, /<i>Alan/);
    assert.match(page.text, /<option value="Europe\/London" selected>/);
  });

  test('a picture is made anew; what is no picture is refused', async () => {
    const browser = await signedIn('Picture', 'picture@example.com');
    const upload = async (bytes) => {
      const { csrf } = await browser.get('/profile');
      const head = `--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n${csrf}\r\n--b\r\nContent-Disposition: form-data; name="picture"; filename="me.png"\r\nContent-Type: image/png\r\n\r\n`;
      const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n--b--\r\n')]);
      return browser.send('POST', '/profile/avatar', { headers: { 'content-type': 'multipart/form-data; boundary=b' }, body });
    };
    const gif = Buffer.from('R0lGODdhAgACAIABAP8AAAAA/ywAAAAAAgACAAACA0QCBQA7', 'base64');
    const taken = await upload(gif);
    assert.equal(taken.status, 303, taken.words.slice(0, 300));
    const url = /src="(\/avatars\/[0-9a-f]+\.jpg)"/.exec((await browser.get('/profile')).text)[1];
    const picture = await browser.get(url);
    assert.equal(picture.headers['content-type'], 'image/jpeg');
    assert.equal(picture.body.subarray(0, 3).toString('hex'), 'ffd8ff');
    assert.equal((await academy.browser().get(url)).status, 303, 'not for visitors');
    for (const bytes of ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'GIF89a', '\x89PNG\r\n\x1a\n']) {
      const refused = await upload(Buffer.from(bytes, 'latin1'));
      assert.equal(refused.status, 422);
      assert.match(refused.words, /can't be read/);
    }
    const huge = Buffer.from(gif);
    huge.writeUInt16LE(20000, 6);
    huge.writeUInt16LE(20000, 8);
    assert.equal((await upload(huge)).status, 422);
    assert.equal((await upload(Buffer.alloc(5 * 1024 * 1024 + 1))).status, 422);
    const removed = await browser.submit('/profile', '/profile/avatar/remove');
    assert.equal(removed.status, 303);
    assert.equal((await browser.get(url)).status, 404);
  });

  test('a new password ends other sessions', async () => {
    const email = 'niklaus@example.com', browser = await signedIn('Niklaus', email), other = await academy.browser().signIn(email, password);
    const wrong = await browser.submit('/profile/security', '/profile/password', { current: 'guess', password: 'a good new password' });
    assert.equal(wrong.status, 422);
    assert.match(wrong.words, /This is not your password/);
    const done = await browser.submit('/profile/security', '/profile/password', { current: password, password: 'a good new password' });
    assert.equal(done.status, 303);
    assert.equal((await browser.get('/profile')).status, 200);
    assert.equal((await other.get('/profile')).status, 303);
  });

  test('sessions: ended one by one, or all', async () => {
    const email = 'ken@example.com', browser = await signedIn('Ken', email), other = await academy.browser().signIn(email, password);
    const page = await browser.get('/profile/security');
    const ends = [...page.text.matchAll(/action="(\/profile\/sessions\/\d+\/end)"/g)];
    assert.equal(ends.length, 1);
    const stranger = await signedIn('Stranger', 'stranger@example.com');
    assert.equal((await stranger.submit('/profile/security', ends[0][1])).status, 404, 'not a session of theirs');
    assert.equal((await browser.submit('/profile/security', ends[0][1])).status, 303);
    assert.equal((await other.get('/profile')).status, 303);
    assert.equal((await browser.submit('/profile/security', '/profile/sessions/end')).status, 303);
    assert.equal((await browser.get('/profile')).status, 303);
  });

  test('a new address is confirmed there, and the old one told', async () => {
    const browser = await signedIn('Margaret', 'margaret@example.com');
    const asked = await browser.submit('/profile/security', '/profile/email', { email: 'new-margaret@example.com', email_password: password });
    assert.equal(asked.status, 200, asked.words.slice(0, 300));
    const path = linkIn(await academy.mailTo('new-margaret@example.com'), 'verify');
    assert.equal((await browser.submit(path, '/verify', { token: path.split('/').at(-1) })).status, 303);
    await academy.browser().signIn('new-margaret@example.com', password);
    await academy.eventually(async () => /address was changed/.test(await academy.mailTo('margaret@example.com')), 'the notice');
    const old = await academy.browser().submit('/signin', '/signin', { email: 'margaret@example.com', password });
    assert.equal(old.status, 422);
  });

  test('second factor: set up, code, recovery code, off', async () => {
    const email = 'hedy@example.com', browser = await signedIn('Hedy', email);
    const page = await browser.get('/profile/factor');
    assert.match(page.text, /<svg class="qr"[^>]*><rect [^>]*><path [^>]*d="M/);
    const secret = /secret=([A-Z2-7]+)/.exec(page.text)[1], offer = /name="offer" value="([0-9a-f]+)"/.exec(page.text)[1];
    const wrong = await browser.post('/profile/factor', { csrf: page.csrf, offer, code: '000000', factor_password: password });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, new RegExp(`secret=${secret}`), 'the same secret again');
    const on = await browser.post('/profile/factor', { csrf: page.csrf, offer, code: totp(secret), factor_password: password });
    assert.equal(on.status, 200, on.words.slice(0, 300));
    const codes = [...on.text.matchAll(/<code>([A-Z0-9]{5}-[A-Z0-9]{5})<\/code>/g)].map((found) => found[1]);
    assert.equal(codes.length, 10);

    const half = academy.browser();
    const asked = await half.submit('/signin', '/signin', { email, password, next: '/profile' });
    assert.equal(asked.headers.location, '/signin/code?next=%2Fprofile');
    assert.equal((await half.get('/profile')).status, 303, 'no session before the code');
    const used = await half.submit('/signin/code', '/signin/code', { code: totp(secret), next: '/profile' });
    assert.equal(used.status, 422, 'a code counts once');
    const next = await half.submit('/signin/code', '/signin/code', { code: totp(secret, Date.now() + 30000), next: '/profile' });
    assert.equal(next.headers.location, '/profile', next.words.slice(0, 200));

    const forged = academy.browser();
    await forged.submit('/signin', '/signin', { email, password });
    const cookie = forged.cookies.get('__Host-half'), [id, until, signature] = cookie.split('.');
    assert.equal((await forged.get('/signin/code')).status, 200);
    for (const other of [`${id}.${Number(until) + 1}.${signature}`, `${Number(id) - 1}.${until}.${signature}`, `${id}.${until}.${'0'.repeat(64)}`, `${id}.${until}.`, id, '']) {
      forged.cookies.set('__Host-half', other);
      assert.equal((await forged.get('/signin/code')).headers.location, '/signin', `a forged cookie: ${other}`);
    }

    const lost = academy.browser();
    await lost.submit('/signin', '/signin', { email, password });
    assert.equal((await lost.submit('/signin/code', '/signin/code', { code: codes[3].toLowerCase() })).status, 303);
    const security = await lost.get('/profile/security');
    assert.match(security.words, /9 recovery codes are left/);
    const twice = academy.browser();
    await twice.submit('/signin', '/signin', { email, password });
    assert.equal((await twice.submit('/signin/code', '/signin/code', { code: codes[3] })).status, 422);
    const off = await lost.submit('/profile/security', '/profile/factor/off', { factor_password: password });
    assert.equal(off.status, 303);
    await academy.browser().signIn(email, password);
  });

  test('my data as a file, and away', async () => {
    const email = 'leaving@example.com', browser = await signedIn('Leaving', email);
    const file = await academy.eventually(async () => {
      const answer = await browser.get('/profile/export'); // the worker counts what happened, a moment later
      return answer.json.event.some((event) => event.name === 'account.signed_in') ? answer : null;
    }, 'my events in my data');
    assert.match(file.headers['content-disposition'], /attachment; filename="my-data-/);
    assert.equal(file.json.person.email, email);
    assert.doesNotMatch(file.text, /argon2|token_hash|password_hash/);
    const typo = await browser.submit('/profile/privacy', '/profile/delete', { password, confirmation: 'yes' });
    assert.equal(typo.status, 422);
    const gone = await browser.submit('/profile/privacy', '/profile/delete', { password, confirmation: email });
    assert.equal(gone.status, 303, gone.words.slice(0, 300));
    assert.equal((await browser.get('/profile')).status, 303);
    const id = file.json.person.id, today = new Date().toISOString().slice(0, 10);
    let written = 0;
    await academy.eventually(async () => {
      const target = path.join(academy.data, `events-${++written}.jsonl.gz`);
      assert.equal((await academy.nexus(['events', 'export', '2000-01-01', today, target])).code, 0);
      const events = gunzipSync(readFileSync(target)).toString().split('\n').filter(Boolean).map((line) => JSON.parse(line));
      return events.some((event) => event.name === 'account.signed_in') && !events.some((event) => event.user === id);
    }, 'events without the person');
    assert.equal((await academy.browser().submit('/signin', '/signin', { email, password })).status, 422);
    await register('Back again', email);
    await academy.browser().signIn(email, password);
  });
});

describe('the operator', () => {
  test('the first admin comes by the set-up link, once', async () => {
    const path = /(\/setup\/[A-Za-z0-9_-]+)/.exec(academy.output)[1];
    const browser = academy.browser();
    const weak = await browser.submit(path, path, { name: 'First Admin', email: 'admin@example.com', password: '1234567890' });
    assert.equal(weak.status, 422);
    const done = await browser.submit(path, path, { name: 'First Admin', email: 'admin@example.com', password });
    assert.equal(done.headers.location, '/admin', done.words.slice(0, 300));
    assert.match((await academy.browser().get(path)).words, /This link has ended/);
    const last = await browser.submit('/profile/privacy', '/profile/delete', { password, confirmation: 'admin@example.com' });
    assert.equal(last.status, 422);
    assert.match(last.words, /only admin/);
  });

  test('who is suspended learns it only with the right password; an admin behind somebody changes no secret', async () => {
    const email = 'suspended@example.com', mine = await signedIn('Suspended', email);
    await academy.nexus(['user', 'add', 'boss@example.com', '--name', 'Boss', '--role', 'admin', '--password-stdin'], password);
    const boss = await academy.browser().signIn('boss@example.com', password);
    const id = /^(\d+) .*suspended@example.com/m.exec((await academy.nexus(['user', 'list'])).output)[1];

    const acting = await academy.browser().signIn('boss@example.com', password);
    const act = await acting.submit(`/admin/users/${id}`, `/admin/users/${id}/act`);
    assert.equal(act.status, 303, act.words.slice(0, 200));
    assert.match((await acting.get('/profile')).words, /You are signed in as Suspended/);
    for (const [path, fields] of [['/profile/password', { current: password, password: 'a good new password' }],
      ['/profile/email', { email: 'boss-too@example.com', email_password: password }], ['/profile/sessions/end', {}],
      ['/profile/factor/off', { factor_password: password }], ['/profile/delete', { password, confirmation: email }]])
      assert.equal((await acting.submit('/profile', path, fields)).status, 403, path);
    assert.equal((await acting.get('/profile/export')).status, 403);

    assert.match((await mine.get('/profile/security')).words, /an admin of the academy/);
    const back = await acting.submit('/profile', '/acting/end');
    assert.equal(back.headers.location, `/admin/users/${id}`);
    assert.equal((await acting.get('/admin')).status, 200);
    assert.doesNotMatch((await mine.get('/profile/security')).words, /an admin of the academy/);

    const suspended = await boss.submit(`/admin/users/${id}`, `/admin/users/${id}/suspend`, { reason: 'test' });
    assert.equal(suspended.status, 303, suspended.words.slice(0, 300));
    assert.equal((await mine.get('/profile')).status, 303);
    const guess = await academy.browser().submit('/signin', '/signin', { email, password: 'not the right one' });
    assert.doesNotMatch(guess.words, /contact the academy/);
    const right = await mine.submit('/signin', '/signin', { email, password });
    assert.equal(right.status, 422);
    assert.match(right.words, /contact the academy/);
  });

  test('nexus user adds, changes roles and passwords, lists', async () => {
    const added = await academy.nexus(['user', 'add', 'Teacher@Example.com', '--name', 'A Teacher', '--role', 'instructor', '--password-stdin'], `${password}\n`);
    assert.equal(added.code, 0, added.errors);
    await academy.browser().signIn('teacher@example.com', password);
    assert.equal((await academy.nexus(['user', 'add', 'teacher@example.com', '--name', 'Again', '--password-stdin'], password)).code, 1);
    assert.equal((await academy.nexus(['user', 'add', 'weak@example.com', '--name', 'Weak', '--password-stdin'], 'password12')).code, 1);
    const role = await academy.nexus(['user', 'role', 'teacher@example.com', '+admin', '-instructor']);
    assert.match(role.output, /learner admin/);
    const list = await academy.nexus(['user', 'list']);
    assert.match(list.output, /teacher@example.com .*learner admin/);
    const link = await academy.nexus(['user', 'password', 'teacher@example.com', '--link']);
    const path = link.output.trim().replace(academy.base, '');
    const browser = academy.browser();
    assert.equal((await browser.submit(path, path, { password: 'a password by link' })).status, 303);
    const set = await academy.nexus(['user', 'password', 'teacher@example.com'], 'a password by pipe\n');
    assert.equal(set.code, 0, set.errors);
    await browser.signIn('teacher@example.com', 'a password by pipe');
    assert.equal((await academy.nexus(['user', 'role', 'nobody@example.com', '+admin'])).code, 1);
    assert.equal((await academy.nexus(['user', 'role', 'teacher@example.com', '+king'])).code, 2);
  });
});

test('no page of accounts asks for a name the model lacks', () => {
  assert.deepEqual(academy.logLines().filter((line) => line.level === 'error').map((line) => `${line.message} ${line.template ?? ''} ${line.name ?? ''}`), []);
});
