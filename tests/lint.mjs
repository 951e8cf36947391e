// lint.mjs - the rules of the house that no compiler knows: sizes, floors, circles, SQL where it belongs, escaped output,
// bounded strings, words that can be translated. Run by `make lint`; prints file:line and the rule, exits 1 when any is broken.
import { readFileSync, readdirSync, statSync, existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const home = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const problems = [];
const complain = (file, line, rule) => problems.push(`${path.relative(home, file)}:${line}: ${rule}`);

function walk(folder, ending) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const full = path.join(folder, name);
    if (statSync(full).isDirectory()) return walk(full, ending);
    return ending.some((end) => name.endsWith(end)) ? [full] : [];
  });
}

const lineOf = (text, index) => text.slice(0, index).split('\n').length;

// ---- C: sizes, comments, calls ----

const FILE_MOST = 800, FUNCTION_MOST = 60;
const forbidden = /\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|alloca|system|popen)\s*\(/g;
// SQL that is run from a program. Words in capitals followed by what only SQL has.
const sql = /"\s*(SELECT\s.+|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s+TABLE\s)/g;

function withoutComments(text) {
  return text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' ')).replace(/\/\/[^\n]*/g, '');
}

function checkFunctions(file, lines) {
  let start = -1;
  lines.forEach((line, at) => {
    if (line === '{' && at > 0 && /\)\s*$/.test(lines[at - 1])) start = at;
    if (line === '}' && start >= 0) {
      if (at - start > FUNCTION_MOST) complain(file, start + 1, `a function of ${at - start} lines: split it (at most ${FUNCTION_MOST})`);
      start = -1;
    }
  });
}

function checkSource(file) {
  const text = readFileSync(file, 'utf8'), lines = text.split('\n'), code = withoutComments(text);
  if (lines.length > FILE_MOST) complain(file, 1, `${lines.length} lines: split it by meaning (at most ${FILE_MOST})`);
  if (!text.startsWith('/*')) complain(file, 1, 'begin with what the file is for and who calls it');
  lines.forEach((line, at) => {
    if ([...line].length > 150 && !/programs\/\w+\/main\.c$/.test(file)) complain(file, at + 1, 'a line of over 150 characters (only tables of routes may be)');
    if (/\t/.test(line)) complain(file, at + 1, 'a tab: indent by four spaces');
    if (/\s$/.test(line)) complain(file, at + 1, 'white space at the end of the line');
  });
  const calls = code.replace(/"(?:[^"\\\n]|\\.)*"/g, '""');
  for (const found of calls.matchAll(forbidden)) complain(file, lineOf(calls, found.index), `${found[1]} is not used here`);
  if (!/cgi-bin\/(domain|core\/store)\//.test(file))
    for (const found of code.matchAll(sql)) complain(file, lineOf(code, found.index), 'SQL outside domain');
  if (/strftime\s*\(\s*'|datetime\s*\(\s*'|\bunixepoch\(/.test(code) && !/core\/store/.test(file)) complain(file, 1, "SQLite's own time functions");
  if (file.endsWith('.c')) checkFunctions(file, lines);
}

// ---- C: floors and circles ----

const floorOf = (include) => ({ core: 0, domain: 1, programs: 2 })[include.split('/')[0]];
const roomOf = (include) => include.split('/').slice(0, 2).join('/');

function checkFloors(files) {
  const uses = new Map();
  for (const file of files) {
    const own = path.relative(path.join(home, 'cgi-bin'), file);
    const text = readFileSync(file, 'utf8');
    for (const found of text.matchAll(/^#include "([^"]+)"/gm)) {
      const line = lineOf(text, found.index), target = found[1];
      if (floorOf(target) === undefined) { complain(file, line, `include from cgi-bin: "${target}"`); continue; }
      if (floorOf(target) > floorOf(own)) complain(file, line, `${own} includes upwards: ${target}`);
      if (floorOf(own) === 1 && target.startsWith('core/web/')) complain(file, line, 'a domain file knows no request');
      if (floorOf(own) === 2 && floorOf(target) === 2 && roomOf(target) !== roomOf(own) && roomOf(target) !== 'programs/site')
        complain(file, line, 'a program includes only itself and programs/site');
      if (roomOf(own) !== roomOf(target) && floorOf(own) === floorOf(target) && floorOf(own) < 2) {
        if (!uses.has(roomOf(own))) uses.set(roomOf(own), new Map());
        uses.get(roomOf(own)).set(roomOf(target), `${own}:${line}`);
      }
    }
  }
  const visit = (room, trail) => {
    if (trail.includes(room)) return [...trail.slice(trail.indexOf(room)), room];
    for (const next of uses.get(room)?.keys() ?? []) {
      const circle = visit(next, [...trail, room]);
      if (circle) return circle;
    }
    return null;
  };
  for (const room of uses.keys()) {
    const circle = visit(room, []);
    if (circle) { complain(path.join(home, 'cgi-bin', room), 1, `rooms form a circle: ${circle.join(' -> ')}`); break; }
  }
}

// ---- templates ----

// What may be written unescaped: rendered Markdown, charts, pictures that we draw, and search highlights.
const unescaped = new Set(['html', 'description_html', 'chart', 'svg', 'spark', 'qr', 'prompt', 'feedback', 'title_html', 'snippet_html', 'left', 'badge', 'linked_data']);
const words = new Map(); // phrase -> where

const fold = (phrase) => phrase.replace(/\s+/g, ' ').trim();

function checkTemplate(file) {
  const text = readFileSync(file, 'utf8').replace(/\{\{![\s\S]*?\}\}/g, (comment) => comment.replace(/[^\n]/g, ' '));
  for (const found of text.matchAll(/\{\{\{\s*([^}\s]+)\s*\}\}\}|\{\{&\s*([^}\s]+)\s*\}\}/g)) {
    const name = (found[1] ?? found[2]).split('.').pop();
    if (!unescaped.has(name)) complain(file, lineOf(text, found.index), `{{{${name}}}} is not on the list of safe names`);
  }
  if (/\sstyle\s*=\s*"/.test(text)) complain(file, lineOf(text, text.search(/\sstyle\s*=\s*"/)), 'an inline style: the policy forbids it');
  if (/<script(?![^>]*\bsrc=)(?![^>]*application\/ld\+json)/.test(text)) complain(file, 1, 'an inline script: the policy forbids it');
  if (/<[^>{]*\son[a-z]+\s*=/.test(text)) complain(file, 1, 'an inline event handler: the policy forbids it');
  for (const found of text.matchAll(/<form[^>]*method="post"[^>]*>([\s\S]*?)<\/form>/g))
    if (!/partials\/token|name="csrf"/.test(found[1]) && !/\/preferences/.test(found[0])) complain(file, lineOf(text, found.index), 'a form without {{>partials/token}}');
  const parameters = /\{\{\$(icon|kind|name|type|action|attributes|size|value|id|for|rows|url|at_\w+)\}\}([^<]*?)\{\{\/\1\}\}/g;
  const spoken = text.replace(parameters, (all) => all.replace(/[^\n]/g, ' ')).replace(/\{\{#t\}\}([\s\S]*?)\{\{\/t\}\}/g, (all, phrase, index) => {
    if (!words.has(fold(phrase))) words.set(fold(phrase), `${path.relative(home, file)}:${lineOf(text, index)}`);
    return all.replace(/[^\n]/g, ' ');
  });
  const bare = spoken.replace(/\{\{[\s\S]*?\}\}\}?/g, (tag) => tag.replace(/[^\n]/g, ' '));
  for (const found of bare.matchAll(/(?:placeholder|aria-label|title|alt|value)="([^"]*\p{L}{2,}[^"]*)"/gu))
    if (!/^value="[a-z0-9_:\/-]+"$/.test(found[0])) complain(file, lineOf(bare, found.index), `words outside {{#t}}: ${found[1].trim().slice(0, 40)}`);
  const visible = bare.replace(/<(script|style|svg|code|pre|kbd)\b[\s\S]*?<\/\1>/g, (all) => all.replace(/[^\n]/g, ' '))
    .replace(/<[^>]*>/g, (all) => all.replace(/[^\n]/g, ' ')).replace(/&[a-z]+;|&#\d+;/g, ' ');
  for (const found of visible.matchAll(/[\p{L}]{2,}[^\n]*/gu)) complain(file, lineOf(visible, found.index), `words outside {{#t}}: ${found[0].trim().slice(0, 40)}`);
}

// The developers' page is for developers: it is not translated.
const spared = /templates\/(learner\/styleguide|mail\/|learner\/certificate_svg|partials\/sample-)/;

function checkMail(file) {
  const text = readFileSync(file, 'utf8').replace(/\{\{![\s\S]*?\}\}/g, '');
  for (const found of text.matchAll(/\{\{#t\}\}([\s\S]*?)\{\{\/t\}\}/g))
    if (!words.has(fold(found[1]))) words.set(fold(found[1]), `${path.relative(home, file)}:${lineOf(text, found.index)}`);
}

// ---- languages ----

function collectSentences(file) {
  const code = withoutComments(readFileSync(file, 'utf8'));
  for (const found of code.matchAll(/\b(?:tr|tr_noop)\s*\(\s*(?:\w+\s*,\s*)?((?:"(?:[^"\\]|\\.)*"\s*)+)\)/g)) {
    const phrase = [...found[1].matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((piece) => JSON.parse(`"${piece[1]}"`)).join('');
    if (!words.has(phrase)) words.set(phrase, `${path.relative(home, file)}:${lineOf(code, found.index)}`);
  }
}

const directives = (phrase) => [...phrase.matchAll(/%[-0-9.]*(?:ll)?[a-z%]/g)].map((found) => found[0]).sort().join(' ');
const names = (phrase) => [...new Set([...phrase.matchAll(/\{\{\{?([^}]+)\}\}/g)].map((found) => found[1]))].sort().join(' ');

function checkLanguages() {
  for (const file of walk(path.join(home, 'templates/locale'), ['.json'])) {
    const text = readFileSync(file, 'utf8'), catalogue = JSON.parse(text), seen = new Set();
    for (const found of text.matchAll(/^\s*("(?:[^"\\]|\\.)*"):/gm)) {
      if (seen.has(found[1])) complain(file, lineOf(text, found.index), `a phrase twice: ${found[1]}`);
      seen.add(found[1]);
    }
    for (const [phrase, where] of words) {
      if (/^[\s{}.#/^|\w-]*$/.test(phrase.replace(/[^{}]*/, '')) && !/\p{L}/u.test(phrase.replace(/\{\{[^}]*\}\}/g, ''))) continue;
      if (!(phrase in catalogue)) problems.push(`${where}: ${path.basename(file)} lacks: ${phrase}`);
    }
    for (const [phrase, translation] of Object.entries(catalogue)) {
      if (phrase.startsWith('_')) continue;
      if (directives(phrase) !== directives(translation)) complain(file, 1, `other % directives than the English: ${phrase.slice(0, 60)}`);
      if (names(phrase.split('|').pop()) !== names(translation.split('|').pop())) complain(file, 1, `other {{names}} than the English: ${phrase.slice(0, 60)}`);
    }
  }
}

// ---- scripts ----

// The tests run on Debian's own Node 18, and pages in browsers of that age: what came to JavaScript later fails there only.
function checkScript(file) {
  const text = readFileSync(file, 'utf8');
  for (const found of text.matchAll(/\.(toSorted|toReversed|toSpliced|withResolvers|fromAsync|groupBy|isSubsetOf|isSupersetOf)\(|\bimport\.meta\.(dirname|filename)\b/g))
    complain(file, lineOf(text, found.index), `${found[1] ?? found[2]} is younger than Debian 12`);
}

const sources = walk(path.join(home, 'cgi-bin'), ['.c', '.h']);
sources.forEach(checkSource);
checkFloors(sources);
sources.forEach(collectSentences);
for (const file of walk(path.join(home, 'templates'), ['.mustache'])) spared.test(file) ? checkMail(file) : checkTemplate(file);
checkLanguages();
for (const folder of ['tests', 'static/js']) walk(path.join(home, folder), ['.js', '.mjs']).forEach(checkScript);
const numbers = new Map();
for (const file of readdirSync(path.join(home, 'db')).filter((name) => name.endsWith('.sql')).sort()) {
  const number = file.slice(0, 4);
  if (numbers.has(number)) complain(path.join(home, 'db', file), 1, `the number ${number} is taken by ${numbers.get(number)}`);
  else if (Number(number) !== numbers.size + 1) complain(path.join(home, 'db', file), 1, `migrations are numbered without gaps: ${numbers.size + 1} is missing`);
  numbers.set(number, file);
}
for (const file of walk(path.join(home, 'tests/fuzz'), ['.c']))
  if (path.basename(file).startsWith('fuzz_') && readFileSync(file, 'utf8').split('\n').length > 41) complain(file, 1, 'a fuzz target of over 40 lines');

if (problems.length > 0) {
  console.log(problems.join('\n'));
  console.log(`lint: ${problems.length} problems`);
  process.exit(1);
}
console.log(`lint: ${sources.length} C files, ${words.size} phrases, no problem`);
