// tail.test.mjs - events as they come: new ones appear above by themselves, as text, and none while the page is paused.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { House } from './chrome.mjs';

const marked = 'tail.<b>&"\'';
let house, sender;

before(async () => {
  house = await House.open();
  sender = house.academy.browser({ headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' } });
});
after(() => house?.close());

// Sends an event and waits until the page could tell of it.
async function happen(name, where) {
  const answer = await sender.send('POST', '/api/analytics/track', { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name, page: where }) });
  assert.equal(answer.status, 200, answer.text);
  await house.academy.eventually(async () => (await house.academy.events(`n.name = '${name}'`)).length > 0, `${name} to be stored`);
}

test('new events appear by themselves, the newest first, as text; paused nothing moves', async () => {
  const { page, context, witness } = await house.visit({ as: 'admin' });
  await page.clock.install();
  const ask = async (why) => {
    const answered = page.waitForResponse(/events\/live\?after=/);
    await page.clock.runFor(3000);
    assert.equal((await answered).status(), 200, why);
  };
  await page.goto('/admin/analytics/events/live');
  const rows = page.locator('[data-tail] tr'), pause = page.getByRole('button', { name: 'Pause' });
  await pause.waitFor();
  await happen('tail.first', `/${marked}`);
  await happen('tail.second', '/courses');
  await ask('after three seconds');
  await page.locator('[data-tail]').getByText('tail.second').waitFor();
  const names = await rows.locator('th').allTextContents();
  assert.ok(names.indexOf('tail.second') < names.indexOf('tail.first'), names.slice(0, 5).join());
  assert.equal(await rows.filter({ hasText: 'tail.first' }).locator('td').last().textContent(), `/${marked}`);
  const count = await rows.count();
  await ask('again');
  assert.equal(await rows.count(), count, 'none of them twice');
  await pause.click();
  assert.equal(await pause.getAttribute('aria-pressed'), 'true');
  await happen('tail.third', '/');
  let asked = 0;
  page.on('request', (request) => { asked += /events\/live\?after=/.test(request.url()); });
  await page.clock.runFor(60000);
  assert.equal(asked, 0, 'paused');
  const resumed = page.waitForResponse(/events\/live\?after=/);
  await pause.click();
  await resumed;
  await page.locator('[data-tail]').getByText('tail.third').waitFor();
  assert.deepEqual(witness.seen, []);
  await context.close();
});
