// kill.mjs - programs killed with -9 while they answer: a GET is answered all the same, a POST gets the friendly 503 page, the
// site is back within a second, and what was acknowledged is on disk. Also: new binaries without a failed request.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Academy, run } from '../pages/harness.mjs';

const password = 'a-long-passphrase-42';
let academy, browser, people;
before(async () => {
  academy = await Academy.start();
  browser = academy.browser();
  people = await Promise.all(Array.from({ length: 8 }, async (_, at) => {
    const email = `person${at}@example.org`;
    const added = await academy.nexus(['user', 'add', email, '--name', 'Nobody', '--password-stdin'], password);
    assert.equal(added.code, 0, added.errors);
    const signedIn = await academy.browser().signIn(email, password);
    return { email, browser: signedIn, csrf: (await signedIn.get('/profile')).csrf, tried: 0, done: 0 };
  }));
});
after(() => academy?.stop());

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const sql = (text) => execFileSync('sqlite3', [path.join(academy.data, 'nexus.db'), text], { encoding: 'utf8' }).trim();

const gone = (pid) => { // or at least dead: a zombie has no command line
  try { return readFileSync(`/proc/${pid}/cmdline`, 'utf8') === ''; } catch { return true; }
};
const bothWorkers = () => academy.eventually(async () => {
  const pids = await academy.pids('learner');
  return pids.length === 2 && pids;
}, 'two workers');

const rename = (person, name) => person.browser.post('/profile', { csrf: person.csrf, name, time_zone: 'UTC', language: 'en' });

// Holds the lock that every change needs: a worker that changes something then waits for up to five seconds in mid-request.
async function lockDatabase() {
  const holder = spawn('sqlite3', ['-bail', path.join(academy.data, 'nexus.db')], { stdio: ['pipe', 'pipe', 'inherit'] });
  holder.stdin.write('.timeout 5000\nBEGIN IMMEDIATE;\nSELECT \'held\';\n');
  await once(holder.stdout, 'data');
  return async () => {
    holder.stdin.end('ROLLBACK;\n');
    await once(holder, 'close');
  };
}

// Requests that the workers have taken but not answered: the workers are stopped first, then killed.
async function killInMidRequest(request) {
  const workers = await academy.pids('learner');
  assert.ok(workers.length > 0, 'there are workers');
  for (const pid of workers) process.kill(pid, 'SIGSTOP');
  const answer = request();
  await pause(300);
  const killed = Date.now();
  for (const pid of workers) process.kill(pid, 'SIGKILL');
  return { answer: await answer, milliseconds: Date.now() - killed };
}

// Under load a worker is most often in the middle of a request: stopped there, so that it can't finish, then killed.
async function killUnderLoad(send, rounds) {
  const answers = [];
  let ended = false;
  const load = Array.from({ length: 8 }, async (_, at) => {
    while (!ended) answers.push(await send(at));
  });
  for (let round = 0; round < rounds; round++) {
    const [pid] = await bothWorkers();
    await pause(1100); // two rounds later it is old enough to be started again without back-off
    process.kill(pid, 'SIGSTOP');
    await pause(60);
    process.kill(pid, 'SIGKILL');
    await academy.eventually(() => gone(pid), 'the end of a worker');
  }
  ended = true;
  await Promise.all(load);
  return answers;
}

test('a GET that waits while every worker is killed is answered within a second or so', async () => {
  const { answer, milliseconds } = await killInMidRequest(() => browser.get('/'));
  assert.equal(answer.status, 200);
  assert.ok(milliseconds < 2000, `${milliseconds} ms`);
});

test('no GET fails while workers are killed under load', async () => {
  const answers = await killUnderLoad(() => browser.get('/'), 5);
  assert.ok(answers.length > 100, `${answers.length} answers`);
  assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [200]);
});

test('a POST that was cut gets the friendly 503 page, a GET is tried again', async () => {
  const release = await lockDatabase();
  const post = rename(people[0], 'Cut'), get = browser.get('/readyz');
  await pause(400);
  for (const pid of await academy.pids('learner')) process.kill(pid, 'SIGKILL');
  const refused = await post;
  await release();
  assert.equal(refused.status, 503);
  assert.match(refused.words, /Back in a moment/);
  assert.equal(refused.headers['retry-after'], '5');
  assert.match(refused.headers['content-security-policy'], /style-src 'sha256-/);
  assert.equal(refused.headers['cache-control'], 'no-store');
  assert.equal((await get).status, 200);
  assert.equal(sql(`SELECT name FROM person WHERE email = '${people[0].email}'`), 'Nobody');
});

test('under load a POST is done or refused, nothing else', async () => {
  const answers = await killUnderLoad(() => browser.post('/preferences', { theme: 'dark', back: '/' }), 4);
  for (const answer of answers) assert.ok([303, 503].includes(answer.status), `status ${answer.status}`);
});

test('no acknowledged change is lost', async () => {
  const answers = await killUnderLoad(async (at) => {
    const person = people[at], number = ++person.tried;
    const answer = await rename(person, `Name ${number}`);
    if (answer.status < 400) person.done = number;
    return answer;
  }, 5);
  for (const answer of answers) assert.ok([200, 303, 503].includes(answer.status), `status ${answer.status} ${answer.words.slice(0, 200)}`);
  for (const { email, tried, done } of people) {
    assert.ok(done > 10, `${email}: ${done} changes`);
    const stored = Number(/^Name (\d+)$/.exec(sql(`SELECT name FROM person WHERE email = '${email}'`))[1]);
    // One that was cut may have been stored; one that was acknowledged must have been.
    assert.ok(stored >= done && stored <= tried, `${email}: stored ${stored}, acknowledged ${done}, tried ${tried}`);
  }
});

test('the site is back within a second', async () => {
  for (const pid of await academy.pids('learner')) process.kill(pid, 'SIGKILL');
  const since = Date.now();
  await academy.eventually(async () => (await browser.get('/healthz')).status === 200, 'the site');
  assert.ok(Date.now() - since < 1500, `${Date.now() - since} ms`);
});

test('killed nginx comes back although its workers hold the port', async () => {
  const [nginx] = await academy.pids('sbin/nginx');
  const orphans = (await run('pgrep', ['-P', String(nginx)])).output.split('\n').filter(Boolean).map(Number);
  process.kill(nginx, 'SIGKILL');
  await academy.eventually(async () => {
    try { return orphans.every(gone) && (await academy.browser().get('/healthz')).status === 200; } catch { return false; }
  }, 'nginx');
});

test('SIGHUP replaces every program without a failed request', async () => {
  const before_ = await bothWorkers(), answers = [];
  let ended = false;
  const load = Array.from({ length: 8 }, async (_, at) => {
    while (!ended) answers.push(at % 2 ? await browser.get('/') : await browser.post('/preferences', { theme: 'light', back: '/' }));
  });
  academy.child.kill('SIGHUP');
  await academy.eventually(async () => {
    const now = await academy.pids('learner');
    return now.length === before_.length && now.every((pid) => !before_.includes(pid));
  }, 'a new generation');
  ended = true;
  await Promise.all(load);
  assert.deepEqual([...new Set(answers.map((answer) => answer.status))].sort(), [200, 303]);
});

test('the database is whole after all that', () => {
  assert.equal(sql('PRAGMA integrity_check'), 'ok');
});
