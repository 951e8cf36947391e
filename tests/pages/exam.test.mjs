// exam.test.mjs - while an attempt is open, its questions are not answered in other words either, wherever they are asked; others are.
// Every line of paraphrases.txt is asked of the coach itself, with and without vectors.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Academy, home } from './harness.mjs';
import { FakeModel } from './fake_model.mjs';
import { Learner, vectorsOf } from './coach.mjs';

const quizzes = readFileSync(path.join(home, 'tests/pages/paraphrases.txt'), 'utf8').split(/^# (?=[a-z-]+\/[a-z-]+$)/m).slice(1).map((part) => {
  const [name, ...lines] = part.trim().split('\n');
  const [course, lesson] = name.split('/');
  return { course, lesson, ask: lines.filter((line) => /^[+-] /.test(line)).map((line) => ({ forbidden: line[0] === '+', words: line.slice(2) })) };
});

let academy, model, ada;
const user = "(SELECT id FROM person WHERE email = 'ada@demo.nexus.example')";
const open = ({ course, lesson }) => academy.sql(`DELETE FROM attempt WHERE user_id = ${user} AND submitted_at IS NULL;
  INSERT INTO attempt (user_id, quiz_id, number, questions, seed, started_at) SELECT ${user}, z.id, 900, '[]', 1, strftime('%s', 'now') FROM quiz z
    JOIN lesson l ON l.id = z.lesson_id JOIN course c ON c.id = l.course_id WHERE c.slug = '${course}' AND l.slug = '${lesson}'`);

before(async () => {
  model = await FakeModel.start();
  model.concepts = [/kein dateiname|A blob has no file name/i, /left join/i];
  academy = await Academy.start({ demo: true, env: { NEXUS_DEMO_LEARNERS: '3', NEXUS_COACH_DAILY: '0', NEXUS_COACH_EMBED_URL: model.url, NEXUS_COACH_EMBEDDER: 'fake' } });
  await academy.sql(`INSERT OR IGNORE INTO enrolment (user_id, course_id, enrolled_at, active_at) SELECT ${user}, id, 1, 1 FROM course WHERE state = 'published'`);
  await vectorsOf(academy);
  ada = await Learner.signIn(academy, 'ada');
});
after(async () => {
  await academy.stop();
  await model.stop();
});

describe('with an attempt open', () => {
  test('paraphrases are told from other questions', async () => {
    model.embedding = 'down'; // by words alone
    const wrong = { missed: [], silenced: [] };
    let forbidden = 0, free = 0;
    for (const quiz of quizzes) {
      await open(quiz);
      for (const { forbidden: is, words } of quiz.ask) {
        const answer = await ada.ask({ message: words });
        assert.equal(answer.status, 200, words);
        const refused = answer.problem === 'exam';
        if (is) forbidden++;
        else free++;
        if (is !== refused) (is ? wrong.missed : wrong.silenced).push(words);
      }
    }
    assert.ok(forbidden >= 40 && free >= 80);
    assert.ok(wrong.missed.length <= 0.1 * forbidden, `missed: ${wrong.missed.join(' | ')}`);
    assert.ok(wrong.silenced.length <= 0.08 * free, `silenced: ${wrong.silenced.join(' | ')}`);
  });

  test('the same question goes through when nothing is open', async () => {
    await academy.sql(`DELETE FROM attempt WHERE user_id = ${user} AND submitted_at IS NULL`);
    assert.equal((await ada.ask('How many parents does the very first commit have?')).problem, '');
  });

  test('with vectors a question is known that shares no word, and the question it leans on counts', async () => {
    await academy.stop();
    model.embedding = 'good';
    academy = await Academy.start({ demo: true, env: { NEXUS_DEMO_LEARNERS: '3', NEXUS_COACH_DAILY: '0', NEXUS_COACH_EMBED_URL: model.url, NEXUS_COACH_EMBEDDER: 'fake' } });
    await vectorsOf(academy);
    ada = await Learner.signIn(academy, 'ada');
    const words = 'Stimmt es, kein Dateiname?';
    assert.equal((await ada.ask(words)).problem, '');
    const { conversation } = await ada.ask('How many parents does the very first commit have?');
    await open(quizzes[0]);
    assert.equal((await ada.ask(words)).problem, 'exam');
    assert.equal((await ada.ask({ message: 'And why?', conversation })).problem, 'exam');
    assert.equal((await ada.ask('And why?')).problem, '');
  });

  test('nothing went wrong but what was made to', () => {
    assert.deepEqual(academy.logLines().filter((line) => (line.level === 'error' && line.message !== 'job failed') || line.status >= 500), []);
  });
});
