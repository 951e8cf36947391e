// views.mjs - every page of the academy with the person who looks at it, for looks.test.mjs.
//
// The list is made from the route tables (learner --routes, admin --routes, analytics --routes): each GET row that has a template is a view, and a
// row whose parameters nobody fills in below fails the test, so that a new page is never forgotten. `states` are the faces of
// pages that no plain address shows: refused forms, empty lists, answers to a form, refusals.
import path from 'node:path';
import { build, monthsOf, run, totp } from '../pages/harness.mjs';
import { password, linkFor } from './walk.mjs';

export async function routes() {
  const rows = [];
  for (const program of ['learner', 'admin', 'analytics']) rows.push(...JSON.parse((await run(path.join(build, program), ['--routes'])).output));
  return rows;
}

const person = { anyone: null, user: 'ada', instructor: 'thandi', admin: 'admin' };
const ada = "(SELECT id FROM person WHERE email = 'ada@demo.nexus.example')";
const one = (house, query) => house.academy.sql(query);
const course = '/courses/git-from-the-inside';
const lessons = "FROM lesson l JOIN course c ON c.id = l.course_id WHERE c.slug = 'git-from-the-inside' AND l.removed_at IS NULL";

// How a path's parameters are found. More addresses than one: a page that looks different to different people.
const parameters = {
  '/courses/:slug': async () => [{ address: course, as: null }, { address: course, as: 'ada' }],
  '/courses/:slug/:lesson': async (house) => [
    { address: `${course}/${await one(house, `SELECT l.slug ${lessons} AND l.preview = 1 ORDER BY l.position LIMIT 1`)}`, as: null },
    { address: `${course}/${await one(house, `SELECT l.slug ${lessons} AND l.kind = 'text' ORDER BY l.position DESC LIMIT 1`)}`, as: 'ada', note: 'a lesson' },
    { address: `${course}/${await one(house, `SELECT l.slug ${lessons} AND l.kind = 'quiz' ORDER BY l.position LIMIT 1`)}`, as: 'ada', note: 'a quiz' },
    { address: `${course}/${await one(house, `SELECT l.slug ${lessons} AND l.preview = 0 ORDER BY l.position LIMIT 1`)}`, as: null, note: 'locked' }],
  '/verify/:token': async (house) => [{ address: house.links.verify }, { address: `/verify/${'x'.repeat(43)}`, note: 'ended' }],
  '/reset/:token': async (house) => [{ address: house.links.reset }, { address: `/reset/${'x'.repeat(43)}`, note: 'ended' }],
  '/setup/:token': async () => [{ address: `/setup/${'x'.repeat(43)}`, note: 'ended' }],
  '/signin/code': async () => [{ as: null, reach: secondFactor }],
  '/attempts/:id': async () => [{ as: 'bo', reach: openAttempt }],
  '/attempts/:id/review': async (house) => {
    const ids = await one(house, `SELECT max(id) FROM attempt WHERE user_id = ${ada} AND submitted_at IS NOT NULL GROUP BY quiz_id ORDER BY quiz_id`);
    return ids.split('\n').map((id, i) => ({ address: `/attempts/${id}/review`, note: `quiz ${i + 1}` }));
  },
  '/certificates/:code': async (house) => [{ address: `/certificates/${await one(house, `SELECT code FROM certificate WHERE user_id = ${ada}`)}`, as: null }],
  '/notes/:id': async (house) => [{ address: `/notes/${await one(house, `SELECT min(id) FROM note WHERE user_id = ${ada}`)}` }],
  '/goals/:id': async (house) => [{ address: `/goals/${await one(house, `SELECT min(id) FROM goal WHERE user_id = ${ada}`)}` }],
  '/chat': async () => [{ address: '/chat' }, { address: '/chat', as: 'bo', note: 'none yet' },
    { address: `/chat?${new URLSearchParams({ course: 'git-from-the-inside', lesson: 'blobs' })}`, note: 'from a lesson' }],
  '/chat/:id': async (house) => [{ address: `/chat/${(await talk(house)).id}` }],
  '/chat/messages/:id/sent': async (house) => [{ address: `/chat/messages/${(await talk(house)).answer}/sent` }],
  '/profile/keys': async (house) => (await keyed(house), [{ address: '/profile/keys' }, { address: '/profile/keys', as: 'admin', note: 'none yet' }]),
  '/admin/users/:id': async (house) => (await keyed(house), [{ address: `/admin/users/${await one(house, `SELECT ${ada}`)}` }]),
  '/admin/coach': async (house) => (await asked(house), [{ address: '/admin/coach' }]),
  '/admin/coach/conversations': async (house) => (await asked(house), [{ address: '/admin/coach/conversations' }, { address: '/admin/coach/conversations?measure=resolved&days=7', note: 'resolved' }]),
  '/admin/coach/conversations/:id': async (house) => [{ address: `/admin/coach/conversations/${(await asked(house)).handed}` }],
  '/admin/analytics': async (house) => (await reported(house), [{ address: '/admin/analytics?days=90' },
    { address: '/admin/analytics?from=2020-01-01&to=2020-01-01', note: 'a day without events' }]),
  '/admin/analytics/courses': async (house) => (await reported(house), [{ address: '/admin/analytics/courses?days=90' }, { address: '/admin/analytics/courses?days=90&course=1', note: 'one course' }]),
  '/admin/analytics/metric/:name': async (house) => (await reported(house), [{ address: '/admin/analytics/metric/wau?days=90&by=week' },
    { address: '/admin/analytics/metric/visitors?device=phone', note: 'filtered' }]),
  '/admin/analytics/annotations/:id': async (house) => [{ address: `/admin/analytics/annotations/${await one(house, 'SELECT min(id) FROM annotation')}` }],
  '/admin/analytics/forecasts': async (house) => (await reported(house), [{ address: '/admin/analytics/forecasts?figure=visitors&horizon=90' }]),
  '/admin/analytics/unusual': async (house) => (await reported(house), [{ address: '/admin/analytics/unusual?days=90' }]),
  '/admin/analytics/alerts': async (house) => [{ address: `/admin/analytics/alerts?with=${await watched(house)}` }],
  '/admin/analytics/alerts/:id': async (house) => [{ address: `/admin/analytics/alerts/${await watched(house)}` }],
  '/admin/analytics/tests/:key': async (house) => (await reported(house), ['enrol-words', 'enrol-card', 'app-greeting'].map((name) => ({ address: `/admin/analytics/tests/${name}` }))),
  '/admin/analytics/tests/:key/edit': async (house) => [{ address: `/admin/analytics/tests/${await house.academy.sql(`INSERT INTO experiment (name, title, salt, goal, base, effect, level, power, created_at)
    VALUES ('draft', 'Draft', '', 'goal.reached', 1, 1, 95, 80, 1); INSERT INTO experiment_variant SELECT id, 0, 'a', 5000 FROM experiment WHERE name = 'draft';
    INSERT INTO experiment_variant SELECT id, 1, 'b', 5000 FROM experiment WHERE name = 'draft'; SELECT 'draft'`)}/edit` }],
  '/admin/analytics/tests/:key/people': async () => [{ address: '/admin/analytics/tests/enrol-words/people' }],
  '/admin/analytics/funnels/:id': async (house) => [{ address: `/admin/analytics/funnels/${await funnel(house)}` }],
  '/admin/analytics/funnels/:id/edit': async (house) => [{ address: `/admin/analytics/funnels/${await funnel(house)}/edit` }],
  '/admin/analytics/funnels/:id/people': async (house) => [{ address: `/admin/analytics/funnels/${await funnel(house)}/people?step=1` }],
  '/admin/analytics/funnels/:id/people/:user_id': async (house) => [{ address: `/admin/analytics/funnels/${await funnel(house)}/people/${await one(house, `SELECT ${ada}`)}` }],
  '/admin/analytics/people/:id': async (house) => [{ address: `/admin/analytics/people/${await one(house, `SELECT ${ada}`)}` }],
  '/admin/analytics/events/:event': async (house) => (await reported(house), [{ address: `/admin/analytics/events/${await newestEvent(house)}` }]),
  '/admin/analytics/reports/:kind': async (house) => (await reported(house), [{ address: '/admin/analytics/reports/weekly' }, { address: '/admin/analytics/reports/quarterly', note: 'a quarter' }]),
  '/admin/analytics/reports/:kind/schedule': async () => [{ address: '/admin/analytics/reports/weekly/schedule' }],
  '/admin/analytics/builder/new': async () => [{ address: '/admin/analytics/builder/new?example=pass' }, { address: '/admin/analytics/builder/new', note: 'empty' }],
  '/admin/analytics/builder/:id': async (house) => [{ address: `/admin/analytics/builder/${await built(house)}` }],
  '/admin/analytics/builder/:id/edit': async (house) => [{ address: `/admin/analytics/builder/${await built(house)}/edit` }],
  '/admin/analytics/builder/:id/schedule': async (house) => [{ address: `/admin/analytics/builder/${await built(house)}/schedule` }],
  '/admin/analytics/snapshots': async (house) => (await kept(house), [{ address: '/admin/analytics/snapshots' }]),
  '/admin/analytics/snapshots/:id': async (house) => [{ address: (await kept(house)).page }],
  '/shared/:token': async (house) => [{ address: (await kept(house)).link, as: null },
    ...(await Promise.all(['/admin/analytics/reports/weekly', '/admin/analytics/events?days=90', '/admin/analytics/health', `/admin/analytics/alerts/${await watched(house)}`,
      `/admin/analytics/builder/${await built(house)}`, '/teach/analytics/git-from-the-inside?days=90'].map((page) => keep(house, page))))
      .map(({ of, link }) => ({ address: link, as: null, note: of }))],
  '/teach/analytics/:slug': async (house) => (await reported(house), [{ address: '/teach/analytics/git-from-the-inside?days=90&figure=attempts' }]),
  '/teach/inbox': async (house) => (await asked(house), [{ address: '/teach/inbox' }, { address: '/teach/inbox?box=answered', note: 'answered' }, { address: '/teach/inbox?box=reports', as: 'admin', note: 'reports' }]),
  '/teach/inbox/:id': async (house) => [{ address: `/teach/inbox/${(await asked(house)).handed}` }],
  '/teach/courses/:slug/coach': async () => [{ address: '/teach/courses/git-from-the-inside/coach' }],
  '/teach/courses/:slug/faq': async (house) => [{ address: `/teach/courses/git-from-the-inside/faq?from=${(await asked(house)).reply}` },
    { address: '/teach/courses/statistics-for-decisions/faq', note: 'empty' }],
  '/admin/mail/:id': async (house) => [{ address: `/admin/mail/${await one(house, 'SELECT max(id) FROM mail')}` }],
};

// Ada's API keys: one in use, one that has expired, one revoked; made once.
let keys = null;
function keyed(house) {
  return (keys ??= house.academy.sql(`INSERT INTO api_key (user_id, name, prefix, token_hash, scopes, created_at, last_used_at, expires_at, revoked_at) VALUES
    (${ada}, 'Weekly report', 'REP2RT34', '', 31, 1, 2, NULL, NULL), (${ada}, 'A trial', 'TR2AL345', '', 1, 1, NULL, 2, NULL),
    (${ada}, 'The old script on the laptop that was lost', 'LAP2TP34', '', 3, 1, 2, NULL, 3) RETURNING id`));
}

// The worker has counted the demo's past.
let counted = null;
function reported(house) {
  return (counted ??= (async () => {
    const admin = await house.academy.browser().signIn('admin@demo.nexus.example');
    await house.academy.eventually(async () => (await admin.getJson('/admin/analytics')).json.any, 'the reports');
  })());
}

// The newest month's last event, as its page is called.
async function newestEvent(house) {
  const month = monthsOf(house.academy.data).at(-1);
  return `${path.basename(month, '.db')}.${await house.academy.sql('SELECT max(id) FROM event', month)}`;
}

// An alert that found something; made once.
let alert = null;
function watched(house) {
  return (alert ??= (async () => {
    const id = await house.academy.sql(`INSERT INTO alert (title, figure, condition, threshold, recipients, created_at, checked_day, snoozed_until) VALUES
      ('Fewer than five learners', 'dau', 'below', 5, 'admin@demo.nexus.example', 1, 20700, 4000000000) RETURNING id`);
    await house.academy.sql(`INSERT INTO alert_fired (alert_id, day, value, low, high, cause, at, mailed) VALUES (${id}, 20699, 2, 4.5, 20,
      '{"dimension":"country","value":"ZA","expected":8,"actual":1,"explained":0.7}', 1, 1), (${id}, 20700, 3, NULL, NULL, '', 1, 0) RETURNING day`);
    return id;
  })());
}

// A report that was put together; made once.
let put = null;
function built(house) {
  return (put ??= house.academy.sql(`INSERT INTO built_report (name, definition, made_at) VALUES ('Enrolments by course', '{"source":"enrolments","group":"course","measure":"count","falling":true}', 1) RETURNING id`));
}

// A snapshot with a link to it; of the overview, made once, and of any page.
let snapshot = null;
const kept = (house) => (snapshot ??= keep(house, '/admin/analytics?days=90'));
async function keep(house, of) {
  await reported(house);
  const admin = await house.academy.browser().signIn('admin@demo.nexus.example');
  const made = await admin.submit('/profile', '/admin/analytics/snapshots', { path: of, title: 'The autumn' });
  const shared = await admin.submit(made.headers.location, `${made.headers.location}/share`, { days: '7' });
  return { of, page: made.headers.location, link: new URL(/<code>([^<]+)<\/code>/.exec(shared.text)[1]).pathname };
}

// A saved funnel; made once.
let saved = null;
function funnel(house) {
  return (saved ??= (async () => {
    await reported(house);
    return house.academy.sql(`INSERT INTO funnel (name, steps, window_minutes, created_at, updated_at) VALUES ('From looking to learning',
      '[{"event":"course.viewed","course":0,"lesson":0},{"event":"course.enrolled","course":0,"lesson":0},{"event":"lesson.completed","course":0,"lesson":0}]', 43200, 1, 1) RETURNING id`);
  })());
}

// A conversation with everything that one can hold; made once.
let talked = null;
function talk(house) {
  return (talked ??= makeTalk(house));
}
async function makeTalk(house) {
  const text = (value) => `'${JSON.stringify(value).replaceAll("'", "''")}'`;
  const id = await house.academy.sql(`INSERT INTO conversation (user_id, title, course_id, created_at, updated_at) SELECT ${ada}, 'What is a blob?', id, 1, 1
    FROM course WHERE slug = 'git-from-the-inside' RETURNING id`);
  await house.academy.sql(`INSERT INTO conversation_read (conversation_id, reader_id, read_at) SELECT ${id}, id, 1 FROM person WHERE email = 'thandi@demo.nexus.example'`);
  await house.academy.sql(`INSERT INTO message (conversation_id, role, content, created_at) VALUES (${id}, 'user', 'What is a blob?', 1)`);
  const citations = [{ n: 1, title: 'Content gets a name', heading: 'Blobs', url: `${course}/blobs`, quote: 'Git stores the content of a file' }];
  const cards = [{ id: 1, action: 'create_note', text: 'Make a note: A blob has no name.', state: 'offered' }, { action: 'start_quiz', text: 'What Git keeps', state: 'link', url: course }];
  const answer = await house.academy.sql(`INSERT INTO message (conversation_id, role, content, html, source, model, rung, rating, citations, card, sent, created_at) VALUES (${id},
    'assistant', 'Content.', '<p>Only content, no name [1].</p><pre><code>git cat-file -p 1f7a7a4</code></pre>', 'model', 'small', 2, 4, ${text(citations)}, ${text(cards)}, ${text([{ role: 'user', content: 'What is a blob?' }])}, 1) RETURNING id`);
  return { id, answer };
}

// What was asked of late, handed over, answered, reported, and put into the FAQ; made once.
let askings = null;
function asked(house) {
  return (askings ??= makeAsked(house));
}
async function makeAsked(house) {
  const lesson = await one(house, `SELECT l.id ${lessons} AND l.kind = 'text' ORDER BY l.position LIMIT 1`);
  const now = Math.floor(Date.now() / 1000);
  const begin = async (words, days, more, heading) => {
    const id = await house.academy.sql(`INSERT INTO conversation (user_id, title, course_id, lesson_id, created_at, updated_at, ${Object.keys(more)}) SELECT ${ada}, '${words}', course_id, id,
      ${now - days * 86400}, ${now - days * 86400}, ${Object.values(more)} FROM lesson WHERE id = ${lesson} RETURNING id`);
    const question = await house.academy.sql(`INSERT INTO message (conversation_id, role, content, lesson_id, heading, created_at) VALUES (${id}, 'user', '${words}', ${lesson}, '${heading}', ${now - days * 86400}) RETURNING id`);
    const answer = await house.academy.sql(`INSERT INTO message (conversation_id, role, content, html, source, abstained, created_at) VALUES (${id}, 'assistant', 'It is so.', '<p>It is <code>so</code>.</p>', 'builtin', ${more.handed_over_at ? 1 : 0}, ${now - days * 86400}) RETURNING id`);
    await house.academy.sql(`UPDATE conversation SET sentiment_message_id = ${question} WHERE id = ${id}`);
    return { id, answer };
  };
  for (const [at, words] of ['What is a blob?', 'what is a blob', 'Blob, what is it?', 'How long is a name?', 'How long is the name of a tree?'].entries())
    await begin(words, at + 2, { resolved_at: now - 86400, rating: (at % 5) + 1, sentiment: at / 5 - 0.4 }, at < 3 ? 'Blobs' : '');
  await begin('Undoing a merge that went wrong is a horror and I want to know how to be rid of it', 3, { reopened_at: now, sentiment: -0.8, rating: 2 }, 'Names made of contents');
  const handed = await begin('May I hand in the last exercise a week late?', 4, { handed_over_at: now - 2 * 86400, sentiment: 0 }, '');
  await begin('Who marks this?', 1, { handed_over_at: now - 3600, rating: 3 }, '');
  const done = await begin('Is there an exam?', 6, { handed_over_at: now - 5 * 86400, rating: 4 }, '');
  const reply = await house.academy.sql(`INSERT INTO message (conversation_id, role, author_id, content, created_at) SELECT ${done.id}, 'instructor', id, 'No, only the quizzes.', ${now} FROM person WHERE email = 'thandi@demo.nexus.example' RETURNING id`);
  await house.academy.sql(`INSERT INTO message (conversation_id, role, author_id, content, created_at) SELECT ${handed.id}, 'instructor', id, 'I will ask.', ${now - 3 * 86400} FROM person WHERE email = 'thandi@demo.nexus.example' RETURNING id`);
  await house.academy.sql(`INSERT INTO message_report (message_id, user_id, reason, created_at) VALUES (${handed.answer}, ${ada}, 'This is not so.', ${now - 7200})`);
  await house.academy.sql(`INSERT INTO faq (course_id, lesson_id, question, answer, author_id, created_at) SELECT c.id, ${lesson}, 'Is there an exam?', 'No, only the quizzes.', p.id, ${now} FROM course c, person p
    WHERE c.slug = 'git-from-the-inside' AND p.email = 'thandi@demo.nexus.example'`);
  return { handed: handed.id, reply };
}

// Bo has done nothing yet; Kim has a second factor. Made once.
export const bo = { name: 'Bo Lind', email: 'bo@example.com' };
export const kim = { name: 'Kim Sato', email: 'kim@example.com' };

export async function addPeople(house) {
  const links = {};
  for (const person of [bo, kim]) {
    const browser = house.academy.browser();
    await browser.submit('/register', '/register', { ...person, password });
    links.verify = await linkFor(house.academy, person.email, 'verify');
    await browser.signIn(person.email, password);
    house.keepSession(person.email, browser);
    if (person === kim) await addFactor(browser);
  }
  await house.academy.browser().submit('/forgot', '/forgot', { email: bo.email });
  links.reset = await house.academy.eventually(() => linkFor(house.academy, bo.email, 'reset').catch(() => null), 'the link to reset');
  house.links = links;
}

async function addFactor(browser) {
  const page = await browser.get('/profile/factor');
  const secret = /<code>([A-Z2-7 ]+)<\/code>/.exec(page.text)[1].replaceAll(' ', '');
  const offer = /name="offer" value="([^"]+)"/.exec(page.text)[1];
  const done = await browser.post('/profile/factor', { csrf: page.csrf, offer, code: totp(secret), factor_password: password });
  if (done.status !== 200) throw new Error(`second factor: ${done.status} ${done.words.slice(0, 300)}`);
}

const press = (page, name) => page.getByRole('button', { name }).first().click();

async function secondFactor(page) {
  await page.goto('/signin');
  await page.getByLabel('E-mail address').fill(kim.email);
  await page.getByLabel('Password').fill(password);
  await press(page, 'Sign in');
  await page.waitForURL('**/signin/code*');
}

async function recoveryCodes(page) {
  await page.goto('/profile/security');
  const form = page.locator('form[action="/profile/factor/codes"]');
  await page.locator('details', { has: form }).locator('summary').first().click({ timeout: 2000 }).catch(() => {});
  await form.locator('input[type=password]').fill(password);
  await form.locator('button').first().click();
  await page.waitForURL('**/profile/factor/codes');
}

async function newKey(page) {
  await page.goto('/profile/keys');
  await page.getByLabel('Name').fill('The report that goes out on Mondays');
  await page.getByRole('checkbox', { name: /coach/ }).check();
  await page.getByLabel('Present password').fill(password);
  await press(page, 'Make the key');
  await page.getByRole('heading', { name: 'Your new API key' }).waitFor();
}

async function openAttempt(page) {
  await page.goto('/courses/small-steps');
  const enrol = page.getByRole('button', { name: 'Enrol' });
  if (await enrol.count() > 0) {
    await Promise.all([page.waitForEvent('framenavigated'), enrol.click()]);
  }
  await page.goto('/courses/small-steps/questions');
  await page.getByRole('button', { name: /Start the quiz|Try again/ }).or(page.getByRole('link', { name: /Continue attempt/ })).first().click();
  await page.waitForURL(/\/attempts\/\d+$/);
}

// A form sent as no browser would send it: the server's refusal is looked at.
const refused = (address, fields, button) => async (page) => {
  await page.goto(address);
  await page.evaluate(() => { for (const form of document.forms) form.noValidate = true; });
  for (const [name, value] of Object.entries(fields)) await page.locator(`[name="${name}"]:visible`).fill(value);
  const answered = page.waitForResponse((response) => response.status() === 422);
  await press(page, button);
  await answered;
  await page.waitForLoadState();
};

const states = [
  { name: 'no such page', address: '/nowhere', as: null, status: 404 },
  { name: 'not for you', address: '/admin', as: 'ada', status: 403 },
  { name: 'catalogue, filtered', address: '/courses?level=beginner&q=sql', as: null },
  { name: 'catalogue, nothing found', address: '/courses?q=xylophone', as: null },
  { name: 'search, found', address: '/search?q=commit', as: 'ada' },
  { name: 'search, nothing found', address: '/search?q=xylophone', as: null },
  { name: 'dashboard of a beginner', address: '/dashboard', as: 'bo' },
  { name: 'no activity', address: '/activity', as: 'bo' },
  { name: 'no notes', address: '/notes', as: 'bo' },
  { name: 'no goals', address: '/goals', as: 'bo' },
  { name: 'no certificates', address: '/certificates', as: 'bo' },
  { name: 'notes, nothing found', address: '/notes?q=xylophone', as: 'ada' },
  { name: 'users, nothing found', address: '/admin/users?q=xylophone', as: 'admin' },
  { name: 'nobody asked', address: '/admin/coach?from=2020-01-01&to=2020-01-02', as: 'admin' },
  { name: 'no conversation fits', address: '/admin/coach/conversations?rating=5&from=2020-01-01&to=2020-01-02', as: 'admin' },
  { name: 'faq, refused', as: 'thandi', status: 422, reach: refused('/teach/courses/git-from-the-inside/faq', { question: '', answer: '' }, 'Add to FAQ') },
  { name: 'register, refused', as: null, status: 422, reach: refused('/register', { name: '', email: 'nobody', password: 'short' }, 'Create an account') },
  { name: 'sign in, refused', as: null, status: 422, reach: refused('/signin', { email: 'nobody@example.com', password: 'wrong' }, 'Sign in') },
  { name: 'goal, refused', as: 'bo', status: 422, reach: refused('/goals', { title: '' }, 'Set the goal') },
  { name: 'look into your mail', as: null, reach: async (page) => {
    await page.goto('/forgot');
    await page.getByLabel('E-mail address').fill('somebody@example.com');
    await press(page, /Send/);
    await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();
  } },
  { name: 'preview of a report', as: 'admin', reach: async (page) => {
    await page.goto('/admin/analytics/builder/new?example=enrolments');
    await press(page, 'Preview');
    await page.getByRole('heading', { name: 'Preview' }).waitFor();
  } },
  { name: 'recovery codes', as: 'kim', reach: recoveryCodes },
  { name: 'a new API key', as: 'bo', reach: newKey },
  { name: 'API keys, refused', as: 'bo', status: 422, reach: refused('/profile/keys', { name: '' }, 'Make the key') },
  { name: 'review, not passed', as: 'bo', reach: async (page) => {
    await openAttempt(page);
    await page.getByRole('radio', { name: 'One' }).check();
    await page.locator('summary', { hasText: 'Submit' }).click();
    await press(page, 'Submit now');
    await page.waitForURL('**/review');
  } },
  { name: 'panel of the coach', as: 'ada', reach: async (page) => {
    await page.goto(`${course}/blobs`);
    await page.getByRole('link', { name: 'Ask the coach' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Your question' }).waitFor();
  } },
  { name: 'menu of the account, open', as: 'ada', reach: async (page) => {
    await page.goto('/dashboard');
    await page.locator('.top-tools details.menu > summary').click();
  } },
  { name: 'signed in as somebody', as: null, reach: async (page, house) => {
    await page.goto('/signin');
    await page.getByLabel('E-mail address').fill('admin@demo.nexus.example');
    await page.getByLabel('Password').fill('nexus-demo');
    await press(page, 'Sign in');
    await page.waitForURL('**/dashboard');
    await page.goto(`/admin/users/${await house.academy.sql("SELECT id FROM person WHERE email = 'luc@demo.nexus.example'")}`);
    const form = page.locator('form[action$="/act"]');
    await page.locator('details', { has: form }).locator('> summary').click();
    await form.locator('button').first().click();
    await page.locator('.strip').waitFor();
  } },
];

// Every view: {name, address, as, status, reach}. `reach`, where there is one, walks there; else the address is opened.
export async function views(house) {
  const all = [];
  for (const row of (await routes()).filter((row) => row.method === 'GET' && row.template)) {
    const as = person[row.who];
    if (!row.path.includes(':') && !parameters[row.path]) {
      all.push({ name: row.path, address: row.path, as, status: 200 });
      continue;
    }
    if (!parameters[row.path]) throw new Error(`tests/browser/views.mjs does not say how to reach GET ${row.path}`);
    for (const view of await parameters[row.path](house)) {
      const who = view.as === undefined ? as : view.as;
      all.push({ status: 200, ...view, as: who, name: `${row.path} (${view.note ?? who ?? 'visitor'})` });
    }
  }
  return [...all, ...states.map((state) => ({ status: 200, ...state }))];
}
