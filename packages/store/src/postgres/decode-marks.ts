import type { DecodeMarks } from '../ledger.js';
import type { DatabasePool } from './pool.js';

export interface DecodeMarksOptions {
  /** Different for every start of every process: that is how a process's end is told from another one's. */
  readonly processId: string;
}

// A process may mark a record again, when it did not hear the first answer: a mark counts once for each process.
const MARK = `
  WITH mine AS (
    INSERT INTO lockstep.decode_tries (group_id, topic, partition, record_offset, process_id)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
  )
  SELECT count(*)::integer AS deaths FROM lockstep.decode_tries
  WHERE group_id = $1 AND topic = $2 AND partition = $3 AND record_offset = $4 AND process_id <> $5`;
const CLEAR = `
  DELETE FROM lockstep.decode_tries WHERE group_id = $1 AND topic = $2 AND partition = $3 AND record_offset <= $4`;
// One statement: "before" is read from the snapshot at its start; a rebalance that races can only make it careful.
const BEGIN = `
  WITH before AS (
    SELECT process_id FROM lockstep.decode_readers WHERE group_id = $1 AND topic = $2 AND partition = $3
  ), reader AS (
    INSERT INTO lockstep.decode_readers (group_id, topic, partition, process_id) VALUES ($1, $2, $3, $4)
    ON CONFLICT (group_id, topic, partition) DO UPDATE SET process_id = excluded.process_id
  )
  SELECT process_id <> $4 AS died FROM before`;
const END = `
  DELETE FROM lockstep.decode_readers
  WHERE group_id = $1 AND topic = $2 AND partition = ANY ($3::integer[]) AND process_id = $4`;

/** Marks shared by all instances of a group. */
export function createPostgresDecodeMarks(pool: DatabasePool, options: DecodeMarksOptions): DecodeMarks {
  return {
    async mark(group, topic, partition, offset) {
      const values = [group, topic, partition, offset, options.processId];
      const [row] = await pool.query<{ deaths: number }>({ name: 'decode-mark', text: MARK, values });
      return row?.deaths ?? 0;
    },
    async clear(group, topic, partition, upTo) {
      await pool.query({ name: 'decode-clear', text: CLEAR, values: [group, topic, partition, upTo] });
    },
    async begin(group, topic, partition) {
      const values = [group, topic, partition, options.processId];
      const [row] = await pool.query<{ died: boolean }>({ name: 'decode-begin', text: BEGIN, values });
      return row?.died ?? false;
    },
    async end(group, topic, partitions) {
      if (partitions.length === 0) return;
      await pool.query({ name: 'decode-end', text: END, values: [group, topic, partitions, options.processId] });
    },
  };
}
