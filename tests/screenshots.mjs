// screenshots.mjs - makes the pictures of the README from a fresh demo academy: `make screenshots`, into docs/img/.
//
// The demo's people and courses are always the same; only dates move on. Each picture is one viewport, without motion, and
// stays under 200 kB.
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { home } from './pages/harness.mjs';
import { House } from './browser/chrome.mjs';

const MOST_BYTES = 200 * 1024;
const wide = { width: 1280, height: 800 }, phone = { width: 390, height: 800 }, tall = { width: 1280, height: 1150 };
const course = '/courses/git-from-the-inside';
const ada = "(SELECT id FROM person WHERE email = 'ada@demo.nexus.example')";

async function quiz(page, house) {
  const quiz = await house.academy.sql("SELECT l.slug FROM lesson l JOIN course c ON c.id = l.course_id WHERE c.slug = 'git-from-the-inside' AND l.kind = 'quiz' ORDER BY l.position LIMIT 1");
  await page.goto(`${course}/${quiz}`);
  await page.getByRole('button', { name: /Start the quiz|Try again/ }).or(page.getByRole('link', { name: /Continue attempt/ })).first().click();
  await page.waitForURL(/\/attempts\/\d+$/);
  await page.locator('.question input[type=radio]').first().check();
  await page.locator('[data-saved][data-state=saved]').waitFor();
  await page.evaluate(() => document.activeElement.blur());
}

const lesson = async (house, kind = 'text', place = 1) => `${course}/${await house.academy.sql(`SELECT l.slug FROM lesson l JOIN course c ON c.id = l.course_id WHERE c.slug = 'git-from-the-inside' AND l.kind = '${kind}' ORDER BY l.position LIMIT 1 OFFSET ${place}`)}`;

const pictures = [
  { name: 'landing', as: null, address: () => '/' },
  { name: 'catalogue', as: null, address: () => '/courses' },
  { name: 'course', as: null, address: () => '/courses/sql-that-answers' },
  { name: 'lesson', as: 'ada', address: lesson },
  { name: 'quiz', as: 'ada', reach: quiz },
  { name: 'dashboard', as: 'ada', address: () => '/dashboard' },
  { name: 'certificate', as: null, address: async (house) => `/certificates/${await house.academy.sql(`SELECT code FROM certificate WHERE user_id = ${ada}`)}` },
  { name: 'phone-lesson-dark', as: 'ada', viewport: phone, colorScheme: 'dark', address: lesson },
  { name: 'admin', as: 'admin', address: () => '/admin' },
  { name: 'analytics', as: 'admin', viewport: tall, address: () => '/admin/analytics?days=90' },
  { name: 'analytics-funnel', as: 'admin', viewport: tall, address: async (house) => `/admin/analytics/funnels/${await house.academy.sql('SELECT min(id) FROM funnel')}?days=90` },
  { name: 'analytics-retention', as: 'admin', viewport: tall, address: () => '/admin/analytics/retention?days=90' },
  { name: 'analytics-test', as: 'admin', viewport: tall, address: () => '/admin/analytics/tests/enrol-words' },
  { name: 'analytics-bandit', as: 'admin', viewport: tall, address: () => '/admin/analytics/tests/app-greeting' },
  { name: 'analytics-course', as: 'admin', viewport: tall, reach: async (page, house) => {
    await page.goto(`/admin/analytics/courses?days=90&course=${await house.academy.sql("SELECT id FROM course WHERE slug = 'git-from-the-inside'")}`);
    await page.evaluate(() => document.querySelector('[id^=completion]').scrollIntoView());
  } },
  { name: 'analytics-events', as: 'admin', viewport: tall, address: () => '/admin/analytics/events?days=90' },
  { name: 'analytics-unusual', as: 'admin', viewport: tall, address: () => '/admin/analytics/unusual?days=90' },
  { name: 'analytics-builder', as: 'admin', viewport: tall, address: async (house) => `/admin/analytics/builder/${await house.academy.sql(`INSERT INTO built_report (name, definition, made_at)
    VALUES ('Enrolments by course and state', '{"source":"enrolments","group":"course","second":"state","measure":"count","chart":"columns"}', 1) RETURNING id`)}` },
  { name: 'analytics-forecast', as: 'admin', viewport: tall, address: () => '/admin/analytics/forecasts?figure=visitors' },
];

const folder = path.resolve(home, process.argv[2] ?? 'docs/img');
mkdirSync(folder, { recursive: true });
const house = await House.open({ env: { NEXUS_DEMO_LEARNERS: '196' } });
try {
  for (const picture of pictures) {
    const { context, page } = await house.visit({ as: picture.as, viewport: picture.viewport ?? wide, colorScheme: picture.colorScheme ?? 'light', reducedMotion: 'reduce', deviceScaleFactor: 1 });
    if (picture.reach) await picture.reach(page, house);
    else await page.goto(await picture.address(house));
    await page.evaluate(() => Promise.all([document.fonts.ready, ...[...document.images].map((image) => image.decode().catch(() => {}))]));
    const file = path.join(folder, `${picture.name}.png`);
    await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
    const { size } = statSync(file);
    console.log(`${path.relative(home, file)} ${size}`);
    if (size > MOST_BYTES) throw new Error(`${picture.name}: ${size} bytes are more than ${MOST_BYTES}`);
    await context.close();
  }
} finally {
  await house.close();
}
