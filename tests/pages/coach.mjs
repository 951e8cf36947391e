// coach.mjs - talking to the coach's API in tests: streams read event by event, forms, JSON.
import https from 'node:https';

const agent = new https.Agent({ rejectUnauthorized: false, keepAlive: false, maxSockets: 1000 });

// A stream of server-sent events that can be left in the middle.
export class Stream {
  constructor(request) {
    this.request = request;
    this.events = [];
    this.buffer = '';
    this.waiting = [];
  }

  take(piece) {
    this.buffer += piece;
    for (let at; (at = this.buffer.indexOf('\n\n')) >= 0; this.buffer = this.buffer.slice(at + 2)) {
      const name = /^event: (.*)$/m.exec(this.buffer.slice(0, at))?.[1], data = /^data: (.*)$/m.exec(this.buffer.slice(0, at))?.[1];
      if (name) this.events.push({ name, data: JSON.parse(data), at: performance.now() });
    }
    this.wake();
  }

  wake() {
    this.waiting = this.waiting.filter(({ find, resolve }) => {
      const found = find(this);
      if (found) resolve(found);
      return !found;
    });
  }

  // Waits until `find` gives something, or the stream has ended.
  until(find) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`waited 20 seconds; so far: ${JSON.stringify(this.events).slice(0, 500)}`)), 20000);
      this.waiting.push({ find, resolve: (found) => { clearTimeout(timer); resolve(found); } });
      this.wake();
    });
  }

  event(name) { return this.until((stream) => stream.events.find((event) => event.name === name)?.data ?? (stream.closed ? { missing: name } : null)); }
  all(name) { return this.events.filter((event) => event.name === name).map((event) => event.data); }
  get text() { return this.all('delta').map((delta) => delta.text).join(''); }
  // What a page shows: finished blocks, then the tail.
  get shown() { return this.all('delta').reduce(({ html, tail }, delta) => (delta.html ? { html: html + delta.html, tail: delta.rest } : { html, tail: tail + delta.text }), { html: '', tail: '' }); }
  leave() { this.request.destroy(); }
}

export class Learner {
  constructor(browser) { this.browser = browser; }

  static async signIn(academy, name) {
    const learner = new Learner(academy.browser());
    await learner.browser.signIn(`${name}@demo.nexus.example`);
    learner.csrf = (await learner.browser.get('/profile')).csrf;
    return learner;
  }

  headers(accept) {
    const cookie = [...this.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return { 'content-type': 'application/json', accept, cookie, 'x-csrf-token': this.csrf, 'accept-language': 'en' };
  }

  // Asks, and gives the stream as soon as there is an answer's head; {status} when it is no stream.
  stream(question) {
    const body = JSON.stringify(question);
    return new Promise((resolve, reject) => {
      const request = https.request(new URL('/api/ai/chat', this.browser.base), { method: 'POST', agent, headers: { ...this.headers('text/event-stream'), 'content-length': Buffer.byteLength(body) } }, (response) => {
        const stream = new Stream(request);
        stream.status = response.statusCode;
        stream.headers = response.headers;
        response.setEncoding('utf8');
        response.on('data', (piece) => stream.take(piece));
        const closed = () => { stream.closed = true; stream.wake(); };
        response.on('end', closed);
        response.on('error', closed);
        response.on('close', closed);
        resolve(stream);
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  async ask(question) {
    return this.post('/api/ai/chat', typeof question === 'string' ? { message: question } : question);
  }

  async post(path, fields = {}) {
    const answer = await this.browser.send('POST', path, { headers: this.headers('application/json'), body: JSON.stringify(fields) });
    return { status: answer.status, headers: answer.headers, ...(answer.text.startsWith('{') ? answer.json : { text: answer.text }) };
  }

  async get(path) {
    const answer = await this.browser.getJson(path);
    return { status: answer.status, ...(answer.text.startsWith('{') ? answer.json : { text: answer.text }) };
  }
}

// Waits until every published course is cut into passages and each of these has a vector (of a model).
export function vectorsOf(academy, model = '%') {
  return academy.eventually(async () => (await academy.sql(`SELECT (SELECT count(DISTINCT course_id) FROM passage) = (SELECT count(*) FROM course WHERE state = 'published')
    AND (SELECT count(*) FROM passage) = (SELECT count(*) FROM passage_vector WHERE model LIKE '${model}')`)) === '1', 'vectors of all passages');
}
