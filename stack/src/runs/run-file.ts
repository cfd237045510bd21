import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Run } from '../servers/servers.js';
import { identify, type ProcessIdentity } from './process-identity.js';

/** One process of a run, and the signal that ends it in order. */
export interface RecordedProcess extends ProcessIdentity {
  readonly what: string;
  readonly endWith: NodeJS.Signals;
}

/** What a run file holds. */
export interface RunRecord {
  readonly id: string;
  readonly owner: ProcessIdentity;
  readonly processes: readonly RecordedProcess[];
  /** Whether the run may have containers; those carry the label `lockstep.run=<id>`. */
  readonly usesDocker: boolean;
  readonly containers: readonly { readonly what: string; readonly id: string }[];
  readonly throwAways: readonly string[];
}

/** A run that is this process's own. */
export interface OwnRun extends Run {
  /** Says, before the first container is created, that there may be some. */
  useDocker(): void;
  /** What is recorded now. */
  record(): RunRecord;
  /** From now on whatever this run still starts is killed as soon as it is recorded: a start that is being given up. */
  refuse(): void;
  /** Removes the run file. Call it when everything recorded has ended. */
  close(): void;
}

/** The runs of this process that are not closed. */
export const ownRuns = new Set<OwnRun>();

/** Written beside and renamed over: a reader, or a crash, never meets half a file. */
function write(path: string, record: RunRecord): void {
  const beside = `${path}.${process.pid}.tmp`;
  writeFileSync(beside, `${JSON.stringify(record, null, 2)}\n`);
  renameSync(beside, path);
}

/** Begins a run owned by this process. Every change is on disk before the call returns. */
export function openRun(runsDir: string): OwnRun {
  mkdirSync(runsDir, { recursive: true });
  const owner = identify(process.pid) ?? { pid: process.pid, startedAt: 'unknown' };
  const id = `${process.pid}-${randomBytes(4).toString('hex')}`;
  const path = join(runsDir, `${id}.json`);
  let record: RunRecord = { id, owner, processes: [], usesDocker: false, containers: [], throwAways: [] };
  let isClosed = false;
  let isRefusing = false;
  const update = (change: Partial<RunRecord>): void => {
    record = { ...record, ...change };
    if (!isClosed) write(path, record);
  };
  update({});
  const run: OwnRun = {
    id,
    record: () => record,
    refuse: () => {
      isRefusing = true;
    },
    recordProcess: (what, pid, endWith = 'SIGTERM') => {
      if (isRefusing) {
        process.kill(pid, 'SIGKILL');
        return;
      }
      const identity = identify(pid);
      // Gone before it could be recorded: nothing to end later.
      if (identity !== null) update({ processes: [...record.processes, { what, ...identity, endWith }] });
    },
    recordContainer: (what, containerId) =>
      update({ usesDocker: true, containers: [...record.containers, { what, id: containerId }] }),
    recordThrowAway: (directory) => update({ throwAways: [...record.throwAways, directory] }),
    forget: (gone) =>
      update({
        processes: record.processes.filter(({ pid }) => pid !== gone),
        containers: record.containers.filter((container) => container.id !== gone),
      }),
    useDocker: () => update({ usesDocker: true }),
    close: () => {
      isClosed = true;
      ownRuns.delete(run);
      rmSync(path, { force: true });
    },
  };
  ownRuns.add(run);
  return run;
}

/** Every run on disk with the path of its file. A file that cannot be read is left alone: it is not known what it names. */
export function readRuns(runsDir: string): { path: string; record: RunRecord }[] {
  let names: string[];
  try {
    names = readdirSync(runsDir).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const path = join(runsDir, name);
    try {
      return [{ path, record: JSON.parse(readFileSync(path, 'utf8')) as RunRecord }];
    } catch {
      return [];
    }
  });
}
