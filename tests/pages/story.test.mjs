// story.test.mjs - the demo academy's past in the reports: growth, weekends, the newsletter, the outage, fewer people at each step.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import path from 'node:path';
import { Academy, run } from './harness.mjs';

const newsletter = 41, outage = 73, history = 150; // domain/demo/story.h
let academy, today, days;
const ask = (query) => academy.rows(query, 'events/rollup.db');
const sum = (list, member) => list.reduce((total, row) => total + row[member], 0);
const mean = (list, member) => sum(list, member) / list.length;

before(async () => {
  academy = await Academy.start({ demo: true, env: { NEXUS_DEMO_LEARNERS: '60' } });
  const rows = await ask('SELECT day, users, visitors, events FROM day_total WHERE dimension = 0 ORDER BY day');
  today = Math.floor(Number(await academy.sql("SELECT value FROM setting WHERE name = 'demo_made'")) / 86400);
  days = new Map(rows.map((row) => [today - row.day, row]));
});
after(async () => { await academy.stop(); });

const some = (from, to, wanted = () => true) => Array.from({ length: from - to + 1 }, (_, at) => from - at)
  .filter((ago) => ago !== newsletter && ago !== outage && wanted(ago)).map((ago) => days.get(ago)).filter(Boolean);
const weekend = (ago) => (today - ago + 3) % 7 >= 5;

test('every day of the history has visitors and learners, but for the outage', () => {
  const missing = Array.from({ length: history - 10 }, (_, at) => at + 2).filter((ago) => ago !== outage && !(days.get(ago)?.visitors > 0));
  assert.deepEqual(missing, []);
  assert.ok(mean(some(60, 2), 'users') > 2, `${mean(some(60, 2), 'users')}`);
});

test('it grows, rests on weekends, jumps with the newsletter and falls with the outage', () => {
  assert.ok(mean(some(30, 2), 'visitors') > 1.5 * mean(some(149, 121), 'visitors'), 'growth');
  assert.ok(mean(some(90, 2, weekend), 'visitors') < 0.8 * mean(some(90, 2, (ago) => !weekend(ago)), 'visitors'), 'weekends');
  const around = [...some(newsletter + 7, newsletter - 7)];
  assert.ok(days.get(newsletter).visitors > 1.8 * mean(around, 'visitors'), 'more visitors with the newsletter');
  assert.ok(days.get(newsletter).users > 1.3 * mean(around, 'users'), 'and learners');
  assert.ok((days.get(outage)?.events ?? 0) < 0.3 * mean(some(outage + 7, outage - 7), 'events'), 'the outage');
});

test('facts and views are there together, with devices and countries', async () => {
  const names = Object.fromEntries((await ask('SELECT n.name, sum(e.events) AS events FROM day_event e JOIN name n ON n.id = e.name_id WHERE e.dimension = 0 GROUP BY 1'))
    .map((row) => [row.name, row.events]));
  assert.equal(names['account.registered'], 64, 'the learners and the four who can sign in');
  for (const name of ['page.viewed', 'course.viewed', 'lesson.viewed', 'lesson.completed', 'course.enrolled', 'quiz.submitted', 'account.signed_in', 'search.done'])
    assert.ok(names[name] > 20, `${name}: ${names[name]}`);
  assert.ok(names['lesson.viewed'] > names['lesson.completed']);
  assert.equal((await ask('SELECT DISTINCT value FROM day_total WHERE dimension = 3')).length, 3);
  assert.ok((await ask('SELECT DISTINCT value FROM day_total WHERE dimension = 2')).length >= 8);
  const [{ all, known }] = await ask("SELECT sum(CASE WHEN dimension = 0 THEN events ELSE 0 END) AS \"all\", sum(CASE WHEN dimension = 3 THEN events ELSE 0 END) AS known FROM day_event WHERE name_id = (SELECT id FROM name WHERE name = 'lesson.completed')");
  assert.ok(known > 0.9 * all, `${known} of ${all} facts have a device`);
  assert.equal((await ask('SELECT count(*) AS waiting FROM dirty'))[0].waiting, 0, 'nothing waits to be counted');
});

test('visitors take fewer steps of each kind on their way to the form', async () => {
  const file = path.join(academy.data, 'events.jsonl.gz');
  const day = (ago) => new Date((today - ago) * 86400000).toISOString().slice(0, 10);
  assert.equal((await academy.nexus(['events', 'export', day(20), day(10), file])).code, 0);
  const events = (await run('zcat', [file])).output.split('\n').filter(Boolean).map((line) => JSON.parse(line)).filter((event) => event.visitor);
  const count = (wanted) => new Set(events.filter(wanted).map((event) => event.visitor)).size;
  const steps = [count((event) => event.page === '/'), count((event) => event.page === '/courses'), count((event) => event.name === 'course.viewed'), count((event) => event.page === '/register')];
  assert.ok(steps[0] > steps[1] && steps[3] > 0 && steps[3] < steps[2] / 2 && steps[2] > steps[3], steps.join(' '));
});
