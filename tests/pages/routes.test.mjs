// routes.test.mjs - what the route tables promise, tried for every row: who may, form tokens, origins, fields, marked-up text.
//
// The expected answers are made from the tables themselves (learner --routes, admin --routes); `samples` says how a row is
// reached in the demo academy. A row without a sample fails, so that no page is forgotten.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import path from 'node:path';
import { Academy, build, run } from './harness.mjs';

const marker = `"><script>alert('x')</script>`;
const roles = { visitor: null, learner: 'ada', instructor: 'thandi', admin: 'admin' };
const may = {
  anyone: ['visitor', 'learner', 'instructor', 'admin'], user: ['learner', 'instructor', 'admin'],
  instructor: ['instructor', 'admin'], admin: ['admin'],
};

const rows = [];
for (const program of ['learner', 'coach', 'admin', 'analytics']) {
  const { output } = await run(path.join(build, program), ['--routes']);
  rows.push(...JSON.parse(output));
}

test('a route stands once: of two the second is never reached', () => {
  const all = rows.map((row) => `${row.method} ${row.path}`);
  assert.deepEqual(all.filter((one, at) => all.indexOf(one) !== at), []);
});

// How to reach a row: the path's parameters, and the status of a plain look where it is not 200. Filled in by `find` from
// the demo academy: ids of a course, lesson, note, goal, attempt, user, mail, job.
let world;
const samples = {
  'GET /': { status: { learner: 303, instructor: 303, admin: 303 } },
  'GET /courses/:slug': () => ({ slug: world.course }),
  'GET /courses/:slug/:lesson': () => ({ slug: world.course, lesson: world.lesson }),
  'GET /assets/:file': () => ({ file: world.asset }),
  'GET /avatars/:file': { params: { file: 'none.jpg' }, status: { any: 404 } },
  'GET /verify/:token': { params: { token: 'x'.repeat(43) }, status: { any: [200, 404, 410] } },
  'GET /reset/:token': { params: { token: 'x'.repeat(43) }, status: { any: [200, 303, 404, 410] } },
  'GET /setup/:token': { params: { token: 'x'.repeat(43) }, status: { any: [200, 404, 410] } },
  'GET /signin': { status: { learner: 303, instructor: 303, admin: 303 } },
  'GET /signin/code': { status: { any: 303 } },
  'GET /register': { status: { learner: 303, instructor: 303, admin: 303 } },
  'GET /attempts/:id': { params: () => ({ id: world.attempt }), status: { learner: [200, 303], instructor: 404, admin: 404 } },
  'GET /attempts/:id/review': { params: () => ({ id: world.attempt }), status: { learner: [200, 303], instructor: 404, admin: 404 } },
  'GET /attempts/:id/answers': { params: () => ({ id: world.attempt }), status: { learner: [200, 303, 404], instructor: 404, admin: 404 } },
  'GET /api/ai/conversations/:id': { params: () => ({ id: world.conversation }), status: { instructor: 404, admin: 404 } },
  'GET /api/ai/messages/:id/sent': { params: () => ({ id: world.message }), status: { instructor: 404, admin: 404 } },
  'GET /notes/:id': { params: () => ({ id: world.note }), status: { instructor: 404, admin: 404 } },
  'GET /goals/:id': { params: () => ({ id: world.goal }), status: { instructor: 404, admin: 404 } },
  'GET /certificates/:code': () => ({ code: world.certificate }),
  'GET /certificates/:code/pdf': () => ({ code: world.certificate }),
  'GET /chat/:id': { params: () => ({ id: world.conversation }), status: { instructor: 404, admin: 404 } },
  'GET /chat/messages/:id': { params: () => ({ id: world.message }), status: { instructor: 404, admin: 404 } },
  'GET /chat/messages/:id/sent': { params: () => ({ id: world.message }), status: { instructor: 404, admin: 404 } },
  'GET /coach/nudge': { status: { any: [200, 204] } },
  'GET /admin/analytics/completion.csv': { status: { admin: 404 } }, // of no course
  'GET /admin/analytics/live': { status: { any: 204 } },
  'GET /admin/users/:id': () => ({ id: world.user }),
  'GET /admin/mail/:id': () => ({ id: world.mail }),
  'GET /admin/coach/conversations/:id': () => ({ id: world.handed }),
  'GET /teach/inbox/:id': () => ({ id: world.handed }),
  'GET /teach/courses/:slug/coach': () => ({ slug: world.course }),
  'GET /api/analytics/predict/:metric': () => ({ metric: 'dau' }),
  'GET /teach/courses/:slug/faq': () => ({ slug: world.course }),
  'GET /teach/analytics/:slug': () => ({ slug: world.course }),
  'GET /teach/analytics/:slug/days.csv': () => ({ slug: world.course }),
  'GET /teach/analytics/:slug/completion.csv': () => ({ slug: world.course }),
  'GET /teach/analytics/:slug/frequency.csv': () => ({ slug: world.course }),
  'GET /teach/analytics/:slug/lessons.csv': () => ({ slug: world.course }),
  'GET /teach/analytics/:slug/questions.csv': () => ({ slug: world.course }),
  'GET /admin/analytics/metric/:name': { params: { name: 'enrolments' } },
  'GET /admin/analytics/metric/:name/points.csv': { params: { name: 'wau' } },
  'GET /admin/analytics/metric/:name/people.csv': { params: { name: 'new' } },
  'GET /admin/analytics/annotations/:id': () => ({ id: world.annotation }),
  'GET /admin/analytics/snapshots/:id': { params: { id: '999999' }, status: { any: 404 } },
  'GET /shared/:token': { params: { token: 'x'.repeat(43) }, status: { any: 404 } },
  'GET /admin/analytics/builder/:id': () => ({ id: world.built }),
  'GET /admin/analytics/builder/:id/rows.csv': () => ({ id: world.built }),
  'GET /admin/analytics/builder/:id/edit': () => ({ id: world.built }),
  'GET /admin/analytics/builder/:id/schedule': () => ({ id: world.built }),
  'GET /api/analytics/reports/:id': () => ({ id: world.built }),
  'GET /admin/analytics/alerts/:id': () => ({ id: world.alert }),
  'GET /admin/analytics/reports/:kind': { params: { kind: 'weekly' } },
  'POST /admin/analytics/reports/:kind/schedule': { params: { kind: 'weekly' } },
  'POST /admin/analytics/reports/:kind/schedule/now': { params: { kind: 'weekly' } },
  'POST /admin/analytics/reports/:kind/schedule/stop': { params: { kind: 'weekly' } },
  'POST /admin/analytics/reports/:kind/schedule/resume': { params: { kind: 'weekly' } },
  'GET /admin/analytics/reports/:kind/schedule': { params: { kind: 'weekly' } },
  'GET /admin/analytics/reports/:kind/report.csv': { params: { kind: 'daily' } },
  'GET /admin/analytics/reports/:kind/report.pdf': { params: { kind: 'monthly' } },
  'GET /api/analytics/report/:type': { params: { type: 'quarterly' } },
  'GET /admin/analytics/funnels/:id': () => ({ id: world.funnel }),
  'GET /admin/analytics/funnels/:id/steps.csv': () => ({ id: world.funnel }),
  'GET /admin/analytics/funnels/:id/edit': () => ({ id: world.funnel }),
  'GET /admin/analytics/funnels/:id/people': () => ({ id: world.funnel }),
  'GET /admin/analytics/funnels/:id/people.csv': () => ({ id: world.funnel }),
  'GET /admin/analytics/events/:event': { params: { event: '2000-01.1' }, status: { any: 404 } },
  'GET /admin/analytics/people/:id': () => ({ id: world.user }),
  'GET /admin/analytics/funnels/:id/people/:user_id': () => ({ id: world.funnel, user_id: world.user }),
  'GET /admin/analytics/tests/:key': () => ({ key: 'enrol-words' }),
  'POST /admin/analytics/tests/:key': () => ({ key: world.draft }),
  'GET /admin/analytics/tests/:key/edit': () => ({ key: world.draft }),
  'GET /admin/analytics/tests/:key/results.csv': () => ({ key: 'enrol-words' }),
  'GET /admin/analytics/tests/:key/people': () => ({ key: 'enrol-words' }),
  'GET /admin/analytics/tests/:key/people.csv': () => ({ key: 'enrol-words' }),
  'GET /admin/analytics/tests/:key/days.csv': () => ({ key: 'enrol-words' }),
  'GET /api/analytics/ab-tests/:key': () => ({ key: 'enrol-words' }),
};

const keyOf = (row) => `${row.method} ${row.path}`;
const parametersOf = (row) => [...row.path.matchAll(/:(\w+)/g)].map((found) => found[1]);

// The address of a row, or null when the samples don't say how to reach it.
function addressOf(row) {
  const sample = samples[keyOf(row)];
  const given = typeof sample === 'function' ? sample() : typeof sample?.params === 'function' ? sample.params() : sample?.params ?? {};
  const other = { id: world.user, key_id: world.user, link_id: world.user, user_id: world.user, code: world.certificate, slug: world.course, lesson: world.lesson, token: 'x'.repeat(43), file: 'none.jpg', name: 'dau', key: 'enrol-words' };
  let reached = true;
  const address = row.path.replace(/:(\w+)/g, (all, name) => {
    const value = given[name] ?? (row.method === 'GET' ? undefined : other[name]);
    if (value === undefined) reached = false;
    return encodeURIComponent(value ?? '');
  });
  return reached ? address : null;
}

function expectedStatus(row, role) {
  const table = samples[keyOf(row)]?.status;
  const status = table?.[role] ?? table?.any ?? 200;
  return Array.isArray(status) ? status : [status];
}

let academy;
const browsers = {};

before(async () => {
  academy = await Academy.start({ demo: true, env: { NEXUS_PUSH: '0', NEXUS_DEMO_LEARNERS: '12' } });
  for (const [role, name] of Object.entries(roles)) {
    browsers[role] = academy.browser();
    if (name) await browsers[role].signIn(`${name}@demo.nexus.example`);
  }
  await browsers.visitor.submit('/forgot', '/forgot', { email: 'ada@demo.nexus.example' });
  world = {
    course: 'git-from-the-inside',
    lesson: await academy.sql("SELECT l.slug FROM lesson l JOIN course c ON c.id = l.course_id WHERE c.slug = 'git-from-the-inside' AND l.preview = 1 ORDER BY l.position LIMIT 1"),
    asset: await academy.sql('SELECT file FROM asset LIMIT 1'),
    attempt: await academy.sql("SELECT max(a.id) FROM attempt a JOIN person p ON p.id = a.user_id WHERE p.email = 'ada@demo.nexus.example'"),
    certificate: await academy.sql("SELECT code FROM certificate c JOIN person p ON p.id = c.user_id WHERE p.email = 'ada@demo.nexus.example'"),
    note: await academy.sql("SELECT min(n.id) FROM note n JOIN person p ON p.id = n.user_id WHERE p.email = 'ada@demo.nexus.example'"),
    goal: await academy.sql("SELECT min(g.id) FROM goal g JOIN person p ON p.id = g.user_id WHERE p.email = 'ada@demo.nexus.example'"),
    conversation: await academy.sql("INSERT INTO conversation (user_id, title, created_at, updated_at) SELECT id, 'One', 1, 1 FROM person WHERE email = 'ada@demo.nexus.example' RETURNING id"),
    message: await academy.sql("INSERT INTO message (conversation_id, role, content, sent, created_at) SELECT max(id), 'assistant', 'Two', '[]', 1 FROM conversation RETURNING id"),
    funnel: await academy.sql(`INSERT INTO funnel (name, steps, window_minutes, created_at, updated_at) VALUES ('One', '[{"event":"course.enrolled"},{"event":"lesson.completed"}]', 60, 1, 1) RETURNING id`),
    user: await academy.sql("SELECT id FROM person WHERE email = 'luc@demo.nexus.example'"),
    mail: await academy.sql('SELECT max(id) FROM mail'),
    annotation: await academy.sql("INSERT INTO annotation (day, words, created_at) VALUES (20000, 'The doors opened', 1) RETURNING id"),
    built: await academy.sql("INSERT INTO built_report (name, definition, made_at) VALUES ('People', '{\"source\":\"people\",\"columns\":[\"name\"]}', 1) RETURNING id"),
    alert: await academy.sql("INSERT INTO alert (title, figure, condition, threshold, recipients, created_at, checked_day) VALUES ('Few', 'dau', 'below', 1, 'a@b.example', 1, 20000) RETURNING id"),
    draft: await academy.sql("INSERT INTO experiment (name, title, salt, goal, base, effect, level, power, created_at) VALUES ('draft', 'D', '', 'goal.reached', 1, 1, 95, 80, 1); INSERT INTO experiment_variant SELECT id, 0, 'a', 5000 FROM experiment WHERE name = 'draft'; INSERT INTO experiment_variant SELECT id, 1, 'b', 5000 FROM experiment WHERE name = 'draft'; SELECT 'draft'"),
    handed: await academy.sql(`INSERT INTO conversation (user_id, title, course_id, created_at, updated_at, handed_over_at) SELECT p.id, 'What is a tree?', c.id, 1, 1, 1
      FROM person p, course c WHERE p.email = 'ada@demo.nexus.example' AND c.slug = 'git-from-the-inside' RETURNING id`),
  };
});
after(async () => { await academy.stop(); });

describe('looking', () => {
  for (const row of rows.filter((row) => row.method === 'GET')) {
    for (const role of Object.keys(roles)) {
      test(`${keyOf(row)} as ${role}`, async () => {
        const address = addressOf(row);
        assert.notEqual(address, null, `say in samples how to reach ${keyOf(row)}`);
        const answer = await browsers[role].get(address);
        assert.ok(answer.headers['x-request-id'], 'every answer carries a request id');
        if (may[row.who].includes(role)) {
          assert.ok(expectedStatus(row, role).includes(answer.status), `${address}: ${answer.status}, expected ${expectedStatus(row, role)}: ${answer.words.slice(0, 300)}`);
        } else if (role === 'visitor') {
          assert.equal(answer.status, 303);
          assert.match(answer.headers.location, /^\/signin\?next=/);
          assert.equal((await browsers.visitor.getJson(address)).status, 401);
        } else {
          assert.equal(answer.status, 403, address);
        }
      });
    }
    if (row.template) {
      test(`${keyOf(row)} gives its model as JSON`, async () => {
        const role = may[row.who].find((role) => expectedStatus(row, role).includes(200));
        if (!role) return;
        const answer = await browsers[role].getJson(addressOf(row));
        assert.ok(expectedStatus(row, role).includes(answer.status), `${answer.status}`);
        assert.match(answer.headers['content-type'] ?? 'application/json', /^application\/json/);
        if (answer.status === 200) assert.equal(typeof answer.json, 'object');
      });
    }
  }
});

// Any days may be asked for: before there were computers, after all of us, and the wrong way round.
test('pages of days answer for the oddest of days', async () => {
  const odd = ['from=0001-01-01&to=9999-12-31', 'from=9999-12-31&to=0001-01-01', 'to=1970-01-01', 'from=1969-12-31&to=1969-12-31', 'to=9999-12-31'];
  const dated = rows.filter((row) => row.method === 'GET' && row.fields.some((field) => field.name === 'from' && field.kind === 'day'));
  assert.ok(dated.length > 20);
  for (const row of dated) {
    const address = addressOf(row), role = may[row.who].at(-1);
    for (const days of odd) {
      const target = `${address}${address.includes('?') ? '&' : '?'}${days}`, { status } = await browsers[role].get(target);
      assert.ok([200, 303, 400, 404, 422].includes(status), `${target}: ${status}`);
    }
  }
});

describe('changing', () => {
  for (const row of rows.filter((row) => row.method === 'POST')) {
    test(`${keyOf(row)}: wrong role, no token, another site`, async () => {
      const address = addressOf(row);
      for (const role of Object.keys(roles)) {
        const browser = browsers[role];
        const bare = await browser.post(address, {});
        if (!may[row.who].includes(role)) {
          assert.equal(bare.status, role === 'visitor' ? 303 : 403, `${role}: ${address}`);
          if (role === 'visitor') assert.match(bare.headers.location, /^\/signin/);
          continue;
        }
        // A page that sends this person elsewhere does so here too.
        const elsewhere = bare.status === 303 && (await browser.get(address)).status === 303;
        if (row.token) assert.ok(elsewhere || [422, 404, 403].includes(bare.status), `${role} without a token: ${bare.status}`);
        const foreign = await browser.post(address, { csrf: 'x' }, { headers: { 'sec-fetch-site': 'cross-site' } });
        assert.equal(foreign.status, 403, `${role} from another site`);
        const origin = await browser.post(address, { csrf: 'x' }, { headers: { origin: 'https://evil.example' } });
        assert.equal(origin.status, 403, `${role} with another origin`);
      }
    });

    test(`${keyOf(row)}: bad fields are named`, async () => {
      const role = may[row.who].at(-1), browser = browsers[role];
      const page = await browser.get(role === 'visitor' ? '/signin' : '/profile');
      for (const field of row.fields.filter((field) => ['text', 'lines', 'email', 'integer', 'choice', 'day'].includes(field.kind))) {
        if (parametersOf(row).includes(field.name)) continue;
        if ((field.kind === 'text' || field.kind === 'lines') && !field.most) continue;
        const wrong = { email: 'not an address', integer: 'many', choice: 'none of these', day: 'someday' }[field.kind] ?? 'x'.repeat(field.most + 1);
        const answer = await browser.post(addressOf(row), { csrf: page.csrf, [field.name]: wrong }, { headers: { accept: 'application/json' } });
        assert.ok([422, 429].includes(answer.status), `${field.name}: ${answer.status} ${answer.text.slice(0, 200)}`);
        if (answer.status === 422) assert.ok(answer.json.errors?.[field.name], `errors.${field.name} in ${answer.text.slice(0, 300)}`);
      }
    });

    test(`${keyOf(row)}: what comes back is escaped`, async () => {
      const role = may[row.who].at(-1), browser = browsers[role];
      const page = await browser.get('/profile');
      const fields = Object.fromEntries(row.fields.filter((field) => ['text', 'lines', 'email', 'choice'].includes(field.kind) && !parametersOf(row).includes(field.name)).map((field) => [field.name, marker]));
      if (Object.keys(fields).length === 0 || /suspend|\/act|\/roles/.test(row.path)) return;
      const answer = await browser.follow(await browser.post(addressOf(row), { csrf: page.csrf, ...fields }));
      assert.ok(!answer.text.includes(marker), 'the marker came back as markup');
      assert.ok(answer.status < 500, `${answer.status}`);
    });
  }
});

test('text in the address is escaped, and odd addresses are refused politely', async () => {
  for (const address of [`/search?q=${encodeURIComponent(marker)}`, `/courses?q=${encodeURIComponent(marker)}&level=x`, `/courses/${encodeURIComponent(marker)}`, '/%ff', '/courses/%00', '/..%2f..%2fetc/passwd', '/static/../nexus.db', '/_data/nexus.db', '/assets/..%2f..%2fnexus.db']) {
    const answer = await browsers.visitor.get(address);
    assert.ok(answer.status < 500, `${address}: ${answer.status}`);
    assert.ok(!answer.text.includes(marker), address);
    assert.ok(!answer.text.includes('SQLite format'), address);
  }
});

test('a method that is not there is answered with those that are', async () => {
  const answer = await browsers.visitor.send('DELETE', '/signin');
  assert.equal(answer.status, 405);
  assert.equal(answer.headers.allow, 'GET, HEAD, POST');
  assert.equal((await browsers.visitor.send('POST', '/courses', { body: '' })).headers.allow, 'GET, HEAD');
});

test('the description of the API has every route', async () => {
  const document = (await browsers.visitor.get('/api/openapi.json')).json;
  for (const row of rows) {
    const address = row.path.replace(/:(\w+)/g, '{$1}');
    assert.ok(document.paths[address]?.[row.method.toLowerCase()], keyOf(row));
  }
});

test('nothing went wrong on our side', () => {
  const wrong = academy.logLines().filter((line) => line.level === 'error' || line.status >= 500);
  assert.deepEqual(wrong, []);
});
