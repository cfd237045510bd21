import type { EmployeeEvent } from '@lockstep/domain';
import type { Delivery } from '@lockstep/messaging';
import type { Work } from '../src/work.js';

export interface WorkSketch {
  readonly employeeId?: string;
  readonly version?: number;
  readonly attempt?: number;
  readonly traffic?: Work['traffic'];
  readonly intent?: Work['intent'];
  readonly reference?: boolean;
  readonly stale?: boolean;
  readonly onDone?: () => void;
  readonly path?: EmployeeEvent['path'];
}

/** A piece of work about employee 4711, version 1, attempt 1, unless the sketch says otherwise. */
export function workOf(sketch: WorkSketch = {}): Work {
  const { employeeId = '4711', version = 1, attempt = 1, traffic = 'live', intent = 'call' } = sketch;
  const event: EmployeeEvent = {
    eventId: `${employeeId}-v${version}`,
    employeeId,
    changeType: 'updated',
    occurredAt: version,
    receivedAt: version,
    source: 'generic',
    path: sketch.path ?? 'webhook',
    deliveryId: null,
    contractHash: 'c0',
    employee: { employeeId, firstName: `name ${version}` },
  };
  const delivery: Delivery = {
    topic: 'lockstep.employee.events',
    partition: 0,
    offset: BigInt(version),
    key: Buffer.from(employeeId),
    value: Buffer.from(event.eventId),
    headers: {},
    timestamp: version,
    done: sketch.onDone ?? (() => undefined),
    isStale: () => sketch.stale ?? false,
  };
  return {
    event,
    version: { modifiedAt: version, offset: BigInt(version) },
    attempt,
    replay: 0,
    reference: sketch.reference ?? false,
    history: [],
    firstFailedAt: null,
    origin: { topic: delivery.topic, partition: 0, offset: delivery.offset },
    traffic,
    intent,
    body: intent === 'out_of_scope' ? null : { employeeId, firstName: `name ${version}` },
    json: intent === 'out_of_scope' ? null : `json ${version}`,
    bodyHash: intent === 'out_of_scope' ? null : `hash ${version}`,
    delivery,
  };
}
