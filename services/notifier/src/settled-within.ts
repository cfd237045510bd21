import type { Clock, Timer } from '@lockstep/platform';

/** Resolves when all of the work has ended, however, or after `deadlineMs`. */
export async function settledWithin(clock: Clock, deadlineMs: number, work: Iterable<Promise<unknown>>): Promise<void> {
  let timer: Timer | undefined;
  const late = new Promise<void>((resolve) => (timer = clock.setTimer(deadlineMs, resolve)));
  await Promise.race([Promise.allSettled(work), late]);
  timer?.cancel();
}
