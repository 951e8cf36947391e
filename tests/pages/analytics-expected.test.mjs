// analytics-expected.test.mjs - what is to be expected, and what was not: forecasts by figure, unusual days with their causes; and that what a page
// was asked for stays asked for, and what it shows can be taken away as a file.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { Academy } from './harness.mjs';

let academy, admin, funnel;
const model = async (address) => {
  const answer = await admin.getJson(address);
  assert.equal(answer.status, 200, `${address}: ${answer.text.slice(0, 300)}`);
  return answer.json;
};
const rowsOf = async (address) => {
  const answer = await admin.get(address);
  assert.equal(answer.status, 200, address);
  assert.match(answer.headers['content-type'], /^text\/csv/);
  return answer.text.trim().split('\r\n').map((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((cell) => (cell.startsWith('"') ? cell.slice(1, -1) : cell === '' ? null : Number(cell))));
};
const before7 = (day) => new Date(Date.parse(day) - 7 * 86400e3).toISOString().slice(0, 10);

before(async () => {
  academy = await Academy.start({ demo: true, env: { NEXUS_DEMO_LEARNERS: '60' } });
  admin = await academy.browser().signIn('admin@demo.nexus.example');
  await academy.eventually(async () => (await model('/admin/analytics/forecasts')).past_days > 100, 'the worker to fold the facts');
  await academy.eventually(async () => (await model('/admin/analytics/forecasts')).any_kept, 'the worker to keep forecasts');
  await academy.eventually(async () => await academy.sql("SELECT state FROM job WHERE kind = 'forecast'") === 'queued', 'all of them to be kept');
  const made = await admin.submit('/admin/analytics/funnels/new', '/admin/analytics/funnels', { name: 'To the end', step: ['course.enrolled', 'course.completed'], window: '30', unit: 'days' });
  funnel = made.headers.location;
});
after(async () => { await academy.stop(); });

describe('forecasts', () => {
  test('a program gets the figure that its address names, and what the page and the file have', async () => {
    const seen = new Set();
    for (const name of ['dau', 'sessions', 'events', 'visitors', 'enrolments']) {
      const told = await model(`/api/analytics/predict/${name}?horizon=90`), page = await model(`/admin/analytics/forecasts?figure=${name}&horizon=90`);
      assert.deepEqual([told.figure, told.label, told.horizon], [name, page.label, 90]);
      assert.deepEqual([told.smape, told.naive_smape, told.steps, told.kept], [page.smape, page.naive_smape, page.steps, page.kept]);
      const [, ...rows] = await rowsOf(page.chart.csv);
      assert.deepEqual(rows, told.steps.map((step) => [step.day, step.point, step.low80, step.high80, step.low95, step.high95]));
      assert.deepEqual((await model(page.chart.json)).steps, told.steps);
      seen.add(JSON.stringify([told.smape, told.steps]));
    }
    assert.equal(seen.size, 5, 'each is another one');
    assert.equal((await admin.getJson('/api/analytics/predict/people')).status, 404);
  });

  test('of a part of the academy are compared with none that were kept of the whole', async () => {
    assert.ok((await model('/admin/analytics/forecasts')).any_kept);
    const country = await academy.sql("SELECT country FROM context WHERE country <> '' LIMIT 1", 'events/rollup.db');
    const page = await model(`/admin/analytics/forecasts?country=${country}`);
    assert.equal(page.any_kept, false);
    assert.ok(page.countries.some((one) => one.value === country && one.selected), 'the form says what is shown');
    assert.match((await admin.get(`/admin/analytics/forecasts?country=${country}`)).text, new RegExp(`value="${country}" selected`));
  });
});

describe('unusual days', () => {
  test('the table and the file have every day of the picture, those outside with what happened', async () => {
    const page = await model('/admin/analytics/unusual?days=90&figure=events');
    assert.equal(page.days.length, 89, 'today is not over');
    assert.deepEqual(page.days.filter((day) => day.outside).map((day) => day.day), page.days_outside.map((day) => day.day));
    const [, ...rows] = await rowsOf(page.chart.csv);
    assert.deepEqual(rows.map((row) => row.slice(0, 4)), page.days.map((day) => [day.day, day.value, day.low, day.high]));
    assert.deepEqual((await model(page.chart.json)).days, page.days);
    const { text } = await admin.get('/admin/analytics/unusual?days=90&figure=events');
    for (const day of page.days) assert.ok(text.includes(`<th scope="row">${day.day_text}</th>`), day.day);
  });

  test('days that are not over are said to be that', async () => {
    const tomorrow = new Date(Date.now() + 86400e3).toISOString().slice(0, 10);
    assert.match((await admin.get(`/admin/analytics/unusual?from=${tomorrow}&to=${tomorrow}`)).words, /None of these days is over/);
    assert.doesNotMatch((await admin.get('/admin/analytics/unusual?days=7')).words, /None of these days is over|Too early/);
  });

  test('a day of a course has a cause within the course, and leads to the figure there', async () => {
    const courses = (await academy.sql('SELECT id FROM course')).split('\n').map(Number);
    let causes = 0;
    for (const id of courses)
      for (const day of (await model(`/admin/analytics/unusual?from=2026-01-01&figure=events&course=${id}`)).days_outside) {
        const there = await model(day.url);
        assert.deepEqual([there.figure.name, there.figure.number], ['events', day.value], day.url);
        if (day.cause === null) continue;
        assert.notEqual(day.cause.dimension, 'course');
        causes++;
        const of = async (date) => (await model(`/api/analytics/events?action=counts&groupBy=${day.cause.dimension}&course=${id}&from=${date}&to=${date}`)).counts.find((one) => one.key === day.cause.value)?.events ?? 0;
        const weeks = [];
        for (let at = before7(day.day); weeks.length < 4; at = before7(at)) weeks.push(await of(at));
        assert.deepEqual([day.cause.actual, day.cause.expected], [await of(day.day), weeks.reduce((sum, one) => sum + one, 0) / 4], `${id} ${day.day}`);
      }
    assert.ok(causes > 0, 'there is one to look at');
  });
});

describe('other days', () => {
  test('keep what else was asked for', async () => {
    const urls = async (address) => (await model(address)).periods.map((one) => one.url);
    for (const [address, kept] of [['/admin/analytics/events/list?name=page.viewed&person=ada&days=7', /[?&]name=page\.viewed&person=ada/], ['/admin/analytics/retention?mode=unbounded&unit=day', /[?&]mode=unbounded/],
      ['/admin/analytics/metric/dau?split=country&page=2&by=week', /[?&]split=country/], [`${funnel}?by=device&country=FR`, /country=FR&by=device/]])
      for (const url of await urls(address)) {
        assert.match(url, kept);
        assert.doesNotMatch(url, /page=|week|unit=|days=.*days=/);
      }
    assert.match((await admin.get('/admin/analytics/metric/dau?split=country')).text, /<input type="hidden" name="split" value="country">/);
  });

  test('more of them than can be shown: the page says so', async () => {
    assert.match((await admin.get('/admin/analytics?from=2016-01-01')).words, /At most 800 days are shown at once/);
    assert.doesNotMatch((await admin.get('/admin/analytics?days=90')).words, /At most 800 days/);
  });
});

describe('each picture is a file, too', () => {
  const sum = (list) => list.reduce((all, one) => all + one, 0);

  test('events: names, days, hours', async () => {
    const page = await model('/admin/analytics/events?days=30');
    assert.deepEqual((await rowsOf('/admin/analytics/events/names.csv?days=30')).slice(1), page.names.map((one) => [one.name, one.events, one.before, one.people]));
    assert.deepEqual((await rowsOf(page.by_day.csv)).slice(1), page.by_day.days.map((one) => [one.day, one.events]));
    const [head, ...hours] = await rowsOf(page.by_hour.csv);
    assert.deepEqual(head.slice(0, 3), ['weekday', 0, 1]);
    assert.deepEqual(hours, page.by_hour.weekdays.map((one) => [one.weekday, ...one.cells]));
    assert.equal(sum(hours.flatMap((row) => row.slice(1))), page.events);
    assert.equal((await model(page.by_day.json)).total, page.events);
    assert.deepEqual((await model(page.by_hour.json)).by_hour.weekdays, page.by_hour.weekdays);
  });

  test('the curve of retention', async () => {
    const { curve } = await model('/admin/analytics/retention?days=90');
    assert.deepEqual((await rowsOf(curve.csv)).slice(1), curve.days.map((one) => [one.period, one.people, one.kept, one.share]));
    assert.deepEqual((await model(curve.json)).curve.days, curve.days);
  });

  test('a link with format=json gives the model of the page, to whoever may see the page', async () => {
    for (const address of ['/admin/analytics/unusual', '/admin/analytics/health', '/admin/analytics/courses?course=3', '/admin/analytics/tests/enrol-words', '/teach/analytics/git-from-the-inside']) {
      const link = `${address}${address.includes('?') ? '&' : '?'}format=json`, answer = await admin.get(link);
      assert.match(answer.headers['content-type'], /^application\/json/);
      const linked = JSON.parse(answer.text), asked = await model(address);
      assert.deepEqual(Object.keys(linked).sort(), Object.keys(asked).sort());
      assert.equal((await academy.browser().get(link)).status, 401);
    }
    const ada = await academy.browser().signIn('ada@demo.nexus.example');
    assert.equal((await ada.get('/admin/analytics/unusual?format=json')).status, 403);
    assert.match((await admin.get('/admin/analytics/unusual?format=csv')).headers['content-type'], /^text\/html/);
  });

  test('no link of these pages to a file is a dead end', async () => {
    for (const address of ['/admin/analytics', '/admin/analytics/events', '/admin/analytics/retention', funnel, '/admin/analytics/courses?course=3', '/admin/analytics/unusual', '/admin/analytics/health',
      '/admin/analytics/tests/enrol-words', '/admin/analytics/tests/app-greeting', '/admin/analytics/forecasts', '/admin/analytics/metric/dau', '/teach/analytics/git-from-the-inside']) {
      const links = [...(await admin.get(`${address}${address.includes('?') ? '&' : '?'}device=phone`)).text.matchAll(/href="([^"]*(?:\.csv|\/api\/|format=json)[^"]*)"/g)].map((match) => match[1].replaceAll('&amp;', '&'));
      assert.ok(links.some((link) => link.includes('.csv')) && links.some((link) => !link.includes('.csv')), `${address}: both kinds of files`);
      for (const link of links) assert.match((await admin.get(link)).headers['content-type'], link.includes('.csv') ? /^text\/csv/ : /^application\/json/, link);
    }
  });
});

test('nothing went wrong on our side', () => {
  assert.deepEqual(academy.logLines().filter((line) => line.level === 'error'), []);
});
