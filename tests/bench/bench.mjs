// bench.mjs - the figures of the academy, from one run on loopback, each page as a ratio to the least a FastCGI program can do
// behind the same nginx. `make bench`; every figure is a line "bench NAME VALUE UNIT".
//
// BENCH_SECONDS (4) is how long each page is loaded; BENCH_LEARNERS (100000) and BENCH_ROWS (1000000) size the academy.
import { spawn, execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync, mkdirSync, truncateSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import path from 'node:path';
import { Academy, home, build, run } from '../pages/harness.mjs';

const seconds = Number(process.env.BENCH_SECONDS ?? 4), connections = 32;
const learners = Number(process.env.BENCH_LEARNERS ?? 100000), rows = Number(process.env.BENCH_ROWS ?? 1000000);
const say = (name, value, unit) => console.log(`bench ${name} ${typeof value === 'number' ? Number(value.toPrecision(4)) : value} ${unit}`);
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

// The site's own nginx once more, on another port, with hello and a static file beside the pages.
async function startFront(academy) {
  const folder = path.join(academy.data, 'bench'), port = academy.port + 1;
  mkdirSync(path.join(folder, 'temporary'), { recursive: true });
  const hello = path.join(folder, 'hello');
  execFileSync('gcc', ['-O2', '-o', hello, path.join(home, 'tests/bench/hello.c'), '-lfcgi']);
  const children = [spawn(hello, [path.join(folder, 'hello.sock'), '2'], { stdio: 'inherit' })];
  const inner = readFileSync(path.join(academy.data, 'run/site.conf'), 'utf8').replaceAll(`:${academy.port} ssl`, `:${port} ssl`)
    .replaceAll(`listen ${academy.port} ssl`, `listen ${port} ssl`).replaceAll('/run/push.sock', '/bench/push.sock')
    .replace('location / {', `location = /bench-hello { include "${home}/nginx/fastcgi.conf"; fastcgi_pass "unix:${folder}/hello.sock"; }\n    location / {`);
  writeFileSync(path.join(folder, 'site.conf'), inner);
  const outer = readFileSync(path.join(academy.data, 'run/nginx.conf'), 'utf8').replaceAll('/run/nginx.pid', '/bench/nginx.pid')
    .replaceAll('/log/nginx.log', '/bench/nginx.log').replaceAll('/run/site.conf', '/bench/site.conf').replaceAll('/temporary/', '/bench/temporary/');
  writeFileSync(path.join(folder, 'nginx.conf'), outer);
  children.push(spawn('nginx', ['-c', path.join(folder, 'nginx.conf')], { stdio: 'inherit' }));
  const base = `https://localhost:${port}`;
  const stop = () => children.forEach((child) => child.kill('SIGTERM'));
  await academy.eventually(async () => (await run('curl', ['-skf', `${base}/bench-hello`])).code === 0, 'the bench nginx').catch((error) => {
    stop();
    throw error;
  });
  return { base, stop };
}

// wrk's report: requests a second and the latencies in milliseconds.
async function load(url, cookie) {
  const headers = ['-H', 'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', ...(cookie ? ['-H', `Cookie: ${cookie}`] : [])]; // a browser: its views are recorded
  const { output } = await run('wrk', ['-t2', `-c${connections}`, `-d${seconds}s`, '--latency', ...headers, url]);
  const milliseconds = (label) => {
    const [, value, unit] = new RegExp(`${label}\\s+([0-9.]+)(us|ms|s)`).exec(output);
    return Number(value) * { us: 0.001, ms: 1, s: 1000 }[unit];
  };
  if (/Non-2xx/.test(output)) throw new Error(`${url}: not every answer was good\n${output}`);
  return { rate: Number(/Requests\/sec:\s+([0-9.]+)/.exec(output)[1]), p50: milliseconds('50%'), p99: milliseconds('99%') };
}

function grow(academy, people, progress) {
  const sql = readFileSync(path.join(home, 'tests/bench/crowd.sql'), 'utf8').replaceAll(':learners', String(people)).replaceAll(':rows', String(progress));
  execFileSync('sqlite3', ['-cmd', '.timeout 60000', path.join(academy.data, 'nexus.db')], { input: sql, stdio: ['pipe', 'ignore', 'inherit'] });
}

// The median of the microseconds that the program itself wrote down for a page.
async function serverTime(academy, browser, target, times = 1500) {
  const log = path.join(academy.data, 'log/nexus.log');
  truncateSync(log);
  for (let i = 0; i < times; i++) await browser.get(target);
  const lines = academy.logLines().filter((line) => line.level === 'access' && line.path === target);
  return { us: median(lines.map((line) => line.us)), queries: Math.max(...lines.map((line) => line.queries)) };
}

// Private and shared memory of the processes of a program, the largest, in MiB.
async function memory(academy, program) {
  const sizes = (await academy.pids(program)).map((pid) => Number(/^Rss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]) / 1024);
  return Math.max(...sizes);
}

// A visitor's first view: page, stylesheets and scripts, compressed.
async function firstView(browser, target) {
  const page = await browser.get(target);
  let bytes = gzipSync(page.body, { level: 6 }).length;
  for (const [, file] of page.text.matchAll(/(?:<link rel="stylesheet" href|<script type="module" src)="([^"?]+)/g))
    bytes += gzipSync(readFileSync(path.join(home, file)), { level: 6 }).length;
  return bytes;
}

function cgiStart(academy) {
  const env = { ...process.env, ...academy.env, REQUEST_METHOD: 'GET', REQUEST_URI: '/courses', HTTPS: 'on' };
  const times = [];
  for (let i = 0; i < 40; i++) {
    const from = process.hrtime.bigint();
    execFileSync(path.join(build, 'learner'), [], { env, stdio: ['ignore', 'ignore', 'ignore'] });
    times.push(Number(process.hrtime.bigint() - from) / 1e6);
  }
  return median(times);
}

const academy = await Academy.start({ demo: true, env: { NEXUS_STRICT_TEMPLATES: '0' } });
let front;
try {
  const learner = await academy.browser().signIn('ada@demo.nexus.example');
  const visitor = academy.browser();
  const cookie = [...learner.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const lesson = process.env.BENCH_LESSON ?? '/courses/git-from-the-inside/' + /\/courses\/git-from-the-inside\/([a-z0-9-]+)/.exec((await learner.get('/courses/git-from-the-inside')).text)[1];

  grow(academy, 1000, 10000);
  const small = await serverTime(academy, learner, '/dashboard');
  grow(academy, learners, rows);
  front = await startFront(academy);
  const pages = [
    ['static', '/static/img/icons.svg', null], ['hello', '/bench-hello', null], ['catalogue', '/courses', null],
    ['course', '/courses/git-from-the-inside', cookie], ['lesson', lesson, cookie], ['dashboard', '/dashboard', cookie],
  ];
  const measured = {};
  await load(front.base + '/bench-hello');
  for (const [name, target, cookies] of pages) {
    const hello = name === 'static' || name === 'hello' ? null : await load(front.base + '/bench-hello');
    measured[name] = await load(front.base + target, cookies);
    say(`${name}_rps`, measured[name].rate, 'requests/s');
    say(`${name}_p50_ms`, measured[name].p50, 'ms');
    say(`${name}_p99_ms`, measured[name].p99, 'ms');
    if (hello !== null) say(`${name}_vs_hello`, measured[name].rate / hello.rate, 'ratio');
  }
  for (const [name, target] of [['catalogue', '/courses'], ['course', '/courses/git-from-the-inside'], ['lesson', lesson], ['dashboard', '/dashboard']]) {
    const { us, queries } = await serverTime(academy, learner, target, 300);
    say(`${name}_server_us`, us, 'us');
    say(`${name}_queries`, queries, 'queries');
  }
  say('process_mib', await memory(academy, 'learner'), 'MiB');
  say('cgi_start_ms', cgiStart(academy), 'ms');
  say('first_view_bytes', await firstView(visitor, '/'), 'bytes');
  say('first_view_catalogue_bytes', await firstView(visitor, '/courses'), 'bytes');
  if (process.env.BENCH_GROWTH !== '0') {
    grow(academy, 1000000 - learners, 2000000);
    const large = await serverTime(academy, learner, '/dashboard');
    say('dashboard_us_1000_learners', small.us, 'us');
    say('dashboard_us_1000000_learners', large.us, 'us');
    say('dashboard_growth', large.us / small.us, 'ratio');
  }
} finally {
  front?.stop();
  await academy.stop();
}
