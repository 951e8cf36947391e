// measure-stats.mjs - the statistics of experiments beside the answers that lie with their set. Called by measure.mjs.
import { readFileSync } from 'node:fs';
import path from 'node:path';

// Every number of the answers with the names that lead to it: [[["cookie_srm", "p"], 0.0086], ...].
function numbers(value, names = []) {
  if (typeof value === 'number') return [[names, value]];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, inner]) => numbers(inner, [...names, name]));
}

// Equal to 1e-6 of the value; a probability that the answers got by simulation ("_mc") to 1e-3.
function equal(names, value, answer) {
  const most = names.at(-1).endsWith('_mc') ? 1e-3 : 1e-6 * Math.abs(answer);
  return typeof value === 'number' && Math.abs(value - answer) <= most;
}

export function statsFigures(folder, { print, say }) {
  const results = JSON.parse(readFileSync(print('stats', folder, 'json'), 'utf8'));
  const answers = numbers(JSON.parse(readFileSync(path.join(folder, 'dev_answers.json'), 'utf8')));
  let right = 0;
  for (const [names, answer] of answers) {
    const value = names.reduce((inner, name) => inner?.[name], results);
    if (equal(names, value, answer)) right++;
    else console.log(`  ${names.join(' / ')}: ${value} instead of ${answer}`);
  }
  say('measure_stats_equal_dev', right / answers.length, 'share', 1);
}
