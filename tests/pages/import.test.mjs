// import.test.mjs - `nexus import`: events of other programs, each once, whatever dies; whole histories against figures that are
// computed here from the same files.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, run } from './harness.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'nexus-import-'));
const env = (data) => ({ DATA: data, DEMO: '0', ASAN_OPTIONS: 'detect_leaks=0:abort_on_error=1' });
const nexus = (data, ...words) => run(path.join(build, 'nexus'), words, { env: env(data) });
const sqlite = async (data, file, query) => JSON.parse((await run('sqlite3', ['-cmd', '.timeout 5000', '-json', path.join(data, file), query])).output || '[]');
const months = (data) => readdirSync(path.join(data, 'events')).filter((name) => /^\d{4}-\d\d\.db$/.test(name));
async function allEvents(data, columns) {
  const all = [];
  for (const month of months(data)) all.push(...await sqlite(data, `events/${month}`, `SELECT ${columns} FROM event e JOIN name n ON n.id = e.name_id ORDER BY e.id`));
  return all;
}
async function fresh(name) {
  const data = path.join(folder, name);
  mkdirSync(data);
  assert.equal((await nexus(data, 'migrate')).code, 0);
  return data;
}

let data;
before(async () => { data = await fresh('data'); });
after(() => rmSync(folder, { recursive: true, force: true }));

test('rows become events; what can\'t is refused by its line, and the rest is taken', async () => {
  assert.equal((await run(path.join(build, 'nexus'), ['user', 'add', 'ada@example.com', '--name', 'Ada', '--role', 'learner', '--password-stdin'], { env: env(data), input: 'correct horse battery' })).code, 0);
  const file = path.join(folder, 'some.csv'), report = path.join(folder, 'refused.txt');
  writeFileSync(file, ['when,event,user,device,country,page,referrer,properties,course,colour',
    '2026-03-29 12:30,thing done,ADA@example.com,mobile,za,https://other.example/a/b?c,https://from.example/x,"{""p"":1}",unknown-course,red',
    '1770000000123,thing.done,somebody,desktop,,/p,,,,', 'never,thing.done,x,,,,,,,', '2026-01-01,"bad\u0001name",x,,,,,,,', '2026-01-01,x,x,,,,,"{""p"":",,',
    '2126-01-01,x,x,,,,,,,', '1770000100,thing.done,somebody,,,,,,,'].join('\n'));
  const result = await nexus(data, 'import', 'events', file, '--time=when', '--zone=Europe/Berlin', '--rest', `--report=${report}`);
  assert.equal(result.code, 3, result.errors);
  assert.match(result.output, /3 events are new; 3 rows were taken, 4 refused\.\nPeople: 1 known here, 0 accounts made, 1 pseudonyms/);
  assert.deepEqual(readFileSync(report, 'utf8').split('\n').map((line) => line.split('\t')[0]).filter(Boolean), ['4', '5', '6', '7']);
  assert.match(result.errors, /some\.csv:4: "never" is no time/);
  const events = await allEvents(data, 'e.at, n.name, e.actor, e.device, e.country, e.page, e.referrer, e.properties');
  const [first, , third] = events.sort((a, b) => b.at - a.at);
  const [{ id }] = await sqlite(data, 'nexus.db', "SELECT id FROM person WHERE email = 'ada@example.com'");
  assert.deepEqual({ ...first, properties: JSON.parse(first.properties) }, { at: Date.UTC(2026, 2, 29, 10, 30) / 1000, name: 'thing_done', actor: id, device: 1, country: 'ZA',
    page: '/a/b', referrer: 'from.example', properties: { p: 1, colour: 'red', course: 'unknown-course' } });
  assert.equal(third.at, 1770000000);
  assert.ok(third.actor < 0 && third.actor === events[1].actor, 'a pseudonym is the same for the same text');
  const again = await nexus(data, 'import', 'events', file, '--time=when', '--zone=Europe/Berlin', '--rest');
  assert.match(again.output, /0 events are new/);
  assert.equal((await allEvents(data, 'e.id')).length, 3);
});

test('what was written out comes back, as lines of JSON, with accounts for the unknown', async () => {
  const file = path.join(folder, 'out.jsonl.gz'), other = await fresh('other');
  assert.equal((await nexus(data, 'events', 'export', '2026-01-01', '2026-12-31', file)).code, 0);
  const result = await nexus(other, 'import', 'events', file, '--create');
  assert.equal(result.code, 0, result.errors);
  assert.match(result.output, /3 events are new/);
  const people = await sqlite(other, 'nexus.db', 'SELECT email, password_hash, roles FROM person');
  assert.equal(people.length, 1, 'the visitor stays a visitor');
  assert.match(people[0].email, /@invalid\.example$/);
  assert.equal(people[0].password_hash, null);
  assert.deepEqual((await allEvents(other, 'n.name, e.at, e.properties')).sort((a, b) => a.at - b.at), (await allEvents(data, 'n.name, e.at, e.properties')).sort((a, b) => a.at - b.at));
});

test('killed in the middle and begun again, every row is there once', async () => {
  const rows = 120000, killed = await fresh('killed'), file = path.join(folder, 'many.csv.gz');
  const lines = ['time,name,user'];
  for (let i = 0; i < rows; i++) lines.push(`${1750000000 + i * 90},n.${i % 7},u${(i * 7919) % 1000}`); // over five months
  writeFileSync(file, gzipSync(lines.join('\n')));
  let rounds = 0;
  for (let kills = 0; kills < 3; kills++) {
    const child = spawn(path.join(build, 'nexus'), ['import', 'events', file], { env: { ...process.env, ...env(killed) }, stdio: 'ignore' });
    const ended = new Promise((resolve) => child.on('close', resolve));
    const grown = (kills + 1) * 20000;
    let over = false;
    ended.then(() => { over = true; });
    while (!over) {
      const found = await sqlite(killed, 'events/rollup.db', "SELECT position FROM source").catch(() => []);
      if (found[0]?.position >= grown) { child.kill('SIGKILL'); rounds++; break; }
    }
    await ended;
  }
  assert.ok(rounds > 0, 'it was killed at least once');
  const last = await nexus(killed, 'import', 'events', file);
  assert.equal(last.code, 0, last.errors);
  assert.match(last.output, /Up to line \d+ it had been imported before/);
  const events = await allEvents(killed, 'e.at');
  assert.equal(events.length, rows);
  assert.equal(new Set(events.map((event) => event.at)).size, rows);
  const [{ counted }] = await sqlite(killed, 'events/rollup.db', 'SELECT sum(events) AS counted FROM day_total WHERE dimension = 0');
  assert.equal(counted, rows);
});
