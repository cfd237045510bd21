import { LockstepError } from '@lockstep/domain';
import type { SubscriptionHealth } from '../broker.js';
import type { Clock } from '@lockstep/platform';

/** How often the subscriptions are looked at. */
const LOOK_EVERY_MS = 1_000;

/**
 * Looks whether a subscription has crashed for good, and says so once: a process that lives and consumes nothing is
 * worse than one that ends and is started again.
 */
export function watchForCrash(
  health: () => ReadonlyMap<string, SubscriptionHealth>,
  clock: Clock,
  onCrash: (error: LockstepError) => void,
): { stop(): void } {
  let timer = clock.setTimer(LOOK_EVERY_MS, look);
  function look(): void {
    const crashed = [...health()].find(([, { state }]) => state === 'crashed');
    if (crashed === undefined) timer = clock.setTimer(LOOK_EVERY_MS, look);
    else onCrash(consumerCrashed(crashed[0], crashed[1].detail));
  }
  return { stop: () => timer.cancel() };
}

function consumerCrashed(topic: string, detail: string | null): LockstepError {
  return new LockstepError({
    code: 'LOCKSTEP_CONSUMER_CRASHED',
    message: `the consumer of ${topic} has crashed: ${detail ?? 'no detail'}`,
    stage: 'before',
    disposition: 'halt',
    remedy:
      'The service ends so that it is started anew; it goes on where it had got to. If it crashes again, report it.',
  });
}
