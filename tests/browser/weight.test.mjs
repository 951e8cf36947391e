// weight.test.mjs - what a first view weighs: the page's HTML, its stylesheets and scripts, compressed as nginx does.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { Academy } from '../pages/harness.mjs';

const MOST = 14 * 1024;        // what must be there before the page is read: HTML and stylesheets
const MOST_OF_ALL = 14 * 1024; // with the scripts, which are modules: they come later, and no page waits for them
const MOST_OF_DASHBOARD = 15 * 1024, MOST_OF_LESSON = 18 * 1024;
const course = '/courses/git-from-the-inside';
let academy, visitor, ada;

before(async () => {
  academy = await Academy.start({ demo: true, env: { NEXUS_DEMO_LEARNERS: '12' } });
  visitor = academy.browser();
  ada = await academy.browser().signIn('ada@demo.nexus.example');
});
after(async () => {
  await academy?.stop();
});

const weight = (text) => gzipSync(text, { level: 6 }).length;

// The page and all that its HTML asks for before it can be read: stylesheets, scripts and what these import.
async function firstView(browser, address) {
  const page = await browser.get(address);
  assert.equal(page.status, 200, address);
  const parts = [[address, page.body]], asked = new Set();
  const files = [...page.text.matchAll(/<link rel="(?:stylesheet|modulepreload)" href="([^"]+)"|<script[^>]+src="([^"]+)"/g)].map((found) => found[1] ?? found[2]);
  for (let file = files.shift(); file; file = files.shift()) {
    if (asked.has(file)) continue;
    asked.add(file);
    const answer = await browser.get(file);
    assert.equal(answer.status, 200, file);
    parts.push([file, answer.body]);
    for (const found of answer.text.matchAll(/(?:^|\n)import [^;]*?["']([^"']+)["']|@import (?:url\()?["']([^"']+)["']/g)) files.push(new URL(found[1] ?? found[2], new URL(file, academy.base)).pathname);
  }
  assert.ok(parts.length >= 3, `${address}: a page, a stylesheet and a script at least`);
  return parts.map(([name, bytes]) => [name, weight(bytes)]);
}

const firstLesson = async () => /href="(\/courses\/git-from-the-inside\/[^"]+)"/.exec((await ada.get(course)).text)[1];

for (const [name, who, address, most] of [
  ['landing page', () => visitor, async () => '/', MOST_OF_ALL],
  ['catalogue', () => visitor, async () => '/courses', MOST_OF_ALL],
  ['lesson', () => ada, firstLesson, MOST_OF_LESSON],
  ['dashboard', () => ada, async () => '/dashboard', MOST_OF_DASHBOARD],
]) {
  test(`${name}: under 14 kB, and under ${most / 1024} kB with its scripts`, async (t) => {
    const parts = await firstView(who(), await address());
    const sum = (some) => some.reduce((all, [, bytes]) => all + bytes, 0);
    const all = `${sum(parts)} bytes: ${parts.map((part) => part.join(' ')).join(', ')}`;
    t.diagnostic(all);
    assert.ok(sum(parts.filter(([file]) => !/\.js\b/.test(file))) < MOST, all);
    assert.ok(sum(parts) < most, all);
  });
}

test('the beacon is no dependency and under a kilobyte', async () => {
  const lesson = await visitor.get(await firstLesson()), address = /data-beacon="([^"]+)"/.exec(lesson.text)[1];
  const beacon = await visitor.get(address);
  assert.equal(beacon.status, 200);
  assert.ok(weight(beacon.body) < 1000, `${weight(beacon.body)} bytes`);
  assert.doesNotMatch(beacon.text, /\bimport\b/);
  assert.ok(!(await visitor.get('/')).text.includes('beacon'), 'not on the landing page');
});

test('nginx sends it compressed', async () => {
  const answer = await visitor.get('/courses', { headers: { 'accept-encoding': 'gzip' } });
  assert.equal(answer.headers['content-encoding'], 'gzip');
});
