// keyboard.test.mjs - everything by keys alone: skip link, menus, search, a whole quiz; focus is always seen and never lost.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { House } from './chrome.mjs';

const TABS_MOST = 120;
let house, visit, page;

before(async () => {
  house = await House.open();
  await house.importCourse();
  visit = await house.visit({ as: 'luc', reducedMotion: 'reduce' });
  page = visit.page;
});
after(async () => {
  await house?.close();
});

const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
const isFocused = (locator) => locator.evaluate((element) => element === document.activeElement);

async function tabTo(locator) {
  await locator.waitFor();
  for (let i = 0; i < TABS_MOST; i++) {
    if (await isFocused(locator)) return;
    await press('Tab');
  }
  assert.fail(`${locator} is not reached by Tab`);
}

test('the skip link comes first, is seen, and jumps over the header', async () => {
  await page.goto('/courses');
  await press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  assert.ok(await isFocused(skip));
  const box = await skip.boundingBox();
  assert.ok(box.x >= 0 && box.y >= 0 && box.height >= 24, JSON.stringify(box));
  await press('Enter');
  assert.ok(await isFocused(page.locator('#main')));
  await press('Tab');
  assert.ok(await page.evaluate(() => document.querySelector('#main').contains(document.activeElement)));
});

test('/ goes to the search, and is a slash in a text', async () => {
  await page.goto('/dashboard');
  await press('/');
  const field = page.getByRole('banner').getByRole('searchbox');
  assert.ok(await isFocused(field));
  assert.equal(await field.inputValue(), '');
  await page.keyboard.type('a/b');
  assert.equal(await field.inputValue(), 'a/b');
  await press('Enter');
  await page.waitForURL(/\/search\?q=a%2Fb/);
});

test('the menu of the account opens, is walked through, closes by Escape', async () => {
  await page.goto('/dashboard');
  const menu = page.locator('.top-tools details.menu'), summary = menu.locator('> summary');
  await tabTo(summary);
  await press('Enter');
  assert.ok(await menu.evaluate((element) => element.open));
  await press('Tab');
  assert.ok(await isFocused(menu.getByRole('link', { name: 'Profile' })));
  await press('Escape');
  assert.ok(!await menu.evaluate((element) => element.open));
  assert.ok(await isFocused(summary));
});

test('the menu of a phone opens, is walked through, closes by Escape', async () => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto('/dashboard');
  const opener = page.getByRole('button', { name: 'Menu' }), nav = page.locator('#nav');
  await tabTo(opener);
  await press('Enter');
  await nav.waitFor();
  await press('Tab');
  assert.ok(await nav.evaluate((element) => element.contains(document.activeElement)));
  await press('Escape');
  await nav.waitFor({ state: 'hidden' });
  assert.ok(await isFocused(opener));
  await page.setViewportSize({ width: 1280, height: 800 });
});

test('a whole quiz', async () => {
  const question = (number) => page.locator('.question').nth(number - 1);
  await page.goto('/courses/small-steps');
  await tabTo(page.getByRole('button', { name: 'Enrol' }));
  await press('Enter');
  await page.getByRole('link', { name: 'Start', exact: true }).waitFor();
  await page.goto('/courses/small-steps/questions');
  await tabTo(page.getByRole('button', { name: 'Start the quiz' }));
  await press('Enter');
  await page.waitForURL(/\/attempts\/\d+$/);
  await tabTo(question(1).getByRole('radio').first());
  await press('Space', 'ArrowDown');
  assert.ok(await question(1).getByRole('radio', { name: 'Two' }).isChecked());
  for (const name of ['Red', 'Blue']) {
    await tabTo(question(2).getByRole('checkbox', { name }));
    await press('Space');
  }
  await tabTo(question(3).getByRole('radio', { name: 'True' }));
  await press('Space');
  for (const [number, words] of [[4, 'seven'], [5, '100']]) {
    await tabTo(question(number).getByRole('textbox'));
    await page.keyboard.type(words);
  }
  for (const [name, words] of [['Cat', 'meow'], ['Dog', 'woof']]) {
    await tabTo(question(6).getByRole('combobox', { name }));
    await page.keyboard.type(words);
  }
  await order(question(7), ['ant', 'mouse', 'horse']);
  await tabTo(question(8).getByRole('textbox'));
  await page.keyboard.type('Paris');
  const submit = page.locator('summary', { hasText: 'Submit' });
  await tabTo(submit);
  await press('Enter', 'Escape');
  assert.ok(await isFocused(submit), `Escape goes back to the button, not to ${await page.evaluate(() => document.activeElement.outerHTML.slice(0, 200))}`);
  assert.ok(!await page.getByRole('button', { name: 'Submit now' }).isVisible());
  await press('Enter');
  await tabTo(page.getByRole('button', { name: 'Submit now' }));
  await press('Enter');
  await page.waitForURL('**/review');
  await page.getByRole('img', { name: '100 %' }).waitFor();
});

// Moves each item up to its place; the button keeps the focus while its item moves.
async function order(question, wanted) {
  const names = async () => (await question.locator('[data-order] > li > span').allInnerTexts()).map((text) => text.trim());
  for (const [place, name] of wanted.entries()) {
    const button = question.locator('[data-order] > li', { hasText: name }).getByRole('button', { name: 'Move up' });
    while ((await names()).indexOf(name) > place) {
      await page.locator('.quiz-bar').evaluate(() => document.activeElement.blur());
      await tabTo(button);
      await press('Enter');
      assert.ok(await isFocused(button), 'the button keeps the focus');
    }
  }
  assert.deepEqual(await names(), wanted);
}

test('a question before something is done closes by Escape', async () => {
  await page.goto('/courses/small-steps');
  const confirm = page.locator('details.confirm').first(), summary = confirm.locator('> summary');
  await tabTo(summary);
  await press('Enter', 'Tab', 'Escape');
  assert.ok(!await confirm.evaluate((element) => element.open));
  assert.ok(await isFocused(summary));
});

test('in a lesson j and k turn the pages', async () => {
  await page.goto('/courses/small-steps/reading');
  await press('j');
  await page.waitForURL('**/small-steps/questions');
  await press('k');
  await page.waitForURL('**/small-steps/reading');
});

// How a person sees where they are: an outline of the element, of a label round it, or of what it draws over its card.
const seen = () => {
  const element = document.activeElement;
  if (element === document.body) return 'body';
  if (element.type === 'date' && !element.matches(':focus-visible')) return null; // its calendar button, which the browser marks
  const outlined = (style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const label = element.closest('label, .option, .search');
  const shown = outlined(getComputedStyle(element)) || (label && outlined(getComputedStyle(label))) || outlined(getComputedStyle(element, '::after'));
  const box = element.getBoundingClientRect();
  const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
  const top = document.elementFromPoint(Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1), Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1));
  const covered = !(top && (element.contains(top) || top.contains(element) || label?.contains(top)));
  const name = `${element.tagName} ${element.className} ${element.textContent.trim().slice(0, 30)}`;
  return shown && inside && !covered ? null : `${name}:${shown ? '' : ' no outline'}${inside ? '' : ' out of sight'}${covered ? ` covered by ${top?.className}` : ''}`;
};

for (const [name, address] of [['catalogue', '/courses'], ['dashboard', '/dashboard'], ['lesson', '/courses/small-steps/reading'], ['profile', '/profile'], ['goals', '/goals'], ['security', '/profile/security']]) {
  test(`wherever the focus goes on a page, it is seen: ${name}`, async () => {
    await page.goto(address);
    const wrong = [];
    let stops = 0;
    for (; stops < TABS_MOST; stops++) {
      await press('Tab');
      const found = await page.evaluate(seen);
      if (found === 'body') break;
      if (found) wrong.push(found);
    }
    assert.ok(stops > 5, `${stops} stops`);
    assert.deepEqual(wrong, []);
  });
}

test('no error on the way', () => {
  assert.deepEqual(visit.witness.seen, []);
});
