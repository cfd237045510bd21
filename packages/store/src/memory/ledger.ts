import { decideClaim } from '@lockstep/domain';
import type {
  ClaimAnswer,
  ClaimRequest,
  LedgerEmployee,
  LedgerEvent,
  SettleAnswer,
  SettleRequest,
} from '@lockstep/domain';
import type { Ledger } from '../ledger.js';
import { assertOneRequestPerEmployee } from '../one-request-per-employee.js';
import {
  UNKNOWN_EMPLOYEE,
  employeeAfterClaim,
  employeeAfterSettle,
  eventAfterClaim,
  eventAfterSettle,
  judgeSettle,
} from './ledger-state.js';

export interface MemoryLedgerState {
  readonly employees: Map<string, LedgerEmployee>;
  readonly events: Map<string, LedgerEvent>;
}

export interface MemoryLedgerOptions {
  readonly leaseMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Where it keeps its rows; give one to look at them or to share them. Default: its own. */
  readonly state?: MemoryLedgerState;
}

/** The ledger's twin in memory, for tests and for the model the Postgres one is compared with. Dies with the process. */
export function createMemoryLedger(options: MemoryLedgerOptions): Ledger {
  const { employees, events }: MemoryLedgerState = options.state ?? { employees: new Map(), events: new Map() };

  function claimOne(request: ClaimRequest): ClaimAnswer {
    const now = options.now();
    const employee = employees.get(request.employeeId) ?? UNKNOWN_EMPLOYEE;
    const event = events.get(request.eventId) ?? null;
    const decision = decideClaim(employee, event, request, now);
    const advanced = employeeAfterClaim(employee, request, decision, now + options.leaseMs);
    const remembered = eventAfterClaim(event, request, decision);
    employees.set(request.employeeId, advanced);
    if (remembered !== null) events.set(request.eventId, remembered);
    if (decision.kind === 'claim') return { kind: 'claimed', token: advanced.token };
    return decision.kind === 'busy' ? { kind: 'busy', retryInMs: decision.until - now } : decision;
  }

  function settleOne(request: SettleRequest): SettleAnswer {
    const employee = employees.get(request.employeeId) ?? null;
    const event = events.get(request.eventId) ?? null;
    const { held, settled } = judgeSettle(employee, event, request);
    if (held && employee !== null) employees.set(request.employeeId, employeeAfterSettle(employee, request, settled));
    if (settled && event !== null && !request.reference) events.set(request.eventId, eventAfterSettle(event, request));
    return { kind: settled ? 'settled' : 'lost' };
  }

  return {
    async claim(requests) {
      assertOneRequestPerEmployee(requests);
      return requests.map(claimOne);
    },
    async settle(requests) {
      assertOneRequestPerEmployee(requests);
      return requests.map(settleOne);
    },
  };
}
