/** The delays between attempts; its length is the number of retries. Default 60 s, 60 s, 60 s: four attempts in all. */
export interface RetryPlan {
  readonly delaysMs: readonly number[];
}

export function maxAttempts(plan: RetryPlan): number {
  return plan.delaysMs.length + 1;
}

/**
 * When the attempt after `attempt` is due, or null when `attempt` was the last one.
 * @param attempt the attempt that has just failed, from 1
 * @param failedAt when it failed, epoch milliseconds
 */
export function nextDueAt(plan: RetryPlan, attempt: number, failedAt: number): number | null {
  const delayMs = plan.delaysMs[attempt - 1];
  return delayMs === undefined ? null : failedAt + delayMs;
}
