// measure.mjs - the methods of the analytics on labelled sets, each figure beside its baseline. `make measure-eval`; every figure is a
// line "bench NAME VALUE UNIT"; the predictions, also for the rows without labels, lie in build/measure-eval/.
// Exits 1 when a figure is worse than its baseline.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, closeSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { anomalyFigures } from './measure-anomaly.mjs';
import { forecastFigures } from './measure-forecast.mjs';
import { statsFigures } from './measure-stats.mjs';

const home = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const data = path.resolve(process.argv[2] ?? '../shared/data'), out = path.join(home, 'build/measure-eval');
let worse = 0;

// One line; `baseline` may be left out, `sign` is 1 when higher is better.
function say(name, value, unit, baseline, sign = 1) {
  const good = baseline === undefined || (value - baseline) * sign >= 0;
  if (!good) worse++;
  console.log(`bench ${name} ${Number(value.toFixed(3))} ${unit}` + (baseline === undefined ? '' : `   (baseline ${Number(baseline.toFixed(3))}${good ? '' : ': WORSE'})`));
}

// The rows of a CSV file without quotes, gzipped or not, as objects.
function table(file) {
  const bytes = readFileSync(file), [head, ...lines] = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().trim().split('\n');
  const names = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i], cell])));
}

// The file with what `nexus measure METHOD FILE` prints.
function print(method, file, ending) {
  const result = path.join(out, `${method}.${ending}`), to = openSync(result, 'w');
  execFileSync(path.join(home, 'build/nexus'), ['measure', method, file], { stdio: ['ignore', to, 'ignore'] });
  closeSync(to);
  return result;
}

// What it predicts, as rows.
const predict = (method, file) => table(print(method, file, 'csv'));

mkdirSync(out, { recursive: true });
for (const [folder, figures] of [['forecast', forecastFigures], ['anomaly', anomalyFigures], ['ab_tests', statsFigures]]) {
  const at = path.join(data, folder);
  if (existsSync(at)) figures(at, { table, print, predict, say });
  else console.log(`skipped ${folder}: there is no ${at}`);
}
process.exit(worse > 0 ? 1 : 0);
