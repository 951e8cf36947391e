// mail_server.mjs - a mail server for tests, and the parts of what it got.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';

// As little of RFC 5321 as a client needs; `refuse` answers every recipient with 550, `hold` says nothing to what has come until it is false again.
export class MailServer {
  static async start() {
    const server = new MailServer();
    server.messages = [];
    server.refuse = false;
    server.hold = false;
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
      if (this.hold) { this.held = true; return; }
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

const unquoted = (text) => Buffer.from(text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString('utf8');

// The parts of a multipart/mixed message (RFC 2046): [{type, name, body: Buffer}]; of one without files the one part that it is.
export function mailParts(message) {
  const one = (part) => {
    const end = part.indexOf('\r\n\r\n'), head = part.slice(0, end).replace(/\r\n[ \t]+/g, ' '), body = part.slice(end + 4);
    const field = (pattern) => pattern.exec(head)?.[1];
    const encoding = field(/^Content-Transfer-Encoding: (\S+)/mi);
    if (encoding === 'base64') for (const line of body.split('\r\n')) assert.match(line, /^[A-Za-z0-9+/=]{0,76}$/);
    const encoded = field(/filename\*=UTF-8''(\S+)/i);
    return {
      type: field(/^Content-Type: ([^\r\n]+)/mi), name: encoded ? decodeURIComponent(encoded) : field(/filename="([^"]*)"/),
      body: encoding === 'base64' ? Buffer.from(body, 'base64') : Buffer.from(encoding === 'quoted-printable' ? unquoted(body) : body),
    };
  };
  const boundary = /^Content-Type: multipart\/mixed; boundary="([^"]+)"\r$/m.exec(message)?.[1];
  if (!boundary) return [one(message)];
  const pieces = message.slice(message.indexOf('\r\n\r\n') + 2).split(`\r\n--${boundary}`);
  assert.equal(pieces[0], '');
  assert.match(pieces.at(-1), /^--(\r\n)?$/);
  return pieces.slice(1, -1).map((piece) => one(piece.slice(2)));
}
