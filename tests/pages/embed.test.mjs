// embed.test.mjs - vectors beside the words: made by the worker and by `nexus coach reindex`, made anew after an edit and for another
// model, used for questions, and done without when their endpoint fails.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Academy } from './harness.mjs';
import { FakeModel } from './fake_model.mjs';
import { Learner, vectorsOf } from './coach.mjs';

let academy, model, ada, data;
const question = 'verlorene Arbeit wiederfinden'; // not a word of it stands in any course
const settings = (more = {}) => ({
  NEXUS_DEMO_LEARNERS: '3', NEXUS_COACH_URL: model.url, NEXUS_COACH_KEY: 'sk-secret', NEXUS_COACH_EMBEDDER: 'fake-embed', NEXUS_COACH_DAILY: '0',
  NEXUS_COACH_PRICE_EMBED: '3', ...more,
});
const start = async (more) => {
  academy = await Academy.start({ demo: true, data, env: settings(more) });
  ada = await Learner.signIn(academy, 'ada');
};
const passages = () => model.asked.findLast((asked) => asked.path !== '/v1/embeddings').body.messages[0].content;
const filled = (name) => vectorsOf(academy, name);
const due = () => academy.sql("UPDATE job SET run_at = 0 WHERE kind = 'coach.embed' AND state = 'queued'");

before(async () => {
  model = await FakeModel.start();
  model.concepts = [/reflog|wiederfinden/i, /left join|fehlende zeilen/i, /spaced|abstand/i];
  data = mkdtempSync(path.join(tmpdir(), 'nexus-embed-'));
  await start();
});
after(async () => {
  await academy.stop();
  await model.stop();
  rmSync(data, { recursive: true, force: true });
});

test('the worker gives every passage its vector, in batches, and counts what that costs', async () => {
  await filled('fake-embed');
  const [all, short] = (await academy.sql('SELECT count(*), sum(length(vector) <> 24) FROM passage_vector')).split('|').map(Number);
  assert.ok(all > 40 && short === 0, 'six numbers of four bytes each');
  assert.ok(model.embedded.length < all / 8, 'in batches');
  assert.equal(model.embedded[0].key, 'Bearer sk-secret');
  assert.equal(model.embedded[0].body.model, 'fake-embed');
  const tokens = Number(await academy.sql('SELECT sum(tokens_in) FROM coach_spending'));
  assert.equal(tokens, 10 * all);
  assert.equal(Number(await academy.sql('SELECT sum(cost) FROM coach_spending')), 30 * all);
  const own = (await academy.sql("SELECT p.text FROM passage_vector v JOIN passage p ON p.id = v.passage_id ORDER BY v.passage_id LIMIT 1")).slice(0, 40);
  assert.ok(model.embedded[0].body.input[0].includes(own), 'the first text is the first passage');
});

test('a question that shares no word with its passage finds it by what it means', async () => {
  await ada.ask(question);
  assert.match(/\[1\][^]*?(?=\[2\]|$)/.exec(passages())[0], /reflog/i);
  const both = await ada.ask('What is a blob?');
  assert.match(passages(), /blob/i, 'words count as before');
  assert.equal(both.usage.tokens_in > 10, true);
});

test('the words leave without names, and what they cost is the answer\'s', async () => {
  const own = (await academy.sql("SELECT name FROM person WHERE email = 'ada@demo.nexus.example'"));
  const answer = await ada.ask(`I am ${own}, ada@demo.nexus.example: what is a commit?`);
  const [input] = model.embedded.at(-1).body.input;
  assert.match(input, /what is a commit/);
  assert.ok(!input.includes(own.split(' ')[1]) && !input.includes('ada@demo'), input);
  assert.equal(answer.usage.cost, 30);
});

test('an edit: the old vector goes with the old text, the new one comes by itself', async () => {
  const before = model.embedded.length, course = await academy.sql("SELECT course_id FROM lesson WHERE slug = 'blobs'");
  await academy.sql(`UPDATE lesson SET html = '<p>Quokkas are marsupials that smile at whoever asks them about version control.</p>' WHERE slug = 'blobs';
    INSERT INTO job (kind, payload, run_at, created_at) VALUES ('coach.index', '{"course":${course}}', 0, 0)`);
  await academy.eventually(async () => (await academy.sql("SELECT count(*) FROM passage_vector v JOIN passage p ON p.id = v.passage_id WHERE p.text LIKE 'Quokkas%'")) === '1', 'the new vector');
  const again = model.embedded.slice(before).flatMap((asked) => asked.body.input);
  assert.deepEqual(again.map((words) => /Quokkas/.test(words)), [true], 'nothing else was asked for again');
  await filled('fake-embed');
});

test('an endpoint that fails: the job is tried again by the table of jobs; a text it can not take is left out', async () => {
  model.embedding = 'down';
  await academy.sql("DELETE FROM passage_vector WHERE passage_id % 2 = 0; UPDATE passage SET text = 'POISON ' || text WHERE id = (SELECT max(id) FROM passage WHERE id % 2 = 0)");
  await academy.sql("INSERT INTO job (kind, run_at, created_at) VALUES ('coach.embed', 0, 0)");
  const state = () => academy.sql("SELECT state, attempts, error, run_at > strftime('%s', 'now') FROM job WHERE kind = 'coach.embed' AND every = 0 ORDER BY id DESC LIMIT 1");
  await academy.eventually(async () => /^queued\|1\|.*broken.*\|1$/.test(await state()), 'the first failure');
  for (const mode of ['garbage', 'short']) {
    model.embedding = mode;
    await due();
    await academy.eventually(async () => /garbage/.test(await state()), mode);
    assert.notEqual(await academy.sql('SELECT count(*) FROM passage_vector'), await academy.sql('SELECT count(*) FROM passage'));
    await academy.sql("UPDATE job SET error = '' WHERE kind = 'coach.embed'");
  }
  model.embedding = 'good';
  await due();
  await filled('fake-embed');
  assert.equal(await academy.sql('SELECT count(*) FROM passage_vector WHERE length(vector) = 0'), '1');
});

test('`nexus coach check` tries it, `nexus coach reindex` fills all', async () => {
  const check = await academy.nexus(['coach', 'check']);
  assert.match(check.output, /ok +embeddings fake-embed gives vectors of 6 numbers after \d+ ms/);
  const reindex = await academy.nexus(['coach', 'reindex']);
  assert.equal(reindex.code, 0, reindex.errors);
  assert.match(reindex.output, /vectors: (\d+) of \1 by fake-embed/);
  await filled('fake-embed');
  model.embedding = 'down';
  const failed = await academy.nexus(['coach', 'reindex', 'git-from-the-inside']);
  assert.equal(failed.code, 1);
  assert.match(failed.output, /WRONG +embeddings broken/);
  assert.equal((await academy.nexus(['coach', 'check'])).code, 1);
  model.embedding = 'good';
  await due();
  await filled('fake-embed');
});

test('an endpoint that hangs: a second at most, once, then words alone and nothing said', async () => {
  model.embedding = 'slow';
  const begun = Date.now(), stream = await ada.stream({ message: 'What is a commit?' });
  await stream.event('delta');
  const waited = Date.now() - begun;
  assert.ok(waited >= 900 && waited < 3000, `${waited} ms`);
  await stream.event('done');
  assert.deepEqual(stream.all('notice'), []);
  assert.match(passages(), /commit/i);
  const asked = model.embedded.length;
  assert.equal((await ada.ask('What is a tree?')).source, 'model');
  assert.equal(model.embedded.length, asked, 'it is left in peace for a while');
  model.embedding = 'good';
});

test('another model: its own vectors only, never those of the one before', async () => {
  await academy.stop();
  model.embedding = 'single'; // the question gets its vector, the index none
  await start({ NEXUS_COACH_EMBEDDER: 'other-embed' });
  assert.equal(await academy.sql("SELECT count(*) FROM passage_vector WHERE model = 'other-embed'"), '0');
  model.concepts.reverse(); // a question in the new space would be near to anything in the old one
  await ada.ask(question);
  assert.equal(model.embedded.at(-1).body.input[0], question);
  assert.doesNotMatch(passages(), /reflog|left join|spaced/i);
  await academy.stop();
  model.embedding = 'good';
  await start({ NEXUS_COACH_EMBEDDER: 'other-embed' });
  await due();
  await filled('other-embed');
  await ada.ask(question);
  assert.match(passages(), /reflog/i);
});

test('a budget that is used up ends it; an endpoint of its own gets its own key', async () => {
  await academy.stop();
  const other = await FakeModel.start();
  const asked = model.embedded.length;
  await start({ NEXUS_COACH_EMBED_URL: `${other.url}/`, NEXUS_COACH_EMBED_KEY: 'sk-other', NEXUS_COACH_EMBEDDER: 'third-embed', NEXUS_COACH_URL: '' });
  await due();
  await filled('third-embed');
  assert.equal(other.embedded[0].key, 'Bearer sk-other');
  assert.equal(model.embedded.length, asked);
  assert.equal((await ada.ask('What is a commit?')).source, 'builtin');
  assert.match(other.embedded.at(-1).body.input[0], /commit/);
  await academy.stop();
  await start({ NEXUS_COACH_EMBED_URL: other.url, NEXUS_COACH_EMBEDDER: 'fourth-embed', NEXUS_COACH_MONTHLY_BUDGET: '0.000001' });
  const before = other.embedded.length;
  await due();
  await academy.eventually(async () => (await academy.sql("SELECT count(*) FROM job WHERE kind = 'coach.embed' AND state <> 'done' AND (state = 'running' OR run_at = 0)")) === '0', 'the job');
  assert.equal((await ada.ask('What is a commit?')).problem, 'budget');
  assert.equal(other.embedded.length, before);
  await other.stop();
});

test('nothing went wrong but what was made to', () => {
  const wrong = academy.logLines().filter((line) => (line.level === 'error' && !/job failed|the model did not answer/.test(line.message)) || line.status >= 500);
  assert.deepEqual(wrong, []);
});
