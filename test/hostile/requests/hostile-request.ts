import { createHmac, randomUUID } from 'node:crypto';

/** Classes of docs/guides/hostile-input.md, one row each. */
export const REQUEST_CLASSES = [
  'signature',
  'replay',
  'encoding',
  'depth and size of JSON',
  'keys',
  'numbers and texts',
  'size',
  'headers',
  'framing',
  'methods and paths',
  'content type',
  'other protocols',
  'slow and broken off',
] as const;
export type RequestClass = (typeof REQUEST_CLASSES)[number];

/** A part of what is sent, in order. */
export type Step = Buffer | { readonly pauseMs: number } | 'end' | 'reset';

/** What must come back. */
export interface ExpectedAnswers {
  /** Status lines on the connection, in order; empty: it is closed without an answer. */
  readonly statuses: readonly number[];
  /** Code in the body of the first answer, or the rule of its violation for a delivery that was stored as rejected. */
  readonly says?: string;
  /** The connection is over within this. Default 5 s. */
  readonly withinMs?: number;
}

/** One hostile request as data. */
export interface HostileRequest {
  readonly name: string;
  readonly of: RequestClass;
  /** What it tries. */
  readonly why: string;
  /** Made anew for each sending: a signature holds the time. */
  readonly steps: (secret: string) => readonly Step[];
  readonly expect: ExpectedAnswers;
}

export type Headers = readonly (readonly [name: string, value: string])[];

export interface Crafting {
  readonly method?: string;
  readonly target?: string;
  readonly version?: string;
  /** Instead of the length of the body; null: none. */
  readonly length?: string | null;
  /** Default application/json; null: none. */
  readonly contentType?: string | null;
  /** Default: signed as it should be. Null: not signed at all. */
  readonly signature?: Headers | null;
  readonly more?: Headers;
  /** Default true: the answer ends the connection, so that nobody waits for more. */
  readonly close?: boolean;
}

export interface Signing {
  readonly id?: string;
  /** As it stands in the header. Default: now in seconds. */
  readonly timestamp?: string;
}

/** The three headers of Standard Webhooks. */
export function signatureOf(secret: string, body: Buffer | string, how: Signing = {}): Headers {
  const id = how.id ?? `msg_${randomUUID()}`;
  const timestamp = how.timestamp ?? String(Math.floor(Date.now() / 1_000));
  const value = hmacOf(secret, `${id}.${timestamp}.`, body);
  return [
    ['webhook-id', id],
    ['webhook-timestamp', timestamp],
    ['webhook-signature', `v1,${value}`],
  ];
}

export function hmacOf(secret: string, before: string, body: Buffer | string): string {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  return createHmac('sha256', key).update(before, 'latin1').update(body).digest('base64');
}

/** The head of a POST to ingest, byte for byte as told; header values are Latin-1, as on the wire. */
export function head(secret: string, body: Buffer | string, how: Crafting = {}): Buffer {
  const { method = 'POST', target = '/webhooks/generic', version = 'HTTP/1.1' } = how;
  const length = how.length === undefined ? String(Buffer.byteLength(body)) : how.length;
  const type = how.contentType === undefined ? 'application/json' : how.contentType;
  const signature = how.signature === undefined ? signatureOf(secret, body) : (how.signature ?? []);
  const lines = [
    ['host', 'ingest.test'],
    ...(length === null ? [] : [['content-length', length]]),
    ...(type === null ? [] : [['content-type', type]]),
    ...signature,
    ...(how.more ?? []),
    ...(how.close === false ? [] : [['connection', 'close']]),
  ].map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${target} ${version}\r\n${lines.join('')}\r\n`, 'latin1');
}

/** A whole request. */
export function post(secret: string, body: Buffer | string, how: Crafting = {}): Buffer {
  return Buffer.concat([head(secret, body, how), Buffer.from(body)]);
}

/** Marks everything that must not be seen in a log. */
export const CANARY = 'Canary-7f3a';

/** A change that the contract accepts, as text, its values marked. */
export function changeText(employeeId: string, overrides: Readonly<Record<string, unknown>> = {}): string {
  const employee = {
    employeeId,
    workEmail: `${CANARY}@example.com`,
    firstName: `${CANARY}-First`,
    lastName: `${CANARY}-Last`,
    hireDate: '2024-03-01',
    managerId: null,
    department: 'Sales',
    jobTitle: 'Account Manager',
    employmentStatus: 'active',
    ...overrides,
  };
  return JSON.stringify({ type: 'employee.updated', occurredAt: '2026-11-02T09:15:00Z', employee });
}

/** A signed body that is taken and kept as rejected. */
export function rejected(
  of: RequestClass,
  name: string,
  why: string,
  body: () => Buffer | string,
  rule: string,
): HostileRequest {
  return { of, name, why, steps: (secret) => [post(secret, body())], expect: { statuses: [202], says: rule } };
}

/** Whole requests that are answered so. */
export function answered(
  of: RequestClass,
  name: string,
  why: string,
  make: (secret: string) => Buffer,
  ...[status, says]: readonly [status: number, says?: string]
): HostileRequest {
  return {
    of,
    name,
    why,
    steps: (secret) => [make(secret)],
    expect: { statuses: [status], ...(says === undefined ? {} : { says }) },
  };
}
