// looks.test.mjs - every page as its people see it: axe, valid HTML, no sideways scrolling, both themes, French, right to left.
//
// The pages come from views.mjs. Axe judges each page light on a wide screen and dark on a phone; the width is measured on both
// and on the narrowest phone. A finding is repaired in the page, never by a softer rule here.
import { test, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { HtmlValidate } from 'html-validate';
import { home } from '../pages/harness.mjs';
import { House } from './chrome.mjs';
import { addPeople, views } from './views.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];
const { why, ...rules } = JSON.parse(readFileSync(path.join(home, 'tests/browser/htmlvalidate.json'), 'utf8'));
const validator = new HtmlValidate(rules);

// The classes that each stylesheet knows.
const sheets = new Map(readdirSync(path.join(home, 'static/css')).map((file) => {
  const css = readFileSync(path.join(home, 'static/css', file), 'utf8').replace(/\/\*[\s\S]*?\*\/|url\([^)]*\)/g, '');
  return [file, new Set([...css.replace(/:[^:{};]*[;}]/g, ';').matchAll(/\.([a-z][\w-]*)/g)].map((found) => found[1]))];
}));

const house = await House.open();
await house.importCourse();
await addPeople(house);
const all = await views(house);
after(() => house.close());

// One visit a person and language, used again; walks that change something have their own.
const visits = new Map();
async function visitOf(view, language) {
  const key = view.reach ? null : `${view.as} ${language}`;
  if (key && visits.has(key)) return visits.get(key);
  const visit = await house.visit({ as: view.as, reducedMotion: 'reduce' });
  if (language !== 'en') await visit.context.addCookies([{ name: '__Host-language', value: language, url: house.academy.base, secure: true }]);
  if (key) visits.set(key, visit);
  return visit;
}

// Goes to the view; gives the served HTML.
async function open(visit, view) {
  await visit.page.setViewportSize({ width: 1280, height: 800 });
  await visit.page.emulateMedia({ colorScheme: 'light' });
  if (!view.reach) {
    const response = await visit.page.goto(view.address);
    assert.equal(response.status(), view.status, `${view.address}: ${visit.page.url()}`);
    return response.text();
  }
  let document = null;
  visit.page.on('response', (response) => { if (response.request().isNavigationRequest() && response.status() !== 303) document = response; });
  await view.reach(visit.page, house);
  await visit.page.waitForLoadState();
  assert.equal(document.status(), view.status);
  return document.text();
}

async function judge(page, what) {
  const { violations } = await page.evaluate((only) => window.axe.run(document, { runOnly: only, resultTypes: ['violations'] }), tags);
  const found = violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')} - ${node.failureSummary.replace(/\s+/g, ' ')}`));
  assert.deepEqual(found, [], what);
}

// What stands out of the page's width at each of these widths.
async function measure(page, widths) {
  const found = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    found.push(...await page.evaluate((wide) => {
      const root = document.documentElement;
      if (root.scrollWidth <= root.clientWidth) return [];
      const scrolls = (one) => one && (/auto|scroll|hidden|clip/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
      const out = [...document.body.querySelectorAll('*')].filter((one) => {
        const box = one.getBoundingClientRect();
        return box.width > 0 && (box.right > root.clientWidth + 0.5 || box.left < -0.5) && !scrolls(one.parentElement);
      });
      return [`${wide} px: ${root.scrollWidth} > ${root.clientWidth}: ${out.slice(0, 4).map((one) => `${one.tagName}.${one.className}`).join(', ')}`];
    }, width));
  }
  return found;
}

function frame(html) {
  const count = (pattern) => [...html.matchAll(pattern)].length;
  assert.equal(count(/<h1[ >]/g), 1, 'one h1');
  assert.match(html, /<title>[^<]*\S[^<]* · [^<]+<\/title>/);
  assert.match(html, /<html lang="[a-z]{2}" dir="(ltr|rtl)"/);
}

// Classes of the page that some stylesheet dresses, but none of those that the page links.
async function undressed(page) {
  const { linked, used } = await page.evaluate(() => ({
    linked: [...document.querySelectorAll('link[rel=stylesheet]')].map((link) => link.href.replace(/.*\/|\?.*/g, '')),
    used: [...new Set([...document.querySelectorAll('[class]')].flatMap((one) => [...one.classList]))],
  }));
  const knows = (file, name) => sheets.get(file).has(name);
  return used.filter((name) => [...sheets.keys()].some((file) => knows(file, name)) && !linked.some((file) => knows(file, name)));
}

async function validate(html, name) {
  const report = await validator.validateString(html, `${name}.html`);
  const found = report.results.flatMap((result) => result.messages).map((message) => `${message.line}:${message.column} ${message.ruleId}: ${message.message} (${html.split('\n')[message.line - 1]?.slice(Math.max(0, message.column - 40), message.column + 60)})`);
  assert.deepEqual(found, [], 'valid HTML');
}

describe('every page', () => {
  for (const view of all) {
    test(view.name, async (t) => {
      const visit = await visitOf(view, 'en'), { page } = visit;
      const html = await visit.witness.whileExpecting(view.status >= 400 ? /status \d+|console: Failed to load resource/ : null, () => open(visit, view));
      await t.test('frame', () => frame(html));
      await t.test('HTML', () => validate(html, view.name));
      await t.test('dressed', async () => assert.deepEqual(await undressed(page), []));
      await page.evaluate(axe);
      await t.test('axe, light and wide', () => judge(page));
      await page.setViewportSize({ width: 390, height: 800 });
      await page.emulateMedia({ colorScheme: 'dark' });
      await t.test('axe, dark and narrow', () => judge(page));
      await t.test('width', async () => assert.deepEqual(await measure(page, [320, 390, 1280]), []));
      await t.test('width from right to left', async () => {
        await page.evaluate(() => { document.documentElement.dir = 'rtl'; });
        assert.deepEqual(await measure(page, [390, 1280]), []);
      });
      await t.test('nothing failed', () => assert.deepEqual(visit.witness.seen.splice(0), []));
      if (view.reach) await visit.context.close();
    });
  }
});

// Sentences of the templates whose French is another; none of them may be seen on a French page.
function englishSentences() {
  const french = JSON.parse(readFileSync(path.join(home, 'templates/locale/fr.json'), 'utf8'));
  const files = readdirSync(path.join(home, 'templates'), { recursive: true }).filter((name) => name.endsWith('.mustache') && !name.startsWith('mail/'));
  const sentences = new Set();
  for (const file of files) {
    for (const [, words] of readFileSync(path.join(home, 'templates', file), 'utf8').matchAll(/\{\{#t\}\}([\s\S]*?)\{\{\/t\}\}/g)) {
      const sentence = words.replace(/\s+/g, ' ').trim();
      // A single word may stand in a course's own text, too (lint sees to it that each has its French).
      if (french[sentence] !== sentence && !sentence.includes('{{') && sentence.includes(' ')) sentences.add(sentence.replace(/<[^>]+>/g, ''));
    }
  }
  return [...sentences];
}

describe('in French', () => {
  const sentences = englishSentences();
  for (const view of all.filter((view) => !view.reach && !/styleguide|admin.mail/.test(view.address))) { // the style guide is English; mails speak their readers' language
    test(view.name, async () => {
      const visit = await visitOf(view, 'fr'), { page } = visit;
      await visit.witness.whileExpecting(/./, () => page.goto(view.address));
      assert.equal(await page.locator('html').getAttribute('lang'), 'fr');
      const seen = await page.evaluate((english) => {
        const known = new Set(english), found = new Set();
        const look = (text, element) => {
          const words = text.replace(/\s+/g, ' ').trim();
          if (known.has(words) && !element.closest('.prose, pre, code') && element.closest('[lang]') === document.documentElement) found.add(words);
        };
        const walker = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) look(walker.currentNode.data, walker.currentNode.parentElement);
        for (const name of ['aria-label', 'title', 'placeholder', 'alt']) for (const element of document.querySelectorAll(`[${name}]`)) look(element.getAttribute(name), element);
        return [...found];
      }, sentences);
      assert.deepEqual(seen, []);
      assert.deepEqual(await measure(page, [320, 390, 1280]), [], 'French words are longer');
    });
  }
});

test('each rule of HTML that is switched off has its reason', () => {
  for (const [rule, value] of Object.entries(rules.rules)) if (value === 'off') assert.ok(why[rule], rule);
});

test('nothing went wrong on our side', () => {
  const wrong = house.academy.logLines().filter((line) => line.level === 'error' || line.status >= 500);
  assert.deepEqual(wrong, []);
});
