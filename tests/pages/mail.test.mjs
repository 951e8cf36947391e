// mail.test.mjs - mail over SMTP: what arrives at the server is what was written; a server that is down or refuses is tried again later.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { Academy } from './harness.mjs';
import { MailServer } from './mail_server.mjs';

let server, academy, admin;
before(async () => {
  server = await MailServer.start();
  academy = await Academy.start({ demo: true, env: { NEXUS_DEMO_LEARNERS: '2', NEXUS_SMTP_URL: `smtp://127.0.0.1:${server.port}`, NEXUS_MAIL_FROM: 'The Academy <hello@academy.example>' } });
  admin = await academy.browser().signIn('admin@demo.nexus.example');
});
after(async () => { await academy.stop(); server.stop(); });

const forgot = (email) => academy.browser().submit('/forgot', '/forgot', { email });
const mailTo = (email) => academy.eventually(() => server.messages.find((message) => message.to.includes(`<${email}>`)), `mail to ${email}`);

test('a message arrives with its link, from the academy', async () => {
  await forgot('ada@demo.nexus.example');
  const message = await mailTo('ada@demo.nexus.example');
  assert.match(message.from, /<hello@academy\.example>/);
  assert.match(message.text, /^From: The Academy <hello@academy\.example>\r$/m);
  assert.match(message.text, new RegExp(`${academy.base}/reset/[A-Za-z0-9_-]{43}`));
  await academy.eventually(async () => (await admin.getJson('/admin/mail?state=sent')).json.total === 1, 'the queue to say sent');
  const kept = await academy.sql('SELECT body FROM mail');
  assert.match(kept, /\/reset\/\*{8}/, 'what was sent is kept without its key');
  assert.doesNotMatch(kept, /\/reset\/[A-Za-z0-9_-]{43}/);
});

test('a refusal is told to the admin, and tried again when asked', async () => {
  server.refuse = true;
  await forgot('thandi@demo.nexus.example');
  const waiting = await academy.eventually(async () => (await admin.getJson('/admin/mail?state=queued')).json.mails.find((mail) => mail.error !== ''), 'the first attempt');
  assert.equal(waiting.attempts, 1);
  assert.match(waiting.error, /550|RCPT/);
  server.refuse = false;
  await admin.submit('/admin/mail', `/admin/mail/${waiting.id}/retry`);
  await mailTo('thandi@demo.nexus.example');
});
