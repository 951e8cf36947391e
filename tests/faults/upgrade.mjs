// upgrade.mjs - an academy of the first schema comes up with the newest, with its people; a migration that fails changes
// nothing; a database from the future is refused.
import { test, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, readdirSync, cpSync, writeFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Academy, build, home, run } from '../pages/harness.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'nexus-upgrade-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const files = readdirSync(path.join(home, 'db')).filter((name) => /^\d{4}-.*\.sql$/.test(name)).sort();
const newest = parseInt(files.at(-1));

function makeOld(name) {
  const data = path.join(folder, name), database = path.join(data, 'nexus.db');
  mkdirSync(data);
  const sql = (text) => execFileSync('sqlite3', [database], { input: text, encoding: 'utf8' }).trim();
  sql(`.read ${path.join(home, 'db', files[0])}
    PRAGMA user_version = 1;
    INSERT INTO person (id, email, name, created_at) VALUES (1, 'ada@example.org', 'Ada', 1700000000), (2, NULL, 'Erased', 1700000000);
    INSERT INTO session (user_id, token_hash, created_at, seen_at, expires_at) VALUES (1, 'x', 1700000000, 1700000000, 1700000001);
    INSERT INTO mail (user_id, recipient, subject, body, next_at, created_at, state) VALUES (1, 'a@b', 's', 'b', 0, 0, 'sent');`);
  return { data, sql };
}

test('the first schema becomes the newest and keeps its rows', async () => {
  const { data, sql } = makeOld('old');
  const result = await run(path.join(build, 'nexus'), ['migrate'], { env: { DATA: data } });
  assert.equal(result.code, 0, result.errors);
  assert.equal(sql('PRAGMA user_version'), String(newest));
  assert.equal(sql('SELECT name FROM person WHERE email = \'ada@example.org\''), 'Ada');
  assert.equal(sql('SELECT count(*) FROM session'), '1');
  assert.equal(sql('PRAGMA foreign_key_check'), '');
  const again = await run(path.join(build, 'nexus'), ['migrate'], { env: { DATA: data } });
  assert.equal(again.code, 0);
  assert.doesNotMatch(again.output, /Migrated/);
});

test('serve upgrades by itself and answers', async () => {
  const academy = await Academy.start({ data: makeOld('served').data });
  try {
    assert.match(academy.output, /Migrated/);
    assert.equal((await academy.browser().get('/')).status, 200);
  } finally {
    assert.equal(await academy.stop(), 0);
  }
});

test('a migration that fails leaves the database as it was', async () => {
  const { data, sql } = makeOld('broken'), other = path.join(folder, 'home');
  mkdirSync(other);
  for (const name of ['templates', 'static', 'nginx']) symlinkSync(path.join(home, name), path.join(other, name));
  mkdirSync(path.join(other, 'db'));
  for (const file of files) cpSync(path.join(home, 'db', file), path.join(other, 'db', file));
  writeFileSync(path.join(other, 'db', '9999-broken.sql'), 'CREATE TABLE half (id INTEGER) STRICT; INSERT INTO nowhere VALUES (1);');
  const result = await run(path.join(build, 'nexus'), ['migrate'], { env: { DATA: data, NEXUS_HOME: other } });
  assert.equal(result.code, 1);
  assert.match(result.errors, /9999-broken\.sql failed/);
  assert.equal(sql('PRAGMA user_version'), String(newest));
  assert.equal(sql('SELECT count(*) FROM sqlite_schema WHERE name = \'half\''), '0');
});

test('a database from the future is refused', async () => {
  const { data, sql } = makeOld('future');
  sql('PRAGMA user_version = 9998');
  const result = await run(path.join(build, 'nexus'), ['migrate'], { env: { DATA: data } });
  assert.equal(result.code, 1);
  assert.equal(sql('PRAGMA user_version'), '9998');
});
