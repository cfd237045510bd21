import { feltByUpserter } from '../felt.js';
import { databaseBusyWithOthers, endConnections, lockLedger, runStatements } from '../postgres-faults.js';
import { proxied } from '../proxied.js';
import type { Scenario, World } from '../scenario.js';

const BEFORE_MS = 3_000;

const postgresOf = (world: World) => world.servers.processes.find((server) => server.name === 'database')!;

/**
 * The ledger decides everything the upserter does and ingest parks in the same server: while it is away the upserter has
 * to stand still without losing what it has in hand, ingest to go on by Kafka alone, and neither may take an answer
 * of the server for the record's fault.
 */
export const database: readonly Scenario[] = [
  {
    // Connections break in the middle of claims and settles; a settle's COMMIT may have gone through unheard.
    name: 'postgres: kill -9, started again after 5 s',
    group: 'Postgres',
    quick: true,
    async run(world) {
      const lockstep = await world.start();
      world.load();
      await world.lasts(BEFORE_MS);
      const since = Date.now();
      await postgresOf(world).kill();
      await world.lasts(5_000);
      await feltByUpserter(lockstep, since, /claim|settle/);
      await postgresOf(world).start();
      world.healed();
    },
  },
  {
    // Longer than any timeout and lease; retries fall due meanwhile.
    name: 'postgres: away for 60 s',
    group: 'Postgres',
    async run(world) {
      const lockstep = await world.start();
      await lockstep.platform.faults({ kind: 'status', status: 503, match: { share: 0.2, times: 3 } });
      world.load();
      await world.lasts(BEFORE_MS);
      const since = Date.now();
      await postgresOf(world).stop();
      await world.lasts(60_000);
      await feltByUpserter(lockstep, since, /claim|settle/);
      await postgresOf(world).start();
      world.healed();
    },
  },
  {
    // Statements take longer than leases expect; nothing is refused, everything is late.
    name: 'postgres: slow (100 ms a packet, 256 KiB/s) for 30 s',
    group: 'Postgres',
    async run(world) {
      const { link, servers } = await proxied(world, 'database');
      await world.start({ servers });
      world.load();
      await world.lasts(BEFORE_MS);
      link.slow({ latencyMs: 100, bytesPerSecond: 256 * 1_024 });
      await world.lasts(30_000);
      link.mend();
      world.healed();
    },
  },
  {
    // Connections stay open and say nothing, as when a firewall forgets them.
    name: 'postgres: frozen for 30 s',
    group: 'Postgres',
    async run(world) {
      const { link, servers } = await proxied(world, 'database');
      const lockstep = await world.start({ servers });
      world.load();
      await world.lasts(BEFORE_MS);
      const since = Date.now();
      link.freeze();
      await world.lasts(30_000);
      await feltByUpserter(lockstep, since, /claim|settle/);
      link.mend();
      world.healed();
    },
  },
  {
    // "Too many clients" is an outage, not a defect of ours.
    name: 'postgres: out of connections for 20 s',
    group: 'Postgres',
    async run(world) {
      const lockstep = await world.start();
      world.load();
      await world.lasts(BEFORE_MS);
      const since = Date.now();
      const others = await databaseBusyWithOthers(lockstep.database);
      world.atEnd(() => others.leave());
      await world.lasts(20_000);
      await feltByUpserter(lockstep, since, /claim|settle/);
      await others.leave();
      world.healed();
    },
  },
  {
    // Longer than a statement may take (10 s), so that claims are cancelled again and again.
    name: 'postgres: a lock on the ledger held for 30 s',
    group: 'Postgres',
    async run(world) {
      const lockstep = await world.start();
      world.load();
      await world.lasts(BEFORE_MS);
      const since = Date.now();
      const lock = await lockLedger(lockstep.database);
      world.atEnd(() => lock.release());
      await world.lasts(30_000);
      await feltByUpserter(lockstep, since, /claim|settle/);
      await lock.release();
      world.healed();
    },
  },
  {
    // What a failover looks like from inside: the server answers, and refuses to write. The sessions of that time stay
    // read-only for as long as they live, so a pool that keeps them never recovers.
    name: 'postgres: read-only for 20 s',
    group: 'Postgres',
    async run(world) {
      const lockstep = await world.start();
      const name = new URL(lockstep.database).pathname.slice(1);
      const readOnly = (on: boolean) =>
        runStatements(world.servers.database, [
          `ALTER DATABASE ${name} ${on ? 'SET default_transaction_read_only = on' : 'RESET default_transaction_read_only'}`,
        ]);
      world.load();
      await world.lasts(BEFORE_MS);
      const since = Date.now();
      await readOnly(true);
      await endConnections(world.servers.database, name);
      await world.lasts(20_000);
      await feltByUpserter(lockstep, since, /claim|settle/);
      await readOnly(false);
      world.healed();
    },
  },
];
