// disk_full.mjs - the data folder on a small disk that is filled to the last byte: pages still show, a change is refused with
// a sentence and not half done, and when there is room again all goes on. Needs root, to mount a small tmpfs.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, openSync, writeSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Academy } from '../pages/harness.mjs';

const data = mkdtempSync(path.join(tmpdir(), 'nexus-full-')), filler = path.join(data, 'filler');
let academy, mounted = false;
before(async () => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m,mode=0750', 'tmpfs', data], { stdio: 'ignore' });
    mounted = true;
  } catch {
    return;
  }
  academy = await Academy.start({ data });
});
after(async () => {
  if (academy) await academy.stop();
  if (mounted) execFileSync('umount', ['-l', data]);
  rmSync(data, { recursive: true, force: true });
});

function fill() {
  const file = openSync(filler, 'w'), piece = Buffer.alloc(4096, 'x');
  try {
    for (;;) writeSync(file, piece);
  } catch (error) {
    assert.equal(error.code, 'ENOSPC');
  }
  closeSync(file);
}

test('a full disk refuses changes, shows pages, and loses nothing', async (t) => {
  if (!mounted) return t.skip('no right to mount a small disk here (needs root)');
  const browser = academy.browser();
  assert.equal((await browser.get('/readyz')).status, 200);
  const added = await academy.nexus(['user', 'add', 'ada@example.org', '--name', 'Ada', '--password-stdin'], 'a-long-passphrase-42');
  assert.equal(added.code, 0, added.errors);
  const ada = await academy.browser().signIn('ada@example.org', 'a-long-passphrase-42');
  const csrf = (await ada.get('/profile')).csrf;
  const rename = (name) => ada.post('/profile', { csrf, name, time_zone: 'UTC', language: 'en' });
  const stored = () => execFileSync('sqlite3', [path.join(data, 'nexus.db'), 'SELECT name FROM person'], { encoding: 'utf8' }).trim();
  const track = (body) => ada.send('POST', '/api/analytics/track', { headers: { 'content-type': 'application/json', 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0' }, body: JSON.stringify(body) });
  const batch = { events: Array.from({ length: 200 }, () => ({ name: 'full.sent', properties: { text: 'x'.repeat(100) } })) };
  assert.equal((await track({ name: 'full.before' })).json.accepted, 1);
  fill();
  const refused = await academy.eventually(async () => {
    const answer = await browser.get('/readyz');
    return answer.status !== 200 && answer;
  }, 'a refused write');
  assert.ok([503, 507].includes(refused.status), `status ${refused.status}`);
  assert.equal((await browser.get('/')).status, 200, 'reading goes on');
  assert.equal((await browser.get('/healthz')).status, 200);
  // The log of changes may still have room in the file that it has: what is acknowledged is stored, what is refused is not.
  let last = 'Ada', full = null;
  for (let number = 1; number < 3000 && !full; number++) {
    const answer = await rename(`Name ${number}`);
    if (answer.status < 400) last = `Name ${number}`;
    else full = answer;
  }
  assert.ok(full && [503, 507].includes(full.status), `status ${full?.status}`);
  assert.match(full.headers['content-type'], /text\/html/);
  assert.equal(stored(), last);
  const events = await track(batch);
  assert.equal(events.status, 507, events.text);
  assert.match(events.json.message, /no space left/);
  assert.equal((await ada.get('/courses')).status, 200, 'a page that can not be counted is shown');
  const doctor = await academy.nexus(['doctor']);
  assert.match(doctor.output, /WRONG\s+disk/);
  rmSync(filler);
  await academy.eventually(async () => (await browser.get('/readyz')).status === 200, 'writes after room was made');
  assert.ok((await rename('Again')).status < 400);
  assert.equal((await track(batch)).json.accepted, 200);
  const month = path.join(data, 'events', `${new Date().toISOString().slice(0, 7)}.db`);
  const ask = (query) => execFileSync('sqlite3', ['-readonly', '-cmd', '.timeout 5000', month, query], { encoding: 'utf8' }).trim();
  const count = (name) => Number(ask(`SELECT count(*) FROM event e JOIN name n ON n.id = e.name_id WHERE n.name = '${name}'`));
  const made = () => existsSync(month) && ask("SELECT count(*) FROM sqlite_schema WHERE name = 'event'") === '1';
  await academy.eventually(() => made() && count('full.sent') >= 200, 'the events');
  assert.equal(count('full.sent'), 200, 'nothing of the batch that was refused');
  assert.equal(count('full.before'), 1);
  assert.equal(stored(), 'Again');
  const check = execFileSync('sqlite3', [path.join(data, 'nexus.db'), 'PRAGMA integrity_check'], { encoding: 'utf8' }).trim();
  assert.equal(check, 'ok');
});
