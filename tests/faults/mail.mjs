// mail.mjs - mails with files, while the worker is killed and while the disk is full: a report is queued with its files or not at all, what was
// queued arrives whole, and once.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Academy } from '../pages/harness.mjs';
import { MailServer, mailParts } from '../pages/mail_server.mjs';

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const board = "'daily', 'board@example.org', 'en', 'both'";
let server, academy;
before(async () => {
  server = await MailServer.start();
  academy = await Academy.start({ env: { NEXUS_SMTP_URL: `smtp://127.0.0.1:${server.port}` } });
  await academy.eventually(async () => (await academy.sql("SELECT count(*) FROM job WHERE kind = 'report'")) === '1', 'the duties');
});
after(async () => {
  await academy?.stop();
  server?.stop();
});

// The report is wanted now, whatever became of the last look.
const want = () => academy.sql(`INSERT INTO report_schedule (kind, recipients, language, files, told_day, set_at) VALUES (${board}, 0, 1)
  ON CONFLICT (kind) DO UPDATE SET told_day = 0; UPDATE job SET state = 'queued', run_at = 0, locked_until = 0 WHERE kind = 'report'`);
const value = async (query) => Number(await academy.sql(query));

async function killWorker() {
  const [pid] = await academy.eventually(async () => { const pids = await academy.pids('worker'); return pids.length > 0 && pids; }, 'the worker');
  process.kill(pid, 'SIGKILL');
}

function assertWhole(message) {
  const [words, pdf, csv] = mailParts(message.text), file = readdirSync(path.join(academy.data, 'reports'));
  assert.match(words.body.toString(), /With this mail:/);
  assert.equal(file.length, 1, 'the report is always the same');
  assert.ok(pdf.body.equals(readFileSync(path.join(academy.data, 'reports', file[0]))));
  assert.match(csv.body.toString(), /^"section","name"/);
}

test('killed while it makes a report: mail, files and note are there together or not at all, and it goes out once', async () => {
  for (let round = 0; round < 6; round++) {
    const mails = await value('SELECT count(*) FROM mail');
    await want();
    await academy.eventually(async () => (await academy.sql("SELECT state FROM job WHERE kind = 'report'")) === 'running' || (await value('SELECT count(*) FROM mail')) > mails, 'the report');
    await pause(60 * round);
    await killWorker();
    const [now] = await academy.rows('SELECT (SELECT count(*) FROM mail) AS mails, (SELECT count(*) FROM mail_attachment) AS files, (SELECT told_day > 0 FROM report_schedule) AS told');
    assert.equal(now.told, now.mails - mails, 'told when it is queued');
    assert.equal(now.files, 2 * now.mails);
    await academy.sql("UPDATE job SET state = 'queued', run_at = 0, locked_until = 0 WHERE kind = 'report'");
    await academy.eventually(async () => {
      await academy.sql("UPDATE mail SET next_at = 0 WHERE state = 'queued'"); // it may have been killed while it sent, too
      return (await value("SELECT count(*) FROM mail WHERE state = 'sent'")) === mails + 1;
    }, 'the mail');
    assert.equal(await value('SELECT count(*) FROM mail'), mails + 1);
  }
  for (const message of server.messages) assertWhole(message);
  const ids = server.messages.map((message) => /^Message-ID: (\S+)/m.exec(message.text)[1]);
  assert.equal(new Set(ids).size, 6, 'one that was cut while it was sent has its name when it comes again');
});

test('killed while it sends: the mail waits with its files, then comes whole', async () => {
  const count = server.messages.length;
  server.hold = true;
  await want();
  await academy.eventually(() => server.held, 'the connection');
  await killWorker();
  server.hold = false;
  const [mail] = await academy.rows("SELECT id, attempts, next_at - unixepoch() AS wait FROM mail WHERE state = 'queued'");
  assert.equal(mail.attempts, 1);
  assert.ok(mail.wait > 40, `it is tried again in ${mail.wait} seconds`);
  assert.equal(await value('SELECT count(*) FROM mail_file WHERE content IS NOT NULL'), 2);
  assert.equal(server.messages.length, count);
  await academy.sql("UPDATE mail SET next_at = 0 WHERE state = 'queued'");
  await academy.eventually(async () => (await academy.sql(`SELECT state FROM mail WHERE id = ${mail.id}`)) === 'sent', 'the mail');
  assert.equal(server.messages.length, count + 1);
  assertWhole(server.messages.at(-1));
  assert.equal(await value('SELECT count(*) FROM mail_file WHERE content IS NOT NULL'), 0);
});

test('on a full disk nothing is lost, and nothing is sent over and over', async (t) => {
  const data = mkdtempSync(path.join(tmpdir(), 'nexus-full-')), filler = path.join(data, 'filler'), post = await MailServer.start();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m,mode=0750', 'tmpfs', data], { stdio: 'ignore' });
  } catch {
    post.stop();
    rmSync(data, { recursive: true, force: true });
    return t.skip('no right to mount a small disk here (needs root)');
  }
  const small = await Academy.start({ data, env: { NEXUS_SMTP_URL: `smtp://127.0.0.1:${post.port}` } });
  try {
    await small.eventually(async () => (await small.sql("SELECT count(*) FROM job WHERE kind = 'report'")) === '1', 'the duties');
    await small.sql(`INSERT INTO mail (recipient, subject, body, next_at, created_at) VALUES ('waiting@example.org', 'S', 'B', unixepoch() + 3, 1);
      INSERT INTO report_schedule (kind, recipients, language, files, told_day, set_at) VALUES (${board}, 0, 1);
      UPDATE job SET run_at = unixepoch() + 3 WHERE kind = 'report'; PRAGMA wal_checkpoint(TRUNCATE)`);
    const file = openSync(filler, 'w'), piece = Buffer.alloc(4096, 'x');
    assert.throws(() => { for (;;) writeSync(file, piece); }, { code: 'ENOSPC' });
    closeSync(file);
    await pause(8000); // both are due, and the worker looks each second
    const sent = (to) => post.messages.filter((message) => message.to.includes(to)).length;
    assert.ok(sent('waiting@example.org') <= 1, `sent ${sent('waiting@example.org')} times`);
    rmSync(filler);
    await small.sql("UPDATE mail SET next_at = 0 WHERE state = 'queued'; UPDATE job SET state = 'queued', run_at = 0, locked_until = 0 WHERE kind = 'report'");
    await small.eventually(async () => (await small.sql("SELECT count(*) FROM mail WHERE state = 'sent'")) === '2', 'both');
    assert.deepEqual([sent('waiting@example.org'), sent('board@example.org')], [1, 1]);
    assert.deepEqual(mailParts(post.messages.find((message) => message.to.includes('board@')).text).map((part) => part.type),
      ['text/plain; charset=utf-8', 'application/pdf', 'text/csv; charset=utf-8']);
  } finally {
    await small.stop();
    execFileSync('umount', ['-l', data]);
    rmSync(data, { recursive: true, force: true });
    post.stop();
  }
});
