// chrome.mjs - an academy with Debian's Chromium before it, and a witness of all that a page must not do.
//
// Used by tests/browser and tests/screenshots.mjs. A test file opens one house: one academy, one browser, many visits. What
// every visit has to keep is judged by its witness: no error on the console, nothing that the content security policy
// stopped, no request that failed, no request to another host.
import { chromium } from 'playwright-core';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Academy, home, run } from '../pages/harness.mjs';

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

// What the visit saw that it should not have. While `expected` holds a pattern, what matches it is part of the test.
class Witness {
  constructor(base) {
    this.host = new URL(base).host;
    this.seen = [];
    this.expected = null;
  }

  note(what) {
    if (!this.expected?.test(what)) this.seen.push(what);
  }

  watch(page) {
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && this.note(`console: ${message.text()} (${message.location().url})`));
    page.on('pageerror', (error) => this.note(`script: ${error.message} ${error.stack} (${page.url()})`));
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (!['data:', 'blob:'].includes(url.protocol) && url.host !== this.host) this.note(`another host: ${url.href}`);
    });
    page.on('requestfailed', (request) => {
      const aside = ['ping', 'image', 'other', 'eventsource'].includes(request.resourceType()) || /\/(coach\/nudge|chat\/messages|api\/ai\/(status|chat))\b/.test(request.url());
      // On its way when the page was left: a picture, live figures, what the coach may have to say, a beacon (which arrives all the
      // same). Chromium also says so of some streams that were read to their end.
      if (request.failure()?.errorText === 'net::ERR_ABORTED' && aside) return;
      this.note(`failed: ${request.method()} ${request.url()} ${request.failure()?.errorText}`);
    });
    page.on('response', (response) => response.status() >= 400 && this.note(`status ${response.status()}: ${response.request().method()} ${response.url()}`));
  }

  // During `work` the network, or the server, is meant to say no.
  async whileExpecting(pattern, work) {
    this.expected = pattern;
    try {
      return await work();
    } finally {
      this.expected = null;
    }
  }
}

export class House {
  static async open({ demo = true, env = {} } = {}) {
    const house = new House();
    house.sessions = new Map();
    const starting = Academy.start({ demo, env: { NEXUS_DEMO_LEARNERS: '12', ...env } });
    house.chromium = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });
    try {
      house.academy = await starting;
    } catch (error) {
      await house.chromium.close();
      throw error;
    }
    return house;
  }

  // A person with a browser of their own: {context, page, witness}. `as` = the first word of a demo account's address.
  async visit({ as = null, ...options } = {}) {
    const context = await this.chromium.newContext({ baseURL: this.academy.base, ignoreHTTPSErrors: true, locale: 'en-GB',
      timezoneId: 'Africa/Johannesburg', viewport: { width: 1280, height: 800 }, ...options });
    context.setDefaultTimeout(15000);
    const witness = new Witness(this.academy.base);
    context.on('page', (page) => witness.watch(page));
    if (as) await context.addCookies(await this.session(as));
    return { context, page: await context.newPage(), witness };
  }

  // The cookies of an account, by the first word of its address; demo accounts are signed in when they are first asked for.
  async session(as) {
    if (!this.sessions.has(as)) this.keepSession(as, await this.academy.browser().signIn(`${as}@demo.nexus.example`));
    return this.sessions.get(as);
  }

  keepSession(address, browser) {
    const cookies = [...browser.cookies].map(([name, value]) => ({ name, value, url: this.academy.base, secure: true }));
    this.sessions.set(address.split('@')[0], cookies);
  }

  // The small course with a quiz of every kind that the walks take: tests/browser/course. Its folder's name is its slug.
  async importCourse() {
    const folder = mkdtempSync(path.join(tmpdir(), 'nexus-course-'));
    cpSync(path.join(home, 'tests/browser/course'), path.join(folder, 'small-steps'), { recursive: true });
    const { code, output, errors } = await this.academy.nexus(['course', 'import', path.join(folder, 'small-steps')]);
    rmSync(folder, { recursive: true });
    if (code !== 0) throw new Error(`course import: ${output}${errors}`);
    return 'small-steps';
  }

  async close() {
    await this.chromium.close();
    await this.academy.stop();
  }
}
