// analytics-alerts.test.mjs - an admin makes an alert, the worker looks at the days that are over, and somebody gets one mail a day.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import http from 'node:http';
import { Academy, run } from './harness.mjs';

let academy, admin, ada;

before(async () => {
  academy = await Academy.start({ demo: true, env: { NEXUS_DEMO_LEARNERS: '12', NEXUS_HOOK_PRIVATE: '1' } });
  admin = await academy.browser().signIn('admin@demo.nexus.example');
  ada = await academy.browser().signIn('ada@demo.nexus.example');
});
after(async () => {
  await academy?.stop();
});

const page = '/admin/analytics/alerts';
const rule = (more) => ({ title: 'Nobody here', figure: 'dau', condition: 'below', threshold: '100000', recipients: 'watch@demo.nexus.example\n', ...more });
const make = async (more) => admin.submit(`${page}/new`, page, rule(more));
const idOf = async (title) => new RegExp(`href="${page}/(\\d+)">${title}<`).exec((await admin.get(page)).text)?.[1];


// Has the worker look now, whatever the clock says; the duty's next run is a quarter of an hour later again when it is done.
async function lookNow() {
  const id = await academy.sql("SELECT id FROM job WHERE kind = 'alert'");
  await academy.eventually(async () => (await academy.sql(`SELECT state FROM job WHERE id = ${id}`)) === 'queued', 'the last look to end');
  assert.equal((await admin.submit('/admin/jobs', `/admin/jobs/${id}/retry`)).status, 303);
  await academy.eventually(async () => Number(await academy.sql(`SELECT run_at FROM job WHERE id = ${id} AND state = 'queued'`)) > Date.now() / 1000 + 60, 'the worker to look');
}

const fired = async () => (await academy.sql('SELECT alert_id, mailed, day FROM alert_fired ORDER BY 1, 3')).split('\n').filter(Boolean);
const mails = async () => Number(await academy.sql("SELECT count(*) FROM mail WHERE recipient = 'watch@demo.nexus.example'"));

test('only admins see alerts', async () => {
  assert.equal((await ada.get(page)).status, 403);
  assert.match((await admin.get(page)).words, /Nothing is watched yet/);
});

test('a wrong form comes back filled in', async () => {
  const noNumber = await make({ threshold: 'many' });
  assert.equal(noNumber.status, 422);
  assert.match(noNumber.words, /Give a number to compare with/);
  assert.match(noNumber.text, /value="Nobody here"/);
  const both = await make({ threshold: 'many', recipients: 'no address' });
  assert.match(both.words, /Give a number to compare with[^]*is no mail address/, 'all that is wrong is said at once');
  const noMail = await make({ recipients: 'no address' });
  assert.match(noMail.words, /is no mail address/);
  for (const recipients of ['a@b', 'a@b..example', "a'@b.exa(mple)", 'a\\b@c.example', 'a@-b.example', 'Ada <a@b.example>'])
    assert.match((await make({ recipients })).words, /is no mail address/, recipients);
  assert.equal((await make({ figure: 'people' })).status, 422);
  assert.equal((await make({ course: '999999' })).status, 422);
  assert.equal((await make({ recipients: '' })).status, 422);
});

test('a threshold is looked at once a day, and told once', async () => {
  assert.equal((await make({})).status, 303);
  const id = await idOf('Nobody here');
  await lookNow();
  const first = await fired();
  assert.equal(first.length, 1);
  assert.match(first[0], new RegExp(`^${id}\\|1\\|`));
  assert.match(await academy.mailTo('watch@demo.nexus.example'), /Nobody here/);
  await lookNow();
  assert.deepEqual(await fired(), first);
  assert.equal(await mails(), 1);
  const shown = await admin.get(`${page}/${id}`);
  assert.match(shown.words, /History/);
  assert.match(shown.words, /Sent/);
});

test('one that is silent keeps its history and sends nothing', async () => {
  assert.equal((await make({ title: 'Silent one' })).status, 303);
  const id = await idOf('Silent one'), before = await mails();
  assert.equal((await admin.submit(`${page}/${id}`, `${page}/${id}/snooze`, { days: '7' })).status, 303);
  assert.match((await admin.get(page)).words, /Silent until/);
  await lookNow();
  assert.ok((await fired()).some((row) => row.startsWith(`${id}|0|`)));
  assert.equal(await mails(), before);
  assert.equal((await admin.submit(`${page}/${id}`, `${page}/${id}/snooze`, { days: '0' })).status, 303);
});

test('what is not so is not told', async () => {
  await make({ title: 'Crowded', condition: 'above' });
  await make({ title: 'Strange', condition: 'unusual', threshold: '' });
  const id = await idOf('Crowded');
  await lookNow();
  assert.ok(!(await fired()).some((row) => row.startsWith(`${id}|`)));
});

test('changed, deleted, brought back', async () => {
  const id = await idOf('Crowded');
  assert.equal((await admin.submit(`${page}/${id}`, `${page}/${id}`, rule({ title: 'Very crowded', threshold: '12,5' }))).status, 303);
  assert.match((await admin.get(`${page}/${id}`)).text, /value="12.5"/);
  assert.equal((await admin.submit(page, `${page}/${id}/delete`)).status, 303);
  assert.equal((await admin.get(`${page}/${id}`)).status, 404);
  assert.equal((await admin.submit(page, `${page}/${id}/restore`)).status, 303);
  assert.match((await admin.get(page)).words, /Very crowded/);
});

test('a web address is called with the facts, again when it fails, and shown without its secret', async () => {
  const calls = [];
  let status = 500, endlessly = false;
  const chat = http.createServer((request, answer) => {
    let body = '';
    request.on('data', (part) => { body += part; });
    request.on('end', () => { 
      calls.push({ url: request.url, type: request.headers['content-type'], facts: JSON.parse(body) });
      answer.writeHead(status);
      const endless = setInterval(() => (endlessly && !answer.destroyed ? answer.write('x'.repeat(20_000)) : clearInterval(endless)), 1);
      if (!endlessly)
        answer.end();
    });
  });
  await new Promise((ready) => chat.listen(0, '127.0.0.1', ready));
  const address = `http://127.0.0.1:${chat.address().port}/hooks/secret-word?a=1,2;b`;
  try {
    for (const wrong of ['https://', 'https://user:word@chat.example/x', 'https://chat.example/a b'])
      assert.match((await make({ recipients: wrong })).words, /is no web address that begins with https/);
    assert.equal((await make({ title: 'Told to a chat', recipients: `${address}\nwatch@demo.nexus.example` })).status, 303);
    const id = await idOf('Told to a chat');
    assert.match((await admin.get(`${page}/${id}`)).text, /hooks\/secret-word/, 'the form has it whole');
    const listed = await admin.get(page);
    assert.ok(listed.words.includes(`http://127.0.0.1:${chat.address().port}/… watch@demo.nexus.example`) && !listed.text.includes('secret-word'));
    const several = (await make({ title: 'Several in a line', recipients: 'ada@example.org; https://a.example/x;y,1 ;https://b.example/z,bob@example.org' })).status;
    assert.deepEqual([several, await academy.sql("SELECT recipients FROM alert WHERE title = 'Several in a line'")],
      [303, 'ada@example.org\nhttps://a.example/x;y,1\nhttps://b.example/z\nbob@example.org']);
    await admin.submit(page, `${page}/${await idOf('Several in a line')}/delete`);
    await lookNow();
    await academy.eventually(async () => calls.length === 1, 'the first call');
    const [{ url, type, facts }] = calls;
    assert.deepEqual([url, type], ['/hooks/secret-word?a=1,2;b', 'application/json']);
    assert.deepEqual([facts.title, facts.figure, facts.condition, facts.threshold, facts.course], ['Told to a chat', 'dau', 'below', 100000, null]);
    assert.ok(facts.text.startsWith(`Told to a chat: ${facts.value}`) && facts.link.endsWith(`${page}/${id}`));
    const row = (what) => academy.sql(`SELECT ${what} FROM mail WHERE recipient LIKE 'http:%'`);
    await academy.eventually(async () => (await row('error')) === 'the web address answered 500', 'the failure to be noted');
    assert.ok(!(await admin.get('/admin/mail')).text.includes('secret-word'));
    assert.ok(!(await admin.get(`/admin/mail/${await row('id')}`)).text.includes('secret-word'));
    status = 204;
    await admin.submit('/admin/mail', `/admin/mail/${await row('id')}/retry`);
    await academy.eventually(async () => (await row('state')) === 'sent', 'the second call');
    assert.deepEqual(calls[1].facts, facts);

    [status, endlessly] = [200, true]; // an answer that has begun well is one, though it never ends
    const called = await row('id');
    await academy.sql(`UPDATE mail SET state = 'queued', next_at = 0, attempts = 0 WHERE id = ${called}`);
    await academy.eventually(async () => calls.length === 3 && (await row('state')) === 'sent', 'the call with an endless answer');
    endlessly = false;

    // who is taken out of the alert hears nothing of what still waits
    assert.equal((await admin.submit(`${page}/${id}`, `${page}/${id}`, rule({ title: 'Told to a chat', recipients: 'watch@demo.nexus.example' }))).status, 303);
    await academy.sql(`UPDATE mail SET state = 'queued', next_at = 0, attempts = 0 WHERE id = ${called}`);
    await academy.eventually(async () => (await row('state')) === 'failed', 'the call to be given up');
    assert.deepEqual([await row('error'), calls.length], ['no alert has this web address any more', 3]);
    assert.ok(academy.logLines().every((line) => !JSON.stringify(line).includes('secret-word')), 'no log has it');
  } finally {
    chat.close();
  }
});
