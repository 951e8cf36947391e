// admin.test.mjs - what an admin does, from the first click to the last: people, roles, suspending, signing in as somebody, courses,
// certificates, mail, jobs; and what each leaves in the audit log.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { Academy, run } from './harness.mjs';

let academy, admin;
const ids = {};

before(async () => {
  academy = await Academy.start({ demo: true, env: { NEXUS_DEMO_LEARNERS: '8' } });
  admin = await academy.browser().signIn('admin@demo.nexus.example');
  for (const name of ['admin', 'thandi', 'luc', 'ada']) ids[name] = await academy.sql(`SELECT id FROM person WHERE email = '${name}@demo.nexus.example'`);
});
after(async () => { await academy.stop(); });

describe('people', () => {
  test('are found by part of a name, by role, by state', async () => {
    const found = (await admin.getJson('/admin/users?q=thandi')).json;
    assert.deepEqual(found.users.map((user) => user.email), ['thandi@demo.nexus.example']);
    const admins = (await admin.getJson('/admin/users?role=admin')).json;
    assert.deepEqual(admins.users.map((user) => user.name), ['Robin Admin']);
    assert.match((await admin.get('/admin/users?q=nobody-at-all')).words, /Nobody fits/);
    assert.equal((await admin.getJson('/admin/users?q=%25')).json.total, 0, 'a % is a character, not a wildcard');
  });

  test('roles are given and taken; the last admin stays', async () => {
    const page = `/admin/users/${ids.luc}`;
    assert.equal((await admin.submit(page, `${page}/roles`, { instructor: '1', admin: '1' })).status, 303);
    const luc = await academy.browser().signIn('luc@demo.nexus.example');
    assert.equal((await luc.get('/admin')).status, 200);
    assert.equal((await admin.submit(page, `${page}/roles`, { instructor: '1' })).status, 303);
    assert.equal((await luc.get('/admin')).status, 403, 'a role taken away counts at once');
    const own = `/admin/users/${ids.admin}`;
    const refused = await admin.submit(own, `${own}/roles`, {});
    assert.equal(refused.status, 422);
    assert.match(refused.words, /last admin/);
    assert.equal((await admin.get('/admin')).status, 200);
  });

  test('a suspended account is out at once, and comes back', async () => {
    const luc = await academy.browser().signIn('luc@demo.nexus.example');
    const page = `/admin/users/${ids.luc}`;
    assert.equal((await admin.submit(page, `${page}/suspend`, { reason: 'a test' })).status, 303);
    assert.equal((await luc.get('/dashboard')).status, 303);
    await assert.rejects(academy.browser().signIn('luc@demo.nexus.example'));
    assert.equal((await admin.submit(`/admin/users/${ids.admin}`, `/admin/users/${ids.admin}/suspend`, {})).status, 422);
    await admin.submit(page, `${page}/restore`);
    await academy.browser().signIn('luc@demo.nexus.example');
    const trail = await admin.get(`/admin/audit?user=${ids.luc}`);
    assert.match(trail.words, /user\.suspend.*a test/);
    assert.match(trail.words, /user\.restore/);
  });

  test('signing in as a learner shows who is behind it, and not as an admin', async () => {
    const helper = await academy.browser().signIn('admin@demo.nexus.example');
    const page = `/admin/users/${ids.ada}`;
    const done = await helper.submit(page, `${page}/act`);
    assert.equal(done.headers.location, '/dashboard');
    assert.match((await helper.get('/dashboard')).words, /Ada Okafor/);
    assert.equal((await helper.get('/admin')).status, 403, 'the learner’s rights, not the admin’s');
    assert.match((await admin.get('/admin/audit?q=user.act')).words, /user\.act/);
    const own = `/admin/users/${ids.admin}`;
    assert.equal((await admin.submit(own, `${own}/act`)).status, 422);
  });

  test('are enrolled in a course that is paid elsewhere', async () => {
    const luc = await academy.browser().signIn('luc@demo.nexus.example');
    const course = '/courses/a-small-book-of-regular-expressions';
    assert.match((await luc.get(course)).words, /once it has your payment|Start reading|Go on/);
    const id = await academy.sql("SELECT id FROM course WHERE slug = 'statistics-for-decisions'");
    const page = `/admin/users/${ids.luc}`;
    assert.equal((await admin.submit(page, `${page}/enrol`, { course_id: id })).status, 303);
    assert.equal((await luc.getJson('/courses/statistics-for-decisions')).json.course.taken, true);
    assert.equal((await admin.submit(page, `${page}/enrol`, { course_id: '999999' })).status, 422);
  });
});

test('a course is archived and published again', async () => {
  const id = await academy.sql("SELECT id FROM course WHERE slug = 'apprendre-a-apprendre'");
  const visitor = academy.browser();
  await admin.submit('/admin/courses', `/admin/courses/${id}/state`, { state: 'archived' });
  assert.doesNotMatch((await visitor.get('/courses')).words, /Apprendre à apprendre/);
  assert.equal((await visitor.get('/courses/apprendre-a-apprendre')).status, 404);
  await admin.submit('/admin/courses', `/admin/courses/${id}/state`, { state: 'published' });
  assert.match((await visitor.get('/courses')).words, /Apprendre à apprendre/);
  assert.equal((await admin.submit('/admin/courses', `/admin/courses/${id}/state`, { state: 'burnt' })).status, 422);
});

test('a certificate is revoked with a reason that everybody sees, and restored', async () => {
  const row = (await admin.getJson('/admin/certificates?q=Ada')).json.certificates[0];
  const visitor = academy.browser();
  assert.equal((await admin.submit('/admin/certificates', `/admin/certificates/${row.id}/revoke`, { reason: '' })).status, 422);
  await admin.submit('/admin/certificates', `/admin/certificates/${row.id}/revoke`, { reason: 'Issued twice by mistake' });
  assert.match((await visitor.get(`/certificates/${row.code}`)).words, /Issued twice by mistake/);
  assert.equal((await visitor.get(`/certificates/${row.code}/pdf`)).status, 410);
  await admin.submit('/admin/certificates', `/admin/certificates/${row.id}/restore`);
  assert.doesNotMatch((await visitor.get(`/certificates/${row.code}`)).words, /Issued twice by mistake/);
});

test('mail: seen without its keys, sent again', async () => {
  await academy.browser().submit('/forgot', '/forgot', { email: 'thandi@demo.nexus.example' });
  const mail = await academy.mailTo('thandi@demo.nexus.example');
  assert.match(mail, /\/reset\/[A-Za-z0-9_-]{43}/);
  const listed = (await admin.getJson('/admin/mail')).json.mails.find((one) => one.recipient.startsWith('thandi'));
  const shown = await admin.get(`/admin/mail/${listed.id}`);
  assert.match(shown.words, /\/reset\/\*{8}/);
  assert.doesNotMatch(shown.text, /\/reset\/[A-Za-z0-9_-]{43}/);
  assert.equal((await admin.submit('/admin/mail', '/admin/mail/flush')).status, 303);
});

test('jobs: the duties are there and run when asked', async () => {
  const sweep = async () => (await admin.getJson('/admin/jobs')).json.jobs.find((job) => job.kind === 'sweep');
  const before = await academy.eventually(async () => { const job = await sweep(); return job?.ended_at ? job : null; }, 'the first sweep');
  await admin.submit('/admin/jobs', `/admin/jobs/${before.id}/retry`);
  await academy.eventually(async () => (await sweep()).run_at !== before.run_at || (await sweep()).ended_at > before.ended_at, 'the second sweep');
});

test('nothing went wrong on our side', () => {
  assert.deepEqual(academy.logLines().filter((line) => line.level === 'error' || line.status >= 500), []);
});
