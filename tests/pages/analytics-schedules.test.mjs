// analytics-schedules.test.mjs - reports by mail: who gets them is set, the worker sends each once, and again only when asked.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Academy, run } from './harness.mjs';
import { mailParts } from './mail_server.mjs';

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
  assert.match(answer.words, /Nothing was saved: what to mend is marked below\..*“nobody” is no mail address/);
  assert.match(answer.text, /board@demo\.nexus\.example/);
  assert.equal((await admin.get('/admin/analytics/reports/yearly/schedule')).status, 404);
});

const save = (fields) => admin.submit(page, page, { recipients: 'board@demo.nexus.example', ...fields });
const newest = async () => academy.mailTo('board@demo.nexus.example');

// Asks for the latest one, and gives its parts when it is there.
async function sendNow() {
  const before = await mails();
  assert.equal((await admin.submit(page, `${page}/now`)).status, 303);
  await lookNow();
  assert.equal(await mails(), before + 1);
  await academy.eventually(async () => (await academy.sql("SELECT count(*) FROM mail WHERE state <> 'sent' AND recipient LIKE 'board@%'")) === '0', 'the mail to be sent');
  return mailParts(await newest());
}

async function wordsOf(pdf) {
  const file = path.join(academy.data, 'temporary', 'read.pdf');
  writeFileSync(file, pdf);
  const { output } = await run('pdftotext', ['-layout', file, '-']);
  rmSync(file);
  return output.replace(/\s+/g, ' ');
}

test('what is over when it is set is not sent; asked for, it comes once, with its PDF', async () => {
  const listed = async () => (await admin.get('/admin/analytics/reports')).words.match(/By mail( to 1 address| to \d+ addresses)?/g);
  assert.deepEqual(await listed(), ['By mail', 'By mail', 'By mail', 'By mail']);
  assert.equal((await save()).status, 303);
  assert.deepEqual(await listed(), ['By mail', 'By mail to 1 address', 'By mail', 'By mail']);
  await lookNow();
  assert.equal(await mails(), 0);
  const [words, pdf, ...more] = await sendNow();
  const [, end] = /admin\/analytics\/reports\/weekly\?end=(\d{4}-\d\d-\d\d)/.exec(words.body.toString());
  assert.match(words.body.toString(), /Active learners a day: /);
  assert.ok(words.body.toString().includes(`With this mail:\r\n- weekly-${end}.pdf\r\n`), words.body.toString());
  assert.deepEqual([pdf.type, pdf.name, more.length], ['application/pdf', `weekly-${end}.pdf`, 0]);
  const report = (await admin.getJson(`/admin/analytics/reports/weekly?end=${end}`)).json.report, told = await wordsOf(pdf.body);
  for (const part of [report.title, ...report.rows.map((row) => row.label), ...report.lists.flatMap((list) => list.findings.map((finding) => finding.sentence.slice(0, 30)))])
    assert.ok(told.includes(part), `${part} is not in the PDF`);
  await lookNow();
  assert.equal(await mails(), 1);
});

test('PDF, CSV, both or none, as the admin chose; kept until it has gone out', async () => {
  assert.equal((await save({ files: 'both' })).status, 303);
  assert.match((await admin.get(page)).text, /<option value="both" selected>/);
  assert.equal((await admin.getJson(page)).json.files, 'both');
  const [words, pdf, csv] = await sendNow(), [end] = /\d{4}-\d\d-\d\d/.exec(csv.name);
  assert.deepEqual([pdf.name, csv.name, csv.type], [`weekly-${end}.pdf`, `weekly-${end}.csv`, 'text/csv; charset=utf-8']);
  assert.equal(csv.body.toString(), (await admin.get(`/admin/analytics/reports/weekly/report.csv?end=${end}`)).text);
  assert.match(words.body.toString(), /\.pdf\r\n- weekly-.*\.csv\r\n/);
  const id = await academy.sql("SELECT max(id) FROM mail WHERE recipient LIKE 'board@%'");
  assert.match((await admin.get(`/admin/mail/${id}`)).words, new RegExp(`weekly-${end}\\.pdf \\([\\d.]+ kB\\) weekly-${end}\\.csv`));
  assert.equal(await academy.sql('SELECT count(*) FROM mail_file WHERE content IS NOT NULL'), '0');
  await save({ files: 'csv' });
  assert.deepEqual((await sendNow()).map((part) => part.name), [undefined, `weekly-${end}.csv`]);
  await save();
  assert.equal(await academy.sql("SELECT files FROM report_schedule WHERE kind = 'weekly'"), 'csv', 'not said: as it was');
  await save({ files: 'none' });
  const [alone, ...nothing] = await sendNow();
  assert.deepEqual(nothing, []);
  assert.doesNotMatch(alone.body.toString(), /With this mail/);
  const refused = await save({ files: 'exe' });
  assert.equal(refused.status, 422);
  assert.match(refused.text, /board@demo\.nexus\.example/);
});

test('several get one copy; what cannot be sent keeps its file', async () => {
  assert.equal((await save({ files: 'pdf', recipients: 'board@demo.nexus.example\nADMIN@demo.nexus.example' })).status, 303);
  await academy.sql("CREATE TRIGGER held AFTER INSERT ON mail WHEN NEW.recipient LIKE 'ADMIN@%' BEGIN UPDATE mail SET next_at = NEW.next_at + 3600 WHERE id = NEW.id; END");
  const before = Number(await academy.sql('SELECT count(*) FROM mail_file'));
  const [, pdf] = await sendNow();
  const [file] = await academy.rows('SELECT id, length, length(content) AS kept, hex(content) AS content FROM mail_file WHERE content IS NOT NULL');
  assert.equal(Number(await academy.sql('SELECT count(*) FROM mail_file')), before + 1);
  assert.equal(file.content, pdf.body.toString('hex').toUpperCase());
  assert.equal(file.kept, file.length);
  await academy.sql("DROP TRIGGER held; UPDATE mail SET next_at = 0 WHERE state = 'queued'");
  const other = await academy.mailTo('ADMIN@demo.nexus.example');
  assert.ok(mailParts(other)[1].body.equals(pdf.body));
  await academy.eventually(async () => (await academy.sql(`SELECT content IS NULL FROM mail_file WHERE id = ${file.id}`)) === '1', 'the file to be forgotten');
  const [whose] = await academy.rows("SELECT p.email FROM mail m JOIN person p ON p.id = m.user_id WHERE m.recipient LIKE 'ADMIN@%'");
  assert.equal(whose.email, 'admin@demo.nexus.example', 'it belongs to the admin: in their data, and goes with them');
});

test('where no PDF can be made the report goes without, and says so', async () => {
  assert.equal((await save({ files: 'both', recipients: 'board@demo.nexus.example' })).status, 303);
  const folder = path.join(academy.data, 'reports'), aside = path.join(academy.data, 'reports.aside');
  renameSync(folder, aside);
  writeFileSync(folder, '');
  try {
    const [words, csv, ...more] = await sendNow();
    assert.match(words.body.toString(), /The PDF could not be made this time\./);
    assert.match(csv.name, /\.csv$/);
    assert.deepEqual(more, []);
  } finally {
    rmSync(folder);
    renameSync(aside, folder);
  }
});

test('two admins: who saves last is told', async () => {
  const other = await academy.browser().signIn('admin@demo.nexus.example');
  const seen = async (browser) => { const shown = await browser.get(page); return { csrf: shown.csrf, seen: /name="seen" value="(\w+)"/.exec(shown.text)[1] }; };
  const first = await seen(admin), second = await seen(other);
  assert.equal((await admin.post(page, { ...first, recipients: 'board@demo.nexus.example', files: 'none', hour: '6' })).status, 303);
  const refused = await other.post(page, { ...second, recipients: 'second@demo.nexus.example', files: 'pdf', hour: '7' });
  assert.equal(refused.status, 422);
  assert.match(refused.words, /Somebody changed this meanwhile/);
  assert.match(refused.text, /second@demo\.nexus\.example<\/textarea>/);
  assert.equal(await academy.sql("SELECT files FROM report_schedule WHERE kind = 'weekly'"), 'none');
  assert.equal((await other.post(page, { ...second, recipients: '' })).status, 422, 'nor ended');
  const again = { csrf: second.csrf, seen: /name="seen" value="(\w+)"/.exec(refused.text)[1] };
  assert.equal((await other.post(page, { ...again, recipients: 'board@demo.nexus.example', files: 'pdf', hour: '6' })).status, 303);
});

test('the next period is sent by itself when the one before was told', async () => {
  const told = Number(await academy.sql("SELECT told_day FROM report_schedule WHERE kind = 'weekly'"));
  const before = await mails();
  await academy.sql(`UPDATE report_schedule SET told_day = ${told - 7}`);
  await lookNow();
  const early = new Date().getUTCHours() < 6;
  assert.equal(await mails(), early ? before : before + 1, 'from six o\'clock on');
  assert.equal(Number(await academy.sql("SELECT told_day FROM report_schedule WHERE kind = 'weekly'")), early ? told - 7 : told);
});

test('from the hour that was chosen, and not while it is stopped', async () => {
  const told = Number(await academy.sql("SELECT told_day FROM report_schedule WHERE kind = 'weekly'")), hour = new Date().getUTCHours();
  const missed = () => academy.sql(`UPDATE report_schedule SET told_day = ${told - 7}`), before = await mails();
  assert.equal((await save({ hour: '24' })).status, 422);
  assert.equal((await save({ hour: String(hour) })).status, 303);
  const shown = await admin.get(page);
  assert.match(shown.text, new RegExp(`<option value="${hour}" selected>`));
  assert.match(shown.words, new RegExp(`from ${String(hour).padStart(2, '0')}:00 \\(UTC\\)`));
  await save();
  assert.equal(await academy.sql("SELECT hour FROM report_schedule WHERE kind = 'weekly'"), String(hour), 'not said: as it was');
  assert.equal((await admin.submit(page, `${page}/stop`)).status, 303);
  assert.match((await admin.get(page)).words, /Its mails are stopped\./);
  assert.equal((await admin.getJson(page)).json.stopped, true);
  await missed();
  await lookNow();
  assert.equal(await mails(), before, 'stopped');
  const saved = await admin.follow(await save());
  assert.match(saved.words, /It stays stopped/);
  await sendNow();
  assert.equal(await mails(), before + 1, 'asked for, it comes all the same');
  await missed();
  assert.equal((await admin.submit(page, `${page}/resume`)).status, 303);
  await lookNow();
  assert.equal(await mails(), before + 1, 'what was missed stays unsent');
  await missed();
  await lookNow();
  assert.equal(await mails(), before + 2, 'it goes on');
  if (hour < 23) {
    await save({ hour: String(hour + 1) });
    await missed();
    await lookNow();
    assert.equal(await mails(), before + 2, 'not before its hour');
  }
});

test('nobody ends it', async () => {
  assert.equal((await admin.submit(page, page, { recipients: '' })).status, 303);
  assert.equal(await academy.sql('SELECT count(*) FROM report_schedule'), '0');
  for (const what of ['now', 'stop', 'resume']) assert.equal((await admin.submit(page, `${page}/${what}`)).status, 404);
});
