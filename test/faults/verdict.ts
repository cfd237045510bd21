import type { Proof } from '@lockstep/stack';
import type { Check, Scenario } from './scenario.js';

/** How long after the heal everything must have its end, besides retries that are pending. */
export const RECOVERY_LIMIT_S = 30;
const PENDING_RETRY_MS = 2_000;

/** How one scenario ended. */
export interface Verdict {
  readonly scenario: string;
  readonly group: string;
  readonly deliveries: number;
  readonly events: number;
  readonly lost: number;
  readonly duplicate: number;
  readonly stale: number;
  readonly unseen: number;
  /** From the heal until every event had its end and nothing was left to read; null when that did not come. */
  readonly recoverySeconds: number | null;
  readonly ok: boolean;
  /** What is wrong, in sentences. */
  readonly problems: readonly string[];
  /** What differs and is not promised, with the reason. */
  readonly notPromised: readonly string[];
}

/** What a scenario left behind, looked at from outside. */
export interface Aftermath {
  readonly deliveries: number;
  readonly untaken: readonly string[];
  /** Null when it could not be judged. */
  readonly proof: Proof | null;
  readonly recoverySeconds: number | null;
  /** Why the scenario itself, or the look at it, failed. */
  readonly failure: string | null;
  /** What the scenario's own `also` found wrong. Default: nothing. */
  readonly also?: readonly string[];
}

const SENTENCE_OF: Readonly<Record<Check, RegExp>> = {
  lost: /accepted and on no topic|events without an end/,
  duplicate: /took effect twice/,
  stale: /stale writes/,
  unseen: /the platform lacks/,
};

/** Pure: what the aftermath of a scenario says about the promises. */
export function verdictOf(scenario: Scenario, aftermath: Aftermath): Verdict {
  const { proof, recoverySeconds, untaken, failure } = aftermath;
  const limit = RECOVERY_LIMIT_S + (scenario.pendingRetryMs ?? PENDING_RETRY_MS) / 1_000;
  const excused = Object.entries(scenario.notPromised ?? {}) as [Check, string][];
  const found = proof?.problems ?? [];
  const excuseFor = (problem: string): string | undefined =>
    excused.find(([check]) => SENTENCE_OF[check].test(problem))?.[1];
  const problems = [
    ...(failure === null ? [] : [failure]),
    ...found.filter((problem) => excuseFor(problem) === undefined),
    ...(proof !== null && proof.deadLettered > 0 && scenario.deadLetters !== true
      ? [`${proof.deadLettered} dead letters, and no record was at fault`]
      : []),
    ...(aftermath.also ?? []),
    ...untaken.slice(0, 3).map((reason) => `a delivery was never taken: ${reason}`),
    ...(recoverySeconds !== null && recoverySeconds <= limit
      ? []
      : [
          `not recovered within ${limit} s of the heal${recoverySeconds === null ? '' : ` but after ${recoverySeconds.toFixed(1)} s`}`,
        ]),
  ];
  return {
    scenario: scenario.name,
    group: scenario.group,
    deliveries: aftermath.deliveries,
    events: proof?.events ?? 0,
    lost: proof?.lost ?? 0,
    duplicate: proof?.doubled ?? 0,
    stale: proof?.staleWrites ?? 0,
    unseen: proof?.unseen ?? 0,
    recoverySeconds,
    ok: problems.length === 0,
    problems,
    notPromised: found.flatMap((problem) => {
      const why = excuseFor(problem);
      return why === undefined ? [] : [`${problem} (not promised: ${why})`];
    }),
  };
}
