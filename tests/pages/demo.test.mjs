// demo.test.mjs - what the demo academy shows of the coach at once: talks that learners had with it, answered from the courses.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { Academy } from './harness.mjs';

let academy, admin, thandi, ada;

before(async () => {
  academy = await Academy.start({ demo: true, env: { NEXUS_DEMO_LEARNERS: '100' } });
  [admin, thandi, ada] = await Promise.all(['admin', 'thandi', 'ada'].map((name) => academy.browser().signIn(`${name}@demo.nexus.example`)));
});
after(async () => { await academy.stop(); });

test('the admin sees figures of every kind', async () => {
  const { figures, ratings, groups, deeds, sections, moods } = (await admin.getJson('/admin/coach?days=90')).json;
  const behind = Object.fromEntries(figures.map((figure) => [figure.key, figure.conversations]));
  assert.ok(behind.conversations > 80, `${behind.conversations}`);
  for (const key of ['resolved', 'reopened', 'durable', 'learned', 'abstained', 'handed', 'rating', 'sentiment']) assert.ok(behind[key] > 0, key);
  assert.ok(behind.abstained < behind.conversations / 4, 'most is found');
  assert.ok(groups[0].count >= 3, 'what several ask in their own words is one group');
  assert.ok(deeds.find(({ deed, confirmed }) => deed === 'create_note' && confirmed > 0));
  assert.ok(sections.length >= 5);
  assert.ok(moods.length > 0 && ratings.filter(({ conversations }) => conversations > 0).length >= 3);
});

test('learners ask in a lesson that they had open, and are cited from the courses', async () => {
  assert.equal(await academy.sql(`SELECT count(*) FROM conversation c WHERE c.lesson_id IS NOT NULL AND c.user_id <> (SELECT id FROM person WHERE email LIKE 'ada@%')
    AND NOT EXISTS (SELECT 1 FROM lesson_progress p WHERE p.user_id = c.user_id AND p.lesson_id = c.lesson_id)`), '0');
  assert.equal(await academy.sql("SELECT count(*) FROM conversation WHERE created_at > unixepoch() OR created_at < unixepoch() - 61 * 86400"), '0');
  assert.equal(await academy.sql("SELECT count(*) FROM message WHERE role = 'assistant' AND (state <> 'complete' OR html IS NULL OR content = '')"), '0');
  assert.ok(Number(await academy.sql("SELECT count(*) FROM message WHERE citations LIKE '%/courses/%'")) > 60);
  assert.ok(Number(await academy.sql("SELECT count(*) FROM message WHERE content LIKE 'Avec plaisir%' OR html LIKE '%apprendre-a-apprendre%'")) > 0, 'some in French');
});

test('the inbox has what waits and what was answered; nobody was mailed about it', async () => {
  const { conversations } = (await thandi.getJson('/teach/inbox')).json, { conversations: all } = (await admin.getJson('/teach/inbox')).json;
  assert.equal(all.length, 2);
  assert.ok(conversations.length >= 1);
  assert.ok((await admin.getJson('/teach/inbox?box=answered')).json.conversations.length >= 3);
  assert.ok(Number(await academy.sql('SELECT count(*) FROM faq WHERE removed_at IS NULL')) >= 1);
  assert.equal(await academy.sql('SELECT count(*) FROM mail'), '0');
});

test('Ada has her own, with a note that she confirmed, steps of help, and a person who answered', async () => {
  const { conversations } = (await ada.getJson('/chat')).json;
  assert.equal(conversations.length, 4);
  const pages = await Promise.all(conversations.map(({ id }) => ada.getJson(`/chat/${id}`)));
  const messages = pages.flatMap(({ json }) => json.messages);
  assert.ok(messages.some(({ cards }) => cards?.some(({ action, state }) => action === 'create_note' && state === 'done')));
  assert.deepEqual([...new Set(messages.map(({ rung }) => rung).filter(Boolean))].sort(), [1, 2, 3]);
  assert.ok(messages.some(({ role, author }) => role === 'instructor' && author));
  assert.match((await ada.get('/notes')).words, /a branch is a name that moves along/);
});

test('nothing went wrong on our side', () => {
  assert.deepEqual(academy.logLines().filter((line) => line.level === 'error' || line.status >= 500), []);
});
