import type { NotificationRegister } from '../ledger.js';
import type { DatabasePool } from './pool.js';

// Two callers at once: the second waits for the first one's row, reads it again and finds the lease taken.
const BEGIN = `
  INSERT INTO lockstep.notification_register AS n (thing, lease_until)
  VALUES ($1, clock_timestamp() + $2 * interval '1 millisecond')
  ON CONFLICT (thing) DO UPDATE SET lease_until = clock_timestamp() + $2 * interval '1 millisecond'
  WHERE n.told_at IS NULL AND n.lease_until <= clock_timestamp()
  RETURNING thing`;
const TOLD = `
  INSERT INTO lockstep.notification_register (thing, lease_until, told_at)
  VALUES ($1, clock_timestamp(), clock_timestamp())
  ON CONFLICT (thing) DO UPDATE SET told_at = coalesce(notification_register.told_at, excluded.told_at)`;
const IS_TOLD = `SELECT 1 FROM lockstep.notification_register WHERE thing = $1 AND told_at IS NOT NULL`;
const RELEASE = `
  UPDATE lockstep.notification_register SET lease_until = clock_timestamp() + $2 * interval '1 millisecond'
  WHERE thing = $1 AND told_at IS NULL`;

/** The register shared by all instances of the notifier; leases by the database's clock. */
export function createPostgresNotificationRegister(pool: DatabasePool): NotificationRegister {
  return {
    async begin(thing, leaseMs) {
      const rows = await pool.query({ name: 'notification-begin', text: BEGIN, values: [thing, leaseMs] });
      return rows.length === 1;
    },
    async told(thing) {
      await pool.query({ name: 'notification-told', text: TOLD, values: [thing] });
    },
    async isTold(thing) {
      const rows = await pool.query({ name: 'notification-is-told', text: IS_TOLD, values: [thing] });
      return rows.length === 1;
    },
    async release(thing, delayMs) {
      await pool.query({ name: 'notification-release', text: RELEASE, values: [thing, delayMs] });
    },
  };
}
