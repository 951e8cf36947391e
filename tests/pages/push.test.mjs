// push.test.mjs - live figures: an admin hears through the real nginx what the worker publishes, nobody else does, and nobody
// publishes from outside. Where nginx has no nchan there is nothing to test but that pages ask instead.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import { Academy, run } from './harness.mjs';

const missing = existsSync('/usr/lib/nginx/modules/ngx_nchan_module.so') ? false : 'libnginx-mod-nchan is not installed';
const live = '/admin/analytics/live';
let academy, admin;

before(async () => {
  academy = await Academy.start({ demo: true, env: { NEXUS_DEMO_LEARNERS: '10', NEXUS_PUSH: '1' } });
  admin = await academy.browser().signIn('admin@demo.nexus.example');
  await academy.eventually(async () => (await admin.getJson('/admin/analytics')).json.any, 'the reports');
});
after(() => academy?.stop());

// Opens the stream; {status, type, next(): the next event's data, close()}.
function listen(browser) {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  return new Promise((resolve, reject) => {
    const request = https.get(new URL(live, academy.base), { rejectUnauthorized: false, agent: false, headers: { cookie, accept: 'text/event-stream' } }, (response) => {
      let text = '', seen = 0, ended = false;
      response.on('close', () => (ended = true));
      response.on('data', (piece) => (text += piece));
      response.on('error', () => {});
      const found = () => [...text.matchAll(/event: now\nid: .*\ndata: (.*)\n\n/g)].map((one) => JSON.parse(one[1]))[seen];
      resolve({
        status: response.statusCode, type: response.headers['content-type'],
        next: () => academy.eventually(found, 'an event').then((event) => { seen++; return event; }),
        ended: () => academy.eventually(() => ended, 'the stream to end'),
        close: () => request.destroy(),
      });
    });
    request.on('error', reject);
  });
}

test('an admin hears of a view when it was counted', { skip: missing }, async () => {
  assert.equal((await admin.getJson('/admin/analytics')).json.live, live);
  const stream = await listen(admin);
  assert.equal(stream.status, 200);
  assert.match(stream.type, /^text\/event-stream/);
  const from = Date.now();
  await academy.browser({ headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' } }).get('/courses');
  let event = await stream.next();
  while (event.visitors < 1) event = await stream.next();
  assert.ok(Date.now() - from < 3000, `${Date.now() - from} ms`);
  assert.ok(event.events >= 1 && event.last.some((one) => one.name === 'page.viewed'));
  stream.close();
});

// Comes again as a browser does, and hears of a view.
async function hearAgain() {
  const stream = await academy.eventually(async () => {
    const found = await listen(admin).catch(() => null);
    return found?.status === 200 && found;
  }, 'the stream to open again');
  const before = (await admin.getJson('/admin/analytics/now')).json.now.events;
  await academy.browser({ headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' } }).get('/courses');
  let event = await stream.next();
  while (event.events <= before) event = await stream.next();
  stream.close();
}

test('after a reload, and after a killed process of the web server, whoever comes again hears again', { skip: missing }, async () => {
  const first = await listen(admin), { output } = await run('pgrep', ['-P', String((await academy.pids('nginx'))[0])]);
  process.kill(Number(output.trim().split('\n')[0]), 'SIGKILL');
  await first.ended();
  await hearAgain();
  const [old] = await academy.pids('analytics');
  academy.child.kill('SIGHUP');
  await academy.eventually(async () => !(await academy.pids('analytics')).includes(old), 'the programs to be new ones');
  await hearAgain();
});

test('an admin who is none any more does not come in again', { skip: missing }, async () => {
  await academy.sql("UPDATE person SET roles = 1 WHERE email = 'admin@demo.nexus.example'");
  assert.equal((await admin.getJson(live)).status, 403);
  await academy.sql("UPDATE person SET roles = 5 WHERE email = 'admin@demo.nexus.example'");
});

test('nobody else hears it, and nobody publishes from outside', { skip: missing }, async () => {
  const learner = await academy.browser().signIn('ada@demo.nexus.example');
  assert.equal((await learner.getJson(live)).status, 403);
  assert.equal((await academy.browser().getJson(live)).status, 401);
  for (const address of ['/publish?channel=analytics', '/_sub/analytics']) {
    assert.equal((await admin.get(address)).status, 404, address);
    assert.ok((await admin.post(address, { a: 'b' })).status >= 400, address);
  }
  assert.equal(statSync(path.join(academy.data, 'run')).mode & 0o007, 0, 'others do not enter the folder of the socket');
});
