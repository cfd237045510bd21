import { rootOf } from './map-error.js';

const WINDOW_MS = 10 * 60_000;
const MAX_RESTARTS = 5;
/** kafkajs restarts a consumer for ever, also into the same error; Kafka being away is the one cause worth waiting out. */
const AWAY =
  /^KafkaJS(Connection|ConnectionClosed|RequestTimeout|BrokerNotFound|NoBrokerAvailable|GroupCoordinatorNotFound|LockTimeout)/;

/** Decides whether a consumer that crashed may start anew. */
export class RestartBound {
  private restarts: number[] = [];

  constructor(private readonly now: () => number) {}

  mayRestart(error: unknown): boolean {
    if (AWAY.test(rootOf(error).name)) return true;
    const since = this.now() - WINDOW_MS;
    this.restarts = [...this.restarts.filter((at) => at > since), this.now()];
    return this.restarts.length <= MAX_RESTARTS;
  }
}
