import type { IngestViolation } from '@lockstep/connectors';

/** How one change of a delivery is answered. */
export interface ChangeAnswer {
  /** The event's ID; of a rejected change the rejection's ID, under which `lockstep rejected show` finds it. */
  readonly eventId: string;
  readonly status: 'accepted' | 'duplicate' | 'rejected';
  readonly violations?: readonly IngestViolation[];
}

/** The body of a 202. The three counts add up to the events. */
export interface DeliveryAnswer {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly events: readonly ChangeAnswer[];
}
