// analytics-funnels.test.mjs - funnels: made, changed, deleted and put back without JavaScript; figures that agree with the lists of people behind
// them; one person's way, which leaves an audit line; the API.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { Academy } from './harness.mjs';

const marker = `"><script>alert('x')</script>`;
const noon = (Math.floor(Date.now() / 86400000) - 2) * 86400 + 43200; // the day before yesterday
let academy, admin, ada;
const ids = {};

// Appends events to the spool, as pages do: [actor, name, seconds after noon, device, page].
function live(...events) {
  const lines = events.map(([actor, name, seconds, device = 3, page = '/x']) => [noon + seconds, name, actor, 0, 0, 0, device, 'FR', page, '', '', '', ''].join('\t'));
  appendFileSync(path.join(academy.data, 'events/incoming'), `${lines.join('\n')}\n`);
}

async function create(fields) {
  const answer = await admin.submit('/admin/analytics/funnels/new', '/admin/analytics/funnels', { name: 'One', step: ['t.look', 't.try', 't.buy'], window: '60', unit: 'minutes', ...fields });
  assert.equal(answer.status, 303, answer.words.slice(0, 300));
  return answer.headers.location;
}

before(async () => {
  academy = await Academy.start({ demo: true, env: { NEXUS_DEMO_LEARNERS: '4' } });
  [admin, ada] = await Promise.all(['admin', 'ada'].map((name) => academy.browser().signIn(`${name}@demo.nexus.example`)));
  for (const name of ['ada', 'luc', 'thandi']) ids[name] = Number(await academy.sql(`SELECT id FROM person WHERE email = '${name}@demo.nexus.example'`));
  live([ids.ada, 't.look', 0, 1], [ids.ada, 't.try', 60], [ids.ada, 't.other', 70, 3, '/between'], [ids.ada, 't.buy', 3600],
    [ids.luc, 't.look', 10, 3], [ids.luc, 't.try', 20], [ids.luc, 't.buy', 3611], [ids.thandi, 't.look', 5, 1], [-5, 't.look', 5]);
  await academy.eventually(async () => (await admin.get('/admin/analytics/funnels/new')).text.includes('value="t.buy"'), 'the events');
});
after(async () => { await academy.stop(); });

describe('a funnel', () => {
  let funnel;
  test('is made from rows of steps, and a step is added without a script', async () => {
    const page = await admin.get('/admin/analytics/funnels/new?template=completion');
    assert.match(page.text, /value="account\.registered"/);
    assert.equal(page.text.match(/name="step"/g).length, 4);
    const longer = await admin.post('/admin/analytics/funnels', { csrf: page.csrf, name: marker, step: ['a.b', '', 'c.d', 'e.f'], window: '5', unit: 'hours', visitors: '1', more: '1' });
    assert.equal(longer.text.match(/name="step"/g).length, 5);
    assert.match(longer.text, /value="e\.f"/);
    assert.match(longer.text, /value="hours" selected/);
    assert.ok(!longer.text.includes(marker) && longer.text.includes('&lt;script&gt;'), 'what was typed comes back, escaped');
    assert.ok(!longer.words.includes('Something in the form'));
    funnel = await create({});
  });

  test('is refused with a reason, and nothing typed is lost', async () => {
    const bad = async (fields, reason) => {
      const answer = await admin.submit('/admin/analytics/funnels/new', '/admin/analytics/funnels', { name: 'Mine', step: ['a.b', 'c.d'], window: '5', ...fields });
      assert.equal(answer.status, 422);
      assert.match(answer.words, reason);
      assert.match(answer.text, /value="Mine"/);
    };
    await bad({ step: ['a.b', ''] }, /at least 2 steps/);
    await bad({ step: ['a.b', 'what is this?'] }, /Step 2: a name has letters/);
    await bad({ course: ['', '7777777'], lesson: ['', '7777777'] }, /Step 2: there is no such course or lesson/);
    await bad({ course: ['7777777', ''] }, /Step 1: there is no such course or lesson/);
    const [course, lesson] = (await academy.sql('SELECT c.id, l.id FROM course c JOIN lesson l ON l.course_id <> c.id ORDER BY c.id, l.id LIMIT 1')).split('|');
    await bad({ course: [course, ''], lesson: [lesson, ''] }, /Step 1: there is no such course or lesson/);
    await bad({ window: '400', unit: 'days' }, /At most 366 days/);
    await bad({ step: Array(9).fill('a.b') }, /At most 8 steps/);
  });

  test('counts who went from step to step, and the lists behind have as many', async () => {
    const { json } = await admin.getJson(`${funnel}?days=7`);
    assert.deepEqual(json.steps.map(({ users, from_first, lost, median }) => [users, from_first && Math.round(from_first), lost, median]),
      [[3, 100, 1, null], [2, 67, 1, 35], [1, 33, 0, 3540]]); // luc came a second too late
    assert.deepEqual([json.bottleneck.number, json.bottleneck.lost], [2, 1]);
    for (const step of json.steps) {
      const list = (await admin.getJson(step.url)).json;
      assert.equal(list.total, step.last ? step.users : step.lost);
      assert.equal(list.people.length, list.total);
    }
    assert.deepEqual((await admin.getJson(`${funnel}/people?step=2&days=7`)).json.people.map((person) => person.id), [ids.luc]);
    const file = await admin.get(`${funnel}/people.csv?step=2&days=7`);
    assert.match(file.text, new RegExp(`^"user_id",.*\r\n${ids.luc},"`));
    assert.match((await admin.get(`${funnel}/steps.csv?days=7`)).text, /\r\n2,"t\.try",2,66\.6+\d*,66\.6+\d*,1,35\r\n/);
    const page = await admin.get(`${funnel}?days=7`);
    assert.match(page.words, /1 person is lost before step 2, t\.try: more than anywhere else, 33\.3 % of those who got to t\.look/);
    assert.match(page.text, /<svg/);
  });

  test('is split by what the first step was done with, and narrowed', async () => {
    const { segments } = (await admin.getJson(`${funnel}?days=7&by=device`)).json;
    assert.deepEqual(segments.map((segment) => [segment.label, segment.steps.map((step) => step.users)]), [['Phone', [2, 1, 1]], ['Computer', [1, 1, 0]]]);
    assert.equal((await admin.getJson(`${funnel}?days=7&device=tablet`)).json.any, false);
    assert.match((await admin.get(`${funnel}?from=2020-01-01&to=2020-01-02`)).words, /Nobody began in these days/);
    assert.equal((await admin.get(`${funnel}?by=nothing`)).status, 400);
  });

  test("one person's way has the steps marked, and leaves an audit line", async () => {
    const before = Number(await academy.sql("SELECT count(*) FROM audit WHERE action = 'analytics.read'"));
    const { json } = await admin.getJson(`${funnel}/people/${ids.ada}?days=7`);
    assert.deepEqual(json.events.map((event) => [event.name, event.step]), [['t.look', 1], ['t.try', 2], ['t.other', null], ['t.buy', 3]]);
    assert.equal(json.events[2].page, '/between');
    assert.equal(json.reached, 3);
    assert.match((await admin.get(`${funnel}/people/${ids.thandi}?days=7`)).words, /Got to step 1\./);
    assert.equal(Number(await academy.sql("SELECT count(*) FROM audit WHERE action = 'analytics.read'")), before + 2);
    assert.equal(await academy.sql(`SELECT count(*) FROM audit WHERE action = 'analytics.read' AND subject_kind = 'user' AND subject_id = ${ids.ada}`), '1');
  });

  test('is changed, deleted and put back', async () => {
    const answer = await admin.submit(`${funnel}/edit`, `${funnel}/edit`, { name: 'Two', step: ['t.look', 't.buy'], window: '2', unit: 'hours', visitors: '1' });
    assert.equal(answer.status, 303);
    const { json } = await admin.getJson(`${funnel}?days=7`);
    assert.equal(json.funnel.name, 'Two');
    assert.deepEqual(json.steps.map((step) => step.users), [4, 2]);
    assert.equal(json.visitors, 1);
    assert.match((await admin.get(`${funnel}/edit`)).text, /value="hours" selected/);
    const gone = await admin.follow(await admin.submit(funnel, `${funnel}/delete`));
    assert.match(gone.words, /The funnel is deleted\. Undo/);
    assert.equal((await admin.get(funnel)).status, 404);
    assert.equal((await admin.post(`${funnel}/restore`, { csrf: gone.csrf })).status, 303);
    assert.equal((await admin.get(funnel)).status, 200);
    assert.deepEqual((await academy.sql("SELECT action FROM audit WHERE subject_kind = 'funnel' ORDER BY id")).split('\n').slice(-3), ['funnel.change', 'funnel.delete', 'funnel.restore']);
  });
});

test('templates lead to forms that can be kept as they are', async () => {
  const { templates } = (await admin.getJson('/admin/analytics/funnels')).json;
  for (const template of templates) {
    const page = await admin.get(template.url);
    const steps = [...page.text.matchAll(/name="step"[^>]*value="([^"]*)"/g)].map((found) => found[1]);
    assert.equal(steps.filter(Boolean).join(' → '), template.way);
    const kept = await create({ name: template.name, step: steps, window: /name="window"[^>]*value="(\d+)"/.exec(page.text)[1], unit: 'days' });
    assert.equal((await admin.get(kept)).status, 200);
  }
});

describe('the API', () => {
  const post = (browser, body, csrf) => browser.send('POST', '/api/analytics/funnels', { body: JSON.stringify({ csrf, ...body }), headers: { 'content-type': 'application/json', accept: 'application/json' } });

  test('keeps a funnel, answers results, dropoff and journey', async () => {
    const { csrf } = await admin.get('/profile');
    const made = (await post(admin, { action: 'create', name: 'By a program', step: ['t.look', 't.try', 't.buy'], window: 60 }, csrf)).json;
    assert.ok(made.id > 0, JSON.stringify(made));
    const get = async (query) => (await admin.getJson(`/api/analytics/funnels?id=${made.id}&days=7&${query}`)).json;
    assert.ok((await admin.getJson('/api/analytics/funnels')).json.funnels.some((row) => row.id === made.id && row.steps[1].event === 't.try'));
    assert.deepEqual((await get('action=results')).results.steps.map((step) => step.users), [3, 2, 1]);
    assert.deepEqual((await get('action=dropoff&step=1')).people.map((row) => row.id), [ids.thandi]);
    assert.equal((await get('action=dropoff&step=7')).errors?.step, 'The funnel has no such step.');
    assert.equal((await get(`action=journey&user=${ids.luc}`)).journey.reached, 2);
    assert.equal((await get('action=journey')).errors?.user, 'Please fill this in.');
    assert.equal((await admin.getJson('/api/analytics/funnels?id=999999&action=results')).status, 404);
    assert.equal((await post(admin, { action: 'create', name: 'Short', step: ['t.look'], window: 60 }, csrf)).json.errors.step, 'A funnel has at least 2 steps.');
  });

  test('a step is done by whoever asks, for themselves, and facts cannot be claimed', async () => {
    const { csrf } = await admin.get('/profile');
    const { id } = (await post(admin, { action: 'create', name: 'To do', step: ['t.seen', 'course.completed'], window: 60 }, csrf)).json;
    const token = (await ada.get('/profile')).csrf;
    ada.headers['user-agent'] = 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0'; // without a name one is a program, and not counted
    assert.equal((await post(ada, { action: 'track', id, number: 1 }, token)).json.accepted, 1);
    assert.equal((await post(ada, { action: 'track', id, number: 2 }, token)).status, 422, 'a completion is a fact');
    assert.equal((await post(ada, { action: 'track', id, number: 3 }, token)).status, 422);
    assert.equal((await post(ada, { action: 'create', name: 'Mine', step: ['a.b', 'c.d'], window: 5 }, token)).status, 403);
    assert.equal((await ada.getJson('/api/analytics/funnels')).status, 403);
    await academy.eventually(async () => (await admin.getJson(`/api/analytics/funnels?id=${id}&action=dropoff&step=1`)).json.people.some((row) => row.id === ids.ada), 'the step');
  });
});

test('nothing went wrong on our side', () => {
  assert.deepEqual(academy.logLines().filter((line) => line.level === 'error' || line.status >= 500), []);
});
