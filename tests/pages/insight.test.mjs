// insight.test.mjs - what admins and instructors see of the coach: figures that agree with the lists and files behind them, reading that
// its learner sees, handing over and answering, the FAQ that the coach then cites, and how the coach helps in a course.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import path from 'node:path';
import { Academy } from './harness.mjs';

const marker = `"><script>alert('x')</script>`;
let academy, admin, thandi, luc, ada;
const ids = {};
const quoted = (words) => `'${words.replaceAll("'", "''")}'`;

// Stores a conversation of questions and answers as the coach does; fields are SQL values of the conversation.
async function talk(who, title, { course = 'git-from-the-inside', days = 1, questions = [title], fields = {}, model = '', cost = 0, abstained = 0, lesson = 'NULL', heading = '' }) {
  const begun = `(unixepoch() - ${days} * 86400)`;
  const names = Object.keys(fields).map((name) => `, ${name}`).join(''), values = Object.values(fields).map((value) => `, ${value}`).join('');
  const lines = questions.map((words) => `
    INSERT INTO message (conversation_id, role, content, lesson_id, heading, created_at) SELECT max(id), 'user', ${quoted(words)}, ${lesson}, ${quoted(heading)}, ${begun} FROM conversation;
    INSERT INTO message (conversation_id, role, content, source, model, cost, abstained, created_at)
      SELECT max(id), 'assistant', ${quoted(`An answer about ${words}`)}, '${model ? 'model' : 'builtin'}', '${model}', ${cost}, ${abstained}, ${begun} FROM conversation;`).join('');
  await academy.sql(`
    BEGIN IMMEDIATE;
    INSERT INTO conversation (user_id, title, course_id, lesson_id, created_at, updated_at${names})
      SELECT p.id, ${quoted(title)}, (SELECT id FROM course WHERE slug = '${course}'), ${lesson}, ${begun}, ${begun}${values} FROM person p WHERE p.email = '${who}@demo.nexus.example';
    ${lines}
    COMMIT;`);
  return academy.sql('SELECT max(id) FROM conversation');
}

before(async () => {
  academy = await Academy.start({ demo: true, env: { NEXUS_DEMO_LEARNERS: '8', NEXUS_COACH_MONTHLY_BUDGET: '5' } });
  [admin, thandi, luc, ada] = await Promise.all(['admin', 'thandi', 'luc', 'ada'].map((name) => academy.browser().signIn(`${name}@demo.nexus.example`)));
  /* The moods below are set by hand: the worker is not to look at them, however late it begins. */
  await academy.sql("INSERT INTO setting (name, value) VALUES ('coach_felt_until', unixepoch() + 86400) ON CONFLICT (name) DO UPDATE SET value = excluded.value");
  const lesson = await academy.sql("SELECT l.id FROM lesson l JOIN course c ON c.id = l.course_id WHERE c.slug = 'git-from-the-inside' AND l.kind = 'text' ORDER BY l.position LIMIT 1");
  ids.resolved = await talk('ada', 'What is a blob?', { days: 20, lesson, heading: 'Blobs', fields: { resolved_at: 'unixepoch() - 19 * 86400', rating: 5 } });
  ids.again = await talk('luc', 'what is a blob', { days: 10, lesson, heading: 'Blobs', model: 'm', cost: 4200, fields: { resolved_at: 'unixepoch() - 86400' } });
  ids.reopened = await talk('ada', `How big is a tree ${marker}`, { days: 9, questions: [`How big is a tree ${marker}`, 'Still unclear'], abstained: 1, fields: { reopened_at: 'unixepoch() - 86400', rating: 2, sentiment: -0.4 } });
  ids.handed = await talk('ada', `=May I hand in late? ${marker}`, { days: 3, fields: { handed_over_at: 'unixepoch() - 2 * 86400' } });
  ids.elsewhere = await talk('ada', 'Which join is it?', { days: 2, course: 'sql-that-answers', fields: { handed_over_at: 'unixepoch() - 86400' } });
  ids.alone = await talk('luc', 'A private matter', { days: 2 });
  ids.told = await talk('luc', 'Make a note: blobs have no name', { days: 2, questions: ['Make a note: blobs have no name', 'make a note that trees have', 'Thanks!'] });
  await academy.sql(`INSERT INTO coach_action (user_id, message_id, kind, arguments, state, created_at) SELECT c.user_id, min(m.id) + 1, 'create_note', '{}', 'done', 1
    FROM conversation c JOIN message m ON m.conversation_id = c.id WHERE c.id = ${ids.told}`);
});
after(async () => { await academy.stop(); });

describe('figures', () => {
  test('each has its definition, and as many conversations as the list and the file behind it', async () => {
    const { figures } = (await admin.getJson('/admin/coach?days=90')).json;
    assert.deepEqual(figures.map((figure) => figure.key), ['conversations', 'askers', 'questions', 'resolved', 'reopened', 'durable', 'learned',
      'abstained', 'handed', 'rating', 'sentiment', 'cost_per_conversation', 'cost_per_resolved']);
    for (const figure of figures) {
      assert.ok(figure.definition.length > 20, figure.key);
      const list = (await admin.getJson(figure.url)).json;
      assert.equal(list.totals.conversations, figure.conversations, figure.key);
      assert.equal(list.conversations.length, figure.conversations, figure.key);
      const file = await admin.get(list.csv_url);
      assert.match(file.headers['content-type'], /^text\/csv/);
      assert.equal(file.text.trim().split('\r\n').length - 1, figure.conversations, figure.key);
    }
    const value = Object.fromEntries(figures.map((figure) => [figure.key, figure.value]));
    assert.equal(value.conversations, '7');
    assert.equal(value.askers, '2');
    assert.equal(value.questions, '10');
    assert.equal(value.resolved, '2');
    assert.equal(value.durable, '1');
    assert.equal(value.rating, '3.5');
    assert.equal(value.sentiment, '-0.4');
    assert.equal(value.cost_per_conversation, '0.0006 ZAR');
    assert.equal(value.cost_per_resolved, '0.0021 ZAR');
  });

  test('ratings, groups of questions and sections lead to as many as they say', async () => {
    const { ratings, groups, sections, moods } = (await admin.getJson('/admin/coach')).json;
    for (const row of [...ratings, ...groups, ...sections]) assert.equal((await admin.getJson(row.url)).json.totals.conversations, row.conversations, row.url);
    const blobs = groups.find((group) => group.question === 'What is a blob?');
    assert.equal(blobs.count, 2);
    assert.equal(blobs.trend, 'new');
    assert.match(blobs.faq_url, /^\/teach\/courses\/git-from-the-inside\/faq\?from=\d+$/);
    assert.equal(sections[0].section, 'Blobs');
    assert.equal(moods.length, 1);
    const week = (await admin.getJson('/admin/coach?days=7')).json;
    assert.equal(week.groups.find((group) => group.question === 'What is a blob?'), undefined, 'not asked this week');
  });

  test('commands are no questions: they have a table of their own', async () => {
    const { groups, deeds } = (await admin.getJson('/admin/coach?days=7')).json;
    assert.deepEqual(deeds.map(({ deed, count, conversations, confirmed }) => [deed, count, conversations, confirmed]), [['create_note', 2, 1, 1], ['talk', 1, 1, null]]);
    for (const group of groups) assert.doesNotMatch(group.question, /note|Thanks/);
    const list = await admin.getJson(deeds[0].url);
    assert.deepEqual(list.json.conversations.map((row) => row.id), [Number(ids.told)]);
    assert.match((await admin.get(deeds[0].url)).words, /Who had the coach do this: Make a note/);
    assert.match((await admin.get('/admin/coach?days=7')).words, /What people had it do.*Make a note/);
  });

  test('a range, a course, nothing at all', async () => {
    const today = new Date().toISOString().slice(0, 10);
    assert.equal((await admin.getJson(`/admin/coach?from=${today}&to=${today}`)).json.any, false);
    assert.match((await admin.get(`/admin/coach?from=${today}&to=${today}`)).words, /Nobody asked the coach/);
    const sql = await academy.sql("SELECT id FROM course WHERE slug = 'sql-that-answers'");
    const { figures } = (await admin.getJson(`/admin/coach?days=90&course=${sql}`)).json;
    assert.equal(figures[0].value, '1');
    assert.equal((await admin.getJson(figures[0].url)).json.total, 1, 'the link keeps the course');
    assert.equal((await admin.get('/admin/coach?days=8')).status, 400);
    assert.equal((await admin.get('/admin/coach/conversations?measure=none')).status, 400);
  });

  test('records for programs', async () => {
    const { insights } = (await admin.get('/api/admin/ai/insights')).json;
    const types = new Set(insights.map((insight) => insight.type));
    assert.deepEqual([...types].sort(), ['confusion', 'question', 'suggestion']);
    for (const insight of insights) assert.deepEqual(Object.keys(insight), ['type', 'content', 'frequency', 'related_to', 'resolved', 'url']);
    assert.equal((await ada.getJson('/api/admin/ai/insights')).status, 403);
  });

  test('nobody is named, nothing is markup or a formula', async () => {
    const list = await admin.get('/admin/coach/conversations?days=90'), file = await admin.get('/admin/coach/conversations.csv?days=90');
    const page = await admin.get('/admin/coach?days=90');
    for (const answer of [list, file]) assert.doesNotMatch(answer.text, /Ada Okafor|ada@demo/);
    for (const answer of [list, page]) assert.ok(!answer.text.includes(marker));
    assert.match(file.text, /"'=May I hand in late\?/);
    assert.match(file.text, /""><script>/, 'a file has the words as they are, quoted');
  });
});

describe('reading', () => {
  test('is written down where its learner sees it, once an hour, and in the audit log', async () => {
    const page = await admin.get(`/admin/coach/conversations/${ids.reopened}`);
    assert.equal(page.status, 200);
    assert.ok(!page.text.includes(marker));
    assert.match(page.words, /Ada Okafor sees that you read this/);
    await admin.get(`/admin/coach/conversations/${ids.reopened}`);
    assert.equal(await academy.sql(`SELECT count(*) FROM conversation_read WHERE conversation_id = ${ids.reopened}`), '1');
    assert.match((await admin.get('/admin/audit?q=coach.read')).words, /coach\.read/);
    assert.equal((await admin.get('/admin/coach/conversations/999999')).status, 404);
    for (const browser of [thandi, ada]) assert.equal((await browser.get(`/admin/coach/conversations/${ids.reopened}`)).status, 403);
  });
});

test('an admin who is signed in as the learner is a reader, too', async () => {
  const helper = await academy.browser().signIn('admin@demo.nexus.example');
  const page = `/admin/users/${await academy.sql("SELECT id FROM person WHERE email = 'ada@demo.nexus.example'")}`;
  await helper.submit(page, `${page}/act`);
  assert.equal((await helper.get(`/chat/${ids.resolved}`)).status, 200);
  assert.equal((await helper.getJson(`/api/ai/conversations/${ids.resolved}`)).status, 200);
  const { readers } = (await ada.getJson(`/api/ai/conversations/${ids.resolved}`)).json.conversation;
  assert.deepEqual(readers.map(({ name, role }) => [name, role]), [['Robin Admin', 'admin']], 'and Ada herself is none');
  assert.match((await ada.get(`/chat/${ids.resolved}`)).words, /Somebody has read this conversation.*Robin Admin/);
});

// Every address that shows what stands in a conversation, found in the tables of routes: one that is new is asked for, too.
test('an admin who acts is noted by whatever shows a conversation or one message of it', async () => {
  const helper = await academy.browser().signIn('admin@demo.nexus.example');
  const page = `/admin/users/${await academy.sql("SELECT id FROM person WHERE email = 'ada@demo.nexus.example'")}`;
  await helper.submit(page, `${page}/act`);
  const { json: { paths } } = await admin.get('/api/openapi.json');
  const answer = await academy.sql(`SELECT max(id) FROM message WHERE conversation_id = ${ids.reopened}`);
  await academy.sql(`UPDATE message SET sent = '[{"role":"user","content":"words"}]' WHERE id = ${answer}`);
  const routes = Object.keys(paths).filter((route) => /^\/(chat|api\/ai)\//.test(route) && paths[route].get && /\{id\}/.test(route));
  assert.ok(routes.length >= 5, routes.join(' '));
  const addresses = routes.map((route) => route.replace('{id}', /messages/.test(route) ? answer : ids.reopened));
  for (const address of [...addresses, `/chat/panel?conversation=${ids.reopened}`]) {
    await academy.sql('DELETE FROM conversation_read');
    const before = await academy.sql('SELECT coalesce(max(id), 0) FROM audit');
    assert.equal((await helper.get(address)).status, 200, address);
    assert.equal(await academy.sql('SELECT conversation_id FROM conversation_read'), ids.reopened, address);
    assert.equal(await academy.sql(`SELECT action FROM audit WHERE id > ${before}`), 'coach.read', address);
    await academy.sql('DELETE FROM conversation_read');
    assert.equal((await ada.get(address)).status, 200, address);
    assert.equal(await academy.sql('SELECT count(*) FROM conversation_read'), '0', `${address} by its learner`);
  }
});

test('a FAQ entry that begins with words of a conversation is a reading of it', async () => {
  await academy.sql('DELETE FROM conversation_read');
  const message = await academy.sql(`SELECT min(id) FROM message WHERE conversation_id = ${ids.handed}`);
  assert.match((await admin.get(`/teach/courses/git-from-the-inside/faq?from=${message}`)).text, /May I hand in late/);
  assert.equal(await academy.sql('SELECT conversation_id FROM conversation_read'), ids.handed);
  await academy.sql('DELETE FROM conversation_read');
  assert.equal((await luc.get(`/teach/courses/sql-that-answers/faq?from=${message}`)).status, 200);
  assert.equal(await academy.sql('SELECT count(*) FROM conversation_read'), '0', 'of another course: not shown, not noted');
});

describe('the inbox', () => {
  test('shows instructors what was handed over in their courses, and admins all', async () => {
    const titles = async (browser) => (await browser.getJson('/teach/inbox')).json.conversations.map((row) => row.id);
    assert.deepEqual(await titles(thandi), [Number(ids.handed)]);
    assert.deepEqual(await titles(luc), [Number(ids.elsewhere)]);
    assert.deepEqual(await titles(admin), [Number(ids.handed), Number(ids.elsewhere)]);
    assert.equal((await ada.get('/teach/inbox')).status, 403);
    assert.equal((await thandi.get(`/teach/inbox/${ids.handed}`)).status, 200);
    for (const other of [ids.elsewhere, ids.resolved, ids.alone]) assert.equal((await thandi.get(`/teach/inbox/${other}`)).status, 404, other);
    assert.equal((await thandi.get('/teach/inbox?box=reports')).status, 403);
    assert.equal((await luc.submit('/teach/inbox', `/teach/inbox/${ids.handed}/reply`, { words: 'Mine?' })).status, 404);
  });

  // Runs a duty of the worker once, now, and waits until it is done.
  async function duty(kind) {
    await academy.sql(`UPDATE job SET run_at = 0 WHERE kind = '${kind}'`);
    await academy.eventually(async () => (await academy.sql(`SELECT run_at > 0 AND state = 'queued' FROM job WHERE kind = '${kind}'`)) === '1', kind);
  }
  const mails = (subject) => academy.sql(`SELECT recipient FROM mail WHERE subject LIKE '%${subject}%' ORDER BY recipient`);

  test('tells those who teach the course, once, and the admins where nobody does', async () => {
    await academy.sql("DELETE FROM handover_mail; DELETE FROM mail WHERE subject LIKE '%wait%'; DELETE FROM course_instructor WHERE course_id = (SELECT id FROM course WHERE slug = 'sql-that-answers')");
    await duty('coach.inbox');
    assert.equal(await mails('wait'), 'admin@demo.nexus.example\nthandi@demo.nexus.example');
    const letter = await academy.sql("SELECT body FROM mail WHERE recipient LIKE 'thandi%' ORDER BY id DESC LIMIT 1");
    assert.match(letter, /May I hand in late\?/);
    assert.match(letter, /\/teach\/inbox/);
    assert.doesNotMatch(letter, /An answer about|Ada/, 'the subject, nothing of what was said or by whom');
    await duty('coach.inbox');
    assert.equal(await mails('wait'), 'admin@demo.nexus.example\nthandi@demo.nexus.example', 'not twice');
    assert.match((await thandi.get('/courses')).words, /1 learner waits for an answer/);
    assert.match((await admin.get('/admin')).words, /2 learners wait for an answer.*Learners who wait for an answer ?2/);
    assert.doesNotMatch((await ada.get('/courses')).words, /waits? for an answer/);
    await academy.sql("INSERT INTO course_instructor (course_id, user_id) SELECT c.id, p.id FROM course c, person p WHERE c.slug = 'sql-that-answers' AND p.email LIKE 'luc@%'");
  });

  test('admins hear of the budget at 80 % and when it is used up, each once a month', async () => {
    await duty('coach.budget');
    assert.equal(await mails('budget'), '');
    assert.match((await admin.get('/admin')).words, /has cost 0 ZAR this month, 0 % of the budget of 5 ZAR/);
    await academy.sql('INSERT INTO coach_spending (day, cost) VALUES (unixepoch() / 86400, 4100000)');
    await duty('coach.budget');
    await duty('coach.budget');
    assert.equal(await mails('82 '), 'admin@demo.nexus.example');
    assert.match(await academy.sql("SELECT body FROM mail WHERE subject LIKE '%budget%'"), /R4\.10 this month; the budget is R5\.00/);
    for (const page of ['/admin', '/admin/coach']) assert.match((await admin.get(page)).words, /82 % of the coach's budget of this month is spent: 4\.1 ZAR of 5 ZAR/);
    await academy.sql("UPDATE coach_spending SET cost = 5000000; UPDATE person SET language = 'fr' WHERE email LIKE 'admin@%'");
    await duty('coach.budget');
    await duty('coach.budget');
    assert.equal(await mails('épuisé'), 'admin@demo.nexus.example');
    await academy.sql("UPDATE person SET language = 'en' WHERE email LIKE 'admin@%'");
    assert.match((await admin.get('/admin/coach')).words, /budget of this month is used up: 5 ZAR of 5 ZAR/);
    assert.equal((await admin.getJson('/admin/coach')).json.budget.is_spent, true);
  });

  test('an answer goes into the conversation, by mail, and out of the box', async () => {
    const page = `/teach/inbox/${ids.handed}`;
    assert.equal((await thandi.submit(page, `${page}/reply`, { words: '' })).status, 422);
    assert.equal((await thandi.submit(page, `${page}/reply`, { words: `Two days late is fine. ${marker}` })).status, 303);
    const shown = await thandi.get(page);
    assert.match(shown.words, /Two days late is fine/);
    assert.ok(!shown.text.includes(marker));
    assert.deepEqual((await thandi.getJson('/teach/inbox')).json.conversations, []);
    assert.equal((await thandi.getJson('/teach/inbox?box=answered')).json.conversations[0].answerer, 'Thandi Nkosi');
    const mail = await academy.mailTo('ada@demo.nexus.example');
    assert.match(mail, /answered your question/);
    assert.match(mail, new RegExp(`/chat/${ids.handed}`));
    assert.equal(await academy.sql(`SELECT role FROM message WHERE conversation_id = ${ids.handed} ORDER BY id DESC LIMIT 1`), 'instructor');
  });

  test('reported answers are closed by an admin', async () => {
    await academy.sql(`INSERT INTO message_report (message_id, user_id, reason, created_at)
      SELECT m.id, c.user_id, ${quoted(`wrong ${marker}`)}, unixepoch() FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE c.id = ${ids.reopened} AND m.role = 'assistant' LIMIT 1;`);
    const box = await admin.get('/teach/inbox?box=reports'), { reports } = (await admin.getJson('/teach/inbox?box=reports')).json;
    assert.ok(!box.text.includes(marker));
    assert.equal(reports.length, 1);
    assert.equal((await thandi.submit('/teach/inbox', `/teach/reports/${reports[0].id}/close`)).status, 403);
    assert.equal((await admin.submit('/teach/inbox?box=reports', `/teach/reports/${reports[0].id}/close`)).status, 303);
    assert.equal((await admin.getJson('/teach/inbox?box=reports')).json.reports.length, 0);
  });
});

describe('the FAQ', () => {
  const page = '/teach/courses/git-from-the-inside/faq';
  test('begins with the answer that was given, and becomes part of what the coach reads', async () => {
    const item = (await thandi.getJson(`/teach/inbox/${ids.handed}`)).json;
    assert.ok(item.faq_url.startsWith(`${page}?from=`));
    const form = await thandi.get(item.faq_url);
    assert.match(form.words, /Two days late is fine/);
    assert.match(form.text, /value="=May I hand in late\?/);
    assert.equal((await thandi.submit(page, page, { question: '', answer: 'x' })).status, 422);
    assert.equal((await thandi.submit(page, page, { question: 'May I hand in a zebrafish report late?', answer: 'A zebrafish report may be two days late.' })).status, 303);
    await academy.eventually(async () => (await academy.sql("SELECT count(*) FROM passage WHERE kind = 'faq'")) === '1', 'the entry among the passages');
    const asked = await academy.nexus(['coach', 'ask', 'May I hand in a zebrafish report late?']);
    assert.match(asked.output, /may be two days late\. \[1\]/);
    assert.match(asked.output, /\[1\] Git from the inside: May I hand in a zebrafish report late\?/);
  });

  test('is for the teachers of the course; drafts only from what was handed to them', async () => {
    assert.equal((await luc.get(page)).status, 404);
    assert.equal((await ada.get(page)).status, 403);
    assert.equal((await luc.submit('/teach/inbox', page, { question: 'Is it mine?', answer: 'It is not.' })).status, 404);
    const secret = await academy.sql(`SELECT min(id) FROM message WHERE conversation_id = ${ids.alone}`);
    assert.doesNotMatch((await thandi.get(`${page}?from=${secret}`)).words, /private matter/);
    const own = await academy.sql(`SELECT min(id) FROM message WHERE conversation_id = ${ids.elsewhere}`);
    assert.doesNotMatch((await thandi.get(`${page}?from=${own}`)).text, /Which join/);
  });

  test('its Markdown is rendered as an answer is, and nothing of it is markup of the page', async () => {
    const answer = '# Contents\n\nUse `git log -p`:\n\n- **first**\n- <img src=x onerror=alert(1)> [here](javascript:alert(1)) <script>alert(2)</script>';
    assert.equal((await thandi.submit(page, page, { question: `How do I see ${marker}?`, answer })).status, 303);
    const entry = await academy.eventually(async () => (await thandi.getJson(page)).json.entries.find(({ question, html }) => question.startsWith('How do I see') && html), 'the rendered answer');
    for (const shown of [await thandi.get(page), await thandi.get('/courses/git-from-the-inside')]) {
      assert.ok(shown.text.includes('<p>Use <code>git log -p</code>:</p>'));
      assert.match(shown.text, /<li><strong>first<\/strong><\/li>/);
      assert.ok(shown.text.includes('<p><strong>Contents</strong></p>'), 'a heading does not disturb those of the page');
      assert.doesNotMatch(shown.text, /onerror|javascript:|alert\(2\)<\/script>/);
      assert.ok(!shown.text.includes(marker));
    }
    assert.equal((await thandi.submit(page, `${page}/${entry.id}/remove`)).status, 303);
  });

  test('an entry is taken out, and put back by one click', async () => {
    const { entries } = (await thandi.getJson(page)).json;
    assert.equal((await luc.submit('/teach/inbox', `${page}/${entries[0].id}/remove`)).status, 404);
    const taken = await thandi.follow(await thandi.submit(page, `${page}/${entries[0].id}/remove`));
    assert.match(taken.words, /no longer part of the FAQ/);
    assert.equal((await thandi.getJson(page)).json.entries.length, 0);
    await academy.eventually(async () => (await academy.sql("SELECT count(*) FROM passage WHERE kind = 'faq'")) === '0', 'the entry gone from the passages');
    await thandi.post(`${page}/${entries[0].id}/restore`, { csrf: taken.csrf });
    assert.equal((await thandi.getJson(page)).json.entries.length, 1);
  });
});

test('from a question without an answer to an answer that is cited: ask, hand over, reply, FAQ, ask again', async () => {
  const asJson = { headers: { accept: 'application/json' } };
  const ask = async () => (await ada.submit('/profile', '/api/ai/chat', { message: 'Does the quokka seminar need a passport?', course: 'git-from-the-inside' }, asJson)).json;
  const first = await ask();
  assert.equal(first.abstained, true, first.content);
  assert.equal((await luc.submit('/profile', `/api/ai/conversations/${first.conversation}/handover`)).status, 404, 'only one’s own');
  assert.equal((await ada.submit('/profile', `/api/ai/conversations/${first.conversation}/handover`)).status, 303);
  const page = `/teach/inbox/${first.conversation}`;
  await thandi.submit(page, `${page}/reply`, { words: 'The quokka seminar needs no passport, an identity card is enough.' });
  const { conversation, messages } = (await ada.getJson(`/api/ai/conversations/${first.conversation}`)).json;
  assert.equal(conversation.handed_over, true);
  assert.deepEqual(conversation.readers.map(({ name, role }) => [name, role]), [['Thandi Nkosi', 'instructor']]);
  assert.deepEqual([messages.at(-1).role, messages.at(-1).author], ['instructor', 'Thandi Nkosi']);
  const form = await thandi.get((await thandi.getJson(page)).json.faq_url);
  const value = (name) => new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(form.text)?.[1];
  const answer = /<textarea[^>]*name="answer"[^>]*>([^<]*)</.exec(form.text)[1];
  const faq = '/teach/courses/git-from-the-inside/faq';
  assert.equal((await thandi.post(faq, { csrf: form.csrf, question: value('question'), answer })).status, 303);
  await academy.eventually(async () => (await academy.sql("SELECT count(*) FROM passage WHERE kind = 'faq' AND text LIKE '%quokka%'")) === '1', 'the entry among the passages');
  const second = await ask();
  assert.equal(second.abstained, false);
  assert.match(second.content, /identity card/);
  assert.equal(second.citations[0].url, '/courses/git-from-the-inside#faq');
  assert.match((await ada.get('/courses/git-from-the-inside')).words, /Asked and answered.*quokka.*identity card/, 'where the citation leads');
  assert.doesNotMatch((await academy.browser().get('/courses/git-from-the-inside')).words, /quokka/, 'not for visitors');
  const behind = (await admin.getJson('/admin/coach/conversations?measure=abstained')).json;
  assert.ok(behind.conversations.some((row) => row.id === first.conversation));
});

test('how the coach helps is set by the course’s teachers, for it and for lessons', async () => {
  const page = '/teach/courses/git-from-the-inside/coach';
  const { lessons, mode } = (await thandi.getJson(page)).json;
  assert.equal(mode, 'hints');
  assert.equal((await thandi.submit(page, page, { mode: 'direct', lessons: [`${lessons[0].id}:off`, `${lessons[1].id}:`] })).status, 303);
  const saved = (await thandi.getJson(page)).json;
  assert.equal(saved.mode, 'direct');
  assert.equal(saved.lessons[0].mode, 'off');
  assert.equal(saved.lessons[1].mode, null);
  for (const wrong of [{ mode: 'loud' }, { mode: 'direct', lessons: ['x:off'] }, { mode: 'direct', lessons: [`${lessons[0].id}:loud`] }])
    assert.equal((await thandi.submit(page, page, wrong)).status, 422);
  assert.equal((await thandi.getJson(page)).json.lessons[0].mode, 'off', 'what is refused changes nothing');
  assert.equal((await luc.get(page)).status, 404);
  assert.equal((await admin.get(page)).status, 200);
  assert.equal((await ada.get(page)).status, 403);
});

test('pages stay within eight queries', () => {
  for (const line of academy.logLines().filter((line) => /^\/(admin\/coach|teach)/.test(line.path ?? '') && line.status === 200 && line.method === 'GET'))
    assert.ok(line.queries <= 8, `${line.path}: ${line.queries}`);
});

test('nothing went wrong on our side', () => {
  assert.deepEqual(academy.logLines().filter((line) => line.level === 'error' || line.status >= 500), []);
});
