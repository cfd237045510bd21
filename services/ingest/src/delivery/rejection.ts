import type { RejectedPayload } from '@lockstep/messaging';
import { sha256Hex } from '@lockstep/platform';
import type { Refusal, VerifiedDelivery } from '@lockstep/connectors';

/**
 * The ID of a refused change: the same bytes from the same source are the same rejection, however often they are
 * delivered, so that nobody is told twice.
 */
export function rejectionIdOf(source: string, payload: Buffer): string {
  return sha256Hex(`rejected\n${source}\n${sha256Hex(payload)}`);
}

/** What goes to `employee.rejected`: everything a person needs to understand it and to hand it in again. */
export function rejectedPayloadOf(
  delivery: VerifiedDelivery,
  refusal: Refusal,
  rejectionId: string,
  contractHash: string,
): RejectedPayload {
  return {
    rejectionId,
    receivedAt: delivery.receivedAt,
    source: delivery.source,
    deliveryId: delivery.deliveryId,
    employeeId: refusal.employeeId,
    contentType: delivery.contentType,
    payload: refusal.payload,
    reasonCode: refusal.reasonCode,
    violations: JSON.stringify(refusal.violations),
    contractHash,
  };
}
