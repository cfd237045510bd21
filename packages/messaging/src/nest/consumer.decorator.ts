import { EventPattern } from '@nestjs/microservices';
import type { Delivery } from '../broker.js';

/** Handlers declared with `@Consumer` are for our transport only. */
export const LOCKSTEP_TRANSPORT = Symbol('lockstep');

/** What a consumer's method looks like: takes the records over and returns; must not throw. */
export type ConsumerMethod = (deliveries: readonly Delivery[]) => Promise<void>;

/**
 * Binds a controller's method to a topic. Which group reads it stands in `ops/topics.yaml`.
 * @param topic name without prefix, such as `employee.events`
 */
export function Consumer(
  topic: string,
): <M extends ConsumerMethod>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<M>) => void {
  return (target, key, descriptor) => {
    const method = descriptor.value as ConsumerMethod;
    descriptor.value = async function (this: unknown, deliveries: readonly Delivery[]) {
      try {
        await method.call(this, deliveries);
        return undefined;
      } catch (thrown) {
        return new HandlerFailure(thrown);
      }
    } as never;
    // Nest types handlers for messages of any shape; ours get deliveries and nothing else.
    (EventPattern(topic, LOCKSTEP_TRANSPORT) as MethodDecorator)(target, key, descriptor);
  };
}

/**
 * What a consumer's method threw, carried past Nest as a value: its exception filter would put the plain object
 * "Internal server error" in the place of the error.
 */
export class HandlerFailure {
  constructor(readonly thrown: unknown) {}
}
