// @platformatic/kafka stream consumer, per-key chains across batches (no batch barrier), undici Pool,
// offsets committed up to the lowest unfinished one per partition. In-place retry as kafkajs-ordered.
import { Consumer } from '@platformatic/kafka';
import { Pool } from 'undici';
import { BROKERS, TOPIC, GROUP, SINK, RETRY_DELAY_MS, CONCURRENCY, decode, toBody, env } from './peer.mjs';

const MAX_PENDING = Number(env('MAX_PENDING', '5000'));
const pool = new Pool(SINK, { connections: CONCURRENCY, pipelining: 1 });
const headers = { 'content-type': 'application/json' };
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
let active = 0,
  pending = 0,
  dead = 0,
  resume = null;
const ready = [];
const chains = new Map(); // key -> array of waiting messages; present while one is under way
const parts = new Map(); // partition -> { open:Set(offset), next, committed }

async function attempt(m) {
  try {
    const res = await pool.request({
      path: '/learners/upsert',
      method: 'POST',
      headers,
      body: toBody(decode(m.value)),
    });
    await res.body.dump();
    return res.statusCode < 300;
  } catch {
    return false;
  }
}
function done(k, m) {
  parts.get(m.partition).open.delete(m.offset);
  pending--;
  if (resume && pending < MAX_PENDING / 2) {
    const r = resume;
    resume = null;
    r();
  }
  const q = chains.get(k);
  if (q.length) {
    ready.push([k, q.shift(), 0]);
  } else chains.delete(k);
}
function pump() {
  while (active < CONCURRENCY && ready.length) {
    const [k, m, n] = ready.shift();
    active++;
    attempt(m).then((ok) => {
      active--;
      if (ok) done(k, m);
      else if (n === 3) {
        console.error('dead', ++dead);
        done(k, m);
      } else
        sleep(RETRY_DELAY_MS).then(() => {
          ready.push([k, m, n + 1]);
          pump();
        });
      pump();
    });
  }
}
const consumer = new Consumer({
  groupId: GROUP,
  clientId: 'pk',
  bootstrapBrokers: BROKERS,
  autocommit: false,
  minBytes: 1,
  maxWaitTime: 50,
  maxBytes: 1048576,
});
const stream = await consumer.consume({
  topics: [TOPIC],
  mode: 'committed',
  fallbackMode: 'earliest',
  autocommit: false,
  highWaterMark: 2048,
});
setInterval(async () => {
  const offsets = [];
  for (const [partition, p] of parts) {
    const low = p.open.size ? p.open.values().next().value : p.next;
    if (low > p.committed) {
      offsets.push({ topic: TOPIC, partition, offset: low, leaderEpoch: -1 });
      p.committed = low;
    }
  }
  if (offsets.length) await consumer.commit({ offsets }).catch((e) => console.error('commit', e.message));
}, 1000).unref();
for await (const m of stream) {
  let p = parts.get(m.partition);
  if (!p) parts.set(m.partition, (p = { open: new Set(), next: 0n, committed: -1n }));
  p.open.add(m.offset);
  p.next = m.offset + 1n;
  pending++;
  const k = m.key.toString('latin1');
  const q = chains.get(k);
  if (q) q.push(m);
  else {
    chains.set(k, []);
    ready.push([k, m, 0]);
    pump();
  }
  if (pending >= MAX_PENDING)
    await new Promise((r) => {
      resume = r;
    });
}
