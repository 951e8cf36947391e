// import.test.mjs - `nexus import`: events of other programs, each once, whatever dies; whole histories against figures that are
// computed here from the same files.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { build, home, monthsOf, run, sqliteRows } from './harness.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'nexus-import-'));
const env = (data) => ({ DATA: data, DEMO: '0', ASAN_OPTIONS: 'detect_leaks=0:abort_on_error=1' });
const nexus = (data, ...words) => run(path.join(build, 'nexus'), words, { env: env(data) });
const sqlite = (data, file, query) => sqliteRows(path.join(data, file), query);
async function allEvents(data, columns) {
  const all = [];
  for (const month of monthsOf(data)) all.push(...await sqlite(data, month, `SELECT ${columns} FROM event e JOIN name n ON n.id = e.name_id ORDER BY e.id`));
  return all;
}
async function fresh(name) {
  const data = path.join(folder, name);
  mkdirSync(data);
  assert.equal((await nexus(data, 'migrate')).code, 0);
  return data;
}

let data;
before(async () => { data = await fresh('data'); });
after(() => rmSync(folder, { recursive: true, force: true }));

test('rows become events; what can\'t is refused by its line, and the rest is taken', async () => {
  assert.equal((await run(path.join(build, 'nexus'), ['user', 'add', 'ada@example.com', '--name', 'Ada', '--role', 'learner', '--password-stdin'], { env: env(data), input: 'correct horse battery' })).code, 0);
  const file = path.join(folder, 'some.csv'), report = path.join(folder, 'refused.txt');
  writeFileSync(file, ['when,event,user,device,country,page,referrer,properties,course,colour',
    '2026-03-29 12:30,thing done,ADA@example.com,mobile,za,https://other.example/a/b?c,https://from.example/x,"{""p"":1}",unknown-course,red',
    '1770000000123,thing.done,somebody,desktop,,/p,,,,', 'never,thing.done,x,,,,,,,', '2026-01-01,"bad\u0001name",x,,,,,,,', '2026-01-01,x,x,,,,,"{""p"":",,',
    '2126-01-01,x,x,,,,,,,', '1770000100,thing.done,somebody,,,,,,,'].join('\n'));
  const result = await nexus(data, 'import', 'events', file, '--time=when', '--zone=Europe/Berlin', '--rest', `--report=${report}`);
  assert.equal(result.code, 3, result.errors);
  assert.match(result.output, /3 events are new; 3 rows were taken, 4 refused\.\nPeople: 1 known here, 0 accounts made, 1 pseudonyms/);
  assert.deepEqual(readFileSync(report, 'utf8').split('\n').map((line) => line.split('\t')[0]).filter(Boolean), ['4', '5', '6', '7']);
  assert.match(result.errors, /some\.csv:4: "never" is no time/);
  const events = await allEvents(data, 'e.at, n.name, e.actor, e.device, e.country, e.page, e.referrer, e.properties');
  const [first, , third] = events.sort((a, b) => b.at - a.at);
  const [{ id }] = await sqlite(data, 'nexus.db', "SELECT id FROM person WHERE email = 'ada@example.com'");
  assert.deepEqual({ ...first, properties: JSON.parse(first.properties) }, { at: Date.UTC(2026, 2, 29, 10, 30) / 1000, name: 'thing_done', actor: id, device: 1, country: 'ZA',
    page: '/a/b', referrer: 'from.example', properties: { p: 1, colour: 'red', course: 'unknown-course' } });
  assert.equal(third.at, 1770000000);
  assert.ok(third.actor < 0 && third.actor === events[1].actor, 'a pseudonym is the same for the same text');
  const again = await nexus(data, 'import', 'events', file, '--time=when', '--zone=Europe/Berlin', '--rest');
  assert.match(again.output, /0 events are new/);
  assert.equal((await allEvents(data, 'e.id')).length, 3);
});

test('what was written out comes back, as lines of JSON, with accounts for the unknown', async () => {
  const file = path.join(folder, 'out.jsonl.gz'), other = await fresh('other');
  assert.equal((await nexus(data, 'events', 'export', '2026-01-01', '2026-12-31', file)).code, 0);
  const result = await nexus(other, 'import', 'events', file, '--create');
  assert.equal(result.code, 0, result.errors);
  assert.match(result.output, /3 events are new/);
  const people = await sqlite(other, 'nexus.db', 'SELECT email, password_hash, roles FROM person');
  assert.equal(people.length, 1, 'the visitor stays a visitor');
  assert.match(people[0].email, /@invalid\.example$/);
  assert.equal(people[0].password_hash, null);
  assert.deepEqual((await allEvents(other, 'n.name, e.at, e.properties')).sort((a, b) => a.at - b.at), (await allEvents(data, 'n.name, e.at, e.properties')).sort((a, b) => a.at - b.at));
});

test('killed in the middle and begun again, every row is there once', async () => {
  const rows = 120000, killed = await fresh('killed'), file = path.join(folder, 'many.csv.gz');
  const lines = ['time,name,user'];
  for (let i = 0; i < rows; i++) lines.push(`${1750000000 + i * 90},n.${i % 7},u${(i * 7919) % 1000}`); // over five months
  writeFileSync(file, gzipSync(lines.join('\n')));
  let rounds = 0;
  for (let kills = 0; kills < 3; kills++) {
    const child = spawn(path.join(build, 'nexus'), ['import', 'events', file], { env: { ...process.env, ...env(killed) }, stdio: 'ignore' });
    const ended = new Promise((resolve) => child.on('close', resolve));
    const grown = (kills + 1) * 20000;
    let over = false;
    ended.then(() => { over = true; });
    while (!over) {
      const found = await sqlite(killed, 'events/rollup.db', "SELECT position FROM source").catch(() => []);
      if (found[0]?.position >= grown) { child.kill('SIGKILL'); rounds++; break; }
    }
    await ended;
  }
  assert.ok(rounds > 0, 'it was killed at least once');
  const last = await nexus(killed, 'import', 'events', file);
  assert.equal(last.code, 0, last.errors);
  assert.match(last.output, /Up to line \d+ it had been imported before/);
  const events = await allEvents(killed, 'e.at');
  assert.equal(events.length, rows);
  assert.equal(new Set(events.map((event) => event.at)).size, rows);
  const [{ counted }] = await sqlite(killed, 'events/rollup.db', 'SELECT sum(events) AS counted FROM day_total WHERE dimension = 0');
  assert.equal(counted, rows);
});

// Half of a file would be taken, and the whole one, fetched again, is another file: each of its events would be there twice.
test('of a file that was cut short or damaged nothing is taken', async () => {
  const cut = await fresh('cut'), file = path.join(folder, 'cut.csv.gz'), rows = Array.from({ length: 60000 }, (_, i) => `${1750000000 + i},n.${(i * 7919) % 1009},`);
  const whole = gzipSync(['time,name,user', ...rows].join('\n')), flipped = Buffer.from(whole);
  flipped[whole.length - 6] ^= 1;
  for (const bytes of [whole.subarray(0, whole.length / 2), flipped]) {
    writeFileSync(file, bytes);
    const result = await nexus(cut, 'import', 'events', file);
    assert.deepEqual([result.code, result.errors], [1, `nexus: ${file} is cut short or damaged: nothing was taken.\n`]);
    assert.deepEqual(monthsOf(cut), []);
  }
  writeFileSync(file, whole);
  assert.match((await nexus(cut, 'import', 'events', file)).output, /60000 events are new/);
});

test('a NUL in a line of JSON refuses that line', async () => {
  const file = path.join(folder, 'nul.jsonl');
  writeFileSync(file, '{"time":1750000000,"name":"a.b"}\n{"time":1750000001,"name":"a.b"}\0{"time":1750000002,"name":"a.b"}\n\0\0\n \n{"time":1750000003,"name":"a.b"}');
  const result = await nexus(await fresh('nul'), 'import', 'events', file);
  assert.match(result.output, /2 events are new; 2 rows were taken, 2 refused/);
  assert.match(result.errors, /nul\.jsonl:2: there is a NUL byte\n.*nul\.jsonl:3: there is a NUL byte/);
});

// Its pages behind the first: it opens, and reading it to its end fails.
test('a damaged month: rebuilding gives nothing up unasked, writing out says which it is, a backup goes on without it', async () => {
  const where = await fresh('damaged'), file = path.join(folder, 'two-months.csv');
  const row = (i, start) => `${start + i},n.${i % 7},somebody ${i},,${'x'.repeat(100)}`;
  writeFileSync(file, ['time,name,user,device,page', ...Array.from({ length: 3000 }, (_, i) => `${row(i, 1750000000)}\n${row(i, 1755000000)}`)].join('\n'));
  assert.match((await nexus(where, 'import', 'events', file)).output, /6000 events are new/);
  const month = path.join(where, 'events/2025-06.db'), counted = () => sqlite(where, 'events/rollup.db', 'SELECT sum(events) AS n FROM day_total WHERE dimension = 0');
  await sqlite(where, 'events/2025-06.db', 'PRAGMA wal_checkpoint(TRUNCATE)');
  const bytes = readFileSync(month);
  writeFileSync(month, bytes.fill('x', bytes.length >> 1, bytes.length - 8192));
  const rebuilt = await nexus(where, 'events', 'rebuild');
  assert.equal(rebuilt.code, 1);
  assert.match(rebuilt.errors, /1 months are in the roll-ups that no file has whole and sound/);
  assert.deepEqual(await counted(), [{ n: 6000 }]);
  const out = path.join(folder, 'damaged.jsonl.gz'), written = await nexus(where, 'events', 'export', '2025-01-01', '2025-12-31', out);
  assert.equal(written.code, 1);
  assert.match(written.errors, /the events of 2025-06 can't be read to their end/);
  assert.ok(!existsSync(out) && !existsSync(`${out}.unfinished`));
  const kept = path.join(folder, 'damaged.tar.gz'), backup = await nexus(where, 'backup', kept);
  assert.equal(backup.code, 0, backup.errors);
  assert.match(backup.errors, /events\/2025-06\.db is damaged\. It was set aside/);
  const inside = (await run('tar', ['-tzf', kept])).output;
  assert.ok(inside.includes('events/2025-08.db') && !inside.includes('2025-06'));
  assert.deepEqual(await counted(), [{ n: 6000 }]);
});

// ---- the Open University's data, computed a second time ----

const oulad = path.join(path.resolve(home, process.env.DATA_SETS ?? '../shared/data'), 'oulad_clicks');
const skip = existsSync(path.join(oulad, 'courses.csv')) ? false : `there is no ${oulad} (DATA_SETS says where the data sets lie)`;

function table(name) {
  const file = path.join(oulad, `${name}.csv`);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : gunzipSync(readFileSync(`${file}.gz`)).toString();
  const [heading, ...rows] = text.trim().split(/\r?\n/).map((line) => line.split(','));
  return rows.map((row) => Object.fromEntries(heading.map((column, at) => [column, row[at]])));
}

// Who was there on which day, how many events there were, of all and of each course, from the seven files.
function expected() {
  const starts = new Map(table('courses').map((row) => [`${row.code_module}-${row.code_presentation}`.toLowerCase(),
    { start: Date.UTC(Number(row.code_presentation.slice(0, 4)), row.code_presentation[4] === 'J' ? 9 : 1, 1) / 86400000, length: Number(row.module_presentation_length) }]));
  const slug = (row) => `${row.code_module}-${row.code_presentation}`.toLowerCase();
  const people = new Map(), events = new Map(), steps = { registered: new Set(), clicked: new Set(), submitted: new Set(), completed: new Set() };
  const note = (course, day, student) => {
    for (const of of course === null ? ['all'] : ['all', course]) {
      const key = `${of} ${day}`;
      if (!people.has(key)) people.set(key, new Set());
      people.get(key).add(student);
      events.set(key, (events.get(key) ?? 0) + 1);
    }
  };
  const first = new Map(), results = new Map(table('studentInfo').map((row) => [`${slug(row)} ${row.id_student}`, row.final_result]));
  for (const row of table('studentRegistration')) {
    const course = slug(row), { start, length } = starts.get(course), day = start + Math.trunc(Number(row.date_registration || 0)), who = `${course} ${row.id_student}`;
    if (!(first.get(row.id_student) <= day)) first.set(row.id_student, day);
    if (row.date_registration !== '') { note(course, day, row.id_student); steps.registered.add(who); }
    if (row.date_unregistration !== '') note(course, start + Math.trunc(Number(row.date_unregistration)), row.id_student);
    else if (['Pass', 'Distinction'].includes(results.get(who))) { note(course, start + length, row.id_student); steps.completed.add(who); }
  }
  for (const [student, day] of first) note(null, day, student);
  const assessments = new Map(table('assessments').map((row) => [row.id_assessment, slug(row)]));
  for (const row of table('studentAssessment')) {
    if (row.is_banked === 'True' || row.is_banked === '1' || row.date_submitted === '') continue;
    const course = assessments.get(row.id_assessment);
    note(course, starts.get(course).start + Number(row.date_submitted), row.id_student);
    steps.submitted.add(`${course} ${row.id_student}`);
  }
  let clicks = 0;
  for (const row of table('studentVle')) {
    const course = slug(row);
    note(course, starts.get(course).start + Number(row.date), row.id_student);
    steps.clicked.add(`${course} ${row.id_student}`);
    clicks += Number(row.sum_click);
  }
  return { courses: [...starts.keys()], people, events, steps, clicks, students: first.size };
}

// A set of the roll-ups: distances between rising numbers, seven bits a byte.
function members(hex) {
  const ids = [];
  let id = 0, sum = 0, factor = 1;
  for (const byte of Buffer.from(hex, 'hex')) {
    sum += (byte & 127) * factor;
    factor *= 128;
    if (byte < 128) { ids.push(id += sum); sum = 0; factor = 1; }
  }
  return ids;
}

// A run of two sites, two students and three rows of clicks; columns in another order than the published ones.
function smallRun(name) {
  const where = path.join(folder, name);
  mkdirSync(where);
  const files = { courses: 'module_presentation_length,code_presentation,code_module\n200,2013J,AAA\n',
    vle: 'week_from,id_site,code_module,code_presentation,activity_type\n,1,AAA,2013J,homepage\n3,2,AAA,2013J,quiz\n',
    assessments: 'date,id_assessment,code_module,code_presentation,assessment_type\n19,7,AAA,2013J,TMA\n',
    studentInfo: 'id_student,code_module,code_presentation,final_result\n11,AAA,2013J,Pass\n12,AAA,2013J,Fail\n',
    studentRegistration: 'date_unregistration,id_student,code_module,code_presentation,date_registration\n,11,AAA,2013J,-10\n,12,AAA,2013J,99999999999\n',
    studentAssessment: 'score,is_banked,id_student,id_assessment,date_submitted\n78,0,11,7,18\n,0,12,7,999999999\n' };
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(where, `${file}.csv`), text);
  const clicks = 'sum_click,date,id_site,id_student,code_presentation,code_module\n4,0,1,11,2013J,AAA\n1,5,2,11,2013J,AAA\n9,5,2,12,2013J,AAA\n9,99999,2,12,2013J,AAA\n';
  return { where, clicks: gzipSync(clicks + '1,5,3,12,2013J,AAA\n'.repeat(5000)) };
}

test('of a data set with a file that was cut short nothing is taken; columns may come in any order', async () => {
  const small = await fresh('small'), { where, clicks } = smallRun('oulad-small');
  const vle = path.join(where, 'studentVle.csv.gz');
  writeFileSync(vle, clicks.subarray(0, clicks.length - 20));
  const cut = await nexus(small, 'import', 'oulad', where);
  assert.equal(cut.code, 1);
  assert.match(cut.errors, /studentVle\.csv\.gz is cut short or damaged/);
  assert.deepEqual(await sqlite(small, 'nexus.db', "SELECT slug FROM course WHERE slug = 'aaa-2013j'"), []);
  writeFileSync(vle, clicks);
  const whole = await nexus(small, 'import', 'oulad', where);
  assert.equal(whole.code, 0, whole.errors);
  const named = async (name) => (await allEvents(small, 'n.name AS name, e.at')).filter((event) => event.name === name).length;
  assert.equal(await named('lesson.viewed'), 3);
  assert.equal(await named('quiz.submitted'), 1, 'a day thousands of years from the run is none');
  assert.equal(await named('course.enrolled'), 1);
  writeFileSync(path.join(where, 'vle.csv'), 'id_site,code_module,code_presentation,activity_type\n1,AAA,2013J,homepage\n');
  assert.match((await nexus(small, 'import', 'oulad', where)).errors, /vle\.csv has no column week_from/);
});

test('the figures of two course runs are those of their files', { skip }, async () => {
  const runs = await fresh('oulad'), want = expected();
  const result = await nexus(runs, 'import', 'oulad', oulad);
  assert.equal(result.code, 0, result.errors);
  assert.match((await nexus(runs, 'import', 'oulad', oulad)).output, /; 0 events are new/);

  const ids = Object.fromEntries((await sqlite(runs, 'nexus.db', 'SELECT slug, id FROM course')).map((row) => [row.slug, row.id]));
  const totals = await sqlite(runs, 'events/rollup.db', 'SELECT dimension, value, day, users, events FROM day_total WHERE dimension < 2');
  const name = (row) => `${row.dimension === 0 ? 'all' : want.courses.find((course) => ids[course] === row.value)} ${row.day}`;
  const sorted = (list) => Object.fromEntries(list.sort(([a], [b]) => (a < b ? -1 : 1)));
  assert.deepEqual(sorted(totals.map((row) => [name(row), row.users])), sorted([...want.people].map(([key, set]) => [key, set.size])), 'daily active users');
  assert.deepEqual(sorted(totals.map((row) => [name(row), row.events])), sorted([...want.events]), 'events a day');

  const sets = new Map((await sqlite(runs, 'events/rollup.db', 'SELECT day, hex(people) AS people FROM day_people WHERE dimension = 0')).map((row) => [row.day, members(row.people)]));
  for (const day of [15750, 15800, 15900, 16000, 16100])
    for (const length of [7, 28]) {
      const window = Array.from({ length }, (_, at) => day - at);
      assert.equal(new Set(window.flatMap((one) => sets.get(one) ?? [])).size, new Set(window.flatMap((one) => [...want.people.get(`all ${one}`) ?? []])).size, `${length} days up to ${day}`);
    }

  const found = await allEvents(runs, "n.name || ' ' || e.course_id || ' ' || e.actor AS step, n.name, CASE e.name_id WHEN (SELECT id FROM name WHERE name = 'lesson.viewed') THEN json_extract(e.properties, '$.clicks') END AS clicks");
  const distinct = (event) => new Set(found.filter((row) => row.name === event).map((row) => row.step)).size;
  assert.deepEqual([distinct('course.enrolled'), distinct('lesson.viewed'), distinct('quiz.submitted'), distinct('course.completed')],
    [want.steps.registered.size, want.steps.clicked.size, want.steps.submitted.size, want.steps.completed.size], 'registered, clicked, submitted, completed');
  assert.equal(found.filter((row) => row.name === 'account.registered').length, want.students);
  assert.equal(found.reduce((sum, row) => sum + (row.clicks ?? 0), 0), want.clicks);
  const states = await sqlite(runs, 'nexus.db', "SELECT sum(state = 'completed') AS completed, count(*) AS enrolled FROM enrolment");
  assert.deepEqual(states, [{ completed: want.steps.completed.size, enrolled: table('studentRegistration').length }]);
});
