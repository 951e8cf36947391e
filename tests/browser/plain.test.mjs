// plain.test.mjs - the same way as journey.test.mjs in a browser that runs no script: every step by links and forms alone.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { House } from './chrome.mjs';
import { enrol, learn, register, signIn, startQuiz, steps, takeCertificate } from './walk.mjs';

const person = { name: 'Wanjiru Kamau', email: 'wanjiru@example.com' };
let house, visit, slug;
const step = steps(() => visit.page);

before(async () => {
  house = await House.open();
  slug = await house.importCourse();
  visit = await house.visit({ javaScriptEnabled: false, reducedMotion: 'reduce' });
});
after(async () => {
  await house?.close();
});

step('registers, verifies, signs in', async () => {
  await register(visit.page, house.academy, person);
  await signIn(visit.page, person);
});

step('enrols, reads, notes, bookmarks, marks complete and undoes it', async () => {
  await enrol(visit.page, 'Small steps');
  if (!visit.page.url().endsWith('/reading')) await visit.page.getByRole('link', { name: 'Start', exact: true }).click();
  await learn(visit.page, { lesson: `/courses/${slug}/reading`, note: 'Read without a script' });
});

step('answers are saved by a button, and still there after it', async () => {
  const attempt = await startQuiz(visit.page);
  for (const number of [1, 2, 3, 4]) await attempt.answer(number, { moved: false });
  await visit.page.getByRole('button', { name: 'Save answers' }).click();
  await visit.page.waitForLoadState();
  assert.ok(await attempt.question(2).getByRole('checkbox', { name: 'Blue' }).isChecked());
  assert.equal(await attempt.question(4).getByRole('textbox').inputValue(), 'seven');
  for (const number of [5, 6, 7, 8]) await attempt.answer(number, { moved: false });
  await attempt.handIn();
  await visit.page.getByRole('heading', { name: 'Passed' }).waitFor();
  await visit.page.getByRole('img', { name: '100 %' }).waitFor();
});

step('certificate, PDF, the page that everybody can check', async () => {
  const address = await takeCertificate(visit.page, { name: person.name, course: 'Small steps' });
  const stranger = await house.visit({ javaScriptEnabled: false, reducedMotion: 'reduce' });
  await stranger.page.goto(address);
  await stranger.page.getByText(person.name).first().waitFor();
  await stranger.context.close();
});

step('theme and language are chosen by buttons', async () => {
  await visit.page.goto('/dashboard');
  await visit.page.getByRole('button', { name: 'Dark' }).click();
  await visit.page.locator('html[data-theme=dark]').waitFor();
  await visit.page.getByRole('button', { name: 'Français' }).click();
  await visit.page.locator('html[lang=fr]').waitFor();
  await visit.page.getByRole('button', { name: 'English' }).click();
  await visit.page.locator('html[lang=en]').waitFor();
});

step('signs out', async () => {
  await visit.page.locator('.top-tools details.menu > summary').click();
  await visit.page.getByRole('button', { name: 'Sign out' }).click();
  await visit.page.waitForLoadState();
  await visit.page.goto('/dashboard');
  await visit.page.waitForURL(/\/signin\?next=/);
});

test('nothing failed on the way, nothing went to another host', () => {
  assert.deepEqual(visit.witness.seen, []);
  const wrong = house.academy.logLines().filter((line) => line.level === 'error' || line.status >= 500);
  assert.deepEqual(wrong, []);
});
