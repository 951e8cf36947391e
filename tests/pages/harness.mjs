// harness.mjs - a fresh academy behind the real nginx for tests, and a browser without JavaScript to walk through it.
//
// Used by tests/pages, tests/browser, tests/faults and tests/bench. NEXUS_BUILD names the folder of the programs (build/asan
// in `make test`). Every academy has a data folder and a port of its own; it is stopped by its own process id.
import { createHmac } from 'node:crypto';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, readdirSync, existsSync } from 'node:fs';
import { createServer } from 'node:net';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const home = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const build = path.resolve(home, process.env.NEXUS_BUILD || 'build');

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

// Runs a program to its end; {code, output, errors}.
export function run(program, args = [], { env = {}, input = '' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...process.env, ...env } });
    let output = '', errors = '';
    child.stdout.on('data', (piece) => (output += piece));
    child.stderr.on('data', (piece) => (errors += piece));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output, errors }));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

// What the sqlite3 shell says to a script on a database file: rows as lines of a|b. It waits for a lock, and an error is one of the test.
export async function sqlite(file, script, ...options) {
  if (!existsSync(file)) throw new Error(`there is no ${file}`);
  const { code, output, errors } = await run('sqlite3', ['-bail', '-cmd', '.timeout 5000', ...options, file], { input: script });
  if (code !== 0) throw new Error(`${errors}in ${script}`);
  return output.trim();
}

// The same as objects.
export async function sqliteRows(file, script) {
  return JSON.parse((await sqlite(file, script, '-json')) || '[]');
}

// The databases of events in a data folder, oldest first: events/2026-11.db.
export function monthsOf(data) {
  const folder = path.join(data, 'events');
  return existsSync(folder) ? readdirSync(folder).filter((name) => /^\d{4}-\d\d\.db$/.test(name)).sort().map((name) => `events/${name}`) : [];
}

// The six digits that an authenticator app shows for a secret.
export function totp(secret, at = Date.now()) {
  const bits = [...secret].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = digest.at(-1) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1000000).padStart(6, '0');
}

export class Academy {
  static async start({ demo = false, env = {}, data = null, args = [] } = {}) {
    const academy = new Academy();
    academy.ownsData = data === null;
    academy.data = data ?? mkdtempSync(path.join(tmpdir(), 'nexus-test-'));
    academy.port = await freePort();
    academy.base = `https://localhost:${academy.port}`;
    academy.env = {
      PORT: String(academy.port), DATA: academy.data, DEMO: demo ? '1' : '0', NEXUS_LIMIT: '0',
      NEXUS_STRICT_TEMPLATES: '1', NEXUS_TEST_CHEAP_PASSWORDS: '1',
      ASAN_OPTIONS: 'detect_leaks=0:abort_on_error=1', ...env,
    };
    academy.child = spawn(path.join(build, 'nexus'), ['serve', ...args], { env: { ...process.env, ...academy.env }, stdio: ['ignore', 'pipe', 'pipe'] });
    academy.output = '';
    academy.ended = new Promise((resolve) => academy.child.on('close', (code) => resolve(code)));
    await new Promise((resolve, reject) => {
      const heard = (piece) => {
        academy.output += piece;
        if (academy.output.includes('Nexus is ready at')) resolve();
      };
      academy.child.stdout.on('data', heard);
      academy.child.stderr.on('data', heard);
      academy.ended.then((code) => reject(new Error(`nexus serve ended (${code}) before it was ready:\n${academy.output}\n${academy.log()}`)));
    });
    return academy;
  }

  // nexus <args> on this academy's data.
  nexus(args, input = '') {
    return run(path.join(build, 'nexus'), args, { env: this.env, input });
  }

  // A script on the main database, or on another file of the data folder; rows gives them as objects.
  sql(script, file = 'nexus.db') {
    return sqlite(path.join(this.data, file), script);
  }

  rows(script, file = 'nexus.db') {
    return sqliteRows(path.join(this.data, file), script);
  }

  // Columns of the events stored so far, e, with their names, n: all months, in order, as lines of a|b.
  async events(where = 'true', columns = 'n.name') {
    const lines = [];
    for (const month of monthsOf(this.data)) {
      const made = Number(await this.sql("SELECT count(*) FROM sqlite_schema WHERE name = 'event'", month)); // a new month is a file first
      if (made) lines.push(...(await this.sql(`SELECT ${columns} FROM event e JOIN name n ON n.id = e.name_id WHERE ${where} ORDER BY e.id`, month)).split('\n'));
    }
    return lines.filter(Boolean);
  }

  log() {
    const file = path.join(this.data, 'log/nexus.log');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  // Lines of the log as objects; those that are not JSON (a sanitizer's report) as {level: 'error', message}.
  logLines() {
    return this.log().split('\n').filter(Boolean).map((line) => {
      try { return JSON.parse(line); } catch { return { level: 'error', message: line }; }
    });
  }

  // Process ids of a program's workers.
  async pids(program) {
    const { output } = await run('pgrep', ['-P', String(this.child.pid), '-f', `/${program}( |$)`]);
    return output.split('\n').filter(Boolean).map(Number);
  }

  // Waits until `find` gives something, at most ten seconds; no fixed sleeps in tests.
  async eventually(find, what = 'something') {
    for (const end = Date.now() + 10000; Date.now() < end;) {
      const found = await find();
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`waited ten seconds for ${what}`);
  }

  // The newest mail to an address, as text; waits for the worker.
  mailTo(address) {
    return this.eventually(() => {
      const folder = path.join(this.data, 'mail');
      const mails = readdirSync(folder).filter((name) => name.endsWith('.eml'))
        .sort((a, b) => parseInt(b) - parseInt(a)).map((name) => readFileSync(path.join(folder, name), 'utf8'));
      return mails.find((mail) => mail.includes(`To: <${address}>`));
    }, `mail to ${address}`);
  }

  browser(options) {
    return new Browser(this.base, options);
  }

  async stop() {
    this.child.kill('SIGTERM');
    const code = await this.ended;
    if (this.ownsData) rmSync(this.data, { recursive: true, force: true });
    return code;
  }
}

export class Answer {
  constructor(status, headers, body, url) {
    Object.assign(this, { status, headers, body, url });
  }
  get text() { return this.body.toString('utf8'); }
  get json() { return JSON.parse(this.text); }
  get csrf() { return /name="csrf" value="([0-9a-f]+)"/.exec(this.text)?.[1]; }
  // The title and visible words, roughly: enough for assertions.
  get words() {
    return this.text.replace(/<(script|style)[\s\S]*?<\/\1>/g, ' ').replace(/<[^>]+>/g, ' ').replace(/&amp;/g, '&')
      .replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/\s+/g, ' ').trim();
  }
}

const agent = new https.Agent({ rejectUnauthorized: false, keepAlive: true, maxSockets: 64 });

// A browser as simple as curl: cookies, forms, redirects when asked for.
export class Browser {
  constructor(base, { headers = {} } = {}) {
    this.base = base;
    this.headers = { accept: 'text/html,*/*;q=0.8', 'accept-language': 'en', ...headers };
    this.cookies = new Map();
  }

  send(method, target, { headers = {}, body = null } = {}) {
    const url = new URL(target, this.base);
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const all = { ...this.headers, ...(cookie ? { cookie } : {}), ...headers };
    if (body !== null) all['content-length'] = Buffer.byteLength(body);
    return new Promise((resolve, reject) => {
      const request = https.request(url, { method, headers: all, agent }, (response) => {
        const pieces = [];
        response.on('data', (piece) => pieces.push(piece));
        response.on('error', reject);
        response.on('end', () => {
          for (const line of response.headers['set-cookie'] ?? []) {
            const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
            if (/max-age=0/i.test(line)) this.cookies.delete(name);
            else this.cookies.set(name, value);
          }
          resolve(new Answer(response.statusCode, response.headers, Buffer.concat(pieces), url.pathname + url.search));
        });
      });
      request.setTimeout(20000, () => request.destroy(new Error(`${method} ${target} took too long`)));
      request.on('error', reject);
      request.end(body ?? undefined);
    });
  }

  get(target, options) { return this.send('GET', target, options); }
  getJson(target) { return this.send('GET', target, { headers: { accept: 'application/json' } }); }

  // Follows redirects; gives the last answer.
  async follow(answer) {
    for (let hops = 0; answer.status === 303 && hops < 5; hops++) answer = await this.get(answer.headers.location);
    return answer;
  }

  post(target, fields = {}, { headers = {} } = {}) {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields))
      for (const one of Array.isArray(value) ? value : [value]) body.append(name, one);
    return this.send('POST', target, { headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers }, body: body.toString() });
  }

  // Opens `page`, takes the token of its forms, and posts to `target`.
  async submit(page, target, fields = {}, options) {
    const opened = await this.get(page);
    return this.post(target, { csrf: opened.csrf ?? '', ...fields }, options);
  }

  async signIn(email, password = 'nexus-demo') {
    const answer = await this.submit('/signin', '/signin', { email, password });
    if (answer.status !== 303) throw new Error(`sign in as ${email}: ${answer.status} ${answer.words.slice(0, 300)}`);
    return this;
  }
}
