// operate.mjs - the operator's commands: doctor, backup, restore, a second master, a taken port, stopping.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Academy, build, run } from '../pages/harness.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'nexus-operate-'));
let academy;
before(async () => { academy = await Academy.start({ data: path.join(folder, 'data') }); });
after(async () => {
  if (academy) await academy.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('doctor is content, and names the remedy when it is not', async () => {
  const heartbeat = async () => (await academy.nexus(['doctor'])).output.includes('All is well.');
  await academy.eventually(heartbeat, 'a content doctor');
  const key = path.join(academy.data, 'secret.key');
  chmodSync(key, 0o644);
  const result = await academy.nexus(['doctor']);
  chmodSync(key, 0o600);
  assert.equal(result.code, 1);
  assert.match(result.output, /WRONG\s+secrets[^\n]*\n\s+Do: chmod 600 .*secret\.key/);
});

test('a second master on the same data, and a taken port, are refused with a sentence', async () => {
  const second = await academy.nexus(['serve']);
  assert.equal(second.code, 1);
  assert.match(second.errors, new RegExp(`already being served, by process ${academy.child.pid}`));
  const other = await run(path.join(build, 'nexus'), ['serve'], { env: { ...academy.env, DATA: path.join(folder, 'other') } });
  assert.equal(other.code, 1);
  assert.match(other.errors, /is in use by another program/);
});

test('config masks what is secret', async () => {
  const result = await run(path.join(build, 'nexus'), ['config'], {
    env: { ...academy.env, NEXUS_SMTP_URL: 'smtp://me:hunter2@mail.example.org', NEXUS_SMTP_PASSWORD: 'hunter2' } });
  assert.equal(result.code, 0);
  assert.doesNotMatch(result.output, /hunter2/);
  assert.ok(!result.output.includes(readFileSync(path.join(academy.data, 'secret.key'), 'utf8').trim()));
});

test('routes are listed, and described as OpenAPI', async () => {
  assert.match((await academy.nexus(['routes'])).output, /GET\s+\/healthz\s+anyone/);
  assert.ok(JSON.parse((await academy.nexus(['routes', '--openapi'])).output).paths['/healthz']);
});

test('a rotated log goes on in a new file', async () => {
  const log = path.join(academy.data, 'log/nexus.log');
  rmSync(log);
  academy.child.kill('SIGUSR1');
  await academy.eventually(async () => {
    await academy.browser().get('/');
    return existsSync(log) && academy.log().includes('"access"');
  }, 'lines in the new log');
});

test('backup while running, restore when stopped, what was there is kept', async () => {
  const file = path.join(folder, 'backup.tar.gz');
  writeFileSync(path.join(academy.data, 'assets', 'kept.txt'), 'kept');
  const events = path.join(folder, 'events.csv');
  writeFileSync(events, `time,name\n${Math.floor(Date.now() / 1000)},page.viewed\n`);
  assert.match((await academy.nexus(['import', 'events', events])).output, /^1 events are new/);
  const small = path.join(folder, 'small.tar.gz');
  assert.equal((await academy.nexus(['backup', small, '--without-events'])).code, 0);
  assert.doesNotMatch((await run('tar', ['-tzf', small])).output, /events/);
  const backup = await academy.nexus(['backup', file]);
  assert.equal(backup.code, 0, backup.errors);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal((await academy.nexus(['backup', file])).code, 1, 'an existing file is not overwritten');
  assert.match((await academy.nexus(['restore', file])).errors, /already being served/);

  const data = academy.data;
  assert.equal(await academy.stop(), 0, 'SIGTERM ends with 0');
  const recorded = (await academy.nexus(['events', 'status'])).output.split('\n')[0];
  rmSync(path.join(data, 'events'), { recursive: true });
  writeFileSync(path.join(data, 'assets', 'kept.txt'), 'changed');
  const restored = await academy.nexus(['restore', file]);
  assert.equal(restored.code, 0, restored.errors);
  assert.equal((await academy.nexus(['events', 'status'])).output.split('\n')[0].slice(0, 30), recorded.slice(0, 30), 'the events are back');
  assert.equal(readFileSync(path.join(data, 'assets', 'kept.txt'), 'utf8'), 'kept');
  const before_ = readdirSync(folder).find((name) => name.startsWith('data.before-restore-'));
  assert.equal(readFileSync(path.join(folder, before_, 'assets', 'kept.txt'), 'utf8'), 'changed');

  truncateSync(file, 2000);
  const damaged = await academy.nexus(['restore', file]);
  assert.equal(damaged.code, 1);
  assert.match(damaged.errors, /Nothing was changed/);
  assert.deepEqual(readdirSync(path.join(data, 'temporary')).filter((name) => /restore|backup/.test(name)), []);
  academy = await Academy.start({ data });
  assert.equal((await academy.browser().get('/')).status, 200);
});
