import { describe, expect, it } from '@jest/globals';
import type { AppliedChange, DeliveryOrder } from './change.js';
import { MALFORMED_FORMS, malformedPayload, payloadOf } from './malformed-payload.js';
import { planDeliveries } from './plan-deliveries.js';
import { parseWebhookFaults, WebhookFaultPlan } from './webhook-fault.js';
import type { WebhookFault } from './webhook-fault.js';

const change: AppliedChange = {
  changeId: 'c1',
  kind: 'update',
  type: 'employee.updated',
  employeeId: '1',
  occurredAt: Date.UTC(2026, 0, 2),
  record: { employeeId: '1', firstName: 'Zoë', lastName: 'Fox', hireDate: '2020-01-01', employmentStatus: 'active' },
};

function planned(faults: WebhookFault[], order: DeliveryOrder = {}) {
  let n = 0;
  const dealt = new WebhookFaultPlan({ seed: 1, faults }, 0).deal('1', 0);
  return planDeliveries({ changes: [change], order, faults: dealt, newWebhookId: () => `w${(n += 1)}` });
}

describe('the deliveries of a change', () => {
  it('are one, right and tried again, when nothing goes wrong', () => {
    expect(planned([])).toMatchObject([
      {
        webhookId: 'w1',
        form: 'right',
        delayMs: 0,
        holdMs: null,
        isRetried: true,
        changeIds: ['c1'],
        employeeIds: ['1'],
      },
    ]);
    expect(JSON.parse(planned([])[0]!.body.toString())).toEqual({
      type: 'employee.updated',
      occurredAt: '2026-01-02T00:00:00.000Z',
      employee: change.record,
    });
  });

  it('keep their ID when they are duplicates, and have one of their own when they are spoilt', () => {
    const all = planned([
      { kind: 'duplicate', copies: 2 },
      { kind: 'malformed', form: 'bad_date' },
      { kind: 'wrong_signature' },
      { kind: 'old_timestamp' },
    ]);
    expect(all.map(({ webhookId, form, isRetried }) => [webhookId, form, isRetried])).toEqual([
      ['w1', 'right', true],
      ['w1', 'duplicate', true],
      ['w1', 'duplicate', true],
      ['w2', 'bad_date', false],
      ['w3', 'wrong_signature', false],
      ['w4', 'old_timestamp', false],
    ]);
    expect(all.at(-1)?.ageMs).toBe(600_000);
  });

  it('are none when the HRIS keeps silent', () => {
    expect(planned([{ kind: 'silent' }, { kind: 'duplicate' }])).toEqual([]);
    expect(planned([], { silent: true })).toEqual([]);
  });

  it('wait as the order and the faults say', () => {
    const [late] = planned([{ kind: 'delay', ms: 100, jitterMs: 50 }], { delayMs: 10 });
    expect(late?.delayMs).toBeGreaterThanOrEqual(110);
    expect(late?.delayMs).toBeLessThan(160);
    expect(planned([{ kind: 'out_of_order' }])[0]?.holdMs).toBe(5_000);
    expect(planned([{ kind: 'replay', afterMs: 7 }])[0]?.replayAfterMs).toBe(7);
  });
});

describe('a spoilt payload', () => {
  it.each(MALFORMED_FORMS.map((form) => [form]))('%s differs from the right one', (form) => {
    expect(malformedPayload(form, change)).not.toBe(payloadOf([change]));
  });

  it('is still JSON unless that is what is wrong with it', () => {
    for (const form of MALFORMED_FORMS) {
      const parse = (): unknown => JSON.parse(malformedPayload(form, change));
      if (form === 'broken_json') expect(parse).toThrow();
      else expect(parse).not.toThrow();
    }
  });
});

describe('reading webhook faults', () => {
  it.each([
    [[{ kind: 'malformed' }], 'form is missing'],
    [[{ kind: 'malformed', form: 'odd' }], 'form is none of broken_json'],
    [[{ kind: 'late' }], 'is none of duplicate'],
    [[{ kind: 'silent', match: { on: 'list' } }], 'there is no field "on"'],
  ])('says what is wrong with %j', (body, problem) => {
    expect(parseWebhookFaults(body)).toEqual(expect.stringContaining(problem));
  });
});
