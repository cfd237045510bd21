import { change, type Sender } from '../harness/sender.js';

/** What valid traffic met with beside everything else. */
export interface SteadyTraffic {
  readonly sent: number;
  /** Anything that is not 202, in words. */
  readonly refused: readonly string[];
  readonly p99Ms: number;
  readonly worstMs: number;
}

/** Sends a valid signed change so many times a second until it is stopped, whatever became of the one before. */
export function steadySender(sender: Sender, perSecond: number): { stop(): Promise<SteadyTraffic> } {
  const latencies: number[] = [];
  const refused: string[] = [];
  const underWay = new Set<Promise<void>>();
  let count = 0;
  const send = async (n: number): Promise<void> => {
    const startedAt = performance.now();
    try {
      const { status, text } = await sender.deliver(change(`steady-${n % 50}`, { jobTitle: `Engineer ${n}` }));
      if (status !== 202) refused.push(`${n}: ${status} ${text.slice(0, 200)}`);
    } catch (thrown) {
      refused.push(`${n}: ${String(thrown)}`);
    }
    latencies.push(performance.now() - startedAt);
  };
  const timer = setInterval(() => {
    const sending = send(count++);
    underWay.add(sending);
    void sending.finally(() => underWay.delete(sending));
  }, 1_000 / perSecond);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
      const sorted = latencies.sort((a, b) => a - b);
      const p99Ms = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? 0;
      return { sent: count, refused, p99Ms, worstMs: sorted.at(-1) ?? 0 };
    },
  };
}
