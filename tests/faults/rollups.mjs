// rollups.mjs - the roll-ups are damaged, then gone: the academy goes on without reports, the doctor says what to do, and what comes of
// it are the same figures. Where only pages of them are damaged and every month is there, the worker does it by itself.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Academy, monthsOf } from '../pages/harness.mjs';

test('damaged roll-ups are told of, and made again from the months', async () => {
  const data = mkdtempSync(path.join(tmpdir(), 'nexus-rollups-')), events = path.join(data, 'events');
  const start = () => Academy.start({ demo: true, data, env: { NEXUS_DEMO_LEARNERS: '10' } });
  const today = Math.floor(Date.now() / 86400000);
  const figures = (academy) => academy.sql(`SELECT dimension, value, day, users, visitors, events, sessions, seconds FROM day_total WHERE day < ${today} ORDER BY 1, 2, 3`, 'events/rollup.db');
  const away = () => readdirSync(events).filter((name) => name.startsWith('rollup.db')).forEach((name) => rmSync(path.join(events, name)));
  try {
    let academy = await start();
    await academy.eventually(async () => (await academy.sql('SELECT count(*) FROM dirty', 'events/rollup.db')) === '0', 'the days to be made');
    const before = await figures(academy);
    assert.ok(before.split('\n').length > 200);
    await academy.stop();

    away();
    writeFileSync(path.join(events, 'rollup.db'), 'no database '.repeat(1000));
    academy = await start();
    const admin = await academy.browser().signIn('admin@demo.nexus.example');
    for (const page of ['/dashboard', '/courses', '/admin/analytics', '/admin/analytics/health']) assert.equal((await admin.get(page)).status, 200, page);
    assert.match((await academy.nexus(['doctor'])).output, /roll-ups can't be opened[\s\S]*rollup\.db\* away/);
    await academy.stop();

    away();
    academy = await start();
    await academy.eventually(async () => (await academy.sql('SELECT count(*) FROM dirty', 'events/rollup.db').catch(() => '1')) === '0' && (await figures(academy)) === before, 'the same figures');
    assert.match((await academy.nexus(['doctor'])).output, /ok +events/);
    await academy.stop();

    // Only pages of it: they open, and what reads those pages fails, until the worker has met them.
    const roots = (await academy.sql("PRAGMA wal_checkpoint(TRUNCATE); SELECT rootpage FROM sqlite_schema WHERE name = 'pack'", 'events/rollup.db')).split('\n');
    const file = openSync(path.join(events, 'rollup.db'), 'r+');
    writeSync(file, Buffer.alloc(4096, 'x'), 0, 4096, (Number(roots.at(-1)) - 1) * 4096);
    closeSync(file);
    assert.match((await academy.nexus(['doctor'])).output, /roll-ups are damaged/);
    academy = await start();
    const again = await academy.browser().signIn('admin@demo.nexus.example');
    assert.equal((await again.get('/dashboard')).status, 200);
    await academy.eventually(async () => readdirSync(events).some((name) => /^damaged-\d+-rollup\.db$/.test(name)), 'the damaged file to be set aside');
    await academy.eventually(async () => (await academy.sql('SELECT count(*) FROM dirty', 'events/rollup.db').catch(() => '1')) === '0' && (await figures(academy).catch(() => '')) === before, 'the same figures without help');
    assert.equal((await again.get('/admin/analytics')).status, 200);
    assert.match((await academy.nexus(['doctor'])).output, /1 damaged files were set aside/);
    await academy.stop();
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
});

// Each event is in the months and in the roll-ups once, whatever is done to the worker and to the roll-ups while more come in.
test('roll-ups that are taken away, a worker that is killed and a rebuild cost no events', async () => {
  const academy = await Academy.start(), events = path.join(academy.data, 'events'), now = Math.floor(Date.now() / 1000);
  const headers = { 'content-type': 'application/json', 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0' };
  const sender = academy.browser();
  let sent = 0;
  const send = async (batches) => {
    for (let i = 0; i < batches; i++) {
      const list = Array.from({ length: 20 }, (_, at) => ({ name: `sent.${at % 3}`, time: now - ((i * 20 + at) * 7919) % (30 * 86400) })); // over two months
      const answer = await sender.send('POST', '/api/analytics/track', { headers, body: JSON.stringify({ events: list }) });
      assert.deepEqual([answer.status, answer.json.accepted], [200, 20], answer.text);
      sent += 20;
    }
  };
  const away = () => readdirSync(events).filter((name) => name.startsWith('rollup.db')).forEach((name) => rmSync(path.join(events, name)));
  const counted = () => academy.sql("SELECT coalesce(sum(p.events), 0) FROM pack p JOIN name n ON n.id = p.name_id WHERE n.name LIKE 'sent.%'", 'events/rollup.db').catch(() => '0');
  const everything = async () => Number(await counted()) === sent;
  const made = () => academy.sql("SELECT count(*) FROM source", 'events/rollup.db').catch(() => '0');
  const deeds = [async () => { // the same worker goes on with new ones
    away();
    await academy.eventually(async () => (await made()) !== '0', 'new roll-ups');
    await send(10);
    await academy.eventually(everything, `all ${sent} events`);
  }, async () => { for (const pid of await academy.pids('worker')) process.kill(pid, 'SIGKILL'); },
    async () => assert.equal((await academy.nexus(['events', 'rebuild'])).code, 0), away];
  try {
    await send(5);
    await academy.eventually(everything, 'the first events');
    for (let round = 0; round < 3; round++) {
      for (const deed of deeds) {
        await Promise.all([send(40), deed()]);
        await send(10);
      }
      await academy.eventually(everything, `all ${sent} events`);
    }
    let stored = 0;
    for (const month of monthsOf(academy.data)) stored += Number(await academy.sql("SELECT count(*) FROM event e JOIN name n ON n.id = e.name_id WHERE n.name LIKE 'sent.%'", month));
    assert.equal(stored, sent);
  } finally {
    await academy.stop();
  }
});
