import type { SystemCondition } from '@lockstep/domain';
import type { ConditionBoard } from '../ledger.js';

interface Entry {
  readonly condition: SystemCondition;
  announced: boolean;
  closed: boolean;
  resumeRequestedAt: number | null;
}

/** The twin of the Postgres board, for unit tests and simulation. */
export function createMemoryConditionBoard(): ConditionBoard {
  const entries = new Map<SystemCondition['kind'], Entry>();
  const byId = (conditionId: string) => [...entries.values()].find((e) => e.condition.conditionId === conditionId);
  const openOne = (kind: SystemCondition['kind']) => {
    const entry = entries.get(kind);
    return entry === undefined || entry.closed ? null : entry;
  };
  return {
    raise(raised) {
      const open = openOne(raised.kind);
      const entry: Entry =
        open === null
          ? {
              condition: raised,
              announced: false,
              closed: false,
              resumeRequestedAt: entries.get(raised.kind)?.resumeRequestedAt ?? null,
            }
          : { ...open, condition: { ...open.condition, until: raised.until } };
      entries.set(raised.kind, entry);
      return Promise.resolve({ condition: entry.condition, announced: entry.announced });
    },
    announced(conditionId) {
      const entry = byId(conditionId);
      if (entry) entry.announced = true;
      return Promise.resolve();
    },
    open: (kind) => Promise.resolve(openOne(kind)?.condition ?? null),
    close(conditionId) {
      const entry = byId(conditionId);
      if (entry) entry.closed = true;
      return Promise.resolve();
    },
    requestResume(kind, at) {
      const entry = openOne(kind);
      if (entry) entry.resumeRequestedAt = at;
      return Promise.resolve(entry !== null);
    },
    resumeRequestedAt: (kind) => Promise.resolve(entries.get(kind)?.resumeRequestedAt ?? null),
  };
}
