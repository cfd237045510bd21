import { createHmac, randomUUID } from 'node:crypto';
import { eventually } from './eventually.js';

/** What ingest says about one item of a delivery. */
export interface ItemAnswer {
  readonly eventId: string | null;
  readonly status: 'accepted' | 'duplicate' | 'rejected';
  readonly violations?: readonly { readonly path: string; readonly rule: string }[];
}

export interface DeliveryAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly events: readonly ItemAnswer[];
  readonly text: string;
}

export interface Change {
  readonly type: 'employee.created' | 'employee.updated' | 'employee.terminated';
  readonly occurredAt: string;
  readonly employee: Readonly<Record<string, unknown>>;
}

/** A time that each call moves on by a millisecond, so that later changes are newer versions. */
let lastAt = Date.now();
const nextAt = (): string => new Date((lastAt = Math.max(lastAt + 1, Date.now()))).toISOString();

/** A change of an employee with all required fields; whatever `fields` says stands over them. */
export function change(
  employeeId: string,
  fields: Readonly<Record<string, unknown>> = {},
  occurredAt = nextAt(),
): Change {
  const employee = {
    employeeId,
    workEmail: `${employeeId}@example.com`,
    firstName: 'Ana',
    lastName: `Novák ${employeeId}`,
    hireDate: '2024-02-01',
    managerId: null,
    department: 'Operations',
    jobTitle: 'Engineer',
    employmentStatus: 'active',
    ...fields,
  };
  return { type: 'employee.updated', occurredAt, employee };
}

/**
 * An HRIS that signs as Standard Webhooks does and remembers what it was told is accepted: the sender's side of the
 * proof that nothing accepted is lost.
 */
export class Sender {
  /** Event IDs of everything that was answered as accepted. */
  readonly accepted: string[] = [];

  constructor(
    private readonly ingestUrl: string,
    private readonly secret: string,
  ) {}

  async deliver(changes: Change | readonly Change[], deliveryId = randomUUID()): Promise<DeliveryAnswer> {
    return this.post(JSON.stringify(changes), { deliveryId });
  }

  /** Like a real sender: again and again with the same delivery ID until it is taken, or nobody wants it any more. */
  async deliverUntilTaken(
    changes: Change | readonly Change[],
    deadlineMs = 60_000,
    unwanted?: AbortSignal,
  ): Promise<DeliveryAnswer> {
    const deliveryId = randomUUID();
    const attempt = (): Promise<DeliveryAnswer | string> => this.deliver(changes, deliveryId).catch(String);
    const isOver = (answer: DeliveryAnswer | string): boolean =>
      unwanted?.aborted === true || (typeof answer !== 'string' && answer.status === 202);
    const last = await eventually(attempt, isOver, { deadlineMs });
    if (typeof last === 'string') throw new Error(last);
    return last;
  }

  /** Raw bytes, for what is malformed on purpose. */
  async post(
    body: string | Buffer,
    how: {
      readonly deliveryId?: string;
      readonly at?: number;
      readonly secret?: string;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ): Promise<DeliveryAnswer> {
    const deliveryId = how.deliveryId ?? randomUUID();
    const timestamp = String(Math.floor((how.at ?? Date.now()) / 1000));
    const key = Buffer.from((how.secret ?? this.secret).slice('whsec_'.length), 'base64');
    const signature = createHmac('sha256', key).update(`${deliveryId}.${timestamp}.`).update(body).digest('base64');
    const answer = await fetch(`${this.ingestUrl}/webhooks/generic`, {
      method: 'POST',
      body: typeof body === 'string' ? body : new Uint8Array(body),
      signal: AbortSignal.timeout(15_000),
      headers: {
        'content-type': 'application/json',
        'webhook-id': deliveryId,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
        ...how.headers,
      },
    });
    const text = await answer.text();
    const events = answer.status === 202 ? (JSON.parse(text) as { events: ItemAnswer[] }).events : [];
    for (const { eventId, status } of events)
      if (eventId !== null && status !== 'rejected') this.accepted.push(eventId);
    return { status: answer.status, headers: answer.headers, events, text };
  }
}
