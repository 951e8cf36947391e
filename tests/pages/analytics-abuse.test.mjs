// analytics-abuse.test.mjs - what a hostile learner, somebody with a link, two admins at once and an impatient one try on the analytics. Each
// of these went through once.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { Academy } from './harness.mjs';

let academy, admin, other, ada;

before(async () => {
  academy = await Academy.start({ demo: true, env: { NEXUS_DEMO_LEARNERS: '12' } });
  [admin, other, ada] = await Promise.all(['admin', 'admin', 'ada'].map((name) => academy.browser().signIn(`${name}@demo.nexus.example`)));
  await academy.eventually(async () => (await admin.getJson('/admin/analytics')).json.any, 'the reports');
});
after(async () => {
  await academy?.stop();
});

describe('what a learner learns of others', () => {
  test('their own events do not tell how many the others did', async () => {
    const own = (await ada.getJson('/api/analytics/events?name=page.viewed&limit=1')).json, all = (await admin.getJson('/api/analytics/events?name=page.viewed&limit=1')).json;
    assert.equal(own.events.length, 1);
    assert.deepEqual(Object.keys(own).filter((name) => typeof own[name] === 'number'), []);
    assert.ok(all.passed > 0, 'admins are told');
  });

  test('whom they ask for changes nothing, and a wrong property is told', async () => {
    const { counts } = (await ada.getJson('/api/analytics/events?action=counts&groupBy=user&person=admin@demo.nexus.example')).json;
    assert.deepEqual(counts.map(({ key }) => key), [await academy.sql("SELECT id FROM person WHERE email = 'ada@demo.nexus.example'")]);
    const answers = await Promise.all(['nobody-of-this-name', 'luc@demo.nexus.example', 'a'].map((person) => ada.getJson(`/api/analytics/events?limit=3&person=${person}`)));
    for (const answer of answers) assert.equal(answer.text, answers[0].text);
    assert.ok((await ada.getJson('/api/analytics/events?property=plan')).json.errors.property);
  });

  test('the link to a snapshot does not tell where in the reports it was made', async () => {
    const kept = await admin.submit('/profile', '/admin/analytics/snapshots', { path: '/admin/analytics/courses?days=90&course=3', title: 'One course' });
    const place = kept.headers.location, lent = await admin.submit(place, `${place}/share`, { days: '1' });
    const link = new URL(/<code>([^<]+)<\/code>/.exec(lent.text)[1]).pathname, { json, headers } = await academy.browser().getJson(link);
    assert.deepEqual(Object.keys(json.snapshot).sort(), ['html', 'language', 'made_at', 'made_text', 'note', 'title']);
    assert.match(headers['cache-control'], /no-store/);
    assert.equal((await admin.getJson(place)).json.snapshot.path, '/admin/analytics/courses?days=90&course=3');
  });
});

test('nothing went wrong on our side', () => {
  assert.deepEqual(academy.logLines().filter((line) => line.level === 'error' || line.status >= 500), []);
});
