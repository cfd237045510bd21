import type { Conclusion } from '@lockstep/domain';
import type { Logger } from '@lockstep/platform';
import type { Call } from './platform-calls.js';
import { identityOf } from './requests.js';
import type { Work } from './work.js';

/** One attempt, and what came of it. */
export interface LoggedAttempt {
  readonly work: Work;
  readonly call: Call;
  readonly conclusion: Conclusion;
  readonly probe: boolean;
  /** Attempts in all. */
  readonly of: number;
}

/**
 * The line `upsert.attempted`. A first attempt that is applied is the rule, thousands of times a second, and told by its
 * outcome: debug only. Whatever is not the rule, each retry too, is a line.
 */
export function logAttempt(logger: Logger, { work, call, conclusion, probe, of }: LoggedAttempt): void {
  const isRule = conclusion.kind === 'applied' && work.attempt === 1;
  if (isRule && !logger.debugs) return;
  const failure = 'failure' in conclusion ? conclusion.failure : null;
  const fields = {
    ...identityOf(work),
    of,
    answer: call.answer.kind,
    status: call.answer.status,
    result: conclusion.kind,
    durationMs: call.durationMs,
    ...(failure === null ? {} : { code: failure.code, reason: failure.reason }),
    ...(conclusion.kind === 'retry' ? { retryDueAt: new Date(conclusion.dueAt).toISOString() } : {}),
    ...(probe ? { probe } : {}),
  };
  if (isRule) logger.debug(fields, 'upsert.attempted');
  else if (conclusion.kind === 'applied') logger.info(fields, 'upsert.attempted');
  else logger.warn(fields, 'upsert.attempted');
}
