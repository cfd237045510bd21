import type { DecodeMarks } from '../ledger.js';

export interface DecodeMarksState {
  /** `group/topic/partition` → offset → the processes that began to decode it. */
  readonly marks: Map<string, Map<bigint, Set<string>>>;
  /** `group/topic/partition` → the process that reads it. */
  readonly readers: Map<string, string>;
}

export interface MemoryDecodeMarksOptions {
  /** Different for every start of every process. */
  readonly processId: string;
  /** Give the same to several, as processes share a database. Default: its own. */
  readonly state?: DecodeMarksState;
}

/** The twin in memory, for tests. */
export function createMemoryDecodeMarks(options: MemoryDecodeMarksOptions): DecodeMarks {
  const { marks, readers }: DecodeMarksState = options.state ?? { marks: new Map(), readers: new Map() };
  const place = (group: string, topic: string, partition: number): string => `${group}/${topic}/${partition}`;
  return {
    async mark(group, topic, partition, offset) {
      const at = place(group, topic, partition);
      const offsets = marks.get(at) ?? new Map<bigint, Set<string>>();
      marks.set(at, offsets);
      const processes = (offsets.get(offset) ?? new Set()).add(options.processId);
      offsets.set(offset, processes);
      return processes.size - 1;
    },
    async clear(group, topic, partition, upTo) {
      const offsets = marks.get(place(group, topic, partition)) ?? new Map<bigint, Set<string>>();
      for (const offset of offsets.keys()) if (offset <= upTo) offsets.delete(offset);
    },
    async begin(group, topic, partition) {
      const at = place(group, topic, partition);
      const before = readers.get(at);
      readers.set(at, options.processId);
      return before !== undefined && before !== options.processId;
    },
    async end(group, topic, partitions) {
      for (const partition of partitions) {
        const at = place(group, topic, partition);
        if (readers.get(at) === options.processId) readers.delete(at);
      }
    },
  };
}
