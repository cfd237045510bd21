import { asObject } from '../http/read-body.js';
import type { EmployeeRecord } from './employee-record.js';

export const CHANGE_KINDS = ['create', 'update', 'terminate', 'rehire'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** How one change's webhook is sent; what is left out is as it should be. */
export interface DeliveryOrder {
  /** No webhook at all: only a list shows the change. */
  readonly silent?: boolean;
  /** The same delivery so many times more, at once. */
  readonly duplicates?: number;
  /** Sent so much later, in milliseconds. */
  readonly delayMs?: number;
}

/** One change as it is asked for. */
export interface ChangeCommand {
  readonly kind: ChangeKind;
  /** Whom; a create without one takes the next free ID. */
  readonly employeeId?: string;
  /** Fields to set; null clears one. What a create leaves out is made up. */
  readonly fields?: Readonly<Record<string, string | null>>;
  /** ISO 8601; never before the employee's last change. Default: now. */
  readonly occurredAt?: string;
  readonly delivery?: DeliveryOrder;
}

/** A change that has happened. */
export interface AppliedChange {
  readonly changeId: string;
  readonly kind: ChangeKind;
  readonly type: 'employee.created' | 'employee.updated' | 'employee.terminated';
  readonly employeeId: string;
  /** Epoch milliseconds. */
  readonly occurredAt: number;
  /** The employee after it, in full. */
  readonly record: EmployeeRecord;
}

/** Reads one change of `POST /sandbox/changes`; a sentence about the first mistake otherwise. */
export function parseChange(value: unknown): ChangeCommand | string {
  const change = asObject(value);
  if (change === null) return 'a change is an object';
  const { kind, employeeId, fields, occurredAt, delivery, ...others } = change;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return `there is no field ${JSON.stringify(unknown)} in a change`;
  if (!CHANGE_KINDS.some((known) => known === kind)) return `kind is none of ${CHANGE_KINDS.join(', ')}`;
  if (employeeId === undefined ? kind !== 'create' : typeof employeeId !== 'string' || employeeId === '') {
    return 'employeeId is missing or no text';
  }
  const set = fields === undefined ? {} : asObject(fields);
  if (set === null || !Object.values(set).every((field) => field === null || typeof field === 'string')) {
    return 'fields are texts or null';
  }
  if (occurredAt !== undefined && (typeof occurredAt !== 'string' || Number.isNaN(Date.parse(occurredAt)))) {
    return 'occurredAt is no ISO 8601 time';
  }
  const order = delivery === undefined ? {} : asObject(delivery);
  return order === null || !isOrder(order)
    ? 'delivery has silent (true), duplicates and delayMs (numbers)'
    : (change as unknown as ChangeCommand);
}

function isOrder({
  silent = false,
  duplicates = 0,
  delayMs = 0,
  ...others
}: Readonly<Record<string, unknown>>): boolean {
  const numbers = [duplicates, delayMs].every((value) => typeof value === 'number' && value >= 0);
  return numbers && typeof silent === 'boolean' && Object.keys(others).length === 0;
}
