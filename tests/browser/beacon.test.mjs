// beacon.test.mjs - what static/js/beacon.js tells reports, in Chromium: reading time and depth, marked buttons, links to other sites;
// and that it is not even loaded for people who don't want to be counted. The page's clock is the test's.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { run } from '../pages/harness.mjs';
import { House } from './chrome.mjs';

const userAgent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36'; // what it really says is a bot's name
const course = '/courses/git-from-the-inside';
let house, lesson, ada;

before(async () => {
  house = await House.open();
  const [id, slug, courseId] = (await house.academy.sql(`SELECT l.id, l.slug, c.id FROM lesson l JOIN course c ON c.id = l.course_id WHERE c.slug = 'git-from-the-inside' AND l.preview = 1 AND l.kind = 'text' ORDER BY l.position LIMIT 1`)).split('|');
  lesson = { id, address: `${course}/${slug}`, course: courseId };
  ada = await house.academy.sql("SELECT id FROM person WHERE email = 'ada@demo.nexus.example'");
});
after(() => house?.close());

// Of this test: the demo academy has a past of its own.
const began = Math.floor(Date.now() / 1000) - 300;
const events = (where, columns) => house.academy.events(`(${where}) AND e.at >= ${began}`, columns);
const stored = (where, columns) => house.academy.eventually(async () => {
  const found = await events(where, columns);
  return found.length > 0 && found;
}, `an event where ${where}`);

// Opens a page and waits until its beacon runs: the page asks for it by itself, and a module runs once, whoever imports it.
async function openWithBeacon(page, address) {
  const asked = page.waitForResponse(/\/js\/beacon\.js/);
  await page.goto(address);
  const url = (await asked).url();
  await page.evaluate((module) => import(module), url);
}
// The lesson with a clock that stands still until it is told to run.
async function openLesson(options) {
  const visit = await house.visit({ userAgent, ...options });
  await visit.page.clock.install();
  await openWithBeacon(visit.page, lesson.address);
  return visit;
}
const loaded = (page) => page.evaluate(() => performance.getEntriesByType('resource').some((entry) => entry.name.includes('/js/beacon.js')));

for (const as of ['ada', null]) {
  test(`a lesson that ${as ?? 'a visitor'} reads: active seconds and the deepest place, when it is left`, async () => {
    const { page, witness, context } = await openLesson({ as });
    await page.mouse.move(400, 300);
    await page.clock.runFor(12_000);
    await page.mouse.wheel(0, 100_000);
    await house.academy.eventually(() => page.evaluate(() => scrollY > 0), 'the page to scroll');
    await page.mouse.move(410, 310);
    await page.clock.runFor(150_000); // nobody reads for longer than a minute without moving anything
    const who = as ? `e.actor = ${ada}` : 'e.actor < 0';
    const before = (await events(`n.name = 'lesson.read' AND ${who}`, 'e.id')).length;
    assert.equal(before, 0, 'nothing is sent while it is read');
    await page.goto('/courses');
    const [row] = await stored(`n.name = 'lesson.read' AND ${who}`, "e.lesson_id, e.course_id, e.page, json_extract(e.properties, '$.percent'), json_extract(e.properties, '$.seconds')");
    const [id, courseId, address, percent, seconds] = row.split('|');
    assert.deepEqual([id, courseId, address], [lesson.id, lesson.course, lesson.address]);
    assert.equal(percent, '100');
    assert.ok(Number(seconds) >= 60 && Number(seconds) <= 80, `${seconds} seconds`);
    assert.deepEqual(witness.seen, []);
    await context.close();
  });
}

test('buttons that are marked, and links to other sites by their host alone', async () => {
  const { page, context } = await openLesson({ as: 'ada' });
  // The link leads nowhere here: answering for the other host would mean to stand between the browser and all that it sends.
  await page.evaluate(() => {
    const link = Object.assign(document.createElement('a'), { href: 'https://elsewhere.example/secret?words', textContent: 'elsewhere' });
    link.addEventListener('click', (event) => event.preventDefault());
    document.querySelector('.prose').prepend(link);
  });
  await page.getByRole('link', { name: 'elsewhere', exact: true }).click();
  await page.locator('a[rel="next"]').click();
  await page.waitForURL((url) => !url.pathname.endsWith(lesson.address));
  assert.deepEqual(await stored("n.name = 'link.left'", 'e.properties, e.lesson_id'), [`{"host":"elsewhere.example"}|${lesson.id}`]);
  assert.deepEqual(await stored("n.name = 'next.pressed'", 'e.actor, e.lesson_id'), [`${ada}|${lesson.id}`]);
  await context.close();
});

test('a visitor who wants to enrol is counted for the course', async () => {
  const { page, context } = await house.visit({ userAgent });
  await openWithBeacon(page, course);
  await page.getByRole('link', { name: 'Sign in to enrol' }).click();
  await page.waitForURL('**/signin**');
  const [row] = await stored("n.name = 'enrol.pressed'", 'e.actor < 0, e.course_id, e.page');
  assert.equal(row, `1|${lesson.course}|${course}`);
  await context.close();
});

test('it is not loaded for people who do not want to be counted', async () => {
  for (const options of [{ extraHTTPHeaders: { dnt: '1' } }, { extraHTTPHeaders: { 'sec-gpc': '1' } }]) {
    const { page, context } = await house.visit({ userAgent, ...options });
    await page.goto(lesson.address, { waitUntil: 'networkidle' });
    assert.equal(await loaded(page), false);
    assert.equal(await page.locator('[data-beacon]').count(), 0);
    await page.goto(course, { waitUntil: 'networkidle' });
    assert.equal(await loaded(page), false);
    await context.close();
  }
  const { page, context } = await house.visit({ userAgent });
  await page.goto('/privacy');
  await page.getByRole('button', { name: 'Do not count my visits' }).click();
  await page.getByText('Your visits are not counted.').waitFor();
  await page.goto(lesson.address, { waitUntil: 'networkidle' });
  assert.equal(await loaded(page), false);
  await page.goto('/privacy');
  await page.getByRole('button', { name: 'Count my visits again' }).click();
  await page.getByText('Your visits are counted.', { exact: true }).waitFor();
  await openWithBeacon(page, lesson.address);
  await context.close();
});
