// coach.mjs - the figures of the coach's streams, on loopback with an endpoint beside it. `make bench-coach`; every figure is a
// line "bench NAME VALUE UNIT".
//
//   coach_streams_whole      of STREAMS (200) simultaneous answers of a model, how many came whole and in order
//   coach_memory             the program's resident memory at its highest while they ran
//   coach_first_token_more   what the coach adds to the first token of the endpoint itself (median; p99 beside it)
//   coach_builtin_first      first words of the coach's own answers, p95
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Academy } from '../pages/harness.mjs';
import { Learner } from '../pages/coach.mjs';

const count = Number(process.env.STREAMS ?? 200), tokens = 200, pause = 50;
const say = (name, value, unit) => console.log(`bench ${name} ${typeof value === 'number' ? Number(value.toPrecision(4)) : value} ${unit}`);
const at = (list, share) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))];
const expected = Array.from({ length: tokens }, (_, i) => `w${i}`).join(' ');

const endpoint = spawn(process.execPath, [path.join(path.dirname(fileURLToPath(import.meta.url)), '../pages/fake_model.mjs'), '0', String(tokens), String(pause)]);
const url = await new Promise((resolve) => endpoint.stdout.once('data', (line) => resolve(String(line).trim())));

const academy = await Academy.start({ demo: true, env: { NEXUS_DEMO_LEARNERS: '12', NEXUS_COACH_URL: url, NEXUS_COACH_AT_ONCE: '1000', NEXUS_COACH_DAILY: '0', NEXUS_LIMIT: '0' } });
const learner = await Learner.signIn(academy, 'ada');
const [pid] = await academy.pids('coach');
const resident = () => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

// How long the endpoint itself takes for its first word.
function direct() {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const request = http.request(`${url}/chat/completions`, { method: 'POST', headers: { 'content-type': 'application/json' } }, (response) => {
      response.once('data', () => { resolve(performance.now() - began); request.destroy(); });
    });
    request.on('error', (error) => (error.code === 'ECONNRESET' ? null : reject(error)));
    request.end(JSON.stringify({ messages: [{ role: 'user', content: 'x' }] }));
  });
}
async function first(question) {
  const began = performance.now(), stream = await learner.stream(question);
  await stream.event('delta');
  const took = stream.events.find((event) => event.name === 'delta').at - began;
  stream.leave();
  return took;
}

await first({ message: 'What is a blob?' });
const own = [], through = [];
for (let i = 0; i < 40; i++) {
  own.push(await direct());
  through.push(await first({ message: 'What is a blob?' }));
}
say('coach_first_token_more', at(through, 0.5) - at(own, 0.5), 'ms');
say('coach_first_token_more_p99', at(through, 0.99) - at(own, 0.5), 'ms');

let highest = resident();
say("coach_memory_idle", highest, "MiB");
const watch = setInterval(() => (highest = Math.max(highest, resident())), 100);
const streams = await Promise.all(Array.from({ length: count }, (_, i) => learner.stream({ message: `What is a blob, number ${i}?` })));
await Promise.all(streams.map((stream) => stream.until(() => stream.closed || stream.all('done').length > 0).catch(() => null)));
clearInterval(watch);
say('coach_streams_whole', streams.filter((stream) => stream.text === expected && stream.all('done')[0]?.state === 'complete').length, `of ${count}`);
say('coach_memory', highest, 'MiB');
await academy.stop();
endpoint.kill('SIGTERM');

const plain = await Academy.start({ demo: true, env: { NEXUS_DEMO_LEARNERS: '12', NEXUS_COACH_DAILY: '0' } });
const asker = await Learner.signIn(plain, 'ada'), times = [];
for (const question of ['What is a blob?', 'How do I undo a commit?', 'What is an index in SQL?', 'What does a group do in a regular expression?', 'What is the median?'])
  for (let i = 0; i < 10; i++) {
    const began = performance.now(), stream = await asker.stream({ message: question });
    await stream.event('delta');
    times.push(stream.events.find((event) => event.name === 'delta').at - began);
    await stream.event('done');
  }
say('coach_builtin_first_p95', at(times, 0.95), 'ms');
await plain.stop();
