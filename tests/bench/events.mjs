// events.mjs - how fast events are taken, folded and asked for. `make bench-events`; every figure is a line "bench NAME VALUE UNIT".
//
// BENCH_EVENTS (10000000) of BENCH_PEOPLE (100000) over 90 days are made by tests/bench/events.c in a folder of their own, and
// deleted afterwards (BENCH_KEEP=1 keeps it and says where). What a report needs is asked of the roll-ups by the report itself;
// the same question is put to the months by the sqlite3 shell, and both times are printed. To add one: a row in `questions`.
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const home = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const events = Number(process.env.BENCH_EVENTS ?? 10000000), people = Number(process.env.BENCH_PEOPLE ?? 100000), days = 90;
const say = (name, value, unit) => console.log(`bench events_${name} ${typeof value === 'number' ? Number(value.toPrecision(4)) : value} ${unit}`);

// Runs the generator; its lines are figures.
function make(how, folder, count, users) {
  return new Promise((resolve, reject) => {
    const child = spawn(path.join(home, 'build/tests/bench_events'), [how, folder, String(count), String(users), String(days)], { cwd: home, stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (piece) => { said += piece; });
    child.on('close', (code) => {
      for (const [name, value, unit] of said.trim().split('\n').map((line) => line.split(' '))) say(name, Number(value), unit);
      if (code === 0) resolve(); else reject(new Error(`bench_events ${how} failed`));
    });
  });
}

// All months as one table, for the shell.
function monthsAsOne(folder) {
  const months = readdirSync(path.join(folder, 'events')).filter((file) => /^\d{4}-\d\d\.db$/.test(file)).sort();
  const attach = months.map((file, at) => `ATTACH '${path.join(folder, 'events', file)}' AS m${at};`).join('\n');
  const union = months.map((_, at) => `SELECT e.at, n.name, e.actor FROM m${at}.event e JOIN m${at}.name n ON n.id = e.name_id`).join(' UNION ALL ');
  return `${attach}\nCREATE TEMP VIEW event AS ${union};`;
}

function ask(folder, sql, file = ':memory:') {
  const from = process.hrtime.bigint();
  const answer = execFileSync('sqlite3', [file], { input: (file === ':memory:' ? monthsAsOne(folder) : '') + sql, encoding: 'utf8', maxBuffer: 1 << 28 });
  return { answer, milliseconds: Number(process.hrtime.bigint() - from) / 1e6 };
}

const today = Math.floor(Date.now() / 86400000), from = (today - 29) * 86400;
const steps = ['account.registered', 'course.viewed', 'course.enrolled', 'lesson.completed'];
const step = (name, before) => `SELECT e.actor, min(e.at) AS at FROM ${before ? `${before} b JOIN step e ON e.actor = b.actor AND e.at >= b.at` : 'step e'} WHERE e.name = '${name}' GROUP BY e.actor`;

// `raw`: over the months. `rolled`: what answers the same from the roll-ups, where rows suffice. `page`: the address of the report,
// for whoever measures it behind nginx.
const questions = [
  { name: 'dau_30_days',
    raw: `SELECT at / 86400 AS day, count(DISTINCT actor) FROM event WHERE actor > 0 AND at >= ${from} GROUP BY day ORDER BY day;`,
    rolled: `SELECT day, users FROM day_total WHERE dimension = 0 AND value = 0 AND day > ${today - 30} ORDER BY day;` },
  { name: 'funnel_4_steps',
    raw: `CREATE TEMP TABLE step AS SELECT name, actor, at FROM event WHERE name IN ('${steps.join("', '")}') AND actor > 0;
      CREATE INDEX temp.step_by_actor ON step (name, actor, at);
      WITH a AS (${step(steps[0])}), b AS (${step(steps[1], 'a')}), c AS (${step(steps[2], 'b')}), d AS (${step(steps[3], 'c')})
      SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM b), (SELECT count(*) FROM c), (SELECT count(*) FROM d);` },
  { name: 'retention_by_week',
    raw: `WITH first AS (SELECT actor, min(at) / 604800 AS week FROM event WHERE actor > 0 GROUP BY actor)
      SELECT f.week, e.at / 604800 - f.week AS later, count(DISTINCT e.actor) FROM event e JOIN first f ON f.actor = e.actor
      GROUP BY f.week, later ORDER BY 1, 2;` },
];

const folder = mkdtempSync(path.join(os.tmpdir(), 'nexus-bench-events-'));
try {
  await make('spool', path.join(folder, 'spool'), Math.min(events, 500000), people);
  rmSync(path.join(folder, 'spool'), { recursive: true });
  await make('store', folder, events, people);
  const sizes = readdirSync(path.join(folder, 'events')).map((file) => [file, statSync(path.join(folder, 'events', file)).size]);
  const size = (pattern) => sizes.reduce((sum, [file, bytes]) => sum + (pattern.test(file) ? bytes : 0), 0);
  say('month_bytes', size(/^\d/) / events, 'bytes/event');
  say('rollup_bytes', size(/^rollup/) / events, 'bytes/event');
  for (const question of questions) {
    const raw = ask(folder, question.raw);
    say(`${question.name}_raw`, raw.milliseconds, 'ms');
    if (question.rolled === undefined) continue;
    const rolled = ask(folder, question.rolled, path.join(folder, 'events/rollup.db'));
    if (rolled.answer !== raw.answer) throw new Error(`${question.name}: the roll-ups say something else`);
    say(`${question.name}_rolled`, rolled.milliseconds, 'ms');
  }
} finally {
  if (process.env.BENCH_KEEP === '1') console.log(`kept in ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}
