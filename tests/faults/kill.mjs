// kill.mjs - programs killed with -9 while they answer: a GET is answered all the same, a POST gets the friendly 503 page, the
// site is back within a second, and what was acknowledged is on disk. Also: new binaries without a failed request.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
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

// The worker that stores events is killed, too: whatever was acknowledged is stored, and nothing twice, although what was cut is sent
// again until it is acknowledged.
test('every acknowledged event is stored, and each once', async () => {
  const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', sender = academy.browser({ headers: { 'user-agent': agent } });
  const acknowledged = new Set();
  let next = 0, ended = false;
  const killer = (async () => {
    for (let kills = 0; !ended; await pause(900))
      for (const pid of await academy.pids('worker')) if (process.kill(pid, 'SIGKILL')) kills++;
  })();
  const answers = await killUnderLoad(async () => {
    const ids = [next++, next++, next++].map((number) => `killed-${number}`);
    const body = JSON.stringify({ events: ids.map((id) => ({ name: 'kill.survived', id, properties: { id } })) });
    for (;;) {
      const answer = await sender.send('POST', '/api/analytics/track', { headers: { 'content-type': 'application/json' }, body });
      if (answer.status === 503) continue;
      assert.deepEqual([answer.status, answer.json.accepted], [200, 3], answer.text);
      for (const id of ids) acknowledged.add(id);
      return answer;
    }
  }, 5);
  ended = true;
  await killer;
  assert.ok(answers.length > 100, `${answers.length} answers`);
  const month = path.join(academy.data, 'events', `${new Date().toISOString().slice(0, 7)}.db`);
  const ask = (query) => execFileSync('sqlite3', ['-readonly', '-cmd', '.timeout 5000', month, query], { encoding: 'utf8', maxBuffer: 1 << 28 }).trim();
  const rows = await academy.eventually(() => {
    if (!existsSync(month) || ask("SELECT count(*) FROM sqlite_schema WHERE name = 'event'") !== '1') return false;
    const found = ask("SELECT json_extract(e.properties, '$.id') FROM event e JOIN name n ON n.id = e.name_id WHERE n.name = 'kill.survived'").split('\n');
    return found.length >= acknowledged.size && found;
  }, 'all events');
  assert.equal(rows.length, acknowledged.size, 'none twice, none that nobody acknowledged');
  assert.deepEqual(new Set(rows), acknowledged);
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
