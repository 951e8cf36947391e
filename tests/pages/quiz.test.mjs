// quiz.test.mjs - a quiz through the real programs, without JavaScript and as quiz.js speaks: start, save, resume, submit, review;
// and certificates with their public page and PDF.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Academy } from './harness.mjs';

let academy, ada, eve;
const password = 'four unrelated words';
const QUIZ = 900, ids = { single: 901, multiple: 902, truth: 903, blank: 904, numeric: 905, matching: 906, ordering: 907, short: 908 };
const gap = '\ue000';
const questions = [
  [901, 'single', 1, '<p>Pick</p>', '<p>EXPLAINED</p>', { options: [{ id: 'a', html: 'A', correct: false, feedback: 'WHYNOT' }, { id: 'b', html: 'B', correct: true }] }],
  [902, 'multiple', 2, '<p>Pick some</p>', '', { options: [{ id: 'a', html: 'A', correct: true }, { id: 'b', html: 'B', correct: true }, { id: 'c', html: 'C', correct: false }] }],
  [903, 'true_false', 1, '<p>Really?</p>', '', { answer: true }],
  [904, 'blank', 2, `<p>One ${gap} two ${gap}.</p>`, '', { blanks: [['SECRETONE'], ['SECRETTWO', 'x']] }],
  [905, 'numeric', 1, '<p>How many?</p>', '', { answer: 8675309, tolerance: 0.5, unit: 'kB' }],
  [906, 'matching', 2, '<p>Match</p>', '', { pairs: [{ id: 'a', left: 'L1', right: 'R1' }, { id: 'b', left: 'L2', right: 'R2' }], distractors: ['R3'] }],
  [907, 'ordering', 2, '<p>Order</p>', '', { items: [{ id: 'SECRETA', html: 'I1' }, { id: 'SECRETB', html: 'I2' }, { id: 'SECRETC', html: 'I3' }] }],
  [908, 'short', 1, '<p>Say it</p>', '', { accept: ['SECRETWORD'] }],
];

const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

async function person(name, email) {
  await academy.browser().submit('/register', '/register', { name, email, password, time_zone: 'UTC' });
  return academy.browser().signIn(email, password);
}

async function start(browser) {
  const page = await browser.get('/profile');
  const answer = await browser.post(`/quizzes/${QUIZ}/attempts`, { csrf: page.csrf });
  assert.equal(answer.status, 303, answer.words.slice(0, 300));
  return answer.headers.location;
}

async function saveJson(browser, attempt, answers) {
  const { csrf } = await browser.get('/profile');
  const answer = await browser.send('POST', `${attempt}/answers`, {
    headers: { 'content-type': 'application/json', accept: 'application/json', 'x-csrf-token': csrf }, body: JSON.stringify({ answers }),
  });
  assert.equal(answer.status, 200, answer.text.slice(0, 300));
  return answer.json;
}

const open = () => academy.sql(`UPDATE attempt SET submitted_at = 1, points = 0, points_most = 1, passed = 0 WHERE submitted_at IS NULL;`);
const states = (reply) => reply.answers.map((answer) => answer.state);

before(async () => {
  academy = await Academy.start();
  ada = await person('Ada <b>XSS</b>', 'ada@example.com');
  eve = await person('Eve', 'eve@example.com');
  await academy.sql(`BEGIN;
    INSERT INTO course (id, slug, title, state, lesson_count, minutes, created_at, updated_at, published_at) VALUES (900, 'quizzed', 'Quizzed <i>XSS</i>', 'published', 1, 90, 1, 1, 1);
    INSERT INTO module (id, course_id, slug, title, position) VALUES (900, 900, 'm', 'M', 1);
    INSERT INTO lesson (id, course_id, module_id, slug, kind, title, html, position, updated_at) VALUES (900, 900, 900, 'the-quiz', 'quiz', 'The quiz', '<p>Hello</p>', 1, 1);
    INSERT INTO quiz (id, lesson_id, pass_percent, time_limit, attempts_most, shuffle) VALUES (${QUIZ}, 900, 60, 600, 0, 1);
    ${questions.map(([id, kind, points, prompt, feedback, body]) => `INSERT INTO question (id, quiz_id, key, kind, position, points, prompt, feedback, body)
      VALUES (${id}, ${QUIZ}, 'k${id}', '${kind}', ${id}, ${points}, ${quoted(prompt)}, ${quoted(feedback)}, ${quoted(JSON.stringify(body))});`).join('\n')}
    INSERT INTO enrolment (user_id, course_id, enrolled_at, active_at) SELECT id, 900, 1, 1 FROM person WHERE email = 'ada@example.com';
    COMMIT;`);
});
after(async () => { await academy.stop(); });

describe('an attempt', () => {
  test('is one, from however many tabs; nobody else sees it', async () => {
    const attempt = await start(ada);
    assert.equal(await start(ada), attempt);
    assert.equal((await ada.get(attempt)).status, 200);
    for (const target of [attempt, `${attempt}/review`]) assert.equal((await eve.get(target)).status, 404);
    const { csrf } = await eve.get('/profile');
    assert.equal((await eve.post(`${attempt}/answers`, { csrf, q: '901', q901: 'b' })).status, 404);
    assert.equal((await eve.post(`${attempt}/submit`, { csrf })).status, 404);
    const answer = await eve.post(`/quizzes/${QUIZ}/attempts`, { csrf });
    assert.equal(answer.headers.location, '/courses/quizzed/the-quiz', 'not enrolled');
    assert.equal((await academy.browser().get(attempt)).status, 303, 'visitors sign in first');
  });

  test('tells nothing of the key, as page and as JSON', async () => {
    const attempt = await start(ada);
    for (const answer of [await ada.get(attempt), await ada.getJson(attempt)])
      for (const word of ['SECRET', 'EXPLAINED', 'WHYNOT', 'correct', '8675309', 'tolerance', 'accept"', 'feedback'])
        assert.ok(!answer.text.includes(word), `${word} is in ${answer.headers['content-type']}`);
    assert.equal((await ada.get(`${attempt}/review`)).headers.location, attempt);
  });

  test('keeps the newest answer whichever way saves travel', async () => {
    const attempt = await start(ada);
    const say = (sequence, ...values) => saveJson(ada, attempt, [{ question: ids.short, sequence, values }]);
    assert.deepEqual(states(await say(10, 'old')), ['saved']);
    assert.deepEqual(states(await say(20, 'new')), ['saved']);
    const older = await say(15, 'between');
    assert.deepEqual(states(older), ['older']);
    assert.deepEqual(older.answers[0].values, ['new']);
    assert.deepEqual(states(await say(20, 'new')), ['saved'], 'a replay');
    assert.deepEqual(states(await saveJson(ada, attempt, [{ question: ids.single, sequence: 1, values: ['zz'] }, { question: 1, sequence: 1, values: [] }])), ['refused', 'refused']);
    assert.match((await ada.get(attempt)).text, /value="new"/);
    assert.deepEqual(states(await say(30, '')), ['saved']);
    assert.equal((await ada.getJson(attempt)).json.answered, 0);
  });

  test('takes a form without JavaScript, twice as well as once, and warns about another window', async () => {
    const attempt = await start(ada);
    const page = await ada.get(attempt);
    const sequence = /name="sequence" value="(\d+)"/.exec(page.text)[1];
    const form = { csrf: page.csrf, sequence, q: [String(ids.single), String(ids.multiple), String(ids.blank)], q901: 'b', q902: ['a', 'b'], 'q904.0': 'SecretOne', 'q904.1': '<script>XSS' };
    for (let i = 0; i < 2; i++) assert.equal((await ada.post(`${attempt}/answers`, form)).headers.location, attempt);
    const again = await ada.get(attempt);
    assert.match(again.words, /Your answers are saved/);
    assert.match(again.text, /<strong data-answered>3<\/strong>/);
    assert.ok(!again.text.includes('<script>XSS'));
    await saveJson(ada, attempt, [{ question: ids.single, sequence: Date.now() + 60000, values: ['a'] }]);
    await ada.post(`${attempt}/answers`, form);
    const warned = await ada.get(attempt);
    assert.match(warned.words, /changed in another window/);
    assert.match(warned.text, /name="q901" value="a" checked/);
  });

  test('is graded once; the review holds its tongue until the quiz is passed', async () => {
    await open();
    let attempt = await start(ada);
    let { csrf } = await ada.get(attempt);
    await ada.post(`${attempt}/submit`, { csrf, sequence: '0', q: ['901'], q901: 'a' });
    const failed = await ada.get(`${attempt}/review`);
    assert.match(failed.words, /Not passed yet/);
    assert.ok(!failed.text.includes('SECRET') && !failed.text.includes('option-right'));
    assert.match(failed.words, /WHYNOT.*EXPLAINED/);
    attempt = await start(ada);
    const shown = (await ada.getJson(attempt)).json.questions;
    const find = (kind) => shown.find((question) => question.kind === kind);
    const matching = find('matching').lefts.map((left) => left.choices.find((choice) => choice.text === left.html.replace('L', 'R')).value);
    const ordering = [...find('ordering').items].sort((a, b) => a.part - b.part).map((item) => item.html.slice(1));
    const reply = await saveJson(ada, attempt, [
      { question: ids.single, sequence: 1, values: ['b'] }, { question: ids.multiple, sequence: 1, values: ['a', 'b'] }, { question: ids.truth, sequence: 1, values: ['true'] },
      { question: ids.blank, sequence: 1, values: ['secretone', ' SECRETTWO '] }, { question: ids.numeric, sequence: 1, values: ['8675309,2 kB'] },
      { question: ids.matching, sequence: 1, values: matching }, { question: ids.ordering, sequence: 1, values: ordering }, { question: ids.short, sequence: 1, values: ['SecretWord'] }]);
    assert.deepEqual(new Set(states(reply)), new Set(['saved']));
    assert.equal(reply.answered, 8);
    ({ csrf } = await ada.get(attempt));
    const answers = await Promise.all([1, 2, 3].map(() => ada.post(`${attempt}/submit`, { csrf })));
    for (const answer of answers) assert.equal(answer.headers.location, `${attempt}/review`);
    const review = await ada.get(`${attempt}/review`);
    assert.match(review.words, /Passed 12 of 12 points/);
    assert.match(review.text, /option-right/);
    assert.deepEqual(states(await saveJson(ada, attempt, [{ question: ids.single, sequence: 99, values: ['a'] }])), ['late']);
    const retry = await start(ada);
    assert.ok(!(await ada.get(`${attempt}/review`)).text.includes('option-right'), 'not while the same questions are open');
    assert.equal((await ada.get(retry)).status, 200);
  });

  test('ends with its time: late answers are refused, saved ones graded', async () => {
    await open();
    const attempt = await start(ada);
    await saveJson(ada, attempt, [{ question: ids.truth, sequence: 1, values: ['true'] }]);
    await academy.sql(`UPDATE attempt SET started_at = started_at - 700, due_at = due_at - 700 WHERE submitted_at IS NULL;`);
    const late = await saveJson(ada, attempt, [{ question: ids.single, sequence: 2, values: ['b'] }]);
    assert.deepEqual(states(late), ['late']);
    assert.equal(late.open, false);
    const review = await ada.follow(await ada.get(attempt));
    assert.equal(review.url, `${attempt}/review`);
    assert.match(review.words, /The time was up/);
    assert.match(review.words, /1 of 12 points/);
  });
});

describe('the way in', () => {
  test('says the rules and what was done before', async () => {
    await open();
    const page = await ada.get('/courses/quizzed/the-quiz');
    assert.match(page.words, /Questions 8 To pass 60 % of the points Time 10 min/);
    assert.match(page.words, /Passed 100 %/);
    assert.match(page.text, new RegExp(`action="/quizzes/${QUIZ}/attempts"`));
    const attempt = await start(ada);
    assert.match((await ada.get('/courses/quizzed/the-quiz')).text, new RegExp(`href="${attempt}"`));
  });

  test('passing completed the course, which gave a certificate', async () => {
    assert.match((await ada.get('/certificates')).text, /href="\/certificates\/[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}"/);
  });
});

describe('a certificate', () => {
  before(() => academy.sql(`INSERT OR IGNORE INTO certificate (code, user_id, course_id, name, course_title, minutes, issued_at)
      SELECT 'ABCD-EFGH-JKMN', id, 900, name, 'Quizzed <i>XSS</i>', 90, 1700000000 FROM person WHERE email = 'ada@example.com';
      UPDATE certificate SET code = 'ABCD-EFGH-JKMN' WHERE course_id = 900;`));

  test('is listed for its owner and verified by anybody', async () => {
    assert.match((await ada.get('/certificates')).words, /Quizzed <i>XSS<\/i>|Quizzed/);
    assert.match((await eve.get('/certificates')).words, /No certificates yet/);
    const visitor = academy.browser();
    const page = await visitor.get('/certificates/ABCD-EFGH-JKMN');
    assert.match(page.words, /genuine/);
    assert.equal(page.headers['x-robots-tag'], 'noindex');
    assert.ok(!page.text.includes('<b>XSS') && !page.text.includes('<i>XSS'));
    assert.ok(!page.text.includes('ada@example.com'));
    assert.equal((await visitor.get('/certificates/abcd efghjkmn')).headers.location, '/certificates/ABCD-EFGH-JKMN');
    assert.match((await visitor.get('/certificates/WRONG')).words, /No such certificate/);
  });

  test('comes as PDF until it is revoked', async () => {
    const file = path.join(academy.data, 'certificates/ABCD-EFGH-JKMN.pdf');
    const answers = await Promise.all([1, 2].map(() => academy.browser().get('/certificates/ABCD-EFGH-JKMN/pdf')));
    for (const answer of answers) {
      assert.equal(answer.status, 200);
      assert.equal(answer.headers['content-type'], 'application/pdf');
      assert.equal(answer.body.subarray(0, 5).toString(), '%PDF-');
    }
    assert.ok(existsSync(file));
    await academy.sql(`UPDATE certificate SET revoked_at = 1700000001, revoke_reason = 'Copied <u>XSS' WHERE code = 'ABCD-EFGH-JKMN';`);
    assert.equal((await academy.browser().get('/certificates/ABCD-EFGH-JKMN/pdf')).status, 410);
    assert.ok(!existsSync(file));
    const page = await academy.browser().get('/certificates/ABCD-EFGH-JKMN');
    assert.match(page.words, /was revoked on .* Reason: Copied/);
    assert.ok(!page.text.includes('<u>XSS'));
    assert.equal((await academy.browser().get('/certificates/AAAA-AAAA-AAAA/pdf')).status, 404);
  });
});
