// rollups.mjs - the roll-ups are damaged, then gone: the academy goes on without reports, the doctor says what to do, and what comes of
// it are the same figures.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Academy } from '../pages/harness.mjs';

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
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
});
