import { AcceptDelivery, RecordIntake, RememberedIds } from '@lockstep/ingest';
import { silentLogger } from '@lockstep/platform';
import type { Life } from './life.js';
import type { PlannedDelivery } from './plan.js';
import type { Simulation } from './simulation.js';

/** One process of ingest behind its signature check: the real acceptance and intake over ports that can fail. */
export class IngestProcess {
  private readonly deliveries: AcceptDelivery;

  constructor(
    world: Simulation,
    readonly life: Life,
  ) {
    const { source, rules, codecs, topology } = world.shared;
    const intake = new RecordIntake({
      producer: { send: (records) => world.send(life, records) },
      parking: {
        park: (records) => life.call('park', 'database', () => world.stores.parking.park(records)),
        count: () => life.call('count parked', 'database', () => world.stores.parking.count()),
        drain: (limit, publish) =>
          life.call('drain', 'database', () =>
            world.stores.parking.drain(limit, (records) => Promise.race([publish(records), endOf(life)])),
          ),
      },
      probeKafka: () => life.call('probe', 'broker', async () => undefined),
      clock: life.clock,
      logger: silentLogger,
      settings: { produceDeadlineMs: 1_500 },
    });
    this.deliveries = new AcceptDelivery({
      source,
      rules,
      intake,
      encodeEvent: (event) => codecs.events.encode(event),
      encodeRejected: (payload) => codecs.rejected.encode(payload),
      topics: { events: topology.topic('employee.events'), rejected: topology.topic('employee.rejected') },
      remembered: new RememberedIds(1_000),
    });
    intake.start();
  }

  /** IDs of what was answered as taken; null when the answer was 503. Never resolves when the process dies. */
  async receive({ id, changes }: PlannedDelivery): Promise<readonly string[] | null> {
    const body = Buffer.from(JSON.stringify(changes.length === 1 ? changes[0] : changes));
    const receivedAt = this.life.clock.now();
    const contentType = 'application/json';
    const verified = { source: 'generic', deliveryId: id, contentType, body, receivedAt, path: 'webhook' } as const;
    try {
      const accepted = await this.deliveries.accept(verified);
      if (accepted.kind === 'handshake') throw new Error('a change was taken for a ping');
      return accepted.answer.events.filter(({ status }) => status !== 'rejected').map(({ eventId }) => eventId);
    } catch {
      return null;
    }
  }
}

/** A connection that ends with its process: Postgres rolls its transaction back and frees its lock. */
function endOf(life: Life): Promise<never> {
  return new Promise((_, reject) => life.onDeath(() => reject(new Error('the connection ended'))));
}
