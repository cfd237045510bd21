import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { eventually } from '../harness/eventually.js';
import { startLockstep, type Lockstep } from '../harness/lockstep.js';
import { classTable } from './guide-table.js';
import { sendRaw, type Answered } from './raw-connection.js';
import { edits, mutated } from './mutated-bytes.js';
import { CANARY, changeText, post, REQUEST_CLASSES, type HostileRequest } from './requests/hostile-request.js';
import { HOSTILE_REQUESTS, SLOW_REQUESTS } from './requests/index.js';
import { metricsOf } from './service-metrics.js';
import { steadySender } from './steady-sender.js';

/**
 * Hostile requests against ingest as it runs in production, beside valid traffic. What each class is answered stands in
 * docs/guides/hostile-input.md.
 */
jest.setTimeout(180_000);
const ROUNDS = 20;
const AT_ONCE = 16;
/** Heap that a collector has not come to yet; a leak of one body a round would be 5 MB a round. */
const GROWTH_BYTES = 48 * 1_048_576;
/** Far above what is seen (milliseconds), and finite: on a machine that does much else at once. */
const P99_MS = 3_000;

let lockstep: Lockstep;
let port: number;
let secret: string;
let ingestUrl: string;
beforeAll(async () => {
  lockstep = await startLockstep({ services: ['ingest'], env: { INGEST_RATE_LIMIT: 'none' } });
  ingestUrl = lockstep.product.urls.ingest!;
  port = Number(new URL(ingestUrl).port);
  secret = readFileSync(lockstep.product.env.HRIS_WEBHOOK_SECRETS_FILE!, 'utf8').trim().split(',')[0]!;
}, 120_000);
afterAll(() => lockstep.stop(), 60_000);

const send = (request: HostileRequest): Promise<Answered> =>
  sendRaw(port, request.steps(secret), (request.expect.withinMs ?? 5_000) + 5_000);

/** What is wrong with the answer; null when it is the one the guide says. */
function complaint({ name, expect: expected }: HostileRequest, answered: Answered): string | null {
  const seen = `${name}: ${answered.statuses.join(' ') || 'no answer'} ${answered.body.slice(0, 300)}`;
  if (!answered.ended) return `${seen} (still open after ${Math.round(answered.tookMs)} ms)`;
  if (JSON.stringify(answered.statuses) !== JSON.stringify(expected.statuses)) return seen;
  if (expected.says !== undefined && !says(answered.body, expected.says)) return `${seen} (not ${expected.says})`;
  if (answered.tookMs > (expected.withinMs ?? 5_000)) return `${seen} (after ${Math.round(answered.tookMs)} ms)`;
  return /node_modules|at .*\.js:\d/.test(answered.text) ? `${seen} (shows its code)` : null;
}

/** The code of an error, or the rule by which a delivery was rejected. */
function says(body: string, what: string): boolean {
  const { error, events } = JSON.parse(body) as {
    error?: { code: string };
    events?: { status: string; violations?: { rule: string }[] }[];
  };
  if (error !== undefined) return error.code === what;
  return events?.length === 1 && events[0]!.violations?.some(({ rule }) => rule === what) === true;
}

async function sendAll(requests: readonly HostileRequest[]): Promise<string[]> {
  const left = [...requests];
  const complaints: string[] = [];
  const worker = async (): Promise<void> => {
    for (let request = left.shift(); request !== undefined; request = left.shift()) {
      const problem = complaint(request, await send(request));
      if (problem !== null) complaints.push(problem);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return complaints;
}

const health = () => metricsOf(ingestUrl);

describe('the corpus', () => {
  it('and the guide name the same classes, and no two cases the same thing', () => {
    const guide = classTable('docs/guides/hostile-input.md', 'Requests');
    const all = [...HOSTILE_REQUESTS, ...SLOW_REQUESTS];
    const counts = REQUEST_CLASSES.map((name) => [name, all.filter((request) => request.of === name).length]);
    expect(guide.map((row) => [row.name, row.cases])).toEqual(counts);
    for (const { name, answers } of guide) {
      const statuses = all.filter((request) => request.of === name).flatMap(({ expect: { statuses: seen } }) => seen);
      expect([name, [...new Set(statuses)].map(String).sort()]).toEqual([name, [...answers].sort()]);
    }
    expect(new Set(all.map(({ of, name }) => `${of}: ${name}`)).size).toBe(all.length);
  });
});

describe('a hostile request', () => {
  it.each(HOSTILE_REQUESTS.map((request) => [`${request.of}: ${request.name}`, request] as const))(
    '%s',
    async (_name, request) => expect(complaint(request, await send(request))).toBeNull(),
  );
});

describe('a valid request whose bytes were changed', () => {
  const KNOWN = [202, 400, 401, 404, 405, 413, 415, 417, 431];

  it('is answered with one of the known answers or closed, and the same process goes on', async () => {
    const before = await health();
    const body = changeText('H-mutated');
    await fc.assert(
      fc.asyncProperty(edits, async (changes) => {
        const bytes = mutated(post(secret, body), changes);
        const { ended, statuses, text } = await sendRaw(port, [bytes, 'end'], 12_000);
        expect({ ended, unknown: statuses.filter((status) => !KNOWN.includes(status)) }).toEqual({
          ended: true,
          unknown: [],
        });
        // What was taken is what was signed: the whole body still stands in the bytes.
        if (/"accepted":1/.test(text)) expect(bytes.includes(body)).toBe(true);
      }),
      { numRuns: 300 },
    );
    expect((await health()).startedAtSeconds).toBe(before.startedAtSeconds);
  });
});

describe(`${ROUNDS} rounds of all of them at once`, () => {
  it('change nothing: same process, same memory, no descriptor left open, and valid traffic is all taken', async () => {
    const sender = steadySender(lockstep.sender, 20);
    expect(await sendAll([...HOSTILE_REQUESTS, ...HOSTILE_REQUESTS, ...HOSTILE_REQUESTS])).toEqual([]);
    const before = await health();
    for (let round = 0; round < ROUNDS; round += 1) expect(await sendAll(HOSTILE_REQUESTS)).toEqual([]);
    const traffic = await sender.stop();
    expect(traffic).toMatchObject({ refused: [] });
    expect(traffic.sent).toBeGreaterThan(40);
    expect(traffic.p99Ms).toBeLessThan(P99_MS);
    const after = await health();
    expect(after.startedAtSeconds).toBe(before.startedAtSeconds);
    expect(after.residentBytes - before.residentBytes).toBeLessThan(GROWTH_BYTES);
    await eventually(health, (now) => now.openFileDescriptors <= before.openFileDescriptors, { deadlineMs: 90_000 });
  });
});

describe('slow senders', () => {
  it('each end within the documented time, sixty of each kind and 500 silent connections starve nobody', async () => {
    const idle = Array.from({ length: 500 }, (): Socket =>
      connect({ port, host: '127.0.0.1' })
        .on('error', () => undefined)
        .resume(),
    );
    const sender = steadySender(lockstep.sender, 20);
    const before = await health();
    const many = SLOW_REQUESTS.flatMap((request) => Array.from({ length: 60 }, () => request));
    const complaints = await Promise.all(many.map(async (request) => complaint(request, await send(request))));
    const traffic = await sender.stop();
    expect([...new Set(complaints.filter((one) => one !== null))]).toEqual([]);
    expect(traffic).toMatchObject({ refused: [] });
    expect(traffic.p99Ms).toBeLessThan(P99_MS);
    expect((await health()).startedAtSeconds).toBe(before.startedAtSeconds);
    await eventually(
      () => idle.filter((socket) => !socket.destroyed && socket.readyState === 'open').length,
      (open) => open === 0,
      { deadlineMs: 40_000 },
    );
  });
});

describe('afterwards', () => {
  it('the log holds nothing of any body, and no signature', async () => {
    const log = readFileSync(lockstep.product.services.ingest!.logFile, 'utf8');
    expect(log).toContain('webhook.received');
    expect(log).not.toContain(CANARY);
    expect(log).not.toMatch(/v1,[A-Za-z0-9+/]{20}/);
    expect(log).not.toMatch(/"level":"error"/);
    const { status } = await fetch(`${ingestUrl}/health/ready`);
    expect(status).toBe(200);
  });
});
