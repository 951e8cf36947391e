// charts.test.mjs - every kind of chart (all stand on /styleguide) at the widths of phones, tablets and desks: words keep their
// size, stand beside each other and inside their card; what scrolls is reached by the keyboard.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { House } from './chrome.mjs';

const LEAST_PIXELS = 12, KINDS = 14;
let house, page;

before(async () => {
  house = await House.open();
  ({ page } = await house.visit({ reducedMotion: 'reduce' }));
  assert.equal((await page.goto('/styleguide')).status(), 200);
});
after(() => house?.close());

// The words of each chart that can be seen: {chart, words, pixels, box}; what lies outside of a frame that scrolls is not seen.
const wordsOf = () => page.evaluate(() => [...document.querySelectorAll('#charts .chart-figure')].flatMap((figure) => {
  const card = figure.closest('.card').getBoundingClientRect();
  return [...figure.querySelectorAll('.chart-box text')].filter((text) => text.checkVisibility() && !text.closest('.chart-scroll')).map((text) => {
    const { left, right, top, bottom } = text.getBoundingClientRect(), scale = text.getScreenCTM();
    return { chart: figure.id, words: text.textContent, pixels: parseFloat(getComputedStyle(text).fontSize) * Math.min(scale.a, scale.d),
      box: { left, right, top: top + 2, bottom: bottom - 2 }, inside: left >= card.left && right <= card.right };
  });
}));

const touch = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

for (const width of [320, 390, 600, 768, 1280]) {
  test(`words at ${width} px`, async () => {
    await page.setViewportSize({ width, height: 800 });
    const words = await wordsOf();
    assert.ok(words.length > 60, `${words.length} words`);
    assert.deepEqual(words.filter((word) => word.pixels < LEAST_PIXELS), [], 'small');
    assert.deepEqual(words.filter((word) => !word.inside).map((word) => `${word.chart}: ${word.words}`), [], 'outside of the card');
    const pairs = words.flatMap((a, i) => words.slice(i + 1).filter((b) => a.chart === b.chart && touch(a.box, b.box)).map((b) => `${a.chart}: ${a.words} | ${b.words}`));
    assert.deepEqual(pairs, [], 'on each other');
  });
}

test('every kind is there, with names for who does not see it', async () => {
  const charts = page.locator('#charts .chart-figure [role=img]');
  assert.equal(await page.locator('#charts .chart-figure').count(), KINDS);
  for (let i = 0; i < KINDS; i++) assert.match(await charts.nth(i).ariaSnapshot(), /img "\S.+ The table under the chart has the same figures\."/);
});

test('a calendar on a phone shows today first and scrolls by keys', async () => {
  await page.setViewportSize({ width: 390, height: 800 });
  const frame = page.locator('#calendar .chart-scroll');
  const seen = () => page.evaluate(() => {
    const box = document.querySelector('#calendar .chart-scroll').getBoundingClientRect(), today = document.querySelector('#calendar .chart-today').getBoundingClientRect();
    return today.left >= box.left && today.right <= box.right;
  });
  assert.equal(await seen(), true);
  await frame.focus();
  for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowLeft');
  await page.waitForFunction(() => document.querySelector('#calendar .chart-scroll').scrollLeft < -40);
});
