// sentiment.mjs - makes cgi-bin/domain/coach/sentiment_words.inc: the lexicon beside this file, and weights of words (and of words
// behind a negation) learned from rated texts. `node tests/train/sentiment.mjs ../shared/data/sentiment`; the result is committed,
// so the project builds without the data.
//
// The texts: VADER's rated tweets and snippets (C. J. Hutto, MIT), Kotzias et al. (UCI, by sentimentr, MIT) and course evaluations
// (Welch and Mihalcea, by sentimentr, MIT). MR's sentences, whose licence nobody states, are left out. Every fifth text (by a hash of
// its letters) is left out, too: `nexus coach eval sentiment` measures on those.
// The model: logistic regression on soft labels with the log count ratios of naive Bayes as scales of the features (Wang and Manning,
// "Baselines and Bigrams", 2012), AdaGrad, small domains weighted up by the root of their share.
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const EPOCHS = 10, RATE = 0.1, DECAY = 2e-5, SOFTNESS = 1.2, LEAST = 2, KEPT = 7000, UNITS = 16, FOLDS = 5, NEGATED = 4;

// ---- CSV and words: as programs/nexus/eval_table.c and domain/coach/sentiment.c read them ----

function readCsv(text) {
  const rows = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1).push(quoted !== undefined ? quoted.replaceAll('""', '"') : plain);
    if (end !== ',') rows.push([]);
  }
  const [header, ...body] = rows.filter((row) => row.length > 1);
  return body.map((row) => Object.fromEntries(header.map((name, at) => [name, row[at]])));
}

const tokens = (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()).replaceAll('\u2019', "'").replaceAll('&amp;', '&')
  .match(/[a-z]+(?:'[a-z]+)?|[0-9]+|[!?]+|[:;=8][-o*']?[)\](\[dp/\\|]|<3|[.,;:]/g) ?? [];
const negations = new Set(['not', 'no', 'never', 'none', 'nothing', 'nobody', 'neither', 'nor', 'cannot', 'without', 'hardly', 'barely',
  'scarcely', 'lack', 'lacks', 'lacking']);
const negates = (word) => negations.has(word) || word.endsWith("n't");

function features(text) {
  const found = new Set();
  let negated = 0;
  for (const word of tokens(text)) {
    if (negates(word)) negated = NEGATED;
    else if (/^[.,;:!?]/.test(word) || word === 'but') negated = 0;
    found.add(word);
    if (negated > 0 && !negations.has(word)) found.add(`!${word}`);
    if (negated > 0) negated--;
  }
  return [...found];
}

// FNV-1a, 64 bits, of the letters alone: copies with other punctuation fall into the same fold.
function foldOf(text) {
  let hash = 0xcbf29ce484222325n;
  for (const letter of text.replace(/[A-Z]/g, (capital) => capital.toLowerCase()).replace(/[^a-z]/g, ''))
    hash = ((hash ^ BigInt(letter.charCodeAt(0))) * 0x100000001b3n) & 0xffffffffffffffffn;
  return Number(hash % BigInt(FOLDS));
}

// ---- training ----

const chance = (z) => 1 / (1 + Math.exp(-Math.max(-30, Math.min(30, z))));
let state = 1;
const random = () => { state = (state * 1103515245 + 12345) % 2147483648; return state / 2147483648; };
const shuffle = (list) => { for (let i = list.length - 1; i > 0; i--) { const j = Math.floor(random() * (i + 1)); [list[i], list[j]] = [list[j], list[i]]; } };

function load(folder) {
  const text = gunzipSync(readFileSync(path.join(folder, 'train.csv.gz'))).toString('utf8');
  return readCsv(text).filter((row) => row.domain !== 'mr_sentences' && foldOf(row.text) !== 0).map((row) => ({
    domain: row.domain, features: features(row.text),
    target: chance(SOFTNESS * (row.rating !== '' ? Number(row.rating) : { pos: 3, neg: -3, neu: 0 }[row.label])),
  }));
}

function train(rows) {
  const counts = new Map(), domains = new Map();
  for (const row of rows) {
    domains.set(row.domain, (domains.get(row.domain) ?? 0) + 1);
    for (const feature of row.features) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  }
  const index = new Map([...counts].filter(([, count]) => count >= LEAST).map(([feature], at) => [feature, at]));
  const positive = new Float64Array(index.size).fill(1), negative = new Float64Array(index.size).fill(1);
  let positives = 0;
  for (const row of rows) {
    row.known = row.features.map((feature) => index.get(feature)).filter((at) => at !== undefined);
    positives += row.target;
    for (const at of row.known) { positive[at] += row.target; negative[at] += 1 - row.target; }
  }
  const ratio = positive.map((count, at) => Math.log((count / positives) / (negative[at] / (rows.length - positives))));
  const weight = new Float64Array(index.size), squares = new Float64Array(index.size).fill(1e-8), largest = Math.max(...domains.values());
  let bias = 0, biasSquares = 1e-8;
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    shuffle(rows);
    for (const row of rows) {
      if (row.known.length === 0) continue;
      const scale = 1 / Math.sqrt(row.known.length), z = bias + scale * row.known.reduce((sum, at) => sum + weight[at] * ratio[at], 0);
      const error = (chance(z) - row.target) * Math.sqrt(largest / domains.get(row.domain));
      for (const at of row.known) {
        const slope = error * ratio[at] * scale + DECAY * weight[at];
        squares[at] += slope * slope;
        weight[at] -= RATE * slope / Math.sqrt(squares[at]);
      }
      biasSquares += error * error;
      bias -= RATE * error / Math.sqrt(biasSquares);
    }
  }
  return { bias, words: [...index].map(([word, at]) => [word, weight[at] * ratio[at]]) };
}

// ---- writing ----

const bytewise = ([a], [b]) => (a < b ? -1 : a > b ? 1 : 0);
const quoted = (word) => `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('?', '\\?')}"`;

function lines(entries) {
  const out = [''];
  for (const [word, value] of entries) {
    const piece = `{${quoted(word)},${value}},`;
    if (out.at(-1).length + piece.length > 118) out.push('');
    out[out.length - 1] += piece;
  }
  return out.join('\n');
}

function lexicon() {
  const entries = new Map();
  for (const line of readFileSync(path.join(here, 'lexicon.txt'), 'utf8').split('\n').filter((text) => /^[+-]/.test(text))) {
    const [value, ...words] = line.split(' ');
    for (const word of words) if (!entries.has(word)) entries.set(word, Number(value));
  }
  return [...entries].sort(bytewise);
}

const { bias, words } = train(load(process.argv[2] ?? '../shared/data/sentiment'));
const clamp = (value) => Math.max(-127, Math.min(127, Math.round(value * UNITS)));
const kept = words.sort((a, b) => Math.abs(b[1]) - Math.abs(a[1])).slice(0, KEPT).map(([word, value]) => [word, clamp(value)]).sort(bytewise);
writeFileSync(path.join(here, '../../cgi-bin/domain/coach/sentiment_words.inc'),
  `/* Made by tests/train/sentiment.mjs; do not edit. Weights learned in part from texts of the VADER project
 * (https://github.com/cjhutto/vaderSentiment, (c) C. J. Hutto, MIT licence) and of sentimentr (MIT licence). */
enum { LEARNED_UNITS = ${UNITS} };
static const double learned_bias = ${bias.toFixed(4)};
static const struct valued lexicon[] = {\n${lines(lexicon())}\n};
static const struct valued learned[] = {\n${lines(kept)}\n};\n`);
console.log(`${kept.length} words, bias ${bias.toFixed(3)}`);
