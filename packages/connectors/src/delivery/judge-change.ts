import { describeMasked, type RecordReader, type Violation } from '@lockstep/contract';
import { eventIdentity } from '@lockstep/domain';
import { sha256Hex } from '@lockstep/platform';
import type { MalformedChange, ReportedChange } from '../hris/hris-source.js';
import { JSON_RULES, type JsonProblem } from './json/json-problem.js';
import type { IngestViolation, JudgedChange, VerifiedDelivery } from './judged-change.js';
import { readOccurredAt } from './read-occurred-at.js';

/** What a change is judged by. */
export interface ChangeRules {
  readonly readRecord: RecordReader;
  readonly contractHash: string;
}

/** A change as the source reported it, with its record at hand and the bytes it came in. */
export interface ChangeAtHand {
  readonly change: ReportedChange;
  readonly payload: Buffer;
}

/** Decides whether a reported change becomes an event; every violation is listed, not the first. Pure. */
export function judgeChange(
  delivery: VerifiedDelivery,
  { change, payload }: ChangeAtHand,
  rules: ChangeRules,
): JudgedChange {
  const time = readOccurredAt(change.occurredAt, delivery.receivedAt);
  const { employee, employeeId, violations } = rules.readRecord(change.record, change.changeType);
  if (employee !== null && time.ok) {
    const { source, receivedAt, path, deliveryId } = delivery;
    const what = { source, changeType: change.changeType, occurredAt: time.at, employee };
    const eventId = sha256Hex(eventIdentity(what));
    return {
      kind: 'event',
      event: {
        eventId,
        employeeId: employee.employeeId,
        ...what,
        receivedAt,
        path,
        deliveryId,
        contractHash: rules.contractHash,
      },
    };
  }
  const found = violations.map((violation) => below(change.recordAt ?? '', violation));
  if (!time.ok)
    found.unshift(violationAt('/occurredAt', 'occurred_at', time.expected, describeMasked(change.occurredAt)));
  return {
    kind: 'refusal',
    refusal: { payload, employeeId, reasonCode: 'LOCKSTEP_RECORD_REFUSED', violations: found },
  };
}

/** A change that is not of the source's form. */
export function refuseMalformed({ malformedAt, problem, employeeId }: MalformedChange, payload: Buffer): JudgedChange {
  const violations = [violationAt(malformedAt, 'form', "a change of the source's form", problem)];
  return { kind: 'refusal', refusal: { payload, employeeId, reasonCode: 'LOCKSTEP_WEBHOOK_MALFORMED', violations } };
}

/** A change, or a whole body, whose JSON breaks a limit or is none. */
export function refuseJson({ rule, path }: JsonProblem, payload: Buffer): JudgedChange {
  const isMalformed = rule === 'json' || rule === 'utf8';
  const violations = [violationAt(path, rule, JSON_RULES[rule], isMalformed ? 'other bytes' : 'something else')];
  const reasonCode = isMalformed ? 'LOCKSTEP_WEBHOOK_MALFORMED' : 'LOCKSTEP_WEBHOOK_LIMIT';
  return { kind: 'refusal', refusal: { payload, employeeId: null, reasonCode, violations } };
}

/** A thin change whose employee could not be read at the HRIS. */
export function refuseUnread(why: 'gone' | 'not_visible', thinId: string, payload: Buffer): JudgedChange {
  const expected = why === 'gone' ? 'an employee the HRIS still has' : 'an employee the API key may read';
  const violations = [violationAt('', why, expected, why === 'gone' ? 'none' : 'one it may not')];
  return {
    kind: 'refusal',
    refusal: { payload, employeeId: thinId, reasonCode: 'LOCKSTEP_EMPLOYEE_UNREADABLE', violations },
  };
}

function violationAt(path: string, rule: string, expected: string, found: string): IngestViolation {
  return { path, field: null, rule, expected, found };
}

function below(recordAt: string, violation: Violation): IngestViolation {
  return { ...violation, path: `${recordAt}${violation.path}` };
}
