import os from 'node:os';
import pg from 'pg';
import type { ClaimRequest } from '@lockstep/domain';
import { createPool, createPostgresLedger, migrate } from '@lockstep/store';
import type { Ledger } from '@lockstep/store';

/**
 * Claim and settle against a real Postgres: `node bench/ledger.bench.ts <database URL> [events]`, after `npm run build`.
 * Creates a database of its own on that server and drops it afterwards.
 */
const EMPLOYEES = 20_000;
const LANES = 4;

async function main(serverUrl: string, events: number): Promise<void> {
  const database = `ledger_bench_${process.pid}`;
  const admin = new pg.Client({ connectionString: serverUrl });
  await admin.connect();
  const { rows } = await admin.query<{ version: string; fsync: string }>(
    "SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync",
  );
  await admin.query(`CREATE DATABASE ${database}`);
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  await migrate(url.href);
  const pool = createPool({ databaseUrl: url.href, max: LANES, applicationName: 'ledger-bench' });
  const ledger = createPostgresLedger(pool, { leaseMs: 30_000 });
  const cpu = os.cpus();
  console.log(
    `${new Date().toISOString()} ${cpu.length} × ${String(cpu[0]?.model)}, Node ${process.version}, Postgres ${String(rows[0]?.version)}, fsync ${String(rows[0]?.fsync)}`,
  );
  try {
    await measure(ledger, 500, Math.min(events, 20_000), LANES, 'warm-up');
    for (const batch of [500, 100, 20]) {
      await measure(ledger, batch, events, 1, 'one lane');
      await measure(ledger, batch, events, LANES, `${LANES} lanes`);
    }
    await measureSingles(ledger, 1000);
  } finally {
    await pool.close();
    await admin.query(`DROP DATABASE ${database} WITH (FORCE)`);
    await admin.end();
  }
}

let sequence = 0;
function nextRequest(): ClaimRequest {
  const n = sequence++;
  return {
    employeeId: `E${(n * 7919) % EMPLOYEES}`,
    eventId: n.toString(16).padStart(8, '0').repeat(8),
    version: { modifiedAt: 1_700_000_000_000 + n, offset: BigInt(n) },
    attempt: 1,
    replay: 0,
    intent: 'call',
    bodyHash: n.toString(16).padStart(64, 'b'),
    force: false,
    reference: false,
  };
}

async function roundTrip(ledger: Ledger, requests: readonly ClaimRequest[]): Promise<void> {
  const answers = await ledger.claim(requests);
  const settles = requests.map((request, index) => {
    const answer = answers[index];
    if (answer?.kind !== 'claimed') throw new Error(`expected a claim, got ${JSON.stringify(answer?.kind)}`);
    return { ...request, token: answer.token, result: { kind: 'applied' as const, bodyHash: request.bodyHash ?? '' } };
  });
  await ledger.settle(settles);
}

async function measure(ledger: Ledger, batch: number, events: number, lanes: number, label: string): Promise<void> {
  const started = performance.now();
  let left = Math.floor(events / batch);
  const lane = async (): Promise<void> => {
    while (left-- > 0) await roundTrip(ledger, Array.from({ length: batch }, nextRequest));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const seconds = (performance.now() - started) / 1000;
  console.log(`${label}, ${batch} a statement: ${Math.round(events / seconds)} events/s claimed and settled`);
}

async function measureSingles(ledger: Ledger, rounds: number): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    await roundTrip(ledger, [nextRequest()]);
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(2);
  console.log(`a single claim and settle: median ${at(0.5)} ms, p99 ${at(0.99)} ms`);
}

const [serverUrl, events = '100000'] = process.argv.slice(2);
if (serverUrl === undefined) {
  console.error('usage: node bench/ledger.bench.ts <database URL> [events]');
  process.exitCode = 2;
} else await main(serverUrl, Number(events));
