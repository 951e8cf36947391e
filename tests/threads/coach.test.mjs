// coach.test.mjs - the coach built with the thread sanitizer: fifty streams at a time, some left, some stopped, short requests
// and the coach's own answers between them. Any race is a line on standard error and fails the test. Run by `make threads`.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { Academy } from '../pages/harness.mjs';
import { FakeModel } from '../pages/fake_model.mjs';
import { Learner } from '../pages/coach.mjs';

let academy, model, people;
before(async () => {
  model = await FakeModel.start();
  academy = await Academy.start({ demo: true, env: {
    NEXUS_DEMO_LEARNERS: '6', NEXUS_COACH_URL: model.url, NEXUS_COACH_AT_ONCE: '100', NEXUS_COACH_DAILY: '0', TSAN_OPTIONS: 'exitcode=0 second_deadlock_stack=1',
  } });
  people = await Promise.all(['ada', 'luc', 'thandi', 'admin'].map((name) => Learner.signIn(academy, name)));
});
after(async () => {
  await academy.stop();
  await model.stop();
});

test('fifty streams, four kinds of ends, no race', async () => {
  model.mode = 'long';
  model.pause = 10;
  const streams = await Promise.all(Array.from({ length: 50 }, (_, i) => people[i % 4].stream({ message: `Question ${i}: what is a blob in git?`, course: 'git-from-the-inside', lesson: 'blobs' })));
  for (const stream of streams) assert.equal(stream.status, 200);
  await Promise.all(streams.map((stream) => stream.event('delta')));
  const [left, stopped, whole] = [streams.slice(0, 10), streams.slice(10, 20), streams.slice(20)];
  left.forEach((stream) => stream.leave());
  const short = Array.from({ length: 40 }, (_, i) => people[i % 4].get(i % 2 ? '/api/ai/conversations?q=blob' : '/api/ai/status?course=git-from-the-inside&lesson=blobs'));
  await Promise.all(stopped.map(async (stream, i) => people[(i + 10) % 4].post(`/api/ai/messages/${(await stream.event('start')).message}/stop`)));
  for (const answer of await Promise.all(short)) assert.equal(answer.status, 200);
  for (const stream of stopped) assert.equal((await stream.event('done')).state, 'cut');
  for (const stream of whole) {
    assert.equal((await stream.event('done')).state, 'complete');
    assert.equal(stream.text, Array.from({ length: 200 }, (_, i) => `w${i}`).join(' '));
  }
});

test('the coach itself, notes, reminders in two languages and time zones, and pages of errors', async () => {
  model.mode = '500';
  await Promise.all(Array.from({ length: 48 }, (_, i) => {
    const person = people[i % 4];
    if (i % 6 === 0) return person.ask({ message: 'remind me tomorrow at 18:00' });
    if (i % 6 === 1) return person.browser.get('/api/ai/nothing/here');
    if (i % 6 === 2) return person.ask({ message: 'Make a note: threads', course: 'git-from-the-inside', lesson: 'blobs' });
    return person.ask({ message: 'What is a blob in git?', course: 'git-from-the-inside', lesson: 'blobs' });
  }));
});

test('the sanitizer saw nothing', () => {
  const reports = academy.log().split('\n').filter((line) => /ThreadSanitizer|SUMMARY|DEADLYSIGNAL/.test(line));
  assert.deepEqual(reports, [], academy.log().split('\n').filter((line) => !line.startsWith('{')).slice(0, 80).join('\n'));
});
