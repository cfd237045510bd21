import {
  hrisSource,
  judgeDelivery,
  type HrisSource,
  type IngestViolation,
  type VerifiedDelivery,
} from '@lockstep/connectors';
import { compileReader, type Contract } from '@lockstep/contract';
import type { EmployeeEvent } from '@lockstep/domain';
import type { Rejection } from './rejection.js';

/** What a rejection becomes when it is judged again. */
export type SecondJudgement =
  | { readonly kind: 'accepted'; readonly events: readonly EmployeeEvent[] }
  | { readonly kind: 'refused'; readonly violations: readonly IngestViolation[] };

/** What judging needs besides. */
export interface JudgeAgainSettings {
  readonly contract: Contract;
  /** For thin changes, which hold an ID only; null: they cannot be read. */
  readonly hrisBaseUrl: string | null;
  readonly hrisApiKey: string | null;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Reads of the HRIS for one payload; nobody waits for an answer to a webhook here. */
const HYDRATE_MS = 15_000;

/**
 * Judges a refused payload by the contract of now, as ingest would. All of its changes or none: half of what a person
 * hands in would be hard to explain.
 * @param corrected the bytes to take instead of those that came; null: as it came
 * @throws LockstepError LOCKSTEP_HRIS_ADAPTER_UNKNOWN, LOCKSTEP_HRIS_UNAVAILABLE, LOCKSTEP_HRIS_REFUSED
 */
export async function judgeAgain(
  rejection: Rejection,
  corrected: Buffer | null,
  settings: JudgeAgainSettings,
): Promise<SecondJudgement> {
  const { contract, hrisBaseUrl, hrisApiKey, now } = settings;
  const source = hrisSource(rejection.source, {
    ...(hrisBaseUrl === null ? {} : { baseUrl: hrisBaseUrl }),
    ...(hrisApiKey === null ? {} : { apiKey: hrisApiKey }),
  });
  const delivery: VerifiedDelivery = {
    source: rejection.source,
    deliveryId: rejection.deliveryId,
    contentType: rejection.contentType ?? 'application/json',
    body: corrected ?? rejection.payload,
    receivedAt: now,
    path: 'resubmit',
  };
  try {
    const readRecord = compileReader(contract, source.name);
    const rules = { source, readRecord, contractHash: contract.contentHash, hydrateMs: HYDRATE_MS };
    const judged = await judgeDelivery(delivery, rules);
    if (!Array.isArray(judged)) return refused('a change', 'a ping');
    const violations = judged.flatMap((change) => (change.kind === 'refusal' ? change.refusal.violations : []));
    if (violations.length > 0) return { kind: 'refused', violations };
    const events = judged.flatMap((change) => (change.kind === 'event' ? [change.event] : []));
    const stranger = events.find(({ employeeId }) => ![null, employeeId].includes(rejection.employeeId));
    if (stranger !== undefined)
      return refused(`employee ${rejection.employeeId ?? ''}`, `employee ${stranger.employeeId}`);
    const time = corrected === null ? null : reportedTime(rejection, source);
    const moved = time === null ? undefined : events.find(({ occurredAt }) => occurredAt !== time);
    if (time !== null && moved !== undefined) return movedInTime(time, moved.occurredAt);
    return { kind: 'accepted', events };
  } finally {
    await source.close();
  }
}

/** When the refused change happened, where its payload holds one change and says so legibly. */
function reportedTime({ payload }: Rejection, source: HrisSource): number | null {
  try {
    const content = source.readWebhook(JSON.parse(payload.toString('utf8')));
    const [change, ...more] = content.kind === 'changes' ? content.changes : [];
    if (change === undefined || more.length > 0 || !('occurredAt' in change)) return null;
    const time = typeof change.occurredAt === 'string' ? Date.parse(change.occurredAt) : Number.NaN;
    return Number.isNaN(time) ? null : time;
  } catch {
    return null;
  }
}

/** A later time would let the correction win over what the HRIS has sent since. */
function movedInTime(expected: number, found: number): SecondJudgement {
  const iso = (at: number): string => new Date(at).toISOString();
  const violation = { path: '/occurredAt', field: null, rule: 'occurred_at' };
  return {
    kind: 'refused',
    violations: [{ ...violation, expected: `the refused change’s own time ${iso(expected)}`, found: iso(found) }],
  };
}

function refused(expected: string, found: string): SecondJudgement {
  return { kind: 'refused', violations: [{ path: '', field: null, rule: 'form', expected, found }] };
}
