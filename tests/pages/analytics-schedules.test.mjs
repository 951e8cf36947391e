// analytics-schedules.test.mjs - reports by mail: who gets them is set, the worker sends each once, and again only when asked.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { Academy } from './harness.mjs';

let academy, admin;
const page = '/admin/analytics/reports/weekly/schedule';
const mails = async () => Number(await academy.sql("SELECT count(*) FROM mail WHERE recipient = 'board@demo.nexus.example'"));

before(async () => {
  academy = await Academy.start({ demo: true, env: { NEXUS_DEMO_LEARNERS: '12' } });
  admin = await academy.browser().signIn('admin@demo.nexus.example');
  await academy.eventually(async () => (await admin.getJson('/admin/analytics')).json.any, 'the reports');
});
after(async () => {
  await academy?.stop();
});

// The worker looks once more, whatever the clock says.
async function lookNow() {
  const id = await academy.sql("SELECT id FROM job WHERE kind = 'report'");
  await academy.eventually(async () => (await academy.sql(`SELECT state FROM job WHERE id = ${id}`)) === 'queued', 'the last look to end');
  assert.equal((await admin.submit('/admin/jobs', `/admin/jobs/${id}/retry`)).status, 303);
  await academy.eventually(async () => Number(await academy.sql(`SELECT run_at FROM job WHERE id = ${id} AND state = 'queued'`)) > Date.now() / 1000 + 20, 'the worker to look');
}

test('a wrong address comes back', async () => {
  const answer = await admin.submit(page, page, { recipients: 'board@demo.nexus.example\nnobody' });
  assert.equal(answer.status, 422);
  assert.match(answer.words, /“nobody” is no mail address/);
  assert.match(answer.text, /board@demo\.nexus\.example/);
  assert.equal((await admin.get('/admin/analytics/reports/yearly/schedule')).status, 404);
});

test('what is over when it is set is not sent; asked for, it comes once', async () => {
  assert.equal((await admin.submit(page, page, { recipients: 'board@demo.nexus.example' })).status, 303);
  await lookNow();
  assert.equal(await mails(), 0);
  assert.equal((await admin.submit(page, `${page}/now`)).status, 303);
  await lookNow();
  assert.equal(await mails(), 1);
  const mail = await academy.mailTo('board@demo.nexus.example');
  assert.match(mail, /admin\/analytics\/reports\/weekly\?end=/);
  assert.match(mail, /Active learners a day: /);
  await lookNow();
  assert.equal(await mails(), 1);
});

test('the next period is sent by itself when the one before was told', async () => {
  const told = Number(await academy.sql("SELECT told_day FROM report_schedule WHERE kind = 'weekly'"));
  await academy.sql(`UPDATE report_schedule SET told_day = ${told - 7}`);
  await lookNow();
  const early = new Date().getUTCHours() < 6;
  assert.equal(await mails(), early ? 1 : 2, 'from six o\'clock on');
  assert.equal(Number(await academy.sql("SELECT told_day FROM report_schedule WHERE kind = 'weekly'")), early ? told - 7 : told);
});

test('nobody ends it', async () => {
  assert.equal((await admin.submit(page, page, { recipients: '' })).status, 303);
  assert.equal(await academy.sql('SELECT count(*) FROM report_schedule'), '0');
  assert.equal((await admin.submit(page, `${page}/now`)).status, 404);
});
