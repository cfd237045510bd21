import type { Scenario } from '../scenario.js';

/** Postgres goes, and comes back. */
export const database: readonly Scenario[] = [
  {
    name: 'postgres: kill -9 and started again after 5 s',
    group: 'Postgres',
    quick: true,
    async run(world) {
      const postgres = world.servers.processes.find((server) => server.name === 'database')!;
      await world.start();
      world.load();
      await world.lasts(3_000);
      await postgres.kill();
      await world.lasts(5_000);
      await postgres.start();
      world.healed();
    },
  },
];
