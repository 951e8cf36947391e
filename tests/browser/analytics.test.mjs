// analytics.test.mjs - the strip "now" of the analytics: where the server pushes it hears of what happens; where it does not, it
// asks by itself, waits while the page is hidden or paused, and asks more seldom when no answer comes.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { House } from './chrome.mjs';

const missing = existsSync('/usr/lib/nginx/modules/ngx_nchan_module.so') ? false : 'libnginx-mod-nchan is not installed';
let house;

async function open(push) {
  const house = await House.open({ env: { NEXUS_PUSH: push } });
  await house.academy.eventually(async () => (await (await house.academy.browser().signIn('admin@demo.nexus.example')).getJson('/admin/analytics')).json.any, 'the reports');
  return house;
}

before(async () => {
  house = await open('0');
});
after(() => house?.close());

test('the strip asks by itself, and rests when nobody looks', async () => {
  const { page, context, witness } = await house.visit({ as: 'admin' });
  await page.clock.install();
  let asked = 0, answer = true;
  await page.route('**/admin/analytics/now', async (route) => {
    asked++;
    await (answer ? route.continue() : route.fulfill({ status: 503, body: '' }));
  });
  const after = async (seconds, times, why) => {
    const from = asked, answered = page.waitForResponse(/analytics\/now$/, { timeout: 5000 }).catch(() => null);
    await page.clock.runFor(seconds * 1000);
    if (times > 0) await answered;
    assert.equal(asked - from, times, why);
  };
  await page.goto('/admin/analytics');
  const pause = page.getByRole('button', { name: 'Pause' });
  await pause.waitFor();
  await page.locator('[data-now]').evaluate((strip) => strip.replaceChildren('old'));
  await after(4, 0, 'not yet');
  await after(2, 1, 'after five seconds');
  await page.locator('[data-now]').getByText(/learners? in the last 5 minutes/).waitFor();
  await pause.click();
  assert.equal(await pause.getAttribute('aria-pressed'), 'true');
  await after(60, 0, 'paused');
  const again = page.waitForResponse(/analytics\/now$/);
  await pause.click();
  await again;
  const hide = (hidden) => page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
  await hide(true);
  await after(60, 0, 'hidden');
  const shown = page.waitForResponse(/analytics\/now$/);
  await hide(false);
  await shown;
  answer = false;
  await witness.whileExpecting(/503/, async () => {
    await after(5, 1, 'as before');
    await page.locator('[data-now][data-stale="true"]').waitFor();
    await after(9, 0, 'more seldom');
    await after(2, 1, 'after ten seconds');
    await page.locator('[data-now]').getByText(/learners? in the last 5 minutes/).waitFor(); // what was known stays
  });
  assert.deepEqual(witness.seen, []);
  await context.close();
});

test('where the server pushes, the strip changes because something happened, and not because time passed', { skip: missing }, async () => {
  const pushing = await open('1');
  try {
    const { page, context, witness } = await pushing.visit({ as: 'admin' });
    const shown = () => page.locator('[data-now]').textContent(), asked = () => page.waitForResponse(/analytics\/now$/);
    await page.addInitScript(() => { // a clock that never rings after five seconds, as when nothing is pushed
      const set = window.setTimeout;
      window.setTimeout = (work, delay, ...rest) => (delay >= 5000 ? 0 : set(work, delay, ...rest));
    });
    const opened = asked(), stream = page.waitForRequest(/analytics\/live$/); // it asks once when the stream has opened
    await page.goto('/admin/analytics');
    await opened;
    const before = await shown(), heard = asked();
    await pushing.academy.browser({ headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' } }).get('/courses');
    await heard;
    await page.waitForFunction((old) => document.querySelector('[data-now]').textContent !== old, before);
    assert.equal((await stream).resourceType(), 'eventsource');
    const closed = page.waitForEvent('requestfailed', (request) => /analytics\/live$/.test(request.url()));
    await page.getByRole('button', { name: 'Pause' }).click();
    await closed;
    assert.deepEqual(witness.seen, []);
    await context.close();
  } finally {
    await pushing.close();
  }
});

// Names are what people make of them; that of an event, what any visitor sends.
test('names without a space stay on the page, on a phone, too', async () => {
  const { academy } = house, long = (letter, count) => letter.repeat(count), id = async (sql) => Number(await academy.sql(sql)), now = Math.floor(Date.now() / 1000);
  const { page, context } = await house.visit({ as: 'admin' });
  await academy.sql(`UPDATE course SET title = '${long('W', 120)}' WHERE slug = 'git-from-the-inside'; UPDATE person SET name = '${long('N', 60)}' WHERE email = 'ada@demo.nexus.example';
    INSERT INTO annotation (day, words, created_at) VALUES (${Math.floor(now / 86400) - 3}, '${long('A', 200)}', 1)`);
  const alert = await id(`INSERT INTO alert (title, figure, condition, threshold, recipients, created_at, checked_day) VALUES ('${long('T', 100)}', 'dau', 'below', 1, 'a@b.example', 1, 20000) RETURNING id`);
  const funnel = await id(`INSERT INTO funnel (name, steps, window_minutes, created_at, updated_at) VALUES ('${long('F', 100)}', '[{"event":"course.viewed"},{"event":"lesson.viewed"}]', 60, 1, 1) RETURNING id`);
  const built = await id(`INSERT INTO built_report (name, definition, made_at) VALUES ('${long('B', 100)}', '{"source":"people","columns":["name"]}', 1) RETURNING id`);
  const ada = await id("SELECT id FROM person WHERE email = 'ada@demo.nexus.example'"), sender = academy.browser({ headers: { 'user-agent': 'Mozilla/5.0 Firefox/140.0', 'content-type': 'application/json' } });
  assert.equal((await sender.send('POST', '/api/analytics/track', { body: JSON.stringify({ name: long('x', 64) }) })).status, 200);
  const pages = ['', `/alerts/${alert}`, `/funnels/${funnel}`, `/funnels/${funnel}/edit`, `/builder/${built}`, `/people/${ada}`].map((path) => `/admin/analytics${path}`);
  await academy.eventually(async () => (await (await academy.browser().signIn('admin@demo.nexus.example')).get('/admin/analytics/now')).text.includes(long('x', 64)), 'the event');
  for (const address of [...pages, '/teach/analytics/git-from-the-inside']) for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    assert.equal((await page.goto(address)).status(), 200, address);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0, `${address}, ${width} px`);
  }
  await context.close();
});

test('the room one is in can be seen among the tabs, at a desk all of them', async () => {
  const { page, context } = await house.visit({ as: 'admin' });
  const outside = (selector) => page.locator(selector).evaluateAll((links) => links.filter((link) => {
    const box = link.getBoundingClientRect(), room = link.parentElement.getBoundingClientRect();
    return box.left < room.left - 1 || box.right > room.right + 1;
  }).map((link) => link.textContent));
  for (const [width, selector] of [[390, '.tabs [aria-current=page]'], [1280, '.tabs a']]) for (const address of ['/admin/analytics/health', '/admin/analytics/tests', '/admin/analytics/builder']) {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(address);
    assert.ok(await page.locator(selector).count() > 0);
    assert.deepEqual(await outside(selector), [], `${address}, ${width} px`);
  }
  await context.close();
});

test('a form that was sent after the session had ended is loaded once more, and nothing is lost', async () => {
  const { academy } = house, signedIn = await academy.browser().signIn('admin@demo.nexus.example');
  const { page, context, witness } = await house.visit();
  await context.addCookies([...signedIn.cookies].map(([name, value]) => ({ name, value, url: academy.base, secure: true })));
  await page.goto('/admin/analytics/annotations');
  await page.getByLabel('What happened').fill('Words of an hour');
  await academy.sql('DELETE FROM session WHERE id = (SELECT max(id) FROM session)');
  await witness.whileExpecting(/401|422/, async () => {
    await page.getByRole('button', { name: 'Add' }).click();
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    const [tab] = await Promise.all([context.waitForEvent('page'), page.getByRole('link', { name: 'Sign in in another tab' }).click()]);
    await tab.getByLabel('E-mail address').fill('admin@demo.nexus.example');
    await tab.getByLabel('Password').fill('nexus-demo');
    await tab.getByRole('button', { name: 'Sign in' }).click();
    await tab.waitForURL(/dashboard/);
    await page.reload();
    await page.getByText('This form was open for too long.').first().waitFor();
    assert.equal(await page.getByLabel('What happened').inputValue(), 'Words of an hour');
    await page.getByRole('button', { name: 'Add' }).click();
    await page.getByRole('cell', { name: 'Words of an hour' }).waitFor();
  });
  await context.close();
});
