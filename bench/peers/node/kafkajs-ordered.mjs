// Raw kafkajs eachBatch, per-key chains, one process-wide limit of posts under way, undici Pool.
// A failed post is retried in place after RETRY_DELAY_MS, three times; then it is counted as dead.
import net from 'node:net';
import kafkajs from 'kafkajs';
import { Pool } from 'undici';
import { BROKERS, TOPIC, GROUP, SINK, RETRY_DELAY_MS, CONCURRENCY, decode, toBody, env } from './peer.mjs';

const pool = new Pool(SINK, { connections: CONCURRENCY, pipelining: 1 });
const headers = { 'content-type': 'application/json' };
let active = 0;
const waiters = [];
const acquire = () => (active < CONCURRENCY ? (active++, null) : new Promise((r) => waiters.push(r)));
const release = () => {
  const w = waiters.shift();
  if (w) w();
  else active--;
};
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
let dead = 0;

async function post(rec) {
  const body = toBody(rec);
  for (let attempt = 0; ; attempt++) {
    const wait = acquire();
    if (wait) await wait;
    let ok;
    try {
      const res = await pool.request({ path: '/learners/upsert', method: 'POST', headers, body });
      await res.body.dump();
      ok = res.statusCode < 300;
    } catch {
      ok = false;
    } finally {
      release();
    }
    if (ok) return;
    if (attempt === 3) {
      dead++;
      console.error('dead', dead);
      return;
    }
    await sleep(RETRY_DELAY_MS);
  }
}

// kafkajs leaves Nagle's algorithm on: NODELAY=1 turns it off
const socketFactory = ({ host, port, onConnect }) =>
  net.connect({ host, port }, onConnect).setNoDelay(true).setKeepAlive(true, 60000);
const kafka = new kafkajs.Kafka({
  clientId: 'ordered',
  brokers: BROKERS,
  logLevel: 1,
  ...(env('NODELAY', '0') === '1' && { socketFactory }),
});
const consumer = kafka.consumer({
  groupId: GROUP,
  maxBytesPerPartition: 262144,
  minBytes: 1,
  maxWaitTimeInMs: Number(env('MAX_WAIT_MS', '50')),
  sessionTimeout: 30000,
});
const COMMIT_MS = Number(env('COMMIT_MS', '0')),
  due = new Map();
if (COMMIT_MS)
  setInterval(() => {
    const o = [...due.values()];
    due.clear();
    if (o.length) consumer.commitOffsets(o).catch((e) => console.error('commit', e.message));
  }, COMMIT_MS).unref();
await consumer.connect();
await consumer.subscribe({ topic: TOPIC, fromBeginning: true });
await consumer.run({
  eachBatchAutoResolve: false,
  autoCommit: !COMMIT_MS, // kafkajs' own way is a commit after each batch, whatever autoCommitInterval says
  partitionsConsumedConcurrently: Number(env('PARTITIONS_CONCURRENTLY', '12')),
  eachBatch: async ({ batch, resolveOffset, heartbeat, commitOffsetsIfNecessary }) => {
    const chains = new Map();
    const beat = setInterval(() => heartbeat().catch(() => {}), 3000);
    try {
      for (const m of batch.messages) {
        const k = m.key.toString('latin1');
        const run = () => post(decode(m.value));
        const prev = chains.get(k);
        chains.set(k, prev ? prev.then(run) : run());
      }
      await Promise.all(chains.values());
    } finally {
      clearInterval(beat);
    }
    resolveOffset(batch.lastOffset());
    await heartbeat();
    if (COMMIT_MS)
      due.set(batch.partition, {
        topic: TOPIC,
        partition: batch.partition,
        offset: String(BigInt(batch.lastOffset()) + 1n),
      });
    else await commitOffsetsIfNecessary();
  },
});
