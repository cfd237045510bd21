import type { Servers } from '@lockstep/stack';
import { freePorts } from '@lockstep/stack';
import type { Lockstep } from '../../harness/lockstep.js';
import { logLines } from '../../harness/traces.js';
import { eventually } from '../../harness/eventually.js';
import type { Isolated, Loss } from '../namespace/isolated.js';
import { isolated } from '../namespace/isolated.js';
import type { Scenario, World } from '../scenario.js';

const BEFORE_MS = 3_000;
const CUT_MS = 35_000;

type Server = 'Kafka' | 'Postgres' | 'the registry' | 'the platform';

/** One service in a namespace of its own, the rest of the product beside it, load on. */
async function startIsolated(world: World, service: 'ingest' | 'upserter') {
  const [own = 0, lnd = 0] = await freePorts([undefined, undefined]);
  const ports = portsOf(world.servers, lnd);
  const namespace = await isolated(world, Object.values(ports), [own]);
  const lockstep = await world.start({
    ports: { [service]: own, lnd },
    within: { [service]: namespace.within },
  });
  world.load();
  await world.lasts(BEFORE_MS);
  return { lockstep, namespace, ports };
}

function portsOf({ kafka, database, registry }: Servers, lnd: number): Readonly<Record<Server, number>> {
  return {
    Kafka: Number(kafka.split(':')[1]),
    Postgres: Number(new URL(database).port),
    'the registry': Number(new URL(registry).port),
    'the platform': lnd,
  };
}

/** A cut that nobody noticed proves nothing: the service has to have said so, in a warning or worse. */
async function felt(lockstep: Lockstep, service: string, since: number): Promise<void> {
  const complaints = (): number =>
    logLines(lockstep, service).filter(
      ({ time, level, message }) =>
        Number(new Date(String(time))) >= since &&
        (level === 'warn' || level === 'error' || message === 'upserter.waiting' || message === 'upsert.attempted'),
    ).length;
  await eventually(complaints, (count) => count > 0);
}

function cut(service: 'ingest' | 'upserter', server: Server, loss: Loss, isFelt = true): Scenario {
  return {
    name: `partition: ${service} and ${server}, ${loss}`,
    group: 'Network',
    needs: ['netns', 'iptables'],
    async run(world) {
      const { lockstep, namespace, ports } = await startIsolated(world, service);
      const since = Date.now();
      await namespace.cut([ports[server]], loss);
      await world.lasts(CUT_MS);
      if (isFelt) await felt(lockstep, service, since);
      await namespace.mend();
      world.healed();
    },
  };
}

const losses: readonly Loss[] = ['both ways', 'replies only', 'reset'];

function slowLink(service: 'ingest' | 'upserter'): Scenario {
  return {
    // Nothing fails, everything queues: what has a deadline must not take a full link for a dead server.
    name: `network: all of ${service} through 1 Mbit/s for 35 s`,
    group: 'Network',
    needs: ['netns', 'iptables'],
    async run(world) {
      const { namespace }: { namespace: Isolated } = await startIsolated(world, service);
      await namespace.slow();
      await world.lasts(CUT_MS);
      await namespace.mend();
      world.healed();
    },
  };
}

/**
 * Real packets get lost between one service and one server, while everybody else still reaches both. Dropped both ways,
 * connections stay open and silent; with the replies alone dropped, what was asked is done and nobody hears of it; reset,
 * it shows at once.
 */
export const partitions: readonly Scenario[] = [
  ...losses.map((loss) => cut('upserter', 'Kafka', loss)),
  ...losses.map((loss) => cut('upserter', 'Postgres', loss)),
  ...losses.map((loss) => cut('upserter', 'the platform', loss)),
  ...losses.map((loss) => cut('ingest', 'Kafka', loss)),
  // Postgres is ingest's second store: while Kafka takes everything, nothing has to be said of it.
  ...losses.map((loss) => cut('ingest', 'Postgres', loss, false)),
  // With every schema ID known, nobody has to ask.
  cut('upserter', 'the registry', 'both ways', false),
  cut('ingest', 'the registry', 'both ways', false),
  slowLink('upserter'),
  slowLink('ingest'),
];
