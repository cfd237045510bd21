import { eventually } from '../harness/eventually.js';
import type { Lockstep } from '../harness/lockstep.js';
import { logLines } from '../harness/traces.js';

/**
 * A fault that nobody noticed proves nothing: waits until the upserter has said that it waits for a store since `since`.
 * @param what as in its log line: `claim`, `settle`, `publish`, `decode`
 */
export async function feltByUpserter(lockstep: Lockstep, since: number, what: RegExp): Promise<void> {
  const waits = (): number =>
    logLines(lockstep, 'upserter').filter(
      ({ message, time, ...line }) =>
        message === 'upserter.waiting' && Number(new Date(String(time))) >= since && what.test(String(line.what)),
    ).length;
  await eventually(waits, (count) => count > 0);
}

/** Waits until the platform's faults have struck at least so often, seen at the platform or in the upserter's log. */
export async function feltAtPlatform(lockstep: Lockstep, since: number, atLeast: number): Promise<void> {
  const felt = async (): Promise<number> => {
    const struck = (await lockstep.platform.requests()).filter(
      ({ receivedAt, fault }) => receivedAt >= since && fault !== null,
    );
    const failed = logLines(lockstep, 'upserter').filter(
      ({ message, time, result }) =>
        message === 'upsert.attempted' && Number(new Date(String(time))) >= since && result !== 'applied',
    );
    return struck.length + failed.length;
  };
  await eventually(felt, (count) => count >= atLeast);
}

/** Waits until ingest has begun to park what it cannot write to Kafka. */
export async function feltByIngest(lockstep: Lockstep, since: number): Promise<void> {
  const parked = (): number =>
    logLines(lockstep, 'ingest').filter(
      ({ time, message }) => Number(new Date(String(time))) >= since && message === 'intake.parking_begun',
    ).length;
  await eventually(parked, (count) => count > 0, { deadlineMs: 30_000 });
}
