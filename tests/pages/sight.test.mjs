// sight.test.mjs - what the coach sees of a learner, and that it sees nothing more: progress and mistakes in the list, in what goes to
// a model and in the coach's own answers; none of others', none during an attempt, none when it is switched off, never the key.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { Academy } from './harness.mjs';
import { FakeModel } from './fake_model.mjs';
import { Learner } from './coach.mjs';

let academy, model, ada, luc, quiz, lesson, mistaken, right;
const place = { course: 'git-from-the-inside', lesson: 'blobs' };
const user = (name) => `(SELECT id FROM person WHERE email = '${name}@demo.nexus.example')`;
const told = () => model.last().body.messages[0].content;
const names = (status) => status.sees.map((seen) => seen.name);

before(async () => {
  model = await FakeModel.start();
  academy = await Academy.start({ demo: true, env: { NEXUS_DEMO_LEARNERS: '3', NEXUS_COACH_URL: model.url, NEXUS_COACH_DAILY: '0' } });
  [quiz, lesson] = (await academy.sql("SELECT z.id, l.slug FROM quiz z JOIN lesson l ON l.id = z.lesson_id JOIN course c ON c.id = l.course_id WHERE c.slug = 'git-from-the-inside' ORDER BY l.position LIMIT 1")).split('|');
  await academy.sql(`DELETE FROM attempt WHERE user_id IN (${user('ada')}, ${user('luc')});
    UPDATE question SET feedback = 'CANARY-KEY', body = json_set(body, '$.canary', 'CANARY-KEY');
    UPDATE question SET prompt = '<p>Which marsupial <em>hides</em> here?</p>' WHERE id = (SELECT min(id) FROM question WHERE quiz_id = ${quiz} AND retired_at IS NULL);
    UPDATE question SET prompt = '<p>Which bird was known?</p>' WHERE id = (SELECT max(id) FROM question WHERE quiz_id = ${quiz} AND retired_at IS NULL);
    INSERT OR IGNORE INTO enrolment (user_id, course_id, enrolled_at, active_at) SELECT u.id, c.id, 1, 1 FROM person u, course c
      WHERE u.email IN ('ada@demo.nexus.example', 'luc@demo.nexus.example') AND c.slug = 'git-from-the-inside';
    UPDATE lesson_progress SET completed_at = NULL WHERE user_id = ${user('ada')} AND lesson_id = (SELECT id FROM lesson WHERE slug = 'blobs');
    UPDATE enrolment SET lessons_done = lessons_done - 1 WHERE lessons_done > 0 AND user_id = ${user('ada')};
    INSERT INTO attempt (id, user_id, quiz_id, number, questions, seed, started_at, submitted_at, points, points_most, passed)
      VALUES (9001, ${user('ada')}, ${quiz}, 1, '[]', 1, 1, 2, 0, 100, 0);
    INSERT INTO answer (attempt_id, question_id, response, sequence, saved_at, points)
      SELECT 9001, id, '"CANARY-RESPONSE"', 1, 1, CASE WHEN prompt LIKE '%marsupial%' THEN 0 ELSE points * 100 END FROM question WHERE quiz_id = ${quiz} AND retired_at IS NULL;`);
  [mistaken, right] = ['Which marsupial hides here?', 'Which bird was known?'];
  ada = await Learner.signIn(academy, 'ada');
  luc = await Learner.signIn(academy, 'luc');
});
after(async () => {
  await academy.stop();
  await model.stop();
});

test('the list says all of it: place, progress, the next lesson, what was answered wrongly', async () => {
  const status = await ada.get(`/api/ai/status?course=${place.course}&lesson=${place.lesson}`);
  assert.deepEqual(names(status), ['Course', 'Lesson', 'Progress', 'Next lesson', 'Answered wrongly']);
  assert.match(status.sees[2].text, /^\d+ of \d+ lessons done$/);
  assert.equal(status.sees[4].text, mistaken);
  assert.deepEqual((await ada.get('/api/ai/status')).sees, []);
  const page = await ada.browser.get(`/chat?course=${place.course}&lesson=${place.lesson}`);
  for (const { name, text } of status.sees) assert.ok(page.words.includes(`${name} ${text.replace(/’/g, '’')}`), name);
  assert.ok((await ada.browser.get(`/chat/panel?course=${place.course}`)).words.includes(mistaken));
  const french = await academy.browser({ headers: { 'accept-language': 'fr' } });
  french.cookies = ada.browser.cookies;
  await academy.sql(`UPDATE person SET language = 'fr' WHERE id = ${user('ada')}`);
  assert.match((await french.get(`/chat?course=${place.course}`)).words, /Réponse fausse Which marsupial/);
  await academy.sql(`UPDATE person SET language = 'en' WHERE id = ${user('ada')}`);
});

test('a model is told the same and no more', async () => {
  const answer = await ada.ask({ message: 'What is a blob?', ...place });
  assert.match(told(), /They have done \d+ of its \d+ lessons; the next one is ".+"\./);
  assert.ok(told().includes(`- ${mistaken} (`));
  assert.ok(!told().includes(right) && !/CANARY/.test(model.last().text));
  assert.deepEqual((await ada.get(`/api/ai/messages/${answer.message}/sent`)).sent, model.last().body.messages);
});

test('nobody sees the mistakes of another', async () => {
  await luc.ask({ message: 'What is a blob?', ...place });
  assert.match(told(), /They have done/);
  assert.ok(!told().includes(mistaken));
  assert.ok(!JSON.stringify(await luc.get(`/api/ai/status?course=${place.course}`)).includes('marsupial'));
});

test('switched off, nothing of it is sent', async () => {
  const first = await ada.ask({ message: 'What is a tree?', ...place });
  for (const conversation of [0, first.conversation]) {
    await ada.ask({ message: 'What is a commit?', ...place, blind: true, conversation });
    assert.ok(!told().includes('They have done') && !told().includes('marsupial') && !told().includes('The learner is in'), told());
  }
});

test('the coach itself: what next, what was wrong', async () => {
  model.mode = '500';
  const next = await ada.ask({ action: 'next', message: '', ...place });
  assert.match(next.content, /Go on here:\s+\[Content gets a name\][^]*Worth another look/);
  assert.ok(next.content.includes(mistaken));
  const wrong = await ada.ask({ message: 'Explain what I got wrong', ...place });
  assert.ok(wrong.content.includes(`**${mistaken}**`));
  assert.match((await luc.ask({ message: 'Explain what I got wrong', ...place })).content, /I see no mistake of yours/);
  assert.match((await ada.ask({ message: 'Explain what I got wrong', ...place, blind: true })).content, /I see no mistake of yours/);
  model.mode = 'good';
});

test('while an attempt is open there are no mistakes, wherever it is asked', async () => {
  await academy.sql(`INSERT INTO attempt (id, user_id, quiz_id, number, questions, seed, started_at) VALUES (9002, ${user('ada')}, ${quiz}, 2, '[]', 1, strftime('%s', 'now'))`);
  const status = await ada.get(`/api/ai/status?course=${place.course}&lesson=${place.lesson}`);
  assert.deepEqual(names(status), ['Course', 'Lesson', 'Progress', 'Next lesson']);
  await ada.ask({ message: 'What does the reflog keep?', ...place });
  assert.match(told(), /They have done/);
  assert.ok(!told().includes('marsupial'));
  assert.ok(!(await ada.browser.get(`/chat?course=${place.course}`)).words.includes('marsupial'));
  await academy.sql('DELETE FROM attempt WHERE id = 9002');
  assert.ok(lesson.length > 0 && JSON.stringify(await ada.get(`/api/ai/status?course=${place.course}`)).includes('marsupial'));
});

test('nothing went wrong but what was made to', () => {
  assert.deepEqual(academy.logLines().filter((line) => (line.level === 'error' && line.message !== 'the model did not answer') || line.status >= 500), []);
});
