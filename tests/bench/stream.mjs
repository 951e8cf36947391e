// stream.mjs ADDRESS - sends 100,000 events a second to an academy, in batches of 1,000, until its input ends; then says its rate.
import https from 'node:https';

const [base] = process.argv.slice(2), agent = new https.Agent({ rejectUnauthorized: false, keepAlive: true, maxSockets: 4 });
const body = JSON.stringify({ events: Array.from({ length: 1000 }, (_, at) => ({ name: 'bench.sent', page: '/courses', properties: { at } })) });
const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0' };
let over = false, sent = 0, waiting = 0;

const send = () => new Promise((resolve, reject) => {
  const request = https.request(`${base}/api/analytics/track`, { method: 'POST', headers, agent }, (answer) => {
    if (answer.statusCode !== 200) reject(new Error(`${answer.statusCode}`));
    answer.resume().on('end', resolve);
  });
  request.on('error', reject);
  request.end(body);
});

process.stdin.resume().on('end', () => { over = true; });
const from = Date.now();
console.log('began');
while (!over) {
  const due = (Date.now() - from) / 10; // batches
  while (sent + waiting < due && waiting < 4) {
    waiting++;
    send().then(() => { sent++; waiting--; });
  }
  await new Promise((resolve) => setTimeout(resolve, 2));
}
console.log(`rate ${Math.round(sent * 1e6 / (Date.now() - from))}`);
agent.destroy();
process.exit(0);
