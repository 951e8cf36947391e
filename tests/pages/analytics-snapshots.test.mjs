// analytics-snapshots.test.mjs - a report is kept as it is, shared by a link that ends, and names nobody.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import path from 'node:path';
import { Academy } from './harness.mjs';

let academy, admin, visitor, alert;
const builder = '/admin/analytics/builder';
const pages = ['/admin/analytics?days=90', '/admin/analytics/metric/dau?days=90', '/admin/analytics/courses?days=90', '/admin/analytics/retention?days=90',
  '/admin/analytics/tests/enrol-words', '/admin/analytics/forecasts?figure=visitors', '/admin/analytics/unusual?days=90', '/admin/analytics/events?days=90',
  '/admin/analytics/health?hours=168', '/admin/analytics/alerts', '/teach/analytics/git-from-the-inside',
  ...['daily', 'weekly', 'monthly', 'quarterly'].map((kind) => `/admin/analytics/reports/${kind}`)];

before(async () => {
  academy = await Academy.start({ demo: true, env: { NEXUS_DEMO_LEARNERS: '12' } });
  admin = await academy.browser().signIn('admin@demo.nexus.example');
  visitor = academy.browser();
  await academy.eventually(async () => (await admin.getJson('/admin/analytics')).json.any, 'the reports');
  await admin.submit('/admin/analytics/alerts/new', '/admin/analytics/alerts', { title: 'Few learners', figure: 'dau', condition: 'above', threshold: '100000', recipients: 'watcher@example.org' });
  const id = await academy.sql("SELECT id FROM alert WHERE title = 'Few learners'");
  await academy.sql(`INSERT INTO alert_fired (alert_id, day, value, low, high, at, mailed) VALUES (${id}, 20000, 31, 40, 60, 1, 1)`);
  alert = `/admin/analytics/alerts/${id}`;
  pages.push(alert, await built({ source: 'enrolments', group: 'course' }), await built({ source: 'attempts', column: ['course', 'quiz', 'score'] }));
});
after(async () => {
  await academy?.stop();
});

const keep = (address, title = 'The autumn') => admin.submit('/profile', '/admin/analytics/snapshots', { path: address, title });
async function built(fields) {
  const made = await admin.submit(`${builder}/new`, builder, { name: 'Mine', unit: 'month', measure: 'count', ...fields });
  assert.equal(made.status, 303, made.words.slice(0, 300));
  return made.headers.location;
}
async function share(id, days = '7') {
  const answer = await admin.submit(`/admin/analytics/snapshots/${id}`, `/admin/analytics/snapshots/${id}/share`, { days });
  assert.equal(answer.status, 200);
  return new URL(/<code>([^<]+)<\/code>/.exec(answer.text)[1]).pathname;
}

test('each report offers to be kept, and is kept without a name or anything to press', async () => {
  const names = (await academy.sql("SELECT name FROM person WHERE state = 'active' UNION SELECT email FROM person WHERE email IS NOT NULL")).split('\n').concat('watcher@');
  for (const address of pages) {
    assert.match((await admin.get(address)).text, /action="\/admin\/analytics\/snapshots"/, address);
    const kept = await keep(address, `Kept ${address}`);
    assert.equal(kept.status, 303, `${address}: ${kept.words.slice(0, 200)}`);
    assert.ok((await admin.get('/admin/analytics/snapshots')).words.includes(`Kept ${address}`));
    const id = /\d+$/.exec(kept.headers.location)[0], link = await share(id), other = await share(id);
    const page = await visitor.get(link);
    assert.equal(page.status, 200, address);
    const main = /<article class="snapshot[\s\S]*<\/article>/.exec(page.text)[0];
    assert.ok(main.length > 500, address);
    assert.doesNotMatch(main, /<(a|form|button|input|nav|script)\b|class="button/, address);
    assert.doesNotMatch(main, /<h[23][^>]*>[^<]*<\/h[23]>\s*(<\/section>|<h[23]|<\/article>)/, `${address}: a heading without anything`);
    for (const name of names) assert.ok(!main.includes(name), `${address} names ${name}`);
    assert.equal(page.headers['x-robots-tag'], 'noindex');
    const [first, second] = (await academy.sql(`SELECT id FROM snapshot_share WHERE snapshot_id = ${id} ORDER BY id`)).split('\n');
    await admin.submit(`/admin/analytics/snapshots/${id}`, `/admin/analytics/snapshots/${id}/links/${first}/revoke`);
    assert.equal((await visitor.get(link)).status, 410, `${address}: revoked`);
    assert.equal((await visitor.get(other)).status, 200, `${address}: the other link`);
    await academy.sql(`UPDATE snapshot_share SET expires_at = 1 WHERE id = ${second}`);
    assert.equal((await visitor.get(other)).status, 410, `${address}: ended`);
  }
});

test('it stays as it was', async () => {
  const counted = async () => Number(await academy.sql('SELECT coalesce(sum(events), 0) FROM pack', 'events/rollup.db'));
  const kept = await keep('/admin/analytics?days=7', 'Seven days'), place = kept.headers.location;
  const before = /<article class="snapshot[\s\S]*<\/article>/.exec((await admin.get(place)).text)[0];
  const events = await counted();
  await academy.browser({ headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' } }).get('/courses');
  await academy.eventually(async () => (await counted()) > events, 'a new event');
  assert.equal(/<article class="snapshot[\s\S]*<\/article>/.exec((await admin.get(place)).text)[0], before);
});

test('pages with people, and what is no page, are not kept', async () => {
  const user = await academy.sql("SELECT id FROM person WHERE email = 'ada@demo.nexus.example'");
  for (const address of [`/admin/analytics/people/${user}`, '/admin/analytics/alerts/new', '/admin/analytics/events/list', '/admin/analytics/tests/enrol-words/people', '/nothing', 'https://evil.example/', '/admin/analytics?days=8'])
    assert.equal((await keep(address)).status, 422, address);
});

test('each keeps what it is about', async () => {
  const words = async (address) => (await visitor.get(await share(/\d+$/.exec((await keep(address)).headers.location)[0]))).words;
  const about = [['/admin/analytics/events', /lesson\.viewed/], ['/admin/analytics/health', /Free on the disk/], ['/admin/analytics/reports/weekly', /Key figures.*Learners/s],
    ['/admin/analytics/alerts', /Few learners.*4 October 2024/s], [alert, /4 October 2024.*31.*40 – 60/s], [pages.at(-2), /Git from the inside/i], [pages.at(-1), /Quiz.*%/s],
    ['/teach/analytics/git-from-the-inside', /Facility.*Question 1/s], ['/admin/analytics/retention?days=90', /On how many of 28 days people were there.*So many or more.*28 0/s],
    ['/teach/analytics/git-from-the-inside?days=90', /Completed, by the days since they enrolled.*Still on it/s]];
  for (const [address, what] of about) assert.match(await words(address), what, address);
});

test('a report of the builder that names people is not kept, and says why', async () => {
  const cases = [{ source: 'people', column: ['email', 'courses'] }, { source: 'certificates', group: 'person' }, { source: 'enrolments', group: 'course', second: 'email' },
    { source: 'attempts', column: 'score', filter: ['person', '', ''], op: ['is', 'is', 'is'], value: ['Ada Lovelace', '', ''] }];
  for (const fields of cases) {
    const place = await built(fields), page = await admin.get(place), refused = await keep(place);
    assert.match(page.words, /No snapshot of it can be kept: it names people/);
    assert.doesNotMatch(page.text, /action="\/admin\/analytics\/snapshots"/);
    assert.equal(refused.status, 422);
    assert.match(refused.words, /Take their names and addresses out/);
  }
});

test('only admins keep one', async () => {
  const teacher = await academy.browser().signIn('thandi@demo.nexus.example'), page = '/teach/analytics/git-from-the-inside';
  const shown = await teacher.get(page);
  assert.equal(shown.status, 200);
  assert.doesNotMatch(shown.text, /action="\/admin\/analytics\/snapshots"/);
  assert.equal((await teacher.submit(page, '/admin/analytics/snapshots', { path: page, title: 'Mine' })).status, 403);
});

test('a link ends: by its time, by being revoked, with its snapshot; another is unknown', async () => {
  const id = /\d+$/.exec((await keep('/admin/analytics/unusual?days=30', 'Short')).headers.location)[0];
  const [ended, revoked, last] = [await share(id, '1'), await share(id), await share(id)];
  await academy.sql(`UPDATE snapshot_share SET expires_at = 1 WHERE id = (SELECT min(id) FROM snapshot_share WHERE snapshot_id = ${id})`);
  assert.equal((await visitor.get(ended)).status, 410);
  const second = await academy.sql(`SELECT id FROM snapshot_share WHERE snapshot_id = ${id} ORDER BY id LIMIT 1 OFFSET 1`);
  assert.equal((await admin.submit(`/admin/analytics/snapshots/${id}`, `/admin/analytics/snapshots/${id}/links/${second}/revoke`)).status, 303);
  assert.equal((await visitor.get(revoked)).status, 410);
  assert.equal((await visitor.get(last)).status, 200);
  assert.equal(await academy.sql(`SELECT views FROM snapshot_share WHERE snapshot_id = ${id} ORDER BY id DESC LIMIT 1`), '1');
  assert.equal((await admin.submit('/admin/analytics/snapshots', `/admin/analytics/snapshots/${id}/delete`)).status, 303);
  assert.equal((await visitor.get(last)).status, 410);
  assert.equal((await admin.submit('/admin/analytics/snapshots', `/admin/analytics/snapshots/${id}/restore`)).status, 303);
  assert.equal((await visitor.get(last)).status, 200);
  assert.equal((await visitor.get(`/shared/${'x'.repeat(43)}`)).status, 404);
  assert.ok(!academy.log().includes(last.split('/').at(-1)), 'the token is not in the log');
});

test('one that was changed behind our back is not shown', async () => {
  const id = /\d+$/.exec((await keep('/admin/analytics/unusual?days=30', 'Changed')).headers.location)[0], link = await share(id);
  await academy.sql(`UPDATE snapshot SET model = '{"language":"en","html":"<b>x</b>"}' WHERE id = ${id}`);
  assert.equal((await visitor.get(link)).status, 404);
  assert.equal((await admin.get(`/admin/analytics/snapshots/${id}`)).status, 404);
});

test('its name can be changed', async () => {
  const id = /\d+$/.exec((await keep('/admin/analytics/unusual?days=30', 'Before')).headers.location)[0];
  assert.equal((await admin.submit(`/admin/analytics/snapshots/${id}`, `/admin/analytics/snapshots/${id}`, { title: 'After <b>', note: 'So it was' })).status, 303);
  const list = await admin.get('/admin/analytics/snapshots');
  assert.match(list.text, /After &lt;b&gt;/);
  assert.match(list.words, /So it was/);
});
