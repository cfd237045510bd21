import { EventPattern } from '@nestjs/microservices';
import type { Delivery, Hold } from '../broker.js';

/** Handlers declared with `@Consumer` are for our transport only. */
export const LOCKSTEP_TRANSPORT = Symbol('lockstep');

/** What a consumer's method looks like: takes the records over and returns; must not throw. */
export type ConsumerMethod = (deliveries: readonly Delivery[]) => Promise<Hold | undefined>;

/**
 * Binds a controller's method to a topic. Which group reads it stands in `ops/topics.yaml`.
 * @param topic name without prefix, such as `employee.events`
 */
export function Consumer(topic: string): <M extends ConsumerMethod>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<M>,
) => void {
  // Nest types handlers for messages of any shape; ours get deliveries and nothing else.
  return EventPattern(topic, LOCKSTEP_TRANSPORT) as MethodDecorator;
}
