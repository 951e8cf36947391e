// activity.test.mjs - /activity: the figures of the page are those of the learner's own days, counted here once more.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { Academy } from './harness.mjs';

let academy, ada, id, zone;
const rows = async (query) => (await academy.sql(query)).split('\n').filter(Boolean).map((line) => line.split('|').map(Number));

before(async () => {
  academy = await Academy.start({ demo: true, env: { NEXUS_DEMO_LEARNERS: '12' } });
  ada = await academy.browser().signIn('ada@demo.nexus.example');
  [id, zone] = (await academy.sql("SELECT id, time_zone FROM person WHERE email = 'ada@demo.nexus.example'")).split('|');
});
after(() => academy?.stop());

const today = () => { // the day number in Ada's zone
  const written = new Date().toLocaleDateString('sv-SE', { timeZone: zone }); // 2026-11-21: Swedes write ISO 8601
  return Math.round(Date.parse(`${written}T00:00:00Z`) / 864e5);
};

test('streaks, weeks and days are what the days say', async () => {
  const now = today(), days = await rows(`SELECT day, seconds, lessons, quizzes FROM activity_day WHERE user_id = ${id} AND day <= ${now} ORDER BY day`);
  assert.ok(days.length > 10, `${days.length} days in the demo`);
  const model = (await ada.getJson('/activity')).json;
  const studied = days.filter(([, seconds, lessons, quizzes]) => lessons || quizzes || seconds >= 300).map(([day]) => day), known = new Set(studied);
  let longest = 0;
  for (const day of studied) {
    let length = 1;
    while (known.has(day + length)) length++;
    longest = Math.max(longest, length);
  }
  let current = 0, end = known.has(now) ? now : now - 1;
  while (known.has(end - current)) current++;
  assert.deepEqual([model.streak, model.longest_streak, model.days_of_study], [current, longest, studied.filter((day) => day > now - 182).length]);
  const monday = now - (now + 3) % 7, sum = (from, to) => days.filter(([day]) => day >= from && day <= to).reduce((all, [, seconds]) => all + seconds, 0);
  assert.deepEqual([model.week_seconds, model.before_seconds], [sum(monday, now), sum(monday - 7, monday - 1)]);
  const listed = model.calendar.entries;
  assert.deepEqual(listed.map((row) => row.seconds), days.filter(([day]) => day > now - 182).map(([, seconds]) => seconds).reverse());
  const shaded = [...model.calendar.svg.matchAll(/chart-level-[1-6]" d="([^"]*)"/g)].reduce((all, [, way]) => all + way.split('M').length - 1, 0);
  const recent = days.filter(([day]) => day > now - 182);
  assert.ok(recent.some(([, seconds, , quizzes]) => seconds < 30 && quizzes), 'a day with nothing but a quiz');
  assert.equal(shaded, recent.filter(([day, seconds]) => known.has(day) || seconds >= 30).length, 'what the streak counts has a shade');
  assert.ok(listed.every((row) => /^\d{4}-\d\d-\d\d$/.test(row.day)));
});

test('totals of courses are those of the lessons', async () => {
  const expected = await rows(`SELECT sum(p.seconds), count(p.completed_at) FROM lesson_progress p WHERE p.user_id = ${id} GROUP BY p.course_id ORDER BY 1 DESC`);
  const { courses } = (await ada.getJson('/activity')).json;
  assert.ok(courses.length >= 2);
  assert.deepEqual(courses.map((course) => [course.seconds, course.lessons + course.quizzes]), expected);
});

test('the page has chart, table, definition, and ways to it', async () => {
  const page = await ada.get('/activity');
  assert.match(page.text, /<svg class="chart-fixed"[\s\S]*Minutes by day, the last 26 weeks/);
  assert.match(page.words, /A day counts as one of study when you completed a lesson, passed a quiz, or read for five minutes/);
  assert.match(page.words, /Course by course/);
  assert.match((await ada.get('/dashboard')).text, /This week<\/h2>[\s\S]{0,300}href="\/activity"/);
  assert.match((await ada.get('/courses')).text, /class="menu"[\s\S]*href="\/activity"/);
  assert.match((await ada.get('/activity', { headers: { cookie: [...ada.cookies].map(([name, value]) => `${name}=${value}`).join('; ') + '; __Host-language=fr' } })).words, /Mon activité/);
});

test('who has done nothing is told how to begin, and sees nothing of others', async () => {
  const added = await academy.nexus(['user', 'add', 'new@example.org', '--name', 'New', '--password-stdin'], 'a-long-passphrase-42');
  assert.equal(added.code, 0, added.errors);
  const fresh = await academy.browser().signIn('new@example.org', 'a-long-passphrase-42');
  assert.match((await fresh.get('/activity')).words, /Read a lesson, and its day appears here/);
  const model = (await fresh.getJson(`/activity?user=${id}&user_id=${id}`)).json;
  assert.deepEqual([model.any, model.streak, model.week_seconds, model.courses, model.usual_hour, model.weekdays], [false, 0, 0, [], null, null]);
});

test('nothing went wrong on our side', () => {
  assert.deepEqual(academy.logLines().filter((line) => line.level === 'error' || line.status >= 500), []);
});
