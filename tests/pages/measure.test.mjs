// measure.test.mjs - `nexus measure` on files made here: numbers that are known without it, the warning of a bad split, arms that
// are not there, and a sentence with the line for each file that is not as expected.
import { test, before, after, describe } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, run } from './harness.mjs';

let folder;
before(() => { folder = mkdtempSync(path.join(tmpdir(), 'nexus-measure-')); });
after(() => rmSync(folder, { recursive: true }));

const measure = (...rest) => run(path.join(build, 'nexus'), ['measure', ...rest]);
const write = (name, lines) => writeFileSync(path.join(folder, name), gzipSync(lines.join('\n') + '\n'));
const repeat = (count, line) => Array.from({ length: count }, (_, i) => line(i));

const cookieHead = 'version,sum_gamerounds,retention_1,retention_7', starHead = 'class_type,school,read_k,math_k,read_1,math_1';
// `count` players of whom the first `hits` came back; they played 0, 1, 2, ... rounds.
const players = (gate, count, hits) => repeat(count, (i) => `gate_${gate},${i},${Number(i < hits)},0`);
// Two classes in each of four schools; small ones are 10 points ahead, in both grades.
const pupils = repeat(80, (i) => {
  const small = i % 2, base = 400 + (i % 8) * 5 + (i * 7) % 13;
  return `${small ? 'small' : 'regular'},${1 + (i >> 1) % 4},${base + 10 * small},400,${i === 3 ? '' : base + 10 * small},500`;
});

describe('nexus measure stats', () => {
  test('two arms', async () => {
    write('cookie_cats.csv.gz', [cookieHead, ...players(30, 200, 18), ...players(40, 190, 24)]);
    write('star_kindergarten.csv.gz', [starHead, ...pupils]);
    const { code, output, errors } = await measure('stats', folder), results = JSON.parse(output);
    assert.deepEqual([code, errors], [0, '']);
    assert.ok(Math.abs(results.cookie_retention_1.p_two_sided - 0.24752058466443458) < 1e-12);
    assert.equal(results.cookie_retention_7.p_two_sided, 1);
    assert.equal(results.cookie_srm.mismatch, false);
    assert.equal(results.cookie_rounds_welch.diff, -5);
    assert.deepEqual(results.star_anova_3arms.ns, [40, 40, 0]);
    assert.ok(Math.abs(results.star_cuped_2arms.theta - 1) < 1e-12 && results.star_cuped_2arms.se_adjusted < 1e-6);
    assert.equal(results.star_effect, null); // there is no class with an aide to compare
    assert.equal(results.star_effect_2arms.n, 80);
  });

  test('a bad split is told in words', async () => {
    write('cookie_cats.csv.gz', [cookieHead, ...players(30, 300, 18), ...players(40, 190, 24)]);
    const { code, output, errors } = await measure('stats', folder), { mismatch, warning } = JSON.parse(output).cookie_srm;
    assert.deepEqual([code, mismatch], [0, true]);
    assert.match(warning, /^The arms have 300 and 190 players, but half and half was planned\./);
    assert.equal(errors, `nexus: ${warning}\n`);
  });

  test('nobody at all', async () => {
    write('cookie_cats.csv.gz', [cookieHead]);
    write('star_kindergarten.csv.gz', [starHead]);
    const { code, output } = await measure('stats', folder), results = JSON.parse(output);
    assert.deepEqual([code, results.cookie_retention_1.p_two_sided, results.star_anova_3arms.F], [0, null, null]);
    assert.ok(Math.abs(results.cookie_retention_1.bayes_prob_b_better_mc - 0.5) < 1e-9);
  });

  for (const [what, lines, line] of [
    ['another heading', ['version,rounds'], 1], ['a word for a number', [cookieHead, 'gate_30,many,1,0'], 2],
    ['an unknown arm', [cookieHead, 'gate_30,1,1,0', 'gate_50,1,1,0'], 3], ['a short row', [cookieHead, 'gate_30,1'], 2],
  ]) test(`${what} is refused with its line`, async () => {
    write('cookie_cats.csv.gz', lines);
    const { code, output, errors } = await measure('stats', folder);
    assert.deepEqual([code, output], [1, '']);
    assert.equal(errors, `nexus: ${folder}/cookie_cats.csv.gz is not as expected at line ${line}.\n`);
  });

  test('no file, no method', async () => {
    assert.match((await measure('stats', path.join(folder, 'none'))).errors, /cookie_cats\.csv\.gz can't be read\.\n$/);
    assert.equal((await measure('other', folder)).code, 2);
    assert.match((await measure()).errors, /^Usage: nexus measure METHOD/);
  });
});
