import type { SystemCondition } from '@lockstep/domain';
import type { ConditionBoard } from '../ledger.js';
import type { DatabasePool } from './pool.js';

interface ConditionRow {
  readonly kind: SystemCondition['kind'];
  readonly condition_id: string;
  readonly service: string;
  readonly code: string;
  readonly reason: string;
  readonly since: string;
  readonly raised_at: string;
  readonly until: string | null;
  readonly announced: boolean;
}

/** One row a kind: the first raise opens it for all instances, a later one finds it open. */
const RAISE = `
  INSERT INTO lockstep.system_conditions AS c (kind, condition_id, service, code, reason, since, raised_at, until)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
  ON CONFLICT (kind) DO UPDATE SET
    condition_id = CASE WHEN c.closed_at IS NULL THEN c.condition_id ELSE excluded.condition_id END,
    service = CASE WHEN c.closed_at IS NULL THEN c.service ELSE excluded.service END,
    code = CASE WHEN c.closed_at IS NULL THEN c.code ELSE excluded.code END,
    reason = CASE WHEN c.closed_at IS NULL THEN c.reason ELSE excluded.reason END,
    since = CASE WHEN c.closed_at IS NULL THEN c.since ELSE excluded.since END,
    raised_at = CASE WHEN c.closed_at IS NULL THEN c.raised_at ELSE excluded.raised_at END,
    until = excluded.until,
    announced = c.announced AND c.closed_at IS NULL,
    closed_at = NULL
  RETURNING *`;

/** The board that all instances of a service share. */
export function createPostgresConditionBoard(pool: DatabasePool): ConditionBoard {
  return {
    async raise(condition) {
      const { kind, conditionId, service, code, reason, since, at, until } = condition;
      const values = [kind, conditionId, service, code, reason, since, at, until];
      const [row] = await pool.query<ConditionRow>({ name: 'condition-raise', text: RAISE, values });
      return { condition: toCondition(row!), announced: row!.announced };
    },
    async announced(conditionId) {
      const text = 'UPDATE lockstep.system_conditions SET announced = true WHERE condition_id = $1';
      await pool.query({ text, values: [conditionId] });
    },
    async open(kind) {
      const text = 'SELECT * FROM lockstep.system_conditions WHERE kind = $1 AND closed_at IS NULL';
      const [row] = await pool.query<ConditionRow>({ text, values: [kind] });
      return row === undefined ? null : toCondition(row);
    },
    async close(conditionId, at) {
      const text = 'UPDATE lockstep.system_conditions SET closed_at = $2 WHERE condition_id = $1 AND closed_at IS NULL';
      await pool.query({ text, values: [conditionId, at] });
    },
    async requestResume(kind, at) {
      const text = `UPDATE lockstep.system_conditions SET resume_requested_at = $2
        WHERE kind = $1 AND closed_at IS NULL RETURNING kind`;
      return (await pool.query({ text, values: [kind, at] })).length > 0;
    },
    async resumeRequestedAt(kind) {
      const text = 'SELECT resume_requested_at FROM lockstep.system_conditions WHERE kind = $1';
      const [row] = await pool.query<{ resume_requested_at: string | null }>({ text, values: [kind] });
      return row?.resume_requested_at == null ? null : Number(row.resume_requested_at);
    },
  };
}

function toCondition(row: ConditionRow): SystemCondition {
  return {
    conditionId: row.condition_id,
    kind: row.kind,
    state: 'raised',
    service: row.service,
    code: row.code,
    reason: row.reason,
    since: Number(row.since),
    at: Number(row.raised_at),
    until: row.until === null ? null : Number(row.until),
  };
}
