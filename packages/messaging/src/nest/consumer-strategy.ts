import { LockstepError } from '@lockstep/domain';
import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { lastValueFrom, type Observable } from 'rxjs';
import type { Broker, SubscribeOptions, Subscription, SubscriptionHealth } from '../broker.js';
import type { ConsumerSpec, Topology } from '../topology.js';
import { HandlerFailure, LOCKSTEP_TRANSPORT } from './consumer.decorator.js';

export interface ConsumerStrategyOptions {
  readonly broker: Broker;
  readonly topology: Topology;
  /** The service whose consumers `ops/topics.yaml` declares. */
  readonly service: string;
  /** How long `close` may wait for open deliveries, asked when it is called. */
  readonly stopDeadlineMs: () => number;
  /** How a topic (name without prefix) is read; see `SubscribeOptions`. */
  readonly subscribe?: (
    name: string,
  ) => Pick<SubscribeOptions, 'maxUnsettled' | 'maxOpen' | 'commitEveryMs' | 'maxWaitMs' | 'onCommitted'>;
  /** Partitions were taken away. Must not throw. */
  readonly onRevoked?: (topic: string, partitions: readonly number[]) => void;
}

/**
 * The thin shell by which Nest's controllers become consumers of the `Broker` port: nothing is decoded, retried or
 * acknowledged here. It refuses to start when a declared topic has no handler or a handler no declared topic.
 */
export class ConsumerStrategy extends Server implements CustomTransportStrategy {
  override readonly transportId = LOCKSTEP_TRANSPORT;
  /** Nest would log a handler's error and go on; we need it to reach the subscription, which crashes on it. */
  override readonly propagatesEventHandlerErrors = true;
  private readonly subscriptions = new Map<string, Subscription>();

  constructor(private readonly options: ConsumerStrategyOptions) {
    super();
  }

  override listen(callback: (error?: unknown) => void): void {
    this.start().then(
      () => callback(),
      (thrown: unknown) => callback(thrown),
    );
  }

  /** Waits for open deliveries up to the deadline, commits, and leaves the groups. */
  override async close(): Promise<void> {
    const deadlineMs = this.options.stopDeadlineMs();
    await Promise.all([...this.subscriptions.values()].map((subscription) => subscription.stop(deadlineMs)));
  }

  /** Health of every subscription by topic (without prefix). */
  health(): ReadonlyMap<string, SubscriptionHealth> {
    return new Map([...this.subscriptions].map(([name, subscription]) => [name, subscription.health()]));
  }

  /** Stops fetching on every topic; what is open goes on. Heartbeats too. */
  pauseAll(): void {
    for (const subscription of this.subscriptions.values()) subscription.pause();
  }

  resumeAll(): void {
    for (const subscription of this.subscriptions.values()) subscription.resume();
  }

  /** Records behind the end by topic (without prefix); topics whose lag cannot be told now are left out. */
  async lag(): Promise<ReadonlyMap<string, bigint>> {
    const asked = [...this.subscriptions].map(
      async ([name, subscription]) => [name, await subscription.lag()] as const,
    );
    const told = await Promise.allSettled(asked);
    return new Map(told.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : [])));
  }

  override on(): never {
    throw new TypeError('the consumer strategy has no events; ask health()');
  }

  override unwrap<T>(): T {
    return this.subscriptions as T;
  }

  private async start(): Promise<void> {
    const declared = this.options.topology.consumersOf(this.options.service);
    this.refuseMismatch(declared);
    for (const consumer of declared)
      this.subscriptions.set(consumer.name, await this.options.broker.subscribe(this.subscribeOptions(consumer)));
  }

  private subscribeOptions({ name, topic, group }: ConsumerSpec): SubscribeOptions {
    const handler = this.messageHandlers.get(name)!;
    const { onRevoked } = this.options;
    return {
      ...this.options.subscribe?.(name),
      topic,
      group,
      onBatch: async (deliveries) => throwFailure(await handler(deliveries)),
      ...(onRevoked === undefined ? {} : { onRevoked: (partitions) => onRevoked(topic, partitions) }),
    };
  }

  private refuseMismatch(declared: readonly ConsumerSpec[]): void {
    const names = declared.map(({ name }) => name);
    const handled = [...this.messageHandlers.keys()];
    const problems = [
      ...names.filter((name) => !handled.includes(name)).map((name) => `topic ${name} has no handler`),
      ...handled.filter((name) => !names.includes(name)).map((name) => `handler of ${name} has no topic`),
      ...handled.filter((name) => this.messageHandlers.get(name)!.next).map((name) => `${name} has two handlers`),
    ];
    if (problems.length === 0) return;
    throw new LockstepError({
      code: 'LOCKSTEP_CONSUMERS_MISMATCH',
      message: `${this.options.service} and ops/topics.yaml do not agree: ${problems.join('; ')}`,
      stage: 'before',
      disposition: 'halt',
      remedy: `Declare the consumer of ${this.options.service} in ops/topics.yaml, or add its method with @Consumer.`,
    });
  }
}

/** Nest answers with a value or, through interceptors and filters, with a stream of it. */
async function throwFailure(answer: unknown): Promise<void> {
  const value: unknown =
    typeof answer === 'object' && answer !== null && 'subscribe' in answer
      ? await lastValueFrom(answer as Observable<unknown>, { defaultValue: undefined })
      : answer;
  if (value instanceof HandlerFailure) throw value.thrown;
}

/** A readiness check: not ready while a subscription starts, crashed or has been silent for too long. */
export function consumersReady(
  strategy: ConsumerStrategy,
  now: () => number,
  silentMs = 60_000,
): { readonly ready: true } | { readonly ready: false; readonly reason: string } {
  for (const [name, health] of strategy.health()) {
    const silent = health.lastActiveAt === null || now() - health.lastActiveAt > silentMs;
    if (health.state === 'crashed' || health.state === 'starting' || silent)
      return { ready: false, reason: `${name}: ${health.detail ?? (silent ? 'silent' : health.state)}` };
  }
  return { ready: true };
}
