import { describe, expect, it } from '@jest/globals';
import type { HrisSource, HydrateAnswer, WebhookContent } from '@lockstep/connectors';
import { hrisSource } from '@lockstep/connectors';
import type { RecordReader } from '@lockstep/contract';
import type { EmployeeEvent } from '@lockstep/domain';
import type { OutgoingRecord, RejectedPayload } from '@lockstep/messaging';
import { AcceptDelivery, type AcceptDeliveryPorts } from './accept-delivery.js';
import type { DeliveryAnswer } from './delivery-answer.js';
import { RememberedIds } from './remembered-ids.js';

const NOW = Date.UTC(2026, 10, 2, 12);
const OCCURRED = '2026-11-02T09:15:00Z';

/** A contract that knows an ID and a name, and wants both. */
const readRecord: RecordReader = (record) => {
  const { employeeId, name } = record as Record<string, unknown>;
  if (typeof employeeId === 'string' && typeof name === 'string')
    return { employee: { employeeId, name }, violations: [], employeeId, ignoredKeys: 0 };
  const violations = [
    { path: '/name', field: 'name', rule: 'required' as const, expected: 'a value', found: 'nothing' },
  ];
  return { employee: null, violations, employeeId: typeof employeeId === 'string' ? employeeId : null, ignoredKeys: 0 };
};

interface Written extends Omit<OutgoingRecord, 'value'> {
  readonly value: EmployeeEvent | RejectedPayload;
}

function given(overrides: Partial<AcceptDeliveryPorts> = {}) {
  const written: Written[] = [];
  const values = new Map<Buffer, EmployeeEvent | RejectedPayload>();
  const encode = async (value: EmployeeEvent | RejectedPayload) => {
    const bytes = Buffer.from('encoded');
    values.set(bytes, value);
    return bytes;
  };
  const deliveries = new AcceptDelivery({
    source: hrisSource('generic', {}),
    rules: { readRecord, contractHash: 'c0ffee' },
    intake: {
      take: async (records) => {
        written.push(...records.map((record) => ({ ...record, value: values.get(record.value!)! })));
        return 'published';
      },
    },
    encodeEvent: encode,
    encodeRejected: encode,
    topics: { events: 't.employee.events', rejected: 't.employee.rejected' },
    remembered: new RememberedIds(10),
    ...overrides,
  });
  const accept = (body: string | Buffer, deliveryId = 'msg_1') =>
    deliveries.accept({
      source: 'generic',
      deliveryId,
      contentType: 'application/json',
      body: Buffer.from(body),
      receivedAt: NOW,
      path: 'webhook',
    });
  const answerTo = async (body: string | Buffer, deliveryId?: string): Promise<DeliveryAnswer> => {
    const accepted = await accept(body, deliveryId);
    if (accepted.kind !== 'changes') throw new Error('a handshake');
    return accepted.answer;
  };
  return { written, accept, answerTo, deliveries };
}

const change = (employeeId: string, name: unknown = 'Ana', more: object = {}) => ({
  type: 'employee.updated',
  occurredAt: OCCURRED,
  employee: { employeeId, name },
  ...more,
});
const json = (value: unknown) => JSON.stringify(value);

describe('accepting a delivery', () => {
  it('turns a change into the event the HRIS meant, keyed by employee', async () => {
    const { written, answerTo } = given();
    const answer = await answerTo(json(change('7')));
    const { eventId } = answer.events[0]!;
    expect(answer).toEqual({ accepted: 1, duplicates: 0, rejected: 0, events: [{ eventId, status: 'accepted' }] });
    expect(written).toEqual([
      {
        topic: 't.employee.events',
        key: Buffer.from('7'),
        headers: { 'lockstep-event-id': eventId },
        value: {
          eventId,
          employeeId: '7',
          changeType: 'updated',
          occurredAt: Date.parse(OCCURRED),
          receivedAt: NOW,
          source: 'generic',
          path: 'webhook',
          deliveryId: 'msg_1',
          contractHash: 'c0ffee',
          employee: { employeeId: '7', name: 'Ana' },
        },
      },
    ]);
  });

  it('gives the same change the same ID in any process, under any delivery', async () => {
    const [one, other] = [given(), given()];
    const first = await one.answerTo(json(change('7')), 'msg_1');
    const second = await other.answerTo(json([change('7')]), 'msg_2');
    expect(second.events).toEqual(first.events);
    expect(first.events[0]!.eventId).toMatch(/^[0-9a-f]{64}$/);
  });

  it('keeps the order of the body, and takes the good ones around a bad one', async () => {
    const { written, answerTo } = given();
    const bad = json(change('2', 5));
    const answer = await answerTo(`[${json(change('1'))}, ${bad} ,${json(change('3'))}]`);
    expect(answer).toMatchObject({
      accepted: 2,
      rejected: 1,
      events: [{ status: 'accepted' }, { status: 'rejected' }, { status: 'accepted' }],
    });
    expect(answer.events[1]!.violations).toEqual([
      { path: '/employee/name', field: 'name', rule: 'required', expected: 'a value', found: 'nothing' },
    ]);
    expect(written.map(({ topic, key }) => [topic, key?.toString()])).toEqual([
      ['t.employee.events', '1'],
      ['t.employee.rejected', '2'],
      ['t.employee.events', '3'],
    ]);
    expect(written[1]!.value).toMatchObject({
      rejectionId: answer.events[1]!.eventId,
      employeeId: '2',
      payload: Buffer.from(bad),
      reasonCode: 'LOCKSTEP_RECORD_REFUSED',
      violations: json(answer.events[1]!.violations),
      deliveryId: 'msg_1',
    });
  });

  it('lists a wrong time beside what the contract finds', async () => {
    const { answerTo } = given();
    const answer = await answerTo(json(change('2', null, { occurredAt: '2026-11-02T09:15:00' })));
    expect(answer.events[0]!.violations?.map(({ path, rule }) => [path, rule])).toEqual([
      ['/occurredAt', 'occurred_at'],
      ['/employee/name', 'required'],
    ]);
  });

  it.each([
    ['broken JSON', '{"type":', 'LOCKSTEP_WEBHOOK_MALFORMED', 'json'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'LOCKSTEP_WEBHOOK_MALFORMED', 'utf8'],
    ['a text', '"hello"', 'LOCKSTEP_WEBHOOK_MALFORMED', 'form'],
    ['an empty array', '[]', 'LOCKSTEP_WEBHOOK_MALFORMED', 'form'],
    ['an unknown type', json(change('7', 'Ana', { type: 'employee.moved' })), 'LOCKSTEP_WEBHOOK_MALFORMED', 'form'],
    [
      'a duplicate key',
      '{"type":"employee.created","type":"employee.updated"}',
      'LOCKSTEP_WEBHOOK_LIMIT',
      'duplicate_key',
    ],
    ['a key that reaches prototypes', '{"__proto__":{"x":1}}', 'LOCKSTEP_WEBHOOK_LIMIT', 'forbidden_key'],
  ])('stores %s whole under a reason, so that nothing is lost', async (_what, body, reasonCode, rule) => {
    const { written, answerTo } = given();
    const answer = await answerTo(body);
    expect(answer).toMatchObject({
      accepted: 0,
      rejected: 1,
      events: [{ status: 'rejected', violations: [{ rule }] }],
    });
    expect(written).toHaveLength(1);
    expect(written[0]).toMatchObject({
      topic: 't.employee.rejected',
      value: { reasonCode, payload: Buffer.from(body) },
    });
  });

  it('puts no value of the person into the answer or the violations', async () => {
    const { written, answerTo } = given();
    const answer = await answerTo(
      `[${json(change('2', { 'canary-key': 'canary' }))},{"canary@x.org":1,"canary@x.org":2},"canary"]`,
    );
    expect(json(answer)).not.toContain('canary');
    expect(written.map(({ value }) => ('violations' in value ? value.violations : '')).join()).not.toContain('canary');
  });
});

describe('a delivery that comes again', () => {
  it('changes nothing and is told so', async () => {
    const { written, answerTo } = given();
    await answerTo(json(change('7')));
    expect(await answerTo(json(change('7')), 'msg_2')).toMatchObject({
      accepted: 0,
      duplicates: 1,
      events: [{ status: 'duplicate' }],
    });
    expect(written).toHaveLength(1);
  });

  it('is stored once when it comes twice at once, and neither is answered before it is durable', async () => {
    let stored = (): void => {};
    const durable = new Promise<void>((resolve) => (stored = resolve));
    let takes = 0;
    const { answerTo } = given({
      intake: {
        take: async () => {
          takes += 1;
          await durable;
          return 'published';
        },
      },
    });
    const answers: DeliveryAnswer[] = [];
    const both = Promise.all([1, 2].map(async () => answers.push(await answerTo(json(change('7'))))));
    await new Promise((resolve) => setImmediate(resolve));
    expect(answers).toEqual([]);
    stored();
    await both;
    expect(takes).toBe(1);
    expect(answers.map(({ accepted, duplicates }) => `${accepted}+${duplicates}`).sort()).toEqual(['0+1', '1+0']);
  });

  it('is stored when the first time failed', async () => {
    let isAway = true;
    const written: string[] = [];
    const { answerTo } = given({
      intake: {
        take: async (records) => {
          if (isAway) throw new Error('away');
          written.push(...records.map(({ topic }) => topic));
          return 'parked';
        },
      },
    });
    await expect(Promise.all([answerTo(json(change('7'))), answerTo(json(change('7')))])).rejects.toThrow('away');
    isAway = false;
    expect(await answerTo(json(change('7')))).toMatchObject({ accepted: 1 });
    expect(written).toHaveLength(1);
  });

  it('is rejected again with the same reasons, without a second record', async () => {
    const { written, answerTo } = given();
    const first = await answerTo(json(change('7', null)));
    expect(await answerTo(json(change('7', null)))).toEqual(first);
    expect(written).toHaveLength(1);
  });

  it('counts the same change twice in one delivery as one event', async () => {
    const { written, answerTo } = given();
    expect(await answerTo(json([change('7'), change('7')]))).toMatchObject({ accepted: 1, duplicates: 1 });
    expect(written).toHaveLength(1);
  });

  it('is forgotten after a while: the ledger knows the rest', async () => {
    const { written, answerTo } = given({ remembered: new RememberedIds(2) });
    for (const id of ['1', '2', '3', '1']) await answerTo(json(change(id)));
    expect(written.map(({ key }) => key?.toString())).toEqual(['1', '2', '3', '1']);
  });
});

describe('a thin delivery', () => {
  const thin = (ids: string[], hydrate: (id: string) => Promise<HydrateAnswer>): HrisSource => ({
    ...hrisSource('generic', {}),
    readWebhook: (): WebhookContent => ({
      kind: 'changes',
      changes: ids.map((thinId) => ({ changeType: 'updated', occurredAt: OCCURRED, record: {}, thinId })),
    }),
    hydrate,
  });

  it('is read at the HRIS before it is published', async () => {
    const source = thin(['1', '2', '3', '4', '5', '6'], async (id) => ({
      kind: 'found',
      record: { employeeId: id, name: `N${id}` },
    }));
    const { written, answerTo } = given({ source });
    expect(await answerTo('{}')).toMatchObject({ accepted: 6 });
    expect(written.map(({ value }) => 'employee' in value && value.employee['name'])).toEqual([
      'N1',
      'N2',
      'N3',
      'N4',
      'N5',
      'N6',
    ]);
  });

  it('is rejected with the reason when the employee is gone or not visible', async () => {
    const source = thin(['1', '2'], async (id) => ({ kind: id === '1' ? 'gone' : 'not_visible' }));
    const { written, answerTo } = given({ source });
    const answer = await answerTo('[1,2]');
    expect(answer.events.map(({ violations }) => violations?.[0]?.rule)).toEqual(['gone', 'not_visible']);
    expect(written.map(({ key, value }) => [key?.toString(), 'reasonCode' in value && value.reasonCode])).toEqual([
      ['1', 'LOCKSTEP_EMPLOYEE_UNREADABLE'],
      ['2', 'LOCKSTEP_EMPLOYEE_UNREADABLE'],
    ]);
  });

  it('fails as a whole when the HRIS does not answer, so that it comes again', async () => {
    const source = thin(['1', '2'], async (id) => {
      if (id === '2') throw new Error('no answer');
      return { kind: 'found', record: { employeeId: id, name: 'N' } };
    });
    const { written, answerTo } = given({ source });
    await expect(answerTo('{}')).rejects.toThrow('no answer');
    expect(written).toEqual([]);
  });

  it('is not a delivery at all when it is a ping', async () => {
    const source = {
      ...hrisSource('generic', {}),
      readWebhook: (): WebhookContent => ({ kind: 'handshake', answer: { pong: 1 } }),
    };
    const { written, accept } = given({ source });
    expect(await accept('{}')).toEqual({ kind: 'handshake', answer: { pong: 1 } });
    expect(written).toEqual([]);
  });
});
