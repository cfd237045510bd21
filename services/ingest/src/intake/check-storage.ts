import type { ReadyAnswer } from '@lockstep/platform';
import type { Preparation } from '../preparation.js';
import type { RecordIntake } from './record-intake.js';

/**
 * Whether an accepted record would be durable somewhere: on Kafka, or in Postgres while Kafka is away. Postgres being
 * away is no harm while Kafka flows; a database that this version cannot use is, it would show in the next outage.
 */
export async function checkStorage(
  intake: Pick<RecordIntake, 'isParking'>,
  database: Pick<Preparation, 'failure' | 'answer'>,
  countParked: () => Promise<number>,
): Promise<ReadyAnswer> {
  const isUnusable = database.failure !== null && database.failure !== 'LOCKSTEP_DATABASE_UNAVAILABLE';
  if (isUnusable) return database.answer();
  if (!intake.isParking) return { ready: true };
  try {
    await countParked();
    return { ready: true };
  } catch {
    return { ready: false, reason: 'neither Kafka nor Postgres takes records' };
  }
}
