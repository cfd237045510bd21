import type { HrisSource } from '../hris/hris-source.js';
import { hydrateChanges, type ChangeUnderWay } from './hydrate-changes.js';
import { WEBHOOK_JSON_LIMITS } from './json/json-limits.js';
import { readJson } from './json/read-json.js';
import { judgeChange, refuseJson, refuseMalformed, type ChangeRules } from './judge-change.js';
import type { JudgedChange, VerifiedDelivery } from './judged-change.js';

/** What a delivery is judged by. */
export interface DeliveryRules extends ChangeRules {
  readonly source: HrisSource;
  /** For all reads that hydrate one delivery. Default 2 s: the tightest sender waits 3 s for an answer. */
  readonly hydrateMs?: number;
}

/**
 * Decides what each change of a delivery becomes, in the order of its body: an event, or a refusal with every reason.
 * Ingest and `lockstep rejected resubmit` judge by this one rule.
 * @returns the answer the sender wants instead, when the delivery is a ping
 * @throws LockstepError LOCKSTEP_HRIS_UNAVAILABLE, LOCKSTEP_HRIS_REFUSED, LOCKSTEP_HRIS_CANNOT_HYDRATE
 */
export async function judgeDelivery(
  delivery: VerifiedDelivery,
  rules: DeliveryRules,
): Promise<JudgedChange[] | { readonly handshake: unknown }> {
  const { source } = rules;
  const json = readJson(delivery.body, WEBHOOK_JSON_LIMITS);
  if (!json.ok) return [refuseJson(json.problem, delivery.body)];
  const content = source.readWebhook(json.value);
  if (content.kind === 'handshake') return { handshake: content.answer };
  if (content.kind === 'malformed') {
    const { at, problem } = content;
    return [refuseMalformed({ malformedAt: at, problem, employeeId: null }, delivery.body)];
  }
  const payloadOf = (index: number): Buffer => {
    const span = json.items?.[index];
    return span === undefined ? delivery.body : delivery.body.subarray(span.start, span.end);
  };
  // A change that breaks a limit is never read further, so it is not hydrated either.
  const sound = content.changes.map((change, index) => {
    const problem = json.itemProblems.get(index);
    return problem === undefined ? change : refuseJson(problem, payloadOf(index));
  });
  const hydrated = await hydrateChanges(source, sound, payloadOf, rules.hydrateMs ?? 2_000);
  return hydrated.map((change, index) => judgeOne(delivery, change, payloadOf(index), rules));
}

function judgeOne(
  delivery: VerifiedDelivery,
  change: ChangeUnderWay,
  payload: Buffer,
  rules: ChangeRules,
): JudgedChange {
  if ('kind' in change) return change;
  if ('malformedAt' in change) return refuseMalformed(change, payload);
  return judgeChange(delivery, { change, payload }, rules);
}
