import { prepareServers, type ServiceProcess, silentProgress } from '@lockstep/stack';
import { eventually } from '../../harness/eventually.js';
import { contractWithCostCenter } from '../../harness/contract-with-a-field.js';
import type { BreakableProxy } from '@lockstep/testkit';
import { everybodyIsWritten } from '../everybody-is-written.js';
import { feltByUpserter } from '../felt.js';
import { proxied } from '../proxied.js';
import type { Scenario, World } from '../scenario.js';

const BEFORE_MS = 3_000;
const AWAY_MS = 20_000;
const EMPLOYEES = 40;

/**
 * A registry that cannot be asked says nothing about a record. Whoever needs it waits; whoever has what it needs goes on;
 * and nothing is dead-lettered, rejected or lost for it.
 */
export const registry: readonly Scenario[] = [
  {
    // The HRIS is asked to come again; the upserter ends with the reason and is started again, as any orchestrator does.
    name: 'registry: away while ingest and upserter start',
    group: 'Registry',
    async run(world) {
      const { link, servers } = await proxied(world, 'registry');
      const { product } = await world.start({ servers });
      const { ingest, upserter } = product.services;
      await Promise.all([ingest!.stop(), upserter!.stop()]);
      link.cut();
      const started = Promise.all([startedAtLast(ingest!), startedAtLast(upserter!)]);
      world.load();
      await world.lasts(AWAY_MS);
      link.mend();
      world.healed();
      await started;
    },
  },
  {
    // Schema IDs never change their meaning: with them in memory nobody may even notice.
    name: 'registry: away with every schema ID known',
    group: 'Registry',
    async run(world) {
      const { link, servers } = await proxied(world, 'registry');
      const lockstep = await world.start({ servers });
      world.load({ employees: EMPLOYEES });
      await world.lasts(BEFORE_MS);
      link.cut();
      const cutAt = Date.now();
      await world.lasts(AWAY_MS / 2);
      await everybodyIsWritten(lockstep, { since: cutAt, employees: EMPLOYEES, deadlineMs: AWAY_MS });
      link.mend();
      world.healed();
    },
  },
  {
    // A new contract version is rolled out at ingest first; its ID means nothing yet to an upserter that cannot ask.
    name: 'registry: away when a new schema ID appears',
    group: 'Registry',
    quick: true,
    run: (world) => newSchemaId(world, (link) => link.cut()),
  },
  {
    name: 'registry: slow (2 s a packet) when a new schema ID appears',
    group: 'Registry',
    run: (world) => newSchemaId(world, (link) => link.slow({ latencyMs: 2_000 })),
  },
];

async function newSchemaId(world: World, breakLink: (link: BreakableProxy) => void): Promise<void> {
  const { link, servers } = await proxied(world, 'registry');
  const lockstep = await world.start({ envOf: { upserter: { SCHEMA_REGISTRY_URL: servers.registry } } });
  const { product } = lockstep;
  world.load();
  await world.lasts(BEFORE_MS);
  const since = Date.now();
  breakLink(link);
  const CONTRACT_FILE = contractWithCostCenter();
  await prepareServers({ ...product.env, CONTRACT_FILE }, silentProgress);
  await product.services.ingest!.restart({ CONTRACT_FILE });
  await world.lasts(AWAY_MS / 2);
  await feltByUpserter(lockstep, since, /decode/);
  link.mend();
  world.healed();
}

/** Starts a service again and again until it stays. */
async function startedAtLast(service: ServiceProcess): Promise<void> {
  const attempt = (): Promise<boolean> =>
    service.start().then(
      () => true,
      () => false,
    );
  await eventually(attempt, (started) => started, { deadlineMs: 90_000, everyMs: 1_000 });
}
