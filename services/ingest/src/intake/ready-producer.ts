import { LockstepError } from '@lockstep/domain';
import type { Broker, Producer } from '@lockstep/messaging';

/**
 * A producer that can be used before it is there: until the first connection is made, records are refused at once (and
 * so parked) rather than made to wait for Kafka.
 */
export class ReadyProducer implements Pick<Producer, 'send'> {
  private producer: Producer | null = null;

  private constructor(private readonly broker: Broker) {}

  /** Resolves when the producer is there or the wait is over; in that case it goes on in the background. */
  static async connect(broker: Broker, waitMs: number): Promise<ReadyProducer> {
    const ready = new ReadyProducer(broker);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, waitMs)));
    await Promise.race([ready.connect(), late]);
    clearTimeout(timer);
    return ready;
  }

  send: Producer['send'] = (records, options) => {
    if (this.producer === null) return Promise.reject(notConnected());
    return this.producer.send(records, options);
  };

  private async connect(): Promise<void> {
    this.producer = await this.broker.producer();
  }
}

function notConnected(): LockstepError {
  return new LockstepError({
    code: 'LOCKSTEP_BROKER_UNAVAILABLE',
    message: 'Kafka has not been reached since the start',
    stage: 'attempt',
    disposition: 'pause',
    remedy: 'Look whether the brokers of KAFKA_BROKERS are up and reachable; it goes on by itself when they are.',
  });
}
