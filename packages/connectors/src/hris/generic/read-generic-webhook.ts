import type { ChangeType } from '@lockstep/domain';
import type { MalformedChange, ReportedChange, WebhookContent } from '../hris-source.js';

/** Changes one delivery may hold. */
export const MAX_CHANGES = 500;

const CHANGE_TYPE_OF: ReadonlyMap<unknown, ChangeType> = new Map([
  ['employee.created', 'created'],
  ['employee.updated', 'updated'],
  ['employee.terminated', 'terminated'],
]);

const LEGIBLE_ID = /^[A-Za-z0-9][A-Za-z0-9._:@/-]{0,63}$/;

/** Reads the generic source's body: one change, or an array of 1 to 500 of them. */
export function readGenericWebhook(body: unknown): WebhookContent {
  if (!Array.isArray(body)) {
    if (!isObject(body)) return { kind: 'malformed', at: '', problem: 'is neither an object nor an array' };
    return { kind: 'changes', changes: [readChange(body)] };
  }
  if (body.length === 0) return { kind: 'malformed', at: '', problem: 'is an array without changes' };
  if (body.length > MAX_CHANGES) {
    return {
      kind: 'malformed',
      at: '',
      problem: `has ${body.length} changes; allowed in one delivery: ${MAX_CHANGES}`,
    };
  }
  return { kind: 'changes', changes: body.map(readChange) };
}

function readChange(item: unknown): ReportedChange | MalformedChange {
  if (!isObject(item)) return { malformedAt: '', problem: 'is not an object', employeeId: null };
  const employee = item['employee'];
  const employeeId = isObject(employee) ? legibleId(employee['employeeId']) : null;
  const changeType = CHANGE_TYPE_OF.get(item['type']);
  if (changeType === undefined) {
    const problem = item['type'] === undefined ? 'is missing' : 'is none of employee.created, .updated, .terminated';
    return { malformedAt: '/type', problem, employeeId };
  }
  if (!isObject(employee)) {
    return {
      malformedAt: '/employee',
      problem: employee === undefined ? 'is missing' : 'is not an object',
      employeeId,
    };
  }
  return { changeType, occurredAt: item['occurredAt'], record: employee, recordAt: '/employee' };
}

function legibleId(value: unknown): string | null {
  return typeof value === 'string' && LEGIBLE_ID.test(value) ? value : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
