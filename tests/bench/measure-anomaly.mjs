// measure-anomaly.mjs - the score of the Numenta Anomaly Benchmark (Lavin and Ahmad 2015) for `nexus measure anomaly` on the series
// whose windows are known, beside the windowed Gaussian computed here. For measure.mjs.
//
// Standard profile: a window found counts 1 when found at its beginning and less later; missed -1; an alarm outside -0.11, less right
// behind a window. One threshold for all series, the best; 0 is a detector that is silent, 100 a perfect one.

const FALSE_ALARM = 0.11, LEARNING_MOST = 750;
const sigmoid = (position) => (position > 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1);

// What an alarm at row i is worth: {window} that it finds, or none.
function worth(i, windows) {
  const at = windows.findIndex(([, end]) => i <= end), window = windows[at];
  if (window && i >= window[0]) return { window, value: sigmoid(-(window[1] - i + 1) / (window[1] - window[0] + 1)) / sigmoid(-1) };
  const before = windows[at === -1 ? windows.length - 1 : at - 1];
  return { window: null, value: FALSE_ALARM * (before ? sigmoid((i - before[1]) / (before[1] - before[0])) : -1) };
}

// files: [{count, windows, scores: Map of row to score}]
export function nabScore(files) {
  const alarms = [], found = new Map();
  for (const { count, windows, scores } of files) {
    const learning = Math.min(Math.floor(0.15 * count), LEARNING_MOST);
    for (const window of windows) found.set(window, -1);
    for (const [i, score] of scores) if (i >= learning && score > 0) alarms.push({ score, ...worth(i, windows) });
  }
  let total = -found.size, best = total;
  alarms.sort((a, b) => b.score - a.score).forEach(({ score, window, value }, k) => {
    if (!window) total += value;
    else if (value > found.get(window)) { total += value - found.get(window); found.set(window, value); }
    if (alarms[k + 1]?.score !== score) best = Math.max(best, total);
  });
  return 100 * (best + found.size) / (2 * found.size);
}

// How many deviations the value is from the mean of the last 6,400 values before it, renewed every 100.
function windowedGaussian(values) {
  const WINDOW = 6400, RENEWED = 100, scores = new Map();
  let mean = 0, deviation = 1;
  values.forEach((value, i) => {
    if (i > 0) scores.set(i, Math.min(Math.abs(value - mean) / deviation, 8.3)); // further off, the tail is 0 in a double
    if (i >= WINDOW && (i + 1) % RENEWED !== 0) return;
    const window = values.slice(Math.max(0, i + 1 - WINDOW), i + 1);
    mean = window.reduce((sum, each) => sum + each, 0) / window.length;
    deviation = Math.sqrt(window.reduce((sum, each) => sum + (each - mean) ** 2, 0) / window.length) || 1e-6;
  });
  return scores;
}

export function anomalyFigures(folder, { table, predict, say }) {
  const series = new Map();
  for (const { series: name, part } of table(`${folder}/files.csv`))
    if (part === 'dev') series.set(name, { values: [], windows: [], scores: new Map() });
  for (const row of table(`${folder}/series.csv.gz`)) series.get(row.series)?.values.push(Number(row.value));
  for (const row of table(`${folder}/dev_windows.csv`)) series.get(row.series).windows.push([Number(row.start_i), Number(row.end_i)]);
  for (const row of predict('anomaly', `${folder}/series.csv.gz`)) series.get(row.series)?.scores.set(Number(row.i), Number(row.score));
  const files = [...series.values()].map((file) => ({ ...file, count: file.values.length }));
  const gaussian = nabScore(files.map((file) => ({ ...file, scores: windowedGaussian(file.values) })));
  say('anomaly_nab_windowed_gaussian', gaussian, 'points');
  say('anomaly_nab', nabScore(files), 'points', gaussian);
}
