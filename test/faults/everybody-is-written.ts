import { eventually } from '../harness/eventually.js';
import type { Lockstep } from '../harness/lockstep.js';

/** Later than this after `since`, a write is no late echo of what was under way. */
const ECHO_MS = 1_000;

/** Waits until every employee of the load has been written to the platform again, later than `since`. */
export async function everybodyIsWritten(
  { platform }: Lockstep,
  { since, employees, deadlineMs }: { readonly since: number; readonly employees: number; readonly deadlineMs: number },
): Promise<void> {
  const written = async (): Promise<number> => {
    const requests = await platform.requests();
    const later = requests.filter(({ receivedAt, effect }) => receivedAt > since + ECHO_MS && effect !== null);
    return new Set(later.map(({ employeeId }) => employeeId)).size;
  };
  await eventually(written, (count) => count === employees, { deadlineMs, everyMs: 500 });
}
