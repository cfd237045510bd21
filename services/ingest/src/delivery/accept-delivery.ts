import {
  judgeDelivery,
  type ChangeRules,
  type HrisSource,
  type JudgedChange,
  type Refusal,
  type VerifiedDelivery,
} from '@lockstep/connectors';
import type { EmployeeEvent } from '@lockstep/domain';
import { HEADERS, type OutgoingRecord, type RejectedPayload } from '@lockstep/messaging';
import { failPoint } from '@lockstep/platform';
import type { RecordIntake, Stored } from '../intake/record-intake.js';
import type { ChangeAnswer, DeliveryAnswer } from './delivery-answer.js';
import { rejectedPayloadOf, rejectionIdOf } from './rejection.js';
import type { RememberedIds } from './remembered-ids.js';

/** What accepting a delivery needs besides the delivery. */
export interface AcceptDeliveryPorts {
  readonly source: HrisSource;
  readonly rules: ChangeRules;
  readonly intake: Pick<RecordIntake, 'take'>;
  readonly encodeEvent: (event: EmployeeEvent) => Promise<Buffer>;
  readonly encodeRejected: (payload: RejectedPayload) => Promise<Buffer>;
  readonly topics: { readonly events: string; readonly rejected: string };
  readonly remembered: RememberedIds;
  /** For all reads that hydrate one delivery. Default 2 s: the tightest sender waits 3 s for an answer. */
  readonly hydrateMs?: number;
}

export type AcceptedDelivery =
  | { readonly kind: 'changes'; readonly answer: DeliveryAnswer; readonly stored: Stored | 'nothing' }
  /** A ping: nothing to store, the sender wants this body. */
  | { readonly kind: 'handshake'; readonly answer: unknown };

/**
 * Takes a verified webhook: what the contract accepts becomes events, the rest goes to `employee.rejected`. Resolves
 * only when every record is acknowledged by Kafka or parked in Postgres.
 */
export class AcceptDelivery {
  /** Changes being stored right now, so that a delivery that comes twice at once is stored once. */
  private readonly underWay = new Map<string, Promise<unknown>>();

  constructor(private readonly ports: AcceptDeliveryPorts) {}

  /**
   * @throws LockstepError LOCKSTEP_INGEST_UNAVAILABLE when neither Kafka nor Postgres can take it; what hydrating and
   *   the codec throw. Nothing of the delivery is promised then; the sender brings it again.
   */
  async accept(delivery: VerifiedDelivery): Promise<AcceptedDelivery> {
    const { source, rules, hydrateMs } = this.ports;
    const judged = await judgeDelivery(delivery, {
      source,
      ...rules,
      ...(hydrateMs === undefined ? {} : { hydrateMs }),
    });
    if (!Array.isArray(judged)) return { kind: 'handshake', answer: judged.handshake };
    const entries = judged.map((change) => this.entryOf(delivery, change));
    const fresh = new Map<string, Entry>();
    for (const entry of entries)
      if (!this.ports.remembered.has(entry.id) && !this.underWay.has(entry.id)) fresh.set(entry.id, entry);
    const others = entries.flatMap((entry) => (fresh.has(entry.id) ? [] : (this.underWay.get(entry.id) ?? [])));

    const storing = fresh.size === 0 ? null : this.store(delivery, [...fresh.values()]);
    const stored = await storing;
    await Promise.all(others);
    return { kind: 'changes', answer: answerOf(entries, fresh), stored: stored ?? 'nothing' };
  }

  private entryOf(delivery: VerifiedDelivery, judged: JudgedChange): Entry {
    if (judged.kind === 'event') return { id: judged.event.eventId, event: judged.event, refusal: null };
    return { id: rejectionIdOf(delivery.source, judged.refusal.payload), event: null, refusal: judged.refusal };
  }

  private async store(delivery: VerifiedDelivery, entries: readonly Entry[]): Promise<Stored> {
    const storing = this.encodeAndTake(delivery, entries);
    for (const { id } of entries) this.underWay.set(id, storing);
    try {
      const stored = await storing;
      for (const { id } of entries) this.ports.remembered.add(id);
      return stored;
    } finally {
      for (const { id } of entries) this.underWay.delete(id);
    }
  }

  private async encodeAndTake(delivery: VerifiedDelivery, entries: readonly Entry[]): Promise<Stored> {
    const records = await Promise.all(entries.map((entry) => this.recordOf(delivery, entry)));
    await failPoint('ingest.accepted');
    return this.ports.intake.take(records);
  }

  private async recordOf(delivery: VerifiedDelivery, { id, event, refusal }: Entry): Promise<OutgoingRecord> {
    const { topics, rules } = this.ports;
    if (event !== null) {
      const value = await this.ports.encodeEvent(event);
      return { topic: topics.events, key: Buffer.from(event.employeeId), value, headers: { [HEADERS.eventId]: id } };
    }
    const payload = rejectedPayloadOf(delivery, refusal, id, rules.contractHash);
    const value = await this.ports.encodeRejected(payload);
    const key = payload.employeeId === null ? null : Buffer.from(payload.employeeId);
    return { topic: topics.rejected, key, value, headers: { [HEADERS.eventId]: id } };
  }
}

type Entry =
  | { readonly id: string; readonly event: EmployeeEvent; readonly refusal: null }
  | { readonly id: string; readonly event: null; readonly refusal: Refusal };

/** The first of the same change in a delivery is new, the others are duplicates of it. */
function answerOf(entries: readonly Entry[], fresh: ReadonlyMap<string, Entry>): DeliveryAnswer {
  const counts = { accepted: 0, duplicates: 0, rejected: 0 };
  const told = new Set<string>();
  const events = entries.map(({ id, refusal }): ChangeAnswer => {
    if (refusal !== null) {
      counts.rejected += 1;
      return { eventId: id, status: 'rejected', violations: refusal.violations };
    }
    const isNew = fresh.has(id) && !told.has(id);
    told.add(id);
    counts[isNew ? 'accepted' : 'duplicates'] += 1;
    return { eventId: id, status: isNew ? 'accepted' : 'duplicate' };
  });
  return { ...counts, events };
}
