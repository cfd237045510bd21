import { TERMINAL_OUTCOMES } from '@lockstep/domain';

/** Terminal outcomes that an upserter has published since it started, read from its metrics. */
export async function endedEvents(url: string): Promise<number> {
  const answer = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(5_000) });
  return countEnds(await answer.text());
}

/** Sums the terminal outcomes of a Prometheus text. */
export function countEnds(metrics: string): number {
  const lines = metrics.matchAll(/outcomes_total\{[^}]*outcome="(\w+)"[^}]*\} (\d+)/g);
  const isTerminal = (outcome: string): boolean => (TERMINAL_OUTCOMES as readonly string[]).includes(outcome);
  return [...lines].reduce((sum, [, outcome = '', count]) => sum + (isTerminal(outcome) ? Number(count) : 0), 0);
}
