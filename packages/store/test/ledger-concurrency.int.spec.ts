import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isNewer } from '@lockstep/domain';
import type { ClaimRequest, SettleRequest } from '@lockstep/domain';
import { createPostgresLedger } from '../src/index.js';
import type { Ledger } from '../src/index.js';
import { applied, nthEvent, settleRequest } from './ledger-requests.js';
import { newTestDatabase } from './test-database.js';
import type { TestDatabase } from './test-database.js';

const EMPLOYEES = 20;
const VERSIONS = 25;
const INSTANCES = 8;

/** What the platform would have seen, checked while it happens. */
class Platform {
  readonly holds = new Map<string, ClaimRequest>();
  readonly problems: string[] = [];
  private readonly inCall = new Set<string>();

  async call(request: ClaimRequest): Promise<void> {
    const { employeeId } = request;
    if (this.inCall.has(employeeId)) this.problems.push(`two live leases on ${employeeId}`);
    this.inCall.add(employeeId);
    // Long enough for every other instance to try its luck.
    await new Promise((resolve) => setImmediate(resolve));
    const before = this.holds.get(employeeId);
    if (before !== undefined && !isNewer(request.version, before.version))
      this.problems.push(`${employeeId} fell from ${before.eventId} to ${request.eventId}`);
    this.holds.set(employeeId, request);
    this.inCall.delete(employeeId);
  }
}

describe('the Postgres ledger under eight instances', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await newTestDatabase();
  });
  afterAll(() => database.drop());

  it('never lets a version fall, never gives two leases, never deadlocks, and gives every event one end', async () => {
    const platform = new Platform();
    const ends = new Map<string, string[]>();
    const work = Array.from({ length: INSTANCES }, (_, index) => {
      const ledger = createPostgresLedger(database.anotherPool(1), { leaseMs: 60_000 });
      return hammer(ledger, index + 1, platform, ends);
    });
    await Promise.all(work);
    expect(platform.problems).toEqual([]);
    const doubled = [...ends].filter(([, outcomes]) => outcomes.length !== 1);
    expect(doubled).toEqual([]);
    expect(ends.size).toBe(EMPLOYEES * VERSIONS);
    for (const request of platform.holds.values()) expect(request.version.offset).toBe(BigInt(10 * VERSIONS));
    const rows = await database.pool.query<{ count: string }>({
      text: `SELECT count(*) FROM lockstep.ledger_employees
        WHERE claim_event_id IS NULL AND applied_offset = $1 AND newest_offset = $1`,
      values: [10 * VERSIONS],
    });
    expect(rows).toEqual([{ count: String(EMPLOYEES) }]);
  }, 60_000);

  it('gives one of two instances the lease when both ask at once, whatever the order of their batches', async () => {
    const [one, two] = [0, 1].map(() => createPostgresLedger(database.anotherPool(1), { leaseMs: 60_000 }));
    for (let round = 0; round < 50; round++) {
      const batch = Array.from({ length: 40 }, (_, index) => {
        const employeeId = `round-${round}-${index}`;
        return nthEvent(1, { employeeId, eventId: `${employeeId}-1` });
      });
      const [forward, backward] = await Promise.all([one!.claim(batch), two!.claim([...batch].reverse())]);
      const kinds = forward.map((answer, index) => [answer.kind, backward.at(-1 - index)?.kind].sort());
      expect(new Set(kinds.map(String))).toEqual(new Set(['busy,claimed']));
    }
  });

  it('counts a lease from the decision, however long the claim waited for the employee', async () => {
    const ledger = createPostgresLedger(database.anotherPool(2), { leaseMs: 300 });
    const [known, first, second] = [1, 2, 3].map((n) =>
      nthEvent(n, { employeeId: 'waited-for', eventId: `waited-for-${n}` }),
    );
    await ledger.claim([{ ...known!, intent: 'shadow' }]);
    const waited = await database.pool.withTransaction(async (query) => {
      const text = `SELECT 1 FROM lockstep.ledger_employees WHERE employee_id = 'waited-for' FOR UPDATE`;
      await query({ text });
      const claim = ledger.claim([first!]);
      await query({ text: 'SELECT pg_sleep(0.6)' });
      return { claim };
    });
    expect((await waited.claim)[0]?.kind).toBe('claimed');
    expect((await ledger.claim([second!]))[0]?.kind).toBe('busy');
  });
});

/** Every instance tries every event of every employee, shuffled, as after rebalances without end. */
async function hammer(ledger: Ledger, seed: number, platform: Platform, ends: Map<string, string[]>): Promise<void> {
  const noteEnd = (eventId: string, outcome: string): void => {
    ends.set(eventId, [...(ends.get(eventId) ?? []), outcome]);
  };
  const events = Array.from({ length: EMPLOYEES * VERSIONS }, (_, index) => {
    const employeeId = `E${index % EMPLOYEES}`;
    const n = 1 + Math.floor(index / EMPLOYEES);
    return nthEvent(n, { employeeId, eventId: `${employeeId}-${n}` });
  });
  let open = shuffled(events, seed);
  while (open.length > 0) {
    const { batch, rest } = oneEach(open, 12);
    const answers = await ledger.claim(batch);
    const again: ClaimRequest[] = [];
    const settles: SettleRequest[] = [];
    await Promise.all(
      batch.map(async (request, index) => {
        const answer = answers[index]!;
        if (answer.kind === 'busy') again.push(request);
        if (answer.kind === 'ended' && answer.fresh) noteEnd(request.eventId, answer.outcome);
        if (answer.kind !== 'claimed') return;
        await platform.call(request);
        settles.push(settleRequest(request, answer.token, applied(request)));
      }),
    );
    const settled = await ledger.settle(settles);
    for (const [index, answer] of settled.entries())
      if (answer.kind === 'settled') noteEnd(settles[index]!.eventId, 'applied');
    open = [...rest, ...again];
  }
}

function oneEach(
  requests: readonly ClaimRequest[],
  limit: number,
): { readonly batch: ClaimRequest[]; readonly rest: ClaimRequest[] } {
  const employees = new Set<string>();
  const batch: ClaimRequest[] = [];
  const rest: ClaimRequest[] = [];
  for (const request of requests) {
    const fits = batch.length < limit && !employees.has(request.employeeId);
    employees.add(request.employeeId);
    (fits ? batch : rest).push(request);
  }
  return { batch, rest };
}

/** Fisher-Yates over a small linear congruential generator: the same order for the same seed. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const mixed = [...items];
  let state = seed;
  for (let last = mixed.length - 1; last > 0; last--) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const other = state % (last + 1);
    [mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!];
  }
  return mixed;
}
