// learning.test.mjs - catalogue, course, lesson, notes, bookmarks, goals, dashboard, search through the real programs, without
// JavaScript: what a visitor sees, what a learner does and undoes, and that nobody reaches another's things.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Academy, home } from './harness.mjs';

let academy, ada, eve, visitor;
const git = '/courses/git-from-the-inside';
const mark = '<i>XSS"\'</i>';

async function person(name, email) {
  const password = 'four unrelated words';
  await academy.browser().submit('/register', '/register', { name, email, password, time_zone: 'UTC' });
  return academy.browser().signIn(email, password);
}

const idOf = (page) => Number(/data-lesson="(\d+)"/.exec(page.text)[1]);
const post = async (browser, target, fields = {}) => {
  const { csrf } = await browser.get('/dashboard');
  return browser.post(target, { csrf, ...fields });
};
const goes = (answer, to) => {
  assert.equal(answer.status, 303, answer.words.slice(0, 300));
  if (to) assert.equal(answer.headers.location, to);
  return answer;
};

before(async () => {
  academy = await Academy.start();
  for (const course of ['git-from-the-inside', 'a-small-book-of-regular-expressions', 'apprendre-a-apprendre']) {
    const { code, output, errors } = await academy.nexus(['course', 'import', path.join(home, 'db/demo/courses', course)]);
    assert.equal(code, 0, output + errors);
  }
  visitor = academy.browser();
  ada = await person('Ada', 'ada@example.com');
  eve = await person('Eve', 'eve@example.com');
});
after(() => academy?.stop());

describe('a visitor', () => {
  test('filters the catalogue and takes filters away', async () => {
    const all = await visitor.get('/courses');
    assert.match(all.words, /3 results/);
    const books = await visitor.get('/courses?kind=book&level=');
    assert.match(books.words, /1 result\b/);
    assert.match(books.text, /<a class="badge badge-accent" href="\/courses"/);
    const none = await visitor.get(`/courses?q=${encodeURIComponent(mark + 'zzzz')}`);
    assert.equal(none.status, 200);
    assert.match(none.words, /Clear the filters/);
    assert.ok(!none.text.includes('<i>XSS'));
    assert.equal((await visitor.get('/courses?level=wizard')).status, 400);
    assert.match((await visitor.get('/courses?sort=title&page=99')).words, /0 results/);
  });
  test('searches with a slip of the finger', async () => {
    const found = await visitor.get('/search?q=branhc');
    assert.match(found.words, /Showing results for branch/);
    assert.match(found.text, /<mark>branch/i);
    assert.match((await visitor.get('/courses?q=gti&sort=title')).words, /Git from the inside|Nothing fits/);
    assert.ok(!(await visitor.get(`/search?q=${encodeURIComponent(mark)}`)).text.includes('<i>XSS'));
  });
  test('looks inside a course', async () => {
    const course = await visitor.get(git);
    assert.equal(course.status, 200);
    assert.match(course.text, /href="\/signin\?next=\/courses\/git-from-the-inside"/);
    const data = JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(course.text)[1]);
    assert.equal(data.name, 'Git from the inside');
    assert.equal((await visitor.get('/courses/nothing-here')).status, 404);
  });
  test('reads a preview, and is asked in elsewhere', async () => {
    assert.match((await visitor.get(`${git}/blobs`)).words, /Free preview/);
    const locked = await visitor.get(`${git}/restore`);
    assert.equal(locked.status, 200);
    assert.match(locked.words, /Sign in to read on/);
    assert.ok(!locked.text.includes('class="prose"'));
    const json = await visitor.send('GET', `${git}/restore`, { headers: { accept: 'application/json' } });
    assert.equal(json.json.lesson.html, null);
  });
  test('gets a sitemap and robots.txt', async () => {
    assert.match((await visitor.get('/sitemap.xml')).text, /\/courses\/git-from-the-inside\/blobs<\/loc>/);
    assert.ok(!(await visitor.get('/sitemap.xml')).text.includes('/restore<'));
    assert.match((await visitor.get('/robots.txt')).text, /Sitemap: https:/);
  });
  test('is sent to sign in from private pages', async () => {
    for (const target of ['/dashboard', '/notes', '/goals']) {
      const answer = await visitor.get(target);
      goes(answer, `/signin?next=${encodeURIComponent(target)}`);
    }
  });
});

describe('a learner', () => {
  test('starts with an invitation', async () => {
    const page = await ada.get('/dashboard');
    assert.match(page.words, /Welcome, Ada/);
    assert.match(page.words, /A good place to start/);
  });
  test('enrols, reads, completes, undoes', async () => {
    goes(await post(ada, `${git}/enrol`), git);
    goes(await post(ada, `${git}/enrol`), git);
    const first = await ada.get(`${git}/a-repository-is-a-folder`);
    assert.match(first.words, /Lesson 1 of 21/);
    const id = idOf(first);
    goes(await post(ada, `/lessons/${id}/complete`), `${git}/blobs`);
    goes(await post(ada, `/lessons/${id}/complete`), `${git}/blobs`);
    assert.match((await ada.get(git)).text, /<progress max="100" value="4"/);
    assert.match((await ada.get('/dashboard')).text, /href="\/courses\/git-from-the-inside\/blobs"/);
    goes(await post(ada, `/lessons/${id}/reopen`), `${git}/a-repository-is-a-folder`);
    assert.match((await ada.get(git)).text, /<progress max="100" value="0"/);
    goes(await post(ada, `/lessons/${id}/complete`), `${git}/blobs`);
  });
  test('resumes where the last lesson was opened; looking back moves nothing', async () => {
    await ada.get(`${git}/trees-and-commits`);
    await academy.eventually(async () => (await ada.get('/dashboard')).text.includes(`href="${git}/trees-and-commits"`), 'the lesson to be noted');
    await ada.get(`${git}/a-repository-is-a-folder`);
    assert.ok((await ada.get('/dashboard')).text.includes(`href="${git}/trees-and-commits"`));
  });
  test('passes quizzes by the quiz, not by the button', async () => {
    const { json } = await ada.send('GET', `${git}/objects`, { headers: { accept: 'application/json' } });
    goes(await post(ada, `/lessons/${json.lesson.id}/complete`), `${git}/objects`);
    assert.match((await ada.get(git)).text, /<progress max="100" value="4"/);
  });
  test('takes notes that nobody else sees', async () => {
    const id = idOf(await ada.get(`${git}/blobs`));
    const note = goes(await post(ada, `/lessons/${id}/notes`, { body: `first line\n${mark}` }));
    const number = /#note-(\d+)$/.exec(note.headers.location)[1];
    assert.match((await ada.get(`${git}/blobs`)).text, /first line\n&lt;i&gt;XSS/);
    const empty = await post(ada, `/lessons/${id}/notes`, { body: '  ' });
    assert.equal(empty.status, 422);
    assert.match(empty.words, /Please fill this in/);
    const long = await post(ada, `/lessons/${id}/notes`, { body: 'x'.repeat(8001) });
    assert.equal(long.status, 422);
    assert.ok(long.text.includes('x'.repeat(8001)), 'what was typed is lost');
    assert.equal((await post(ada, `/notes/${number}`, { body: '' })).status, 422);
    for (const target of [`/notes/${number}`, `/notes/${number}/delete`, `/notes/${number}/restore`]) {
      assert.equal((await post(eve, target, { body: 'stolen' })).status, 404);
    }
    assert.equal((await eve.get(`/notes/${number}`)).status, 404);
    assert.equal((await post(eve, `/lessons/${id}/notes`, { body: 'not enrolled' })).status, 404);
    goes(await post(ada, `/notes/${number}`, { body: 'Café', back: '/notes' }), '/notes');
    assert.match((await ada.get('/notes?q=cafe')).words, /Café/);
    assert.match((await ada.get('/notes?q=zzz')).words, /No note has these words/);
    goes(await post(ada, `/notes/${number}/delete`, { back: '/notes' }), '/notes');
    const gone = await ada.get('/notes');
    const undo = /action="(\/notes\/\d+\/restore[^"]*)"/.exec(gone.text)[1].replaceAll('&amp;', '&');
    goes(await post(ada, undo), '/notes');
    assert.match((await ada.get('/notes')).words, /Café/);
    goes(await post(ada, `/notes/${number}`, { body: 'Café', back: 'https://evil.example/' }), `${git}/blobs`);
  });
  test('bookmarks and unmarks', async () => {
    const id = idOf(await ada.get(`${git}/blobs`));
    goes(await post(ada, `/lessons/${id}/bookmark`, { value: 'on' }), `${git}/blobs`);
    goes(await post(ada, `/lessons/${id}/bookmark`, { value: 'on' }), `${git}/blobs`);
    assert.match((await ada.get(`${git}/blobs`)).words, /Remove the bookmark/);
    assert.match((await ada.get('/notes')).text, new RegExp(`id="bookmark-${id}"`));
    goes(await post(ada, `/lessons/${id}/bookmark`, { value: 'off', back: '/notes' }), '/notes');
    assert.equal((await post(ada, `/lessons/${id}/bookmark`, { value: 'maybe' })).status, 422);
    assert.equal((await post(eve, `/lessons/${id}/bookmark`, { value: 'on' })).status, 404);
  });
  test('has time counted, and never more than has passed', async () => {
    const page = await ada.get(`${git}/blobs`);
    const beat = () => ada.send('POST', `/lessons/${idOf(page)}/time`, {
      headers: { 'content-type': 'application/json' }, body: JSON.stringify({ seconds: 100, csrf: page.csrf }),
    });
    assert.equal((await beat()).status, 204);
    assert.equal((await beat()).status, 204);
    const { json } = await ada.send('GET', '/dashboard', { headers: { accept: 'application/json' } });
    const seconds = json.week.reduce((sum, day) => sum + day.seconds, 0);
    assert.ok(seconds < 90, `${seconds} s were counted within a test of a few`);
    const bad = await ada.send('POST', `/lessons/${idOf(page)}/time`, {
      headers: { 'content-type': 'application/json' }, body: JSON.stringify({ seconds: 100, csrf: 'forged' }),
    });
    assert.ok(bad.status >= 400);
  });
  test('sets goals', async () => {
    goes(await post(ada, '/goals', { title: `Git ${mark}`, target: '2099-01-31', skills: 'git' }), '/goals');
    const page = await ada.get('/goals');
    assert.ok(!page.text.includes('<i>XSS'));
    assert.match(page.words, /days left/);
    const id = /id="goal-(\d+)"/.exec(page.text)[1];
    const bad = await post(ada, '/goals', { title: '', target: '2099-02-31', skills: 'git' });
    assert.equal(bad.status, 422);
    assert.match(bad.text, /value="git" checked/);
    for (const target of [`/goals/${id}`, `/goals/${id}/reach`, `/goals/${id}/delete`, `/goals/${id}/restore`]) {
      assert.equal((await post(eve, target, { title: 'x', value: 'yes' })).status, 404, target);
    }
    assert.equal((await eve.get(`/goals/${id}`)).status, 404);
    assert.match((await ada.get(`/goals/${id}`)).text, /value="2099-01-31"/);
    goes(await post(ada, `/goals/${id}`, { title: 'Git', target: '' }), '/goals');
    goes(await post(ada, `/goals/${id}/reach`, { value: 'yes' }), '/goals');
    assert.match((await ada.get('/goals')).words, /Reached on/);
    goes(await post(ada, `/goals/${id}/reach?value=no`), '/goals');
    goes(await post(ada, `/goals/${id}/delete`), '/goals');
    goes(await post(ada, `/goals/${id}/restore`), '/goals');
    assert.match((await ada.get('/dashboard')).text, new RegExp(`/goals#goal-${id}`));
  });
  test('leaves and comes back to everything', async () => {
    goes(await post(ada, `${git}/leave`), git);
    assert.match((await ada.get(`${git}/restore`)).words, /Enrol to read on/);
    goes(await post(ada, `${git}/enrol`), git);
    assert.match((await ada.get(git)).text, /<progress max="100" value="4"/);
  });
  test('finishes a course and gets a certificate', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'nexus-course-')), course = '/courses/short';
    mkdirSync(path.join(folder, 'short/01-all'), { recursive: true });
    const write = (file, text) => writeFileSync(path.join(folder, 'short', file), text);
    write('course.md', `---\ntitle: Short ${mark}\nstate: published\n---\nTwo pages.\n`);
    write('01-all/module.md', '---\ntitle: All\n---\n');
    write('01-all/01-one.md', '---\ntitle: One\n---\nFirst.\n');
    write('01-all/02-two.md', '---\ntitle: Two\n---\nSecond.\n');
    const imported = await academy.nexus(['course', 'import', path.join(folder, 'short')]);
    rmSync(folder, { recursive: true });
    assert.equal(imported.code, 0, imported.output + imported.errors);
    assert.ok(!(await eve.get(course)).text.includes('<i>XSS'));
    goes(await post(eve, `${course}/enrol`), course);
    goes(await post(eve, `/lessons/${idOf(await eve.get(`${course}/two`))}/complete`), `${course}/one`);
    const last = await post(eve, `/lessons/${idOf(await eve.get(`${course}/one`))}/complete`);
    goes(last, course);
    assert.match((await eve.get(course)).words, /Finished/);
    assert.match((await eve.get('/dashboard')).text, /\/certificates\//);
  });
  test('all that in at most eight queries a page, and French without English left over', async () => {
    for (const target of ['/dashboard', '/courses', git, `${git}/blobs`, '/notes', '/goals', '/search?q=git']) {
      const answer = await ada.get(target);
      const line = await academy.eventually(() => academy.logLines().find((one) => one.request === answer.headers['x-request-id'] && one.queries), target);
      assert.ok(line.queries <= 8, `${target}: ${line.queries} queries`);
    }
    const french = await visitor.send('GET', '/courses', { headers: { 'accept-language': 'fr' } });
    assert.match(french.words, /Cours et livres.*résultats/);
  });
});
