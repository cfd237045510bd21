import { describe, expect, it } from '@jest/globals';
import type { UpsertOutcome } from '@lockstep/domain';
import { describeOutcome, describeRejection, describeTotals, inWords } from './describe-change.js';

const at = Date.UTC(2026, 0, 5, 9, 30, 0);
const outcome = (change: Partial<UpsertOutcome>): UpsertOutcome => ({
  outcomeId: 'e:0:1:applied',
  eventId: 'e',
  employeeId: '4711',
  outcome: 'applied',
  terminal: true,
  attempt: 1,
  replay: 0,
  occurredAt: at,
  sourceOffset: 0n,
  supersededBy: null,
  httpStatus: 200,
  errorCode: null,
  reason: 'Dear secret reason',
  bodyHash: null,
  contractHash: null,
  durationMs: 12,
  retryDueAt: null,
  decidedAt: at,
  ...change,
});

describe('a line of the live view', () => {
  it('says who, what, how it ended and how long it took', () => {
    expect(describeOutcome(outcome({}), { changeType: 'created', receivedAt: at - 120 })).toBe(
      '09:30:00  4711       created    applied after 120 ms',
    );
  });

  it('says when a failed attempt is repeated', () => {
    const failed = outcome({ outcome: 'failed', terminal: false, httpStatus: 503, retryDueAt: at + 60_000 });
    expect(describeOutcome(failed, { changeType: 'updated', receivedAt: at })).toBe(
      '09:30:00  4711       updated    attempt 1 failed: the platform answered 503; next in 1 min 0 s',
    );
  });

  it('of an event from before the view began says only what it knows', () => {
    expect(describeOutcome(outcome({ outcome: 'superseded' }), undefined)).toBe(
      '09:30:00  4711                  superseded by a newer version',
    );
  });

  it('never shows the platform’s own words', () => {
    for (const kind of ['dead_lettered', 'failed'] as const)
      expect(describeOutcome(outcome({ outcome: kind }), undefined)).not.toContain('secret');
  });

  it('of a rejection has the rule, and a dash where no employee ID was found', () => {
    expect(describeRejection({ receivedAt: at, employeeId: null, reasonCode: 'LOCKSTEP_X' })).toBe(
      '09:30:00  -          rejected   LOCKSTEP_X',
    );
  });
});

describe('durations and totals', () => {
  it('are in the unit a person would use', () => {
    expect([inWords(-3), inWords(999), inWords(3_400), inWords(125_000)]).toEqual([
      '0 ms',
      '999 ms',
      '3.4 s',
      '2 min 5 s',
    ]);
  });

  it('name each outcome with its count', () => {
    expect(
      describeTotals(
        new Map([
          ['applied', 12],
          ['dead_lettered', 1],
        ]),
      ),
    ).toBe('          ── 12 applied, 1 dead lettered');
  });
});
