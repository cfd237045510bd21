import { describe, expect, it } from '@jest/globals';
import { type EmployeeEvent, LockstepError, type UpsertOutcome } from '@lockstep/domain';
import { HEADERS, writeRetryHeaders, type Delivery, type OutgoingRecord } from '@lockstep/messaging';
import { createVirtualClock, silentLogger } from '@lockstep/platform';
import { createMemoryDecodeMarks } from '@lockstep/store';
import { producerInto, TOPICS } from '../test/pipeline-harness.js';
import { DecodeGuard } from './decode-guard.js';
import { EventIntake } from './event-intake.js';
import { Persistence } from './persistence.js';
import type { Work } from './work.js';

const NOW = Date.UTC(2026, 10, 25);
const EVENT: EmployeeEvent = {
  eventId: 'e1',
  employeeId: '4711',
  changeType: 'updated',
  occurredAt: NOW,
  receivedAt: NOW,
  source: 'generic',
  path: 'webhook',
  deliveryId: null,
  contractHash: 'hash',
  employee: { employeeId: '4711' },
};

const POISON = new LockstepError({
  code: 'LOCKSTEP_UNDECODABLE',
  message: 'bytes are missing',
  stage: 'before',
  disposition: 'dead_letter',
  remedy: 'none',
});
const throwing = (): never => {
  throw POISON;
};

interface Given {
  readonly event?: EmployeeEvent;
  readonly decode?: () => Promise<EmployeeEvent>;
  readonly decodeNow?: () => EmployeeEvent | undefined;
  readonly refuse?: (record: OutgoingRecord) => boolean;
  /** Whether the last reader of the partition died. Default: it ended in order. */
  readonly unclean?: boolean;
}

function given(options: Given = {}) {
  const { event = EVENT, decode = () => Promise.resolve(event), refuse = () => false, unclean = false } = options;
  const marks = createMemoryDecodeMarks({ processId: 'p' });
  const clock = createVirtualClock(NOW);
  const sent: OutgoingRecord[] = [];
  const outcomes: UpsertOutcome[] = [];
  const added: string[] = [];
  const works: Work[] = [];
  const done: string[] = [];
  const persistence = new Persistence(clock, silentLogger);
  const intake = new EventIntake({
    decode,
    ...(options.decodeNow === undefined ? {} : { decodeNow: options.decodeNow }),
    guard: new DecodeGuard({ ...marks, begin: () => Promise.resolve(unclean) }, { group: 'upserter', window: 10 }),
    mapping: { map: () => ({ intent: 'call', body: {}, json: '{}', bodyHash: 'hash' }), withoutManager: () => null },
    encodeOutcome: (outcome) => {
      outcomes.push(outcome);
      return Buffer.from(outcome.outcomeId);
    },
    pipeline: {
      add: (work) => {
        added.push(work.event.eventId);
        works.push(work);
      },
    },
    producer: producerInto(sent, 0, refuse),
    topics: TOPICS,
    persistence,
    clock,
    logger: silentLogger,
    metrics: { outcome: () => undefined, attempt: () => undefined, poison: () => undefined },
  });
  const delivery = (parts: Partial<Delivery> = {}): Delivery => ({
    topic: 'employee.events',
    partition: 3,
    offset: 17n,
    key: Buffer.from('4711'),
    value: Buffer.from('value'),
    headers: {},
    timestamp: NOW,
    done: () => done.push('done'),
    isStale: () => false,
    ...parts,
  });
  return { clock, intake, delivery, sent, outcomes, added, works, done, persistence };
}

const retryHeaders = (dueAt: number) => {
  const origin = { topic: 'employee.events', partition: 3, offset: 17n };
  const state = { attempt: 2, dueAt, firstFailedAt: NOW, origin, history: [], replay: 0, reference: false };
  const headers = writeRetryHeaders(state, 'e1');
  return Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)]));
};

/** As the codec says it. */
const refusal = (code: string, disposition: 'pause' | 'dead_letter') =>
  new LockstepError({ code, message: 'no event', stage: 'before', disposition, remedy: 'none' });

describe('a retry', () => {
  it('keeps the version of its origin: its own offset says nothing about its age', async () => {
    const { intake, delivery, works } = given();
    await intake.takeRetry(delivery({ topic: 'retry.1', offset: 99_999n, headers: retryHeaders(NOW) }));
    expect(works).toMatchObject([{ attempt: 2, traffic: 'retry', version: { modifiedAt: NOW, offset: 17n } }]);
  });

  it('is kept until it is due', async () => {
    const { clock, intake, delivery, added } = given();
    await intake.takeRetry(delivery({ headers: retryHeaders(NOW + 60_000) }));
    await clock.advance(59_999);
    expect([added, intake.notDue]).toEqual([[], 1]);
    await clock.advance(1);
    expect([added, intake.notDue]).toEqual([['e1'], 0]);
  });
});

describe('what cannot be decoded', () => {
  it('goes to the dead letters with its bytes, the reason and its place, and is done', async () => {
    const { intake, delivery, sent, added, done } = given({
      decode: () => Promise.reject(refusal('LOCKSTEP_UNDECODABLE', 'dead_letter')),
    });
    await intake.takeLive(delivery());
    expect([added, done]).toEqual([[], ['done']]);
    expect(sent[0]).toMatchObject({
      topic: TOPICS.deadLetters,
      value: Buffer.from('value'),
      headers: { [HEADERS.errorCode]: 'LOCKSTEP_UNDECODABLE', [HEADERS.origin]: 'employee.events/3/17' },
    });
  });

  it('waits while the registry is away: that says nothing about the record', async () => {
    let away = true;
    const { clock, intake, delivery, sent, added, done } = given({
      decode: () => (away ? Promise.reject(refusal('LOCKSTEP_REGISTRY_UNAVAILABLE', 'pause')) : Promise.resolve(EVENT)),
    });
    const taken = intake.takeLive(delivery());
    await clock.advance(60_000);
    expect([added, done, sent]).toEqual([[], [], []]);
    away = false;
    await clock.advance(2_000);
    await taken;
    expect([added, done, sent]).toEqual([['e1'], [], []]);
  });
});

describe('a live event', () => {
  it('is taken up at once, without a promise, once its partition and its schema are known', async () => {
    const { intake, delivery, added } = given({ decodeNow: () => EVENT });
    const first = intake.takeLive(delivery());
    expect([added, first]).toEqual([[], expect.any(Promise)]);
    await first;
    expect(intake.takeLive(delivery({ offset: 18n }))).toBeUndefined();
    expect(added).toEqual(['e1', 'e1']);
  });

  it.each([
    ['its schema is not known yet', { decodeNow: () => undefined }],
    ['its partition is read with care after a death', { decodeNow: () => EVENT, unclean: true }],
  ])('takes its steps while %s', async (_, options) => {
    const { intake, delivery, added } = given(options);
    await intake.takeLive(delivery());
    const second = intake.takeLive(delivery({ offset: 18n }));
    expect([added, second]).toEqual([['e1'], expect.any(Promise)]);
    await second;
    expect(added).toEqual(['e1', 'e1']);
  });

  it.each([
    ['bytes that are none', { decodeNow: throwing }, {}, 'LOCKSTEP_UNDECODABLE'],
    ['another key', { decodeNow: () => EVENT }, { key: Buffer.from('other') }, 'LOCKSTEP_KEY_MISMATCH'],
    ['an impossible ID', { event: { ...EVENT, eventId: ' ' } }, {}, 'LOCKSTEP_EVENT_INVALID'],
  ])('is set aside, not taken up, with %s', async (_, options, parts, code) => {
    const decode = 'decodeNow' in options && options.decodeNow === throwing ? () => Promise.reject(POISON) : undefined;
    const { intake, delivery, added, sent } = given({
      decodeNow: () => ('event' in options ? options.event : EVENT),
      ...options,
      ...(decode === undefined ? {} : { decode }),
    });
    await intake.takeLive(delivery(parts));
    await intake.takeLive(delivery({ ...parts, offset: 18n }));
    expect(added).toEqual([]);
    const letters = sent.filter(({ topic }) => topic === TOPICS.deadLetters);
    expect(letters.map(({ headers }) => headers![HEADERS.errorCode])).toEqual([code, code]);
  });
});

describe('what cannot be worked with', () => {
  it('is set aside when its IDs are none, before it reaches the ledger', async () => {
    const { intake, delivery, sent, added, done } = given({ event: { ...EVENT, eventId: 'a\u0000b' } });
    await intake.takeLive(delivery());
    expect([added, done]).toEqual([[], ['done']]);
    expect(sent[0]!.headers).toMatchObject({ [HEADERS.errorCode]: 'LOCKSTEP_EVENT_INVALID' });
  });

  it('is set aside when it is a retry that is due after its topic has forgotten it', async () => {
    const { intake, delivery, sent, added, done } = given();
    await intake.takeRetry(delivery({ headers: retryHeaders(NOW + 9 * 86_400_000) }));
    expect([added, done]).toEqual([[], ['done']]);
    expect(sent[0]!.headers).toMatchObject({ [HEADERS.errorCode]: 'LOCKSTEP_RETRY_HEADERS' });
    await intake.takeRetry(delivery({ headers: retryHeaders(NOW + 7 * 86_400_000) }));
    expect(done).toEqual(['done']);
    intake.stop();
  });

  it('has an outcome that can be written, whatever its key and its timestamp are', async () => {
    const { intake, delivery, outcomes, sent } = given();
    await intake.takeLive(delivery({ key: Buffer.alloc(900_000, 'k'), timestamp: 2 ** 63 }));
    expect(outcomes).toMatchObject([
      { employeeId: 'k'.repeat(256), occurredAt: NOW, errorCode: 'LOCKSTEP_KEY_MISMATCH' },
    ]);
    expect(sent[1]!.key).toHaveLength(1_024);
  });
});

describe('a dead letter that Kafka refuses', () => {
  it('goes out bare, and the record is done', async () => {
    const refuse = (record: OutgoingRecord) => record.topic === TOPICS.deadLetters && record.value !== null;
    const { intake, delivery, sent, done } = given({ refuse });
    await intake.takeLive(delivery({ key: null }));
    expect(done).toEqual(['done']);
    expect(sent[0]).toMatchObject({ value: null, headers: { [HEADERS.trimmed]: 'headers,value' } });
    expect(String(sent[0]!.headers![HEADERS.origin])).toBe('employee.events/3/17');
  });

  it('in every form is not passed over: the record stays, the service is unready and says why', async () => {
    const { intake, delivery, done, persistence } = given({ refuse: ({ topic }) => topic === TOPICS.deadLetters });
    await intake.takeLive(delivery({ key: null }));
    expect(done).toEqual([]);
    expect(persistence.troubleLongerThan(15_000)).toBe('dead letter: LOCKSTEP_RECORD_TOO_LARGE');
  });
});
