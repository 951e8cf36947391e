// chat.test.mjs - the coach in Chromium: asked from the bubble and on its page, answered word by word, stopped, cited, confirmed,
// rated; what happens when the line breaks; a card that comes by itself; and all of it without JavaScript.
//
// The model is a fake that speaks as slowly as a test wants (tests/pages/fake_model.mjs); everything else is the real thing.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { FakeModel } from '../pages/fake_model.mjs';
import { House } from './chrome.mjs';
import { steps } from './walk.mjs';

const lesson = '/courses/git-from-the-inside/blobs';
let house, model, visit, page;

before(async () => {
  model = await FakeModel.start();
  model.pause = 20;
  house = await House.open({ env: { NEXUS_COACH_URL: model.url, NEXUS_COACH_MODEL: 'fake', NEXUS_COACH_DAILY: '0', NEXUS_COACH_AT_ONCE: '20' } });
  await house.academy.sql("DELETE FROM nudge; INSERT INTO nudge_off (user_id, kind) SELECT id, 'any' FROM person WHERE email = 'ada@demo.nexus.example'");
  visit = await house.visit({ as: 'ada' });
  ({ page } = visit);
});
after(async () => {
  await house?.close();
  await model?.stop();
});

const panel = () => page.getByRole('dialog');
const field = () => page.getByRole('textbox', { name: 'Your question' });
const answers = () => page.locator('.message-coach[data-message]');
const answered = () => page.waitForFunction(() => !document.querySelector('[aria-busy]') && document.querySelector('.message-coach[data-message]:last-child .message-foot'));
async function ask(words) {
  await page.getByRole('button', { name: 'Ask', exact: true }).waitFor();
  const before = await answers().count();
  await field().fill(words);
  await field().press('Enter');
  await page.waitForFunction((count) => document.querySelectorAll('.message-coach[data-message]').length > count, before);
}

const step = steps(() => page);

step('the bubble costs nothing before its first click', async () => {
  const fetched = [];
  page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
  await page.goto(lesson);
  await page.waitForLoadState('networkidle');
  assert.ok(!fetched.some((path) => /(coach|chat)\.(js|css)|panel/.test(path)), fetched.join(' '));
});

step('it opens a panel; words come one after another; [n] opens the lesson at the marked words', async () => {
  await page.getByRole('link', { name: 'Ask the coach' }).click();
  await panel().waitFor();
  assert.ok(await field().evaluate((one) => one === document.activeElement), 'the field has the focus');
  await ask('What is a blob?');
  const lengths = new Set();
  while (await page.locator('[aria-busy="true"]').count() > 0) {
    lengths.add(await page.locator('[aria-busy="true"]').innerText().then((text) => text.length, () => 0));
  }
  assert.ok(lengths.size > 5, `grew in ${lengths.size} steps`);
  await answered();
  assert.match(await answers().last().innerText(), /Written by a model \(fake\)/);
  assert.equal(await answers().last().locator('strong').first().innerText(), 'no name');
  const cite = answers().last().locator('.cite').first();
  assert.match(await cite.getAttribute('href'), /\?quote=/);
  await cite.click();
  await page.locator('.prose mark').first().waitFor();
  assert.ok(await page.locator('.prose mark').first().evaluate((one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  }), 'the words are in sight');
});

step('the panel goes on with its conversation on the next page; Escape closes it and gives the focus back', async () => {
  await page.getByRole('link', { name: 'Ask the coach' }).click();
  await panel().getByText('What is a blob?').first().waitFor();
  await page.keyboard.press('Escape');
  await panel().waitFor({ state: 'hidden' });
  assert.ok(await page.evaluate(() => document.activeElement.matches('.coach-bubble')));
});

step('on a phone it fills the screen and keeps the page out', async () => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.getByRole('link', { name: 'Ask the coach' }).click();
  await panel().waitFor();
  assert.deepEqual(await panel().evaluate((one) => [one.clientWidth, one.clientHeight, one.matches(':modal')]), [390, 800, true]);
  await page.getByRole('button', { name: 'Close' }).click();
  await page.setViewportSize({ width: 1280, height: 800 });
});

step('on the page: Shift+Enter is a new line, a draft outlives a reload, the address becomes that of the conversation', async () => {
  await page.goto('/chat?course=git-from-the-inside&lesson=blobs');
  await field().fill('one');
  await field().press('Shift+Enter');
  await field().pressSequentially('two');
  await page.reload();
  assert.equal(await field().inputValue(), 'one\ntwo');
  await ask('Where is the name kept?');
  await answered();
  assert.match(page.url(), /\/chat\/\d+$/);
  await page.getByRole('heading', { level: 1, name: 'Where is the name kept?' }).waitFor();
  await page.locator('.chat-list').getByText('Where is the name kept?').waitFor();
  assert.equal(await field().inputValue(), '');
  await page.reload();
  assert.equal(await answers().count(), 1, 'and all is there again');
});

step('keys are quick actions while nothing is written', async () => {
  await field().press('2');
  await page.locator('.message-user').getByText('Summarise this').waitFor();
  await page.waitForFunction(() => document.querySelectorAll('.message-coach[data-message]').length === 2);
  await answered();
  await field().fill('1');
  await field().press('2');
  assert.equal(await field().inputValue(), '12');
  await field().fill('');
});

step('stop ends it here and at the model, and says so', async () => {
  model.mode = 'long';
  model.pause = 30;
  await ask('Tell me all about trees');
  await page.waitForFunction(() => /w5\b/.test(document.querySelector('[aria-busy="true"]')?.innerText ?? ''));
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await answers().last().getByText('This answer was cut').waitFor();
  await house.academy.eventually(() => model.asked.at(-1).closed, 'the model to be told');
  assert.match(await answers().last().innerText(), /w5\b/, 'what was said stays');
  assert.ok(await page.getByRole('button', { name: 'Ask', exact: true }).isVisible());
  model.mode = 'good';
  model.pause = 2;
});

step('a reader who scrolled up stays there', async () => {
  model.mode = 'long';
  await ask('And about commits');
  await page.evaluate(() => scrollTo(0, 0));
  await answered();
  assert.equal(await page.evaluate(() => scrollY), 0);
  model.mode = 'good';
});

step('a model that fails: the coach answers by itself and says so', async () => {
  model.mode = '500';
  await ask('What is a blob?');
  await answered();
  assert.match(await answers().last().innerText(), /The model did not answer; this is from the academy's own lessons/);
  model.mode = 'good';
});

step('what was sent can be looked at', async () => {
  await ask('What is a commit?');
  await answered();
  await answers().last().locator('summary[aria-label="More about this answer"]').click();
  await answers().last().getByRole('link', { name: 'What was sent' }).click();
  await page.getByRole('heading', { level: 1, name: 'What was sent' }).waitFor();
  await page.getByText('What is a commit?').first().waitFor();
  await page.getByRole('link', { name: 'Back to the conversation' }).click();
  await page.waitForURL(/\/chat\/\d+#message-\d+$/);
});

step('an answer is rated and reported without leaving the page', async () => {
  const { url } = { url: page.url() };
  await answers().last().getByRole('button', { name: '4 of 5' }).click();
  await answers().last().getByRole('textbox', { name: 'Why? (if you like)' }).fill('short and right');
  await answers().last().getByRole('button', { name: 'Save' }).click();
  await house.academy.eventually(async () => (await house.academy.sql("SELECT count(*) FROM message WHERE rating = 4 AND rating_reason = 'short and right'")) === '1', 'the rating');
  await answers().last().locator('input[name="reason"][value="short and right"]').waitFor(); // the message was made anew
  await answers().last().locator('summary[aria-label="More about this answer"]').click();
  await answers().last().getByRole('textbox', { name: 'Report: what is wrong?' }).fill('nothing');
  await answers().last().getByRole('button', { name: 'Send the report' }).click();
  await house.academy.eventually(async () => (await house.academy.sql("SELECT count(*) FROM message_report WHERE reason = 'nothing'")) === '1', 'the report');
  assert.equal(page.url(), url);
});

step('a card does nothing before it is confirmed, and is undone by one click', async () => {
  const notes = () => house.academy.sql("SELECT count(*) FROM note WHERE body LIKE '%no name%' AND deleted_at IS NULL");
  await page.goto('/chat?course=git-from-the-inside&lesson=blobs');
  await ask('Make a note that a blob has no name');
  await answered();
  assert.equal(await notes(), '0');
  await page.getByRole('button', { name: 'Yes, do it' }).click();
  await page.locator('.action-done').waitFor();
  assert.equal(await notes(), '1');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('taken back').waitFor();
  assert.equal(await notes(), '0');
});

step('without the place: nothing of it is sent', async () => {
  await page.locator('.sees > summary').click();
  await page.getByText('Content gets a name').last().waitFor();
  await page.getByRole('checkbox', { name: 'Answer without knowing this' }).check();
  const sent = page.waitForRequest((request) => request.url().endsWith('/api/ai/chat'));
  await ask('What is a branch?');
  const body = new URLSearchParams((await sent).postData());
  assert.equal(body.get('blind'), '1');
  assert.ok(!body.has('course') && !body.has('lesson') && !body.has('heading'));
  await answered();
});

step('a broken line loses no question', async () => {
  await visit.witness.whileExpecting(/ERR_INTERNET_DISCONNECTED/, async () => {
    await visit.context.setOffline(true);
    await field().fill('Is this lost?');
    await field().press('Enter');
    await page.getByText('Your question is kept').waitFor();
    assert.equal(await field().inputValue(), 'Is this lost?');
    await visit.context.setOffline(false);
  });
  await field().press('Enter');
  await answered();
  await page.getByText('Your question is kept').waitFor({ state: 'hidden' });
});

test('a card comes by itself, once, and "never" is never', async () => {
  const user = "(SELECT id FROM person WHERE email = 'luc@demo.nexus.example')";
  await house.academy.sql(`DELETE FROM nudge WHERE user_id = ${user}; DELETE FROM attempt WHERE user_id = ${user} AND submitted_at IS NULL;
    DELETE FROM activity_day WHERE user_id = ${user}; INSERT INTO activity_day (user_id, day, seconds) VALUES (${user}, ${Math.floor(Date.now() / 86400000) - 5}, 60);
    DELETE FROM enrolment WHERE user_id = ${user}; INSERT INTO enrolment (user_id, course_id, enrolled_at, active_at) SELECT ${user}, id, 1, 1 FROM course WHERE slug = 'git-from-the-inside'`);
  const luc = await house.visit({ as: 'luc' });
  await luc.page.goto('/dashboard');
  const card = luc.page.locator('.nudge');
  await card.getByText('Welcome back').waitFor();
  assert.match(await card.innerText(), /You see this because you have been away for \d+ days/);
  await card.getByRole('button', { name: 'Never' }).click();
  await card.getByText("You won't see this again").waitFor();
  const quiet = luc.page.waitForResponse((response) => response.url().includes('/coach/nudge'));
  await luc.page.goto('/notes');
  assert.equal((await quiet).status(), 204);
  assert.deepEqual(luc.witness.seen, []);
  await luc.context.close();
});

test('somebody who does not get on with a lesson is asked after five minutes', async () => {
  const user = "(SELECT id FROM person WHERE email = 'luc@demo.nexus.example')";
  await house.academy.sql(`DELETE FROM nudge WHERE user_id = ${user}; DELETE FROM activity_day WHERE user_id = ${user};
    INSERT OR REPLACE INTO lesson_progress (user_id, lesson_id, course_id, opened_at, seen_at, seconds) SELECT ${user}, id, course_id, 1, 1, 300 FROM lesson WHERE slug = 'blobs'`);
  const luc = await house.visit({ as: 'luc' });
  await luc.page.clock.install();
  await luc.page.goto(lesson);
  for (let minute = 0; minute < 4; minute++) {
    await luc.page.mouse.move(100, 100 + minute);
    await luc.page.clock.runFor(55_000);
  }
  assert.equal(await luc.page.locator('.nudge').count(), 0, 'not yet');
  for (let minute = 0; minute < 2; minute++) {
    await luc.page.mouse.move(200, 100 + minute);
    await luc.page.clock.runFor(55_000);
  }
  await luc.page.locator('.nudge').getByText('Shall we look at this together?').waitFor();
  await luc.page.locator('.nudge').getByRole('link', { name: 'Ask the coach' }).click();
  const begun = luc.page.getByRole('dialog').getByRole('textbox', { name: 'Your question' });
  await begun.waitFor();
  assert.equal(await begun.inputValue(), 'Explain the main idea of this lesson simply.');
  assert.deepEqual(luc.witness.seen, []);
  await luc.context.close();
});

test('without JavaScript: the bubble is a link, the form comes back with the answer', async () => {
  const plain = await house.visit({ as: 'ada', javaScriptEnabled: false });
  await plain.page.goto(lesson);
  await plain.page.getByRole('link', { name: 'Ask the coach' }).click();
  await plain.page.waitForURL(/\/chat\?course=git-from-the-inside&lesson=blobs$/);
  await plain.page.getByRole('textbox', { name: 'Your question' }).fill('What is a blob?');
  await plain.page.getByRole('button', { name: 'Ask', exact: true }).click();
  await plain.page.waitForURL(/\/chat\/\d+$/);
  await plain.page.getByText('Written by a model').waitFor();
  await plain.page.getByRole('button', { name: '5 of 5' }).click();
  await plain.page.waitForURL(/\/chat\/\d+$/);
  await plain.page.locator('.sources a').first().click();
  await plain.page.waitForURL(/\?quote=/);
  assert.deepEqual(plain.witness.seen, []);
  await plain.context.close();
});

test('nothing failed on the way, nothing went to another host', () => {
  assert.deepEqual(visit.witness.seen, []);
  const wrong = house.academy.logLines().filter((line) => (line.level === 'error' && !/model|endpoint/.test(line.message)) || line.status >= 500);
  assert.deepEqual(wrong, []);
});
