// analytics-overview.test.mjs - the pages that admins read every morning: key figures that agree with each other and with the
// database, a figure in full with the people behind it, targets, annotations, and the same by the API.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Academy } from './harness.mjs';

let academy, admin;
const model = async (address) => {
  const answer = await admin.getJson(address);
  assert.equal(answer.status, 200, `${address}: ${answer.text.slice(0, 300)}`);
  return answer.json;
};
const metric = async (name, query = '') => (await model(`/api/analytics/metrics?name=${name}&${query}`)).metrics[0];
const cellOf = (cell) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell === '' ? null : Number(cell));
const rowsOf = (answer) => answer.text.trim().split('\r\n').slice(1).map((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map(cellOf));
const sum = (list) => list.reduce((all, one) => all + one, 0);

before(async () => {
  academy = await Academy.start({ demo: true, env: { NEXUS_DEMO_LEARNERS: '25' } });
  admin = await academy.browser().signIn('admin@demo.nexus.example');
  const enrolled = Number(await academy.sql("SELECT count(*) FROM activity WHERE kind = 'course.enrolled'"));
  assert.ok(enrolled > 20);
  await academy.eventually(async () => (await metric('enrolments', 'from=2024-01-01')).value === enrolled, 'the worker to fold the facts');
});
after(async () => { await academy.stop(); });

describe('the overview', () => {
  test('shows every figure of the catalogue in its group, with its definition', async () => {
    const { groups } = await model('/admin/analytics');
    const { metrics } = await model('/api/analytics/metrics');
    const shown = groups.flatMap((group) => group.figures);
    assert.deepEqual(groups.map((group) => group.title), ['Learners', 'Learning', 'Coach', 'Visitors and registrations']);
    for (const { name, value, label } of metrics) {
      const figure = shown.find((one) => one.key === name);
      assert.deepEqual([figure.number, figure.label], [value, label]);
      if (!name.startsWith('coach_')) assert.match(figure.spark, /^<svg/);
    }
    assert.deepEqual(metrics.map((one) => one.name).sort(), shown.map((one) => one.name).sort());
    const page = await admin.get('/admin/analytics');
    for (const { key, label, means } of shown) {
      assert.ok(page.text.includes(`href="#def-${key}"`) && page.text.includes(`id="def-${key}"`), key);
      assert.ok(page.words.includes(label) && means.length > 20, label);
    }
  });

  test('the figures of the coach lead to the same of the same course', async () => {
    const begun = await academy.sql("INSERT INTO conversation (user_id, title, course_id, created_at, updated_at, questions, resolved_at) SELECT p.id, 'x', c.id, unixepoch() - 86400, unixepoch(), 1, CASE c.id WHEN 1 THEN unixepoch() END FROM (SELECT id FROM person LIMIT 3) p, (SELECT id FROM course WHERE id < 4) c RETURNING id");
    for (const [query, number] of [['days=90', 100 / 3], ['days=90&course=1', 100], ['days=90&course=2', 0]]) {
      const resolved = (await model(`/admin/analytics?${query}`)).groups[2].figures.find((one) => one.key === 'coach_resolved'), { totals } = await model(resolved.url);
      assert.ok(Math.abs(resolved.number - number) < 1e-9, `${query}: ${resolved.number}`);
      assert.equal(100 * totals.resolved / totals.conversations, resolved.number, resolved.url);
      assert.equal((await metric('coach_resolved', query)).value, resolved.number);
    }
    await academy.sql(`DELETE FROM conversation WHERE id IN (${begun.replaceAll('\n', ',')})`);
  });

  test('says what changed in words, and for one day too', async () => {
    const { groups } = await model('/admin/analytics?days=30');
    const lessons = groups[1].figures.find((one) => one.key === 'lessons_completed');
    const change = Math.round(1000 * (lessons.number - lessons.before) / lessons.before) / 10; // the demo's numbers depend on the hour: it may be none
    assert.equal(lessons.change.text, change === 0 ? 'as before' : `${Math.abs(change)} % ${change > 0 ? 'more' : 'less'} than the 30 days before`);
    assert.equal(lessons.change.mood, change === 0 ? 'plain' : change > 0 ? 'good' : 'bad');
    const rate = groups[1].figures.find((one) => one.key === 'pass_rate');
    assert.match(rate.change.text, /points (more|less) than the 30 days before/);
    const { groups: [, day] } = await model('/admin/analytics?from=2026-01-05&to=2026-01-05');
    for (const { change: one } of day.figures) if (one) assert.match(one.text, /than the day before|as before/);
  });

  test('says that today is not over, and nothing of a period that is', async () => {
    for (const page of ['/admin/analytics', '/admin/analytics/metric/dau']) {
      assert.match((await admin.get(`${page}?days=7`)).words, /Today is not over/);
      assert.doesNotMatch((await admin.get(`${page}?from=2026-01-05&to=2026-01-11`)).words, /Today is not over/);
    }
  });

  test('leaves out what conversations can not be filtered by', async () => {
    const coach = async (query) => (await model(`/admin/analytics?${query}`)).groups[2].figures.map((one) => one.key);
    assert.deepEqual(await coach(''), ['questions', 'handovers', 'coach_resolved', 'coach_rating', 'coach_cost']);
    assert.deepEqual(await coach('country=FR'), ['questions', 'handovers']);
  });
});

describe('now', () => {
  const now = async () => (await model('/admin/analytics/now')).now;

  test('is what happens within seconds, and says nothing of whom', async () => {
    const visitor = academy.browser({ headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' } }), before = await now();
    for (let i = 0; i < 3; i++) await visitor.get('/courses');
    const after = await academy.eventually(async () => {
      const told = await now();
      return told.visitors > before.visitors && told.events >= before.events + 3 ? told : null;
    }, 'the visits to be told');
    assert.equal(sum(after.minutes), after.events);
    assert.equal(after.minutes.length, 30);
    const viewed = after.last.find((one) => one.name === 'page.viewed');
    assert.ok(viewed.count >= 3 && after.at - viewed.at < 60);
    assert.deepEqual(Object.keys(viewed).sort(), ['ago', 'at', 'count', 'name']);
  });

  test('is a piece of the page for the script, and asking for it is no visit', async () => {
    const answer = await admin.get('/admin/analytics/now', { headers: { 'sec-fetch-dest': 'empty' } });
    assert.equal(answer.status, 200);
    assert.match(answer.text, /<div class="now-figures">/);
    assert.doesNotMatch(answer.text, /<html/);
    await admin.get('/admin/analytics/annotations', { headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' } });
    await admin.get('/admin/analytics/now', { headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0', 'sec-fetch-dest': 'empty' } });
    await admin.get('/admin/analytics/courses', { headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' } });
    const pages = await academy.eventually(async () => {
      const seen = await academy.events("e.page LIKE '/admin/analytics/%'", 'e.page');
      return seen.includes('/admin/analytics/courses') ? seen : null;
    }, 'the last visit to be stored');
    assert.ok(pages.includes('/admin/analytics/annotations') && !pages.includes('/admin/analytics/now'), pages.join());
  });
});

describe('a figure in full', () => {
  const year = 'from=2026-01-01&to=2026-12-31';

  test('days, weeks and months add up; different people of a week are counted once', async () => {
    for (const by of ['day', 'week', 'month']) {
      const { value, points } = await metric('enrolments', `${year}&by=${by}`);
      assert.equal(sum(points.map((one) => one.value)), value, by);
      assert.equal(points.length, { day: 365, week: 53, month: 12 }[by]);
    }
    const days = (await metric('people', `${year}&by=day`)).points, weeks = (await metric('people', `${year}&by=week`)).points;
    let fewer = 0;
    for (const week of weeks) {
      const inside = days.filter((day) => day.from >= week.from && day.to <= week.to).map((day) => day.value);
      assert.ok(week.value <= sum(inside) && week.value >= Math.max(...inside), week.from);
      fewer += week.value < sum(inside);
    }
    assert.ok(fewer > 3, 'people come on several days of a week');
    const one = weeks.find((week) => week.value > 2);
    assert.equal((await metric('people', `from=${one.from}&to=${one.to}`)).value, one.value);
  });

  test('hours of a day add up to it, where a figure has hours', async () => {
    const { points: days } = await metric('lessons_completed', `${year}&by=day`);
    const day = [...days].sort((a, b) => b.value - a.value)[0].from, one = `from=${day}&to=${day}`;
    const { value, points } = await metric('lessons_completed', `${one}&by=hour`);
    assert.equal(points.length, 24);
    assert.match(points[9].from, new RegExp(`^${day}T09:00:00Z$`));
    assert.equal(sum(points.map((hour) => hour.value)), value);
    const people = await metric('dau', `${one}&by=hour`), inHours = people.points.map((hour) => hour.value);
    assert.ok(Math.max(...inHours) <= people.value && sum(inHours) >= people.value && people.value > 0);
    assert.equal(rowsOf(await admin.get(`/admin/analytics/metric/dau/points.csv?${one}&by=hour`)).length, 24);
    const ways = async (name, query) => (await model(`/admin/analytics/metric/${name}?${query}`)).ways.map((way) => way.text);
    assert.deepEqual(await ways('visitors', `${one}&by=hour`), ['By the day', 'By the week', 'By the month', 'By the hour']);
    assert.ok(!(await ways('wau', one)).includes('By the hour') && !(await ways('visitors', 'days=7')).includes('By the hour'));
    assert.equal((await metric('wau', `${one}&by=hour`)).points.length, 1); /* a window of days has none */
    assert.match((await admin.get(`/admin/analytics/metric/visitors?${one}&by=hour`)).text, /12:00/);
    const { figure } = await model('/admin/analytics/metric/visitors?from=2026-11-01&to=2026-11-02&by=hour');
    assert.deepEqual([figure.chart.rows.length, figure.chart.rows[0].label, figure.chart.rows.at(-1).label], [48, '2 Nov, 23:00', '1 Nov, 00:00']);
  });

  test('the breakdown is what the filter gives, and leads to it', async () => {
    for (const name of ['enrolments', 'wau', 'completion_rate']) {
      const { split_rows: rows } = await model(`/admin/analytics/metric/${name}?${year}&split=course`);
      assert.ok(rows.length >= 3);
      for (const row of rows) assert.equal((await model(row.url)).figure.number, row.number, `${name}: ${row.text}`);
    }
    const { split_rows: rows, any_split: any } = await model('/admin/analytics/metric/enrolments?from=2020-01-01&to=2020-01-31');
    assert.deepEqual([rows, any], [[], false]);
  });

  test('the people behind it are those that it counts', async () => {
    const { figure, people, total } = await model(`/admin/analytics/metric/people?${year}`);
    assert.equal(total, figure.number);
    const csv = rowsOf(await admin.get(`/admin/analytics/metric/people/people.csv?${year}`));
    assert.equal(csv.length, total);
    assert.equal(csv[0][1], people[0].name);
    const enrolments = await metric('enrolments', year), did = rowsOf(await admin.get(`/admin/analytics/metric/enrolments/people.csv?${year}`));
    assert.equal(sum(did.map((row) => row[3])), enrolments.value);
    for (const [id, name, email] of did.slice(0, 3)) assert.equal(await academy.sql(`SELECT name || '|' || email FROM person WHERE id = ${id}`), `${name}|${email}`);
    const fresh = await model(`/admin/analytics/metric/new?${year}`);
    assert.equal(fresh.total, fresh.figure.number);
    const returning = await model('/admin/analytics/metric/returning?days=30');
    assert.equal(returning.total, returning.figure.number);
    assert.equal((await model('/admin/analytics/metric/visitors')).has_people, false);
    assert.equal((await admin.get('/admin/analytics/metric/visitors/people.csv')).status, 404);
  });

  test('a filter of people and course goes through to the list', async () => {
    const course = await academy.sql("SELECT id FROM course WHERE slug = 'git-from-the-inside'"), query = `${year}&course=${course}`;
    const enrolled = Number(await academy.sql(`SELECT count(*) FROM activity WHERE kind = 'course.enrolled' AND course_id = ${course}`));
    const page = await model(`/admin/analytics/metric/enrolments?${query}`);
    assert.deepEqual([page.figure.number, sum(page.people.map((one) => one.times)), page.filtered], [enrolled, enrolled, true]);
  });

  test('its line is a file, and an unknown one is not there', async () => {
    const answer = await admin.get(`/admin/analytics/metric/lessons_completed/points.csv?${year}&by=month`);
    assert.match(answer.headers['content-type'], /^text\/csv/);
    const rows = rowsOf(answer);
    assert.equal(rows.length, 12);
    assert.equal(sum(rows.map((row) => row[2])), (await metric('lessons_completed', year)).value);
    assert.equal((await admin.get('/admin/analytics/metric/nothing')).status, 404);
    const refused = await admin.getJson('/api/analytics/metrics?name=nothing');
    assert.equal(refused.status, 422);
    assert.match(refused.json.errors.name, /Without a name, all are listed/);
  });
});

describe('a target', () => {
  const page = '/admin/analytics/metric/enrolments', of = async () => (await model(`${page}?days=30`)).figure;

  test('is a line and a share; of a month it is a thirtieth a day', async () => {
    const { number } = await of();
    const done = await admin.follow(await admin.submit(page, `${page}/target`, { value: '60', per: 'month' }));
    assert.match(done.words, /The target is set/);
    const figure = await of();
    assert.deepEqual([figure.target_value, Math.round(figure.target_share)], [60, Math.round(number / 0.6)]);
    assert.equal(figure.target, `${Math.round(number / 0.6)} % of the target of 60`);
    assert.match(figure.chart.svg, /Target: 2</);
    assert.match((await admin.get('/admin/analytics')).words, new RegExp(`${Math.round(number / 0.6)} % of the target of 60`));
    assert.equal((await metric('enrolments', 'days=7')).target_value, 14);
    assert.match(await academy.sql("SELECT detail FROM audit WHERE action = 'target.set'"), /^enrolments: 60 in 30 days/);
  });

  test('a rate is wanted as it is, with a comma as well', async () => {
    await admin.submit('/admin/analytics/metric/pass_rate', '/admin/analytics/metric/pass_rate/target', { value: '82,5' });
    assert.equal((await metric('pass_rate', 'days=7')).target_value, 82.5);
  });

  for (const wrong of ['0', '-3', 'many', '1e9', '1.2.3', '99999999999'])
    test(`"${wrong}" is refused and comes back`, async () => {
      const answer = await admin.submit(page, `${page}/target`, { value: wrong, per: 'week' });
      assert.equal(answer.status, 422);
      assert.ok(answer.text.includes(`value="${wrong}"`) && /Give a number above 0/.test(answer.words));
      assert.match(answer.text, /<option value="week" selected/);
    });

  test('goes again', async () => {
    await admin.submit(page, `${page}/target/clear`);
    assert.equal((await of()).target, null);
    assert.equal((await admin.submit(page, `${page}/target/clear`)).status, 303);
  });
});

describe('courses, lessons, instructors', () => {
  const year = 'from=2026-01-01&to=2026-12-31';

  test('a course is ranked by the people that its own page counts', async () => {
    const { top_courses: courses } = await model(`/admin/analytics/courses?${year}`);
    assert.ok(courses.length >= 4);
    assert.deepEqual(courses.map((one) => one.people), courses.map((one) => one.people).sort((a, b) => b - a));
    for (const one of courses) {
      assert.equal((await model(one.url)).figure.number, one.people, one.title);
      assert.equal((await model(one.enrolments_url)).figure.number, one.enrolments, one.title);
      assert.equal(one.rate, one.enrolments === 0 ? null : 100 * one.completions / one.enrolments);
    }
    const csv = rowsOf(await admin.get(`/admin/analytics/courses.csv?${year}`));
    assert.deepEqual(csv.map((row) => row[2]), courses.map((one) => one.people));
    assert.deepEqual((await model(`/admin/analytics?${year}`)).top_courses, courses.slice(0, 5));
  });

  test('a lesson loses who does not view the next; all lessons of a course stand in their order', async () => {
    const id = await academy.sql("SELECT id FROM course WHERE slug = 'git-from-the-inside'");
    const { stops } = await model(`/admin/analytics/courses?${year}&course=${id}`);
    assert.equal(stops.length, Number(await academy.sql(`SELECT count(*) FROM lesson WHERE course_id = ${id} AND removed_at IS NULL`)));
    for (const [at, one] of stops.entries()) {
      const viewers = await academy.sql(`SELECT coalesce(sum(learners), 0) FROM day_lesson WHERE lesson_id = ${one.lesson_id} AND day >= 20454`, 'events/rollup.db');
      assert.equal(one.viewers, Number(viewers), one.title);
      const behind = async (url) => rowsOf(await admin.get(url.replace('/list?', '/list.csv?')));
      assert.equal(new Set((await behind(one.viewers_url)).filter((event) => event[2] > 0).map((event) => `${event[2]} ${event[0].slice(0, 10)}`)).size, one.viewers, one.viewers_url);
      assert.equal((await behind(one.completed_url)).length, one.completed, one.completed_url);
      const next = stops[at + 1];
      assert.equal(one.next_viewers, next && one.viewers > 0 ? next.viewers : null);
      assert.equal(one.lost, next && one.viewers > 0 ? Math.max(0, one.viewers - next.viewers) : null);
    }
    const { stops: worst } = await model(`/admin/analytics/courses?${year}`);
    assert.ok(worst.length > 3 && worst.every((one, at) => one.lost > 0 && (at === 0 || one.lost <= worst[at - 1].lost)));
    const all = rowsOf(await admin.get(`/admin/analytics/stops.csv?${year}`));
    assert.equal(Math.max(...all.map((row) => row[8] ?? 0)), worst[0].lost);
  });

  test('an instructor has each learner once, whatever courses they took', async () => {
    const { instructors, top_courses: courses } = await model(`/admin/analytics/courses?${year}`);
    assert.ok(instructors.length >= 1);
    for (const one of instructors) {
      const own = (await academy.sql(`SELECT course_id FROM course_instructor i JOIN course c ON c.id = i.course_id WHERE i.user_id = ${one.user_id} AND c.state = 'published'`)).split('\n').map(Number);
      const each = courses.filter((course) => own.includes(course.course_id));
      assert.equal(one.completions, sum(each.map((course) => course.completions)));
      const lists = await Promise.all(own.map(async (id) => rowsOf(await admin.get(`/admin/analytics/metric/people/people.csv?${year}&course=${id}`)).map((row) => row[0])));
      assert.equal(one.people, new Set(lists.flat()).size);
    }
    assert.equal(rowsOf(await admin.get(`/admin/analytics/instructors.csv?${year}`)).length, instructors.length);
    const of = courses[0].course_id, teach = (await academy.sql(`SELECT user_id FROM course_instructor WHERE course_id = ${of} ORDER BY user_id`)).split('\n').map(Number);
    const { instructors: its } = await model(`/admin/analytics/courses?${year}&course=${of}`);
    assert.deepEqual(its.map((one) => one.user_id).sort((a, b) => a - b), teach, 'of one course only those who teach it');
    assert.deepEqual(its.map((one) => [one.courses, one.people, one.completions]), its.map(() => [1, courses[0].people, courses[0].completions]));
  });
});

describe('annotations', () => {
  const page = '/admin/analytics/annotations';

  test('of one day have one number: marks on top of each other could not be read', async () => {
    const ids = (await academy.sql("INSERT INTO annotation (day, words, created_at) SELECT unixepoch() / 86400 - d, 'Of day ' || d, 1 FROM (SELECT 9 AS d UNION ALL SELECT 9 UNION ALL SELECT 4) RETURNING id")).split('\n');
    const { notes, text } = { notes: (await model('/admin/analytics/metric/dau')).notes, text: (await admin.get('/admin/analytics/metric/dau')).text };
    assert.deepEqual(notes.map((note) => [note.words, note.key]), [['Of day 9', '1'], ['Of day 9', '1'], ['Of day 4', '2']]);
    assert.equal(new Set(text.match(/chart-key-text[^>]*>\d+</g)).size, 2);
    await academy.sql(`DELETE FROM annotation WHERE id IN (${ids.join(',')})`);
  });

  test('are numbers in every line of days, with the words under it', async () => {
    const day = new Date(Date.now() - 5 * 86400e3).toISOString().slice(0, 10);
    await admin.submit(page, page, { day, words: 'The <b>spring</b> campaign began' });
    for (const address of ['/admin/analytics', '/admin/analytics/metric/dau?by=week', '/admin/analytics/metric/completions', '/admin/analytics/events', '/admin/analytics/unusual', '/admin/analytics/forecasts']) {
      const { text } = await admin.get(address);
      assert.ok(text.includes('The &lt;b&gt;spring&lt;/b&gt; campaign began') && !text.includes('<b>spring'), address);
      assert.match(text, /chart-key-text/);
    }
    assert.doesNotMatch((await admin.get('/admin/analytics?from=2026-01-01&to=2026-01-31')).words, /campaign began/);
  });

  test('are changed, removed, put back', async () => {
    const { annotations: [{ id, by }] } = await model(page);
    assert.equal(by, 'Robin Admin');
    await admin.submit(`${page}/${id}`, `${page}/${id}`, { day: '2026-02-03', words: 'It began in February' });
    assert.match((await admin.get('/admin/analytics?from=2026-02-01&to=2026-02-28')).words, /3 February 2026 It began in February/);
    const removed = await admin.follow(await admin.submit(page, `${page}/${id}/remove`));
    const undo = /action="([^"]*restore)"/.exec(removed.text)[1];
    assert.ok((await model(page)).annotations.every((one) => one.id !== id));
    assert.equal((await admin.get(`${page}/${id}`)).status, 404);
    await admin.submit(page, undo);
    assert.equal((await model(page)).annotations.find((one) => one.id === id).words, 'It began in February');
    const refused = await admin.submit(`${page}/${id}`, `${page}/${id}`, { day: '', words: 'Some other words' });
    assert.deepEqual([refused.status, refused.text.includes('value="Some other words"')], [422, true]);
    assert.equal((await admin.submit(page, `${page}/999/remove`)).status, 404);
  });
});

describe('system health', () => {
  const health = (query = '') => model(`/admin/analytics/health${query}`);
  const stateOf = async (label) => (await health()).checks.find((one) => one.label === label);

  test('counts every answer of the log once, by program', async () => {
    await academy.nexus(['mail', 'flush']);
    await academy.sql("UPDATE job SET run_at = 0 WHERE kind = 'log'");
    const answered = (program) => academy.logLines().filter((line) => line.level === 'access' && line.program === program).length;
    const learner = answered('learner');
    const told = await academy.eventually(async () => {
      const page = await health();
      return page.programs?.find((one) => one.program === 'learner' && Number(one.answers.replace(',', '')) >= learner) ? page : null;
    }, 'the log to be read');
    assert.equal(Number(told.programs.find((one) => one.program === 'learner').answers.replace(',', '')), learner);
    for (const one of told.programs) assert.match(one.p50, /^[0-9.,]+ ms$/);
    assert.equal(told.programs.at(-1).program, 'All together');
    const labels = ['Events that wait', 'Answers that failed, 24 hours', '95 of 100 answers within, 24 hours', 'Mail that waits', 'Jobs that failed', 'Free on the disk'];
    const { system } = await model('/admin/analytics'), page = await admin.get('/admin/analytics');
    assert.deepEqual(system.map((check) => check.label), labels);
    assert.deepEqual(system.map((check) => check.url), told.checks.filter((check) => labels.includes(check.label)).map((check) => check.url));
    for (const check of system) assert.ok(page.words.includes(`${check.label} `), check.label);
    assert.match(system[1].value, /^0 of [1-9]/);
    const rows = rowsOf(await admin.get('/admin/analytics/health.csv?hours=168'));
    assert.equal(rows.length, 168);
    assert.ok(rows.at(-1)[1] + rows.at(-2)[1] >= learner);
  });

  test('says what to do when something is wrong, and the overview that something is', async () => {
    const well = (await model('/admin/analytics')).unwell;
    assert.equal((await stateOf('Mail that could not be sent')).state, 'good');
    const id = await academy.sql("INSERT INTO mail (recipient, subject, body, state, next_at, created_at) VALUES ('a@example.org', 'x', 'y', 'failed', 1, 1) RETURNING id");
    const failed = await stateOf('Mail that could not be sent');
    assert.deepEqual([failed.state, failed.url], ['bad', '/admin/mail?state=failed']);
    assert.match(failed.advice, /mail server/);
    const page = await admin.get('/admin/analytics');
    assert.match(page.words, well === 0 ? /1 thing about the system wants a look/ : /things about the system want a look/);
    await academy.sql(`DELETE FROM mail WHERE id = ${id}`);
    assert.equal(await stateOf('Damaged files set aside'), undefined);
    const damaged = path.join(academy.data, 'events/damaged-1-2020-01.db');
    writeFileSync(damaged, '');
    const aside = await stateOf('Damaged files set aside');
    assert.deepEqual([aside.value, aside.state], ['1', 'warn']);
    assert.match(aside.advice, /^Reports go on without them/);
    rmSync(damaged);
    await academy.sql("UPDATE setting SET value = '5' WHERE name = 'worker_seen'");
    const worker = await stateOf('The worker was seen');
    assert.equal(worker.state, 'bad');
    assert.match(worker.advice, /^Start the worker/);
  });
});

test('in French', async () => {
  await academy.sql("UPDATE person SET language = 'fr' WHERE email = 'admin@demo.nexus.example'");
  const { words } = await admin.get('/admin/analytics/metric/lessons_completed?days=30');
  assert.match(words, /de (plus|moins) que les 30 jours précédents|comme avant/);
  assert.match(words, /Les personnes derrière/);
});

test('nothing went wrong on our side', () => {
  assert.deepEqual(academy.logLines().filter((line) => line.level === 'error' || line.status >= 500), []);
});
