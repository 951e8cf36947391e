// coach.mjs - the built-in coach on labelled sets, each figure beside the best baseline of the set's README. `make coach-eval`;
// every figure is a line "bench NAME VALUE UNIT"; the predictions, also for the rows without labels, lie in build/coach-eval/.
// Exits 1 when a figure is worse than its baseline (rounded as the README rounds).
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const home = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const data = path.resolve(process.argv[2] ?? '../shared/data'), out = path.join(home, 'build/coach-eval');

// name: [baseline, 1 when higher is better]
const baselines = {
  coach_textbook_hit1_dev: [0.684, 1], coach_xquad_hit1_dev: [0.944, 1], coach_xquad_sentence_first_dev: [0.73, 1],
  coach_squad_sentences_hit1_dev: [0.661, 1], coach_squad_sentences_ndcg10_dev: [0.766, 1], coach_scifact_ndcg10_dev: [0.7, 1],
  coach_keyterms_p10_dev: [0.371, 1], coach_refuse_auc_dev: [0.921, 1], coach_sentiment_mean_accuracy: [0.833, 1],
  coach_first_words_p95_ms: [100, -1],
};
const sets = [['textbook-retrieve', 'textbook'], ['textbook-keyterms', 'textbook'], ['textbook-refuse', 'textbook'], ['xquad-retrieve', 'xquad'],
  ['xquad-sentence', 'xquad'], ['squad_sentences', 'squad_sentences'], ['scifact', 'scifact'], ['sentiment', 'sentiment'], ['speed', 'textbook']];

function run(set, folder) {
  return new Promise((resolve, reject) => {
    const child = spawn(path.join(home, 'build/nexus'), ['coach', 'eval', set, folder], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stdout.pipe(createWriteStream(path.join(out, `${set}.csv`)));
    child.stderr.on('data', (piece) => { said += piece; });
    child.on('close', (code) => (code === 0 ? resolve(said) : reject(new Error(`${set}: ${said}`))));
  });
}

let worse = 0;
mkdirSync(out, { recursive: true });
for (const [set, folder] of sets) {
  if (!existsSync(path.join(data, folder))) { console.log(`skipped ${set}: there is no ${path.join(data, folder)}`); continue; }
  for (const line of (await run(set, path.join(data, folder))).trim().split('\n')) {
    const [, name, value] = line.split(' '), [baseline, sign] = baselines[name] ?? [];
    const good = baseline === undefined || (Math.round(Number(value) * 1000) / 1000 - baseline) * sign >= 0;
    if (!good) worse++;
    console.log(line + (baseline === undefined ? '' : `   (baseline ${baseline}${good ? '' : ': WORSE'})`));
  }
}
process.exit(worse > 0 ? 1 : 0);
