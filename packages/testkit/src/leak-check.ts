import { eventually } from './eventually.js';

/** What a test must not leave behind: sockets, servers, child processes, timers that keep the process alive. */
const WATCHED = ['TCPSocketWrap', 'TCPServerWrap', 'PipeWrap', 'ProcessWrap', 'Timeout', 'FSEventWrap'];

export interface LeakCheck {
  /** @throws Error naming the kinds and how many, when more is open at the deadline than at the start */
  none(deadlineMs?: number): Promise<void>;
}

/**
 * Counts what is open now; call it first in a test file and `none()` last, after everything is closed. What closes by
 * itself within the deadline (default 2 s) is no leak.
 */
export function leakCheck(): LeakCheck {
  const before = openNow();
  return {
    async none(deadlineMs = 2_000) {
      await eventually(() => more(before), {
        until: (leaks) => leaks.length === 0,
        deadlineMs,
        describe: 'everything the test opened being closed',
      });
    },
  };
}

function openNow(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

function more(before: ReadonlyMap<string, number>): string[] {
  const now = openNow();
  return WATCHED.flatMap((kind) => {
    const extra = (now.get(kind) ?? 0) - (before.get(kind) ?? 0);
    return extra > 0 ? [`${extra} × ${kind}`] : [];
  });
}
