// disk_full.mjs - the data folder on a small disk that is filled to the last byte: pages still show, a change is refused with
// a sentence and not half done, and when there is room again all goes on. Needs root, to mount a small tmpfs.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, openSync, writeSync, closeSync } from 'node:fs';
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
  const doctor = await academy.nexus(['doctor']);
  assert.match(doctor.output, /WRONG\s+disk/);
  rmSync(filler);
  await academy.eventually(async () => (await browser.get('/readyz')).status === 200, 'writes after room was made');
  assert.ok((await rename('Again')).status < 400);
  assert.equal(stored(), 'Again');
  const check = execFileSync('sqlite3', [path.join(data, 'nexus.db'), 'PRAGMA integrity_check'], { encoding: 'utf8' }).trim();
  assert.equal(check, 'ok');
});
