// mail.test.mjs - mail over SMTP: what arrives at the server is what was written; a server that is down or refuses is tried again later.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { Academy } from './harness.mjs';

// As little of RFC 5321 as a client needs; `refuse` answers every recipient with 550.
class MailServer {
  static async start() {
    const server = new MailServer();
    server.messages = [];
    server.refuse = false;
    server.tcp = createServer((socket) => server.talk(socket));
    await new Promise((resolve) => server.tcp.listen(0, '127.0.0.1', resolve));
    server.port = server.tcp.address().port;
    return server;
  }
  talk(socket) {
    let buffer = '', data = null, envelope = {};
    socket.on('error', () => {});
    socket.write('220 test\r\n');
    socket.on('data', (piece) => {
      buffer += piece.toString('utf8');
      for (let end; (end = buffer.indexOf('\r\n')) >= 0;) {
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        if (data !== null) {
          if (line === '.') {
            this.messages.push({ ...envelope, text: data.join('\r\n') });
            data = null;
            socket.write('250 kept\r\n');
          } else data.push(line.startsWith('.') ? line.slice(1) : line);
        } else if (/^EHLO/i.test(line)) socket.write('250-test\r\n250 8BITMIME\r\n');
        else if (/^MAIL FROM/i.test(line)) { envelope = { from: line }; socket.write('250 ok\r\n'); }
        else if (/^RCPT TO/i.test(line)) { envelope.to = line; socket.write(this.refuse ? '550 no such person\r\n' : '250 ok\r\n'); }
        else if (/^DATA/i.test(line)) { data = []; socket.write('354 go on\r\n'); }
        else if (/^QUIT/i.test(line)) { socket.write('221 bye\r\n'); socket.end(); }
        else socket.write('250 ok\r\n');
      }
    });
  }
  stop() { this.tcp.close(); }
}

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
  const waiting = await academy.eventually(async () => (await admin.getJson('/admin/mail?state=queued')).json.mails.find((mail) => mail.attempts > 0), 'the first attempt');
  assert.match(waiting.error, /550|RCPT/);
  server.refuse = false;
  await admin.submit('/admin/mail', `/admin/mail/${waiting.id}/retry`);
  await mailTo('thandi@demo.nexus.example');
});
