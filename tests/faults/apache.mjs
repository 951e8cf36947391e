// apache.mjs - the archive for shared hosting, unpacked into a web folder and answered as plain CGI by a real Apache. No library
// of the machine is used: every program's list of libraries lies in the archive.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import http from 'node:http';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Academy, Browser, home, run } from '../pages/harness.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'nexus-apache-'));
const web = path.join(folder, 'web'), app = path.join(web, 'nexus'), data = path.join(folder, 'nexus-data');
const root = process.getuid() === 0, owner = ['nobody', 'nogroup'];
const clean = { PATH: '/usr/bin:/bin' };
let apache, port, plainPort;

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port: number } = server.address();
    server.close(() => resolve(number));
  });
});

function configuration() {
  const modules = ['mpm_prefork', 'authz_core', 'unixd', 'cgi', 'rewrite', 'mime', 'dir', 'headers', 'filter', 'deflate', 'env', 'ssl', 'socache_shmcb'];
  const builtIn = execFileSync('apache2', ['-l'], { encoding: 'utf8', env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } });
  const load = modules.filter((name) => !builtIn.includes(`mod_${name}.c`) && existsSync(`/usr/lib/apache2/modules/mod_${name}.so`))
    .map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`);
  return `${load.join('\n')}
ServerRoot "${folder}"
ServerName localhost
PidFile "${folder}/apache.pid"
ErrorLog "${folder}/error.log"
DefaultRuntimeDir "${folder}"
Mutex file:${folder}
TypesConfig /dev/null
AddType text/css .css
${root ? `User ${owner[0]}\nGroup ${owner[1]}` : ''}
Listen 127.0.0.1:${plainPort}
Listen 127.0.0.1:${port} https
DocumentRoot "${web}"
<Directory "${web}">
    AllowOverride All
    Require all granted
</Directory>
<VirtualHost 127.0.0.1:${plainPort}>
</VirtualHost>
<VirtualHost 127.0.0.1:${port}>
    SSLEngine on
    SSLCertificateFile "${folder}/certificate.pem"
    SSLCertificateKeyFile "${folder}/key.pem"
</VirtualHost>
`;
}

// As the hosting does it: everything as the owner of the web folder.
function asOwner(program, args = []) {
  const whole = root ? ['setpriv', ['--reuid=nobody', '--regid=nogroup', '--clear-groups', program, ...args]] : [program, args];
  return execFileSync(...whole, { env: clean, encoding: 'utf8', cwd: '/' });
}

before(async () => {
  const { MAKEFLAGS, MODE, MFLAGS, ...env } = process.env;
  execFileSync('make', ['-s', '-C', home, 'dist'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  mkdirSync(web);
  execFileSync('tar', ['-xzf', path.join(home, 'build/nexus-dist.tar.gz'), '-C', web]);
  chmodSync(folder, 0o755);
  if (root) execFileSync('chown', ['-R', owner.join(':'), folder]);
  port = await freePort();
  plainPort = await freePort();
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=localhost',
    '-keyout', path.join(folder, 'key.pem'), '-out', path.join(folder, 'certificate.pem')], { stdio: 'ignore' });
  asOwner(path.join(app, 'cron.sh'));
  writeFileSync(path.join(folder, 'apache.conf'), configuration());
  // In a process group of its own: Apache ends by killing its whole group.
  apache = spawn('/usr/sbin/apache2', ['-d', folder, '-f', path.join(folder, 'apache.conf'), '-DFOREGROUND'], { env: clean, stdio: 'inherit', detached: true });
  let last = '';
  await new Academy().eventually(async () => {
    try {
      const answer = await browser().get('/healthz');
      last = `${answer.status} ${answer.text}`;
      return answer.status === 200;
    } catch (error) {
      last = error.message;
      return false;
    }
  }, 'Apache').catch((error) => {
    const log = path.join(folder, 'error.log');
    throw new Error(`${error.message}: ${last} ${existsSync(log) ? readFileSync(log, 'utf8').slice(-2000) : ''}`);
  });
});
after(async () => {
  if (apache) {
    const ended = new Promise((resolve) => apache.on('close', resolve));
    apache.kill('SIGTERM');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

const browser = () => new Browser(`https://localhost:${port}`);

test('every library of every program is in the archive', async () => {
  const programs = readdirSync(path.join(app, 'libexec'));
  assert.ok(programs.includes('learner') && programs.includes('worker') && programs.includes('rsvg-convert'));
  for (const program of programs) {
    const list = execFileSync(path.join(app, 'lib/loader'), ['--inhibit-cache', '--library-path', path.join(app, 'lib'), '--list',
      path.join(app, 'libexec', program)], { env: {}, encoding: 'utf8' });
    const foreign = list.split('\n').filter((line) => line.includes('=>') && !line.includes(app));
    assert.deepEqual(foreign, [], program);
  }
});

test('pages, static files and admin answer', async () => {
  const page = await browser().get('/');
  assert.equal(page.status, 200);
  assert.match(page.headers['content-type'], /text\/html/);
  assert.match(page.headers['content-security-policy'], /default-src 'none'/);
  assert.match(page.headers['x-request-id'], /^[0-9a-f]{32}$/);
  const style = await browser().get('/static/css/nexus.css?v=1');
  assert.equal(style.status, 200);
  assert.match(style.headers['content-type'], /text\/css/);
  assert.match(style.headers['cache-control'], /immutable/);
  assert.match((await browser().get('/favicon.ico')).headers['content-type'], /svg/);
  const admin = await browser().get('/admin');
  assert.ok([303, 401].includes(admin.status), `status ${admin.status}`);
  assert.equal((await browser().get('/there/is/nothing?x=1')).status, 404);
});

test('a form is taken', async () => {
  const answer = await browser().post('/preferences', { theme: 'dark', back: '/' });
  assert.equal(answer.status, 303);
  assert.match(String(answer.headers['set-cookie']), /__Host-/);
});

test('the coach answers as plain CGI, too', async () => {
  const answer = await browser().getJson('/api/ai/conversations');
  assert.equal(answer.status, 401, 'a visitor is asked to sign in, by coach.cgi');
  assert.match(answer.json.message, /./);
});

test('an API key comes through to every program, and other schemes are left alone', async () => {
  for (const target of ['/', '/admin', '/api/ai/status']) {
    const answer = await browser().get(target, { headers: { authorization: 'Bearer nxk_none' } });
    assert.equal(answer.status, 401, target);
    assert.match(answer.json.message, /not known/);
  }
  assert.equal((await browser().get('/', { headers: { authorization: 'Basic YTpi' } })).status, 200);
});

test('an event is taken by learner.cgi and waits for cron', async () => {
  const answer = await browser().send('POST', '/api/analytics/track', { body: JSON.stringify({ name: 'hosting.tried' }),
    headers: { 'content-type': 'text/plain;charset=UTF-8', 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0' } });
  assert.deepEqual(answer.json, { accepted: 1, ignored: 0, refused: [] }, answer.text);
  assert.match(readFileSync(path.join(data, 'events/incoming'), 'utf8'), /hosting\.tried/);
});

test('programs, templates, migrations and data are closed to the web', async () => {
  // Sent as they stand here: a URL object would tidy the dots away.
  const raw = (target) => new Promise((resolve, reject) => {
    https.get({ host: 'localhost', port, path: target, rejectUnauthorized: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });
  for (const target of ['/.htaccess', '/nexus/bin/nexus', '/nexus/db/0001-accounts.sql', '/nexus/cron.sh', '/nexus/libexec/learner',
    '/nexus/templates/layout/page.mustache', '/nexus/static/.htaccess', '/nexus-data/nexus.db', '/../nexus-data/nexus.db',
    '/static/../../nexus-data/nexus.db', '/static/../db/0001-accounts.sql', '/static/%2e%2e/db/0001-accounts.sql',
    '/static/..%2f..%2f..%2fnexus-data/nexus.db', '/static/%2e%2e/%2e%2e/%2e%2e/nexus-data/nexus.db'])
    assert.ok([400, 403, 404].includes(await raw(target)), target);
});

test('plain HTTP leads to TLS', async () => {
  const answer = await new Promise((resolve, reject) => {
    http.get({ host: '127.0.0.1', port: plainPort, path: '/courses', headers: { host: 'academy.example.org' } }, resolve).on('error', reject);
  });
  answer.resume();
  assert.equal(answer.statusCode, 301);
  assert.equal(answer.headers.location, 'https://academy.example.org/courses');
});

test('cron has made the data beside the web folder, and the operator can look', async () => {
  assert.ok(existsSync(path.join(data, 'nexus.db')));
  assert.ok(existsSync(path.join(data, 'nexus.conf')));
  assert.ok(!existsSync(path.join(data, 'setup-link.txt')), 'no link for an address that is not set');
  writeFileSync(path.join(data, 'nexus.conf'), `base_url = https://localhost:${port}\n`);
  asOwner(path.join(app, 'cron.sh'));
  const link = readFileSync(path.join(data, 'setup-link.txt'), 'utf8').trim();
  assert.equal((await browser().get(new URL(link).pathname)).status, 200, link);
  const doctor = await run('sh', ['-c', root ? `setpriv --reuid=nobody --regid=nogroup --clear-groups ${app}/bin/nexus doctor` : `${app}/bin/nexus doctor`],
    { env: { NEXUS_HOME: '', DATA: '', NEXUS_DATA: '' } });
  assert.match(doctor.output, /ok\s+worker/);
  assert.match(doctor.output, /fonts that came with Nexus/);
});

test('certificates can be drawn with what is in the archive', () => {
  const svg = path.join(folder, 'probe.svg');
  writeFileSync(svg, '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40"><text y="20" font-family="sans-serif">Zoë</text></svg>');
  const pdf = execFileSync(path.join(app, 'bin/rsvg-convert'), ['-f', 'pdf', svg], { env: clean, cwd: '/' });
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
  assert.ok(pdf.includes('DejaVuSans'));
});
