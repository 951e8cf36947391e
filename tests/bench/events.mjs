// events.mjs - how fast events are taken, folded and asked for. `make bench-events`; every figure is a line "bench NAME VALUE UNIT".
//
// First the way of an event from outside: POST /api/analytics/track behind nginx, one by one and 1,000 at once, until all are stored.
// Then BENCH_EVENTS (10000000) of BENCH_PEOPLE (100000) over 90 days are made by tests/bench/events.c in a folder of their own, and
// deleted afterwards (BENCH_KEEP=1 keeps it and says where). What a report needs is asked of the roll-ups by the report itself;
// the same question is put to the months by the sqlite3 shell, and both times are printed. To add one: a row in `questions`.
// Between the two, what a learner's dashboard and the overview take while 100,000 events a second come in, beside what they take alone.
// BENCH_SECONDS (4) is how long nginx is loaded.
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Academy, home, run } from '../pages/harness.mjs';

const seconds = Number(process.env.BENCH_SECONDS ?? 4);
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

// Requests a second of so many events each, and how long it takes until the last is stored.
async function track(academy, each, name) {
  const stored = async () => Number(/roll-ups +(\d+) events/.exec((await academy.nexus(['events', 'status'])).output)[1]);
  const list = Array.from({ length: each }, (_, at) => ({ name: 'bench.sent', page: '/courses', properties: { at } }));
  const script = path.join(academy.data, 'track.lua');
  writeFileSync(script, `wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\nwrk.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0"\nwrk.body = [[${JSON.stringify({ events: list })}]]\n`);
  const before = await stored(), from = Date.now();
  const { output } = await run('wrk', ['-t2', '-c16', `-d${seconds}s`, '-s', script, `${academy.base}/api/analytics/track`]);
  if (/Non-2xx/.test(output)) throw new Error(`not every answer was good\n${output}`);
  const sent = Number(/(\d+) requests in/.exec(output)[1]) * each;
  say(`${name}_taken`, Number(/Requests\/sec:\s+([0-9.]+)/.exec(output)[1]) * each, 'events/s');
  let last = 0;
  while (last < sent && Date.now() - from < 300000) last = await stored() - before;
  say(`${name}_stored`, last * 1000 / (Date.now() - from), 'events/s');
}

// The 99th percentile of a page that two browsers load again and again, in milliseconds.
async function p99(browser, target) {
  const times = [], until = Date.now() + seconds * 1000;
  await Promise.all([1, 2].map(async () => {
    while (Date.now() < until) {
      const from = process.hrtime.bigint(), answer = await browser.get(target);
      if (answer.status !== 200) throw new Error(`${target}: ${answer.status}`);
      times.push(Number(process.hrtime.bigint() - from) / 1e6);
    }
  }));
  return [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.99)];
}

// Alone and under the stream by turns, three times; the median of the three.
async function whileTaking(academy) {
  const admin = await academy.browser().signIn('admin@demo.nexus.example'), ada = await academy.browser().signIn('ada@demo.nexus.example');
  for (const [name, browser, target] of [['dashboard', ada, '/dashboard'], ['overview', admin, '/admin/analytics']]) {
    const alone = [], beside = [], rates = [];
    for (let turn = 0; turn < 3; turn++) {
      alone.push(await p99(browser, target));
      const sender = spawn(process.execPath, [path.join(home, 'tests/bench/stream.mjs'), academy.base], { stdio: ['pipe', 'pipe', 'inherit'] });
      let said = '';
      sender.stdout.on('data', (piece) => { said += piece; });
      const ended = new Promise((resolve) => sender.on('close', resolve));
      await academy.eventually(() => said.includes('began'), 'the stream to begin');
      beside.push(await p99(browser, target));
      sender.stdin.end();
      await ended;
      rates.push(Number(/rate (\d+)/.exec(said)[1]));
    }
    say(`${name}_p99_alone`, median(alone), 'ms');
    say(`${name}_p99_while_taking`, median(beside), 'ms');
    say(`${name}_p99_while_taking_to_alone`, median(beside) / median(alone), 'ratio');
    say(`${name}_taken_meanwhile`, median(rates), 'events/s');
  }
}

// The most memory that any process of a program had so far.
async function peak(academy, program) {
  const sizes = (await academy.pids(program)).map((pid) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]));
  return Math.max(...sizes) / 1024;
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

// What a report's page takes, in the academy that has these events: the median of the program's own times.
async function measurePages(folder) {
  const academy = await Academy.start({ data: folder });
  try {
    const admin = { email: 'bench@example.com', password: 'correct horse battery' };
    await academy.nexus(['user', 'add', admin.email, '--name', 'Bench', '--role', 'admin', '--password-stdin'], admin.password);
    const browser = await academy.browser().signIn(admin.email, admin.password);
    const made = await browser.submit('/admin/analytics/funnels/new', '/admin/analytics/funnels', { name: 'Bench', step: steps, window: 90, unit: 'days' });
    for (const question of questions.filter(({ page }) => page !== undefined)) {
      const target = question.page({ funnel: made.headers.location }), times = [];
      for (let i = 0; i < 5; i++) {
        const answer = await browser.get(target);
        if (answer.status !== 200) throw new Error(`${target}: ${answer.status}`);
        const id = answer.headers['x-request-id'].split(',')[0];
        const line = await academy.eventually(() => academy.logLines().find((one) => one.level === 'access' && one.request === id), 'its line in the log');
        times.push(line.us / 1000);
      }
      say(`${question.name}_page_first`, times[0], 'ms');
      say(`${question.name}_page`, median(times), 'ms');
    }
    say('analytics_memory', await peak(academy, 'analytics'), 'MiB');
    say('worker_memory', await peak(academy, 'worker'), 'MiB');
  } finally {
    await academy.stop();
  }
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

// `raw`: over the months. `rolled`: what answers the same from the roll-ups, where rows suffice. `page`: the address of the
// report that shows it; given {funnel}, the address of a funnel of these steps.
const questions = [
  { name: 'dau_30_days',
    raw: `SELECT at / 86400 AS day, count(DISTINCT actor) FROM event WHERE actor > 0 AND at >= ${from} GROUP BY day ORDER BY day;`,
    rolled: `SELECT day, users FROM day_total WHERE dimension = 0 AND value = 0 AND day > ${today - 30} ORDER BY day;`,
    page: () => '/admin/analytics' },
  { name: 'funnel_4_steps', page: ({ funnel }) => funnel,
    raw: `CREATE TEMP TABLE step AS SELECT name, actor, at FROM event WHERE name IN ('${steps.join("', '")}') AND actor > 0;
      CREATE INDEX temp.step_by_actor ON step (name, actor, at);
      WITH a AS (${step(steps[0])}), b AS (${step(steps[1], 'a')}), c AS (${step(steps[2], 'b')}), d AS (${step(steps[3], 'c')})
      SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM b), (SELECT count(*) FROM c), (SELECT count(*) FROM d);` },
  { name: 'retention_by_week', page: () => '/admin/analytics/retention?days=90&unit=week',
    raw: `WITH first AS (SELECT actor, min(at) / 604800 AS week FROM event WHERE actor > 0 GROUP BY actor)
      SELECT f.week, e.at / 604800 - f.week AS later, count(DISTINCT e.actor) FROM event e JOIN first f ON f.actor = e.actor
      GROUP BY f.week, later ORDER BY 1, 2;` },
  { name: 'overview_90_days', page: () => '/admin/analytics?days=90' },
  { name: 'overview_by_device', page: () => '/admin/analytics?device=phone' },
  { name: 'file_of_100000_events', page: () => '/admin/analytics/events/list.jsonl' },
  { name: 'overview_by_course_and_device', page: () => '/admin/analytics?course=1&device=phone' },
];

const busy = await Academy.start({ demo: true });
try {
  await whileTaking(busy);
} finally {
  await busy.stop();
}

const outside = await Academy.start();
try {
  await track(outside, 1, 'one_by_one');
  await track(outside, 1000, 'by_thousands');
} finally {
  await outside.stop();
}

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
    if (question.raw === undefined) continue;
    const raw = ask(folder, question.raw);
    say(`${question.name}_raw`, raw.milliseconds, 'ms');
    if (question.rolled === undefined) continue;
    const rolled = ask(folder, question.rolled, path.join(folder, 'events/rollup.db'));
    if (rolled.answer !== raw.answer) throw new Error(`${question.name}: the roll-ups say something else`);
    say(`${question.name}_rolled`, rolled.milliseconds, 'ms');
  }
  await measurePages(folder);
} finally {
  if (process.env.BENCH_KEEP === '1') console.log(`kept in ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}
