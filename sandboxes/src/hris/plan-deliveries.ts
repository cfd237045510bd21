import type { AppliedChange, DeliveryOrder } from './change.js';
import type { Delivery, DeliveryForm } from './delivery.js';
import { malformedPayload, payloadOf } from './malformed-payload.js';
import type { WebhookFault } from './webhook-fault.js';

/** What is to be sent about changes that go out together. */
export interface DeliveryWish {
  readonly changes: readonly AppliedChange[];
  readonly order: DeliveryOrder;
  readonly faults: readonly { readonly fault: WebhookFault; readonly chance: number }[];
  readonly newWebhookId: () => string;
}

/** The deliveries of one or more changes, the right one first. None: the HRIS keeps silent about them. */
export function planDeliveries({ changes, order, faults, newWebhookId }: DeliveryWish): Delivery[] {
  const [first] = changes;
  if (first === undefined || order.silent === true || faults.some(({ fault }) => fault.kind === 'silent')) return [];
  let right = rightDelivery(changes, newWebhookId(), order.delayMs ?? 0);
  let copies = order.duplicates ?? 0;
  const beside: Delivery[] = [];
  const spoilt = (form: DeliveryForm, body: string | null, ageMs = 0): Delivery => ({
    ...rightDelivery([first], newWebhookId(), 0),
    form,
    ...(body === null ? {} : { body: Buffer.from(body) }),
    ageMs,
    isRetried: false,
  });
  for (const { fault, chance } of faults) {
    switch (fault.kind) {
      case 'duplicate':
        copies += fault.copies ?? 1;
        break;
      case 'delay':
        right = { ...right, delayMs: right.delayMs + fault.ms + chance * (fault.jitterMs ?? 0) };
        break;
      case 'out_of_order':
        right = { ...right, holdMs: fault.holdMs ?? 5_000 };
        break;
      case 'replay':
        right = { ...right, replayAfterMs: fault.afterMs ?? 1_000 };
        break;
      case 'malformed':
        beside.push(spoilt(fault.form, malformedPayload(fault.form, first)));
        break;
      case 'wrong_signature':
        beside.push(spoilt('wrong_signature', null));
        break;
      case 'old_timestamp':
        beside.push(spoilt('old_timestamp', null, fault.ageMs ?? 600_000));
        break;
      case 'silent':
        break;
    }
  }
  const duplicate: Delivery = { ...right, form: 'duplicate', replayAfterMs: null };
  return [right, ...Array.from({ length: copies }, () => duplicate), ...beside];
}

/** The delivery of a well-behaved HRIS. */
export function rightDelivery(changes: readonly AppliedChange[], webhookId: string, delayMs: number): Delivery {
  return {
    webhookId,
    form: 'right',
    body: Buffer.from(payloadOf(changes)),
    employeeIds: [...new Set(changes.map(({ employeeId }) => employeeId))],
    changeIds: changes.map(({ changeId }) => changeId),
    delayMs,
    holdMs: null,
    replayAfterMs: null,
    ageMs: 0,
    isRetried: true,
    headers: null,
  };
}
