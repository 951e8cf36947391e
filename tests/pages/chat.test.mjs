// chat.test.mjs - what is seen of the coach: conversations and their parts, nobody reaches another's, marked-up text stays text; the
// cards that come by themselves are capped. What the forms do (asking, renaming, rating) is tried here without JavaScript; the coach program has tests of its own.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import path from 'node:path';
import { Academy, home } from './harness.mjs';

let academy, ada, eve, talk;
const git = '/courses/git-from-the-inside';
const mark = '<i>XSS"\'</i>';
const escaped = '&lt;i&gt;XSS';

async function person(name, email) {
  const password = 'four unrelated words';
  await academy.browser().submit('/register', '/register', { name, email, password, time_zone: 'UTC' });
  return academy.browser().signIn(email, password);
}

const quoted = (value) => `'${String(value).replaceAll("'", "''")}'`;
const idOf = (email) => academy.sql(`SELECT id FROM person WHERE email = '${email}'`);
const now = () => Math.floor(Date.now() / 1000);

const post = async (browser, target, fields = {}, options = {}) => {
  const { csrf } = await browser.get('/dashboard');
  return browser.post(target, { csrf, ...fields }, options);
};

// A conversation as the coach program leaves it: a question with markup, an answer with sources and a card.
async function conversation(user, { title = mark, question = mark, answer = {} } = {}) {
  const id = await academy.sql(`INSERT INTO conversation (user_id, title, course_id, created_at, updated_at) SELECT ${user}, ${quoted(title)}, id, ${now()}, ${now()}
    FROM course WHERE slug = 'git-from-the-inside' RETURNING id`);
  const asked = await academy.sql(`INSERT INTO message (conversation_id, role, content, created_at) VALUES (${id}, 'user', ${quoted(question)}, ${now()}) RETURNING id`);
  const all = { content: mark, html: null, state: 'complete', source: 'builtin', rung: 0, citations: '[]', card: '[]', model: '', sent: null, ...answer };
  const value = (one) => (one === null ? 'NULL' : quoted(one));
  const answered = await academy.sql(`INSERT INTO message (conversation_id, role, created_at, ${Object.keys(all).join(', ')})
    VALUES (${id}, 'assistant', ${now()}, ${Object.values(all).map(value).join(', ')}) RETURNING id`);
  return { id, asked, answered };
}

before(async () => {
  academy = await Academy.start();
  const { code, output, errors } = await academy.nexus(['course', 'import', path.join(home, 'db/demo/courses/git-from-the-inside')]);
  assert.equal(code, 0, output + errors);
  assert.equal((await academy.nexus(['coach', 'reindex'])).code, 0);
  ada = await person('Ada', 'ada@example.com');
  eve = await person('Eve', 'eve@example.com');
  talk = await conversation(await idOf('ada@example.com'), { answer: {
    source: 'model', model: mark, rung: 2, sent: JSON.stringify([{ role: 'system', content: mark }]),
    citations: JSON.stringify([
      { n: 1, title: mark, heading: mark, url: `${git}/blobs#part`, quote: `${mark} two` },
      { n: 2, title: 'elsewhere', heading: '', url: 'javascript:alert(1)', quote: '' }]),
    card: JSON.stringify([{ id: 7, action: 'create_note', text: mark, state: 'offered', url: '//evil.example' }]),
  } });
});
after(() => academy?.stop());

describe('the page of the coach', () => {
  test('visitors are sent to sign in', async () => {
    const visitor = academy.browser();
    for (const target of ['/chat', `/chat/${talk.id}`, '/chat/panel', `/chat/messages/${talk.answered}`, '/coach/nudge']) {
      assert.equal((await visitor.get(target)).status, 303, target);
    }
    assert.ok(!(await visitor.get('/')).text.includes('coach-bubble'), 'no bubble for visitors');
  });
  test('a new conversation knows where it is asked from', async () => {
    const page = await ada.get('/chat?course=git-from-the-inside&lesson=blobs&ask=Why%3F');
    assert.equal(page.status, 200);
    assert.match(page.text, /name="course" value="git-from-the-inside"/);
    assert.match(page.text, /name="lesson" value="blobs"/);
    assert.match(page.text, />Why\?<\/textarea>/);
    assert.ok(!page.text.includes('coach-bubble'), 'the page has no bubble of its own');
    const unknown = await ada.get(`/chat?course=${encodeURIComponent(mark)}&lesson=${encodeURIComponent(mark)}&heading=${encodeURIComponent(mark)}&ask=${encodeURIComponent(mark)}&q=${encodeURIComponent(mark)}`);
    assert.equal(unknown.status, 200);
    assert.match(unknown.text, /name="course" value=""/);
    assert.ok(!unknown.text.includes('<i>XSS'));
  });
  test('says how it helps here and what is left of today, without a script', async () => {
    const id = await idOf('ada@example.com'), page = '/chat?course=git-from-the-inside&lesson=blobs';
    const used = (questions) => academy.sql(`INSERT INTO coach_usage (user_id, day, questions) VALUES (${id}, unixepoch() / 86400, ${questions}) ON CONFLICT (user_id, day) DO UPDATE SET questions = excluded.questions`);
    await used(159);
    const before = await ada.get(page);
    assert.match(before.words, /Hints first ?41 of 200 questions left today/);
    assert.match(before.text, /data-problem hidden><\/p>/);
    await used(160);
    assert.match((await ada.get(page)).words, /You have 40 questions left today/);
    assert.match((await ada.get('/chat/panel?course=git-from-the-inside')).words, /You have 40 questions left today/);
    await used(200);
    assert.match((await ada.get(`/chat/${talk.id}`)).words, /That was your last question for today.*0 of 200 questions left today/);
    for (const [fields, back, sentence] of [[{ message: 'One more?' }, /^\/chat\?ask=One%20more%3F$/, /last question for today/],
      [{ message: mark, conversation: talk.id }, new RegExp(`^/chat/${talk.id}\\?ask=%3Ci`), /last question for today/],
      [{ message: '', course: 'git-from-the-inside', lesson: 'blobs' }, /course=git-from-the-inside&lesson=blobs$/, /Please write a question first/]]) {
      const refused = await post(ada, '/api/ai/chat', fields);
      assert.equal(refused.status, 303);
      assert.match(refused.headers.location, back);
      const again = await ada.follow(refused);
      assert.match(again.words, sentence);
      assert.ok(again.text.includes(`data-question>${fields.message === mark ? escaped : fields.message}`), 'nothing is lost');
    }
    await used(0);
    await academy.sql("INSERT INTO coach_course (course_id, mode) SELECT id, 'direct' FROM course WHERE slug = 'git-from-the-inside'");
    assert.match((await ada.get(page)).words, /Direct answers/);
    await academy.sql("UPDATE coach_course SET mode = 'off'");
    assert.match((await ada.get(page)).words, /The coach is switched off here/);
    await academy.sql('DELETE FROM coach_course');
    await academy.sql('DELETE FROM coach_usage');
  });
  test('a draft that may not be seen is not named', async () => {
    await academy.sql("UPDATE course SET state = 'draft'");
    const page = await ada.get('/chat?course=git-from-the-inside&lesson=blobs');
    assert.ok(!page.text.includes('Content gets a name') && /name="course" value=""/.test(page.text));
    await academy.sql("UPDATE course SET state = 'published'");
  });
  test('a conversation is shown with all its parts, and nothing in it is markup', async () => {
    const page = await ada.get(`/chat/${talk.id}`);
    assert.equal(page.status, 200);
    assert.ok(!page.text.includes('<i>XSS'), 'a marker came back as markup');
    assert.ok(page.text.split(escaped).length > 8, 'title, question, answer, model, source, quote and card are there');
    assert.match(page.text, /href="\/courses\/git-from-the-inside\/blobs\?quote=%3Ci%3EXSS%22%27%3C%2Fi%3E%20two#part:~:text=/);
    assert.ok(!/href="(javascript|\/\/evil)/.test(page.text), 'only addresses of ours');
    assert.match(page.words, /Step 2 of 4: a hint/);
    assert.match(page.text, /name="rung" value="3"/);
    assert.match(page.text, /action="\/api\/ai\/actions\/7\/confirm"/);
    assert.match(page.words, /Written by a model/);
    assert.match((await ada.get('/chat?q=xss')).text, new RegExp(`href="/chat/${talk.id}"`));
    assert.match((await ada.get('/chat?q=zzzz')).words, /No conversation has these words/);
  });
  test('parts of it: the panel, one message, what was sent', async () => {
    for (const target of [`/chat/panel?conversation=${talk.id}`, `/chat/messages/${talk.answered}`, `/chat/messages/${talk.asked}`, `/chat/messages/${talk.answered}/sent`]) {
      const part = await ada.get(target);
      assert.equal(part.status, 200, target);
      assert.ok(part.text.includes(escaped) && !part.text.includes('<i>XSS'), target);
    }
    assert.ok(!(await ada.get('/chat/panel')).text.includes('<html'), 'a part, not a page');
    assert.equal((await ada.get(`/chat/messages/${talk.asked}/sent`)).status, 404);
  });
  test('answers that were cut, failed, or are under way say so', async () => {
    const user = await idOf('ada@example.com');
    for (const [state, words] of [['cut', /This answer was cut/], ['failed', /could not be written/]]) {
      const { id } = await conversation(user, { answer: { state, source: 'builtin-after-failure' } });
      const page = await ada.get(`/chat/${id}`);
      assert.match(page.words, words);
      assert.match(page.words, /The model did not answer/);
    }
    const { id, answered } = await conversation(user, { answer: { state: 'streaming', source: '', beat_at: now() } });
    assert.match((await ada.get(`/chat/${id}`)).text, /data-streaming/);
    await academy.sql(`UPDATE message SET beat_at = beat_at - 60 WHERE id = ${answered}`);
    assert.match((await ada.get(`/chat/${id}`)).words, /This answer was cut/);
  });
  test('nobody reaches the conversations of another', async () => {
    for (const target of [`/chat/${talk.id}`, `/chat/panel?conversation=${talk.id}`, `/chat/messages/${talk.answered}`, `/chat/messages/${talk.asked}`, `/chat/messages/${talk.answered}/sent`, '/chat/999999', '/chat/messages/999999']) {
      const answer = await eve.get(target);
      assert.equal(answer.status, 404, target);
      assert.equal((await eve.getJson(target)).status, 404, target);
      assert.ok(!answer.text.includes('XSS'));
    }
    assert.ok(!(await eve.get('/chat?q=xss')).text.includes(`href="/chat/${talk.id}"`));
  });
  test('a deleted one is gone', async () => {
    const { id, answered } = await conversation(await idOf('ada@example.com'), { title: 'gone soon' });
    await academy.sql(`UPDATE conversation SET deleted_at = ${now()} WHERE id = ${id}`);
    for (const target of [`/chat/${id}`, `/chat/messages/${answered}`]) assert.equal((await ada.get(target)).status, 404);
    assert.ok(!(await ada.get('/chat')).text.includes('gone soon'));
  });
  test('a page takes at most eight questions to the database', async () => {
    await ada.get(`/chat/${talk.id}`);
    const line = academy.logLines().findLast((one) => one.path === `/chat/${talk.id}` && 'queries' in one);
    assert.ok(line?.queries <= 8, `${line?.queries}`);
  });
});

describe('without JavaScript', () => {
  let here;
  test('a question comes back with its answer', async () => {
    const page = await ada.get('/chat?course=git-from-the-inside&lesson=blobs');
    const answer = await ada.post('/api/ai/chat', { csrf: page.csrf, conversation: '', course: 'git-from-the-inside', lesson: 'blobs', heading: '', message: 'What is a blob?', action: 'ask' });
    assert.equal(answer.status, 303, answer.words.slice(0, 300));
    here = answer.headers.location;
    assert.match(here, /^\/chat\/\d+$/);
    const shown = await ada.get(here);
    assert.match(shown.words, /without a model/);
    assert.match(shown.text, /href="\/courses\/[^"]+\?quote=[^"]+" data-source="1"/);
    const id = /\d+$/.exec(here)[0];
    await post(ada, '/api/ai/chat', { conversation: id, message: mark, action: 'ask' });
    const marked = await ada.get(here);
    assert.ok(marked.text.includes(escaped) && !marked.text.includes('<i>XSS'));
  });
  test('quick actions, rating, another title, answered, deleted and brought back', async () => {
    const id = /\d+$/.exec(here)[0];
    const summary = await ada.submit(here, '/api/ai/chat', { conversation: id, message: '', action: 'summarise' });
    assert.equal(summary.headers.location, here);
    const page = await ada.get(here);
    assert.match(page.words, /Summarise this/);
    const message = /\/api\/ai\/messages\/(\d+)\/report/.exec(page.text)[1];
    assert.equal((await post(ada, '/api/ai/feedback', { message, rating: '4', reason: mark })).status, 303);
    assert.match((await ada.get(here)).text, /value="4" aria-label="4 of 5" aria-pressed="true"/);
    assert.equal((await post(ada, `/api/ai/messages/${message}/report`, { reason: mark })).status, 303);
    await post(ada, `/api/ai/conversations/${id}/rename`, { title: `${mark} renamed` });
    const renamed = await ada.get(here);
    assert.ok(renamed.text.includes(`${escaped}`) && renamed.words.includes('renamed') && !renamed.text.includes('<i>XSS'));
    await post(ada, `/api/ai/conversations/${id}/resolve`);
    assert.ok(!(await ada.get(here)).words.includes('My question is answered'));
    await post(ada, `/api/ai/conversations/${id}/handover`);
    assert.match((await ada.get(here)).words, /An instructor has this conversation/);
    const gone = await ada.follow(await post(ada, `/api/ai/conversations/${id}/delete`));
    assert.ok(!gone.text.includes(`href="${here}"`));
    const undo = /action="(\/api\/ai\/conversations\/\d+\/restore)"/.exec(gone.text)[1];
    await post(ada, undo);
    assert.equal((await ada.get(here)).status, 200);
  });
  test('a card is confirmed, and taken back', async () => {
    await post(ada, `${git}/enrol`);
    const asked = await ada.submit('/chat', '/api/ai/chat', { conversation: '', course: 'git-from-the-inside', lesson: 'blobs', message: 'Make a note that a blob has no name', action: 'ask' });
    const page = await ada.get(asked.headers.location);
    const [, confirm] = /action="(\/api\/ai\/actions\/\d+\/confirm)"/.exec(page.text);
    const [, back] = /name="back" value="([^"]+)"/.exec(page.text);
    const done = await post(ada, confirm, { back });
    assert.equal(done.headers.location, back);
    assert.match((await ada.get('/notes')).words, /a blob has no name/);
    const after = await ada.get(asked.headers.location);
    const [, undo] = /action="(\/api\/ai\/actions\/\d+\/undo)"/.exec(after.text);
    await post(ada, undo, { back });
    await ada.get('/dashboard'); // takes the message about it
    assert.ok(!(await ada.get('/notes')).words.includes('a blob has no name'));
    assert.match((await ada.get(asked.headers.location)).words, /taken back/);
  });
});

describe('the bubble', () => {
  test('stands on pages and knows where it is, but not in an attempt', async () => {
    assert.match((await ada.get(`${git}/blobs`)).text, /class="coach-bubble" href="\/chat\?course=git-from-the-inside&amp;lesson=blobs"/);
    assert.match((await ada.get('/dashboard')).text, /class="coach-bubble" href="\/chat"/);
    await post(ada, `${git}/enrol`);
    const quiz = await academy.sql("SELECT q.id FROM quiz q JOIN lesson l ON l.id = q.lesson_id WHERE l.slug = 'objects'");
    const attempt = await ada.follow(await post(ada, `/quizzes/${quiz}/attempts`));
    assert.match(attempt.url, /^\/attempts\//);
    assert.ok(!attempt.text.includes('coach-bubble'));
    assert.equal((await ada.get('/coach/nudge')).status, 204, 'and no card while it is open');
    await academy.sql('DELETE FROM attempt');
  });
});

describe('cards that come by themselves', () => {
  let user, lesson;
  const again = (query = '') => ada.get(`/coach/nudge${query}`);
  const tomorrow = () => academy.sql('UPDATE nudge SET day = day - 1');
  before(async () => {
    user = await idOf('ada@example.com');
    lesson = await academy.sql("SELECT id FROM lesson WHERE slug = 'blobs'");
    await academy.sql(`INSERT INTO lesson_progress (user_id, lesson_id, course_id, opened_at, seen_at, seconds) SELECT ${user}, id, course_id, 1, 1, 400 FROM lesson WHERE id = ${lesson}
      ON CONFLICT DO UPDATE SET seconds = 400`);
  });
  test('one a day, with its reason', async () => {
    assert.equal((await again()).status, 204);
    const card = await again(`?lesson=${lesson}`);
    assert.equal(card.status, 200);
    assert.match(card.words, /on this lesson for over five minutes/);
    assert.match(card.text, /href="\/chat\?ask=[^"]+course=git-from-the-inside&amp;lesson=blobs"/);
    assert.equal((await again(`?lesson=${lesson}`)).status, 204);
    assert.equal((await eve.get(`/coach/nudge?lesson=${lesson}`)).status, 204, 'not to somebody who does not take the course');
  });
  test('"not now" and "never" are kept; only one\'s own can be answered', async () => {
    const id = await academy.sql(`SELECT max(id) FROM nudge WHERE user_id = ${user}`);
    for (const word of ['later', 'never']) assert.equal((await post(eve, `/coach/nudge/${id}/${word}`)).status, 404);
    assert.equal((await post(ada, `/coach/nudge/${id}/later`)).status, 303);
    await tomorrow();
    await academy.sql("UPDATE nudge SET subject = 'stuck:0'");
    assert.equal((await again(`?lesson=${lesson}`)).status, 204, 'not so soon');
    await academy.sql('UPDATE nudge SET answered_at = 1');
    assert.equal((await again(`?lesson=${lesson}`)).status, 200);
    const newer = await academy.sql(`SELECT max(id) FROM nudge WHERE user_id = ${user}`);
    const told = await post(ada, `/coach/nudge/${newer}/never`, {}, { headers: { accept: 'application/json' } });
    assert.match(told.json.text, /won't see this again/);
    await academy.sql("DELETE FROM nudge");
    assert.equal((await again(`?lesson=${lesson}`)).status, 204);
  });
  test('all of them can be switched on and off', async () => {
    const page = await ada.get('/profile/privacy');
    assert.match(page.text, /name="any" value="1" checked/);
    assert.ok(!/name="stuck" value="1" checked/.test(page.text));
    await post(ada, '/coach/nudges', { any: '1', stuck: '1', back: '1' });
    assert.match((await ada.get('/profile/privacy')).text, /name="stuck" value="1" checked/);
    await post(ada, '/coach/nudges', { stuck: '1' });
    assert.equal((await again(`?lesson=${lesson}`)).status, 204);
    await post(ada, '/coach/nudges', { any: '1', stuck: '1' });
    assert.equal((await again(`?lesson=${lesson}`)).status, 200);
  });
  test('looking around for one skill', async () => {
    const skill = await academy.sql("SELECT s.name FROM skill s JOIN course_skill k ON k.skill_id = s.id JOIN course c ON c.id = k.course_id LIMIT 1");
    const seen = (...all) => `?${new URLSearchParams(all.map((one) => ['seen', one]))}`;
    const card = await eve.get(`/coach/nudge${seen(skill, 'git-from-the-inside', 'git-from-the-inside')}`);
    assert.equal(card.status, 200);
    assert.ok(card.words.includes(skill));
    await academy.sql('DELETE FROM nudge');
    assert.equal((await eve.get(`/coach/nudge${seen(mark, mark, mark)}`)).status, 204);
    assert.equal((await eve.get(`/coach/nudge${seen('git-from-the-inside')}`)).status, 204);
  });
});

test('the export has it all', async () => {
  const data = (await ada.get('/profile/export')).json;
  assert.ok(data.conversation.length > 0 && data.message.length > 0);
  assert.ok(Array.isArray(data.nudge) && Array.isArray(data.nudge_off));
});

test('nothing went wrong on our side', () => {
  assert.deepEqual(academy.logLines().filter((line) => line.level === 'error' || line.status >= 500), []);
});
