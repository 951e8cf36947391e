// analytics-tests.test.mjs - A/B tests from the draft to the winner: who sees which variant, that meeting it is counted once the worker has
// folded, conversions by the API, what is refused and said, roles, the bad split that pauses a test and tells its owner.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Academy } from './harness.mjs';

const firefox = { headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' } };
const list = '/admin/analytics/tests', api = '/api/analytics/ab-tests';
const draft = { title: 'Greeting', name: 'greeting', hypothesis: 'Warm words help.', goal: 'experiment.converted', course: '', base: '20', effect: '5', level: '95', power: '80',
  variant_1: 'plain', share_1: '50', variant_2: 'warm', share_2: '50' };

let academy, admin, ada, luc;
const rollup = (query) => academy.sql(query, 'events/rollup.db');
const call = async (browser, fields) => {
  const { csrf } = await browser.get('/profile');
  return browser.send('POST', api, { headers: { 'content-type': 'application/json', accept: 'application/json', 'x-csrf-token': csrf }, body: JSON.stringify(fields) });
};
const results = async (name) => (await admin.getJson(`${api}/${name}`)).json.test;
const arm = (shown, name) => shown.arms.find((one) => one.name === name);

before(async () => {
  academy = await Academy.start({ demo: true, env: { NEXUS_DEMO_LEARNERS: '30' } });
  [admin, ada, luc] = await Promise.all(['admin', 'ada', 'luc'].map((name) => academy.browser(firefox).signIn(`${name}@demo.nexus.example`)));
});
after(() => academy.stop());

describe('the form', () => {
  test('a draft, what is wrong with one, changing, deleting and undoing', async () => {
    const made = await admin.submit(`${list}/new`, list, draft);
    assert.equal(made.headers.location, `${list}/greeting`);
    assert.match((await admin.follow(made)).words, /It has not started yet/);
    const again = await admin.submit(`${list}/new`, list, draft);
    assert.equal(again.status, 422);
    assert.match(again.words, /Another test has this name/);
    assert.ok(again.text.includes('Warm words help.'), 'the form comes back filled in');
    for (const [wrong, sentence] of [
      [{ share_2: '51' }, /The shares are more than 100 % together/], [{ share_2: '0' }, /Each variant needs a share/], [{ share_2: 'half' }, /Each variant needs a share/],
      [{ variant_2: 'plain' }, /Two variants have the same name/], [{ variant_2: '', share_2: '' }, /at least two variants/], [{ variant_2: 'Warm!' }, /short words/],
      [{ name: 'plan' }, /not “new” or “plan”/], [{ base: '0' }, /above 0 and below 100/], [{ effect: '90' }, /more than 100 % would succeed/], [{ goal: 'experiment.exposed' }, /Choose the event/],
      [{ course: '999999' }, /There is no such course/]]) {
      const refused = await admin.submit(`${list}/new`, list, { ...draft, name: 'other', ...wrong });
      assert.equal(refused.status, 422, JSON.stringify(wrong));
      assert.match(refused.words, sentence);
    }
    assert.equal((await admin.submit(`${list}/greeting/edit`, `${list}/greeting`, { ...draft, title: 'A better greeting' })).status, 303);
    assert.match((await admin.get(`${list}/greeting/edit`)).text, /value="A better greeting"/);
    await admin.submit(`${list}/greeting`, `${list}/greeting/delete`);
    assert.equal((await admin.get(`${list}/greeting`)).status, 404);
    assert.equal((await admin.submit(list, `${list}/greeting/restore`)).status, 303);
    assert.equal((await admin.get(`${list}/greeting`)).status, 200);
  });

  test('the planner says how many people and how long', async () => {
    const plan = (await admin.getJson(`${list}/plan?base=30&effect=10`)).json;
    const wished = plan.needs.find((need) => need.wished);
    assert.equal(wished.an_arm, 356); // R: power.prop.test(p1 = .3, p2 = .4, power = .8)
    assert.equal(wished.days, Math.ceil(712 / (plan.people / 30)));
    assert.ok(plan.people > 20 && plan.doers <= plan.people);
    const begun = async (asked) => (await admin.get((await admin.getJson(`${list}/plan?${asked}`)).json.begin_url)).text, value = (page, name) => new RegExp(`name="${name}" [^>]*value="([^"]*)"`).exec(page)?.[1];
    const plain = await begun('base=30&effect=10'), wide = await begun('base=12.5&effect=4&goal=lesson.completed&level=99&power=90&variants=3&share=60');
    assert.match(plain, /<option value="course.enrolled" selected>/, 'the goal that stood there unasked');
    assert.deepEqual(['base', 'effect', 'variant_1', 'variant_2', 'share_2'].map((name) => value(plain, name)), ['30', '10', 'control', 'variant', '50']);
    for (const chosen of ['lesson.completed', '99', '90']) assert.match(wide, new RegExp(`<option value="${chosen}" selected>`));
    assert.deepEqual(['base', 'effect', 'variant_3', 'share_1', 'share_3'].map((name) => value(wide, name)), ['12.5', '4', 'variant-2', '20', '20']);
    const odd = await admin.get(`${list}/plan?base=lots&effect=10`);
    assert.equal(odd.status, 200);
    assert.match(odd.words, /Enter a percentage above 0 and below 100/);
  });
});

describe('running', () => {
  test('learners meet their variant and keep it, and appear in the results once folded', async () => {
    const { variant, control } = (await call(ada, { action: 'assign', name: 'greeting' })).json;
    assert.deepEqual([variant, control], [null, null], 'a draft has no effect, and tells nothing');
    await admin.submit(`${list}/greeting`, `${list}/greeting/start`);
    const met = {};
    for (const [name, browser] of [['ada', ada], ['luc', luc]]) {
      met[name] = await academy.eventually(async () => (await call(browser, { action: 'assign', name: 'greeting' })).json.variant, 'a variant');
      const second = (await call(browser, { action: 'assign', name: 'greeting' })).json;
      assert.deepEqual([second.variant, second.counted, second.control], [met[name], true, 'plain']);
    }
    const shown = await academy.eventually(async () => { const now = await results('greeting'); return now.participants === 2 && now; }, 'both in the results');
    assert.equal(arm(shown, 'plain').participants, Number(met.ada === 'plain') + Number(met.luc === 'plain'));
    assert.equal(shown.verdict, 'early');
    assert.match(shown.sentence, /^Not yet: too few/);
    assert.equal(await rollup("SELECT count(*) FROM exposure WHERE experiment = 'greeting'"), '2');
    const month = new Date().toISOString().slice(0, 7);
    assert.equal(await academy.sql(`SELECT count(*) FROM event WHERE properties LIKE '%"greeting"%'`, `events/${month}.db`), '2', 'once a day each, however often they met it');
  });

  test('a conversion counts with its value, but not of somebody who never met a variant', async () => {
    const thandi = await academy.browser(firefox).signIn('thandi@demo.nexus.example');
    assert.equal((await call(thandi, { action: 'convert', name: 'greeting', value: 100 })).json.counted, true);
    assert.equal((await call(luc, { action: 'convert', name: 'greeting', value: '2.5' })).json.counted, true);
    assert.equal((await call(luc, { action: 'convert', name: 'greeting' })).json.counted, true);
    for (const value of ['much', '0x10', 'inf', '1e13']) assert.equal((await call(luc, { action: 'convert', name: 'greeting', value })).status, 422, value);
    assert.equal((await call(luc, { action: 'convert', name: 'enrol-words' })).status, 422, 'that one counts enrolments');
    assert.equal((await call(luc, { action: 'convert', name: 'nothing' })).status, 404);
    await academy.eventually(async () => await rollup("SELECT count(*) FROM conversion WHERE experiment = 'greeting'") === '3', 'three conversions');
    const shown = await results('greeting');
    assert.deepEqual([shown.arms[0].conversions + shown.arms[1].conversions, shown.arms[0].total + shown.arms[1].total], [1, 3.5]);
  });

  test('what must not get worse is watched beside the goal', async () => {
    for (const [wrong, sentence] of [[{ guard_1: 'course.enrolled', goal: 'course.enrolled' }, /The goal can't be what must not get worse/],
      [{ guard_1: 'experiment.exposed' }, /an event that people do by themselves/], [{ guard_1: 'lesson.completed', guard_2: 'lesson.completed' }, /must not get worse twice/]]) {
      const refused = await admin.submit(`${list}/new`, list, { ...draft, name: 'guarded', ...wrong });
      assert.equal(refused.status, 422);
      assert.match(refused.words, sentence);
    }
    await admin.submit(`${list}/new`, list, { ...draft, name: 'guarded', guard_1: 'lesson.viewed', harm_1: 'fall', guard_2: 'course.left', harm_2: 'rise' });
    const form = (await admin.get(`${list}/guarded/edit`)).text;
    assert.match(form, /<option value="lesson.viewed" selected>/);
    assert.match(form, /name="harm_2"[^]*?<option value="rise" selected>/);
    await admin.submit(`${list}/guarded`, `${list}/guarded/start`);
    await academy.eventually(async () => (await call(ada, { action: 'assign', name: 'guarded' })).json.variant, 'a variant');
    for (const guards of [['lesson.completed'], ['lesson.completed:up'], ['lesson.viewed:fall course.left:rise'], ['']])
      assert.match((await call(admin, { ...draft, action: 'create', name: 'odd', variants: ['plain:50', 'warm:50'], guards })).json.errors.guards, /what would be harm/);
    const shown = await academy.eventually(async () => { const now = await results('guarded'); return now.guards.length === 2 && now; }, 'the guards');
    assert.deepEqual(shown.guards.map((guard) => [guard.event, guard.harm, guard.name, guard.worse]), [['lesson.viewed', 'fall', 'warm', false], ['course.left', 'rise', 'warm', false]]);
    assert.equal(shown.harm, null);
    assert.match((await admin.get(`${list}/guarded`)).words, /What must not get worse .*lesson\.viewed warm .*no sure harm/);
    await admin.submit(`${list}/guarded`, `${list}/guarded/pause`);
  });

  test('what runs is neither changed nor deleted; paused it shows the control to all', async () => {
    const kept = await admin.follow(await admin.get(`${list}/greeting/edit`));
    assert.match(kept.words, /Only a draft can be changed/);
    assert.equal((await admin.submit('/profile', `${list}/greeting`, draft)).status, 409);
    assert.match((await admin.follow(await admin.submit('/profile', `${list}/greeting/delete`))).words, /in another state by now/);
    await admin.submit(`${list}/greeting`, `${list}/greeting/pause`);
    await academy.eventually(async () => (await call(ada, { action: 'assign', name: 'greeting' })).json.variant === null, 'no variant');
    assert.match((await admin.get(`${list}/new?from=greeting`)).text, /value="greeting-2"/);
  });

  test('a winner, a conclusion, and what is shown of them', async () => {
    const wrong = await admin.submit(`${list}/greeting`, `${list}/greeting/complete`, { winner: 'nobody', conclusion: 'x' });
    assert.equal(wrong.status, 422);
    await admin.submit(`${list}/greeting`, `${list}/greeting/complete`, { winner: 'warm', conclusion: 'It is <b>warm</b>.' });
    const page = await admin.get(`${list}/greeting`);
    assert.match(page.words, /Conclusion warm It is <b>warm<\/b>/);
    assert.match((await admin.get(list)).words, /Completed .*A better greeting/);
    assert.match(page.words, /Undecided: too few to say anything/, 'what is over is not "not yet"');
    for (const [action, sentence] of [['create', /It has not started yet/], ['start', /Nobody has met it yet/], ['complete', /It is over, and nobody met it/]]) {
      const { status } = await call(admin, action === 'create' ? { ...draft, action, name: 'unmet' } : { action, name: 'unmet' });
      assert.ok(status < 300, `${action}: ${status}`);
      assert.match((await admin.get(`${list}/unmet`)).words, sentence);
    }
    assert.match((await admin.get(list)).words, /unmet .*no winner/);
    assert.equal((await call(admin, { action: 'start', name: 'greeting' })).status, 409);
    const trail = await academy.sql("SELECT group_concat(action, ' ') FROM (SELECT action FROM audit WHERE subject_kind = 'experiment' AND subject_id = (SELECT id FROM experiment WHERE name = 'greeting') ORDER BY id)");
    assert.equal(trail, 'experiment.create experiment.change experiment.delete experiment.restore experiment.start experiment.pause experiment.complete');
  });
});

describe('on a page', () => {
  const course = () => academy.sql(`SELECT slug FROM course WHERE state = 'published' AND price = 0 AND id NOT IN (SELECT e.course_id FROM enrolment e JOIN person p
    ON p.id = e.user_id WHERE p.email LIKE 'luc@%') LIMIT 1`);

  test('the demo\'s test shows its words, its history has figures, an admin looks without being counted', async () => {
    const slug = await course(), before = await results('enrol-words');
    assert.ok(before.participants >= 30);
    assert.ok(arm(before, 'enrol').participants > 5 && arm(before, 'start-now').participants > 5);
    const mine = (await call(luc, { action: 'assign', name: 'enrol-words' })).json.variant;
    const words = { enrol: />(Enrol|Start reading)<\/button>/, 'start-now': />Start learning now<\/button>/ };
    assert.match((await luc.get(`/courses/${slug}`)).text, words[mine]);
    assert.match((await admin.get(`/courses/${slug}?variant=start-now`)).text, words['start-now']);
    assert.match((await admin.get(`/courses/${slug}?variant=enrol`)).text, words.enrol);
    const other = mine === 'enrol' ? 'start-now' : 'enrol';
    assert.match((await luc.get(`/courses/${slug}?variant=${other}`)).text, words[mine], 'only admins may choose');
    const user = (name) => academy.sql(`SELECT id FROM person WHERE email = '${name}@demo.nexus.example'`);
    const met = async (name) => rollup(`SELECT count(*) FROM exposure WHERE experiment = 'enrol-words' AND actor = ${await user(name)}`);
    const thandi = await academy.browser(firefox).signIn('thandi@demo.nexus.example'); // behind the admin in the spool: who met it before is folded before
    await call(thandi, { action: 'assign', name: 'enrol-words' });
    await academy.eventually(async () => await met('thandi') === '1', 'the instructor');
    assert.deepEqual([await met('luc'), await met('admin')], ['1', '0']);
    const page = await admin.get(`${list}/enrol-words`);
    for (const what of ['<svg', 'Chance to be best', 'CUPED', '/admin/analytics/tests/enrol-words/days.csv']) assert.ok(page.text.includes(what), what);
    const csv = (await admin.get(`${list}/enrol-words/results.csv`)).text.split('\r\n');
    assert.match(csv[0], /^"name","share","participants"/);
    assert.equal(csv.length, 4);
    assert.match((await admin.get(`${list}/enrol-words/days.csv`)).text, /^"day","enrol","start-now"\r\n"\d{4}-/);
  });

  test('each number leads to the people behind it', async () => {
    const shown = await results('enrol-words');
    for (const one of shown.arms) {
      const all = (await admin.getJson(one.people_url)).json, did = (await admin.getJson(`${one.people_url}&did=1`)).json;
      assert.deepEqual([all.total, did.total], [one.participants, one.conversions], one.name);
      assert.ok(did.people.every((person) => person.did_text !== '–' && person.value >= 1));
      const csv = (await admin.get(one.people_url.replace('/people?', '/people.csv?'))).text.split('\r\n');
      assert.deepEqual([csv[0], csv.length], ['"id","name","email","met","did","value"', one.participants + 2]);
    }
    assert.equal((await admin.get(`${list}/enrol-words/people?variant=nothing`)).status, 404);
  });

  test('who asks not to be counted sees the control and is not counted', async () => {
    const quiet = academy.browser({ headers: { ...firefox.headers, dnt: '1' } });
    quiet.cookies = luc.cookies;
    const answer = (await call(quiet, { action: 'assign', name: 'enrol-words' })).json;
    assert.deepEqual([answer.variant, answer.counted], [null, false]);
    assert.match((await quiet.get(`/courses/${await course()}`)).text, />(Enrol|Start reading)<\/button>/);
  });

  test('pages without a test ask the database nothing more', async () => {
    const asked = (address) => academy.logLines().filter((line) => line.path === address).map((line) => line.queries);
    await academy.eventually(async () => { await luc.get('/goals'); return asked('/goals').length > 4; }, 'some looks');
    assert.equal(new Set(asked('/goals').slice(1)).size, 1);
  });
});

describe('the API', () => {
  test('makes, lists, reads', async () => {
    const made = await call(admin, { action: 'create', name: 'by-program', title: 'Made by a program', goal: 'goal.reached', base: 10, effect: '2.5', variants: ['old:33.33', 'new:33.33', 'newer:33.34'] });
    assert.equal(made.status, 200, made.text);
    assert.deepEqual(made.json.test.arms.map((one) => [one.name, one.share]), [['old', 0.3333], ['new', 0.3333], ['newer', 0.3334]]);
    for (const variants of [['old:50', 'new:51'], ['old:50'], ['old', 'new:50'], ['a:20', 'b:20', 'c:20', 'd:20', 'e:20']]) {
      const refused = await call(admin, { action: 'create', name: 'bad', title: 'Bad', goal: 'goal.reached', base: 10, effect: 5, variants });
      assert.equal(refused.status, 422, variants.join());
      assert.ok(refused.json.errors.variants, refused.text);
    }
    assert.equal((await call(admin, { action: 'results', name: 'by-program' })).json.test.verdict, 'nobody');
    const drafts = (await admin.getJson(`${api}?state=draft`)).json;
    assert.deepEqual([drafts.total, drafts.tests[0].name], [1, 'by-program']);
  });

  test('whoever is no admin can only ask for their own', async () => {
    for (const action of ['create', 'start', 'pause', 'complete', 'results']) assert.equal((await call(ada, { action, name: 'by-program' })).status, 403, action);
    assert.equal((await ada.getJson(api)).status, 403);
    assert.equal((await academy.browser().getJson(api)).status, 401);
  });
});

describe('cards of the coach', () => {
  test('stay away from those who are held out, and only while the test runs', async () => {
    const offered = await admin.get(`${list}/new?place=coach-cards`);
    assert.match(offered.text, /name="share_1"[^>]*value="95"[\s\S]*name="share_2"[^>]*value="5"/);
    const user = await academy.sql("SELECT id FROM person WHERE email = 'ada@demo.nexus.example'");
    const [lesson, course] = (await academy.sql(`SELECT l.id, l.course_id FROM lesson l JOIN enrolment e ON e.course_id = l.course_id AND e.user_id = ${user} AND e.state = 'active'
      WHERE l.removed_at IS NULL AND l.id NOT IN (SELECT lesson_id FROM lesson_progress WHERE user_id = ${user} AND completed_at IS NOT NULL) LIMIT 1`)).split('|');
    await academy.sql(`DELETE FROM nudge; INSERT INTO lesson_progress (user_id, lesson_id, course_id, opened_at, seen_at, seconds) VALUES (${user}, ${lesson}, ${course}, 1, 1, 400)
      ON CONFLICT DO UPDATE SET seconds = 400`);
    const made = await admin.submit(`${list}/new?place=coach-cards`, list, { ...draft, title: 'Cards', name: 'coach-cards', goal: 'course.completed', variant_1: 'speak', share_1: '0.01', variant_2: 'quiet', share_2: '99.99' });
    assert.equal(made.status, 303, made.words);
    await admin.submit(`${list}/coach-cards`, `${list}/coach-cards/start`);
    const thandi = await academy.browser(firefox).signIn('thandi@demo.nexus.example');
    assert.equal((await thandi.get('/coach/nudge')).status, 204, 'nothing to say');
    const told = async () => { // programs look at the table of tests each few seconds; a card that came meanwhile is taken back
      await academy.sql('DELETE FROM nudge');
      return (await ada.get(`/coach/nudge?lesson=${lesson}`)).status;
    };
    await academy.eventually(async () => await told() === 204, 'no card');
    assert.equal(await academy.sql('SELECT count(*) FROM nudge'), '0');
    const quiet = await academy.eventually(async () => { const found = arm(await results('coach-cards'), 'quiet'); return found.participants > 0 && found; }, 'a person held out');
    assert.equal(quiet.participants, 1, 'whom the coach had nothing to tell is in no variant');
    await admin.submit(`${list}/coach-cards`, `${list}/coach-cards/pause`);
    await academy.eventually(async () => await told() === 200, 'the card');
  });
});

describe('several factors', () => {
  const card = { ...draft, title: 'The card', name: 'card', kind: 'factors', variant_1: '', share_1: '', variant_2: '', share_2: '',
    factor_1: 'words', levels_1: 'enrol, start-now', factor_2: 'note', levels_2: 'none stay', reach: '100' };

  test('the form takes them, says what is wrong, and comes back filled in', async () => {
    for (const [wrong, sentence] of [
      [{ factor_2: '', levels_2: '' }, /Give two or three factors/], [{ levels_2: 'none' }, /at least two levels/], [{ levels_2: 'none none' }, /Two levels of a factor have the same name/],
      [{ levels_2: 'a b c d e' }, /at most four levels/], [{ levels_1: 'a b c', levels_2: 'd e f' }, /more than eight combinations/], [{ factor_2: 'words' }, /Two factors have the same name/],
      [{ factor_1: 'Words!' }, /Names of factors are short words/], [{ factor_1: 'enrol-none' }, /A factor has the name of a combination/], [{ reach: '0' }, /above 0, at most 100/]]) {
      const refused = await admin.submit(`${list}/new`, list, { ...card, ...wrong });
      assert.equal(refused.status, 422, JSON.stringify(wrong));
      assert.match(refused.words, sentence);
      assert.match(refused.text, /<details class="fold" open><summary>Several things at once/);
    }
    const made = await admin.follow(await admin.submit(`${list}/new`, list, card));
    assert.match(made.words, /enrol-none 25 % enrol-stay 25 % start-now-none 25 % start-now-stay 25 %/);
    const again = await admin.get(`${list}/card/edit`);
    assert.match(again.text, /name="levels_1"[^>]*value="enrol, start-now"/);
    assert.match((await admin.get(`${list}/new?place=enrol-card`)).text, /name="levels_2"[^>]*value="none, stay"/);
    assert.equal((await admin.getJson(`${list}/plan?base=30&effect=10&variants=2x2`)).json.needs.find((need) => need.wished).an_arm, 216);
  });

  test('each learner has a level of each, and the results say what each brings', async () => {
    await admin.submit(`${list}/card`, `${list}/card/start`);
    const mine = await academy.eventually(async () => { const { json } = await call(luc, { action: 'assign', name: 'card' }); return json.variant && json; }, 'a variant');
    assert.equal(mine.variant, `${mine.levels.words}-${mine.levels.note}`);
    await academy.eventually(async () => (await results('card')).participants === 1, 'in the results');
    const started = await academy.sql("SELECT started_at FROM experiment WHERE name = 'card'");
    const put = (variant, first, count, did) => rollup(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
      INSERT INTO exposure SELECT 'card', ${first} + i, '${variant}', ${started}, 0 FROM n;
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${did}) INSERT INTO conversion SELECT 'card', ${first} + i, ${started}, 1, 1 FROM n`);
    for (const [index, [variant, did]] of [['enrol-none', 100], ['enrol-stay', 104], ['start-now-none', 180], ['start-now-stay', 178]].entries())
      await put(variant, 200000 + 1000 * index, 800, did);
    const shown = await results('card'), [words, note] = shown.effects;
    assert.deepEqual([shown.kind, shown.verdict, shown.arms.length], ['factors', 'better', 4]);
    assert.ok(Math.abs(words.difference - (358 - 204) / 1600) < 1e-3);
    assert.ok(words.always[0] > 0 && note.always[0] < 0 && note.always[1] > 0);
    assert.match(shown.sentence, /“start-now” of words is better: \+9\.\d points\. “stay” of note: nothing is sure, .* Together that is “start-now-none”\./);
    const page = await admin.get(`${list}/card`);
    assert.match(page.words, /What each factor brings .*words and note do not show that one depends on the other/);
    assert.ok(page.text.includes('id="days-1"') && page.text.includes('id="days-2"'), 'a line for each level');
    const rows = (await admin.get(`${list}/card/results.csv`)).text.trim().split('\r\n');
    assert.equal(rows.length, 1 + 4 + 2);
    assert.match(rows[5], /^"words: start-now","",/);
    const csv = (await admin.get(`${list}/card/days.csv`)).text.split('\r\n');
    assert.equal(csv[0], '"day","enrol-none","enrol-stay","start-now-none","start-now-stay","words: enrol","words: start-now","note: none","note: stay"');
    await admin.submit(`${list}/card`, `${list}/card/complete`, { winner: 'start-now-none', conclusion: '' });
  });

  test('the prepared place shows its levels', async () => {
    const made = (await call(admin, { action: 'create', name: 'by-factors', title: 'Card', goal: 'course.enrolled', base: '20', effect: '5', kind: 'factors',
      factors: ['words:enrol,start-now', 'note:none,stay'] })).json;
    assert.deepEqual(made.test.factors, [{ name: 'words', levels: ['enrol', 'start-now'] }, { name: 'note', levels: ['none', 'stay'] }]);
    assert.deepEqual(made.test.factors, (await results('enrol-card')).factors, 'the demo has had one of these');
    const slug = await academy.sql(`SELECT slug FROM course WHERE state = 'published' AND price = 0 AND id NOT IN (SELECT e.course_id FROM enrolment e JOIN person p
      ON p.id = e.user_id WHERE p.email LIKE 'admin@%') LIMIT 1`);
    const seen = (variant) => admin.get(`/courses/${slug}?variant=${variant}`);
    await call(admin, { action: 'pause', name: 'enrol-words' }); // else its words may stand there, too
    assert.match((await seen('start-now-stay')).words, /Start learning now You can leave at any time/);
    await academy.eventually(async () => !(await seen('enrol-none')).words.includes('Start learning now'), 'the words of the control');
    assert.doesNotMatch((await seen('start-now-none')).words, /You can leave at any time/);
    await call(admin, { action: 'start', name: 'enrol-words' });
  });
});

describe('shares that follow success', () => {
  test('the demo has one, whose shares have moved to what its people took up', async () => {
    const shown = await results('app-greeting'), best = shown.arms.reduce((one, other) => (other.chance > one.chance ? other : one));
    assert.equal(shown.kind, 'adaptive');
    assert.ok(best.share > best.first_share && shown.arms.every((one) => one.share >= 0.0999), 'never below a tenth');
    assert.ok(Math.abs(shown.arms.reduce((sum, one) => sum + one.share, 0) - 1) < 1e-9);
    assert.equal(shown.mismatch, false);
  });

  const share = async () => (await academy.sql("SELECT group_concat(share, ' ') FROM (SELECT s.share FROM experiment_share s JOIN experiment e ON e.id = s.experiment_id WHERE e.name = 'bandit' ORDER BY s.day, s.position)"));

  test('the worker works tomorrow\'s out, from what has succeeded', async () => {
    await admin.submit(`${list}/new`, list, { ...draft, title: 'A bandit', name: 'bandit', kind: 'adaptive', share_1: '60', share_2: '40' });
    assert.match((await admin.get(`${list}/bandit/edit`)).text, /<option value="adaptive" selected>/);
    await admin.submit(`${list}/bandit`, `${list}/bandit/start`);
    const started = await academy.sql("SELECT started_at FROM experiment WHERE name = 'bandit'");
    for (const [variant, first, count, did] of [['plain', 300000, 300, 30], ['warm', 310000, 200, 60]])
      await rollup(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count}) INSERT INTO exposure SELECT 'bandit', ${first} + i, '${variant}', ${started}, 0 FROM n;
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${did}) INSERT INTO conversion SELECT 'bandit', ${first} + i, ${started}, 1, 1 FROM n`);
    await academy.sql("UPDATE job SET run_at = 0 WHERE kind = 'experiments'");
    assert.equal(await academy.eventually(share, 'shares of tomorrow'), '1000 9000', 'no less than a tenth');
    const shown = await results('bandit');
    assert.deepEqual([shown.kind, shown.verdict, arm(shown, 'warm').share], ['adaptive', 'better', 0.4], 'today\'s stay');
    assert.match(shown.sentence, /“warm” is better: 30 % against 10 % of the control/);
    const page = await admin.get(`${list}/bandit`);
    assert.match(page.words, /Share of new people .*began with 60 %/);
    assert.match((await admin.get(`${list}/bandit/results.csv`)).text, /^"name","first_share","share","participants","expected","conversions","weighed_rate","weighed_difference","chance","loss"\r\n"plain",0\.6,0\.6,300,(300|299\.99)\d*,30,0\.(1|099)\d*,0,/);
    assert.ok(page.text.includes('id="shares"') && !page.text.includes('id="effects"'));
  });

  test('who has met a variant keeps it when the shares have moved', async () => {
    const met = await academy.eventually(async () => { const { json } = await call(ada, { action: 'assign', name: 'bandit' }); return json.variant && json; }, 'a variant');
    assert.equal(met.counted, true);
    const other = met.variant === 'plain' ? 1 : 0;
    const seat = () => academy.sql(`SELECT s.position FROM experiment_seat s JOIN person p ON p.id = s.user_id JOIN experiment e ON e.id = s.experiment_id
      WHERE p.email LIKE 'ada@%' AND e.name = 'bandit'`);
    assert.equal(Number(await academy.eventually(seat, 'a seat')), 1 - other);
    await academy.sql(`UPDATE experiment_share SET day = day - 1, share = CASE position WHEN ${other} THEN 10000 ELSE 0 END WHERE experiment_id = (SELECT id FROM experiment WHERE name = 'bandit'); UPDATE experiment SET version = version + 1 WHERE name = 'bandit'`);
    const helper = await academy.browser(firefox).signIn('admin@demo.nexus.example'), person = (name) => academy.sql(`SELECT id FROM person WHERE email LIKE '${name}@demo%'`);
    await helper.submit(`/admin/users/${await person('luc')}`, `/admin/users/${await person('luc')}/act`); // sees what luc would, and gives nobody a seat
    await academy.eventually(async () => (await call(helper, { action: 'assign', name: 'bandit' })).json.variant === ['plain', 'warm'][other], 'the new shares');
    assert.equal(await academy.sql("SELECT count(*) FROM experiment_seat WHERE experiment_id = (SELECT id FROM experiment WHERE name = 'bandit')"), '1');
    assert.equal((await call(ada, { action: 'assign', name: 'bandit' })).json.variant, met.variant);
    await admin.submit(`${list}/bandit`, `${list}/bandit/pause`);
  });
});

test('a split that chance hardly ever makes is said aloud, then the test is paused and its owner gets a mail', async () => {
  const added = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 90) INSERT INTO exposure SELECT 'enrol-words', 100000 + i, 'enrol', (SELECT max(first_at) FROM exposure), 0 FROM n";
  await rollup(added);
  const shown = await results('enrol-words');
  assert.deepEqual([shown.mismatch, shown.verdict], [true, 'mismatch']);
  assert.match((await admin.get(`${list}/enrol-words`)).words, /The arms are not split as planned \(p < 0\.001\)/);
  await rollup("UPDATE exposure SET several = 1 WHERE experiment = 'enrol-words' AND actor IN (100001, 100002)");
  assert.match((await admin.get(`${list}/enrol-words`)).words, /2 people met more than one variant and are left out/);
  assert.equal((await results('enrol-words')).participants, shown.participants - 2);
  await academy.sql("UPDATE job SET run_at = 0 WHERE kind = 'experiments'");
  const mail = await academy.mailTo('admin@demo.nexus.example');
  assert.match(mail, /people came into the arms of this test as \d+ : \d+; planned was 50 % : 50 %\./);
  assert.equal((await results('enrol-words')).state, 'paused');
  assert.match((await admin.get(`${list}/enrol-words`)).words, /paused by itself/);
});

test('nothing went wrong on our side', () => {
  assert.deepEqual(academy.logLines().filter((line) => line.level === 'error' || line.status >= 500), []);
});

// After the last look at the log: what is done to the academy here is written there.
test('who could not be recorded as having met an adaptive test has no seat in it either', async () => {
  const incoming = path.join(academy.data, 'events/incoming'), [worker] = await academy.pids('worker');
  const seats = () => academy.sql("SELECT count(*) FROM experiment_seat WHERE experiment_id = (SELECT id FROM experiment WHERE name = 'full')");
  await call(admin, { action: 'create', name: 'full', title: 'Full', goal: 'course.enrolled', base: '20', effect: '5', kind: 'adaptive', variants: ['plain:50', 'warm:50'] });
  await call(admin, { action: 'start', name: 'full' });
  process.kill(worker, 'SIGSTOP'); // it would take the folder away
  try {
    rmSync(incoming, { force: true });
    mkdirSync(incoming);
    await academy.eventually(async () => (await call(luc, { action: 'assign', name: 'full' })).json.variant, 'a variant');
    await academy.eventually(async () => academy.logLines().some((line) => line.message === 'what an experiment counts could not be recorded'), 'the failure');
    assert.equal(await seats(), '0');
    rmdirSync(incoming);
    await call(luc, { action: 'assign', name: 'full' });
    await academy.eventually(async () => (await seats()) === '1', 'the seat');
  } finally {
    process.kill(worker, 'SIGCONT');
  }
});
