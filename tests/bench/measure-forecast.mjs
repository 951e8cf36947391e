// measure-forecast.mjs - sMAPE and MASE of `nexus measure forecast` where the future is known, beside the seasonal naive forecast and
// Naive2 (the last value, with the classical season when it is significant), computed here. For measure.mjs.

const numbers = (cell) => cell.split(' ').map((word) => (word === 'NA' ? NaN : Number(word)));
const known = (list) => list.filter((value) => !Number.isNaN(value));
const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;

// The last known value stands for a missing one.
const filled = (y) => y.map((_, t) => { let at = t; while (at > 0 && Number.isNaN(y[at])) at--; return Number.isNaN(y[at]) ? known(y)[0] : y[at]; });

function seasonalNaive({ y, period, horizon }) {
  const lag = y.length >= period ? period : 1;
  return Array.from({ length: horizon }, (_, h) => y[y.length - lag + (h % lag)]);
}

function isSeasonal(y, period) {
  if (period === 1 || y.length < 3 * period) return false;
  const middle = mean(y), at = (lag) => y.reduce((sum, value, t) => (t < lag ? 0 : sum + (value - middle) * (y[t - lag] - middle)), 0);
  const r = (lag) => at(lag) / at(0);
  let squares = 0;
  for (let lag = 1; lag < period; lag++) squares += r(lag) ** 2;
  return Math.abs(r(period)) > 1.645 * Math.sqrt((1 + 2 * squares) / y.length);
}

function figureOf(y, period) {
  const half = Math.floor(period / 2), ratios = Array.from({ length: period }, () => []);
  for (let t = half; t + half < y.length; t++) {
    let sum = 0;
    for (let i = t - half; i <= t + half; i++) sum += y[i];
    if (period % 2 === 0) sum -= (y[t - half] + y[t + half]) / 2;
    ratios[t % period].push(y[t] * period / sum);
  }
  const figure = ratios.map(mean), middle = mean(figure);
  return figure.map((factor) => factor / middle);
}

function naive2({ y, period, horizon }) {
  const figure = isSeasonal(y, period) ? figureOf(y, period) : [1], n = y.length, at = (t) => figure[t % figure.length];
  return Array.from({ length: horizon }, (_, h) => (at(n - 1) > 0 ? y[n - 1] / at(n - 1) * at(n + h) : y[n - 1]));
}

// The mean step from season to season in the past; of the weekly series from week to week, as in the competition that they are from.
function scaleOf({ raw, period, group }) {
  const lag = group === 'm4_weekly' ? 1 : period;
  return mean(known(raw.slice(lag).map((value, t) => Math.abs(value - raw[t]))));
}

function errorsOf(series, future, forecast) {
  const pairs = future.map((value, h) => [value, forecast[h]]).filter(([value]) => !Number.isNaN(value));
  return {
    smape: mean(pairs.map(([value, f]) => (value === f ? 0 : 200 * Math.abs(value - f) / (Math.abs(value) + Math.abs(f))))),
    mase: mean(pairs.map(([value, f]) => Math.abs(value - f))) / scaleOf(series),
  };
}

export function forecastFigures(folder, { table, predict, say }) {
  const predicted = new Map(predict('forecast', `${folder}/series.csv.gz`).map((row) => [row.id, numbers(row.values)]));
  const futures = new Map(table(`${folder}/dev_future.csv.gz`).map((row) => [row.id, numbers(row.values)])), groups = new Map();
  for (const row of table(`${folder}/series.csv.gz`).filter(({ id }) => futures.has(id))) {
    const raw = numbers(row.values), series = { raw, y: filled(raw), group: row.group, period: Number(row.period), horizon: Number(row.horizon) };
    if (!groups.has(row.group)) groups.set(row.group, { nexus: [], seasonal_naive: [], naive2: [] });
    const group = groups.get(row.group), future = futures.get(row.id);
    group.nexus.push(errorsOf(series, future, predicted.get(row.id)));
    group.seasonal_naive.push(errorsOf(series, future, seasonalNaive(series)));
    group.naive2.push(errorsOf(series, future, naive2(series)));
  }
  for (const [name, methods] of groups) {
    for (const [error, unit] of [['smape', '%'], ['mase', 'steps']]) {
      const of = (method) => mean(methods[method].map((each) => each[error]));
      say(`forecast_${name}_${error}_seasonal_naive`, of('seasonal_naive'), unit);
      say(`forecast_${name}_${error}_naive2`, of('naive2'), unit);
      say(`forecast_${name}_${error}`, of('nexus'), unit, Math.min(of('seasonal_naive'), of('naive2')), -1);
    }
  }
}
