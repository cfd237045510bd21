import type { Clock } from '@lockstep/platform';

/** Waits that all end early when what they wait for is to be tried, or given up, at once. */
export class WakeableWaits {
  private readonly wakes = new Set<() => void>();

  constructor(private readonly clock: Clock) {}

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        timer.cancel();
        this.wakes.delete(wake);
        resolve();
      };
      const timer = this.clock.setTimer(ms, wake);
      this.wakes.add(wake);
    });
  }

  wakeAll(): void {
    for (const wake of [...this.wakes]) wake();
  }
}
