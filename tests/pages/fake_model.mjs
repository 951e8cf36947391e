// fake_model.mjs - an endpoint as language models have it, which does what a test asks for: answers, is slow, breaks off, talks
// nonsense, refuses, calls tools, obeys an attacker. Used by coach.test.mjs and tests/bench/coach.mjs; on its own:
// node fake_model.mjs PORT [tokens] [milliseconds between them].
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const chunk = (delta, more = {}) => `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: null }], ...more })}\n\n`;
const end = (reason = 'stop') => `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: reason }] })}\n\n`;
const usage = 'data: {"choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":200}}\n\ndata: [DONE]\n\n';

export class FakeModel {
  constructor() {
    this.mode = 'good';
    this.words = 'A blob holds the content of a file [1]. It has **no name** of its own.\n\nThat is all [2].';
    this.pause = 2;       // milliseconds between tokens
    this.calls = [];      // tool calls of mode 'tools': [{name, arguments}]
    this.embedding = 'good'; // how /v1/embeddings behaves: good, down, slow, garbage, short (a vector too few), single (only one text at a time)
    this.concepts = [];   // regular expressions: texts that match the same one mean the same
    this.asked = [];      // the bodies that came, with `closed` once the client has gone before the end
  }

  static async start(port = 0) {
    const model = new FakeModel();
    model.server = createServer((request, response) => {
      let body = '';
      request.on('data', (piece) => (body += piece));
      request.on('end', () => model.answer(request, response, body).catch(() => response.destroy()));
    });
    await new Promise((resolve) => model.server.listen(port, '127.0.0.1', resolve));
    model.url = `http://127.0.0.1:${model.server.address().port}/v1`;
    return model;
  }

  async answer(request, response, text) {
    const body = JSON.parse(text);
    const asked = { path: request.url, key: request.headers.authorization ?? '', body, text, at: Date.now(), closed: false, ended: false };
    this.asked.push(asked);
    response.on('close', () => { asked.closed = !asked.ended; asked.closedAt = Date.now(); });
    if (request.url === '/v1/embeddings') return this.embed(response, body, asked);
    await (this[`mode_${this.mode}`] ?? this.mode_good).call(this, response, asked, body);
    asked.ended = !asked.closed;
  }

  // A dimension a concept, and a few more by the letters, so that no two texts are quite alike. The order of the list is not that
  // of the texts: "index" says which is which.
  vector(words) {
    const letters = [...words].reduce((sum, letter) => sum + letter.codePointAt(0), 0);
    return [...this.concepts.map((concept) => (concept.test(words) ? 1 : 0)), (letters % 7) / 50, (letters % 5) / 50, 0.1];
  }

  async embed(response, body, asked) {
    const reply = (status, content) => {
      asked.ended = true;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(typeof content === 'string' ? content : JSON.stringify(content));
    };
    if (this.embedding === 'slow') for (let i = 0; i < 300 && !asked.closed; i++) await sleep(100);
    if (this.embedding === 'down' || (this.embedding === 'single' && body.input.length > 1)) return reply(500, 'oops');
    if (this.embedding === 'garbage') return reply(200, '{"data": [{"embedding": ["x"]}]}');
    if (body.input.some((words) => words.includes('POISON'))) return reply(400, { error: { message: 'input too long' } });
    const data = body.input.map((words, index) => ({ index, object: 'embedding', embedding: this.vector(words) })).reverse();
    if (this.embedding === 'short') data.pop();
    return reply(200, { object: 'list', data, usage: { prompt_tokens: 10 * body.input.length } });
  }

  get embedded() { return this.asked.filter((asked) => asked.path === '/v1/embeddings'); }

  head(response) {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
  }

  async say(response, words, pause = this.pause) {
    for (const token of words.match(/\s*\S+|\s+$/g) ?? []) {
      if (response.destroyed) return false;
      response.write(chunk({ content: token }));
      if (pause > 0) await sleep(pause);
    }
    return true;
  }

  async mode_good(response) {
    this.head(response);
    if (await this.say(response, this.words)) response.end(end() + usage);
  }
  async mode_slow(response, asked) {
    for (let i = 0; i < 300 && !asked.closed; i++) await sleep(100);
    response.destroy();
  }
  async mode_silent(response, asked) { // a few words, then nothing
    this.head(response);
    await this.say(response, 'A blob holds ');
    for (let i = 0; i < 300 && !asked.closed; i++) await sleep(100);
    response.destroy();
  }
  async mode_cut(response) {
    this.head(response);
    await this.say(response, 'A blob holds the content [1] and');
    response.destroy();
  }
  async mode_garbage(response) {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<html>data: not json\n\ndata: {broken\n\n</html>');
  }
  async mode_notjson(response) {
    this.head(response);
    response.end('data: {"choices":[{"delta":{"content":"A"}\n\n');
  }
  async mode_429(response) {
    response.writeHead(429, { 'retry-after': '20', 'content-type': 'application/json' });
    response.end('{"error":{"message":"slow down"}}');
  }
  async mode_500(response) {
    response.writeHead(500);
    response.end('oops');
  }
  async mode_401(response) {
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end('{"error":{"message":"Incorrect API key provided"}}');
  }
  async mode_tools(response) {
    this.head(response);
    response.write(chunk({ role: 'assistant', content: null }));
    for (const [index, call] of this.calls.entries()) {
      response.write(chunk({ tool_calls: [{ index, id: `call_${index}`, type: 'function', function: { name: call.name, arguments: '' } }] }));
      const text = typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments);
      for (let at = 0; at < text.length; at += 7) response.write(chunk({ tool_calls: [{ index, function: { arguments: text.slice(at, at + 7) } }] }));
    }
    response.end(end('tool_calls') + usage);
  }
  async mode_huge(response, asked) {
    this.head(response);
    const piece = chunk({ content: 'word '.repeat(400) });
    for (let i = 0; i < 20000 && !asked.closed && !response.destroyed; i++)
      if (!response.write(piece)) await Promise.race([new Promise((resolve) => response.once('drain', resolve)), new Promise((resolve) => response.once('close', resolve))]);
    response.destroy();
  }
  async mode_hugeline(response, asked) {
    this.head(response);
    response.write('data: ');
    for (let i = 0; i < 4000 && !asked.closed && !response.destroyed; i++)
      if (!response.write('x'.repeat(10000))) await Promise.race([new Promise((resolve) => response.once('drain', resolve)), new Promise((resolve) => response.once('close', resolve))]);
    response.destroy();
  }
  async mode_long(response) { // two hundred numbered words, for order and completeness
    this.head(response);
    if (await this.say(response, Array.from({ length: this.tokens ?? 200 }, (_, i) => `w${i}`).join(' '))) response.end(end() + usage);
  }
  // Does what an attacker would have it do: repeats all it was told, and calls every tool, also those there are not.
  async mode_obey(response, asked, body) {
    this.head(response);
    const secrets = body.messages.map((message) => message.content).join('\n');
    await this.say(response, `Sure! <script>alert(1)</script> ![x](https://evil.example/?q=1) [click](javascript:alert(1)) [9] Here is all I know:\n\n${secrets}`, 0);
    const names = ['complete_lesson', 'enrol', 'run_sql', 'read_answer_key'];
    for (const [index, name] of names.entries())
      response.write(chunk({ tool_calls: [{ index, function: { name, arguments: JSON.stringify({ course: 'SQL that answers', text: 'x', user_id: 1, sql: 'DROP TABLE person' }) } }] }));
    response.end(end('tool_calls') + usage);
  }

  last() { return this.asked.at(-1); }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const model = await FakeModel.start(Number(process.argv[2] ?? 8765));
  model.mode = 'long';
  model.tokens = Number(process.argv[3] ?? 200);
  model.pause = Number(process.argv[4] ?? 50);
  console.log(model.url);
}
