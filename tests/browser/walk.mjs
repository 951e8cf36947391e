// walk.mjs - the steps of a learner's way, by the words and roles that a person sees; used with and without JavaScript.
//
// Each step begins and ends on a page and asserts what that page says. tests/browser/course is what they learn.
import { test } from 'node:test';
import assert from 'node:assert/strict';

// Tests that follow one another: after one that fails the rest is skipped, and the failing one tells where it stood.
export function steps(pageOf) {
  let lost = null;
  return (name, work) => test(name, async (t) => {
    if (lost) return t.skip(`after "${lost}"`);
    try {
      await work();
    } catch (error) {
      lost = name;
      const page = pageOf();
      const words = await page?.locator('body').innerText().catch(() => '');
      throw new Error(`${error.message}\nat ${page?.url()}: ${words?.replace(/\s*\n\s*/g, ' | ').slice(0, 1500)}`, { cause: error });
    }
  });
}

export const password = 'four unrelated words';

const heading = async (page, words) => {
  await page.getByRole('heading', { level: 1, name: words }).waitFor();
};

// The link of that kind in the newest mail to an address.
export async function linkFor(academy, address, word) {
  const mail = await academy.mailTo(address);
  const body = mail.replace(/=\r?\n/g, '').replace(/=3D/g, '=');
  const found = new RegExp(`${academy.base}(/${word}/[A-Za-z0-9_-]+)`).exec(body);
  assert.ok(found, `a link /${word}/ in the mail:\n${mail}`);
  return found[1];
}

export async function register(page, academy, { name, email }) {
  await page.goto('/');
  await page.getByRole('banner').getByRole('link', { name: 'Register' }).click();
  await heading(page, 'Create an account');
  await page.getByLabel('Full name').fill(name);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Create an account' }).click();
  await heading(page, 'Look into your mail');
  await page.goto(await linkFor(academy, email, 'verify'));
  await page.getByRole('button', { name: 'Yes, verify it' }).click();
  await page.waitForLoadState();
}

export async function signIn(page, { email, words = password }) {
  await page.goto('/signin');
  if (!page.url().endsWith('/signin')) return;
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(words);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/dashboard');
}

// From the catalogue into the course.
export async function enrol(page, title) {
  await page.goto('/courses');
  await page.getByRole('search', { name: 'Find courses' }).getByRole('searchbox').fill(title);
  await page.getByRole('button', { name: 'Show' }).click();
  await page.getByRole('link', { name: title, exact: true }).click();
  await heading(page, title);
  await page.getByRole('button', { name: 'Enrol' }).click();
  await page.waitForLoadState();
}

// The lesson: read, noted, bookmarked, done, not done, done. Ends on the way into the quiz.
export async function learn(page, { lesson, note }) {
  await heading(page, 'Reading');
  const { pathname } = new URL(page.url());
  assert.equal(pathname, lesson);
  await page.getByLabel('New note').fill(note);
  await page.getByRole('button', { name: 'Save the note' }).click();
  await page.locator('.note-body', { hasText: note }).waitFor();
  await page.getByRole('button', { name: 'Bookmark this page' }).click();
  await page.getByRole('button', { name: 'Remove the bookmark' }).waitFor();
  await page.getByRole('button', { name: 'Mark complete and go on' }).click();
  await heading(page, 'Questions');
  await page.goto(lesson);
  await page.getByRole('button', { name: 'Not done' }).click();
  await page.getByRole('button', { name: 'Mark complete and go on' }).waitFor();
  await page.goto('/notes');
  await page.locator('.note-body', { hasText: note }).waitFor();
  await page.getByRole('button', { name: 'Remove', exact: true }).waitFor();
  await page.goto(lesson);
  await page.getByRole('button', { name: 'Mark complete and go on' }).click();
  await heading(page, 'Questions');
}

export async function startQuiz(page) {
  await page.getByRole('button', { name: /Start the quiz|Try again/ }).click();
  await page.waitForURL(/\/attempts\/\d+$/);
  return new Attempt(page);
}

// An open attempt at the quiz of tests/browser/course.
export class Attempt {
  constructor(page) {
    this.page = page;
    this.path = new URL(page.url()).pathname;
  }

  question(number) {
    return this.page.locator('.question').nth(number - 1);
  }

  // Gives the right answer to a question, as a person without script would; `moved` = with the buttons that scripts bring.
  async answer(number, { moved = true } = {}) {
    const question = this.question(number);
    const choose = (label, option) => question.getByRole('combobox', { name: label }).selectOption(option);
    switch (number) {
      case 1: return question.getByRole('radio', { name: 'Two' }).check();
      case 2:
        await question.getByRole('checkbox', { name: 'Red' }).check();
        return question.getByRole('checkbox', { name: 'Blue' }).check();
      case 3: return question.getByRole('radio', { name: 'True' }).check();
      case 4: return question.getByRole('textbox').fill('seven');
      case 5: return question.getByRole('textbox').fill('100');
      case 6:
        await choose('Cat', 'meow');
        return choose('Dog', 'woof');
      case 7: return moved ? this.order(['ant', 'mouse', 'horse']) : Promise.all(['ant', 'mouse', 'horse'].map((item, i) => choose(item, String(i + 1))));
      case 8: return question.getByRole('textbox').fill('paris');
    }
    throw new Error(`no question ${number}`);
  }

  // Moves the items up until they stand as wanted.
  async order(wanted) {
    const items = this.question(7).locator('[data-order] > li');
    for (const [place, name] of wanted.entries()) {
      for (;;) {
        const names = (await items.locator('> span').allInnerTexts()).map((text) => text.trim());
        if (names.indexOf(name) <= place && place > 0) break;
        if (names.indexOf(name) === place && place === 0) break;
        await items.nth(names.indexOf(name)).getByRole('button', { name: 'Move up' }).click();
      }
    }
    const names = await items.locator('> span').allInnerTexts();
    assert.deepEqual(names.map((text) => text.trim()), wanted);
  }

  saved(words = 'All answers saved') {
    return this.page.locator('[data-saved]', { hasText: words }).waitFor();
  }

  async handIn({ clicks = 1 } = {}) {
    await this.page.locator('summary', { hasText: 'Submit' }).click();
    await this.page.getByRole('button', { name: 'Submit now' }).click({ clickCount: clicks });
    await this.page.waitForURL(`**${this.path}/review`);
  }
}

// From the review of a passed quiz to the certificate, its PDF and the page for everybody. Gives the certificate's address.
export async function takeCertificate(page, { name, course }) {
  await page.goto('/certificates');
  await page.getByRole('link', { name: course }).first().click();
  await page.waitForURL(/\/certificates\/[^/]+$/);
  await page.getByText(name).first().waitFor();
  const address = new URL(page.url()).pathname;
  const pdf = await page.context().request.get(`${address}/pdf`);
  assert.equal(pdf.status(), 200);
  assert.match(pdf.headers()['content-type'], /^application\/pdf/);
  const bytes = await pdf.body();
  assert.equal(bytes.subarray(0, 4).toString(), '%PDF');
  assert.ok(bytes.length > 2000, `${bytes.length} bytes`);
  return address;
}
