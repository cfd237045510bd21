import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks again and again until `look` says true, and says whether it did before the deadline.
 * @param look resolves true, or with what there is instead, for the error
 * @throws Error with what was there instead at the deadline
 */
export async function until(what: string, look: () => Promise<true | string>, deadlineMs: number): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const answer = await look();
    if (answer === true) return;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${deadlineMs / 1000} s, but ${answer}`);
    await delay(100);
  }
}
