import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ClaimAnswer, ClaimRequest, SettleRequest, SettleResult } from '@lockstep/domain';
import { createMemoryLedger, createPostgresLedger } from '../src/index.js';
import type { Ledger, MemoryLedgerState } from '../src/index.js';
import { claimRequest, settleRequest } from './ledger-requests.js';
import { newTestDatabase } from './test-database.js';
import type { TestDatabase } from './test-database.js';

/** Random histories of two instances: after every step Postgres and the twin have answered the same and hold the same. */
const LEASE_MS = 3_600_000;
const RUNS = 200;

type Command =
  | { readonly kind: 'claim'; readonly instance: number; readonly requests: readonly ClaimRequest[] }
  | { readonly kind: 'settle'; readonly instance: number; readonly pick: number; readonly result: SettleResult }
  | { readonly kind: 'expire' };

const employeeId = fc.constantFrom('a', 'B', 'ü');
const request = fc
  .record({
    employeeId,
    event: fc.integer({ min: 1, max: 4 }),
    modifiedAt: fc.constantFrom(null, 1000),
    offset: fc.constantFrom(0, 0, 0, 5),
    attempt: fc.integer({ min: 1, max: 4 }),
    replay: fc.constantFrom(0, 0, 0, 1, 2),
    intent: fc.constantFrom('call', 'call', 'call', 'call', 'shadow', 'out_of_scope', 'superseded'),
    bodyHash: fc.constantFrom('h1', 'h2', null),
    force: fc.constantFrom(false, false, false, true),
    reference: fc.constantFrom(false, false, false, true),
  })
  .map(({ event, modifiedAt, offset, ...rest }): ClaimRequest => {
    // Equal times and equal offsets, so that every tie-break is met.
    const version = { modifiedAt: modifiedAt ?? event, offset: BigInt(Math.ceil(event / 2) + offset) };
    return claimRequest({ ...rest, eventId: `${rest.employeeId}-${event}`, version });
  });
const result: fc.Arbitrary<SettleResult> = fc.oneof(
  fc.record({ kind: fc.constant('applied' as const), bodyHash: fc.constantFrom('h1', 'h2') }),
  fc.record({ kind: fc.constant('failed' as const), dueAt: fc.constantFrom(5000, 6000) }),
  fc.constant({ kind: 'dead_lettered' as const }),
  fc.constant({ kind: 'released' as const }),
);
const instance = fc.integer({ min: 0, max: 1 });
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('claim' as const),
      instance,
      requests: fc.uniqueArray(request, { minLength: 1, maxLength: 3, selector: (of) => of.employeeId }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('settle' as const), instance, pick: fc.nat(20), result }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'expire' as const }) },
);

/** How long a lease still lasts is the one thing that cannot be equal. */
function comparable(answer: ClaimAnswer): unknown {
  return answer.kind === 'busy' ? { kind: 'busy' } : answer;
}

describe('the Postgres ledger against its twin', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await newTestDatabase();
  });
  afterAll(() => database.drop());

  it('answers and remembers the same in random histories', async () => {
    const instances = [database.pool, database.anotherPool()].map((pool) =>
      createPostgresLedger(pool, { leaseMs: LEASE_MS }),
    );
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 40 }), async (commands) => {
        await database.pool.query({ text: 'DELETE FROM lockstep.ledger_employees' });
        await database.pool.query({ text: 'DELETE FROM lockstep.ledger_events' });
        const state: MemoryLedgerState = { employees: new Map(), events: new Map() };
        let now = 1_000_000;
        const twin = createMemoryLedger({ leaseMs: LEASE_MS, now: () => now, state });
        const claims: { readonly request: ClaimRequest; readonly token: bigint }[] = [];
        for (const step of commands) {
          if (step.kind === 'expire') {
            now += LEASE_MS;
            await database.pool.query({
              text: 'UPDATE lockstep.ledger_employees SET claim_until = clock_timestamp() WHERE claim_until IS NOT NULL',
            });
          } else if (step.kind === 'claim') {
            const postgres: Ledger = instances[step.instance]!;
            const expected = await twin.claim(step.requests);
            const actual = await postgres.claim(step.requests);
            expect(actual.map(comparable)).toEqual(expected.map(comparable));
            for (const [index, answer] of expected.entries()) {
              seen.add(answer.kind === 'ended' ? `${answer.outcome}${answer.fresh ? '' : ' again'}` : answer.kind);
              if (answer.kind === 'claimed') claims.push({ request: step.requests[index]!, token: answer.token });
            }
          } else {
            const claim = claims.at(-1 - (step.pick % Math.max(1, claims.length)));
            if (claim === undefined) continue;
            const settle: SettleRequest = settleRequest(claim.request, claim.token, step.result);
            const expected = await twin.settle([settle]);
            expect(await instances[step.instance]!.settle([settle])).toEqual(expected);
            for (const answer of expected) seen.add(answer.kind);
          }
        }
        expect(await rowsOf(database)).toEqual(rowsOfTwin(state));
      }),
      // On a slow machine fewer histories, not a red test.
      { numRuns: RUNS, interruptAfterTimeLimit: 30_000, markInterruptAsFailure: false },
    );
    // A generator that never reaches a branch would prove nothing about it.
    const branches = ['claimed', 'busy', 'settled', 'lost', 'repeated', 'attempted', 'applied again'];
    const ends = ['superseded', 'unchanged', 'shadowed', 'out_of_scope'];
    expect([...seen]).toEqual(expect.arrayContaining([...branches, ...ends]));
  });
});

async function rowsOf(database: TestDatabase): Promise<unknown> {
  const employees = await database.pool.query<Record<string, string | null>>({
    text: `SELECT employee_id, newest_modified_at, newest_offset, newest_event_id, applied_modified_at, applied_offset,
      applied_event_id, applied_body_hash, token, claim_event_id FROM lockstep.ledger_employees ORDER BY employee_id`,
  });
  const events = await database.pool.query({
    text: `SELECT event_id, replay, attempts, source_offset, ended, due_at FROM lockstep.ledger_events ORDER BY event_id`,
  });
  // pg spells a bigint as text.
  return { employees, events };
}

function rowsOfTwin(state: MemoryLedgerState): unknown {
  const text = (value: number | bigint | undefined): string | null => (value === undefined ? null : String(value));
  const employees = [...state.employees].sort(byKey).map(([id, of]) => ({
    employee_id: id,
    newest_modified_at: text(of.newest?.modifiedAt),
    newest_offset: text(of.newest?.offset),
    newest_event_id: of.newest?.eventId ?? null,
    applied_modified_at: text(of.applied?.modifiedAt),
    applied_offset: text(of.applied?.offset),
    applied_event_id: of.applied?.eventId ?? null,
    applied_body_hash: of.applied?.bodyHash ?? null,
    token: String(of.token),
    claim_event_id: of.claim?.eventId ?? null,
  }));
  const events = [...state.events].sort(byKey).map(([id, of]) => ({
    event_id: id,
    replay: of.replay,
    attempts: of.attempts,
    source_offset: String(of.offset),
    ended: of.ended,
    due_at: text(of.dueAt ?? undefined),
  }));
  return { employees, events };
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
