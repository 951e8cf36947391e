// journey.test.mjs - a learner's whole way in Chromium: register, verify, enrol, learn, a quiz on a bad line, the certificate.
//
// Answers are given while the network is away, the page is reloaded, the window crashes, two tabs are open: none gets lost.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { House } from './chrome.mjs';
import { Attempt, enrol, learn, register, signIn, startQuiz, steps, takeCertificate } from './walk.mjs';

const person = { name: 'Noor Haddad', email: 'noor@example.com' };
const cut = /net::ERR_INTERNET_DISCONNECTED|net::ERR_ABORTED/;
let house, visit, slug;

before(async () => {
  house = await House.open();
  slug = await house.importCourse();
  visit = await house.visit();
});
after(async () => {
  await house?.close();
});

// What the server has of an attempt: question number -> values.
async function answersOf(attempt) {
  const id = /\d+$/.exec(attempt.path)[0];
  const rows = await house.academy.sql(`SELECT q.position || ' ' || a.response FROM answer a JOIN question q ON q.id = a.question_id WHERE a.attempt_id = ${id} ORDER BY 1`);
  return Object.fromEntries(rows.split('\n').filter(Boolean).map((row) => [row.slice(0, row.indexOf(' ')), JSON.parse(row.slice(row.indexOf(' ') + 1))]));
}
const countOf = async (attempt) => Object.values(await answersOf(attempt)).filter((values) => values !== null).length;

const offline = (work) => visit.witness.whileExpecting(cut, async () => {
  await visit.context.setOffline(true);
  await work();
});

const step = steps(() => visit.page);
let attempt;

step('registers, verifies the address by the link in the mail, signs in', async () => {
  await register(visit.page, house.academy, person);
  await signIn(visit.page, person);
  assert.equal(await house.academy.sql(`SELECT email_verified_at IS NOT NULL FROM person WHERE email = '${person.email}'`), '1');
});

step('enrols, reads, notes, bookmarks, marks complete and undoes it', async () => {
  await enrol(visit.page, 'Small steps');
  if (!visit.page.url().endsWith('/reading')) await visit.page.getByRole('link', { name: 'Start', exact: true }).click();
  await learn(visit.page, { lesson: `/courses/${slug}/reading`, note: 'Two steps <b>only</b>' });
});

step('each answer is saved when it is given', async () => {
  attempt = await startQuiz(visit.page);
  await attempt.answer(1);
  await attempt.saved();
  assert.equal(await countOf(attempt), 1);
});

step('answers given offline are kept, told to be unsaved, and saved when the line is back', async () => {
  await offline(async () => {
    await attempt.answer(2);
    await attempt.answer(3);
    await attempt.saved('Not saved yet');
    assert.equal(await countOf(attempt), 1);
    await attempt.answer(4);
    await visit.context.setOffline(false);
    await attempt.saved();
  });
  assert.equal(await countOf(attempt), 4);
});

step('handing in offline loses nothing and closes nothing', async () => {
  await offline(async () => {
    await attempt.answer(5);
    await visit.page.locator('summary', { hasText: 'Submit' }).click();
    await visit.page.getByRole('button', { name: 'Submit now' }).click();
    await attempt.saved('Not saved yet');
    assert.ok(visit.page.url().endsWith(attempt.path));
    await visit.context.setOffline(false);
    await attempt.saved();
  });
  await visit.page.getByRole('button', { name: 'Not yet' }).click();
  assert.equal(await countOf(attempt), 5);
});

step('a reload without network keeps them', async () => {
  await offline(async () => {
    await attempt.answer(6);
    await attempt.saved('Not saved yet');
    visit.page.once('dialog', (dialog) => dialog.accept());
    await visit.page.reload().catch(() => {});
    await visit.context.setOffline(false);
    await visit.page.goto(attempt.path);
    await attempt.saved();
  });
  assert.equal(await attempt.question(6).getByRole('combobox', { name: 'Cat' }).evaluate((select) => select.selectedOptions[0].text), 'meow');
  assert.equal(await countOf(attempt), 6);
});

step('a window that crashes keeps them', async () => {
  await offline(async () => {
    await attempt.answer(7);
    await attempt.saved('Not saved yet');
    await visit.page.close();
    await visit.context.setOffline(false);
    visit.page = await visit.context.newPage();
    await visit.page.goto(attempt.path);
    attempt = new Attempt(visit.page);
    await attempt.saved();
  });
  assert.equal(await countOf(attempt), 7);
});

step('two tabs on one attempt agree, and the newer answer stays', async () => {
  const other = await visit.context.newPage();
  await other.goto(attempt.path);
  const beside = new Attempt(other);
  await beside.answer(8);
  await beside.saved();
  await visit.page.bringToFront();
  await visit.page.waitForFunction(() => document.querySelector('[data-answered]').textContent === '8');
  await attempt.question(1).getByRole('radio', { name: 'Three' }).check();
  await attempt.saved();
  await beside.question(1).getByRole('radio', { name: 'Two' }).check();
  await beside.saved();
  await other.close();
  // This tab may not have heard yet that the other's answer arrived, and sends it once more while it leaves.
  await visit.witness.whileExpecting(/answers net::ERR_ABORTED/, () => visit.page.reload());
  assert.ok(await attempt.question(1).getByRole('radio', { name: 'Two' }).isChecked());
  assert.equal(await countOf(attempt), 8);
});

step('a double click hands in once; the quiz is passed', async () => {
  // The second click may overtake the first, whose request is then given up by the browser.
  await visit.witness.whileExpecting(/submit net::ERR_ABORTED/, () => attempt.handIn({ clicks: 2 }));
  await visit.page.getByRole('heading', { name: 'Passed' }).waitFor();
  await visit.page.getByRole('img', { name: '100 %' }).waitFor();
  assert.equal(await house.academy.sql(`SELECT count(*) FROM attempt a JOIN person p ON p.id = a.user_id WHERE p.email = '${person.email}'`), '1');
  await visit.page.goBack();
  await visit.page.waitForURL(`**${attempt.path}/review`);
});

step('the course is finished: a certificate, its PDF, a page that everybody can check', async () => {
  const address = await takeCertificate(visit.page, { name: person.name, course: 'Small steps' });
  const stranger = await house.visit();
  await stranger.page.goto(address);
  await stranger.page.getByText(person.name).first().waitFor();
  await stranger.page.getByText('Small steps').first().waitFor();
  assert.deepEqual(stranger.witness.seen, []);
  await stranger.context.close();
});

step('the time of reading is counted: a beacon tells it when the page is left', async () => {
  await visit.page.goto(`/courses/${slug}/reading`);
  await visit.page.waitForFunction(() => performance.now() > 2500);
  await visit.page.goto('/dashboard');
  const beat = await house.academy.eventually(() => house.academy.logLines().find((line) => /^\/lessons\/\d+\/time$/.test(line.path)), 'the beacon');
  assert.equal(beat.status, 204);
});

test('no error on the console, nothing stopped by the policy, no request lost or gone elsewhere', () => {
  assert.deepEqual(visit.witness.seen, []);
});

test('nothing went wrong on our side', () => {
  const wrong = house.academy.logLines().filter((line) => line.level === 'error' || line.status >= 500);
  assert.deepEqual(wrong, []);
});
