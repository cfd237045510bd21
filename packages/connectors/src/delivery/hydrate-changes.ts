import { LockstepError } from '@lockstep/domain';
import type { HrisSource, MalformedChange, ReportedChange } from '../hris/hris-source.js';
import { refuseUnread } from './judge-change.js';
import type { JudgedChange } from './judged-change.js';

/** Reads under way at once for one delivery; the HRIS limits us too. */
const CONCURRENT_READS = 4;

/** A change on its way through the checks; what is judged already stays as it is. */
export type ChangeUnderWay = ReportedChange | MalformedChange | JudgedChange;

/**
 * Replaces thin changes (only an ID) by full ones, read fresh from the HRIS. Employees that are gone or not visible
 * become refusals; when the HRIS does not answer the whole delivery fails, so that the sender brings it again.
 * @param timeoutMs for all reads together
 * @throws LockstepError LOCKSTEP_HRIS_UNAVAILABLE, LOCKSTEP_HRIS_REFUSED, LOCKSTEP_HRIS_CANNOT_HYDRATE
 */
export async function hydrateChanges(
  source: HrisSource,
  changes: readonly ChangeUnderWay[],
  payloadOf: (index: number) => Buffer,
  timeoutMs: number,
): Promise<readonly ChangeUnderWay[]> {
  if (!changes.some(isThin)) return changes;
  const signal = AbortSignal.timeout(timeoutMs);
  const hydrated: ChangeUnderWay[] = [...changes];
  const waiting = changes.flatMap((change, index) => (isThin(change) ? [{ change, index }] : []));
  const readNext = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { change, index } = next;
      hydrated[index] = await hydrate(source, change, payloadOf(index), signal);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_READS }, readNext));
  return hydrated;
}

type ThinChange = ReportedChange & { readonly thinId: string };

function isThin(change: ChangeUnderWay): change is ThinChange {
  return 'changeType' in change && change.thinId !== undefined;
}

async function hydrate(
  source: HrisSource,
  change: ThinChange,
  payload: Buffer,
  signal: AbortSignal,
): Promise<ChangeUnderWay> {
  if (source.hydrate === undefined) throw cannotHydrate(source.name);
  const answer = await source.hydrate(change.thinId, signal);
  if (answer.kind !== 'found') return refuseUnread(answer.kind, change.thinId, payload);
  const { changeType, occurredAt } = change;
  return { changeType, occurredAt, record: answer.record };
}

function cannotHydrate(name: string): LockstepError {
  return new LockstepError({
    code: 'LOCKSTEP_HRIS_CANNOT_HYDRATE',
    message: `the HRIS adapter ${name} reports thin changes but cannot read employees`,
    stage: 'before',
    disposition: 'halt',
    remedy: 'It is a defect of the adapter; please report it.',
  });
}
