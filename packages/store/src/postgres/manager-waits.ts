import type { ManagerWait, ManagerWaits } from '../ledger.js';
import { newestWaitPerEmployee } from '../newest-wait-per-employee.js';
import type { DatabasePool } from './pool.js';

const ADD = `
  INSERT INTO lockstep.manager_waits (employee_id, manager_id, value, headers)
  SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::jsonb[])
  ON CONFLICT (employee_id) DO UPDATE SET
    manager_id = excluded.manager_id, value = excluded.value, headers = excluded.headers, added_at = excluded.added_at`;
const READY = `
  SELECT w.employee_id, w.manager_id, w.value, w.headers
  FROM lockstep.manager_waits w
  JOIN lockstep.ledger_employees manager ON manager.employee_id = w.manager_id
  WHERE manager.applied_event_id IS NOT NULL
  ORDER BY w.added_at, w.employee_id LIMIT $1`;
// Locked in the same order as by ADD.
const REMOVE_SENT = `
  DELETE FROM lockstep.manager_waits WHERE employee_id IN (
    SELECT w.employee_id FROM lockstep.manager_waits w
    JOIN unnest($1::text[], $2::text[], $3::bytea[]) AS sent (employee_id, manager_id, value)
      ON w.employee_id = sent.employee_id AND w.manager_id = sent.manager_id AND w.value = sent.value
    ORDER BY w.employee_id FOR UPDATE OF w)`;

interface WaitRow {
  readonly employee_id: string;
  readonly manager_id: string;
  readonly value: Buffer;
  readonly headers: Record<string, string>;
}

/** Waits shared by all instances. */
export function createPostgresManagerWaits(pool: DatabasePool): ManagerWaits {
  return {
    async add(waits) {
      if (waits.length === 0) return;
      const rows = newestWaitPerEmployee(waits);
      const values = [
        rows.map((wait) => wait.employeeId),
        rows.map((wait) => wait.managerId),
        rows.map((wait) => wait.value),
        rows.map((wait) => JSON.stringify(wait.headers)),
      ];
      await pool.query({ name: 'manager-waits-add', text: ADD, values });
    },
    async ready(limit) {
      const rows = await pool.query<WaitRow>({ name: 'manager-waits-ready', text: READY, values: [limit] });
      return rows.map(toManagerWait);
    },
    async removeSent(waits) {
      if (waits.length === 0) return;
      const values = [
        waits.map((wait) => wait.employeeId),
        waits.map((wait) => wait.managerId),
        waits.map((wait) => wait.value),
      ];
      await pool.query({ name: 'manager-waits-remove-sent', text: REMOVE_SENT, values });
    },
  };
}

function toManagerWait(row: WaitRow): ManagerWait {
  return { employeeId: row.employee_id, managerId: row.manager_id, value: row.value, headers: row.headers };
}
