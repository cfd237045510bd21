import type { ClaimAnswer, ClaimRequest, SettleAnswer, SettleRequest, TerminalOutcome } from '@lockstep/domain';
import type { Ledger } from '../ledger.js';
import { assertOneRequestPerEmployee } from '../one-request-per-employee.js';
import { plainArray, textArray } from './array-literal.js';
import type { DatabasePool } from './pool.js';

export interface LedgerOptions {
  /**
   * How long a claim keeps others out, by the database's clock; must outlast the platform's timeout. It starts when
   * the database decides, so whoever counts from before `claim` was called never believes in it for too long.
   */
  readonly leaseMs: number;
}

interface ClaimRow {
  readonly kind: ClaimAnswer['kind'];
  readonly token: string | null;
  readonly outcome: string | null;
  readonly fresh: boolean;
  readonly attempt: number;
  readonly due_at: string | null;
  readonly retry_in_ms: string | null;
}

const CLAIM = `SELECT * FROM lockstep.claim_batch($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::integer[],
  $6::integer[], $7::text[], $8::text[], $9::boolean[], $10::boolean[], $11::integer)`;
const SETTLE = `SELECT * FROM lockstep.settle_batch($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::integer[],
  $6::integer[], $7::boolean[], $8::bigint[], $9::text[], $10::text[], $11::bigint[])`;

/** The ledger shared by all instances: the functions of `migrations/0001_ledger.sql`, one statement a batch. */
export function createPostgresLedger(pool: DatabasePool, options: LedgerOptions): Ledger {
  return {
    async claim(requests) {
      if (requests.length === 0) return [];
      assertOneRequestPerEmployee(requests);
      const values = [...claimColumns(requests), options.leaseMs];
      const rows = await pool.query<ClaimRow>({ name: 'ledger-claim', text: CLAIM, values });
      return rows.map(toClaimAnswer);
    },
    async settle(requests) {
      if (requests.length === 0) return [];
      assertOneRequestPerEmployee(requests);
      const statement = {
        name: 'ledger-settle',
        text: SETTLE,
        values: settleColumns(requests),
        stage: 'after' as const,
      };
      const rows = await pool.query<{ settled: boolean }>(statement);
      return rows.map((row): SettleAnswer => ({ kind: row.settled ? 'settled' : 'lost' }));
    },
  };
}

/** What names an attempt; both functions of the database take it first. */
function attemptColumns(requests: readonly (ClaimRequest | SettleRequest)[]): unknown[] {
  return [
    textArray(requests.map((request) => request.employeeId)),
    textArray(requests.map((request) => request.eventId)),
    plainArray(requests.map((request) => request.version.modifiedAt)),
    plainArray(requests.map((request) => request.version.offset)),
    plainArray(requests.map((request) => request.attempt)),
    plainArray(requests.map((request) => request.replay)),
  ];
}

function claimColumns(requests: readonly ClaimRequest[]): unknown[] {
  return [
    ...attemptColumns(requests),
    textArray(requests.map((request) => request.intent)),
    textArray(requests.map((request) => request.bodyHash)),
    plainArray(requests.map((request) => request.force)),
    plainArray(requests.map((request) => request.reference)),
  ];
}

function settleColumns(requests: readonly SettleRequest[]): unknown[] {
  return [
    ...attemptColumns(requests),
    plainArray(requests.map((request) => request.reference)),
    plainArray(requests.map((request) => request.token)),
    textArray(requests.map((request) => request.result.kind)),
    textArray(requests.map((request) => (request.result.kind === 'applied' ? request.result.bodyHash : null))),
    plainArray(requests.map((request) => (request.result.kind === 'failed' ? request.result.dueAt : null))),
  ];
}

function toClaimAnswer(row: ClaimRow): ClaimAnswer {
  switch (row.kind) {
    case 'claimed':
      return { kind: 'claimed', token: BigInt(row.token ?? 0) };
    case 'ended':
      return { kind: 'ended', outcome: row.outcome as TerminalOutcome, fresh: row.fresh, attempt: row.attempt };
    case 'attempted':
      return { kind: 'attempted', attempt: row.attempt, dueAt: Number(row.due_at) };
    case 'repeated':
      return { kind: 'repeated' };
    case 'busy':
      return { kind: 'busy', retryInMs: Number(row.retry_in_ms) };
  }
}
