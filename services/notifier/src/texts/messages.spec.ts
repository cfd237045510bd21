import { describe, expect, it } from '@jest/globals';
import type { NotificationMessage } from '@lockstep/connectors';
import { conditionMessage } from './condition-message.js';
import { deadLetterMessage, type DeadLetter } from './dead-letter-message.js';
import { rejectedMessage } from './rejected-message.js';
import { spanText } from './time-text.js';
import { unreadableMessage } from './unreadable-message.js';

const AT = Date.UTC(2026, 10, 24, 9, 30, 5);
const textOf = (message: NotificationMessage): string => [message.thing, message.title, ...message.lines].join('\n');

const attempt = (n: number) => ({
  attempt: n,
  at: AT + (n - 1) * 60_000,
  status: 503,
  code: 'LOCKSTEP_LND_UNAVAILABLE',
  reason: 'x',
});

const LETTER: DeadLetter = {
  employeeId: '4711',
  eventId: 'ab12',
  replay: 0,
  origin: 'lockstep.employee.events/3/42',
  errorCode: 'LOCKSTEP_LND_UNAVAILABLE',
  reason: 'the platform answered 503',
  firstFailedAt: AT,
  history: [attempt(1), attempt(2), attempt(3), attempt(4)],
};

describe('the message for a dead letter', () => {
  it('says what happened to whom, since when, what the system does, and what a person does', () => {
    expect(textOf(deadLetterMessage(LETTER))).toBe(`dlt:ab12:0
Employee 4711: a change could not be applied to the learning platform
What happened: all 4 attempts failed, the first at 2026-11-24 09:30:05 UTC, the last at 2026-11-24 09:33:05 UTC. The platform's last answer: the platform answered 503 (LOCKSTEP_LND_UNAVAILABLE).
What the system does: nothing more with this change; a newer change of the same employee is sent as usual.
What you do: find out why the platform does not take it; its answer is in the history.
See every attempt with: lockstep dlt show ab12
When the cause is gone, send it again with: lockstep dlt replay --event ab12`);
  });

  it('says that a refusal is not retried, and which replay it was', () => {
    const refused = {
      ...LETTER,
      replay: 2,
      errorCode: 'LOCKSTEP_LND_REFUSED',
      reason: '422: ‹managerId› unknown',
      history: [attempt(1)],
    };
    expect(textOf(deadLetterMessage(refused))).toContain(`dlt:ab12:2
Employee 4711: a change could not be applied to the learning platform
What happened: replay 2: the only attempt failed at 2026-11-24 09:30:05 UTC; this kind of answer is not retried. The platform's last answer: 422: ‹managerId› unknown (LOCKSTEP_LND_REFUSED).`);
    expect(textOf(deadLetterMessage(refused))).toContain('correct the value in the HRIS');
  });

  it('sends a conflict of identities to the HRIS admin', () => {
    expect(textOf(deadLetterMessage({ ...LETTER, errorCode: 'LOCKSTEP_LND_CONFLICT' }))).toContain(
      'The HRIS admin decides which record is right; nothing is merged.',
    );
  });

  it('tells poison as a record that cannot be read', () => {
    const poison = {
      ...LETTER,
      employeeId: null,
      history: [],
      errorCode: 'LOCKSTEP_UNDECODABLE',
      reason: 'unknown schema ID 7',
    };
    expect(textOf(deadLetterMessage(poison))).toBe(`dlt:ab12:0
An employee whose ID cannot be read: a record cannot be read and was set aside
What happened: at 2026-11-24 09:30:05 UTC the record at lockstep.employee.events/3/42 could not be read: unknown schema ID 7 (LOCKSTEP_UNDECODABLE).
What the system does: it goes on with the next record; this one stays on the dead letter topic as it came.
What you do: find who wrote it. See it with: lockstep dlt show ab12`);
  });

  it('passes nothing on that a terminal or a chat would act upon', () => {
    const text = textOf(
      deadLetterMessage({ ...LETTER, employeeId: `47\u0007\u202e11${'x'.repeat(99)}`, reason: 'a\nb\u009bc' }),
    );
    expect(['\u0007', '\u202e', '\u009b'].filter((char) => text.includes(char))).toEqual([]);
    expect(text.split('\n')).toHaveLength(7);
    expect(text).toContain('…: a change');
  });
});

describe('the message for a rejected payload', () => {
  const rejected = {
    rejectionId: 'r1',
    receivedAt: AT,
    source: 'generic',
    deliveryId: 'msg_1',
    employeeId: '4711',
    contentType: 'application/json',
    reasonCode: 'format',
    contractHash: 'c0',
    violations: JSON.stringify([{ path: '/hireDate', rule: 'format', found: 'string of 7 characters' }]),
  };

  it('names the broken rules by place and rule, and how to go on', () => {
    expect(textOf(rejectedMessage(rejected))).toBe(`rejected:r1
Employee 4711: the HRIS sent what the contract refuses
What happened: at 2026-11-24 09:30:05 UTC generic sent it in delivery msg_1; one rule is broken: /hireDate (format).
What the system does: it keeps the payload as it came and sends nothing to the learning platform; what came with it is processed.
What you do: correct the record in the HRIS; the correction arrives as a new change.
See it with: lockstep rejected show r1
If the contract was wrong, correct and sign it, then: lockstep rejected resubmit r1`);
  });

  it('names five rules at most', () => {
    const many = JSON.stringify(Array.from({ length: 8 }, (_, index) => ({ path: `/f${index}`, rule: 'required' })));
    expect(textOf(rejectedMessage({ ...rejected, violations: many }))).toContain(
      '8 rules are broken: /f0 (required), /f1 (required), /f2 (required), /f3 (required), /f4 (required), and 3 more.',
    );
  });

  it.each(['not json', '{}', '[1,null,{"path":2}]', '[]'])('does without rules in %s', (violations) => {
    expect(textOf(rejectedMessage({ ...rejected, deliveryId: null, employeeId: null, violations }))).toContain(
      'generic sent it; the reason: format.',
    );
  });
});

describe('the message for a condition', () => {
  const paused = {
    conditionId: 'upserter_paused:1',
    kind: 'upserter_paused',
    state: 'raised',
    service: 'upserter',
    code: 'LOCKSTEP_LND_OUTAGE',
    reason: 'the learning platform fails for everyone',
    since: AT,
    at: AT,
    until: null,
  } as const;

  it('says that a pause ends by itself', () => {
    expect(textOf(conditionMessage(paused))).toBe(`condition:upserter_paused:1:raised
Upserts are paused and resume by themselves
What happened: since 2026-11-24 09:30:05 UTC the learning platform fails for everyone (LOCKSTEP_LND_OUTAGE). Every employee is affected.
What the system does: it keeps all changes in Kafka, in order, and tries every few seconds whether the platform is back; no attempt is spent, nothing is lost.
What you do: nothing, unless it lasts; then ask whoever runs the learning platform. Check the connection with: lockstep doctor`);
  });

  it('says when a throttled pause ends', () => {
    expect(textOf(conditionMessage({ ...paused, until: AT + 90_000 }))).toContain(
      'goes on at 2026-11-24 09:31:35 UTC, as the platform asked',
    );
  });

  it('says that a halt needs a person, and which command', () => {
    const halted = {
      ...paused,
      kind: 'upserter_halted',
      conditionId: 'upserter_halted:1',
      code: 'LOCKSTEP_LND_UNAUTHORISED',
      reason: 'the learning platform refuses our credentials',
    } as const;
    expect(textOf(conditionMessage(halted))).toBe(`condition:upserter_halted:1:raised
Upserts are halted until a person acts
What happened: since 2026-11-24 09:30:05 UTC the learning platform refuses our credentials (LOCKSTEP_LND_UNAUTHORISED). Every employee is affected.
What the system does: it keeps all changes in Kafka, in order; no attempt is spent, nothing is lost.
What you do: check LND_API_KEY with the learning platform. After putting a new key in place restart the upserter; when the key was right all along: lockstep upserter resume`);
  });

  it('says that it is over and how long it was', () => {
    expect(textOf(conditionMessage({ ...paused, state: 'cleared', at: AT + 725_000 })))
      .toBe(`condition:upserter_paused:1:cleared
Upserts run again after 12 min 5 s
What happened: they were paused from 2026-11-24 09:30:05 UTC to 2026-11-24 09:42:10 UTC: the learning platform fails for everyone.
What the system does: it sends what has waited, the newest version of each employee.
What you do: nothing.`);
  });
});

describe('the message for a record the notifier cannot read', () => {
  it('names its place', () => {
    const message = unreadableMessage({
      topic: 'lockstep.ops.conditions',
      partition: 0,
      offset: 9n,
      timestamp: AT,
      errorCode: 'LOCKSTEP_UNDECODABLE',
    });
    expect(message.thing).toBe('unreadable:lockstep.ops.conditions/0/9');
    expect(message.lines[0]).toContain('written 2026-11-24 09:30:05 UTC');
  });
});

describe('spans of time', () => {
  it.each([
    [0, '0 s'],
    [999, '1 s'],
    [60_000, '1 min'],
    [3_600_000, '1 h'],
    [3_661_000, '1 h 1 min'],
    [90_000_000, '1 d 1 h'],
    [-5, '0 s'],
  ])('%d ms is %s', (ms, text) => {
    expect(spanText(ms)).toBe(text);
  });
});
