// coach_streams.mjs - how much later the first word of a model comes through the academy than from the endpoint itself. `make bench-coach`.
//
// One question at a time, directly and through nginx in turn, over connections that are kept, so that a busy machine slows both alike;
// the figure is the difference. The endpoint is tests/pages/fake_model.mjs as a process of its own. Exits 1 when the median or the 95th
// percentile of the academy is more than 20 ms above that of the endpoint.
import { spawn } from 'node:child_process';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { Academy, home } from '../pages/harness.mjs';
import { Learner } from '../pages/coach.mjs';

const rounds = Number(process.env.ROUNDS ?? 100), warm = 10, most = 20;

function startModel() {
  const child = spawn(process.execPath, [path.join(home, 'tests/pages/fake_model.mjs'), '0', '20', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve) => child.stdout.once('data', (line) => resolve({ child, url: String(line).trim() })));
}

// Milliseconds until the first piece that has words; the answer is read to its end, so that the connection is used again.
function firstWord(module, url, agent, headers, body, words) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    let said = '', first = 0;
    const request = module.request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json', ...headers, 'content-length': Buffer.byteLength(body) } }, (response) => {
      response.setEncoding('utf8');
      response.on('data', (piece) => {
        said += piece;
        if (!first && words.test(said)) first = performance.now() - started;
      });
      response.on('end', () => (first ? resolve(first) : reject(new Error(`no words: ${response.statusCode} ${said.slice(0, 200)}`))));
    });
    request.on('error', reject);
    request.end(body);
  });
}

const quantile = (times, share) => [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))];
const say = (name, value) => console.log(`bench coach_first_word_${name} ${value.toFixed(2)} ms`);

const model = await startModel();
const academy = await Academy.start({ demo: true, env: { NEXUS_DEMO_LEARNERS: '50', NEXUS_COACH_URL: model.url, NEXUS_COACH_DAILY: '0' } });
let worse = false;
try {
  const learner = await Learner.signIn(academy, 'ada');
  const plain = new http.Agent({ keepAlive: true }), secure = new https.Agent({ keepAlive: true, rejectUnauthorized: false });
  const question = JSON.stringify({ message: 'What is a blob in git?', course: 'git-from-the-inside', lesson: 'blobs' });
  const prompt = JSON.stringify({ model: 'x', stream: true, messages: [{ role: 'system', content: 'x'.repeat(9000) }, { role: 'user', content: 'What is a blob in git?' }] });
  const direct = () => firstWord(http, `${model.url}/chat/completions`, plain, {}, prompt, /"content":"w0/);
  const through = () => firstWord(https, `${academy.base}/api/ai/chat`, secure, learner.headers('text/event-stream'), question, /event: delta\ndata: \{"text":"w0/);
  const times = { endpoint: [], academy: [] };
  for (let i = 0; i < rounds + warm; i++)
    for (const [name, ask] of i % 2 ? [['endpoint', direct], ['academy', through]] : [['academy', through], ['endpoint', direct]]) {
      const took = await ask();
      if (i >= warm) times[name].push(took);
    }
  for (const [name, share] of [['median', 0.5], ['p95', 0.95]]) {
    const [endpoint, ours] = [quantile(times.endpoint, share), quantile(times.academy, share)];
    say(`endpoint_${name}`, endpoint);
    say(`academy_${name}`, ours);
    say(`overhead_${name}`, ours - endpoint);
    worse = worse || ours - endpoint > most;
  }
} finally {
  await academy.stop();
  model.child.kill();
}
process.exit(worse ? 1 : 0);
